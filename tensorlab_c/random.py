"""Random tensors: NumPy's generators; a seed gives the same numbers as ``numpy.random.default_rng``.

``tl.random.normal(...)`` and its like are methods of one shared generator, which ``tl.random.seed`` restarts.
It also feeds the start of networks, dropout and shuffling.

Draws have the default dtype (``tl.set_default_dtype``), drawn in float64 and rounded, so that a seed means
the same numbers; ``dtype=`` chooses another.

A process made by fork goes on with a shared generator of its own, spawned from its parent's seed
(``numpy.random.SeedSequence.spawn``): parent and children draw different numbers, the same ones in every run
of a seeded program, and the parent's go on as if nothing had happened. Generators of one's own are copied as
they are, like NumPy's: give each process ``default_rng([seed, number])`` or one of ``generator.spawn(n)``. A
process that starts anew (multiprocessing's spawn) is seeded by the system until it calls ``tl.random.seed``.
"""

from __future__ import annotations

import functools as _functools
import os as _os
from copy import copy as _copy

from tensorlab_c._old_random import RandomState as RandomState
from tensorlab_c._operands import _under
from tensorlab_c._tensor import Tensor as _Tensor
from tensorlab_c._tensor import _into
from tensorlab_c.creation import arange as _arange
from tensorlab_c.creation import asarray as _asarray
from tensorlab_c.draws import Source as _Source
from tensorlab_c.draws import _called, _dtype_name, _plain, _wrapped

_OWN = [
    "Generator", "RandomState", "default_rng", "get_generator", "get_state", "rand", "randint", "randn",
    "random_integers", "random_sample", "ranf", "sample", "seed", "set_state",
]  # fmt: skip
# NumPy's own classes, which `default_rng`, `Generator` and `RandomState` take
_NUMPYS = ["BitGenerator", "MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64", "SeedSequence"]
_METHODS = [
    "beta", "binomial", "bytes", "chisquare", "choice", "dirichlet", "exponential", "f", "gamma",
    "geometric", "gumbel", "hypergeometric", "integers", "laplace", "logistic", "lognormal",
    "logseries", "multinomial", "multivariate_hypergeometric", "multivariate_normal",
    "negative_binomial", "noncentral_chisquare", "noncentral_f", "normal", "pareto", "permutation",
    "permuted", "poisson", "power", "random", "rayleigh", "shuffle", "standard_cauchy",
    "standard_exponential", "standard_gamma", "standard_normal", "standard_t", "triangular",
    "uniform", "vonmises", "wald", "weibull", "zipf",
]  # fmt: skip
__all__ = sorted(_OWN + _METHODS)

# what people write who come from elsewhere
_INSTEAD = {
    "manual_seed": "seed(...)",
    "rand": "random(size)",
    "rand_like": "random(x.shape)",
    "randint": "integers(low, high, size)",
    "randn": "standard_normal(size)",
    "randn_like": "standard_normal(x.shape)",
    "randperm": "permutation(n)",
    "spawn": "get_generator().spawn(n)",
}


def _entropy(x, inside=False):
    """A seed with tuples for what has items: NumPy goes down without end, and without a look at the stack."""
    import numpy

    if isinstance(x, _Tensor):
        x = _plain(x) if x.ndim else x.item()
    if isinstance(x, numpy.ndarray) and not x.dtype.hasobject:
        x = numpy.asarray(x)  # the rows of numpy.matrix are matrices
        return x.reshape(-1) if x.ndim else x  # there may be many rows of no number
    if isinstance(x, numpy.ndarray):
        x = x.tolist()
    if isinstance(x, (list, tuple)) or (inside and not isinstance(x, str) and hasattr(type(x), "__len__")):
        return tuple(_entropy(item, True) for item in x)
    return x


def _seeded(name, seed):
    """NumPy's generator."""
    import numpy

    if seed is None or (type(seed) is int and seed >= 0):
        return numpy.random.default_rng(seed)

    given = seed.numpy if isinstance(seed, _Source) else seed
    return _called(name, lambda: numpy.random.default_rng(_entropy(given)))


