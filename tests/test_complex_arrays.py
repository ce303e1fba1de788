"""Complex arrays: made, moved, drawn, summed up, convolved, exchanged with others."""

import copy
import itertools
import pickle

import numpy as np
import pytest
import scipy.signal

import tensorlab as tl

COMPLEX = ("complex64", "complex128")
MODES = ("full", "same", "valid")
each_dtype = pytest.mark.parametrize("dtype", COMPLEX)


def drawn(shape, dtype, seed=0):
    rng = np.random.default_rng([seed, int(np.prod(shape))])
    kind = np.dtype(dtype).kind
    if kind in "biu":
        return rng.integers(0, 2 if kind == "b" else 9, shape).astype(dtype)
    return (rng.normal(size=shape) + (1j * rng.normal(size=shape) if kind == "c" else 0)).astype(dtype)


def same(got, want):
    """Dtype, shape and values, wherever nan stands."""
    got, want = np.asarray(got), np.asarray(want)
    assert got.dtype == want.dtype and got.shape == want.shape
    np.testing.assert_array_equal(got, want)


def near(got, want, size=None, ulp=8):
    """Dtype and shape, and values within some errors of rounding of `size`, what they may be at most."""
    got, want = np.asarray(got), np.asarray(want)
    assert got.dtype == want.dtype and got.shape == want.shape
    size = abs(want).max(initial=0) if size is None else size
    assert (abs(got - want) <= ulp * np.finfo(got.dtype).eps * size).all()


def check_slopes(function, *arrays):
    """Gradients and second derivatives, against differences of central values."""
    for call in (function, slope_of(function, arrays)):
        tensors = [tl.array(x, requires_grad=True) for x in arrays]
        got = tl.gradients(weighed(call(*tensors)), tensors)
        for i, x in enumerate(arrays):
            assert got[i].dtype == x.dtype.name
            want = np.zeros_like(x)
            for turn in (1, 1j) if x.dtype.kind == "c" else (1,):
                for place in np.ndindex(x.shape):
                    ends = []
                    for step in (1e-5, -1e-5):
                        moved = [y.copy() for y in arrays]
                        moved[i][place] += step * turn
                        ends.append(weighed(call(*map(tl.array, moved))).item())
                    want[place] += turn * (ends[0] - ends[1]) / 2e-5
            np.testing.assert_allclose(got[i].numpy(), want, rtol=1e-6, atol=1e-6)


def weighed(y):
    weights = drawn(y.shape, "complex128", 7)
    return (y * tl.array(weights)).real.sum()


def slope_of(function, arrays):
    def slope(*tensors):
        first = tensors[0] if tensors[0].requires_grad else tl.array(tensors[0], requires_grad=True)
        return tl.gradients(weighed(tl.square(function(first, *tensors[1:]))), [first], create_graph=True)[0]

    return slope


# ---- convolution -------------------------------------------------------------------------------------------
PAIRS = [
    ("complex64", "complex64"),
    ("complex128", "complex64"),
    ("complex64", "float32"),
    ("float64", "complex64"),
    ("complex64", "int32"),
    ("bool", "complex128"),
    ("float16", "complex64"),
]
SIZES = [(1, 1), (5, 2), (2, 5), (7, 4), (4, 7), (100, 101), (1100, 1100), (20000, 90), (90, 20000)]
LONG = PAIRS[0], PAIRS[2], PAIRS[3]  # of the operands for the Fourier transform
each_pair = pytest.mark.parametrize(("one", "other"), PAIRS)


@each_pair
@pytest.mark.parametrize("name", ["convolve", "correlate"])
def test_vectors(name, one, other):
    for (n, m), mode in itertools.product(SIZES, MODES):
        if n * m > 1e5 and (one, other) not in LONG:
            continue
        a, v = drawn(n, one), drawn(m, other, 1)
        got = getattr(tl, name)(tl.array(a), tl.array(v), mode)
        call = getattr(np, name)
        wide = a.astype("complex128"), v.astype("complex128")
        size = np.linalg.norm(wide[0]) * np.linalg.norm(wide[1])  # by which the transform's errors go
        if n * m < 1e5:
            size = call(abs(wide[0]), abs(wide[1]), mode)
        near(got, call(*wide, mode).astype(np.result_type(a, v)), size)


