"""Examples put together to a batch."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from tensorlab_c import Tensor, asarray, stack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["default_collate", "default_convert"]


def default_convert(data: Any) -> Any:
    """An example with its arrays as tensors; numbers and texts stay as they are.

    Parameters
    ----------
    data : Any
        Tensors, NumPy's arrays, and tuples, lists and mappings of these.

    Examples
    --------
    >>> import numpy as np, tensorlab as tl
    >>> tl.data.default_convert({"x": np.zeros(2), "name": "a"})
    {'x': tensor([0., 0.]), 'name': 'a'}
    """
    if isinstance(data, Tensor):
        return data
    if _is_numpys(data):
        return asarray(data)
    return _inside(data, default_convert)


def _is_numpys(value: Any) -> bool:
    """Whether it is a numeric array or number of NumPy's, which is not imported for it."""
    numpy = sys.modules.get("numpy")
    kinds = (numpy.ndarray, numpy.generic) if numpy else ()
    return isinstance(value, kinds) and value.dtype.kind in "biufc"


def _inside(data: Any, convert: Any) -> Any:
    """A collection of the same kind with its members converted; anything else as it is."""
    if isinstance(data, Mapping):
        return {key: convert(value) for key, value in data.items()}
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*map(convert, data))
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return [convert(value) for value in data]
    return data


def default_collate(batch: Sequence[Any]) -> Any:
    """A list of examples as one batch: what is alike in them is stacked along a new first axis.

    Parameters
    ----------
    batch : sequence
        Examples of one structure: tensors, arrays, numbers, texts, and tuples, lists and mappings of these.

    Returns
    -------
    Any
        The structure of one example; a list for a tuple, texts as lists.

    Raises
    ------
    RuntimeError
        When sequences differ in length.
    ValueError
        When tensors differ in shape.
    TypeError
        For what cannot be put together.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.default_collate([(tl.array([1.0, 2.0]), 0), (tl.array([3.0, 4.0]), 1)])
    [tensor([[1., 2.],
            [3., 4.]]), tensor([0, 1])]
    """
    first = batch[0]
    if isinstance(first, Tensor) or _is_numpys(first):
        tensors = [asarray(a) for a in batch]
        other = next((i for i, a in enumerate(tensors) if a.shape != tensors[0].shape), None)
        if other is not None:
            raise ValueError(
                f"default_collate: examples 0 and {other} of a batch have shapes {tensors[0].shape} and "
                f"{tensors[other].shape}; pad them in the dataset, or give DataLoader a collate_fn"
            )
        return stack(tensors)
    if isinstance(first, (bool, int)):
        return asarray(list(batch))
    if isinstance(first, float):
        return asarray(list(batch), dtype="float64")
    if isinstance(first, (str, bytes)):
        return list(batch)
    if isinstance(first, Mapping):
        return {key: default_collate([example[key] for example in batch]) for key in first}
    if isinstance(first, Sequence):
        if len({len(example) for example in batch}) > 1:
            raise RuntimeError("default_collate: the examples of a batch are sequences of different lengths")
        parts = [default_collate(part) for part in zip(*batch, strict=True)]
        return type(first)(*parts) if hasattr(first, "_fields") else parts
    raise TypeError(
        "default_collate: a batch holds tensors, arrays, numbers, texts, mappings or sequences, "
        f"got {type(first).__name__}"
    )
