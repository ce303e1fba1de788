"""Recurrent layers over all their options, sequences of different lengths, derivatives, training, errors."""

import itertools

import numpy as np
import pytest
from modules_recurrent import recurrent

import tensorlab as tl
from tensorlab import nn

rnn = nn.utils.rnn
MODES = ("RNN", "LSTM", "GRU")
LENGTHS = (2, 5, 3, 5, 1)
RTOL = {"float32": 2e-4, "float64": 1e-10}


# ---- layers, their inputs and results ----------------------------------------------------------------------
OPTIONS = [
    {"num_layers": layers, "bias": bias, "batch_first": first, "bidirectional": both}
    for layers, bias, first, both in itertools.product((1, 2), (True, False), (False, True), (False, True))
]
EVERY = [(mode, options) for mode in MODES for options in OPTIONS]
EVERY += [("RNN", {**options, "nonlinearity": "relu"}) for options in OPTIONS]
EVERY += [("LSTM", {**options, "proj_size": 2}) for options in OPTIONS]
every = pytest.mark.parametrize(("mode", "options"), EVERY)
FEW = [(mode, options) for mode, options in EVERY if options["bias"] and not options["batch_first"]]
few = pytest.mark.parametrize(("mode", "options"), FEW)


def made(mode, dtype="float64", **options):
    tl.random.seed(3)
    return getattr(nn, mode)(3, 4, dtype=dtype, **options)


