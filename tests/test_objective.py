"""What fit, evaluate, predict and accuracy make of outputs and targets: inferred, or refused."""

import copy
import pickle

import numpy as np
import pytest

import tensorlab_c as tc
from tensorlab import nn, optim, training
from tensorlab.nn import functional as F

RNG = np.random.default_rng(0)
N = 120
X = RNG.normal(size=(N, 3))
REAL = X @ np.array([2.0, -1.0, 0.5])
TWO = (REAL > 0).astype(int)
FOUR = np.digitize(REAL, [-1.5, 0, 1.5])
ONE_HOT = np.eye(4)[FOUR]


def net(outputs, *end):
    tc.random.seed(0)
    return nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, outputs), *end)


class Own(nn.Module):
    """A model whose last layer nobody can see."""

    def __init__(self, sigmoid):
        super().__init__()
        self.net, self.sigmoid = net(1), sigmoid

    def forward(self, x):
        return F.sigmoid(self.net(x)) if self.sigmoid else self.net(x)


def fit(model, y, **options):
    optimizer = optim.Adam(model.parameters(), lr=0.02)
    options = {"epochs": 20, "seed": 0, "progress": False, "optimizer": optimizer, **options}
    return training.fit(model, (X, y), **options)


def weights(model):
    return {key: value.tolist() for key, value in model.state_dict().items()}


def expected(model, y, loss):
    output = training.predict(model, X)
    return F.__dict__[loss](output, tc.asarray(y)).item(), output.numpy()


# ---- inferred
@pytest.mark.parametrize("y", [REAL, REAL[:, None], REAL.astype(np.float32)], ids=["n", "n1", "float32"])
def test_numbers_and_one_output_mean_the_squared_error(y):
    model = net(1)
    history = fit(model, y, validation=(X, y))
    assert set(history) == {"loss", "val_loss"} and history["loss"][-1] < 0.2 * history["loss"][0]
    loss, output = expected(model, y.reshape(N, 1), "mse_loss")
    scores = training.evaluate(model, (X, y))
    assert scores == {"loss": pytest.approx(loss, rel=1e-5)} and history["val_loss"][-1] == pytest.approx(
        loss, rel=1e-5
    )
    np.testing.assert_allclose(scores["loss"], np.mean((output[:, 0] - REAL) ** 2), rtol=1e-5)


def test_numbers_and_as_many_outputs_mean_the_squared_error():
    assert set(fit(net(2), np.stack([REAL, -REAL], axis=1))) == {"loss"}


@pytest.mark.parametrize(
    "y",
    [TWO, TWO[:, None], TWO.astype(bool), TWO.astype(float), TWO.astype(np.uint8)[:, None]],
    ids=["int", "column", "bool", "float", "uint8"],
)
@pytest.mark.parametrize("own", [False, True])
def test_two_classes_and_one_output_mean_logits(y, own):
    model = Own(sigmoid=False) if own else net(1)
    history = fit(model, y)
    assert history["accuracy"][-1] > 0.9
    loss, output = expected(model, y.reshape(N, 1), "binary_cross_entropy_with_logits")
    right = np.mean((output[:, 0] > 0) == TWO)
    assert training.evaluate(model, (X, y)) == {"loss": pytest.approx(loss, rel=1e-5), "accuracy": right}
    assert training.accuracy(output, y) == right


@pytest.mark.parametrize(
    "y",
    [FOUR, FOUR[:, None], FOUR.astype(np.int32), FOUR.astype(np.uint8), ONE_HOT, ONE_HOT.astype(int)],
    ids=["int", "column", "int32", "uint8", "one-hot", "one-hot int"],
)
def test_classes_mean_cross_entropy(y):
    model = net(4)
    history = fit(model, y)
    loss, output = expected(model, FOUR, "cross_entropy")
    right = np.mean(output.argmax(axis=1) == FOUR)
    scores = training.evaluate(model, (X, y))
    assert scores == {"loss": pytest.approx(loss, rel=1e-5), "accuracy": pytest.approx(right)}
    assert history["accuracy"][-1] > 0.7 and training.accuracy(output, y) == pytest.approx(right)


