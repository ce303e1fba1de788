"""PyTorch's names for random numbers: NumPy's numbers, from the shared generator or one of their own."""

from __future__ import annotations

from typing import Any

import tensorlab_c as _c
from tensorlab_c import random as _random
from tensorlab_c._operands import _floating, _integer, _is_number, _operand, _under, _without_history
from tensorlab_c._spelled import _documented, _sizes
from tensorlab_c._tensor import Tensor
from tensorlab_c.spellings import _check_device

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = [
    "Generator", "bernoulli", "get_rng_state", "initial_seed", "manual_seed", "multinomial", "normal",
    "poisson", "rand", "rand_like", "randint", "randint_like", "randn", "randn_like", "randperm", "seed",
    "set_rng_state",
]  # fmt: skip


get_rng_state, set_rng_state = _random.get_state, _random.set_state


class Generator(_random.Generator):
    """A source of random numbers of its own: that of `tensorlab.random` with PyTorch's methods.

    Parameters
    ----------
    device : str
        Only ``"cpu"`` exists.

    Examples
    --------
    >>> import tensorlab as tl
    >>> g = tl.Generator().manual_seed(0)
    >>> tl.randn(2, generator=g)
    tensor([ 0.12573022, -0.13210486])
    """

    def __init__(self, device: str = "cpu"):
        _check_device(device, "Generator")
        self.seed()

    def manual_seed(self, seed: int) -> Generator:
        """Starts it anew from a number; returns it.

        >>> tl.Generator().manual_seed(0).random()
        0.6369616873214543
        """
        super().__init__(_whole_seed(seed, "manual_seed"))
        self._seed = seed
        return self

    def seed(self) -> int:
        """Starts it anew from a number that the system gives; returns the number.

        >>> g = tl.Generator()
        >>> g.seed() == g.initial_seed()
        True
        """
        return self.manual_seed(_system_seed())._seed

    def initial_seed(self) -> int:
        """The number it was started from.

        >>> tl.Generator().manual_seed(7).initial_seed()
        7
        """
        return self._seed

    def __reduce__(self):
        return _generator, (self.numpy, self._seed)


def _generator(numpy, seed) -> Generator:
    made = Generator.__new__(Generator)
    made.numpy, made._seed = numpy, seed
    return made


def _system_seed() -> int:
    import secrets

    return secrets.randbits(63)


def _whole_seed(seed, function: str) -> int:
    if not hasattr(seed, "__index__"):
        raise TypeError(f"{function}: seed must be an integer, got {type(seed).__name__}")
    number = seed.__index__()
    return number if number >= 0 else number + 2**64


@_documented(seed="int")
def manual_seed(seed: int) -> _random.Generator:
    """Starts the shared generator anew: `random.seed`; returns it.

    >>> _ = tl.manual_seed(0)
    >>> tl.randn(2)
    tensor([ 0.12573022, -0.13210486])
    """
    _random.seed(_whole_seed(seed, "manual_seed"))
    return _random.get_generator()


@_documented
def seed() -> int:
    """Starts the shared generator anew from a number that the system gives; returns the number.

    >>> tl.seed() == tl.initial_seed()
    True
    """
    started = _system_seed()
    manual_seed(started)
    return started


@_documented
def initial_seed() -> int:
    """What the shared generator was last started from, by `manual_seed`, `seed`, `random.seed` or the system.

    >>> _ = tl.manual_seed(7)
    >>> tl.initial_seed()
    7
    """
    source = _random.get_generator().numpy.bit_generator
    entropy = getattr(getattr(source, "seed_seq", None), "entropy", None)
    if entropy is None:
        raise RuntimeError(
            f"initial_seed: a {type(source).__name__} that was made elsewhere does not tell its seed"
        )
    return entropy


def _source(generator, function: str):
    if generator is None:
        return _random.get_generator()
    if not isinstance(generator, _random.Generator):
        raise TypeError(f"{function}: generator must be a Generator, got {type(generator).__name__}")
    return generator