def drawn(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def first_states(layer, batch):
    rows = layer.num_layers * (1 + layer.bidirectional)
    h = drawn(rows, *batch, layer.proj_size or layer.hidden_size, seed=1)
    return (h, drawn(rows, *batch, layer.hidden_size, seed=2)) if layer.mode == "LSTM" else (h,)


def given(states, make):
    """As the layers take them."""
    made = [make(s) for s in states]
    return tuple(made) if len(made) == 2 else made[0]


def parts(results):
    """What is told, and the last states."""
    y, last = results
    return [y, *(last if isinstance(last, tuple) else [last])]


def arrays(layer):
    return {name: p.detach().numpy() for name, p in layer.named_parameters()}


def formula(layer, x, *states):
    options = ("num_layers", "bidirectional", "batch_first", "proj_size")
    y, h, c = recurrent(
        layer.mode, x, arrays(layer), *states, **{name: getattr(layer, name) for name in options}
    )
    return (y, h, c) if layer.mode == "LSTM" else (y, h)


def close(a, b, dtype="float64"):
    assert a.shape == tuple(b.shape)
    np.testing.assert_allclose(a, b, rtol=RTOL[dtype], atol=RTOL[dtype] / 10)


# ---- by the definition -------------------------------------------------------------------------------------
@every
def test_values_are_the_formulas(mode, options):
    layer = made(mode, **options)
    x = drawn(*((2, 5, 3) if layer.batch_first else (5, 2, 3)))
    for states in ((), first_states(layer, [2])):
        hx = given(states, tl.array) if states else None
        for got, want in zip(parts(layer(tl.array(x), hx)), formula(layer, x, *states), strict=True):
            close(got.detach().numpy(), want)
    alone = drawn(5, 3)
    for got, want in zip(parts(layer(tl.array(alone))), formula(layer, alone), strict=True):
        close(got.detach().numpy(), want)
    states = first_states(layer, [])
    got = parts(layer(tl.array(alone), given(states, tl.array)))
    want = formula(layer, alone, *[s[:, None] for s in states])
    for a, b in zip(got, want, strict=True):
        close(a.detach().numpy(), b)


@few
def test_sequences_of_different_lengths_are_as_each_by_itself(mode, options):
    layer = made(mode, **options)
    texts, states = [drawn(n, 3, seed=i) for i, n in enumerate(LENGTHS)], first_states(layer, [len(LENGTHS)])
    packed = rnn.pack_sequence([tl.array(t) for t in texts], enforce_sorted=False)
    y, *last = parts(layer(packed, given(states, tl.array)))
    for i, (text, told) in enumerate(zip(texts, rnn.unpack_sequence(y), strict=True)):
        want = formula(layer, text, *[s[:, i : i + 1] for s in states])
        for got, value in zip((told, *(s[:, i] for s in last)), want, strict=True):
            close(got.detach().numpy(), value)


@pytest.mark.parametrize("mode", MODES)
def test_packed_sequences_of_one_length_are_as_unpacked(mode):
    layer, x = made(mode, bidirectional=True), tl.array(drawn(4, 2, 3))
    packed, *ends = parts(layer(rnn.pack_padded_sequence(x, [4, 4])))
    y, *last = parts(layer(x))
    assert packed.sorted_indices is None and (packed.data == y.reshape((8, 8))).all()
    assert all((a == b).all() for a, b in zip(ends, last, strict=True))


# ---- derivatives -------------------------------------------------------------------------------------------
def flat_results(layer, names):
    """The layer as a function of its input, first states and parameters."""

    def function(x, *rest):
        states, weights = rest[: len(rest) - len(names)], rest[len(rest) - len(names) :]
        for name, value in zip(names, weights, strict=True):
            vars(layer)[name] = value
        y, *last = parts(layer(x, given(states, lambda s: s)))
        return tl.concatenate([y.data if isinstance(y, rnn.PackedSequence) else y, *last], axis=None)

    return function


def leaves(layer, batch, length):
    weights = [tl.array(p.detach(), requires_grad=True) for p in layer.parameters()]
    states = [tl.array(s, requires_grad=True) for s in first_states(layer, [batch])]
    return [tl.array(drawn(length, batch, 3), requires_grad=True), *states, *weights]


@few
def test_gradients(mode, options):
    layer = made(mode, **options)
    names = [name for name, _ in layer.named_parameters()]
    assert tl.gradcheck(flat_results(layer, names), leaves(layer, 2, 3))


@pytest.mark.parametrize(("mode", "more"), [*((m, {}) for m in MODES), ("LSTM", {"proj_size": 2})])
def test_gradients_of_packed_sequences(mode, more):
    layer = made(mode, bidirectional=True, **more)
    names = [name for name, _ in layer.named_parameters()]
    function = flat_results(layer, names)

    def packed(x, *rest):
        return function(rnn.pack_padded_sequence(x, [1, 3, 2], enforce_sorted=False), *rest)

    assert tl.gradcheck(packed, leaves(layer, 3, 3))


@pytest.mark.parametrize(("mode", "more"), [*((m, {}) for m in MODES), ("LSTM", {"proj_size": 1})])
def test_gradients_of_gradients(mode, more):
    """To every input, beside differences of the gradients; at once the third derivative of some."""
    layer = getattr(nn, mode)(1, 2, bidirectional=True, dtype="float64", **more)
    names = [name for name, _ in layer.named_parameters()]
    function, inputs = flat_results(layer, names), [
        tl.array(drawn(2, 1, 1), requires_grad=True),
        *(tl.array(s, requires_grad=True) for s in first_states(layer, [1])),
        *(tl.array(p.detach(), requires_grad=True) for p in layer.parameters()),
    ]  # fmt: skip

    def slopes(order):
        def of(*given):
            with tl.enable_grad():
                given = [g if g.requires_grad else tl.array(g, requires_grad=True) for g in given]
                loss = (function(*given) ** 3).sum()
                for _ in range(order):
                    found = tl.gradients(loss, [*given], create_graph=True)
                    loss = sum((g**2).sum() for g in found)
                return tl.concatenate(found, axis=None)

        return of

    assert tl.gradcheck(slopes(1), inputs)
    if mode == "GRU":
        assert tl.gradcheck(slopes(2), inputs)


def test_hooks_run_once_for_a_gradient_of_a_gradient():
    layer, seen = made("LSTM"), []
    x = tl.array(drawn(3, 2, 3), requires_grad=True)
    inner = x * 2
    inner.register_hook(lambda g: seen.append(g.shape))
    (g,) = tl.gradients(layer(inner)[0].sum(), [x], create_graph=True)
    assert seen == [(3, 2, 3)] and g.requires_grad


@pytest.mark.parametrize("mode", MODES)
def test_a_graph_that_is_kept_gives_the_same_again(mode):
    layer, x = made(mode), tl.array(drawn(3, 2, 3), requires_grad=True)
    loss = (layer(x)[0] ** 2).sum()
    loss.backward(retain_graph=True)
    first = [t.grad.copy() for t in (x, *layer.parameters())]
    layer.zero_grad()
    x.grad = None
    loss.backward()
    assert all((a == t.grad).all() for a, t in zip(first, (x, *layer.parameters()), strict=True))


@pytest.mark.parametrize("mode", MODES)
def test_only_what_wants_a_gradient_gets_one(mode):
    layer = made(mode).requires_grad_(False)
    x = tl.array(drawn(3, 2, 3), requires_grad=True)
    layer(x)[0].sum().backward()
    assert x.grad.shape == x.shape and all(p.grad is None for p in layer.parameters())
    assert not layer(x.detach())[0].requires_grad
    layer.weight_hh_l0.requires_grad = True
    layer(x.detach())[0].sum().backward()
    assert layer.weight_hh_l0.grad.shape == layer.weight_hh_l0.shape and layer.weight_ih_l0.grad is None
    with tl.no_grad():
        assert not layer(x)[0].requires_grad


@pytest.mark.parametrize("mode", MODES)
def test_last_states_alone_have_gradients(mode):
    layer, x = made(mode, bidirectional=True), tl.array(drawn(3, 2, 3), requires_grad=True)
    _, *last = parts(layer(x))
    for state in last:
        x.grad = None
        state.sum().backward(retain_graph=True)
        assert (x.grad != 0).any()


def test_a_change_of_what_was_told_is_found():
    layer = made("GRU")
    y, _ = layer(tl.array(drawn(3, 2, 3)))
    with tl.no_grad():
        y[0] = 0.0
    with pytest.raises(RuntimeError, match="changed in place"):
        y.sum().backward()


# ---- everything else ---------------------------------------------------------------------------------------
def test_threads_change_nothing():
    layer, found = nn.LSTM(64, 128, bidirectional=True), []
    x = tl.array(drawn(6, 32, 64), dtype="float32")
    for threads in (1, 2, 3):
        layer.zero_grad()
        with tl.num_threads(threads):
            y, _ = layer(x)
            y.sum().backward()
        found.append([y.detach(), *(p.grad for p in layer.parameters())])
    assert all((a == b).all() for other in found[1:] for a, b in zip(found[0], other, strict=True))


@pytest.mark.parametrize("mode", MODES)
def test_batches_of_none(mode):
    layer = made(mode, num_layers=2, bidirectional=True)
    x = tl.zeros((4, 0, 3), requires_grad=True)
    y, *last = parts(layer(x))
    assert y.shape == (4, 0, 8) and all(s.shape == (4, 0, 4) for s in last)
    y.sum().backward()
    assert x.grad.shape == (4, 0, 3) and all((p.grad == 0).all() for p in layer.parameters())


@pytest.mark.parametrize("mode", MODES)
def test_dropout_acts_between_layers_while_training(mode):
    layer, plain = made(mode, num_layers=2, dropout=0.5), made(mode, num_layers=2)
    x = tl.array(drawn(5, 2, 3))
    assert (layer.eval()(x)[0] == plain(x)[0]).all()
    layer.train()
    y, *last = parts(layer(x))
    assert (y != plain(x)[0]).any()
    assert all((a[0] == b[0]).all() for a, b in zip(last, parts(plain(x))[1:], strict=True))
    closed = made(mode, num_layers=2, dropout=1.0)
    first, *_ = parts(closed(x))
    assert (first == parts(closed(tl.zeros(x.shape)))[0]).all()
    with pytest.warns(UserWarning, match=f"^{mode}: dropout=0.5 acts between layers, and there is only one"):
        made(mode, dropout=0.5)


@pytest.mark.parametrize("mode", MODES)
def test_initial_weights(mode):
    layer = made(mode, "float32", num_layers=2, bidirectional=True)
    rng = np.random.default_rng(3)
    for _, p in layer.named_parameters():
        np.testing.assert_allclose(p.detach().numpy(), rng.uniform(-0.5, 0.5, p.shape), rtol=1e-6)
    assert layer.flatten_parameters() is None and len(layer.all_weights) == 4
    listed = [w for weights in layer.all_weights for w in weights]
    assert all(w is p for w, p in zip(listed, layer.parameters(), strict=True))


@pytest.mark.parametrize("mode", MODES)
def test_cells_are_layers_step_by_step(mode):
    layer, cell = made(mode), getattr(nn, f"{mode}Cell")(3, 4, dtype="float64")
    cell.load_state_dict({name[:-3]: p for name, p in layer.state_dict().items()})
    x = tl.array(drawn(5, 2, 3), requires_grad=True)
    state, told = None, []
    for row in x:
        state = cell(row, state)
        told.append(state[0] if mode == "LSTM" else state)
    y, *last = parts(layer(x))
    close(tl.stack(told).detach().numpy(), y.detach().numpy())
    for a, b in zip(state if mode == "LSTM" else [state], last, strict=True):
        close(a.detach().numpy(), b[0].detach().numpy())
    want = tl.gradients((y**2).sum(), [x, *layer.parameters()])
    found = tl.gradients((tl.stack(told) ** 2).sum(), [x, *cell.parameters()])
    for a, b in zip(found, want, strict=True):
        close(a.numpy(), b.numpy())


# ---- beside PyTorch ----------------------------------------------------------------------------------------
def pair(torch, mode, dtype, **options):
    """A layer of PyTorch, and ours with its weights."""
    torch.manual_seed(0)
    theirs = getattr(torch.nn, mode)(3, 4, **options).to(getattr(torch, dtype))
    layer = made(mode, dtype, **options)
    assert repr(layer) == repr(theirs) and list(layer.state_dict()) == list(theirs.state_dict())
    layer.load_state_dict({name: value.numpy() for name, value in theirs.state_dict().items()})
    theirs.load_state_dict({name: torch.from_numpy(v.numpy()) for name, v in layer.state_dict().items()})
    return layer, theirs


def check_gradients(torch, results, others, given, theirs, dtype):
    """Of a sum in which every number counts differently."""
    for a, b in zip(results, others, strict=True):
        close(a.detach().numpy(), b.detach().numpy(), dtype)
    factors = [drawn(*a.shape, seed=9) for a in results]
    sum((a * tl.array(f, dtype=dtype)).sum() for a, f in zip(results, factors)).backward()
    sum((b * torch.tensor(f, dtype=b.dtype)).sum() for b, f in zip(others, factors)).backward()
    for a, b in zip(given, theirs, strict=True):
        close(a.grad.numpy(), b.grad.numpy(), dtype)


@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
@pytest.mark.parametrize("dtype", RTOL)
@every
def test_values_and_gradients_are_pytorchs(mode, options, dtype):
    torch = pytest.importorskip("torch")
    layer, theirs = pair(torch, mode, dtype, **options)
    x = drawn(*((2, 5, 3) if layer.batch_first else (5, 2, 3)))
    inputs = [x, *first_states(layer, [2])]
    mine = [tl.array(a, dtype=dtype, requires_grad=True) for a in inputs]
    others = [torch.tensor(a, dtype=getattr(torch, dtype), requires_grad=True) for a in inputs]
    results = parts(layer(mine[0], given(mine[1:], lambda s: s)))
    expected = parts(theirs(others[0], given(others[1:], lambda s: s)))
    learned = [*mine, *layer.parameters()], [*others, *theirs.parameters()]
    check_gradients(torch, results, expected, *learned, dtype)


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("dtype", RTOL)
@few
def test_packed_sequences_are_pytorchs(mode, options, dtype, ordered):
    torch = pytest.importorskip("torch")
    layer, theirs = pair(torch, mode, dtype, **options)
    lengths = sorted(LENGTHS, reverse=True) if ordered else LENGTHS
    texts = [drawn(n, 3, seed=i) for i, n in enumerate(lengths)]
    inputs = [*texts, *first_states(layer, [len(texts)])]
    mine = [tl.array(a, dtype=dtype, requires_grad=True) for a in inputs]
    others = [torch.tensor(a, dtype=getattr(torch, dtype), requires_grad=True) for a in inputs]
    n = len(texts)
    packed = rnn.pack_sequence(mine[:n], enforce_sorted=ordered)
    y, *last = parts(layer(packed, given(mine[n:], lambda s: s)))
    their_rnn = torch.nn.utils.rnn
    their_packed = their_rnn.pack_sequence(others[:n], enforce_sorted=ordered)
    z, *ends = parts(theirs(their_packed, given(others[n:], lambda s: s)))
    for a, b in ((packed, their_packed), (y, z)):
        for name in ("batch_sizes", "sorted_indices", "unsorted_indices"):
            one, other = getattr(a, name), getattr(b, name)
            assert (one is None) == (other is None) and (one is None or one.tolist() == other.tolist())
    (told, found), (their_told, their_found) = rnn.pad_packed_sequence(y), their_rnn.pad_packed_sequence(z)
    assert found.tolist() == their_found.tolist() == list(lengths)
    learned = [*mine, *layer.parameters()], [*others, *theirs.parameters()]
    check_gradients(torch, [told, *last], [their_told, *ends], *learned, dtype)


@pytest.mark.parametrize("mode", MODES)
def test_gradients_of_gradients_are_pytorchs(mode):
    torch = pytest.importorskip("torch")
    layer, theirs = pair(torch, mode, "float64")
    x, y = tl.array(drawn(3, 2, 3), requires_grad=True), torch.tensor(drawn(3, 2, 3), requires_grad=True)
    (g,) = tl.gradients((layer(x)[0] ** 2).sum(), [x], create_graph=True)
    (h,) = torch.autograd.grad((theirs(y)[0] ** 2).sum(), [y], create_graph=True)
    (g**2).sum().backward()
    (h**2).sum().backward()
    for a, b in zip([x, *layer.parameters()], [y, *theirs.parameters()], strict=True):
        close(a.grad.numpy(), b.grad.numpy())


@pytest.mark.parametrize("mode", MODES)
def test_training_is_pytorchs(mode):
    """20 steps that learn the sum of a sequence of two lengths."""
    torch = pytest.importorskip("torch")
    losses = []
    layer, theirs = pair(torch, mode, "float64", num_layers=2, bidirectional=True)
    x = drawn(6, 8, 3)
    for lib, model in ((tl, layer), (torch, theirs)):
        data = lib.tensor(x)
        goal, optimizer = data.sum(dim=2, keepdim=True), lib.optim.Adam(model.parameters(), lr=0.01)
        course = []
        for _ in range(20):
            optimizer.zero_grad()
            y, _ = model(data)
            loss = ((y - goal) ** 2).mean()
            loss.backward()
            optimizer.step()
            course.append(loss.item())
        losses.append(course)
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-9)
    assert losses[0][-1] < losses[0][0]
    for p, q in zip(layer.parameters(), theirs.parameters(), strict=True):
        close(p.detach().numpy(), q.detach().numpy())