def test_bools_are_two_classes():
    assert fit(net(2), TWO.astype(bool))["accuracy"][-1] > 0.9


# ---- refused, with what to write
PROBABILITIES = RNG.dirichlet(np.ones(4), N)
LABELS = (RNG.random((N, 4)) > 0.5).astype(float)
REFUSED = {
    "numbers for four outputs": (lambda: net(4), REAL, {}, ValueError, r'y\.astype\("int64"\)'),
    "classes for one output": (lambda: net(1), FOUR, {}, ValueError, "one output per class"),
    "signs": (lambda: net(1), 2 * TWO - 1, {}, ValueError, r"\(y > 0\)"),
    "signs, float": (lambda: net(1), 2.0 * TWO - 1, {}, ValueError, r"\(y > 0\)"),
    "signs for logits": (lambda: net(1), 2 * TWO - 1, {"loss": "bce_with_logits"}, ValueError, r"\(y > 0\)"),
    "signs for classes": (lambda: net(2), 2 * TWO - 1, {}, IndexError, "target -1 is not a class of 0 to 1"),
    "too many classes": (lambda: net(3), FOUR, {}, IndexError, "target 3 is not a class of 0 to 2"),
    "probabilities": (lambda: net(4), PROBABILITIES, {}, ValueError, 'loss="cross_entropy" for prob'),
    "labels": (lambda: net(4), LABELS, {}, ValueError, '"bce_with_logits" for several labels'),
    "one class": (lambda: net(1), TWO, {"loss": "cross_entropy"}, ValueError, "one output per class"),
    "one class, numbers": (
        lambda: net(1),
        REAL[:, None],
        {"loss": nn.CrossEntropyLoss()},
        ValueError,
        "one out",
    ),
    "numbers as classes": (lambda: net(4), REAL, {"loss": "cross_entropy"}, TypeError, "classes as integers"),
    "numbers as rows": (
        lambda: net(2),
        np.stack([REAL, REAL], 1),
        {"loss": "cross_entropy"},
        ValueError,
        'for numbers, one output each and loss="mse"',
    ),
    "classes for mse": (lambda: net(4), FOUR, {"loss": "mse"}, ValueError, 'say loss="cross_entropy"'),
    "numbers for logits": (
        lambda: net(1),
        REAL,
        {"loss": F.binary_cross_entropy_with_logits},
        ValueError,
        "0 to 1",
    ),
    "softmax": (lambda: net(4, nn.Softmax()), FOUR, {}, ValueError, "leave that layer away"),
    "softmax, said": (
        lambda: net(4, nn.Softmax(), nn.Identity()),
        FOUR,
        {"loss": "cross_entropy"},
        ValueError,
        "ends in Softmax",
    ),
    "sigmoid": (lambda: net(1, nn.Sigmoid()), TWO, {}, ValueError, "look like probabilities"),
    "sigmoid, own": (lambda: Own(sigmoid=True), TWO, {}, ValueError, "look like probabilities"),
    "sigmoid, said": (
        lambda: net(1, nn.Sigmoid()),
        TWO,
        {"loss": "bce_with_logits"},
        ValueError,
        "ends in Sig",
    ),
    "no log": (lambda: net(4), FOUR, {"loss": "nll"}, ValueError, "end in LogSoftmax"),
    "other widths": (lambda: net(3), np.stack([REAL, REAL], 1), {}, ValueError, "do not fit"),
    "none": (lambda: net(1), REAL, {"loss": nn.MSELoss(reduction="none")}, TypeError, 'reduction="none"'),
    "accuracy of numbers": (lambda: net(1), REAL, {"metrics": ["accuracy"]}, ValueError, "needs classes"),
    "accuracy of what": (
        lambda: Own(sigmoid=False),
        TWO,
        {"loss": lambda o, t: ((o[:, 0] - t) ** 2).mean(), "metrics": ["accuracy"]},
        ValueError,
        "threshold=0.5",
    ),
    "validation": (
        lambda: net(4),
        FOUR,
        {"validation": (X, FOUR + 1)},
        IndexError,
        "target 4 is not a class",
    ),
}