def _of_seeds(name):
    """NumPy's class, of which tensors are seeds, too."""
    import numpy

    base = getattr(numpy.random, name)

    def started(self, *args, **kwargs):
        _called(
            name,
            lambda: base.__init__(
                self, *map(_entropy, args), **{key: _entropy(value) for key, value in kwargs.items()}
            ),
        )

    return (
        base
        if name == "BitGenerator"
        else type(name, (base,), {"__init__": started, "__module__": __name__, "__doc__": base.__doc__})
    )


def _check_change(name, x):
    """Refuses what may not be changed before any number is drawn for it."""
    if isinstance(x, _Tensor):
        with _under(name):
            x[...] = x


def _shuffled(x, shuffle, **axis):
    """NumPy's method on a tensor, array or list."""
    if isinstance(x, _Tensor):
        _check_change("shuffle", x)
        values = x.detach().numpy()
        _called("shuffle", shuffle, values, **axis)
        x[...] = values  # so that gradients know of the change
        return
    values = [*x] if isinstance(x, list) else x  # a list may change while NumPy is at it
    with _under("shuffle"):
        shuffle(values, **axis)
    if values is not x:
        x[:] = values


def _is_row(x):
    return type(x) is _Tensor and x.ndim == 1 and not x.requires_grad


class Generator(_Source):
    """NumPy's Generator with tensors for arrays: the same methods, arguments and numbers.

    Parameters
    ----------
    seed : int, sequence of int, numpy.random.Generator, Generator or None
        As for ``numpy.random.default_rng``.

    Attributes
    ----------
    numpy : numpy.random.Generator
        The generator underneath.

    Notes
    -----
    With ``size=None`` the methods return Python or NumPy numbers, else tensors, of float64 or what
    ``tl.set_default_dtype`` chose. Distributions of floats take ``dtype=`` in addition to NumPy's arguments.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.Generator(0).integers(10, size=3)
    tensor([8, 6, 5])
    >>> tl.random.Generator(0).normal(size=2, dtype=tl.float32)
    tensor([ 0.12573022, -0.13210486], dtype=float32)
    """

    def __init__(self, seed=None):
        self.numpy = _seeded("default_rng", seed)

    # ---- ways through NumPy's methods
    def _standard(self, name, args, size, dtype, out, **kwargs):
        """A distribution that NumPy draws in float32, too, and into memory that is there."""
        pairs = name in ("random", "standard_normal")
        if dtype is not None:
            dtype = _dtype_name(name, dtype, "fc" if pairs else "f", "floating")
        if pairs and str(dtype or getattr(out, "dtype", "")).startswith("complex"):
            return self._complex(name, size, dtype, out)
        if out is None:
            if dtype == "float32":
                return self._count(name, *args, size=size, dtype=dtype, **kwargs)
            high = 1.0 if name == "random" else float("inf")
            return self._draw(name, dtype, *args, size=size, high=high, **kwargs)
        import numpy

        if isinstance(out, _Tensor) and str(out.dtype) not in ("float32", "float64"):
            raise TypeError(f"{name}: out must be of float32 or float64, got {out.dtype}")
        if not isinstance(out, (_Tensor, numpy.ndarray)):  # which NumPy does not look at
            raise TypeError(f"{name}: out must be a Tensor or a NumPy array, got {type(out).__name__}")
        _check_change(name, out)
        filled = numpy.empty(out.shape, dtype=str(out.dtype)) if isinstance(out, _Tensor) else out
        options = {"size": size, "dtype": dtype or str(getattr(filled, "dtype", "float64")), **kwargs}
        _called(name, getattr(self.numpy, name), *args, out=filled, **options)
        if isinstance(out, _Tensor):
            out[...] = filled  # so that gradients know of the change
        return out

    def _complex(self, name, size, dtype, out):
        """Both parts by the real distribution; normal ones have half the variance each."""
        import numpy

        if out is not None:
            found = getattr(out, "dtype", type(out).__name__)
            dtype = dtype or _dtype_name(name, found, "c", "complex")
            if str(found) != dtype:
                raise TypeError(f"{name}: out must be an array of {dtype}, got {found}")
            if size is not None and _called(name, numpy.broadcast_to, 0, size).shape != out.shape:
                raise ValueError(f"{name}: size {size} is not out's shape {out.shape}")
            size = out.shape
            _check_change(name, out)
        sizes = () if size is None else numpy.atleast_1d(_plain(size)).tolist()
        part = "float32" if dtype == "complex64" else "float64"
        parts = self._standard(name, (), (*sizes, 2), part, None).numpy()
        if name == "standard_normal":
            parts *= 0.5**0.5
        drawn = parts.view(dtype)[..., 0]
        if out is None:
            return complex(drawn) if size is None else _asarray(drawn)
        out[...] = drawn
        return out

    def _integers(self, low, high, size, dtype, endpoint):
        name = "int64" if dtype is None else _dtype_name("integers", dtype, "iub", "an integer type or bool")
        return self._count("integers", low, high, size=size, dtype=name, endpoint=endpoint)

    # ---- order
    def choice(self, a, size=None, replace=True, p=None, axis=0, shuffle=True):
        """Some of `a`, or of ``range(a)``, drawn with or without replacement, with probabilities `p`.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.random.default_rng(0).choice(5, size=3, replace=False)
        tensor([3, 4, 2])
        """
        if type(a) is int and a > 0 and replace is True and p is None and size is not None:
            with _under("choice"):
                return self.integers(0, a, size)
        return self._count("choice", a, size, replace, p, axis, shuffle)

    def permutation(self, x, axis=0):
        """`x`, or ``range(x)``, in random order along an axis.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.random.default_rng(0).permutation(5)
        tensor([2, 4, 3, 0, 1])
        """
        if axis == 0 and ((type(x) is int and x >= 0) or _is_row(x)):
            with _under("permutation"):
                ordered = _arange(x) if type(x) is int else x.copy()
            self.shuffle(ordered)
            return ordered
        return self._count("permutation", x, axis)

    def permuted(self, x, *, axis=None, out=None):
        """`x` with every line along an axis, or all of it, in a random order of its own.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.random.default_rng(0).permuted([[1, 2, 3], [4, 5, 6]], axis=1)
        tensor([[3, 1, 2],
                [6, 5, 4]])
        """
        if axis is None and out is None and _is_row(x):
            return self.permutation(x)
        _check_change("permuted", out)
        if out is not None:  # may it go there? asked before a number is drawn
            _into(_copy(out), _asarray(x), "permuted")
        return _into(out, self._count("permuted", x, axis=axis), "permuted")

    def shuffle(self, x, axis=0):
        """Put `x`, a tensor, array or list, in random order along an axis, in place.

        Examples
        --------
        >>> import tensorlab as tl
        >>> x = [1, 2, 3, 4]
        >>> tl.random.default_rng(0).shuffle(x)
        >>> x
        [3, 1, 2, 4]
        """
        if axis != 0 or not self._shuffled(x):
            _shuffled(x, self.numpy.shuffle, axis=axis)

    def bytes(self, length):
        """Random bytes.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.random.default_rng(0).bytes(4)
        b'_\\x82\\xc2\\xd9'
        """
        return self._count("bytes", length)

    def spawn(self, n_children):
        """Generators that are independent of this one and of each other, for threads and processes."""
        return [Generator(child) for child in _called("spawn", self.numpy.spawn, n_children)]

    # ---- distributions of floats
    def beta(self, a, b, size=None, *, dtype=None):
        """The beta distribution on [0, 1]: density in proportion to x^(a−1)·(1−x)^(b−1)."""
        return self._draw("beta", dtype, a, b, size)

    def chisquare(self, df, size=None, *, dtype=None):
        """The χ² distribution with `df` degrees of freedom."""
        return self._draw("chisquare", dtype, df, size)

    def dirichlet(self, alpha, size=None, *, dtype=None):
        """The Dirichlet distribution of vectors that add up to 1."""
        return self._draw("dirichlet", dtype, alpha, size)

    def exponential(self, scale=1.0, size=None, *, dtype=None):
        """The exponential distribution with mean `scale`."""
        return self._draw("exponential", dtype, scale, size)

    def f(self, dfnum, dfden, size=None, *, dtype=None):
        """The F distribution."""
        return self._draw("f", dtype, dfnum, dfden, size)

    def gamma(self, shape, scale=1.0, size=None, *, dtype=None):
        """The gamma distribution."""
        return self._draw("gamma", dtype, shape, scale, size)

    def gumbel(self, loc=0.0, scale=1.0, size=None, *, dtype=None):
        """The Gumbel distribution of largest values."""
        return self._draw("gumbel", dtype, loc, scale, size)

    def laplace(self, loc=0.0, scale=1.0, size=None, *, dtype=None):
        """The Laplace (double exponential) distribution."""
        return self._draw("laplace", dtype, loc, scale, size)

    def logistic(self, loc=0.0, scale=1.0, size=None, *, dtype=None):
        """The logistic distribution."""
        return self._draw("logistic", dtype, loc, scale, size)

    def lognormal(self, mean=0.0, sigma=1.0, size=None, *, dtype=None):
        """Numbers whose logarithm is normal with that mean and deviation."""
        return self._draw("lognormal", dtype, mean, sigma, size)

    def multivariate_normal(
        self, mean, cov, size=None, check_valid="warn", tol=1e-8, *, method="svd", dtype=None
    ):
        """The normal distribution of vectors."""
        options = {"check_valid": check_valid, "tol": tol, "method": method}
        return self._draw("multivariate_normal", dtype, mean, cov, size, **options)

    def noncentral_chisquare(self, df, nonc, size=None, *, dtype=None):
        """The noncentral χ² distribution."""
        return self._draw("noncentral_chisquare", dtype, df, nonc, size)

    def noncentral_f(self, dfnum, dfden, nonc, size=None, *, dtype=None):
        """The noncentral F distribution."""
        return self._draw("noncentral_f", dtype, dfnum, dfden, nonc, size)

    def pareto(self, a, size=None, *, dtype=None):
        """The Pareto II (Lomax) distribution."""
        return self._draw("pareto", dtype, a, size)

    def power(self, a, size=None, *, dtype=None):
        """The power distribution on [0, 1]: density a·x^(a−1)."""
        return self._draw("power", dtype, a, size)

    def rayleigh(self, scale=1.0, size=None, *, dtype=None):
        """The Rayleigh distribution."""
        return self._draw("rayleigh", dtype, scale, size)

    def standard_cauchy(self, size=None, *, dtype=None):
        """The Cauchy distribution around 0."""
        return self._draw("standard_cauchy", dtype, size)

    def standard_exponential(self, size=None, dtype=None, method="zig", out=None):
        """The exponential distribution with mean 1."""
        if dtype is None and out is None and method == "zig":
            return self._draw("standard_exponential", None, size)
        return self._standard("standard_exponential", (), size, dtype, out, method=method)

    def standard_gamma(self, shape, size=None, dtype=None, out=None):
        """The gamma distribution of scale 1."""
        if dtype is None and out is None:
            return self._draw("standard_gamma", None, shape, size)
        return self._standard("standard_gamma", (shape,), size, dtype, out)

    def standard_t(self, df, size=None, *, dtype=None):
        """Student's t distribution with `df` degrees of freedom."""
        return self._draw("standard_t", dtype, df, size)

    def triangular(self, left, mode, right, size=None, *, dtype=None):
        """The triangular distribution on [left, right] with its peak at `mode`."""
        return self._draw("triangular", dtype, left, mode, right, size)

    def vonmises(self, mu, kappa, size=None, *, dtype=None):
        """The von Mises distribution of angles."""
        return self._draw("vonmises", dtype, mu, kappa, size)

    def wald(self, mean, scale, size=None, *, dtype=None):
        """The Wald (inverse Gaussian) distribution."""
        return self._draw("wald", dtype, mean, scale, size)

    def weibull(self, a, size=None, *, dtype=None):
        """The Weibull distribution of scale 1."""
        return self._draw("weibull", dtype, a, size)

    # ---- distributions of whole numbers
    def binomial(self, n, p, size=None):
        """How many of `n` trials succeed, each with probability `p`."""
        return self._count("binomial", n, p, size)

    def geometric(self, p, size=None):
        """How many trials it takes to succeed once."""
        return self._count("geometric", p, size)

    def hypergeometric(self, ngood, nbad, nsample, size=None):
        """How many good ones are among `nsample` drawn without replacement."""
        return self._count("hypergeometric", ngood, nbad, nsample, size)

    def logseries(self, p, size=None):
        """The logarithmic series distribution."""
        return self._count("logseries", p, size)

    def multinomial(self, n, pvals, size=None):
        """How often each of several outcomes comes in `n` trials."""
        return self._count("multinomial", n, pvals, size)

    def multivariate_hypergeometric(self, colors, nsample, size=None, method="marginals"):
        """How many of each colour are among `nsample` drawn without replacement."""
        return self._count("multivariate_hypergeometric", colors, nsample, size, method)

    def negative_binomial(self, n, p, size=None):
        """How many trials fail before `n` succeed."""
        return self._count("negative_binomial", n, p, size)

    def poisson(self, lam=1.0, size=None):
        """The Poisson distribution with mean `lam`."""
        return self._count("poisson", lam, size)

    def zipf(self, a, size=None):
        """The Zipf distribution."""
        return self._count("zipf", a, size)

    # ---- as an object
    def __getattr__(self, name):
        """Methods of a newer NumPy, and a hint for names from elsewhere."""
        if name.startswith("_") or not hasattr(self.numpy, name):
            hint = f": write {_INSTEAD[name]}" if name in _INSTEAD else ""
            raise AttributeError(f"Generator has no attribute {name!r}{hint}")
        method = getattr(self.numpy, name)
        return _functools.partial(self._count, name) if callable(method) else method

    @property
    def bit_generator(self):
        """NumPy's bit generator underneath; its ``state`` can be kept and set.

        Examples
        --------
        >>> import tensorlab as tl
        >>> g = tl.random.default_rng(0)
        >>> state = g.bit_generator.state
        >>> first = g.random()
        >>> g.bit_generator.state = state
        >>> g.random() == first
        True
        """
        return self.numpy.bit_generator

    def __reduce__(self):
        return Generator, (self.numpy,)

    def __deepcopy__(self, memo):
        import copy

        return Generator(copy.deepcopy(self.numpy, memo))

    def __copy__(self):
        return Generator(self.numpy)

    def __repr__(self):
        return f"Generator({self.numpy!r})"


