"""tensorlab beside the libraries that are installed: every operation of the asv suites, as a table.

$ python -m benchmarks.compare --only products --rounds 5 --output docs/benchmarks.md

Each library has a process of its own, and these take turns: thread pools that spin after their work would
otherwise take the cores of whoever comes next. A figure is the median of all rounds.
"""

import argparse
import contextlib
import json
import math
import os
import platform
import re
import shlex
import statistics
import subprocess
import sys
import textwrap
import time
from dataclasses import asdict
from pathlib import Path

from . import limits
from .suite.common import MODULES, Suite, installed
from .tables import key_text, suites

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 0.05  # of each library and round
OURS = "tensorlab"
THREADS = [f"{name}_NUM_THREADS" for name in ("TENSORLAB", "OMP", "OPENBLAS", "MKL")]


# ---- a library's process -----------------------------------------------------------------------------------
def sample(call, seconds, clock=time.perf_counter):
    """Median time of a call, over as many samples of a millisecond or more as there is time for."""

    def once():
        start = clock()
        call()
        return clock() - start

    least = once()
    if least < 1e-3:  # the first call of some is slow: samples would be too short
        least = min(least, once(), once())
    number = max(1, math.ceil(1e-3 / max(least, 1e-8)))
    times, end = [], clock() + seconds
    while not times or (clock() < end and len(times) < 100):
        start = clock()
        for _ in range(number):
            call()
        times.append((clock() - start) / number)
    return statistics.median(times)


def nbytes(*values):
    """Bytes of arrays, those in tuples too."""
    return sum(
        nbytes(*value) if isinstance(value, (tuple, list)) else getattr(value, "nbytes", 0)
        for value in values
    )


def answer(table, lib, request, state):
    """One sample; what it is made of is kept until another row is asked for."""
    clock = time.process_time if request["cpu"] else time.perf_counter
    if "group" not in request:
        return asdict(limits.measured(clock))
    group, key, seconds = request["group"], tuple(request["key"]), request["seconds"]
    if state.get("at") != (group, key):
        state.clear()
        suite = table[group]()
        suite.setup(lib, *key)
        suite.call()
        moved = nbytes(*suite.arrays, suite.result) if suite.arrays else 0
        work = suite.flops(*key)
        suite.result = None
        state.update(at=(group, key), suite=suite, bytes=moved, flops=work)
    empty = sample(lambda: None, 2e-3, clock)
    taken = sample(state["suite"].call, seconds, clock)
    return {"seconds": max(taken - empty, 1e-9), "bytes": state["bytes"], "flops": state["flops"]}


def serve(lib):
    """Answers a request a line until there are no more."""
    table, state = suites(), {}
    for line in sys.stdin:
        try:
            reply = answer(table, lib, json.loads(line), state)
        except NotImplementedError as error:
            reply = {"skipped": str(error)}
        print(json.dumps(reply), flush=True)


class Worker:
    """A library in a process of its own, which begins anew after a crash."""

    def __init__(self, lib, threads):
        self.lib, self.process = lib, None
        self.environment = dict(os.environ, **dict.fromkeys(THREADS if threads else (), str(threads)))

    def ask(self, **request):
        if self.process is None:
            command = [sys.executable, "-W", "ignore", "-m", "benchmarks.compare", "--serve", self.lib]
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, env=self.environment
            )
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        self.close()
        print(f"! {self.lib} ended at {request}", file=sys.stderr)
        return {"skipped": "its process ended"}

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None


# ---- rows --------------------------------------------------------------------------------------------------
class Row:
    """A row's samples: seconds by library."""

    def __init__(self, group, key):
        self.group, self.name = group, key_text(key)
        self.samples, self.bytes, self.flops = {}, 0, None

    def add(self, lib, reply):
        self.samples.setdefault(lib, []).append(reply["seconds"])
        if lib == OURS:
            self.bytes, self.flops = reply["bytes"], reply["flops"]

    def seconds(self, lib):
        return statistics.median(self.samples[lib])

    def spread(self, lib):
        """Half the distance of the quartiles (of few samples: of the extremes), by the median."""
        of = sorted(self.samples[lib])
        cut = len(of) // 4
        return (of[-1 - cut] - of[cut]) / 2 / self.seconds(lib)

    @property
    def ratio(self):
        """How many times as long as ours the fastest peer takes; None without one."""
        peers = [self.seconds(lib) for lib in self.samples if lib != OURS]
        return min(peers) / self.seconds(OURS) if peers and OURS in self.samples else None


