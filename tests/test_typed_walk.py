"""Operands, output and mask of any dtypes, converted on the way: against NumPy, which converts as a whole.

What the walk does in blocks must not show: not at the sizes of blocks and chunks, in no layout, on no number
of threads, and not where the output lies on an operand. Dtypes of ops are the matter of test_ops.py.
"""

import itertools

import numpy as np
import pytest
from layouts import DTYPES, VIEWS, close, same_bits, views
from samples import generic

import tensorlab as tl

ALL = [*DTYPES, "float16"]
# both sides of a block (4096 bytes of items of 8, 4, 2 and 1 bytes), of a thread's chunk, and several chunks
SIZES = [511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097, 16383, 16384, 16385, 40000]
MIXED = [
    ("float32", "float64", "float64"),
    ("int8", "float32", "float32"),
    ("int64", "float32", "float64"),
    ("bool", "int16", "int16"),
    ("uint8", "int8", "int16"),
    ("float16", "float32", "float32"),
    ("float16", "int64", "float64"),
    ("uint64", "int64", "float64"),
]
REDUCED = [
    ("int8", "float64"),
    ("bool", "float32"),
    ("uint16", "int64"),
    ("float32", "float64"),
    ("float64", "float32"),
    ("float16", "float64"),
    ("int64", "float32"),
]


def values(dtype, n, seed=0):
    """Small numbers, whole or with halves, so that sums and products of few are exact in any float."""
    rng = np.random.default_rng([seed, n])
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        return (rng.integers(-16, 17, n) / 2).astype(dtype)
    return rng.integers(0 if dtype.kind in "bu" else -9, 2 if dtype.kind == "b" else 10, n).astype(dtype)


def cube(dtype, seed=0):
    return values(dtype, 6 * 7 * 9, seed).reshape(6, 7, 9)


def same_on_threads(call, *args, **kwargs):
    """The result of a call, which one thread and three give alike."""
    before = tl.get_num_threads()
    results = []
    for n in (1, 3):
        tl.set_num_threads(n)
        try:
            results.append(call(*args, **kwargs).copy())
        finally:
            tl.set_num_threads(before)
    same_bits(results[0], results[1], "three threads beside one")
    return results[0]


# ---- pairs of dtypes ---------------------------------------------------------------------------------------
def in_common(name, a, b, common):
    """NumPy's op on both operands in the dtype that tensors compute in; rounded once for float16."""
    wide = np.float32 if common == np.float16 else common
    with np.errstate(all="ignore"):
        result = getattr(np, name)(a.astype(common).astype(wide), b.astype(common).astype(wide))
        return result.astype(common) if result.dtype == np.float32 and common == np.float16 else result


@pytest.mark.parametrize("name", ["add", "multiply", "divide", "maximum", "less", "power"])
@pytest.mark.parametrize("one", ALL)
def test_every_pair_of_dtypes(name, one):
    for two in ALL:
        a, b = generic(one, 1500, 1), generic(two, 1500, 2)
        if name == "power":
            a, b = values(one, 1500, 1), np.abs(values(two, 1500, 2))
        common = np.result_type(a, b)
        if name == "power" and common.kind == "b":
            common = np.dtype("int8")
        x, y = tl.array(a), tl.array(b)
        f, what = getattr(tl, name), f"{name} of {one} and {two}"
        if name == "less":
            same_bits(f(x, y), a < b, what)
            continue
        whole = getattr(np, name)(np.ones(1, one), np.ones(1, two)).dtype
        if common.kind != "f" and whole.kind == "f":
            common = np.dtype("float32" if whole == np.float16 else whole)
        want = in_common(name, a, b, common)
        if name == "power" and want.dtype.kind == "f":
            got = f(x, y)
            rtol = {"float16": 1e-3, "float32": 3e-7, "float64": 1e-15}[str(want.dtype)]
            assert got.dtype == want.dtype, what
            np.testing.assert_allclose(got.numpy(), want, rtol=rtol, err_msg=what)
            same_bits(got, f(x.astype(common), y.astype(common)), what)
            continue
        same_bits(f(x, y), want, what)


