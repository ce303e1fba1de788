"""The functions around the primitives against NumPy: creation, manipulation, searching, products."""

import itertools

import numpy as np
import pytest
from layouts import DTYPES, FLOATS, SIZES, close, same_bits, same_values, views
from samples import generic, mixed, special

import tensorlab as tl

A = np.arange(2 * 3 * 4.0).reshape(2, 3, 4)
F = tl.nn.functional


def both(call, *arrays):
    """The same call on tensors and on arrays."""
    return call(tl, *map(tl.array, arrays)), call(np, *arrays)


def check(call, *arrays):
    got, want = both(call, *arrays)
    if isinstance(want, (tuple, list)):
        assert len(got) == len(want)
        for g, w in zip(got, want, strict=True):
            same_values(g, np.asarray(w))
    else:
        same_values(got, np.asarray(want))


each_dtype = pytest.mark.parametrize("dtype", DTYPES)


def numbered(calls):
    return [pytest.param(c, id=str(i)) for i, c in enumerate(calls)]


# ---- creation ----------------------------------------------------------------------------------------------
@each_dtype
def test_creation(dtype):
    d = {"dtype": dtype}
    for shape in (3, (), (0,), (2, 3), (4, 1, 0), (2,) * 8):
        for name in ("zeros", "ones"):
            same_bits(getattr(tl, name)(shape, **d), getattr(np, name)(shape, **d))
        same_bits(tl.full(shape, 1, **d), np.full(shape, 1, **d))
        assert tl.empty(shape, **d).shape == np.empty(shape).shape and tl.empty(shape, **d).dtype == dtype
    like = tl.zeros((2, 3), **d)
    same_bits(tl.ones_like(like), np.ones((2, 3), dtype))
    same_bits(tl.zeros_like(like, dtype="int8"), np.zeros((2, 3), "int8"))
    same_bits(tl.full_like(like, 1), np.ones((2, 3), dtype))
    same_bits(tl.eye(3, **d), np.eye(3, **d))
    same_bits(tl.eye(2, 4, 1, **d), np.eye(2, 4, 1, **d))
    same_bits(tl.eye(4, 2, k=-1, **d), np.eye(4, 2, k=-1, **d))
    same_bits(tl.identity(3, **d), np.identity(3, **d))
    same_bits(tl.tri(3, 4, 1, **d), np.tri(3, 4, 1, **d))


def test_defaults():
    for call in (
        lambda m: m.zeros(2),
        lambda m: m.full(2, 3),
        lambda m: m.full(2, 1.5),
        lambda m: m.full(2, True),
        lambda m: m.arange(3),
        lambda m: m.arange(3.0),
        lambda m: m.linspace(0, 1, 5),
        lambda m: m.eye(2),
        lambda m: m.array([1, 2.5]),
        lambda m: m.array([]),
        lambda m: m.array([[]]),
        lambda m: m.array([True, 2]),
        lambda m: m.array([True, 2.0]),
        lambda m: m.array(3),
        lambda m: m.array([2**63]),
        lambda m: m.array([-(2**63), 2**63 - 1]),
        lambda m: m.array((1, (2)), ndmin=3),
        lambda m: m.array([np.float32(1), 2]),
        lambda m: m.array([np.arange(2), [3, 4]]),
        lambda m: m.asarray(range(4)),
        lambda m: m.array([1, 2], dtype="float32"),
        lambda m: m.array([1.7, -1.7], dtype="int8"),
        lambda m: m.array([[True], [False]]),
        lambda m: m.array([0.1, float("nan"), float("-inf")]),
        lambda m: m.fromiter((x * x for x in range(4)), "int32"),
        lambda m: m.frombuffer(np.arange(4.0).tobytes(), "float64", 2, 8),
    ):
        same_bits(call(tl), call(np))


@pytest.mark.parametrize(
    "arguments",
    [
        (5,),
        (0,),
        (-3,),
        (2, 7),
        (7, 2),
        (7, 2, -2),
        (0, 1, 0.1),
        (1, 0, -0.3),
        (0.5, 3),
        (10, 20, 3),
        (0, 5, 2.0),
        (5, 5),
        (1e6, 1e6 + 3),
    ],
    ids=str,
)
def test_arange(arguments):
    same_bits(tl.arange(*arguments), np.arange(*arguments))
    for dtype in ("int32", "float32", "float64"):
        same_bits(tl.arange(*arguments, dtype=dtype), np.arange(*arguments, dtype=dtype))