# ---- errors ------------------------------------------------------------------------------------------------
X, H = tl.zeros((5, 2, 3)), tl.zeros((1, 2, 4))
CALLS = [
    (ValueError, r"LSTM: input must have shape \(L, N, 3\) or \(L, 3\), got \(5, 2, 4\)",
     (tl.zeros((5, 2, 4)),)),
    (ValueError, r"LSTM: input must have shape \(L, N, 3\) or \(L, 3\), got \(3,\)", (tl.zeros(3),)),
    (ValueError, r"LSTM: input of shape \(0, 2, 3\) has no time steps", (tl.zeros((0, 2, 3)),)),
    (ValueError, r"LSTM: h_0 must have shape \(1, 2, 4\) .*, got \(1, 2, 5\)", (X, (tl.zeros((1, 2, 5)), H))),
    (ValueError, r"LSTM: c_0 must have shape \(1, 2, 4\) .*, got \(1, 3, 4\)", (X, (H, tl.zeros((1, 3, 4))))),
    (ValueError, r"LSTM: h_0 must have shape \(1, 4\) .*, got \(1, 1, 4\)", (X[:, 0], (H[:, :1], H[:, :1]))),
    (TypeError, r"LSTM: hx must be a pair of tensors \(h_0, c_0\), got Tensor", (X, H)),
    (TypeError, r"LSTM: dtypes float32 and float64 differ: input is float32", (X.astype("float32"),)),
    (TypeError, r"LSTM: dtypes float32 and float64 differ: h_0 is float32", (X, (H.astype("float32"), H))),
    (ValueError, r"LSTM: packed data must have shape \(4, 3\), got \(4, 2\)",
     (rnn.pack_sequence([tl.zeros((4, 2))]),)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "message", "inputs"), CALLS)
