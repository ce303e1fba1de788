"""Linear algebra: the namespace ``tl.linalg``. Factorisations run in LAPACK through SciPy, loaded on use."""

from __future__ import annotations

import math
from collections import namedtuple

from tensorlab_c._tensor import Tensor, custom, is_grad_enabled
from tensorlab_c.creation import asarray, zeros_like
from tensorlab_c.dtypes import promote_types
from tensorlab_c.elementwise import abs as _abs
from tensorlab_c.elementwise import power
from tensorlab_c.exponential import _root
from tensorlab_c.manipulation import expand_dims, matrix_transpose, moveaxis
from tensorlab_c.products import cross, matmul, outer, tensordot, trace, vecdot
from tensorlab_c.ranges import diagonal, eye
from tensorlab_c.reduction import max as _max
from tensorlab_c.reduction import min as _min
from tensorlab_c.reduction import sum as _sum
from tensorlab_c.searching import where

__all__ = [
    "LinAlgError",  # noqa: F822 (of NumPy, loaded on use: __getattr__)
    "cholesky", "cross", "det", "diagonal", "eigh", "eigvalsh", "inv", "lstsq", "matmul", "matrix_norm",
    "matrix_power", "matrix_rank", "matrix_transpose", "norm", "outer", "pinv", "qr", "slogdet", "solve",
    "svd", "svdvals", "tensordot", "trace", "vecdot", "vector_norm",
]  # fmt: skip


def __getattr__(name: str):
    if name == "LinAlgError":
        from numpy.linalg import LinAlgError

        return LinAlgError
    raise AttributeError(f"module 'tensorlab.linalg' has no attribute {name!r}")


EighResult = namedtuple("EighResult", ["eigenvalues", "eigenvectors"])
QRResult = namedtuple("QRResult", ["Q", "R"])
SVDResult = namedtuple("SVDResult", ["U", "S", "Vh"])
SlogdetResult = namedtuple("SlogdetResult", ["sign", "logabsdet"])


# ---- from tensors to LAPACK and back -----------------------------------------------------------------------
def _floating(x, function: str) -> Tensor:
    t = asarray(x)
    return t if t.dtype.kind == "f" else t.astype("float64")


def _matrices(x, function: str, square: bool = False) -> Tensor:
    t = _floating(x, function)
    if t.ndim < 2:
        raise ValueError(f"{function}: at least two axes are needed, got shape {t.shape}")
    if square and t.shape[-1] != t.shape[-2]:
        raise ValueError(f"{function}: the last two axes must be of equal size, got shape {t.shape}")
    return t


def _constant(x, function: str, square: bool = False):
    """A NumPy array for a function that has no derivative here."""
    t = _matrices(x, function, square)
    if t.requires_grad and is_grad_enabled():
        raise RuntimeError(f"{function}: has no derivative here; call it on x.detach() or under tl.no_grad()")
    return t.numpy()


def _each(name: str, function, a, *others):
    """`function` on every matrix of a stack, its results stacked again; its errors under the public name."""
    import numpy

    lead = a.shape[:-2]
    try:
        if a.ndim == 2:
            return function(a, *others)
        if math.prod(lead) == 0:  # one matrix shows the shapes of the results
            shown = (numpy.ones_like(o, shape=o.shape[-2:]) for o in others)
            results = [function(numpy.eye(*a.shape[-2:], dtype=a.dtype), *shown)]
        else:
            results = [function(a[i], *(o[i] for o in others)) for i in numpy.ndindex(*lead)]
    except numpy.linalg.LinAlgError as error:
        raise numpy.linalg.LinAlgError(f"{name}: {error}") from None
    if not isinstance(results[0], tuple):
        return _stacked(results, lead)
    return tuple(_stacked(part, lead) for part in zip(*results))


def _stacked(results, lead):
    import numpy

    return numpy.stack(results)[: math.prod(lead)].reshape(lead + numpy.shape(results[0]))


def _tensor(a, dtype) -> Tensor:
    import numpy

    return asarray(numpy.ascontiguousarray(a, dtype=dtype.name))


