"""tensorlab.optim: the steps against formulas and PyTorch, groups, state, errors."""

import math

import numpy as np
import pytest
from modules import OPTIMISERS

import tensorlab as tl
import tensorlab_c as tc
from tensorlab import nn, optim
from tensorlab_c.optim import RULES

RNG = np.random.default_rng(0)
SHAPES = [(3, 4), (5,), ()]
START = [RNG.normal(size=s) for s in SHAPES]
GOAL = [RNG.normal(size=s) for s in SHAPES]


def parameters(values=START, dtype=np.float64):
    return [tc.array(np.asarray(v, dtype=dtype), requires_grad=True) for v in values]


def gradients(values):
    """Of Σ ¼(w − goal)⁴ + ½w²: not linear, so that a wrong step shows in the next."""
    return [(v - g) ** 3 + v for v, g in zip(values, GOAL, strict=True)]


def run(make, steps=10):
    params = parameters()
    optimizer = make(params)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = sum(
            (
                ((p - tc.array(g)) ** 4).sum() * 0.25 + (p * p).sum() * 0.5
                for p, g in zip(params, GOAL, strict=True)
            ),
            tc.zeros(()),
        )
        loss.backward()
        optimizer.step()
    return [p.detach().numpy() for p in params]


def sgd_formula(lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False, maximize=False):
    values, buffers = [v.copy() for v in START], [None] * len(START)
    for _ in range(10):
        for i, g in enumerate(gradients(values)):
            d = (-g if maximize else g) + weight_decay * values[i]
            buffers[i] = d if buffers[i] is None else momentum * buffers[i] + (1 - dampening) * d
            values[i] = values[i] - lr * (
                d + momentum * buffers[i] if nesterov else buffers[i] if momentum else d
            )
    return values


def adam_formula(
    lr,
    betas=(0.9, 0.999),
    eps=1e-8,
    weight_decay=0.0,
    decoupled=False,
    bias_correction=True,
    eps_inside=False,
    maximize=False,
):
    values = [v.copy() for v in START]
    h, g2 = [np.zeros_like(v) for v in START], [np.zeros_like(v) for v in START]
    for t in range(1, 11):
        for i, g in enumerate(gradients(values)):
            g = -g if maximize else g
            if decoupled:
                values[i] = values[i] * (1 - lr * weight_decay)
            else:
                g = g + weight_decay * values[i]
            h[i] = betas[0] * h[i] + (1 - betas[0]) * g
            g2[i] = betas[1] * g2[i] + (1 - betas[1]) * g * g
            a, b = (1 - betas[0] ** t, 1 - betas[1] ** t) if bias_correction else (1, 1)
            root = np.sqrt(g2[i] / b + eps) if eps_inside else np.sqrt(g2[i] / b) + eps
            values[i] = values[i] - lr * (h[i] / a) / root
    return values


def rmsprop_formula(lr, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0, centered=False, maximize=False):
    values = [v.copy() for v in START]
    square, mean, buffers = ([np.zeros_like(v) for v in START] for _ in range(3))
    for _ in range(10):
        for i, g in enumerate(gradients(values)):
            g = (-g if maximize else g) + weight_decay * values[i]
            square[i] = alpha * square[i] + (1 - alpha) * g * g
            mean[i] = alpha * mean[i] + (1 - alpha) * g
            step = g / (np.sqrt(square[i] - mean[i] ** 2 if centered else square[i]) + eps)
            buffers[i] = momentum * buffers[i] + step
            values[i] = values[i] - lr * (buffers[i] if momentum else step)
    return values


SGD_OPTIONS = [
    {},
    {"momentum": 0.9},
    {"momentum": 0.9, "nesterov": True},
    {"momentum": 0.5, "dampening": 0.25},
    {"weight_decay": 0.1},
    {"momentum": 0.9, "weight_decay": 0.1, "nesterov": True},
    {"momentum": 0.9, "maximize": True},
]
ADAM_OPTIONS = [
    {},
    {"betas": (0.5, 0.9), "eps": 1e-3},
    {"weight_decay": 0.1},
    {"maximize": True},
    {"bias_correction": False},
    {"bias_correction": False, "eps_inside": True, "eps": 1e-4},
    {"eps_inside": True, "eps": 1e-2},
]
RMSPROP_OPTIONS = [
    {},
    {"alpha": 0.3, "eps": 1e-3},
    {"weight_decay": 0.1, "maximize": True},
    {"momentum": 0.9},
    {"centered": True},
    {"centered": True, "momentum": 0.5, "weight_decay": 0.1, "alpha": 0.9},
]


