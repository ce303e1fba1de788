"""New arrays from parts of others: blocks, insertions, selections."""

from __future__ import annotations

import math

from tensorlab_c._operands import _axis, _is_number, _operand, _under
from tensorlab_c._tensor import Tensor, _into
from tensorlab_c.creation import arange, array, asarray, copy, empty, full, zeros_like
from tensorlab_c.indexing import take
from tensorlab_c.joining import concatenate, stack, vstack
from tensorlab_c.manipulation import broadcast_shapes, broadcast_to, moveaxis, ravel, reshape
from tensorlab_c.places import _sizes
from tensorlab_c.rearranging import tile
from tensorlab_c.searching import argmax, flatnonzero, where
from tensorlab_c.sorting import argsort
from tensorlab_c.standard import result_type

__all__ = [
    "block", "choose", "compress", "delete", "extract", "insert", "piecewise", "resize", "row_stack",
    "select", "trim_zeros",
]  # fmt: skip

_NUMBERS = (bool, int, float, complex)
row_stack = vstack


# ---- joining and cutting -----------------------------------------------------------------------------------
def block(arrays) -> Tensor:
    """An array from nested lists of blocks: the innermost stand side by side along the last axis.

    Parameters
    ----------
    arrays : nested list of array_like

    Returns
    -------
    Tensor
        A copy.

    Raises
    ------
    ValueError
        When the shapes do not fit, the lists are not nested equally deep, or one is empty.
    TypeError
        For tuples, which stand for nothing here.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.block([[tl.eye(2), tl.zeros((2, 1))], [tl.ones((1, 3))]])
    tensor([[1., 0., 0.],
            [0., 1., 0.],
            [1., 1., 1.]])
    """
    tree, depth = _tree(arrays, "arrays")
    axes = max(depth, *(t.ndim for t in _leaves(tree))) if depth else 0
    return _assembled(tree, 0, depth, axes) if depth else copy(tree)


def _tree(x, where_: str):
    """The blocks as tensors in lists of our own, and how deep these are."""
    if isinstance(x, tuple):
        raise TypeError(f"block: {where_} is a tuple; only lists hold blocks")
    if not isinstance(x, list):
        return _operand(x, "block"), 0
    items = (*x,)
    if not items:
        raise ValueError(f"block: {where_} is an empty list")
    found = [_tree(item, f"{where_}[{i}]") for i, item in enumerate(items)]
    depths = {depth for _, depth in found}
    if len(depths) > 1:
        raise ValueError(f"block: the lists in {where_} are not nested equally deep: {sorted(depths)}")
    return [tree for tree, _ in found], depths.pop() + 1


def _leaves(tree):
    if isinstance(tree, list):
        for part in tree:
            yield from _leaves(part)
    else:
        yield tree


def _assembled(tree, level: int, depth: int, axes: int) -> Tensor:
    if level == depth:
        return array(tree, copy=None, ndmin=axes)
    parts = [_assembled(part, level + 1, depth, axes) for part in tree]
    with _under("block"):
        return concatenate(parts, level - depth)


def _kept(arr, obj, axis, function: str):
    """The array, the axis counted from the front, its length, and the index as it is meant."""
    t = _operand(arr, function)
    if axis is None:
        t, axis = (t if t.ndim == 1 else ravel(t)), -1
    k = _axis(axis, t, function)
    n = t.shape[k]
    if isinstance(obj, slice):
        return t, k, n, arange(*obj.indices(n), dtype="int64")
    index = _operand(obj, function)
    if not index.size and not isinstance(obj, Tensor):
        index = index.astype("int64")
    return t, k, n, index


def _single(index: Tensor, n: int, most: int, k: int, shape, function: str) -> int:
    i = index.item()
    if not -n <= i <= most:
        raise IndexError(f"{function}: index {i} is out of bounds for axis {k} of shape {shape}")
    return i + n if i < 0 else i


def _part(t: Tensor, k: int, start, stop) -> Tensor:
    return t[(slice(None),) * k + (slice(start, stop),)]


