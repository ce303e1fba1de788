"""Linear algebra: the namespace ``tl.linalg``. What needs LAPACK is in `lapack`, on whole stacks.

Singular values, eigenvalues and norms of complex matrices are real, in the precision of the matrices.
"""

from __future__ import annotations

from collections import namedtuple

from tensorlab_c._operands import _beside, _factored, _floating, _no_slope, _operand, _pair, _without_history
from tensorlab_c._tensor import Tensor, custom
from tensorlab_c.creation import eye, zeros, zeros_like
from tensorlab_c.dtypes import finfo, promote_types
from tensorlab_c.indexing import diagonal as _diagonal
from tensorlab_c.logic import any as _any
from tensorlab_c.manipulation import broadcast_shapes, broadcast_to, expand_dims, matrix_transpose
from tensorlab_c.norms import _lapack, matrix_norm, norm, vector_norm
from tensorlab_c.products import cross, matmul, tensordot, vecdot
from tensorlab_c.products import outer as _outer
from tensorlab_c.products import trace as _trace
from tensorlab_c.reduction import max as _max
from tensorlab_c.reduction import sum as _sum
from tensorlab_c.searching import count_nonzero, where
from tensorlab_c.statistics import _squares

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


def __dir__() -> list[str]:
    return sorted(__all__)


def _error(text: str) -> Exception:
    from numpy.linalg import LinAlgError

    return LinAlgError(text)


EighResult = namedtuple("EighResult", ["eigenvalues", "eigenvectors"])
QRResult = namedtuple("QRResult", ["Q", "R"])
SVDResult = namedtuple("SVDResult", ["U", "S", "Vh"])
SlogdetResult = namedtuple("SlogdetResult", ["sign", "logabsdet"])


# ---- operands ----------------------------------------------------------------------------------------------
def _matrices(x, function: str, square: bool = False) -> Tensor:
    t = _factored(_floating(x, function), function)
    _check_matrices(t, function, square)
    return t


def _check_matrices(t: Tensor, function: str, square: bool) -> None:
    if t.ndim < 2:
        raise _error(f"{function}: at least two axes are needed, got shape {t.shape}")
    if square and t.shape[-1] != t.shape[-2]:
        raise _error(f"{function}: the last two axes must be of equal size, got shape {t.shape}")


def _constant(x, function: str, square: bool = False) -> Tensor:
    """Matrices for a function that has no derivative here."""
    return _without_history(_matrices(x, function, square), function)


def _adjoint(x: Tensor) -> Tensor:
    """Matrices transposed and conjugated."""
    return matrix_transpose(x).conj()


def _largest(s: Tensor) -> Tensor:
    """The largest of falling values along the last axis, 0 where there are none."""
    return _max(s, axis=-1, keepdims=True, initial=0.0)


def _cutoff(s: Tensor, tolerance, shape, function: str) -> Tensor:
    """Up to where singular values count as zero: `tolerance` times the largest, in float64 as in NumPy."""
    if tolerance is None:
        tolerance = max(shape) * float(finfo(s.dtype).eps)
    tolerance = _real(tolerance, "the tolerance", function).astype("float64", copy=False)
    return expand_dims(tolerance, -1) * _largest(s).astype("float64", copy=False)


def _real(x, what: str, function: str) -> Tensor:
    t = _operand(x, function)
    if t.dtype.kind == "c":
        raise TypeError(f"{function}: {what} must be real, got {t.dtype}")
    return t


# ---- solving -----------------------------------------------------------------------------------------------
def _solve_rule(g: Tensor, x: Tensor, a: Tensor, b: Tensor):
    """From a x = b: a' x + a x' = b', so b receives solve(a*, g) and a minus that times x*, of adjoints."""
    gb = solve(_adjoint(a), g)
    return (-matmul(gb, _adjoint(x)) if a.requires_grad else None), gb


