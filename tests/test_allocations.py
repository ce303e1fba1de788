"""Any allocation of a Python object may fail: an error or the right value, and every reference is there.

Each row of the table of calls, and some more, is run with its first allocation failing, then with its second,
and so on until none fails. An operand that lost a reference shows at once in its reference count, long before
its memory is used after it was freed.
"""

import contextlib
import copy
import gc
import os
import pickle
import sys

import numpy as np
import pytest
from calls import TABLE
from calls_networks import network
from drive import Call, Prepared
from inner_code import counts, inner_code, repaired
from modules import OPTIMISERS
from test_mutation import tensors, unique

import tensorlab as tl

_testcapi = pytest.importorskip(
    "_testcapi", reason="CPython's _testcapi, which makes allocations fail, is not here"
)
STEPS = int(os.environ.get("TENSORLAB_CASES", 60))  # every allocation up to here; then ever longer steps
# CPython 3.11 itself crashes where the iterator of a dict cannot be made, and Python code has no references
# of its own to lose
PYTHON = ("plot.", "random.", "training.", "data.", "datasets.", "nn.Module", "nn.Sequential", "nn.init.")
PYTHON += ("optim.Opt", "optim.lr_scheduler.", "Tensor.choose", "Tensor.compress", "Tensor.put", "ufunc.")
PYTHON += ("nditer",)
SPELLINGS = (
    "changing",
    "functional",
    "grids",
    "memory",
    "places",
    "printing",
    "autograd",
    "choosing",
    "drawing",
    "files",
    "matrices",
    "methods",
    "scattering",
    "special",
    "spellings",
    "_calls",
    "_naming",
)
# NumPy and SciPy do the work, and themselves crash or lose references of their dtypes
OTHERS = ("linalg.cho_factor", "linalg.cho_solve", "linalg.eig", "linalg.eigvals", "linalg.expm", "linalg.lu")
OTHERS += ("linalg.logm", "linalg.lu_factor", "linalg.lu_solve", "linalg.null_space", "linalg.orth")
OTHERS += ("lib.stride_tricks.as_strided", "lib.stride_tricks.sliding_window_view", "linalg.solve_triangular")
OTHERS += ("linalg.matrix_exp", "linalg.sqrtm", "matrix_exp", "roots")
# CPython 3.13 crashes where locals() has no memory, which NumPy calls to print
PRINTING = ("Tensor.__repr__", "Tensor.__str__", "text")
# where CPython leaks frames of Python code, or NumPy and SciPy leak and answer with other errors: only
# references that are missing are ours
LEAKING_PARTS = ("distributions.", "fft.", "func.", "linalg.", "metrics.", "optim.", "nn.", "layer ", "step ")
LEAKING_PARTS += ("Tensor.__array_", "utils.checkpoint.")
LEAKING = {
    "Tensor.__repr__", "Tensor.__str__", "Tensor.numpy", "Tensor.byteswap", "sort", "argsort", "unique",
    "cumulative_sum", "diff", "isin", "nextafter", "grad", "setdiff1d", "intersect1d", "einsum_path", "pad",
    "value_and_grad", "gradcheck", "sort_complex", "linalg", "text", "buffers", "pickle", "copies",
    "i0", "Tensor.i0", "special.i0", "stft", "istft", "Tensor.stft", "Tensor.istft", "kaiser", "polyfit",
    "autograd.gradcheck", "autograd.functional.hessian",
}  # fmt: skip
OTHER_ERRORS = {"unique": (TypeError,)}  # NumPy's answer where it cannot make the dtype of a row
ERRORS = (MemoryError, SystemError, NotImplementedError, pickle.PicklingError)
DTYPES = [tl.bool, tl.int8, tl.int32, tl.int64, tl.uint8, tl.float32, tl.float64]


def tensor(shape, **options):
    return (tl.arange(float(np.prod(shape))).reshape(shape) / 7 - 1).requires_grad_(
        options.get("grad", False)
    )


