"""Equations of triangles and tensors, matrices made of others: of ``tl.linalg``."""

from __future__ import annotations

import functools
import math
from collections import namedtuple

from tensorlab_c._factors import adjoint, lu_rule, needs, together, triangular
from tensorlab_c._operands import _factored, _floating, _operand, _pair
from tensorlab_c._spelled import _also
from tensorlab_c._tensor import Tensor, _into, custom
from tensorlab_c.creation import arange, asarray, eye, tril, zeros, zeros_like
from tensorlab_c.decompositions import (
    _check_matrices,
    _error,
    _inverted,
    _matrices,
    _number,
    _singular,
    _solved,
    _triangle,
    inv,
    svdvals,
)
from tensorlab_c.dtypes import promote_types
from tensorlab_c.elementwise import abs as _abs
from tensorlab_c.indexing import take_along_axis
from tensorlab_c.joining import concatenate
from tensorlab_c.limits import finfo
from tensorlab_c.logic import any as _any
from tensorlab_c.logic import isfinite
from tensorlab_c.manipulation import broadcast_shapes, broadcast_to, expand_dims, matrix_transpose, moveaxis
from tensorlab_c.norms import _lapack, _matrix_norm
from tensorlab_c.products import matmul
from tensorlab_c.rearranging import flip
from tensorlab_c.searching import where

__all__ = [
    "block_diag", "cho_factor", "cho_solve", "cond", "lu", "lu_factor", "lu_solve",
    "multi_dot", "null_space", "orth", "solve_triangular", "tensorinv", "tensorsolve", "toeplitz",
]  # fmt: skip

LUResult = namedtuple("LUResult", ["P", "L", "U"])


# ---- triangles ---------------------------------------------------------------------------------------------
def _aligned(a, b, function: str) -> tuple[Tensor, Tensor, bool]:
    """Square matrices and right-hand sides of one dtype and the same leading axes; whether a vector came."""
    a, b = _pair(a, b, function)
    _check_matrices(a, function, square=True)
    vector = b.ndim == 1
    columns = expand_dims(b, -1) if vector else b
    if columns.ndim < 2 or columns.shape[-2] != a.shape[-1]:
        raise ValueError(f"{function}: shapes {a.shape} and {b.shape} do not align")
    try:
        lead = broadcast_shapes(a.shape[:-2], columns.shape[:-2])
    except ValueError:
        raise ValueError(
            f"{function}: leading axes of shapes {a.shape} and {b.shape} do not broadcast"
        ) from None
    dtype = promote_types(a.dtype, b.dtype)
    a = _factored(a.astype(dtype, copy=False), function)
    columns = columns.astype(dtype, copy=False)
    return (
        broadcast_to(a, lead + a.shape[-2:]) if a.shape[:-2] != lead else a,
        broadcast_to(columns, lead + columns.shape[-2:]) if columns.shape[:-2] != lead else columns,
        vector,
    )


def _both(pair, function: str, what: str) -> tuple:
    if not isinstance(pair, (tuple, list)):
        raise TypeError(f"{function}: {what} are needed, got {type(pair).__name__}")
    if len(pair) != 2:
        raise ValueError(f"{function}: {what} are needed, got {len(pair)}")
    return (*pair,)


def _transposition(trans, function: str) -> int:
    places = {0: 0, 1: 1, 2: 2, "N": 0, "T": 1, "C": 2}
    if not isinstance(trans, (int, str)) or trans not in places:
        raise ValueError(f"{function}: trans must be 0, 1, 2, 'N', 'T' or 'C', got {trans!r}")
    return places[trans]


def _turned(a: Tensor, trans: int) -> Tensor:
    return adjoint(a) if trans == 2 else matrix_transpose(a) if trans else a


