# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Products of vectors, matrices and tensors."""
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport LONG_ROW, axis_index, deliver, is_complex, operand
from tensorlab_c._given cimport beside
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.dtypes cimport promoted_dtype
from tensorlab_c._tensor import in_dtype
from tensorlab_c.indexing import diagonal

__all__ = [
    "cross", "dot", "inner", "kron", "matmul", "matvec", "outer", "tensordot", "trace", "vdot", "vecdot", "vecmat",
]


cdef tuple two(object a, object b, object dtype, str function):
    """Both operands of a product, in the dtype asked for; numbers are read in the wider type that the two meet in."""
    if dtype is not None:
        return in_dtype(a, dtype, function), in_dtype(b, dtype, function)
    cdef Tensor x = operand(a, function), y = beside(b, x.v.dtype, function)
    return x if x is a else beside(a, y.v.dtype, function), y


def matmul(x1, x2, /, out=None, *, dtype=None):
    """The matrix product; the operator ``@``.

    Parameters
    ----------
    x1, x2 : array_like
        Matrices in the last two axes, the leading ones broadcast; a vector counts as a row left, as a column right.
    out : Tensor, optional
        Where the result goes.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes do not align, or an operand has no axes.

    Notes
    -----
    Accumulated in one order over the summed axis, whatever the number of threads.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.matmul(tl.array([[1, 2], [3, 4]]), tl.array([1, 1]))
    tensor([3, 7])
    """
    cdef Tensor x, y
    if isinstance(x1, Tensor) and isinstance(x2, Tensor) and out is None and dtype is None:
        return matrix_product(<Tensor> x1, <Tensor> x2, "matmul")
    x, y = two(x1, x2, dtype, "matmul")
    return deliver(matrix_product(x, y, "matmul"), out, "matmul")


def dot(a, b, out=None):
    """The sum of products over the last axis of `a` and the last but one of `b` (its only one, if a vector).

    Parameters
    ----------
    a, b : array_like
        Numbers multiply. Complex ones as they are: `vdot` and `vecdot` conjugate.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        With the other axes of `a`, then those of `b`.

    Raises
    ------
    ValueError
        When the sizes to be summed over differ.

    Notes
    -----
    Lecture row L30.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.dot(tl.array([1, 2, 3]), tl.array([[1, 10], [100, 1000], [10000, 100000]]))
    tensor([ 30201, 302010])
    """
    cdef Tensor x, y, r
    x, y = two(a, b, None, "dot")
    if 0 < x.v.ndim and 0 < y.v.ndim <= 2:
        r = matrix_product(x, y, "dot")
    elif x.v.ndim == 0 or y.v.ndim == 0:
        r = binary(TL_OP_multiply, x, y)
    else:
        r = contract(x, y, [x.v.ndim - 1], [y.v.ndim - 2], "dot")
    return r if out is None else deliver(r, out, "dot")


cdef Tensor contract(Tensor a, Tensor b, list ax, list bx, str function):
    """Sums over pairs of axes, as one matrix product: the other axes of `a` are its rows, those of `b` its columns."""
    cdef int64_t shape[64]
    cdef int64_t left[2]
    cdef int64_t right[2]
    cdef int order[64]
    cdef int n = 0, i, k
    cdef Tensor x, y
    for i, k in zip(ax, bx):
        if a.v.shape[i] != b.v.shape[k]:
            raise ValueError(
                f"{function}: shapes {a.shape} and {b.shape} do not align: {a.v.shape[i]} (axis {i}) != "
                f"{b.v.shape[k]} (axis {k})"
            )
    if a.v.ndim + b.v.ndim - 2 * len(ax) > 64:
        raise ValueError(f"{function}: the result of shapes {a.shape} and {b.shape} has more than 64 axes")
    left[0] = left[1] = right[1] = 1
    for i in range(a.v.ndim):
        if i not in ax:
            shape[n] = a.v.shape[i]
            left[0] *= shape[n]
            order[n] = i
            n += 1
    for k, i in enumerate(ax):
        order[n + k] = i
        left[1] *= a.v.shape[i]
    x = reshaped(permuted(a, order), 2, left)
    for k, i in enumerate(bx):
        order[k] = i
    k = len(bx)
    for i in range(b.v.ndim):
        if i not in bx:
            shape[n] = b.v.shape[i]
            right[1] *= shape[n]
            order[k] = i
            n += 1
            k += 1
    right[0] = left[1]
    y = reshaped(permuted(b, order), 2, right)
    return reshaped(matrix_product(x, y, function), n, shape)


