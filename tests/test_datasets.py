"""Tables that come with the package, and data that are drawn: beside scikit-learn's."""

import hashlib
import pickle
import re

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import datasets

TABLES = {  # shape, first row, sum of targets, digest of all numbers
    "iris": ((150, 4), [5.1, 3.5, 1.4, 0.2], 150, "aa06b8008ceba42e"),
    "wine": ((178, 13), [14.23, 1.71, 2.43, 15.6], 167, "3a28849ef2366c4b"),
    "breast_cancer": ((569, 30), [17.99, 10.38, 122.8, 1001.0], 357, "25e2eb7b7a8745b1"),
    "diabetes": ((442, 10), [59.0, 2.0, 32.1, 101.0], 67243, "e9c1f7559552854a"),
}
DRAWN = {
    "make_moons": [
        {}, {"n_samples": 31, "noise": 0.2}, {"n_samples": (5, 9), "shuffle": False, "noise": 0.1},
        {"n_samples": (0, 3)},
    ],
    "make_circles": [
        {}, {"n_samples": 31, "noise": 0.2, "factor": 0.3}, {"n_samples": (5, 9), "shuffle": False},
    ],
    "make_blobs": [
        {}, {"n_samples": 50, "n_features": 3, "centers": 7}, {"n_samples": [4, 9], "cluster_std": [1, 3.5]},
        {"centers": [[0, 1.0, 2], [3, 4, 5]], "shuffle": False, "cluster_std": 0.5},
        {"centers": 4, "center_box": (0, 1), "return_centers": True},
    ],
    "make_regression": [
        {}, {"n_samples": 20, "n_features": 3, "noise": 2.0, "bias": 5.0},
        {"n_samples": 30, "n_features": 8, "n_informative": 3, "n_targets": 2, "coef": True},
        {"n_samples": 15, "n_features": 20, "effective_rank": 4, "tail_strength": 0.2, "shuffle": False},
        {"n_samples": 1, "n_features": 1, "coef": True},
    ],
    "make_classification": [
        {}, {"n_samples": 57, "n_features": 9, "n_informative": 4, "n_redundant": 2, "n_repeated": 2},
        {"n_classes": 3, "n_informative": 5, "weights": [0.2, 0.5], "flip_y": 0.3, "shuffle": False},
        {"n_informative": 8, "n_clusters_per_class": 1, "hypercube": False, "class_sep": 2.5},
        {"n_features": 45, "n_informative": 33, "shift": None, "scale": None},
        {"shift": 3, "scale": 0.5, "weights": [0.9, 0.1], "flip_y": 0},
    ],
}  # fmt: skip


def digest(*arrays):
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()[:16]


@pytest.mark.parametrize("name", TABLES)
def test_tables(name):
    shape, first, total, known = TABLES[name]
    load = getattr(datasets, f"load_{name}")
    more = {"scaled": False} if name == "diabetes" else {}
    table = load(**more)
    X, y = table
    assert X is table.data and y is table.target and isinstance(table, tuple)
    assert X.shape == shape and X.dtype == tl.float64 and y.shape == shape[:1] and y.sum() == total
    assert X[0, :4].tolist() == first and digest(X.numpy(), y.numpy()) == known
    assert len(table.feature_names) == shape[1] and f"{name}.lzma" in table.DESCR
    assert f"{shape[0]}" in table.DESCR and "scikit-learn (BSD-3-Clause)" in table.DESCR.replace(
        "scikit-learn distributes it, under its\nBSD-3-Clause", "scikit-learn (BSD-3-Clause)"
    )
    plain = load(return_X_y=True, **more)
    assert type(plain) is tuple and plain[0].tolist() == X.tolist() and plain[1].tolist() == y.tolist()
    again = pickle.loads(pickle.dumps(table))
    assert type(again) is type(table) and again.data.tolist() == X.tolist() and again.DESCR == table.DESCR
    assert repr(table) == f"Table({shape[0]} examples of {shape[1]} features)"
    X += 1  # memory of its own, and of no later call
    assert load(**more).data[0, :4].tolist() == first
    with pytest.raises(TypeError, match=f"^load_{name}: return_X_y must be True or False"):
        load(return_X_y="yes")


def test_scaled_diabetes():
    X = datasets.load_diabetes().data
    assert np.allclose(X.mean(axis=0), 0, atol=1e-15) and np.allclose((X * X).sum(axis=0), 1)
    assert datasets.load_diabetes(return_X_y=True)[0].tolist() == X.tolist()


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_sklearns(name):
    theirs = getattr(pytest.importorskip("sklearn.datasets"), f"load_{name}")()
    table = getattr(datasets, f"load_{name}")()
    assert (table.data.numpy() == theirs.data).all() and (table.target.numpy() == theirs.target).all()
    assert str(table.target.dtype) == str(theirs.target.dtype)
    assert table.feature_names == list(theirs.feature_names)
    assert table.target_names == (theirs.target_names.tolist() if "target_names" in theirs else None)