def test_what_a_layer_refuses(kind, message, inputs):
    with pytest.raises(kind, match=f"^{message}"):
        made("LSTM")(*inputs)


def test_what_other_layers_and_cells_refuse():
    with pytest.raises(TypeError, match=r"^GRU: hx must be a tensor, got a tuple"):
        made("GRU")(X, (H, H))
    with pytest.raises(ValueError, match=r"^GRU: input must have shape \(N, L, 3\) or \(L, 3\), got"):
        made("GRU", batch_first=True)(tl.zeros((2, 5, 4)))
    with pytest.raises(
        TypeError, match=r"^GRU: layers compute in float32 and float64, the parameters are float16"
    ):
        made("GRU").half()(X)
    cells = {mode: getattr(nn, f"{mode}Cell")(3, 4, dtype="float64") for mode in MODES}
    for mode, cell in cells.items():
        with pytest.raises(ValueError, match=rf"^{mode}Cell: input must have shape \(N, 3\) or \(3,\), got"):
            cell(tl.zeros((2, 4)))
    with pytest.raises(ValueError, match=r"^GRUCell: hx must have shape \(2, 4\) .*, got \(3, 4\)"):
        cells["GRU"](tl.zeros((2, 3)), tl.zeros((3, 4)))
    with pytest.raises(TypeError, match=r"^LSTMCell: hx must be a pair of tensors \(h, c\), got Tensor"):
        cells["LSTM"](tl.zeros((2, 3)), tl.zeros((2, 4)))
    with pytest.raises(ValueError, match=r"^LSTMCell: cx must have shape \(2, 4\) .*, got \(2, 3\)"):
        cells["LSTM"](tl.zeros((2, 3)), (tl.zeros((2, 4)), tl.zeros((2, 3))))


