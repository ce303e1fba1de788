"""`DistributedSampler` under the name of the module that PyTorch has it in."""

from ...data import *  # noqa: F403
from ...data import __all__ as __all__


def __dir__() -> list[str]:
    return __all__
