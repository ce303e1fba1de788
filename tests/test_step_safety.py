"""Steps while the collector, other threads or failing allocations interfere; bad options; faded state."""

import contextlib
import fractions
import gc
import math
import threading

import numpy as np
import pytest
from inner_code import inner_code, repaired
from modules import OPTIMISERS

import tensorlab as tl
from tensorlab import nn, optim
from tensorlab_c import optim as core

MAKERS = {"no state": lambda p: optim.SGD(p, lr=0.1)}
MAKERS |= {row.short: lambda p, row=row: row.public(p, lr=0.1, **row.all_state) for row in OPTIMISERS}
CLASSES = [row.public for row in OPTIMISERS]
BY_NAME = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


KERNELS = {
    name: make for name, make in MAKERS.items() if name not in {c.__name__ for c in CLASSES if not c.rule}
}


def parameters(count=4, n=5, strided=False):
    made = []
    for i in range(count):
        memory = tl.full((2, n), float(i + 1)).T[:, 0] if strided else tl.full((n,), float(i + 1))
        p = nn.Parameter(memory)
        p.grad = tl.ones(n)
        made.append(p)
    return made


# ---- what a collector's callback may do
def empty_params(o):
    o.param_groups[0]["params"].clear()


def grow_params(o):
    o.param_groups[0]["params"].append(nn.Parameter(tl.ones(3)))


def swap_params(o):
    o.param_groups[0]["params"][:] = [nn.Parameter(tl.ones(1)) for _ in range(4)]


def empty_state(o):
    for slot in o._states[0].values():
        slot.clear()


def other_state(o):
    for name, slot in o._states[0].items():
        slot[:] = [0 if name == "step" else tl.zeros(2) for _ in slot]


def drop_gradients(o):
    for p in list(o.param_groups[0]["params"]):
        p.grad = None


def convert(o):
    module = nn.Module()
    for i, p in enumerate(o.param_groups[0]["params"]):
        setattr(module, f"p{i}", p)
    module.to(tl.float32 if o.param_groups[0]["params"][0].dtype == tl.float64 else tl.float64)


def drop_groups(o):
    o.param_groups.clear()


def load(o):
    o.load_state_dict(o.state_dict())


MISCHIEF = [
    empty_params,
    grow_params,
    swap_params,
    empty_state,
    other_state,
    drop_gradients,
    convert,
    drop_groups,
    load,
]


@BY_NAME
@pytest.mark.parametrize("mischief", MISCHIEF)
@pytest.mark.parametrize("strided", [False, True])
def test_lists_that_change_while_a_step_runs(make, mischief, strided):
    """Whatever happens, all parameters are stepped or none, and no freed memory is read."""
    for first in range(0, 40, 3):
        params = parameters(strided=strided)
        before = [p.tolist() for p in params]
        optimizer = make(params)
        calls = []

        def callback(phase, info, optimizer=optimizer, calls=calls, first=first):
            calls.append(phase)
            if len(calls) == first:
                mischief(optimizer)

        thresholds = gc.get_threshold()
        gc.callbacks.append(callback)
        gc.set_threshold(1)
        try:
            optimizer.step()
        except (RuntimeError, ValueError, TypeError, IndexError) as error:
            assert "changed" in str(error) or "grown" in str(error) or "group" in str(error) or str(error)
        finally:
            gc.set_threshold(*thresholds)
            gc.callbacks.remove(callback)
        stepped = [not np.allclose(p.tolist(), b) for p, b in zip(params, before, strict=True)]
        assert all(stepped) or not any(stepped) or mischief is drop_gradients


