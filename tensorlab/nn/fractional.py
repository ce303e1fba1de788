"""Fractional pooling as layers; formulas are those of `tensorlab.nn.functional`."""

from __future__ import annotations

from tensorlab_c import asarray

from .._check import flag, several
from .functional import fractional_max_pool2d, fractional_max_pool3d
from .functional._fractional import fractional_size
from .module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tensorlab_c import Tensor

    from .._typing import ArrayLike, Size2, Size3
    from .functional._fractional import Ratio

__all__ = ["FractionalMaxPool2d", "FractionalMaxPool3d"]


class _FractionalMaxPool(Module):
    _axes = 2
    _function: Callable[..., Any]
    _random_samples: Tensor | None

    def __init__(
        self,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Ratio = None,
        return_indices: bool = False,
        _random_samples: ArrayLike | None = None,
    ):
        super().__init__()
        name = type(self).__name__
        self.kernel_size = several(name, "kernel_size", kernel_size, self._axes)
        self.output_size, self.output_ratio = fractional_size(name, self._axes, output_size, output_ratio)
        self.return_indices = flag(name, "return_indices", return_indices)
        self.register_buffer("_random_samples", None)
        if _random_samples is not None:
            self.register_buffer("_random_samples", asarray(_random_samples))

    def forward(self, input: Tensor) -> Any:
        return type(self)._function(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            self.return_indices,
            self._random_samples,
        )


class FractionalMaxPool2d(_FractionalMaxPool):
    """The largest of windows that are drawn so that there are as many as wanted (Graham 2014).

    Parameters
    ----------
    kernel_size : int or pair of int
    output_size : int or pair of int, optional
        How many windows there are along each axis.
    output_ratio : float or pair of float, optional
        Or how many for each element of the input, more than 0 and less than 1.
    return_indices : bool, default False
        Whether to return also where the largest are in the flattened image.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W). Windows begin at ⌊α(i + u)⌋ − ⌊αu⌋ with α = (H − kernel_size) /
    (output_size − 1), the last one at the far end; u is drawn from [0, 1) anew for every channel of every
    image, at evaluation too, as in PyTorch.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.FractionalMaxPool2d(3, output_ratio=0.5)(tl.ones((1, 20, 16))).shape
    (1, 10, 8)
    """

    _axes = 2
    _function = staticmethod(fractional_max_pool2d)

    def __init__(
        self,
        kernel_size: Size2,
        output_size: Size2 | None = None,
        output_ratio: Ratio = None,
        return_indices: bool = False,
        _random_samples: ArrayLike | None = None,
    ):
        super().__init__(kernel_size, output_size, output_ratio, return_indices, _random_samples)


class FractionalMaxPool3d(_FractionalMaxPool):
    """The largest of windows that are drawn so that there are as many as wanted (Graham 2014).

    Parameters
    ----------
    kernel_size : int or triple of int
    output_size : int or triple of int, optional
    output_ratio : float or triple of float, optional
    return_indices : bool, default False
        As of `FractionalMaxPool2d`.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.FractionalMaxPool3d(2, output_size=(2, 3, 4))(tl.ones((1, 6, 7, 8))).shape
    (1, 2, 3, 4)
    """

    _axes = 3
    _function = staticmethod(fractional_max_pool3d)

    def __init__(
        self,
        kernel_size: Size3,
        output_size: Size3 | None = None,
        output_ratio: Ratio = None,
        return_indices: bool = False,
        _random_samples: ArrayLike | None = None,
    ):
        super().__init__(kernel_size, output_size, output_ratio, return_indices, _random_samples)