@pytest.mark.parametrize("one", ALL)
def test_where_of_every_pair(one):
    c = generic("bool", 1500, 3)
    for two in ALL:
        a, b = generic(one, 1500, 1), generic(two, 1500, 2)
        same_bits(tl.where(tl.array(c), tl.array(a), tl.array(b)), np.where(c, a, b), f"{one} and {two}")
        cond = generic(two, 1500, 4)
        same_bits(
            tl.where(tl.array(cond), tl.array(a), tl.array(b)), np.where(cond, a, b), f"condition {two}"
        )


# ---- sizes and threads -------------------------------------------------------------------------------------
@pytest.mark.parametrize("one, two, common", MIXED)
def test_sizes(one, two, common):
    n = SIZES[-1] + 1
    a, b = values(one, n, 1), values(two, n, 2)
    x, y = tl.array(a), tl.array(b)
    want = a.astype(common) + b.astype(common)
    mask = generic("bool", n, 3)
    m = tl.array(mask)
    for size in SIZES:
        for start in (0, 1):
            s = np.s_[start : start + size]
            same_bits(same_on_threads(tl.add, x[s], y[s]), want[s], f"{size} from {start}")
            same_bits(y[s] + x[s], want[s], f"{size} from {start}, the other way")
        s = np.s_[:size]
        same_bits(
            same_on_threads(tl.where, m[s], x[s], y[s]),
            np.where(mask[s], a[s].astype(common), b[s].astype(common)),
            f"where of {size}",
        )
        out = tl.full(size, 7, dtype="float64")
        same_bits(
            same_on_threads(tl.add, x[s], y[s], out=out, where=m[s]),
            np.where(mask[s], want[s].astype("float64"), 7.0),
            f"masked {size}",
        )
        same_bits(x[s][::-1] + y[s], a[s][::-1].astype(common) + b[s].astype(common), f"reversed {size}")


@pytest.mark.parametrize(
    "shape", [(3, 16385), (16385, 3), (200, 201), (5, 4096), (40, 1025), (2, 3, 7000)], ids=str
)
@pytest.mark.parametrize("one, two, common", MIXED[:3] + MIXED[5:6])
def test_large_shapes(one, two, common, shape):
    n = int(np.prod(shape))
    a, b = values(one, n, 1).reshape(shape), values(two, n, 2).reshape(shape)
    x, y = tl.array(a), tl.array(b)
    want = a.astype(common) * b.astype(common)
    same_bits(same_on_threads(tl.multiply, x, y), want)
    back = tl.array(np.ascontiguousarray(b.T)).T
    same_bits(same_on_threads(tl.multiply, x, back), want, "one transposed")
    same_bits(x * y[..., ::-1], a.astype(common) * b[..., ::-1].astype(common), "one reversed")
    same_bits(x * y[:1], a.astype(common) * b[:1].astype(common), "a row")
    same_bits(x * y[..., :1], a.astype(common) * b[..., :1].astype(common), "a column")
    out = tl.zeros(shape[::-1], dtype="float64").T
    tl.multiply(x, y, out=out)
    same_bits(out, want.astype("float64"), "transposed out")


# ---- layouts -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("one, two, common", MIXED)
def test_layouts(one, two, common):
    a, b = cube(one, 1), cube(two, 2)
    for (name, s, p), (_, t, q) in zip(views(a), views(b), strict=True):
        want = p.astype(common) + q.astype(common)
        same_bits(s + t, want, name)
        same_bits(tl.array(p.copy()) + t, want, f"contiguous beside {name}")
        same_bits(s + tl.array(q.copy()), want, f"{name} beside contiguous")
        same_bits(tl.where(s, t, s), np.where(p, q, p), f"where, {name}")
    x, y = tl.array(a), tl.array(b)
    for part in (np.s_[0], np.s_[0, 0], np.s_[0, 0, 0], np.s_[:, :1], np.s_[:1, :, :1], np.s_[:, :, :1]):
        same_bits(x + y[part], a.astype(common) + b[part].astype(common), f"second {part}")
        same_bits(x[part] + y, a[part].astype(common) + b.astype(common), f"first {part}")


