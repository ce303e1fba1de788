"""Random tensors: NumPy's generators; a seed gives the same numbers as ``numpy.random.default_rng``."""

from __future__ import annotations

from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import asarray

__all__ = ["Generator", "default_rng", "get_generator", "seed"]


def _wrapped(result):
    import numpy

    return asarray(result) if isinstance(result, numpy.ndarray) else result


def _plain(x):
    return x.numpy() if isinstance(x, Tensor) else x


class Generator:
    """NumPy's Generator with tensors for arrays: the same methods, arguments and numbers.

    Parameters
    ----------
    seed : int, sequence of int, numpy.random.Generator or None
        As for ``numpy.random.default_rng``.

    Attributes
    ----------
    numpy : numpy.random.Generator
        The generator underneath.

    Notes
    -----
    Every method of ``numpy.random.Generator`` is there: ``random``, ``normal``, ``standard_normal``,
    ``uniform``, ``integers``, ``permutation``, ``shuffle``, ``choice``, ... With ``size=None`` they return
    Python or NumPy numbers, else tensors.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.Generator(0).integers(10, size=3)
    tensor([8, 6, 5])
    """

    def __init__(self, seed=None):
        import numpy

        self.numpy = numpy.random.default_rng(seed)

    def __getattr__(self, name):
        if name.startswith("_") or name == "numpy":
            raise AttributeError(name)
        method = getattr(self.numpy, name)
        if not callable(method):
            return method

        def drawn(*args, **kwargs):
            if kwargs.get("dtype") is not None:
                kwargs["dtype"] = getattr(kwargs["dtype"], "name", kwargs["dtype"])
            try:
                result = method(*map(_plain, args), **{k: _plain(v) for k, v in kwargs.items()})
            except (MemoryError, TypeError, ValueError) as error:
                kind = next(k for k in (MemoryError, TypeError, ValueError) if isinstance(error, k))
                raise kind(f"{name}: {error}") from None
            return _wrapped(result)

        drawn.__name__ = name
        drawn.__doc__ = method.__doc__
        self.__dict__[name] = drawn
        return drawn

    def __getstate__(self):
        return {"numpy": self.numpy}

    def __setstate__(self, state):
        self.__dict__.update(state)

    def __repr__(self):
        return f"Generator({self.numpy!r})"


def default_rng(seed=None) -> Generator:
    """A generator of random tensors.

    Parameters
    ----------
    seed : int, sequence of int, numpy.random.Generator or None
        None draws a seed from the system.

    Returns
    -------
    Generator

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.default_rng(0).normal(size=2)
    tensor([ 0.12573022, -0.13210486])
    """
    return Generator(seed)


_shared: Generator | None = None


def seed(value=None) -> None:
    """Restarts the generator behind ``tl.random.normal`` and its like, and behind network initialisation.

    Parameters
    ----------
    value : int, sequence of int or None

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0); tl.random.random(1)
    tensor([0.63696169])
    """
    global _shared
    _shared = Generator(value)


def get_generator() -> Generator:
    """The generator behind ``tl.random.normal`` and its like.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.get_generator() is tl.random.get_generator()
    True
    """
    if _shared is None:
        seed()
    assert _shared is not None
    return _shared


def __getattr__(name: str):
    """``tl.random.normal(...)``: the method of the shared generator."""
    if name.startswith("_"):
        raise AttributeError(f"module 'tensorlab.random' has no attribute {name!r}")
    return getattr(get_generator(), name)