@pytest.mark.parametrize("loss", [None, "cross_entropy"])
def test_classes_of_each_place_with_their_scores_at_the_end(loss):
    model, y = nn.Sequential(nn.Embedding(7, 3), nn.Linear(3, 7)), tc.array(np.arange(50).reshape(10, 5) % 7)
    with pytest.raises(ValueError, match=r"comes second: end the model in moveaxis\(-1, 1\)"):
        training.fit(model, (y, y), loss=loss, progress=False)


@pytest.mark.parametrize("case", REFUSED)
def test_refused_before_anything_is_learned(case):
    make, y, options, kind, message = REFUSED[case]
    model = make()
    before = weights(model)
    with pytest.raises(kind, match=message) as error:
        fit(model, y, **options)
    assert type(error.value) is kind and str(error.value).startswith("fit: ")
    assert weights(model) == before and all(module.training for module in model.modules())
    options.pop("validation", None)
    if case != "validation":
        with pytest.raises(kind, match=message) as error:
            training.evaluate(model, (X, y), **options)
        assert str(error.value).startswith("evaluate: ")


# ---- said
def test_what_may_be_said():
    assert fit(net(1), 2 * TWO - 1, loss="mse", metrics="accuracy")["accuracy"][-1] > 0.9
    assert fit(net(1, nn.Sigmoid()), TWO, loss="mse", metrics=["accuracy"])["accuracy"][-1] > 0.9
    assert fit(net(4), ONE_HOT, loss="mse", metrics=[training.accuracy])["accuracy"][-1] > 0.7
    assert set(fit(net(1), FOUR, loss="mse")) == {"loss"}
    assert set(fit(net(4), PROBABILITIES, loss="cross_entropy")) == {"loss", "accuracy"}
    assert fit(net(4), LABELS.astype(bool), loss="bce_with_logits")["accuracy"][-1] > 0.5
    assert fit(net(4, nn.LogSoftmax()), FOUR, loss="nll")["accuracy"][-1] > 0.7
    assert fit(net(1), TWO, loss=nn.BCEWithLogitsLoss())["accuracy"][-1] > 0.9


def test_a_sum_counts_once():
    model, other = net(1), net(1)
    options = {"epochs": 1, "batch_size": 50, "shuffle": False}
    total = fit(
        model,
        REAL,
        loss=nn.MSELoss(reduction="sum"),
        optimizer=optim.SGD(model.parameters(), lr=0.0),
        **options,
    )
    mean = fit(other, REAL, loss="mse", optimizer=optim.SGD(other.parameters(), lr=0.0), **options)
    assert total["loss"][0] == pytest.approx(mean["loss"][0], rel=1e-6)
    assert training.evaluate(model, (X, REAL))["loss"] == pytest.approx(mean["loss"][0], rel=1e-6)


# ---- evaluate knows what fit was told
def test_evaluate_knows():
    model = net(1)
    fit(model, REAL, loss="mae", metrics=[lambda o, t: 7.0])
    mae = abs(training.predict(model, X).numpy()[:, 0] - REAL).mean()
    known = {"loss": pytest.approx(mae, rel=1e-5), "<lambda>": 7.0}
    assert training.evaluate(model, (X, REAL)) == known
    assert training.evaluate(copy.deepcopy(model), (X, REAL)) == known
    assert training.evaluate(model, (X, REAL), "mse")["loss"] != pytest.approx(mae)
    assert training.evaluate(model, (X, REAL), metrics=()) == {"loss": known["loss"]}
    saved = pickle.loads(pickle.dumps(model))
    assert training.evaluate(saved, (X, REAL)) == {"loss": known["loss"]}
    assert list(model.state_dict()) == list(net(1).state_dict()) and repr(model) == repr(net(1))


def test_a_loss_that_pickle_loses_is_not_guessed():
    model = net(1)
    fit(model, REAL, loss=lambda output, target: abs(output[:, 0] - target).mean())
    assert training.evaluate(model, (X, REAL))["loss"] > 0
    saved = pickle.loads(pickle.dumps(model))
    with pytest.raises(ValueError, match=r"^evaluate: the loss of fit was a function.*say loss="):
        training.evaluate(saved, (X, REAL))