def delete(arr, obj, axis=None) -> Tensor:
    """An array without some of its slices along an axis.

    Parameters
    ----------
    arr : array_like
    obj : int, slice or array_like
        Which: integers, or booleans along the axis.
    axis : int, optional
        None counts the elements in C order.

    Returns
    -------
    Tensor
        A copy.

    Raises
    ------
    IndexError
        When an index is out of bounds.
    ValueError
        When there are not as many booleans as elements along the axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.delete(tl.array([[1, 2], [3, 4], [5, 6]]), 1, axis=0)
    tensor([[1, 2],
            [5, 6]])
    """
    t, k, n, index = _kept(arr, obj, axis, "delete")
    if index.dtype.kind == "b":
        if index.shape != (n,):
            raise ValueError(f"delete: {index.shape} booleans for axis {k} of shape {t.shape}, not ({n},)")
        return take(t, flatnonzero(~index), k)
    if index.dtype.kind not in "iu":
        raise IndexError(f"delete: the index must be integers or booleans, got {index.dtype}")
    if index.size == 1 and not isinstance(obj, slice):
        i = _single(index, n, n - 1, k, t.shape, "delete")
        return concatenate((_part(t, k, 0, i), _part(t, k, i + 1, n)), k)
    if not index.size:
        return copy(t)
    keep = full(n, True)
    with _under("delete"):
        keep[index] = False
    return take(t, flatnonzero(keep), k)


def insert(arr, obj, values, axis=None) -> Tensor:
    """An array with more slices along an axis.

    Parameters
    ----------
    arr : array_like
    obj : int, slice or array_like
        Before which elements they go: integers, or booleans along the axis.
    values : array_like
        What goes there, broadcast; in the dtype of `arr`.
    axis : int, optional
        None counts the elements in C order.

    Returns
    -------
    Tensor
        A copy.

    Raises
    ------
    IndexError
        When an index is out of bounds.
    ValueError
        When the shapes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.insert(tl.array([1, 2, 3]), 1, 9)
    tensor([1, 9, 2, 3])
    >>> tl.insert(tl.array([[1, 2], [3, 4]]), [0, 2], [[7], [8]], axis=1)
    tensor([[7, 1, 2, 7],
            [8, 3, 4, 8]])
    """
    t, k, n, index = _kept(arr, obj, axis, "insert")
    if index.dtype.kind == "b":
        if index.ndim != 1:
            raise ValueError(f"insert: booleans must be an array with one axis, got shape {index.shape}")
        index = flatnonzero(index)
        if index.size and index[-1].item() > n:
            raise IndexError(f"insert: index {index[-1].item()} is out of bounds for axis {k} of {t.shape}")
    elif index.dtype.kind not in "iu":
        raise IndexError(f"insert: the index must be integers or booleans, got {index.dtype}")
    elif index.ndim > 1:
        raise ValueError(f"insert: the index must have at most one axis, got shape {index.shape}")
    new = _operand(values, "insert")
    with _under("insert"):
        new = array(new.astype(t.dtype, copy=False), copy=None, ndmin=t.ndim)
    if index.size == 1:
        i = _single(index, n, n, k, t.shape, "insert")
        if index.ndim == 0:
            new = moveaxis(new, 0, k)
        return _inserted_at(t, k, i, new)
    if not index.size and not isinstance(obj, slice):
        return copy(t)
    return _inserted(t, k, index, new)


def _inserted_at(t: Tensor, k: int, i: int, new: Tensor) -> Tensor:
    """With `new` before one place, as long as it is along the axis."""
    if new.ndim > t.ndim:
        raise ValueError(f"insert: values of shape {new.shape} for an array of shape {t.shape}")
    new = _spread(new, (*t.shape[:k], new.shape[k], *t.shape[k + 1 :]))
    return concatenate((_part(t, k, 0, i), new, _part(t, k, i, None)), k)


def _spread(t: Tensor, shape: tuple[int, ...]) -> Tensor:
    try:
        return broadcast_to(t, shape)
    except ValueError:
        raise ValueError(f"insert: values of shape {t.shape} do not broadcast to {shape}") from None


