"""Captures: the kernel calls of a function are noted, in order, and made again on the same memory.

What a replay computes must be what the function itself would from the values that its operands have by then,
bit for bit; only what Python decided is as it was.
"""

import gc
import threading

import numpy as np
import pytest
from layouts import same_bits

import tensorlab as tl
from tensorlab_c._tensor import _capture

F = tl.nn.functional


def names(captured):
    return [name for name, _, _ in captured.listed()]


def used():
    gc.collect()
    return tl.memory_stats()["used"]


# ---- a step of a network -----------------------------------------------------------------------------------
class Step:
    """Linear, ReLU, Linear, cross-entropy and the gradients, on inputs that can be changed in place."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        sizes = [(32, 64), (32,), (10, 32), (10,)]
        self.first, self.bias, self.second, self.offset = self.parameters = [
            tl.array(rng.normal(0, 0.2, s).astype("float32"), requires_grad=True) for s in sizes
        ]
        self.x = tl.array(rng.normal(size=(16, 64)).astype("float32"))
        self.y = tl.array(rng.integers(0, 10, 16))

    def run(self):
        for p in self.parameters:
            p.grad = None
        hidden = F.relu(F.linear(self.x, self.first, self.bias))
        self.loss = F.cross_entropy(F.linear(hidden, self.second, self.offset), self.y)
        self.loss.backward()
        self.grads = [p.grad for p in self.parameters]

    def results(self):
        return [x.detach().numpy().copy() for x in (self.loss, *self.grads)]

    def new_inputs(self, seed):
        rng = np.random.default_rng(seed)
        self.x[...] = rng.normal(size=(16, 64)).astype("float32")
        self.y[...] = rng.integers(0, 10, 16)

    def new_parameters(self, seed):
        rng = np.random.default_rng(seed)
        with tl.no_grad():
            for p in self.parameters:
                p[...] = rng.normal(0, 0.2, p.shape).astype("float32")


ORDER = ["linear", "relu", "linear", "cross_entropy", "cross_entropy", "matmul", "relu_grad", "matmul"]


def is_subsequence(few, many):
    rest = iter(many)
    return all(name in rest for name in few)


@pytest.mark.parametrize("threads", [1, 3])
def test_a_step_of_a_network(threads):
    before = tl.get_num_threads()
    tl.set_num_threads(threads)
    try:
        step = Step(1)
        captured = _capture(step.run)
        assert is_subsequence(ORDER, names(captured)), names(captured)
        assert captured.listed()[0] == ("linear", "float32", [(16, 32), (16, 64), (32, 64), (32,)])
        assert all(dtype in ("float32", "int64") for _, dtype, _ in captured.listed())
        want = step.results()
        with tl.no_grad():
            for x in (step.loss.detach(), *step.grads):
                x.fill_(np.nan)
        captured.replay()
        for got, expected in zip(step.results(), want, strict=True):
            same_bits(got, expected, "the same inputs")
        for seed in (2, 3):  # others, in place, as a step of its own gives them
            step.new_inputs(seed)
            step.new_parameters(seed)
            captured.replay()
            other = Step(1)
            other.new_inputs(seed)
            other.new_parameters(seed)
            other_results = run_aside(other)
            for got, expected in zip(step.results(), other_results, strict=True):
                same_bits(got, expected, f"inputs {seed}")
    finally:
        tl.set_num_threads(before)


def run_aside(step):
    step.run()
    return step.results()


def test_a_network_of_convolutions():
    rng = np.random.default_rng(0)
    x = tl.array(rng.normal(size=(2, 3, 8, 8)))
    w = tl.array(rng.normal(size=(4, 3, 3, 3)), requires_grad=True)
    kept = {}

    def run():
        w.grad = None
        out = F.avg_pool2d(F.max_pool2d(F.conv2d(x, w, padding=1), 2), 2)
        kept["loss"] = (F.softmax(out.reshape(2, -1)) * out.reshape(2, -1)).sum()
        kept["loss"].backward()
        kept["grad"] = w.grad

    captured = _capture(run)
    assert is_subsequence(
        ["conv2d", "max_pool2d", "avg_pool2d", "softmax", "multiply", "sum"], names(captured)
    )
    held = dict(kept)
    x[...] = rng.normal(size=(2, 3, 8, 8))
    captured.replay()
    got = [held["loss"].detach().copy(), held["grad"].copy()]
    run()
    same_bits(got[0], kept["loss"])
    same_bits(got[1], kept["grad"])


# ---- single operations -------------------------------------------------------------------------------------
ARRAY = np.array([[1.5, -2, 0.25], [4, 0.5, -3], [2, -0.75, 1]])


def whole(x):
    return (x * 2).astype("int64")


CALLS = {
    "add": lambda x: x + x.T,
    "add, a number": lambda x: x + 2,
    "a number less": lambda x: 1 - x,
    "add, float16": lambda x: x + x.astype("float16"),
    "negative": lambda x: -x,
    "exp": lambda x: tl.exp(x),
    "exp, integers": lambda x: tl.exp(whole(x)),
    "less": lambda x: x < x.T,
    "power": lambda x: x**3,
    "floor_divide": lambda x: x // 0.75,
    "sum": lambda x: x.sum(),
    "sum, one axis": lambda x: x.sum(axis=0),
    "sum, dtype": lambda x: tl.sum(x, dtype="float32"),
    "sum, few": lambda x: tl.sum(whole(x), dtype="float64"),
    "mean": lambda x: x.mean(axis=1),
    "max": lambda x: x.max(),
    "argmax": lambda x: x.argmax(axis=0),
    "any": lambda x: tl.any(x > 3, axis=0),
    "var": lambda x: tl.var(x),
    "std": lambda x: tl.std(x.astype("float16"), axis=0),
    "clip": lambda x: tl.clip(x, -1, 1),
    "clip, one bound": lambda x: tl.clip(x, None, 1),
    "where": lambda x: tl.where(x > 0, x, 0.5),
    "matmul": lambda x: x @ x,
    "matmul, a stack": lambda x: x[None] @ x,
    "matmul, float16": lambda x: x.astype("float16") @ x.astype("float16"),
    "outer": lambda x: tl.outer(x[0], x[1]),
    "einsum": lambda x: tl.einsum("ij,jk->ki", x, x),
    "copy": lambda x: x.T.copy(),
    "astype": lambda x: x.astype("float32"),
    "reshape": lambda x: x.T.reshape(9),
    "softmax": lambda x: F.softmax(x, dim=0),
    "log_softmax": lambda x: F.log_softmax(x),
    "mse_loss": lambda x: F.mse_loss(x, x.T),
    "linear": lambda x: F.linear(x, x, x[0]),
    "sigmoid": lambda x: tl.nn.functional.sigmoid(x),
    "nan_to_num": lambda x: tl.nan_to_num(x / (x - x)),
    "norm": lambda x: tl.linalg.norm(x),
    "inverse": lambda x: tl.linalg.inv(x),
    "solve, a stack": lambda x: tl.linalg.solve(tl.stack([x, x.T]), x),
    "determinant": lambda x: tl.linalg.det(x),
    "repeat": lambda x: tl.repeat(x, 2, axis=0),
    "round": lambda x: tl.round(x, 1),
    "in place": lambda x: x.copy().__iadd__(x.T).__imul__(whole(x)),
    "in place, itself": lambda x: x.copy().__iadd__(1).__itruediv__(3),
    "fill": lambda x: x.copy().fill_(0.1),
    "zero": lambda x: x.copy().zero_(),
    "out, where": lambda x: tl.add(x, x.T, out=x * 3, where=x > 0),
    "out, wider": lambda x: tl.add(x.astype("float32"), whole(x), out=x * 0),
    "heaviside": lambda x: tl.heaviside(x, 0.5),
    "logaddexp": lambda x: tl.logaddexp(x, x.T),
    "gradient": lambda x: gradient(lambda t: (tl.exp(t) * t).sum(), x),
    "gradient, broadcast": lambda x: gradient(lambda t: (t[0] * x).sum(), x),
    "gradient, max": lambda x: gradient(lambda t: t.max(axis=0).sum(), x),
    "gradient, where": lambda x: gradient(lambda t: tl.where(t > 0, t * t, t).sum(), x),
}


def gradient(f, x):
    leaf = x.detach().copy().requires_grad_()
    return tl.gradients(f(leaf), [leaf])[0]


@pytest.mark.parametrize("name", CALLS)
def test_replay_is_the_call_on_other_values(name):
    call, x, kept = CALLS[name], tl.array(ARRAY), []
    call(x)  # what is made once only
    captured = _capture(lambda: kept.append(call(x)))
    assert len(captured) == len(captured.listed()) > 0
    first = kept[0].copy()
    want = call(x)
    same_bits(first, want, "a call that is noted")
    captured.replay()
    same_bits(kept[0], want, "the same values")
    x[...] = tl.array(ARRAY[::-1] * 1.25)
    captured.replay()
    same_bits(kept[0], call(x), "other values")


def test_counts_that_grow_stay_within_the_result():
    x, counts, kept = tl.arange(1, 5), tl.array([1, 2, 0, 1]), []
    captured = _capture(lambda: kept.append(tl.repeat(x, counts)))
    same_bits(kept[0], [1, 2, 2, 4])
    counts[...] = [3, 1_000_000, 0, 1]
    captured.replay()
    same_bits(kept[0], [1, 1, 1, 2])
    counts[...] = [0, 1, 0, 1]  # what is not reached is zero
    captured.replay()
    same_bits(kept[0], [2, 4, 0, 0])


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda a, b: a + b, "add"),
        (lambda a, b: a + 1.5, "add"),
        (lambda a, b: 1 / a, "divide"),
        (lambda a, b: -a, "negative"),
        (lambda a, b: tl.exp(a), "exp"),
        (lambda a, b: a.sum(), "sum"),
        (lambda a, b: a.max(), "max"),
        (lambda a, b: a @ b, "matmul"),
        (lambda a, b: a.__iadd__(b), "add"),
        (lambda a, b: tl.clip(a, 0, 1), "clip"),
        (lambda a, b: tl.where(a > 0, a, b), "where"),
        (lambda a, b: F.linear(a, b), "linear"),
        (lambda a, b: F.softmax(a), "softmax"),
    ],
)
@pytest.mark.parametrize("n", [1, 2, 40])
def test_small_tensors_take_no_short_cut(call, name, n):
    a, b = tl.ones((n, n)), tl.full((n, n), 2.0)
    captured = _capture(lambda: call(a, b))
    assert name in names(captured)


# ---- memory ------------------------------------------------------------------------------------------------
def test_memory_is_kept_until_the_capture_dies():
    x = tl.ones(250_000)

    def run():
        y = x
        for _ in range(5):
            y = y + 1

    run()
    before = used()
    captured = _capture(run)
    assert used() - before >= 5 * x.nbytes  # 5 results, none of them in another's memory
    captured.replay()
    del captured
    assert used() == before
    for _ in range(3):  # without one, memory goes from hand to hand
        run()
        assert used() == before


def test_borrowed_memory_lives_as_long():
    kept, arrays = [], [np.ones(3)]
    captured = _capture(lambda: kept.append(tl.asarray(arrays.pop()) + 1))
    gc.collect()
    captured.replay()
    same_bits(kept[0], np.full(3, 2.0))
    del captured
    same_bits(kept[0], np.full(3, 2.0))


def test_results_outlive_the_capture():
    x, kept = tl.ones(1000), []
    captured = _capture(lambda: kept.append(tl.exp(x) + 1))
    want = kept[0].copy()
    del captured
    more = [tl.zeros(1000) for _ in range(20)]
    same_bits(kept[0], want)
    del more


# ---- one at a time -----------------------------------------------------------------------------------------
def test_a_capture_inside_a_capture_is_refused():
    x, errors = tl.ones(3), []

    def run():
        tl.exp(x)
        try:
            _capture(lambda: tl.log(x))
        except RuntimeError as error:
            errors.append(str(error))
        tl.sqrt(x)

    captured = _capture(run)
    assert errors and errors[0].startswith("capture: ")
    assert names(captured) == ["exp", "sqrt"]
    with pytest.raises(RuntimeError, match=r"^capture: "):
        _capture(run)  # the first one still keeps memory
    captured.replay()
    del captured
    assert names(_capture(lambda: tl.log(x))) == ["log"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, MemoryError])
def test_an_error_ends_the_capture(error):
    x = tl.ones(250_000)
    before = used()

    def run():
        tl.exp(x)
        raise error("stop")

    with pytest.raises(error, match="stop"):
        _capture(run)
    assert used() == before
    captured = _capture(lambda: tl.log(x))
    assert names(captured) == ["log"]


def test_errors_of_operations_end_it_too():
    with pytest.raises(ValueError, match=r"^add: "):
        _capture(lambda: tl.ones(3) + tl.ones(2))
    with pytest.raises(TypeError):
        _capture(None)
    captured = _capture(lambda: None)
    assert len(captured) == 0 and captured.listed() == []


def test_nothing_is_noted_afterwards():
    x = tl.ones(3)
    captured = _capture(lambda: tl.exp(x))
    tl.log(x)
    assert names(captured) == ["exp"]
    captured.replay()
    assert names(captured) == ["exp"]


def test_an_empty_one_of_its_class_does_nothing():
    empty = type(_capture(lambda: None))()
    assert len(empty) == 0 and empty.listed() == [] and empty.replay() is None


# ---- threads -----------------------------------------------------------------------------------------------
def test_calls_of_other_threads_are_not_noted():
    x, y = tl.ones(3), tl.ones(200_000)
    results = []

    def other():
        results.append((tl.log(x) + 1, tl.sin(y).sum()))
        try:
            _capture(lambda: None)
        except RuntimeError as error:
            results.append(str(error))

    def run():
        tl.exp(x)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        tl.sqrt(y)

    captured = _capture(run)
    assert names(captured) == ["exp", "sqrt"]
    assert results[1].startswith("capture: ")
    captured.replay()
    same_bits(results[0][0], np.ones(3))


def test_others_compute_while_there_is_a_capture():
    x, stop, failures, kept = tl.full(300, 2.0), threading.Event(), [], []

    def run():
        kept.append((tl.exp(x) * 2).sum())

    def other():
        while not stop.is_set():
            if (x * 3 + 1).sum().item() != 2100:
                failures.append("wrong")

    threads = [threading.Thread(target=other) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(20):
            captured = _capture(run)
            assert names(captured) == ["exp", "multiply", "sum"]
            captured.replay()
            same_bits(kept.pop(), (tl.exp(x) * 2).sum())
            del captured
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failures
