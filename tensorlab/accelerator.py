"""What scripts ask about devices beside the CPU: there are none.

>>> import tensorlab as tl
>>> tl.accelerator.current_accelerator().type if tl.accelerator.is_available() else "cpu"
'cpu'
"""

from __future__ import annotations

from ._check import flag

__all__ = ["current_accelerator", "device_count", "is_available"]


def __dir__() -> list[str]:
    return __all__


def is_available() -> bool:
    """Whether there is a device beside the CPU: no.

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.accelerator.is_available()
    False
    """
    return False


def device_count() -> int:
    """How many devices there are beside the CPU: none.

    Returns
    -------
    int

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.accelerator.device_count()
    0
    """
    return 0


def current_accelerator(check_available: bool = False) -> None:
    """The device beside the CPU: None.

    Parameters
    ----------
    check_available : bool, default False
        Without effect: what is not there is not available either.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.accelerator.current_accelerator() is None
    True
    """
    flag("current_accelerator", "check_available", check_available)