@pytest.mark.parametrize(
    ("message", "kind", "make"),
    [
        ("LSTM: hidden_size must be at least 1, got 0", ValueError, lambda: nn.LSTM(3, 0)),
        ("LSTM: proj_size=4 must be less than hidden_size=4", ValueError, lambda: nn.LSTM(3, 4, proj_size=4)),
        ("RNNBase: proj_size is for LSTM only", ValueError, lambda: nn.RNNBase("GRU", 3, 4, proj_size=2)),
        ("RNNBase: mode must be one of", ValueError, lambda: nn.RNNBase("ESN", 3, 4)),
        (
            "RNN: nonlinearity must be one of 'tanh', 'relu'",
            ValueError,
            lambda: nn.RNN(3, 4, nonlinearity="sin"),
        ),
        ("RNNCell: nonlinearity must be one of", ValueError, lambda: nn.RNNCell(3, 4, nonlinearity="sin")),
        ("GRU: num_layers must be at least 1, got 0", ValueError, lambda: nn.GRU(3, 4, 0)),
        ("GRU: dropout must be in", ValueError, lambda: nn.GRU(3, 4, 2, dropout=1.5)),
        ("GRU: bias must be True or False", TypeError, lambda: nn.GRU(3, 4, bias=1)),
        ("GRU: device must be 'cpu'", ValueError, lambda: nn.GRU(3, 4, device="cuda")),
        ("GRUCell: parameters must be floating", TypeError, lambda: nn.GRUCell(3, 4, dtype="int64")),
    ],
)
def test_what_constructors_refuse(message, kind, make):
    with pytest.raises(kind, match=f"^{message}"):
        make()