@each_pair
@pytest.mark.parametrize("name", ["convolve2d", "correlate2d"])
def test_matrices(name, one, other):
    shapes = [((3, 4), (2, 2)), ((2, 3), (4, 5)), ((5, 4), (3, 3)), ((50, 60), (20, 20))]
    for (n, m), mode, fill in itertools.product(shapes, MODES, (0, 1 - 2j)):
        a, v = drawn(n, one), drawn(m, other, 1)
        if n[0] > 9 and (fill or (one, other) not in LONG):
            continue
        for boundary in ("fill", "wrap", "symm") if n[0] < 9 else ("fill",):
            got = getattr(tl, name)(tl.array(a), tl.array(v), mode, boundary, fill)
            wide = a.astype("complex128"), v.astype("complex128")
            want = getattr(scipy.signal, name)(*wide, mode, boundary, fill)
            if (
                name == "correlate2d" and mode == "valid" and n < m
            ):  # where SciPy conjugates the first operand
                want = want.conj()
            near(got, want.astype(np.result_type(a, v)), 3 * abs(want).max())


def test_the_second_operand_is_conjugated():
    a, v = tl.array([1j, 2, 3 - 1j]), tl.array([1 + 1j, 2j])
    for x, w in ((a, v), (v, a)):
        want = np.correlate(x.numpy(), w.numpy(), "full")
        assert tl.correlate(x, w, "full").tolist() == want.tolist()
        two = tl.correlate2d(x.reshape(1, -1), w.reshape(1, -1), "full")
        assert two.tolist() == [want.tolist()]


def test_special_values_and_fill():
    """What is not finite spreads no further than the taps reach, for any size."""
    a, v = drawn(5000, "complex128"), drawn(600, "complex128", 1)
    a[2500] = complex(np.nan, 1)
    got = tl.convolve(tl.array(a), tl.array(v)).numpy()
    assert np.isnan(got[2500:3100]).all() and np.isfinite(got[:2500]).all() and np.isfinite(got[3100:]).all()
    with pytest.raises(TypeError, match=r"^convolve2d: complex number 1j has no place among float64"):
        tl.convolve2d(tl.ones((2, 2)), tl.ones((2, 2)), fillvalue=1j)


def test_layouts_and_threads():
    a, v = drawn(4000, "complex64"), drawn(500, "complex64", 1)
    want = tl.convolve(tl.array(a[::-2]), tl.array(v)).tolist()
    assert tl.convolve(tl.array(a)[::-2], tl.array(v)).tolist() == want
    with tl.num_threads(1):
        assert tl.convolve(tl.array(a)[::-2], tl.array(v)).tolist() == want


@pytest.mark.parametrize(
    ("one", "other"), [("complex128", "complex128"), ("complex128", "float64"), ("float64", "complex128")]
)
def test_slopes_of_convolution(one, other):
    for (n, m), mode in (((4, 2), "full"), ((2, 3), "same"), ((4, 3), "valid"), ((2, 3), "valid")):
        a, v = drawn(n, one), drawn(m, other, 1)
        check_slopes(lambda a, v, mode=mode: tl.convolve(a, v, mode), a, v)
        check_slopes(lambda a, v, mode=mode: tl.correlate(a, v, mode), a, v)
    a, v = drawn((2, 3), one), drawn((2, 2), other, 1)
    check_slopes(lambda a, v: tl.correlate2d(a, v, "same", "fill", 1j), a, v)
    check_slopes(lambda a, v: tl.convolve2d(a, v, "full", "wrap"), a, v)


