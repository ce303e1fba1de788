"""Where batches come from: arrays that are cut into them, loaders, and whatever else gives pairs."""

from __future__ import annotations

from itertools import islice

from tensorlab_c import Tensor

from ..data.batches import Batches
from ..data.dataset import Dataset
from ..data.split import as_tensor, same_lengths
from ..nn import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from tensorlab_c.random import Generator

    from .._typing import ArrayLike

    Inputs = ArrayLike | tuple[ArrayLike, ...]

__all__ = ["Feed", "check_model", "inputs_of", "kind_of", "to_model"]

DEEP = 100  # objects in a loader that are asked for their generators: some answer with ever new ones


class Feed:
    """The batches of one training or evaluation, as often as they are asked for.

    Attributes
    ----------
    batches : iterable of tuple of Tensor
        Inputs, and the targets behind them.
    arrays : (list of Tensor, Tensor) or None
        All inputs and targets; None where they come in batches.
    length : int or None
        How many batches there are, where that is known.
    """

    def __init__(self, name: str, model: Module, data: Any, batch_size: int, source: Generator | None = None):
        check_model(name, model)
        self.arrays: tuple[list[Tensor], Tensor] | None = None
        self.length: int | None = None
        self.batches: Iterable[tuple[Tensor, ...]]
        self._given = data
        if _gives_batches(name, data):
            self.batches = Converted(name, model, data)
            self.length = _length(data)
        else:
            self.arrays = inputs, y = _pair(name, model, data)
            self.batches = Batches([*inputs, y], batch_size, source)
            self.length = len(self.batches)

    @property
    def once(self) -> bool:
        """Whether it is an iterator, which gives its batches once."""
        return self.arrays is None and hasattr(self._given, "__next__")

    @property
    def targets(self) -> list[Tensor]:
        """All targets, where they are known before the batches come."""
        return [] if self.arrays is None else [self.arrays[1]]

    @property
    def kinds(self) -> list[tuple] | None:
        """Shape and dtype of an example's inputs."""
        return None if self.arrays is None else [(x.shape[1:], x.dtype) for x in self.arrays[0]]

    def first(self) -> Feed:
        """A feed of the first example alone; of arrays only."""
        assert self.arrays is not None
        inputs, y = self.arrays
        other = Feed.__new__(Feed)
        other.arrays, other.length, other._given = ([x[:1] for x in inputs], y[:1]), 1, None
        other.batches = Batches([*other.arrays[0], other.arrays[1]], 1)
        return other

    def generators(self) -> list[Any]:
        """Those that a loader draws its order from."""
        found: list[Any] = []
        owners = [self._given]
        for owner in islice(owners, DEEP):  # which grows
            for name in ("sampler", "batch_sampler", "dataset"):
                part = getattr(owner, name, None)
                if part is not None and all(part is not other for other in owners):
                    owners.append(part)
            found += [getattr(owner, "generator", None), getattr(owner, "_source", None)]
        return [
            generator for generator in found if hasattr(getattr(generator, "numpy", None), "bit_generator")
        ]


def _length(batches: Any) -> int | None:
    """How many batches there are; a loader may have the method and not know."""
    if getattr(type(batches), "__len__", None) is None:
        return None
    try:
        return len(batches)
    except (TypeError, NotImplementedError):
        return None


def kind_of(value: object) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def check_model(name: str, model: object) -> None:
    if not isinstance(model, Module):
        hint = f": make one, {model.__name__}(...)" if isinstance(model, type) else ""
        raise TypeError(f"{name}: model must be a Module, got {kind_of(model)}{hint}")


def to_model(model: Module, X: Tensor) -> Tensor:
    """Floating data in the dtype of the model's parameters."""
    dtype = next((p.dtype for p in model.parameters()), X.dtype)
    return X.astype(dtype) if X.dtype.kind == "f" and X.dtype is not dtype else X


def _is_arrays(X: object) -> bool:
    return isinstance(X, tuple) and bool(X) and all(getattr(x, "ndim", 0) for x in X)


