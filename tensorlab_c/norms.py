"""Norms of vectors and matrices: real numbers, in the precision of the elements."""

from __future__ import annotations

import math

from tensorlab_c._operands import _factored, _floating, _no_slope, _under
from tensorlab_c._tensor import AxisError, Tensor, custom
from tensorlab_c.elementwise import _root, power
from tensorlab_c.elementwise import abs as _abs
from tensorlab_c.manipulation import expand_dims, moveaxis
from tensorlab_c.reduction import max as _max
from tensorlab_c.reduction import min as _min
from tensorlab_c.reduction import sum as _sum
from tensorlab_c.searching import where
from tensorlab_c.statistics import _squares

__all__ = ["matrix_norm", "norm", "vector_norm"]


class _Later:
    """The module `lapack`, which the first function that needs it loads."""

    def __getattr__(self, name: str):
        from tensorlab_c import lapack

        function = getattr(lapack, name)
        setattr(self, name, function)  # the next time it is an attribute like any other
        return function


_lapack = _Later()


# ---- norms -------------------------------------------------------------------------------------------------
def _axes(axis, ndim: int, function: str) -> tuple[int, ...]:
    """The axes named, counted from the front; all for None."""
    if axis is None:
        return tuple(range(ndim))
    found = []
    for k in tuple(axis) if isinstance(axis, (tuple, list)) else (axis,):
        if not hasattr(k, "__index__"):
            raise TypeError(f"{function}: axis must be an integer or a tuple of them, got {type(k).__name__}")
        i = k.__index__()
        if not -ndim <= i < ndim:
            raise AxisError(f"{function}: axis {i} is out of range for {ndim} axes")
        found.append(i % ndim)
    if len(set(found)) < len(found):
        raise ValueError(f"{function}: axes {tuple(found)} name one twice")
    return tuple(found)


def _extreme(x: Tensor, largest: bool, axis: tuple[int, ...], keepdims: bool, function: str) -> Tensor:
    """The largest or smallest of sizes; the largest of none is 0."""
    if math.prod(x.shape[i] for i in axis):
        return (_max if largest else _min)(x, axis=axis, keepdims=keepdims)
    if not largest:
        raise ValueError(f"{function}: the smallest of no elements is asked for, of shape {x.shape}")
    return _sum(x, axis=axis, keepdims=keepdims)


def vector_norm(x, /, *, axis=None, keepdims=False, ord=2, dim=None, keepdim=False) -> Tensor:
    """The length of vectors.

    Parameters
    ----------
    x : array_like
        Of complex elements the sizes count, their absolute values.
    axis : int or tuple of int, optional
        The axes that make up a vector; all when None.
    keepdims : bool
        Keep the reduced axes with size 1.
    ord : number
        ``sum(abs(x)**ord)**(1/ord)``; inf and -inf for the largest and smallest size, 0 to count non-zeros.
    dim, keepdim
        Second names of `axis` and `keepdims`.

    Returns
    -------
    Tensor

    Notes
    -----
    The derivative of zeros, where there is none, is 0 as in PyTorch.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.vector_norm(tl.array([3.0, 4.0]))
    tensor(5.)
    """
    x = _floating(x, "vector_norm")
    if not x.ndim and dim in (0, -1, (0,), (-1,), [0], [-1]):
        dim = None  # a number is taken for a vector of one, as in PyTorch
    axis = _axes(_second(axis, dim, "vector_norm"), x.ndim, "vector_norm")
    return _vector_norm(x, axis, keepdims or keepdim, ord, "vector_norm")


def _second(axis, dim, function: str):
    """The axis, by either of its names."""
    if dim is None or axis is None:
        return axis if dim is None else dim
    raise TypeError(f"{function}: argument 'axis' is given twice, as 'axis' and as 'dim'")


def _vector_norm(x: Tensor, axis: tuple[int, ...], keepdims: bool, ord, function: str) -> Tensor:
    if isinstance(ord, (str, bytes)) or not (ord is None or hasattr(ord, "__float__")):
        raise ValueError(f"{function}: unknown order {ord!r} for vectors; give a number, or inf or -inf")
    ord = 2.0 if ord is None else float(ord)
    if ord == 2:
        return _root(_sum(_squares(x), axis=axis, keepdims=keepdims))
    if math.isinf(ord):
        return _extreme(_abs(x), ord > 0, axis, keepdims, function)
    if ord == 0:
        return custom(_sum((x != 0).astype(x.real.dtype), axis=axis, keepdims=keepdims), _no_slope, x)
    if ord == 1:
        return _sum(_abs(x), axis=axis, keepdims=keepdims)
    sizes = _abs(x)
    if not sizes.requires_grad:
        return power(_sum(power(sizes, ord), axis=axis, keepdims=keepdims), 1.0 / ord)
    if ord < 1:  # zeros have an infinite slope there; as in PyTorch they get none
        zero = x == 0
        terms = where(zero, 0.0 if ord > 0 else math.inf, power(where(zero, 1.0, sizes), ord))
    else:
        terms = power(sizes, ord)
    total = _sum(terms, axis=axis, keepdims=keepdims)
    none = total == 0
    return where(none, 0.0 if ord > 0 else math.inf, power(where(none, 1.0, total), 1.0 / ord))


