"""Bad calls: the right exception type, a text that begins with the function's name and says what is wrong."""

import contextlib
import re

import numpy as np
import pytest

import tensorlab as tl
from tensorlab._cli import main

ONES = tl.ones((3, 4))
F = tl.nn.functional
HUGE = 2**42


def frozen():
    a = np.arange(3.0)
    a.setflags(write=False)
    return tl.asarray(a)


# call, exception type, what the text must hold
TABLE = {
    # shapes that do not align
    "matmul": (
        lambda: tl.matmul(ONES, tl.ones((5, 2))),
        ValueError,
        ["matmul: ", "(3, 4) and (5, 2)", "4 (axis 1) != 5 (axis 0)"],
    ),
    "matmul operator": (lambda: ONES @ tl.ones((3, 4)), ValueError, ["matmul: ", "4 (axis 1) != 3 (axis 0)"]),
    "matmul vector": (lambda: ONES @ tl.ones(3), ValueError, ["matmul: ", "(3, 4) and (3,)"]),
    "matmul lead": (
        lambda: tl.ones((2, 3, 4)) @ tl.ones((3, 4, 2)),
        ValueError,
        ["matmul: ", "(2, 3, 4) and (3, 4, 2)"],
    ),
    "matmul number": (lambda: tl.matmul(ONES, 2.0), ValueError, ["matmul: ", "(3, 4) and ()"]),
    "matmul 0-d": (lambda: ONES @ tl.array(2.0), ValueError, ["matmul: ", "(3, 4) and ()"]),
    "dot": (lambda: tl.dot(tl.ones(3), tl.ones(4)), ValueError, ["dot: ", "(3,)", "(4,)"]),
    "add": (lambda: ONES + tl.ones(3), ValueError, ["add: ", "(3, 4) and (3,)"]),
    "where": (
        lambda: tl.where(tl.ones((2,), dtype=bool), ONES, 0.0),
        ValueError,
        ["where: ", "(2,)", "(3, 4)"],
    ),
    "concatenate": (
        lambda: tl.concatenate([ONES, tl.ones((2, 5))]),
        ValueError,
        ["concatenate: ", "(3, 4)", "(2, 5)"],
    ),
    "concatenate ndim": (
        lambda: tl.concatenate([ONES, tl.ones(4)]),
        ValueError,
        ["concatenate: ", "(3, 4)", "(4,)"],
    ),
    "concatenate nothing": (lambda: tl.concatenate([]), ValueError, ["concatenate: "]),
    "concatenate 0-d": (lambda: tl.concatenate([tl.array(1.0)]), ValueError, ["concatenate: "]),
    "stack": (lambda: tl.stack([ONES, tl.ones((4, 3))]), ValueError, ["stack: ", "(3, 4)", "(4, 3)"]),
    "linear": (lambda: F.linear(ONES, tl.ones((2, 3))), ValueError, ["linear: ", "(3, 4) and (2, 3)"]),
    "linear bias": (
        lambda: F.linear(ONES, tl.ones((2, 4)), tl.ones(3)),
        ValueError,
        ["linear: ", "(3,)", "2 outputs"],
    ),
    "conv2d": (
        lambda: F.conv2d(tl.ones((1, 2, 4, 4)), tl.ones((1, 3, 2, 2))),
        ValueError,
        ["conv2d: ", "(1, 3, 2, 2)", "(1, 2, 4, 4)"],
    ),
    "conv2d kernel": (
        lambda: F.conv2d(tl.ones((1, 1, 2, 2)), tl.ones((1, 1, 3, 3))),
        ValueError,
        ["conv2d: ", "3x3", "2x2"],
    ),
    "sort": (lambda: tl.sort("abc"), TypeError, ["sort: "]),
    "sort axis": (lambda: tl.sort(ONES, axis=True), TypeError, ["sort: ", "axis must be an integer"]),
    "argsort axis": (lambda: tl.argsort(ONES, axis=2), tl.AxisError, ["argsort: ", "axis 2"]),
    "diff": (lambda: tl.diff(object()), TypeError, ["diff: "]),
    "diff n": (lambda: tl.diff(ONES, 1.5), TypeError, ["diff: n must be an integer"]),
    "cumulative_sum": (lambda: tl.cumulative_sum("abc"), TypeError, ["cumulative_sum: "]),
    "cumulative_sum axis": (
        lambda: tl.cumulative_sum(ONES, axis=2),
        tl.AxisError,
        ["cumulative_sum: ", "axis 2"],
    ),
    "unique_values": (lambda: tl.unique_values("abc"), TypeError, ["unique_values: "]),
    "isin": (lambda: tl.isin(ONES, "abc"), TypeError, ["isin: "]),
    "nextafter": (lambda: tl.nextafter("abc", 1.0), TypeError, ["nextafter: "]),
    "conv2d ndim": (
        lambda: F.conv2d(tl.ones((4, 4)), tl.ones((1, 1, 2, 2))),
        ValueError,
        ["conv2d: ", "(4, 4)"],
    ),
    "conv2d stride": (
        lambda: F.conv2d(tl.ones((1, 1, 4, 4)), tl.ones((1, 1, 2, 2)), stride=0),
        ValueError,
        ["conv2d: stride", "0"],
    ),
    "max_pool2d": (
        lambda: F.max_pool2d(tl.ones((1, 1, 2, 2)), 3),
        ValueError,
        ["max_pool2d: ", "3x3", "2x2"],
    ),
    "max_pool2d padding": (
        lambda: F.max_pool2d(tl.ones((1, 1, 4, 4)), 2, padding=2),
        ValueError,
        ["max_pool2d: padding"],
    ),
    "cross_entropy": (
        lambda: F.cross_entropy(ONES, tl.array([0, 1])),
        ValueError,
        ["cross_entropy: ", "(3, 4)", "(2,)"],
    ),
    "cross_entropy class": (
        lambda: F.cross_entropy(ONES, tl.array([0, 4, 1])),
        IndexError,
        ["cross_entropy: ", "4 at row 1", "0 to 3"],
    ),
    "cross_entropy dtype": (
        lambda: F.cross_entropy(ONES, ONES[:, 0]),
        TypeError,
        ["cross_entropy: ", "float64"],
    ),
    # axes out of range
    "sum axis": (lambda: tl.sum(ONES, axis=2), tl.AxisError, ["sum: axis 2 is out of range for 2 axes"]),
    "softmax axis": (lambda: F.softmax(ONES, dim=-3), tl.AxisError, ["softmax: axis -3"]),
    "stack axis": (lambda: tl.stack([ONES], axis=3), tl.AxisError, ["stack: axis 3"]),
    "expand_dims axis": (lambda: tl.expand_dims(ONES, axis=5), tl.AxisError, ["expand_dims: ", "5"]),
    "concatenate axis": (lambda: tl.concatenate([ONES], axis=2), tl.AxisError, ["concatenate: axis 2"]),
    "argmax axis": (lambda: tl.argmax(ONES, axis=2), tl.AxisError, ["argmax: axis 2"]),
    "take axis": (lambda: tl.take(ONES, [0], axis=2), tl.AxisError, ["take: axis 2"]),
    "take index": (lambda: tl.take(ONES, [3], axis=0), IndexError, ["3", "out of"]),
    # dtypes that cannot be had
    "linear dtypes": (
        lambda: F.linear(ONES, tl.ones((2, 4), dtype="float32")),
        TypeError,
        ["linear: ", "float64 and float32"],
    ),
    "linear integers": (
        lambda: F.linear(tl.ones((3, 4), dtype="int64"), ONES),
        TypeError,
        ["linear: ", "int64"],
    ),
    "conv2d dtypes": (
        lambda: F.conv2d(tl.ones((1, 1, 2, 2)), tl.ones((1, 1, 1, 1), dtype="float32")),
        TypeError,
        ["conv2d: ", "float32"],
    ),
    "softmax integers": (lambda: F.softmax(tl.arange(3)), TypeError, ["softmax: ", "int64"]),
    "subtract bools": (
        lambda: tl.ones(2, dtype=bool) - tl.ones(2, dtype=bool),
        TypeError,
        ["subtract: ", "bool", "logical_xor"],
    ),
    "negative bools": (lambda: -tl.ones(2, dtype=bool), TypeError, ["negative: ", "bool", "logical_not"]),
    "invert floats": (lambda: ~ONES, TypeError, ["invert: ", "float64"]),
    "shift floats": (lambda: ONES << 1, TypeError, ["left_shift: ", "float64"]),
    "relu bools": (lambda: F.relu(tl.ones(2, dtype=bool)), TypeError, ["relu: ", "bool"]),
    "numpy date": (lambda: tl.array(np.datetime64("2020")), TypeError, ["array: ", "datetime64"]),
    "numpy duration": (lambda: tl.sum(np.timedelta64(3, "s")), TypeError, ["sum: ", "timedelta64"]),
    "dtype name": (lambda: tl.zeros(3, dtype="float13"), TypeError, ["'float13'", "float32", "NumPy"]),
    "dtype clongdouble": (lambda: tl.zeros(3, dtype="G"), TypeError, ["'G'", "complex128", "NumPy"]),
    "dtype object": (lambda: tl.zeros(3, dtype=object), TypeError, ["object", "NumPy"]),
    "dtype str": (lambda: tl.zeros(3, dtype=str), TypeError, ["str", "NumPy"]),
    "dtype float8": (lambda: tl.zeros(3, dtype="float8"), TypeError, ["float8", "float8_e4m3fn"]),
    "dtype big endian": (lambda: tl.zeros(3, dtype=">f8"), TypeError, [">f8"]),
    # sizes
    "negative size": (lambda: tl.zeros((2, -3)), ValueError, ["zeros: ", "-3", "(2, -3)"]),
    "negative count": (lambda: tl.empty(-1), ValueError, ["empty: ", "-1"]),
    "float size": (lambda: tl.ones(2.0), TypeError, ["ones: ", "float"]),
    "text size": (lambda: tl.ones("3"), TypeError, ["ones: ", "'3'"]),
    "overflowing product": (lambda: tl.empty((2**40, 2**40)), ValueError, ["too large", str((2**40, 2**40))]),
    "overflowing bytes": (lambda: tl.empty(2**61), ValueError, ["too large", str(2**61)]),
    "beyond int64": (lambda: tl.zeros(2**70), ValueError, ["zeros: ", str(2**70)]),
    "beyond int64 in a tuple": (lambda: tl.zeros((1, 2**70)), ValueError, ["zeros: ", str(2**70)]),
    "overflow of zeros": (lambda: tl.zeros((2**40, 2**40, 0)), ValueError, ["too large"]),
    "too many axes": (lambda: tl.zeros((1,) * 65), ValueError, ["zeros: ", "65", "64"]),
    "memory": (
        lambda: tl.empty((HUGE,), dtype=tl.uint8),
        MemoryError,
        [f"{HUGE:,} bytes", f"({HUGE},)", "uint8"],
    ),
    "memory of zeros": (lambda: tl.zeros((HUGE,), dtype=tl.float64), MemoryError, [f"{8 * HUGE:,} bytes"]),
    "memory of a result": (
        lambda: tl.broadcast_to(tl.ones(1), (HUGE,)) + 1,
        MemoryError,
        [f"{8 * HUGE:,} bytes", f"({HUGE},)"],
    ),
    "memory of a product": (
        lambda: tl.ones((2**21, 1)) @ tl.ones((1, 2**21)),
        MemoryError,
        ["bytes", str((2**21, 2**21))],
    ),
    "memory of arange": (lambda: tl.arange(HUGE), MemoryError, ["bytes", str(HUGE)]),
    # what is not an array of numbers
    "ragged list": (lambda: tl.array([[1, 2], [3]]), ValueError, ["array: ragged", "length 1", "axis 1"]),
    "ragged depth": (lambda: tl.array([[1, 2], 3]), ValueError, ["array: ragged", "axis 1"]),
    "ragged deeper": (lambda: tl.array([1, [2, 3]]), ValueError, ["array: ragged"]),
    "text": (lambda: tl.array("abc"), TypeError, ["array: ", "str", "NumPy"]),
    "texts": (lambda: tl.array(["a", "b"]), TypeError, ["array: ", "<U1", "NumPy"]),
    "bytes": (lambda: tl.array(b"abc"), TypeError, ["array: ", "bytes", "NumPy"]),
    "complex": (lambda: tl.array(1j, dtype=float), TypeError, ["array: ", "1j", "float64", ".real"]),
    "complexes": (lambda: tl.array([1.0, 1j], dtype=int), TypeError, ["array: ", "complex", "int64"]),
    "None": (lambda: tl.array(None), TypeError, ["array: ", "NoneType"]),
    "objects": (lambda: tl.array([object()]), TypeError, ["array: ", "object", "NumPy"]),
    "dict": (lambda: tl.array({"a": 1}), TypeError, ["array: "]),
    "set": (lambda: tl.array({1, 2}), TypeError, ["array: "]),
    "numpy text": (lambda: tl.asarray(np.array(["a"])), TypeError, ["asarray: ", "<U1", "NumPy"]),
    "numpy records": (lambda: tl.asarray(np.zeros(2, "i4,f8")), TypeError, ["asarray: ", "NumPy"]),
    "numpy dates": (
        lambda: tl.asarray(np.zeros(2, "M8[s]")),
        TypeError,
        ["asarray: ", "datetime64", "NumPy"],
    ),
    "numpy long doubles": (lambda: tl.asarray(np.zeros(2, "g")), TypeError, ["asarray: ", "NumPy"]),
    "too large an integer": (lambda: tl.array(2**64), OverflowError, ["array: ", str(2**64)]),
    "too large for the dtype": (
        lambda: tl.array([1, 300], dtype="uint8"),
        OverflowError,
        ["array: ", "300", "uint8"],
    ),
    "negative for the dtype": (lambda: tl.array([-1], dtype="uint64"), OverflowError, ["-1", "uint64"]),
    "full out of bounds": (lambda: tl.full(2, 300, dtype="uint8"), OverflowError, ["300", "uint8"]),
    "add a text": (lambda: tl.add(ONES, "x"), TypeError, ["add: ", "str"]),
    "sum of text": (lambda: tl.sum("abc"), TypeError, ["sum: ", "str"]),
    # read-only
    "read-only": (lambda: frozen().fill(0), ValueError, ["fill: ", "read-only", "(3,)"]),
    "read-only out": (lambda: tl.exp(tl.ones(3), out=frozen()), ValueError, ["exp: ", "read-only"]),
    "read-only broadcast": (
        lambda: tl.broadcast_to(tl.ones(1), (3,)).fill(1),
        ValueError,
        ["fill: ", "read-only"],
    ),
    # numbers
    "item of many": (lambda: ONES.item(), ValueError, ["item: ", "(3, 4)"]),
    "item of none": (lambda: tl.zeros(0).item(), ValueError, ["item: ", "(0,)"]),
    "truth of many": (lambda: bool(ONES), ValueError, ["bool: ", "(3, 4)", "any"]),
    "truth of none": (lambda: bool(tl.zeros(0)), ValueError, ["bool: ", "(0,)"]),
    "float of many": (lambda: float(ONES), TypeError, ["float: ", "(3, 4)"]),
    "int of many": (lambda: int(ONES), TypeError, ["int: ", "(3, 4)"]),
    "complex of many": (lambda: complex(ONES), TypeError, ["complex: ", "(3, 4)"]),
    "round of many": (lambda: round(ONES), TypeError, ["round: ", "(3, 4)"]),
    "format of many": (lambda: format(ONES, ".2f"), TypeError, ["format: ", "'.2f'", "(3, 4)"]),
    "threads": (lambda: tl.set_num_threads(0), ValueError, ["set_num_threads: ", "0"]),
    "threads in a block": (lambda: tl.num_threads(-1).__enter__(), ValueError, ["-1"]),
    "arange step": (lambda: tl.arange(0, 3, 0), (ZeroDivisionError, ValueError), ["arange: "]),
    "arange text": (lambda: tl.arange("3"), TypeError, ["arange: "]),
    "linspace count": (lambda: tl.linspace(0, 1, -1), ValueError, ["linspace: ", "-1"]),
    "roll by a float": (lambda: tl.roll(ONES, 1.5), TypeError, ["roll: ", "float"]),
    "linspace of a float": (lambda: tl.linspace(0, 1, 2.5), TypeError, ["linspace: ", "float"]),
    "repeat by floats": (lambda: tl.repeat(ONES, 2.5), TypeError, ["repeat: ", "float"]),
    "take at floats": (lambda: tl.take(ONES, 0.5), TypeError, ["take: ", "float"]),
    "take at booleans": (lambda: tl.take(ONES, [True, False]), TypeError, ["take: ", "bool"]),
    "split in none": (lambda: tl.split(ONES, 0), ValueError, ["split: ", "0"]),
    "split unevenly": (lambda: tl.split(ONES, 2), ValueError, ["split: ", "3"]),
    "device": (lambda: tl.zeros(2, device="cuda"), ValueError, ["zeros: ", "cuda"]),
    "default dtype": (lambda: tl.set_default_dtype(tl.int64), TypeError, ["set_default_dtype: ", "int64"]),
    "isdtype": (lambda: tl.isdtype(tl.int64, "whole"), ValueError, ["isdtype: ", "'whole'"]),
    "DType": (lambda: tl.DType(), TypeError, ["dtype: "]),
    "as_subclass": (lambda: tl.as_subclass(ONES, int), TypeError, ["as_subclass: ", "int"]),
    "einsum": (lambda: tl.einsum("ij,jk->ik", ONES, ONES), ValueError, ["einsum: "]),
    # pictures
    "contours of a constant": (
        lambda: tl.plot.contours(lambda x, y: 0 * x + 3),
        ValueError,
        ["contours: ", "3 everywhere"],
    ),
    "contours of infinity": (
        lambda: tl.plot.contours(lambda x, y: x / 0),
        ValueError,
        ["contours: ", "finite"],
    ),
    "contours of a number": (
        lambda: tl.plot.contours(lambda x, y: 3.0, points=5),
        ValueError,
        ["contours: ", "()", "(5, 5)"],
    ),
    "contours on one point": (
        lambda: tl.plot.contours(lambda x, y: x, points=1),
        ValueError,
        ["contours: points", "2", "1"],
    ),
    "contours on no range": (
        lambda: tl.plot.contours(lambda x, y: x, (1.0, 1.0)),
        ValueError,
        ["contours: x_range", "(1.0, 1.0)"],
    ),
    "path without points": (
        lambda: tl.plot.paths({"here": ONES[:, :2], "SGD": tl.zeros((0, 2))}, axes=None),
        ValueError,
        ["paths: ", "'SGD'", "(0, 2)"],
    ),
    "path in 3-d": (
        lambda: tl.plot.paths({"a": tl.ones((4, 3))}, axes=None),
        ValueError,
        ["paths: ", "(4, 3)"],
    ),
    "image_grid shape": (lambda: tl.plot.image_grid(ONES), ValueError, ["image_grid: ", "(3, 4)"]),
    "image_grid nothing": (
        lambda: tl.plot.image_grid(tl.ones((0, 2, 2))),
        ValueError,
        ["image_grid: ", "(0, 2, 2)"],
    ),
    "image_grid titles": (
        lambda: tl.plot.image_grid(tl.ones((3, 2, 2)), ["a", "b"]),
        ValueError,
        ["image_grid: ", "2 titles for 3 images"],
    ),
    "image_grid marks": (
        lambda: tl.plot.image_grid(tl.ones((1, 2, 2)), ["a"], wrong=[]),
        ValueError,
        ["image_grid: ", "0 wrong for 1 images"],
    ),
    "image_grid columns": (
        lambda: tl.plot.image_grid(tl.ones((1, 2, 2)), columns=0),
        ValueError,
        ["image_grid: columns", "0"],
    ),
    "weight_grid shape": (lambda: tl.plot.weight_grid(ONES), ValueError, ["weight_grid: ", "(3, 4)"]),
    "weight_grid columns": (
        lambda: tl.plot.weight_grid(tl.ones((1, 2, 2)), columns=1.5),
        TypeError,
        ["weight_grid: columns", "1.5"],
    ),
    "weight_grid nan": (
        lambda: tl.plot.weight_grid(tl.full((1, 2, 2), np.nan)),
        ValueError,
        ["weight_grid: ", "nan"],
    ),
    "tensordot": (lambda: tl.tensordot(ONES, ONES, axes=1), ValueError, ["tensordot: ", "(3, 4)"]),
}


