"""Initial values of parameters: PyTorch's names, drawn from `tensorlab.random`'s global generator.

Every function writes into a tensor in place, outside the tape, and returns it.
"""

from __future__ import annotations

import math

from tensorlab_c import Tensor, asarray, eye, no_grad, random

from .._check import one_of, real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import ArrayLike

__all__ = [
    "calculate_gain",
    "constant_",
    "eye_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "ones_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]


def __dir__() -> list[str]:
    return sorted(__all__)


GAINS = {"linear": 1.0, "conv2d": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2)}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor by which a layer's weights grow to make up for its activation.

    Parameters
    ----------
    nonlinearity : {"linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu"}
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


def _set(tensor: Tensor, values: ArrayLike) -> Tensor:
    with no_grad():
        tensor.copy_(asarray(values))
    return tensor


def _fill(name: str, tensor: Tensor, value: complex) -> Tensor:
    with no_grad():
        _checked(name, tensor).fill_(value)  # not by way of the default dtype
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """Draw from the uniform distribution on [a, b).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.uniform_(tl.empty((3, 3)), -1, 1)
    >>> bool((abs(w) <= 1).all())
    True
    """
    tensor = _checked("uniform_", tensor)
    return _set(tensor, random.uniform(a, b, size=tensor.shape, dtype=tensor.dtype))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Draw from the normal distribution.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0)
    >>> tl.nn.init.normal_(tl.empty(2), std=0.1)
    tensor([ 0.01257302, -0.01321049])
    """
    tensor = _checked("normal_", tensor)
    return _set(tensor, random.normal(mean, std, size=tensor.shape, dtype=tensor.dtype))


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


def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Draw from U(−b, b), b = gain·√(6 / (fan_in + fan_out)) (Glorot & Bengio 2010).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.xavier_uniform_(tl.empty((3, 3)))
    >>> bool((abs(w) <= 1).all())
    True
    """
    bound = math.sqrt(3) * _xavier_std("xavier_uniform_", tensor, gain)
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Draw from N(0, σ²), σ = gain·√(2 / (fan_in + fan_out)) (Glorot & Bengio 2010).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.xavier_normal_(tl.empty((100, 300)))
    >>> round(w.std().item(), 2)
    0.07
    """
    return normal_(tensor, 0.0, _xavier_std("xavier_normal_", tensor, gain))


def _kaiming_std(name: str, tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    fan_in, fan_out = _fans(name, tensor)
    fan = fan_in if one_of(name, "mode", mode, ("fan_in", "fan_out")) == "fan_in" else fan_out
    return calculate_gain(nonlinearity, a) / math.sqrt(max(1, fan))


def kaiming_uniform_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
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
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Draw from N(0, σ²), σ = gain / √fan (He et al. 2015); `a` is the slope of leaky_relu.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.init.kaiming_normal_(tl.empty((300, 200)))
    >>> round(w.std().item(), 1)  # √(2 / 200)
    0.1
    """
    return normal_(tensor, 0.0, _kaiming_std("kaiming_normal_", tensor, a, mode, nonlinearity))


def default_(weight: Tensor, bias: Tensor | None) -> None:
    """PyTorch's start of Linear and Conv2d: both uniform within ±1/√fan_in."""
    bound = 1 / math.sqrt(max(1, _fans("default_", weight)[0]))
    uniform_(weight, -bound, bound)
    if bias is not None:
        uniform_(bias, -bound, bound)