def _inserted(t: Tensor, k: int, index: Tensor, new: Tensor) -> Tensor:
    """With slices before several places, between which those of the array keep their order."""
    n, m = t.shape[k], index.size
    for i in (index.min().item(), index.max().item()) if m else ():
        if not -n <= i <= n:
            raise IndexError(f"insert: index {i} is out of bounds for axis {k} of shape {t.shape}")
    new = _spread(new, (*t.shape[:k], m, *t.shape[k + 1 :]))
    places = index.astype("int64")
    places = where(places < 0, places + n, places)
    before: tuple = (slice(None),) * k
    if (places[1:] < places[:-1]).any():
        order = argsort(places, stable=True)  # what goes to one place stays in order
        places, new = places[order], new[(*before, order)]
    at, old = places + arange(m), full(n + m, True)
    old[at] = False
    out = empty((*t.shape[:k], n + m, *t.shape[k + 1 :]), dtype=t.dtype)
    out[(*before, at)] = new
    out[(*before, old)] = t
    return out


def resize(a, new_shape) -> Tensor:
    """The elements in C order under another shape, over and over when there are too few.

    Parameters
    ----------
    a : array_like
    new_shape : int or tuple of int

    Returns
    -------
    Tensor
        A copy; zeros when there are no elements.

    Raises
    ------
    ValueError
        For negative sizes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.resize(tl.array([1, 2, 3]), (2, 4))
    tensor([[1, 2, 3, 1],
            [2, 3, 1, 2]])
    """
    sizes = _sizes(new_shape, "resize")
    t = ravel(_operand(a, "resize"))
    count = math.prod(sizes)
    if not t.size:
        return zeros_like(t, shape=sizes)
    if count <= t.size:
        return reshape(copy(t[:count]), sizes)
    whole, rest = divmod(count, t.size)
    parts = [tile(t, whole)] if whole > 1 else [t]
    return reshape(concatenate([*parts, t[:rest]]) if rest else parts[0], sizes)


def trim_zeros(filt, trim="fb", axis=None):
    """An array without the zeros at its ends.

    Parameters
    ----------
    filt : array_like
    trim : str
        "f" for the front, "b" for the back, "fb" for both.
    axis : int or tuple of int, optional
        Along which slices of zeros alone are left away; None for all.

    Returns
    -------
    Tensor or sequence
        A view; of a list or tuple of numbers a part of it, as NumPy has it.

    Raises
    ------
    ValueError
        For another `trim`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.trim_zeros(tl.array([0, 0, 1, 0, 2, 0]))
    tensor([1, 0, 2])
    """
    ends = trim.lower() if isinstance(trim, str) else None
    if ends not in ("fb", "bf", "b", "f"):
        raise ValueError(f"trim_zeros: trim must be 'f', 'b' or 'fb', got {trim!r}")
    given = type(filt)((*filt,)) if type(filt) in (list, tuple) else filt
    t = _operand(given, "trim_zeros")
    if axis is None:
        axes = {*range(t.ndim)}
    else:
        axes = {_axis(k, t, "trim_zeros") for k in (axis if isinstance(axis, (tuple, list)) else (axis,))}
    if not axes:
        return filt
    full, index, empty_ = t.detach() != 0, [], not bool((t.detach() != 0).any())
    for k in range(t.ndim):
        others = tuple(i for i in range(t.ndim) if i != k)
        if k not in axes:
            index.append(slice(None))
        elif empty_:
            index.append(slice(0, 0))
        else:
            there = full.any(axis=others) if others else full
            start = int(argmax(there)) if "f" in ends else None
            stop = t.shape[k] - int(argmax(there[::-1])) if "b" in ends else None
            index.append(slice(start, stop))
    return given[index[0]] if t.ndim == 1 else t[tuple(index)]


# ---- selecting ---------------------------------------------------------------------------------------------
def compress(condition, a, axis=None, out=None) -> Tensor:
    """The slices along an axis for which a condition holds.

    Parameters
    ----------
    condition : array_like of bool
        With one axis; slices beyond it are left away.
    a : array_like
    axis : int, optional
        None takes from the elements in C order.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the condition has not one axis.
    IndexError
        When it holds beyond the end of the axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.compress([False, True], tl.array([[1, 2], [3, 4]]), axis=0)
    tensor([[3, 4]])
    """
    holds, t = _operand(condition, "compress"), _operand(a, "compress")
    if holds.ndim != 1:
        raise ValueError(f"compress: the condition must have one axis, got shape {holds.shape}")
    if axis is None and t.ndim != 1:
        t = ravel(t)
    k = 0 if axis is None else _axis(axis, t, "compress")
    if out is None and holds.size == t.shape[k] and t.ndim == 1:
        return t[holds if holds.dtype.kind == "b" else holds != 0]
    with _under("compress"):
        return take(t, flatnonzero(holds), k, out)