@pytest.mark.parametrize(("name", "case"), [(name, k) for name in DRAWN for k in range(len(DRAWN[name]))])
def test_draws_are_sklearns(name, case):
    theirs = getattr(pytest.importorskip("sklearn.datasets"), name)
    arguments = DRAWN[name][case]
    for seed in (0, 1, 123456):
        for mine, want in zip(
            getattr(datasets, name)(**arguments, random_state=seed),
            theirs(**arguments, random_state=seed),
            strict=True,
        ):
            assert mine.shape == want.shape and str(mine.dtype) == str(want.dtype)
            np.testing.assert_allclose(mine, want, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", [*DRAWN, "make_spirals"])
def test_sources_of_draws(name):
    make = getattr(datasets, name)
    shown = lambda seed: digest(*(part.numpy() for part in make(20, random_state=seed)))
    assert (
        shown(3) == shown(np.random.RandomState(3)) == shown(tl.random.RandomState(3)) == shown(np.int64(3))
    )
    assert shown(tl.random.default_rng(1)) == shown(tl.random.default_rng(1)) != shown(3)
    source = tl.random.RandomState(3)
    assert shown(source) != shown(source)
    tl.random.seed(5)
    first = shown(None), shown(None)
    tl.random.seed(5)
    assert first == (shown(None), shown(None)) and first[0] != first[1]


def test_known_draws():
    X, y = datasets.make_moons(4, noise=0.1, random_state=0)
    assert y.tolist() == [1, 1, 0, 0] and np.allclose(
        X,
        [
            [0.097873798, 0.72408932],
            [2.186755799, 0.402272212],
            [-0.904991158, -0.015135721],
            [0.989678115, 0.04105985],
        ],
        rtol=1e-7,
    )


def test_spirals():
    X, y = datasets.make_spirals(32, n_classes=3, turns=0.75, shuffle=False)
    assert tl.bincount(y).tolist() == [11, 11, 10] and X.dtype == tl.float64
    for k, n in enumerate((11, 11, 10)):
        r, turn = np.linspace(0, 1, n), np.exp(2j * np.pi * k / 3)
        z = r * np.exp(2j * np.pi * 0.75 * r) * turn
        assert np.allclose(X[y == k], np.stack([z.real, z.imag], axis=1))
    X, y = datasets.make_spirals(31, noise=0.1, random_state=0)
    assert sorted(y.tolist()) != y.tolist() and X.shape == (31, 2)


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: datasets.make_moons(-1), ValueError, "make_moons: n_samples must be at least 0, got -1"),
        (lambda: datasets.make_moons((1, 2, 3)), TypeError, "make_moons: n_samples must be an integer or a"),
        (
            lambda: datasets.make_moons(noise=-1),
            ValueError,
            "make_moons: noise must be finite and at least 0",
        ),
        (lambda: datasets.make_moons(shuffle=2), TypeError, "make_moons: shuffle must be True or False"),
        (lambda: datasets.make_moons(random_state=-1), ValueError, "make_moons: random_state must be from 0"),
        (lambda: datasets.make_moons(random_state="a"), TypeError, "make_moons: the seed must be an int"),
        (lambda: datasets.make_circles(factor=1), ValueError, "make_circles: factor must be in [0, 1)"),
        (lambda: datasets.make_blobs([3], centers=2), ValueError, "make_blobs: 1 numbers of examples for 2"),
        (lambda: datasets.make_blobs(centers=[1, 2]), ValueError, "make_blobs: centers must have shape"),
        (
            lambda: datasets.make_blobs(cluster_std=[1]),
            ValueError,
            "make_blobs: 1 numbers of cluster_std for",
        ),
        (lambda: datasets.make_blobs(center_box=3), TypeError, "make_blobs: center_box must be a pair"),
        (lambda: datasets.make_regression(0), ValueError, "make_regression: n_samples must be at least 1"),
        (
            lambda: datasets.make_classification(n_classes=3),
            ValueError,
            "make_classification: 6 clouds have no room at the 2**2 corners",
        ),
        (
            lambda: datasets.make_classification(n_features=3),
            ValueError,
            "make_classification: 4 features of given kinds are more than n_features=3",
        ),
        (
            lambda: datasets.make_classification(weights=[0.1] * 4),
            ValueError,
            "make_classification: 2 classes need 1 or 2 weights, got 4",
        ),
        (
            lambda: datasets.make_spirals(n_classes=0),
            ValueError,
            "make_spirals: n_classes must be at least 1",
        ),
    ],
)
def test_mistakes(call, kind, text):
    with pytest.raises(kind, match=f"^{re.escape(text)}"):
        call()


@pytest.mark.parametrize("name", [*DRAWN, "make_spirals"])
def test_sizes_that_no_machine_has(name):
    with pytest.raises((MemoryError, ValueError)):
        getattr(datasets, name)(2**61)
