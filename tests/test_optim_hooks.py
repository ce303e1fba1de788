"""Hooks of optimisers: when they run, what they may change, and that PyTorch runs them alike."""

import copy
import pickle

import pytest

import tensorlab as tl

LIBRARIES = ["tensorlab", "torch"]


def library(name):
    return tl if name == "tensorlab" else pytest.importorskip("torch")


def made(m, kind="SGD", **options):
    p = m.nn.Parameter(m.ones(2))
    p.grad = m.ones(2)
    return p, getattr(m.optim, kind)([p], **options)


@pytest.mark.parametrize("name", LIBRARIES)
def test_hooks_of_steps(name):
    p, optimizer = made(library(name), lr=0.5)
    seen = []
    before = optimizer.register_step_pre_hook(
        lambda o, args, kwargs: seen.append((p[0].item(), args, kwargs))
    )
    optimizer.register_step_post_hook(lambda o, args, kwargs: seen.append((p[0].item(), o is optimizer)))
    optimizer.step()
    closure = lambda: "loss"
    assert optimizer.step(closure=closure) == "loss"
    assert seen == [
        (1.0, (optimizer,), {}),
        (0.5, True),
        (0.5, (optimizer,), {"closure": closure}),
        (0.0, True),
    ]
    before.remove()
    optimizer.step()
    assert len(seen) == 5 and seen[-1] == (-0.5, True)


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_hook_changes_the_arguments_of_a_step(name):
    _, optimizer = made(library(name))
    optimizer.register_step_pre_hook(lambda o, args, kwargs: ((o, lambda: 3), {}))
    assert optimizer.step() == 3
    optimizer.register_step_pre_hook(lambda o, args, kwargs: 5)
    with pytest.raises(RuntimeError):
        optimizer.step()


@pytest.mark.parametrize("name", LIBRARIES)
@pytest.mark.parametrize("kind", ["SGD", "LBFGS"])
def test_hooks_of_states(name, kind):
    _, optimizer = made(library(name), kind, lr=0.5)
    seen = []
    optimizer.register_state_dict_pre_hook(lambda o: seen.append("second"))
    optimizer.register_state_dict_pre_hook(lambda o: seen.append("first"), prepend=True)
    optimizer.register_state_dict_post_hook(lambda o, state: state.update(more=1))
    optimizer.register_state_dict_post_hook(lambda o, state: {**state, "other": state["more"]})
    state = optimizer.state_dict()
    assert seen == ["first", "second"] and state["more"] == state["other"] == 1

    def halved(o, state):
        groups = [{**group, "lr": group["lr"] / 2} for group in state.pop("param_groups")]
        return {**state, "param_groups": groups}

    optimizer.register_load_state_dict_pre_hook(halved)
    optimizer.register_load_state_dict_post_hook(lambda o: seen.append(o.param_groups[0]["lr"]))
    optimizer.load_state_dict(state)
    assert seen[2:] == [0.25] and state["param_groups"][0]["lr"] == 0.5


def test_no_hooks_no_cost():
    _, optimizer = made(tl)
    plain = set(vars(optimizer))
    handles = [optimizer.register_step_pre_hook(print), optimizer.register_step_post_hook(print)]
    assert "step" in vars(optimizer)
    handles[0].remove()
    assert "step" in vars(optimizer)
    handles[1].remove()
    handles[1].remove()
    assert set(vars(optimizer)) - {"_hooks"} == plain


@pytest.mark.parametrize("again", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))])
def test_copies_have_no_hooks(again):
    _, optimizer = made(tl)
    optimizer.register_step_pre_hook(lambda *args: pytest.fail("hooked"))
    optimizer.register_state_dict_pre_hook(lambda *args: pytest.fail("hooked"))
    twin = again(optimizer)
    twin.step()
    assert twin.state_dict()["param_groups"][0]["lr"] == 1e-3


def test_what_is_no_hook():
    _, optimizer = made(tl)
    for name in dir(optimizer):
        if name.startswith("register_"):
            with pytest.raises(TypeError, match=f"^{name}: a function is needed, got int$"):
                getattr(optimizer, name)(5)
    with pytest.raises(
        TypeError, match=r"^register_state_dict_pre_hook: prepend must be True or False, got 1$"
    ):
        optimizer.register_state_dict_pre_hook(print, prepend=1)
