"""64 axes, sizes that no machine has, Ctrl-C in long calls, a second interpreter in the process."""

import contextlib
import gc
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import traceback

import numpy as np
import pytest
from calls import TABLE
from test_mutation import spots

import tensorlab as tl

SANITIZED = "asan" in os.environ.get("LD_PRELOAD", "")
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

# ---- 64 axes -----------------------------------------------------------------------------------------------
M = 64
AXES = {
    "expand_dims": lambda x: tl.expand_dims(x, 0),
    "expand_dims at both ends": lambda x: tl.expand_dims(x, (0, -1)),
    "index None": lambda x: x[None],
    "index ..., None": lambda x: x[..., None],
    "index [[0]]": lambda x: x[[[0]]],
    "index array of rank 3": lambda x: x[tl.array([[[0]]])],
    "index two arrays": lambda x: x[[[[0]]], :, [[[0]]], None],
    "set None": lambda x: x.__setitem__(None, 1.0),
    "set [[0]]": lambda x: x.__setitem__([[0]], 1.0),
    "index_add": lambda x: tl.index_add(x, (None, [[0]]), 1.0),
    "stack": lambda x: tl.stack([x, x]),
    "stack last": lambda x: tl.stack([x], axis=-1),
    "array of list": lambda x: tl.array([x]),
    "asarray of list": lambda x: tl.asarray([x, x]),
    "array ndmin": lambda x: tl.array(x, ndmin=x.ndim + 1),
    "linspace": lambda x: tl.linspace(x, x + 1, 2),
    "linspace last": lambda x: tl.linspace(x, 1.0, 2, axis=-1),
    "logspace": lambda x: tl.logspace(x, x, 2),
    "take": lambda x: tl.take(x, [[0]], axis=0),
    "Tensor.take": lambda x: x.take([[0]], 1),
    "broadcast_to": lambda x: tl.broadcast_to(x, (1,) + x.shape),
    "reshape": lambda x: tl.reshape(x, (1,) + x.shape),
    "Tensor.reshape": lambda x: x.reshape(*x.shape, 1),
    "broadcast_shapes": lambda x: tl.broadcast_shapes(x.shape + (1,), (1,)),
    "zeros": lambda x: tl.zeros((1,) + x.shape),
    "ones": lambda x: tl.ones((1,) + x.shape),
    "empty": lambda x: tl.empty(x.shape + (1,)),
    "full": lambda x: tl.full((1,) + x.shape, 1.0),
    "zeros_like": lambda x: tl.zeros_like(x, shape=(1,) + x.shape),
    "full_like": lambda x: tl.full_like(x, 1.0, shape=(1,) + x.shape),
    "tile": lambda x: tl.tile(x, (1,) * (x.ndim + 1)),
    "meshgrid": lambda x: tl.meshgrid(*[[1.0]] * (x.ndim + 1)),
    "meshgrid sparse": lambda x: tl.meshgrid(*[[1.0]] * (x.ndim + 1), sparse=True, copy=False),
    "tensordot": lambda x: tl.tensordot(x, [1.0], 0),
    "dot": lambda x: tl.dot(x, [[[1.0]]]),
    "inner": lambda x: tl.inner(x, [[[1.0]]]),
    "kron": lambda x: tl.kron(x, tl.ones((1,) * (x.ndim + 1))) if x.ndim < M else tl.kron(x, x[None]),
    "einsum": lambda x: tl.einsum(x, [*range(x.ndim)], [1.0], [x.ndim], [*range(x.ndim + 1)]),
    "einsum ellipsis": lambda x: tl.einsum("...,i->...i", x, [1.0]),
    "nested lists": lambda x: tl.array(nest(x.ndim + 1)),
    "Tensor of nested lists": lambda x: tl.Tensor(nest(x.ndim + 1)),
    "Unflatten": lambda x: tl.nn.Unflatten(1, (1, 1))(x),
    "searchsorted": lambda x: tl.searchsorted([0.0, 1.0], tl.reshape(x, (1,) + x.shape)),
    "take_along_axis": lambda x: tl.take_along_axis(x, tl.zeros((1,) + x.shape, dtype="int64"), axis=0),
    "pad": lambda x: tl.pad(x, [[0, 0]] * (x.ndim + 1)),
    "random": lambda x: tl.random.default_rng(0).normal(size=(1,) + x.shape),
    "stack in the middle": lambda x: tl.stack([x, x], 1),
}
SEVERAL = {
    "expand_dims at both ends",
    "index array of rank 3",
    "index two arrays",
    "index_add",
}  # more than one is added
REFUSE_ALWAYS = SEVERAL | {"take_along_axis", "pad", "einsum", "searchsorted", "tile", "kron"}
NAMED = {
    "nested": "array",
    "out": "exp",
    "random": "normal",
    "set": "",
    "Unflatten": "",
    "Tensor of": "",
    "unstack": "",
}
TAKE_ALL = {  # nothing is added, but all 64 axes are walked
    "sum": lambda x: tl.sum(x, axis=tuple(range(x.ndim)), keepdims=True),
    "mean": lambda x: tl.mean(x, axis=(0, -1)),
    "max": lambda x: x.max(axis=x.ndim - 1),
    "var": lambda x: x.var(keepdims=True),
    "transpose": lambda x: x.transpose(*reversed(range(x.ndim))),
    "moveaxis": lambda x: tl.moveaxis(x, list(range(x.ndim)), list(range(x.ndim))),
    "flip": lambda x: tl.flip(x) + x.T,
    "roll": lambda x: tl.roll(x, 1, 0) + tl.roll(x, [1] * x.ndim, list(range(x.ndim))),
    "concatenate": lambda x: tl.concatenate([x, x], axis=-1),
    "repeat": lambda x: tl.repeat(x, 2, axis=-1) if x.ndim < M else tl.repeat(x, 2),
    "pad": lambda x: tl.pad(x, 1 if x.ndim < 9 else [[0, 0]] * (x.ndim - 1) + [[1, 1]]),
    "take_along_axis": lambda x: (
        tl.take_along_axis(x, tl.zeros(x.shape, dtype="int64"), axis=3) if x.ndim < 33 else x + 1
    ),
    "index": lambda x: (x[0], x[..., [0]], x[(slice(None),) * x.ndim], x[x > 0]),
    "matmul": lambda x: x @ x,
    "vecdot": lambda x: tl.vecdot(x, x),
    "squeeze": lambda x: tl.squeeze(x),
    "lists": lambda x: (x.tolist(), repr(x), tl.array(x.tolist())),
    "numpy": lambda x: tl.array(np.asarray(x) + 1),
    "nonzero": lambda x: (tl.nonzero(x), tl.argwhere(x)),
    "meshgrid": lambda x: tl.meshgrid(*[[1.0]] * x.ndim),
    "iteration": lambda x: [y + 1 for y in x],
    "softmax": lambda x: tl.nn.functional.softmax(x, -1),
    "norm": lambda x: tl.linalg.vector_norm(x, axis=[0, 5]),
}


