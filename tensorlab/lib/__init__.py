"""NumPy's place for what looks at memory in other strides."""

from . import stride_tricks

__all__ = ["stride_tricks"]


def __dir__() -> list[str]:
    return __all__
