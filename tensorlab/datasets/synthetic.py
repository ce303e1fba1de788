"""Data that are drawn: names, arguments and numbers are scikit-learn's."""

from __future__ import annotations

import math
from itertools import accumulate

from tensorlab_c import Tensor, asarray, empty

from .._check import flag, integer, is_integer, real
from ..data.split import as_generator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from .._typing import ArrayLike

__all__ = [
    "make_blobs", "make_circles", "make_classification", "make_moons", "make_regression", "make_spirals",
]  # fmt: skip


# ---- what they share
def _source(name: str, seed: Any) -> np.random.RandomState:
    """NumPy's older generator, which scikit-learn draws from."""
    import numpy as np

    plain = getattr(seed, "numpy", seed)
    if isinstance(plain, np.random.RandomState):
        return plain
    if seed is None or not is_integer(seed):
        seed = as_generator(name, seed).integers(2**32)
    if not 0 <= int(seed) < 2**32:
        raise ValueError(f"{name}: random_state must be from 0 to 2**32 - 1, got {seed}")
    return np.random.RandomState(int(seed))


def _room(n: int, features: int) -> None:
    """MemoryError before anything is drawn for what no machine can hold."""
    if n > 1 << 20 or features > 1 << 20:
        empty((n, features))


def _two(name: str, n_samples: Any) -> tuple[int, int]:
    """The numbers of examples of two classes."""
    if is_integer(n_samples):
        n = integer(name, "n_samples", n_samples, 0)
        parts = n // 2, n - n // 2
    else:
        given = (*n_samples,) if isinstance(n_samples, (tuple, list)) else ()
        if len(given) != 2:
            raise TypeError(f"{name}: n_samples must be an integer or a pair of them, got {n_samples!r}")
        parts = integer(name, "n_samples", given[0], 0), integer(name, "n_samples", given[1], 0)
    _room(sum(parts), 2)
    return parts


def _deviation(name: str, noise: Any) -> float | None:
    return None if noise is None else real(name, "noise", noise, 0)


