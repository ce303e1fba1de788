"""Universal functions: functions of elements as objects that can do more than be called, as NumPy's ufuncs.

A fold or a running fold that has a function of its own is that function, with its gradient; NumPy does the
others on the same memory, which is refused where a gradient would be lost.
"""

from __future__ import annotations

import functools
import math

from tensorlab_c._operands import _operand, _under
from tensorlab_c._tensor import Tensor, _folds, _ufunc, _universal, is_grad_enabled
from tensorlab_c.creation import asarray
from tensorlab_c.dtypes import can_cast

__all__ = ["ufunc"]

ufunc = _ufunc
ufunc.__doc__ = """The type of functions of elements, which have more to them than being called.

Functions of two operands fold axes (`reduce`, `accumulate`, `reduceat`), meet every element of one array with
every one of another (`outer`), and change elements at indices (`at`).

Examples
--------
>>> import tensorlab as tl
>>> isinstance(tl.add, tl.ufunc), tl.add.nin, tl.add.identity
(True, 2, 0)
>>> tl.add([1, 2], 0.5, out=tl.zeros(2, dtype=tl.int64), casting="unsafe")
tensor([1, 2])
"""

# The functions of elements; all have one result but those.
_TWO_RESULTS = ("divmod", "frexp", "modf")
_NAMES = (
    *_TWO_RESULTS,
    "abs", "absolute", "acos", "acosh", "add", "arccos", "arccosh", "arcsin", "arcsinh", "arctan",
    "arctan2", "arctanh", "asin", "asinh", "atan", "atan2", "atanh", "bitwise_and", "bitwise_count",
    "bitwise_invert", "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift",
    "bitwise_xor", "cbrt", "ceil", "conj", "conjugate", "copysign", "cos", "cosh", "deg2rad", "degrees",
    "divide", "equal", "exp", "exp2", "expm1", "fabs", "float_power", "floor", "floor_divide", "fmax",
    "fmin", "fmod", "gcd", "greater", "greater_equal", "heaviside", "hypot", "invert", "isfinite",
    "isinf", "isnan", "lcm", "ldexp", "left_shift", "less", "less_equal", "log", "log10", "log1p", "log2",
    "logaddexp", "logaddexp2", "logical_and", "logical_not", "logical_or", "logical_xor", "maximum",
    "minimum", "mod", "multiply", "negative", "nextafter", "not_equal", "positive", "pow", "power",
    "rad2deg", "radians", "reciprocal", "remainder", "right_shift", "rint", "sign", "signbit", "sin",
    "sinh", "spacing", "sqrt", "square", "subtract", "tan", "tanh", "true_divide", "trunc",
)  # fmt: skip

_FOLDS = _folds()  # add: sum
_RUNNING_FOLDS = {"add": "cumsum", "multiply": "cumprod"}
_IDENTITIES = {
    **dict.fromkeys(("add", "bitwise_or", "bitwise_xor", "gcd", "hypot"), 0),
    **dict.fromkeys(("logaddexp", "logaddexp2"), -math.inf),
    "bitwise_and": -1, "logical_and": True, "logical_or": False, "logical_xor": False, "multiply": 1,
}  # fmt: skip
_NUMPYS = {"abs": "absolute"}  # names of ufuncs where ours differ


def install(modules) -> None:
    """Puts universal functions in place of the modules' functions of elements, one for all names of each."""
    public = [(module, name, getattr(module, name)) for module in modules for name in module.__all__]
    made = {id(builtin): _universal(builtin) for builtin in {f for _, name, f in public if name in _NAMES}}
    for module, name, function in public:
        if id(function) in made:
            setattr(module, name, made[id(function)])


# ---- what is told about a function -------------------------------------------------------------------------
def _property(function):
    setattr(_ufunc, function.__name__, property(function))


def _method(function):
    @functools.wraps(function)
    def method(self, *args, **kwargs):
        if not isinstance(self, _ufunc):
            raise TypeError(f"{function.__name__}: expected a ufunc to take it of, got {type(self).__name__}")
        return function(self, *args, **kwargs)

    setattr(_ufunc, function.__name__, method)
    return method