def measured(workers, group, suite, rounds, cpu):
    """Every row of a suite, as it is measured."""
    for key in suite.parameters():
        row, gone = Row(group, key), set()
        for _ in range(rounds):
            for lib, worker in workers.items():
                if lib not in suite.libs or lib in gone:
                    continue
                reply = worker.ask(group=group, key=key, seconds=SECONDS, cpu=cpu)
                if "skipped" in reply:
                    gone.add(lib)
                else:
                    row.add(lib, reply)
        if OURS in row.samples or OURS not in workers:
            yield row


# ---- texts -------------------------------------------------------------------------------------------------
def time_text(seconds):
    units = (("s", 1), ("ms", 1e-3), ("µs", 1e-6))
    unit, size = next((pair for pair in units if seconds >= pair[1]), ("ns", 1e-9))
    value = seconds / size
    return f"{value:.{max(0, 2 - int(math.log10(max(value, 1))))}f} {unit}"


def rate_text(row, limit):
    """What our time means: arithmetic or traffic in a second, and its share of what the machine can do."""
    seconds = row.seconds(OURS)
    if row.flops:
        return f"{row.flops / seconds / 1e9:.1f} GFLOP/s, {row.flops / seconds / limit.flops(row.name):.0%}"
    if row.bytes < 10_000:  # what a call costs, not what memory does
        return ""
    return f"{row.bytes / seconds / 1e9:.1f} GB/s, {row.bytes / seconds / limit.traffic(row.bytes):.0%}"


def table(rows, libs, limit):
    """Rows of one suite in Markdown."""
    shown = [lib for lib in libs if any(lib in row.samples for row in rows)]
    head = ["", *shown, "times the fastest peer's speed"]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    with_rate = any(OURS in row.samples and rate_text(row, limit) for row in rows)
    if with_rate:
        lines = [lines[0] + " ours, of the machine's limit |", lines[1] + "---:|"]
    for row in rows:
        cells = [row.name]
        for lib in shown:
            given = lib in row.samples
            cells.append(f"{time_text(row.seconds(lib))} ±{row.spread(lib):.0%}" if given else "")
        ratio = row.ratio
        cells.append("" if ratio is None else f"**{ratio:.2f}**" if ratio < 0.95 else f"{ratio:.2f}")
        if with_rate:
            cells.append(rate_text(row, limit) if OURS in row.samples else "")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def geometric_mean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def summary(groups):
    """A row for each suite."""
    lines = [
        "| suite | rows with a peer | ahead or level | geometric mean | least |",
        "|---|---:|---:|---:|---:|",
    ]
    for group, rows in groups.items():
        ratios = [row.ratio for row in rows if row.ratio is not None]
        if ratios:
            level = sum(ratio >= 0.95 for ratio in ratios)
            least = min(ratios)
            lines.append(
                f"| {group} | {len(ratios)} | {level} | {geometric_mean(ratios):.2f} | {least:.2f} |"
            )
    return "\n".join(lines)


def machine():
    """The card of the CPU and what runs on it."""
    import tensorlab

    names = (
        re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
        if sys.platform == "linux"
        else []
    )
    processor = names[0] if names else platform.processor() or platform.machine()
    python = platform.python_version()
    return f"{processor}, {os.cpu_count()} processors, kernels for `{tensorlab.isa()}`, Python {python}"


def versions(libs):
    from importlib.metadata import version

    return ", ".join(f"{lib} {version({'bottleneck': 'Bottleneck'}.get(lib, lib))}" for lib in libs)


