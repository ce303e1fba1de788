# Matrices made by rule.
from libc.stdint cimport int64_t

from tensorlab_c._call cimport operand
from tensorlab_c._given cimport given, room
from tensorlab_c._tensor cimport (
    Tensor, binary, copied, copy_into, empty_tensor, parse_shape, reshaped, scalar_tensor, select,
)
from tensorlab_c.dtypes cimport as_dtype
from tensorlab_c.indexing cimport diagonal_of, offset_of
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *


def diag(v, k=0):
    """The matrix with a given diagonal, or the diagonal of a given matrix.

    Parameters
    ----------
    v : array_like
        With one axis for the former, two for the latter.
    k : int
        The diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `v` has neither one nor two axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.diag(tl.array([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    cdef Tensor t = operand(v, "diag"), flat
    cdef int64_t shape[2]
    cdef int64_t offset = offset_of(k, "diag"), side, size
    if t.v.ndim == 2:
        return diagonal_of(t, offset)
    if t.v.ndim != 1:
        raise ValueError(f"diag: one or two axes are needed, got shape {t.shape}")
    side = t.v.shape[0] + (offset if offset > 0 else -offset)
    if side >= (<int64_t> 1 << 30):
        raise ValueError(f"diag: a matrix of {side} x {side} elements is too large for the address space")
    shape[0] = shape[1] = side
    size = side * side
    flat = empty_tensor(t.v.dtype, 1, &size)
    fill_diagonal(flat, side, side, offset, t)
    return reshaped(flat, 2, shape)


cdef Tensor rows_from(int64_t rows, int64_t columns, int64_t k):
    """A column of row numbers plus k."""
    cdef int64_t shape[2]
    k = max(-rows, min(k, columns))  # further away there is nothing either
    shape[0], shape[1] = rows, 1
    return reshaped(arange(k, k + rows), 2, shape)


cdef Tensor below(int64_t rows, int64_t columns, int64_t k):
    """True on and below the k-th diagonal."""
    return binary(TL_OP_greater_equal, rows_from(rows, columns, k), arange(columns))


def tri(N, M=None, k=0, dtype=None, *, bint requires_grad=False):
    """A matrix with ones on and below a diagonal, zeros above.

    Parameters
    ----------
    N, M : int
        Rows and columns; as many columns as rows when `M` is None.
    k : int
        The diagonal; positive ones are above the main one.
    dtype : dtype, optional
        float64 when None.
    requires_grad : bool
        Whether operations on the result are recorded.

    Returns
    -------
    Tensor
        Of shape (N, M).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tri(2, 3)
    tensor([[1., 0., 0.],
            [1., 1., 0.]])
    """
    cdef int64_t shape[2]
    cdef Tensor t
    parse_shape((N, N if M is None else M), shape, "tri")
    t = room(as_dtype(dtype).num, 2, shape, "tri")  # first, so that a size too large is told of this shape
    if t.numel:
        copy_into(t, below(shape[0], shape[1], offset_of(k, "tri")), "tri")
    return leaf(t, requires_grad)


cdef Tensor half(object a, int64_t k, bint lower, str function):
    cdef Tensor t = operand(a, function)
    cdef Tensor nothing = scalar_tensor(0, t.v.dtype), mask
    if t.v.ndim == 0:
        raise ValueError(f"{function}: at least one axis is needed, got a 0-d array")
    if t.numel == 0 and t.v.ndim > 1:
        return copied(t)
    mask = below(t.v.shape[max(t.v.ndim - 2, 0)], t.v.shape[t.v.ndim - 1], k if lower else k - 1)
    return select(mask, t, nothing) if lower else select(mask, nothing, t)


def tril(m, k=0):
    """A copy with zeros above a diagonal of the last two axes.

    Parameters
    ----------
    m : array_like
        With at least one axis; a vector becomes the square matrix whose rows it is.
    k : int
        The diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `m` has no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tril(tl.array([[1, 2], [3, 4]]))
    tensor([[1, 0],
            [3, 4]])
    """
    return half(m, offset_of(k, "tril"), True, "tril")


def triu(m, k=0):
    """A copy with zeros below a diagonal of the last two axes.

    Parameters
    ----------
    m : array_like
        With at least one axis; a vector becomes the square matrix whose rows it is.
    k : int
        The diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `m` has no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.triu(tl.array([[1, 2], [3, 4]]))
    tensor([[1, 2],
            [0, 4]])
    """
    return half(m, offset_of(k, "triu"), False, "triu")