def outcome(call, m):
    """The result, or the exception."""
    try:
        return np.asarray(call(m))
    except (OverflowError, TypeError, ValueError) as error:
        return error


@pytest.mark.parametrize("dtype", DTYPES)
def test_arange_of_integers_that_do_not_fit(dtype):
    """As NumPy, which converts the first two numbers and counts on from there."""
    for arguments in (
        (-3.0, 1.0),
        (-3, 1),
        (300, 303),
        (300.5, 301),
        (120, 130),
        (127, 129),
        (127, 128),
        (250, 256, 3),
        (5, 3, -300),
        (5, -2, -1),
        (1.5, 4.5),
        (-5, -3),
        (-3,),
        (2**63, 2**63 - 2),
        (np.inf, -0.3),
        (0.0, np.inf),
        (0.0, np.nan),
        (4, 8, None),
    ):
        call = lambda m, a=arguments: m.arange(*a, dtype=dtype)
        got, want = outcome(call, tl), outcome(call, np)
        if isinstance(want, Exception):
            assert type(got) is type(want) and str(got).startswith("arange: "), arguments
            if isinstance(want, OverflowError):
                assert str(got) == "arange: " + str(want).replace("out of", "is out of")
        else:
            same_bits(got, want, str(arguments))


def test_arange_beyond_int64():
    same_bits(tl.arange(2**63, 2**63 + 2, dtype="uint64"), np.array([2**63, 2**63 + 1], "uint64"))
    same_bits(tl.arange(0, 2**64, 2**62, dtype="uint64"), np.arange(0, 2**64, 2**62).astype("uint64"))
    for arguments in ((2**63, 2**63 + 2), (0, 2**64, 2**62), (2**64, 2**64 + 1)):
        with pytest.raises(OverflowError, match=r"^arange: .*out of bounds for int64"):
            tl.arange(*arguments)
    with pytest.raises(ValueError, match=r"^arange: cannot count"):
        tl.arange(10**400)


def test_counting_and_joining_without_the_lock():
    """On both sides of the size above which the interpreter lock is let go."""
    for n in (4095, 4096, 5000):
        same_bits(tl.arange(n), np.arange(n))
        for dtype in ("int8", "uint64", "float32", "float64"):
            same_bits(tl.arange(3, 3 + 2 * n, 2, dtype=dtype), np.arange(3, 3 + 2 * n, 2, dtype=dtype))
        x = np.arange(2.0 * n).reshape(2, n)
        for axis in (0, 1):
            same_bits(
                tl.concatenate([tl.array(x), tl.array(x[:, ::-1])], axis),
                np.concatenate([x, x[:, ::-1]], axis),
            )
        same_bits(tl.full(n, 1.5), np.full(n, 1.5))
        counts = np.arange(n) % 3
        same_bits(tl.repeat(tl.arange(n), counts), np.repeat(np.arange(n), counts))
    for rows, columns in ((64, 64), (63, 65), (100, 41)):
        for k in (-200, -3, 0, 2, 200):
            same_bits(tl.eye(rows, columns, k), np.eye(rows, columns, k))
            same_bits(tl.tri(rows, columns, k), np.tri(rows, columns, k))


def test_linspace_has_the_dtype_of_its_ends():
    ends = (0, 1.5, np.float32(0.5), np.float64(2), np.int8(1), np.int64(3))
    ends += (np.array([1, 2], "float32"), np.array([1, 2], "int16"), [1, 2])
    for start in ends:
        for stop in ends:
            got, step = tl.linspace(start, stop, 4, retstep=True)
            want, step_ = np.linspace(start, stop, 4, retstep=True)
            assert got.dtype == want.dtype, (start, stop)
            close(got, want, 1e-6 if want.dtype == "float32" else 1e-15, 1e-7)
            close(step, np.asarray(step_, np.asarray(step).dtype), 1e-6, 1e-7)


def test_linspace_and_logspace():
    for start, stop, n in ((0, 1, 50), (1, -3, 7), (2.5, 2.5, 3), (0, 1, 1), (0, 1, 0), (-1e3, 1e-3, 101)):
        for endpoint in (True, False):
            close(
                tl.linspace(start, stop, n, endpoint=endpoint),
                np.linspace(start, stop, n, endpoint=endpoint),
                1e-15,
                1e-12,
            )
    values, step = tl.linspace(0, 1, 11, retstep=True)
    assert float(step) == np.linspace(0, 1, 11, retstep=True)[1] and values[-1].item() == 1.0
    close(tl.linspace([0, 1], [2, 5], 4, axis=1), np.linspace([0, 1], [2, 5], 4, axis=1), 1e-15)
    close(tl.logspace(0, 3, 7), np.logspace(0, 3, 7), 1e-14)
    close(tl.logspace(0, 3, 7, base=2), np.logspace(0, 3, 7, base=2), 1e-14)


