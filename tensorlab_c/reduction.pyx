# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Sums, products, extrema over axes, and their twins that ignore nan."""
from tensorlab_c._tensor cimport Tensor, table_function
from tensorlab_c.ops cimport *

from tensorlab_c._operands import _renamed as renamed

__all__ = ["amax", "amin", "max", "min", "nanmax", "nanmin", "nanprod", "nansum", "prod", "sum"]


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
    Of two tensors, ``max(a, b)``, it is `maximum`: PyTorch's meaning, where NumPy has none.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.max(x, axis=0), tl.max(x, axis=1)
    (tensor([5, 6]), tensor([2, 5, 6]))
    """)


def amax(a, axis=None, out=None, bint keepdims=False, initial=None, where=True):
    """The largest element over axes: `max`, also where an axis is called `dim`.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.
    initial : number, optional
        What the reduction starts from.
    where : array_like of bool
        The elements that count.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.amax(tl.array([[1, 2], [5, 3]]), dim=0)
    tensor([5, 3])
    """
    try:
        return max(a, (axis,) if isinstance(axis, Tensor) else axis, out, keepdims, initial, where)
    except Exception as error:
        raise renamed(error, "amax") from None


min = table_function(TL_OP_min, __name__, """
    The smallest element over axes; nan when there is one.

    Raises
    ------
    ValueError
        When a slice has no elements and there is no `initial`.

    Notes
    -----
    Lecture row L29. Equal winners share the gradient.
    Of two tensors, ``min(a, b)``, it is `minimum`: PyTorch's meaning, where NumPy has none.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.min(x, axis=1)
    tensor([1, 3, 4])
    """)


def amin(a, axis=None, out=None, bint keepdims=False, initial=None, where=True):
    """The smallest element over axes: `min`, also where an axis is called `dim`.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.
    initial : number, optional
        What the reduction starts from.
    where : array_like of bool
        The elements that count.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.amin(tl.array([[1, 2], [5, 3]]), dim=0)
    tensor([1, 2])
    """
    try:
        return min(a, (axis,) if isinstance(axis, Tensor) else axis, out, keepdims, initial, where)
    except Exception as error:
        raise renamed(error, "amin") from None


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
