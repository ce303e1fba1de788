"""What scripts ask about GPUs: there are none.

>>> import tensorlab as tl
>>> tl.device("cuda" if tl.cuda.is_available() else "cpu")
'cpu'
"""

from __future__ import annotations

from tensorlab_c._spelled import _documented

__all__ = [
    "device_count",
    "empty_cache",
    "is_available",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "memory_allocated",
    "synchronize",
]


def __dir__() -> list[str]:
    return __all__


@_documented
def is_available() -> bool:
    """Whether there is a GPU: no.

    >>> tl.cuda.is_available()
    False
    """
    return False


@_documented
def device_count() -> int:
    """How many GPUs there are: none.

    >>> tl.cuda.device_count()
    0
    """
    return 0


@_documented(seed="int")
def manual_seed(seed: int) -> None:
    """Nothing: there are no generators of GPUs.

    >>> tl.cuda.manual_seed(0)
    """


@_documented(seed="int")
def manual_seed_all(seed: int) -> None:
    """Nothing: there are no generators of GPUs.

    >>> tl.cuda.manual_seed_all(0)
    """


@_documented
def synchronize() -> None:
    """Nothing: a result is there when its function returns.

    >>> tl.cuda.synchronize()
    """


@_documented
def empty_cache() -> None:
    """Nothing: there is no memory of GPUs. `tl.empty_cache` gives that of the CPU back.

    >>> tl.cuda.empty_cache()
    """


@_documented(device="optional")
def memory_allocated(device: object = None) -> int:
    """How many bytes of a GPU are in use: none. `device` does not matter.

    >>> tl.cuda.memory_allocated()
    0
    """
    return 0


@_documented(device="optional")
def max_memory_allocated(device: object = None) -> int:
    """How many bytes of a GPU have been in use: none. `device` does not matter.

    >>> tl.cuda.max_memory_allocated()
    0
    """
    return 0