def _mixed(source: np.random.RandomState, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    order = np.arange(len(X))
    source.shuffle(order)
    return X[order], y[order]


def _curves(
    name: str, curves: list, noise: float | None, shuffle: bool, random_state: Any
) -> tuple[Tensor, Tensor]:
    """The points of some curves, each a class, in another order and with noise."""
    import numpy as np

    source = _source(name, random_state)
    X = np.concatenate([np.stack(curve, axis=1) for curve in curves])
    y = np.repeat(np.arange(len(curves)), [len(curve[0]) for curve in curves])
    if shuffle:
        X, y = _mixed(source, X, y)
    if noise is not None:
        X += source.normal(scale=noise, size=X.shape)
    return asarray(X), asarray(y)


# ---- curves
def make_moons(
    n_samples: int | tuple[int, int] = 100,
    *,
    shuffle: bool = True,
    noise: float | None = None,
    random_state: Any = None,
) -> tuple[Tensor, Tensor]:
    """Two half circles that reach into each other.

    Parameters
    ----------
    n_samples : int or pair of int, default 100
        How many points in all, or of each.
    shuffle : bool, default True
        Whether their order is random; otherwise the first class comes first.
    noise : float, optional
        Standard deviation of what is added to the points.
    random_state : int, RandomState or Generator, optional
        An int gives scikit-learn's numbers. Default: drawn from ``tl.random``'s global generator.

    Returns
    -------
    X : Tensor of float64, shape (n, 2)
        (cos t, sin t) for class 0 and (1 − cos t, 1/2 − sin t) for class 1, t from 0 to π.
    y : Tensor of int64, shape (n,)

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.make_moons(6, shuffle=False)
    >>> X[4].round(6).tolist(), y.tolist()
    ([1.0, -0.5], [0, 0, 0, 1, 1, 1])
    """
    import numpy as np

    outer, inner = _two("make_moons", n_samples)
    noise, shuffle = _deviation("make_moons", noise), flag("make_moons", "shuffle", shuffle)
    s, t = np.linspace(0, np.pi, outer), np.linspace(0, np.pi, inner)
    curves = [(np.cos(s), np.sin(s)), (1 - np.cos(t), 1 - np.sin(t) - 0.5)]
    return _curves("make_moons", curves, noise, shuffle, random_state)


def make_circles(
    n_samples: int | tuple[int, int] = 100,
    *,
    shuffle: bool = True,
    noise: float | None = None,
    random_state: Any = None,
    factor: float = 0.8,
) -> tuple[Tensor, Tensor]:
    """A circle of radius 1 and a smaller one in it.

    Parameters
    ----------
    n_samples : int or pair of int, default 100
        How many points in all, or of each.
    shuffle : bool, default True
        Whether their order is random; otherwise the first class comes first.
    noise : float, optional
        Standard deviation of what is added to the points.
    random_state : int, RandomState or Generator, optional
        An int gives scikit-learn's numbers. Default: drawn from ``tl.random``'s global generator.
    factor : float, default 0.8
        Radius of the smaller circle, from 0 to less than 1.

    Returns
    -------
    X : Tensor of float64, shape (n, 2)
        Class 0 is the larger circle.
    y : Tensor of int64, shape (n,)

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.make_circles(40, factor=0.5, random_state=0)
    >>> tl.linalg.norm(X[y == 1], axis=1).round(6).max().item()
    0.5
    """
    import numpy as np

    outer, inner = _two("make_circles", n_samples)
    noise, shuffle = _deviation("make_circles", noise), flag("make_circles", "shuffle", shuffle)
    factor = real("make_circles", "factor", factor, 0, 1, ends="[)")
    s, t = (np.linspace(0, 2 * np.pi, n, endpoint=False) for n in (outer, inner))
    curves = [(np.cos(s), np.sin(s)), (np.cos(t) * factor, np.sin(t) * factor)]
    return _curves("make_circles", curves, noise, shuffle, random_state)


def make_spirals(
    n_samples: int = 100,
    *,
    n_classes: int = 2,
    turns: float = 1.0,
    shuffle: bool = True,
    noise: float | None = None,
    random_state: Any = None,
) -> tuple[Tensor, Tensor]:
    """Spirals wound into each other, one for each class; not one of scikit-learn's.

    Parameters
    ----------
    n_samples : int, default 100
        How many points in all.
    n_classes : int, default 2
    turns : float, default 1
        How often each spiral goes round.
    shuffle : bool, default True
        Whether the order of the points is random; otherwise class comes after class.
    noise : float, optional
        Standard deviation of what is added to the points.
    random_state : int, RandomState or Generator, optional
        Makes the draw repeatable. Default: drawn from ``tl.random``'s global generator.

    Returns
    -------
    X : Tensor of float64, shape (n, 2)
        r (cos φ, sin φ) with φ = 2π (turns · r + k / n_classes) for class k, r from 0 to 1 in equal steps.
    y : Tensor of int64, shape (n,)

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.make_spirals(6, n_classes=2, shuffle=False)
    >>> X[2].round(6).tolist(), y.tolist()
    ([1.0, -0.0], [0, 0, 0, 1, 1, 1])
    """
    import numpy as np

    name = "make_spirals"
    n, classes = integer(name, "n_samples", n_samples, 0), integer(name, "n_classes", n_classes)
    turns, noise = real(name, "turns", turns, 0), _deviation(name, noise)
    shuffle = flag(name, "shuffle", shuffle)
    _room(n, 2)
    _room(classes, 2)
    curves = []
    for k in range(classes):
        r = np.linspace(0, 1, n // classes + (k < n % classes))
        angle = 2 * np.pi * (turns * r + k / classes)
        curves.append((r * np.cos(angle), r * np.sin(angle)))
    return _curves(name, curves, noise, shuffle, random_state)


# ---- clouds
def _centres(
    source: np.random.RandomState, n_samples: Any, centers: Any, n_features: int, box: Any
) -> np.ndarray:
    """Where the clouds of `make_blobs` lie."""
    import numpy as np

    name = "make_blobs"
    count = len(n_samples) if isinstance(n_samples, list) else 3
    if centers is None or is_integer(centers):
        count = count if centers is None else integer(name, "centers", centers)
        if isinstance(n_samples, list) and count != len(n_samples):
            raise ValueError(f"{name}: {len(n_samples)} numbers of examples for {count} centers")
        if not isinstance(box, (tuple, list)) or len(box) != 2:
            raise TypeError(f"{name}: center_box must be a pair of numbers, got {box!r}")
        low, high = (real(name, "center_box", end) for end in box)
        _room(count, n_features)
        return source.uniform(low, high, size=(count, n_features))
    given = np.asarray(asarray(centers, dtype="float64"))
    if given.ndim != 2 or 0 in given.shape:
        raise ValueError(f"{name}: centers must have shape (centers, features), got {given.shape}")
    if isinstance(n_samples, list) and len(given) != len(n_samples):
        raise ValueError(f"{name}: {len(n_samples)} numbers of examples for {len(given)} centers")
    return given


def make_blobs(
    n_samples: int | list[int] = 100,
    n_features: int = 2,
    *,
    centers: int | ArrayLike = None,
    cluster_std: float | list[float] = 1.0,
    center_box: tuple[float, float] = (-10.0, 10.0),
    shuffle: bool = True,
    random_state: Any = None,
    return_centers: bool = False,
) -> Any:
    """Clouds of normally distributed points, one for each class.

    Parameters
    ----------
    n_samples : int or list of int, default 100
        How many points in all, or of each cloud.
    n_features : int, default 2
    centers : int or array_like, shape (centers, features), optional
        How many centres, or where they are. Default: 3, or one for each number in `n_samples`.
    cluster_std : float or list of float, default 1
        Standard deviation, of all clouds or of each.
    center_box : pair of float, default (-10, 10)
        Between which numbers the coordinates of centres are drawn.
    shuffle : bool, default True
        Whether the order of the points is random; otherwise cloud comes after cloud.
    random_state : int, RandomState or Generator, optional
        An int gives scikit-learn's numbers. Default: drawn from ``tl.random``'s global generator.
    return_centers : bool, default False
        Whether to give the centres, too.

    Returns
    -------
    X : Tensor of float64, shape (n, features)
    y : Tensor of int64, shape (n,)
    centers : Tensor, shape (centers, features)
        If wanted.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.make_blobs(9, centers=[[0.0, 0.0], [5.0, 5.0]], random_state=0)
    >>> X.shape, tl.bincount(y).tolist()
    ((9, 2), [5, 4])
    """
    import numpy as np

    name = "make_blobs"
    shuffle, return_centers = flag(name, "shuffle", shuffle), flag(name, "return_centers", return_centers)
    n_features = integer(name, "n_features", n_features)
    if isinstance(n_samples, (tuple, list)):
        n_samples = [integer(name, "n_samples", n, 0) for n in n_samples]
        if not n_samples:
            raise ValueError(f"{name}: n_samples is empty")
    else:
        n_samples = integer(name, "n_samples", n_samples)
    source = _source(name, random_state)
    places = _centres(source, n_samples, centers, n_features, center_box)
    count, n_features = places.shape
    parts = n_samples if isinstance(n_samples, list) else _equal(n_samples, count)
    _room(sum(parts), n_features)
    widths = cluster_std if isinstance(cluster_std, (tuple, list)) else [cluster_std] * count
    if len(widths) != count:
        raise ValueError(f"{name}: {len(widths)} numbers of cluster_std for {count} centers")
    widths = [real(name, "cluster_std", width, 0) for width in widths]
    X = np.concatenate(
        [source.normal(place, width, (n, n_features)) for place, width, n in zip(places, widths, parts)]
    )
    y = np.repeat(np.arange(count), parts)
    if shuffle:
        X, y = _mixed(source, X, y)
    result = asarray(X), asarray(y)
    return (*result, asarray(places.copy())) if return_centers else result


def _equal(n: int, parts: int) -> list[int]:
    """`n` as a sum of `parts` nearly equal numbers."""
    return [n // parts + (k < n % parts) for k in range(parts)]


# ---- regression
def make_regression(
    n_samples: int = 100,
    n_features: int = 100,
    *,
    n_informative: int = 10,
    n_targets: int = 1,
    bias: float = 0.0,
    effective_rank: int | None = None,
    tail_strength: float = 0.5,
    noise: float = 0.0,
    shuffle: bool = True,
    coef: bool = False,
    random_state: Any = None,
) -> Any:
    """Targets that are linear in some of the features.

    Parameters
    ----------
    n_samples, n_features : int, default 100
    n_informative : int, default 10
        How many features the targets depend on, with factors from 0 to 100.
    n_targets : int, default 1
    bias : float, default 0
        Added to every target.
    effective_rank : int, optional
        About how many directions explain most of X; otherwise features are independent.
    tail_strength : float, default 0.5
        Share of the other directions if `effective_rank` is given, from 0 to 1.
    noise : float, default 0
        Standard deviation of what is added to the targets.
    shuffle : bool, default True
        Whether examples and features come in random order.
    coef : bool, default False
        Whether to give the factors, too.
    random_state : int, RandomState or Generator, optional
        An int gives scikit-learn's numbers. Default: drawn from ``tl.random``'s global generator.

    Returns
    -------
    X : Tensor of float64, shape (n_samples, n_features)
    y : Tensor of float64, shape (n_samples,) or (n_samples, n_targets)
        X @ factors + bias + noise.
    coef : Tensor, shape (n_features,) or (n_features, n_targets)
        If wanted.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y, coef = tl.datasets.make_regression(50, 4, n_informative=2, coef=True, random_state=0)
    >>> X.shape, bool(tl.allclose(X @ coef, y)), int((coef != 0).sum())
    ((50, 4), True, 2)
    """
    import numpy as np

    name = "make_regression"
    n, features = integer(name, "n_samples", n_samples), integer(name, "n_features", n_features)
    informative = min(features, integer(name, "n_informative", n_informative, 0))
    targets, bias = integer(name, "n_targets", n_targets), real(name, "bias", bias)
    noise = real(name, "noise", noise, 0)
    tail = real(name, "tail_strength", tail_strength, 0, 1)
    shuffle, coef = flag(name, "shuffle", shuffle), flag(name, "coef", coef)
    rank = None if effective_rank is None else integer(name, "effective_rank", effective_rank)
    _room(n, features)
    _room(max(n, features), targets)
    source = _source(name, random_state)
    X = source.standard_normal((n, features)) if rank is None else _low_rank(source, n, features, rank, tail)
    factors = np.zeros((features, targets))
    factors[:informative] = 100 * source.uniform(size=(informative, targets))
    y = X @ factors + bias
    if noise > 0:
        y += source.normal(scale=noise, size=y.shape)
    if shuffle:
        X, y = _mixed(source, X, y)
        order = np.arange(features)
        source.shuffle(order)
        X, factors = np.ascontiguousarray(X[:, order]), factors[order]
    result = asarray(X), asarray(np.squeeze(y))
    return (*result, asarray(np.squeeze(factors))) if coef else result


def _low_rank(source: np.random.RandomState, n: int, features: int, rank: int, tail: float) -> np.ndarray:
    """U S Vᵀ of random U and V; S falls as a bell over the first `rank` places, and has a long tail."""
    import numpy as np

    k = min(n, features)
    u = np.linalg.qr(source.standard_normal((n, k)))[0]
    v = np.linalg.qr(source.standard_normal((features, k)))[0]
    place = np.arange(k) / rank
    singular = (1 - tail) * np.exp(-(place**2)) + tail * np.exp(-0.1 * place)
    return (u * singular) @ v.T


# ---- classification
def _distinct(source: np.random.RandomState, population: int, n: int) -> np.ndarray:
    """`n` different numbers below `population`, drawn as scikit-learn draws them."""
    import numpy as np

    share = n / population
    if 0.01 < share < 0.99:
        return source.permutation(population)[:n]
    if share < 0.2:
        seen: dict[int, None] = {}
        while len(seen) < n:
            seen.setdefault(int(source.randint(population)))
        return np.array([*seen])
    kept = np.arange(n)
    for k in range(n, population):
        place = source.randint(0, k + 1)
        if place < n:
            kept[place] = k
    return kept


def _corners(source: np.random.RandomState, count: int, axes: int) -> np.ndarray:
    """Different corners of the unit cube, one a row."""
    import numpy as np

    more = [source.randint(2, size=(count, axes - 30))] if axes > 30 else []
    if more:
        rest = _corners(source, count, 30)
        return np.hstack([*more, rest])
    drawn = _distinct(source, 2**axes, count)
    return (drawn[:, None] >> np.arange(axes)[::-1]) & 1


def _shares(name: str, weights: Any, classes: int) -> list[float]:
    if weights is None:
        return [1.0 / classes] * classes
    shares = [real(name, "weights", w, 0, 1) for w in asarray(weights).tolist()]
    if len(shares) == classes - 1:
        shares.append(1.0 - sum(shares))
    if len(shares) != classes:
        raise ValueError(
            f"{name}: {classes} classes need {classes - 1} or {classes} weights, got {len(shares)}"
        )
    if sum(shares) > 1 + 1e-9 or shares[-1] < 0:
        raise ValueError(f"{name}: weights must add up to 1, got {weights!r}")
    return shares


def make_classification(
    n_samples: int = 100,
    n_features: int = 20,
    *,
    n_informative: int = 2,
    n_redundant: int = 2,
    n_repeated: int = 0,
    n_classes: int = 2,
    n_clusters_per_class: int = 2,
    weights: ArrayLike = None,
    flip_y: float = 0.01,
    class_sep: float = 1.0,
    hypercube: bool = True,
    shift: float | None = 0.0,
    scale: float | None = 1.0,
    shuffle: bool = True,
    random_state: Any = None,
) -> tuple[Tensor, Tensor]:
    """Classes of normally distributed clouds at the corners of a cube (Guyon 2003).

    Parameters
    ----------
    n_samples : int, default 100
    n_features : int, default 20
        Those that the next three do not count are noise.
    n_informative : int, default 2
        Features in which the clouds lie; there must be a corner for each cloud.
    n_redundant : int, default 2
        Features that are linear combinations of these.
    n_repeated : int, default 0
        Features that are copies of others.
    n_classes, n_clusters_per_class : int, default 2
    weights : array_like, optional
        The classes' shares of the examples; the last may be left out. Default: equal ones.
    flip_y : float, default 0.01
        Share of the examples whose class is drawn anew.
    class_sep : float, default 1
        Half of the cube's side.
    hypercube : bool, default True
        Whether the clouds lie at the corners themselves, or at a random place between them and the middle.
    shift, scale : float or None, default 0 and 1
        What is added to the features, and by what they are multiplied then; None draws it for each feature.
    shuffle : bool, default True
        Whether examples and features come in random order.
    random_state : int, RandomState or Generator, optional
        An int gives scikit-learn's numbers. Default: drawn from ``tl.random``'s global generator.

    Returns
    -------
    X : Tensor of float64, shape (n_samples, n_features)
    y : Tensor of int64, shape (n_samples,)

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.make_classification(40, 5, flip_y=0, random_state=0)
    >>> X.shape, tl.bincount(y).tolist()
    ((40, 5), [20, 20])
    """
    name = "make_classification"
    n, features = integer(name, "n_samples", n_samples), integer(name, "n_features", n_features)
    kinds = (
        integer(name, "n_informative", n_informative),
        integer(name, "n_redundant", n_redundant, 0),
        integer(name, "n_repeated", n_repeated, 0),
    )
    classes = integer(name, "n_classes", n_classes)
    clouds = classes * integer(name, "n_clusters_per_class", n_clusters_per_class)
    if sum(kinds) > features:
        raise ValueError(f"{name}: {sum(kinds)} features of given kinds are more than n_features={features}")
    if math.log2(clouds) > kinds[0]:
        raise ValueError(f"{name}: {clouds} clouds have no room at the 2**{kinds[0]} corners of a cube")
    _room(n, features)
    shares = _shares(name, weights, classes)
    parts = [int(n * shares[k % classes] / (clouds // classes)) for k in range(clouds)]
    for k in range(n - sum(parts)):
        parts[k % clouds] += 1
    flip, separation = real(name, "flip_y", flip_y, 0, 1), real(name, "class_sep", class_sep, 0)
    shift = None if shift is None else real(name, "shift", shift)
    scale = None if scale is None else real(name, "scale", scale)
    hypercube, shuffle = flag(name, "hypercube", hypercube), flag(name, "shuffle", shuffle)
    source = _source(name, random_state)
    X, y = _clouds(source, parts, classes, features, kinds, separation, hypercube)
    return _spoilt(source, X, y, classes, flip, separation, shift, scale, shuffle)


def _clouds(
    source: np.random.RandomState,
    parts: list[int],
    classes: int,
    features: int,
    kinds: tuple[int, int, int],
    separation: float,
    hypercube: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Every cloud stretched in its own way and moved to its corner, and the features made of these."""
    import numpy as np

    informative, redundant, repeated = kinds
    n, known = sum(parts), informative + redundant
    corners = 2 * separation * _corners(source, len(parts), informative) - separation
    if not hypercube:
        corners *= source.uniform(size=(len(parts), 1))
        corners *= source.uniform(size=(1, informative))
    X = np.zeros((n, features))
    X[:, :informative] = source.standard_normal((n, informative))
    for corner, size, end in zip(corners, parts, accumulate(parts)):
        stretch = 2 * source.uniform(size=(informative, informative)) - 1
        X[end - size : end, :informative] = X[end - size : end, :informative] @ stretch + corner
    if redundant:
        X[:, informative:known] = X[:, :informative] @ (2 * source.uniform(size=(informative, redundant)) - 1)
    if repeated:
        which = ((known - 1) * source.uniform(size=repeated) + 0.5).astype(np.int64)
        X[:, known : known + repeated] = X[:, which]
    rest = features - known - repeated
    if rest:
        X[:, -rest:] = source.standard_normal((n, rest))
    return X, np.repeat(np.arange(len(parts)) % classes, parts)


def _spoilt(
    source: np.random.RandomState,
    X: np.ndarray,
    y: np.ndarray,
    classes: int,
    flip: float,
    separation: float,
    shift: Any,
    scale: Any,
    shuffle: bool,
) -> tuple[Tensor, Tensor]:
    """Wrong classes, other units, another order."""
    import numpy as np

    n, features = X.shape
    wrong = source.uniform(size=n) < flip
    y[wrong] = source.randint(classes, size=np.count_nonzero(wrong))
    X += (2 * source.uniform(size=features) - 1) * separation if shift is None else shift
    X *= 1 + 100 * source.uniform(size=features) if scale is None else scale
    if shuffle:
        X, y = _mixed(source, X, y)
        order = np.arange(features)
        source.shuffle(order)
        X = np.ascontiguousarray(X[:, order])
    return asarray(X), asarray(y)
