"""NumPy's names, called with PyTorch's arguments: what `_naming` puts behind them."""

from __future__ import annotations

import functools
import math

import tensorlab_c as _c
from tensorlab_c._operands import _axes, _axis, _is_number, _operand, _under
from tensorlab_c._spelled import Picked
from tensorlab_c._tensor import Tensor
from tensorlab_c.choosing import _lines, _moment, _picked
from tensorlab_c.spellings import _check_device

__all__: list[str] = []


def _called(name: str):
    """Makes a function that is called in place of the one of this name; NumPy's `axis` is its `dim`."""

    def under_its_name(function):
        @functools.wraps(function)
        def called(*args, **kwargs):
            if "axis" in kwargs:
                if "dim" in kwargs:
                    raise TypeError(f"{name}: argument 'axis' is given twice, as 'axis' and as 'dim'")
                kwargs["dim"] = kwargs.pop("axis")
            with _under(name):
                return function(*args, **kwargs)

        function.__name__ = function.__qualname__ = called.__name__ = called.__qualname__ = name
        return called

    return under_its_name


def _by_numpy(name: str):
    """NumPy's function of this name, for arguments that ours lacks; a gradient is refused."""

    def function(*args, **given):
        import numpy

        from tensorlab_c.interop import numpys

        with _under(name):
            return numpys(name, getattr(numpy, name), args, given)

    return function


def _some_lines(input, dim, function: str) -> tuple[Tensor, int, bool]:
    """What `_lines` gives, along an axis that has elements."""
    x, axis, single = _lines(input, dim, function)
    if not x.shape[axis]:
        raise ValueError(f"{function}: axis {dim} of shape {x.shape} is empty")
    return x, axis, single


def _extreme(name: str):
    """`max` or `min` with `dim`: elements and where they are."""

    @_called(name)
    def extreme(input, dim=None, keepdim=False):
        if dim is None:
            return getattr(_c, name)(input, keepdims=keepdim)
        x, axis, single = _some_lines(input, dim, name)
        indices = getattr(_c, f"arg{name}")(x.detach(), axis=axis, keepdims=True)
        return _picked(x, indices, axis, keepdim and not single)

    return extreme


@_called("median")
def _median(input, dim=None, keepdim=False) -> Picked | Tensor:
    """The lower of the two in the middle, or nan, and where it is."""
    if dim is None:
        return _c.median(input, keepdims=keepdim)
    x, axis, single = _some_lines(input, dim, "median")
    middle = (x.shape[axis] - 1) // 2
    indices = _c.take(_c.argsort(x.detach(), axis=axis), [middle], axis=axis)
    unknown = _c.isnan(x.detach())
    first = _c.argmax(unknown, axis=axis, keepdims=True)
    indices = _c.where(_c.any(unknown, axis=axis, keepdims=True), first, indices)
    return _picked(x, indices, axis, keepdim and not single)