# ---- accuracy
def test_accuracy_of_one_column():
    scores, y = np.array([[-2.0], [3.0], [0.2], [-0.1]]), np.array([0, 1, 1, 1])
    for output in (scores, scores[:, 0]):
        for target in (y, y[:, None], y.astype(bool), y.astype(float), 2 * y - 1):
            assert training.accuracy(output, target) == 0.75
    probabilities = 1 / (1 + np.exp(-scores))
    assert training.accuracy(probabilities, y) == 0.75 and training.accuracy(probabilities, y, 0.9) == 0.5
    assert training.accuracy(scores, y, threshold=0.5) == 0.5
    images = RNG.normal(size=(2, 1, 4, 4))
    assert training.accuracy(images, images[:, 0] > 0) == 1.0


def test_accuracy_of_labels_and_columns():
    assert training.accuracy([[0.9, 0.2], [0.6, 0.7]], [[1, 1], [1, 1]]) == 0.75
    assert training.accuracy([[0.9, 0.2], [0.6, 0.7]], [[1, 0], [1, 0]]) == 0.5
    assert training.accuracy([[0.9, 0.2], [0.6, 0.7]], [[0.8, 0.2], [0.6, 0.4]]) == 0.5
    assert training.accuracy([[0.9, 0.2], [0.6, 0.7]], [[0], [1]]) == 1.0


@pytest.mark.parametrize(
    ("output", "target", "kind", "message"),
    [
        ([0.1, 0.2], [0.3, 4.0], ValueError, "one number per example needs targets of 0 and 1"),
        ([[0.1], [0.2]], [0, 2], ValueError, "one number per example needs targets of 0 and 1"),
        ([0.1, 0.2], [0, 1, 1], ValueError, r"outputs of shape \(2,\) do not fit targets of shape \(3,\)"),
        (1.0, 1, ValueError, "do not fit"),
        (np.zeros((0, 1)), np.zeros(0), ValueError, "no examples"),
    ],
)
def test_accuracy_refuses(output, target, kind, message):
    with pytest.raises(kind, match=f"^accuracy: .*{message}"):
        training.accuracy(output, target)
    with pytest.raises(TypeError, match=r"^accuracy: threshold must be a number"):
        training.accuracy([1.0], [1], "x")


# ---- several inputs
class Both(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(3, 1), nn.Linear(2, 1)

    def forward(self, x, z):
        return self.a(x) + self.b(z)


def test_several_inputs():
    tc.random.seed(0)
    model, inputs = Both(), (X, X[:, :2] ** 2)
    history = training.fit(model, (inputs, REAL), validation=(inputs, REAL), epochs=3, seed=0, progress=False)
    output = training.predict(model, inputs, batch_size=50)
    direct = model(*(tc.asarray(x.astype(np.float32)) for x in inputs)).detach()
    assert output.shape == (N, 1) and np.allclose(output.numpy(), direct.numpy(), rtol=1e-6)
    assert training.evaluate(model, (inputs, REAL))["loss"] == pytest.approx(history["val_loss"][-1])
    with pytest.raises(ValueError, match=r"^fit: the arrays have different lengths: 120, 119, 120"):
        training.fit(model, ((X, X[1:, :2]), REAL))
    with pytest.raises(
        TypeError, match=r"^fit: X is a tuple of 2 arrays, which is 2 inputs, and Sequential does"
    ):
        training.fit(net(1), (inputs, REAL))
    assert training.predict(net(1), ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))).shape == (2, 1)  # numbers


# ---- what is wrong without an error
class Ends(nn.Module):
    """A model of one's own: its last layer cannot be seen from outside."""

    def __init__(self, outputs, last):
        super().__init__()
        self.linear, self.last = nn.Linear(4, outputs), last

    def forward(self, x):
        return self.last(self.linear(x))


