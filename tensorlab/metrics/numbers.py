"""Metrics of predicted numbers."""

from __future__ import annotations

from math import nan

from tensorlab_c import Tensor, abs, isfinite, sqrt, where

from .._check import one_of, switch
from .classes import without_gradients
from .targets import plain, same_count, undefined, weights_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._typing import ArrayLike

__all__ = ["mean_absolute_error", "mean_squared_error", "r2_score", "root_mean_squared_error"]


def _given(
    name: str, y_true: Any, y_pred: Any, sample_weight: Any, multioutput: Any, ways: tuple[str, ...] = ()
) -> tuple[Tensor, Tensor, Tensor | None, Any]:
    """Numbers in float64 of shape (n, outputs), a weight for each row, and how to join the outputs."""
    t, p = plain(name, "y_true", y_true), plain(name, "y_pred", y_pred)
    same_count(name, t, p)
    t, p = (x.astype("float64").reshape((len(x), 1) if x.ndim == 1 else x.shape) for x in (t, p))
    if t.shape != p.shape or t.ndim > 2:
        raise ValueError(f"{name}: y_pred of shape {p.shape} does not fit y_true of shape {t.shape}")
    for argument, x in (("y_true", t), ("y_pred", p)):
        if not bool(isfinite(x).all()):
            raise ValueError(f"{name}: {argument} of shape {x.shape} must be finite")
    if isinstance(multioutput, str):
        one_of(name, "multioutput", multioutput, ("raw_values", "uniform_average", *ways))
    else:
        multioutput = weights_of(name, multioutput, t.shape[1], "multioutput")
        if multioutput is None:
            raise ValueError(f"{name}: multioutput must be a word or weights of the outputs, got none")
    return t, p, weights_of(name, sample_weight, len(t)), multioutput


def _mean(errors: Tensor, w: Tensor | None) -> Tensor:
    """Of each output, over the examples."""
    return errors.mean(axis=0) if w is None else (errors * w[:, None]).sum(axis=0) / w.sum()


def _joined(errors: Tensor, multioutput: Any) -> float | Tensor:
    if isinstance(multioutput, str):
        return errors if multioutput == "raw_values" else errors.mean().item()
    return (errors * multioutput).sum().item() / multioutput.sum().item()


@without_gradients
def mean_absolute_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: str | ArrayLike = "uniform_average",
) -> float | Tensor:
    """The mean of |y_pred − y_true|.

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n,) or (n, outputs)
    sample_weight : array_like, shape (n,), optional
    multioutput : {"uniform_average", "raw_values"} or array_like of shape (outputs,)
        The mean over the outputs, those of each as a tensor, or weights of them.

    Returns
    -------
    float or Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.mean_absolute_error([3., -0.5, 2., 7.], [2.5, 0., 2., 8.])
    0.5
    """
    t, p, w, how = _given("mean_absolute_error", y_true, y_pred, sample_weight, multioutput)
    return _joined(_mean(abs(p - t), w), how)


@without_gradients
def mean_squared_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: str | ArrayLike = "uniform_average",
) -> float | Tensor:
    """The mean of (y_pred − y_true)².

    Parameters
    ----------
    y_true, y_pred, sample_weight, multioutput
        As for `mean_absolute_error`.

    Returns
    -------
    float or Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.mean_squared_error([3., -0.5, 2., 7.], [2.5, 0., 2., 8.])
    0.375
    """
    t, p, w, how = _given("mean_squared_error", y_true, y_pred, sample_weight, multioutput)
    return _joined(_mean((p - t) ** 2, w), how)


@without_gradients
def root_mean_squared_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: str | ArrayLike = "uniform_average",
) -> float | Tensor:
    """The root of the mean of (y_pred − y_true)², of each output.

    Parameters
    ----------
    y_true, y_pred, sample_weight, multioutput
        As for `mean_absolute_error`.

    Returns
    -------
    float or Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.root_mean_squared_error([3., -0.5, 2., 7.], [2.5, 0., 2., 8.])
    0.6123724356957945
    """
    t, p, w, how = _given("root_mean_squared_error", y_true, y_pred, sample_weight, multioutput)
    return _joined(sqrt(_mean((p - t) ** 2, w)), how)


@without_gradients
def r2_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: str | ArrayLike = "uniform_average",
    force_finite: bool = True,
) -> float | Tensor:
    """The coefficient of determination, R² = 1 − Σ(y − ŷ)²/Σ(y − ȳ)²: 1 at best, 0 for the mean.

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n,) or (n, outputs)
    sample_weight : array_like, shape (n,), optional
    multioutput : {"uniform_average", "raw_values", "variance_weighted"} or array_like of shape (outputs,)
        As for `mean_absolute_error`; "variance_weighted" weights each output by Σ(y − ȳ)².
    force_finite : bool, default True
        Whether targets that are all the same give 1, or 0 where a prediction is wrong; else nan and -inf.

    Returns
    -------
    float or Tensor
        nan, with an `UndefinedMetricWarning`, for a single example.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.r2_score([3., -0.5, 2., 7.], [2.5, 0., 2., 8.])
    0.9486081370449679
    """
    name = "r2_score"
    t, p, w, how = _given(name, y_true, y_pred, sample_weight, multioutput, ("variance_weighted",))
    finite = switch(name, "force_finite", force_finite)
    if len(t) < 2:
        undefined(f"{name}: R² is not defined for one example")
        return nan
    each = 1.0 if w is None else w[:, None]
    left = (each * (t - p) ** 2).sum(axis=0)
    spread = (each * (t - _mean(t, w)) ** 2).sum(axis=0)
    same, exact = spread == 0, left == 0
    instead = where(exact, 1.0, 0.0) if finite else where(exact, nan, -float("inf"))
    values = where(same, instead, 1 - left / where(same, 1.0, spread))
    if isinstance(how, str) and how == "variance_weighted":
        how = spread if spread.sum().item() else "uniform_average"
    return _joined(values, how)
