"""Differentiation of functions: `grad`, `value_and_grad`, and the check of gradients against differences."""

from __future__ import annotations

import functools
from _thread import _local
from collections.abc import Callable, Sequence

from tensorlab_c._tensor import Tensor, _track, enable_grad, gradients, no_grad
from tensorlab_c.anomaly import _watched
from tensorlab_c.creation import asarray, zeros_like

__all__ = ["grad", "gradcheck", "value_and_grad"]

_running = _local()  # .depth: transforms running in this thread; inner ones must be differentiable themselves


def value_and_grad(function: Callable, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable:
    """A function that returns `function`'s value and its gradient.

    Parameters
    ----------
    function : callable
        Takes tensors, returns a tensor of one element (first of a pair with `has_aux`).
    argnums : int or sequence of int
        Which arguments to differentiate with respect to.
    has_aux : bool
        `function` returns ``(value, anything)``.

    Returns
    -------
    callable
        With the arguments of `function`; returns ``(value, gradient)``, the gradient a tuple when `argnums`
        is a sequence.

    Raises
    ------
    TypeError
        When `argnums` are not integers, an argument to differentiate is not floating, or the result is not a
        tensor.
    ValueError
        When `argnums` names no argument, or the result has not one element.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.value_and_grad(lambda x: (x * x).sum())(tl.array([1.0, 2.0]))
    (tensor(5.), tensor([2., 4.]))
    """
    return _differentiated(function, argnums, has_aux, "value_and_grad")


def _wanted(function: Callable, argnums: int | Sequence[int], name: str) -> tuple[int, ...]:
    """The checked numbers of the arguments to differentiate with respect to."""
    if not callable(function):
        raise TypeError(f"{name}: expected a function, got {type(function).__name__}")
    wanted = tuple(argnums) if isinstance(argnums, (tuple, list)) else (argnums,)
    if not wanted:
        raise ValueError(f"{name}: argnums names no argument")
    for i in wanted:
        if not hasattr(i, "__index__"):
            raise TypeError(f"{name}: argnums must be integers, got {type(i).__name__}")
    return tuple(i.__index__() for i in wanted)


def _parts(result, has_aux: bool, name: str):
    """The value to differentiate, and what comes with it."""
    aux = None
    if has_aux:
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            raise TypeError(f"{name}: with has_aux the function must return (value, anything)")
        result, aux = result
    if not isinstance(result, Tensor):
        raise TypeError(f"{name}: the function must return a tensor, got {type(result).__name__}")
    if result.size != 1:
        raise ValueError(f"{name}: the function must return one element, got shape {result.shape}")
    return result, aux


def _differentiated(function: Callable, argnums: int | Sequence[int], has_aux: bool, name: str) -> Callable:
    single = not isinstance(argnums, (tuple, list))
    wanted = _wanted(function, argnums, name)

    @functools.wraps(function)
    def differentiated(*args, **kwargs):
        depth = getattr(_running, "depth", 0)
        args = list(args)
        tracked = []
        for i in wanted:
            if not -len(args) <= i < len(args):
                raise ValueError(f"{name}: argnums {i} for {len(args)} arguments")
            args[i] = _track(asarray(args[i]))
            tracked.append(args[i])
        create = depth > 0 or any(not t.is_leaf for t in tracked)
        _running.depth = depth + 1
        try:
            with enable_grad():
                value, aux = _parts(function(*args, **kwargs), has_aux, name)
                found = [None] * len(tracked)
                if value.requires_grad:
                    with _watched(value):
                        found = gradients(value, tracked, create_graph=create)
        finally:
            _running.depth = depth
        answers = tuple(
            zeros_like(t.detach()) if g is None else g for t, g in zip(tracked, found, strict=True)
        )
        if not create:
            value = value.detach()
        return ((value, aux) if has_aux else value), (answers[0] if single else answers)

    return differentiated


def grad(function: Callable, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable:
    """A function that returns the gradient of `function`.

    Parameters
    ----------
    function : callable
        Takes tensors, returns a tensor of one element (first of a pair with `has_aux`).
    argnums : int or sequence of int
        Which arguments to differentiate with respect to.
    has_aux : bool
        `function` returns ``(value, anything)``; then ``(gradient, anything)`` is returned.

    Returns
    -------
    callable
        Its result can be differentiated again: ``grad(grad(f))``.

    Raises
    ------
    TypeError, ValueError
        As `value_and_grad`.

    Notes
    -----
    Lecture row L9: the gradient of (x^2 + y^2) / 2 is (x, y).

    Examples
    --------
    >>> import tensorlab as tl
    >>> f = lambda x, y: 0.5 * (x * x + y * y)
    >>> tl.grad(f, argnums=(0, 1))(1.0, 2.0)
    (tensor(1.), tensor(2.))
    """
    both = _differentiated(function, argnums, has_aux, "grad")

    @functools.wraps(function)
    def gradient(*args, **kwargs):
        value, g = both(*args, **kwargs)
        return (g, value[1]) if has_aux else g

    return gradient


def _precision(x: Tensor, y: Tensor, eps: float) -> str:
    """What may be wrong with the differences, and not with the gradient."""
    low = [t.dtype.name for t in (x, y) if t.dtype.itemsize < 8 * len(_directions(t))]
    if not low:
        return ""
    return f"; {low[0]} differences over {eps:g} are mostly rounding errors: give x.astype(tl.float64)"


def gradcheck(
    function: Callable,
    inputs: Tensor | Sequence,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """Compares the gradient with central differences, element by element of the full Jacobian.

    Parameters
    ----------
    function : callable
        Takes the inputs, returns a tensor of any shape (or a tuple of tensors).
    inputs : Tensor or sequence
        Those that require grad are checked; they should be float64 or complex128.
    eps : float
        Half the step of the differences.
    atol, rtol : float
        A difference d of an element is accepted when d <= atol + rtol |numerical|.
    raise_exception : bool
        Raise on a mismatch, or return False.

    Returns
    -------
    bool

    Raises
    ------
    RuntimeError
        On a mismatch, naming the input, the elements and both values.
    ValueError
        When no input requires grad.

    Notes
    -----
    (f(x + eps) - f(x - eps)) / (2 eps), whose own error is of order eps^2 plus rounding / eps.
    The real and the imaginary part of a complex number count as two elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.gradcheck(lambda x: tl.sin(x) * x, tl.array([0.5, 1.0], requires_grad=True))
    True
    """
    if not callable(function):
        raise TypeError(f"gradcheck: expected a function, got {type(function).__name__}")
    if not hasattr(inputs, "__iter__"):
        raise TypeError(f"gradcheck: inputs must be a tensor or a sequence, got {type(inputs).__name__}")
    arguments = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    checked = [i for i, x in enumerate(arguments) if isinstance(x, Tensor) and x.requires_grad]
    if not checked:
        raise ValueError("gradcheck: no input requires grad")

    def outputs(args):
        result = function(*args)
        return list(result) if isinstance(result, (tuple, list)) else [result]

    for which in checked:
        base = arguments[which].detach().copy()
        for o, output in enumerate(outputs(arguments)):
            if not output.requires_grad:
                continue
            analytic = _jacobian(output, arguments[which])
            numeric = _differences(lambda x, w=which, o=o: outputs(_with(arguments, w, x))[o], base, eps)
            for i, (row_a, row_n) in enumerate(zip(analytic, numeric, strict=True)):
                for j, (a, n) in enumerate(zip(row_a, row_n, strict=True)):
                    if not abs(a - n) <= atol + rtol * abs(n) and not (a != a and n != n):
                        if not raise_exception:
                            return False
                        raise RuntimeError(
                            f"gradcheck: output {o} element {i}, input {which} element {j}: "
                            f"the gradient is {a!r}, differences give {n!r}{_precision(base, output, eps)}"
                        )
    return True


def _with(arguments, which, value):
    return [*arguments[:which], value, *arguments[which + 1 :]]


def _jacobian(output: Tensor, x: Tensor) -> list[list[float]]:
    """One row an output element."""
    rows = []
    for i in range(output.size):
        for direction in _directions(output):
            start = output.detach().copy().zero_()
            start.reshape(-1)[i] = direction
            (g,) = gradients(output, [x], start, retain_graph=True)
            rows.append(_elements(zeros_like(x.detach()) if g is None else g))
    return rows


def _directions(x: Tensor) -> tuple:
    return (1, 1j) if x.dtype.kind == "c" else (1,)


def _elements(x: Tensor) -> list[float]:
    """Real numbers one after the other, of complex ones both parts."""
    values = x.reshape(-1).tolist()
    return [part for z in values for part in (z.real, z.imag)] if x.dtype.kind == "c" else values


def _differences(f: Callable, x: Tensor, eps: float) -> list[list[float]]:
    flat = x.reshape(-1)
    columns = []
    with no_grad():
        for j in range(flat.size):
            at = flat[j].item()
            for direction in _directions(x):
                flat[j] = at + eps * direction
                above = f(x).copy()
                flat[j] = at - eps * direction
                below = f(x).copy()
                columns.append(_elements((above - below) / (2 * eps)))
            flat[j] = at
    return [list(row) for row in zip(*columns, strict=True)]
