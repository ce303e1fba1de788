"""tensorlab.data and tensorlab.datasets."""

import hashlib

import numpy as np
import pytest

import tensorlab_c as tc
from tensorlab import data, datasets

RNG = np.random.default_rng(0)


# ---- train_test_split
@pytest.mark.parametrize(
    ("options", "sizes"),
    [
        ({}, (7, 3)),
        ({"test_size": 0.3}, (7, 3)),
        ({"test_size": 0.25}, (7, 3)),
        ({"test_size": 4}, (6, 4)),
        ({"train_size": 0.55}, (5, 5)),
        ({"train_size": 2, "test_size": 3}, (2, 3)),
        ({"train_size": 0.5, "test_size": 0.2}, (5, 2)),
    ],
)
def test_split_sizes_and_contents(options, sizes):
    X = np.arange(20).reshape(10, 2)
    a, b, c, d = data.train_test_split(X, np.arange(10), random_state=0, **options)
    assert (a.shape[0], b.shape[0]) == sizes and (c.shape[0], d.shape[0]) == sizes
    assert a[:, 0].tolist() == (c * 2).tolist() and b[:, 1].tolist() == (d * 2 + 1).tolist()
    chosen = c.tolist() + d.tolist()
    assert len(set(chosen)) == len(chosen) == sum(sizes)


def test_split_is_repeatable_and_random():
    y = np.arange(50)
    first = data.train_test_split(y, random_state=3)[1].tolist()
    assert data.train_test_split(y, random_state=3)[1].tolist() == first
    assert data.train_test_split(y, random_state=4)[1].tolist() != first
    tc.random.seed(5)
    second = data.train_test_split(y)[1].tolist()
    assert data.train_test_split(y)[1].tolist() != second
    tc.random.seed(5)
    assert data.train_test_split(y)[1].tolist() == second
    assert data.train_test_split(y, random_state=tc.random.default_rng(3))[1].tolist() == first


def test_split_without_shuffling():
    train, test = data.train_test_split(np.arange(10), test_size=3, shuffle=False)
    assert train.tolist() == list(range(7)) and test.tolist() == [7, 8, 9]


