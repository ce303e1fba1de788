"""Sequences of different lengths for recurrent layers: packed without padding, padded, and back."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from tensorlab_c import Tensor, arange, argsort, asarray, concatenate, full, less

from ..._check import flag, integer, one_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..._typing import ArrayLike

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]


def __dir__() -> list[str]:
    return sorted(__all__)


class _Fields(NamedTuple):
    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None
    unsorted_indices: Tensor | None


class PackedSequence(_Fields):
    """Sequences of different lengths without padding: their first elements, their second ones, and so on.

    `pack_sequence` and `pack_padded_sequence` make them, recurrent layers take and return them.

    Attributes
    ----------
    data : Tensor, shape (sum of the lengths, ...)
        Within a time step the longest sequences come first.
    batch_sizes : Tensor of int64, shape (longest length,)
        How many sequences have an element at each time.
    sorted_indices : Tensor of int64 or None
        Which of the given sequences is the longest, which the next, and so on; None for those given so.
    unsorted_indices : Tensor of int64 or None
        At which place each of the given sequences is.

    Examples
    --------
    >>> import tensorlab as tl
    >>> packed = tl.nn.utils.rnn.pack_sequence([tl.array([1, 2, 3]), tl.array([4, 5])])
    >>> packed.data.tolist(), packed.batch_sizes.tolist()
    ([1, 4, 2, 5, 3], [2, 2, 1])
    """

    __slots__ = ()

    def __new__(
        cls,
        data: Tensor,
        batch_sizes: Tensor | None = None,
        sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> PackedSequence:
        name = cls.__name__
        if batch_sizes is None:
            raise ValueError(f"{name}: batch_sizes are missing")
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        orders = [
            None if order is None else _whole(name, argument, order)
            for argument, order in (
                ("sorted_indices", sorted_indices),
                ("unsorted_indices", unsorted_indices),
            )
        ]
        packed = super().__new__(cls, asarray(data), _whole(name, "batch_sizes", batch_sizes), *orders)
        sizes_of(name, packed)
        return packed

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The same with data of another dtype: arguments as of `Tensor.to`.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.nn.utils.rnn.pack_sequence([tl.ones(2)]).to(tl.float32).data.dtype
        float32
        """
        return self._replace(data=self.data.to(*args, **kwargs))

    def cpu(self) -> PackedSequence:
        """The same: the CPU is where it is."""
        return self

    def float(self) -> PackedSequence:
        """With data as float32."""
        return self.to("float32")

    def double(self) -> PackedSequence:
        """With data as float64."""
        return self.to("float64")


# ---- what is shared ----------------------------------------------------------------------------------------
def _whole(name: str, argument: str, value: ArrayLike) -> Tensor:
    """A vector of int64."""
    x = asarray(value)
    if x.dtype.kind not in "iu":
        raise TypeError(f"{name}: {argument} must be integers, got {x.dtype}")
    if x.ndim != 1:
        raise ValueError(f"{name}: {argument} must be one-dimensional, got shape {x.shape}")
    return x.astype("int64", copy=False)


def sizes_of(name: str, packed: PackedSequence) -> list[int]:
    """How many sequences have an element at each time, checked."""
    sizes: list[int] = packed.batch_sizes.tolist()
    if not sizes or sizes[-1] < 1 or any(n < m for n, m in itertools.pairwise(sizes)):
        raise ValueError(f"{name}: batch_sizes must be positive and not grow, got {sizes}")
    if packed.data.ndim == 0 or packed.data.shape[0] != sum(sizes):
        raise ValueError(
            f"{name}: batch_sizes add up to {sum(sizes)}, but data has shape {packed.data.shape}"
        )
    for argument in ("sorted_indices", "unsorted_indices"):
        order = getattr(packed, argument)
        if order is not None and order.shape != (sizes[0],):
            raise ValueError(f"{name}: {argument} must have shape ({sizes[0]},), got {order.shape}")
    return sizes


def lengths_of(sizes: Sequence[int]) -> list[int]:
    """The lengths of the sequences, longest first."""
    lengths = [0] * sizes[0]
    for time, size in enumerate(sizes):
        lengths[:size] = [time + 1] * size
    return lengths


def _lengths(name: str, lengths: ArrayLike, batch: int, most: int) -> list[int]:
    given: list[int] = _whole(name, "lengths", lengths).tolist()
    if len(given) != batch:
        raise ValueError(f"{name}: lengths must have shape ({batch},), got ({len(given)},)")
    if any(not 0 < n <= most for n in given):
        raise ValueError(f"{name}: lengths must be from 1 to {most}, got {given}")
    return given