@pytest.mark.parametrize("dtype", ALL)
def test_masks_of_every_dtype_and_layout(dtype):
    a, b = cube("int16", 1), cube("float32", 2)
    masks = cube(dtype, 3)
    for (name, s, p), (_, t, q), (_, m, mask) in zip(views(a), views(b), views(masks), strict=True):
        want = p + q
        for out_dtype in ("float32", "float64"):
            out = tl.full(p.shape, 7, dtype=out_dtype)
            assert tl.add(s, t, out=out, where=m) is out
            same_bits(
                out, np.where(mask, want.astype(out_dtype), np.array(7, out_dtype)), f"{name} {out_dtype}"
            )
    x, y, m = tl.array(a), tl.array(b), tl.array(masks)
    for part in (np.s_[0], np.s_[0, 0], np.s_[0, 0, 0], np.s_[:, :1], np.s_[:1, :, :1], np.s_[:, :, :1]):
        out = tl.full(a.shape, 7, dtype="float64").transpose(2, 1, 0)
        want = np.where(masks[part], (a + b).astype("float64"), 7.0)
        tl.add(x, y, out=out.transpose(2, 1, 0), where=m[part])
        same_bits(out.transpose(2, 1, 0), want, f"mask {part}")
    out = tl.full(a.shape, 7, dtype="float16")
    tl.negative(x, out=out, where=m)
    same_bits(out, np.where(masks, (-a).astype("float16"), np.float16(7)), "unary")


# ---- out= --------------------------------------------------------------------------------------------------
def castable(one, two):
    return np.can_cast(one, two, "same_kind")


@pytest.mark.parametrize("dtype", ALL)
def test_out_of_every_dtype(dtype):
    """Filled where NumPy would cast, else untouched."""
    for one, two in [
        ("int8", "int8"),
        ("uint8", "int16"),
        ("float32", "int8"),
        ("float16", "float16"),
        ("bool", "bool"),
    ]:
        a, b = cube(one, 1), cube(two, 2)
        want = a.astype(np.result_type(a, b)) + b
        out = tl.full(a.shape, 1, dtype=dtype)
        if not castable(want.dtype, dtype):
            with pytest.raises(TypeError, match=rf"^add: .*{want.dtype}.*{dtype}"):
                tl.add(tl.array(a), tl.array(b), out=out)
            assert (out == 1).all()
            continue
        tl.add(tl.array(a), tl.array(b), out=out)
        same_bits(out, want.astype(dtype), f"{one} + {two}")
    a = cube("int32", 1)
    out = tl.zeros(a.shape, dtype=dtype)
    tl.less(tl.array(a), 0, out=out)
    same_bits(out, (a < 0).astype(dtype), "a comparison")


@pytest.mark.parametrize("out_dtype", ["float32", "float64", "float16"])
def test_out_in_every_layout(out_dtype):
    a, b = cube("int16", 1), cube("float32", 2)
    for name, take in {**VIEWS, "0-d": lambda x: x[1, 2, 3, ...]}.items():
        want = cube(out_dtype, 3)
        memory = tl.array(want)
        tl.subtract(take(tl.array(a)), take(tl.array(b)), out=take(memory))
        take(want)[...] = take(a) - take(b)
        same_bits(memory, want, name)


@pytest.mark.parametrize("one, two, common", MIXED)
def test_a_broader_out(one, two, common):
    a, b = values(one, 9, 1), values(two, 7, 2).reshape(7, 1)
    want = np.broadcast_to(a.astype(common) * b.astype(common), (6, 7, 9))
    for dtype in ("float32", "float64", "float16"):
        out = tl.zeros((6, 7, 9), dtype=dtype)
        tl.multiply(tl.array(a), tl.array(b), out=out)
        same_bits(out, want.astype(dtype), f"out {dtype}")


