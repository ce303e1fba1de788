"""The lecture's descent methods, L16 to L20, step by step as the lecture writes them."""

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import optim

STEPS = 12
START = np.random.default_rng(5).normal(size=(4, 3))
RATES = [0.1 / (1 + t % 5) for t in range(STEPS)]  # η falls and rises again


def gradient(w):
    """Of L(w) = Σ ¼w⁴ + ½(w − 1)²."""
    return w**3 + w - 1


def loss(w):
    return (0.25 * w**4 + 0.5 * (w - 1) ** 2).sum()


def path(make, rates, with_closure=False):
    """The parameters after every step, and the optimiser."""
    w = tl.nn.Parameter(tl.array(START))
    optimizer = make([w])

    def closure():
        optimizer.zero_grad()
        value = loss(w)
        w.grad = tl.array(gradient(w.detach().numpy()))  # as exact as NumPy's
        return value

    points = []
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        if with_closure:
            optimizer.step(closure)
        else:
            closure()
            optimizer.step()
        points.append(w.detach().numpy().copy())
    return np.array(points), optimizer


def exactly(points, row):
    """Rounded as the row is: bit for bit but for the last place."""
    np.testing.assert_allclose(points, np.array(row), rtol=1e-14, atol=1e-15)


# ---- the rows ----------------------------------------------------------------------------------------------
def l16(alpha=0.9, rates=RATES):
    w, h, points = START, 0, []
    for eta in rates:
        h = alpha * h + eta * gradient(w)
        w = w - h
        points.append(w)
    return points


def l17(alpha=0.9, rates=RATES):
    w, h, points = START, 0, []
    for eta in rates:
        h = alpha * h + eta * gradient(w - alpha * h)
        w = w - h
        points.append(w)
    return points


def l18(eta=0.01, eps=1e-3):
    w, G, points = START, 0, []
    for _ in range(STEPS):
        g = gradient(w)
        G = G + g**2
        w = w - eta / np.sqrt(G + eps) * g
        points.append(w)
    return points


def l19(eta=0.01, alpha=0.9, eps=1e-3):
    w, G, points = START, 0, []
    for _ in range(STEPS):
        g = gradient(w)
        G = alpha * G + (1 - alpha) * g**2
        w = w - eta / np.sqrt(G + eps) * g
        points.append(w)
    return points


def l20(eta=0.01, beta1=0.9, beta2=0.999, eps=1e-3):
    w, h, G, points = START, 0, 0, []
    for _ in range(STEPS):
        g = gradient(w)
        h = beta1 * h + (1 - beta1) * g
        G = beta2 * G + (1 - beta2) * g**2
        w = w - eta / np.sqrt(G + eps) * h
        points.append(w)
    return points


# ---- and what reaches them ---------------------------------------------------------------------------------
def test_l16_momentum_while_eta_changes():
    points, optimizer = path(lambda p: optim.SGD(p, momentum=0.9, velocity=True), RATES)
    np.testing.assert_array_equal(points, l16())
    h = points[-2] - points[-1]
    np.testing.assert_allclose(optimizer.state_dict()["state"][0]["momentum_buffer"].numpy(), h, rtol=1e-12)


def test_pytorchs_momentum_is_another_path_while_eta_changes_and_the_same_while_it_does_not():
    theirs = lambda p: optim.SGD(p, momentum=0.9)
    assert abs(path(theirs, RATES)[0] - l16()).max() > 1e-2
    exactly(path(theirs, [0.05] * STEPS)[0], l16(rates=[0.05] * STEPS))


def test_l17_nesterov_with_the_gradient_at_the_point_ahead():
    make = lambda p: optim.SGD(p, momentum=0.9, velocity=True, look_ahead=True)
    exactly(path(make, RATES, with_closure=True)[0], l17())
    fixed = [0.05] * STEPS
    make = lambda p: optim.SGD(p, momentum=0.9, look_ahead=True)
    exactly(path(make, fixed, with_closure=True)[0], l17(rates=fixed))


@pytest.mark.parametrize("velocity", [False, True])
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_nesterovs_parameters_are_the_points_ahead(velocity, weight_decay):
    """The two forms of L17 are one path."""
    options = {"momentum": 0.9, "weight_decay": weight_decay, "velocity": velocity}
    rates = RATES if velocity else [0.05] * STEPS
    ahead, optimizer = path(lambda p: optim.SGD(p, nesterov=True, **options), rates)
    points, other = path(lambda p: optim.SGD(p, look_ahead=True, **options), rates, with_closure=True)
    b, c = (o.state_dict()["state"][0]["momentum_buffer"].numpy() for o in (optimizer, other))
    np.testing.assert_allclose(b, c, rtol=1e-12)
    np.testing.assert_allclose(points[-1] - 0.9 * (1 if velocity else 0.05) * c, ahead[-1], rtol=1e-12)


def test_l18_adagrad():
    exactly(path(lambda p: optim.Adagrad(p, eps=1e-3, eps_inside=True), [0.01] * STEPS)[0], l18())


def test_l19_rmsprop():
    make = lambda p: optim.RMSprop(p, alpha=0.9, eps=1e-3, eps_inside=True)
    exactly(path(make, [0.01] * STEPS)[0], l19())


def test_l20_adam():
    make = lambda p: optim.Adam(p, eps=1e-3, bias_correction=False, eps_inside=True)
    exactly(path(make, [0.01] * STEPS)[0], l20())