def tensordot(a, b, axes=2):
    """The sum of products over pairs of axes.

    Parameters
    ----------
    a, b : array_like
    axes : int or (sequence of int, sequence of int)
        How many of the last of `a` with the first of `b`, or the axes of each.

    Returns
    -------
    Tensor
        With the other axes of `a`, then those of `b`.

    Raises
    ------
    ValueError
        When the sizes to be summed over differ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tensordot(tl.ones((2, 3, 4)), tl.ones((3, 4, 5))).shape
    (2, 5)
    """
    cdef Tensor x, y
    x, y = two(a, b, None, "tensordot")
    cdef list ax, bx
    if hasattr(axes, "__index__"):
        n = axes.__index__()
        if n < 0 or n > min(x.v.ndim, y.v.ndim):
            raise ValueError(f"tensordot: {n} axes of shapes {x.shape} and {y.shape}")
        ax, bx = list(range(x.v.ndim - n, x.v.ndim)), list(range(n))
    else:
        first, second = [k if isinstance(k, (tuple, list)) else (k,) for k in axes]
        ax = [axis_index(k, x.v.ndim, "tensordot") for k in first]
        bx = [axis_index(k, y.v.ndim, "tensordot") for k in second]
        if len(ax) != len(bx) or len(set(ax)) < len(ax) or len(set(bx)) < len(bx):
            raise ValueError(f"tensordot: axes {axes} are not pairs of different axes")
    return contract(x, y, ax, bx, "tensordot")


def inner(a, b):
    """The sum of products over the last axes.

    Parameters
    ----------
    a, b : array_like
        Numbers multiply. Complex ones as they are: `vdot` and `vecdot` conjugate.

    Returns
    -------
    Tensor
        With the other axes of `a`, then those of `b`.

    Raises
    ------
    ValueError
        When the sizes to be summed over differ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.inner(tl.array([1, 2, 3]), tl.array([0, 1, 0]))
    tensor(2)
    """
    cdef Tensor x, y
    x, y = two(a, b, None, "inner")
    if x.v.ndim == 0 or y.v.ndim == 0:
        return binary(TL_OP_multiply, x, y)
    return contract(x, y, [x.v.ndim - 1], [y.v.ndim - 1], "inner")


def vdot(a, b):
    """The sum of products of all elements in C order; of complex `a` the conjugates count.

    Parameters
    ----------
    a, b : array_like
        Of equal size.

    Returns
    -------
    Tensor
        With no axes.

    Raises
    ------
    ValueError
        When the sizes to be summed over differ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.vdot(tl.array([[1, 2], [3, 4]]), tl.array([[1, 0], [0, 1]]))
    tensor(5)
    """
    cdef Tensor x, y
    x, y = two(a, b, None, "vdot")
    x, y = x.ravel(), y.ravel()
    if is_complex(x) and is_complex(y) and x.numel == y.numel and x.numel:
        return vecdot(x, y)  # of x and x this is exactly real
    return matrix_product(conjugated(x), y, "vdot")


