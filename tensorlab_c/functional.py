"""Functions applied element by element, or line by line, in Python."""

from __future__ import annotations

import math
import re

from tensorlab_c._operands import _axis, _operand, _under
from tensorlab_c._tensor import Tensor, is_grad_enabled
from tensorlab_c.creation import asarray, empty
from tensorlab_c.dtypes import _beyond_numpy
from tensorlab_c.joining import stack
from tensorlab_c.manipulation import (
    broadcast_arrays,
    broadcast_shapes,
    broadcast_to,
    expand_dims,
    moveaxis,
    ravel,
    reshape,
    transpose,
)
from tensorlab_c.places import _dtype, _integer, ndindex

__all__ = ["apply_along_axis", "apply_over_axes", "vectorize"]


def _recorded(tensors) -> bool:
    return is_grad_enabled() and any(t.requires_grad for t in tensors)


def _joined(results: list[Tensor], shape: tuple[int, ...]) -> Tensor:
    """Results of one shape, as the rows of an array whose first axes have `shape`; recorded."""
    kind = results[0].dtype
    rows = stack([r.astype(kind, copy=False) for r in results])
    return reshape(rows, (*shape, *results[0].shape))


def apply_along_axis(func1d, axis, arr, *args, **kwargs) -> Tensor:
    """What a function makes of every line along an axis.

    Parameters
    ----------
    func1d : callable
        Called with a tensor with one axis; its results are of one shape.
    axis : int
    arr : array_like
    *args, **kwargs
        More arguments of the function.

    Returns
    -------
    Tensor
        With the axes of a result in place of `axis`, and the dtype of the first.

    Raises
    ------
    ValueError
        When there are no lines.

    Notes
    -----
    A loop in Python: functions of whole arrays with ``axis=`` are much faster.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.apply_along_axis(lambda v: v[0] + v[-1], 1, tl.array([[1, 2, 3], [4, 5, 6]]))
    tensor([ 4, 10])
    """
    t = _operand(arr, "apply_along_axis")
    k = _axis(axis, t, "apply_along_axis")
    lines = moveaxis(t, k, -1)
    shape = lines.shape[:-1]
    if 0 in shape:
        raise ValueError(f"apply_along_axis: there are no lines along axis {k} of shape {t.shape}")
    rows = reshape(lines, (math.prod(shape), t.shape[k]))
    return _along(func1d, rows, shape, k, args, kwargs)


def _fitted(result: Tensor, shape: tuple[int, ...]) -> Tensor:
    try:
        return broadcast_to(result, shape)
    except ValueError:
        raise ValueError(
            f"apply_along_axis: results of shapes {shape} and {result.shape}, which do not fit together"
        ) from None


def _along(func1d, rows: Tensor, shape: tuple[int, ...], k: int, args, kwargs) -> Tensor:
    found, buffer, first = [], None, None
    for i, row in enumerate(rows):
        result = _operand(func1d(row, *args, **kwargs), "apply_along_axis")
        if first is None:
            first = result
        elif result.shape != first.shape:
            result = _fitted(result, first.shape)
        if buffer is None and not found and not _recorded((result,)):
            buffer = empty((len(rows), *first.shape), first.dtype)
        if buffer is None:
            found.append(result)
        elif _recorded((result,)):  # the first ones were constants
            found, buffer = [*buffer[:i], result], None
        else:
            buffer[i] = result
    whole = _joined(found, shape) if buffer is None else reshape(buffer, (*shape, *first.shape))
    n, m = len(shape), first.ndim
    order = [*range(k), *range(n, n + m), *range(k, n)]
    return transpose(whole, order) if order != [*range(n + m)] else whole


def apply_over_axes(func, a, axes) -> Tensor:
    """What a function of an array and an axis makes of one axis after another.

    Parameters
    ----------
    func : callable
        ``func(x, axis)``, a sum say; an axis that it takes away is put back with size 1.
    a : array_like
    axes : int or sequence of int

    Returns
    -------
    Tensor
        With as many axes as `a`.

    Raises
    ------
    ValueError
        When a result has neither as many axes nor one less.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.apply_over_axes(tl.sum, tl.ones((2, 3, 4)), [0, 2])
    tensor([[[8.],
             [8.],
             [8.]]])
    """
    value = _operand(a, "apply_over_axes")
    n = value.ndim
    several = isinstance(axes, (tuple, list)) or getattr(axes, "ndim", 0)
    for axis in (*axes,) if several else (axes,):
        k = _integer(axis, "an axis", "apply_over_axes")
        k = k + n if k < 0 else k
        result = _operand(func(value, k), "apply_over_axes")
        if result.ndim != value.ndim:
            result = expand_dims(result, k)
            if result.ndim != value.ndim:
                raise ValueError(
                    f"apply_over_axes: the function made shape {result.shape} of {value.shape} along {k}"
                )
        value = result
    return value


