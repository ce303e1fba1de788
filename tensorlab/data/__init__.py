"""Preparing data: splits, normalisation, mini-batches."""

from .batches import batches
from .split import train_test_split
from .standardizer import Standardizer

__all__ = ["Standardizer", "batches", "train_test_split"]


def __dir__() -> list[str]:
    return __all__
