"""Tensors among other libraries: NumPy's dispatch protocols and NumPy's printing."""

from __future__ import annotations

import functools

from tensorlab_c._tensor import Tensor, _register, is_grad_enabled

__all__: list[str] = []

_namespace: dict = {}

# numpy.add.reduce(x) and its kin
_REDUCTIONS = {
    "add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min", "logical_and": "all",
    "logical_or": "any",
}  # fmt: skip

_CO_GENERATOR = 0x20  # inspect.CO_GENERATOR: the module would be loaded for this alone

# the arguments of ufuncs that our functions share
_UFUNC_ARGUMENTS = {"axis", "dtype", "initial", "keepdims", "out", "where"}


def bind(namespace: dict) -> None:
    """Makes the package's names the ones that methods and NumPy's dispatch look up."""
    _namespace.update(namespace)
    _namespace.update(
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


def _to_numpy(x):
    """Arrays on the same memory; read-only where a change that the tape does not see would hurt gradients."""
    if isinstance(x, Tensor):
        a = x.numpy()
        if x.requires_grad:
            a.flags.writeable = False
        return a
    if isinstance(x, (tuple, list)):
        return type(x)(map(_to_numpy, x))
    return x


def _requires_grad(x) -> bool:
    if isinstance(x, (tuple, list)):
        return any(map(_requires_grad, x))
    return isinstance(x, Tensor) and x.requires_grad


def _is_floating(x) -> bool:
    if isinstance(x, (tuple, list)):
        return any(map(_is_floating, x))
    return getattr(getattr(x, "dtype", None), "kind", "") in ("f", "c")


def _numpys(name, call, args, kwargs):
    """NumPy's function on arrays; refused where that would lose a gradient without a word."""
    result = call(*map(_to_numpy, args), **{k: _to_numpy(v) for k, v in kwargs.items()})
    given = [*args, *kwargs.values()]
    if "out" not in kwargs and _is_floating(result) and is_grad_enabled() and _requires_grad(given):
        raise RuntimeError(
            f"{name}: there is no such function of tensors, and through NumPy's the gradient would be lost; "
            f"call it on x.detach(), or write it with functions of tensorlab"
        )
    return result


def array_ufunc(ufunc, method, inputs, kwargs):
    """``numpy.exp(tensor)``: our function of the name; a ufunc we lack runs on the memory as NumPy has it."""
    function = None
    if method == "__call__":
        function = _namespace.get(ufunc.__name__)
    elif method == "reduce" and ufunc.__name__ in _REDUCTIONS:
        function = _namespace.get(_REDUCTIONS[ufunc.__name__])
        kwargs = {"axis": kwargs.pop("axis", 0), **kwargs}
    out = kwargs.get("out")
    if out is not None and not all(isinstance(o, Tensor) for o in out):
        function = None  # NumPy's own array is to be filled
    if kwargs.keys() - _UFUNC_ARGUMENTS:
        function = None
    if function is None:
        result = _numpys(ufunc.__name__, getattr(ufunc, method), inputs, kwargs)
        return out[0] if out is not None and isinstance(out[0], Tensor) else result
    if out is not None:
        kwargs["out"] = out[0]
    return function(*inputs, **kwargs)


def array_function(func, args, kwargs):
    """``numpy.mean(tensor)``: our function of the name; what we lack gets NumPy arrays on the same memory."""
    function = _namespace.get(func.__name__)
    filled = kwargs.get("out")
    if func.__name__ == "copyto":
        filled = args[0] if args else kwargs.get("dst")
    if filled is not None and not isinstance(filled, Tensor):
        function = None  # NumPy's own array is to be filled
    if func.__module__ in ("numpy", "numpy._core.multiarray") and function is not None:
        try:
            return function(*args, **kwargs)
        except TypeError:
            pass  # an argument that is not ours: NumPy does it, or says what is wrong
    return _numpys(func.__name__, func, args, kwargs)


def tensor_str(t: Tensor) -> str:
    """As NumPy prints the array."""
    return str(t.numpy())


def tensor_repr(t: Tensor) -> str:
    """NumPy's repr with ``tensor(`` for ``array(``, and what autograd knows.

    As in NumPy, what the values do not tell follows them, on a line of its own when the last one is full.
    """
    import numpy

    options = numpy.get_printoptions()
    name = type(t).__name__ if type(t) is not Tensor else "tensor"
    prefix = f"{name}("
    values = prefix + numpy.array2string(t.numpy(), separator=", ", prefix=prefix, suffix=")")
    extra = []
    if t.size > options["threshold"] or (not t.size and t.shape != (0,)):
        extra.append(f"shape={t.shape}")
    if t.dtype.name not in ("float64", "int64", "bool") or not t.size:
        extra.append(f"dtype={t.dtype.name}")
    if t.requires_grad and name == "tensor":
        extra.append("requires_grad=True")
    if not extra:
        return values + ")"
    rest = ", ".join(extra) + ")"
    last_line = len(values) - values.rfind("\n")  # with the comma to come
    fits = last_line + 1 + len(rest) <= options["linewidth"]
    return f"{values}," + (" " if fits else "\n" + " " * len(prefix)) + rest