def extract(condition, arr) -> Tensor:
    """The elements for which a condition holds, in C order.

    Parameters
    ----------
    condition : array_like of bool
    arr : array_like
        Of the same size.

    Returns
    -------
    Tensor
        With one axis.

    Raises
    ------
    IndexError
        When the condition holds beyond the end.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [3, 4]])
    >>> tl.extract(x % 2 == 0, x)
    tensor([2, 4])
    """
    with _under("extract"):
        return compress(ravel(_operand(condition, "extract")), ravel(_operand(arr, "extract")))


def choose(a, choices, out=None, mode="raise") -> Tensor:
    """From several arrays, at every place an element of the one whose number stands there.

    Parameters
    ----------
    a : array_like of int
        The numbers.
    choices : sequence of array_like
        Broadcast against each other and `a`; of one array its slices along the first axis.
    out : Tensor, optional
        Where the result goes.
    mode : {"raise", "wrap", "clip"}
        Numbers out of range raise, are counted round and round, or name the first or last.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When a number is out of range, or the shapes do not broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.choose([2, 0], [[1, 2], [3, 4], [5, 6]])
    tensor([5, 2])
    """
    index = _operand(a, "choose")
    if mode not in ("raise", "wrap", "clip"):
        raise ValueError(f"choose: mode must be 'raise', 'wrap' or 'clip', got {mode!r}")
    if index.dtype.kind not in "iub":
        raise TypeError(f"choose: the numbers must be integers, got {index.dtype}")
    if not hasattr(choices, "__iter__"):
        raise TypeError(f"choose: choices must be a sequence of arrays, got {type(choices).__name__}")
    parts = [x if type(x) in _NUMBERS else _operand(x, "choose") for x in (*choices,)]
    n = len(parts)
    if not n:
        raise ValueError("choose: at least one array to choose from is needed")
    kind = getattr(parts[0], "dtype", None)
    if kind is None or any(getattr(p, "dtype", None) is not kind for p in parts):
        kind = result_type(*(p if type(p) in _NUMBERS else p.dtype for p in parts))
    if index.dtype.name not in ("int64", "uint64"):
        index = index.astype("int64")
    if mode != "raise":
        index = index % n if mode == "wrap" else index.clip(0, n - 1)
    elif index.size and not 0 <= (low := index.min().item()) <= (high := index.max().item()) < n:
        bad = low if low < 0 else high
        raise ValueError(f"choose: number {bad} is out of range for {n} arrays to choose from")
    index = index.astype("int64", copy=False)
    with _under("choose"):
        parts = [asarray(p, dtype=kind) for p in parts]
        shape = broadcast_shapes(index.shape, *(p.shape for p in parts))
    if all(not p.ndim for p in parts):
        result = take(stack(parts), index)
    elif n == 2:
        result = where(index, parts[1], parts[0])
    else:
        result = _chosen(index, parts, shape)
    return _into(out, result, "choose")


def _chosen(index: Tensor, parts: list[Tensor], shape: tuple[int, ...]) -> Tensor:
    if len(parts) <= 8:
        result = broadcast_to(parts[0], shape)
        for i, part in enumerate(parts[1:], 1):
            result = where(index == i, part, result)
        return copy(result) if len(parts) == 1 else result
    flat = concatenate([ravel(broadcast_to(p, shape)) for p in parts])
    size = math.prod(shape)
    return reshape(take(flat, ravel(broadcast_to(index, shape)) * size + arange(size)), shape)


