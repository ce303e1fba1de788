"""Hooks of modules."""

import copy
import pickle
import re

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn.hooks import Hooks


class Two(nn.Module):
    """Two inputs and an option, two outputs."""

    def forward(self, a, b, factor=1.0):
        return a * b * factor, a + b


def doubled(module, args, output):
    return output * 2


def test_before_and_behind_in_their_order():
    layer, log = nn.Identity(), []
    layer.register_forward_pre_hook(lambda module, args: log.append(("a", module is layer, args[0].item())))
    layer.register_forward_pre_hook(lambda module, args: args[0] + 1)
    layer.register_forward_pre_hook(lambda module, args: log.append(("first", args[0].item())), prepend=True)
    layer.register_forward_hook(lambda module, args, output: (log.append(args[0].item()), output * 10)[1])
    layer.register_forward_hook(lambda module, args, output: log.append(output.item()))
    assert layer(tl.array(1.0)).item() == 20
    assert log == [("first", 1), ("a", True, 1), 2, 20]


def test_keyword_arguments():
    layer = Two()
    before = layer.register_forward_pre_hook(
        lambda module, args, kwargs: (args, {**kwargs, "factor": kwargs["factor"] + 1}), with_kwargs=True
    )
    seen = []
    layer.register_forward_hook(lambda module, args, kwargs, output: seen.append(kwargs), with_kwargs=True)
    assert layer(tl.array(2.0), tl.array(3.0), factor=1)[0].item() == 12
    assert seen == [{"factor": 2}]
    before.remove()
    layer.register_forward_pre_hook(lambda module, args, kwargs: args, with_kwargs=True)
    with pytest.raises(RuntimeError, match=r"^register_forward_pre_hook: a hook with keyword arguments "):
        layer(tl.array(2.0), b=tl.array(3.0))


def test_a_module_without_hooks_is_as_before():
    layer = nn.Linear(2, 2)
    assert "forward" not in vars(layer)
    first, second = (
        layer.register_forward_hook(doubled),
        layer.register_full_backward_hook(lambda *gradients: None),
    )
    assert isinstance(layer.forward, Hooks)
    first.remove()
    first.remove()
    second.remove()
    assert "forward" not in vars(layer)
    with layer.register_forward_hook(doubled):
        pass
    assert "forward" not in vars(layer)


def test_functions_that_were_put_in_the_place_of_forward():
    layer = nn.Identity()
    layer.forward = lambda x: x + 1
    handle = layer.register_forward_hook(doubled)
    assert layer(tl.array(1.0)).item() == 4
    handle.remove()
    assert layer(tl.array(1.0)).item() == 2


def test_containers_call_hooks():
    model = nn.Sequential(nn.Identity(), nn.Sequential(nn.Identity()))
    x = tl.array(1.0)
    assert model(x).item() == 1  # calls are prepared now
    handles = [module.register_forward_hook(doubled) for module in model.modules()]
    assert model(x).item() == 16 and model[1](x).item() == 4
    for handle in handles:
        handle.remove()
    assert model(x).item() == 1


def test_copies_have_the_hooks_and_states_do_not():
    layer = nn.Linear(2, 2)
    layer.register_forward_hook(doubled)
    x = tl.ones((1, 2), dtype="float32")
    for twin in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert twin.forward.module is twin and (twin(x) == layer(x)).all()
    assert list(layer.state_dict()) == ["weight", "bias"] and repr(layer) == repr(nn.Linear(2, 2))


def test_errors_name_the_layer_and_hooks_that_want_to_know_are_called():
    model, log = nn.Sequential(nn.Linear(2, 2)), []
    model[0].register_forward_hook(lambda module, args, output: log.append("never"))
    model[0].register_forward_hook(lambda module, args, output: log.append(output), always_call=True)
    with pytest.raises(ValueError, match=r"\(in layer '0': Linear"):
        model(tl.ones((1, 3), dtype="float32"))
    assert log == [None]

    def raising(module, args):
        raise RuntimeError("of the hook")

    model[0].register_forward_pre_hook(raising)
    with pytest.raises(RuntimeError, match=r"^of the hook \(in layer '0': Linear"):
        model(tl.ones((1, 2), dtype="float32"))


# ---- gradients ---------------------------------------------------------------------------------------------
def test_gradients_on_their_way():
    layer, log = nn.Tanh(), []
    layer.register_full_backward_pre_hook(lambda module, outer: log.append(("pre", outer[0].tolist())))
    layer.register_full_backward_pre_hook(lambda module, outer: (outer[0] * 2,))
    layer.register_full_backward_hook(
        lambda module, inner, outer: log.append((inner[0].item(), outer[0].item()))
    )
    layer.register_full_backward_hook(lambda module, inner, outer: inner[0] * 10)
    x = tl.array([0.0], requires_grad=True)
    layer(x).sum().backward()
    assert log == [("pre", [1.0]), (2.0, 2.0)] and x.grad.tolist() == [20]