def nest(depth):
    x = 1.0
    for _ in range(depth):
        x = [x]
    return x


@pytest.mark.parametrize("name", AXES)
@pytest.mark.parametrize("grad", [False, True])
def test_no_65th_axis(name, grad):
    x = tl.ones((1,) * M).requires_grad_(grad)
    with tl.no_grad() if name.startswith(("set", "index_add", "out")) else contextlib.nullcontext():
        with pytest.raises((ValueError, IndexError)) as found:
            AXES[name](x)
        if name in REFUSE_ALWAYS:
            return
        AXES[name](tl.ones((1,) * (M - 1)).requires_grad_(grad))
    function = name.split()[0].rpartition(".")[2]
    function = NAMED.get(function, function)
    assert function in str(found.value), found.value


@pytest.mark.parametrize("name", TAKE_ALL)
@pytest.mark.parametrize("n", [M - 1, M])
def test_all_axes_are_walked(name, n):
    x = tl.ones((1,) * n).requires_grad_(name not in ("numpy", "nonzero"))
    results = TAKE_ALL[name](x)
    for result in results if isinstance(results, (list, tuple)) else [results]:
        if isinstance(result, tl.Tensor) and result.requires_grad:
            result.sum().backward()


# ---- sizes that no machine has -----------------------------------------------------------------------------
HUGE = (2**31, 2**40, 2**62, 2**63, 10**30, -1, -(2**31), -(2**63), -(10**30))
ROOM = 2 << 30


def attempt_huge(row, spot, value):
    p = row.make()
    c, key = spots(p)[spot]
    c[key] = value
    with contextlib.suppress(Exception):
        p.run()


def places(row):
    if row.name in ("training.fit", "training.lr_find"):  # so many epochs are an honest wish
        return []
    return [i for i, (c, key) in enumerate(spots(row.make())) if type(c[key]) in (int, float)]


