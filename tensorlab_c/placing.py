"""Setting elements of a tensor, in place: recorded like any assignment."""

from __future__ import annotations

from tensorlab_c._operands import _axis, _operand, _under
from tensorlab_c._tensor import Tensor, _facts
from tensorlab_c.creation import arange, asarray
from tensorlab_c.dtypes import promote_types
from tensorlab_c.indexing import diagonal
from tensorlab_c.manipulation import broadcast_to, copyto, ravel, reshape
from tensorlab_c.places import _whole, unravel_index
from tensorlab_c.searching import flatnonzero

__all__ = ["fill_diagonal", "place", "put", "put_along_axis", "putmask"]


def _target(x, function: str) -> Tensor:
    if not isinstance(x, Tensor):
        raise TypeError(f"{function}: what is changed must be a tensor, got {type(x).__name__}")
    return x


def _values(x, t: Tensor, function: str, safe: bool = False) -> Tensor:
    """In the dtype of the tensor that they go into; `safe`: which must hold that of arrays."""
    if safe and hasattr(x, "dtype") and getattr(x, "ndim", 0):
        kind = _operand(x, function).dtype
        if promote_types(kind, t.dtype) is not t.dtype:
            raise TypeError(f"{function}: values of {kind} are not safely kept in a tensor of {t.dtype}")
    with _under(function):
        return asarray(x, dtype=t.dtype)


def _assign(t: Tensor, index, values, function: str) -> None:
    with _under(function):
        t[index] = values


def _set_flat(t: Tensor, places: Tensor, values: Tensor, function: str) -> None:
    """Sets elements that are numbered in C order; of several in one place the last stands."""
    if t.ndim == 1:
        _assign(t, places, values, function)
    elif not t.ndim:
        if places.size:
            _assign(t, ..., values if not values.ndim else values[-1], function)
    elif _facts(t)["C_CONTIGUOUS"] and not (t.requires_grad or values.requires_grad):
        _assign(t.reshape(-1), places, values, function)
    else:
        _assign(t, unravel_index(places, t.shape), values, function)


def _over_and_over(values: Tensor, count: int) -> Tensor:
    """As many as asked for, in C order; a single one broadcasts."""
    flat = ravel(values)
    if flat.size == count:
        return flat
    if flat.size == 1:
        return flat.reshape(())
    return flat[:count] if flat.size > count else flat[arange(count) % flat.size]


def put(a, ind, v, mode="raise") -> None:
    """Sets elements that are numbered in C order, in place.

    Parameters
    ----------
    a : Tensor
    ind : array_like of int
        Negative ones count from the end.
    v : array_like
        The values, over and over when there are too few; in the dtype of `a`.
    mode : {"raise", "wrap", "clip"}
        Indices out of range raise, are counted round and round, or name the nearest end: negative ones the
        first.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `a` is not a tensor, or the indices are not integers.
    IndexError
        When an index is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros((2, 2))
    >>> tl.put(x, [0, 3], [1.0, 2.0]); x
    tensor([[1., 0.],
            [0., 2.]])
    """
    t = _target(a, "put")
    if mode not in ("raise", "wrap", "clip"):
        raise ValueError(f"put: mode must be 'raise', 'wrap' or 'clip', got {mode!r}")
    places, values, n = ravel(_whole(ind, "put")), _values(v, t, "put"), t.size
    if not places.size or not values.size:
        return
    if not n:
        raise IndexError(f"put: a tensor of shape {t.shape} has no elements to set")
    if mode == "wrap":
        places = places % n
    elif mode == "clip":
        places = places.clip(0, n - 1)
    else:
        low, high = places.min().item(), places.max().item()
        if low < -n or high >= n:
            bad = low if low < -n else high
            raise IndexError(f"put: index {bad} is out of bounds for {n} elements of shape {t.shape}")
        if low < 0:
            places = places % n
    _set_flat(t, places, _over_and_over(values, places.size), "put")


def _mask(mask, t: Tensor, function: str) -> Tensor:
    """Booleans of the shape of `t`, from as many of any shape."""
    m = _operand(mask, function)
    if m.size != t.size:
        raise ValueError(f"{function}: mask of shape {m.shape} for an array of shape {t.shape}")
    return reshape(m if m.dtype.kind == "b" else m != 0, t.shape)


def place(arr, mask, vals) -> None:
    """Sets the elements where a mask is true, one after another, in place.

    Parameters
    ----------
    arr : Tensor
    mask : array_like of bool
        As many as elements.
    vals : array_like
        The first for the first place, and so on, over and over; in the dtype of `arr`.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `arr` is not a tensor.
    ValueError
        When there are not as many booleans as elements, or no values.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(6).reshape(2, 3)
    >>> tl.place(x, x > 2, [44, 55]); x
    tensor([[ 0,  1,  2],
            [44, 55, 44]])
    """
    t = _target(arr, "place")
    m, values = _mask(mask, t, "place"), _values(vals, t, "place", safe=True)
    if values.size == 1:
        _assign(t, m, values.reshape(()), "place")
        return
    count = int(m.sum())
    if not count:
        return
    if not values.size:
        raise ValueError(f"place: {count} elements are to be set, and there are no values")
    _assign(t, m, _over_and_over(values, count), "place")