def _made(drawn, requires_grad: bool, device, function: str) -> Tensor:
    _check_device(device, function)
    return _c.asarray(drawn, requires_grad=requires_grad)


def _shape(size, function: str) -> tuple:
    sizes = tuple(_integer(n, function, "a size") for n in _sizes(size, function))
    if any(n < 0 for n in sizes):
        raise ValueError(f"{function}: sizes must not be negative, got {sizes}")
    return sizes


def _exact(dtype, function: str) -> int:
    """Up to where a dtype has all whole numbers."""
    if dtype.kind in "iu":
        return int(_c.iinfo(dtype).max)
    if dtype.kind == "c":
        raise TypeError(f"{function}: not defined for {dtype}")
    return 1 if dtype.kind == "b" else round(2 / float(_c.finfo(dtype).eps))


def _whole_numbers(low, high, shape: tuple, dtype, generator, function: str) -> Tensor:
    """Whole numbers from `low` up to, and without, `high`; the dtype must have them."""
    low, high = _integer(low, function, "low"), _integer(high, function, "high")
    source = _source(generator, function)
    _check_range(low, high, dtype, function)
    wide = "uint64" if high > 1 << 63 else "int64"
    with _under(function):
        drawn = _c.asarray(source.integers(low, high, shape, dtype=wide))
    return drawn if dtype is None else drawn.astype(dtype, copy=False)


def _check_range(low: int, high: int, dtype, function: str) -> None:
    if low >= high:
        raise ValueError(f"{function}: there is no number from {low} on and below {high}")
    with _under(function):
        kind = _c.zeros(0, dtype="int64" if dtype is None else dtype).dtype
    least, most = 0, 1
    if kind.kind in "iu":
        least, most = int(_c.iinfo(kind).min), int(_c.iinfo(kind).max)
    elif kind.kind in "fc":
        most = int(_c.finfo(kind).max)
        least = -most
    if low < least or high - 1 > most:
        raise OverflowError(f"{function}: numbers from {low} to {high - 1} do not fit {kind}")


@_documented
def rand(
    *size: Any,
    generator: Any = None,
    dtype: DTypeLike = None,
    requires_grad: bool = False,
    device: str | None = None,
) -> Tensor:
    """Numbers of the uniform distribution on [0, 1): `random.random`.

    >>> _ = tl.manual_seed(0)
    >>> tl.rand(2)
    tensor([0.63696169, 0.26978671])
    """
    with _under("rand"):
        drawn = _source(generator, "rand").random(_shape(size, "rand"), dtype=dtype)
    return _made(drawn, requires_grad, device, "rand")


@_documented
def randn(
    *size: Any,
    generator: Any = None,
    dtype: DTypeLike = None,
    requires_grad: bool = False,
    device: str | None = None,
) -> Tensor:
    """Numbers of the standard normal distribution: `random.standard_normal`.

    >>> _ = tl.manual_seed(0)
    >>> tl.randn(2)
    tensor([ 0.12573022, -0.13210486])
    """
    with _under("randn"):
        drawn = _source(generator, "randn").standard_normal(_shape(size, "randn"), dtype=dtype)
    return _made(drawn, requires_grad, device, "randn")


@_documented
def rand_like(
    input: ArrayLike, dtype: DTypeLike = None, requires_grad: bool = False, device: str | None = None
) -> Tensor:
    """Numbers of the uniform distribution on [0, 1), of the shape and dtype of a tensor.

    >>> tl.rand_like(tl.zeros((2, 3))).shape
    (2, 3)
    """
    x = _operand(input, "rand_like")
    with _under("rand_like"):
        kind = x.dtype if dtype is None else dtype
        return rand(x.shape, dtype=kind, requires_grad=requires_grad, device=device)