def test_several_inputs_and_outputs_come_at_once():
    layer, log = Two(), []
    layer.register_full_backward_hook(
        lambda module, inner, outer: (log.append((inner, outer)), (inner[1], inner[0]))[1]
    )
    a, b = tl.array([[2.0]], requires_grad=True), tl.array([[3.0]], requires_grad=True)
    product, total = layer(a, b)
    (product * 5 + total).sum().backward()
    ((inner, outer),) = log
    assert [g.item() for g in inner] == [16, 11] and [g.item() for g in outer] == [5, 1]
    assert (a.grad.item(), b.grad.item()) == (11, 16)


def test_what_has_no_gradient_is_none():
    layer, log = Two(), []
    layer.register_full_backward_hook(lambda module, inner, outer: log.append(inner))
    a = tl.array([2.0], requires_grad=True)
    layer(a, 3.0)[0].sum().backward()
    assert log[0][0].tolist() == [3] and log[0][1] is None
    linear = nn.Linear(2, 1)
    linear.register_full_backward_hook(lambda module, inner, outer: log.append((inner, outer)))
    linear(tl.ones((1, 2), dtype="float32")).sum().backward()
    assert log[1][0] == (None,) and log[1][1][0].tolist() == [[1]]


def test_second_derivatives_do_not_come_from_the_outputs():
    layer = nn.Tanh()
    layer.register_full_backward_hook(lambda module, inner, outer: (inner[0] * 3,))
    x = tl.array([0.5], requires_grad=True)
    (slope,) = tl.autograd.grad(layer(x).sum(), x, create_graph=True)
    (curve,) = tl.autograd.grad(slope.sum(), x)
    t = np.tanh(0.5)
    np.testing.assert_allclose(slope.detach().numpy(), [3 * (1 - t * t)])
    np.testing.assert_allclose(curve.numpy(), [3 * -2 * t * (1 - t * t)], rtol=1e-12)


ERRORS = [
    (
        lambda: nn.Tanh().register_forward_hook("print"),
        TypeError,
        "register_forward_hook: a function is needed, got str",
    ),
    (
        lambda: nn.Tanh().register_forward_hook(print, prepend="no"),
        TypeError,
        "register_forward_hook: prepend must be ",
    ),
    (
        lambda: hooked(lambda module, inner, outer: (inner[0].reshape(-1),)),
        RuntimeError,
        "register_full_backward_hook: the hook returned gradients of shapes [(4,)] for [(2, 2)]",
    ),
    (
        lambda: hooked(lambda module, inner, outer: (inner[0],) * 2),
        RuntimeError,
        "register_full_backward_hook: the hook returned gradients of shapes [(2, 2), (2, 2)] for [(2, 2)]",
    ),
]


def hooked(hook):
    layer, x = nn.Tanh(), tl.ones((2, 2), requires_grad=True)
    layer.register_full_backward_hook(hook)
    layer(x).sum().backward()


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][-40:] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}"):
        call()


@pytest.mark.parametrize("learned", [True, False])
@pytest.mark.filterwarnings("ignore:Full backward hook:UserWarning")  # PyTorch's, of inputs without gradients
def test_the_same_as_pytorchs(learned):
    torch = pytest.importorskip("torch")

    def scenario(library):
        log = []

        def note(name):
            return lambda module, *gradients: log.append(
                (name, [[g is None for g in part] for part in gradients])
            )

        net = library.nn.Sequential(library.nn.Linear(3, 4), library.nn.Tanh(), library.nn.Linear(4, 2))
        net[0].register_forward_pre_hook(lambda module, args: log.append(len(args)))
        net[1].register_forward_hook(doubled)
        net[1].register_full_backward_hook(lambda module, inner, outer: (inner[0] * 3,))
        net[2].register_full_backward_pre_hook(lambda module, outer: (outer[0] * 0.5,))
        for i in (2, 1, 0):
            net[i].register_full_backward_hook(note(i))
        return net.double(), log

    (mine, log), (theirs, their_log) = scenario(tl), scenario(torch)
    mine.load_state_dict(theirs.state_dict())
    values = np.random.default_rng(0).normal(size=(5, 3))
    x, y = tl.array(values, requires_grad=learned), torch.tensor(values, requires_grad=learned)
    (mine(x) ** 2).sum().backward()
    (theirs(y) ** 2).sum().backward()
    assert log == their_log
    for p, q in zip(mine.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=1e-12, atol=1e-14)  # sums cancel
    if learned:
        np.testing.assert_allclose(x.grad.numpy(), y.grad.numpy(), rtol=1e-12)


class Whole(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(this, x):
        return this.body(x) * 2


def test_hooks_that_raise_name_the_layer():
    model = tl.nn.Sequential(tl.nn.Linear(2, 2), tl.nn.Tanh())
    whole = Whole(tl.nn.Sequential(tl.nn.Identity(), model))
    x = tl.ones((1, 2), dtype=tl.float32)

    def fail(*args):
        raise ValueError("no")

    with (
        model[1].register_forward_hook(fail),
        pytest.raises(ValueError, match=r"^no \(in layer '1': Tanh\(\)\)$"),
    ):
        model(x)
    for name in ("register_full_backward_hook", "register_full_backward_pre_hook"):
        with getattr(model[0], name)(fail):
            for called, path in ((model[0], ""), (model, "'0': "), (whole, "'body.1.0': ")):
                loss = called(x).sum()
                with pytest.raises(ValueError, match=rf"^no \(in layer {path}Linear\("):
                    loss.backward()
        assert model[0].weight.grad is None