@pytest.mark.parametrize("axes", [1, 2])
def test_convolution_of_networks(axes):
    x, w, b = (drawn(s, "complex128") for s in ((2, 4, *(5, 4)[:axes]), (2, 2, *(3, 2)[:axes]), 2))
    call = getattr(tl.nn.functional, f"conv{axes}d")
    options = {"stride": 2, "padding": 1, "groups": 2}
    got = call(tl.array(x), tl.array(w), tl.array(b), **options).numpy()
    padded = np.pad(x, [(0, 0), (0, 0), *[(1, 1)] * axes])
    want = np.zeros_like(got)
    for k, place in itertools.product(range(2), np.ndindex(got.shape[2:])):
        window = tuple(slice(2 * p, 2 * p + n) for p, n in zip(place, w.shape[2:]))
        part = padded[(slice(None), slice(2 * k, 2 * k + 2), *window)] * w[k]
        want[(slice(None), k, *place)] = part.sum(tuple(range(1, 2 + axes))) + b[k]
    near(got, want, 9)
    x, w = x[:1, :, :3], w[:, :, :2]
    check_slopes(lambda x, w, b: call(x, w, b, groups=2), x[..., :2], w[..., :1], b)


def test_networks_refuse_what_differs():
    conv, x = tl.nn.functional.conv1d, tl.ones((1, 1, 3), dtype="complex64")
    assert conv(x, [[[1, 1j]]], [1j]).tolist() == [[[1 + 2j, 1 + 2j]]]
    for weight, bias in ((tl.ones((1, 1, 2)), None), (x, tl.ones(1))):
        with pytest.raises(TypeError, match=r"^conv1d: dtypes complex64 and float64 differ.*input\.real"):
            conv(x, weight, bias)
    with pytest.raises(TypeError, match=r"^conv1d: the weight is complex64.*weight\.real"):
        conv(tl.ones((1, 1, 3)), x)


# ---- sums and products up to each element ------------------------------------------------------------------
@each_dtype
@pytest.mark.parametrize("name", ["cumsum", "cumprod", "nancumsum", "nancumprod"])
def test_cumulative(name, dtype):
    x = (drawn((40, 70), dtype) / 2).astype(dtype)
    x[3, 5], x[7, 7] = complex(np.nan, 1), complex(1, np.nan)
    for axis, view in itertools.product((0, 1, None), (x, x.T, x[::3, ::-2], x[:0], x[:1])):
        want = getattr(np, name)(view.astype("complex128"), axis).astype(dtype)
        got = getattr(tl, name)(tl.asarray(view), axis)
        np.testing.assert_array_equal(np.isnan(got.numpy()), np.isnan(want))
        got, want = np.where(np.isnan(want), 0, got.numpy()), np.where(np.isnan(want), 0, want)
        near(got, want, abs(want) + abs(want).max(initial=0) * 1e-6, ulp=2000 if dtype == "complex128" else 4)


@each_dtype
def test_cumulative_dtypes(dtype):
    counts = tl.array([1, 2, 3])
    same(tl.cumsum(counts, dtype=dtype), np.array([1, 3, 6], dtype))
    same(tl.cumprod(counts, dtype=dtype), np.array([1, 2, 6], dtype))
    x = tl.array([1j, 2, 0], dtype=dtype)
    same(tl.cumulative_sum(x, include_initial=True), np.array([0, 1j, 2 + 1j, 2 + 1j], dtype))
    same(tl.cumulative_prod(x, include_initial=True), np.array([1, 1j, 2j, 0], dtype))
    assert tl.cumprod(x, dtype=bool).tolist() == [True, True, False]
    same(tl.diff(x, 2, prepend=1j, append=[2j]), np.diff(x.numpy(), 2, prepend=1j, append=[2j]))
    for name in ("cumsum", "nancumprod"):
        with pytest.raises(TypeError, match=rf"^{name}: {dtype} does not become float64"):
            getattr(tl, name)(x, dtype="float64")


def test_slopes_of_cumulative():
    x = drawn((2, 3), "complex128")
    zero = np.where([True, False, True], x, 0)
    for name in ("cumsum", "cumprod", "nancumsum", "nancumprod"):
        check_slopes(getattr(tl, name), x)
        check_slopes(lambda x, name=name: getattr(tl, name)(x, 1), zero)
    check_slopes(lambda x: tl.diff(x, 2), x)
    check_slopes(lambda x: tl.cumprod(x, dtype="complex128"), x.real.copy())


