"""Tensors among other libraries: NumPy's dispatch protocols."""

from __future__ import annotations

import functools

from tensorlab_c._tensor import Tensor, _register, is_grad_enabled
from tensorlab_c.memory_views import Flags, FlatIterator, swap_bytes
from tensorlab_c.printing import tensor_repr, tensor_str

__all__: list[str] = []

_namespace: dict = {}

_CO_GENERATOR = 0x20  # inspect.CO_GENERATOR: the module would be loaded for this alone

# functions of NumPy that change their first argument
_CHANGE_FIRST = {"copyto", "fill_diagonal", "place", "put", "put_along_axis", "putmask"}

# arguments of ufuncs that say what is so without them
UFUNC_DEFAULTS = {"casting": "same_kind", "order": "K", "subok": True, "signature": None, "sig": None}

# whose code may refuse an argument
_LIBRARIES = {"tensorlab", "tensorlab_c", "numpy", "scipy", "contextlib"}

# the arguments of ufuncs that our functions share
_UFUNC_ARGUMENTS = {"axis", "dtype", "initial", "keepdims", "out", "where"}


def bind(namespace: dict) -> None:
    """Makes the package's names the ones that methods and NumPy's dispatch look up."""
    _namespace.update(namespace)
    _namespace.update(
        _flags=Flags,
        _flatiter=FlatIterator,
        _swap_bytes=swap_bytes,
        _tensor_repr=tensor_repr,
        _tensor_str=tensor_str,
        _array_ufunc=array_ufunc,
        _array_function=array_function,
        _inside=inside,
        _deepcopy=deepcopy,
    )
    _register(_namespace)


def deepcopy(x, memo):
    import copy  # no other part of the package needs it

    return copy.deepcopy(x, memo)


def inside(mode, function):
    """`function` with `mode` (no_grad, enable_grad) around every call."""

    if getattr(getattr(function, "__code__", None), "co_flags", 0) & _CO_GENERATOR:

        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            return _driven(mode, function(*args, **kwargs))
    else:

        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            with mode():
                return function(*args, **kwargs)

    return wrapped


def _driven(mode, body):
    """The generator `body`, inside `mode` only while it runs itself, not while its caller holds a value."""
    step, argument = body.send, None
    while True:
        try:
            with mode():
                value = step(argument)
        except StopIteration as end:
            return end.value
        try:
            argument = yield value
            step = body.send
        except GeneratorExit:
            with mode():
                body.close()
            raise
        except BaseException as error:  # thrown in: for the body to handle
            step, argument = body.throw, error


class _Operands:
    """What NumPy gets in place of tensors: arrays on the same memory, in lists of our own.

    They are read-only where a change that the tape does not see would hurt gradients.
    """

    def __init__(self, args, kwargs):
        self.pairs = []  # (array, its tensor)
        self.args = [self._array(x) for x in args]
        self.kwargs = {k: self._array(v) for k, v in kwargs.items()}

    def _array(self, x):
        if isinstance(x, Tensor):
            a = x.numpy()
            if x.requires_grad:
                a.flags.writeable = False
            self.pairs.append((a, x))
            return a
        if isinstance(x, (tuple, list)):
            arrays = [self._array(item) for item in (*x,)]
            return tuple(arrays) if isinstance(x, tuple) else arrays
        return x

    def requires_grad(self, besides=()) -> bool:
        """Whether a gradient is wanted of an operand, other than those `besides`."""
        return is_grad_enabled() and any(
            t.requires_grad and all(t is not other for other in besides) for _, t in self.pairs
        )

    def tensor_of(self, array):
        """The tensor whose array NumPy filled and returned, or None."""
        return next((t for a, t in self.pairs if a is array), None)


def _is_floating(x) -> bool:
    if isinstance(x, (tuple, list)):
        return any(map(_is_floating, x))
    return getattr(getattr(x, "dtype", None), "kind", "") in ("f", "c", "V")  # V: ml_dtypes


def _changed(t: Tensor) -> None:
    """Counts a change that NumPy made in the tensor's memory, for whoever saved the values."""
    t[...] = t


def numpys(name, call, args, kwargs, changes_first=False):
    """NumPy's function on arrays; refused where that would lose a gradient without a word."""
    operands = _Operands(args, kwargs)
    out = kwargs.get("out")
    written = [*args[:changes_first], *(out if isinstance(out, tuple) else (out,))]
    if _is_floating(written) and operands.requires_grad(written):
        raise RuntimeError(
            f"{name}: the gradient would be lost in what NumPy fills; call it on x.detach(), or write it "
            f"with functions of tensorlab"
        )
    result = call(*operands.args, **operands.kwargs)
    if changes_first and args and isinstance(args[0], Tensor):
        _changed(args[0])
    several = isinstance(result, tuple)
    filled = [operands.tensor_of(r) for r in (result if several else (result,))]
    for t in filled:
        if t is not None and not t.requires_grad:
            _changed(t)
    if several and any(t is not None for t in filled):
        given = out if isinstance(out, tuple) else ()
        return tuple(_as_tensors(r, given) if t is None else t for r, t in zip(result, filled))
    if filled[0] is not None:
        return filled[0]
    if out is not None:  # NumPy makes a number of what it filled, when that has no axes
        outs = out if isinstance(out, tuple) else (out,)
        return out if not several and outs is not out else _as_tensors(result, outs)
    if _is_floating(result) and operands.requires_grad():
        raise RuntimeError(
            f"{name}: there is no such function of tensors, and through NumPy's the gradient would be lost; "
            f"call it on x.detach(), or write it with functions of tensorlab"
        )
    return _as_tensors(result, (*args, *kwargs.values()))


