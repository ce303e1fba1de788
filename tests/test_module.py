"""tensorlab.nn: the module tree, its state, where errors happened, the containers."""

import copy
import pickle

import numpy as np
import pytest

import tensorlab_c as tc
from tensorlab import nn


def small_net():
    return nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Sequential(nn.Linear(3, 2, bias=False), nn.Tanh()))


class Shared(nn.Module):
    """A network with a shared layer, a buffer and an absent bias."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 2)
        self.again = self.first
        self.last = nn.Linear(2, 1, bias=False)
        self.register_buffer("offset", tc.ones(1, dtype=tc.float32))
        self.register_buffer("scratch", tc.ones(1, dtype=tc.float32), persistent=False)

    def forward(self, x):
        return self.last(self.again(self.first(x))) + self.offset


# ---- module tree
def test_names_follow_attributes():
    model = Shared()
    assert [n for n, _ in model.named_parameters()] == ["first.weight", "first.bias", "last.weight"]
    assert [n for n, _ in model.named_parameters(remove_duplicate=False)] == [
        "first.weight",
        "first.bias",
        "again.weight",
        "again.bias",
        "last.weight",
    ]
    assert [n for n, _ in model.named_modules()] == ["", "first", "last"]
    assert [n for n, _ in model.named_buffers()] == ["offset", "scratch"]
    assert list(model.state_dict()) == [
        "offset",
        "first.weight",
        "first.bias",
        "again.weight",
        "again.bias",
        "last.weight",
    ]
    assert len(list(model.parameters())) == 3 and len(list(model.children())) == 2
    assert model.get_submodule("last") is model.last
    assert model.get_parameter("last.weight") is model.last.weight
    assert model.get_buffer("offset") is model.offset
    for call, message in (
        (lambda: model.get_parameter("last.bias"), "get_parameter: Linear has no parameter 'bias'"),
        (lambda: model.get_buffer("last.weight"), "get_buffer: Linear has no buffer 'weight'"),
        (lambda: model.get_parameter("x.weight"), "get_submodule: Shared has no layer 'x'"),
    ):
        with pytest.raises(AttributeError, match=message):
            call()
    assert list(model.state_dict(prefix="a."))[1] == "a.first.weight"
    assert list(nn.Linear(1, 1).state_dict("b")) == ["bweight", "bbias"]
    twice = nn.Sequential(Shared(), Shared())
    twice.register_module("2", twice[0])
    assert (
        len(list(twice.named_buffers())) == 4 and len(list(twice.named_buffers(remove_duplicate=False))) == 6
    )
    with pytest.raises(AttributeError, match="get_submodule: Linear has no layer 'deep'"):
        model.get_submodule("last.deep")


def test_train_eval_freeze_zero_grad():
    model = small_net()
    assert all(not m.training for m in model.eval().modules())
    assert all(m.training for m in model.train().modules())
    model(tc.ones((1, 4), dtype=tc.float32)).sum().backward()
    assert all(p.grad is not None for p in model.parameters())
    model.zero_grad(set_to_none=False)
    assert all(p.grad.tolist() == tc.zeros_like(p).tolist() for p in model.parameters())
    model.zero_grad()
    assert all(p.grad is None for p in model.parameters())
    model.zero_grad(set_to_none=False)
    assert all(p.grad is None for p in model.parameters())
    model[0].requires_grad_(False)
    assert [p.requires_grad for p in model.parameters()] == [False, False, True]


def test_parameter_shares_storage():
    data = tc.ones(3)
    p = nn.Parameter(data)
    data[0] = 5.0
    assert p.detach().tolist() == [5.0, 1.0, 1.0]
    assert p.requires_grad and p.is_leaf and not data.requires_grad
    assert not isinstance(p * 2, nn.Parameter)
    with pytest.raises(TypeError, match=r"^Parameter: only floating tensors are learned, this one is int64$"):
        nn.Parameter(tc.arange(3))
    p.name = "p"
    q = copy.copy(p)
    assert type(q) is nn.Parameter and q.is_leaf and q.requires_grad and q is not p and q.name == "p"
    data[1] = 7.0
    assert q.tolist() == [5.0, 7.0, 1.0]


def parts():
    """A module with a parameter, a buffer and a layer, and those set to None at first."""
    m = nn.Module()
    m.p, m.layer = nn.Parameter(tc.ones(2)), nn.Tanh()
    m.register_buffer("b", tc.ones(1))
    m.register_parameter("no_p", None)
    m.add_module("no_layer", None)
    m.register_buffer("no_b", None)
    return m


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("p", tc.ones(2), "cannot assign Tensor to the parameter 'p'; assign a Parameter or None, or write"),
        ("p", nn.Tanh(), "cannot assign Tanh to the parameter 'p'"),
        ("no_p", tc.ones(2), "cannot assign Tensor to the parameter 'no_p'"),
        ("layer", 3, "cannot assign int to the layer 'layer'; assign a Module or None"),
        ("no_layer", "x", "cannot assign str to the layer 'no_layer'; assign a Module or None"),
        ("b", np.ones(1), "cannot assign ndarray to the buffer 'b'; assign a Tensor or None"),
        ("no_b", 1.0, "cannot assign float to the buffer 'no_b'; assign a Tensor or None"),
    ],
)
def test_what_is_registered_is_not_replaced_by_something_else(name, value, message):
    model = parts()
    for _ in range(2):  # None is remembered for what it stands for
        with pytest.raises(TypeError) as error:
            setattr(model, name, value)
        assert str(error.value).startswith("Module: " + message)
        setattr(model, name, None)
    delattr(model, name)
    setattr(model, name, value)  # a new attribute may be anything
    linear = nn.Linear(2, 2, bias=False)
    with pytest.raises(TypeError, match="Linear: cannot assign Tensor to the parameter 'bias'"):
        linear.bias = tc.ones(2)
    linear.bias = nn.Parameter(tc.ones(2, dtype=tc.float32))
    assert [n for n, _ in linear.named_parameters()] == ["weight", "bias"]


def test_a_buffer_that_becomes_a_parameter_is_counted_once():
    model = parts()
    model.b = nn.Parameter(tc.zeros(1))
    assert sorted(model.state_dict()) == ["b", "p"] and not list(model.buffers())
    model.no_p, model.no_layer, model.no_b = nn.Parameter(tc.ones(1)), nn.Linear(1, 1), tc.ones(3)
    keys = ["b", "no_b", "no_layer.bias", "no_layer.weight", "no_p", "p"]
    assert sorted(model.state_dict()) == keys and [n for n, _ in model.named_buffers()] == ["no_b"]


def test_to_keeps_sharing_and_casts_buffers():
    model = Shared().double()
    assert model.first is model.again
    assert {str(v.dtype) for v in model.state_dict().values()} == {"float64"}
    assert len(list(model.parameters())) == 3 and all(p.requires_grad for p in model.parameters())
    assert model.float().offset.dtype == tc.float32
    with pytest.raises(TypeError, match="to: a module can only be converted to a floating dtype, not int64"):
        model.to(tc.int64)


def test_default_dtype_of_parameters():
    assert nn.Linear(1, 1).weight.dtype == tc.float32
    tc.set_default_dtype(tc.float64)
    try:
        assert nn.Linear(1, 1).weight.dtype == tc.float64
    finally:
        tc.set_default_dtype(None)
    assert nn.Conv2d(1, 1, 1, dtype=tc.float64).bias.dtype == tc.float64
    assert nn.Linear(1, 1, True, "cpu", tc.float64).bias.dtype == tc.float64
    assert nn.PReLU(1, 0.25, None, tc.float64).weight.dtype == tc.float64
    with pytest.raises(ValueError, match=r"^Linear: weight: .*\(10000000000, 10000000000\)"):
        nn.Linear(10**10, 10**10)


def test_copies_are_independent():
    model = small_net()
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        x = tc.ones((2, 4), dtype=tc.float32)
        assert other(x).tolist() == model(x).tolist()
        with tc.no_grad():
            other[0].weight.fill_(0.0)
        assert bool((model[0].weight != 0).any())
        assert isinstance(other[0].weight, nn.Parameter) and other[0].weight.requires_grad


def test_repr():
    assert repr(small_net()) == (
        "Sequential(\n  (0): Linear(in_features=4, out_features=3, bias=True)\n  (1): ReLU()\n"
        "  (2): Sequential"
        "(\n    (0): Linear(in_features=3, out_features=2, bias=False)\n    (1): Tanh()\n  )\n)"
    )


LAYERS = [
    lambda nn: nn.Linear(3, 4, bias=False),
    lambda nn: nn.Conv2d(2, 4, 3),
    lambda nn: nn.Conv2d(2, 4, (3, 2), stride=2, padding=1, dilation=2, groups=2, bias=False),
    lambda nn: nn.Conv2d(2, 4, 3, padding="same"),
    lambda nn: nn.MaxPool2d(2),
    lambda nn: nn.MaxPool2d((3, 2), stride=1, padding=1),
    lambda nn: nn.AvgPool2d(3, 2, 1),
    lambda nn: nn.Flatten(),
    lambda nn: nn.LeakyReLU(),
    lambda nn: nn.PReLU(),
    lambda nn: nn.RReLU(),
    lambda nn: nn.ELU(),
    lambda nn: nn.Softmax(dim=1),
    lambda nn: nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Sequential(nn.Sigmoid(), nn.SiLU())),
    lambda nn: nn.ModuleList([nn.Identity()]),
    lambda nn: nn.ModuleDict({"a": nn.Identity(), "b": nn.Tanh()}),
    lambda nn: nn.Softplus(2.0, threshold=3.0),
]


@pytest.mark.parametrize("make", LAYERS)
def test_repr_is_pytorchs(make):
    torch = pytest.importorskip("torch")
    assert repr(make(nn)) == repr(make(torch.nn))


def test_equal_neighbours_in_a_list_are_shown_once():
    deep = nn.ModuleList([nn.ModuleList([nn.Tanh(), nn.Tanh()])] * 2)
    layers = nn.ModuleList([nn.Linear(1, 2), nn.Linear(1, 2), nn.ReLU(), nn.Linear(1, 2), deep])
    text = """ModuleList(
  (0-1): 2 x Linear(in_features=1, out_features=2, bias=True)
  (2): ReLU()
  (3): Linear(in_features=1, out_features=2, bias=True)
  (4): ModuleList(
    (0-1): 2 x ModuleList(
      (0-1): 2 x Tanh()
    )
  )
)"""
    assert repr(layers) == text and repr(nn.ModuleList()) == "ModuleList()"


def test_registration_errors():
    m = nn.Module()
    with pytest.raises(ValueError, match=r"'a\.b' is no name"):
        m.add_module("a.b", nn.Tanh())
    with pytest.raises(ValueError, match="the attribute 'forward' is already taken"):
        m.register_buffer("forward", tc.ones(1))
    with pytest.raises(TypeError, match="add_module: 'x' is a int, not a Module"):
        m.add_module("x", 3)
    with pytest.raises(TypeError, match="register_parameter: 'w' is a Tensor, not a Parameter"):
        m.register_parameter("w", tc.ones(1))
    with pytest.raises(TypeError, match="register_buffer: 'w' is a Parameter, not a plain Tensor"):
        m.register_buffer("w", nn.Parameter(tc.ones(1)))
    with pytest.raises(NotImplementedError, match="Module: forward is not defined"):
        m(1)


# ---- state
def test_state_dict_round_trip():
    a, b = Shared(), Shared()
    x = tc.ones((3, 2), dtype=tc.float32)
    assert a(x).tolist() != b(x).tolist()
    state = {k: v.numpy().copy() for k, v in a.state_dict().items()}
    result = b.load_state_dict(state)
    assert result.missing_keys == [] and result.unexpected_keys == []
    assert a(x).tolist() == b(x).tolist()


def test_state_dict_is_a_view():
    model = nn.Linear(1, 1)
    state = model.state_dict()
    assert not state["weight"].requires_grad
    with tc.no_grad():
        model.weight.fill_(7.0)
    assert state["weight"].tolist() == [[7.0]]


def test_damaged_state_names_every_key_and_changes_nothing():
    model = small_net()
    before = {k: v.tolist() for k, v in model.state_dict().items()}
    state = {k: tc.zeros(v.shape, dtype=v.dtype) for k, v in model.state_dict().items()}
    del state["0.weight"]
    state["0.bias"] = tc.zeros(4, dtype=tc.float32)
    state["2.0.weight"] = tc.zeros((2, 3), dtype=tc.float64)
    state["extra"] = tc.zeros(1)
    with pytest.raises(ValueError) as error:
        model.load_state_dict(state)
    assert str(error.value) == (
        "load_state_dict: the state does not fit Sequential; nothing was changed:\n"
        "  missing keys: '0.weight'\n"
        "  unexpected keys: 'extra'\n"
        "  '0.bias' is float32 (4,) but the model has float32 (3,)\n"
        "  '2.0.weight' is float64 (2, 3) but the model has float32 (2, 3)"
    )
    assert {k: v.tolist() for k, v in model.state_dict().items()} == before
    with pytest.raises(ValueError, match=r"'0.bias' is float32 \(4,\)"):
        model.load_state_dict(state, strict=False)  # what is there must fit all the same
    assert {k: v.tolist() for k, v in model.state_dict().items()} == before
    with pytest.raises(ValueError, match=r"'0\.bias' is not an array"):
        model.load_state_dict({"0.bias": "text"}, strict=False)
    with pytest.raises(TypeError, match="load_state_dict: expected a dict of tensors, got list"):
        model.load_state_dict([1, 2])


def test_read_only_parameters_are_not_loaded():
    frozen = np.ones(2)
    frozen.flags.writeable = False
    for memory in (frozen, tc.broadcast_to(tc.ones(1), (2,))):
        model = nn.Module()
        model.a, model.b = nn.Parameter(tc.ones(2)), nn.Parameter(memory)
        with pytest.raises(
            ValueError, match=r"^load_state_dict: (.|\n)*'b' of the model is read-only memory$"
        ):
            model.load_state_dict({"a": tc.zeros(2), "b": tc.zeros(2)})
        assert model.a.tolist() == [1.0, 1.0]
    transposed = nn.Module()
    transposed.w = nn.Parameter(tc.ones((2, 3)).T)
    transposed.load_state_dict({"w": tc.arange(6.0).reshape((3, 2))})
    assert transposed.w.tolist() == [[0, 1], [2, 3], [4, 5]]


def test_loading_a_tensor_of_torch_that_requires_grad():
    torch = pytest.importorskip("torch")
    model = nn.Linear(1, 1)
    with pytest.raises(ValueError, match=r"'weight' is not an array: .*detach\(\)"):
        model.load_state_dict({"weight": torch.ones((1, 1), requires_grad=True)}, strict=False)


def test_load_not_strict():
    model = small_net()
    kept = model[2][0].weight.tolist()
    result = model.load_state_dict({"0.bias": tc.ones(3, dtype=tc.float32), "other": 1}, strict=False)
    assert result.missing_keys == ["0.weight", "2.0.weight"] and result.unexpected_keys == ["other"]
    assert model[0].bias.tolist() == [1.0] * 3 and model[2][0].weight.tolist() == kept


# ---- where errors happened
def test_error_names_the_layer():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Linear(32, 10))

        def forward(self, x):
            return self.features(x)

    with pytest.raises(ValueError) as error:
        Net()(tc.ones((1, 3), dtype=tc.float32))
    assert str(error.value).startswith("linear: ")
    assert str(error.value).endswith(
        " (in layer 'features.2': Linear(in_features=32, out_features=10, bias=True))"
    )
    layer = nn.Linear(2, 2)
    twice = nn.Sequential(nn.Sequential(layer, nn.Linear(2, 3), layer))
    for model, path in ((twice, "0.2"), (twice[0], "2"), (nn.Sequential(layer, *twice[0]), "3")):
        with pytest.raises(ValueError, match=rf"\(in layer '{path}': Linear\(in_features=2, "):
            model(tc.ones((1, 2), dtype=tc.float32))
    with pytest.raises(ValueError) as error:
        Net().features[2](tc.ones((1, 3), dtype=tc.float32))
    assert str(error.value).endswith(" (in layer Linear(in_features=32, out_features=10, bias=True))")


def test_error_keeps_type_and_other_messages():
    class Bad(nn.Module):
        def __init__(self, error):
            super().__init__()
            self.error = error

        def forward(self, x):
            raise self.error

    with pytest.raises(IndexError, match=r"^gone \(in layer '1': Bad\(\)\)$"):
        nn.Sequential(nn.Identity(), Bad(IndexError("gone")))(1)
    with pytest.raises(KeyError) as caught:  # its message is made from the key: a note says where
        nn.Sequential(nn.Sequential(Bad(KeyError("gone"))))(1)
    assert caught.value.args == ("gone",) and caught.value.__notes__ == ["in layer '0.0': Bad()"]
    with pytest.raises(KeyboardInterrupt):
        nn.Sequential(Bad(KeyboardInterrupt()))(1)


# ---- containers
def test_sequential_is_a_list():
    a, b, c = nn.Linear(1, 2), nn.Tanh(), nn.Linear(2, 3)
    model = nn.Sequential(a, b)
    x = tc.ones((1, 1), dtype=tc.float32)
    assert model(x).shape == (1, 2)
    assert model.append(c) is model and len(model) == 3 and list(model) == [a, b, c]
    assert model(x).shape == (1, 3)
    assert model[-1] is c and list(model[:2]) == [a, b] and isinstance(model[1:], nn.Sequential)
    model[1] = nn.ReLU()
    assert isinstance(model[1], nn.ReLU) and model(x).min().item() is not None
    del model[2]
    assert model(x).shape == (1, 2) and [n for n, _ in model.named_children()] == ["0", "1"]
    model.insert(1, b)
    assert list(model)[1] is b and [n for n, _ in model.named_children()] == ["0", "1", "2"]
    setattr(model, "0", nn.Linear(1, 5))  # by name: the order is made anew
    assert model(x).shape == (1, 5)
    named = nn.Sequential({"in": a, "act": b})
    assert list(named.state_dict()) == ["in.weight", "in.bias"] and named[1] is b
    assert nn.Sequential()(3) == 3
    both = nn.Sequential(a) + nn.Sequential(b, c)
    assert type(both) is nn.Sequential and list(both) == [a, b, c]
    assert both.pop(1) is b and list(both) == [a, c] and both.pop() is c and len(both) == 1
    both += [b]
    assert list(both) == [a, b]
    with pytest.raises(TypeError):
        both + 3


def test_forward_of_a_sequential_may_be_written_anew():
    class Scaled(nn.Sequential):
        def forward(self, x, factor=0):
            return super().forward(x) * factor

    class Twice(Scaled):
        pass

    x = tc.ones((1, 2))
    for kind in (Scaled, Twice):
        model = kind(nn.Identity(), nn.Tanh())
        for net in (model, nn.Sequential(model)):
            assert net(x).tolist() == [[0.0, 0.0]]
        assert model(x, factor=2).tolist() == model(x, 2).tolist() == (tc.tanh(x) * 2).tolist()
    plain = nn.Sequential(nn.Identity())
    assert plain(x) is x
    plain.forward = lambda x, factor=3: x * factor
    assert plain(x).tolist() == [[3.0, 3.0]] and plain(x, 2).tolist() == [[2.0, 2.0]]
    assert nn.Sequential(plain)(x).tolist() == [[3.0, 3.0]]
    del plain.forward
    assert plain(x) is x
    with pytest.raises(TypeError):
        plain(x, x)


def test_container_errors():
    with pytest.raises(
        TypeError, match="Sequential: layer 1 is a type, not a Module; give an instance, with parentheses"
    ):
        nn.Sequential(nn.Linear(1, 1), nn.ReLU)
    with pytest.raises(IndexError, match="Sequential: index 2 is out of range for 1 layers"):
        nn.Sequential(nn.Tanh())[2]
    with pytest.raises(IndexError):
        nn.ModuleList()[0]
    with pytest.raises(TypeError, match="ModuleList: layer 0 is a int, not a Module"):
        nn.ModuleList([3])


def test_module_list():
    layers = nn.ModuleList([nn.Linear(1, 1)])
    layers.extend([nn.Linear(2, 2), nn.Linear(3, 3)])
    assert [m.in_features for m in layers] == [1, 2, 3] and isinstance(layers[1:], nn.ModuleList)
    assert list(layers.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"]
    assert len(layers + [nn.Tanh()]) == 4 and len(layers) == 3


def test_module_dict():
    layers = nn.ModuleDict([("a", nn.Linear(1, 2)), ("b", nn.Tanh())])
    assert list(layers) == list(layers.keys()) == ["a", "b"] and len(layers) == 2 and "a" in layers
    assert dict(layers.items())["b"] is list(layers.values())[1] is layers["b"]
    tanh = layers.pop("b")
    layers.update({"c": tanh})
    del layers["a"]
    assert list(layers) == ["c"] and list(layers.state_dict()) == []
    with pytest.raises(KeyError):
        layers["a"]
    with pytest.raises(ValueError, match="ModuleDict: the attribute 'keys' is already taken"):
        layers["keys"] = tanh
    with pytest.raises(TypeError, match="add_module: 'd' is a int, not a Module"):
        layers["d"] = 3


def test_module_dict_checks_before_it_adds():
    heads = nn.ModuleDict()
    for wrong in ({"a": nn.ReLU(), "b": 3}, 3, [("a", nn.ReLU()), ("b", None)]):
        with pytest.raises(TypeError, match=r"^ModuleDict: "):
            heads.update(wrong)
        assert len(heads) == 0


def test_a_network_may_be_called_while_its_parts_are_listed():
    x = tc.ones((1, 2), dtype="float32")
    for listed in ("named_parameters", "parameters", "named_modules", "children", "named_children"):
        net = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
        for _ in getattr(net, listed)():
            net(x)


def test_errors_about_the_values_of_a_parameter_begin_with_its_name():
    p = nn.Parameter(tc.ones(2))
    for call, text in (
        (lambda: nn.Parameter("a"), "Parameter: expected numbers, got str"),
        (lambda: nn.Parameter([1, 2]), "Parameter: only floating tensors are learned, this one is int64"),
        (
            lambda: setattr(p, "data", [1, 2]),
            "Parameter.data: only floating tensors are learned, this one is int64",
        ),
        (lambda: setattr(p, "data", "a"), "Parameter.data: expected numbers, got str"),
    ):
        with pytest.raises(TypeError) as error:
            call()
        assert str(error.value).startswith(text)
    assert p.tolist() == [1.0, 1.0]


def test_constants_are_of_the_tensors_dtype():
    assert nn.init.constant_(tc.zeros(2, dtype=tc.complex64), 1j).tolist() == [1j, 1j]
    assert nn.init.constant_(tc.zeros(2, dtype=tc.int64), 2**62 + 1).tolist() == [2**62 + 1] * 2
    with pytest.raises(TypeError, match=r"^fill: complex number 1j has no place among float64"):
        nn.init.constant_(tc.zeros(2), 1j)