@_also(unitriangular="unit_diagonal")
def solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False, *, upper=None, left=True) -> Tensor:
    """The solution x of ``a @ x = b``, reading one triangle of `a`.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.
    b : array_like
        A vector, or matrices whose columns are right-hand sides; leading axes broadcast.
    trans : {0, 1, 2, "N", "T", "C"}
        With `a` as it is, transposed, or transposed and conjugated.
    lower : bool
        Which triangle to read.
    unit_diagonal : bool
        Take the diagonal for ones without reading it.
    upper : bool, optional
        Says what `lower` says, as PyTorch does.
    left : bool
        False for the solution of ``x @ a = b``, of matrices.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes do not align.
    LinAlgError
        When an element of the diagonal is 0.

    Notes
    -----
    Differentiable any number of times.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.solve_triangular(tl.array([[2.0, 1.0], [0.0, 4.0]]), tl.array([4.0, 8.0]))
    tensor([1., 2.])
    """
    if not left:
        a, b = _operand(a, "solve_triangular"), _operand(b, "solve_triangular")
        if a.ndim < 2 or b.ndim < 2 or trans not in (0, "N"):
            raise ValueError(f"solve_triangular: left=False is for matrices, got {a.shape} and {b.shape}")
        below = bool(lower) if upper is None else not upper
        return matrix_transpose(
            solve_triangular(matrix_transpose(a), matrix_transpose(b), 0, not below, unit_diagonal)
        )
    a, b, vector = _aligned(a, b, "solve_triangular")
    trans, lower = _transposition(trans, "solve_triangular"), bool(lower) if upper is None else not upper
    x = triangular(_turned(a, trans), b, lower != (trans > 0), bool(unit_diagonal))
    return x[..., 0] if vector else x


def cho_factor(a, lower=False) -> tuple[Tensor, bool]:
    """The triangle of `cholesky`, for `cho_solve`.

    Parameters
    ----------
    a : array_like
        Symmetric or Hermitian, positive definite matrices in the last two axes.
    lower : bool
        Which triangle to read, and to make.

    Returns
    -------
    tuple
        The triangle, with zeros beside it, and `lower`.

    Raises
    ------
    LinAlgError
        When a matrix is not positive definite.

    Examples
    --------
    >>> import tensorlab as tl
    >>> factor = tl.linalg.cho_factor(tl.array([[4.0, 2.0], [2.0, 5.0]]))
    >>> tl.linalg.cho_solve(factor, tl.array([8.0, 12.0]))
    tensor([1., 2.])
    """
    lower = bool(lower)
    return _triangle(_matrices(a, "cho_factor", square=True), not lower, "cho_factor"), lower


def cho_solve(c_and_lower, b) -> Tensor:
    """The solution x of ``a @ x = b``, given the triangle of `a`.

    Parameters
    ----------
    c_and_lower : tuple
        What `cho_factor` answers.
    b : array_like
        A vector, or matrices whose columns are right-hand sides; leading axes broadcast.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes do not align.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.cho_solve((tl.array([[2.0, 0.0], [1.0, 2.0]]), True), tl.array([8.0, 12.0]))
    tensor([1., 2.])
    """
    c, lower = _both(c_and_lower, "cho_solve", "a triangle and `lower`")
    c, b, vector = _aligned(c, b, "cho_solve")
    left = c if lower else adjoint(c)
    x = triangular(left, b, True, function="cho_solve")
    x = triangular(adjoint(left), x, False, function="cho_solve")
    return x[..., 0] if vector else x


# ---- L and U -----------------------------------------------------------------------------------------------
def lu(a, permute_l=False, *, p_indices=False, pivot=True):
    """The factors of ``a = P @ L @ U``: a permutation, a lower triangle with a unit diagonal, an upper one.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    permute_l : bool
        ``P @ L`` in one.
    p_indices : bool
        The permutation as indices: ``a = L[P] @ U``.
    pivot : bool
        True: rows are exchanged, always.

    Returns
    -------
    LUResult or tuple
        ``(P, L, U)``, or ``(P @ L, U)``.

    Notes
    -----
    Differentiable any number of times where the leading square of ``L @ U`` is not singular; else the
    derivative is nan. The work is SciPy's.

    Examples
    --------
    >>> import tensorlab as tl
    >>> P, L, U = tl.linalg.lu(tl.array([[1.0, 2.0], [2.0, 2.0]]))
    >>> L, U
    (tensor([[1. , 0. ],
            [0.5, 1. ]]), tensor([[2., 2.],
            [0., 1.]]))
    """
    _check_pivot(pivot, "lu")
    a = _matrices(a, "lu")
    places, lower, upper = _lu(a)
    k = lower.shape[-2]
    if permute_l:
        return _picked(lower, places), upper
    if p_indices:
        return LUResult(places, lower, upper)
    return LUResult((expand_dims(places, -1) == arange(k)).astype(a.real.dtype), lower, upper)


def _picked(x: Tensor, places: Tensor) -> Tensor:
    """Rows of matrices: x[places] for each of a stack."""
    return take_along_axis(x, expand_dims(places, -1), -2)


