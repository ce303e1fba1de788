"""What `x.flags` and `x.flat` are."""

from __future__ import annotations

from tensorlab_c._tensor import Tensor, _facts
from tensorlab_c.creation import arange, asarray

__all__: list[str] = []

_LETTERS = {
    "C": "C_CONTIGUOUS", "CONTIGUOUS": "C_CONTIGUOUS", "F": "F_CONTIGUOUS", "FORTRAN": "F_CONTIGUOUS",
    "O": "OWNDATA", "W": "WRITEABLE", "A": "ALIGNED", "X": "WRITEBACKIFCOPY",
}  # fmt: skip


class Flags:
    """NumPy's flags of a tensor's memory, by attribute in small letters and by name in capitals.

    Only WRITEABLE can be set.
    """

    __slots__ = ("_tensor",)

    def __init__(self, tensor: Tensor):
        object.__setattr__(self, "_tensor", tensor)

    def __getitem__(self, name: str) -> bool:
        facts = _facts(self._tensor)
        c, f = facts["C_CONTIGUOUS"], facts["F_CONTIGUOUS"]
        behaved = facts["WRITEABLE"] and facts["ALIGNED"]
        facts |= {"FNC": f and not c, "FORC": f or c, "BEHAVED": behaved, "B": behaved}
        facts |= {"CARRAY": behaved and c, "CA": behaved and c}
        facts |= {"FARRAY": behaved and f and not c, "FA": behaved and f and not c}
        try:
            return facts[_LETTERS.get(name, name)]
        except (KeyError, TypeError):
            raise KeyError(f"flags: there is no flag {name!r}") from None

    def __setitem__(self, name: str, value: bool) -> None:
        if _LETTERS.get(name, name) != "WRITEABLE":
            raise KeyError(f"flags: {name!r} cannot be set")
        self._tensor.setflags(write=value)

    def __getattr__(self, name: str) -> bool:
        if name.startswith("__") or name != name.lower():
            raise AttributeError(f"flags: there is no flag {name!r}")
        try:
            return self[name.upper()]
        except KeyError:
            raise AttributeError(f"flags: there is no flag {name!r}") from None

    def __setattr__(self, name: str, value: bool) -> None:
        if name != "writeable":
            raise AttributeError(f"flags: {name!r} cannot be set")
        self._tensor.setflags(write=value)

    @property
    def num(self) -> int:
        """The flags as NumPy's bits."""
        bits = {"C_CONTIGUOUS": 1, "F_CONTIGUOUS": 2, "OWNDATA": 4, "ALIGNED": 256, "WRITEABLE": 1024}
        return sum(bit for name, bit in bits.items() if self[name])

    def __eq__(self, other) -> bool:
        return isinstance(other, Flags) and _facts(self._tensor) == _facts(other._tensor)

    __hash__ = None

    def __repr__(self) -> str:
        return "".join(f"  {name} : {value}\n" for name, value in _facts(self._tensor).items())


class FlatIterator:
    """The elements of a tensor in C order: an iterator, and a sequence that can be assigned to."""

    __slots__ = ("_at", "_tensor")

    def __init__(self, tensor: Tensor):
        self._tensor, self._at = tensor, 0

    @property
    def base(self) -> Tensor:
        """The tensor."""
        return self._tensor

    @property
    def index(self) -> int:
        """The position of the next element."""
        return self._at

    @property
    def coords(self) -> tuple[int, ...]:
        """The indices of the next element."""
        return _indices(self._at, self._tensor.shape)

    def copy(self) -> Tensor:
        """A copy of the elements on one axis."""
        return self._tensor.flatten()

    def __array__(self, dtype=None, *, copy=None):
        return self._tensor.reshape(-1).__array__(dtype, copy=copy)

    def __len__(self) -> int:
        return self._tensor.size

    def __iter__(self) -> FlatIterator:
        return self

    def __next__(self) -> Tensor:
        if self._at >= self._tensor.size:
            raise StopIteration
        self._at += 1
        return self._element(self._at - 1)

    def _element(self, i: int) -> Tensor:
        t = self._tensor
        return t[_indices(i, t.shape)] if t.ndim > 1 else t.reshape(-1)[i] if t.ndim == 0 else t[i]

    def __getitem__(self, index) -> Tensor:
        if type(index) is int and -self._tensor.size <= index < self._tensor.size:
            return self._element(index % self._tensor.size)
        _check(index)
        found = self._tensor.reshape(-1)[_single(index)]
        return found.copy() if isinstance(index, slice) or index is Ellipsis else found

    def __setitem__(self, index, value) -> None:
        """Values are repeated, or cut off, to as many as are set."""
        t = self._tensor
        if not t.flags.writeable:
            raise ValueError("flat: the tensor is read-only")
        _check(index)
        if isinstance(index, tuple) and not index:
            raise IndexError("flat: an index is needed to set elements")
        index = _single(index)
        value = asarray(value).reshape(-1)
        if type(index) is int and -t.size <= index < t.size and value.size:
            t[_indices(index % t.size, t.shape) if t.ndim else ...] = value[0]
            return
        places = arange(t.size)[index]
        if not value.size:
            if places.size:
                raise ValueError("flat: there are no values to set elements to")
            return
        if value.size != 1:
            value = value[arange(places.size) % value.size].reshape(places.shape)
        else:
            value = value[0]
        if not t.ndim:
            if places.size:
                t[...] = value.reshape(-1)[-1]
            return
        t[_indices(places, t.shape)] = value

    def __eq__(self, other):
        return self._tensor.reshape(-1) == other

    def __ne__(self, other):
        return self._tensor.reshape(-1) != other

    __hash__ = None


def _indices(place, shape: tuple[int, ...]) -> tuple:
    """The index for each axis, of one position or of many."""
    found = []
    for n in shape[:0:-1]:
        found.append(place % max(n, 1))
        place = place // max(n, 1)
    return (*([place] if shape else []), *found[::-1])


def _single(index):
    """A tuple of one index is that index."""
    return index[0] if isinstance(index, tuple) and len(index) == 1 else index


def _check(index) -> None:
    if isinstance(index, tuple) and len(index) > 1:
        raise IndexError(f"flat: one index is taken, got {len(index)}")
    if _single(index) is None:
        raise IndexError("flat: None is no position")


def swap_bytes(memory) -> None:
    """Reverses the bytes of each number in the memory."""
    import numpy

    view = numpy.asarray(memory)
    if view.dtype.hasobject:  # where memory fails, NumPy goes on with the object itself
        raise MemoryError("byteswap: no memory for a view")
    view.byteswap(inplace=True)