TWO = [tl.zeros(2), tl.zeros(3)]


@pytest.mark.parametrize(
    ("message", "kind", "make"),
    [
        (r"pack_sequence: lengths must not grow, got \[2, 3\]; enforce_sorted=False", ValueError,
         lambda: rnn.pack_sequence(TWO)),
        (r"pack_padded_sequence: lengths must not grow, got \[2, 3\]", ValueError,
         lambda: rnn.pack_padded_sequence(tl.zeros((3, 2)), [2, 3])),
        (r"pack_padded_sequence: lengths must be from 1 to 3, got \[3, 0\]", ValueError,
         lambda: rnn.pack_padded_sequence(tl.zeros((3, 2)), [3, 0])),
        (r"pack_padded_sequence: lengths must be from 1 to 3, got \[4, 1\]", ValueError,
         lambda: rnn.pack_padded_sequence(tl.zeros((3, 2)), [4, 1])),
        (r"pack_padded_sequence: lengths must have shape \(2,\), got \(1,\)", ValueError,
         lambda: rnn.pack_padded_sequence(tl.zeros((3, 2)), [3])),
        (r"pack_padded_sequence: lengths must be integers, got float64", TypeError,
         lambda: rnn.pack_padded_sequence(tl.zeros((3, 2)), [3.0, 2.0])),
        (r"pack_padded_sequence: input must have shape \(N, L, ...\), got \(3,\)", ValueError,
         lambda: rnn.pack_padded_sequence(tl.zeros(3), [3], batch_first=True)),
        (r"pack_padded_sequence: there are no sequences", ValueError,
         lambda: rnn.pack_padded_sequence(tl.zeros((3, 0)), tl.zeros(0, dtype="int64"))),
        (r"pack_sequence: sequences must not be empty, got lengths \[2, 0\]", ValueError,
         lambda: rnn.pack_sequence([tl.zeros(2), tl.zeros(0)])),
        (r"pad_sequence: there are no sequences", ValueError, lambda: rnn.pad_sequence([])),
        (r"pad_sequence: sequences must differ in their first axis only, got shapes", ValueError,
         lambda: rnn.pad_sequence([tl.zeros((2, 1)), tl.zeros((3, 2))])),
        (r"pad_sequence: sequences must be of one dtype, got \['float64', 'int64'\]", TypeError,
         lambda: rnn.pad_sequence([tl.zeros(2), tl.arange(3)])),
        (r"pad_sequence: padding_side must be one of 'right', 'left'", ValueError,
         lambda: rnn.pad_sequence(TWO, padding_side="both")),
        (r"pad_packed_sequence: total_length=2 is less than the longest length, 3", ValueError,
         lambda: rnn.pad_packed_sequence(rnn.pack_sequence(TWO, False), total_length=2)),
        (r"pad_packed_sequence: expected a PackedSequence, got Tensor", TypeError,
         lambda: rnn.pad_packed_sequence(tl.zeros(3))),
        (r"unpad_sequence: lengths must have shape \(2,\), got \(3,\)", ValueError,
         lambda: rnn.unpad_sequence(tl.zeros((3, 2)), [1, 1, 1])),
        (r"PackedSequence: batch_sizes must be positive and not grow, got \[1, 2\]", ValueError,
         lambda: rnn.PackedSequence(tl.zeros(3), tl.array([1, 2]))),
        (r"PackedSequence: batch_sizes add up to 3, but data has shape \(4,\)", ValueError,
         lambda: rnn.PackedSequence(tl.zeros(4), tl.array([2, 1]))),
        (r"PackedSequence: sorted_indices must have shape \(2,\), got \(3,\)", ValueError,
         lambda: rnn.PackedSequence(tl.zeros(3), tl.array([2, 1]), tl.arange(3))),
        (r"PackedSequence: batch_sizes are missing", ValueError, lambda: rnn.PackedSequence(tl.zeros(4))),
        (r"invert_permutation: \[0, 0\] is no permutation", ValueError,
         lambda: rnn.invert_permutation(tl.array([0, 0]))),
    ],
)  # fmt: skip
def test_what_packing_refuses(message, kind, make):
    with pytest.raises(kind, match=f"^{message}"):
        make()