def select(condlist, choicelist, default=0) -> Tensor:
    """At every place the element of the first array whose condition holds there.

    Parameters
    ----------
    condlist : sequence of array_like of bool
    choicelist : sequence of array_like
        As many; all broadcast against each other.
    default : array_like
        Where no condition holds.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When there are not as many arrays as conditions, or none.
    TypeError
        When a condition is not boolean.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(6)
    >>> tl.select([x < 2, x > 3], [x, x ** 2], 42)
    tensor([ 0,  1, 42, 42, 16, 25])
    """
    if _is_number(choicelist):
        raise TypeError("select: conditions and arrays are lists; a place of an axis is x.select(dim, index)")
    holds, given = (*condlist,), (*choicelist,)
    if len(holds) != len(given):
        raise ValueError(f"select: {len(holds)} conditions for {len(given)} arrays to choose from")
    if not holds:
        raise ValueError("select: at least one condition is needed")
    holds = [_operand(x, "select") for x in holds]
    for i, h in enumerate(holds):
        if h.dtype.kind != "b":
            raise TypeError(f"select: condition {i} is {h.dtype}; conditions must be bool")
    items = [x if type(x) in _NUMBERS else _operand(x, "select") for x in (*given, default)]
    kind = result_type(*(x if type(x) in _NUMBERS else x.dtype for x in items))
    with _under("select"):
        items = [asarray(x, dtype=kind) for x in items]
        shape = broadcast_shapes(*(t.shape for t in (*holds, *items)))
    result = broadcast_to(items[-1], shape)
    for h, x in zip(holds[::-1], items[-2::-1]):
        result = where(h, x, result)
    return result if result.shape == shape else copy(broadcast_to(result, shape))


def piecewise(x, condlist, funclist, *args, **kw) -> Tensor:
    """A function by pieces: where each condition holds, what its function makes of the elements there.

    Parameters
    ----------
    x : array_like
    condlist : array_like of bool, or sequence of them
        Each of the shape of `x`, or of its first axes; where several hold the last counts.
    funclist : sequence of callable or number
        One for each condition, and perhaps one for where none holds, which is else 0. Functions are called
        with the elements in one row.
    *args, **kw
        More arguments of the functions.

    Returns
    -------
    Tensor
        Of the shape and dtype of `x`.

    Raises
    ------
    ValueError
        When there are not as many functions as conditions, or one more, or the conditions differ in shape.
    IndexError
        When these are not of the shape of `x` or of its first axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-2.0, 1.0, 3.0])
    >>> tl.piecewise(x, [x < 0, x >= 2], [lambda v: -v, 7, 0.5])
    tensor([2. , 0.5, 7. ])
    """
    t = _operand(x, "piecewise")
    functions = (*funclist,)
    holds = _conditions(condlist, t)
    n = len(holds)
    if len(functions) == n + 1:
        any_ = holds[0]
        for h in holds[1:]:
            any_ = any_ | h
        holds = [~any_, *holds]
        functions = (functions[-1], *functions[:-1])
    elif len(functions) != n:
        raise ValueError(
            f"piecewise: with {n} conditions, {n} or {n + 1} functions are expected, got {len(functions)}"
        )
    result = zeros_like(t.detach())
    for h, f in zip(holds, functions):
        if not callable(f):
            result[h] = f
            continue
        some = t[h]
        if some.size:
            result[h] = f(some, *args, **kw)
    return result


def _conditions(condlist, t: Tensor) -> list[Tensor]:
    """Each as booleans that index `t`; what is not a sequence of arrays is one condition."""
    single = not isinstance(condlist, (list, tuple)) and not getattr(condlist, "ndim", 0)
    items = (condlist,) if single else (*condlist,)
    if items and t.ndim and not single and type(items[0]) is not list and not getattr(items[0], "ndim", 0):
        items = (items,)  # one condition, as a list of booleans
    holds = []
    for c in items:
        h = _operand(c, "piecewise")
        holds.append(h if h.dtype.kind == "b" else h != 0)
    if not holds:
        raise ValueError("piecewise: at least one condition is needed")
    first = holds[0].shape
    for h in holds:
        if h.shape != first:
            raise ValueError(f"piecewise: conditions of shapes {first} and {h.shape}; all must have one")
    if first != t.shape[: len(first)]:
        raise IndexError(f"piecewise: conditions of shape {first} for an array of shape {t.shape}")
    return holds