@pytest.mark.parametrize("dtype", ["float32", "int16", "float16"])
def test_out_on_an_operand(dtype):
    """The same, reversed, shifted and transposed: as if the operand had been copied before."""
    n = 5000
    places = [np.s_[:n], np.s_[1 : n + 1], np.s_[n:0:-1], np.s_[n + 7 : 7 : -1], np.s_[: 2 * n : 2]]
    other = values("int8", n, 5)
    for to, of_ in itertools.product(places, places):
        memory = values(dtype, 2 * n, 4)
        t, want = tl.array(memory), memory.copy()
        tl.add(t[of_], tl.array(other), out=t[to])
        want[to] = memory[of_] + other
        same_bits(t, want, f"{of_} to {to}")
        t, want, mask = tl.array(memory), memory.copy(), other > 0
        tl.add(t[of_], tl.array(other), out=t[to], where=tl.array(mask))
        want[to] = np.where(mask, memory[of_] + other, want[to])
        same_bits(t, want, f"masked, {of_} to {to}")
    square = values(dtype, 90 * 90, 6).reshape(90, 90)
    t = tl.array(square)
    tl.add(t.T, tl.array(other[:90]), out=t)
    same_bits(t, square.T + other[:90], "transposed")


def both_on(memory, one, two):
    """Two tensors on the same bytes, of two dtypes."""
    return tl.asarray(memory.view(one)), tl.asarray(memory.view(two))


def test_out_on_an_operand_of_another_dtype():
    for one, two in itertools.product(["float32", "float64", "int16", "int32", "float16", "uint8"], repeat=2):
        if not castable(np.result_type(one, "int8"), two):
            continue
        for n in (3, 700, 5000):
            memory = np.zeros(16 * n, np.uint8)
            memory.view(one)[:n] = values(one, n, 1)
            want = memory.copy()
            x, out = both_on(memory, one, two)
            want.view(two)[:n] = memory.view(one)[:n] + values("int8", n, 2)
            tl.add(x[:n], tl.array(values("int8", n, 2)), out=out[:n])
            same_bits(memory, want, f"{one} to {two}, {n}")
            x, out = both_on(memory, one, two)
            memory.view(one)[:n] = values(one, n, 3)
            want = memory.copy()
            want.view(two)[:n] = np.square(memory.view(one)[:n][::-1])
            tl.square(x[:n][::-1], out=out[:n])
            same_bits(memory, want, f"reversed {one} to {two}, {n}")


def test_a_mask_on_the_output():
    for n in (5, 700, 5000):
        bits = values("bool", n, 1)
        out, a = tl.array(bits), values("int16", n, 2)
        tl.less(tl.array(a), 0, out=out, where=out)
        same_bits(out, np.where(bits, a < 0, bits), f"{n}")
        out = tl.array(bits)
        tl.less(tl.array(a), 0, out=out, where=out[::-1])
        same_bits(out, np.where(bits[::-1], a < 0, bits), f"reversed {n}")
        numbers = values("float32", n, 3)
        out = tl.array(numbers)
        tl.add(out, tl.array(a), out=out, where=out)
        same_bits(out, np.where(numbers, numbers + a, numbers), f"a mask of floats {n}")


def test_errors_leave_out_as_it_was():
    a, b = tl.array(cube("int8", 1)), tl.array(cube("float64", 2))
    out = tl.full((6, 7, 9), 3, dtype="int64")
    with pytest.raises(TypeError, match=r"^add: .*float64.*int64"):
        tl.add(a, b, out=out)
    out = tl.full((6, 7, 8), 3, dtype="float64")
    with pytest.raises(ValueError, match=r"^add: out= has shape \(6, 7, 8\), the result \(6, 7, 9\)"):
        tl.add(a, b, out=out)
    out = tl.full((6, 7, 9), 3, dtype="float64")
    with pytest.raises(ValueError, match=r"^add: where= of shape \(2,\) does not broadcast to \(6, 7, 9\)"):
        tl.add(a, b, out=out, where=[True, False])
    with pytest.raises(ValueError, match=r"^add: shapes \(6, 7, 9\) and \(2,\)"):
        tl.add(a, tl.ones(2, dtype="float32"), out=out)
    with pytest.raises(ZeroDivisionError, match=r"^floor_divide: "):
        tl.floor_divide(a, tl.zeros(9, dtype="int16"), out=out)
    with pytest.raises(TypeError, match=r"^bitwise_and: "):
        tl.bitwise_and(a, b, out=out)
    with pytest.raises(ValueError, match=r"^add: .*read-only"):
        tl.add(a, b, out=tl.broadcast_to(tl.zeros(9), (6, 7, 9)))
    assert (out == 3).all()
    empty = tl.zeros(0, dtype="int8")
    same_bits(
        tl.floor_divide(empty, tl.zeros(1, dtype="int16"), out=tl.zeros(0, dtype="int16")),
        np.zeros(0, "int16"),
    )


