# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Reductions over axes, and their twins that ignore nan."""
from libc.stdint cimport uint64_t

from tensorlab_c._call cimport deliver, operand
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *

__all__ = [
    "all", "amax", "amin", "any", "count_nonzero", "max", "min", "nanmax", "nanmin", "nanprod", "nansum", "prod", "ptp",
    "sum",
]


sum = table_function(TL_OP_sum, __name__, """
    The sum over axes.

    Notes
    -----
    Lecture row L29. Floats are added blockwise: the error grows with the logarithm of the count at most.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.sum(x, axis=0)
    tensor([10, 11])
    """)


prod = table_function(TL_OP_prod, __name__, """
    The product over axes.

    Notes
    -----
    Lecture row L29.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.prod(x, axis=0)
    tensor([20, 36])
    """)


max = table_function(TL_OP_max, __name__, """
    The largest element over axes; nan when there is one.

    Raises
    ------
    ValueError
        When a slice has no elements and there is no `initial`.

    Notes
    -----
    Lecture row L29. Equal winners share the gradient.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.max(x, axis=0), tl.max(x, axis=1)
    (tensor([5, 6]), tensor([2, 5, 6]))
    """)
amax = max


min = table_function(TL_OP_min, __name__, """
    The smallest element over axes; nan when there is one.

    Raises
    ------
    ValueError
        When a slice has no elements and there is no `initial`.

    Notes
    -----
    Lecture row L29. Equal winners share the gradient.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.min(x, axis=1)
    tensor([1, 3, 4])
    """)
amin = min


any = table_function(TL_OP_any, __name__, """
    Whether some element over axes is other than zero.

    Notes
    -----
    nan is other than zero. False of no elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.any(tl.array([[0, 1], [0, 0]]), axis=1)
    tensor([ True, False])
    """)


all = table_function(TL_OP_all, __name__, """
    Whether every element over axes is other than zero.

    Notes
    -----
    nan is other than zero. True of no elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.all(tl.array([[0, 1], [2, 3]]), axis=1)
    tensor([False,  True])
    """)


nansum = table_function(TL_OP_nansum, __name__, """
    The sum over axes, nan counting as 0.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, tl.nan, 3.0])
    >>> tl.nansum(x)
    tensor(4.)
    """)


nanprod = table_function(TL_OP_nanprod, __name__, """
    The product over axes, nan counting as 1.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, tl.nan, 3.0])
    >>> tl.nanprod(x)
    tensor(3.)
    """)


nanmax = table_function(TL_OP_nanmax, __name__, """
    The largest element over axes, ignoring nan.

    Raises
    ------
    ValueError
        When a slice has no elements and there is no `initial`.

    Notes
    -----
    Lecture row L33. nan where there is nothing else.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, tl.nan, 3.0])
    >>> tl.nanmax(x)
    tensor(3.)
    """)


nanmin = table_function(TL_OP_nanmin, __name__, """
    The smallest element over axes, ignoring nan.

    Raises
    ------
    ValueError
        When a slice has no elements and there is no `initial`.

    Notes
    -----
    Lecture row L33. nan where there is nothing else.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, tl.nan, 3.0])
    >>> tl.nanmin(x)
    tensor(1.)
    """)


def count_nonzero(a, axis=None, *, bint keepdims=False):
    """The number of elements over axes that are other than zero.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Of int64, without the reduced axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.count_nonzero(tl.array([[0, 1], [2, 3]]), axis=0)
    tensor([1, 2])
    """
    cdef Tensor x = operand(a, "count_nonzero")
    x = binary(TL_OP_not_equal, x, scalar_tensor(0, x.v.dtype))
    return reduce(TL_OP_sum, x, fold_axes(axis, x.v.ndim, "count_nonzero"), keepdims)


def ptp(a, axis=None, out=None, bint keepdims=False):
    """The largest element over axes minus the smallest.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Without the reduced axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ptp(tl.array([[1, 2], [5, 3], [4, 6]]), axis=0)
    tensor([4, 4])
    """
    cdef Tensor x = operand(a, "ptp")
    cdef uint64_t axes = fold_axes(axis, x.v.ndim, "ptp")
    cdef Tensor top = reduce(TL_OP_max, x, axes, keepdims)
    return deliver(binary(TL_OP_subtract, top, reduce(TL_OP_min, x, axes, keepdims)), out, "ptp")
