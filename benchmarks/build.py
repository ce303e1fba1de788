"""Builds a commit's wheel for asv, compiling only what differs from the commit that was built before it.

The folder build/ is kept beside the environment: git gives new ages to the files that differ between
commits, and only to these, and setup.py compiles what is younger than its object. Copies of Python files are
not kept: a commit may have fewer.
"""

import shutil
import subprocess
import sys
from pathlib import Path


def main(source, environment, wheels):
    kept, build = Path(environment) / "objects", Path(source) / "build"
    kept.mkdir(exist_ok=True)
    for stale in [*kept.glob("lib*"), *kept.glob("bdist*")]:
        shutil.rmtree(stale)
    if build.is_symlink():
        build.unlink()
    build.symlink_to(kept.resolve(), target_is_directory=True)
    wheel = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, source]
    subprocess.run(wheel, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