# ---- in place ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("one", ALL)
def test_in_place_with_every_dtype(one):
    """a += b keeps a's dtype: what NumPy casts is cast, what it refuses is refused."""
    operators = {
        "add": lambda x, y: x.__iadd__(y),
        "subtract": lambda x, y: x.__isub__(y),
        "multiply": lambda x, y: x.__imul__(y),
        "maximum": None,
    }
    for two in ALL:
        a, b = values(one, 1100, 1), values(two, 1100, 2)
        for name, operator in operators.items():
            x, y = tl.array(a), tl.array(b)
            what = f"{name} of {one} and {two}"
            try:
                want = getattr(np, name)(a, b, out=a.copy())
            except TypeError:
                with pytest.raises(TypeError, match=f"^{name}: "):
                    operator(x, y) if operator else tl.maximum(x, y, out=x)
                same_bits(x, a, what)
                continue
            got = operator(x, y) if operator else tl.maximum(x, y, out=x)
            assert got is x
            same_bits(got, want, what)
            strided = tl.array(np.repeat(a, 2))[::2]
            got = operator(strided, y[::-1]) if operator else tl.maximum(strided, y[::-1], out=strided)
            same_bits(got, getattr(np, name)(a, b[::-1], out=a.copy()), f"{what}, strided")


@pytest.mark.parametrize("dtype", ["float32", "float16", "int32"])
def test_in_place_beside_its_own_memory(dtype):
    a = values(dtype, 5000, 1)
    x = tl.array(a)
    x += x[::-1]
    same_bits(x, a + a[::-1], "reversed")
    x = tl.array(a)
    x[1:] += x[:-1]
    same_bits(x[1:], a[1:] + a[:-1], "shifted")
    square = values(dtype, 71 * 71, 2).reshape(71, 71)
    x = tl.array(square)
    x += x.T
    same_bits(x, square + square.T, "transposed")
    x = tl.array(square)
    x -= x[0]
    same_bits(x, square - square[0], "its own first row")
    x = tl.array(square)
    x *= x[:, :1]
    same_bits(x, square * square[:, :1], "its own first column")
    wide = tl.array(square)
    wide.T[...] += tl.array(values("int8", 71, 3))
    same_bits(wide, (square.T + values("int8", 71, 3)).T.astype(dtype), "a view of it")


# ---- reductions --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype, into", REDUCED)
def test_reductions_into_another_dtype(dtype, into):
    """Small whole numbers: every order of summing gives the same."""
    array = cube(dtype, 1)
    for name, t, a in views(array):
        axes = [None, *range(-1, a.ndim - 1), *((0, -1),) * (a.ndim > 1), ()] if a.ndim else [None, ()]
        for axis, keepdims in itertools.product(axes, (False, True)):
            what = f"{name}, axis {axis}, keepdims {keepdims}"
            want = a.sum(axis=axis, keepdims=keepdims, dtype=into)
            same_bits(tl.sum(t, axis=axis, keepdims=keepdims, dtype=into), want, what)
            signs = np.sign(a.astype("float64"))
            want = signs.prod(axis=axis, keepdims=keepdims)
            if dtype != "bool":
                got = tl.prod(tl.sign(t), axis=axis, keepdims=keepdims, dtype=into)
                np.testing.assert_array_equal(got.numpy(), want.astype(into), err_msg=what)
            if a.size:
                got = tl.mean(t, axis=axis, keepdims=keepdims, dtype=into if into != "int64" else "float64")
                want = a.astype("float64").mean(axis=axis, keepdims=keepdims)
                np.testing.assert_allclose(got.numpy(), want, rtol=1e-6, atol=1e-7, err_msg=what)


