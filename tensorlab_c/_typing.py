"""Names for annotations. Type checkers import this module, the package itself never does."""

from collections.abc import Sequence
from typing import Any, Literal, SupportsIndex, TypeAlias

import numpy
import numpy.typing

from tensorlab_c._tensor import Tensor
from tensorlab_c.dtypes import DType

# Whatever `asarray` takes. NumPy's alias also lets text through, which raises TypeError.
ArrayLike: TypeAlias = Tensor | numpy.typing.ArrayLike
DTypeLike: TypeAlias = DType | str | type | numpy.dtype[Any] | None
Shape: TypeAlias = SupportsIndex | Sequence[SupportsIndex]
Axis: TypeAlias = SupportsIndex | Sequence[SupportsIndex] | None
Filled: TypeAlias = Tensor | numpy.ndarray[Any, Any]  # what is changed where it is
Out: TypeAlias = Filled | tuple[Tensor] | None
Order: TypeAlias = Literal["C", "F", "A", "K"] | None
Size1: TypeAlias = SupportsIndex | tuple[SupportsIndex]  # along a row
Size2: TypeAlias = SupportsIndex | tuple[SupportsIndex, SupportsIndex]  # for height and width
Casting: TypeAlias = Literal["no", "equiv", "safe", "same_kind", "unsafe"]
SortKind: TypeAlias = Literal["quicksort", "mergesort", "heapsort", "stable"] | None
QuantileMethod: TypeAlias = Literal[
    "linear",
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "median_unbiased",
    "normal_unbiased",
    "lower",
    "higher",
    "midpoint",
    "nearest",
]