def examples(n=40):
    generator = np.random.default_rng(0)
    return generator.normal(size=(n, 4)), generator.normal(size=n)


def short(model, data, **options):
    return training.fit(model, data, epochs=1, progress=False, shuffle=False, **options)


NAIVE = {
    "mean": lambda output, target: ((output - target) ** 2).mean(),
    "sum": lambda output, target: ((output - target) ** 2).sum(),
    "root": lambda output, target: ((output - target) ** 2).mean() ** 0.5,
    "absolute": lambda output, target: abs(output - target).mean(),
}


@pytest.mark.parametrize("loss", NAIVE.values(), ids=NAIVE)
@pytest.mark.parametrize("flat", [False, True])
def test_a_loss_of_ones_own_that_broadcasts_is_refused(loss, flat):
    X, y = examples()
    last = (lambda output: output[:, 0]) if flat else (lambda output: output)
    right, wrong = (y, y[:, None]) if flat else (y[:, None], y)
    model = Ends(1, last)
    before = model.linear.weight.tolist()
    with pytest.raises(ValueError, match="broadcast in the loss"):
        short(model, (X, wrong), loss=loss)
    with pytest.raises(ValueError, match="broadcast in the loss"):
        training.evaluate(model, (X, wrong), loss)
    assert model.linear.weight.tolist() == before
    short(model, (X, right), loss=loss)


def test_a_loss_that_brings_shapes_together_is_not_refused():
    X, y = examples()
    for loss in (
        lambda output, target: ((output[:, 0] - target) ** 2).mean(),
        lambda output, target: ((output.reshape(target.shape) - target) ** 2).mean(),
        lambda output, target: F.mse_loss(output[:, 0], target),
        lambda output, target: (output**2).mean(),  # no targets at all
        lambda output, target: (output.mean() - target.mean()) ** 2,
    ):
        short(Ends(1, lambda output: output), (X, y), loss=loss)
        short(Ends(1, lambda output: output), (X, y * 0), loss=loss)


def test_a_metric_that_broadcasts_is_refused():
    X, y = examples()
    with pytest.raises(ValueError, match="broadcast in the metric 'absolute'"):
        short(nn.Linear(4, 1), (X, y), metrics={"absolute": lambda o, t: abs(o[:, 0] - t).mean()})
    short(nn.Linear(4, 1), (X, y), metrics={"absolute": lambda o, t: abs(o - t).mean()})


def test_outputs_of_the_wrong_kind_are_seen_in_models_of_ones_own():
    X, y = examples()
    classes = (y > 0).astype(int)
    for loss in (None, "cross_entropy", nn.CrossEntropyLoss()):
        with pytest.raises(ValueError, match="outputs of the model are probabilities already"):
            short(Ends(3, lambda output: F.softmax(output, dim=1)), (X, classes), loss=loss)
    for last in (F.relu, lambda output: output, lambda output: F.softmax(output, dim=1)):
        with pytest.raises(ValueError, match="the outputs of the model are none"):
            short(Ends(3, last), (X, classes), loss="nll")
    for last in (F.relu, F.sigmoid, lambda output: F.log_softmax(output, dim=1)):
        short(Ends(3, last), (X, classes))
    short(Ends(3, lambda output: F.log_softmax(output, dim=1)), (X, classes), loss="nll")
    with pytest.raises(ValueError, match="the model ends in LogSoftmax"):
        short(nn.Sequential(nn.Linear(4, 1), nn.LogSoftmax(dim=1)), (X, classes), loss="bce_with_logits")


def test_cross_entropy_refuses_several_labels_for_an_example():
    X, y = examples()
    labels = np.stack([y > 0, y > -1, y > 1], axis=1)
    for targets in (labels, labels * 1, labels * 1.0, labels * 0.2):
        with pytest.raises(ValueError, match=r"add up to 1 .*bce_with_logits"):
            short(nn.Linear(4, 3), (X, targets), loss="cross_entropy")
    short(nn.Linear(4, 3), (X, labels), loss="bce_with_logits")
    short(nn.Linear(4, 3), (X, np.full((40, 3), 1 / 3)), loss="cross_entropy")