# ---- solving -----------------------------------------------------------------------------------------------
def _solve_rule(g: Tensor, x: Tensor, a: Tensor, b: Tensor):
    """From a x = b: a' x + a x' = b', so b receives solve(a.mT, g) and a minus that times x.mT."""
    gb = solve(matrix_transpose(a), g)
    return (-matmul(gb, matrix_transpose(x)) if a.requires_grad else None), gb


def _inv_rule(g: Tensor, x: Tensor, a: Tensor):
    """From x a = 1: x' = -x a' x."""
    xt = matrix_transpose(x)
    return (-matmul(matmul(xt, g), xt),)


def solve(a, b) -> Tensor:
    """The solution x of ``a @ x = b``.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.
    b : array_like
        A vector, or matrices whose columns are right-hand sides; leading axes broadcast.

    Returns
    -------
    Tensor
        Of the shape of `b`, broadcast.

    Raises
    ------
    ValueError
        When the shapes do not align.
    LinAlgError
        When `a` is singular.

    Notes
    -----
    Differentiable any number of times: the derivative is itself written with `solve`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.solve(tl.array([[2.0, 0.0], [0.0, 4.0]]), tl.array([1.0, 2.0]))
    tensor([0.5, 0.5])
    """
    import numpy
    import scipy.linalg

    a, b = _matrices(a, "solve", square=True), _floating(b, "solve")
    vector = b.ndim == 1
    columns = expand_dims(b, -1) if vector else b
    if columns.ndim < 2 or columns.shape[-2] != a.shape[-1]:
        raise ValueError(f"solve: shapes {a.shape} and {b.shape} do not align")
    dtype = promote_types(a.dtype, b.dtype)
    left, right = a.numpy(), columns.numpy()
    try:
        lead = numpy.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    except ValueError:
        raise ValueError(f"solve: leading axes of shapes {a.shape} and {b.shape} do not broadcast") from None
    left = numpy.broadcast_to(left, lead + left.shape[-2:])
    right = numpy.broadcast_to(right, lead + right.shape[-2:])
    x = _each("solve", lambda m, r: scipy.linalg.solve(m, r, check_finite=False), left, right)
    x = custom(_tensor(x, dtype), _solve_rule, a.astype(dtype, copy=False), columns.astype(dtype, copy=False))
    return x[..., 0] if vector else x


def inv(a) -> Tensor:
    """The inverse of square matrices.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.

    Returns
    -------
    Tensor

    Raises
    ------
    LinAlgError
        When a matrix is singular.

    Notes
    -----
    Differentiable any number of times. To solve equations use `solve`, which is faster and more accurate.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.inv(tl.array([[2.0, 0.0], [0.0, 4.0]]))
    tensor([[0.5 , 0.  ],
            [0.  , 0.25]])
    """
    import scipy.linalg

    a = _matrices(a, "inv", square=True)
    x = _each("inv", lambda m: scipy.linalg.inv(m, check_finite=False), a.numpy())
    return custom(_tensor(x, a.dtype), _inv_rule, a)


def lstsq(a, b, rcond=None):
    """The least-squares solution x of ``a @ x = b``, the shortest if there are several.

    Parameters
    ----------
    a : array_like
        A matrix.
    b : array_like
        A vector, or a matrix whose columns are right-hand sides.
    rcond : float, optional
        Singular values below `rcond` times the largest count as zero; the precision times max(a.shape)
        when None.

    Returns
    -------
    tuple
        The solution, the sums of squared residuals (empty when there are several solutions or as many
        unknowns as equations), the rank of `a`, and its singular values.

    Raises
    ------
    ValueError
        When the shapes do not align.

    Notes
    -----
    The closed form of lecture row L1, computed from a singular value decomposition.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x, *_ = tl.linalg.lstsq(tl.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]), tl.array([1.0, 3.0, 5.0]))
    >>> tl.round(x, 6)
    tensor([1., 2.])
    """
    import numpy
    import scipy.linalg

    a, b = _constant(a, "lstsq"), _constant_any(b, "lstsq")
    if a.ndim != 2 or b.ndim not in (1, 2) or b.shape[0] != a.shape[0]:
        raise ValueError(f"lstsq: shapes {a.shape} and {b.shape} do not align")
    if rcond is None:
        rcond = numpy.finfo(a.dtype).eps * max(a.shape)
    x, _, rank, s = scipy.linalg.lstsq(a, b, cond=rcond, check_finite=False)
    full = rank == a.shape[1] < a.shape[0]
    residuals = numpy.atleast_1d(((b - a @ x) ** 2).sum(0)) if full else numpy.empty(0, a.dtype)
    return asarray(x), asarray(residuals), int(rank), asarray(s)


