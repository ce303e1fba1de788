"""Rows of the registry: functions that say in one call, in place or by an older name what others say too."""

import numpy as np
import pytest
from modules_losses import cross_entropy
from registry import case, function, layer, other

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn.utils import parametrizations, parametrize

F = nn.functional
rng = np.random.default_rng(5)
X = (5, 3)


# ---- a last layer and its loss -----------------------------------------------------------------------------
def linear_cross_entropy(x, w, target, linear_bias=0.0, **options):
    logits = np.tensordot(x, w, (-1, -1)) + linear_bias
    return cross_entropy(logits, target, **options)


CLASSES = rng.integers(0, 4, 5)
function(
    "linear_cross_entropy", linear_cross_entropy, case(X, (4, 3), CLASSES),
    case(X, (4, 3), CLASSES, linear_bias=rng.normal(size=4), weight=rng.uniform(0.5, 2, 4)),
    case(X, (4, 3), CLASSES, label_smoothing=0.1, reduction="sum"),
    case(X, (4, 2, 3), rng.integers(0, 4, (5, 2)), reduction="none", linear_bias=rng.normal(size=(4, 2))),
)  # fmt: skip


def of_a_layer(x, target, in_features, num_classes, **options):
    w = options.pop("linear.weight").reshape(num_classes, *options.pop("out_features", ()), in_features)
    if "linear.bias" in options:
        options["linear_bias"] = options.pop("linear.bias").reshape(w.shape[:-1])
    options.pop("bias", None)
    return linear_cross_entropy(x, w, target, **options)


def within_features(shape, rng, in_features, **options):
    return rng.uniform(-1, 1, shape) / np.sqrt(in_features)


layer(
    "LinearCrossEntropyLoss", of_a_layer, case(X, CLASSES, in_features=3, num_classes=4),
    case(X, CLASSES, in_features=3, num_classes=4, bias=True, reduction="sum", label_smoothing=0.2),
    case(X, rng.integers(0, 4, (5, 2)), in_features=3, num_classes=4, out_features=(2,), reduction="none"),
    text="LinearCrossEntropyLoss(\n  (linear): Linear(in_features=3, out_features=4, bias=False)\n)",
    start=within_features, torch=False,
)  # fmt: skip


def pdist(x, p=2.0):
    i, j = np.triu_indices(len(x), 1)
    d = abs(x[i] - x[j])
    return d.max(-1) if np.isinf(p) else (d**p).sum(-1) ** (1 / p)


function("pdist", pdist, case(X), case((4, 6), p=1.0), case((4, 6), p=3.5), case((4, 6), p=np.inf))


@other("nn.LinearCrossEntropyOptions")
def options_change_nothing():
    options = nn.LinearCrossEntropyOptions(batch_chunk_size=2)
    assert options == nn.LinearCrossEntropyOptions(False, 2) != nn.LinearCrossEntropyOptions()
    x, w, y = tl.array(rng.normal(size=X)), tl.ones((4, 3)), tl.array(CLASSES)
    assert F.linear_cross_entropy(x, w, y, options=options) == F.linear_cross_entropy(x, w, y)
    assert nn.LinearCrossEntropyLoss(3, 4, options=options).options is options