# ---- random numbers ----------------------------------------------------------------------------------------
@each_dtype
def test_draws(dtype):
    source = tl.random.default_rng(3)
    z = source.standard_normal((200, 100), dtype=dtype).numpy()
    assert z.dtype == dtype and z.shape == (200, 100)
    assert abs(z.var() - 1) < 0.05 and abs(z.real.var() - 0.5) < 0.03 and abs(z.mean()) < 0.03
    assert abs(np.corrcoef(z.real.ravel(), z.imag.ravel())[0, 1]) < 0.03
    u = source.random((200, 100), dtype=dtype).numpy()
    for part in (u.real, u.imag):
        assert part.min() >= 0 and part.max() < 1 and abs(part.mean() - 0.5) < 0.02
    for name in ("random", "standard_normal"):
        call = getattr(tl.random.default_rng(5), name)
        assert type(call(dtype=dtype)) is complex and call((), dtype=dtype).shape == ()
        assert call((0, 2), dtype=dtype).shape == (0, 2) and call(4, dtype=dtype).shape == (4,)
        out = tl.zeros((2, 3), dtype=dtype)
        want = getattr(tl.random.default_rng(1), name)((2, 3), dtype=dtype)
        assert getattr(tl.random.default_rng(1), name)(out=out) is out and out.tolist() == want.tolist()
        for wrong in ({"out": tl.zeros(2)}, {"out": 5}, {"size": 1.5}):
            with pytest.raises(TypeError, match=f"^{name}: "):
                call(**{"dtype": dtype, **wrong})
        for wrong in ({"size": -1}, {"size": 3, "out": out}):
            with pytest.raises(ValueError, match=f"^{name}: "):
                call(dtype=dtype, **wrong)
    assert tl.random.rand(2, dtype=dtype).dtype == tl.random.randn(2, dtype=dtype).dtype == dtype
    with pytest.raises(TypeError, match=r"^uniform: dtype must be floating"):
        source.uniform(dtype=dtype)


@each_dtype
def test_random_order(dtype):
    x = drawn(9, dtype)
    mine, other = tl.random.default_rng(1), np.random.default_rng(1)
    same(mine.permutation(tl.array(x)), other.permutation(x))
    same(mine.choice(tl.array(x), 4), other.choice(x, 4))
    same(mine.permuted(tl.array(x)), other.permuted(x))
    y = tl.array(x)
    mine.shuffle(y)
    other.shuffle(x)
    same(y, x)


# ---- rearranging and creation ------------------------------------------------------------------------------
REARRANGED = {
    "roll": lambda m, x: m.roll(x, 2, 1),
    "flip": lambda m, x: m.flip(x),
    "rot90": lambda m, x: m.rot90(x),
    "pad": lambda m, x: m.pad(x, 1),
    "pad with": lambda m, x: m.pad(x, ((1, 0), (0, 2)), constant_values=2 + 3j),
    "pad edge": lambda m, x: m.pad(x, 1, "edge"),
    "pad reflect": lambda m, x: m.pad(x, 2, "reflect"),
    "pad wrap": lambda m, x: m.pad(x, 2, "wrap"),
    "where": lambda m, x: m.where(x.real > 0, x, 0),
    "where 1j": lambda m, x: m.where(x.real > 0, 1j, x),
    "where real": lambda m, x: m.where(x.real > 0, x.real, x),
    "take": lambda m, x: m.take(x, m.array([2, 0]), 0),
    "take_along_axis": lambda m, x: m.take_along_axis(x, m.argsort(x.real, 1), 1),
    "repeat": lambda m, x: m.repeat(x, 2, 1),
    "tile": lambda m, x: m.tile(x, (2, 2)),
    "stack": lambda m, x: m.stack([x, x.real]),
    "concatenate": lambda m, x: m.concatenate([x, m.ones((1, 4), dtype=x.real.dtype)]),
    "append": lambda m, x: m.append(x, 1j),
    "split": lambda m, x: m.split(x, 2, 1)[1],
    "diag": lambda m, x: m.diag(x),
    "diag of": lambda m, x: m.diag(x[0], 1),
    "tril": lambda m, x: m.tril(x),
    "triu": lambda m, x: m.triu(x, 1),
    "kron": lambda m, x: m.kron(x, x[:1]),
    "meshgrid": lambda m, x: m.meshgrid(x[0], x[1])[1],
    "broadcast_to": lambda m, x: m.broadcast_to(x, (2, 3, 4)),
    "mask": lambda m, x: x[x.real > 0],
    "picks": lambda m, x: x[m.array([2, 0, 1]), 1],
    "view": lambda m, x: x[::-1, None, ::2],
}
OTHERS = {
    "where of reals": lambda m, x: m.where(x.real > 0, x.real, 1j),
    "isin": lambda m, x: m.isin(x, x[0, :2]),
    "nonzero": lambda m, x: m.nonzero(x)[1],
    "count_nonzero": lambda m, x: m.count_nonzero(x * (x.real > 0), 0),
    "argwhere": lambda m, x: m.argwhere(x),
    "any": lambda m, x: m.any(x, 1),
    "zeros_like": lambda m, x: m.zeros_like(x),
    "ones": lambda m, x: m.ones(2, dtype=x.dtype),
    "full": lambda m, x: m.full((2,), 1 + 2j),
    "full_like": lambda m, x: m.full_like(x, 1j),
    "eye": lambda m, x: m.eye(3, dtype=x.dtype),
    "tri": lambda m, x: m.tri(3, dtype=x.dtype),
    "arange": lambda m, x: m.arange(0, 1, 0.25, dtype=x.dtype),
    "linspace": lambda m, x: m.linspace(1j, 3, 5),
    "linspace in": lambda m, x: m.linspace(0.1j, 1, 5, dtype=x.dtype),
    "linspace from": lambda m, x: m.linspace(x[0], 0, 3),
    "logspace": lambda m, x: m.logspace(0, 1j, 5),
}


