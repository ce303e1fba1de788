"""What each layer of tl.nn is in ONNX."""

from __future__ import annotations

from math import prod

from tensorlab_c import Tensor

from .. import nn
from ..nn.conv import _Convolution, _Transposed
from ..nn.dropout import _Dropout
from ..nn.normalization import _BatchNorm, _InstanceNorm
from ..nn.padding import _Padding
from ..nn.pooling import _Adaptive, _AdaptiveMax, _AvgPool, _LPPool, _MaxPool
from .onnx_graph import Graph, Unsupported, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__: list[str] = []

RULES: dict[type, Callable[..., Any]] = {}


def rule(*kinds: type) -> Callable:
    def added(function: Callable) -> Callable:
        RULES.update(dict.fromkeys(kinds, function))
        return function

    return added


def as_tuple(value: Any, count: int) -> tuple[int, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * count


# ---- products ----------------------------------------------------------------------------------------------
@rule(nn.Linear)
def linear(g: Graph, m: Any, x: Value) -> Value:
    shape = (*x.shape[:-1], m.out_features)
    if len(x.shape) == 2:
        bias = [] if m.bias is None else [g.weight(m.bias)]
        return g.op("Gemm", x, g.weight(m.weight), *bias, shape=shape, transB=1)
    y = g.op("MatMul", x, g.constant(m.weight.detach().numpy().T), shape=shape)
    return g.add(y, None if m.bias is None else g.weight(m.bias))


@rule(nn.Bilinear)
def bilinear(g: Graph, m: Any, x: Value, z: Value) -> Value:
    """For each output o, Σ x_i W_oij z_j: a product with W as a matrix, one with z, and a sum."""
    o, i, j = m.weight.shape
    matrix = g.constant(m.weight.detach().numpy().transpose((1, 0, 2)).reshape(i, o * j))
    first = g.op("MatMul", x, matrix, shape=(*x.shape[:-1], o * j))
    n = len(x.shape)
    sizes = g.integers(*[0] * (n - 1), o, j)
    parts = g.op("Reshape", first, sizes, shape=(*x.shape[:-1], o, j))
    column = g.op("Unsqueeze", z, g.integers(n), shape=(*z.shape, 1))
    y = g.op("MatMul", parts, column, shape=(*x.shape[:-1], o, 1))
    y = g.op("Squeeze", y, g.integers(n), shape=(*x.shape[:-1], o))
    return g.add(y, None if m.bias is None else g.weight(m.bias))


@rule(nn.Conv1d, nn.Conv2d, nn.Conv3d)
def convolution(g: Graph, m: _Convolution, x: Value) -> Value:
    axes = len(m.kernel_size)
    before = [*as_tuple(m._padding, axes)]
    after = [p + extra for p, extra in zip(before, m._extra, strict=True)]
    if m.padding_mode != "zeros":
        x = padded(g, x, before, after, m.padding_mode)
        before = after = [0] * axes
    sizes = [
        (n + b + a - d * (k - 1) - 1) // s + 1
        for n, b, a, d, k, s in zip(
            x.shape[2:], before, after, m.dilation, m.kernel_size, m.stride, strict=True
        )
    ]
    bias = [] if m.bias is None else [g.weight(m.bias)]
    return g.op(
        "Conv", x, g.weight(m.weight), *bias, shape=(x.shape[0], m.out_channels, *sizes),
        kernel_shape=m.kernel_size, strides=m.stride, dilations=m.dilation, group=m.groups,
        pads=[*before, *after],
    )  # fmt: skip


@rule(nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
def transposed(g: Graph, m: _Transposed, x: Value) -> Value:
    padding = as_tuple(m.padding, len(m.kernel_size))
    sizes = [
        (n - 1) * s - 2 * p + d * (k - 1) + more + 1
        for n, s, p, d, k, more in zip(
            x.shape[2:], m.stride, padding, m.dilation, m.kernel_size, m.output_padding, strict=True
        )
    ]
    bias = [] if m.bias is None else [g.weight(m.bias)]
    return g.op(
        "ConvTranspose", x, g.weight(m.weight), *bias, shape=(x.shape[0], m.out_channels, *sizes),
        kernel_shape=m.kernel_size, strides=m.stride, dilations=m.dilation, group=m.groups,
        pads=[*padding, *padding], output_padding=m.output_padding,
    )  # fmt: skip


@rule(nn.Embedding)
def embedding(g: Graph, m: Any, x: Any) -> Value:
    if m.max_norm is not None:
        raise Unsupported("max_norm= changes the table")
    if isinstance(x, Tensor):  # places, say, that are counted in a forward
        x = g.constant(x.numpy(), "int64")
    return g.op("Gather", g.weight(m.weight), x, shape=(*x.shape, m.embedding_dim))


# ---- element by element ------------------------------------------------------------------------------------
def simple(kind: str, **options: str) -> Callable:
    """An operation of ONNX; options are the layer's attributes by ONNX's names."""

    def made(g: Graph, m: Any, x: Value) -> Value:
        given = {key: float(getattr(m, name)) for key, name in options.items()}
        return g.op(kind, x, shape=x.shape, **given)

    return made


RULES |= {
    nn.ReLU: simple("Relu"),
    nn.LeakyReLU: simple("LeakyRelu", alpha="negative_slope"),
    nn.Tanh: simple("Tanh"),
    nn.Arctan: simple("Atan"),
    nn.Softsign: simple("Softsign"),
    nn.ELU: simple("Elu", alpha="alpha"),
    nn.CELU: simple("Celu", alpha="alpha"),
    nn.SELU: simple("Selu"),
    nn.Mish: simple("Mish"),
    nn.Hardswish: simple("HardSwish"),
    nn.Hardshrink: simple("Shrink", lambd="lambd"),
    nn.Softshrink: simple("Shrink", lambd="lambd", bias="lambd"),
}


@rule(
    nn.Identity, nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout
)
def identity(g: Graph, m: _Dropout, x: Value) -> Value:
    return x


@rule(nn.Sigmoid)
def sigmoid(g: Graph, m: Any, x: Value) -> Value:
    alpha = getattr(m, "alpha", 1.0)
    return g.op("Sigmoid", x if alpha == 1 else g.multiply(x, g.constant(alpha)), shape=x.shape)


@rule(nn.SiLU)
def silu(g: Graph, m: Any, x: Value) -> Value:
    return g.multiply(x, g.op("Sigmoid", x, shape=x.shape))


@rule(nn.GELU)
def gelu(g: Graph, m: Any, x: Value) -> Value:
    return g.op("Gelu", x, shape=x.shape, approximate=m.approximate)


@rule(nn.GLU)
def glu(g: Graph, m: Any, x: Value) -> Value:
    axis = m.dim % len(x.shape)
    shape = [n // 2 if i == axis else n for i, n in enumerate(x.shape)]
    a, b = g.ops("Split", x, shapes=[shape, shape], axis=axis, num_outputs=2)
    return g.multiply(a, g.op("Sigmoid", b, shape=shape))


@rule(nn.UnitStep)
def unit_step(g: Graph, m: Any, x: Value) -> Value:
    where = g.op("GreaterOrEqual", x, g.constant(0.0), shape=x.shape)
    return g.op("Where", where, g.constant(1.0), g.constant(0.0), shape=x.shape)


@rule(nn.ISRU)
def isru(g: Graph, m: Any, x: Value) -> Value:
    square = g.multiply(g.multiply(x, x), g.constant(m.alpha))
    return g.op("Div", x, g.op("Sqrt", g.add(square, g.constant(1.0)), shape=x.shape), shape=x.shape)


@rule(nn.Softplus)
def softplus(g: Graph, m: Any, x: Value) -> Value:
    inner = g.op("Softplus", g.multiply(x, g.constant(m.beta)), shape=x.shape)
    return g.op("Div", inner, g.constant(m.beta), shape=x.shape)


@rule(nn.LogSigmoid)
def log_sigmoid(g: Graph, m: Any, x: Value) -> Value:
    inner = g.op("Softplus", g.op("Neg", x, shape=x.shape), shape=x.shape)
    return g.op("Neg", inner, shape=x.shape)


@rule(nn.Tanhshrink)
def tanhshrink(g: Graph, m: Any, x: Value) -> Value:
    return g.op("Sub", x, g.op("Tanh", x, shape=x.shape), shape=x.shape)


@rule(nn.Hardtanh, nn.ReLU6)
def hardtanh(g: Graph, m: Any, x: Value) -> Value:
    low, high = (0.0, 6.0) if isinstance(m, nn.ReLU6) else (m.min_val, m.max_val)
    return g.op("Clip", x, g.constant(low), g.constant(high), shape=x.shape)


@rule(nn.Hardsigmoid)
def hardsigmoid(g: Graph, m: Any, x: Value) -> Value:
    return g.op("HardSigmoid", x, shape=x.shape, alpha=1 / 6, beta=0.5)


@rule(nn.Threshold)
def threshold(g: Graph, m: Any, x: Value) -> Value:
    above = g.op("Greater", x, g.constant(m.threshold), shape=x.shape)
    return g.op("Where", above, x, g.constant(m.value), shape=x.shape)


@rule(nn.PReLU)
def prelu(g: Graph, m: Any, x: Value) -> Value:
    slope = m.weight.detach().numpy().reshape((-1, *[1] * max(len(x.shape) - 2, 0)))
    return g.op("PRelu", x, g.constant(slope), shape=x.shape)


@rule(nn.RReLU)
def rrelu(g: Graph, m: Any, x: Value) -> Value:
    return g.op("LeakyRelu", x, shape=x.shape, alpha=(m.lower + m.upper) / 2)


@rule(nn.Softmax, nn.LogSoftmax, nn.Softmin)
def softmax(g: Graph, m: Any, x: Value) -> Value:
    axis = m.dim
    if axis is None:
        axis = 0 if len(x.shape) in (0, 1, 3) else 1
    if isinstance(m, nn.Softmin):
        x = g.op("Neg", x, shape=x.shape)
    return g.op("LogSoftmax" if isinstance(m, nn.LogSoftmax) else "Softmax", x, shape=x.shape, axis=axis)


@rule(nn.Softmax2d)
def softmax2d(g: Graph, m: Any, x: Value) -> Value:
    return g.op("Softmax", x, shape=x.shape, axis=-3)


# ---- normalisation -----------------------------------------------------------------------------------------
@rule(nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
def batch_norm(g: Graph, m: _BatchNorm | _InstanceNorm, x: Value) -> Value:
    if m.running_mean is None or m.running_var is None:
        raise Unsupported("without running means it depends on the batch")
    weight, bias = _affine(g, m)
    return g.op(
        "BatchNormalization", x, weight, bias, g.weight(m.running_mean), g.weight(m.running_var),
        shape=x.shape, epsilon=m.eps,
    )  # fmt: skip


def _affine(g: Graph, m: Any) -> tuple[Value, Value]:
    ones = [1.0] * m.num_features
    return (
        g.constant(ones) if m.weight is None else g.weight(m.weight),
        g.constant([0.0] * m.num_features) if m.bias is None else g.weight(m.bias),
    )


@rule(nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d)
def instance_norm(g: Graph, m: _InstanceNorm, x: Value) -> Value:
    if m.running_mean is not None:
        return batch_norm(g, m, x)
    weight, bias = _affine(g, m)
    return g.op("InstanceNormalization", x, weight, bias, shape=x.shape, epsilon=m.eps)


@rule(nn.LayerNorm)
def layer_norm(g: Graph, m: Any, x: Value) -> Value:
    shape = tuple(m.normalized_shape)
    weight = g.constant(g.numpy.ones(shape)) if m.weight is None else g.weight(m.weight)
    bias = [] if m.bias is None else [g.weight(m.bias)]
    return g.op("LayerNormalization", x, weight, *bias, shape=x.shape, axis=-len(shape), epsilon=m.eps)


@rule(nn.RMSNorm)
def rms_norm(g: Graph, m: Any, x: Value) -> Value:
    axes = g.integers(*range(-len(m.normalized_shape), 0))
    mean = g.op("ReduceMean", g.multiply(x, x), axes, keepdims=1)
    eps = m.eps if m.eps is not None else float(g.numpy.finfo(g.dtype).eps)
    root = g.op("Sqrt", g.add(mean, g.constant(eps)))
    y = g.op("Div", x, root, shape=x.shape)
    return g.multiply(y, None if m.weight is None else g.weight(m.weight))


@rule(nn.GroupNorm)
def group_norm(g: Graph, m: Any, x: Value) -> Value:
    groups = m.num_groups
    inside = g.reshape(x, (x.shape[0], groups, prod(x.shape[1:]) // groups))
    ones, zeros = g.constant([1.0] * groups), g.constant([0.0] * groups)
    y = g.op("InstanceNormalization", inside, ones, zeros, shape=inside.shape, epsilon=m.eps)
    y = g.multiply(g.reshape(y, x.shape), g.along_channels(m.weight, len(x.shape)))
    return g.add(y, g.along_channels(m.bias, len(x.shape)))


@rule(nn.LocalResponseNorm)
def local_response_norm(g: Graph, m: Any, x: Value) -> Value:
    if m.size % 2 == 0:
        raise Unsupported(f"size={m.size}: ONNX puts windows of an even size elsewhere")
    image = g.reshape(x, (*x.shape[:2], prod(x.shape[2:]), 1))  # runtimes take nothing else
    y = g.op("LRN", image, shape=image.shape, alpha=m.alpha, beta=m.beta, bias=m.k, size=m.size)
    return g.reshape(y, x.shape)


# ---- windows -----------------------------------------------------------------------------------------------
def _windows(m: Any, x: Value, padding: Sequence[int], dilation: Sequence[int]) -> tuple[dict, list[int]]:
    """Attributes of pooling, and the sizes of what comes out."""
    axes = len(x.shape) - 2
    kernel = as_tuple(m.kernel_size, axes)
    stride = kernel if m.stride is None else as_tuple(m.stride, axes)
    sizes = []
    for n, k, s, p, d in zip(x.shape[2:], kernel, stride, padding, dilation, strict=True):
        left = n + 2 * p - d * (k - 1) - 1
        size = -(-left // s) + 1 if m.ceil_mode else left // s + 1
        if m.ceil_mode and (size - 1) * s >= n + p:
            size -= 1
        sizes.append(size)
    found = {"kernel_shape": kernel, "strides": stride, "ceil_mode": int(m.ceil_mode)}
    return found, sizes


@rule(nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)
def max_pool(g: Graph, m: _MaxPool, x: Value) -> Value:
    if m.return_indices:
        raise Unsupported("return_indices=True: ONNX counts places in another way")
    axes = len(x.shape) - 2
    padding, dilation = as_tuple(m.padding, axes), as_tuple(m.dilation, axes)
    found, sizes = _windows(m, x, padding, dilation)
    shape = (*x.shape[:2], *sizes)
    return g.op("MaxPool", x, shape=shape, pads=[*padding, *padding], dilations=dilation, **found)


@rule(nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)
def avg_pool(g: Graph, m: _AvgPool, x: Value) -> Value:
    if getattr(m, "divisor_override", None) is not None:
        raise Unsupported("divisor_override= has no counterpart")
    axes = len(x.shape) - 2
    padding = as_tuple(m.padding, axes)
    found, sizes = _windows(m, x, padding, (1,) * axes)
    shape = (*x.shape[:2], *sizes)
    counted = int(m.count_include_pad)
    return g.op("AveragePool", x, shape=shape, pads=[*padding, *padding], count_include_pad=counted, **found)


@rule(nn.LPPool1d, nn.LPPool2d, nn.LPPool3d)
def lp_pool(g: Graph, m: _LPPool, x: Value) -> Value:
    if m.norm_type != int(m.norm_type) or m.norm_type % 2:
        raise Unsupported(f"norm_type={m.norm_type:g}: ONNX takes absolute values")
    axes = len(x.shape) - 2
    found, sizes = _windows(m, x, (0,) * axes, (1,) * axes)
    return g.op("LpPool", x, shape=(*x.shape[:2], *sizes), p=int(m.norm_type), **found)


@rule(
    nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d,
    nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d,
)  # fmt: skip
def adaptive_pool(g: Graph, m: _Adaptive, x: Value) -> Value:
    if getattr(m, "return_indices", False):
        raise Unsupported("return_indices=True: ONNX counts places in another way")
    axes = len(x.shape) - 2
    wanted = [n if o is None else o for n, o in zip(x.shape[2:], as_tuple(m.output_size, axes), strict=True)]
    if any(n % o for n, o in zip(x.shape[2:], wanted, strict=True)):
        raise Unsupported(f"windows of different sizes: {x.shape[2:]} to {tuple(wanted)}")
    kernel = [n // o for n, o in zip(x.shape[2:], wanted, strict=True)]
    kind = "MaxPool" if isinstance(m, _AdaptiveMax) else "AveragePool"
    return g.op(kind, x, shape=(*x.shape[:2], *wanted), kernel_shape=kernel, strides=kernel)


def padded(
    g: Graph, x: Value, before: Sequence[int], after: Sequence[int], mode: str, value: float = 0.0
) -> Value:
    """More along the last axes."""
    kinds = {"constant": "constant", "zeros": "constant", "reflect": "reflect", "replicate": "edge"}
    kinds["circular"] = "wrap"
    others = [0] * (len(x.shape) - len(before))
    pads = g.integers(*others, *before, *others, *after)
    first = len(others)
    sizes = [n + b + a for n, b, a in zip(x.shape[first:], before, after, strict=True)]
    more = [g.constant(float(value))] if kinds[mode] == "constant" else []
    return g.op("Pad", x, pads, *more, shape=(*x.shape[:first], *sizes), mode=kinds[mode])


def padding_layer(g: Graph, m: _Padding, x: Value) -> Value:
    return padded(g, x, m.padding[::2][::-1], m.padding[1::2][::-1], m._mode, getattr(m, "value", 0.0))


for _name in nn.__all__:
    _kind = getattr(nn, _name)
    if isinstance(_kind, type) and issubclass(_kind, _Padding):
        RULES[_kind] = padding_layer


# ---- shapes ------------------------------------------------------------------------------------------------
@rule(nn.Flatten)
def flatten(g: Graph, m: Any, x: Value) -> Value:
    start, end = m.start_dim % len(x.shape), m.end_dim % len(x.shape)
    return g.reshape(x, (*x.shape[:start], prod(x.shape[start : end + 1]), *x.shape[end + 1 :]))


@rule(nn.Unflatten)
def unflatten(g: Graph, m: Any, x: Value) -> Value:
    axis, sizes = m.dim % len(x.shape), list(m.unflattened_size)
    if -1 in sizes:
        sizes[sizes.index(-1)] = x.shape[axis] // -prod(sizes)
    return g.reshape(x, (*x.shape[:axis], *sizes, *x.shape[axis + 1 :]))


@rule(nn.PixelShuffle)
def pixel_shuffle(g: Graph, m: Any, x: Value) -> Value:
    n, c, h, w = x.shape
    r = m.upscale_factor
    return g.op("DepthToSpace", x, shape=(n, c // r**2, h * r, w * r), blocksize=r, mode="CRD")


@rule(nn.PixelUnshuffle)
def pixel_unshuffle(g: Graph, m: Any, x: Value) -> Value:
    n, c, h, w = x.shape
    r = m.downscale_factor
    parts = g.permute(g.reshape(x, (n, c, h // r, r, w // r, r)), (0, 1, 3, 5, 2, 4))
    return g.reshape(parts, (n, c * r * r, h // r, w // r))


@rule(nn.ChannelShuffle)
def channel_shuffle(g: Graph, m: Any, x: Value) -> Value:
    n, c, *rest = x.shape
    parts = g.reshape(x, (n, m.groups, c // m.groups, *rest))
    return g.reshape(g.permute(parts, (0, 2, 1, *range(3, len(parts.shape)))), x.shape)


@rule(nn.Upsample, nn.UpsamplingNearest2d, nn.UpsamplingBilinear2d)
def upsample(g: Graph, m: Any, x: Value) -> Value:
    axes = len(x.shape) - 2
    if m.mode not in ("nearest", "linear", "bilinear", "trilinear", "bicubic"):
        raise Unsupported(f"mode={m.mode!r} has no counterpart")
    how: dict[str, Any] = {"mode": "nearest", "nearest_mode": "floor"}
    how["coordinate_transformation_mode"] = "asymmetric"
    if m.mode != "nearest":
        place = "align_corners" if m.align_corners else "half_pixel"
        mode = "cubic" if m.mode == "bicubic" else "linear"
        how = {"mode": mode, "coordinate_transformation_mode": place}
        if mode == "cubic":
            how["cubic_coeff_a"] = -0.75
    if m.size is not None:  # as it is: a factor in float32 may make it one less
        sizes, how["axes"] = as_tuple(m.size, axes), [*range(2, 2 + axes)]
        return g.op("Resize", x, None, None, g.integers(*sizes), shape=(*x.shape[:2], *sizes), **how)
    factors = as_tuple(m.scale_factor, axes)
    sizes = tuple(int(n * f) for n, f in zip(x.shape[2:], factors, strict=True))
    scales = g.constant([1.0, 1.0, *factors], "float32")
    return g.op("Resize", x, None, scales, shape=(*x.shape[:2], *sizes), **how)


# ---- patches, bags, distances ------------------------------------------------------------------------------
def _patches(g: Graph, m: Any, channels: int) -> dict[str, Any]:
    """Attributes of a convolution that only moves numbers, and its kernel."""
    kernel = as_tuple(m.kernel_size, 2)
    padding = as_tuple(m.padding, 2)
    one = g.numpy.eye(prod(kernel)).reshape((prod(kernel), 1, *kernel))
    return {
        "weight": g.constant(g.numpy.tile(one, (channels, 1, 1, 1))), "kernel_shape": kernel,
        "strides": as_tuple(m.stride, 2), "dilations": as_tuple(m.dilation, 2), "group": channels,
        "pads": [*padding, *padding],
    }  # fmt: skip


@rule(nn.Unfold)
def unfold(g: Graph, m: Any, x: Value) -> Value:
    how = _patches(g, m, x.shape[1])
    kernel, pads = how["kernel_shape"], how["pads"]
    sizes = [
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, p, d, k, s in zip(x.shape[2:], pads, how["dilations"], kernel, how["strides"], strict=False)
    ]
    rows = x.shape[1] * prod(kernel)
    y = g.op("Conv", x, how.pop("weight"), shape=(x.shape[0], rows, *sizes), **how)
    return g.reshape(y, (x.shape[0], rows, prod(sizes)))


@rule(nn.Fold)
def fold(g: Graph, m: Any, x: Value) -> Value:
    channels = x.shape[1] // prod(as_tuple(m.kernel_size, 2))
    how, wanted = _patches(g, m, channels), as_tuple(m.output_size, 2)
    whole = zip(wanted, how["pads"], how["dilations"], how["kernel_shape"], how["strides"], strict=False)
    sizes, more = [], []
    for n, p, d, k, s in whole:
        left = n + 2 * p - d * (k - 1) - 1
        sizes.append(left // s + 1)
        more.append(left % s)
    image = g.reshape(x, (*x.shape[:2], *sizes))
    shape = (x.shape[0], channels, *wanted)
    return g.op("ConvTranspose", image, how.pop("weight"), shape=shape, output_padding=more, **how)


@rule(nn.EmbeddingBag)
def embedding_bag(g: Graph, m: Any, x: Value, offsets: Any = None, weights: Any = None) -> Value:
    if offsets is not None or weights is not None or len(x.shape) != 2:
        raise Unsupported("offsets and per_sample_weights are not exported: give bags of one length")
    if m.padding_idx is not None or m.max_norm is not None:
        raise Unsupported("padding_idx= and max_norm= are not exported")
    rows = g.op("Gather", g.weight(m.weight), x, shape=(*x.shape, m.embedding_dim))
    shape, axes = (x.shape[0], m.embedding_dim), g.integers(1)
    kind = {"sum": "ReduceSum", "mean": "ReduceMean", "max": "ReduceMax"}[m.mode]
    return g.op(kind, rows, axes, shape=shape, keepdims=0)


@rule(nn.PairwiseDistance)
def pairwise_distance(g: Graph, m: Any, x: Value, y: Value) -> Value:
    if m.norm not in (1, 2):
        raise Unsupported(f"p={m.norm:g}: only 1 and 2 have a counterpart")
    gap = g.add(g.op("Sub", x, y, shape=x.shape), g.constant(m.eps))
    shape = (*x.shape[:-1], 1) if m.keepdim else x.shape[:-1]
    kind = f"ReduceL{int(m.norm)}"
    return g.op(kind, gap, g.integers(-1), shape=shape, keepdims=int(m.keepdim))


@rule(nn.CosineSimilarity)
def cosine_similarity(g: Graph, m: Any, x: Value, y: Value) -> Value:
    axis = m.dim % len(x.shape)
    shape, axes = (*x.shape[:axis], *x.shape[axis + 1 :]), g.integers(axis)
    norms = [
        g.op("Max", g.op("ReduceL2", v, axes, shape=shape, keepdims=0), g.constant(m.eps), shape=shape)
        for v in (x, y)
    ]
    product = g.op("ReduceSum", g.multiply(x, y), axes, shape=shape, keepdims=0)
    return g.op("Div", product, g.multiply(*norms), shape=shape)
