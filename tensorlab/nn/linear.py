"""Linear, and layers that only change the shape."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, asarray
from tensorlab_c.dense import linear

from .._check import check_device, integer, parameter_dtype
from . import init
from .functional._resize import bilinear
from .module import Module
from .parameter import Parameter, empty_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import DTypeLike

__all__ = ["Bilinear", "Flatten", "Identity", "Linear", "Unflatten"]


class Linear(Module):
    """y = x Wᵀ + b (lecture L3, L4).

    Parameters
    ----------
    in_features, out_features : int
    bias : bool, default True
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (out_features, in_features)
    bias : Parameter, shape (out_features,), or None
        Both start uniform within ±1/√in_features, as in PyTorch.

    Notes
    -----
    Input (..., in_features), output (..., out_features), of the parameters' dtype.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Linear(3, 2)
    >>> layer(tl.ones((5, 3), dtype=tl.float32)).shape
    (5, 2)
    """

    bias: Parameter | None

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("Linear", device)
        self.in_features = integer("Linear", "in_features", in_features)
        self.out_features = integer("Linear", "out_features", out_features)
        dtype = parameter_dtype("Linear", dtype)
        shape = (self.out_features, self.in_features)
        self.weight = empty_parameter("Linear: weight", shape, dtype)
        self.register_parameter("bias", empty_parameter("Linear: bias", shape[:1], dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        init.default_(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
        )


class NonDynamicallyQuantizableLinear(Linear):
    """A `Linear` under the name by which PyTorch prints that of `MultiheadAttention`."""


class Bilinear(Module):
    """A number for every pair of features: yₖ = x₁ᵀ Wₖ x₂ + bₖ.

    Parameters
    ----------
    in1_features, in2_features, out_features : int
    bias : bool, default True
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (out_features, in1_features, in2_features)
    bias : Parameter, shape (out_features,), or None
        Both start uniform within ±1/√in1_features, as in PyTorch.

    Notes
    -----
    Inputs (..., in1_features) and (..., in2_features), output (..., out_features).

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Bilinear(3, 4, 2)
    >>> layer(tl.ones((5, 3), dtype=tl.float32), tl.ones((5, 4), dtype=tl.float32)).shape
    (5, 2)
    """

    bias: Parameter | None

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("Bilinear", device)
        self.in1_features = integer("Bilinear", "in1_features", in1_features)
        self.in2_features = integer("Bilinear", "in2_features", in2_features)
        self.out_features = integer("Bilinear", "out_features", out_features)
        dtype = parameter_dtype("Bilinear", dtype)
        shape = (self.out_features, self.in1_features, self.in2_features)
        self.weight = empty_parameter("Bilinear: weight", shape, dtype)
        own = empty_parameter("Bilinear: bias", shape[:1], dtype) if bias else None
        self.register_parameter("bias", own)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        bound = 1 / math.sqrt(self.in1_features)
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


class Identity(Module):
    """f(x) = x (lecture L5). Arguments are accepted and ignored, so that it can stand for any layer.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Identity(54)(tl.arange(3)).tolist()
    [0, 1, 2]
    """

    def __init__(self, *args: object, **kwargs: object):
        super().__init__()

    def forward(self, input: Tensor) -> Tensor:
        return input


class Flatten(Module):
    """Joins the axes from `start_dim` to `end_dim` into one.

    Parameters
    ----------
    start_dim : int, default 1
        The default keeps the batch axis.
    end_dim : int, default -1

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Flatten()(tl.zeros((2, 3, 4, 5))).shape
    (2, 60)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1):
        super().__init__()
        self.start_dim = integer("Flatten", "start_dim", start_dim, least=-64)
        self.end_dim = integer("Flatten", "end_dim", end_dim, least=-64)

    def forward(self, input: Tensor) -> Tensor:
        input = input if isinstance(input, Tensor) else asarray(input)
        shape = input.shape
        start = self.start_dim + len(shape) if self.start_dim < 0 else self.start_dim
        end = self.end_dim + len(shape) if self.end_dim < 0 else self.end_dim
        if not 0 <= start <= end < len(shape):
            raise ValueError(
                f"Flatten: axes {self.start_dim} to {self.end_dim} are not a range of axes of shape {shape}"
            )
        return input.reshape((*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Splits one axis into several.

    Parameters
    ----------
    dim : int
    unflattened_size : tuple of int
        Its product is the length of axis `dim`; one entry may be -1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Unflatten(1, (1, 8, 8))(tl.zeros((2, 64))).shape
    (2, 1, 8, 8)
    """

    def __init__(self, dim: int, unflattened_size: tuple[int, ...]):
        super().__init__()
        self.dim = integer("Unflatten", "dim", dim, least=-64)
        self.unflattened_size = tuple(
            integer("Unflatten", "unflattened_size", n, least=-1) for n in unflattened_size
        )

    def forward(self, input: Tensor) -> Tensor:
        input = input if isinstance(input, Tensor) else asarray(input)
        shape = input.shape
        dim = self.dim + len(shape) if self.dim < 0 else self.dim
        if not 0 <= dim < len(shape):
            raise ValueError(f"Unflatten: axis {self.dim} does not exist in shape {shape}")
        return input.reshape(shape[:dim] + self.unflattened_size + shape[dim + 1 :])

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