# ---- attention with given weights --------------------------------------------------------------------------
@other("nn.functional.multi_head_attention_forward")
def attention_of_given_weights():
    q, k = tl.array(rng.normal(size=(3, 2, 4))), tl.array(rng.normal(size=(5, 2, 4)))
    for options in (
        {},
        {"kdim": 3, "vdim": 5},
        {"add_bias_kv": True, "add_zero_attn": True},
        {"bias": False},
    ):
        m = nn.MultiheadAttention(4, 2, dtype=tl.float64, **options)
        sizes = m.kdim, m.vdim
        key, value = (tl.array(rng.normal(size=(5, 2, n))) for n in sizes)
        mask = tl.array(rng.normal(size=(3, 5)))
        for more in ({}, {"attn_mask": mask, "need_weights": False}, {"average_attn_weights": False}):
            separate = m.in_proj_weight is None
            want = m(q, key, value, **more)
            got = F.multi_head_attention_forward(
                q, key, value, 4, 2, m.in_proj_weight, m.in_proj_bias, m.bias_k, m.bias_v, m.add_zero_attn,
                0.0, m.out_proj.weight, m.out_proj.bias, use_separate_proj_weight=separate,
                q_proj_weight=m.q_proj_weight, k_proj_weight=m.k_proj_weight, v_proj_weight=m.v_proj_weight,
                **more,
            )  # fmt: skip
            for a, b in zip(want, got, strict=True):
                assert (a is None and b is None) or (a == b).all()
    one, no = tl.ones((12, 4), dtype=tl.float64), tl.zeros(12)
    static = tl.array(rng.normal(size=(4, 6, 2)))
    call = (q, k, k, 4, 2, one, no, None, None, False, 0.0, tl.eye(4), None)
    y, weights = F.multi_head_attention_forward(*call, static_k=static, static_v=static)
    assert y.shape == (3, 2, 4) and weights.shape == (2, 3, 6)
    for at, wrong in ((4, 3), (5, tl.ones((3, 4))), (6, tl.ones(3)), (11, tl.ones((4, 3)))):
        with pytest.raises(ValueError, match=r"^multi_head_attention_forward: "):
            F.multi_head_attention_forward(*call[:at], wrong, *call[at + 1 :])


# ---- in place ----------------------------------------------------------------------------------------------
def in_place(name, *numbers):
    @other(f"nn.functional.{name}")
    def changed_in_place():
        x = rng.normal(size=7)
        t = tl.array(x)
        want = getattr(F, name[:-1])(tl.array(x), *numbers)
        assert getattr(F, name)(t, *numbers) is t and (t == want).all()
        leaf = tl.array(x, requires_grad=True)
        (getattr(F, name)(leaf * 1.0, *numbers)).sum().backward()
        other_leaf = tl.array(x, requires_grad=True)
        getattr(F, name[:-1])(other_leaf, *numbers).sum().backward()
        assert (leaf.grad == other_leaf.grad).all()


for name, *numbers in (
    ("relu_",), ("leaky_relu_", 0.3), ("elu_", 2.0), ("selu_",), ("celu_", 0.5), ("hardtanh_", -0.5, 0.7),
    ("threshold_", 0.1, 9.0), ("rrelu_", 0.1, 0.4),
):  # fmt: skip
    in_place(name, *numbers)


# ---- older names -------------------------------------------------------------------------------------------
@other("nn.functional.upsample")
@other("nn.functional.upsample_nearest")
@other("nn.functional.upsample_bilinear")
def another_size_by_an_older_name():
    x = tl.array(rng.normal(size=(2, 3, 4, 5)))
    same = lambda a, b: bool((a == b).all())
    assert same(F.upsample(x, scale_factor=2), F.interpolate(x, scale_factor=2))
    assert same(F.upsample(x, (3, 7), mode="bilinear"), F.interpolate(x, (3, 7), mode="bilinear"))
    assert same(F.upsample_nearest(x, 6), F.interpolate(x, 6))
    corners = F.interpolate(x, (8, 9), mode="bilinear", align_corners=True)
    assert same(F.upsample_bilinear(x, (8, 9)), corners)


# ---- pooling over windows that are drawn -------------------------------------------------------------------
def windows(u, size, count, kernel):
    if count == 1:
        return [size - kernel]
    alpha = (size - kernel) / (count - 1)
    return [int((i + u) * alpha) - int(u * alpha) for i in range(count - 1)] + [size - kernel]


def fractional(axes):
    def formula(x, kernel_size, output_size=None, output_ratio=None, _random_samples=None):
        sizes = x.shape[-axes:]
        kernel = (kernel_size,) * axes if np.isscalar(kernel_size) else kernel_size
        if output_size is None:
            output_size = [int(n * r) for n, r in zip(sizes, output_ratio, strict=True)]
        images = x.reshape(-1, x.shape[-axes - 1], *sizes)
        out = np.empty((*images.shape[:2], *output_size))
        order = range(axes) if axes == 3 else (1, 0)
        for n, c in np.ndindex(*images.shape[:2]):
            us = [_random_samples[n, c, k] for k in order]
            starts = [windows(*facts) for facts in zip(us, sizes, output_size, kernel, strict=True)]
            for at in np.ndindex(*output_size):
                place = tuple(slice(s[i], s[i] + k) for s, i, k in zip(starts, at, kernel, strict=True))
                out[(n, c, *at)] = images[n, c][place].max()
        return out.reshape(*x.shape[:-axes], *output_size)

    return formula


