"""Pictures with Matplotlib, which is imported on first use."""

from .descent import contours, paths
from .images import image_grid, weight_grid

__all__ = ["contours", "image_grid", "paths", "weight_grid"]


def __dir__() -> list[str]:
    return __all__