@each_dtype
@pytest.mark.parametrize("name", [*REARRANGED, *OTHERS])
def test_as_numpy(name, dtype):
    x, call = drawn((3, 4), dtype), {**REARRANGED, **OTHERS}[name]
    got, want = call(tl, tl.array(x)), call(np, x)
    if name in ("kron", "linspace from", "logspace"):
        near(got, want)
    else:
        same(got, want)


@pytest.mark.parametrize("name", [n for n in REARRANGED if n not in ("take_along_axis", "mask")])
def test_slopes_of_rearranging(name):
    x = drawn((3, 4), "complex128")
    a = tl.array(x, requires_grad=True)
    y = REARRANGED[name](tl, a)
    (got,) = tl.gradients(weighed(y), [a])
    slope = np.zeros_like(x)
    for place in np.ndindex(x.shape):  # what stands here goes to its places as it is, and products are linear
        unit = np.zeros_like(x)
        unit[place] = 1e-4
        moved = [weighed(REARRANGED[name](tl, tl.array(x + d * unit))).item() for d in (1, -1, 1j, -1j)]
        slope[place] = (moved[0] - moved[1] + 1j * (moved[2] - moved[3])) / 2e-4
    np.testing.assert_allclose(got.numpy(), slope, atol=1e-8)


@each_dtype
def test_unique(dtype):
    x = np.array([2, 1j, 1j, 1 + 1j], dtype)
    values, counts = np.unique(x, return_counts=True)
    got = tl.unique_counts(tl.array(x))
    same(got.values, values)
    same(got.counts, counts)


def test_refused():
    z, r = tl.array([1j, 2]), tl.zeros(2)
    for call in (
        lambda: tl.searchsorted(z, z),
        lambda: tl.sort(z),
        lambda: tl.arange(1j),
        lambda: tl.arange(0, 2, 1j),
        lambda: tl.full(2, 1j, dtype="float32"),
        lambda: tl.full_like(r, 1j),
        lambda: tl.linspace(0, 1j, 3, dtype="float64"),
        lambda: tl.logspace(0, 1j, 3, dtype="float32"),
        lambda: z.astype("float32"),
        lambda: tl.array([1j], dtype="int64"),
        lambda: r.fill(1j),
        lambda: tl.copyto(r, z),
        lambda: r.__setitem__(0, 1j),
        lambda: r.__setitem__(0, 1 + 0j),
        lambda: r.__setitem__(slice(None), [1j, 2]),
        lambda: r.__setitem__(slice(None), z),
        lambda: r.__setitem__(slice(None), z.numpy()),
        lambda: r.__setitem__(0, np.complex64(1j)),
        lambda: float(z[0]),
        lambda: int(z[0]),
        lambda: [1, 2][z[1]],
        lambda: complex(z),
        lambda: tl.array(np.ones(1, np.clongdouble)),
    ):
        with pytest.raises(TypeError):
            call()
        assert r.tolist() == [0.0, 0.0]


