"""Attention and transformers: beside PyTorch over their options and masks, training, and what they refuse."""

import copy
import re
import warnings

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn import functional as F
from tensorlab.nn.functional import _attention

RNG = np.random.default_rng(0)
SEEN = RNG.random((4, 6)) < 0.6
SEEN[2] = False  # a query that sees nothing
ADDED = np.where(SEEN, RNG.normal(size=(4, 6)), -np.inf)


def numbers(*shape):
    return RNG.normal(size=shape)


def close(mine, theirs, rtol=1e-10, atol=1e-13):
    assert tuple(mine.shape) == tuple(theirs.shape)
    np.testing.assert_allclose(mine.detach().numpy(), theirs.detach().numpy(), rtol=rtol, atol=atol)


def backwards(mine, theirs, leaves):
    """Values and gradients of both libraries."""
    torch = pytest.importorskip("torch")
    close(mine, theirs)
    factors = numbers(*mine.shape)
    (mine * tl.array(factors)).sum().backward()
    (theirs * torch.tensor(factors)).sum().backward()
    for x, y in leaves:
        close(x.grad, y.grad)


# ---- the function ------------------------------------------------------------------------------------------
QKV = (2, 3, 4, 5), (2, 3, 6, 5), (2, 3, 6, 7)
USES = [
    (QKV, {}),
    (((4, 5), (6, 5), (6, 7)), {"attn_mask": SEEN}),
    (QKV, {"attn_mask": SEEN}),
    (QKV, {"attn_mask": ADDED}),
    (QKV, {"attn_mask": SEEN[:, :1]}),
    (QKV, {"attn_mask": RNG.random((2, 1, 4, 6)) < 0.5, "scale": 0.3}),
    (QKV, {"attn_mask": numbers(3, 1, 6), "scale": -1.0}),
    (QKV, {"is_causal": True}),
    (((2, 3, 6, 5), (2, 3, 4, 5), (2, 3, 4, 7)), {"is_causal": True}),
    (((2, 4, 6, 5), (2, 2, 4, 5), (2, 2, 4, 7)), {"enable_gqa": True}),
    (((2, 4, 6, 5), (1, 4, 4, 5), (2, 1, 4, 7)), {}),
    (((2, 3, 5), (2, 0, 5), (2, 0, 7)), {}),
]


@pytest.mark.parametrize(("shapes", "options"), USES)
@pytest.mark.parametrize("learned", [False, True])
def test_function_beside_pytorch(shapes, options, learned):
    torch = pytest.importorskip("torch")
    arrays = [numbers(*shape) for shape in shapes]
    leaves = [(tl.array(a, requires_grad=True), torch.tensor(a, requires_grad=True)) for a in arrays]
    options, other = dict(options), dict(options)
    if "attn_mask" in options:
        mask = options["attn_mask"]
        options["attn_mask"], other["attn_mask"] = tl.array(mask), torch.tensor(mask)
        if learned and mask.dtype != bool:
            leaves.append((options["attn_mask"].requires_grad_(), other["attn_mask"].requires_grad_()))
    mine = F.scaled_dot_product_attention(*(x for x, _ in leaves[:3]), **options)
    theirs = torch.nn.functional.scaled_dot_product_attention(*(y for _, y in leaves[:3]), **other)
    backwards(mine, theirs, leaves)


BLOCKS = [
    *((shapes, options) for shapes, options in USES[:-1]),
    (((5, 4), (9, 4), (9, 2)), {"is_causal": True}),
    (((9, 4), (5, 4), (5, 2)), {"is_causal": True}),
    (
        ((2, 1, 4, 5), (1, 3, 6, 5), (3, 6, 7)),
        {"attn_mask": np.arange(144).reshape(2, 3, 4, 6) % 5 < 3},
    ),
]