@_documented
def randn_like(
    input: ArrayLike, dtype: DTypeLike = None, requires_grad: bool = False, device: str | None = None
) -> Tensor:
    """Numbers of the standard normal distribution, of the shape and dtype of a tensor.

    >>> tl.randn_like(tl.zeros((2, 3))).shape
    (2, 3)
    """
    x = _operand(input, "randn_like")
    with _under("randn_like"):
        kind = x.dtype if dtype is None else dtype
        return randn(x.shape, dtype=kind, requires_grad=requires_grad, device=device)


@_documented(args="int or tuple of int\n    From where on, if not from 0; up to and without what; the sizes.")
def randint(
    *args: Any, low: int = 0, high: int | None = None, size: Any = None, generator: Any = None,
    dtype: DTypeLike = None, requires_grad: bool = False, device: str | None = None,
) -> Tensor:  # fmt: skip
    """Whole numbers: `random.integers`. Called as (high, size) or (low, high, size).

    >>> _ = tl.manual_seed(0)
    >>> tl.randint(0, 10, (3,))
    tensor([8, 6, 5])
    """
    given = list(args)
    if given and size is None and not _is_number(given[-1]):
        size = given.pop()
    if len(given) == 2:
        low, high = given
    elif len(given) == 1 and high is None:
        (high,) = given
    elif len(given) == 1:
        (low,) = given
    if size is None or high is None or len(given) > 2:
        raise TypeError(
            f"randint: write randint(high, size) or randint(low, high, size), sizes as a tuple; got {args}"
        )
    drawn = _whole_numbers(low, high, _shape((size,), "randint"), dtype, generator, "randint")
    return _made(drawn, requires_grad, device, "randint")


@_documented(low="int\n    Alone, it is `high`.", high="int, optional")
def randint_like(
    input: ArrayLike, low: int, high: int | None = None, dtype: DTypeLike = None, device: str | None = None
) -> Tensor:
    """Whole numbers in the shape and dtype of a tensor.

    >>> tl.randint_like(tl.zeros(3), 1, 2)
    tensor([1., 1., 1.])
    """
    x = _operand(input, "randint_like")
    bounds = (0, low) if high is None else (low, high)
    drawn = _whole_numbers(*bounds, x.shape, x.dtype if dtype is None else dtype, None, "randint_like")
    return _made(drawn, False, device, "randint_like")


@_documented(n="int\n    How many.")
def randperm(
    n: int,
    *,
    generator: Any = None,
    dtype: DTypeLike = None,
    requires_grad: bool = False,
    device: str | None = None,
) -> Tensor:
    """The numbers from 0 to n - 1 in random order: `random.permutation`.

    >>> _ = tl.manual_seed(0)
    >>> tl.randperm(4)
    tensor([2, 0, 1, 3])
    """
    n = _integer(n, "randperm", "n")
    if n < 0:
        raise ValueError(f"randperm: n must not be negative, got {n}")
    if n:
        _check_range(0, n, dtype, "randperm")
    drawn = _source(generator, "randperm").permutation(n)
    return _made(drawn if dtype is None else _c.astype(drawn, dtype), requires_grad, device, "randperm")


@_documented(
    mean="array_like",
    std="array_like\n    The standard deviation.",
    size="tuple of int, optional\n    The shape; that of `mean` and `std` when None.",
)
def normal(
    mean: ArrayLike = 0.0, std: ArrayLike = 1.0, size: Any = None, *, generator: Any = None,
    dtype: DTypeLike = None, requires_grad: bool = False, device: str | None = None,
) -> Tensor:  # fmt: skip
    """Numbers of a normal distribution: `random.normal`.

    >>> _ = tl.manual_seed(0)
    >>> tl.normal(10.0, 2.0, (2,))
    tensor([10.25146044,  9.73579027])
    """
    source = _source(generator, "normal")
    if size is None:
        shape = _c.broadcast_shapes(_operand(mean, "normal").shape, _operand(std, "normal").shape)
    else:
        shape = _shape((size,), "normal")
    drawn = source.normal(_detached(mean), _detached(std), shape)
    return _made(drawn if dtype is None else _c.astype(drawn, dtype), requires_grad, device, "normal")