def limit_memory():
    import resource

    with open("/proc/self/statm") as f:
        now = int(f.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + ROOM, now + ROOM))


def in_child(function, seconds):
    """Runs `function(tell)` in a forked child with a limit in seconds; what went wrong, or None."""
    with tempfile.TemporaryDirectory() as folder:  # text may be taken for the name of a file to write
        return _in_child(function, seconds, folder)


def _in_child(function, seconds, folder):
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(read)
            os.chdir(folder)
            gc.freeze()  # what this process shares with its parent is no work of its own
            gc.callbacks.clear()  # a KeyboardInterrupt within one is lost
            function(lambda text: os.write(write, text.encode() + b"\n"), seconds)
            status = 0
        except BaseException:
            os.write(write, traceback.format_exc().encode())
        finally:
            os._exit(status)
    os.close(write)
    with open(read, errors="replace") as f:
        told = f.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return None if status == 0 else f"exit status {status}: {told[-2000:]}"


@posix
@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="the memory in use is not known here")
@pytest.mark.filterwarnings("ignore")
# a quarter of the rows where time is short
@pytest.mark.parametrize("part", [pytest.param(i, marks=[pytest.mark.slow] * (i > 3)) for i in range(16)])
def test_huge_numbers(part):
    def work(tell, seconds):
        limit_memory()
        tl.set_num_threads(1)
        for row in TABLE[part::16]:
            for spot in places(row):
                for value in HUGE:
                    tell(f"{row} number {spot} is {value}")
                    signal.alarm(seconds)  # ends this process
                    attempt_huge(row, spot, value)

    gc.collect()
    assert in_child(work, 30) is None


SHAPES = {  # what is asked for cannot be; that must show before memory is asked for or loops begin
    "zeros": lambda n: tl.zeros((n, n)),
    "empty": lambda n: tl.empty(n),
    "ones": lambda n: tl.ones([n]),
    "full": lambda n: tl.full((n, 0, n), 1.0),
    "eye": lambda n: tl.eye(n),
    "identity": lambda n: tl.identity(n),
    "tri": lambda n: tl.tri(n, n),
    "diag": lambda n: tl.diag([1.0], n),
    "arange": lambda n: tl.arange(n),
    "arange step": lambda n: tl.arange(0.0, 1.0, 1 / n),
    "linspace": lambda n: tl.linspace(0, 1, n),
    "logspace": lambda n: tl.logspace(0, 1, n),
    "repeat": lambda n: tl.repeat([1.0, 2.0], n),
    "repeat each": lambda n: tl.repeat([1.0, 2.0], [n, n]),
    "tile": lambda n: tl.tile([1.0], (n, n)),
    "pad": lambda n: tl.pad([1.0], n),
    "pad both": lambda n: tl.pad([[1.0]], [[n, 0], [0, n]]),
    "roll": lambda n: tl.roll([1.0, 2.0], n),
    "rot90": lambda n: tl.rot90([[1.0]], n),
    "matrix_power": lambda n: tl.linalg.matrix_power([[1.0]], n),
    "split": lambda n: tl.array_split([1.0], n),
    "meshgrid": lambda n: tl.meshgrid(tl.broadcast_to(1.0, (n,)), tl.broadcast_to(1.0, (n,))),
    "outer": lambda n: tl.outer(tl.broadcast_to(1.0, (n,)), tl.broadcast_to(1.0, (n,))),
    "kron": lambda n: tl.kron(tl.broadcast_to(1.0, (n,)), tl.broadcast_to(1.0, (n,))),
    "add": lambda n: tl.broadcast_to(1.0, (n, 1)) + tl.broadcast_to(1.0, (1, n)),
    "matmul": lambda n: tl.broadcast_to(1.0, (n, 1)) @ tl.broadcast_to(1.0, (1, n)),
    "einsum": lambda n: tl.einsum("i,j->ij", tl.broadcast_to(1.0, (n,)), tl.broadcast_to(1.0, (n,))),
    "concatenate": lambda n: tl.concatenate([tl.broadcast_to(1.0, (n,))] * 3),
    "stack": lambda n: tl.stack([tl.broadcast_to(1.0, (n,))] * 3),
    "copy": lambda n: tl.broadcast_to(1.0, (n,)).copy(),
    "reshape": lambda n: tl.broadcast_to(1.0, (n, 2)).reshape(2 * n),
    "astype": lambda n: tl.broadcast_to(1.0, (n,)).astype("float32"),
    "cumulative index": lambda n: tl.broadcast_to(1.0, (n,))[::2] + 1,
    "take": lambda n: tl.take([1.0], [n]),
    "index": lambda n: tl.array([1.0])[n],
    "slice": lambda n: tl.array([1.0])[n : 2 * n : n],
    "bincount of classes": lambda n: tl.nn.functional.cross_entropy([[1.0, 2.0]], [n]),
    "Linear": lambda n: tl.nn.Linear(n, n),
    "Conv2d": lambda n: tl.nn.Conv2d(n, n, n),
    "conv2d": lambda n: tl.nn.functional.conv2d([[[[1.0]]]], [[[[1.0]]]], padding=n),
    "conv2d dilation": lambda n: tl.nn.functional.conv2d([[[[1.0]]]], [[[[1.0]]]], dilation=n, stride=n),
    "max_pool2d": lambda n: tl.nn.functional.max_pool2d([[[[1.0]]]], n),
    "avg_pool2d": lambda n: tl.nn.functional.avg_pool2d([[[[1.0]]]], n, n, n),
    "Unflatten": lambda n: tl.nn.Unflatten(0, (n, n))(tl.ones(4)),
    "fromiter": lambda n: tl.fromiter([1.0], "float64", n),
    "frombuffer": lambda n: tl.frombuffer(b"12345678", "uint8", n, n),
    "array ndmin": lambda n: tl.array([1.0], ndmin=n),
    "expand_dims": lambda n: tl.expand_dims([1.0], n),
    "round": lambda n: tl.round([1.5], n),
    "tensordot": lambda n: tl.tensordot([1.0], [1.0], n),
    "random": lambda n: tl.random.default_rng(0).random(n),
    "batches": lambda n: list(tl.data.batches([1.0, 2.0], batch_size=n)),
    "train_test_split": lambda n: tl.data.train_test_split([1.0, 2.0], test_size=n),
    "contours": lambda n: tl.plot.contours(lambda x, y: x, points=n),
    "num_threads": lambda n: tl.num_threads(n).__enter__().__exit__(),
    "frozen ISA": lambda n: tl.nonzero(tl.broadcast_to(True, (n,))),
    "mask": lambda n: tl.broadcast_to(1.0, (n,))[tl.broadcast_to(True, (n,))],
    "index arrays": lambda n: tl.array([1.0])[tl.broadcast_to(0, (n, n))],
    "add backward": lambda n: (
        tl.broadcast_to(tl.ones(1, requires_grad=True), (n,)).sum().backward() if n > 2**41 else None
    ),
}


