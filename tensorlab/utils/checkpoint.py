"""Memory for time: what a part of a network computed is computed anew when gradients pass.

>>> import tensorlab as tl
>>> block = tl.nn.Sequential(tl.nn.Linear(4, 8), tl.nn.Tanh(), tl.nn.Linear(8, 4))
>>> x = tl.ones((2, 4), dtype=tl.float32, requires_grad=True)
>>> tl.utils.checkpoint.checkpoint(block, x, use_reentrant=False).sum().backward()
>>> x.grad.shape, block[0].weight.grad.shape
((2, 4), (8, 4))
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from types import CellType

from tensorlab_c import Tensor, enable_grad, is_grad_enabled, random, zeros, zeros_like
from tensorlab_c._tensor import _node, _track, custom
from tensorlab_c.autograd import grad

from .._check import flag, integer, one_of
from ..nn import Module, Sequential

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["checkpoint", "checkpoint_sequential"]


def __dir__() -> list[str]:
    return __all__


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], tuple[AbstractContextManager, AbstractContextManager]] | None = None,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    preserve_rng_state: bool = True,
    **kwargs: Any,
) -> Any:
    """Call a function without keeping what its derivative needs; backward calls it again (Chen et al. 2016).

    Results and gradients are those of ``function(*args, **kwargs)``, also with respect to what the function
    refers to: parameters of layers, tensors of its closure.

    Parameters
    ----------
    function : callable
        Gives a tensor, or a tuple or list of what may be tensors. Called twice, so what else it does, as to
        running means of a BatchNorm, it does twice.
    *args, **kwargs
        Its arguments.
    use_reentrant : bool, optional
        Without effect: PyTorch's two ways give the same.
    context_fn : callable, optional
        Gives two contexts, for the first call and for the second.
    determinism_check : {"default", "none"}
        Whether the second call must give results of the same shapes and dtypes.
    debug, early_stop : bool
        Without effect.
    preserve_rng_state : bool, default True
        Whether the second call draws the same random numbers, for Dropout.

    Returns
    -------
    What `function` returns.

    Notes
    -----
    Where results depend on recorded tensors that are neither arguments nor found in the function, or where
    they are in other containers, all is kept as without a checkpoint.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array(2.0, requires_grad=True)
    >>> tl.utils.checkpoint.checkpoint(lambda x: tl.exp(x * x), x).backward()
    >>> x.grad == 4 * tl.exp(tl.array(4.0))
    tensor(True)
    """
    name = "checkpoint"
    if not callable(function):
        raise TypeError(f"{name}: a function is needed, got {type(function).__name__}")
    if use_reentrant is not None:
        flag(name, "use_reentrant", use_reentrant)
    flag(name, "debug", debug), flag(name, "early_stop", early_stop)
    strict = one_of(name, "determinism_check", determinism_check, ("default", "none")) == "default"
    keeps = flag(name, "preserve_rng_state", preserve_rng_state)
    if not is_grad_enabled():
        return function(*args, **kwargs)
    first, second = (nullcontext(), nullcontext()) if context_fn is None else context_fn()
    state = random.get_state() if keeps else None
    latest = _node(zeros((), requires_grad=True) + 1).number  # type: ignore[union-attr]
    with first:
        output = function(*args, **kwargs)
    found = _learned(output)
    sources = [x for x in (*args, *kwargs.values()) if isinstance(x, Tensor) and x.requires_grad]
    _find_leaves((function, args, kwargs), {*map(id, sources)}, 5, sources)
    if not found or not _is_made_of([y for _, y in found], sources, latest):
        return output
    return _Segment(partial(function, *args, **kwargs), sources, second, state, strict).left(output, found)


def _learned(output: Any) -> list[tuple[int, Tensor]]:
    """The results with gradients, and their places."""
    parts = output if type(output) in (tuple, list) else (output,)
    return [(i, y) for i, y in enumerate(parts) if isinstance(y, Tensor) and y.requires_grad]


def _find_leaves(thing: Any, seen: set[int], depth: int, found: list[Tensor]) -> None:
    """Appends the tensors whose gradients are collected that a function can reach."""
    if id(thing) in seen or depth < 0 or isinstance(thing, (str, bytes, int, float, type)):
        return
    seen.add(id(thing))
    inner: Any = ()
    if isinstance(thing, Tensor):
        if thing.requires_grad and thing.is_leaf:
            found.append(thing)
    elif isinstance(thing, Module):
        inner = (*thing.parameters(), *thing.buffers())
    elif isinstance(thing, dict):
        inner = (*thing.values(),)
    elif isinstance(thing, (tuple, list)):
        inner = (*thing,)
    elif isinstance(thing, partial):
        inner = (thing.func, thing.args, thing.keywords)
    elif hasattr(thing, "__func__"):
        inner = (thing.__self__, thing.__func__)
    elif hasattr(thing, "__code__"):
        scope = thing.__globals__
        cells = [cell.cell_contents for cell in thing.__closure__ or () if cell != _EMPTY]
        inner = (*cells, *[scope[n] for n in thing.__code__.co_names if n in scope], thing.__defaults__)
    elif hasattr(thing, "__dict__") and not hasattr(thing, "__path__") and not hasattr(thing, "__spec__"):
        inner = (vars(thing),)
    for item in inner:
        _find_leaves(item, seen, depth - 1, found)


_EMPTY = CellType()


def _is_made_of(results: list[Tensor], sources: list[Tensor], latest: int) -> bool:
    """Whether all that was recorded after node `latest` begins at `sources`."""
    known = {id(_node(x)) for x in sources}
    waiting, seen = [_node(y) for y in results], set(known)
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        if node.number <= latest:
            return False
        seen.add(id(node))
        waiting.extend(node.inputs)
    return True


class _Segment:
    """A call that is made again: its results hang on a gate, and the gate on a chain of its sources.

    The walk comes to all results, whose gradients are noted, then to the gate, which calls again and finds
    the gradients of the sources, then to each of these. None of the results' own graph is kept.
    """

    def __init__(self, call: partial, sources: list[Tensor], context: Any, state: Any, strict: bool):
        self.call, self.sources, self.context, self.state, self.strict = call, sources, context, state, strict
        self.flows: dict[int, Tensor] = {}
        self.slopes: list[Tensor | None] = []

    def left(self, output: Any, found: list[tuple[int, Tensor]]) -> Any:
        """The output, to be walked from."""
        chain = None
        for i, source in enumerate(self.sources):
            chain = custom(zeros(()), partial(self._sent, i), source, chain, reads_out=False)
        assert chain is not None  # results are made of sources
        shapes = [(i, y.shape, y.dtype) for i, y in found]
        gate = custom(zeros(()), partial(self._again, shapes), chain, reads_out=False)
        new = {i: custom(y.detach(), partial(self._noted, i), gate, reads_out=False) for i, y in found}
        if isinstance(output, Tensor):
            return new[0]
        return type(output)(new.get(i, y) for i, y in enumerate(output))

    def _noted(self, i: int, g: Tensor, _: None, gate: Tensor) -> tuple[Tensor]:
        self.flows[i] = g
        return (zeros_like(gate.detach()),)

    def _sent(self, i: int, g: Tensor, _: None, source: Tensor, gate: Tensor | None = None) -> tuple:
        slope, self.slopes[i] = self.slopes[i], None
        slope = zeros_like(source.detach()) if slope is None else slope
        return (slope,) if gate is None else (slope, g)

    def _again(self, shapes: list, g: Tensor, _: None, gate: Tensor) -> tuple[Tensor]:
        flows, self.flows = self.flows, {}
        inputs = {id(x): x if x.is_leaf else _track(x) for x in self.sources}
        call, create = self.call, is_grad_enabled()
        args = [inputs.get(id(x), x) for x in call.args]
        kwargs = {key: inputs.get(id(x), x) for key, x in call.keywords.items()}
        before = None if self.state is None else random.get_state()
        try:
            if self.state is not None:
                random.set_state(self.state)
            with enable_grad(), self.context:
                found = _learned(call.func(*args, **kwargs))
        finally:
            if before is not None:
                random.set_state(before)
        again = [(i, y.shape, y.dtype) for i, y in found]
        if again != shapes and (self.strict or [i for i, *_ in again] != [i for i, *_ in shapes]):
            raise RuntimeError(f"checkpoint: the second call gave results of {again}, the first of {shapes}")
        ends = [(y, flows[i]) for i, y in found if i in flows]
        self.slopes = [
            *grad([y for y, _ in ends], [*inputs.values()], [f for _, f in ends], create_graph=create,
                  allow_unused=True)
        ]  # fmt: skip
        return (g,)


def checkpoint_sequential(
    functions: Sequential | Sequence[Callable[..., Any]],
    segments: int,
    input: Any,
    use_reentrant: bool | None = None,
    preserve_rng_state: bool = True,
) -> Any:
    """Call functions one after the other, each segment of them but the last by `checkpoint`.

    Parameters
    ----------
    functions : Sequential or sequence of callable
    segments : int
        How many parts, of as many functions each; what remains is the last's.
    input : Tensor
    use_reentrant, preserve_rng_state
        As for `checkpoint`.

    Returns
    -------
    What the last function returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> model = tl.nn.Sequential(*[tl.nn.Linear(4, 4) for _ in range(6)])
    >>> x = tl.ones((1, 4), dtype=tl.float32)
    >>> tl.utils.checkpoint.checkpoint_sequential(model, 3, x, use_reentrant=False).shape
    (1, 4)
    """
    name = "checkpoint_sequential"
    layers = [*(functions.children() if isinstance(functions, Sequential) else functions)]
    count = integer(name, "segments", segments)
    if count > len(layers):
        raise ValueError(f"{name}: {count} segments of {len(layers)} functions")
    size = len(layers) // count

    def run(part: list[Callable[..., Any]], x: Any) -> Any:
        for layer in part:
            x = layer(x)
        return x

    for start in range(0, size * (count - 1), size):
        call = partial(run, layers[start : start + size])
        input = checkpoint(call, input, use_reentrant=use_reentrant, preserve_rng_state=preserve_rng_state)
    return run(layers[size * (count - 1) :], input)