@pytest.mark.parametrize(
    "call",
    numbered(
        [
            lambda m, x: m.diag(x[0, 0]),
            lambda m, x: m.diag(x[0, 0], 2),
            lambda m, x: m.diag(x[0, 0], -1),
            lambda m, x: m.diag(x[0]),
            lambda m, x: m.diag(x[0], 1),
            lambda m, x: m.diagonal(x),
            lambda m, x: m.diagonal(x, -1, 1, 2),
            lambda m, x: m.tril(x),
            lambda m, x: m.tril(x, 1),
            lambda m, x: m.triu(x, -1),
            lambda m, x: m.triu(x[0], 2),
            lambda m, x: m.trace(x[0]),
            lambda m, x: m.trace(x, 1, 0, 2),
            lambda m, x: m.meshgrid(x[0, 0], x[0, :, 0]),
            lambda m, x: m.meshgrid(x[0, 0], x[0, :, 0], indexing="ij"),
            lambda m, x: m.meshgrid(x[0, 0], x[0, :, 0], sparse=True),
        ]
    ),
)
@each_dtype
def test_diagonals_and_grids(call, dtype):
    check(call, generic(dtype, 24).reshape(2, 3, 4))


# ---- manipulation ------------------------------------------------------------------------------------------
MANIPULATIONS = [
    lambda m, x: m.concatenate([x, x]),
    lambda m, x: m.concatenate([x, x[:, :0], x[:, 1:]], axis=1),
    lambda m, x: m.concatenate((x, x), axis=None),
    lambda m, x: m.concatenate([x.T, x.T], axis=-1),
    lambda m, x: m.concatenate([x[:0], x, x[::-1]]),
    lambda m, x: m.stack([x, x]),
    lambda m, x: m.stack([x, x + x], axis=-1),
    lambda m, x: m.stack([x, x], axis=2),
    lambda m, x: m.vstack([x[0], x[1]]),
    lambda m, x: m.hstack([x, x]),
    lambda m, x: m.dstack([x[0], x[0]]),
    lambda m, x: m.column_stack([x[0, 0], x[0, 1]]),
    lambda m, x: m.vstack([x[0, 0], x[0]]),
    lambda m, x: m.split(x, 2),
    lambda m, x: m.split(x, [1, 3], axis=2),
    lambda m, x: m.array_split(x, 3, axis=2),
    lambda m, x: m.split(x, 4, axis=-1),
    lambda m, x: m.vsplit(x, 2),
    lambda m, x: m.hsplit(x, 3),
    lambda m, x: m.dsplit(x, 2),
    lambda m, x: m.unstack(x, axis=1),
    lambda m, x: m.flip(x),
    lambda m, x: m.flip(x, 1),
    lambda m, x: m.flip(x, (0, 2)),
    lambda m, x: m.flipud(x),
    lambda m, x: m.fliplr(x),
    lambda m, x: m.roll(x, 1),
    lambda m, x: m.roll(x, -5),
    lambda m, x: m.roll(x, 2, axis=1),
    lambda m, x: m.roll(x, (1, 2), axis=(0, 2)),
    lambda m, x: m.roll(x, 100, axis=2),
    lambda m, x: m.rot90(x),
    lambda m, x: m.rot90(x, 2, (1, 2)),
    lambda m, x: m.rot90(x, -1),
    lambda m, x: m.repeat(x, 2),
    lambda m, x: m.repeat(x, 3, axis=1),
    lambda m, x: m.repeat(x, [1, 0, 2], axis=1),
    lambda m, x: m.repeat(x, 0, axis=0),
    lambda m, x: m.tile(x, 2),
    lambda m, x: m.tile(x, (2, 1, 3)),
    lambda m, x: m.tile(x, (2, 1, 1, 1)),
    lambda m, x: m.tile(x[0, 0], (3, 2)),
    lambda m, x: m.append(x, x[:1]),
    lambda m, x: m.append(x, x, axis=2),
    lambda m, x: m.pad(x, 1),
    lambda m, x: m.pad(x, ((0, 1), (2, 0), (1, 1))),
    lambda m, x: m.pad(x, (1, 2), constant_values=1),
    lambda m, x: m.expand_dims(x, (0, 3)),
    lambda m, x: m.squeeze(x[:1, :, :1]),
    lambda m, x: m.moveaxis(x, [0, 1], [2, 0]),
    lambda m, x: m.atleast_1d(x[0, 0, 0]),
    lambda m, x: m.atleast_2d(x[0, 0]),
    lambda m, x: m.atleast_3d(x[0]),
    lambda m, x: m.broadcast_arrays(x, x[0, 0]),
    lambda m, x: m.reshape(x, (4, -1)),
    lambda m, x: m.ravel(x.T),
    lambda m, x: m.swapaxes(x, 0, 2),
]