@pytest.mark.parametrize("name", TABLE)
def test_type_and_text(name):
    call, kinds, texts = TABLE[name]
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    with pytest.raises(kinds) as error:
        call()
    assert type(error.value) in kinds or kinds == (tl.AxisError,), f"{error.value!r}"  # and NumPy's AxisError
    assert tl.AxisError not in kinds or isinstance(error.value, np.exceptions.AxisError)
    text = str(error.value)
    for part in texts:
        assert part in text, f"{part!r} is not in {text!r}"
    if texts[0].endswith(": "):
        assert text.startswith(texts[0]), text
    assert len(text) < 400 and "\n" not in text


def test_nothing_has_changed():
    """After all these failures the operands are what they were, and the library goes on."""
    assert (ONES == 1).all() and ONES.shape == (3, 4)
    before = tl.memory_stats()["used"]
    for name in ("memory", "matmul", "ragged list", "conv2d", "overflowing product"):
        for _ in range(50):
            with contextlib.suppress(Exception):
                TABLE[name][0]()
    assert tl.memory_stats()["used"] == before
    assert tl.is_grad_enabled() and (tl.ones(3) + 1).tolist() == [2.0] * 3


@pytest.mark.parametrize(
    "call",
    [
        lambda x: tl.exp(x, 1, 2, 3),
        lambda x: tl.exp(),
        lambda x: tl.exp(x, foo=1),
        lambda x: tl.sum(x, axes=0),
        lambda x: x.sum(0, None, None, False, None, True, 1),
    ],
)
def test_wrong_arguments_are_type_errors(call):
    with pytest.raises(TypeError):
        call(tl.ones(3))


