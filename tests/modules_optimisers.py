"""Rows of the registry: optimisers whose rules are written with functions of tensors."""

import numpy as np
from registry import optimiser, other

import tensorlab as tl

YES_OR_NO = (False, True)


def rprop(w, g, slots, t, lr, etas=(0.5, 1.2), step_sizes=(1e-6, 50), maximize=False, weight_decay=None):
    g, before = -g if maximize else g, slots.get("g", 0)
    factor = np.select([g * before > 0, g * before < 0], [etas[1], etas[0]], 1.0)
    slots["s"] = np.clip(slots.get("s", lr) * factor, *step_sizes)
    slots["g"] = g = g * (g * before >= 0)
    return w - slots["s"] * np.sign(g)


def asgd(w, g, slots, t, lr, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, maximize=False):
    g = (-g if maximize else g) + weight_decay * w
    eta = lr / (1 + lambd * lr * (t - 1)) ** alpha
    return w - eta * (g + lambd * w)


def lion(w, g, slots, t, lr, betas=(0.9, 0.99), weight_decay=0, maximize=False):
    g, m = -g if maximize else g, slots.get("m", 0)
    slots["m"] = betas[1] * m + (1 - betas[1]) * g
    return w - lr * (np.sign(betas[0] * m + (1 - betas[0]) * g) + weight_decay * w)


def root(x):
    return np.sqrt(np.mean(x * x))


def adafactor(
    w, g, slots, t, lr, beta2_decay=-0.8, eps=(None, 1e-3), d=1.0, weight_decay=0, maximize=False
):  # fmt: skip
    g, share = -g if maximize else g, float(t) ** beta2_decay
    least = np.finfo(w.dtype).eps if eps[0] is None else eps[0]

    def mean(key, new):
        slots[key] = slots.get(key, 0) * (1 - share) + share * new
        return slots[key]

    if w.ndim < 2:
        v = mean("v", g * g)
    else:
        rows, columns = (mean(axis, (g * g).mean(axis, keepdims=True)) for axis in (-1, -2))
        v = rows * columns / np.maximum(rows.mean(-2, keepdims=True), least)
    u = g / np.sqrt(np.maximum(v, least**2))
    size = max(eps[1], root(w)) * min(lr, 1 / np.sqrt(t))
    return w * (1 - lr * weight_decay) - size * u / max(1, root(u) / d)


optimiser(
    "Rprop", rprop, etas=((0.5, 1.2), (0.3, 1.5)), step_sizes=((1e-6, 50), (0.01, 0.05)), maximize=YES_OR_NO,
)  # fmt: skip
optimiser(
    "ASGD", asgd, lambd=(1e-4, 0.1), alpha=(0.75, 0.5), t0=(1e6, 2.0), weight_decay=(0.0, 0.1),
    maximize=YES_OR_NO,
)  # fmt: skip
optimiser(
    "Lion", lion, betas=((0.9, 0.99), (0.5, 0.2)), weight_decay=(0.0, 0.1), maximize=YES_OR_NO, torch=False
)
optimiser(
    "Adafactor", adafactor, beta2_decay=(-0.8, -0.3), eps=((None, 1e-3), (1e-3, 0.5)), d=(1.0, 1.5),
    weight_decay=(0.0, 0.1), maximize=YES_OR_NO,
)  # fmt: skip


@other("optim.LBFGS")
def a_quadratic_is_at_its_lowest_after_a_few_steps():
    w = tl.array([3.0, -2.0], requires_grad=True)
    optimizer = tl.optim.LBFGS([w], tolerance_change=0, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = (w * w * tl.array([1.0, 10.0])).sum()
        value.backward()
        return value

    assert optimizer.step(loss).item() == 49
    np.testing.assert_allclose(w.detach().numpy(), 0, atol=1e-6)


@other("optim.Muon")
def steps_are_nearly_orthogonal():
    w = tl.nn.Parameter(tl.zeros((4, 6)))
    w.grad = tl.array(np.random.default_rng(0).normal(size=(4, 6)))
    tl.optim.Muon([w], lr=1.0).step()
    values = np.linalg.svd(w.detach().numpy(), compute_uv=False)
    assert values.max() < 1.35 and values.min() > 0.6, values


# ---- means of weights
def mean_of(fn, *models, **options):
    model = tl.nn.Linear(1, 1)
    mean = tl.optim.swa_utils.AveragedModel(model, **{fn: options.get("function")} if fn else {})
    for value in models:
        tl.nn.init.constant_(model.weight, value)
        mean.update_parameters(model)
    return mean.module.weight.item()


S = tl.optim.swa_utils


@other("optim.swa_utils.AveragedModel")
def a_mean_of_all():
    assert mean_of(None, 1, 3, 8) == 4


@other("optim.swa_utils.get_swa_avg_fn")
def a_mean_of_all_by_its_function():
    assert mean_of("avg_fn", 1, 3, 8, function=S.get_swa_avg_fn()) == 4


@other("optim.swa_utils.get_swa_multi_avg_fn")
def a_mean_of_all_by_its_function_of_lists():
    assert mean_of("multi_avg_fn", 1, 3, 8, function=S.get_swa_multi_avg_fn()) == 4


@other("optim.swa_utils.get_ema_avg_fn")
def a_moving_mean():
    assert mean_of("avg_fn", 1, 3, 8, function=S.get_ema_avg_fn(0.5)) == 5


@other("optim.swa_utils.get_ema_multi_avg_fn")
def a_moving_mean_of_lists():
    assert mean_of("multi_avg_fn", 1, 3, 8, function=S.get_ema_multi_avg_fn(0.5)) == 5


@other("optim.swa_utils.update_bn")
def statistics_of_all_batches():
    layer, rng = tl.nn.BatchNorm1d(2), np.random.default_rng(0)
    batches = [rng.normal(3, 2, (5, 2)).astype("float32") for _ in range(4)]
    S.update_bn([tl.array(x) for x in batches], layer)
    np.testing.assert_allclose(layer.running_mean.numpy(), np.mean(batches, (0, 1)), rtol=1e-5)


@other("optim.swa_utils.SWALR")
def a_straight_way():
    optimizer = tl.optim.SGD([tl.nn.Parameter(tl.ones(1))], lr=1.0)
    scheduler, seen = S.SWALR(optimizer, 0.2, anneal_epochs=4, anneal_strategy="linear"), []
    for _ in range(6):
        seen.append(optimizer.param_groups[0]["lr"])
        scheduler.step()
    np.testing.assert_allclose(seen, [1, 0.8, 0.6, 0.4, 0.2, 0.2])