_EXAMPLES = {  # of distributions: a call, and what a generator of seed 0 gives
    "beta(2, 3, size=3)": "0.32240531, 0.16457302, 0.33998477",
    "chisquare(2, size=3)": "1.35986381, 2.0391942 , 0.03961333",
    "dirichlet([1, 2, 3])": "0.13535118, 0.29897115, 0.56567768",
    "exponential(2, size=3)": "1.35986381, 2.0391942 , 0.03961333",
    "f(2, 3, size=3)": "0.99046588, 0.00501727, 0.40130096",
    "gamma(2, size=3)": "1.83431007, 2.63769797, 1.06635807",
    "gumbel(size=3)": "-0.01315993,  1.15703001,  3.17398381",
    "laplace(size=3)": " 0.32009973, -0.6169764 , -2.501682  ",
    "logistic(size=3)": " 0.56220114, -0.99570497, -3.15299258",
    "lognormal(size=3)": "1.1339762, 0.8762491, 1.8972826",
    'multivariate_normal([0, 1], [[1, 0], [0, 1]], method="cholesky")': "0.12573022, 0.86789514",
    "noncentral_chisquare(2, 1, size=3)": "3.56231811, 1.85448742, 0.85641427",
    "noncentral_f(2, 3, 1, size=3)": " 2.08131307, 10.13232175,  2.97597015",
    "pareto(3, size=3)": "0.25438319, 0.40475892, 0.00662406",
    "power(2, size=3)": "0.70238772, 0.79953721, 0.14004213",
    "rayleigh(size=3)": "1.16613199, 1.42800357, 0.19903097",
    "standard_cauchy(size=3)": "-0.95174559,  6.10507088, -1.4814068 ",
    "standard_exponential(size=3)": "0.6799319 , 1.0195971 , 0.01980666",
    "standard_gamma(2, size=3)": "1.83431007, 2.63769797, 1.06635807",
    "standard_t(5, size=3)": "0.14135121, 0.13680213, 1.04657538",
    "triangular(0, 1, 2, size=3)": "1.1478987 , 0.73455662, 0.28626395",
    "vonmises(0, 4, size=3)": "-0.74207299,  0.01295832,  0.67524776",
    "wald(1, 2, size=3)": "0.91495954, 0.63822497, 1.45724393",
    "weibull(2, size=3)": "0.82457983, 1.00975101, 0.14073615",
    "binomial(10, 0.5, size=4)": "6, 4, 2, 2",
    "geometric(0.5, size=4)": "2, 1, 1, 1",
    "hypergeometric(5, 5, 4, size=4)": "3, 1, 1, 3",
    "logseries(0.6, size=4)": "1, 1, 7, 1",
    "multinomial(10, [0.2, 0.3, 0.5])": "2, 2, 6",
    "multivariate_hypergeometric([3, 4, 5], 6)": "2, 1, 3",
    "negative_binomial(3, 0.5, size=4)": "0, 6, 1, 1",
    "poisson(4, size=4)": "2, 0, 7, 3",
    "zipf(2, size=4)": "2, 1, 2, 5",
}