# ---- element by element ------------------------------------------------------------------------------------
_NAME = r"\w+"
_CORE = rf"\((?:{_NAME}(?:,{_NAME})*)?\)"
_SIGNATURE = rf"{_CORE}(?:,{_CORE})*->{_CORE}(?:,{_CORE})*"


def _parsed(signature: str) -> list[list[tuple[str, ...]]]:
    """The names of the axes that a function takes and gives: of each argument and result."""
    text = re.sub(r"\s+", "", signature)
    if not re.fullmatch(_SIGNATURE, text):
        raise ValueError(f"vectorize: {signature!r} is no signature such as '(m,n),(n)->(m)'")
    return [[tuple(re.findall(_NAME, part)) for part in re.findall(_CORE, side)] for side in text.split("->")]


def _kinds(otypes):
    """The dtypes of results; text has a letter for each."""
    if otypes is None:
        return None
    if not isinstance(otypes, (str, tuple, list)):
        raise ValueError(f"vectorize: otypes must be text or a list of dtypes, got {otypes!r}")
    import numpy

    try:
        return [_dtype(numpy.dtype(x)) if isinstance(otypes, str) else _dtype(x) for x in (*otypes,)]
    except TypeError as error:
        raise ValueError(f"vectorize: otypes {otypes!r}: {error}") from None


def _scalar(t: Tensor):
    """The first element in its own precision: NumPy's scalar, where NumPy has the dtype."""
    first = t[(0,) * t.ndim]
    return first if _beyond_numpy(t.dtype) else first.numpy()[()]