def leaf(*shape):
    return tensor(shape, grad=True)


WORKLOAD = {
    "arithmetic": lambda x, y: ((x + y) * 2 - x / 3) ** 2,
    "comparison": lambda x, y: (x < y) | (x == y),
    "in place": lambda x, y: x.__iadd__(y).__imul__(2).__isub__(1.0),
    "integers": lambda x, y: x[1, 2] + y[-1, 0],
    "slices": lambda x, y: (x[1:, ::-1], y[..., None, 0], x[::2]),
    "masks": lambda x, y: x[y > 0],
    "row mask": lambda x, y: x[tl.array([True, False, True])],
    "index arrays": lambda x, y: x[tl.array([0, 2]), tl.array([1, 1])],
    "mixed indices": lambda x, y: x[[2, 0], 1:3],
    "set": lambda x, y: (
        x.__setitem__(0, y[1]),
        x.__setitem__((slice(None), [0, 2]), 1.0),
        x.__setitem__(y > 0, 3),
    ),
    "transposed": lambda x, y: (x.T @ y, x.T.reshape(-1), x.reshape(2, -1)),
    "folds": lambda x, y: (x.sum([0, 1]), y.mean(axis=[1]), tl.var(x, axis=(0,)), x.argmax(1)),
    "joined": lambda x, y: (tl.concatenate([x, y, x]), tl.stack((x, y), axis=1)),
    "einsum": lambda x, y: (tl.einsum("ij,kj->ik", x, y), tl.tensordot(x, y, ([0, 1], [0, 1]))),
    "nested lists": lambda x, y: tl.array([[1, 2.0], [3, 4]]) + tl.asarray([[True], [False]]),
    "list of tensors": lambda x, y: tl.array([x, y]),
    "iteration": lambda x, y: [row + 1 for row in x],
    "unpacked": lambda x, y: tuple(tl.unstack(x, axis=1)),
    "copies": lambda x, y: (copy.copy(x), copy.deepcopy([x, x, y]), x.copy()),
    "pickle": lambda x, y: pickle.loads(pickle.dumps([x, y], 5)),
    "hash": lambda x, y: (len({x, y, x}), hash(x)),
    "buffers": lambda x, y: (bytes(x.data), y.data.tolist(), np.asarray(x).sum()),
    "text": lambda x, y: (repr(x), str(y), f"{x[0, 0]:.3f}"),
    "lists": lambda x, y: (x.tolist(), y[0, 0].item()),
    "casts": lambda x, y: (x.astype(tl.int32), y.astype("float32"), x.round(1)),
    "out": lambda x, y: (tl.add(x, y, x), tl.exp(x, out=(x,)), tl.matmul(x.T, y, tl.empty((4, 4)))),
    "linalg": lambda x, y: (tl.linalg.norm(x), tl.linalg.solve(x.T @ y + tl.eye(4) * 50, y.T)),
}
RECORDED = {
    "sum": lambda x, y: (x * y).sum(),
    "indexing": lambda x, y: (x[[0, 2]] * y[tl.array([1, 1])] + x[0]).sum(),
    "mask": lambda x, y: x[y > 0].sum(),
    "set": lambda x, y: filled(x * 2, y).sum(),
    "index_add": lambda x, y: tl.index_add(x * 2, [0, 2, 2], y).sum(),
    "views": lambda x, y: (x.T.reshape(3, 4)[1:] * y.T.swapaxes(0, 1)[:2]).sum(),
    "product": lambda x, y: (x @ y.T).mean(),
    "einsum": lambda x, y: tl.einsum("ij,ij->", x, y),
    "joined": lambda x, y: tl.concatenate([x, y, x]).prod() + tl.stack([x, y]).max(),
    "deviation": lambda x, y: tl.std(x, axis=0).sum() + tl.where(x > 0, x, y).min(),
    "softmax": lambda x, y: tl.nn.functional.cross_entropy(x * y, tl.array([0, 1, 2])),
    "losses": lambda x, y: tl.nn.functional.mse_loss(x, y) + tl.nn.functional.l1_loss(x, y),
}