def matrix_norm(x, /, ord="fro", dim=(-2, -1), keepdim=False, *, keepdims=False) -> Tensor:
    """The norm of matrices.

    Parameters
    ----------
    x : array_like
        With at least two axes. Of complex elements the sizes count, their absolute values.
    dim : pair of int, default (-2, -1)
        The axes of rows and of columns.
    keepdim, keepdims : bool
        Keep the reduced axes with size 1.
    ord : {"fro", "nuc", inf, -inf, 1, -1, 2, -2}
        The root of the sum of squared sizes; the sum of singular values; the largest or smallest sum of sizes
        along rows (inf) or columns (1); the largest or smallest singular value (2).

    Returns
    -------
    Tensor

    Notes
    -----
    Differentiable any number of times; several sums or singular values that are the largest share the slope.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.matrix_norm(tl.array([[1.0, -2.0], [3.0, 4.0]]), ord=1)
    tensor(6.)
    """
    x = _floating(x, "matrix_norm")
    if x.ndim < 2:
        raise AxisError(f"matrix_norm: at least two axes are needed, got shape {x.shape}")
    keep = bool(keepdim or keepdims)
    axes = (*dim,) if isinstance(dim, (tuple, list)) else (dim,)
    if len(axes) != 2:
        raise ValueError(f"matrix_norm: dim must be two axes, got {dim!r}")
    if axes == (-2, -1):
        return _matrix_norm(x, keep, ord, "matrix_norm")
    with _under("matrix_norm"):
        turned = moveaxis(x, axes, (-2, -1))
        r = _matrix_norm(turned, keep, ord, "matrix_norm")
        return moveaxis(r, (-2, -1), axes) if keep else r


def _matrix_norm(x: Tensor, keepdims: bool, ord, function: str) -> Tensor:
    axes = x.ndim - 2, x.ndim - 1
    if ord is None or ord in ("fro", "f"):
        return _root(_sum(_squares(x), axis=axes, keepdims=keepdims))
    if ord in (1, -1, math.inf, -math.inf):
        along = axes[0] if abs(ord) == 1 else axes[1]
        return _extreme(_sum(_abs(x), axis=along, keepdims=True), ord > 0, axes, keepdims, function)
    if ord not in ("nuc", 2, -2):
        raise ValueError(
            f"{function}: unknown order {ord!r} for matrices; give 'fro', 'nuc', 1, -1, 2, -2, inf or -inf"
        )
    x = _factored(x, function)
    if x.requires_grad:
        from tensorlab_c.decompositions import svdvals  # which stands on this module

        s = svdvals(x)
    else:
        s = _lapack.svd(x, "N", function)
    last = (s.ndim - 1,)
    r = _sum(s, axis=last) if ord == "nuc" else _extreme(s, ord > 0, last, False, function)
    return expand_dims(r, (-2, -1)) if keepdims else r


def norm(x, ord=None, axis=None, keepdims=False, *, dim=None, keepdim=False) -> Tensor:
    """The norm of a vector or matrix.

    Parameters
    ----------
    x : array_like
        Of complex elements the sizes count, their absolute values.
    ord : number or str, optional
        As in `vector_norm` for one axis, as in `matrix_norm` for two; the root of the sum of squares
        when None.
    axis : int or (int, int), optional
        The axis of vectors, or the two of matrices; all when None.
    keepdims : bool
        Keep the reduced axes with size 1.
    dim, keepdim
        Second names of `axis` and `keepdims`.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For an order that does not go with the number of axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.norm(tl.array([[3.0, 4.0], [6.0, 8.0]]), axis=1)
    tensor([ 5., 10.])
    """
    x = _floating(x, "norm")
    axis, keepdims = _second(axis, dim, "norm"), keepdims or keepdim
    if ord is not None and axis is None and x.ndim not in (1, 2):
        raise ValueError(
            f"norm: order {ord!r} of shape {x.shape}; name the axis of vectors, or the two of matrices"
        )
    if ord is None and axis is None and not keepdims:
        return _root(_sum(_squares(x)))
    axes = _axes(axis, x.ndim, "norm")
    if axis is not None and len(axes) > 2:
        raise ValueError(f"norm: {len(axes)} axes; give one of vectors, or the two of matrices")
    if not axes and axis is not None:
        raise ValueError("norm: axis names no axis")
    if ord is None or len(axes) == 1:
        return _vector_norm(x, axes, keepdims, ord, "norm")
    if len(axes) != 2:
        raise ValueError(f"norm: order {ord!r} of {len(axes)} axes; give one axis or two")
    moved = moveaxis(x, axes, (-2, -1))
    r = _matrix_norm(moved, keepdims, ord, "norm")
    return moveaxis(r, (-2, -1), axes) if keepdims else r