# ---- the point ahead ---------------------------------------------------------------------------------------
def looking(values=((1.0, 2.0), (3.0,)), **options):
    params = [tl.nn.Parameter(tl.array(v)) for v in values]
    return params, optim.SGD(params, lr=0.5, momentum=0.5, look_ahead=True, **options)


def squares(optimizer, params):
    def closure():
        optimizer.zero_grad()
        value = sum(0.5 * (p * p).sum() for p in params)
        value.backward()
        return value

    return closure


def state(params, optimizer):
    return [p.tolist() for p in params], str(optimizer.state_dict())


def test_the_closure_is_called_at_the_point_ahead_and_its_loss_is_returned():
    params, optimizer = looking()
    assert optimizer.step(squares(optimizer, params)).item() == 7.0
    assert params[0].tolist() == [0.5, 1.0]  # h = 0.5 g
    assert optimizer.step(squares(optimizer, params)).item() == 0.5 * (0.25**2 + 0.5**2 + 0.75**2)
    assert params[0].tolist() == [0.125, 0.25]


def test_a_parameter_without_a_gradient_is_where_it_was():
    params, optimizer = looking()
    optimizer.step(squares(optimizer, params))
    before = params[1].tolist()
    optimizer.step(squares(optimizer, params[:1]))
    assert params[1].tolist() == before and params[0].tolist() == [0.125, 0.25]


def test_groups_look_ahead_each_by_its_own_options():
    a, b = tl.nn.Parameter(tl.array([1.0])), tl.nn.Parameter(tl.array([1.0]))
    optimizer = optim.SGD([{"params": [a]}, {"params": [b], "look_ahead": False}], lr=0.5, momentum=0.5,
                          look_ahead=True)  # fmt: skip
    for _ in range(2):
        optimizer.step(squares(optimizer, [a, b]))
    assert a.item() == 0.125 and b.item() == 0.5 - (0.25 + 0.25)


def test_parameters_in_one_memory_are_moved_back_too():
    memory = tl.array([4.0])
    tied = [tl.nn.Parameter(memory), tl.nn.Parameter(memory)]
    optimizer = optim.SGD(tied, lr=0.25, momentum=0.5, look_ahead=True)
    optimizer.step(squares(optimizer, tied[:1]))
    optimizer.step(squares(optimizer, tied[1:]))
    before = memory.tolist()

    def fails():
        assert memory.tolist() != before
        raise KeyError("closure")

    with pytest.raises(KeyError, match="closure"):
        optimizer.step(fails)
    assert memory.tolist() == before


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_a_closure_that_fails_changes_nothing(error):
    params, optimizer = looking()
    optimizer.step(squares(optimizer, params))
    before = state(params, optimizer)

    def fails():
        assert params[0].tolist() == [0.25, 0.5]
        raise error

    with pytest.raises(error):
        optimizer.step(fails)
    assert state(params, optimizer) == before


def test_a_step_that_fails_after_the_closure_changes_nothing():
    params, optimizer = looking()
    closure = squares(optimizer, params)
    optimizer.step(closure)
    before = state(params, optimizer)

    def spoils():
        value = closure()
        optimizer.param_groups[0]["weight_decay"] = -1.0
        return value

    with pytest.raises(ValueError, match=r"^SGD: weight_decay must be finite and at least 0, got -1.0$"):
        optimizer.step(spoils)
    optimizer.param_groups[0]["weight_decay"] = 0.0
    assert state(params, optimizer) == before


def test_options_that_do_not_go_together():
    params, optimizer = looking()
    closure = squares(optimizer, params)
    text = "look_ahead needs a momentum, no dampening and no nesterov"
    for wrong in ({"momentum": 0.0}, {"dampening": 0.5}, {"nesterov": True}):
        with pytest.raises(ValueError, match=rf"^SGD: {text}$"):
            optim.SGD(params, **{"momentum": 0.5, "look_ahead": True, **wrong})
    with pytest.raises(TypeError, match=r"^SGD: look_ahead must be True or False, got 1$"):
        optim.SGD(params, momentum=0.5, look_ahead=1)
    closure()
    before = state(params, optimizer)
    with pytest.raises(ValueError, match=r"^SGD: look_ahead needs step\(closure\), which"):
        optimizer.step()
    with pytest.raises(TypeError, match=r"^SGD.step: closure must be a function, got float"):
        optimizer.step(0.5)
    assert state(params, optimizer) == before
    optimizer.step(closure)
    for damage in (lambda g: g.update(momentum="x"), lambda g: g.pop("look_ahead")):
        group = optimizer.param_groups[0]
        kept = dict(group)
        damage(group)
        before = [p.tolist() for p in params]
        with pytest.raises((TypeError, ValueError), match=r"^SGD: .*(momentum|look_ahead)"):
            optimizer.step(closure)
        assert [p.tolist() for p in params] == before
        group.update(kept)


def test_a_saved_state_goes_on_looking_ahead():
    params, optimizer = looking(velocity=True)
    optimizer.step(squares(optimizer, params))
    others = [tl.nn.Parameter(p.detach().copy()) for p in params]
    other = optim.SGD(others)
    other.load_state_dict(optimizer.state_dict())
    for o, ps in ((optimizer, params), (other, others)):
        o.step(squares(o, ps))
    assert [p.tolist() for p in others] == [p.tolist() for p in params]