@_property
def nin(self) -> int:
    """How many operands there are."""
    return self.__text_signature__.partition("/")[0].count("x")


@_property
def nout(self) -> int:
    """How many results there are."""
    return 2 if self.__name__ in _TWO_RESULTS else 1


@_property
def nargs(self) -> int:
    """How many operands and results there are."""
    return self.nin + self.nout


@_property
def identity(self):
    """The operand that changes no other; None where there is none."""
    return _IDENTITIES.get(self.__name__)


@_property
def signature(self) -> None:
    """None: what is computed of single elements."""
    return None


# ---- many elements -----------------------------------------------------------------------------------------
def _reduction(name: str):
    """The function that folds with the one of this name, or None."""
    import tensorlab_c

    return getattr(tensorlab_c, _FOLDS[name]) if name in _FOLDS else None


def _of_two(self, method: str) -> str:
    """The name of what is called, for errors."""
    if self.nin != 2 or self.nout != 1:
        raise ValueError(f"{self.__name__}.{method}: only functions of two operands and one result have it")
    return f"{self.__name__}.{method}"


def _by_numpy(self, method: str, *args, **given):
    import numpy

    from tensorlab_c.interop import numpys

    found = getattr(getattr(numpy, _NUMPYS.get(self.__name__, self.__name__)), method)
    name = f"{self.__name__}.{method}".removesuffix(".__call__")
    with _under(name):
        return numpys(name, found, args, given, method == "at")


@_method
def _choosing(self, *args, **given):
    """A call with an argument that the builtin refuses; NumPy does it unless that says what is so anyway."""
    from tensorlab_c.interop import UFUNC_DEFAULTS, wanted

    kept = wanted(given)
    if kept.get("out") is ...:  # an array in any case, as all results are
        del kept["out"]
    if kept.keys() & UFUNC_DEFAULTS:
        return _by_numpy(self, "__call__", *args, **kept)
    return self.__wrapped__(*args, **kept)


@_method
def reduce(self, array, axis=0, dtype=None, out=None, keepdims=False, initial=..., where=True):
    """The elements folded along an axis: ``f(f(f(a[0], a[1]), a[2]), ...)``.

    Parameters
    ----------
    array : array_like
    axis : int or tuple of int, optional
        The axes that are folded; all when None.
    dtype : dtype, optional
        What to compute in.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the folded axes with size 1.
    initial : number, optional
        What the fold starts from; with None from its first element, which there must be.
    where : array_like of bool
        The elements that count.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For functions that do not take two operands.
    RuntimeError
        When a gradient would be lost: by all but the folds that are functions of their own, as `sum`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.add.reduce([[1, 2], [3, 4]])
    tensor([4, 6])
    """
    name = _of_two(self, "reduce")
    given = {"axis": axis, "out": out, "keepdims": keepdims, "where": where}
    if initial is None:
        shape = _operand(array, name).shape
        if 0 in shape:
            import tensorlab_c

            with _under(name):  # max, too, needs a first element
                tensorlab_c.max(tensorlab_c.zeros(shape), axis=axis)
    elif initial is not ...:
        given["initial"] = initial
    fold = _reduction(self.__name__)
    if fold is None or (fold.__name__ in ("any", "all") and ("initial" in given or dtype is not None)):
        return _by_numpy(self, "reduce", _operand(array, name), dtype=dtype, **given)
    if fold.__name__ in ("sum", "prod"):
        given["dtype"] = dtype
    elif dtype is not None:
        array = _operand(array, name).astype(dtype, copy=False)
    return fold(array, **given)