@pytest.mark.parametrize("call", numbered(MANIPULATIONS))
def test_manipulation(call):
    for dtype in ("bool", "int8", "uint16", "int32", "float32", "float64", "uint64"):
        check(call, mixed(dtype, 24).reshape(2, 3, 4))
    wide = np.arange(2 * 3 * 8.0).reshape(2, 3, 8)
    same_bits(
        tl.concatenate([call_first(call, tl, tl.array(wide)[:, ::-1, ::2])]),
        call_first(call, np, wide[:, ::-1, ::2]),
    )


def call_first(call, m, x):
    result = call(m, x)
    return m.ravel(result[0] if isinstance(result, (tuple, list)) else result)


def test_concatenation_promotes():
    for one in DTYPES:
        for two in DTYPES:
            x, y = generic(one, 5, 1, 0, 3), generic(two, 4, 2, 0, 3)
            same_bits(tl.concatenate([tl.array(x), tl.array(y)]), np.concatenate([x, y]))


def test_three_dtypes_promote_together():
    ones = {d: np.ones(2, d) for d in DTYPES}
    for names in itertools.product(DTYPES, repeat=3):
        arrays = [ones[d] for d in names]
        assert tl.concatenate(list(map(tl.array, arrays))).dtype == np.result_type(*arrays), names
    arrays = [ones[d] for d in ("uint16", "int16", "float32")]
    for name in ("stack", "hstack", "vstack", "dstack", "column_stack"):
        same_bits(getattr(tl, name)(list(map(tl.array, arrays))), getattr(np, name)(arrays))


def test_broadcast_shapes():
    for shapes in (((2, 1), (3,)), ((), (4,)), ((0,), (1,)), ((5, 1, 3), (4, 1), (3,))):
        assert tl.broadcast_shapes(*shapes) == np.broadcast_shapes(*shapes)
    with pytest.raises(ValueError, match=r"^broadcast_shapes: .*\(2,\).*\(3,\)"):
        tl.broadcast_shapes((2,), (3,))


# ---- searching, choosing -----------------------------------------------------------------------------------
@each_dtype
def test_where(dtype):
    for name, t, a in views(mixed(dtype, 6 * 7 * 9, 1).reshape(6, 7, 9)):
        mask = generic("bool", a.size, 2).reshape(a.shape)
        other = mixed(dtype, a.size, 3).reshape(a.shape)
        same_bits(tl.where(tl.array(mask), t, tl.array(other)), np.where(mask, a, other), name)
        same_bits(tl.where(tl.array(mask), t, t), a, name)
    for n in SIZES:
        x, y, m = mixed(dtype, n, 4), mixed(dtype, n, 5), generic("bool", n, 6)
        same_bits(tl.where(tl.array(m), tl.array(x), tl.array(y)), np.where(m, x, y))
    for other in DTYPES:
        y = generic(other, 5, 7, 0, 3)
        x, m = generic(dtype, 5, 8, 0, 3), np.arange(5) % 2 == 0
        same_bits(tl.where(tl.array(m), tl.array(x), tl.array(y)), np.where(m, x, y))
    x = generic(dtype, 6, 9)
    for number in (True, 0, 1, 2.5, np.float64(3), np.float32(3), 2**64):
        if number != 2**64 or x.dtype.kind == "f":
            same_bits(tl.where(x > 0, tl.array(x), number), np.where(x > 0, x, number))
            same_bits(tl.where(x > 0, number, tl.array(x)), np.where(x > 0, number, x))
    check(lambda m, v: m.where(v), x)
    same_bits(tl.where(tl.array(x), 1, 0), np.where(x, 1, 0))