def _longest_first(name: str, lengths: list[int], enforce_sorted: bool) -> Tensor | None:
    """The order of sequences, None where they are in order."""
    if not flag(name, "enforce_sorted", enforce_sorted):
        return argsort(-asarray(lengths), stable=True)
    if any(n < m for n, m in itertools.pairwise(lengths)):
        raise ValueError(
            f"{name}: lengths must not grow, got {lengths}; enforce_sorted=False takes them in any order"
        )
    return None


def _places(sizes: list[int], order: Tensor | None, steps: int, batch_first: bool) -> Tensor:
    """Where the packed elements are among those of padded sequences, counted row by row."""
    batch = sizes[0]
    times, sequences = arange(len(sizes))[:, None], arange(batch) if order is None else order
    places = sequences * steps + times if batch_first else times * batch + sequences
    return places[less(arange(batch), asarray(sizes)[:, None])]


def _padded(name: str, input: ArrayLike, batch_first: bool) -> tuple[Tensor, int, int]:
    """With how many steps and sequences."""
    x = asarray(input)
    flag(name, "batch_first", batch_first)
    if x.ndim < 2:
        axes = "(N, L, ...)" if batch_first else "(L, N, ...)"
        raise ValueError(f"{name}: input must have shape {axes}, got {x.shape}")
    return (x, x.shape[1], x.shape[0]) if batch_first else (x, x.shape[0], x.shape[1])


def _sequences(name: str, sequences: Sequence[ArrayLike]) -> list[Tensor]:
    """As tensors that differ in nothing but their lengths."""
    given = [asarray(s) for s in sequences]
    if not given:
        raise ValueError(f"{name}: there are no sequences")
    shapes = [s.shape for s in given]
    if any(not shape or shape[1:] != shapes[0][1:] for shape in shapes):
        raise ValueError(f"{name}: sequences must differ in their first axis only, got shapes {shapes}")
    if len({s.dtype for s in given}) > 1:
        raise TypeError(f"{name}: sequences must be of one dtype, got {[s.dtype.name for s in given]}")
    return given


# ---- functions ---------------------------------------------------------------------------------------------
def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """Where each place is in a permutation; None for None.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.rnn.invert_permutation(tl.array([2, 0, 1])).tolist()
    [1, 2, 0]
    """
    if permutation is None:
        return None
    given = _whole("invert_permutation", "permutation", permutation)
    order = argsort(given)
    if (given[order] != arange(given.size)).any():
        raise ValueError(f"invert_permutation: {given.tolist()} is no permutation")
    return order


