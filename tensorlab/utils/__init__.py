"""Where PyTorch's scripts look for `tl.data`: ``from tensorlab.utils.data import DataLoader``."""

from . import data as data

__all__ = ["data"]


def __dir__() -> list[str]:
    return __all__