def test_stratified_split_keeps_proportions():
    y = np.repeat([0, 1, 2], [60, 30, 10])
    train, test = data.train_test_split(y, test_size=0.2, random_state=0, stratify=y)
    assert np.bincount(test.numpy()).tolist() == [12, 6, 2] and np.bincount(train.numpy()).tolist() == [
        48,
        24,
        8,
    ]
    assert test.tolist() != sorted(test.tolist())
    words = np.array(["low", "middle", "high"])[y]
    for labels in (words, words.tolist(), words.astype(object), tc.array(y)):
        assert data.train_test_split(y, test_size=0.2, random_state=0, stratify=labels)[1].shape == (20,)
        parts = data.train_test_split(y, test_size=0.2, random_state=0, stratify=labels)
        assert np.bincount(parts[1].numpy()).tolist() == [12, 6, 2]
    names = np.repeat([7, 5], [5, 6])
    train, test = data.train_test_split(
        np.arange(11), test_size=3, train_size=5, random_state=0, stratify=names
    )
    assert len(train) == 5 and len(test) == 3 and not set(train.tolist()) & set(test.tolist())
    assert sorted(names[test.numpy()].tolist()) in ([5, 5, 7], [5, 7, 7])


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: data.train_test_split(), ValueError, "train_test_split: no arrays given"),
        (
            lambda: data.train_test_split([1, 2], [1]),
            ValueError,
            "train_test_split: the arrays have different lengths: 2, 1",
        ),
        (lambda: data.train_test_split(3), ValueError, "train_test_split: a 0-d array has no examples"),
        (
            lambda: data.train_test_split([1]),
            ValueError,
            "train_test_split: 1 examples cannot give 0 for training and 1 for testing",
        ),
        (
            lambda: data.train_test_split([1, 2, 3], test_size=3),
            ValueError,
            "train_test_split: test_size must be between 1 and 2 for 3 examples, got 3",
        ),
        (
            lambda: data.train_test_split([1, 2, 3], test_size=1.5),
            ValueError,
            "train_test_split: test_size as a fraction must be in (0, 1), got 1.5",
        ),
        (
            lambda: data.train_test_split([1, 2, 3], test_size="x"),
            TypeError,
            "train_test_split: test_size must be a number, got 'x'",
        ),
        (
            lambda: data.train_test_split([1, 2, 3], test_size=2, train_size=2),
            ValueError,
            "train_test_split: 3 examples cannot give 2 for training and 2 for testing",
        ),
        (
            lambda: data.train_test_split([1, 2, 3], random_state=1.5),
            TypeError,
            "train_test_split: the seed must be an int, a generator or None, got 1.5",
        ),
        (
            lambda: data.train_test_split([1, 2, 3], stratify=[0, 0, 1]),
            ValueError,
            "train_test_split: class 1 has only 1 example; stratify needs 2 of each",
        ),
        (
            lambda: data.train_test_split([1, 2, 3, 4], test_size=1, stratify=[0, 0, 1, 1]),
            ValueError,
            "train_test_split: a part of 1 examples cannot hold 2 classes",
        ),
        (
            lambda: data.train_test_split([1, 2, 3], random_state=-3),
            ValueError,
            "train_test_split: the seed must be at least 0, got -3",
        ),
        (
            lambda: data.train_test_split([1, 2, 3], stratify=["a", "a", "b"]),
            ValueError,
            "train_test_split: class b has only 1 example; stratify needs 2 of each",
        ),
        (
            lambda: data.train_test_split([1, 2, 3], stratify=np.ones((3, 1))),
            ValueError,
            "train_test_split: stratify must have one axis, got shape (3, 1)",
        ),
        (
            lambda: data.train_test_split([1, 2], shuffle=False, stratify=[0, 1]),
            ValueError,
            "train_test_split: stratify needs shuffle=True",
        ),
        (
            lambda: data.train_test_split([1, 2], stratify=[0, 1, 1]),
            ValueError,
            "train_test_split: stratify has 3 labels for 2 examples",
        ),
    ],
)
def test_split_errors(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert type(error.value) is kind and str(error.value) == message


# ---- Standardizer: lecture L12
def test_standardizer_formula():
    X = RNG.normal(3, 5, size=(40, 6))
    scale = data.Standardizer()
    Z = scale.fit_transform(X)
    np.testing.assert_allclose(Z.numpy(), (X - X.mean(0)) / X.std(0), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(scale.inverse_transform(Z).numpy(), X, rtol=1e-12)
    new = RNG.normal(size=(3, 6))
    np.testing.assert_allclose(scale.transform(new).numpy(), (new - X.mean(0)) / X.std(0), rtol=1e-12)


def test_standardizer_channels_and_dtypes():
    X = RNG.normal(2, 3, size=(10, 3, 4, 5)).astype(np.float32)
    Z = data.Standardizer(axis=(0, 2, 3)).fit_transform(X)
    assert Z.dtype == tc.float32
    np.testing.assert_allclose(Z.numpy().mean(axis=(0, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(Z.numpy().std(axis=(0, 2, 3)), 1, rtol=1e-6)
    assert data.Standardizer().fit_transform([[1], [3]]).tolist() == [[-1.0], [1.0]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_constant_features_become_zero(dtype):
    X = np.full((1001, 2), 0.1, dtype=dtype)
    X[:, 1] = 1e6 / 3
    np.testing.assert_allclose(
        data.Standardizer().fit_transform(X).numpy(), 0, atol=1e-6 if dtype is np.float64 else 0.1
    )
    assert data.Standardizer().fit(X).std.tolist() == [[1.0, 1.0]]


def test_standardizer_errors():
    with pytest.raises(ValueError, match=r"^Standardizer.transform: call fit first$"):
        data.Standardizer().transform([[1.0]])
    with pytest.raises(ValueError, match=r"^Standardizer.fit: no data, X has shape \(0, 3\)$"):
        data.Standardizer().fit(np.zeros((0, 3)))
    for axis, fitted, given, needed in (
        (0, (4, 3), (4, 1), "(n, 3)"),
        (-2, (4, 3), (3,), "(n, 3)"),
        (0, (4,), (4, 1), "(n,)"),
        ((0, 2, 3), (4, 3, 2, 2), (4, 1, 2, 2), "(n, 3, n, n)"),
    ):
        scale = data.Standardizer(axis).fit(np.ones(fitted))
        for method in ("transform", "inverse_transform"):
            with pytest.raises(ValueError) as error:
                getattr(scale, method)(np.ones(given))
            assert str(error.value) == f"Standardizer.{method}: X has shape {given}, needed is {needed}"


def test_standardizer_of_large_and_narrow_float32():
    columns = [[1e20, -1e20], [1e30, 1e30], [1000 - 1e-3, 1000 + 1e-3]]
    X = np.array(columns, np.float32).T
    scale = data.Standardizer().fit(X)
    Z = scale.transform(X)
    assert Z.dtype == tc.float32 and scale.mean.dtype == scale.std.dtype == tc.float64
    expected = X.astype(np.float64)
    deviation = expected.std(axis=0)
    deviation[1] = 1.0
    np.testing.assert_allclose(scale.std.numpy()[0], deviation, rtol=1e-12)
    np.testing.assert_allclose(Z.numpy(), [[1, 0, -1], [-1, 0, 1]], atol=1e-6)
    np.testing.assert_allclose(scale.inverse_transform(Z).numpy(), X, rtol=1e-7)


# ---- batches: lecture L13
def test_batches_in_order_are_views():
    X = tc.arange(10)
    parts = list(data.batches(X, X * 2, batch_size=4))
    assert [p.tolist() for p, _ in parts] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert all((q == p * 2).all() for p, q in parts)
    X[0] = 99
    assert parts[0][0][0].item() == 99
    assert [len(p) for (p,) in data.batches(X, batch_size=4, drop_last=True)] == [4, 4]
    assert [len(p) for (p,) in data.batches(X, batch_size=100)] == [10]
    assert list(data.batches(np.zeros((0, 2)))) == []


def test_shuffled_batches_visit_everything_once():
    X = np.arange(100)
    seen = [p.tolist() for p, q in data.batches(X, X, batch_size=7, shuffle=True, generator=0)]
    flat = [v for part in seen for v in part]
    assert sorted(flat) == list(range(100)) and flat != sorted(flat)
    again = [p.tolist() for p, q in data.batches(X, X, batch_size=7, shuffle=True, generator=0)]
    assert again == seen


def test_every_epoch_goes_through_the_batches():
    X = np.arange(20)
    loader = data.batches(X, X * 2, batch_size=6)
    assert len(loader) == 4 and len(data.batches(X, batch_size=6, drop_last=True)) == 3
    epochs = [[x.tolist() for x, _ in loader] for _ in range(3)]
    assert epochs[0] == epochs[1] == epochs[2] and sum(map(len, epochs[0])) == 20
    assert len(data.batches(np.zeros((0, 2)))) == 0 and len(data.batches(X, batch_size=2**62)) == 1


def test_every_epoch_has_a_new_order_from_the_seed():
    X = np.arange(50)

    def orders(**options):
        loader = data.batches(X, batch_size=8, shuffle=True, **options)
        return [[v for (x,) in loader for v in x.tolist()] for _ in range(3)]

    first = orders(seed=1)
    assert first[0] != first[1] != first[2] != first[0] and all(sorted(o) == list(range(50)) for o in first)
    assert orders(seed=1) == orders(generator=1) == orders(seed=np.random.default_rng(1)) == first
    assert orders(seed=2) != first
    tc.random.seed(1)
    assert orders() == first
    loader = data.batches(X, batch_size=8, shuffle=True)  # draws when an epoch begins
    tc.random.seed(1)
    assert [v for (x,) in loader for v in x.tolist()] == first[0]
    one, two = iter(loader), iter(loader)  # two passes at a time have an order each
    assert [x.tolist() for (x,) in one] != [x.tolist() for (x,) in two]


def test_one_seed_by_two_names():
    X = np.arange(30)
    by_seed = data.train_test_split(X, seed=3)[1].tolist()
    assert by_seed == data.train_test_split(X, random_state=3)[1].tolist()
    for call, other in (
        (lambda: data.train_test_split(X, seed=1, random_state=1), "random_state"),
        (lambda: data.batches(X, seed=1, generator=1), "generator"),
    ):
        with pytest.raises(TypeError, match=f"seed and {other} are two names of one argument"):
            call()


def test_lists_are_read_once():
    names = ["a", "b"] * 10
    axes = [0, 2]
    scale = data.Standardizer(axis=axes)
    axes.clear()
    assert scale.fit(np.ones((2, 3, 4))).mean.shape == (1, 3, 1)
    rows = [[1.0], [2.0], [3.0]]
    loader = data.batches(rows, batch_size=1)
    rows.clear()
    assert len(loader) == 3 and [x.tolist() for (x,) in loader] == [[[1.0]], [[2.0]], [[3.0]]]
    assert len(data.train_test_split(np.arange(20), stratify=names)[0]) == 15


@pytest.mark.parametrize("size", [1.5, -0.1, 0.0, 1.0, float("nan"), float("inf"), 0, -1, 10**30])
def test_sizes_that_make_no_sense(size):
    for argument in ("test_size", "train_size"):
        with pytest.raises(ValueError, match=f"^train_test_split: {argument}"):
            data.train_test_split(np.arange(10), **{argument: size})


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: data.batches([1], batch_size=-1),
            ValueError,
            "batches: batch_size must be at least 1, got -1",
        ),
        (
            lambda: data.batches([1], batch_size=0),
            ValueError,
            "batches: batch_size must be at least 1, got 0",
        ),
        (
            lambda: data.batches([1], batch_size=1.0),
            TypeError,
            "batches: batch_size must be an integer, got 1.0",
        ),
        (lambda: data.batches([1], [1, 2]), ValueError, "batches: the arrays have different lengths: 1, 2"),
        (lambda: data.batches(), ValueError, "batches: no arrays given"),
    ],
)
def test_batches_errors_come_at_once(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert type(error.value) is kind and str(error.value) == message


# ---- digits
def test_digits():
    X, y = datasets.load_digits()
    assert X.shape == (1797, 64) and X.dtype == tc.float32 and y.shape == (1797,) and y.dtype == tc.int64
    raw = X.numpy().astype(np.uint8).tobytes() + y.numpy().astype(np.uint8).tobytes()
    assert (
        hashlib.sha256(raw).hexdigest() == "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
    )
    assert np.bincount(y.numpy()).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    images, _ = datasets.load_digits(as_images=True)
    assert images.shape == (1797, 1, 8, 8) and images.reshape((1797, 64)).tolist() == X.tolist()


@pytest.mark.parametrize("name", ["data", "datasets", "plot", "training", "random"])
def test_dir_shows_what_is_public(name):
    import tensorlab

    module = getattr(tensorlab, name)
    assert sorted(dir(module)) == sorted(module.__all__)
    assert all(hasattr(module, member) for member in module.__all__)


def test_digits_as_images_fit_the_picture():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    from tensorlab import plot

    X, y = datasets.load_digits(as_images=True)
    figure = plot.image_grid(X[:9], y[:9].tolist(), columns=3)
    assert figure.axes[4].get_title() == "4"
    np.testing.assert_array_equal(figure.axes[4].images[0].get_array(), X[4, 0].numpy())
    pyplot.close("all")
    for call, message in (
        (lambda: plot.image_grid(X), "image_grid: 1797 images are too many for one picture"),
        (lambda: plot.weight_grid(X), "weight_grid: 1797 weights are too many for one picture"),
        (
            lambda: plot.image_grid(X[:2], columns=10**9),
            "image_grid: columns must be at most 100, got 1000000000",
        ),
        (lambda: plot.image_grid(X[:2], columns=0), "image_grid: columns must be at least 1, got 0"),
        (lambda: plot.image_grid(X[:2].reshape(-1)), "image_grid: images have shape"),
        (lambda: plot.contours(lambda x, y: x * y, points=10**9), "contours: points must be at most 5000"),
    ):
        with pytest.raises(ValueError, match=f"^{message}"):
            call()
    assert not pyplot.get_fignums()


def test_a_notebook_shows_a_picture_once(monkeypatch):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import sys
    import types

    from matplotlib import pyplot

    from tensorlab import plot

    shown = []
    module, display = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    display.display, display.Image = shown.append, bytes
    monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    for figure in (plot.image_grid(np.ones((2, 3, 3))), plot.weight_grid(np.ones((2, 3, 3)))):
        number = figure.number
        for _ in range(2):
            figure._ipython_display_()
            assert shown.pop().startswith(b"\x89PNG") and shown == []
            assert not pyplot.fignum_exists(number)  # nothing is left to be shown after the cell


def test_digits_are_sklearns():
    sklearn = pytest.importorskip("sklearn.datasets")
    X, y = sklearn.load_digits(return_X_y=True)
    mine, labels = datasets.load_digits()
    assert (mine.numpy() == X).all() and (labels.numpy() == y).all()


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: data.batches([1, 2], shuffle="no"), "batches: shuffle must be True or False, got 'no'"),
        (lambda: data.batches([1, 2], drop_last=2), "batches: drop_last must be True or False, got 2"),
        (
            lambda: data.train_test_split([1, 2], shuffle="False"),
            "train_test_split: shuffle must be True or False, got 'False'",
        ),
        (
            lambda: data.batches([1, 2], seed="a"),
            "batches: the seed must be an int, a generator or None, got 'a'",
        ),
    ],
)
def test_switches_and_seeds_are_checked_though_not_used(call, message):
    with pytest.raises(TypeError) as error:
        call()
    assert str(error.value) == message
    assert len(list(data.batches([1, 2, 3], batch_size=2, shuffle=1, drop_last=0))) == 2


def test_a_collection_that_changes_the_list_during_its_snapshot():
    import gc

    class Grows:
        def __init__(self, target):
            self.target, self.me = target, self

        def __del__(self):
            self.target.extend([0.0] * 1000)

    stratify = [0, 1] * 4
    for _ in range(20):
        gc.collect()
        Grows(stratify)
        threshold = gc.get_threshold()
        gc.set_threshold(1)
        try:
            data.train_test_split(np.arange(8), stratify=stratify)
        except ValueError:
            pass  # of another length by then
        finally:
            gc.set_threshold(*threshold)
        del stratify[8:]