def vecdot(x1, x2, /, out=None, *, axis=-1, keepdims=False, dtype=None):
    """The sum of products along one axis, the others broadcast; of complex `x1` the conjugates count.

    Parameters
    ----------
    x1, x2 : array_like
    out : Tensor, optional
        Where the result goes.
    axis : int
        Counted from the end where the numbers of axes differ.
    keepdims : bool
        Leave the summed axis in place with size 1.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the sizes to be summed over differ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.vecdot(tl.array([[1, 2], [3, 4]]), tl.array([1, 10]))
    tensor([21, 43])
    """
    cdef Tensor x, y, r
    x, y = two(x1, x2, dtype, "vecdot")
    cdef int i, k
    if x.v.ndim == 0 or y.v.ndim == 0:
        raise ValueError(f"vecdot: operands need at least one axis, got shapes {x.shape} and {y.shape}")
    i, k = axis_index(axis, x.v.ndim, "vecdot"), axis_index(axis, y.v.ndim, "vecdot")
    if x.v.shape[i] != y.v.shape[k]:
        raise ValueError(
            f"vecdot: shapes {x.shape} and {y.shape} do not align: {x.v.shape[i]} (axis {i}) != "
            f"{y.v.shape[k]} (axis {k})"
        )
    if i == x.v.ndim - 1 and k == y.v.ndim - 1 and x.v.shape[i] >= LONG_ROW and (
            dtype_info[promoted_dtype(x.v.dtype, y.v.dtype)].kind == b"f"):
        x, y = get_item(x, (Ellipsis, None, slice(None))), get_item(y, (Ellipsis, None))
        r = get_item(matrix_product(x, y, "vecdot"), (Ellipsis, 0) if keepdims else (Ellipsis, 0, 0))
        return deliver(r, out, "vecdot")
    r = binary(TL_OP_multiply, conjugated(x), y)
    i = r.v.dtype
    r = cast(reduce(TL_OP_sum, r, <uint64_t> 1 << axis_index(axis, r.v.ndim, "vecdot"), keepdims), i)
    return deliver(r, out, "vecdot")


cdef int check_core(Tensor x, int least, Tensor y, int most, str function) except -1:
    if x.v.ndim < least or y.v.ndim < most:
        raise ValueError(
            f"{function}: needs a matrix and a vector in the last axes, got shapes {x.shape} and {y.shape}")
    return 0


def matvec(x1, x2, /, out=None, *, dtype=None):
    """The product of matrices and vectors.

    Parameters
    ----------
    x1 : array_like
        Matrices in the last two axes.
    x2 : array_like
        Vectors in the last axis; the other axes of both broadcast.
    out : Tensor, optional
        Where the result goes.
    dtype : dtype, optional
        What to compute in.

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
    >>> tl.matvec(tl.array([[1, 2], [3, 4]]), tl.array([[1, 0], [0, 1]]))
    tensor([[1, 3],
            [2, 4]])
    """
    cdef Tensor x, y, r
    x, y = two(x1, x2, dtype, "matvec")
    check_core(x, 2, y, 1, "matvec")
    if y.v.ndim == 1:
        return deliver(matrix_product(x, y, "matvec"), out, "matvec")
    r = matrix_product(x, <Tensor> get_item(y, (Ellipsis, None)), "matvec")
    return deliver(<Tensor> get_item(r, (Ellipsis, 0)), out, "matvec")


def vecmat(x1, x2, /, out=None, *, dtype=None):
    """The product of vectors and matrices; of complex vectors the conjugates count.

    Parameters
    ----------
    x1 : array_like
        Vectors in the last axis.
    x2 : array_like
        Matrices in the last two axes; the other axes of both broadcast.
    out : Tensor, optional
        Where the result goes.
    dtype : dtype, optional
        What to compute in.

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
    >>> tl.vecmat(tl.array([[1, 0], [0, 1]]), tl.array([[1, 2], [3, 4]]))
    tensor([[1, 2],
            [3, 4]])
    """
    cdef Tensor x, y, r
    x, y = two(x1, x2, dtype, "vecmat")
    check_core(x, 1, y, 2, "vecmat")
    x = conjugated(x)
    if x.v.ndim == 1:
        return deliver(matrix_product(x, y, "vecmat"), out, "vecmat")
    r = matrix_product(<Tensor> get_item(x, (Ellipsis, None, slice(None))), y, "vecmat")
    return deliver(<Tensor> get_item(r, (Ellipsis, 0, slice(None))), out, "vecmat")