def test_a_step_that_was_prepared_notices_what_changed_since():
    for damage in (
        lambda p, b: p.pop(),
        lambda p, b: p.append(p[0]),
        lambda p, b: b.clear(),
        lambda p, b: b.__setitem__(1, tl.zeros(5)),
        lambda p, b: p.reverse(),
        lambda p, b: setattr(p[1], "data", tl.ones(5, dtype=tl.float32)),
    ):
        params, buffers = parameters(), [None] * 4
        other, mine = parameters(), [None] * 4
        rule, options = core.RULES["sgd"], optim.SGD(params, lr=0.1, momentum=0.9).defaults
        steps = [
            core.prepare(rule, "one", other, {"momentum_buffer": mine}, options),
            core.prepare(rule, "two", params, {"momentum_buffer": buffers}, options),
        ]
        damage(params, buffers)
        with pytest.raises(RuntimeError, match=r"^two: .* was changed while the step was prepared"):
            core.run_steps(steps)
        assert other[0].tolist() == [1.0] * 5 and mine == [None] * 4


@BY_NAME
def test_failing_allocations_leave_a_step_undone(make):
    testcapi = pytest.importorskip("_testcapi")
    code = inner_code(make(parameters(3)).step)
    for strided in (False, True):
        for after in range(60):
            params = parameters(3, strided=strided)
            optimizer = make(params)
            before = [p.tolist() for p in params]
            failed = False
            with repaired(code):
                testcapi.set_nomemory(after, after + 1)
                try:
                    optimizer.step()
                except MemoryError:
                    failed = True
                finally:
                    testcapi.remove_mem_hooks()
            stepped = [p.tolist() != b for p, b in zip(params, before, strict=True)]
            assert not any(stepped) if failed else all(stepped)
            optimizer.step()


def test_failing_allocations_drop_no_references():
    testcapi = pytest.importorskip("_testcapi")
    functional = nn.functional
    x, w, b = tl.ones((2, 3), requires_grad=True), tl.ones((4, 3), requires_grad=True), tl.ones(4)
    image, kernel = tl.ones((1, 2, 4, 4), requires_grad=True), tl.ones((3, 2, 2, 2), requires_grad=True)
    target = tl.array([0, 1])
    calls = [
        lambda: functional.linear(x, w, b),
        lambda: functional.softmax(x),
        lambda: functional.log_softmax(x, 0),
        lambda: functional.cross_entropy(x, target),
        lambda: functional.mse_loss(x, x.detach()),
        lambda: functional.conv2d(image, kernel),
        lambda: functional.max_pool2d(image, 2),
        lambda: functional.avg_pool2d(image, 2),
        lambda: nn.Parameter(b),
    ]
    for call in calls:
        expected = call().tolist()
        for after in range(40):
            testcapi.set_nomemory(after, after + 1)
            try:
                call()
            except MemoryError:
                continue
            finally:
                testcapi.remove_mem_hooks()
        y = call()
        assert y.tolist() == expected
        if y.requires_grad:
            y.sum().backward()
    assert b.tolist() == [1.0] * 4 and target.tolist() == [0, 1]


def test_converting_in_another_thread_while_steps_run():
    """Values may be lost, memory may not."""
    model = nn.Linear(300, 300)
    optimizer = optim.Adam(model.parameters())
    stop = threading.Event()

    def turn():
        while not stop.is_set():
            model.double()
            model.float()

    thread = threading.Thread(target=turn)
    thread.start()
    try:
        for _ in range(50):
            for p in model.parameters():
                with contextlib.suppress(ValueError):
                    p.grad = tl.ones(p.shape, dtype=p.dtype)
            with contextlib.suppress(ValueError, RuntimeError, TypeError):
                optimizer.step()
    finally:
        stop.set()
        thread.join()
    assert model.weight.shape == (300, 300) and math.isfinite(model.weight.sum().item())


