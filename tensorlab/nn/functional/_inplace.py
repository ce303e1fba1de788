"""Activations that take the place of their input."""

from __future__ import annotations

from tensorlab_c.dense import relu

from . import _activation as activations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c import Tensor


def relu_(input: Tensor) -> Tensor:
    """`relu` in the place of its input, which it returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-1.0, 2.0])
    >>> tl.nn.functional.relu_(x) is x, x.round(3).tolist()
    (True, [0.0, 2.0])
    """
    return relu(input, inplace=True)


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """`leaky_relu` in the place of its input, which it returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-1.0, 2.0])
    >>> tl.nn.functional.leaky_relu_(x) is x, x.round(3).tolist()
    (True, [-0.01, 2.0])
    """
    return activations.leaky_relu(input, negative_slope, inplace=True)


def elu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`elu` in the place of its input, which it returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-1.0, 2.0])
    >>> tl.nn.functional.elu_(x) is x, x.round(3).tolist()
    (True, [-0.632, 2.0])
    """
    return activations.elu(input, alpha, inplace=True)


def selu_(input: Tensor) -> Tensor:
    """`selu` in the place of its input, which it returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-1.0, 2.0])
    >>> tl.nn.functional.selu_(x) is x, x.round(3).tolist()
    (True, [-1.111, 2.101])
    """
    return activations.selu(input, inplace=True)


def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`celu` in the place of its input, which it returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-1.0, 2.0])
    >>> tl.nn.functional.celu_(x) is x, x.round(3).tolist()
    (True, [-0.632, 2.0])
    """
    return activations.celu(input, alpha, inplace=True)


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """`hardtanh` in the place of its input, which it returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-1.0, 2.0])
    >>> tl.nn.functional.hardtanh_(x) is x, x.round(3).tolist()
    (True, [-1.0, 1.0])
    """
    return activations.hardtanh(input, min_val, max_val, inplace=True)


def threshold_(input: Tensor, threshold: float, value: float) -> Tensor:
    """`threshold` in the place of its input, which it returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-1.0, 2.0])
    >>> tl.nn.functional.threshold_(x, 0.5, 7.0) is x, x.round(3).tolist()
    (True, [7.0, 2.0])
    """
    return activations.threshold(input, threshold, value, inplace=True)


def rrelu_(input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False) -> Tensor:
    """`rrelu` in the place of its input, which it returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-1.0, 2.0])
    >>> tl.nn.functional.rrelu_(x) is x, x.round(3).tolist()
    (True, [-0.229, 2.0])
    """
    return activations.rrelu(input, lower, upper, training, inplace=True)