def outer(a, b, out=None):
    """The product of every element of `a` with every one of `b`.

    Parameters
    ----------
    a, b : array_like
        Taken in C order.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of shape (a.size, b.size).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.outer(tl.array([1, 2]), tl.array([10, 100]))
    tensor([[ 10, 100],
            [ 20, 200]])
    """
    cdef Tensor x, y
    x, y = two(a, b, None, "outer")
    cdef int64_t shape[2]
    shape[0], shape[1] = x.numel, 1
    x = reshaped(x, 2, shape)
    shape[0], shape[1] = 1, y.numel
    return deliver(binary(TL_OP_multiply, x, reshaped(y, 2, shape)), out, "outer")


def trace(a, offset=0, axis1=0, axis2=1, dtype=None, out=None):
    """The sum over a diagonal of two axes.

    Parameters
    ----------
    a : array_like
        With at least two axes.
    offset : int
        Which diagonal; positive ones are above the main one.
    axis1, axis2 : int
        The axes that span the matrices.
    dtype : dtype, optional
        What to compute in.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `a` has fewer than two axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.trace(tl.array([[1, 2], [3, 4]]))
    tensor(5)
    """
    return apply_reduce(TL_OP_sum, diagonal(a, offset, axis1, axis2), -1, dtype, out, False, None, True)


def kron(a, b):
    """The Kronecker product: blocks of `b`, scaled by the elements of `a`.

    Parameters
    ----------
    a, b : array_like

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.kron(tl.array([1, 10]), tl.array([1, 2]))
    tensor([ 1,  2, 10, 20])
    """
    cdef Tensor x, y
    x, y = two(a, b, None, "kron")
    cdef int n = max(x.v.ndim, y.v.ndim), i
    cdef int64_t left[64]
    cdef int64_t right[64]
    if n > 32:
        raise ValueError(f"kron: {n} axes; at most 32 are possible")
    first = (1,) * (n - x.v.ndim) + shape_tuple(x)
    second = (1,) * (n - y.v.ndim) + shape_tuple(y)
    for i in range(n):
        left[2 * i], left[2 * i + 1] = first[i], 1
        right[2 * i], right[2 * i + 1] = 1, second[i]
    x = binary(TL_OP_multiply, reshaped(x, 2 * n, left), reshaped(y, 2 * n, right))
    for i in range(n):
        left[i] = <int64_t> first[i] * <int64_t> second[i]
    return reshaped(x, n, left)


def cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """The cross product of vectors of three components.

    Parameters
    ----------
    a, b : array_like
        Broadcast beside `axis`.
    axisa, axisb, axisc : int
        Where the components stand in `a`, `b` and the result.
    axis : int, optional
        All three of them, if given.

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
    >>> tl.cross(tl.array([1, 0, 0]), tl.array([0, 1, 0]))
    tensor([0, 0, 1])
    """
    cdef Tensor x, y
    x, y = two(a, b, None, "cross")
    from tensorlab_c.joining import stack
    from tensorlab_c.manipulation import moveaxis
    if axis is not None:
        axisa = axisb = axisc = axis
    axisa, axisb = axis_index(axisa, x.v.ndim, "cross"), axis_index(axisb, y.v.ndim, "cross")
    if x.v.shape[<int> axisa] != 3 or y.v.shape[<int> axisb] != 3:
        raise ValueError(
            f"cross: vectors need three components, got shapes {x.shape} along axis {axisa} "
            f"and {y.shape} along axis {axisb}"
        )
    x, y = moveaxis(x, axisa, 0), moveaxis(y, axisb, 0)
    cdef list p = [x[i, ...] for i in range(3)], q = [y[i, ...] for i in range(3)]
    axisc = axis_index(axisc, max(x.v.ndim, y.v.ndim), "cross")
    return stack([p[(i + 1) % 3] * q[(i + 2) % 3] - p[(i + 2) % 3] * q[(i + 1) % 3] for i in range(3)], axisc)
