"""What the tests of both tables of differences need."""

from pathlib import Path

import numpy as np
import pytest

import tensorlab as tl

DOCS = Path(__file__).resolve().parent.parent / "docs"
INT8, F32 = "int8", "float32"


def rows(page):
    """The first cells of the table below "Every difference", without those that head a group."""
    text = (DOCS / page).read_text(encoding="utf-8").partition("## Every difference")[2].partition("\n## ")[0]
    cells = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert all(len(row) == 4 for row in cells if "**" not in row[0]), [r for r in cells if len(r) != 4]
    return [row[0].removeprefix("| ") for row in cells[1:] if not row[0].startswith("| **")]


def no(kinds, *calls):
    """Each of these raises this very kind of error."""
    for call in calls:
        with pytest.raises(kinds):
            call()
    return True


def shares(a, b):
    return np.shares_memory(np.asarray(a), np.asarray(b))


def same(a, b):
    return type(a) is type(b) and np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)


def changed(x, change):
    change(x)
    return np.asarray(x).tolist()


def put(x, index, value):
    x[index] = value


def in_float32(call):
    tl.set_default_dtype(tl.float32)
    try:
        return call()
    finally:
        tl.set_default_dtype(None)


def lacks(x, *names):
    return not any(hasattr(x, name) for name in names)


X, A = tl.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
LEAF = tl.array([1.0, 2.0], requires_grad=True)
