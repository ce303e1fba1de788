"""Products and diagonals of ``tl.linalg``.

As the array API standard has them: of matrices in the last two axes, where their namesakes in ``tl`` follow
NumPy and take the first two.
"""

from __future__ import annotations

from tensorlab_c._operands import _beside, _operand
from tensorlab_c._spelled import _also
from tensorlab_c._tensor import Tensor
from tensorlab_c.indexing import diagonal as _diagonal
from tensorlab_c.products import cross as _cross
from tensorlab_c.products import outer as _outer
from tensorlab_c.products import trace as _trace

__all__ = ["cross", "diagonal", "outer", "trace"]


@_also(dim="axis")
def cross(x1, x2, /, *, axis=-1) -> Tensor:
    """The cross product of vectors of three components.

    Parameters
    ----------
    x1, x2 : array_like
        Broadcast beside `axis`.
    axis : int
        Where the components stand.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When there are not three components.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.cross(tl.array([1, 0, 0]), tl.array([0, 1, 0]))
    tensor([0, 0, 1])
    """
    return _cross(x1, x2, axis=axis)


def diagonal(x, /, *, offset=0, dim1=-2, dim2=-1) -> Tensor:
    """The diagonals of matrices.

    Parameters
    ----------
    x : array_like
        Matrices in the last two axes; `tl.diagonal` takes the first two, as NumPy's.
    offset : int
        Which diagonal; positive ones are above the main one.
    dim1, dim2 : int
        Other axes, as in PyTorch.

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
    return _diagonal(_two_axes(x, "diagonal"), offset, dim1, dim2)


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