def test_result_types():
    cases = [("complex64", "float64"), ("float32", 1j), ("float16", 1j), ("int8", 1j), ("complex64", 1.0)]
    for dtype, other in [*cases, ("complex64", 1j), ("complex64", 2)]:
        x, y = np.zeros(1, dtype), np.zeros(1, other) if isinstance(other, str) else other
        want = np.result_type(x, y).name
        assert tl.result_type(tl.array(x), tl.array(y) if isinstance(y, np.ndarray) else y) == want
        other = tl.array(y) if isinstance(y, np.ndarray) else y
        assert tl.where(tl.array([True]), tl.array(x), other).dtype == want
    assert tl.result_type(1j, 2) == "complex128"


# ---- elements, and what goes in and out --------------------------------------------------------------------
@each_dtype
def test_assignment(dtype):
    places = [(0, 0), slice(1, 2), (Ellipsis, 1), [0, 2], (slice(None), None, 0)]
    values = [1j, 2, 2.5, True, np.complex64(1j), np.complex128(2j), np.float32(3)]
    for place, value in itertools.product(places, values):
        x = drawn((3, 4), dtype)
        t = tl.array(x)
        t[place] = value
        x[place] = value
        same(t, x)
    x = drawn((3, 4), dtype)
    t = tl.array(x)
    for target, m in ((t, tl), (x, np)):
        target[target.real > 0] = 7j
        target[1:, [0, 1]] = [1j, 2]
        target[2] = m.ones(4)
        target[0, 1:] = m.arange(3)
        target.real[0] = 5
        target.imag = 3
    same(t, x)
    t.fill(1j)
    same(t, np.full_like(x, 1j))


@pytest.mark.parametrize("name", ["assignment", "copy_", "index_add", "backward"])
def test_no_imaginary_part_is_lost_under_whatever_name(name):
    t, z = tl.ones(3, requires_grad=name == "backward"), tl.array([1j, 2, 3])
    calls = {
        "assignment": lambda: t.__setitem__(Ellipsis, z),
        "copy_": lambda: t.copy_(z),
        "index_add": lambda: tl.index_add(t, [0, 1, 2], z),
        "backward": lambda: (2 * t).backward(z),
    }
    with pytest.raises(TypeError, match=f"^{name}: complex128 does not become float64, where its imag"):
        calls[name]()
    assert t.tolist() == [1, 1, 1]


def test_assignment_is_recorded():
    def assigned(x, y):
        z = x * 1
        z[0] = y * y
        z[1, 1:] = 2j
        return z

    check_slopes(assigned, drawn((2, 3), "complex128"), drawn(3, "complex128"))
    check_slopes(assigned, drawn((2, 3), "complex128"), drawn(3, "float64"))

    def picked(x, y):
        z = x * 1
        z[[1, 1, 0]] = y * y
        return z

    check_slopes(picked, drawn(3, "complex128"), drawn(3, "float64"))


@each_dtype
def test_memory_goes_out_and_in(dtype):
    x = drawn((3, 4), dtype)
    t = tl.array(x)
    view = memoryview(t.data)
    assert view.format == memoryview(x).format and view.itemsize == x.itemsize and view.shape == x.shape
    same(view, x)
    same(tl.asarray(memoryview(x[::2, ::-1])), x[::2, ::-1])
    same(tl.array(x.astype(x.dtype.newbyteorder(">"))), x)
    same(tl.frombuffer(x.tobytes(), dtype=dtype), x.ravel())
    same(np.from_dlpack(t), x)
    shared = tl.from_dlpack(x)
    shared[0, 0] = 9j
    assert x[0, 0] == 9j
    t = tl.array(x)
    np.asarray(t)[0, 1] = 5
    assert t[0, 1].item() == 5
    for made in (pickle.loads(pickle.dumps(t)), copy.copy(t), copy.deepcopy(t), t.T.T[:]):
        same(made, t)
    for dtype_ in (np.dtype(dtype), np.dtype(dtype).type, np.dtype(dtype).char, dtype):
        assert tl.zeros(1, dtype=dtype_).dtype == dtype


