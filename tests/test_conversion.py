"""Changing the dtype of a model: parameters stay what they are to optimisers, layers and graphs."""

import copy
import gc

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn, optim
from tensorlab_c._tensor import _adopt

CONVERSIONS = {
    "double": lambda m: m.double(),
    "to dtype": lambda m: m.to(tl.float64),
    "to name": lambda m: m.to("float64"),
    "to keyword": lambda m: m.to(dtype=tl.float64),
    "to device and dtype": lambda m: m.to("cpu", tl.float64),
    "to keywords": lambda m: m.to(device="cpu", dtype=tl.float64, non_blocking=True),
    "to tensor": lambda m: m.to(tl.zeros(1, dtype=tl.float64)),
    "there and back": lambda m: m.double().float().double(),
    "of each layer": lambda m: m.apply(lambda layer: layer.double()),
}


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 3)
        self.last = nn.Linear(3, 3)
        self.last.weight = self.first.weight
        self.register_buffer("offset", tl.ones(3, dtype=tl.float32))
        self.register_buffer("count", tl.zeros(1, dtype=tl.int64))
        self.again = nn.Module()
        self.again.register_buffer("offset", self.offset)

    def forward(self, x):
        return self.last(self.first(x)) + self.offset


OPTIMIZERS = [
    lambda p: optim.SGD(p, lr=0.1),
    lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    lambda p: optim.Adam(p, lr=0.1),
    lambda p: optim.AdamW(p, lr=0.1),
]


@pytest.mark.parametrize("convert", CONVERSIONS.values(), ids=CONVERSIONS)
def test_parameters_keep_their_identity(convert):
    model = Tied()
    before = dict(model.named_parameters())
    values = {name: p.tolist() for name, p in before.items()}
    model.last.bias.requires_grad = False
    model(tl.ones((1, 3), dtype=tl.float32)).sum().backward()
    gradient = model.first.weight.grad.tolist()
    given = model.offset
    assert convert(model) is model
    for name, p in model.named_parameters():
        assert p is before[name] and p.dtype == tl.float64 and p.is_leaf and p.tolist() == values[name]
        assert p.requires_grad is (name != "last.bias") and type(p) is nn.Parameter
    assert model.first.weight is model.last.weight
    assert model.first.weight.grad.dtype == tl.float64 and model.first.weight.grad.tolist() == gradient
    assert model.offset.dtype == model.again.offset.dtype == tl.float64
    assert model.offset is model.again.offset or convert is CONVERSIONS["of each layer"]
    assert model.count.dtype == tl.int64 and given.dtype == tl.float32  # the tensor a buffer was made of
    model(tl.ones((1, 3), dtype=tl.float64)).sum().backward()
    np.testing.assert_allclose(model.first.weight.grad.tolist(), 2 * np.array(gradient), atol=1e-6)


@pytest.mark.parametrize("convert", CONVERSIONS.values(), ids=CONVERSIONS)
@pytest.mark.parametrize("make", OPTIMIZERS)
@pytest.mark.parametrize("steps", [0, 2])
def test_an_optimiser_made_before_goes_on(convert, make, steps):
    model = Tied()
    optimizer = make(model.parameters())
    twin = copy.deepcopy(model)
    reference = []  # the same in float64 from the start, with the state as it was

    def step(model, optimizer, dtype):
        optimizer.zero_grad()
        tl.square(model(tl.ones((2, 3), dtype=dtype))).sum().backward()
        optimizer.step()

    for _ in range(steps):
        step(model, optimizer, tl.float32)
    state = optimizer.state_dict()
    twin.load_state_dict(model.state_dict())
    twin = convert(twin)
    reference = make(twin.parameters())
    reference.load_state_dict(state)
    convert(model)
    for _ in range(3):
        before = model.first.weight.tolist()
        step(model, optimizer, tl.float64)
        step(twin, reference, tl.float64)
        assert model.first.weight.tolist() != before
        assert model.first.weight.tolist() == twin.first.weight.tolist()
    for entry in optimizer.state_dict()["state"].values():
        for value in entry.values():
            assert not isinstance(value, tl.Tensor) or value.dtype == tl.float64


