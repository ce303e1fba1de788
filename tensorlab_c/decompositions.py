"""Solving and factorising, of ``tl.linalg``. What needs LAPACK is in `lapack`, on whole stacks.

Singular values, eigenvalues and norms of complex matrices are real, in the precision of the matrices.
"""

from __future__ import annotations

import functools
from collections import namedtuple

from tensorlab_c._factors import (
    adjoint,
    cholesky_rule,
    eig_rule,
    eigh_rule,
    needs,
    qr_rule,
    svd_rule,
    together,
)
from tensorlab_c._operands import _factored, _floating, _no_slope, _operand, _pair, _without_history
from tensorlab_c._tensor import Tensor, custom
from tensorlab_c.creation import asarray, eye, zeros, zeros_like
from tensorlab_c.dtypes import promote_types
from tensorlab_c.elementwise import abs as _abs
from tensorlab_c.elementwise import maximum
from tensorlab_c.indexing import take_along_axis
from tensorlab_c.joining import concatenate, stack
from tensorlab_c.limits import finfo
from tensorlab_c.logic import any as _any
from tensorlab_c.manipulation import broadcast_shapes, broadcast_to, expand_dims
from tensorlab_c.norms import _lapack
from tensorlab_c.products import matmul
from tensorlab_c.rearranging import flip
from tensorlab_c.reduction import max as _max
from tensorlab_c.reduction import sum as _sum
from tensorlab_c.searching import count_nonzero, where
from tensorlab_c.sorting import argsort, sort
from tensorlab_c.statistics import _squares

__all__ = [
    "cholesky", "eig", "eigh", "eigvals", "eigvalsh", "inv", "lstsq", "matrix_power", "matrix_rank",
    "pinv", "qr", "solve", "svd", "svdvals",
]  # fmt: skip


def _linalg_error() -> type[Exception]:
    from numpy.linalg import LinAlgError

    return LinAlgError


def _error(text: str) -> Exception:
    return _linalg_error()(text)


EigResult = namedtuple("EigResult", ["eigenvalues", "eigenvectors"])
EighResult = namedtuple("EighResult", ["eigenvalues", "eigenvectors"])
QRResult = namedtuple("QRResult", ["Q", "R"])
SVDResult = namedtuple("SVDResult", ["U", "S", "Vh"])
LstsqResult = namedtuple("LstsqResult", ["solution", "residuals", "rank", "singular_values"])



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
    gb = solve(adjoint(a), g)
    return (-matmul(gb, adjoint(x)) if a.requires_grad else None), gb


def _inv_rule(g: Tensor, x: Tensor, a: Tensor):
    """From x a = 1: x' = -x a' x."""
    xt = adjoint(x)
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
    return _solved(a, b, "solve")


def _solved(a, b, function: str) -> Tensor:
    a, b = _pair(a, b, function)
    _check_matrices(a, function, square=True)
    vector = b.ndim == 1
    columns = expand_dims(b, -1) if vector else b
    if columns.ndim < 2 or columns.shape[-2] != a.shape[-1]:
        raise ValueError(f"{function}: shapes {a.shape} and {b.shape} do not align")
    dtype = promote_types(a.dtype, b.dtype)
    try:
        lead = broadcast_shapes(a.shape[:-2], columns.shape[:-2])
    except ValueError:
        raise ValueError(
            f"{function}: leading axes of shapes {a.shape} and {b.shape} do not broadcast"
        ) from None
    a, columns = _factored(a.astype(dtype, copy=False), function), columns.astype(dtype, copy=False)
    left, right = a.detach(), columns.detach()
    if left.shape[:-2] != lead:
        left = broadcast_to(left, lead + left.shape[-2:])
    if right.shape[:-2] != lead:
        right = broadcast_to(right, lead + right.shape[-2:])
    x = custom(_lapack.solve(left, right, function), _solve_rule, a, columns)
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
    return _inverted(a, "inv")