@each_dtype
def test_torch_both_ways(dtype):
    torch = pytest.importorskip("torch")
    x = drawn((3, 4), dtype)
    t = tl.array(x)
    u = torch.from_dlpack(t)
    assert str(u.dtype) == f"torch.{dtype}"
    u[0, 0] = 3j
    assert t[0, 0].item() == 3j
    back = tl.from_dlpack(torch.tensor(x).T)
    same(back, x.T)
    same(tl.asarray(torch.tensor(x)), x)


@each_dtype
def test_elements_as_python_numbers(dtype):
    x = np.array([[1.5 - 2j, 0], [complex(-0.0, np.inf), complex(np.nan, -0.0)]], dtype)
    t = tl.array(x)
    assert repr(t.tolist()) == repr(x.tolist())
    assert t[0, 0].item() == complex(t[0, 0]) == 1.5 - 2j and type(t[0, 0].item()) is complex
    assert bool(t[0, 0]) and not bool(t[0, 1]) and bool(t[1, 1])
    assert [z.item() for z in t[0]] == [1.5 - 2j, 0] and t[0, 0] in t
    assert (t.nbytes, t.itemsize, t.dtype.kind) == (x.nbytes, x.itemsize, "c")
    same(tl.array([1, 2.5, 1j, True], dtype=dtype), np.array([1, 2.5, 1j, True], dtype))
    same(tl.array([t[0, 0], 1j, 2.0], dtype=dtype), np.array([x[0, 0], 1j, 2.0], dtype))


@each_dtype
def test_printed(dtype):
    for x in (
        drawn((2, 3), dtype),
        drawn((), dtype),
        np.zeros((0, 2), dtype),
        np.array([1e10 + 1e-10j], dtype),
    ):
        t = tl.array(x)
        assert str(t) == str(x) and f"{t}" == f"{x}"
        body = np.array2string(x, separator=", ", prefix="tensor(")
        if x.ndim and x.size:
            assert repr(t).startswith(f"tensor({body}")
    assert f"{tl.array(1 - 2j):.1f}" == "1.0-2.0j"
    many = repr(tl.zeros(5000, dtype=dtype))
    assert "..." in many and "shape=(5000,)" in many


@each_dtype
def test_numpys_functions(dtype):
    x = drawn((3, 4), dtype)
    t = tl.array(x)
    for name, more in (
        ("exp", ()),
        ("conjugate", ()),
        ("add", (t,)),
        ("multiply", (2,)),
        ("isnan", ()),
        ("sqrt", ()),
    ):
        got = getattr(np, name)(t, *more)
        want = getattr(np, name)(x, *(np.asarray(m) if m is t else m for m in more))
        assert isinstance(got, tl.Tensor)
        near(got, want, max(1, abs(want).max()), 4) if want.dtype.kind == "c" else same(got, want)
    for number in (np.complex64(1j), np.complex128(1j), np.float32(2)):
        for got, want in ((number * t, number * x), (t + number, x + number)):
            assert isinstance(got, tl.Tensor)
            near(got, want)
    assert isinstance(np.concatenate([t, t]), tl.Tensor)
    out = np.empty((3, 4), dtype)
    assert np.add(t, 1j, out=out) is out
    near(out, x + np.array(1j, dtype))


def test_floats_that_are_only_stored():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    small = tl.array(np.ones(2, ml_dtypes.bfloat16))
    assert (small * 1j).dtype == "complex64" and (small * 1j).tolist() == [1j, 1j]
    assert tl.where(tl.array([True, False]), small, 1j).tolist() == [1, 1j]
    assert tl.array([1 + 1j]).real.astype("bfloat16").tolist() == [1.0]
    with pytest.raises(TypeError):
        tl.array([1j]).astype("bfloat16")