@pytest.mark.parametrize("dtype, into", REDUCED)
def test_large_reductions_into_another_dtype(dtype, into):
    item = np.dtype(into).itemsize
    for n in (2 * 262144 // item + d for d in (-1, 0, 1, 5000)):
        a = values(dtype, n, n)
        x = tl.array(a)
        same_bits(same_on_threads(tl.sum, x, dtype=into), a.astype("float64").sum().astype(into), f"{n}")
        same_bits(tl.sum(x[::-1], dtype=into), a.astype("float64").sum().astype(into), f"{n} reversed")
        half = a[::2].astype("float64").sum().astype(into)
        same_bits(same_on_threads(tl.sum, x[::2], dtype=into), half, f"{n} step 2")
    for shape in [(3, 50000), (50000, 3), (400, 401), (7, 40, 600)]:
        a = values(dtype, int(np.prod(shape)), 3).reshape(shape)
        t, flat = tl.array(a), a.astype("float64")
        turned = tl.array(np.ascontiguousarray(a.T)).T
        for axis in (None, 0, -1, tuple(range(len(shape) - 1))):
            want = flat.sum(axis=axis).astype(into)
            same_bits(same_on_threads(tl.sum, t, axis=axis, dtype=into), want, f"{shape} axis {axis}")
            same_bits(tl.sum(turned, axis=axis, dtype=into), want, f"{shape} axis {axis}, transposed")
            same_bits(
                tl.sum(t[..., ::-1], axis=axis, dtype=into), flat[..., ::-1].sum(axis=axis).astype(into)
            )
            spread = tl.broadcast_to(t[:1], shape)
            want = np.broadcast_to(flat[:1], shape).sum(axis=axis).astype(into)
            same_bits(tl.sum(spread, axis=axis, dtype=into), want, f"{shape} axis {axis}, repeated")


@pytest.mark.parametrize("dtype, into", REDUCED)
def test_where_and_initial_of_reductions(dtype, into):
    a, mask = cube(dtype, 1), cube("bool", 2)
    x, m = tl.array(a), tl.array(mask)
    for axis in (None, 0, (0, 2), -1):
        want = a.sum(axis=axis, dtype=into, where=mask, initial=3)
        same_bits(tl.sum(x, axis=axis, dtype=into, where=m, initial=3), want, f"axis {axis}")
        same_bits(tl.sum(x, axis=axis, dtype=into, where=m[0]), a.sum(axis=axis, dtype=into, where=mask[0]))
        same_bits(
            tl.sum(x[:0], axis=axis, dtype=into, initial=2), a[:0].sum(axis=axis, dtype=into, initial=2)
        )
        out = tl.zeros(want.shape, dtype=into)
        assert tl.sum(x, axis=axis, dtype=into, where=m, initial=3, out=out) is out
        same_bits(out, want, f"out, axis {axis}")


def test_the_dtype_of_a_sum_is_that_of_its_elements():
    """The elements are converted before they are summed, whatever else is asked for."""
    for a, dtype in [
        (np.array([1, -1, 2]), "bool"),
        (np.array([0.5, 0.75, 1.5]), "int64"),
        (np.array([70000, -70000, 2049]), "float16"),
        (np.array([2049, 2049]), "float16"),
        (np.array([2.0**24 + 1, 1.0]), "float32"),
        (np.array([300, 300]), "uint8"),
    ]:
        x, everywhere = tl.array(a), np.ones(len(a), bool)
        with np.errstate(all="ignore"):
            want = a.astype(dtype).sum(dtype=dtype)
        same_bits(tl.sum(x, dtype=dtype), want, f"{a} as {dtype}")
        same_bits(tl.sum(x, dtype=dtype, where=everywhere), want, f"{a} as {dtype}, where=")
        same_bits(tl.sum(x.astype(dtype), dtype=dtype), want, f"{a}.astype({dtype})")


@pytest.mark.parametrize("name", ["argmax", "argmin", "max", "min"])
def test_positions_in_converted_elements(name):
    rng = np.random.default_rng(5)
    for shape in [(6, 7, 9), (300000,), (3, 100001), (100001, 3), (500, 601)]:
        a = rng.integers(-500, 500, shape).astype("float16")
        a.reshape(-1)[rng.integers(0, a.size, 3)] = 0.5
        for array in (a, np.where(rng.random(shape) < 1e-3, np.float16("nan"), a)):
            t, f, g = tl.array(array), getattr(tl, name), getattr(np, name)
            for axis in (None, *range(len(shape))):
                same_bits(same_on_threads(f, t, axis=axis), g(array, axis=axis), f"{shape} {axis}")
                same_bits(
                    f(t[..., ::-1], axis=axis), g(array[..., ::-1], axis=axis), f"{shape} {axis} reversed"
                )
                same_bits(f(t.T, axis=axis), g(array.T, axis=axis), f"{shape} {axis} transposed")


# ---- gradients ---------------------------------------------------------------------------------------------
LOSSES = {
    "multiply": lambda x, y: (x * y).sum(),
    "divide": lambda x, y: (x / (y * y + 1)).sum(),
    "add, where": lambda x, y: tl.where(y > 0, x + y, x * y).sum(),
    "maximum": lambda x, y: tl.maximum(x, y + 0.25).sum(),
    "power": lambda x, y: ((x * x + 1) ** y).sum(),
    "mean": lambda x, y: tl.mean(x * y, axis=0, dtype="float64").sum(),
    "sum": lambda x, y: (tl.sum(x, dtype="float64") * tl.sum(y, axis=0)).sum(),
    "subtract, exp": lambda x, y: tl.exp(x - y).mean(),
}


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("one", ["float16", "float32", "float64"])
@pytest.mark.parametrize("two", ["float16", "float32", "float64", "int8", "int64"])
def test_gradients_of_mixed_dtypes(name, one, two):
    """Each leaf's gradient has its dtype, and the values are those of float64."""
    f = LOSSES[name]
    a, b = values(one, 12, 1).reshape(3, 4) / np.dtype(one).type(8), values(two, 4, 2)
    x, y = tl.array(a, requires_grad=True), tl.array(b)
    y.requires_grad_(np.dtype(two).kind == "f")
    f(x, y).backward()
    p = tl.array(a.astype("float64"), requires_grad=True)
    q = tl.array(b.astype("float64"), requires_grad=True)
    f(p, q).backward()
    for leaf, exact in ((x, p), (y, q)):
        if not leaf.requires_grad:
            continue
        assert leaf.grad.dtype == leaf.dtype and leaf.grad.shape == leaf.shape
        rtol = 8e-3 if "float16" in (one, two) else 2e-5 if "float32" in (one, two) else 1e-12
        scale = max(1.0, np.abs(exact.grad.numpy()).max())
        np.testing.assert_allclose(leaf.grad.numpy(), exact.grad.numpy(), rtol=rtol, atol=rtol * scale)


@pytest.mark.parametrize("one, two", [("float32", "float64"), ("float64", "int32"), ("float32", "float16")])
def test_in_place_gradients_of_mixed_dtypes(one, two):
    a, b = values(one, 5, 1), values(two, 5, 2)
    x = tl.array(a, requires_grad=True)
    y = tl.array(b)
    y.requires_grad_(np.dtype(two).kind == "f")
    z = x * 2
    z += y
    z *= y
    z.sum().backward()
    assert x.grad.dtype == one
    close(x.grad, (2 * b).astype(one), 1e-6)
    if y.requires_grad:
        assert y.grad.dtype == two
        close(y.grad, (2 * a.astype("float64") + 2 * b.astype("float64")).astype(two), 1e-3)