def filled(t, value):
    t[1:] = value[1:]
    return t


def gradient(f, x, y, **options):
    f(x, y).backward(**options)
    return x.grad, y.grad


def layer_step(make):
    """Forward and backward of a layer, its input and its parameters."""
    layer, x = make()
    return lambda: ((layer(x) ** 2).sum().backward(), [p.grad for p in layer.parameters()], x.grad)


def model_step(kind, **options):
    model = network()
    opt = getattr(tl.optim, kind)(model.parameters(), lr=0.1, **options)

    def step():
        opt.zero_grad()
        tl.nn.functional.cross_entropy(model(tl.ones((3, 2))), [0, 1, 1]).backward()
        opt.step()

    return step


LAYERS = {
    "Linear": lambda: (tl.nn.Linear(4, 2).double(), leaf(3, 4)),
    "Conv2d": lambda: (tl.nn.Conv2d(2, 2, 2).double(), leaf(1, 2, 3, 3)),
    "MaxPool2d": lambda: (tl.nn.MaxPool2d(2), leaf(1, 2, 4, 4)),
    "AvgPool2d": lambda: (tl.nn.AvgPool2d(2), leaf(1, 2, 4, 4)),
    "PReLU": lambda: (tl.nn.PReLU().double(), leaf(3, 4)),
    "Softmax": lambda: (tl.nn.Softmax(1), leaf(3, 4)),
    "network": lambda: (network(), leaf(3, 2)),
}


def rows():
    for row in TABLE:
        makes_module = row.name.startswith("nn.") and isinstance(row.make().function, type)
        function = row.make().function
        spelled = str(getattr(function, "__module__", "")).removeprefix("tensorlab_c.") in SPELLINGS
        if not (row.name.startswith(PYTHON) or row.name in OTHERS or makes_module or spelled):
            yield row
    for name, f in WORKLOAD.items():
        yield Call(name, lambda f=f: Prepared(f, [tensor((3, 4)), tensor((3, 4)) * -2], {}), True)
    for name, f in RECORDED.items():
        yield Call(f"recorded {name}", lambda f=f: Prepared(f, [leaf(3, 4), leaf(3, 4)], {}))
        yield Call(f"backward {name}", lambda f=f: Prepared(gradient, [f, leaf(3, 4), leaf(3, 4)], {}), True)
    for options in ({"retain_graph": True}, {"create_graph": True}):
        f = RECORDED["sum"]
        yield Call(
            f"backward {options}", lambda f=f, o=options: Prepared(gradient, [f, leaf(2), leaf(2)], o), True
        )
    for name, make in LAYERS.items():
        yield Call(f"layer {name}", lambda make=make: Prepared(layer_step(make), [], {}), True)
    for row in OPTIMISERS:
        yield Call(
            f"step {row.short}", lambda r=row: Prepared(model_step(r.short, **r.all_state), [], {}), True
        )
    if hasattr(tl.Tensor, "__dlpack__"):
        yield Call("dlpack", lambda: Prepared(np.from_dlpack, [tensor((3, 4))], {}))
        yield Call("from_dlpack", lambda: Prepared(tl.from_dlpack, [np.ones(3)], {}))


ROWS = [row for row in rows() if sys.version_info < (3, 13) or row.name not in PRINTING]


# ---- one call with one failing allocation ------------------------------------------------------------------
def plain(x):
    """What is compared of a result."""
    if isinstance(x, tl.Tensor):
        return x.shape, str(x.dtype), x.detach().tolist()
    if isinstance(x, (list, tuple)):
        return [plain(item) for item in x]
    return x if isinstance(x, (int, float, str, bytes)) else type(x)