def _show(call, numbers):
    """Put an example into the docstring of a distribution."""
    method = getattr(Generator, call.partition("(")[0])
    if method.__doc__:  # python -OO has none
        example = f">>> import tensorlab as tl\n>>> tl.random.default_rng(0).{call}\ntensor([{numbers}])"
        method.__doc__ += "\n\n" + f"Examples\n--------\n{example}"


for _call, _numbers in _EXAMPLES.items():
    _show(_call, _numbers)


def default_rng(seed=None) -> Generator:
    """A generator of random tensors.

    Parameters
    ----------
    seed : int, sequence of int, SeedSequence, BitGenerator, numpy.random.Generator, Generator or None
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
    return seed if isinstance(seed, Generator) else Generator(seed)


_shared: Generator = Generator.__new__(Generator)  # seeded by the system on first use


def seed(seed=None) -> None:
    """Restarts the generator behind ``tl.random.normal`` and its like, networks' start and dropout.

    Parameters
    ----------
    seed : int, sequence of int, numpy.random.Generator, Generator or None
        None draws a seed from the system.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0); tl.random.random(1)
    tensor([0.63696169])
    """
    _shared.numpy = _seeded("seed", seed)


def get_generator() -> Generator:
    """The generator behind ``tl.random.normal`` and its like.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.get_generator() is tl.random.get_generator()
    True
    """
    return _shared


# ---- NumPy's older names, with its arguments and the numbers of the shared generator
def rand(*shape, dtype=None):
    """Numbers of the uniform distribution on [0, 1): ``random(shape)``.

    Parameters
    ----------
    *shape : int
        Nothing gives one number.
    dtype : dtype, optional
        Of complex numbers both parts are drawn.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.rand(2, 3).shape
    (2, 3)
    """
    return _shared.random(_shape("rand", shape), dtype)


def randn(*shape, dtype=None):
    """Numbers of the standard normal distribution: ``standard_normal(shape)``.

    Parameters
    ----------
    *shape : int
        Nothing gives one number.
    dtype : dtype, optional
        Complex numbers have variance 1 in all, 1/2 in each part.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0); tl.random.randn(2)
    tensor([ 0.12573022, -0.13210486])
    """
    return _shared.standard_normal(_shape("randn", shape), dtype)


def randint(low, high=None, size=None, dtype=None):
    """Whole numbers from `low` up to, and without, `high`: ``integers(low, high, size)``.

    Parameters
    ----------
    low, high, size, dtype
        As for `integers`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0); tl.random.randint(10, size=3)
    tensor([8, 6, 5])
    """
    return _shared.integers(low, high, size, dtype)


def random_sample(size=None):
    """Numbers of the uniform distribution on [0, 1): ``random(size)``.

    Parameters
    ----------
    size : int or tuple of int, optional
        The shape; None gives one number.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0); tl.random.random_sample(2)
    tensor([0.63696169, 0.26978671])
    """
    return _shared.random(size)


ranf = sample = random_sample


def random_integers(low, high=None, size=None):
    """Whole numbers from `low` up to and with `high`, or from 1 to `low`: ``integers(..., endpoint=True)``.

    Parameters
    ----------
    low, high, size
        As for `integers`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0); tl.random.random_integers(6, size=3)
    tensor([6, 4, 4])
    """
    if high is None:
        low, high = 1, low
    draw = _shared.numpy.integers
    return _wrapped(_called("random_integers", draw, low, high, size, endpoint=True))


def get_state() -> dict:
    """The state of the generator behind ``tl.random.normal`` and its like, for `set_state`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> state = tl.random.get_state()
    >>> first = tl.random.random(3)
    >>> tl.random.set_state(state)
    >>> bool((tl.random.random(3) == first).all())
    True
    """
    return _shared.numpy.bit_generator.state


def set_state(state) -> None:
    """Go on from a state that `get_state` gave.

    Parameters
    ----------
    state : dict
        Of the bit generator that is in use, PCG64 unless `seed` was given another.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.set_state(tl.random.get_state())
    """
    try:
        _shared.numpy.bit_generator.state = state
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
        kind = type(_shared.numpy.bit_generator).__name__
        wrong = TypeError if isinstance(error, TypeError) else ValueError
        raise wrong(
            f"set_state: no state of {kind}: {error}; tl.random.RandomState takes NumPy's older ones"
        ) from None


def _shape(name, shape):
    if not shape:
        return None
    if len(shape) == 1 and isinstance(shape[0], (tuple, list)):
        sizes = ", ".join(map(str, shape[0]))
        raise TypeError(f"{name}: the shape is given as numbers, write {name}({sizes})")
    return shape


def _function(name):
    method = getattr(_shared, name)

    @_functools.wraps(method)
    def drawn(*args, **kwargs):
        try:
            return method(*args, **kwargs)
        except TypeError as error:
            text = str(error).removeprefix("Generator.")
            raise error if text.startswith(f"{name}: ") else TypeError(f"{name}: {text}") from None

    drawn.__module__, drawn.__qualname__ = __name__, name
    return drawn


for _name in _METHODS:
    globals()[_name] = _function(_name)


def __getattr__(name: str):
    """For names of NumPy's newer generators, and a hint for names from elsewhere."""
    if name in _NUMPYS:
        globals()[name] = made = _of_seeds(name)
        return made
    known = not name.startswith("_") and name not in _INSTEAD and hasattr(_shared.numpy, name)
    if not known or name == "bit_generator":
        hint = f": write tl.random.{_INSTEAD[name]}" if name in _INSTEAD else ""
        raise AttributeError(f"module 'tensorlab.random' has no attribute {name!r}{hint}")
    return getattr(_shared, name)


def __dir__():
    return __all__


# ---- processes made by fork
_forks = 0
_next_child = None  # a bit generator for the process that is about to be made


def _before_fork():
    global _forks, _next_child
    _next_child = None
    if not _shared._started():
        return  # parent and child will each be seeded by the system
    from numpy.random import SeedSequence

    _forks += 1
    bits = _shared.numpy.bit_generator
    try:
        child = bits.seed_seq.spawn(1)[0]
    except (AttributeError, TypeError):  # a bit generator that was made without a seed sequence
        import pickle

        child = SeedSequence([_forks, *pickle.dumps(bits.state)])
    _next_child = type(bits)(child)


def _after_fork_in_child():
    if _next_child is not None:
        from numpy.random import Generator

        _shared.numpy = Generator(_next_child)


if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(before=_before_fork, after_in_child=_after_fork_in_child)