def _inverted(a, function: str) -> Tensor:
    a = _matrices(a, function, square=True)
    return custom(_lapack.inv(a.detach(), function), _inv_rule, a)


def lstsq(a, b, rcond=None, *, driver=None):
    """The least-squares solution x of ``a @ x = b``, the shortest if there are several.

    Parameters
    ----------
    a : array_like
        A matrix, or matrices in the last two axes.
    b : array_like
        A vector, or a matrix whose columns are right-hand sides; of several as many.
    rcond : float, optional
        Singular values below `rcond` times the largest count as zero; the precision times max(a.shape)
        when None.
    driver : {"gels", "gelsy", "gelsd", "gelss"}, optional
        Taken, without effect.

    Returns
    -------
    LstsqResult
        The `solution`, the sums of the squared sizes of `residuals` (empty when there are several solutions
        or as many unknowns as equations), the `rank` of `a`, and its `singular_values`: real but for the
        solution. A tuple.

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
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise ValueError(f"lstsq: driver must be one of 'gels', 'gelsy', 'gelsd', 'gelss', got {driver!r}")
    a, b = _pair(a, b, "lstsq")
    if a.ndim > 2 and b.ndim == a.ndim and a.shape[:-1] == b.shape[:-1] and a.size and b.size:
        lead = a.shape[:-2]
        pairs = zip(a.reshape((-1, *a.shape[-2:])), b.reshape((-1, *b.shape[-2:])), strict=True)
        each = [lstsq(matrix, columns, rcond) for matrix, columns in pairs]
        if len({parts.residuals.shape for parts in each}) > 1:  # of another rank here and there
            each = [parts._replace(residuals=zeros(0, dtype=parts[3].dtype)) for parts in each]
        whole = (stack([asarray(part) for part in parts]) for parts in zip(*each, strict=True))
        x, residuals, rank, s = (part.reshape(lead + part.shape[1:]) for part in whole)
        return LstsqResult(x, residuals if residuals.size else residuals.reshape(0), rank, s)
    if a.ndim != 2 or b.ndim not in (1, 2) or b.shape[0] != a.shape[0]:
        raise _error(f"lstsq: shapes {a.shape} and {b.shape} do not align; give (M, N) and (M,) or (M, K)")
    dtype = promote_types(a.dtype, b.dtype)
    a = _factored(a.astype(dtype, copy=False), "lstsq")
    rcond = _number(rcond, "rcond", "lstsq", float(finfo(dtype).eps) * max(a.shape))
    columns = expand_dims(b, -1) if b.ndim == 1 else b
    columns = columns.astype(dtype, copy=False)
    x, rest, rank, s = _lapack.lstsq(a.detach(), columns.detach(), rcond)
    x = custom(x.copy(), functools.partial(_lstsq_rule, s, rank), a, columns)
    if needs(a):
        s = svdvals(a)
    if needs(x):
        rest = columns - matmul(a, x)
    full = rank == a.shape[1] < a.shape[0] and columns.shape[1] > 0
    residuals = _sum(_squares(rest), axis=0) if full else zeros(0, dtype=s.dtype)
    return LstsqResult(x[:, 0] if b.ndim == 1 else x, residuals, rank, s)


def _lstsq_rule(s: Tensor, rank: int, g: Tensor, x: Tensor, a: Tensor, b: Tensor):
    """From x = P b for the inverse P of `pinv`, where the rank stays: it is the one that was found."""
    last, beyond = (float(s[i]) if i < s.size else 0.0 for i in (rank - 1, rank))
    p = pinv(a, (last + beyond) / 2 / float(s[0]) if rank else 1.0)
    ph = adjoint(p)
    gb = matmul(ph, g)
    if not a.requires_grad:
        return None, gb
    rest = b - matmul(a, x)
    ga = matmul(rest, adjoint(matmul(p, gb))) - matmul(gb, adjoint(x))
    beyond = g - matmul(p, matmul(a, g))  # nothing where the columns are independent
    return ga + matmul(matmul(ph, x), adjoint(beyond)), gb


def _number(x, what: str, function: str, default: float) -> float:
    if x is None:
        return default
    if isinstance(x, (str, bytes)) or not hasattr(x, "__float__"):
        raise TypeError(f"{function}: {what} must be a number, got {type(x).__name__}")
    return float(x)


def pinv(a, rcond=None, hermitian=False, *, rtol=None) -> Tensor:
    """The Moore-Penrose inverse.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    rcond : array_like, optional
        Singular values up to `rcond` times the largest count as zero, a number for each matrix or for all;
        the precision times max(M, N) when None.
    hermitian : bool
        Whether the matrices are symmetric, or complex Hermitian ones; one triangle is read.
    rtol : array_like, optional
        The standard's name for `rcond`.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When both `rcond` and `rtol` are given.

    Notes
    -----
    Differentiable any number of times, for changes that leave the rank as it is.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.pinv(tl.array([[2.0, 0.0], [0.0, 0.0]]))
    tensor([[0.5, 0. ],
            [0. , 0. ]])
    """
    if rcond is not None and rtol is not None:
        raise ValueError("pinv: give rcond or rtol, not both")
    a = _matrices(a, "pinv", bool(hermitian))
    m, tolerance = a.detach(), rcond if rtol is None else rtol
    u, s, vh = _hermitian_svd(m, True, "pinv") if hermitian else _lapack.svd(m, "S", "pinv")
    small = ~(s > _cutoff(s, tolerance, m.shape[-2:], "pinv")) & ~(s != s)
    s = where(small, 0.0, 1.0 / where(small, 1.0, s))
    p = matmul(adjoint(vh) * expand_dims(s, -2), adjoint(u)) + 0.0
    return custom(p, _pinv_rule, a)


def _pinv_rule(g: Tensor, p: Tensor, a: Tensor):
    """From p' = -p a' p + p p* a'* (1 - a p) + (1 - p a) a'* p* p, of Golub and Pereyra (1973)."""
    ph, gh = adjoint(p), adjoint(g)
    rows, columns = gh - matmul(matmul(a, p), gh), gh - matmul(gh, matmul(p, a))
    across = matmul(matmul(rows, p), ph) + matmul(ph, matmul(p, columns))
    return (across - matmul(matmul(ph, g), ph),)


# ---- factorisations ----------------------------------------------------------------------------------------


def qr(a, mode="reduced"):
    """The factors of ``a = Q @ R``: orthonormal columns, and an upper triangle.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    mode : {"reduced", "complete", "r", "raw"}
        As many columns as the smaller size of `a`, or as it has rows, or only R, or what LAPACK answers:
        reflections, transposed, and their factors.

    Returns
    -------
    QRResult or Tensor
        ``(Q, R)``, or R, or a tuple for "raw". Of complex matrices ``Q.mT.conj() @ Q`` is the identity.

    Raises
    ------
    ValueError
        For another `mode`.
    RuntimeError
        When `a` requires grad in the mode "raw", or in "complete" with more rows than columns.

    Notes
    -----
    Differentiable any number of times where the first columns, as many as R has rows, are independent; else,
    but for rounding, the derivative is nan.

    Examples
    --------
    >>> import tensorlab as tl
    >>> Q, R = tl.linalg.qr(tl.array([[1.0, 2.0], [3.0, 4.0]]))
    >>> tl.round(Q @ R, 6)
    tensor([[1., 2.],
            [3., 4.]])
    """
    if mode not in ("reduced", "complete", "r", "raw"):
        raise ValueError(f"qr: mode must be 'reduced', 'complete', 'r' or 'raw', got {mode!r}")
    a = _matrices(a, "qr")
    m, n = a.shape[-2:]
    if mode == "raw" or (mode == "complete" and m > n):
        _without_history(a, f"qr of mode {mode!r}")
    if mode == "raw":
        from numpy.linalg import qr as numpys

        return tuple(asarray(x) for x in numpys(a.numpy(), "raw"))
    if not needs(a):
        q, r = _lapack.qr(a, mode)
        return r if q is None else QRResult(q, r)
    first = a if m >= n else a[..., :m]
    q, r = together(_lapack.qr(first.detach(), "reduced"), qr_rule, first)
    if m < n:
        r = concatenate([r, matmul(adjoint(q), a[..., m:])], axis=-1)
    return r if mode == "r" else QRResult(q, r)


def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    """The singular value decomposition ``a = U @ diag(S) @ Vh``.

    Parameters
    ----------
    a : array_like
        Matrices in the last two axes.
    full_matrices : bool
        Square U and Vh; else as many columns and rows as there are singular values.
    compute_uv : bool
        False for the singular values alone.
    hermitian : bool
        Whether the matrices are symmetric, or complex Hermitian ones; one triangle is read.

    Returns
    -------
    SVDResult or Tensor
        ``(U, S, Vh)``, or S; S is real and falls. Vh is the conjugate transpose of V.

    Notes
    -----
    Differentiable any number of times. Vectors are determined up to their sign (complex ones up to a number
    of size 1, RuntimeError where the loss depends on it), those of equal singular values, and of no value, up
    to a rotation: a loss of the space that they span has its derivative, another one inf or nan.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.svd(tl.array([[3.0, 0.0], [0.0, 4.0]])).S
    tensor([4., 3.])
    """
    a = _matrices(a, "svd", bool(hermitian))
    if hermitian:
        found = _hermitian_svd(a, compute_uv, "svd")
        return SVDResult(*found) if compute_uv else found
    if not compute_uv and not needs(a):
        return _lapack.svd(a, "N")
    found = _singular(a, bool(full_matrices and compute_uv), "svd")
    return found if compute_uv else found.S


def _singular(a: Tensor, full: bool, function: str) -> SVDResult:
    return SVDResult(*together(_lapack.svd(a.detach(), "A" if full else "S", function), svd_rule, a))


def _hermitian_svd(a: Tensor, vectors: bool, function: str):
    """By eigenvalues: their sizes in falling order, with their signs in Vh."""
    if not vectors:
        return flip(sort(_abs(_eigen(a, True, False, function)[0])), -1)
    w, v = _eigen(a, True, True, function)
    order = flip(argsort(_abs(w.detach())), -1)
    w, v = take_along_axis(w, order, -1), take_along_axis(v, expand_dims(order, -2), -1)
    sides = where(w.detach() < 0, -1.0, 1.0).astype(w.dtype, copy=False)  # 0 has a side: Vh stays unitary
    return v, _abs(w), adjoint(v * expand_dims(sides, -2))


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
    x = _matrices(x, "svdvals")
    return _singular(x, False, "svdvals").S if needs(x) else _lapack.svd(x, "N", "svdvals")


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

    Notes
    -----
    Differentiable any number of times; the gradient is symmetric, too. Vectors are determined up to their
    sign (complex ones up to a number of size 1, RuntimeError where the loss depends on it), those of equal
    eigenvalues up to a rotation: a loss of the space that they span has its derivative, another one inf or
    nan.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.eigh(tl.array([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
    tensor([1., 2.])
    """
    a = _matrices(a, "eigh", square=True)
    return EighResult(*_eigen(a, _is_lower(UPLO, "eigh"), True, "eigh"))


