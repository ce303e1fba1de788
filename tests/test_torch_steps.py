"""Thirty steps of every optimiser beside its formula and beside PyTorch's, the states exchanged midway."""

import numpy as np
import pytest
from modules import OPTIMISERS, exactly

import tensorlab as tl

SHAPES = [(3, 4), (5,), ()]
RNG = np.random.default_rng(3)
START, GOAL = ([RNG.normal(size=shape) for shape in SHAPES] for _ in range(2))
LR = 0.02
OWN = {"lr": 0.1, "weight_decay": 0.3}  # the last parameter's group
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-12}, "float32": {"rtol": 1e-4, "atol": 1e-5}}
ROWS = [
    pytest.param(row, options, id=f"{row.short}-{i}")
    for row in OPTIMISERS
    for i, options in enumerate(row.combinations())
    if row.legal(**options)
]


def slope(w, goal):
    """Bounded, so that an ascent of thirty steps stays finite."""
    return np.sin(2 * w - goal) + 0.1 * w


def own(row):
    return {option: value for option, value in OWN.items() if option in row.defaults}


def groups(params, row):
    return [{"params": params[:2]}, {"params": params[2:], **own(row)}]


def step(optimizer, params, as_tensor):
    for p, goal in zip(params, GOAL, strict=True):
        w = p.detach().numpy()
        p.grad = as_tensor(slope(w, goal.astype(w.dtype)))
    optimizer.step()


@pytest.mark.parametrize(("row", "options"), ROWS)
def test_thirty_steps_follow_the_formula(row, options):
    params = [tl.nn.Parameter(tl.array(w)) for w in START]
    optimizer = row.public(groups(params, row), lr=LR, **options)
    expected, slots = list(START), [{} for _ in START]
    settings = [{"lr": LR, **options}] * 2 + [{"lr": LR, **options, **own(row)}]
    for t in range(1, 31):
        step(optimizer, params, tl.array)
        expected = [
            row.formula(w, slope(w, goal), kept, t, **chosen)
            for w, goal, kept, chosen in zip(expected, GOAL, slots, settings, strict=True)
        ]
        for p, w in zip(params, expected, strict=True):
            np.testing.assert_allclose(p.detach().numpy(), w, **TOLERANCE["float64"])


def pytorchs_form(torch, state):
    """A state of ours with PyTorch's tensors in it, and nothing else changed."""
    entries = {
        key: {
            slot: torch.tensor(value.numpy()) if isinstance(value, tl.Tensor) else value
            for slot, value in entry.items()
        }
        for key, entry in state["state"].items()
    }
    return {**state, "state": entries}


# the variance v − m² keeps so few digits in float32 that either library is 1e-4 from the exact path
THEIRS = [
    pytest.param(*case.values, dtype, id=f"{case.id}-{dtype}")
    for case in ROWS
    for dtype in (("float64",) if case.values[1].get("centered") else TOLERANCE)
    if case.values[0].pytorchs(case.values[1])
]


@pytest.mark.parametrize(("row", "options", "dtype"), THEIRS)
def test_thirty_steps_are_pytorchs_and_so_is_the_state(row, options, dtype, monkeypatch):
    torch = pytest.importorskip("torch")
    exactly(torch, monkeypatch)
    options = {name: value for name, value in options.items() if name not in row.ours}
    params = [tl.nn.Parameter(tl.array(w, dtype=dtype)) for w in START]
    theirs = [torch.tensor(w.astype(dtype), requires_grad=True) for w in START]
    make = lambda: (
        row.public(groups(params, row), lr=LR, **options),
        getattr(torch.optim, row.short)(groups(theirs, row), lr=LR, **options),
    )
    ours, other = make()
    for half in range(2):
        if half:
            mine, state = ours.state_dict(), other.state_dict()
            for key, entry in mine["state"].items():
                assert [*entry] == [slot for slot, value in state["state"][key].items() if value is not None]
            ours, other = make()
            ours.load_state_dict(state)
            other.load_state_dict(pytorchs_form(torch, mine))
        for _ in range(15):
            step(ours, params, tl.array)
            step(other, theirs, torch.tensor)
            for p, q in zip(params, theirs, strict=True):
                np.testing.assert_allclose(p.detach().numpy(), q.detach().numpy(), **TOLERANCE[dtype])