def _inv_rule(g: Tensor, x: Tensor, a: Tensor):
    """From x a = 1: x' = -x a' x."""
    xt = _adjoint(x)
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
        Of the shape of `b`, broadcast; complex when `a` or `b` is.

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
    a, b = _pair(a, b, "solve")
    _check_matrices(a, "solve", square=True)
    vector = b.ndim == 1
    columns = expand_dims(b, -1) if vector else b
    if columns.ndim < 2 or columns.shape[-2] != a.shape[-1]:
        raise ValueError(f"solve: shapes {a.shape} and {b.shape} do not align")
    dtype = promote_types(a.dtype, b.dtype)
    try:
        lead = broadcast_shapes(a.shape[:-2], columns.shape[:-2])
    except ValueError:
        raise ValueError(f"solve: leading axes of shapes {a.shape} and {b.shape} do not broadcast") from None
    a, columns = _factored(a.astype(dtype, copy=False), "solve"), columns.astype(dtype, copy=False)
    left, right = a.detach(), columns.detach()
    if left.shape[:-2] != lead:
        left = broadcast_to(left, lead + left.shape[-2:])
    if right.shape[:-2] != lead:
        right = broadcast_to(right, lead + right.shape[-2:])
    x = custom(_lapack.solve(left, right), _solve_rule, a, columns)
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
    a = _matrices(a, "inv", square=True)
    return custom(_lapack.inv(a), _inv_rule, a)


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
        The solution, the sums of the squared sizes of residuals (empty when there are several solutions or
        as many unknowns as equations), the rank of `a`, and its singular values: real but for the solution.

    Raises
    ------
    LinAlgError
        When the shapes do not align, or `a` holds inf or nan.

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
    a, b = (_without_history(t, "lstsq") for t in _pair(a, b, "lstsq"))
    if a.ndim != 2 or b.ndim not in (1, 2) or b.shape[0] != a.shape[0]:
        raise _error(f"lstsq: shapes {a.shape} and {b.shape} do not align; give (M, N) and (M,) or (M, K)")
    dtype = promote_types(a.dtype, b.dtype)
    a = _factored(a.astype(dtype, copy=False), "lstsq")
    rcond = _number(rcond, "rcond", "lstsq", float(finfo(dtype).eps) * max(a.shape))
    columns = expand_dims(b, -1) if b.ndim == 1 else b
    x, rest, rank, s = _lapack.lstsq(a, columns.astype(dtype, copy=False), rcond)
    full = rank == a.shape[1] < a.shape[0] and columns.shape[1] > 0
    residuals = _sum(_squares(rest), axis=0) if full else zeros(0, dtype=s.dtype)
    return (x[:, 0] if b.ndim == 1 else x).copy(), residuals, rank, s


def _number(x, what: str, function: str, default: float) -> float:
    if x is None:
        return default
    if isinstance(x, (str, bytes)) or not hasattr(x, "__float__"):
        raise TypeError(f"{function}: {what} must be a number, got {type(x).__name__}")
    return float(x)


def pinv(a, rcond=None, *, rtol=None) -> Tensor:
    """The Moore-Penrose inverse.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    rcond : array_like, optional
        Singular values up to `rcond` times the largest count as zero, a number for each matrix or for all;
        the precision times max(M, N) when None.
    rtol : array_like, optional
        The standard's name for `rcond`.

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
    m = _constant(a, "pinv")
    tolerance = rcond if rtol is None else rtol
    u, s, vh = _lapack.svd(m, "S", "pinv")
    small = ~(s > _cutoff(s, tolerance, m.shape[-2:], "pinv")) & ~(s != s)
    s = where(small, 0.0, 1.0 / where(small, 1.0, s))
    return matmul(_adjoint(vh) * expand_dims(s, -2), _adjoint(u)) + 0.0


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
    return _lapack.det(_constant(a, "det", square=True), False)


def slogdet(a) -> SlogdetResult:
    """The sign of the determinant and the logarithm of its size, which does not overflow.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.

    Returns
    -------
    SlogdetResult
        ``(sign, logabsdet)``. Of complex matrices the sign is a number of size 1 or 0, the logarithm real.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.slogdet(tl.array([[0.0, 1.0], [1.0, 0.0]])).sign
    tensor(-1.)
    """
    return SlogdetResult(*_lapack.det(_constant(a, "slogdet", square=True), True, "slogdet"))


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
        ``(Q, R)``, or R. Of complex matrices ``Q.mT.conj() @ Q`` is the identity.

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
    if mode not in ("reduced", "complete", "r"):
        raise ValueError(f"qr: mode must be 'reduced', 'complete' or 'r', got {mode!r}")
    q, r = _lapack.qr(_constant(a, "qr"), mode)
    return r if q is None else QRResult(q, r)


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
        ``(U, S, Vh)``, or S; S is real and falls. Vh is the conjugate transpose of V.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.svd(tl.array([[3.0, 0.0], [0.0, 4.0]])).S
    tensor([4., 3.])
    """
    m = _constant(a, "svd")
    if not compute_uv:
        return _lapack.svd(m, "N")
    return SVDResult(*_lapack.svd(m, "A" if full_matrices else "S"))


def svdvals(x, /) -> Tensor:
    """The singular values, falling.

    Parameters
    ----------
    x : array_like
        Matrices in the last two axes.

    Returns
    -------
    Tensor
        Of real numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.svdvals(tl.array([[3.0, 0.0], [0.0, 4.0]]))
    tensor([4., 3.])
    """
    return _lapack.svd(_constant(x, "svdvals"), "N", "svdvals")


def eigh(a, UPLO="L") -> EighResult:
    """Eigenvalues and eigenvectors of symmetric matrices, or of complex Hermitian ones.

    Parameters
    ----------
    a : array_like
        Such matrices in the last two axes. The imaginary parts of a diagonal are not read.
    UPLO : {"L", "U"}
        Which triangle to read.

    Returns
    -------
    EighResult
        ``(eigenvalues, eigenvectors)``: real and rising, and as columns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.eigh(tl.array([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
    tensor([1., 2.])
    """
    m = _constant(a, "eigh", square=True)
    return EighResult(*_lapack.eigh(m, _is_lower(UPLO, "eigh"), True))


