"""PyTorch's places: ``from tensorlab.utils.data import DataLoader``, ``tl.utils.checkpoint``."""

from . import checkpoint as checkpoint
from . import data as data

__all__ = ["checkpoint", "data"]


def __dir__() -> list[str]:
    return __all__
