"""Rows of the registry: padding, convolutions of more axes and back, pooling."""

import itertools

import numpy as np
from registry import case, function, layer


# ---- formulas ----------------------------------------------------------------------------------------------
def several(n, axes):
    return (n,) * axes if np.isscalar(n) else tuple(n)


def pad(x, pad, mode="constant", value=None):
    sides = [(0, 0)] * (x.ndim - len(pad) // 2) + [(pad[i], pad[i + 1]) for i in range(0, len(pad), 2)][::-1]
    x = x[tuple(slice(max(-a, 0), n + min(b, 0)) for n, (a, b) in zip(x.shape, sides))]
    sides = [(max(a, 0), max(b, 0)) for a, b in sides]
    if not sides:
        return x
    if mode == "constant":
        return np.pad(x, sides, constant_values=value or 0)
    return np.pad(x, sides, mode={"reflect": "reflect", "replicate": "edge", "circular": "wrap"}[mode])


def pad_layer(axes, mode):
    return lambda x, padding, value=None: pad(x, several(padding, 2 * axes), mode, value)


def seen(x, axes, kernel, stride, padding, dilation=1, fill=0.0, ceil_mode=False):
    """(..., places along each axis, points of the kernel)"""
    k, s, p, d = (several(n, axes) for n in (kernel, stride or kernel, padding, dilation))
    span = [b * (a - 1) + 1 for a, b in zip(k, d)]
    more = [b - 1 if ceil_mode else 0 for b in s]
    sides = [(a, a + b) for a, b in zip(p, more)]
    sizes = x.shape[-axes:]
    x = np.pad(x, [(0, 0)] * (x.ndim - axes) + sides, constant_values=fill)
    v = np.lib.stride_tricks.sliding_window_view(x, span, axis=tuple(range(-axes, 0)))
    v = v[(..., *(slice(None, None, a) for a in s), *(slice(None, None, a) for a in d))]
    for i, (n, a, b) in enumerate(zip(sizes, s, p)):  # the last window starts inside
        v = v.take([j for j in range(v.shape[i - 2 * axes]) if j * a < n + b], axis=i - 2 * axes)
    return v


def conv(axes):
    def formula(
        x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, padding_mode="zeros"
    ):  # fmt: skip
        d = several(dilation, axes)
        total = [a * (n - 1) for a, n in zip(d, weight.shape[2:])]
        if padding == "same":
            sides = [(n // 2, n - n // 2) for n in total]
        else:
            sides = [(n, n) for n in several(0 if padding == "valid" else padding, axes)]
        flat = [n for side in sides[::-1] for n in side]
        x = pad(x, flat, "constant" if padding_mode == "zeros" else padding_mode)
        v = seen(x, axes, weight.shape[2:], stride, 0, d)
        v = v.reshape(*x.shape[: -axes - 1], groups, weight.shape[1], *v.shape[-2 * axes :])
        w = weight.reshape(groups, -1, *weight.shape[1:])
        places, points = "hij"[:axes], "rst"[:axes]
        y = np.einsum(f"...gc{places}{points},gkc{points}->...gk{places}", v, w)
        y = y.reshape(*x.shape[: -axes - 1], weight.shape[0], *y.shape[-axes:])
        return y if bias is None else y + bias.reshape(-1, *[1] * axes)

    return formula


def conv_transpose(axes):
    """Every element puts the kernel where it belongs."""

    def formula(
        x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
    ):  # fmt: skip
        s, p, more, d = (several(n, axes) for n in (stride, padding, output_padding, dilation))
        sizes, taps = x.shape[-axes:], weight.shape[2:]
        whole = [(n - 1) * a + c * (k - 1) + 1 + e for n, a, c, k, e in zip(sizes, s, d, taps, more)]
        lead, out = x.shape[: -axes - 1], weight.shape[1]
        y = np.zeros((*lead, groups, out, *whole))
        x = x.reshape(*lead, groups, -1, *sizes)
        w = weight.reshape(groups, -1, *weight.shape[1:])
        for at in itertools.product(*map(range, taps)):
            part = np.einsum(
                "...gcp,gck->...gkp", x.reshape(*x.shape[:-axes], -1), w[(slice(None),) * 3 + at]
            )
            where = (slice(c * t, c * t + (n - 1) * a + 1, a) for c, t, n, a in zip(d, at, sizes, s))
            y[(..., *where)] += part.reshape(*part.shape[:-1], *sizes)
        y = y[(..., *(slice(a, n - a) for a, n in zip(p, whole)))]
        y = y.reshape(*lead, groups * out, *y.shape[-axes:])
        return y if bias is None else y + bias.reshape(-1, *[1] * axes)

    return formula


def unfold(x, kernel_size, dilation=1, padding=0, stride=1):
    v = seen(x, 2, kernel_size, stride, padding, dilation)
    v = np.moveaxis(v, (-2, -1), (-4, -3))
    return v.reshape(*x.shape[:-3], -1, v.shape[-2] * v.shape[-1])


def fold(x, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """By what `unfold` does to the numbers of the elements."""
    lead, points = x.shape[:-2], np.prod(several(kernel_size, 2))
    size = several(output_size, 2)
    channels = x.shape[-2] // points
    numbers = np.arange(1.0, channels * np.prod(size) + 1).reshape(channels, *size)
    where = unfold(numbers, kernel_size, dilation, padding, stride).astype(int)
    out = np.zeros((int(np.prod(lead)), numbers.size + 1))
    for row, image in zip(x.reshape(-1, where.size), out):
        np.add.at(image, where.ravel(), row)
    return out[:, 1:].reshape(*lead, channels, *size)


def max_pool(axes):
    def formula(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
        v = seen(x, axes, kernel_size, stride, padding, dilation, -np.inf, ceil_mode)
        return v.max(axis=tuple(range(-axes, 0)))

    return formula


def avg_pool(axes):
    def formula(
        x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
    ):  # fmt: skip
        window, inner = (axes, kernel_size, stride), tuple(range(-axes, 0))
        sums = seen(x, *window, padding, ceil_mode=ceil_mode).sum(axis=inner)
        if divisor_override:
            return sums / divisor_override
        ones = np.ones_like(x)
        if count_include_pad and padding:
            p = [(n, n) for n in several(padding, axes)]
            ones = np.pad(ones, [(0, 0)] * (x.ndim - axes) + p, constant_values=1.0)
            padding = 0
        counts = seen(ones, *window, padding, ceil_mode=ceil_mode).sum(axis=inner)
        return sums / counts[tuple(slice(n) for n in sums.shape)]

    return formula


def adaptive(axes, reduce):
    def formula(x, output_size):
        size = several(output_size, axes) if output_size is not None else (None,) * axes
        for axis, count in zip(range(x.ndim - axes, x.ndim), size):
            n = x.shape[axis]
            ends = [(i * n // count, -(-(i + 1) * n // count)) for i in range(count)] if count else []
            if ends:
                x = np.stack([reduce(x.take(range(*e), axis=axis), axis=axis) for e in ends], axis)
        return x

    return formula


def lp_pool(axes):
    def formula(x, norm_type, kernel_size, stride=None, ceil_mode=False):
        means = avg_pool(axes)(x**norm_type, kernel_size, stride, ceil_mode=ceil_mode)
        return (means * np.prod(several(kernel_size, axes))) ** (1 / norm_type)

    return formula


def max_unpool(axes):
    def formula(x, indices, kernel_size, stride=None, padding=0, output_size=None):
        k, s, p = (several(n, axes) for n in (kernel_size, stride or kernel_size, padding))
        size = [(n - 1) * b - 2 * c + a for n, a, b, c in zip(x.shape[-axes:], k, s, p)]
        size = output_size[-axes:] if output_size else size
        out = np.zeros((*x.shape[:-axes], int(np.prod(size))))
        flat = (*x.shape[:-axes], -1)
        np.put_along_axis(out, indices.reshape(flat), x.reshape(flat), -1)
        return out.reshape(*x.shape[:-axes], *size)

    return formula


def within(axes, transposed=False):
    """Uniform within ±1/√fan_in, of weights and biases."""

    def start(shape, rng, in_channels, out_channels, kernel_size, groups=1, **_):
        channels = out_channels if transposed else in_channels
        bound = 1 / np.sqrt(channels // groups * np.prod(several(kernel_size, axes)))
        return rng.uniform(-bound, bound, shape)

    return start


# ---- rows: padding -----------------------------------------------------------------------------------------
ROWS, IMAGES, FILMS = (2, 4, 7), (2, 4, 5, 6), (2, 2, 4, 5, 3)
INPUTS = {1: ROWS, 2: IMAGES, 3: FILMS}
function(
    "pad", pad, case(ROWS, pad=(1, 2)), case(ROWS, pad=(0, -2, 1, -1), value=2.5), case((), pad=()),
    case(IMAGES, pad=(2, 1, 0, 3, 1, 1), mode="constant"), case(ROWS, pad=(3, 6), mode="reflect"),
    case(IMAGES, pad=(2, -1, 0, 4), mode="reflect"), case(ROWS, pad=(9, 1), mode="replicate"),
    case(FILMS, pad=(1, 2, 3, 0, 1, 1), mode="replicate"), case(IMAGES, pad=(6, 2, 5, 0), mode="circular"),
    case(ROWS, pad=(0, 0)), case(ROWS, pad=[-2, -1]),
)  # fmt: skip
for kind, mode in (("Reflection", "reflect"), ("Replication", "replicate"), ("Circular", "circular")):
    for axes in (1, 2, 3):
        uneven = (2, 1, 0, 2, 1, 0)[: 2 * axes]
        layer(
            f"{kind}Pad{axes}d", pad_layer(axes, mode), case(INPUTS[axes], padding=1),
            case(INPUTS[axes][1:], padding=uneven), text=f"{kind}Pad{axes}d({(1,) * (2 * axes)})",
        )  # fmt: skip
for axes in (1, 2, 3):
    ones, uneven = (1,) * (2 * axes), (2, -1, 0, 3, -1, 1)[: 2 * axes]
    layer(
        f"ZeroPad{axes}d", pad_layer(axes, "constant"), case(INPUTS[axes], padding=1),
        case(INPUTS[axes][1:], padding=uneven), text=f"ZeroPad{axes}d({ones})",
    )  # fmt: skip
    layer(
        f"ConstantPad{axes}d", pad_layer(axes, "constant"), case(INPUTS[axes], padding=1, value=3.5),
        case(INPUTS[axes][1:], padding=uneven, value=-1),
        text=f"ConstantPad{axes}d(padding={ones}, value=3.5)",
    )  # fmt: skip

# ---- rows: convolutions ------------------------------------------------------------------------------------
OWN = ("in_channels", "out_channels", "kernel_size", "bias")
MODES = ("reflect", "replicate", "circular")
function(
    "conv3d", conv(3), case(FILMS, (6, 2, 2, 3, 2)),
    case(FILMS, (6, 2, 2, 2, 3), (6,), stride=(2, 1, 2), padding=(1, 2, 0)),
    case(FILMS, (6, 1, 2, 2, 2), (6,), groups=2, dilation=(3, 2, 1)),
    case(FILMS, (2, 2, 2, 3, 2), padding="same"), case(FILMS[1:], (2, 2, 3, 3, 3), padding="valid"),
)  # fmt: skip
layer(
    "Conv3d", conv(3), case(FILMS, in_channels=2, out_channels=6, kernel_size=2),
    case(FILMS, in_channels=2, out_channels=2, kernel_size=(1, 2, 3), stride=(1, 2, 1), padding=(0, 1, 2)),
    case(FILMS, in_channels=2, out_channels=6, kernel_size=2, groups=2, dilation=2, bias=False),
    case(FILMS[1:], in_channels=2, out_channels=4, kernel_size=(2, 3, 1), padding="same", groups=2),
    case(FILMS, in_channels=2, out_channels=2, kernel_size=2, padding=(1, 2, 1), padding_mode="reflect"),
    own=OWN, start=within(3), text="Conv3d(2, 6, kernel_size=(2, 2, 2), stride=(1, 1, 1))",
)  # fmt: skip
for axes in (1, 2, 3):
    shape, kernel = INPUTS[axes], (3, 2, 2)[:axes]
    c = shape[1]
    function(
        f"conv_transpose{axes}d", conv_transpose(axes), case(shape, (c, 6, *kernel)),
        case(shape, (c, 6, *kernel), (6,), stride=2, padding=1, output_padding=1),
        case(shape, (c, 3, *kernel), (6,), groups=2, dilation=2, stride=(1, 2, 3)[:axes]),
        case(shape, (c, 1, *kernel), dilation=3, output_padding=2, padding=1),
        case(shape[1:], (c, 2, *kernel), (2,), stride=(3,) * axes),
    )  # fmt: skip
    layer(
        f"ConvTranspose{axes}d", conv_transpose(axes),
        case(shape, in_channels=c, out_channels=6, kernel_size=3),
        case(shape, in_channels=c, out_channels=2, kernel_size=kernel, stride=2, padding=1, output_padding=1),
        case(shape, in_channels=c, out_channels=6, kernel_size=2, groups=2, dilation=2, bias=False),
        case(shape[1:], in_channels=c, out_channels=1, kernel_size=(3,) * axes, dilation=2, padding=2),
        own=OWN, start=within(axes, True),
        text=f"ConvTranspose{axes}d({c}, 6, kernel_size={(3,) * axes}, stride={(1,) * axes})",
    )  # fmt: skip
UNFOLDED = {"dilation": (2, 1), "padding": (1, 2), "stride": (1, 3)}
for name, layer_name in (("unfold", "Unfold"), ("fold", "Fold")):
    formula = {"unfold": unfold, "fold": fold}[name]
    cases = {
        "unfold": [
            case(IMAGES, kernel_size=2), case(IMAGES, kernel_size=(2, 3), **UNFOLDED),
            case(IMAGES[1:], kernel_size=(5, 6)),
        ],
        "fold": [
            case((2, 8, 20), output_size=(5, 6), kernel_size=2),
            case((2, 12, 15), output_size=(5, 6), kernel_size=(2, 3), **UNFOLDED),
            case((60, 1), output_size=(5, 6), kernel_size=(5, 6)),
        ],
    }[name]  # fmt: skip
    function(name, formula, *cases)
    start = "output_size=(5, 6), " if name == "fold" else ""
    layer(
        layer_name, formula, *cases,
        text=f"{layer_name}({start}kernel_size=2, dilation=1, padding=0, stride=1)",
    )  # fmt: skip

# ---- rows: pooling -----------------------------------------------------------------------------------------
for axes in (1, 2, 3):
    shape = INPUTS[axes]
    uneven, step = (3, 2) if axes == 1 else ((3, 2, 3)[:axes], (2, 3, 1)[:axes])  # as PyTorch shows them
    cases = [
        case(shape, kernel_size=2), case(shape, kernel_size=uneven, stride=step, padding=1),
        case(shape, kernel_size=2, dilation=2, stride=1), case(shape, kernel_size=2, ceil_mode=True),
        case(shape[1:], kernel_size=3, stride=2, padding=1, ceil_mode=True),
        case(shape, kernel_size=2, stride=3, ceil_mode=True),
    ]  # fmt: skip
    if axes != 2:  # in modules.py
        function(f"max_pool{axes}d", max_pool(axes), *cases)
        layer(
            f"MaxPool{axes}d", max_pool(axes), *cases,
            text=f"MaxPool{axes}d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
        )  # fmt: skip
    cases = [
        case(shape, kernel_size=2), case(shape, kernel_size=uneven, stride=step, padding=1),
        case(shape, kernel_size=3, stride=2, padding=1, count_include_pad=False),
        case(shape, kernel_size=2, ceil_mode=True),
        case(shape[1:], kernel_size=3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
        case(shape, kernel_size=3, stride=2, padding=1, ceil_mode=True),
    ]  # fmt: skip
    if axes > 1:
        cases += [case(shape, kernel_size=2, padding=1, divisor_override=3)]
    twos = "(2,)" if axes == 1 else "2"
    padding = "(0,)" if axes == 1 else "0"
    if axes != 2:
        function(f"avg_pool{axes}d", avg_pool(axes), *cases)
        layer(
            f"AvgPool{axes}d", avg_pool(axes), *cases,
            text=f"AvgPool{axes}d(kernel_size={twos}, stride={twos}, padding={padding})",
        )  # fmt: skip
    uneven = (4, 3, 2)[:axes]
    cases = [case(shape, output_size=3), case(shape[1:], output_size=uneven), case(shape, output_size=1)]
    if axes > 1:
        cases += [case(shape, output_size=(None, 4, 2)[:axes])]
    for kind, reduce in (("avg", np.mean), ("max", np.max)):
        function(f"adaptive_{kind}_pool{axes}d", adaptive(axes, reduce), *cases)
        layer(
            f"Adaptive{kind.title()}Pool{axes}d", adaptive(axes, reduce), *cases,
            text=f"Adaptive{kind.title()}Pool{axes}d(output_size=3)",
        )  # fmt: skip
    cases = [
        case(shape, norm_type=2, kernel_size=2), case(shape, norm_type=4.0, kernel_size=3, stride=1),
        case(shape[1:], norm_type=2, kernel_size=2 if axes == 1 else (2,) * axes, ceil_mode=True),
    ]  # fmt: skip
    function(f"lp_pool{axes}d", lp_pool(axes), *cases)
    layer(
        f"LPPool{axes}d", lp_pool(axes), *cases,
        text=f"LPPool{axes}d(norm_type=2, kernel_size=2, stride=None, ceil_mode=False)",
    )  # fmt: skip
    small = (2, 3, 2, 3, 2)[: axes + 2]
    places = np.stack([np.random.default_rng(i).permutation(4**axes)[: np.prod(small[2:])] for i in range(6)])
    places = places.reshape(small)
    tight = case(small, places, kernel_size=4, stride=(4,) * axes, padding=1)
    cases = [case(small, places, kernel_size=(3,) * axes), case(small[1:], places[0], kernel_size=3), tight]
    function(f"max_unpool{axes}d", max_unpool(axes), *cases)
    layer(
        f"MaxUnpool{axes}d", max_unpool(axes), *cases,
        text=f"MaxUnpool{axes}d(kernel_size={(3,) * axes}, stride={(3,) * axes}, padding={(0,) * axes})",
    )  # fmt: skip