def _constant_any(x, function: str):
    t = _floating(x, function)
    if t.requires_grad and is_grad_enabled():
        raise RuntimeError(f"{function}: has no derivative here; call it on x.detach() or under tl.no_grad()")
    return t.numpy()


def pinv(a, rcond=None) -> Tensor:
    """The Moore-Penrose inverse.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    rcond : float, optional
        Singular values below `rcond` times the largest count as zero; the precision times max(M, N)
        when None.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.pinv(tl.array([[2.0, 0.0], [0.0, 0.0]]))
    tensor([[0.5, 0. ],
            [0. , 0. ]])
    """
    import numpy

    m = _constant(a, "pinv")
    rcond = max(m.shape[-2:]) * numpy.finfo(m.dtype).eps if rcond is None else rcond
    return _tensor(numpy.linalg.pinv(m, rcond=rcond) + 0.0, asarray(m).dtype)


# ---- factorisations ----------------------------------------------------------------------------------------
def det(a) -> Tensor:
    """The determinant of square matrices.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.

    Returns
    -------
    Tensor
        Without the last two axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.det(tl.array([[2.0, 0.0], [0.0, 4.0]]))
    tensor(8.)
    """
    import scipy.linalg

    m = _constant(a, "det", square=True)
    values = _each("det", lambda x: scipy.linalg.det(x, check_finite=False), m)
    return asarray(values).astype(m.dtype, copy=False)


def slogdet(a) -> SlogdetResult:
    """The sign of the determinant and the logarithm of its size, which does not overflow.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.

    Returns
    -------
    SlogdetResult
        ``(sign, logabsdet)``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.slogdet(tl.array([[0.0, 1.0], [1.0, 0.0]])).sign
    tensor(-1.)
    """
    import numpy

    m = _constant(a, "slogdet", square=True)
    sign, logabs = numpy.linalg.slogdet(m)
    return SlogdetResult(asarray(numpy.asarray(sign)), asarray(numpy.asarray(logabs)))


def qr(a, mode="reduced"):
    """The factors of ``a = Q @ R``: orthonormal columns, and an upper triangle.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    mode : {"reduced", "complete", "r"}
        As many columns as the smaller size of `a`, or as it has rows, or only R.

    Returns
    -------
    QRResult or Tensor
        ``(Q, R)``, or R.

    Raises
    ------
    ValueError
        For another `mode`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> Q, R = tl.linalg.qr(tl.array([[1.0, 2.0], [3.0, 4.0]]))
    >>> tl.round(Q @ R, 6)
    tensor([[1., 2.],
            [3., 4.]])
    """
    import scipy.linalg

    if mode not in ("reduced", "complete", "r"):
        raise ValueError(f"qr: mode must be 'reduced', 'complete' or 'r', got {mode!r}")
    m = _constant(a, "qr")
    kind = "full" if mode == "complete" else "economic"
    q, r = _each("qr", lambda x: scipy.linalg.qr(x, mode=kind, check_finite=False), m)
    q, r = asarray(q.copy()), asarray(r.copy())
    return r if mode == "r" else QRResult(q, r)


def svd(a, full_matrices=True, compute_uv=True):
    """The singular value decomposition ``a = U @ diag(S) @ Vh``.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    full_matrices : bool
        Square U and Vh; else as many columns and rows as there are singular values.
    compute_uv : bool
        False for the singular values alone.

    Returns
    -------
    SVDResult or Tensor
        ``(U, S, Vh)``, or S; S falls.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.svd(tl.array([[3.0, 0.0], [0.0, 4.0]])).S
    tensor([4., 3.])
    """
    import scipy.linalg

    m = _constant(a, "svd")
    result = _each("svd", lambda x: scipy.linalg.svd(x, full_matrices, compute_uv, check_finite=False), m)
    return SVDResult(*(asarray(r.copy()) for r in result)) if compute_uv else asarray(result)