for axes, shape in ((2, (2, 3, 7, 9)), (3, (2, 2, 5, 6, 7))):
    U = rng.random((2, shape[1], axes))
    CASES = (
        case(shape, kernel_size=2, output_size=(3, 4, 2)[:axes], _random_samples=U),
        case(shape, kernel_size=(2, 3, 1)[:axes], output_ratio=(0.4,) * axes, _random_samples=U),
        case(shape[1:], kernel_size=2, output_size=(1,) * axes, _random_samples=U[:1]),
    )
    function(f"fractional_max_pool{axes}d", fractional(axes), *CASES)
    layer(
        f"FractionalMaxPool{axes}d", fractional(axes), *CASES, text=f"FractionalMaxPool{axes}d()", torch=False
    )


# ---- parameters that are computed --------------------------------------------------------------------------
@other("nn.utils.parametrizations.orthogonal")
def orthogonal_weights():
    for shape in ((4, 4), (6, 3), (3, 6), (2, 5, 3)):
        for kind in (None, "matrix_exp", "cayley", "householder"):
            for free in (True, False):
                check_orthogonal(shape, kind, free)
    with pytest.raises(ValueError, match=r"^orthogonal: "):
        parametrizations.orthogonal(nn.Linear(2, 2), "bias")
    with pytest.raises(ValueError, match=r"^orthogonal: orthogonal_map "):
        parametrizations.orthogonal(nn.Linear(2, 2), orthogonal_map="none")


def check_orthogonal(shape, kind, free):
    module = nn.Module()
    module.weight = nn.Parameter(tl.array(rng.normal(size=shape)))
    parametrizations.orthogonal(module, "weight", kind, use_trivialization=free)
    made_of = module.parametrizations.weight
    for _ in range(2):
        q = module.weight.detach().numpy()
        q = q if shape[-2] >= shape[-1] else np.swapaxes(q, -1, -2)
        one = np.broadcast_to(np.eye(q.shape[-1]), (*q.shape[:-2], q.shape[-1], q.shape[-1]))
        np.testing.assert_allclose(np.swapaxes(q, -1, -2) @ q, one, atol=1e-12)
        (module.weight * tl.array(rng.normal(size=shape))).sum().backward()
        with tl.no_grad():
            made_of.original.sub_(made_of.original.grad * 0.3)
    if free or kind == "householder":  # it begins where it is told to
        start = nn.init.orthogonal_(tl.empty(shape)) if len(shape) == 2 else module.weight.detach()
        module.weight = start
        np.testing.assert_allclose(module.weight.detach().numpy(), start.numpy(), atol=1e-12)


@other("nn.utils.parametrize.transfer_parametrizations_and_params")
def parametrized_as_another_one():
    a = parametrizations.weight_norm(nn.Linear(3, 2))
    transfer = parametrize.transfer_parametrizations_and_params
    for before in (nn.Linear(3, 2), parametrizations.spectral_norm(nn.Linear(3, 2)), nn.Module()):
        b = transfer(a, before)
        assert b is before and (a.weight == b.weight).all()
        mine, others = a.parametrizations.weight, b.parametrizations.weight
        assert mine.original0 is not others.original0 and mine[0] is not others[0]
        assert [*mine.state_dict()] == [*others.state_dict()]
    with pytest.raises(ValueError, match=r"^transfer_parametrizations_and_params: .* 'bias'"):
        transfer(a, nn.Linear(3, 2), "bias")
    with pytest.raises(ValueError, match=r"^transfer_parametrizations_and_params: "):
        transfer(nn.Linear(3, 2), nn.Linear(3, 2))