@pytest.mark.parametrize("options", SGD_OPTIONS, ids=str)
def test_sgd_formula(options):
    for mine, expected in zip(
        run(lambda p: optim.SGD(p, lr=0.02, **options)), sgd_formula(0.02, **options), strict=True
    ):
        np.testing.assert_allclose(mine, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("options", ADAM_OPTIONS, ids=str)
@pytest.mark.parametrize("cls", [optim.Adam, optim.AdamW])
def test_adam_formula(cls, options):
    decoupled = cls is optim.AdamW
    formula = {"weight_decay": 0.01 if decoupled else 0.0, **options, "decoupled": decoupled}
    for mine, expected in zip(
        run(lambda p: cls(p, lr=0.02, **options)), adam_formula(0.02, **formula), strict=True
    ):
        np.testing.assert_allclose(mine, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("options", RMSPROP_OPTIONS, ids=str)
def test_rmsprop_formula(options):
    for mine, expected in zip(
        run(lambda p: optim.RMSprop(p, lr=0.02, **options)), rmsprop_formula(0.02, **options), strict=True
    ):
        np.testing.assert_allclose(mine, expected, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize(
    ("name", "options"),
    [("SGD", o) for o in SGD_OPTIONS]
    + [("RMSprop", o) for o in RMSPROP_OPTIONS]
    + [
        (name, o)
        for name in ("Adam", "AdamW")
        for o in ADAM_OPTIONS
        if not {"bias_correction", "eps_inside"} & set(o)
    ],
    ids=str,
)
def test_ten_steps_are_pytorchs(name, options):
    torch = pytest.importorskip("torch")
    params = [torch.tensor(v, requires_grad=True) for v in START]
    theirs = getattr(torch.optim, name)(params, lr=0.02, **options)
    for _ in range(10):
        theirs.zero_grad()
        sum(
            ((p - torch.tensor(g)) ** 4).sum() * 0.25 + (p * p).sum() * 0.5
            for p, g in zip(params, GOAL, strict=True)
        ).backward()
        theirs.step()
    for mine, p in zip(run(lambda q: getattr(optim, name)(q, lr=0.02, **options)), params, strict=True):
        np.testing.assert_allclose(mine, p.detach().numpy(), rtol=1e-12, atol=1e-15)


def test_lecture_descent():
    """L10: on ½(x² + y²), x⁽ⁱ⁾ = (1 − a)ⁱ x⁽⁰⁾."""
    w = tc.array([1.0, 2.0], requires_grad=True)
    optimizer = optim.SGD([w], lr=0.3)
    for _ in range(20):
        optimizer.zero_grad()
        ((w * w).sum() * 0.5).backward()
        optimizer.step()
    np.testing.assert_allclose(w.detach().numpy(), 0.7**20 * np.array([1.0, 2.0]), rtol=1e-13)


def test_lecture_momentum_and_nesterov():
    """L16 and L17 as the lecture writes them; Nesterov's parameters are the look-ahead points."""
    eta, alpha = 0.05, 0.9
    w, h = START[0].copy(), np.zeros_like(START[0])
    for _ in range(10):
        h = alpha * h + eta * ((w - GOAL[0]) ** 3 + w)
        w = w - h
    np.testing.assert_allclose(run(lambda p: optim.SGD(p, lr=eta, momentum=alpha))[0], w, rtol=1e-12)
    w, h = START[0].copy(), np.zeros_like(START[0])
    for _ in range(10):
        ahead = w - alpha * h
        h = alpha * h + eta * ((ahead - GOAL[0]) ** 3 + ahead)
        w = w - h
    np.testing.assert_allclose(
        run(lambda p: optim.SGD(p, lr=eta, momentum=alpha, nesterov=True))[0], w - alpha * h, rtol=1e-12
    )


def test_parameters_without_gradient_are_left_alone():
    a, b = parameters(START[:2])
    optimizer = optim.Adam([a, b], lr=0.1)
    (a * a).sum().backward()
    optimizer.step()
    assert b.tolist() == START[1].tolist() and a.tolist() != START[0].tolist()
    assert list(optimizer.state_dict()["state"]) == [0]
    (b * b).sum().backward()
    optimizer.step()
    steps = [entry["step"] for entry in optimizer.state_dict()["state"].values()]
    assert steps == [2, 1]


def test_groups_have_their_own_options():
    a, b = parameters([np.ones(2), np.ones(2)])
    optimizer = optim.SGD([{"params": [a]}, {"params": b, "lr": 0.01}], lr=0.1)
    (a + b).sum().backward()
    optimizer.step()
    np.testing.assert_allclose(a.detach().numpy(), 0.9)
    np.testing.assert_allclose(b.detach().numpy(), 0.99)
    optimizer.param_groups[1]["lr"] = 1.0
    optimizer.step()
    np.testing.assert_allclose(b.detach().numpy(), -0.01)
    optimizer.zero_grad()
    assert a.grad is None and b.grad is None


OPTIMIZERS = [
    lambda p, row=row, **options: row.public(p, **{"lr": 0.01, **row.all_state, **options})
    for row in OPTIMISERS
]


def test_every_optimiser_and_every_rule_is_tested():
    made = {type(make(parameters())) for make in OPTIMIZERS}
    assert made == {
        getattr(optim, name)
        for name in optim.__all__
        if name not in ("LBFGS", "Muon", "Optimizer", "lr_scheduler", "swa_utils", "zero_grad")
    }
    assert {cls.rule.name for cls in made if cls.rule} == set(RULES)


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_any_strides_are_trained(make):
    matrix = [tc.array(START[0]) for _ in range(3)]
    strided = [nn.Parameter(view) for view in (matrix[0].T, matrix[1][:, ::-1], matrix[2][:, ::2])]
    params = [nn.Parameter(tc.array(p.detach().numpy().copy())) for p in strided]
    for group in (params, strided):
        optimizer = make(group)
        for _ in range(3):
            optimizer.zero_grad()
            sum((p**4).sum() for p in group).backward()
            optimizer.step()
    assert [p.tolist() for p in strided] == [p.tolist() for p in params]
    (strided[1] ** 2).sum().backward()  # it may be used on as any other


WORSE = [
    (make, option, value)
    for make in OPTIMIZERS
    for option, value in (
        ("lr", "x"), ("lr", None), ("lr", math.nan), ("lr", -1.0), ("lr", math.inf), ("weight_decay", -0.5),
        ("betas", (1.0, 1.0)), ("betas", 0.9), ("eps", -1.0), ("momentum", -0.9), ("dampening", 0.5),
        ("dampening", math.nan),
    )
    if option in make(parameters()).defaults
]  # fmt: skip


@pytest.mark.parametrize(("make", "option", "value"), WORSE)
@pytest.mark.parametrize("groups", [1, 2])
def test_options_changed_for_the_worse(make, option, value, groups):
    params = parameters()
    optimizer = make([{"params": params[:1]}, {"params": params[1:]}][:groups])
    if "nesterov" in optimizer.defaults:
        optimizer.param_groups[-1]["nesterov"] = True
    sum((p * p).sum() for p in params).backward()
    optimizer.step()

    def now():
        return [p.tolist() for p in params], str(optimizer.state_dict()["state"])

    before, text = now(), rf"^{type(optimizer).__name__}: .*({option}|nesterov)"
    group = optimizer.param_groups[-1]
    kept = group[option]
    for damage in (lambda: group.update({option: value}), lambda: group.pop(option)):
        damage()
        for _ in range(2):
            with pytest.raises((ValueError, TypeError), match=text):
                optimizer.step()
        group[option] = kept
        assert now() == before
    optimizer.step()
    assert params[0].tolist() != before[0][0]


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_a_later_group_that_cannot_be_stepped_stops_the_first(make):
    a, b = parameters(START[:2])
    optimizer = make([{"params": [a]}, {"params": [b]}])
    (a.sum() + b.sum()).backward()
    optimizer.param_groups[1]["params"].append(nn.Parameter(tc.ones(1)))
    with pytest.raises(ValueError, match=r"^\w+: parameter group 1 has grown; use add_param_group$"):
        optimizer.step()
    assert a.tolist() == START[0].tolist()


def test_names_of_parameters_are_accepted():
    model = nn.Linear(2, 2)
    for params in (model.named_parameters(), [{"params": model.named_parameters(), "lr": 1.0}]):
        assert optim.SGD(params).param_groups[0]["params"] == [model.weight, model.bias]


def test_names_are_given_for_all_parameters_or_for_none():
    a, b, c = parameters()
    for params in ([("a", a), b], [{"params": [a]}, {"params": [("b", b)]}]):
        with pytest.raises(ValueError, match=r"^SGD: some parameters are given with names and some without$"):
            optim.SGD(params)
    optimizer = optim.SGD([("a", a), ("b", b)])
    with pytest.raises(ValueError, match=r"^SGD: some parameters are given with names"):
        optimizer.add_param_group({"params": c})
    optimizer.add_param_group({"params": [("c", c)]})
    with pytest.raises(ValueError, match=r"^Adam: lr must be one number, got a tensor of shape \(2,\)$"):
        optim.Adam([a], lr=tl.ones(2))


def test_zero_grad_with_zeros():
    a, b = parameters(START[:2])
    optimizer = optim.SGD([a, b])
    a.sum().backward()
    optimizer.zero_grad(set_to_none=False)
    assert not a.grad.any() and a.grad.shape == a.shape and b.grad is None


def test_closure():
    (a,) = parameters([np.ones(2)])
    optimizer = optim.SGD([a], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = (a * a).sum()
        loss.backward()
        return loss

    with tc.no_grad():
        assert optimizer.step(closure).item() == 2.0
    np.testing.assert_allclose(a.detach().numpy(), 0.8)
    assert optimizer.step() is None


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_state_round_trip_continues_the_same(make):
    def advance(params, optimizer, steps):
        for _ in range(steps):
            for p, g in zip(params, gradients([p.detach().numpy() for p in params]), strict=True):
                p.grad = tc.array(g)
            optimizer.step()

    params = parameters()
    optimizer = make(params)
    advance(params, optimizer, 3)
    copies = parameters([p.detach().numpy() for p in params])
    other = make(copies)
    state = optimizer.state_dict()
    other.load_state_dict(state)
    advance(params, optimizer, 3)
    advance(copies, other, 3)
    for p, q in zip(params, copies, strict=True):
        assert p.tolist() == q.tolist()
    assert other.state_dict()["param_groups"] == state["param_groups"]


SWITCHES = [
    ("SGD", {"momentum": 0.9}),
    ("RMSprop", {"momentum": 0.9}),
    ("RMSprop", {"centered": True}),
    ("RMSprop", {"momentum": 0.9, "centered": True}),
]


@pytest.mark.parametrize(("name", "switched"), SWITCHES, ids=str)
@pytest.mark.parametrize("on_first", [False, True])
def test_state_that_only_some_options_ask_for(name, switched, on_first):
    """It is there when they ask for it, stays when they no longer do, and an own state always loads again."""
    cls = getattr(optim, name)
    params, off = parameters(), {option: type(value)(0) for option, value in switched.items()}
    optimizer = cls(params, lr=0.01, **(switched if on_first else off))
    wanted = {slot for slot, option in cls.optional.items() if option in switched}

    def advance(params, optimizer, options):
        optimizer.param_groups[0].update(options)
        for p, g in zip(params, gradients([p.detach().numpy() for p in params]), strict=True):
            p.grad = tc.array(g)
        optimizer.step()

    for number, options in enumerate(
        [switched, off, switched] if on_first else [off, switched, off, switched]
    ):
        advance(params, optimizer, options)
        state = optimizer.state_dict()
        has = [set(entry) for entry in state["state"].values()]
        there = wanted if number or on_first else set()
        needed = set(cls.slots) - set(cls.optional)
        assert has == ([needed | there] * len(params) if needed | there else [])
        copies = parameters([p.detach().numpy() for p in params])
        other = cls(copies)
        other.load_state_dict(state)
        for further in (switched, off):
            advance(params, optimizer, further)
            advance(copies, other, further)
        assert [p.tolist() for p in params] == [p.tolist() for p in copies]


def test_a_centered_state_without_its_mean_begins_at_zero():
    (p,) = parameters([np.ones(3)])
    p.grad = tc.array([1.0, 2.0, 3.0])
    optimizer = optim.RMSprop([p], alpha=0.5)
    optimizer.step()
    optimizer.param_groups[0]["centered"] = True
    optimizer.step()
    assert optimizer.state_dict()["state"][0]["grad_avg"].tolist() == [0.5, 1.0, 1.5]


@pytest.mark.parametrize("options", [{}, {"momentum": 0.9}, {"centered": True}], ids=str)
@pytest.mark.parametrize("name", ["SGD", "RMSprop"])
def test_states_go_to_and_fro_between_pytorch_and_here(name, options):
    torch = pytest.importorskip("torch")
    if name == "SGD" and "centered" in options:
        options = {"momentum": 0.5, "nesterov": True}
    p = torch.tensor(START[0], requires_grad=True)
    theirs = getattr(torch.optim, name)([p], lr=0.1, **options)
    p.grad = torch.tensor(START[0])
    theirs.step()
    (q,) = parameters([p.detach().numpy()])
    ours = getattr(optim, name)([q])
    ours.load_state_dict(theirs.state_dict())
    mine, other = ours.state_dict()["state"], theirs.state_dict()["state"]
    assert {k: list(e) for k, e in mine.items()} == {
        k: [slot for slot, value in e.items() if value is not None]
        for k, e in other.items()
        if any(value is not None for value in e.values())
    }
    q.grad = tc.array(START[0])
    theirs.step()
    ours.step()
    np.testing.assert_allclose(q.detach().numpy(), p.detach().numpy(), rtol=1e-12)


def test_damaged_state_changes_nothing():
    params = parameters(START[:2])
    optimizer = optim.Adam(params, lr=0.01)
    (params[0].sum() + params[1].sum()).backward()
    optimizer.step()
    good = optimizer.state_dict()

    def damaged(**changes):
        state = {
            "state": {k: dict(v) for k, v in good["state"].items()},
            "param_groups": [dict(good["param_groups"][0])],
        }
        for key, value in changes.items():
            if key == "slot":
                state["state"][1]["exp_avg"] = value
            elif key == "drop":
                del state["state"][1][value]
            elif key == "stray":
                state["state"][value] = state["state"][0]
            elif key == "entry":
                state["state"][1] = value
            elif key in ("step", "whole_state", "whole_groups"):
                where = {"step": state["state"][1], "whole_state": state, "whole_groups": state}[key]
                where[{"whole_state": "state", "whole_groups": "param_groups"}.get(key, key)] = value
            elif key == "lost":
                del state["param_groups"][0][value]
            else:
                state["param_groups"][0][key] = value
        return state

    cases = [
        ([], TypeError, 'Adam.load_state_dict: expected a dict with "state" and "param_groups"'),
        (
            damaged(params=[0]),
            ValueError,
            "Adam.load_state_dict: the state has groups of [1] parameters, the optimiser of [2]",
        ),
        (
            damaged(slot=tc.zeros(7)),
            ValueError,
            "Adam.load_state_dict: exp_avg of parameter 1 has shape (7,), needed is (5,)",
        ),
        (
            damaged(drop="step"),
            ValueError,
            "Adam.load_state_dict: parameter 1 has the slots ['exp_avg', 'exp_avg_sq'], "
            "needed are ['exp_avg', 'exp_avg_sq', 'step'], possible are ['max_exp_avg_sq']",
        ),
        (
            damaged(stray=9),
            ValueError,
            "Adam.load_state_dict: the state is about parameters [9] that are in no group",
        ),
        (damaged(lr=-1.0), ValueError, "Adam: lr must be finite and at least 0, got -1.0"),
        (
            damaged(differentiable=True),
            ValueError,
            "Adam.load_state_dict: unknown options ['differentiable']",
        ),
        (
            damaged(decoupled_weight_decay=True),
            ValueError,
            "Adam.load_state_dict: unknown options ['decoupled_weight_decay']",
        ),
        (damaged(lost="lr"), ValueError, "Adam.load_state_dict: missing options ['lr']"),
        (damaged(lost="params"), ValueError, 'Adam.load_state_dict: group 0 has no list "params"'),
        (
            damaged(params=[1, 1]),
            ValueError,
            'Adam.load_state_dict: the "params" of a group must be distinct indices, got [1, 1]',
        ),
        (
            damaged(whole_groups=5),
            TypeError,
            'Adam.load_state_dict: "param_groups" must be a list of dicts, got 5',
        ),
        (damaged(whole_groups=[5]), TypeError, "Adam.load_state_dict: group 0 must be a dict, got 5"),
        (damaged(whole_state=None), TypeError, 'Adam.load_state_dict: "state" must be a dict, got None'),
        (
            damaged(entry=None),
            ValueError,
            "Adam.load_state_dict: parameter 1 has the slots None, needed are "
            "['exp_avg', 'exp_avg_sq', 'step'], possible are ['max_exp_avg_sq']",
        ),
        (
            damaged(slot=None),
            ValueError,
            "Adam.load_state_dict: exp_avg of parameter 1 is None but other slots are there",
        ),
        (
            damaged(slot="x"),
            TypeError,
            "Adam.load_state_dict: exp_avg of parameter 1 is not an array: "
            "asarray: expected numbers, got str; keep text, objects and records in NumPy arrays",
        ),
        (
            damaged(step=-5),
            ValueError,
            "Adam.load_state_dict: step of parameter 1 must be at least 0, got -5",
        ),
        *[
            (
                damaged(step=value),
                TypeError,
                f"Adam.load_state_dict: step of parameter 1 must be an integer, got {value!r}",
            )
            for value in (2.7, "x", None, math.nan)
        ],
    ]
    before = {k: v["exp_avg"].tolist() for k, v in good["state"].items()}
    for state, kind, message in cases:
        with pytest.raises(kind) as error:
            optimizer.load_state_dict(state)
        assert str(error.value) == message
        now = optimizer.state_dict()
        assert {k: v["exp_avg"].tolist() for k, v in now["state"].items()} == before
        assert now["param_groups"] == good["param_groups"]


@pytest.mark.parametrize("product", ["x", None, math.nan, [0.5]])
def test_a_product_that_is_no_number(product):
    (p,) = parameters(START[:1])
    p.grad = tc.ones(p.shape)
    optimizer = optim.NAdam([p])
    optimizer.step()
    state, before = optimizer.state_dict(), str(optimizer.state_dict())
    state["state"][0]["mu_product"] = product
    with pytest.raises(
        (TypeError, ValueError), match=r"^NAdam.load_state_dict: mu_product of parameter 0 must be"
    ):
        optimizer.load_state_dict(state)
    assert str(optimizer.state_dict()) == before
    optimizer._states[0]["mu_product"][0] = "x"
    before = p.tolist()
    with pytest.raises(ValueError, match=r"^NAdam: products must be finite floats, got 'x'$"):
        optimizer.step()
    assert p.tolist() == before


def test_slots_that_a_rule_does_not_have():
    optimizer = optim.RMSprop(parameters())
    for has in ({"step": 1}, {"step": 1, "square_avg": tc.ones((3, 4)), "more": 1}):
        state = {"state": {0: has}, "param_groups": optimizer.state_dict()["param_groups"]}
        with pytest.raises(ValueError) as error:
            optimizer.load_state_dict(state)
        assert str(error.value) == (
            f"RMSprop.load_state_dict: parameter 0 has the slots {sorted(has)}, needed are "
            "['square_avg', 'step'], possible are ['grad_avg', 'momentum_buffer']"
        )


@pytest.mark.parametrize("name", ["Adam", "AdamW"])
def test_pytorchs_state_is_read(name):
    torch = pytest.importorskip("torch")
    p = torch.tensor(START[0], requires_grad=True)
    theirs = getattr(torch.optim, name)([("weight", p)], lr=0.3)
    p.grad = torch.tensor(gradients([START[0], *GOAL[1:]])[0])
    theirs.step()
    (q,) = parameters([p.detach().numpy()])
    ours = getattr(optim, name)([q])
    state = theirs.state_dict()
    ours.load_state_dict(state)
    assert ours.state_dict()["state"][0]["exp_avg"].tolist() == state["state"][0]["exp_avg"].tolist()
    other = optim.AdamW([q]) if name == "Adam" else optim.Adam([q])
    with pytest.raises(ValueError, match=r"load_state_dict: unknown options \['decoupled_weight_decay'\]"):
        other.load_state_dict(state)
    state["state"] = {
        k: {slot: v.numpy() for slot, v in entry.items()} for k, entry in state["state"].items()
    }
    ours.load_state_dict(state)
    q.grad = tc.array(p.grad.numpy())
    theirs.step()
    ours.step()
    np.testing.assert_allclose(q.detach().numpy(), p.detach().numpy(), rtol=1e-12)


def test_repr():
    assert repr(optim.SGD(parameters(), lr=0.5)).splitlines()[:4] == [
        "SGD (",
        "Parameter Group 0",
        "    dampening: 0.0",
        "    look_ahead: False",
    ]


W = parameters()[0]
BY_RULE = {row.public.rule.name: row.public for row in OPTIMISERS if row.public.rule}


def step(rule, state=None, params=(W,), **options):
    """Of the parameters, with the defaults of the optimiser and these options."""
    options = {**BY_RULE[rule]([W]).defaults, **options}
    optim.step(rule, [*params], {} if state is None else state, options)


FROZEN = nn.Parameter(tc.broadcast_to(tc.ones(1), (3,)))
ERRORS = [
    (
        lambda: optim.SGD([W, FROZEN]),
        ValueError,
        "SGD: parameter 1 of shape (3,) is read-only memory; make it of a copy, Parameter(x.copy())",
    ),
    (lambda: step("sgd", lr=math.nan), ValueError, "step: lr must be finite and at least 0, got nan"),
    (lambda: step("sgd", nesterov=True), ValueError, "step: nesterov needs a momentum and no dampening"),
    (lambda: step("adam", betas=(0.9, 1.0)), ValueError, "step: betas must be in [0, 1), got 1.0"),
    (
        lambda: step("sgd", momentum=0.9),
        TypeError,
        "step: the state must have a list 'momentum_buffer', got NoneType",
    ),
    (
        lambda: step("sgd", {"momentum_buffer": []}, momentum=0.9),
        ValueError,
        "step: 1 parameters but 0 entries of 'momentum_buffer'",
    ),
    (
        lambda: optim.step("sdg", [W], {}, {}),
        ValueError,
        f"step: there is no rule 'sdg'; known are {', '.join(RULES)}",
    ),
    (lambda: optim.SGD([]), ValueError, "SGD: the list of parameters is empty"),
    (
        lambda: optim.SGD(W),
        TypeError,
        "SGD: params must be an iterable of tensors or dicts, got Tensor; put it in a list",
    ),
    (
        lambda: optim.Adam(nn.Linear(1, 1)),
        TypeError,
        "Adam: params must be an iterable of tensors or dicts, got Linear; give model.parameters()",
    ),
    (lambda: optim.SGD([W, W]), ValueError, "SGD: parameter 1 of shape (3, 4) is there twice"),
    (
        lambda: optim.SGD([("0.weight", W), ("2.weight", W)]),
        ValueError,
        "SGD: parameter 1 '2.weight' of shape (3, 4) is there twice",
    ),
    (
        lambda: optim.SGD([{"params": [W]}, {"params": [W]}]),
        ValueError,
        "SGD: parameter 0 of shape (3, 4) is there twice",
    ),
    (
        lambda: optim.SGD([W * 2]),
        ValueError,
        "SGD: parameter 0 of shape (3, 4) is the result of an operation; only leaves can be optimised",
    ),
    (lambda: optim.SGD([3.0]), TypeError, "SGD: parameter 0 is a float, not a Tensor"),
    (
        lambda: optim.SGD([tc.arange(3)]),
        TypeError,
        "SGD: parameter 0 is int64; only floating tensors can be optimised",
    ),
    (
        lambda: optim.SGD([{"params": [W], "weightdecay": 1}]),
        ValueError,
        "SGD: unknown option 'weightdecay', did you mean 'weight_decay'? Known are ['dampening', "
        "'look_ahead', 'lr', 'maximize', 'momentum', 'nesterov', 'velocity', 'weight_decay']",
    ),
    (
        lambda: optim.SGD([{"lr": 1}]),
        TypeError,
        "SGD: a parameter group is a dict with \"params\", got {'lr': 1}",
    ),
    (lambda: optim.SGD([W], lr=-1), ValueError, "SGD: lr must be finite and at least 0, got -1"),
    (lambda: optim.SGD([W], lr=math.nan), ValueError, "SGD: lr must be finite and at least 0, got nan"),
    (lambda: optim.SGD([W], lr="fast"), TypeError, "SGD: lr must be a number, got 'fast'"),
    (lambda: optim.SGD([W], nesterov=True), ValueError, "SGD: nesterov needs a momentum and no dampening"),
    (lambda: optim.Adam([W], betas=(0.9, 1.0)), ValueError, "Adam: betas must be in [0, 1), got 1.0"),
    (lambda: optim.AdamW([W], betas=0.9), TypeError, "AdamW: betas must be a pair of numbers, got 0.9"),
    (lambda: optim.AdamW([W], eps=-1e-8), ValueError, "AdamW: eps must be finite and at least 0, got -1e-08"),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:40] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert type(error.value) is kind and str(error.value) == message


def test_states_that_cannot_be_used_change_nothing():
    a, b = tl.ones(2, requires_grad=True), tl.ones(2, requires_grad=True)
    (a.sum() + b.sum()).backward()
    frozen = np.zeros(2)
    frozen.setflags(write=False)
    for steps in ([0, None], [0, "x"], [0, 2**70], [0, -1], [0, 1.5]):
        state = {"step": steps, "exp_avg": [None] * 2, "exp_avg_sq": [None] * 2}
        with pytest.raises(ValueError, match=r"^step: step counts"):
            step("adam", state, (a, b))
        assert steps[0] == 0 and state["exp_avg"] == [None] * 2
    with pytest.raises(ValueError, match=r"^step: the state"):
        step("sgd", {"momentum_buffer": [None, tl.asarray(frozen)]}, (a, b), momentum=0.9)
    assert a.tolist() == b.tolist() == [1, 1] and not frozen.any()


@pytest.mark.parametrize("rule", RULES)
def test_large_parameters_are_updated_without_the_interpreters_lock(rule):
    """The same numbers as for small ones."""
    w = np.random.default_rng(0).standard_normal(300_000)
    whole, part = tl.array(w, requires_grad=True), tl.array(w[:100], requires_grad=True)
    for p in (whole, part):
        (p * p).sum().backward()
        state = {slot: [BY_RULE[rule].numbers.get(slot)] for slot in BY_RULE[rule].slots}
        step(
            rule, state, (p,), **({"momentum": 0.9} if "momentum" in BY_RULE[rule].optional.values() else {})
        )
    assert np.asarray(whole.detach())[:100].tobytes() == np.asarray(part.detach()).tobytes()


def test_groups_may_be_given_other_parameters_and_entries_between_steps():
    a, b, c = (tl.ones(3, requires_grad=True) for _ in range(3))
    for make in (tl.optim.SGD, tl.optim.Adam):
        optimizer = make([{"params": [a]}, {"params": [b]}], lr=0.1)
        (a.sum() + b.sum() + c.sum()).backward()
        optimizer.step()
        optimizer.param_groups[1]["params"] = [c]
        optimizer.param_groups[1]["note"] = np.ones(3)
        optimizer.step()
        optimizer.param_groups[0]["lr"] = -1.0
        with pytest.raises(ValueError, match="lr") as error:
            optimizer.step()
        assert error.value.__suppress_context__ or error.value.__context__ is None


def test_groups_may_have_labels():
    a, b = tl.nn.Parameter(tl.ones(2)), tl.nn.Parameter(tl.ones(3))
    opt = tl.optim.Adam([{"params": [a], "name": "head"}, {"params": [b], "lr": 0.5, "kind": "body"}], lr=0.1)
    other = tl.optim.Adam([{"params": [a]}, {"params": [b]}])
    other.load_state_dict(opt.state_dict())
    for o in (opt, other):
        a.grad, b.grad = tl.ones(2), tl.ones(3)
        o.step()
        assert [g.get("name", g.get("kind")) for g in o.param_groups] == ["head", "body"]
    with pytest.raises(ValueError, match=r"^SGD: unknown option 'momentun', did you mean"):
        tl.optim.SGD([{"params": [a], "momentun": 0.5}])
