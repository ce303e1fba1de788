"""Polynomials, given by their coefficients, that of the highest power first."""

from __future__ import annotations

from tensorlab_c._operands import _beside, _operand, _under, _without_history
from tensorlab_c._tensor import Tensor, is_grad_enabled
from tensorlab_c.creation import eye, zeros, zeros_like
from tensorlab_c.dtypes import get_default_dtype, promote_types
from tensorlab_c.elementwise import sqrt
from tensorlab_c.grids import vander
from tensorlab_c.joining import concatenate
from tensorlab_c.limits import finfo
from tensorlab_c.linalg import eigvals, inv, lstsq
from tensorlab_c.products import outer

__all__ = ["polyfit", "polyval", "roots"]


def polyval(p, x) -> Tensor:
    """The values of a polynomial.

    Parameters
    ----------
    p : array_like
        The coefficients, that of the highest power first.
    x : array_like
        Where values are wanted.

    Returns
    -------
    Tensor
        Of the shape of `x`.

    Notes
    -----
    By Horner's rule: ``(p[0] * x + p[1]) * x + p[2]`` and so on. Has derivatives with respect to `p` and `x`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.polyval([3, 0, 1], tl.array([0, 1, 2]))
    tensor([ 1,  4, 13])
    """
    t = _operand(x, "polyval")
    p = _beside(p, t, "polyval")
    t = _beside(x, p, "polyval")
    if not p.ndim:
        raise TypeError("polyval: p must have an axis, got shape ()")
    if not p.size:
        return zeros_like(_operand(x, "polyval"))
    t = t.astype(promote_types(p.dtype, t.dtype), copy=False)
    if p.ndim > 1 or (is_grad_enabled() and (p.requires_grad or t.requires_grad)):
        y = t * 0
        with _under("polyval"):
            for coefficient in p:
                y = y * t + coefficient
        return y
    t, first, *others = t.detach(), *p.tolist()
    y = t * 0
    y += first
    for coefficient in others:
        y *= t
        y += coefficient
    return y


def _inexact(x, function: str) -> Tensor:
    t = _operand(x, function)
    return t if t.dtype.kind in "fc" else t.astype(get_default_dtype())


def _points(x, y, w) -> tuple[Tensor, Tensor, Tensor | None]:
    """The points and weights of a fit, checked."""
    x = _inexact(x, "polyfit")
    y = _inexact(_beside(y, x, "polyfit"), "polyfit")
    if x.ndim != 1 or not x.size:
        raise TypeError(f"polyfit: x must be a vector with elements, got shape {x.shape}")
    if y.ndim not in (1, 2) or y.shape[0] != x.shape[0]:
        raise TypeError(f"polyfit: x of shape {x.shape} and y of shape {y.shape} are not of one length")
    if w is None:
        return x, y, None
    w = _inexact(_beside(w, x, "polyfit"), "polyfit")
    if w.shape != x.shape:
        raise TypeError(f"polyfit: w of shape {w.shape} for {x.shape[0]} points")
    return x, y, w


def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
    """The polynomial that fits points best: whose squared distances from them have the least sum.

    Parameters
    ----------
    x : array_like
        Where the points are; a vector.
    y : array_like
        The values there; the columns of a matrix are fitted one by one.
    deg : int
        The highest power.
    rcond : float, optional
        Singular values below `rcond` times the largest count as zero; the precision times ``len(x)``
        when None.
    full : bool
        Answer more of the solution.
    w : array_like, optional
        What the distances, before they are squared, are multiplied by.
    cov : bool or "unscaled"
        Answer the covariances of the coefficients; "unscaled" where the weights are 1 / sigma of the values.

    Returns
    -------
    Tensor or tuple
        The coefficients, that of the highest power first. With `full` also what `linalg.lstsq` answers, the
        sums of squared distances, rank and singular values, and `rcond`; with `cov` also their covariances.

    Raises
    ------
    TypeError
        When the shapes do not fit.
    ValueError
        When `deg` is negative, or there are too few points for covariances.

    Notes
    -----
    Differentiable any number of times with respect to `x`, `y` and `w`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.round(tl.polyfit([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], 1), 6)
    tensor([2., 1.])
    """
    with _under("polyfit"):
        order = int(deg) + 1
        if deg < 0:
            raise ValueError(f"deg must not be negative, got {deg}")
    x, y, w = _points(x, y, w)
    if rcond is None:
        rcond = x.size * float(finfo(x.dtype).eps)
    a, b = vander(x, order), y
    if w is not None:
        a = a * w[:, None]
        b = b * (w[:, None] if b.ndim == 2 else w)
    scale = sqrt((a * a).sum(0))
    a = a / scale
    c, rest, rank, s = lstsq(a, b, rcond)
    c = (c.T / scale).T
    if full:
        return c, rest, rank, s, rcond
    return (c, _covariances(a, rest, scale, x.size, y.ndim, cov)) if cov else c


def _covariances(a: Tensor, rest: Tensor, scale: Tensor, points: int, ndim: int, cov) -> Tensor:
    order = a.shape[1]
    base = inv(a.T @ a) / outer(scale, scale)
    factor = 1
    if not isinstance(cov, str) or cov != "unscaled":
        if points <= order:
            raise ValueError(
                f"polyfit: {points} points are too few for the covariances of {order} coefficients"
            )
        factor = rest / (points - order)
    return base * factor if ndim == 1 else base[:, :, None] * factor


def roots(p) -> Tensor:
    """The roots of a polynomial.

    Parameters
    ----------
    p : array_like
        The coefficients, that of the highest power first; one axis.

    Returns
    -------
    Tensor
        Complex where there are complex ones; roots of 0 are last.

    Raises
    ------
    ValueError
        When `p` has several axes.

    Notes
    -----
    The eigenvalues of the companion matrix. Without derivatives.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.round(tl.roots([1.0, -3.0, 2.0]), 6)
    tensor([2., 1.])
    """
    t = _without_history(_operand(p, "roots"), "roots")
    if t.ndim > 1:
        raise ValueError(f"roots: p must have one axis, got shape {t.shape}")
    if t.dtype.kind not in "fc" or t.itemsize < 4:  # LAPACK has none for these
        t = t.astype("float32" if t.dtype.kind == "f" else "float64")
    places = [i for i, coefficient in enumerate(t.reshape(-1).tolist()) if coefficient != 0]
    if not places:
        return zeros(0, dtype=t.dtype)
    first, last = places[0], places[-1]
    zero_roots, degree = t.size - 1 - last, last - first
    if degree == 0:
        return zeros(zero_roots, dtype=t.dtype)
    companion = eye(degree, k=-1, dtype=t.dtype)
    companion[0] = -t.reshape(-1)[first + 1 : last + 1] / t.reshape(-1)[first]
    found = eigvals(companion)
    if t.dtype.kind == "f" and not found.imag.any():
        found = found.real
    return concatenate([found, zeros(zero_roots, dtype=found.dtype)])
