"""What happens at invalid and overflowing operations of floats: nothing, whatever NumPy's switches say."""

from __future__ import annotations

import contextlib

__all__ = ["errstate", "geterr", "geterrcall", "seterr", "seterrcall"]

_CASES = ("divide", "over", "under", "invalid")
_MODES = ("ignore", "warn", "raise", "call", "print", "log")


def _check(function: str, modes: dict[str, str | None]) -> None:
    """Whether every mode is the one there is."""
    for case, mode in modes.items():
        if mode is None or mode == "ignore":
            continue
        if mode not in _MODES:
            raise ValueError(f"{function}: {case}={mode!r} is none of {', '.join(map(repr, _MODES))}")
        raise ValueError(
            f"{function}: {case}={mode!r} is not there: operations of floats give nan and infinities without "
            f"a word; look for them with tl.isfinite(x).all()"
        )


def seterr(all=None, divide=None, over=None, under=None, invalid=None) -> dict[str, str]:
    """Takes ``"ignore"`` for every case, which is how operations of floats are.

    Parameters
    ----------
    all, divide, over, under, invalid : str, optional
        ``"ignore"`` or None.

    Returns
    -------
    dict
        What `geterr` gives.

    Raises
    ------
    ValueError
        For NumPy's other modes, "warn" and "raise" among them, which are not there.

    Examples
    --------
    >>> import tensorlab as tl
    >>> old = tl.seterr(divide="ignore")
    >>> tl.array([1.0]) / 0, tl.seterr(**old)["divide"]
    (tensor([inf]), 'ignore')
    """
    _check("seterr", {"all": all, "divide": divide, "over": over, "under": under, "invalid": invalid})
    return geterr()


def geterr() -> dict[str, str]:
    """How operations of floats handle each case: ``"ignore"``, always.

    Returns
    -------
    dict

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.geterr()
    {'divide': 'ignore', 'over': 'ignore', 'under': 'ignore', 'invalid': 'ignore'}
    """
    return dict.fromkeys(_CASES, "ignore")


def seterrcall(func) -> None:
    """Takes None: no function is called at invalid operations.

    Parameters
    ----------
    func : None

    Raises
    ------
    ValueError
        For a function or a log.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.seterrcall(None)
    """
    if func is not None:
        raise ValueError(f"seterrcall: no function is called at invalid operations; got {func!r}")


def geterrcall() -> None:
    """The function that is called at invalid operations: None.

    Returns
    -------
    None

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.geterrcall() is None
    True
    """
    return None


class errstate(contextlib.ContextDecorator):
    """Takes ``"ignore"`` for every case, around a block of code or a function.

    Operations of floats give nan and infinities without a word, in the block as everywhere.

    Parameters
    ----------
    call : None
    all, divide, over, under, invalid : str, optional
        ``"ignore"`` or None.

    Raises
    ------
    ValueError
        For NumPy's other modes, "warn" and "raise" among them, which are not there.

    Examples
    --------
    >>> import tensorlab as tl
    >>> with tl.errstate(divide="ignore", invalid="ignore"):
    ...     tl.array([1.0, 0.0]) / 0.0
    tensor([inf, nan])
    """

    def __init__(self, *, call=None, all=None, divide=None, over=None, under=None, invalid=None):
        _check("errstate", {"all": all, "divide": divide, "over": over, "under": under, "invalid": invalid})
        if call is not None:
            raise ValueError(f"errstate: no function is called at invalid operations; got call={call!r}")

    def __enter__(self):
        return None

    def __exit__(self, *exc) -> None:
        return None