def pack_padded_sequence(
    input: Tensor, lengths: ArrayLike, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Padded sequences without their padding.

    Parameters
    ----------
    input : Tensor, shape (L, N, ...)
        N sequences of up to L elements; (N, L, ...) with `batch_first`.
    lengths : sequence of int or Tensor, shape (N,)
        How many elements of each count, at least 1.
    batch_first : bool, default False
    enforce_sorted : bool, default True
        Whether the longest sequence must come first, and so on; else they are sorted here.

    Examples
    --------
    >>> import tensorlab as tl
    >>> padded = tl.array([[1, 2, 0], [3, 4, 5]])
    >>> rnn = tl.nn.utils.rnn
    >>> packed = rnn.pack_padded_sequence(padded, [2, 3], batch_first=True, enforce_sorted=False)
    >>> packed.data.tolist(), packed.sorted_indices.tolist()
    ([3, 1, 4, 2, 5], [1, 0])
    """
    name = "pack_padded_sequence"
    x, steps, batch = _padded(name, input, batch_first)
    given = _lengths(name, lengths, batch, steps)
    if not given:
        raise ValueError(f"{name}: there are no sequences in input of shape {x.shape}")
    order = _longest_first(name, given, enforce_sorted)
    sizes = [0] * max(given)
    for n in given:
        for time in range(n):
            sizes[time] += 1
    flat = x.reshape((steps * batch, *x.shape[2:]))
    return PackedSequence(flat[_places(sizes, order, steps, batch_first)], asarray(sizes), order)


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """Packed sequences with padding again, and in the order in which they were given.

    Parameters
    ----------
    sequence : PackedSequence
    batch_first : bool, default False
    padding_value : float, default 0
    total_length : int, optional
        Pad up to this length, not to that of the longest.

    Returns
    -------
    padded : Tensor, shape (L, N, ...), or (N, L, ...) with `batch_first`
    lengths : Tensor of int64, shape (N,)

    Examples
    --------
    >>> import tensorlab as tl
    >>> rnn = tl.nn.utils.rnn
    >>> padded, lengths = rnn.pad_packed_sequence(rnn.pack_sequence([[1, 2, 3], [4, 5]]), batch_first=True)
    >>> padded.tolist(), lengths.tolist()
    ([[1, 2, 3], [4, 5, 0]], [3, 2])
    """
    name = "pad_packed_sequence"
    if not isinstance(sequence, PackedSequence):
        raise TypeError(f"{name}: expected a PackedSequence, got {type(sequence).__name__}")
    sizes = sizes_of(name, sequence)
    flag(name, "batch_first", batch_first)
    steps = len(sizes) if total_length is None else integer(name, "total_length", total_length)
    if steps < len(sizes):
        raise ValueError(f"{name}: total_length={steps} is less than the longest length, {len(sizes)}")
    x, order, lengths = sequence.data, sequence.sorted_indices, asarray(lengths_of(sizes))
    padded = full((steps * sizes[0], *x.shape[1:]), padding_value, dtype=x.dtype)
    padded[_places(sizes, order, steps, batch_first)] = x
    axes = (sizes[0], steps) if batch_first else (steps, sizes[0])
    if sequence.unsorted_indices is not None:
        lengths = lengths[sequence.unsorted_indices]
    return padded.reshape((*axes, *x.shape[1:])), lengths


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences of different lengths as one `PackedSequence`.

    Parameters
    ----------
    sequences : sequence of Tensor, shapes (length, ...)
    enforce_sorted : bool, default True
        Whether the longest must come first, and so on; else they are sorted here.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.rnn.pack_sequence([tl.array([1, 2]), tl.array([3])]).data.tolist()
    [1, 3, 2]
    """
    given = _sequences("pack_sequence", sequences)
    lengths = [len(s) for s in given]
    if min(lengths) == 0:
        raise ValueError(f"pack_sequence: sequences must not be empty, got lengths {lengths}")
    order = _longest_first("pack_sequence", lengths, enforce_sorted)
    begins = [0]
    for n in lengths:
        begins.append(begins[-1] + n)
    ranks = range(len(given)) if order is None else order.tolist()
    rows = [[begins[i] + time for i in ranks if lengths[i] > time] for time in range(max(lengths))]
    joined = concatenate(given)[[place for row in rows for place in row]]
    return PackedSequence(joined, asarray([len(row) for row in rows]), order)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences that were packed, in the order in which they were given.

    Examples
    --------
    >>> import tensorlab as tl
    >>> rnn = tl.nn.utils.rnn
    >>> [s.tolist() for s in rnn.unpack_sequence(rnn.pack_sequence([[1, 2], [3]]))]
    [[1, 2], [3]]
    """
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


def pad_sequence(
    sequences: Sequence[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Sequences of different lengths as one tensor.

    Parameters
    ----------
    sequences : sequence of Tensor, shapes (length, ...)
    batch_first : bool, default False
    padding_value : float, default 0
    padding_side : {"right", "left"}

    Returns
    -------
    Tensor, shape (L, N, ...), or (N, L, ...) with `batch_first`

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.rnn.pad_sequence([tl.array([1, 2]), tl.array([3])], batch_first=True).tolist()
    [[1, 2], [3, 0]]
    """
    name = "pad_sequence"
    given = _sequences(name, sequences)
    flag(name, "batch_first", batch_first)
    left = one_of(name, "padding_side", padding_side, ("right", "left")) == "left"
    steps = max(len(s) for s in given)
    shape = (len(given), steps) if batch_first else (steps, len(given))
    padded = full((*shape, *given[0].shape[1:]), padding_value, dtype=given[0].dtype)
    for i, s in enumerate(given):
        times = slice(steps - len(s), None) if left else slice(len(s))
        padded[(i, times) if batch_first else (times, i)] = s
    return padded


def unpad_sequence(padded_sequences: Tensor, lengths: ArrayLike, batch_first: bool = False) -> list[Tensor]:
    """Padded sequences as a list, each of its own length.

    Parameters
    ----------
    padded_sequences : Tensor, shape (L, N, ...)
        (N, L, ...) with `batch_first`; padded on the right.
    lengths : sequence of int or Tensor, shape (N,)
    batch_first : bool, default False

    Examples
    --------
    >>> import tensorlab as tl
    >>> padded = tl.array([[1, 2], [3, 0]])
    >>> [s.tolist() for s in tl.nn.utils.rnn.unpad_sequence(padded, [2, 1], batch_first=True)]
    [[1, 2], [3]]
    """
    x, steps, batch = _padded("unpad_sequence", padded_sequences, batch_first)
    given = _lengths("unpad_sequence", lengths, batch, steps)
    return [x[i, :n] if batch_first else x[:n, i] for i, n in enumerate(given)]