@each_dtype
def test_searching(dtype):
    x = generic(dtype, 60, 10).reshape(3, 4, 5)
    x[0, 0, :3] = 0
    for call in (
        lambda m, v: m.nonzero(v),
        lambda m, v: m.flatnonzero(v),
        lambda m, v: m.argwhere(v),
        lambda m, v: m.take(v, [0, -1, 7]),
        lambda m, v: m.take(v, [[0, 1], [2, 0]], axis=1),
        lambda m, v: m.take(v, 2, axis=-1),
        lambda m, v: m.nonzero(v[::-1, 1]),
        lambda m, v: m.take_along_axis(v, m.argmax(v, axis=1, keepdims=True), axis=1),
        lambda m, v: m.searchsorted(m.arange(5), m.array([0, 3, 9, -1])),
        lambda m, v: m.count_nonzero(v, axis=1),
    ):
        check(call, x)
    ordered = np.sort(x.ravel())
    for side in ("left", "right"):
        same_bits(
            tl.searchsorted(tl.array(ordered), tl.array(x), side=side), np.searchsorted(ordered, x, side=side)
        )


@pytest.mark.parametrize("dtype", FLOATS)
def test_clip_round_and_nan_to_num(dtype):
    for x in (special(dtype), mixed(dtype, 1000, 11)):
        for call in (
            lambda m, v: m.clip(v, -1, 2),
            lambda m, v: m.clip(v, None, 2.5),
            lambda m, v: m.clip(v, 0.5, None),
            lambda m, v: m.nan_to_num(v),
            lambda m, v: m.nan_to_num(v, nan=1.0, posinf=2.0, neginf=-3.0),
            lambda m, v: m.clip(v, m.zeros_like(v), 3),
            lambda m, v: m.round(v[m.abs(v) < 1e6], 0),
            lambda m, v: m.fabs(v),
            lambda m, v: m.heaviside(v, 0.5),
            lambda m, v: (m.trunc if m is np else m.fix)(v),  # NumPy means to drop its name
        ):
            check(call, x)
    x = generic(dtype, 200, 12)
    for decimals in (1, 2, 3, -1):
        close(tl.round(tl.array(x), decimals), np.round(x, decimals), 4 * np.finfo(dtype).eps)
    for name in ("degrees", "radians", "sinc"):
        close(
            getattr(tl, name)(tl.array(x)),
            getattr(np, name)(x),
            8 * np.finfo(dtype).eps,
            4 * np.finfo(dtype).eps,
        )
    y = generic(dtype, 200, 13)
    for name in ("logaddexp", "logaddexp2"):
        got = getattr(tl, name)(tl.array(x), tl.array(y))
        close(
            got,
            getattr(np, name)(x.astype("f8"), y.astype("f8")).astype(dtype),
            8 * np.finfo(dtype).eps,
            4 * np.finfo(dtype).eps,
        )


def test_composites_name_themselves():
    for name in ("logaddexp", "logaddexp2", "heaviside"):
        with pytest.raises(ValueError, match=rf"^{name}: shapes \(2,\) and \(3,\)"):
            getattr(tl, name)(tl.ones(2), tl.ones(3))
        with pytest.raises(TypeError, match=rf"^{name}: expected numbers"):
            getattr(tl, name)(1, "x")


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_steps_and_neighbours_of_special_values(dtype):
    f = np.finfo(dtype)
    some = [0.0, 1.0, f.tiny, f.smallest_subnormal, f.max, np.inf, 1.5]
    s = np.array([np.nan, *some, *(-v for v in some)], dtype)
    x, y = np.repeat(s, len(s)), np.tile(s, len(s))
    for name in ("nextafter", "heaviside"):
        ours, theirs = getattr(tl, name), getattr(np, name)
        got, want = ours(tl.array(x), tl.array(y)), theirs(x, y)
        same_values(got, want)
        same_values(ours(tl.array(x)[::3], tl.array(y)[::3]), want[::3])
        numbers = ~np.isnan(want)
        assert (np.signbit(got.numpy()) == np.signbit(want))[numbers].all()
    for name in ("nextafter_", "spacing", "spacing_"):  # which would know nothing of what is only stored
        assert not hasattr(tl.Tensor, name)
    with pytest.raises(RuntimeError, match=r"^nextafter: has no derivative here"):
        tl.nextafter(tl.ones(2, requires_grad=True), 2)