def _eigen(a: Tensor, lower: bool, vectors: bool, function: str):
    return together(_lapack.eigh(a.detach(), lower, vectors or needs(a), function), eigh_rule, a)


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
    a = _matrices(a, "eigvalsh", square=True)
    return _eigen(a, _is_lower(UPLO, "eigvalsh"), False, "eigvalsh")[0]


def eig(a) -> EigResult:
    """Eigenvalues and eigenvectors of square matrices.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.

    Returns
    -------
    EigResult
        ``(eigenvalues, eigenvectors)``, complex, in no particular order; the vectors are columns of length 1.

    Raises
    ------
    LinAlgError
        When a matrix holds inf or nan, or the iteration does not converge.

    Notes
    -----
    Differentiable any number of times where the eigenvalues differ. Vectors are determined up to a number of
    size 1; RuntimeError where the loss depends on it. Of symmetric matrices, covariances for one, `eigh`
    gives real ones in order. The work is NumPy's.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.eig(tl.array([[0.0, -1.0], [1.0, 0.0]])).eigenvalues
    tensor([0.+1.j, 0.-1.j])
    """
    a = _matrices(a, "eig", square=True)
    return EigResult(*together(_numpys_eig("eig", a), eig_rule, a))


def eigvals(a) -> Tensor:
    """Eigenvalues of square matrices, in no particular order.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.

    Returns
    -------
    Tensor
        Complex; of symmetric matrices `eigvalsh` gives real ones.

    Raises
    ------
    LinAlgError
        When a matrix holds inf or nan, or the iteration does not converge.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.eigvals(tl.array([[2.0, 1.0], [0.0, 3.0]]))
    tensor([2.+0.j, 3.+0.j])
    """
    a = _matrices(a, "eigvals", square=True)
    return together(_numpys_eig("eig", a), eig_rule, a)[0] if needs(a) else _numpys_eig("eigvals", a)[0]