@posix
@pytest.mark.skipif(SANITIZED, reason="memory cannot be limited under a sanitizer")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SHAPES)
def test_bounds_are_looked_at_first(name):
    def work(tell, seconds):
        limit_memory()
        for n in (2**36, 2**40, 2**62, 2**63 - 1, 2**63, 2**64, 10**30):
            for value in (n, -n):
                tell(f"{name} {value}")
                signal.alarm(seconds)
                with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError, MemoryError):
                    SHAPES[name](value)

    assert in_child(work, 20) is None


# ---- Ctrl-C ------------------------------------------------------------------------------------------------
def endless(n=2**18):
    """Elements without end in the memory of one."""
    return tl.broadcast_to(tl.array(1.0), (n, n))


LONG = {
    "fit": lambda: tl.training.fit(
        tl.nn.Linear(2, 2), (tl.ones((64, 2)), [0] * 64), epochs=10**6, progress=False, metrics=()
    ),
    "sum": lambda: endless().sum(),
    "sum of columns": lambda: endless().sum(axis=0),
    "mean": lambda: tl.mean(endless()),
    "var": lambda: tl.var(tl.broadcast_to(tl.array(1.0), (2**16, 2**14)), axis=0),
    "max": lambda: endless().max(),
    "argmax": lambda: endless().argmax(),
    "all": lambda: tl.all(endless()),
    "array_equal": lambda: tl.array_equal(endless(), endless()),
    "count_nonzero": lambda: tl.count_nonzero(endless()),
    "integer product": lambda: tl.ones((3000, 3000), dtype="int64") @ tl.ones((3000, 3000), dtype="int64"),
    "product": lambda: tl.broadcast_to(tl.array(1.0), (4000, 2**16)) @ tl.ones((2**16, 2000)),
    "dot": lambda: tl.dot(tl.broadcast_to(tl.array(1.0), (2**36,)), tl.broadcast_to(tl.array(1.0), (2**36,))),
    "einsum": lambda: tl.einsum("ij,jk,kl->il", *[tl.ones((3000, 3000), dtype="int32")] * 3),
    "einsum fold": lambda: tl.einsum("ij,ij->", endless(), endless()),
    "list": lambda: [tl.array([[1.0, 2.0]] * 2_000_000) for _ in range(100)],
    "tolist": lambda: [tl.ones(20_000_000).tolist() for _ in range(100)],
    "iteration": lambda: sum(1 for _ in tl.broadcast_to(tl.array(1.0), (2**30, 1))),
    "contains": lambda: 2.0 in endless(),
    "conv2d": lambda: tl.nn.functional.conv2d(tl.ones((64, 64, 256, 256), dtype="float32"),
                                              tl.ones((64, 64, 7, 7), dtype="float32")),
    "gradcheck": lambda: tl.gradcheck(lambda x: x * x, [tl.ones(10**6, requires_grad=True)]),
    "batches": lambda: [None for _ in tl.data.batches(tl.ones(10**8), batch_size=1)],
    "stack": lambda: tl.stack([tl.ones(1)] * 30_000_000),
    "concatenate": lambda: [tl.concatenate([tl.ones(1)] * 3_000_000) for _ in range(100)],
    "split": lambda: [tl.array_split(tl.ones(3_000_000), 3_000_000) for _ in range(100)],
    "random": lambda: [tl.random.default_rng(0).normal(size=10_000_000) for _ in range(1000)],
    "choice": lambda: [tl.data.train_test_split(tl.ones(3_000_000)) for _ in range(1000)],
    "matrix_power": lambda: tl.linalg.matrix_power(tl.ones((2000, 2000)), 2**62 - 1),
    "pow": lambda: [tl.ones(10**7) ** 3.3 for _ in range(1000)],
    "searchsorted": lambda: tl.searchsorted(tl.arange(1e6), tl.broadcast_to(tl.array(1.5), (2**25, 2**4))),
    "unstack": lambda: [tl.unstack(tl.ones((3_000_000, 1))) for _ in range(100)],
    "repr": lambda: repr(endless()),
}  # fmt: skip


