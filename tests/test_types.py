"""Type checkers take what the library takes: the second names in the runtime's tables, and spelled.py."""

import re
from inspect import Parameter
from pathlib import Path

import pytest
import spelled
import stub_names

HEAD = "from typing import Any\nimport numpy as np\nimport tensorlab as tl\nimport tensorlab as m\n"
HEAD += "from tensorlab import Tensor\n\ndef calls(any: Any, " + ", ".join(
    f"{n}: Tensor" for n in spelled.OPERANDS
)
ROWS = [left for left, _ in spelled.rows()]


TOGETHER = {"dim0": ["dim1"], "dim1": ["dim0"]}  # an exchange is of two
INSTEAD = {"split_size_or_sections": "indices_or_sections"}


def calls():
    """A call by each second name, with what must not be left out."""
    for called, function in stub_names.public_functions():
        names, star, _ = stub_names.second(function)
        operands = [*stub_names.own_signature(function).parameters.values()][called.startswith("x.") :]
        needed = [p for p in operands if p.default is p.empty and p.kind < Parameter.VAR_POSITIONAL]
        for name in {*names, star} - {None}:
            given = [name, *(other for other in TOGETHER.get(name, ()) if other in names)]
            meant = {names.get(other) or INSTEAD.get(other) for other in given}
            first = min((i for i, p in enumerate(needed) if p.name in meant), default=len(needed))
            behind = [p.name for p in needed[first:] if p.name not in meant]
            arguments = ["any"] * first + [f"{name}=any" for name in given + behind]
            yield f"{called}({', '.join(arguments)})"


def errors(lines, folder):
    """What mypy says about each of these lines, by their numbers."""
    api = pytest.importorskip("mypy.api")
    path = folder / "calls.py"
    path.write_text(HEAD + ") -> None:\n" + "".join(f"    {line}\n" for line in lines))
    root = Path(stub_names.__file__).parents[1]
    options = ["--config-file", str(root / "pyproject.toml")]
    said, problems, _ = api.run([*options, "--no-error-summary", str(path)])
    assert problems == ""
    before = HEAD.count("\n") + 2
    found = re.findall(r"calls\.py:(\d+): error: (.*)", said)
    assert said == "" or found, said
    return {lines[int(number) - before]: text for number, text in found}


def test_what_is_taken_is_known(tmp_path):
    taken = [*calls()]
    wrong = [line.replace(")", ", nonsense=any)") for line in taken]
    assert len(taken) > 300
    said = errors([*ROWS, *taken, *wrong], tmp_path)
    assert {line: text for line, text in said.items() if line not in wrong} == {}
    assert [line for line in wrong if line not in said] == []