def _detached(x):
    return _without_history(x, "normal") if isinstance(x, Tensor) else x


@_documented(input="array_like\n    Probabilities of 1.", p="number, optional\n    One probability instead.")
def bernoulli(input: ArrayLike, p: float | None = None, *, generator: Any = None) -> Tensor:
    """Ones and zeros, of the shape and dtype of the probabilities.

    >>> tl.bernoulli(tl.array([1.0, 0.0]))
    tensor([1., 0.])
    """
    x = _operand(input, "bernoulli").detach()
    chance = x
    if p is not None:
        with _under("bernoulli"):
            chance = _c.broadcast_to(_operand(p, "bernoulli").detach(), x.shape)
    if chance.dtype.kind != "f" and p is None:
        raise TypeError(f"bernoulli: probabilities must be floats, got {chance.dtype}")
    if not bool(((chance >= 0) & (chance <= 1)).all()):
        raise ValueError("bernoulli: probabilities must be between 0 and 1")
    drawn = _source(generator, "bernoulli").random(x.shape, dtype="float64")
    return (_c.asarray(drawn) < chance).astype(x.dtype)


@_documented(input="array_like\n    Means.")
def poisson(input: ArrayLike, *, generator: Any = None) -> Tensor:
    """Numbers of a Poisson distribution, in the shape and dtype of their means: `random.poisson`.

    >>> tl.poisson(tl.array([0.0, 0.0]))
    tensor([0., 0.])
    """
    x = _floating(input, "poisson").detach()
    with _under("poisson"):
        return _c.asarray(_source(generator, "poisson").poisson(x)).astype(x.dtype)


@_documented(
    input="array_like\n    Weights of each index, in one row or in rows.",
    num_samples="int\n    How many are drawn of each row.",
    replacement="bool\n    Whether an index can be drawn more than once.",
)
def multinomial(
    input: ArrayLike, num_samples: int, replacement: bool = False, *, generator: Any = None
) -> Tensor:
    """Indices, each with the probability of its weight.

    >>> tl.multinomial(tl.array([0.0, 3.0, 0.0]), 2, replacement=True)
    tensor([1, 1])
    """
    w = _floating(input, "multinomial").detach().astype("float64")
    if w.ndim not in (1, 2) or not w.shape[-1]:
        raise ValueError(f"multinomial: weights must have one or two axes, not empty, got shape {w.shape}")
    if not bool((_c.isfinite(w) & (w >= 0)).all()) or not bool((w.sum(axis=-1) > 0).all()):
        raise ValueError("multinomial: weights must be finite, not negative and not all 0")
    num_samples = _integer(num_samples, "multinomial", "num_samples")
    if num_samples < 1 or (not replacement and bool(((w > 0).sum(axis=-1) < num_samples).any())):
        raise ValueError(
            f"multinomial: {num_samples} samples {'with' if replacement else 'without'} replacement cannot "
            f"be drawn from weights of shape {w.shape}"
        )
    source = _source(generator, "multinomial")
    if not replacement:  # the first to come, when each comes after a time of its own
        times = source.standard_exponential(w.shape, dtype="float64") / w
        return _c.argsort(times, axis=-1)[..., :num_samples].copy()
    if not w.size:
        return _c.zeros((0, num_samples), dtype="int64")
    sums = _c.cumsum(w, axis=-1)
    points = source.random((*w.shape[:-1], num_samples), dtype="float64") * sums[..., -1:]
    if w.ndim == 1:
        return _c.searchsorted(sums, points, side="right")
    return _c.stack([_c.searchsorted(s, p, side="right") for s, p in zip(sums, points, strict=True)])