def svdvals(x, /) -> Tensor:
    """The singular values, falling.

    Parameters
    ----------
    x : array_like
        Matrices in the last two axes.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.svdvals(tl.array([[3.0, 0.0], [0.0, 4.0]]))
    tensor([4., 3.])
    """
    return svd(x, compute_uv=False)


def eigh(a, UPLO="L") -> EighResult:
    """Eigenvalues and eigenvectors of symmetric matrices.

    Parameters
    ----------
    a : array_like
        Symmetric matrices in the last two axes.
    UPLO : {"L", "U"}
        Which triangle to read.

    Returns
    -------
    EighResult
        ``(eigenvalues, eigenvectors)``: rising, and as columns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.eigh(tl.array([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
    tensor([1., 2.])
    """
    import scipy.linalg

    m = _constant(a, "eigh", square=True)
    lower = _is_lower(UPLO, "eigh")
    w, v = _each("eigh", lambda x: scipy.linalg.eigh(x, lower=lower, check_finite=False), m)
    return EighResult(asarray(w), asarray(v.copy()))


def eigvalsh(a, UPLO="L") -> Tensor:
    """Eigenvalues of symmetric matrices, rising.

    Parameters
    ----------
    a : array_like
        Symmetric matrices in the last two axes.
    UPLO : {"L", "U"}
        Which triangle to read.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.eigvalsh(tl.array([[2.0, 0.0], [0.0, 1.0]]))
    tensor([1., 2.])
    """
    import scipy.linalg

    m = _constant(a, "eigvalsh", square=True)
    lower = _is_lower(UPLO, "eigvalsh")
    return asarray(_each("eigvalsh", lambda x: scipy.linalg.eigvalsh(x, lower=lower, check_finite=False), m))


def _is_lower(uplo: str, function: str) -> bool:
    if uplo not in ("L", "U", "l", "u"):
        raise ValueError(f"{function}: UPLO must be 'L' or 'U', got {uplo!r}")
    return uplo in "Ll"


def cholesky(a, *, upper=False) -> Tensor:
    """The triangle L of ``a = L @ L.mT`` for symmetric positive definite matrices.

    Parameters
    ----------
    a : array_like
        Symmetric matrices in the last two axes.
    upper : bool
        The transpose of L instead.

    Returns
    -------
    Tensor

    Raises
    ------
    LinAlgError
        When a matrix is not positive definite.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.cholesky(tl.array([[4.0, 2.0], [2.0, 5.0]]))
    tensor([[2., 0.],
            [1., 2.]])
    """
    import scipy.linalg

    m = _constant(a, "cholesky", square=True)
    factor = _each("cholesky", lambda x: scipy.linalg.cholesky(x, lower=not upper, check_finite=False), m)
    return asarray(factor.copy())


def matrix_rank(a, tol=None, *, rtol=None) -> Tensor:
    """The number of singular values that are not zero.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    tol : float, optional
        Singular values up to it count as zero; when None `rtol` times the largest.
    rtol : float, optional
        The precision times max(M, N) when None.

    Returns
    -------
    Tensor
        Of int64.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.matrix_rank(tl.array([[1.0, 2.0], [2.0, 4.0]]))
    tensor(1)
    """
    import numpy

    m = _constant(a, "matrix_rank")
    return asarray(numpy.asarray(numpy.linalg.matrix_rank(m, tol, rtol=rtol), dtype="int64"))


def matrix_power(a, n) -> Tensor:
    """A square matrix multiplied by itself.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.
    n : int
        How often; negative powers are those of the inverse.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.matrix_power(tl.array([[1, 1], [0, 1]]), 5)
    tensor([[1, 5],
            [0, 1]])
    """
    a = asarray(a)
    if not hasattr(n, "__index__"):
        raise TypeError(f"matrix_power: the power must be an integer, got {type(n).__name__}")
    n = n.__index__()
    if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
        raise ValueError(f"matrix_power: square matrices are needed, got shape {a.shape}")
    if n < 0:
        a, n = inv(a), -n
    result = None
    while n:  # by squaring
        if n & 1:
            result = a if result is None else matmul(result, a)
        n >>= 1
        if n:
            a = matmul(a, a)
    if result is None:
        return zeros_like(a) + eye(a.shape[-1], dtype=a.dtype)
    return result


