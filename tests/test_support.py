"""An unsupported Python, CPU or compiler is answered in one line, which says what is needed."""

import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tensorlab_c

SETUP = Path(__file__).parents[1] / "setup.py"
CORE = Path(tensorlab_c.__file__).parent


def setup_ends_with(**attributes):
    """What setup.py prints last where sys has these attributes."""
    source = f"import runpy, sys; vars(sys).update({attributes!r}); runpy.run_path({str(SETUP)!r})"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.returncode == 1 and not done.stdout
    return done.stderr


@pytest.mark.parametrize(
    "attributes, words",
    [
        ({"version_info": (3, 10, 13)}, "tensorlab needs CPython 3.11 or newer: this is "),
        ({"byteorder": "big"}, "tensorlab needs a CPU of 64 bits, little byte first"),
        ({"maxsize": 2**31 - 1}, " with 32 bits, little byte first"),
    ],
)
def test_building_for_another_machine(attributes, words):
    assert words in setup_ends_with(**attributes) and setup_ends_with(**attributes).count("\n") == 1


@pytest.mark.parametrize(
    "script, words",
    [
        ("echo '#define __GNUC__ 10'; echo '#define __GNUC_MINOR__ 2'", " is gcc 10; name another with CC="),
        (
            "echo '#define __GNUC__ 4'; echo '#define __clang_major__ 13'",
            " is clang 13; name another with CC=",
        ),
        ("echo nothing", " is gcc ?; "),
        ("exit 3", "returned non-zero exit status 3"),
        (None, "No such file or directory"),
        ("echo '#define __GNUC__ 11'", None),
        ("echo '#define __GNUC__ 4'; echo '#define __clang_major__ 14'", None),
    ],
)
def test_compilers(script, words, tmp_path):
    pytest.importorskip("setuptools")
    check = runpy.run_path(str(SETUP))["check_compiler"]
    compiler = tmp_path / "cc"
    if script is not None:
        compiler.write_text(f"#!/bin/sh\n{script}\n")
        compiler.chmod(0o755)
    if words is None:
        return check([str(compiler)])
    with pytest.raises(SystemExit) as raised:
        check([str(compiler)])
    text = str(raised.value)
    assert text.startswith("tensorlab needs a C compiler, gcc 11, clang 14 or newer: ")
    assert words in text and "\n" not in text


@pytest.mark.parametrize(
    "files, version, words",
    [
        (
            ["_tensor.cpython-311-x.so"],
            (3, 10, 1),
            r"tensorlab needs Python 3\.11 or newer: this is Python 3\.\d+",
        ),
        (
            ["_tensor.cpython-399-arm64.so"],
            None,
            r"tensorlab is compiled for cpython-399-arm64, but this is Python ",
        ),
        (["src/tl.h"], None, r"these are the sources of tensorlab, not compiled yet: .*make dev"),
        ([], None, r"cannot import name '_tensor'"),
    ],
)
def test_importing_what_does_not_load(files, version, words, tmp_path):
    home = tmp_path / "tensorlab_c"
    home.mkdir()
    for name in ("__init__.py", "_loading.py"):
        shutil.copy(CORE / name, home)
    for name in files:
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).touch()
    change = f"sys.version_info = {version}; " if version else ""
    source = f"import sys; {change}sys.path.insert(0, {str(tmp_path)!r}); import tensorlab_c"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, cwd=tmp_path)
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 1 and last.startswith("ImportError: ")
    assert re.match(words, last.removeprefix("ImportError: ")), last