@_called("nanmedian")
def _nanmedian(input, dim=None, keepdim=False) -> Picked | Tensor:
    """The lower of the two in the middle of those that are not nan, and where it is."""
    if dim is None:
        return _c.nanmedian(input, keepdims=keepdim)
    x, axis, single = _some_lines(input, dim, "nanmedian")
    known = x.shape[axis] - _c.sum(_c.isnan(x.detach()), axis=axis, keepdims=True)
    middle = _c.maximum((known - 1) // 2, 0)
    indices = _c.take_along_axis(_c.argsort(x.detach(), axis=axis), middle, axis)
    return _picked(x, indices, axis, keepdim and not single)


@_called("sort")
def _sort(input, dim=-1, descending=False, stable=False) -> Picked:
    """The elements in order, and where they were."""
    x, axis, single = _lines(input, dim, "sort")
    indices = _c.argsort(x.detach(), axis=axis, descending=descending)
    return _picked(x, indices, axis, not single)


@_called("std")
def _std(input, dim=None, unbiased=True, keepdim=False, *, correction=None) -> Tensor:
    return _moment("std", input, dim, unbiased, keepdim, correction)


@_called("var")
def _var(input, dim=None, unbiased=True, keepdim=False, *, correction=None) -> Tensor:
    return _moment("var", input, dim, unbiased, keepdim, correction)


@_called("nonzero")
def _nonzero(input, *, as_tuple=False):
    return _c.nonzero(input) if as_tuple else _c.argwhere(input)


@_called("searchsorted")
def _searchsorted(sorted_sequence, input, *, right=False, out_int32=False, side=None, sorter=None) -> Tensor:
    """Of one vector, or row by row of as many."""
    table, side = _operand(sorted_sequence, "searchsorted"), side or ("right" if right else "left")
    if table.ndim < 2:
        places = _c.searchsorted(sorted_sequence, input, side, sorter)
        return places.astype("int32") if out_int32 else places
    x = _operand(input, "searchsorted")
    if x.shape[:-1] != table.shape[:-1] or not x.ndim:
        raise ValueError(f"searchsorted: rows of shapes {table.shape} and {x.shape} do not go together")
    if sorter is not None:
        table = _c.take_along_axis(table, _operand(sorter, "searchsorted"), -1)
    count = math.prod(x.shape[:-1])
    rows = zip(table.reshape((count, table.shape[-1])), x.reshape((count, x.shape[-1])), strict=True)
    found = [_c.searchsorted(row, values, side) for row, values in rows] if x.size else []
    places = _c.stack(found).reshape(x.shape) if found else _c.zeros(x.shape, dtype="int64")
    return places.astype("int32") if out_int32 else places


@_called("logspace")
def _logspace(
    start, end, steps, base=10.0, *, dtype=None, device=None, requires_grad=False, layout=None
) -> Tensor:
    _check_device(device, "logspace")
    made = _c.logspace(start, end, steps, base=base, dtype=dtype)
    if requires_grad:
        made.requires_grad = True
    return made


@_called("squeeze")
def _squeeze(input, dim):
    """A view without the axes that have size 1 among those that are named."""
    x = _operand(input, "squeeze")
    if dim is None:
        return _c.squeeze(x)
    axes = {_axis(k, x, "squeeze") for k in ((dim,) if _is_number(dim) else dim)} if x.ndim else ()
    return _c.squeeze(x, tuple(k for k in axes if x.shape[k] == 1))


@_called("transpose")
def _transposed(input, dim0, dim1):
    """A view with two axes exchanged."""
    return _c.swapaxes(input, dim0, dim1)


@_called("gradient")
def _gradient(input, *, spacing=None, dim=None, edge_order=1) -> tuple[Tensor, ...]:
    """One for each axis, also of one axis; `spacing` is a number, or holds one or places for each."""
    steps = spacing if isinstance(spacing, (tuple, list)) else () if spacing is None else (spacing,)
    found = _c.gradient(input, *steps, axis=_axes(dim), edge_order=edge_order)
    return found if isinstance(found, tuple) else (found,)


@_called("argsort")
def _argsort(input, dim=-1, descending=False, stable=False) -> Tensor:
    x, axis, single = _lines(input, dim, "argsort")
    order = _c.argsort(x, axis=axis, descending=descending, stable=stable)
    return order[0] if single else order


def _quantile(name: str):
    """Quantiles along `dim`; of a number, which NumPy's have no axis of, that number."""

    @_called(name)
    def quantile(input, q, dim=None, **named):
        x = _operand(input, name)
        axis = None if not x.ndim and dim in (0, -1) else _axes(dim)
        return getattr(_c, name)(x, q, axis=axis, **named)

    return quantile


def _scaled(name: str):
    """`add` and `subtract` with a factor."""

    @_called(name)
    def scaled(input, other, *, alpha=1, out=None):
        return getattr(_c, name)(input, other if alpha == 1 else _c.multiply(other, alpha), out=out)

    return scaled


def _scaled_in_place(name: str):
    @_called(f"{name}_")
    def scaled(self, other, *, alpha=1):
        return getattr(_c, name)(self, other if alpha == 1 else _c.multiply(other, alpha), out=self)

    return scaled


@_called("arange")
def _range(*behind, start, **named):
    """`arange` whose first argument has its name, and is not the end when it is alone."""
    if behind or not named.keys() & {"stop", "end"}:
        raise TypeError("arange: start is given by name, and stop is not")
    return _c.arange(start, **named)


def _tiled(input, *sizes, **named):
    raise TypeError(
        f"repeat: NumPy's repeats each element along one axis, PyTorch's tensors: write tl.tile(x, {sizes})"
    )


def _sized(name: str):
    """`zeros` and its kin with sizes one by one."""

    @_called(name)
    def sized(*size, **options):
        return getattr(_c, name)(tuple(size), **options)

    return sized
