"""Names for annotations; imported by type checkers only."""

from typing import Any

from tensorlab_c import DType

ArrayLike = Any  # a Tensor, a NumPy array, nested lists, a number: whatever asarray takes
DTypeLike = DType | str | type | None
Size1 = int | tuple[int]  # along a row
Size2 = int | tuple[int, int]  # for height and width
Size3 = int | tuple[int, int, int]  # for depth, height and width
