# Sourced by scripts that consist of steps: prints the time of each and, at the end, a table of them. `scratch` is a
# folder that is removed then; a function at_end, where there is one, is called before.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export PIP_DISABLE_PIP_VERSION_CHECK=1 CI=1
scratch=$(mktemp -d)
times=()
current=

finish() {
    local status=$?
    if [ ${#times[@]} -gt 0 ]; then printf '\n%-16s %8s\n' step seconds && printf '%-16s %8d\n' "${times[@]}"; fi
    if [ $status -ne 0 ]; then echo "FAILED: ${current:-setup}"; fi
    if declare -F at_end >/dev/null; then at_end; fi
    rm -rf "$scratch"
    exit $status
}
trap finish EXIT
trap 'exit 130' INT TERM

step() { # name, command...
    current=$1
    local start=$SECONDS
    printf '\n===== %s =====\n' "$current"
    "${@:2}"
    times+=("$current" $((SECONDS - start)))
    echo "===== $current: $((SECONDS - start)) s ====="
}
