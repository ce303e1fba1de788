"""Normalisation of features."""

from __future__ import annotations

import sys

from tensorlab_c import AxisError, Tensor, abs, no_grad, where

from .._check import is_integer
from .split import as_real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import ArrayLike

__all__ = ["Standardizer"]


EPSILON = sys.float_info.epsilon


class Standardizer:
    """Subtracts the mean and divides by the standard deviation, feature by feature (lecture L12).

    Parameters
    ----------
    axis : int or tuple of int, default 0
        The axes over which mean and deviation are taken: 0 for (examples, features), (0, 2, 3) for the
        channels of images.

    Attributes
    ----------
    mean, std : Tensor
        Learned by `fit`, in float64, with the axes kept at length 1. A feature that does not vary has `std`
        1, so that it becomes 0.

    Notes
    -----
    The deviation divides by n (``ddof=0``), as in scikit-learn's StandardScaler. Computed in float64; results
    have the dtype of X, float64 for integers. Fit on training data only and use the same numbers for the
    rest.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X = tl.array([[1., 10.], [3., 10.]])
    >>> scale = tl.data.Standardizer().fit(X)
    >>> scale.transform(X).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    >>> scale.inverse_transform([[0., 0.]]).tolist()
    [[2.0, 10.0]]
    """

    def __init__(self, axis: int | tuple[int, ...] = 0):
        axes = (*axis,) if isinstance(axis, (list, tuple)) else (axis,)
        if not all(map(is_integer, axes)):
            raise TypeError(f"Standardizer: axis must be an integer or a tuple of them, got {axis!r}")
        self.axis = axes if isinstance(axis, (list, tuple)) else axis
        self.mean: Tensor | None = None
        self.std: Tensor | None = None

    def fit(self, X: ArrayLike) -> Standardizer:
        """Learn mean and deviation of `X`; returns this object."""
        X = as_real("Standardizer.fit", X)
        if X.size == 0:
            raise ValueError(f"Standardizer.fit: no data, X has shape {X.shape}")
        ndim = X.ndim
        for axis in self.axis if isinstance(self.axis, tuple) else (self.axis,):
            if not -ndim <= axis < ndim:
                raise AxisError(f"Standardizer.fit: axis {axis} is out of range, X has shape {X.shape}")
        with no_grad():
            values = X.astype("float64")
            mean = values.mean(axis=self.axis, keepdims=True)
            std = values.std(axis=self.axis, keepdims=True)
            # a constant feature has a mean with a rounding error, so its deviation is not exactly 0
            noise = abs(mean) * (10 * EPSILON)
            self.mean, self.std = mean, where(std > noise, std, 1.0)
        return self

    def transform(self, X: ArrayLike) -> Tensor:
        """(X − mean) / std."""
        X, mean, std = self._fitted("transform", X)
        return ((X.astype("float64", copy=False) - mean) / std).astype(X.dtype, copy=False)

    def fit_transform(self, X: ArrayLike) -> Tensor:
        """`fit`, then `transform`."""
        return self.fit(X).transform(X)

    def inverse_transform(self, X: ArrayLike) -> Tensor:
        """X · std + mean: undoes `transform`."""
        X, mean, std = self._fitted("inverse_transform", X)
        return (X.astype("float64", copy=False) * std + mean).astype(X.dtype, copy=False)

    def _fitted(self, method: str, X: ArrayLike) -> tuple[Tensor, Tensor, Tensor]:
        """X, floating and of a shape that fits, with mean and deviation."""
        if self.mean is None or self.std is None:
            raise ValueError(f"Standardizer.{method}: call fit first")
        X = as_real(f"Standardizer.{method}", X)
        ndim = self.mean.ndim
        axes = [i % ndim for i in (self.axis if isinstance(self.axis, tuple) else (self.axis,))]
        needed = tuple("n" if i in axes else n for i, n in enumerate(self.mean.shape))
        if X.ndim != ndim or any(n not in ("n", m) for n, m in zip(needed, X.shape)):
            shown = str(needed).replace("'", "")
            raise ValueError(f"Standardizer.{method}: X has shape {X.shape}, needed is {shown}")
        return X if X.dtype.kind == "f" else X.astype("float64"), self.mean, self.std

    def __repr__(self) -> str:
        return f"Standardizer(axis={self.axis})"
