"""Preparing data: datasets, splits, normalisation, mini-batches."""

from .batches import batches
from .dataset import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
)
from .split import train_test_split
from .standardizer import Standardizer

__all__ = [
    "ChainDataset", "ConcatDataset", "Dataset", "IterableDataset", "StackDataset", "Standardizer", "Subset",
    "TensorDataset", "batches", "random_split", "train_test_split",
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__