def test_logaddexp_of_special_values():
    s = np.array([-np.inf, np.inf, np.nan, 0.0, -1e308, 1e308, 700.0])
    x, y = np.repeat(s, len(s)), np.tile(s, len(s))
    for name in ("logaddexp", "logaddexp2"):
        with np.errstate(all="ignore"):
            close(getattr(tl, name)(tl.array(x), tl.array(y)), getattr(np, name)(x, y), 1e-15)


@each_dtype
def test_integers_round_and_clip(dtype):
    x = generic(dtype, 50, 14)
    if dtype != "bool":
        check(lambda m, v: m.clip(v, 1, 100), x)
        check(lambda m, v: m.round(v), x)
    check(lambda m, v: m.isclose(v, v), x)
    assert tl.array_equal(tl.array(x), x) and tl.allclose(tl.array(x), x)


@pytest.mark.parametrize("dtype", DTYPES[:9])
def test_floating_functions_of_integers(dtype):
    """NumPy's dtypes, with float32 for its float16; bounds beyond the dtype do not bind."""
    x = np.array([0, 1, 3], dtype)
    calls = [lambda m, v: m.heaviside(v, v), lambda m, v: m.logaddexp(v, v), lambda m, v: m.sinc(v)]
    if dtype != "bool":
        calls += [lambda m, v: m.degrees(v), lambda m, v: m.radians(v), lambda m, v: m.fabs(v)]
    for number in (-1, 1, 2.5, True):
        calls += [lambda m, v, k=number: m.heaviside(v, k), lambda m, v, k=number: m.heaviside(k, v)]
        calls += [lambda m, v, k=number: m.logaddexp(v, k), lambda m, v, k=number: m.logaddexp2(k, v)]
    for call in calls:
        got, want = both(call, x)
        dtype_ = "float32" if want.dtype == "float16" else want.dtype
        close(got, want.astype(dtype_), 1e-2 if want.dtype == "float16" else 1e-6, 1e-6)
    if dtype != "bool":
        for low, high in ((-1000, 2), (1, 10**30), (None, 2**63), (-(2**70), 2**70)):
            check(lambda m, v, a=low, b=high: m.clip(v, a, b), x)


def test_default_dtype():
    assert tl.get_default_dtype() == tl.zeros(1).dtype == "float64"
    tl.set_default_dtype(tl.float32)
    try:
        made = [
            tl.zeros(1),
            tl.array([1.5]),
            tl.array(1.5),
            tl.linspace(0, 1, 3),
            tl.eye(2),
            tl.ones(2),
            tl.full(2, 1.5),
        ]
        made += [tl.arange(3.0), tl.ones(2, dtype="int8") * 0.5, tl.array([True]) * 1.5, tl.array([])]
        assert [t.dtype.name for t in made] == ["float32"] * len(made)
        assert tl.array([1]).dtype == "int64" and tl.asarray(np.zeros(1)).dtype == "float64"
        assert tl.nn.Linear(2, 2).weight.dtype == "float32"
    finally:
        tl.set_default_dtype(None)
    assert tl.zeros(1).dtype == "float64" and tl.nn.Linear(2, 2).weight.dtype == "float32"


def test_memory_stats():
    before = tl.memory_stats()
    x = tl.zeros(1_000_000)
    during = tl.memory_stats()
    assert during["used"] - before["used"] >= x.nbytes and during["peak"] >= during["used"]
    assert during["allocations"] == before["allocations"] + 1
    del x
    assert tl.memory_stats()["used"] == before["used"]
    tl.empty_cache()
    after = tl.memory_stats()
    assert after["used"] == before["used"] and after["cached"] <= during["cached"] + 8_000_000


def test_closeness():
    x = np.array([1.0, 1 + 1e-9, np.nan, np.inf, -np.inf, 0.0])
    y = np.array([1.0, 1.0, np.nan, np.inf, np.inf, 1e-9])
    for options in ({}, {"equal_nan": True}, {"rtol": 0, "atol": 0}):
        check(lambda m, a, b, o=options: m.isclose(a, b, **o), x, y)
        assert bool(tl.allclose(x, y, **options)) == np.allclose(x, y, **options)
    assert not tl.array_equal(tl.ones(2), tl.ones(3)) and tl.array_equal([np.nan], [np.nan], equal_nan=True)


