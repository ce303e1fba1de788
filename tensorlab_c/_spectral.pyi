from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

__all__: list[str]

def convolved(
    x: NDArray[numpy.floating], taps: NDArray[numpy.floating], places: Sequence[tuple[int, int]], workers: int,
) -> NDArray[numpy.float64]: ...
