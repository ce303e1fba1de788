"""Dividing data into a part to learn from and a part to test with."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, random
from tensorlab_c._operands import _operand

from .._check import is_integer, real, switch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    import numpy as np

    from .._typing import ArrayLike


__all__ = ["train_test_split"]


def as_generator(name: str, seed: int | random.Generator | None) -> random.Generator:
    """`seed` itself when it is a generator, the global one for None, else a new one from an int."""
    if seed is None:
        return random.get_generator()
    if isinstance(seed, random.Generator):
        return seed
    if not (is_integer(seed) or hasattr(seed, "permutation")):  # NumPy's generators have it
        raise TypeError(f"{name}: the seed must be an int, a generator or None, got {seed!r}")
    if is_integer(seed) and seed < 0:
        raise ValueError(f"{name}: the seed must be at least 0, got {seed}")
    return random.default_rng(seed)


def one_seed(name: str, seed: Any, other: str, value: Any) -> Any:
    """The seed, by whichever of its two names it was given."""
    if seed is not None and value is not None:
        raise TypeError(f"{name}: seed and {other} are two names of one argument: give one of them")
    return value if seed is None else seed


def as_tensor(name: str, array: ArrayLike) -> Tensor:
    """`asarray`, whose errors name the function that was called."""
    return _operand(array, name)


def as_real(name: str, array: ArrayLike) -> Tensor:
    """`as_tensor` of numbers that may not be complex."""
    tensor = as_tensor(name, array)
    if tensor.dtype.kind == "c":
        raise TypeError(f"{name}: not defined for {tensor.dtype}")
    return tensor


def same_lengths(name: str, arrays: Iterable) -> tuple[list[Tensor], int]:
    """The arrays as tensors, and their common first length."""
    arrays = list(arrays)
    for position, a in enumerate(arrays):
        if isinstance(a, tuple) and any(getattr(part, "ndim", 0) for part in a):
            raise TypeError(f"{name}: array {position} is a tuple of arrays: give them one by one")
        if position and isinstance(a, (bool, int, float)):
            raise ValueError(f"{name}: {a!r} is no array but a number; options are given by name")
    tensors = [as_tensor(name, a) for a in arrays]
    if not tensors:
        raise ValueError(f"{name}: no arrays given")
    if any(t.ndim == 0 for t in tensors):
        raise ValueError(f"{name}: a 0-d array has no examples")
    lengths = [t.shape[0] for t in tensors]
    if len(set(lengths)) != 1:
        raise ValueError(f"{name}: the arrays have different lengths: {', '.join(map(str, lengths))}")
    return tensors, lengths[0]


def _count(argument: str, value: float | None, n: int, rounding: Callable[[float], int]) -> int | None:
    """A size given as a fraction or a number, as a number."""
    if value is None:
        return None
    if not is_integer(value):
        value = real("train_test_split", argument, value)
        if not 0 < value < 1:
            raise ValueError(f"train_test_split: {argument} as a fraction must be in (0, 1), got {value!r}")
        return rounding(value * n)
    if not 0 < value < n:
        raise ValueError(
            f"train_test_split: {argument} must be between 1 and {n - 1} for {n} examples, got {value}"
        )
    return int(value)


def _sizes(n: int, test_size: float | None, train_size: float | None) -> tuple[int, int]:
    test = _count("test_size", test_size, n, math.ceil)
    train = _count("train_size", train_size, n, math.floor)
    if test is None:
        test = math.ceil(0.25 * n) if train is None else n - train
    if train is None:
        train = n - test
    if train < 1 or test < 1 or train + test > n:
        raise ValueError(
            f"train_test_split: {n} examples cannot give {train} for training and {test} for testing"
        )
    return train, test


def _labels(stratify: ArrayLike, n: int) -> np.ndarray:
    """The class of every example; names will do."""
    import numpy as np

    if isinstance(stratify, list):
        stratify = list(stratify)  # what changes while NumPy reads it is its affair no more
    try:
        labels = np.asarray(stratify)
    except (TypeError, ValueError) as error:
        raise ValueError(f"train_test_split: stratify is not an array: {error}") from None
    if labels.ndim != 1:
        hint = "" if labels.ndim else "; give the labels, stratify=y"
        raise ValueError(f"train_test_split: stratify must have one axis, got shape {labels.shape}{hint}")
    if len(labels) != n:
        raise ValueError(f"train_test_split: stratify has {len(labels)} labels for {n} examples")
    return labels


def _stratified(labels: np.ndarray, train: int, test: int, generator: random.Generator) -> list[np.ndarray]:
    """Indices of both parts, with the classes in the proportions they have in the whole."""
    import numpy as np

    try:
        classes, inverse, counts = np.unique(labels, return_inverse=True, return_counts=True)
    except TypeError as error:
        raise TypeError(f"train_test_split: stratify holds what cannot be compared: {error}") from None
    if counts.min() < 2:
        raise ValueError(
            f"train_test_split: class {classes[counts.argmin()]} has only 1 example; stratify needs 2 of each"
        )
    if min(train, test) < len(classes):
        raise ValueError(
            f"train_test_split: a part of {min(train, test)} examples cannot hold {len(classes)} classes"
        )
    n_test = _shares(counts, test)
    n_train = _shares(counts - n_test, train)
    order = np.asarray(generator.permutation(len(labels)))
    parts: tuple[list, list] = ([], [])
    for k in range(len(classes)):
        members = order[inverse[order] == k]
        parts[0].append(members[n_test[k] : n_test[k] + n_train[k]])
        parts[1].append(members[: n_test[k]])
    # joined class by class: mix again
    return [np.concatenate(part)[np.asarray(generator.permutation(sum(map(len, part))))] for part in parts]


def _shares(counts: np.ndarray, total: int) -> np.ndarray:
    """`total` divided in proportion to `counts`: the floors, and one more for the largest remainders."""
    import numpy as np

    exact = counts * (total / counts.sum())
    shares = np.floor(exact).astype(np.int64)
    largest = np.argsort(shares - exact, kind="stable")[: total - shares.sum()]
    shares[largest] += 1
    return shares


def train_test_split(
    *arrays: ArrayLike,
    test_size: float | None = None,
    train_size: float | None = None,
    random_state: int | random.Generator | None = None,
    shuffle: bool = True,
    stratify: ArrayLike = None,
    seed: int | random.Generator | None = None,
) -> list[Tensor]:
    """Split arrays into a training and a test part along their first axis, all in the same way.

    Parameters
    ----------
    *arrays : array_like
        Of equal length n.
    test_size, train_size : float or int, optional
        A fraction of n or a number of examples. The default test part is what training leaves, or a quarter.
    seed, random_state : int or Generator, optional
        Makes the split repeatable, by either name: `seed` is this library's, `random_state` scikit-learn's.
        Default: ``tl.random``'s global generator.
    shuffle : bool, default True
        Whether to mix first; otherwise the test part is the end.
    stratify : array_like, shape (n,), optional
        Labels whose proportions both parts keep; numbers or names.

    Returns
    -------
    list of Tensor
        Training and test part of the first array, of the second, and so on.

    Raises
    ------
    ValueError
        For different lengths, sizes that leave a part empty, and classes too small to stratify.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.arange(20).reshape((10, 2)), tl.arange(10)
    >>> X_train, X_test, y_train, y_test = tl.data.train_test_split(X, y, test_size=0.3, random_state=0)
    >>> X_train.shape, X_test.shape
    ((7, 2), (3, 2))
    >>> bool((X_test[:, 0] == 2 * y_test).all())
    True
    """
    seed = one_seed("train_test_split", seed, "random_state", random_state)
    shuffle = switch("train_test_split", "shuffle", shuffle)
    tensors, n = same_lengths("train_test_split", arrays)
    train, test = _sizes(n, test_size, train_size)
    first: Any
    second: Any
    if stratify is not None:
        if not shuffle:
            raise ValueError("train_test_split: stratify needs shuffle=True")
        labels = _labels(stratify, n)
        first, second = _stratified(labels, train, test, as_generator("train_test_split", seed))
    elif shuffle:
        order = as_generator("train_test_split", seed).permutation(n)
        first, second = order[test : test + train], order[:test]
    else:
        first, second = slice(0, train), slice(train, train + test)
    return [part for t in tensors for part in (t[first], t[second])]