def _lu(a: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Places p with a = L[p] @ U, L and U."""
    import numpy

    k = min(a.shape[-2:])
    m, n = a.shape[-2:]
    packed, pivots = _factored_by_lapack(a.detach().numpy())
    order = _order(pivots, m)
    p = numpy.argsort(order, -1)
    lower = asarray(numpy.tril(packed[..., :k], -1) + numpy.eye(m, k, dtype=packed.dtype))
    upper, places = asarray(numpy.triu(packed[..., :k, :])), asarray(p)
    if not needs(a):
        return places, lower, upper
    rows = _picked(a, asarray(order))
    square = rows[..., :k, :k]
    left, right = together((lower[..., :k, :], upper[..., :k]), lu_rule, square)
    if m > k:
        below = triangular(adjoint(right), adjoint(rows[..., k:, :]), True, strict=False)
        left = concatenate([left, adjoint(below)], axis=-2)
    if n > k:
        right = concatenate([right, triangular(left, rows[..., k:], True, unit=True)], axis=-1)
    return places, left, right


def _factored_by_lapack(values):
    """L and U in one, and pivots."""
    import numpy
    from scipy.linalg import get_lapack_funcs

    packed = numpy.empty(values.shape, values.dtype)
    pivots = numpy.zeros(values.shape[:-2] + (min(values.shape[-2:]),), numpy.int32)
    factor = get_lapack_funcs("getrf", (values,))
    for i in numpy.ndindex(values.shape[:-2]) if values.size else ():
        packed[i], pivots[i], _ = factor(values[i])
    return packed, pivots


def _order(pivots, m: int):
    """Which rows the exchanges bring to the places 0, 1, ..."""
    import numpy

    pivots = pivots.astype(numpy.intp)  # indices of 32 bits would be cast piece by piece
    order = numpy.broadcast_to(numpy.arange(m), (*pivots.shape[:-1], m)).copy()
    for k in range(pivots.shape[-1]):
        swap = pivots[..., k : k + 1]
        other = numpy.take_along_axis(order, swap, -1)
        numpy.put_along_axis(order, swap, order[..., k : k + 1].copy(), -1)
        order[..., k : k + 1] = other
    return order


def _check_pivot(pivot, function: str) -> None:
    if not pivot:
        raise ValueError(f"{function}: pivot must be True: without exchanging rows there may be no factors")


def lu_factor(a, *, pivot=True) -> tuple[Tensor, Tensor]:
    """The triangles of `lu` in one matrix, for `lu_solve`.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    pivot : bool
        True: rows are exchanged, always.

    Returns
    -------
    tuple
        L below the diagonal and U above it; and pivots: row i was exchanged for row ``pivots[i]``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> factor = tl.linalg.lu_factor(tl.array([[1.0, 2.0], [2.0, 2.0]]))
    >>> tl.linalg.lu_solve(factor, tl.array([5.0, 6.0]))
    tensor([1., 2.])
    """
    _check_pivot(pivot, "lu_factor")
    a = _matrices(a, "lu_factor")
    packed, pivots = _factored_by_lapack(a.detach().numpy())
    if not needs(a):
        return asarray(packed), asarray(pivots)
    _, lower, upper = _lu(a)
    m, n = a.shape[-2:]
    below = tril(lower, -1)
    if n > m:
        below = concatenate([below, zeros(below.shape[:-1] + (n - m,), dtype=a.dtype)], axis=-1)
    if m > n:
        upper = concatenate([upper, zeros(upper.shape[:-2] + (m - n, n), dtype=a.dtype)], axis=-2)
    return below + upper, asarray(pivots)


def lu_solve(lu_and_piv, b, trans=0, *, left=True, adjoint=False) -> Tensor:
    """The solution x of ``a @ x = b``, given the factors of `a`.

    Also called as ``lu_solve(lu, pivots, b)``.

    Parameters
    ----------
    lu_and_piv : tuple
        What `lu_factor` answers.
    b : array_like
        A vector, or matrices whose columns are right-hand sides; leading axes broadcast.
    trans : {0, 1, 2}
        With `a` as it is, transposed, or transposed and conjugated.
    left : bool
        False for the solution of ``x @ a = b``, of matrices.
    adjoint : bool
        The same as ``trans=2``.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes do not align.
    LinAlgError
        When a matrix is singular.

    Examples
    --------
    >>> import tensorlab as tl
    >>> factor = tl.linalg.lu_factor(tl.array([[1.0, 2.0], [2.0, 2.0]]))
    >>> tl.linalg.lu_solve(factor, tl.array([4.0, 6.0]), trans=1)
    tensor([2., 1.])
    """
    import numpy

    if isinstance(trans, Tensor):  # lu, pivots, b
        lu_and_piv, b, trans = (lu_and_piv, b), trans, 0
    factors, pivots = _both(lu_and_piv, "lu_solve", "factors and pivots")
    trans = 2 if adjoint else _transposition(trans, "lu_solve")
    if not left:  # the adjoint of (x a)* = a* x*
        turned = _turned(_operand(b, "lu_solve"), 2)
        return _turned(lu_solve((factors, pivots), turned, {0: 2, 2: 0}[trans]), 2)
    shape = _operand(factors, "lu_solve").shape
    factors, b, vector = _aligned(factors, b, "lu_solve")
    pivots = _operand(pivots, "lu_solve").numpy()
    if pivots.shape != shape[:-1] or pivots.dtype.kind not in "iu":
        raise ValueError(f"lu_solve: pivots of shape {pivots.shape} for factors of shape {shape}")
    n, lead = shape[-1], factors.shape[:-2]
    if n and (pivots.min(initial=0) < 0 or pivots.max(initial=0) >= n):
        raise ValueError(f"lu_solve: pivots must be from 0 to {n - 1}")
    order = _order(pivots, n)
    order = numpy.broadcast_to(order, lead + (n,))
    if trans == 0:
        x = triangular(factors, _picked(b, asarray(order.copy())), True, True, function="lu_solve")
        x = triangular(factors, x, False, function="lu_solve")
    else:
        x = triangular(_turned(factors, trans), b, True, function="lu_solve")
        x = triangular(_turned(factors, trans), x, False, True, function="lu_solve")
        x = _picked(x, asarray(numpy.argsort(order, -1)))
    return x[..., 0] if vector else x


# ---- tensors as matrices -----------------------------------------------------------------------------------
@_also(dims="axes")
def tensorsolve(a, b, axes=None) -> Tensor:
    """The tensor x of ``tensordot(a, x, x.ndim) = b``.

    Parameters
    ----------
    a : array_like
        Of shape ``b.shape + x.shape``, where as many elements are in both.
    b : array_like
    axes : sequence of int, optional
        Axes of `a` to move to the end first.

    Returns
    -------
    Tensor

    Raises
    ------
    LinAlgError
        When `a` is not square in this sense, or singular.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.tensorsolve(2 * tl.eye(4).reshape(2, 2, 4), tl.ones((2, 2)))
    tensor([0.5, 0.5, 0.5, 0.5])
    """
    a, b = _pair(a, b, "tensorsolve")
    if axes is not None:
        axes = [*axes] if hasattr(axes, "__iter__") else [axes]
        a = moveaxis(a, axes, [*range(a.ndim - len(axes), a.ndim)])
    rest = a.shape[b.ndim :]
    size = math.prod(rest)
    if a.size != size**2 or b.size != size:
        raise _error(
            f"tensorsolve: a of shape {a.shape} is not square beside b of shape {b.shape}: "
            f"prod(a.shape[:b.ndim]) must equal prod(a.shape[b.ndim:])"
        )
    return _solved(a.reshape((size, size)), b.reshape((size,)), "tensorsolve").reshape(rest)


def tensorinv(a, ind=2) -> Tensor:
    """The inverse for `tensordot` over `ind` axes.

    Parameters
    ----------
    a : array_like
        With as many elements along its first `ind` axes as along the others.
    ind : int
        At least 1.

    Returns
    -------
    Tensor
        Of shape ``a.shape[ind:] + a.shape[:ind]``.

    Raises
    ------
    ValueError
        When `ind` is not positive.
    LinAlgError
        When `a` is not square in this sense, or singular.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.tensorinv(2 * tl.eye(4).reshape(4, 2, 2), ind=1).shape
    (2, 2, 4)
    """
    a = _floating(a, "tensorinv")
    if isinstance(ind, bool) or not hasattr(ind, "__index__"):
        raise TypeError(f"tensorinv: ind must be an integer, got {type(ind).__name__}")
    ind = ind.__index__()
    if ind <= 0:
        raise ValueError(f"tensorinv: ind must be positive, got {ind}")
    shape = a.shape[ind:] + a.shape[:ind]
    size = math.prod(a.shape[ind:])
    if math.prod(a.shape[:ind]) != size:
        raise _error(f"tensorinv: a of shape {a.shape} is not square after {ind} axes")
    return _inverted(a.reshape((size, size)), "tensorinv").reshape(shape)


def multi_dot(arrays, *, out=None) -> Tensor:
    """The product of several matrices, multiplied in the order that takes the fewest operations.

    Parameters
    ----------
    arrays : sequence of array_like
        Two or more matrices; the first and the last may be vectors.
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When there are fewer than two, or their shapes do not align.
    LinAlgError
        When one is no matrix.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.multi_dot([tl.ones((2, 3)), tl.ones((3, 4)), tl.ones(4)])
    tensor([12., 12.])
    """
    if not hasattr(arrays, "__iter__"):
        raise TypeError(f"multi_dot: a sequence of matrices is needed, got {type(arrays).__name__}")
    found = [_operand(x, "multi_dot") for x in (*arrays,)]
    shapes = [x.shape for x in found]
    if len(found) < 2:
        raise ValueError("multi_dot: at least two matrices are needed")
    first, last = found[0].ndim == 1, found[-1].ndim == 1
    if first:
        found[0] = expand_dims(found[0], 0)
    if last:
        found[-1] = expand_dims(found[-1], -1)
    if any(x.ndim != 2 for x in found):
        raise _error(f"multi_dot: matrices are needed, got shapes {shapes}")
    if any(found[i].shape[1] != found[i + 1].shape[0] for i in range(len(found) - 1)):
        raise ValueError(f"multi_dot: shapes {shapes} do not align")
    y = _product(found, _splits((*(x.shape[0] for x in found), found[-1].shape[1])), 0, len(found) - 1)
    if first:
        y = y[0]
    if last:
        y = y[..., 0]
    return _into(out, y, "multi_dot")


@functools.lru_cache(64)
def _splits(sizes: tuple[int, ...]) -> dict[tuple[int, int], int]:
    """Where to split matrices i to j, for the fewest operations (Godbole 1973)."""
    count = len(sizes) - 1
    cost = {(i, i): 0 for i in range(count)}
    best = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            cost[i, j], best[i, j] = min(
                (cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j)
            )
    return best


def _product(found: list[Tensor], best: dict, i: int, j: int) -> Tensor:
    if i == j:
        return found[i]
    k = best[i, j]
    return matmul(_product(found, best, i, k), _product(found, best, k + 1, j))


# ---- numbers and spaces of a matrix ------------------------------------------------------------------------
def cond(x, p=None) -> Tensor:
    """The condition number: how much larger relative errors of a solution may be than those of `x`.

    Parameters
    ----------
    x : array_like
        Matrices in the last two axes; square ones, but for an order of 2 and -2.
    p : {None, 2, -2, 1, -1, inf, -inf, "fro", "nuc"}, optional
        The order of the norm, as in `matrix_norm`; 2 when None, by singular values.

    Returns
    -------
    Tensor
        The norm of `x` times that of its inverse; inf where there is none. The derivative is nan there, but
        for the order of -2.

    Raises
    ------
    LinAlgError
        When a matrix is empty, or not square.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.cond(tl.array([[1.0, 0.0], [0.0, 4.0]]))
    tensor(4.)
    """
    x = _factored(_floating(x, "cond"), "cond")
    if x.size == 0 and 0 in x.shape[-2:]:
        raise _error(f"cond: a matrix is empty, of shape {x.shape}")
    by_values = p is None or p in (2, -2)
    _check_matrices(x, "cond", square=not by_values)
    unknown = _any(x.detach() != x.detach(), axis=(-2, -1))
    if by_values:
        s = svdvals(x)
        r = s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
        hidden = ~isfinite(r.detach())
    else:
        # no determinant: that of small numbers is 0, too
        hidden = unknown | ~(_abs(_lapack.det(x.detach(), True, "cond")[0]) > 0)
        y = where(expand_dims(hidden, (-2, -1)), eye(x.shape[-1], dtype=x.dtype), x) if _any(hidden) else x
        r = _matrix_norm(y, False, p, "cond") * _matrix_norm(inv(y), False, p, "cond")
        hidden = hidden | (r.detach() != r.detach())
    if not _any(hidden):
        return r
    found = where(hidden, where(unknown, math.nan, math.inf), r.detach()).astype(r.dtype, copy=False)
    return custom(found, functools.partial(_hidden_rule, hidden), r, x)


def _hidden_rule(hidden: Tensor, g: Tensor, y: Tensor, r: Tensor, x: Tensor):
    """Of matrices that are singular, or not known, the derivative is nan."""
    return where(hidden, 0.0, g), where(expand_dims(hidden, (-2, -1)), math.nan, zeros_like(x.detach()))


def _vectors_of(A, rcond, function: str) -> tuple[Tensor, Tensor, int]:
    a = _matrices(A, function)
    if a.ndim != 2:
        raise _error(f"{function}: one matrix is needed, got shape {a.shape}")
    u, s, vh = _singular(a, True, function)
    tolerance = _number(rcond, "rcond", function, float(finfo(s.dtype).eps) * max(a.shape))
    largest = float(s[0]) if s.size else 0.0
    return u, vh, int((s > tolerance * largest).sum())


def orth(A, rcond=None) -> Tensor:
    """Orthonormal vectors that span what a matrix maps to, as columns.

    Parameters
    ----------
    A : array_like
        A matrix.
    rcond : float, optional
        Singular values up to `rcond` times the largest count as zero; the precision times max(M, N) when
        None.

    Returns
    -------
    Tensor
        With as many columns as the rank.

    Examples
    --------
    >>> import tensorlab as tl
    >>> abs(tl.linalg.orth(tl.array([[2.0, 0.0], [0.0, 0.0]])))
    tensor([[1.],
            [0.]])
    """
    u, _, rank = _vectors_of(A, rcond, "orth")
    return u[:, :rank]


def null_space(A, rcond=None) -> Tensor:
    """Orthonormal vectors that span what a matrix maps to zero, as columns.

    Parameters
    ----------
    A : array_like
        A matrix.
    rcond : float, optional
        Singular values up to `rcond` times the largest count as zero; the precision times max(M, N) when
        None.

    Returns
    -------
    Tensor
        With as many columns as `A` has more than its rank.

    Examples
    --------
    >>> import tensorlab as tl
    >>> abs(tl.linalg.null_space(tl.array([[2.0, 0.0], [0.0, 0.0]])))
    tensor([[0.],
            [1.]])
    """
    _, vh, rank = _vectors_of(A, rcond, "null_space")
    return adjoint(vh[rank:])


# ---- matrices made of others ------------------------------------------------------------------------------
def toeplitz(c, r=None) -> Tensor:
    """The matrix whose diagonals are constant.

    Parameters
    ----------
    c : array_like
        The first column.
    r : array_like, optional
        The first row, whose first element is not read; the conjugate of `c` when None.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `c` or `r` has more than one axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.toeplitz([1, 2, 3], [1, 4, 5])
    tensor([[1, 4, 5],
            [2, 1, 4],
            [3, 2, 1]])
    """
    c = _operand(c, "toeplitz")
    r = c.conj() if r is None else _operand(r, "toeplitz")
    if c.ndim > 1 or r.ndim > 1:
        raise ValueError(f"toeplitz: a column and a row are needed, got shapes {c.shape} and {r.shape}")
    c, r = c.reshape((c.size,)), r.reshape((r.size,))
    values = concatenate([flip(c), r[1:]])
    return values[arange(c.size - 1, -1, -1).reshape((-1, 1)) + arange(r.size)]


def block_diag(*arrs) -> Tensor:
    """The matrix with the given ones along its diagonal, and zeros beside them.

    Parameters
    ----------
    *arrs : array_like
        Matrices, in the last two axes; leading axes broadcast. A vector is a row, a number a matrix of one
        element.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When leading axes do not broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.block_diag([[1, 2]], 3)
    tensor([[1, 2, 0],
            [0, 0, 3]])
    """
    blocks = [_operand(x, "block_diag") for x in arrs] or [zeros((1, 0))]
    blocks = [x.reshape((1,) * (2 - x.ndim) + x.shape) if x.ndim < 2 else x for x in blocks]
    dtype = blocks[0].dtype
    for x in blocks[1:]:
        dtype = promote_types(dtype, x.dtype)
    try:
        lead = broadcast_shapes(*(x.shape[:-2] for x in blocks))
    except ValueError:
        raise ValueError(
            f"block_diag: leading axes of {[x.shape for x in blocks]} do not broadcast"
        ) from None
    rows, before, width = [], 0, sum(x.shape[-1] for x in blocks)
    for x in blocks:
        m, n = x.shape[-2:]
        x = broadcast_to(x, lead + (m, n)).astype(dtype, copy=False)
        left = zeros(lead + (m, before), dtype=dtype)
        before += n
        rows.append(concatenate([left, x, zeros(lead + (m, width - before), dtype=dtype)], axis=-1))
    return concatenate(rows, axis=-2)
