"""Elements are values: what an index of integers gives, keys of dicts, numbers under any default dtype."""

import collections
import copy
import random

import numpy as np
import pytest
from layouts import same_bits

import tensorlab as tl

INTEGERS = [f"{kind}int{bits}" for kind in ("", "u") for bits in (8, 16, 32, 64)]
DTYPES = ["bool", *INTEGERS, "float16", "float32", "float64"]


@pytest.fixture
def single():
    """float32 as the default dtype."""
    tl.set_default_dtype(tl.float32)
    yield
    tl.set_default_dtype(None)


# ---- an element is a value ---------------------------------------------------------------------------------
def both(program, *arrays):
    """The same program on NumPy's arrays and on tensors."""
    ours = [tl.array(a) for a in arrays]
    theirs = [a.copy() for a in arrays]
    got, want = program(*ours), program(*theirs)
    for t, a in zip(ours, theirs):
        same_bits(t, a)
    assert np.array_equal(np.asarray(got, dtype=float), np.asarray(want, dtype=float))


def swap(a):
    a[0], a[2] = a[2], a[0]
    return a[0]


def swap_pairs(a):
    a[0, 1], a[-1, -1] = a[-1, -1], a[0, 1]
    return 0


def shuffle(a):
    random.Random(3).shuffle(a)
    return a[0]


def differences(x):
    grads = []
    for i in range(len(x)):
        t = x[i]
        x[i] = t + 0.5
        up = (x * x * x).sum()
        x[i] = t - 0.5
        grads.append(up - (x * x * x).sum())
        x[i] = t
    return [float(g) for g in grads]


def history(w):
    seen = []
    for _ in range(3):
        seen.append(w[0])
        w -= 0.5
    return [float(s) for s in seen]


def kept_items(a):
    items = list(a)
    a += 1
    return [float(i) for i in items]