def eigvalsh(a, UPLO="L") -> Tensor:
    """Eigenvalues of symmetric matrices, or of complex Hermitian ones, rising.

    Parameters
    ----------
    a : array_like
        Such matrices in the last two axes. The imaginary parts of a diagonal are not read.
    UPLO : {"L", "U"}
        Which triangle to read.

    Returns
    -------
    Tensor
        Of real numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.eigvalsh(tl.array([[2.0, 0.0], [0.0, 1.0]]))
    tensor([1., 2.])
    """
    m = _constant(a, "eigvalsh", square=True)
    return _lapack.eigh(m, _is_lower(UPLO, "eigvalsh"), False, "eigvalsh")[0]


def _is_lower(uplo: str, function: str) -> bool:
    if uplo not in ("L", "U", "l", "u"):
        raise ValueError(f"{function}: UPLO must be 'L' or 'U', got {uplo!r}")
    return uplo in "Ll"


def cholesky(a, *, upper=False) -> Tensor:
    """The triangle L of ``a = L @ L.mT.conj()`` for positive definite matrices.

    Parameters
    ----------
    a : array_like
        Symmetric matrices in the last two axes, or complex Hermitian ones. The imaginary parts of a diagonal
        are not read.
    upper : bool
        The conjugate transpose of L instead.

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
    return _lapack.cholesky(_constant(a, "cholesky", square=True), bool(upper))


def matrix_rank(a, tol=None, *, rtol=None) -> Tensor:
    """The number of singular values that are not zero.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes; with fewer axes 1, unless all is zero.
    tol : array_like, optional
        Singular values up to it count as zero, a number for each matrix or for all; when None `rtol` times
        the largest.
    rtol : array_like, optional
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
    if tol is not None and rtol is not None:
        raise ValueError("matrix_rank: give tol or rtol, not both")
    m = _floating(a, "matrix_rank").detach()
    if m.ndim < 2:
        return _any(m != 0).astype("int64")
    s = _lapack.svd(_factored(m, "matrix_rank"), "N", "matrix_rank")
    if tol is None:
        cutoff = _cutoff(s, rtol, m.shape[-2:], "matrix_rank")
    else:
        cutoff = expand_dims(_real(tol, "tol", "matrix_rank"), -1)
    return count_nonzero(s > cutoff, axis=-1)


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
    a = _operand(a, "matrix_power")
    if not hasattr(n, "__index__"):
        raise TypeError(f"matrix_power: the power must be an integer, got {type(n).__name__}")
    n = n.__index__()
    _check_matrices(a, "matrix_power", square=True)
    if n == 0:
        one = zeros_like(a.detach()) + eye(a.shape[-1], dtype=a.dtype)
        return custom(one, _no_slope, a)
    if n < 0:
        a, n = inv(a), -n
    result = None
    while n:  # by squaring
        if n & 1:
            result = a if result is None else matmul(result, a)
        n >>= 1
        if n:
            a = matmul(a, a)
    return result


# ---- diagonals and products --------------------------------------------------------------------------------
def diagonal(x, /, *, offset=0) -> Tensor:
    """The diagonals of matrices.

    Parameters
    ----------
    x : array_like
        Matrices in the last two axes; `tl.diagonal` takes the first two, as NumPy's.
    offset : int
        Which diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor
        A view, with the diagonal as the last axis.

    Raises
    ------
    ValueError
        When `x` has fewer than two axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.diagonal(tl.arange(8).reshape(2, 2, 2))
    tensor([[0, 3],
            [4, 7]])
    """
    return _diagonal(_two_axes(x, "diagonal"), offset, -2, -1)


def trace(x, /, *, offset=0, dtype=None) -> Tensor:
    """The sums over the diagonals of matrices.

    Parameters
    ----------
    x : array_like
        Matrices in the last two axes; `tl.trace` takes the first two, as NumPy's.
    offset : int
        Which diagonal; positive ones are above the main one.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Without the last two axes.

    Raises
    ------
    ValueError
        When `x` has fewer than two axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.trace(tl.arange(8).reshape(2, 2, 2))
    tensor([ 3, 11])
    """
    return _trace(_two_axes(x, "trace"), offset, -2, -1, dtype)


def _two_axes(x, function: str) -> Tensor:
    t = _operand(x, function)
    if t.ndim < 2:
        raise ValueError(f"{function}: at least two axes are needed, got shape {t.shape}")
    return t


def outer(x1, x2, /) -> Tensor:
    """The product of every element of one vector with every one of another.

    Parameters
    ----------
    x1, x2 : array_like
        Vectors; `tl.outer` takes tensors of any shape, as NumPy's.

    Returns
    -------
    Tensor
        Of shape (x1.size, x2.size).

    Raises
    ------
    ValueError
        When an operand is no vector.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.outer(tl.array([1, 2]), tl.array([10, 100]))
    tensor([[ 10, 100],
            [ 20, 200]])
    """
    x2 = _beside(x2, _operand(x1, "outer"), "outer")
    x1 = _beside(x1, x2, "outer")
    if x1.ndim != 1 or x2.ndim != 1:
        raise ValueError(f"outer: two vectors are needed, got shapes {x1.shape} and {x2.shape}")
    return _outer(x1, x2)