@pytest.mark.parametrize(("shapes", "options"), BLOCKS)
@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_blocks_are_the_whole(shapes, options, p, monkeypatch):
    arrays, options = [numbers(*shape) for shape in shapes], dict(options)
    if "attn_mask" in options:
        options["attn_mask"] = tl.array(options["attn_mask"])
    factors = None

    def found():
        """The value, gradients, gradients of these, and what is drawn next."""
        nonlocal factors
        tl.random.seed(0)
        leaves = [tl.array(a, requires_grad=True) for a in arrays]
        y = F.scaled_dot_product_attention(*leaves, dropout_p=p, **options)
        drawn = tl.array(tl.random.random())
        factors = tl.array(numbers(*y.shape)) if factors is None else factors
        (y * factors).sum().backward(retain_graph=True)
        again = tl.gradients((y * factors).sum(), leaves, create_graph=True)
        second = tl.gradients(sum((g**2).sum() for g in again), leaves)
        return [y, *(x.grad for x in leaves), *again, *second, drawn]

    want = found()
    monkeypatch.setattr(_attention, "WHOLE", 0)
    for size, columns in ((1, 8), (10, 3), (30, 4), (60, 1), (60, 8)):
        monkeypatch.setattr(_attention, "BLOCK", size)
        monkeypatch.setattr(_attention, "COLUMNS", columns)
        for mine, whole in zip(found(), want, strict=True):
            close(mine, whole)


@pytest.mark.parametrize("options", [{}, {"is_causal": True}])
def test_long_sequences_take_memory_of_a_block(options, monkeypatch):
    monkeypatch.setattr(_attention, "WHOLE", 1 << 18)
    rows, used = _attention.Blocks.scores, [tl.memory_stats()["used"]]

    def watched(self, *args):
        w = rows(self, *args)
        used.append(tl.memory_stats()["used"])
        return w

    monkeypatch.setattr(_attention.Blocks, "scores", watched)
    xs = [tl.array(numbers(1, 2048, 8), dtype=tl.float32, requires_grad=True) for _ in range(3)]
    F.scaled_dot_product_attention(*xs, **options).sum().backward()
    assert len(used) > 8 and max(used) - used[0] < 4 * 2048**2 / 4


def test_a_mask_may_change_before_the_derivative_of_blocks(monkeypatch):
    monkeypatch.setattr(_attention, "WHOLE", 0)
    x, mask, found = tl.array(numbers(4, 5), requires_grad=True), tl.array(ADDED[:, :4]), []
    for change in (False, True):
        y = F.scaled_dot_product_attention(x, x, x, mask)
        if change:
            mask[...] = 0.0
        y[0].sum().backward()
        found.append(x.grad)
        x.grad = None
    close(*found)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_blocks_of_small_dtypes(dtype, monkeypatch):
    xs = [tl.array(numbers(3, 7, 4)).astype(dtype) for _ in range(3)]
    want = F.scaled_dot_product_attention(*xs, is_causal=True)
    monkeypatch.setattr(_attention, "WHOLE", 0)
    y = F.scaled_dot_product_attention(*xs, is_causal=True)
    assert y.dtype == dtype and tl.allclose(y.astype("float32"), want.astype("float32"), rtol=1e-2)


def test_a_query_that_sees_no_key_gets_0():
    q, k, v = (tl.array(numbers(4, 5)), tl.array(numbers(6, 5)), tl.array(numbers(6, 3)))
    for mask in (SEEN, ADDED):
        y = F.scaled_dot_product_attention(q, k, v, mask)
        assert (y[2] == 0).all() and (y[[0, 1, 3]] != 0).all()


@pytest.mark.parametrize("options", [{}, {"attn_mask": tl.array(SEEN)}, {"is_causal": True}], ids=str)
def test_derivatives_of_derivatives(options):
    xs = [tl.array(numbers(*shape), requires_grad=True) for shape in ((4, 5), (6, 5), (6, 3))]
    along = [tl.array(numbers(*x.shape)) for x in xs]

    def slopes(xs):
        y = F.scaled_dot_product_attention(*xs, **options)
        return tl.autograd.grad((y**3).sum(), xs, create_graph=True)

    total = sum((s * d).sum() for s, d in zip(slopes(xs), along, strict=True))
    curves = tl.autograd.grad(total, xs)
    ends = [[(x + h * d).detach().requires_grad_() for x, d in zip(xs, along)] for h in (1e-5, -1e-5)]
    for curve, ahead, behind in zip(curves, *map(slopes, ends), strict=True):
        want = ((ahead - behind) / 2e-5).detach().numpy()
        np.testing.assert_allclose(curve.numpy(), want, rtol=1e-6, atol=1e-6)