def test_errors_come_before_work():
    """A call with a bad argument among good ones leaves the good ones alone."""
    x, out = tl.ones((2, 3)), tl.zeros((2, 3))
    for call in (
        lambda: tl.add(x, tl.ones(5), out=out),
        lambda: tl.add(x, x, out=out, where="text"),
        lambda: tl.sum(x, axis=5, out=tl.zeros(())),
        lambda: tl.concatenate([x, tl.ones(4)]),
    ):
        with pytest.raises((ValueError, TypeError)):
            call()
    assert not out.any() and (x == 1).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["demo", "extra"],
            "tensorlab demo: error: unrecognized arguments: extra (see tensorlab demo --help)",
        ),
        (
            ["demo", "--fast"],
            "tensorlab demo: error: unrecognized arguments: --fast (see tensorlab demo --help)",
        ),
        (
            ["demo", "--out", ""],
            "tensorlab demo: error: argument --out: expected the name of a folder, got '' "
            "(see tensorlab demo --help)",
        ),
        (
            ["demo", "--epochs", "0"],
            "tensorlab demo: error: argument --epochs: expected a whole number of at least 1, got '0' "
            "(see tensorlab demo --help)",
        ),
        (
            ["dance"],
            "tensorlab: error: argument COMMAND: invalid choice: 'dance' (choose from 'demo') "
            "(see tensorlab --help)",
        ),
        (
            [],
            "tensorlab: error: the following arguments are required: COMMAND (see tensorlab --help)",
        ),
    ],
)
def test_command_line(arguments, message, capsys):
    with pytest.raises(SystemExit) as exit:
        main(arguments)
    assert exit.value.code == 2
    assert capsys.readouterr().err.replace("choose from demo", "choose from 'demo'") == message + "\n"


def test_messages_never_show_internal_paths():
    for name, (call, _, _) in TABLE.items():
        with pytest.raises(Exception) as error:
            call()
        assert not re.search(r"\.pyx|\.pxi|cdef|0x[0-9a-f]{6}", str(error.value)), name