def _is_foreign(x) -> bool:
    """Whether an operand of a ufunc has its own answer, as xarray's arrays and masked arrays have."""
    if isinstance(x, Tensor) or not hasattr(x, "__array_ufunc__"):
        return False
    import numpy

    return type(x).__array_ufunc__ is not numpy.ndarray.__array_ufunc__


def wanted(kwargs):
    """The arguments of a ufunc that do not say what is so without them."""
    return {k: v for k, v in kwargs.items() if k not in UFUNC_DEFAULTS or v != UFUNC_DEFAULTS[k]}


def _our_ufunc(ufunc, method, kwargs):
    """Our function for a call of a ufunc, or None; `kwargs` become its arguments."""
    function = _namespace.get(ufunc.__name__)
    if method != "__call__":
        function = getattr(function, method, None)
    out = kwargs.get("out")
    if out is not None:
        if len(out) != 1 or not isinstance(out[0], Tensor):
            return None  # NumPy's own array is to be filled, or several are
        kwargs["out"] = out[0]
    return None if kwargs.keys() - _UFUNC_ARGUMENTS else function


def _is_the_callers(error) -> bool:
    """Whether a function of the caller's raised it, whose work would be done a second time."""
    inner = error.__traceback__.tb_next
    while inner is not None:
        if inner.tb_frame.f_globals.get("__name__", "").partition(".")[0] not in _LIBRARIES:
            return True
        inner = inner.tb_next
    return False


def array_ufunc(ufunc, method, inputs, kwargs):
    """``numpy.exp(tensor)``: our function of the name; a ufunc we lack runs on the memory as NumPy has it."""
    if any(map(_is_foreign, (*inputs, *kwargs.get("out", ())))):
        return NotImplemented
    ours = wanted(kwargs)
    function = _our_ufunc(ufunc, method, ours)
    if function is not None and _casts(inputs, kwargs.get("dtype")):
        try:
            return function(*inputs, **ours)
        except TypeError as error:  # of an argument that is not ours: NumPy does it, or says what is wrong
            if _is_the_callers(error):
                raise
    return numpys(ufunc.__name__, getattr(ufunc, method), inputs, kwargs, method == "at")


def _as_tensors(result, given):
    """NumPy's arrays and scalars as tensors where these hold them; arrays that the caller gave stay."""
    if isinstance(result, (tuple, list)):
        items = [_as_tensors(r, given) for r in result]
        return items if type(result) is list else getattr(type(result), "_make", tuple)(items)
    import numpy

    if not isinstance(result, (numpy.ndarray, numpy.generic)) or any(result is g for g in given):
        return result
    if type(result) is not numpy.ndarray and isinstance(result, numpy.ndarray):
        return result  # masked arrays and their like
    try:
        return _namespace["asarray"](result)
    except TypeError:  # text, dates, objects, records
        return result


def _casts(inputs, dtype) -> bool:
    """Whether a ufunc may compute in `dtype`; NumPy says what is wrong where not."""
    if dtype is None:
        return True
    import numpy

    return all(
        numpy.can_cast(numpy.dtype(x.dtype), numpy.dtype(dtype), "same_kind")
        for x in inputs if isinstance(x, Tensor)
    )  # fmt: skip


def array_function(func, args, kwargs):
    """``numpy.mean(tensor)``: our function of the name; what we lack gets NumPy arrays on the same memory."""
    function = None
    if func.__module__ in ("numpy", "numpy._core.multiarray"):
        function = _namespace.get(func.__name__)
    elif func.__module__ in ("numpy.linalg", "numpy.fft"):
        chapter = _namespace.get(func.__module__.removeprefix("numpy."))
        if func.__name__ in getattr(chapter, "__all__", ()):
            function = getattr(chapter, func.__name__)
    filled = kwargs.get("out")
    if func.__name__ == "copyto":
        filled = args[0] if args else kwargs.get("dst")
    if filled is not None and not isinstance(filled, Tensor):
        function = None  # NumPy's own array is to be filled
    if function is not None:
        try:
            return function(*args, **kwargs)
        except TypeError as error:  # of an argument that is not ours: NumPy does it, or says what is wrong
            if _is_the_callers(error):
                raise
    return numpys(func.__name__, func, args, kwargs, func.__name__ in _CHANGE_FIRST)