class vectorize:
    """A function of numbers as one of arrays, which are broadcast.

    Parameters
    ----------
    pyfunc : callable
        Of Python numbers, or of tensors without axes where gradients are recorded. Without it the result is a
        decorator.
    otypes : str or list of dtype, optional
        The dtypes of the results; those of a first call, with the first elements, when None.
    doc : str, optional
        The docstring; that of `pyfunc` when None.
    excluded : set, optional
        Names and places of arguments that are handed on as they are.
    cache : bool
        Use the result of that first call, rather than make it twice.
    signature : str, optional
        The axes of arrays that the function takes and gives, ``"(m,n),(n)->(m)"``.

    Raises
    ------
    ValueError
        When it is called with no elements and without `otypes`.

    Notes
    -----
    A loop in Python: functions of whole arrays are much faster.

    Examples
    --------
    >>> import tensorlab as tl
    >>> difference = tl.vectorize(lambda a, b: a - b if a > b else a + b)
    >>> difference([1, 2, 3, 4], 2)
    tensor([3, 4, 1, 2])
    """

    def __init__(
        self, pyfunc=None, otypes=None, doc=None, excluded=None, cache=False, signature=None
    ):  # fmt: skip
        if pyfunc is not None and not callable(pyfunc):
            raise TypeError("vectorize: the function must be callable; as a decorator it takes names only")
        self.pyfunc, self.cache, self.signature, self._doc = None, cache, signature, doc
        self.otypes = _kinds(otypes)
        self.excluded = set(excluded or ())
        self._axes = None if signature is None else _parsed(signature)
        if doc is not None:
            self.__doc__ = doc
        if pyfunc is not None:
            self._bind(pyfunc)

    def _bind(self, pyfunc) -> None:
        self.pyfunc = pyfunc
        if hasattr(pyfunc, "__name__"):
            self.__name__ = pyfunc.__name__
        if self._doc is None:
            self.__doc__ = getattr(pyfunc, "__doc__", None)

    def __call__(self, *args, **kwargs):
        if self.pyfunc is None:  # a decorator with options
            self._bind(*args, **kwargs)
            return self
        places = [i for i in range(len(args)) if i not in self.excluded]
        names = [name for name in kwargs if name not in self.excluded]
        function, given = self.pyfunc, [args[i] for i in places]
        if names or len(places) < len(args) or len(names) < len(kwargs):
            given += [kwargs[name] for name in names]
            function = self._rest_fixed(list(args), dict(kwargs), places, names)
        if self._axes is not None:
            return self._lines(function, given)
        if not given:
            return function()
        return self._elements(function, [_operand(x, "vectorize") for x in given])

    def _rest_fixed(self, args: list, kwargs: dict, places: list[int], names: list[str]):
        """The function of those arguments that are not excluded."""

        def function(*values):
            for i, value in zip(places, values):
                args[i] = value
            kwargs.update(zip(names, values[len(places) :]))
            return self.pyfunc(*args, **kwargs)

        return function

    def _elements(self, function, tensors: list[Tensor]):
        try:
            spread = broadcast_arrays(*tensors)
        except ValueError as error:
            raise ValueError(f"vectorize: {str(error).partition(': ')[2]}") from None
        shape, kinds, waiting, several = spread[0].shape, self.otypes, [], None
        recorded = _recorded(tensors)
        if kinds is None:
            if not spread[0].size:
                raise ValueError("vectorize: without elements otypes must be given")
            first = function(*(t[(0,) * t.ndim] if recorded else _scalar(t) for t in tensors))
            several = isinstance(first, tuple)
            kinds = [_operand(x, "vectorize").dtype for x in (first if several else (first,))]
            waiting = [first] if self.cache else []
        elif len(kinds) > 1:
            several = True
        rows = zip(*(ravel(t) if recorded else ravel(t).tolist() for t in spread))
        columns = self._columns(function, rows, waiting, len(kinds), bool(several))
        made = tuple(self._array(c, kind, shape) for c, kind in zip(columns, kinds))
        return made if several else made[0]

    @staticmethod
    def _columns(function, rows, waiting: list, count: int, several: bool) -> list[list]:
        """What every call gave, one list for each result."""
        found = []
        for row in rows:
            found.append(waiting.pop() if waiting else function(*row))
        if not several:
            return [found]
        for result in found:
            if not isinstance(result, tuple) or len(result) != count:
                raise ValueError(f"vectorize: {count} results are expected, the function gave {result!r}")
        return [[result[i] for result in found] for i in range(count)]

    @staticmethod
    def _array(values: list, kind, shape: tuple[int, ...]) -> Tensor:
        if _recorded(v for v in values if isinstance(v, Tensor)):
            return reshape(stack([_operand(v, "vectorize").astype(kind, copy=False) for v in values]), shape)
        with _under("vectorize"):
            return reshape(asarray(values, dtype=kind) if values else empty(0, kind), shape)

    # ---- with a signature
    def _lines(self, function, given: list):
        """The function of arrays with the axes that the signature names, over all others."""
        taken, made = self._axes
        if len(given) != len(taken):
            raise TypeError(f"vectorize: {self.signature} takes {len(taken)} arguments, got {len(given)}")
        tensors, sizes = [_operand(x, "vectorize") for x in given], {}
        for t, names in zip(tensors, taken):
            if t.ndim < len(names):
                raise ValueError(f"vectorize: shape {t.shape} has not the axes {names} of {self.signature}")
            self._note(sizes, t.shape[t.ndim - len(names) :], names)
        with _under("vectorize"):
            lead = broadcast_shapes(*(t.shape[: t.ndim - len(names)] for t, names in zip(tensors, taken)))
        spread = [
            broadcast_to(t, (*lead, *(sizes[name] for name in names))) for t, names in zip(tensors, taken)
        ]
        columns: list[list[Tensor]] = [[] for _ in made]
        for index in ndindex(*lead):
            results = function(*(t[(*index, ...)] for t in spread))
            results = results if isinstance(results, tuple) else (results,)
            if len(results) != len(made):
                raise ValueError(f"vectorize: {self.signature} gives {len(made)} results, got {len(results)}")
            for column, x, names in zip(columns, results, made):
                t = _operand(x, "vectorize")
                if t.ndim < len(names):
                    raise ValueError(f"vectorize: a result of shape {t.shape} has not the axes {names}")
                self._note(sizes, t.shape[t.ndim - len(names) :], names)
                column.append(t)
        found = tuple(self._together(c, i, lead, sizes) for i, c in enumerate(columns))
        return found if len(found) > 1 else found[0]

    def _note(self, sizes: dict[str, int], shape: tuple[int, ...], names: tuple[str, ...]) -> None:
        """The size of every axis that has a name is one."""
        for name, n in zip(names, shape):
            if sizes.setdefault(name, n) != n:
                raise ValueError(f"vectorize: {name} of {self.signature} has sizes {sizes[name]} and {n}")

    def _together(self, column: list[Tensor], i: int, lead: tuple[int, ...], sizes: dict[str, int]) -> Tensor:
        names = self._axes[1][i]
        if not column:
            if self.otypes is None:
                raise ValueError("vectorize: without elements otypes must be given")
            if any(name not in sizes for name in names):
                raise ValueError(f"vectorize: without elements the sizes of the axes {names} are not known")
            return empty((*lead, *(sizes[name] for name in names)), self.otypes[i])
        if self.otypes is not None:
            column = [t.astype(self.otypes[i], copy=False) for t in column]
        shape = tuple(sizes[name] for name in names)
        return _joined([broadcast_to(t, shape) if t.shape != shape else t for t in column], lead)