# ---- products ----------------------------------------------------------------------------------------------
SHAPES = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((5, 2, 3), (3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((5, 1, 2, 3), (4, 3, 2)),
    ((3,), (5, 3, 2)),
    ((5, 2, 3), (3,)),
    ((0, 3), (3, 2)),
    ((2, 0), (0, 3)),
    ((2, 3), (3, 0)),
    ((0,), (0,)),
    ((4, 0, 3), (3, 2)),
    ((1, 1), (1, 1)),
]


@each_dtype
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_matmul(shapes, dtype):
    """Small whole numbers: exact in any order, integers wrapping around."""
    x, y = (generic(dtype, int(np.prod(s)), i, 0, 1).reshape(s) for i, s in enumerate(shapes))
    if x.dtype.kind == "f":
        x, y = np.round(x * 8), np.round(y * 8)
    same_values(tl.array(x) @ tl.array(y), np.asarray(x @ y))
    if x.ndim > 1 and y.ndim > 1:
        same_values(
            tl.array(np.swapaxes(x, -1, -2).copy()).mT @ tl.array(y[..., ::-1].copy())[..., ::-1], x @ y
        )
    out = tl.zeros(np.shape(x @ y), dtype=dtype)
    assert tl.matmul(tl.array(x), tl.array(y), out=out) is out
    same_values(out, np.asarray(x @ y))


@pytest.mark.parametrize("dtype", [*FLOATS, "int8", "int32", "uint64"])
def test_matmul_on_both_sides_of_its_blocks(dtype):
    sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 47, 48, 49, 64, 95, 96, 97, 129]
    rng = np.random.default_rng(0)
    for n in sizes:
        for m, k, p in ((n, 5, 6), (5, n, 6), (5, 6, n), (n, n, n), (n, 257, 3), (1, n, 40), (40, n, 1)):
            a = rng.integers(-4, 5, (m, k)).astype(dtype)
            b = rng.integers(-4, 5, (k, p)).astype(dtype)
            same_values(tl.array(a) @ tl.array(b), a @ b, f"{m}x{k}x{p}")
            same_values(tl.array(a.T.copy()).T @ tl.array(b.T.copy()).T, a @ b, f"{m}x{k}x{p} transposed")


@pytest.mark.parametrize("dtype", FLOATS)
def test_matmul_is_accurate(dtype):
    rng = np.random.default_rng(1)
    for m, k, n in ((3, 1000, 5), (60, 700, 70), (1, 20_000, 1), (130, 300, 140)):
        a, b = rng.normal(size=(m, k)).astype(dtype), rng.normal(size=(k, n)).astype(dtype)
        exact = (
            a.astype("longdouble") @ b.astype("longdouble")
            if m * n < 100
            else a.astype("f8") @ b.astype("f8")
        )
        bound = (np.abs(a).astype("f8") @ np.abs(b).astype("f8")) * np.finfo(dtype).eps * (np.sqrt(k) + 4)
        assert (np.abs((tl.array(a) @ tl.array(b)).numpy() - exact) <= bound).all()


@pytest.mark.parametrize("dtype", FLOATS)
def test_matmul_with_nan_and_infinity(dtype):
    a = np.ones((5, 20), dtype)
    a[1, 3], a[2, 7], a[3, 0] = np.nan, np.inf, -np.inf
    b = np.zeros((20, 4), dtype)
    b[:, 1:] = 2.0
    same_bits(tl.array(a) @ tl.array(b), a @ b)


