"""NumPy's older random numbers: the Mersenne Twister of ``RandomState``, with tensors for arrays."""

from __future__ import annotations

import functools
from typing import Any

from tensorlab_c._tensor import Tensor
from tensorlab_c.draws import cut

__all__ = ["RandomState"]


class RandomState:
    """NumPy's ``RandomState`` with tensors for arrays: the numbers of old scripts, bit for bit.

    All methods of ``numpy.random.RandomState`` are there. New programs are better served by `default_rng`.

    Parameters
    ----------
    seed : int, sequence of int, numpy.random.RandomState or BitGenerator, optional
        None draws a seed from the system.

    Attributes
    ----------
    numpy : numpy.random.RandomState
        The generator underneath.

    Notes
    -----
    Floats are of the default dtype (``tl.set_default_dtype``); with ``size=None`` they are Python's.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.RandomState(0).rand(3)
    tensor([0.5488135 , 0.71518937, 0.60276338])
    """

    numpy: Any

    def __init__(self, seed=None):
        import numpy

        from tensorlab_c.random import _called

        if isinstance(seed, RandomState):
            seed = seed.numpy
        made = isinstance(seed, numpy.random.RandomState)
        self.numpy = seed if made else _called("RandomState", numpy.random.RandomState, seed)

    def __getattr__(self, name):
        if name.startswith("_") or name == "numpy" or not hasattr(self.numpy, name):
            raise AttributeError(f"RandomState has no attribute {name!r}")
        method = getattr(self.numpy, name)

        @functools.wraps(method)
        def drawn(*args, **kwargs):
            from tensorlab_c.random import _called, _wrapped

            result = _wrapped(_called(name, method, *args, **kwargs))
            if (
                not isinstance(result, Tensor)
                or result.dtype.kind != "f"
                or name in ("choice", "permutation")
            ):
                return result
            return cut(result, None, 1.0 if name in _BELOW_ONE else float("inf"))

        return drawn

    def shuffle(self, x):
        """Put `x`, a tensor, array or list, in random order along its first axis, in place.

        Examples
        --------
        >>> import tensorlab as tl
        >>> x = tl.arange(4)
        >>> tl.random.RandomState(0).shuffle(x)
        >>> x
        tensor([2, 3, 1, 0])
        """
        from tensorlab_c.random import _shuffled

        _shuffled(x, self.numpy.shuffle)

    def __dir__(self):
        import numpy

        return [*object.__dir__(self), *(n for n in dir(numpy.random.RandomState) if not n.startswith("_"))]

    def get_state(self, legacy=True):
        """The state, as NumPy gives it: a tuple, or a dict."""
        return self.numpy.get_state(legacy)

    def set_state(self, state):
        """Go on from a state that `get_state` gave, or NumPy's."""
        from tensorlab_c.random import _called

        _called("set_state", self.numpy.set_state, state)

    def __repr__(self):
        return f"RandomState({self.numpy!r})"


_BELOW_ONE = ("rand", "random", "random_sample")