def drifted(objects, before):
    """The objects whose number of references is not what it was, with the difference."""
    differences = [after - n for n, after in zip(before, counts(objects))]
    return [(type(x).__name__, getattr(x, "shape", x), d) for x, d in zip(objects, differences) if d]


def met():
    """Whether the failing allocation has come; if not, it is among the next ones."""
    try:
        for _ in range(64):
            object()
    except MemoryError:
        return False
    return True


def run_failing(p, start):
    """The call with allocation number `start` failing: its result, its error, and whether one failed."""
    function, args, kwargs, result, error, hit = p.function, p.args, p.kwargs, None, None, True
    kept, called = np.geterr(), np.geterrcall()
    _testcapi.set_nomemory(start, start + 1)
    try:
        result = function(*args, **kwargs)
        hit = met()
    except BaseException as raised:
        error = raised
        hit = met()
    finally:
        _testcapi.remove_mem_hooks()
        np.seterr(**kept)  # NumPy's linalg leaves its own behind where an allocation fails
        np.seterrcall(called)
    if error is not None:
        error = error.with_traceback(None)
        error.__context__ = error.__cause__ = None
    return result, error, hit


def leaks(row):
    return row.name in LEAKING or row.name.startswith(LEAKING_PARTS)


def attempt(row, start, right):
    """False when no allocation failed any more."""
    tl.random.seed(0)
    if row.name.startswith("nn.utils.prune."):  # modules with hooks are circles, which would go at any time
        gc.collect()
    p, leaking = row.make(), leaks(row)
    held = unique([*tensors([p.args, p.kwargs, p.more]), *DTYPES])
    before, used = counts(held), tl.memory_stats()["used"]
    result, error, hit = run_failing(p, start)
    if error is None:
        assert right is None or repr(plain(result)) == right
    else:
        expected = (*ERRORS, *OTHER_ERRORS.get(row.name, ())) if leaking else MemoryError
        assert isinstance(error, expected), f"{type(error).__name__}: {error}"
    del result, error
    grads = tl.is_grad_enabled()
    tl.set_grad_enabled(True)
    tl.autograd.set_detect_anomaly(False)
    assert grads, "gradients were left off"
    drift = drifted(held, before)
    if row.changes or leaking:  # gradients and the like may hold operands as long as those live
        drift = [found for found in drift if found[-1] < 0]
    assert not drift, drift
    del p, held
    if tl.memory_stats()["used"] > used and not leaking:
        gc.collect()
        assert tl.memory_stats()["used"] <= used, "memory was not given back"
    return hit


def starts():
    """0, 1, 2, ..., then steps of a hundredth."""
    start = 0
    while True:
        yield start
        start += 1 + max(0, start - STEPS) // 20


def answer(row):
    """What the call gives, as text, or None when it is another one every time."""

    def once():
        try:
            tl.random.seed(0)
            return repr(plain(row.make().run()))
        except Exception as error:
            return repr(error)

    with contextlib.suppress(Exception):
        once()  # imports and caches
    first, second = once(), once()
    return first if first == second else None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", ROWS, ids=[f"{row}-{i}" for i, row in enumerate(ROWS)])
def test_an_allocation_fails(row, monkeypatch):
    unraisable = []

    def hook(info):  # CPython 3.13 names no object where a dying one's attributes, held by others, are lost
        if info.object is not None or sys.version_info < (3, 13):
            unraisable.append(info.exc_value)

    monkeypatch.setattr(sys, "unraisablehook", hook)
    right, code = answer(row), inner_code(row.make().run)
    gc.collect()
    used = tl.memory_stats()["used"]
    for start in starts():
        try:
            with repaired(code):
                hit = attempt(row, start, right)
        except Exception as error:
            raise AssertionError(f"{row}: allocation {start} fails") from error
        assert not unraisable, f"{row}: allocation {start} fails"
        if not hit:
            break
    gc.collect()
    assert hit is False
    assert tl.memory_stats()["used"] <= used or leaks(row)
    assert answer(row) == right