def test_a_parameter_given_other_memory_while_long_calls_read_it():
    """Nothing reads what was let go, whichever values are seen."""
    p, x = nn.Parameter(tl.ones((600, 600))), tl.ones((600, 600))
    stop = threading.Event()

    def turn():
        k = 0
        while not stop.is_set():
            k += 1
            p.data = tl.full((600, 600), float(k % 7))

    thread = threading.Thread(target=turn)
    thread.start()
    try:
        with tl.no_grad():
            for _ in range(60):
                row = (x @ p)[0]
                assert 0 <= row.min().item() and row.max().item() <= 3600
                total = (p + x).sum().item()
                assert 360_000 <= total <= 7 * 360_000
    finally:
        stop.set()
        thread.join()


# ---- states are what they were
@BY_NAME
def test_a_state_is_what_it_was_when_it_was_taken(make):
    params = parameters()
    optimizer = make(params)
    optimizer.step()
    state = optimizer.state_dict()
    text, values = str(state), [p.tolist() for p in params]
    optimizer.param_groups[0]["lr"] = 0.2
    for _ in range(3):
        optimizer.step()
    assert str(state) == text
    twin = parameters()
    for p, v in zip(twin, values, strict=True):
        p.data = v
        p.grad = tl.ones(5)
    other = make(twin)
    other.load_state_dict(state)
    other.step()
    assert str(state) == text  # loading copies
    reference = parameters()
    again = make(reference)
    again.step()
    again.step()
    assert [p.tolist() for p in reference] == [p.tolist() for p in twin]


def test_options_in_a_state_are_copies():
    betas = [0.5, 0.5]
    optimizer = optim.Adam(parameters(), betas=betas)
    state = optimizer.state_dict()
    betas[0] = 0.25
    assert state["param_groups"][0]["betas"] == [0.5, 0.5]
    optimizer.load_state_dict(state)
    state["param_groups"][0]["betas"][0] = 0.125
    assert optimizer.param_groups[0]["betas"] == [0.5, 0.5]


# ---- arguments
@pytest.mark.parametrize("cls", CLASSES)
def test_what_is_given_instead_of_parameters(cls):
    model = nn.Sequential(nn.Linear(2, 1))
    name = cls.__name__
    start = f"{name}: params must be an iterable of tensors or dicts, got "
    for given, message in (
        (model.parameters, start + "method; call it, model.parameters()"),
        (model.named_parameters, start + "method; call it, model.named_parameters()"),
        (model, start + "Sequential; give model.parameters()"),
        (model[0], start + "Linear; give model.parameters()"),
        (model[0].weight, start + "Parameter; put it in a list"),
        ({"params": [model[0].weight]}, start + "dict; put the group in a list, [{...}]"),
        (dict(model.named_parameters()), start + "dict; give its values()"),
        (None, start + "NoneType"),
        ("abc", start + "str"),
        (
            [model.parameters()],
            f"{name}: parameter 0 is a generator, not a Tensor; "
            "give model.parameters() itself, not in a list",
        ),
        ([model], f"{name}: parameter 0 is a Sequential, not a Tensor; give model.parameters()"),
        ([{"params": model}], start + "Sequential; give model.parameters()"),
        ([{"params": model.parameters}], start + "method; call it, model.parameters()"),
        (set(model.parameters()), f"{name}: params must have an order, got set; use a list"),
    ):
        with pytest.raises(TypeError) as error:
            cls(given)
        assert str(error.value) == message