def test_dropped_weights():
    """In the mean they are as they were; what is dropped is 0."""
    q, k = tl.zeros((1, 2)), tl.zeros((10000, 2))
    v = tl.ones((10000, 1))
    tl.random.seed(0)
    y = F.scaled_dot_product_attention(q, k, v, dropout_p=0.25)
    assert abs(y.item() - 1) < 0.03 and y.item() != 1
    assert F.scaled_dot_product_attention(q, k, v, dropout_p=1.0).item() == 0


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_storage_types_are_rounded_once(dtype):
    xs = [tl.array(numbers(2, 4, 8), dtype=dtype, requires_grad=True) for _ in range(3)]
    y = F.scaled_dot_product_attention(*xs)
    want = F.scaled_dot_product_attention(*(x.detach().astype("float32") for x in xs)).astype(dtype)
    assert y.dtype.name == dtype and (y == want).all()
    y.sum().backward()
    assert all(x.grad.dtype.name == dtype for x in xs)


def test_threads_change_no_bit():
    arrays, found = [numbers(4, 8, 64, 32).astype("float32") for _ in range(3)], set()
    for threads in (1, 2):
        with tl.num_threads(threads):
            xs = [tl.array(a, requires_grad=True) for a in arrays]
            y = F.scaled_dot_product_attention(*xs, is_causal=True)
            (y * y).sum().backward()
            found.add(b"".join(t.detach().numpy().tobytes() for t in (y, *(x.grad for x in xs))))
    assert len(found) == 1


# ---- several heads -----------------------------------------------------------------------------------------
def twins(name, *args, training=False, **options):
    """A layer and PyTorch's, of float64, with the same state of random numbers."""
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what PyTorch finds slow
        theirs = getattr(torch.nn, name)(*args, **options).double().train(training)
        others = {k: v for k, v in options.items() if k != "activation" or isinstance(v, str)}
        mine = getattr(nn, name)(*args, **others).to("float64").train(training)
    state = theirs.state_dict()
    assert list(mine.state_dict()) == list(state)
    for value in state.values():
        value.copy_(torch.tensor(RNG.normal(size=tuple(value.shape)) * 0.5))
    mine.load_state_dict(state)
    return mine, theirs


def same_text(mine, theirs):
    return repr(mine) == repr(theirs)


