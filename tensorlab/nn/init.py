"""Initial values of parameters under PyTorch's names.

Every function writes into a tensor in place, outside the tape, and returns it. Those that draw have an
argument `generator`, one of ``tl.random.default_rng``; without one, numbers are those of ``tl.random``'s
shared generator, which ``tl.random.seed`` restarts.
"""

from __future__ import annotations

import math

from tensorlab_c import (
    Tensor,
    arange,
    argsort,
    asarray,
    diagonal,
    eye,
    linalg,
    no_grad,
    random,
    special,
    where,
)
from tensorlab_c.random import Generator

from .._check import integer, one_of, real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._typing import ArrayLike

__all__ = [
    "calculate_gain",
    "constant_",
    "dirac_",
    "eye_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "ones_",
    "orthogonal_",
    "sparse_",
    "trunc_normal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]


def __dir__() -> list[str]:
    return sorted(__all__)


CONVOLUTIONS = [f"conv{kind}{n}d" for kind in ("", "_transpose") for n in (1, 2, 3)]
GAINS = dict.fromkeys(["linear", *CONVOLUTIONS, "sigmoid"], 1.0)
GAINS |= {"tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor by which a layer's weights grow to make up for its activation.

    Parameters
    ----------
    nonlinearity : {"linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"}
        Or the name of a convolution, "conv1d" to "conv_transpose3d".
    param : float, optional
        The negative slope a of leaky_relu (default 0.01), whose gain is √(2 / (1 + a²)).

    Examples
    --------
    >>> import tensorlab as tl
    >>> round(tl.nn.init.calculate_gain("relu"), 4)
    1.4142
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else real("calculate_gain", "param", param)
        return math.sqrt(2 / (1 + slope**2))
    return GAINS[one_of("calculate_gain", "nonlinearity", nonlinearity, (*GAINS, "leaky_relu"))]


def _checked(name: str, tensor: Tensor) -> Tensor:
    if not isinstance(tensor, Tensor):
        raise TypeError(f"{name}: expected a tensor to fill, got {type(tensor).__name__}")
    return tensor


def _source(name: str, generator: Generator | None) -> Generator:
    if generator is None:
        return random.get_generator()
    if not isinstance(generator, Generator):
        raise TypeError(f"{name}: generator must be one of tl.random, got {type(generator).__name__}")
    return generator


def _set(tensor: Tensor, values: ArrayLike) -> Tensor:
    with no_grad():
        tensor.copy_(asarray(values))
    return tensor


def _fill(name: str, tensor: Tensor, value: complex) -> Tensor:
    with no_grad():
        _checked(name, tensor).fill_(value)  # not by way of the default dtype
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Draw from the uniform distribution on [a, b).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.uniform_(tl.empty((3, 3)), -1, 1)
    >>> bool((abs(w) <= 1).all())
    True
    """
    tensor = _checked("uniform_", tensor)
    source = _source("uniform_", generator)
    return _set(tensor, source.uniform(a, b, size=tensor.shape, dtype=tensor.dtype))


def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Draw from the normal distribution.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0)
    >>> tl.nn.init.normal_(tl.empty(2), std=0.1)
    tensor([ 0.01257302, -0.01321049])
    """
    tensor = _checked("normal_", tensor)
    source = _source("normal_", generator)
    return _set(tensor, source.normal(mean, std, size=tensor.shape, dtype=tensor.dtype))


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Draw from the normal distribution within [a, b]: Φ⁻¹ of uniform numbers between Φ(a) and Φ(b).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.trunc_normal_(tl.empty(1000), std=0.02, a=-0.04, b=0.04)
    >>> bool((abs(w) <= 0.04).all()), round(w.std().item(), 2)
    (True, 0.02)
    """
    name, tensor = "trunc_normal_", _checked("trunc_normal_", tensor)
    mean, std = real(name, "mean", mean), real(name, "std", std, 0, ends="(]")
    a, b = real(name, "a", a), real(name, "b", b)
    if a > b:
        raise ValueError(f"{name}: a must be at most b, got {a:g} and {b:g}")
    low, high, sign = (a - mean) / std, (b - mean) / std, 1
    if low + high > 0:  # probabilities are exact to all their digits below the mean alone
        low, high, sign = -high, -low, -1
    ends = [float(special.ndtr(asarray(x))) for x in (low, high)]
    if ends[1] == 0:
        raise ValueError(f"{name}: [{a:g}, {b:g}] is too far from the mean {mean:g}, in units of std {std:g}")
    drawn = special.ndtri(
        asarray(_source(name, generator).uniform(ends[0], ends[1], size=tensor.shape, dtype="float64"))
    )
    return _set(tensor, (mean + std * sign * drawn).clip(a, b))


def constant_(tensor: Tensor, val: complex) -> Tensor:
    """Set every element to `val`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.init.constant_(tl.empty(3), 0.5)
    tensor([0.5, 0.5, 0.5])
    """
    value = val if isinstance(val, (int, complex)) else float(val)  # fractions, and NumPy's numbers
    return _fill("constant_", tensor, value)


def zeros_(tensor: Tensor) -> Tensor:
    """Set every element to 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.init.zeros_(tl.empty(3))
    tensor([0., 0., 0.])
    """
    return _fill("zeros_", tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """Set every element to 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.init.ones_(tl.empty(3))
    tensor([1., 1., 1.])
    """
    return _fill("ones_", tensor, 1.0)


def eye_(tensor: Tensor) -> Tensor:
    """Set a matrix to the identity, as far as it reaches.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.init.eye_(tl.empty((2, 3))).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    if _checked("eye_", tensor).ndim != 2:
        raise ValueError(f"eye_: only a matrix can be the identity, got shape {tensor.shape}")
    return _set(tensor, eye(tensor.shape[0], tensor.shape[1]))


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Make the weight of a convolution (out, in, ...) the identity, as far as there are channels.

    With several `groups`, each is the identity.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.init.dirac_(tl.empty((2, 2, 3))).tolist()
    [[[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]
    """
    if not 3 <= _checked("dirac_", tensor).ndim <= 5:
        raise ValueError(f"dirac_: expected the weight of a convolution, got shape {tensor.shape}")
    groups = integer("dirac_", "groups", groups)
    if tensor.shape[0] % groups:
        raise ValueError(f"dirac_: {tensor.shape[0]} output channels are not divisible by groups={groups}")
    outputs = tensor.shape[0] // groups
    middle = tuple(n // 2 for n in tensor.shape[2:])
    with no_grad():
        tensor.fill_(0)
        for group in range(groups):
            for channel in range(min(outputs, tensor.shape[1])):
                tensor[group * outputs + channel, channel, *middle] = 1
    return tensor


def orthogonal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Set a weight (out, ...) to `gain` times a random matrix with orthonormal rows or columns.

    It is the Q of a normal matrix with a positive diagonal of R, so that all such matrices are equally likely
    (Saxe et al. 2014; Mezzadri 2007).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.orthogonal_(tl.empty((2, 5)))
    >>> bool((abs(w @ w.T - tl.eye(2)) < 1e-12).all())
    True
    """
    if _checked("orthogonal_", tensor).ndim < 2:
        raise ValueError(f"orthogonal_: a matrix or more is needed, got shape {tensor.shape}")
    gain, source = real("orthogonal_", "gain", gain), _source("orthogonal_", generator)
    if not tensor.size:
        return tensor
    rows = tensor.shape[0]
    drawn = source.normal(size=(rows, tensor.size // rows), dtype="float64")
    wide = rows < drawn.shape[1]
    q, r = linalg.qr(drawn.T if wide else drawn)
    q = q * where(diagonal(r) < 0, -gain, gain)
    return _set(tensor, (q.T if wide else q).reshape(tensor.shape))


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Tensor:
    """Draw a matrix from N(0, std²), and set a part `sparsity` of each column to 0 (Martens 2010).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.sparse_(tl.empty((10, 2)), sparsity=0.25)
    >>> (w == 0).sum(axis=0)
    tensor([3, 3])
    """
    if _checked("sparse_", tensor).ndim != 2:
        raise ValueError(f"sparse_: only a matrix can be sparse, got shape {tensor.shape}")
    rows, columns = tensor.shape
    zeros = math.ceil(real("sparse_", "sparsity", sparsity, 0, 1) * rows)
    source = _source("sparse_", generator)
    normal_(tensor, 0.0, std, source)
    chosen = argsort(source.random(size=(rows, columns)), axis=0)[:zeros]
    with no_grad():
        tensor[chosen, arange(columns)] = 0
    return tensor


def _fans(name: str, tensor: Tensor) -> tuple[int, int]:
    """How many inputs reach one output of a weight (out, in, ...), and how many outputs one input reaches."""
    if _checked(name, tensor).ndim < 2:
        raise ValueError(
            f"{name}: fans are defined for tensors of at least 2 dimensions, got shape {tensor.shape}"
        )
    window = math.prod(tensor.shape[2:])
    return tensor.shape[1] * window, tensor.shape[0] * window


def _xavier_std(name: str, tensor: Tensor, gain: float) -> float:
    return gain * math.sqrt(2 / max(1, sum(_fans(name, tensor))))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Draw from U(−b, b), b = gain·√(6 / (fan_in + fan_out)) (Glorot & Bengio 2010).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.xavier_uniform_(tl.empty((3, 3)))
    >>> bool((abs(w) <= 1).all())
    True
    """
    bound = math.sqrt(3) * _xavier_std("xavier_uniform_", tensor, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Draw from N(0, σ²), σ = gain·√(2 / (fan_in + fan_out)) (Glorot & Bengio 2010).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.xavier_normal_(tl.empty((100, 300)))
    >>> round(w.std().item(), 2)
    0.07
    """
    return normal_(tensor, 0.0, _xavier_std("xavier_normal_", tensor, gain), generator)


def _kaiming_std(name: str, tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    fan_in, fan_out = _fans(name, tensor)
    fan = fan_in if one_of(name, "mode", mode, ("fan_in", "fan_out")) == "fan_in" else fan_out
    return calculate_gain(nonlinearity, a) / math.sqrt(max(1, fan))


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Draw from U(−b, b), b = gain·√(3 / fan) (He et al. 2015); `a` is the slope of leaky_relu.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.kaiming_uniform_(tl.empty((4, 6)))
    >>> bool((abs(w) <= 1).all())
    True
    """
    bound = math.sqrt(3) * _kaiming_std("kaiming_uniform_", tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Draw from N(0, σ²), σ = gain / √fan (He et al. 2015); `a` is the slope of leaky_relu.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.kaiming_normal_(tl.empty((300, 200)))
    >>> round(w.std().item(), 1)  # √(2 / 200)
    0.1
    """
    return normal_(tensor, 0.0, _kaiming_std("kaiming_normal_", tensor, a, mode, nonlinearity), generator)


def default_(weight: Tensor, bias: Tensor | None) -> None:
    """PyTorch's start of Linear and Conv2d: both uniform within ±1/√fan_in."""
    bound = 1 / math.sqrt(max(1, _fans("default_", weight)[0]))
    uniform_(weight, -bound, bound)
    if bias is not None:
        uniform_(bias, -bound, bound)


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """The name that layers of one's own have it by, written as PyTorch's are."""
    return _fans("_calculate_fan_in_and_fan_out", tensor)


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    """The same for one of both."""
    name = "_calculate_correct_fan"
    return _fans(name, tensor)[one_of(name, "mode", mode.lower(), ("fan_in", "fan_out")) == "fan_out"]


def __getattr__(name: str) -> Any:
    """The names of long ago, which PyTorch still has: `xavier_uniform` is `xavier_uniform_`."""
    if f"{name}_" in __all__ and name not in ("zeros", "ones", "trunc_normal"):
        return globals()[f"{name}_"]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