BAD = {
    "lr": ["0.1", b"0.1", None, [0.1], math.nan, math.inf, -1.0, 1j, 10**400],
    "momentum": ["0.9", -0.1, math.nan],
    "dampening": ["0", math.inf],
    "weight_decay": ["0", -1.0, math.nan],
    "eps": ["1e-8", -1e-8, math.inf],
    "betas": ["0.9", 0.9, (0.9,), (0.9, 0.99, 0.999), ("0.9", "0.99"), (0.9, 1.0), (-0.1, 0.9), None],
    "nesterov": ["no", 1, None],
    "maximize": ["no", 0.0, None, [True]],
    "alpha": ["0.9", -0.1, 1.5, math.nan],
    "rho": ["0.9", -0.1, 1.5, math.nan],
    "lr_decay": ["0", -1.0],
    "initial_accumulator_value": ["0", -1.0],
    "momentum_decay": ["0", math.inf],
    "centered": ["no", 1],
    "bias_correction": ["no", 1],
    "eps_inside": ["no", None],
    "decoupled_weight_decay": ["no", None],
    "lambd": ["0", -0.1, math.inf],
    "t0": ["0", math.inf],
    "etas": [0.5, (0.5,), ("0.5", "1.2"), (-0.5, 1.2), (1.0, 1.2), (0.5, 1.0)],
    "step_sizes": [0.1, (1e-6, math.inf), (-1e-6, 1), (1, 0.5)],
    "beta2_decay": ["0", 0.1, math.nan],
    "d": ["1", 0.5, math.inf],
    "velocity": ["no", 1],
    "look_ahead": ["no", 1],
}  # fmt: skip


@pytest.mark.parametrize("cls", CLASSES)
def test_options_are_checked_whenever_they_are_given(cls):
    for option, values in BAD.items():
        for value in values:
            if option not in cls([nn.Parameter(tl.ones(1))]).defaults:
                continue
            if cls is optim.ASGD and (option, value) == ("alpha", 1.5):  # a power
                continue
            text = rf"^{cls.__name__}: {option} must be "
            for call in (
                lambda o=option, v=value: cls(parameters(), **{o: v}),
                lambda o=option, v=value: cls([{"params": parameters(), o: v}]),
                lambda o=option, v=value: cls(parameters(1)).add_param_group({"params": parameters(), o: v}),
            ):
                with pytest.raises((TypeError, ValueError), match=text):
                    call()
            for count in (1, 2):  # groups
                params = parameters(2)
                optimizer = cls([{"params": [p]} for p in params] if count == 2 else params)
                optimizer.step()
                before = [p.tolist() for p in params], str(optimizer.state_dict()["state"])
                optimizer.param_groups[-1][option] = value
                with pytest.raises((TypeError, ValueError), match=text):
                    optimizer.step()
                assert ([p.tolist() for p in params], str(optimizer.state_dict()["state"])) == before


def test_numbers_of_other_kinds_are_options():
    for lr in (np.float32(0.5), fractions.Fraction(1, 2), tl.array(0.5), np.array(0.5)):
        params = parameters(1)
        optim.SGD(params, lr=lr, nesterov=np.bool_(False)).step()
        assert params[0].tolist() == [0.5] * 5


def test_groups_added_behind_the_optimisers_back():
    optimizer = optim.SGD(parameters(1))
    optimizer.param_groups.append({"params": parameters(1), **optimizer.defaults})
    with pytest.raises(ValueError, match=r"^SGD: there are 2 parameter groups .* add_param_group"):
        optimizer.step()


def test_a_later_groups_state_that_does_not_fit_stops_the_first():
    for make in MAKERS.values():
        a, b = parameters(2)
        optimizer = make([{"params": [a]}, {"params": [b]}])
        optimizer.step()
        if not optimizer.slots or optimizer._states[1][optimizer.slots[-1]][0] is None:
            continue
        before = a.tolist()
        b.data, b.grad = tl.ones(7), tl.ones(7)
        b.grad = tl.ones(7)
        with pytest.raises(ValueError, match="the state of a parameter of shape"):
            optimizer.step()
        assert a.tolist() == before