@posix
@pytest.mark.skipif(SANITIZED, reason="under a sanitizer every kernel takes ten times as long")
@pytest.mark.parametrize("name", LONG)
def test_ctrl_c(name):
    """It arrives while the call goes on, or the call is done soon."""

    def work(tell, seconds):
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        function, pressed = LONG[name], 0.3
        with contextlib.suppress(MemoryError):
            signal.setitimer(signal.ITIMER_REAL, pressed)
            start = time.monotonic()
            try:
                function()
                tell(f"done after {time.monotonic() - start:.1f} s")
            except KeyboardInterrupt:
                tell(f"ended after {time.monotonic() - start:.1f} s")
            signal.setitimer(signal.ITIMER_REAL, 0)
            assert time.monotonic() - start < pressed + seconds

    problem = in_child(work, 10)
    assert problem is None, problem


# ---- a second interpreter ----------------------------------------------------------------------------------
SUBINTERPRETER = """
    import importlib
    import numpy
    import tensorlab as tl
    try:
        import _xxsubinterpreters as interpreters  # until 3.12
    except ImportError:
        import _interpreters as interpreters
    x = tl.ones(3, requires_grad=True)
    for _ in range(3):
        other = interpreters.create()
        text = "import sys; sys.path[:] = %r\\n%s"
        code = "import sys; sys.path[:] = " + repr(__import__("sys").path) + chr(10)
        code += "try:" + chr(10) + "    import tensorlab_c" + chr(10) + "except ImportError: pass" + chr(10)
        try:
            interpreters.run_string(other, code)
        except Exception as error:
            print("error", type(error).__name__)
        interpreters.destroy(other)
        (x * x).sum().backward()
        assert tl.array([1, 2]).sum().item() == 3 and (x @ x).item() == 3.0
    print(x.grad.tolist())
"""


def test_a_second_interpreter():
    """It may be refused the package; what has been loaded keeps working."""
    for names in (("_xxsubinterpreters",), ("_interpreters",)):
        with contextlib.suppress(ImportError):
            __import__(names[0])
            break
    else:
        pytest.skip("this Python has no module of subinterpreters")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SUBINTERPRETER)], capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[6.0, 6.0, 6.0]"