def bubble_sort(a):
    for i in range(len(a)):
        for j in range(len(a) - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    return 0


@pytest.mark.parametrize("program", [swap, shuffle, differences, history, kept_items, bubble_sort])
def test_programs_on_elements(program):
    both(program, np.array([3.0, 1.0, 2.0, 5.0]))
    both(program, np.array([3.0, 1.0, 2.0, 5.0])[::-1])


def test_elements_of_matrices():
    both(swap_pairs, np.arange(6.0).reshape(2, 3))
    x = tl.zeros(())
    kept = x[()]
    x += 1
    assert kept == 0 and x == 1


@pytest.mark.parametrize("dtype", DTYPES)
def test_only_all_integers_make_a_value(dtype):
    a = np.ones((2, 3), dtype)
    t = tl.array(a)
    for index in [(0, 1), (np.int64(0), 1), (tl.array(0), tl.array(1)), (-1, -3)]:
        got = t[index]
        same_bits(got, np.asarray(a[index]))
        assert not np.shares_memory(got.numpy(), t.numpy())
    for index in [0, (0, ...), (0, 1, ...), (..., 0, 1), (0, slice(None)), (0, 1, None)]:
        assert np.shares_memory(t[index].numpy(), t.numpy()), index
    assert not np.shares_memory(next(iter(t[0])).numpy(), t.numpy())
    assert np.shares_memory(next(iter(t)).numpy(), t.numpy())


def test_elements_have_gradients():
    w = tl.array([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    (w[0, 1] * w[0, 1] + w[1][0] + sum(v for v in w[1])).backward()
    assert w.grad.tolist() == [[0.0, 4.0], [2.0, 1.0]]
    t = w[0, 0]
    t += 1  # not a view of the leaf: allowed
    assert w[0, 0] == 1 and t == 2
    (g,) = tl.gradients(w[1, 1] ** 3, [w], create_graph=True)
    (g2,) = tl.gradients(g.sum(), [w])
    assert g2.tolist() == [[0.0, 0.0], [0.0, 24.0]]


# ---- 0-d tensors as keys -----------------------------------------------------------------------------------
def test_hash_by_value():
    y = tl.array([1, 1, 2])
    assert len(set(y)) == 2 and collections.Counter(y) == {1: 2, 2: 1}
    assert {1: "a"}[y[0]] == "a" and {y[0]: "a"}[1] == "a" and y[2] in {2.0}
    for dtype in DTYPES:
        one = tl.array(1, dtype=dtype)
        assert hash(one) == hash(1) == hash(1.0) == hash(True) == hash(np.ones((), dtype)[()])
    for value in (0.1, -0.0, float("inf"), 2.0**70, 1e300):
        assert hash(tl.array(value)) == hash(value)
    assert hash(tl.array(2**64 - 1, dtype="uint64")) == hash(2**64 - 1)
    assert len({tl.array(0.1, dtype="float32"), np.float32(0.1)}) == 1


def test_what_has_a_gradient_hashes_by_identity():
    x, y = tl.array(1.0, requires_grad=True), tl.array(1.0, requires_grad=True)
    assert hash(x) != hash(y) and len({x, y}) == 2
    a = tl.ones(1)
    assert {a: 3}[a] == 3


# ---- dtypes ------------------------------------------------------------------------------------------------
def test_dtypes_equal_and_hash_as_numpys():
    for name in DTYPES:
        d, n = getattr(tl, name), np.dtype(name)
        assert d == n and n == d and hash(d) == hash(n)
        assert {d: 1}[n] == 1 and {n: 1}[d] == 1
        assert d == name and d == n.type


def test_dtypes_make_numbers():
    assert tl.float32(3).dtype == "float32" and tl.float32(3) == 3 and tl.float32(3).shape == ()
    assert tl.int8([1, 2]).tolist() == [1, 2] and tl.int64(3.7) == 3 and tl.bool(2).item() is True
    assert tl.float64() == 0
    with pytest.raises(OverflowError):
        tl.uint8(300)


# ---- numbers under another default dtype -------------------------------------------------------------------
def test_numbers_take_the_dtype_of_their_target(single):
    x = tl.zeros(2, dtype=tl.float64)
    x[:] = [0.1, 0.2]
    assert x.tolist() == [0.1, 0.2]
    x[[0, 1]] = (0.3, 0.1)
    assert x.tolist() == [0.3, 0.1]
    x[0] = 0.7
    x[tl.array([False, True])] = 0.9
    assert x.tolist() == [0.7, 0.9]
    x.fill(0.1)
    assert x.tolist() == [0.1, 0.1]
    x.copy_([0.3, 0.4])
    assert x.tolist() == [0.3, 0.4]
    assert (x + [0.1, 0.2]).tolist() == (x.numpy() + [0.1, 0.2]).tolist()
    assert ([0.1, 0.2] - x).tolist() == ([0.1, 0.2] - x.numpy()).tolist()
    x *= [0.1, 0.2]
    assert x.tolist() == (np.array([0.3, 0.4]) * [0.1, 0.2]).tolist()
    assert (x @ [0.1, 0.2]).item() == (x.numpy() @ np.array([0.1, 0.2])).item()
    assert tl.array([0.1], dtype=tl.float64).item() == 0.1
    assert tl.array([tl.zeros((), dtype=tl.float64), 0.1])[1].item() == 0.1
    assert tl.array([np.float64(0.1)]).dtype == "float64"
    assert tl.index_add(tl.zeros(1, dtype=tl.float64), 0, 0.1).item() == 0.1
    w = tl.array([1.0], dtype=tl.float64, requires_grad=True)
    (w * 1).backward([0.1])
    assert w.grad.item() == 0.1


def test_what_integers_become(single):
    i = tl.array([1, 2])
    for t in (i * 0.5, i / 2, i / i, tl.exp(i), tl.mean(i), tl.sqrt(tl.array([4], dtype="uint32")), 0.5 + i):
        assert t.dtype == "float32", t.dtype
    assert (i + i).dtype == i.sum().dtype == "int64" and (i * tl.ones(2, dtype=tl.float64)).dtype == "float64"
    assert tl.get_default_dtype() == tl.float32


def test_the_default_can_be_put_back(single):
    tl.set_default_dtype(None)
    made = lambda: (tl.zeros(1).dtype, tl.array([0.5]).dtype, (tl.array([1]) / 2).dtype)
    before, chosen = made(), tl.get_default_dtype()
    tl.set_default_dtype(tl.float32)
    assert made() == (tl.float32,) * 3
    tl.set_default_dtype(chosen)
    assert made() == before == (tl.float64,) * 3
    tl.set_default_dtype(None)
    assert tl.nn.Linear(1, 1).weight.dtype == "float32"


# ---- what integers cannot hold -----------------------------------------------------------------------------
BAD = {
    "too large": ([300, 1], OverflowError),
    "negative": ([-1, 1], OverflowError),
    "deep": ([[300], [1]], OverflowError),
    "nan": ([float("nan"), 1.0], ValueError),
    "infinite": ([float("inf"), 1.0], OverflowError),
    "huge": ([2**70, 1], OverflowError),
    "number": (300, OverflowError),
    "nan number": (float("nan"), ValueError),
}
WRITE = {
    "slice": lambda x, v: x.__setitem__(slice(None), v),
    "list": lambda x, v: x.__setitem__([0, 1], v),
    "mask": lambda x, v: x.__setitem__(tl.array([True, True]), v),
    "fill": lambda x, v: x.fill(v),
    "copy_": lambda x, v: x.copy_(v),
    "index_add": lambda x, v: tl.index_add(x, [0, 1], v),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("way", WRITE)
def test_numbers_that_do_not_fit(name, way):
    value, kind = BAD[name]
    x = tl.ones(2, dtype=tl.uint8) if name != "deep" else tl.ones((2, 1), dtype=tl.uint8)
    if name == "deep" and way == "mask":
        return  # the mask has another shape
    with pytest.raises(kind):
        WRITE[way](x, value)
    assert x.tolist() == tl.ones_like(x).tolist()


def test_floats_that_fit_are_cut_off():
    x = tl.zeros(2, dtype=tl.uint8)
    x[:] = [1.9, 255.0]
    assert x.tolist() == [1, 255]


# ---- one element -------------------------------------------------------------------------------------------
def test_one_element_takes_one_number():
    for value in (np.array([1.0]), [1.0], tl.ones(1), tl.ones((1, 1))):
        for shape, index in (((3,), 0), ((3,), (0,)), ((2, 2), (0, 1)), ((), ())):
            x = tl.zeros(shape)
            with pytest.raises(ValueError, match="assignment: one element"):
                x[index] = value
            assert not x.any()
    x = tl.zeros(3)
    x[0, ...] = tl.ones(1)
    x[1:2] = [1.0]
    x[2] = tl.array(1.0)
    assert x.tolist() == [1.0] * 3


def test_numbers_are_0d():
    for f in (int, float, complex, round):
        with pytest.raises(TypeError, match="0-d"):
            f(tl.ones(1))
    assert tl.ones(1).item() == 1 and bool(tl.ones(1)) is True
    assert round(tl.array(2.567)) == 3 and round(tl.array(2.567), 2) == tl.round(tl.array(2.567), 2)
    assert round(tl.array(2.567, requires_grad=True), 2).requires_grad


# ---- elements that share memory ----------------------------------------------------------------------------
def shared(*, interleaved=False):
    strided = np.lib.stride_tricks.as_strided
    if interleaved:
        return tl.asarray(strided(np.ones(8), (3, 3), (16, 8)))  # 0 1 2, 2 3 4, 4 5 6
    return tl.asarray(strided(np.ones(1), (4, 5), (0, 0)))


CHANGES = {
    "+=": lambda t: t.__iadd__(1),
    "*= tensor": lambda t: t.__imul__(tl.ones(t.shape)),
    "**=": lambda t: t.__ipow__(2),
    "= ": lambda t: t.__setitem__(slice(None), tl.ones(t.shape)),
    "= row": lambda t: t.__setitem__(..., tl.ones(t.shape[1])),
    "= list": lambda t: t.__setitem__([0, 1], tl.ones((2, t.shape[1]))),
    "copy_": lambda t: t.copy_(tl.ones(t.shape)),
    "copyto": lambda t: tl.copyto(t, tl.ones(t.shape)),
    "out=": lambda t: tl.add(t, 1, out=t),
    "unary out=": lambda t: tl.exp(tl.ones(t.shape), out=t),
    "sum out=": lambda t: tl.sum(tl.ones((2, *t.shape)), axis=0, out=t),
    "index_add": lambda t: tl.index_add(t, [0], 1.0),
}


@pytest.mark.parametrize("interleaved", [False, True])
@pytest.mark.parametrize("name", CHANGES)
def test_overlapping_elements_are_not_changed(name, interleaved):
    t = shared(interleaved=interleaved)
    with pytest.raises(RuntimeError, match="share memory"):
        CHANGES[name](t)
    assert (t == 1).all()


def test_what_only_looks_like_overlap():
    memory = np.arange(12.0)
    for shape, strides in (((3, 2), (16, 24)), ((2, 3), (8, 32)), ((2, 2), (24, 16)), ((1, 4), (0, 8))):
        t = tl.asarray(np.lib.stride_tricks.as_strided(memory.copy(), shape, strides))
        want = t.copy() + 1
        t += 1
        assert (t == want).all()
    t = shared()
    t[:] = 3  # the same for all
    t.fill(4)
    assert (t == 4).all()


def test_inplace_matmul_keeps_its_shape():
    x = tl.ones((2, 2))
    with pytest.raises(ValueError, match=r"^matmul: .*\(2,\).*keeps \(2, 2\)"):
        x @= tl.array([1.0, 2.0])
    assert (x == 1).all()
    x @= [[1.0, 2.0], [3.0, 4.0]]
    assert x.tolist() == [[4.0, 6.0], [4.0, 6.0]]


# ---- histories that stay -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        lambda y: y.zero_(),
        lambda y: y.fill_(2.0),
        lambda y: y.copy_([1.0, 2.0]),
        lambda y: y.copy_(tl.ones(2)),
        lambda y: tl.copyto(y, 3.0),
        lambda y: y.__setitem__(slice(None), 4.0),
    ],
)
def test_replaced_values_stay_part_of_the_graph(change):
    x = tl.array([1.0, 2.0], requires_grad=True)
    y = x * 3
    change(y)
    assert y.requires_grad and not y.is_leaf
    (y * x).sum().backward()
    assert x.grad.tolist() == y.tolist()


def test_lists_of_tensors_keep_their_gradients():
    a, b = tl.array([1.0, 2.0], requires_grad=True), tl.array([3.0, 5.0], requires_grad=True)
    for f in (tl.sum, tl.mean, tl.max, tl.exp, tl.array, tl.asarray, tl.stack, lambda v: tl.multiply(v, 2.0)):
        a.grad = b.grad = None
        f([a, b]).sum().backward()
        got = [a.grad.tolist(), b.grad.tolist()]
        a.grad = b.grad = None
        f(tl.stack([a, b])).sum().backward()
        assert got == [a.grad.tolist(), b.grad.tolist()]
    s = tl.array([[a[0], 2.0], [b[1] * 2, a.sum()]])
    assert s.tolist() == [[1.0, 2.0], [10.0, 3.0]] and s.requires_grad
    a.grad = b.grad = None
    (s * tl.array([[1.0, 10.0], [100.0, 1000.0]])).sum().backward()
    assert a.grad.tolist() == [1001.0, 1000.0] and b.grad.tolist() == [0.0, 200.0]
    assert tl.array([a.detach(), [1, 2]]).tolist() == [[1.0, 2.0], [1.0, 2.0]]
    assert tl.array([tl.ones(2, dtype="int8"), tl.ones(2, dtype="float32")]).dtype == "float32"
    with pytest.raises(ValueError, match="ragged"):
        tl.array([a, tl.ones(3)])
    with pytest.raises(ValueError, match="64"):
        tl.array([tl.ones((1,) * 64)])
    (g,) = tl.gradients(tl.sum([a * a, b]), [a], create_graph=True)
    assert tl.gradients(g.sum(), [a])[0].tolist() == [2.0, 2.0]


def test_deepcopy_keeps_grad():
    for x in (tl.ones(2, requires_grad=True), tl.nn.Parameter(tl.ones(2))):
        (x * 3).sum().backward()
        y = copy.deepcopy(x)
        assert type(y) is type(x) and y.grad.tolist() == [3.0, 3.0] and y.is_leaf
        y.grad += 1
        assert x.grad.tolist() == [3.0, 3.0]


# ---- recording ---------------------------------------------------------------------------------------------
def test_modes_of_recording():
    x = tl.ones(2, requires_grad=True)
    with tl.set_grad_enabled(False):
        assert not tl.is_grad_enabled()
        with tl.set_grad_enabled(True):
            assert tl.is_grad_enabled()
        assert not tl.is_grad_enabled()
    assert tl.is_grad_enabled()
    with pytest.raises(KeyError), tl.set_grad_enabled(False):
        raise KeyError
    assert tl.is_grad_enabled()
    tl.set_grad_enabled(False)
    assert not tl.is_grad_enabled()
    tl.set_grad_enabled(True)
    before = tl.set_grad_enabled(False)
    tl.set_grad_enabled(before)
    assert tl.is_grad_enabled()
    makers = [lambda: tl.no_grad, tl.no_grad, lambda: tl.inference_mode, tl.inference_mode]
    for mode in [*makers, lambda: tl.set_grad_enabled(False)]:

        @mode()
        def double(x):
            """Twice."""
            return x * 2

        assert not double(x).requires_grad and double.__name__ == "double" and tl.is_grad_enabled()
    with tl.inference_mode(False):
        assert (x * 1).requires_grad
    with tl.no_grad(), tl.inference_mode(False):
        assert not (x * 1).requires_grad

    class Model:
        @tl.no_grad
        def forward(self, x):
            return x * 2

    assert not Model().forward(x).requires_grad
    with tl.no_grad():

        @tl.enable_grad
        def recorded(x):
            return x * 2

        assert recorded(x).requires_grad


def test_names_of_the_graph():
    x = tl.ones(2, requires_grad=True)
    assert "multiply" in repr((x * x).grad_fn) and (x[None] @ x[:, None]).grad_fn.name == "matmul"


def test_gradcheck_tells_of_the_precision():
    x = tl.ones(2, dtype=tl.float32, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"^gradcheck: .*float32.*x\.astype\(tl\.float64\)"):
        tl.gradcheck(lambda x: x * x, x)
    with pytest.raises(RuntimeError) as error:
        tl.gradcheck(lambda x: x.detach() * x, x.detach().astype(tl.float64).requires_grad_())
    assert "float" not in str(error.value)


# ---- methods that are functions ----------------------------------------------------------------------------
def test_missing_methods_name_the_function():
    x = tl.ones(2)
    with pytest.raises(AttributeError, match=r"'average'; there is the function tl.average\(x"):
        x.average()
    with pytest.raises(AttributeError, match=r"tl\.concatenate"):
        tl.nn.Parameter(x).concatenate()
    assert not hasattr(x, "average") and "average" not in dir(x) and "sum" in dir(x)
    with pytest.raises(AttributeError, match="nonsense"):
        x.nonsense()

    class Mine(tl.Tensor):
        def average(self):
            return 7

    assert tl.as_subclass(x, Mine).average() == 7


def test_axes_of_0d_tensors():
    t, a = tl.array(3.0), np.array(3.0)
    for name in ("sum", "prod", "max", "min", "any", "all", "nansum", "nanprod", "nanmax", "nanmin"):
        for axis in (0, -1, ()):
            for keepdims in (False, True):
                want = getattr(np, name)(a, axis=axis, keepdims=keepdims)
                same_bits(getattr(tl, name)(t, axis=axis, keepdims=keepdims), np.asarray(want), name)
        for axis in (1, -2, (0,), (-1,)):
            with pytest.raises(np.exceptions.AxisError):
                getattr(np, name)(a, axis=axis)
            with pytest.raises(tl.AxisError) as error:
                getattr(tl, name)(t, axis=axis)
            assert isinstance(error.value, np.exceptions.AxisError)


def test_errors_of_an_index_are_its_own():
    class Broken:
        def __index__(self):
            raise ValueError("mine")

    with pytest.raises(ValueError, match=r"^mine$"):
        tl.zeros(3).item(Broken())