def putmask(a, /, mask, values) -> None:
    """Sets the elements where a mask is true to the values at the same places, in place.

    Parameters
    ----------
    a : Tensor
    mask : array_like of bool
        As many as elements.
    values : array_like
        Over and over when there are too few; in the dtype of `a`.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `a` is not a tensor.
    ValueError
        When there are not as many booleans as elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(5)
    >>> tl.putmask(x, x > 1, [-33, -44]); x
    tensor([  0,   1, -33, -44, -33])
    """
    t = _target(a, "putmask")
    m, v = _mask(mask, t, "putmask"), _values(values, t, "putmask", safe=True)
    if not v.size:
        return
    if v.size == 1:
        _assign(t, m, v.reshape(()), "putmask")
    elif v.size == t.size:
        try:
            copyto(t, reshape(v, t.shape), where=m)
        except RuntimeError as error:
            raise RuntimeError(str(error).replace("copyto: ", "putmask: ", 1)) from None
    else:
        _assign(t, m, ravel(v)[flatnonzero(m) % v.size], "putmask")


def put_along_axis(arr, indices, values, axis) -> None:
    """Sets elements at indices that are given for every place beside an axis, in place.

    Parameters
    ----------
    arr : Tensor
    indices : array_like of int
        With as many axes as `arr`; the others broadcast.
    values : array_like
        Broadcast to the indices; in the dtype of `arr`.
    axis : int or None
        None sets among the elements in C order.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `arr` is not a tensor.
    ValueError
        When the numbers of axes differ.
    IndexError
        When an index is out of range, or not an integer.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[10, 30, 20], [60, 40, 50]])
    >>> tl.put_along_axis(x, tl.argmax(x, axis=1, keepdims=True), 99, axis=1); x
    tensor([[10, 99, 20],
            [99, 40, 50]])
    """
    function = "put_along_axis"
    t, at = _target(arr, function), _operand(indices, function)
    if at.dtype.kind not in "iu":
        raise IndexError(f"{function}: indices must be integers, got {at.dtype}")
    v = _values(values, t, function)
    if axis is None:
        if at.ndim != 1:
            raise ValueError(f"{function}: indices of shape {at.shape} with axis=None; one axis is meant")
        _spread(v, at.shape, function)
        _in_bounds(at, t.size, t, None, function)
        if at.size:
            _set_flat(t, _whole(at, function) % t.size, v, function)
        return
    k = _axis(axis, t, function)
    if at.ndim != t.ndim:
        raise ValueError(f"{function}: indices of shape {at.shape} for an array of shape {t.shape}")
    index = [reshape(arange(n), (n,) + (1,) * (t.ndim - i - 1)) for i, n in enumerate(t.shape)]
    index[k] = at
    _assign(t, tuple(index), v, function)


def _spread(v: Tensor, shape: tuple[int, ...], function: str) -> None:
    try:
        broadcast_to(v, shape)
    except ValueError:
        raise ValueError(f"{function}: values of shape {v.shape} do not broadcast to {shape}") from None


def _in_bounds(at: Tensor, n: int, t: Tensor, axis, function: str) -> None:
    if at.size and not -n <= (low := at.min().item()) <= (high := at.max().item()) < n:
        bad = low if low < -n else high
        raise IndexError(f"{function}: index {bad} is out of bounds for {n} elements of shape {t.shape}")


def fill_diagonal(a, val, wrap=False) -> None:
    """Sets the main diagonal, in place.

    Parameters
    ----------
    a : Tensor
        With at least two axes; of more than two all have one length.
    val : array_like
        The values, over and over when there are too few; in the dtype of `a`.
    wrap : bool
        Whether the diagonal starts again below, in a matrix with more rows than columns.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `a` is not a tensor.
    ValueError
        When it has fewer than two axes, or several of different lengths.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros((2, 2))
    >>> tl.fill_diagonal(x, 5); x
    tensor([[5., 0.],
            [0., 5.]])
    """
    t = _target(a, "fill_diagonal")
    if t.ndim < 2:
        raise ValueError(f"fill_diagonal: at least two axes are needed, got shape {t.shape}")
    if t.ndim > 2 and len(set(t.shape)) > 1:
        raise ValueError(f"fill_diagonal: the axes of shape {t.shape} must have one length")
    values = _values(val, t, "fill_diagonal")
    n = min(t.shape)
    if t.ndim == 2 and wrap and t.shape[0] > t.shape[1] + 1 and n:
        places = arange(0, t.size, t.shape[1] + 1)
        index = (places // t.shape[1], places % t.shape[1])
        count = places.size
    else:
        index, count = (arange(n),) * t.ndim, n
    if not count:
        return
    if not values.size:
        raise ValueError(f"fill_diagonal: {count} elements are to be set, and there are no values")
    values = _over_and_over(values, count)
    if count == n and t.ndim == 2 and not (t.requires_grad or values.requires_grad):
        _assign(diagonal(t), ..., values, "fill_diagonal")
    else:
        _assign(t, index, values, "fill_diagonal")
