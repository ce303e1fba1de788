"""Sorting. The work is NumPy's, on the tensors' memory; the derivative is recorded."""

from __future__ import annotations

from tensorlab_c._operands import _axis, _operand
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import asarray
from tensorlab_c.indexing import take_along_axis

__all__ = ["argsort", "sort"]


def argsort(x, /, axis=-1, *, descending=False, stable=True) -> Tensor:
    """The indices that sort along an axis.

    Parameters
    ----------
    x : array_like
    axis : int
        Along which to sort.
    descending : bool
        The largest first.
    stable : bool
        Equal elements keep their order; they do in any case.

    Returns
    -------
    Tensor
        Of int64.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.argsort(tl.array([3, 1, 2]))
    tensor([1, 2, 0])
    """
    x = _operand(x, "argsort")
    return _order(x, _axis(axis, x, "argsort"), descending)


def _order(x: Tensor, axis: int, descending: bool) -> Tensor:
    import numpy

    a = x.detach().numpy()
    if not descending:
        return asarray(numpy.argsort(a, axis=axis, kind="stable"))
    backward = numpy.flip(a, axis)  # from behind, so that equal elements keep their order
    order = numpy.flip(numpy.argsort(backward, axis=axis, kind="stable"), axis)
    return asarray(numpy.ascontiguousarray(a.shape[axis] - 1 - order))


def sort(x, /, axis=-1, *, descending=False, stable=True) -> Tensor:
    """The elements in order along an axis.

    Parameters
    ----------
    x : array_like
    axis : int
        Along which to sort.
    descending : bool
        The largest first.
    stable : bool
        Equal elements keep their order; they do in any case.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.sort(tl.array([3, 1, 2]), descending=True)
    tensor([3, 2, 1])
    """
    x = _operand(x, "sort")
    axis = _axis(axis, x, "sort")
    return take_along_axis(x, _order(x, axis, descending), axis)