def _numpys_eig(function: str, a: Tensor) -> tuple[Tensor, ...]:
    import numpy

    try:
        found = getattr(numpy.linalg, function)(a.detach().numpy())
    except numpy.linalg.LinAlgError as error:
        raise _error(f"{function}: {str(error)[:1].lower()}{str(error)[1:]}, of shape {a.shape}") from None
    found = [asarray(x) for x in (found if isinstance(found, tuple) else (found,))]
    return tuple(x.astype(promote_types(x.dtype, "complex64"), copy=False) for x in found)


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

    Notes
    -----
    Differentiable any number of times; the gradient is that of changes which leave the matrix symmetric.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.cholesky(tl.array([[4.0, 2.0], [2.0, 5.0]]))
    tensor([[2., 0.],
            [1., 2.]])
    """
    a = _matrices(a, "cholesky", square=True)
    return _triangle(a, bool(upper), "cholesky")


def _triangle(a: Tensor, upper: bool, function: str) -> Tensor:
    return custom(_lapack.cholesky(a.detach(), upper, function), functools.partial(_cholesky_rule, upper), a)


def _cholesky_rule(upper: bool, g: Tensor, factor: Tensor, a: Tensor):
    return (cholesky_rule(adjoint(g), adjoint(factor)) if upper else cholesky_rule(g, factor),)


def matrix_rank(A, tol=None, hermitian=False, *, rtol=None, atol=None) -> Tensor:
    """The number of singular values that are not zero.

    Parameters
    ----------
    A : array_like
        Matrices in the last two axes; with fewer axes 1, unless all is zero.
    tol : array_like, optional
        Singular values up to it count as zero, a number for each matrix or for all; when None `rtol` times
        the largest.
    hermitian : bool
        Whether the matrices are symmetric, or complex Hermitian ones; one triangle is read.
    rtol : array_like, optional
        The precision times max(M, N) when None; 0 when there is an `atol`.
    atol : array_like, optional
        Singular values up to it count as zero too.

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
    if tol is not None and atol is not None:
        raise ValueError("matrix_rank: give tol or atol, not both")
    m = _floating(A, "matrix_rank").detach()
    if m.ndim < 2:
        return _any(m != 0).astype("int64")
    m = _factored(m, "matrix_rank")
    _check_matrices(m, "matrix_rank", bool(hermitian))
    if hermitian:
        s = _hermitian_svd(m, False, "matrix_rank")
    else:
        s = _lapack.svd(m, "N", "matrix_rank")
    if atol is not None:
        absolute = expand_dims(_real(atol, "atol", "matrix_rank"), -1)
        relative = 0.0 if rtol is None else rtol
        cutoff = maximum(_cutoff(s, relative, m.shape[-2:], "matrix_rank"), absolute)
    elif tol is None:
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
