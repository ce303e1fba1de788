"""Layers whose parameters are to be filled by others."""

from __future__ import annotations

from tensorlab_c import get_rng_state, set_rng_state

from ..module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _M = TypeVar("_M", bound=Module)

__all__ = ["skip_init"]


def skip_init(module_cls: type[_M], *args: Any, **kwargs: Any) -> _M:
    """Make a layer whose parameters will be filled: the random generator stays as it is.

    Parameters
    ----------
    module_cls : class
        Of modules.
    *args, **kwargs
        Its arguments.

    Returns
    -------
    Module
        Nothing is promised about the values of its parameters.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.skip_init(tl.nn.Linear, 5, 1)
    >>> tl.nn.init.orthogonal_(layer.weight).shape
    (1, 5)
    """
    if not (isinstance(module_cls, type) and issubclass(module_cls, Module)):
        raise TypeError(f"skip_init: expected a class of modules, got {module_cls!r}")
    state = get_rng_state()
    try:
        return module_cls(*args, **kwargs)
    finally:
        set_rng_state(state)
