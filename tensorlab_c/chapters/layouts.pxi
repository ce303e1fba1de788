# Array-likes as tensors that lie in memory in a given order.
from libc.stdint cimport int64_t

from tensorlab_c._tensor cimport Tensor, contiguous, permuted, reshaped
from tensorlab_c.dtypes cimport as_dtype


cdef Tensor read(object a, object dtype, object copy, object device, str function):
    """As `made`, in a dtype whose errors have the function's name."""
    try:
        dtype = None if dtype is None else as_dtype(dtype)
    except TypeError as error:
        raise TypeError(str(error).replace("dtype: ", f"{function}: ", 1)) from None
    return made(a, dtype, copy, False, device, function)


cdef Tensor fortran(Tensor t):
    """In Fortran's order: a transposed view of a copy, unless it lies so."""
    cdef int axes[64]
    cdef int i
    cdef Tensor turned, kept
    if t.v.ndim < 2:
        return contiguous(t)
    for i in range(t.v.ndim):
        axes[i] = t.v.ndim - 1 - i
    turned = permuted(t, axes)
    kept = contiguous(turned)
    return t if kept is turned else permuted(kept, axes)


cdef Tensor with_axis(Tensor t):
    cdef int64_t one = 1
    return t if t.v.ndim else reshaped(t, 1, &one)


def asanyarray(a, dtype=None, order=None, *, device=None, copy=None):
    """A tensor of an array-like, as `asarray`: on the same memory where that can be.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of the elements when None.
    order : {"C", "F", "A", "K"}, optional
        The layout; any when not "C" or "F".
    device : str, optional
        Only ``"cpu"`` exists.
    copy : bool, optional
        True always copies, None when needed, False never.

    Returns
    -------
    Tensor
        `a` itself when it is a tensor that needs no change.

    Raises
    ------
    ValueError
        When ``copy=False`` and a copy is needed.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.asanyarray([1, 2])
    tensor([1, 2])
    """
    if order not in (None, "C", "F", "A", "K"):
        raise ValueError(f"asanyarray: order must be one of 'C', 'F', 'A' or 'K', got {order!r}")
    cdef Tensor t = read(a, dtype, copy, device, "asanyarray")
    cdef Tensor laid = contiguous(t) if order == "C" else fortran(t) if order == "F" else t
    if laid is not t and copy is not None and not copy:
        raise ValueError(f"asanyarray: copy=False, but shape {t.shape} needs one to lie in order {order!r}")
    return laid


def ascontiguousarray(a, dtype=None):
    """The array in C order, with at least one axis.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of the elements when None.

    Returns
    -------
    Tensor
        `a` itself when it is a tensor in C order.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.ones((2, 3)).T
    >>> x.strides, tl.ascontiguousarray(x).strides
    ((8, 24), (16, 8))
    """
    return with_axis(contiguous(read(a, dtype, None, None, "ascontiguousarray")))


def asfortranarray(a, dtype=None):
    """The array in Fortran's order, whose first index changes fastest.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of the elements when None.

    Returns
    -------
    Tensor
        `a` itself when it lies so; else a transposed view of a copy. What is computed from it is in C order.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.asfortranarray(tl.ones((2, 3))).strides
    (8, 16)
    """
    return with_axis(fortran(read(a, dtype, None, None, "asfortranarray")))
