"""The names of `tensorlab.data`."""

from ...data import *  # noqa: F403
from ...data import __all__ as __all__
from . import distributed as distributed


def __dir__() -> list[str]:
    return __all__
