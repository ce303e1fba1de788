"""Data sets that come with the package, and such that are drawn."""

from .digits import load_digits
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
    "load_breast_cancer",
    "load_diabetes",
    "load_digits",
    "load_iris",
    "load_wine",
    "make_blobs",
    "make_circles",
    "make_classification",
    "make_moons",
    "make_regression",
    "make_spirals",
]


def __dir__() -> list[str]:
    return __all__