def inputs_of(name: str, model: Module, X: Inputs, but: str) -> tuple:
    """What the model is called with: X, or its members when it is a tuple of arrays."""
    if not _is_arrays(X):
        return (X,)
    assert isinstance(X, tuple)
    import inspect

    try:
        inspect.signature(model.forward).bind(*X)
    except TypeError:
        raise TypeError(
            f"{name}: X is a tuple of {len(X)} arrays, which is {len(X)} inputs, and {type(model).__name__} "
            f"does not take {len(X)}: give one array, {but}"
        ) from None
    except ValueError:  # no signature to be had
        pass
    return X


# ---- arrays
def _gives_batches(name: str, data: Any) -> bool:
    """Whether it is to be asked for batches, one after the other."""
    if isinstance(data, Dataset):
        raise TypeError(
            f"{name}: a {type(data).__name__} gives examples: write "
            f"tl.data.DataLoader({type(data).__name__}(...), batch_size=32, shuffle=True)"
        )
    if isinstance(data, list):  # of pairs of arrays; [X, y] is one such pair
        return (
            bool(data)
            and all(isinstance(batch, tuple) and len(batch) > 1 for batch in data)
            and all(getattr(batch[-1], "ndim", 0) for batch in data)
        )
    if isinstance(data, (tuple, str, bytes, bytearray, dict, type)) or hasattr(data, "shape"):
        return False
    return hasattr(data, "__iter__")


def _pair(name: str, model: Module, data: Any) -> tuple[list[Tensor], Tensor]:
    if not isinstance(data, (tuple, list)) or len(pair := list(data)) != 2:
        got = type(data).__name__ + (f" of length {len(data)}" if isinstance(data, (tuple, list)) else "")
        hint = "; tl.data.train_test_split divides data" if isinstance(data, (int, float)) else ""
        raise TypeError(f"{name}: data must be a pair (X, y), got {got}{hint}")
    X = inputs_of(name, model, pair[0], "or a tuple of its inputs")
    _refuse_names(name, pair[1])
    (*inputs, y), n = same_lengths(name, (*X, pair[1]))
    if n == 0:
        raise ValueError(f"{name}: no examples, X has shape {inputs[0].shape}")
    return [to_model(model, x) for x in inputs], y


def _refuse_names(name: str, y: object) -> None:
    """Classes are numbers; for names NumPy has them."""
    first = next(iter(y), None) if isinstance(y, (list, tuple)) else None
    if isinstance(first, str) or getattr(getattr(y, "dtype", None), "kind", "") in ("U", "S", "O", "T"):
        raise TypeError(
            f"{name}: targets must be numbers, not names: write "
            "names, y = numpy.unique(y, return_inverse=True)"
        )


# ---- batches
class Converted:
    """What somebody's iterable gives, checked, as tensors."""

    def __init__(self, name: str, model: Module, batches: Iterable):
        self._name, self._model, self._batches = name, model, batches
        self._fits = False  # the model takes as many inputs

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        number = 0
        for number, batch in enumerate(self._batches, 1):
            yield self._convert(number, batch)
        if not number:
            raise ValueError(f"{self._name}: the data gave no batches; an iterator gives its batches once")

    def _convert(self, number: int, batch: Any) -> tuple[Tensor, ...]:
        name = f"{self._name}: batch {number}"
        if not isinstance(batch, (tuple, list)) or len(parts := list(batch)) < 2:
            got = kind_of(batch) + (f" of length {len(batch)}" if isinstance(batch, (tuple, list)) else "")
            raise TypeError(f"{name} must be a pair (x, y), got {got}")
        *inputs, y = parts
        if len(inputs) == 1 and isinstance(inputs[0], (tuple, list)) and _is_arrays(tuple(inputs[0])):
            inputs = list(inputs[0])
        if len(inputs) > 1 and not self._fits:
            inputs_of(name, self._model, tuple(inputs), "and the targets behind it")
            self._fits = True
        _refuse_names(name, y)
        tensors = [as_tensor(name, x) for x in (*inputs, y)]
        shapes = ", ".join(str(t.shape) for t in tensors)
        if any(t.ndim == 0 for t in tensors) or len({len(t) for t in tensors}) > 1:
            raise ValueError(f"{name}: one row per example is needed, got arrays of shape {shapes}")
        if not len(tensors[-1]):
            raise ValueError(f"{name} is empty, its arrays have shape {shapes}")
        return (*(to_model(self._model, x) for x in tensors[:-1]), tensors[-1])
