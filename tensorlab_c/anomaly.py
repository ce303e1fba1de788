"""Looking for nan in the gradients of every operation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from tensorlab_c._tensor import Tensor, _node, _set_methods
from tensorlab_c.logic import isnan

__all__ = ["detect_anomaly", "set_detect_anomaly"]

_backward = Tensor.backward
_words = {
    "custom": "an operation with a rule of its own", "cast": "copy or astype", "gather": "indexing",
    "slice": "indexing", "assign": "an assignment",
}  # fmt: skip
_on, _nothing = False, nullcontext()


def _switch(on: bool) -> bool:
    """Says what was before."""
    global _on
    before = _on
    if on != before:
        _set_methods({"backward": _looked_at if on else _backward})
        _on = on
    return before


def _looked_at(self: Tensor, gradient=None, retain_graph: bool = False, create_graph: bool = False) -> None:
    with _watching(self):
        _backward(self, gradient, retain_graph, create_graph)


def _watched(output: Tensor) -> AbstractContextManager[None]:
    """During a walk from `output`: looks for nan, if that is wanted."""
    return _watching(output) if _on else _nothing


@contextmanager
def _watching(output: Tensor) -> Iterator[None]:
    """All nodes that `output` was computed by listen for nan.

    Nodes are visited after all whose results they were made for: the first that gets a nan has it from those.
    """
    takers: dict[int, list[str]] = {}  # by node, what uses its value
    last = _node(output)
    waiting, removers = [] if last is None else [last], []
    try:
        while waiting:
            node = waiting.pop()
            for source in node.inputs:
                if source is None:
                    continue
                if id(source) not in takers:
                    takers[id(source)] = []
                    removers.append(source.listen(_listener(takers[id(source)])))
                    waiting.append(source)
                takers[id(source)].append(_words.get(node.name, node.name))
        yield
    finally:
        for remove in removers:
            remove()


def _listener(names: list[str]):
    def listen(g: Tensor) -> Tensor:
        if isnan(g).any():
            makers = " or ".join(sorted({*names}))
            raise RuntimeError(
                f"backward: the derivative of {makers} gave nan in a gradient of shape {g.shape}"
            )
        return g

    return listen


class set_detect_anomaly:
    """Switches looking for nan in gradients on or off: from the call on, or for a ``with`` block.

    Parameters
    ----------
    mode : bool
    check_nan : bool
        False looks for nothing.

    Notes
    -----
    With it, backward raises a RuntimeError that names the operation whose derivative gave the first nan, or
    those that may have given it, and no ``.grad`` is changed. It takes time.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros(2, requires_grad=True)
    >>> with tl.autograd.set_detect_anomaly(True):
    ...     (tl.sqrt(x) * 0).sum().backward()
    Traceback (most recent call last):
    RuntimeError: backward: the derivative of sqrt gave nan in a gradient of shape (2,)
    """

    def __init__(self, mode: bool, check_nan: bool = True):
        if not isinstance(mode, bool):
            raise TypeError(f"set_detect_anomaly: mode must be a bool, got {type(mode).__name__}")
        self._before = _switch(mode and bool(check_nan))

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        _switch(self._before)


class detect_anomaly:
    """``with tl.autograd.detect_anomaly():`` looks for nan in gradients, as `set_detect_anomaly` says.

    Parameters
    ----------
    check_nan : bool
        False looks for nothing.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, 4.0], requires_grad=True)
    >>> with tl.autograd.detect_anomaly():
    ...     tl.sqrt(x).sum().backward()
    >>> x.grad
    tensor([0.5 , 0.25])
    """

    def __init__(self, check_nan: bool = True):
        self._on = bool(check_nan)
        self._before: list[bool] = []

    def __enter__(self) -> None:
        self._before.append(_switch(self._on))

    def __exit__(self, *error: object) -> None:
        _switch(self._before.pop())