@_method
def accumulate(self, array, axis=0, dtype=None, out=None):
    """All steps of a fold along an axis.

    Parameters
    ----------
    array : array_like
    axis : int
        The axis that is folded.
    dtype : dtype, optional
        What to compute in.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of the shape of `array`.

    Raises
    ------
    ValueError
        For functions that do not take two operands.
    RuntimeError
        When a gradient would be lost: all but `add` and `multiply`, which are `cumsum` and `cumprod`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.maximum.accumulate([1, 3, 2, 5])
    tensor([1, 3, 3, 5])
    """
    import tensorlab_c

    name = _of_two(self, "accumulate")
    array = _operand(array, name)
    if not array.ndim:
        raise TypeError(f"{name}: an array without axes has nothing to accumulate along")
    if self.__name__ in _RUNNING_FOLDS:
        fold = getattr(tensorlab_c, _RUNNING_FOLDS[self.__name__])
        return fold(array, axis=axis, dtype=dtype, out=out)
    return _by_numpy(self, "accumulate", array, axis=axis, dtype=dtype, out=out)


@_method
def reduceat(self, array, indices, axis=0, dtype=None, out=None):
    """Slices of an axis folded, each from one index to the next.

    Parameters
    ----------
    array : array_like
    indices : array_like of int
        Where slices begin. One that does not lie before the next stands for its element alone.
    axis : int
        The axis that is folded.
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
        For functions that do not take two operands.
    IndexError
        When an index lies outside.
    RuntimeError
        When a gradient would be lost.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.add.reduceat([1, 2, 3, 4], [0, 2])
    tensor([3, 7])
    """
    name = _of_two(self, "reduceat")
    return _by_numpy(self, "reduceat", _operand(array, name), indices, axis=axis, dtype=dtype, out=out)


@_method
def outer(self, a, b, /, **given):
    """The function of every element of one array with every element of another.

    Parameters
    ----------
    a, b : array_like
    **given
        What the function itself takes by name.

    Returns
    -------
    Tensor
        Of the shape of `a`, followed by that of `b`.

    Raises
    ------
    ValueError
        For functions that do not take two operands.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.subtract.outer([1, 2], [10, 20, 30])
    tensor([[ -9, -19, -29],
            [ -8, -18, -28]])
    """
    if self.nin != 2:
        raise ValueError(f"{self.__name__}.outer: only functions of two operands have it")
    a, b = _operand(a, f"{self.__name__}.outer"), _operand(b, f"{self.__name__}.outer")
    return self(a.reshape(a.shape + (1,) * b.ndim), b, **given)


@_method
def at(self, a, indices, b=None, /) -> None:
    """The function in place at indices, also where one occurs several times: ``a[indices] += b`` adds once.

    Parameters
    ----------
    a : Tensor or ndarray
        What is changed.
    indices : array_like of int or bool, slice, or tuple of them
    b : array_like, optional
        The second operand, broadcast to the elements; for functions of one there is none.

    Raises
    ------
    TypeError
        When `a` is no tensor, or the result does not fit its dtype.
    IndexError
        When an index lies outside.
    RuntimeError
        When a gradient would be lost; `index_add` has one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros(3)
    >>> tl.add.at(x, [0, 0, 2], 1.0)
    >>> x
    tensor([2., 0., 1.])
    """
    name = f"{self.__name__}.at"
    if hasattr(type(a), "__array_finalize__"):  # an array of NumPy's, changed where it is
        with _under(name):
            a = asarray(a, copy=False)
    if not isinstance(a, Tensor):
        raise TypeError(f"{name}: what is changed must be a tensor, got {type(a).__name__}")
    if is_grad_enabled() and (a.requires_grad or getattr(b, "requires_grad", False)):
        raise RuntimeError(
            f"{name}: the gradient would be lost; use tl.index_add, or call it under tl.no_grad()"
        )
    operands = (a,) if b is None else (a, _operand(b, name))
    if len(operands) == self.nin and self.nout == 1:  # else NumPy says what is wrong
        dtype = self(*(x.detach().reshape(-1)[:0] for x in operands)).dtype
        if not can_cast(dtype, a.dtype, "same_kind"):
            raise TypeError(f"{name}: the result is {dtype}, which does not become {a.dtype} in place")
    _by_numpy(self, "at", a, indices, *operands[1:])
