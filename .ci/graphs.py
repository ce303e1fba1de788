"""Looks at the page that `make graphs` has published: so many commits and each of these libraries are there.

    python .ci/graphs.py benchmarks/html/graphs 2 tensorlab numpy ...

Every benchmark that ran has a graph with a value of each of its libraries at each commit. With Chromium, the
page is opened, too, and the libraries looked for beside the curves; it takes its scripts from the net.
"""

import http.server
import itertools
import json
import shutil
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path


def values(benchmark, point):
    """The libraries that have a value at a commit."""
    given = point if isinstance(point, list) else [point]
    names = benchmark["param_names"]
    keys = itertools.product(*benchmark["params"])
    at = names.index("lib") if "lib" in names else None
    return {"" if at is None else key[at].strip("'") for key, value in zip(keys, given) if value is not None}


def published(page, commits):
    """The libraries of every benchmark that has a graph."""
    benchmarks, found = json.loads((page / "index.json").read_text())["benchmarks"], {}
    for name, benchmark in benchmarks.items():
        files = [path for path in (page / "graphs").rglob(f"{name}.json") if path.parent.name != "summary"]
        if not files:
            continue
        assert (page / "graphs" / "summary" / f"{name}.json").exists(), f"{name}: not in the grid"
        points = [point for path in files for point in json.loads(path.read_text())]
        at = {revision: values(benchmark, point) for revision, point in points}
        assert len(at) >= commits, f"{name}: {len(at)} commits of {commits}"
        named = dict(zip(benchmark["param_names"], benchmark["params"])).get("lib", ["''"])
        found[name] = {lib.strip("'") for lib in named}
        for revision, libraries in at.items():
            assert libraries == found[name], (
                f"{name}, commit {revision}: {found[name] - libraries} have no value"
            )
    return found


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def seen(page, names):
    """What Chromium shows of each benchmark; None where the scripts of the page cannot be had."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=page))
    server.handle_error = lambda *_: None  # Chromium leaves when it has seen enough
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in names:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=15000", "--dump-dom"]
        address = f"http://127.0.0.1:{server.server_port}/index.html#{name}"
        command = [shutil.which("chromium"), *options, address]
        shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
        yield name, None if "airspeed velocity error" in shown else shown
    server.shutdown()


def main(page, commits, *libraries):
    found = published(Path(page), int(commits))
    for name, libs in found.items():
        print(f"{name}: {' '.join(sorted(libs))}")
    missing = set(libraries) - set().union(*found.values())
    assert not missing, f"no graph of {missing}"
    if shutil.which("chromium") is None:
        print("Chromium is not installed: the page was not opened")
        return
    for name, shown in seen(page, [name for name, libs in found.items() if len(libs) > 1]):
        if shown is None:
            print("its scripts cannot be reached: the page was not looked at")
            return
        absent = [lib for lib in found[name] if f"lib-{lib}" not in shown]
        assert not absent, f"{name}: Chromium shows no curve of {absent}"
        print(f"{name}: opened in Chromium, every library is named in its graph")


if __name__ == "__main__":
    main(*sys.argv[1:])
