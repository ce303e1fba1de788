"""Preparing data: datasets, loaders, splits, normalisation, mini-batches."""

from . import transforms as transforms
from .batches import batches
from .collate import default_collate, default_convert
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
from .distributed import DistributedSampler
from .loader import DataLoader
from .sampler import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)
from .split import train_test_split
from .standardizer import Standardizer
from .table import read_csv
from .worker import get_worker_info

__all__ = [
    "BatchSampler",
    "ChainDataset",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "DistributedSampler",
    "IterableDataset",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "StackDataset",
    "Standardizer",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "WeightedRandomSampler",
    "batches",
    "default_collate",
    "default_convert",
    "get_worker_info",
    "random_split",
    "read_csv",
    "train_test_split",
    "transforms",
]


def __dir__() -> list[str]:
    return __all__