def test_converting_between_backward_and_step():
    model = nn.Linear(2, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    before = model.weight.tolist()[0]
    model(tl.ones((1, 2), dtype=tl.float32)).sum().backward()
    model.double()
    optimizer.step()
    np.testing.assert_allclose(model.weight.tolist()[0], [w - 0.5 for w in before])


def test_what_was_taken_before_stays_as_it_was():
    """Arrays, views, copies and states of the old memory, read after it would have been used again."""
    model = nn.Linear(100, 50)
    values = model.weight.tolist()
    arrays = [
        model.weight.numpy(),
        np.asarray(model.weight),
        np.asarray(model.weight.data),
        model.state_dict()["weight"],
        model.weight.detach(),
        model.weight.T.T,
        copy.copy(model.weight),
    ]
    model.double()
    gc.collect()
    tl.empty_cache()
    noise = [tl.full((100, 50), 7.0, dtype=tl.float32) for _ in range(10)]
    for array in arrays:
        assert array.tolist() == values and "32" in str(array.dtype)
    with tl.no_grad():
        model.weight.fill_(1.0)
    assert arrays[0].tolist() == values and noise[0][0, 0].item() == 7
    assert memoryview(model.weight.data).format == "d" and model.weight.numpy().dtype == np.float64


def test_graphs_recorded_before_a_conversion():
    w = nn.Parameter(tl.ones(3, dtype=tl.float32))
    model = nn.Module()
    model.w = w
    total = w.sum() * 2.0  # needs no value of w: its gradient arrives in the new dtype
    square = (w * w).sum()
    model.double()
    total.backward()
    assert w.grad.dtype == tl.float64 and w.grad.tolist() == [2.0] * 3
    (w * w).sum().backward()
    assert w.grad.tolist() == [4.0] * 3
    with pytest.raises(RuntimeError, match="changed in place"):
        square.backward()
    assert w.grad.tolist() == [4.0] * 3
    (gradient,) = tl.gradients((w * 3.0).sum(), [w])
    assert gradient.dtype == tl.float64 and gradient.tolist() == [3.0] * 3


def test_devices_and_dtypes_of_to():
    model = nn.Linear(2, 1)
    weight = model.weight
    for same in (
        lambda: model.to("cpu"),
        lambda: model.to("cpu:0"),
        lambda: model.cpu(),
        lambda: model.to(device="cpu"),
        lambda: model.to(None, tl.float32),
        lambda: model.to(tl.float32, True),
    ):
        assert same() is model and model.weight is weight and weight.dtype == tl.float32
    for device in ("cuda", "cuda:0", "mps", "meta"):
        for call in (
            lambda d=device: model.to(d),
            lambda d=device: model.to(device=d),
            lambda d=device: model.to(d, tl.float64),
        ):
            with pytest.raises(ValueError, match=rf"^to: device must be 'cpu' or None, got '{device}'"):
                call()
    for wrong in (tl.int64, "int8", bool, tl.zeros(1, dtype=tl.int64)):
        with pytest.raises(TypeError, match=r"^to: a module can only be converted to a floating dtype, not "):
            model.to(wrong)
    for call in (
        lambda: model.to(),
        lambda: model.to("quick"),
        lambda: model.to(3),
        lambda: model.to(dtype=tl.float64, size=3),
    ):
        with pytest.raises(TypeError, match=r"^to: expected a "):
            call()
    assert weight.dtype == tl.float32


def test_data_of_a_parameter_can_be_replaced():
    p = nn.Parameter(tl.ones((2, 3)))
    optimizer = optim.SGD([p], lr=1.0, momentum=0.9)
    (p.sum()).backward()
    optimizer.step()
    values = tl.array([[1.0, 2, 3], [4, 5, 6]])
    p.data = values
    assert p.tolist() == values.tolist() and p.grad.tolist() == [[1.0] * 3] * 2
    values[0, 0] = 9.0
    assert p[0, 0].item() == 9.0  # shared, as in PyTorch
    p.data = np.zeros((4, 1), dtype="f4")
    assert p.shape == (4, 1) and p.grad is None and p.requires_grad and p.dtype == tl.float32
    p.data = [[1.0] * 2] * 3
    for shape in ((2,) * 8, (), (3,), (1,) * 9):  # sizes in the object and out of it
        p.data = tl.ones(shape)
        assert p.shape == shape and p.numpy().shape == shape and p.T.shape == shape[::-1]
    with pytest.raises(TypeError, match=r"^Parameter\.data: only floating tensors are learned"):
        p.data = tl.arange(3)
    frozen = nn.Parameter(tl.ones(2), requires_grad=False)
    frozen.data = tl.arange(3)
    assert frozen.dtype == tl.int64 and frozen.tolist() == [0, 1, 2]
    q = nn.Parameter(tl.ones(3))
    loss = (q + 1.0).sum()
    with pytest.raises(RuntimeError, match="a recorded graph depends on this tensor"):
        q.data = tl.ones(4)
    del loss
    q.data = tl.ones(4)
    assert q.shape == (4,)


def test_plain_tensors_and_results_keep_their_memory():
    with pytest.raises(TypeError, match="only an instance of a subclass"):
        _adopt(tl.ones(2), tl.ones(2))
    with pytest.raises(ValueError, match="a gradient of float32"):
        _adopt(nn.Parameter(tl.ones(2)), tl.ones(2), tl.ones(2, dtype=tl.float32))


def test_states_of_a_module_are_views_and_loading_copies():
    model = nn.Linear(2, 2)
    state = model.state_dict()
    other = nn.Linear(2, 2)
    given = {key: value.copy() for key, value in state.items()}
    other.load_state_dict(given)
    given["weight"].fill_(0.0)
    assert other.weight.tolist() == model.weight.tolist()
    with tl.no_grad():
        other.weight.fill_(3.0)
    assert given["weight"].tolist() == [[0.0, 0.0], [0.0, 0.0]]
    pair = nn.Module()
    pair.a, pair.b = nn.Parameter(tl.zeros(2)), nn.Parameter(tl.ones(2))
    views = pair.state_dict()
    pair.load_state_dict({"a": views["b"], "b": views["a"].numpy()})  # exchanged, not one for both
    assert pair.a.tolist() == [1.0, 1.0] and pair.b.tolist() == [0.0, 0.0]


def test_a_state_that_does_not_fit_is_a_runtime_error():
    for kind in (RuntimeError, ValueError):
        with pytest.raises(kind, match=r"^load_state_dict: the state does not fit Linear"):
            nn.Linear(2, 2).load_state_dict({})


def test_a_forward_without_return_is_named():
    class Silent(nn.Module):
        def forward(self, x):
            tl.tanh(x)

    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = Silent()

        def forward(self, x):
            return self.inner(x)

    x = tl.ones((1, 2), dtype=tl.float32)
    for model, where in (
        (Silent(), r"\(in layer Silent\(\)\)"),
        (Outer(), r"\(in layer 'inner': Silent\(\)\)"),
        (nn.Sequential(nn.Identity(), Silent(), nn.Linear(2, 2)), r"\(in layer '1': Silent\(\)\)"),
        (nn.Sequential(nn.Sequential(nn.Tanh(), Silent())), r"\(in layer '0.1': Silent\(\)\)"),
    ):
        with pytest.raises(TypeError, match=r"^Silent: forward returned None; .*return.* " + where):
            model(x)


@pytest.mark.parametrize("name", ["linear", "conv2d"])
@pytest.mark.parametrize("what", ["weight", "bias"])
def test_which_operand_has_which_dtype(name, what):
    shape = (1, 1) if name == "linear" else (1, 1, 1, 1)
    operands = {"input": tl.ones(shape), "weight": tl.ones(shape), "bias": tl.ones(1)}
    operands[what] = operands[what].astype(tl.float32)
    with pytest.raises(TypeError) as error:
        getattr(nn.functional, name)(**operands)
    assert str(error.value) == (
        f"{name}: dtypes float64 and float32 differ: the input is float64, the {what} float32; "
        "write input.astype(tl.float32), or convert the model, model.to(tl.float64)"
    )
    operands[what] = operands[what].astype(tl.int64)
    with pytest.raises(TypeError, match=rf"^{name}: the {what} is int64 but must be .*{what}\.astype\("):
        getattr(nn.functional, name)(**operands)
