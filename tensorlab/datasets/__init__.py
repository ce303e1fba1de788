"""Data sets that come with the package, such that are drawn, and files of images."""

from .digits import load_digits
from .idx import MNIST, FashionMNIST, load_idx, save_idx
from .synthetic import (
    make_blobs,
    make_circles,
    make_classification,
    make_moons,
    make_regression,
    make_spirals,
)
from .tables import load_breast_cancer, load_diabetes, load_iris, load_wine

__all__ = [
    "FashionMNIST",
    "MNIST",
    "load_breast_cancer",
    "load_diabetes",
    "load_digits",
    "load_idx",
    "load_iris",
    "load_wine",
    "make_blobs",
    "make_circles",
    "make_classification",
    "make_moons",
    "make_regression",
    "make_spirals",
    "save_idx",
]


def __dir__() -> list[str]:
    return __all__