def beside(mine, theirs, arrays, how=lambda y: y, **options):
    """Values and gradients of a layer, also to its parameters."""
    torch = pytest.importorskip("torch")
    learned = list(zip(mine.parameters(), theirs.parameters(), strict=True))
    leaves = [(tl.array(a, requires_grad=True), torch.tensor(a, requires_grad=True)) for a in arrays]
    results = []
    for layer, array, side in ((mine, tl.array, 0), (theirs, torch.tensor, 1)):
        extra = {k: array(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
        results.append(how(layer(*(pair[side] for pair in leaves), **extra)))
    backwards(
        *results, [pair for pair in leaves + learned if pair[1].grad is not None or pair[0].grad is not None]
    )
    for x, y in leaves + learned:
        assert (x.grad is None) == (y.grad is None)
        if x.grad is not None:
            close(x.grad, y.grad)


HEADS = [
    {},
    {"bias": False},
    {"kdim": 3, "vdim": 5},
    {"kdim": 3, "vdim": 5, "bias": False, "add_bias_kv": True},
    {"add_bias_kv": True},
    {"add_zero_attn": True},
    {"add_bias_kv": True, "add_zero_attn": True},
]
PADDING = np.array([[False] * 5, [False, False, True, True, True], [True, False, False, False, True]])
BEFORE = np.triu(np.ones((4, 5), bool), 2)
MASKS = [
    {},
    {"key_padding_mask": PADDING},
    {"attn_mask": BEFORE},
    {"key_padding_mask": PADDING, "attn_mask": BEFORE},
    {"attn_mask": numbers(4, 5)},
    {"key_padding_mask": np.where(PADDING, -np.inf, 0.0), "attn_mask": numbers(6, 4, 5)},
    {"attn_mask": RNG.random((6, 4, 5)) < 0.2, "key_padding_mask": PADDING},
]


@pytest.mark.parametrize("options", HEADS, ids=str)
@pytest.mark.parametrize("mask", range(len(MASKS)))
@pytest.mark.parametrize("batch_first", [False, True])
def test_heads_beside_pytorch(options, mask, batch_first):
    mine, theirs = twins("MultiheadAttention", 4, 2, batch_first=batch_first, **options)
    assert same_text(mine, theirs)
    first = (3, 4) if batch_first else (4, 3), (3, 5) if batch_first else (5, 3)
    arrays = [numbers(*first[i > 0], n) for i, n in enumerate((4, mine.kdim, mine.vdim))]
    for how in (
        {"need_weights": False},
        {"need_weights": True},
        {"need_weights": True, "average_attn_weights": False},
    ):
        for part in (0, 1)[: 1 + how["need_weights"]]:
            mine.zero_grad(), theirs.zero_grad()
            beside(mine, theirs, arrays, lambda y, part=part: y[part], **how, **MASKS[mask])
    assert mine(*map(tl.array, arrays), need_weights=False)[1] is None


@pytest.mark.parametrize("options", HEADS, ids=str)
def test_heads_without_a_batch(options):
    mine, theirs = twins("MultiheadAttention", 4, 2, batch_first=True, **options)
    arrays = [numbers(4, 4), numbers(5, mine.kdim), numbers(5, mine.vdim)]
    masks = {"key_padding_mask": PADDING[1], "attn_mask": BEFORE}
    for extra in ({}, masks, {"need_weights": False, **masks}, {"average_attn_weights": False}):
        for part in (0, 1)[: 1 + extra.get("need_weights", True)]:
            mine.zero_grad(), theirs.zero_grad()
            beside(mine, theirs, arrays, lambda y, part=part: y[part], **extra)


@pytest.mark.parametrize("same", ["all", "key and value"])
def test_heads_of_one_sequence(same):
    """There are products for several inputs at once."""
    torch = pytest.importorskip("torch")
    mine, theirs = twins("MultiheadAttention", 4, 2)
    a, b = numbers(5, 3, 4), numbers(5, 3, 4)
    xs = [(tl.array(t, requires_grad=True), torch.tensor(t, requires_grad=True)) for t in (a, b)]
    used = xs[:1] if same == "all" else xs
    results = [layer(used[0][i], used[-1][i], used[-1][i])[0] for i, layer in enumerate((mine, theirs))]
    backwards(*results, used + list(zip(mine.parameters(), theirs.parameters(), strict=True)))


def test_how_heads_start():
    layer = nn.MultiheadAttention(64, 4, add_bias_kv=True)
    bound = np.sqrt(6 / (64 + 192))
    w = layer.in_proj_weight.detach().numpy()
    assert abs(w).max() <= bound and abs(w).max() > 0.99 * bound
    assert (layer.in_proj_bias == 0).all() and (layer.out_proj.bias == 0).all()
    assert abs(layer.bias_k.detach().numpy().std() - 1 / 8) < 0.05
    parts = nn.MultiheadAttention(64, 4, kdim=32, vdim=16)
    assert parts.in_proj_weight is None and abs(parts.k_proj_weight.detach().numpy()).max() <= np.sqrt(6 / 96)
    before = layer.out_proj.weight.tolist()
    layer.reset_parameters()
    assert layer.out_proj.weight.tolist() != before and (layer.out_proj.bias == 0).all()


def test_weights_are_dropped_while_training():
    layer, x = nn.MultiheadAttention(4, 2, dropout=0.5, dtype="float64"), tl.array(numbers(20, 2, 4))
    weights = layer(x, x, x, average_attn_weights=False)[1]
    assert 0.3 < (weights == 0).astype("float64").mean().item() < 0.7
    assert (layer(x, x, x, need_weights=False)[0] != layer(x, x, x, need_weights=False)[0]).any()
    layer.eval()
    weights = layer(x, x, x, average_attn_weights=False)[1]
    np.testing.assert_allclose(weights.sum(axis=-1).detach().numpy(), 1, rtol=1e-12)


def test_what_sees_no_key_has_weights_of_0():
    layer, x = nn.MultiheadAttention(4, 2, dtype="float64"), tl.array(numbers(3, 2, 4))
    hidden = np.array([[True] * 3, [False] * 3])
    for needed in (True, False):
        y, weights = layer(x, x, x, hidden, needed)
        assert (y[:, 0] == layer.out_proj.bias).all() and not tl.isnan(y).any()
        assert weights is None or (weights[0] == 0).all()


# ---- transformers ------------------------------------------------------------------------------------------
LAYERS = [
    {},
    {"activation": "gelu", "norm_first": True},
    {"bias": False, "layer_norm_eps": 0.1},
    {"batch_first": True},
    {"batch_first": True, "norm_first": True, "bias": False},
]
SIZES = {"dim_feedforward": 8, "dropout": 0.0}
CAUSAL = np.triu(np.ones((5, 5), bool), 1)
LATER = np.triu(np.full((4, 4), -np.inf), 1)


def sequences(options, *lengths):
    return [numbers(*((3, n) if options.get("batch_first") else (n, 3)), 4) for n in lengths]


@pytest.mark.parametrize("options", LAYERS, ids=str)
def test_encoder_layer_beside_pytorch(options):
    mine, theirs = twins("TransformerEncoderLayer", 4, 2, training=True, **SIZES, **options)
    assert same_text(mine, theirs)
    arrays = sequences(options, 5)
    for masks in (
        {},
        {"src_mask": CAUSAL, "is_causal": True},
        {"src_key_padding_mask": PADDING},
        {"src_mask": CAUSAL, "src_key_padding_mask": PADDING & ~PADDING[2]},
    ):
        mine.zero_grad(), theirs.zero_grad()
        beside(mine, theirs, arrays, **masks)


@pytest.mark.parametrize("options", LAYERS, ids=str)
def test_decoder_layer_beside_pytorch(options):
    mine, theirs = twins("TransformerDecoderLayer", 4, 2, training=True, **SIZES, **options)
    assert same_text(mine, theirs)
    arrays = sequences(options, 4, 5)
    for masks in (
        {},
        {"tgt_mask": LATER, "tgt_is_causal": True, "memory_mask": BEFORE},
        {"memory_key_padding_mask": PADDING, "tgt_key_padding_mask": PADDING[::-1, 1:].copy()},
    ):
        mine.zero_grad(), theirs.zero_grad()
        beside(mine, theirs, arrays, **masks)


@pytest.mark.parametrize("options", LAYERS[1:4], ids=str)
def test_transformer_beside_pytorch(options):
    mine, theirs = twins("Transformer", 4, 2, 2, 1, training=True, **SIZES, **options)
    masks = {"src_mask": BEFORE[:, [0] * 5][[0] * 5], "tgt_mask": LATER, "memory_key_padding_mask": PADDING}
    beside(mine, theirs, sequences(options, 5, 4), **masks, src_key_padding_mask=PADDING)


def test_stacks_beside_pytorch():
    torch = pytest.importorskip("torch")
    for kind, arrays in (("Encoder", sequences({}, 5)), ("Decoder", sequences({}, 4, 5))):
        made = []
        for module in (nn, torch.nn):
            layer = getattr(module, f"Transformer{kind}Layer")(4, 2, **SIZES)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made.append(getattr(module, f"Transformer{kind}")(layer, 2, norm=module.LayerNorm(4)))
        mine, theirs = made[0].to("float64"), made[1].double()
        mine.load_state_dict(theirs.state_dict())
        assert mine.layers[0] is not mine.layers[1]
        beside(mine, theirs, arrays)


def test_activations_that_are_functions_or_layers():
    for activation in (tl.tanh, nn.Tanh(), lambda x: F.tanh(x)):
        layer = nn.TransformerEncoderLayer(4, 2, 8, 0.0, activation, dtype="float64")
        x = tl.array(numbers(5, 3, 4))
        y = layer.norm1(x + layer.self_attn(x, x, x)[0])
        want = layer.norm2(y + layer.linear2(tl.tanh(layer.linear1(y))))
        np.testing.assert_allclose(layer(x).detach().numpy(), want.detach().numpy(), rtol=1e-12)
    assert "(activation): Tanh()" in repr(nn.TransformerEncoderLayer(4, 2, activation=nn.Tanh()))


@pytest.mark.parametrize("optimiser", ["SGD", "Adam"])
def test_training_beside_pytorch(optimiser):
    torch = pytest.importorskip("torch")
    mine, theirs = twins("Transformer", 4, 2, 1, 1, training=True, batch_first=True, **SIZES)
    optimisers = [
        getattr(m.optim, optimiser)(layer.parameters(), lr=0.01) for m, layer in ((tl, mine), (torch, theirs))
    ]
    for _ in range(5):
        x, start, goal = numbers(3, 5, 4), numbers(3, 4, 4), numbers(3, 4, 4)
        for layer, array, step in zip((mine, theirs), (tl.array, torch.tensor), optimisers):
            step.zero_grad()
            y = layer(array(x), array(start), tgt_mask=array(LATER))
            ((y - array(goal)) ** 2).mean().backward()
            step.step()
    for x, y in zip(mine.parameters(), theirs.parameters(), strict=True):
        close(x, y, 1e-8 if optimiser == "Adam" else 1e-10, 1e-9 if optimiser == "Adam" else 1e-12)


def test_how_a_transformer_starts_and_copies():
    model = nn.Transformer(8, 2, 1, 1, 16)
    for name, p in model.named_parameters():
        bound = np.sqrt(6 / sum(p.shape)) if p.ndim > 1 else np.inf
        assert abs(p.detach().numpy()).max() <= bound, name
    twin, x = copy.deepcopy(model).eval(), tl.ones((3, 2, 8), dtype="float32")
    assert (twin(x, x) == model.eval()(x, x)).all()
    own = nn.Transformer(8, 2, custom_encoder=model.encoder, custom_decoder=model.decoder)
    assert own.encoder is model.encoder and own.decoder is model.decoder


def test_masks_of_what_comes_later():
    torch = pytest.importorskip("torch")
    mask = nn.Transformer.generate_square_subsequent_mask(4)
    close(mask, torch.nn.Transformer.generate_square_subsequent_mask(4))
    assert mask.dtype == "float32"
    assert nn.Transformer.generate_square_subsequent_mask(2, dtype="float64").dtype == "float64"


def test_positions():
    layer = nn.SinusoidalPositions(5, max_len=9)
    t, i = np.arange(7)[:, None], np.arange(5)
    waves = np.where(i % 2, np.cos(t / 10000 ** ((i - 1) / 5)), np.sin(t / 10000 ** (i / 5)))
    x = numbers(7, 3, 5)
    np.testing.assert_allclose(layer(tl.array(x)).numpy(), x + waves[:, None], rtol=1e-12, atol=1e-15)
    first = nn.SinusoidalPositions(5, batch_first=True)
    np.testing.assert_allclose(
        first(x.swapaxes(0, 1)).numpy(), x.swapaxes(0, 1) + waves, rtol=1e-12, atol=1e-15
    )
    assert layer(x.astype("float32")).dtype == "float32" and not layer.state_dict()
    dropped = nn.SinusoidalPositions(4, dropout=0.5)(tl.ones((100, 4)))
    assert 100 < (dropped == 0).sum().item() < 300


# ---- what is refused ---------------------------------------------------------------------------------------
A, B, H = tl.ones((4, 5)), tl.ones((6, 5)), nn.MultiheadAttention(4, 2, dtype="float64")
X = tl.ones((5, 3, 4))
SDPA = "scaled_dot_product_attention: "
attend = F.scaled_dot_product_attention
ERRORS = [
    (
        lambda: attend(A, tl.ones((6, 4)), B),
        ValueError,
        SDPA + "query of shape (4, 5) and key of shape (6, 4)",
    ),
    (lambda: attend(A, B, A), ValueError, SDPA + "key of shape (6, 5) and value of shape (4, 5) differ in"),
    (
        lambda: attend(A[0], B, B),
        ValueError,
        SDPA + "query must have shape (..., length, features), got (5,)",
    ),
    (lambda: attend(A, B, B.astype("float32")), TypeError, SDPA + "value is float32 but the query float64"),
    (
        lambda: attend(tl.ones((2, 2), dtype="int64"), B, B),
        TypeError,
        SDPA + "query must be floating, got int",
    ),
    (
        lambda: attend(A, B, B, tl.ones((4, 5), dtype="bool")),
        ValueError,
        SDPA + "attn_mask of shape (4, 5) does",
    ),
    (
        lambda: attend(A, B, B, tl.ones((4, 6), dtype="int64")),
        TypeError,
        SDPA + "attn_mask must be bool or flo",
    ),
    (lambda: attend(A, B, B, SEEN, is_causal=True), ValueError, SDPA + "give either attn_mask or is_causal"),
    (lambda: attend(A, B, B, dropout_p=1.5), ValueError, SDPA + "dropout_p must be in [0, 1], got 1.5"),
    (lambda: attend(A, B, B, enable_gqa=True), ValueError, SDPA + "enable_gqa needs heads as axis -3"),
    (
        lambda: attend(tl.ones((3, 4, 5)), tl.ones((2, 6, 5)), tl.ones((2, 6, 5)), enable_gqa=True),
        ValueError,
        SDPA + "3 heads of the query are not a multiple of those of key and value",
    ),
    (
        lambda: attend(tl.ones((3, 4, 5)), tl.ones((2, 6, 5)), tl.ones((2, 6, 5))),
        ValueError,
        SDPA + "the first axes of shapes (3, 4, 5), (2, 6, 5), (2, 6, 5) do not broadcast",
    ),
    (
        lambda: nn.MultiheadAttention(5, 2),
        ValueError,
        "MultiheadAttention: embed_dim 5 is not divisible by num_",
    ),
    (
        lambda: nn.MultiheadAttention(4, 2, dropout=2),
        ValueError,
        "MultiheadAttention: dropout must be in [0, 1]",
    ),
    (
        lambda: H(X[..., :3], X, X),
        ValueError,
        "MultiheadAttention: query must have 4 features, got shape (5, 3",
    ),
    (
        lambda: H(X, X[0], X[0]),
        ValueError,
        "MultiheadAttention: expected query, key and value of shape (L, N, E)",
    ),
    (
        lambda: H(X, X[:2], X),
        ValueError,
        "MultiheadAttention: query, key and value of shapes (5, 3, 4), (2, 3",
    ),
    (
        lambda: H(X, X[:, :2], X[:, :2]),
        ValueError,
        "MultiheadAttention: query, key and value of shapes (5, 3, ",
    ),
    (
        lambda: H(X, X, X, is_causal=True),
        ValueError,
        "MultiheadAttention: is_causal says of attn_mask what it ",
    ),
    (
        lambda: H(X, X, X, attn_mask=BEFORE),
        ValueError,
        "MultiheadAttention: attn_mask must have shape (5, 5) or (6, 5, 5), got (4, 5)",
    ),
    (
        lambda: H(X, X, X, PADDING.T),
        ValueError,
        "MultiheadAttention: key_padding_mask must have shape (3, 5), got (5, 3)",
    ),
    (
        lambda: H(X, X, X, tl.ones((3, 5), dtype="float32")),
        TypeError,
        "MultiheadAttention: key_padding_mask must be bool or float64 as the query, got float32",
    ),
    (
        lambda: nn.TransformerEncoderLayer(4, 2, activation="tanh"),
        ValueError,
        "TransformerEncoderLayer: activation must be one of 'relu', 'gelu', got 'tanh'",
    ),
    (
        lambda: nn.TransformerEncoderLayer(4, 2, activation=3),
        TypeError,
        "TransformerEncoderLayer: activation must be a name or callable, got 3",
    ),
    (
        lambda: nn.TransformerEncoder(None, 2),
        TypeError,
        "TransformerEncoder: expected a layer to copy, got None",
    ),
    (
        lambda: nn.Transformer(4, 2, 1, 1, 8)(X, X[:, :2]),
        ValueError,
        "Transformer: expected src and tgt of shape (L, N, 4) or (L, 4) with one N, got (5, 3, 4) and ",
    ),
    (
        lambda: nn.SinusoidalPositions(4, max_len=4)(X),
        ValueError,
        "SinusoidalPositions: expected input of shape (L, N, 4) or (L, 4) with L at most 4, got (5, 3, 4)",
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:60] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}") as error:
        call()
    assert type(error.value) is kind