# ---- norms -------------------------------------------------------------------------------------------------
def vector_norm(x, /, *, axis=None, keepdims=False, ord=2) -> Tensor:
    """The length of vectors.

    Parameters
    ----------
    x : array_like
    axis : int or tuple of int, optional
        The axes that make up a vector; all when None.
    keepdims : bool
        Keep the reduced axes with size 1.
    ord : number
        ``sum(abs(x)**ord)**(1/ord)``; inf and -inf for the largest and smallest size, 0 to count non-zeros.

    Returns
    -------
    Tensor

    Notes
    -----
    At the zero vector the derivative is 0 for orders from 1 on, as in PyTorch.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.vector_norm(tl.array([3.0, 4.0]))
    tensor(5.)
    """
    x = _floating(x, "vector_norm")
    if ord == 2:
        return _root(_sum(x * x, axis=axis, keepdims=keepdims))
    if ord == math.inf:
        return _max(_abs(x), axis=axis, keepdims=keepdims)
    if ord == -math.inf:
        return _min(_abs(x), axis=axis, keepdims=keepdims)
    if ord == 0:
        return _sum((x != 0).astype(x.dtype), axis=axis, keepdims=keepdims)
    if ord == 1:
        return _sum(_abs(x), axis=axis, keepdims=keepdims)
    if not isinstance(ord, (int, float)):
        raise ValueError(f"vector_norm: unknown order {ord!r}")
    total = _sum(power(_abs(x), float(ord)), axis=axis, keepdims=keepdims)
    if not total.requires_grad:
        return power(total, 1.0 / ord)
    none = total == 0
    return where(none, 0.0, power(where(none, 1.0, total), 1.0 / ord))


def matrix_norm(x, /, *, keepdims=False, ord="fro") -> Tensor:
    """The norm of matrices in the last two axes.

    Parameters
    ----------
    x : array_like
        With at least two axes.
    keepdims : bool
        Keep the reduced axes with size 1.
    ord : {"fro", "nuc", inf, -inf, 1, -1, 2, -2}
        The root of the sum of squares; the sum of singular values; the largest or smallest sum of sizes along
        rows (inf) or columns (1); the largest or smallest singular value (2).

    Returns
    -------
    Tensor

    Notes
    -----
    The orders that need singular values are not differentiable.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.matrix_norm(tl.array([[1.0, -2.0], [3.0, 4.0]]), ord=1)
    tensor(6.)
    """
    x = _matrices(x, "matrix_norm")
    if ord == "fro":
        return _root(_sum(x * x, axis=(-2, -1), keepdims=keepdims))
    if ord in (1, -1, math.inf, -math.inf):
        along, extreme = (-2 if abs(ord) == 1 else -1), (_max if ord > 0 else _min)
        return extreme(_sum(_abs(x), axis=along, keepdims=True), axis=(-2, -1), keepdims=keepdims)
    if ord in ("nuc", 2, -2):
        s = svdvals(x)
        r = _sum(s, axis=-1) if ord == "nuc" else (_max if ord > 0 else _min)(s, axis=-1)
        return expand_dims(r, (-2, -1)) if keepdims else r
    raise ValueError(f"matrix_norm: unknown order {ord!r}")


def norm(x, ord=None, axis=None, keepdims=False) -> Tensor:
    """The norm of a vector or matrix.

    Parameters
    ----------
    x : array_like
    ord : number or str, optional
        As in `vector_norm` for one axis, as in `matrix_norm` for two; the root of the sum of squares
        when None.
    axis : int or (int, int), optional
        The axis of vectors, or the two of matrices; all when None.
    keepdims : bool
        Keep the reduced axes with size 1.

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
    if ord is None:
        return vector_norm(x, axis=axis, keepdims=keepdims)
    axes = tuple(range(x.ndim)) if axis is None else axis if isinstance(axis, (tuple, list)) else (axis,)
    if len(axes) == 1:
        return vector_norm(x, axis=axes[0], keepdims=keepdims, ord=ord)
    if len(axes) != 2:
        raise ValueError(f"norm: order {ord!r} of {len(axes)} axes; give one axis or two")
    moved = moveaxis(x, tuple(axes), (-2, -1))
    r = matrix_norm(moved, ord=ord, keepdims=keepdims)
    return moveaxis(r, (-2, -1), tuple(axes)) if keepdims else r