EXPLAINED = """
Each library runs in a process of its own, in turns, {rounds}; a figure is the median, and after ±
stands half the distance of the quartiles. {conditions} The ratio is the fastest peer's time by ours: above
one we are ahead; rows below 0.95 are in bold. The traffic is the operands' bytes and the result's, once each.
JAX's gradients are compiled by `jax.jit`, all else is called as it stands. The operations are those of the
suites in `benchmarks/suite`. `make graphs` draws them over the commits, each built by itself, on a page in
`benchmarks/html/graphs`; a site that was made after that <a href="graphs/index.html">has it</a>.
"""
PAGE = """\
# Beside other libraries

{machine}

{versions}; {date}. Made by

```console
$ {command}
```

{explained}

{limits}

{summary}
"""


def counted(number, what):
    return f"one {what}" if number == 1 else f"{number} {what}s"


def conditions(given):
    threads = counted(given.threads, "thread") if given.threads else "as many threads as it takes by itself"
    clock = " Times are the processor's, of all threads, as the machine had other work." if given.cpu else ""
    return f"Every library has {threads}.{clock}"


def wrapped(text):
    return textwrap.fill(" ".join(text.split()), 110, break_long_words=False, break_on_hyphens=False)


def page(groups, limit, given, command):
    libs = given.libs
    parts = [
        PAGE.format(
            machine=machine(),
            versions=versions(libs),
            date=time.strftime("%Y-%m-%d"),
            command=command,
            explained=wrapped(
                EXPLAINED.format(rounds=counted(given.rounds, "round"), conditions=conditions(given))
            ),
            limits=wrapped(limit.text()),
            summary=summary(groups),
        )
    ]
    for group, rows in groups.items():
        parts.append(f"## {group}\n\n{table(rows, libs, limit)}\n")
    return "\n".join(parts)


def options(arguments):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--only", default="", metavar="GROUP", help="suites whose names have this, a regular expression"
    )
    parser.add_argument("--libs", default=",".join(MODULES), help="libraries, with commas between")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, help="of each library; else as many as it takes by itself")
    parser.add_argument(
        "--cpu", action="store_true", help="time of the processor: the machine has other work"
    )
    parser.add_argument("--output", type=Path, help="the page to write; without it, it is printed")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.rounds < 1:
        parser.error("--rounds must be at least 1")
    unknown = [lib for lib in given.libs.split(",") if lib not in MODULES]
    if unknown:
        parser.error(f"--libs: {', '.join(unknown)}: choose from {', '.join(MODULES)}")
    given.libs = [lib for lib in given.libs.split(",") if installed(lib)]
    return given


def main(arguments):
    given = options(arguments)
    if given.serve:
        return serve(given.serve)
    chosen: dict[str, type[Suite]] = {
        group: suite for group, suite in suites().items() if re.search(given.only, group)
    }
    if not chosen:
        raise SystemExit(f"--only {given.only}: no suite; there are {', '.join(suites())}")
    workers, groups = {lib: Worker(lib, given.threads) for lib in given.libs}, {}
    limit = limits.Limits(**Worker(OURS, given.threads).ask(cpu=given.cpu))
    print(machine(), limit.text(), sep="\n\n", file=sys.stderr)
    for group, suite in chosen.items():
        rows, start = groups.setdefault(group, []), time.perf_counter()
        for row in measured(workers, group, suite, given.rounds, given.cpu):
            rows.append(row)
            told = "  ".join(f"{lib} {time_text(row.seconds(lib))}" for lib in row.samples)
            ratio = "" if row.ratio is None else f"  x{row.ratio:.2f}"
            print(f"{group}: {row.name}: {told}{ratio}", file=sys.stderr, flush=True)
        print(f"{group}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    for worker in workers.values():
        worker.close()
    command = shlex.join(["python", "-m", "benchmarks.compare", *arguments])
    text = page(groups, limit, given, command)
    if given.output:
        given.output.write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main(sys.argv[1:])