PRODUCTS = [
    (
        lambda m, x, y: m.dot(x, y),
        [((3,), (3,)), ((2, 3), (3, 4)), ((2, 3), (3,)), ((), (2, 3)), ((2, 2, 3), (4, 3, 5))],
    ),
    (lambda m, x, y: m.inner(x, y), [((3,), (3,)), ((2, 3), (4, 3)), ((), (3,))]),
    (lambda m, x, y: m.outer(x, y), [((3,), (4,)), ((2, 3), (2,))]),
    (lambda m, x, y: m.vdot(x, y), [((3,), (3,)), ((2, 3), (2, 3))]),
    (lambda m, x, y: m.vecdot(x, y), [((2, 3), (2, 3)), ((2, 3), (3,))]),
    (lambda m, x, y: m.kron(x, y), [((2, 3), (3, 2)), ((3,), (2,))]),
    (lambda m, x, y: m.cross(x, y), [((3,), (3,)), ((4, 3), (4, 3)), ((4, 3), (3,))]),
    (lambda m, x, y: m.tensordot(x, y), [((2, 3, 4), (3, 4, 5))]),
    (lambda m, x, y: m.tensordot(x, y, axes=1), [((2, 3), (3, 4))]),
    (lambda m, x, y: m.tensordot(x, y, axes=0), [((2,), (3, 2))]),
    (lambda m, x, y: m.tensordot(x, y, axes=([0, 2], [1, 0])), [((2, 3, 4), (4, 2, 5))]),
    (lambda m, x, y: m.einsum("ij,jk->ik", x, y), [((2, 3), (3, 4))]),
    (lambda m, x, y: m.einsum("ij,jk", x, y), [((2, 3), (3, 4))]),
    (lambda m, x, y: m.einsum("i,j->ij", x, y), [((2,), (3,))]),
    (lambda m, x, y: m.einsum("ij,ij->", x, y), [((2, 3), (2, 3))]),
    (lambda m, x, y: m.einsum("bij,bjk->bik", x, y), [((4, 2, 3), (4, 3, 2))]),
    (lambda m, x, y: m.einsum("...ij,...jk->...ik", x, y), [((4, 2, 3), (4, 3, 2)), ((4, 2, 3), (3, 2))]),
    (lambda m, x, y: m.einsum("ii->i", x), [((3, 3), (1,))]),
    (lambda m, x, y: m.einsum("ii", x), [((3, 3), (1,))]),
    (lambda m, x, y: m.einsum("ijk->kji", x), [((2, 3, 4), (1,))]),
    (lambda m, x, y: m.einsum("ijk->j", x), [((2, 3, 4), (1,))]),
    (lambda m, x, y: m.einsum("ij,j,k->ik", x, y, y), [((2, 3), (3,))]),
    (lambda m, x, y: m.einsum(x, [0, 1], y, [1, 2], [0, 2]), [((2, 3), (3, 4))]),
]


@pytest.mark.parametrize(
    ("call", "shapes"), [pytest.param(c, s, id=f"{i}-{s}") for i, (c, ss) in enumerate(PRODUCTS) for s in ss]
)
def test_products(call, shapes):
    rng = np.random.default_rng(2)
    for one, two in (
        ("float64", "float64"),
        ("float32", "float32"),
        ("int64", "int64"),
        ("int32", "float64"),
        ("int8", "int8"),
    ):
        check(call, rng.integers(-4, 5, shapes[0]).astype(one), rng.integers(-4, 5, shapes[1]).astype(two))


# ---- linear algebra ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", FLOATS)
def test_linear_algebra(dtype):
    rng = np.random.default_rng(3)
    tolerance = {"rtol": 1e-3, "atol": 1e-4} if dtype == "float32" else {"rtol": 1e-9, "atol": 1e-11}
    for shape in ((4, 4), (3, 5, 5)):
        a = rng.normal(size=shape).astype(dtype) + 3 * np.eye(shape[-1], dtype=dtype)
        s = a @ np.swapaxes(a, -1, -2)
        b = rng.normal(size=(*shape[:-1], 2)).astype(dtype)
        ta, ts, tb = tl.array(a), tl.array(s), tl.array(b)
        for got, want in (
            (tl.linalg.solve(ta, tb), np.linalg.solve(a, b)),
            (tl.linalg.inv(ta), np.linalg.inv(a)),
            (tl.linalg.det(ta), np.linalg.det(a)),
            (tl.linalg.cholesky(ts), np.linalg.cholesky(s)),
            (tl.linalg.eigvalsh(ts), np.linalg.eigvalsh(s)),
            (tl.linalg.svdvals(ta), np.linalg.svd(a, compute_uv=False)),
            (tl.linalg.matrix_power(ta, 3), np.linalg.matrix_power(a, 3)),
            (tl.linalg.pinv(ta), np.linalg.pinv(a)),
        ):
            close(got, want, **tolerance)
        u, d, v = tl.linalg.svd(ta, full_matrices=False)
        close((u * d[..., None, :]) @ v, a, **tolerance)
        q, r = tl.linalg.qr(ta)
        close(q @ r, a, **tolerance)
        w, e = tl.linalg.eigh(ts)
        close(ts @ e, (e * w[..., None, :]).numpy(), **tolerance)
    for x in (rng.normal(size=7), rng.normal(size=(3, 4))):
        close(tl.linalg.norm(tl.array(x.astype(dtype))), np.asarray(np.linalg.norm(x.astype(dtype))), 1e-6)
    for bad in (np.ones((2, 2)), np.zeros((3, 3))):
        for name in ("inv", "solve"):
            with pytest.raises(Exception) as error:
                getattr(tl.linalg, name)(tl.array(bad), *([tl.array(bad)] if name == "solve" else []))
            assert isinstance(error.value, np.linalg.LinAlgError) and str(error.value).startswith(name)
