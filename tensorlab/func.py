"""PyTorch's functions of functions: gradients in dicts of parameters, and one sample at a time.

>>> import tensorlab as tl
>>> tl.func.vmap(tl.func.grad(lambda x: x**3))(tl.array([1.0, 2.0]))
tensor([ 3., 12.])
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tensorlab_c import Tensor, stack, unbind, value_and_grad
from tensorlab_c.jacobians import hessian as _hessian
from tensorlab_c.jacobians import jacobian as _jacobian

from ._check import flag, integer, one_of
from .nn.module import Module

__all__ = ["functional_call", "grad", "grad_and_value", "hessian", "jacrev", "vmap"]


def __dir__() -> list[str]:
    return __all__


# ---- nested lists, tuples and dicts of tensors
def _leaves(tree: Any) -> list[Any]:
    if isinstance(tree, Mapping):
        return [leaf for item in tree.values() for leaf in _leaves(item)]
    if isinstance(tree, (tuple, list)):
        return [leaf for item in tree for leaf in _leaves(item)]
    return [tree]


def _rebuilt(tree: Any, leaves: Iterator[Any]) -> Any:
    """The same nesting with other leaves."""
    if isinstance(tree, Mapping):
        return {key: _rebuilt(item, leaves) for key, item in tree.items()}
    if isinstance(tree, (tuple, list)):
        items = [_rebuilt(item, leaves) for item in tree]
        return type(tree)(*items) if hasattr(tree, "_fields") else type(tree)(items)
    return next(leaves)


def _numbers(name: str, argnums: int | Sequence[int], count: int) -> tuple[int, ...]:
    wanted = tuple(argnums) if isinstance(argnums, (tuple, list)) else (argnums,)
    if any([isinstance(i, bool) or not hasattr(i, "__index__") for i in wanted]):
        raise TypeError(f"{name}: argnums must be integers, got {argnums!r:.80}")
    if not wanted or any([not -count <= i < count for i in wanted]):
        raise ValueError(f"{name}: argnums {argnums} for {count} arguments")
    return (*[i % count for i in wanted],)


def grad_and_value(func: Callable, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable:
    """A function that returns the gradient of `func`, and its value.

    Parameters
    ----------
    func : callable
        Returns a tensor of one element; with `has_aux` a pair of it and anything.
    argnums : int or sequence of int
        Which arguments to differentiate with respect to: tensors, or dicts, lists and tuples of them.
    has_aux : bool
        Whether `func` returns a pair.

    Returns
    -------
    callable
        Returns ``(gradient, value)``, or ``(gradient, (value, anything))``. A gradient is nested as the
        argument; there is a tuple of them when `argnums` is a sequence.

    Examples
    --------
    >>> import tensorlab as tl
    >>> loss = lambda w, x: ((w["a"] * x + w["b"]) ** 2).sum()
    >>> tl.func.grad_and_value(loss)({"a": tl.array(2.0), "b": tl.array(1.0)}, tl.array(3.0))
    ({'a': tensor(42.), 'b': tensor(14.)}, tensor(49.))
    """
    return _with_value("grad_and_value", func, argnums, has_aux)


def _with_value(name: str, func: Callable, argnums: int | Sequence[int], has_aux: bool) -> Callable:
    if not callable(func):
        raise TypeError(f"{name}: func must be a function, got {type(func).__name__}")
    flag(name, "has_aux", has_aux)

    @functools.wraps(func)
    def differentiated(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        wanted = _numbers(name, argnums, len(args))
        trees = [args[i] for i in wanted]
        leaves = _leaves(trees)
        if not all([isinstance(leaf, Tensor) for leaf in leaves]):
            kinds = sorted({type(leaf).__name__ for leaf in leaves if not isinstance(leaf, Tensor)})
            raise TypeError(f"{name}: gradients are with respect to tensors, got {', '.join(kinds)}")

        def flat(*values: Tensor) -> Any:
            given = list(args)
            for i, tree in zip(wanted, _rebuilt(trees, iter(values)), strict=True):
                given[i] = tree
            return func(*given, **kwargs)

        value, found = value_and_grad(flat, tuple(range(len(leaves))), has_aux)(*leaves)
        gradients = _rebuilt(trees, iter(found))
        return tuple(gradients) if isinstance(argnums, (tuple, list)) else gradients[0], value

    return differentiated


def grad(func: Callable, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable:
    """A function that returns the gradient of `func`.

    Parameters
    ----------
    func, argnums, has_aux
        As of `grad_and_value`.

    Returns
    -------
    callable
        Returns the gradient, with `has_aux` ``(gradient, anything)``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.func.grad(lambda pair: pair[0] * pair[1])((tl.array(2.0), tl.array(3.0)))
    (tensor(3.), tensor(2.))
    """
    inner = _with_value("grad", func, argnums, has_aux)

    @functools.wraps(func)
    def differentiated(*args: Any, **kwargs: Any) -> Any:
        gradient, value = inner(*args, **kwargs)
        return (gradient, value[1]) if has_aux else gradient

    return differentiated


def jacrev(func: Callable, argnums: int = 0) -> Callable:
    """A function that returns the derivatives of all elements of a tensor that `func` returns.

    Parameters
    ----------
    func : callable
        Takes and returns tensors.
    argnums : int
        Which argument to differentiate with respect to.

    Returns
    -------
    callable
        Its result has the axes of the result of `func`, then those of the argument. It can be differentiated
        again.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.func.jacrev(lambda x: x**2)(tl.array([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    return _of_one("jacrev", func, argnums, functools.partial(_jacobian, create_graph=True))


def hessian(func: Callable, argnums: int = 0) -> Callable:
    """A function that returns the second derivatives of the number that `func` returns.

    Parameters
    ----------
    func : callable
        Takes tensors, returns a tensor of one element.
    argnums : int
        Which argument to differentiate with respect to.

    Returns
    -------
    callable
        Its result has the axes of the argument twice.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.func.hessian(lambda x: x[0] * x[1])(tl.array([1.0, 2.0]))
    tensor([[0., 1.],
            [1., 0.]])
    """
    return _of_one("hessian", func, argnums, _hessian)


def _of_one(name: str, func: Callable, argnums: int, derivative: Callable) -> Callable:
    """What `derivative` makes of `func` as a function of one of its arguments."""
    if not callable(func):
        raise TypeError(f"{name}: func must be a function, got {type(func).__name__}")

    @functools.wraps(func)
    def differentiated(*args: Any, **kwargs: Any) -> Tensor:
        (i,) = _numbers(name, (argnums,), len(args))
        found = derivative(lambda x: func(*args[:i], x, *args[i + 1 :], **kwargs), args[i])
        return found if getattr(args[i], "requires_grad", False) else found.detach()

    return differentiated


def vmap(
    func: Callable, in_dims: Any = 0, out_dims: int = 0, randomness: str = "error", *,
    chunk_size: int | None = None,
) -> Callable:  # fmt: skip
    """A function of whole batches that does for each sample what `func` does.

    Parameters
    ----------
    func : callable
        Of one sample; returns a tensor, or dicts, lists and tuples of tensors.
    in_dims : int, None or nested as the arguments
        Along which axis the samples of an argument lie; None where all have the same.
    out_dims : int
        Along which axis the results are put.
    randomness : {"error", "different"}
        Each sample draws its own numbers with either.
    chunk_size : int, optional
        Without effect.

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        Where there are no samples, or the arguments do not have the same number of them.

    Notes
    -----
    A loop in Python, one sample after the other.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.func.vmap(lambda x, w: (x * w).sum(), in_dims=(0, None))(tl.eye(2), tl.array([3.0, 4.0]))
    tensor([3., 4.])
    """
    if not callable(func):
        raise TypeError(f"vmap: func must be a function, got {type(func).__name__}")
    one_of("vmap", "randomness", randomness, ("error", "different"))
    if chunk_size is not None:
        integer("vmap", "chunk_size", chunk_size)

    @functools.wraps(func)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        axes = in_dims if isinstance(in_dims, (tuple, list)) else (in_dims,) * len(args)
        if len(axes) != len(args):
            raise ValueError(f"vmap: in_dims for {len(axes)} arguments, but there are {len(args)}")
        rows = [_samples(arg, axis) for arg, axis in zip(args, axes, strict=True)]
        counts = {len(found) for row in rows for found in row if found is not None}
        if len(counts) != 1 or counts == {0}:
            raise ValueError(f"vmap: one number of samples is needed, the arguments have {sorted(counts)}")
        results = []
        for i in range(counts.pop()):
            given = [
                _rebuilt(arg, iter([x if of is None else of[i] for x, of in zip(_leaves(arg), row)]))
                for arg, row in zip(args, rows, strict=True)
            ]
            results.append(func(*given, **kwargs))
        columns = zip(*[_leaves(result) for result in results], strict=True)
        return _rebuilt(results[0], iter([stack(column, axis=out_dims) for column in columns]))

    return mapped


def _samples(arg: Any, axes: Any) -> list[Any]:
    """Of each tensor in an argument its samples, or None."""
    leaves = _leaves(arg)
    nested = isinstance(axes, (tuple, list, Mapping))
    along = _leaves(axes) if nested else [axes if isinstance(leaf, Tensor) else None for leaf in leaves]
    if len(along) != len(leaves):
        raise ValueError(f"vmap: in_dims for {len(along)} tensors, but the argument has {len(leaves)}")
    found: list[Any] = []
    for leaf, axis in zip(leaves, along, strict=True):
        if axis is None:
            found.append(None)
            continue
        if not isinstance(leaf, Tensor) or not leaf.ndim:
            raise ValueError(
                f"vmap: there are no samples along axis {axis} of {getattr(leaf, 'shape', leaf)!r:.80}"
            )
        found.append(unbind(leaf, integer("vmap", "in_dims", axis, -leaf.ndim)))
    return found


# ---- models as functions of their parameters
def functional_call(
    module: Module, parameter_and_buffer_dicts: Any, args: Any = None,
    kwargs: dict[str, Any] | None = None, *, tie_weights: bool = True, strict: bool = False,
) -> Any:  # fmt: skip
    """What a model computes with other tensors in the place of its parameters and buffers.

    Parameters
    ----------
    module : Module
    parameter_and_buffer_dicts : dict or sequence of dict
        Tensors by the names of ``named_parameters()`` and ``named_buffers()``. The others stay as they are.
    args : tuple or anything
        The arguments of the model; what is no tuple is the only one.
    kwargs : dict, optional
        Arguments by name.
    tie_weights : bool
        Whether a tensor stands for a parameter under all its names.
    strict : bool
        Whether all names must be given.

    Returns
    -------
    Tensor, or whatever the model returns

    Raises
    ------
    KeyError
        For names that the model does not have, and for missing ones with `strict`.
    TypeError
        For what is no tensor.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Linear(2, 1, bias=False)
    >>> weights = {"weight": tl.array([[1.0, 2.0]])}
    >>> tl.func.functional_call(layer, weights, (tl.ones((1, 2)),))
    tensor([[3.]])
    """
    if not isinstance(module, Module):
        raise TypeError(f"functional_call: module must be a Module, got {type(module).__name__}")
    flag("functional_call", "tie_weights", tie_weights)
    dicts = parameter_and_buffer_dicts
    parts = list(dicts) if isinstance(dicts, (tuple, list)) else [dicts]
    for part in [*parts, {} if kwargs is None else kwargs]:
        if not isinstance(part, Mapping):
            raise TypeError(f"functional_call: expected dicts, got {type(part).__name__}")
    given = {name: value for part in parts for name, value in part.items()}
    own = {**dict(module.named_parameters(remove_duplicate=False)), **dict(module.named_buffers())}
    unknown = sorted(set(given) - set(own), key=str)
    missing = sorted(set(own) - set(given)) if flag("functional_call", "strict", strict) else []
    if unknown or missing:
        raise KeyError(f"functional_call: unknown names {unknown}, missing names {missing}")
    for name, value in given.items():
        if not isinstance(value, Tensor):
            raise TypeError(f"functional_call: {name} must be a tensor, got {type(value).__name__}")
    if tie_weights:
        shared: dict[int, Tensor] = {}
        for name, value in given.items():
            if shared.setdefault(id(own[name]), value) is not value:
                raise ValueError(
                    f"functional_call: {name} is one parameter with another, but gets another value"
                )
        given = {name: shared[id(tensor)] for name, tensor in own.items() if id(tensor) in shared}
    given_args = args if isinstance(args, tuple) else () if args is None else (args,)
    with _standing_in(module, given):
        return module(*given_args, **(kwargs or {}))


@contextmanager
def _standing_in(module: Module, given: Mapping[str, Tensor]) -> Iterator[None]:
    """For a while, layers have other tensors under these names: nothing is registered or checked."""
    places, before = [], []
    for name, value in given.items():
        path, _, attribute = name.rpartition(".")
        places.append((module.get_submodule(path).__dict__, attribute, value))
    try:
        for table, attribute, value in places:
            before.append(table[attribute])
            table[attribute] = value
        yield
    finally:
        for (table, attribute, _), value in zip(places, before):
            table[attribute] = value