@pytest.mark.parametrize("first", [False, True])
def test_padding_and_packing_are_pytorchs(first):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.utils.rnn
    texts = [drawn(n, 2, seed=n) for n in LENGTHS]
    mine, others = [tl.array(t) for t in texts], [torch.tensor(t) for t in texts]
    for side in ("right", "left"):
        padded = rnn.pad_sequence(mine, first, 0.5, side)
        assert padded.tolist() == theirs.pad_sequence(others, first, 0.5, side).tolist()
    padded, their_padded = rnn.pad_sequence(mine, first), theirs.pad_sequence(others, first)
    packed = rnn.pack_padded_sequence(padded, tl.array(LENGTHS), first, enforce_sorted=False)
    their_packed = theirs.pack_padded_sequence(their_padded, torch.tensor(LENGTHS), first, False)
    for a, b in zip(packed, their_packed, strict=True):
        assert a.tolist() == b.tolist()
    again, lengths = rnn.pad_packed_sequence(packed, first, -1.0, 7)
    expected, their_lengths = theirs.pad_packed_sequence(their_packed, first, -1.0, 7)
    assert again.tolist() == expected.tolist() and lengths.tolist() == their_lengths.tolist()
    for a, b in zip(rnn.unpack_sequence(packed), theirs.unpack_sequence(their_packed), strict=True):
        assert a.tolist() == b.tolist()


def test_gradients_of_packing_and_padding():
    texts = [tl.array(drawn(n, 2, seed=n), requires_grad=True) for n in LENGTHS]

    def there_and_back(*given):
        padded, _ = rnn.pad_packed_sequence(rnn.pack_sequence(given, enforce_sorted=False))
        packed = rnn.pack_padded_sequence(padded, LENGTHS, enforce_sorted=False)
        return rnn.pad_sequence(rnn.unpack_sequence(packed), padding_side="left")

    assert tl.gradcheck(there_and_back, texts)