# ---- faded state
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [3, 100, 40_000])
@pytest.mark.parametrize("make", KERNELS.values(), ids=KERNELS)
def test_state_below_the_smallest_normal_number_becomes_zero(make, n, dtype):
    least = float(np.finfo(dtype).tiny)
    start = np.resize([least * 1.5, -least * 1.5, least * 64, 1.0, 0.0], n).astype(dtype)
    p = nn.Parameter(tl.ones(n, dtype=dtype))
    p.grad = tl.zeros(n, dtype=dtype)
    optimizer = make([p])
    optimizer.step()
    for slot, values in optimizer._states[0].items():
        if isinstance(values[0], tl.Tensor):
            signed = slot in ("momentum_buffer", "exp_avg", "grad_avg")
            values[0] = tl.array(start if signed else np.abs(start))
    options = optimizer.defaults
    factors = {"momentum_buffer": 0.9, "exp_avg": 0.9, "exp_avg_sq": 0.999, "sum": 1.0, "acc_delta": 0.9}
    factors |= dict.fromkeys(("square_avg", "grad_avg"), options.get("alpha", options.get("rho")))
    for _ in range(5):
        state = optimizer._states[0]
        kept = {s: np.array(state[s][0]) for s in factors if s in state and state[s][0] is not None}
        optimizer.step()
        for slot, was in kept.items():
            now = state[slot][0].numpy()
            assert not ((now != 0) & (np.abs(now) < least)).any()
            expected = was * np.dtype(dtype).type(factors[slot])
            expected[np.abs(expected) < least] = 0
            np.testing.assert_allclose(now, expected, rtol=1e-6)
    assert np.isfinite(p.tolist()).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.5, 0.0), (0.2, 0.99)])
@pytest.mark.parametrize("eps_inside", [False, True])
def test_gradients_whose_square_is_tiny_have_no_share_of_the_second_moment(dtype, betas, eps_inside):
    t, least = np.dtype(dtype).type, float(np.finfo(dtype).tiny)
    edge = math.sqrt(least / float(t(1 - betas[1])))  # its share is the smallest normal number
    grads = np.array([edge * f for f in (1e-3, 0.5, 0.99, 1.01, 2, 1e3)] + [0.0, 1.0], dtype)
    p = nn.Parameter(tl.zeros(2 * len(grads), dtype=dtype))
    p.grad = tl.asarray(np.concatenate([grads, -grads]))
    optimizer = optim.Adam([p], betas=betas, eps_inside=eps_inside)
    optimizer.step()
    state = optimizer.state_dict()["state"][0]
    blend = t(1 - betas[1])
    share = np.where(grads < edge, 0, blend * grads * grads)
    np.testing.assert_array_equal(state["exp_avg_sq"].numpy(), np.concatenate([share, share]))
    np.testing.assert_array_equal(
        state["exp_avg"].numpy()[: len(grads)], -state["exp_avg"].numpy()[len(grads) :]
    )
    w = t(1 - betas[0])
    first = w * grads if w < 0.5 else grads - grads * (1 - w)
    np.testing.assert_array_equal(state["exp_avg"].numpy()[: len(grads)], first)
    assert np.isfinite(p.tolist()).all()


def test_nan_and_infinity_stay_in_the_state():
    p = nn.Parameter(tl.ones(3))
    p.grad = tl.array([math.nan, math.inf, 1e-320])
    optimizer = optim.SGD([p], momentum=0.5)
    optimizer.step()
    buffer = optimizer.state_dict()["state"][0]["momentum_buffer"].tolist()
    assert math.isnan(buffer[0]) and buffer[1:] == [math.inf, 0.0]


@pytest.mark.parametrize("n", [100, 70_000])
def test_parameters_that_share_memory_are_stepped_one_after_the_other(n):
    """As tied weights are: whatever the number of threads."""
    memory = tl.zeros((n, 2))
    tied = [nn.Parameter(memory), nn.Parameter(memory.T), nn.Parameter(memory)]
    before = tl.get_num_threads()
    results = []
    for threads in (1, 2):
        tl.set_num_threads(threads)
        memory[:] = 1.0
        optimizer = optim.SGD(tied, lr=0.5, weight_decay=1.0)
        for k, p in enumerate(tied):
            p.grad = tl.full(p.shape, float(k))
        optimizer.step()
        results.append(memory.tolist())
    tl.set_num_threads(before)
    assert results[0] == results[1] == [[-1.125] * 2] * n  # 1, 0.5, -0.25
