"""Data sets that come with the package."""

from .digits import load_digits

__all__ = ["load_digits"]


def __dir__() -> list[str]:
    return __all__
