"""tensorlab.training: fit, evaluate, predict, early stopping, and what happens when the numbers go bad."""

import math
import pickle

import numpy as np
import pytest

import tensorlab_c as tc
from tensorlab import data, datasets, nn, optim, training
from tensorlab.nn import functional as F

XOR = (np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0]))


def xor_net(seed=0, dtype=tc.float32):
    tc.random.seed(seed)
    return nn.Sequential(nn.Linear(2, 8, dtype=dtype), nn.Tanh(), nn.Linear(8, 2, dtype=dtype))


def line(n=32, seed=0):
    """y = 1 + 2 a - 3 b, exactly."""
    X = np.random.default_rng(seed).normal(size=(n, 2))
    return X, X @ np.array([[2.0], [-3.0]]) + 1.0


def regressor(seed=0):
    tc.random.seed(seed)
    return nn.Linear(2, 1, dtype=tc.float64)


def quiet(model, pair, **options):
    return training.fit(model, pair, **{"progress": False, **options})


def weights(model):
    return {k: v.tolist() for k, v in model.state_dict().items()}


# ---- it learns
def test_xor():
    model = xor_net()
    history = quiet(model, XOR, optimizer=optim.Adam(model.parameters(), lr=0.05), epochs=200, batch_size=4)
    assert history["accuracy"][-1] == 1.0 and history["loss"][-1] < 0.05 < history["loss"][0]
    assert training.predict(model, XOR[0]).argmax(axis=1).tolist() == [0, 1, 1, 0]
    assert history.epochs == 200 and history.stop_reason == "epochs" and set(history) == {"loss", "accuracy"}


def test_xor_with_logits_and_with_mse():
    y = XOR[1][:, None].astype(float)
    for loss, end in (("bce_with_logits", []), ("mse", [nn.Sigmoid()])):
        tc.random.seed(1)
        model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1), *end)
        history = quiet(
            model,
            (XOR[0], y),
            loss=loss,
            metrics=["accuracy"],
            epochs=300,
            batch_size=4,
            optimizer=optim.Adam(model.parameters(), lr=0.05),
        )
        assert history["accuracy"][-1] == 1.0


def test_digits():
    X, y = datasets.load_digits()
    X_train, X_test, y_train, y_test = data.train_test_split(
        X[:600], y[:600], test_size=0.25, random_state=0, stratify=y[:600]
    )
    scale = data.Standardizer().fit(X_train)
    tc.random.seed(0)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    history = quiet(
        model,
        (scale.transform(X_train), y_train),
        optimizer=optim.Adam(model.parameters(), lr=0.01),
        epochs=8,
        validation=(scale.transform(X_test), y_test),
        seed=0,
    )
    assert list(history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert history["val_accuracy"][-1] > 0.9 and history["accuracy"][-1] > 0.98


def test_linear_regression_by_descent_is_the_closed_form():
    """L1, L13: batch descent ends where (XᵀX)⁻¹Xᵀy is."""
    X, y = line()
    y = y + np.random.default_rng(1).normal(size=y.shape)
    design = np.hstack([np.ones((len(X), 1)), X])
    best = np.linalg.solve(design.T @ design, design.T @ y).ravel()
    model = regressor()
    quiet(
        model,
        (X, y),
        loss="mse",
        optimizer=optim.SGD(model.parameters(), lr=0.1),
        epochs=500,
        batch_size=len(X),
    )
    found = [model.bias.item(), *model.weight.detach().numpy().ravel().tolist()]
    np.testing.assert_allclose(found, best, rtol=1e-9)


def test_one_step_is_the_lectures():
    """L14: w¹ = w⁰ + 0.001·(2/n) Σ (yᵢ − xᵢᵀw⁰) xᵢ."""
    X, y = line()
    model = nn.Linear(2, 1, bias=False, dtype=tc.float64)
    w = model.weight.detach().numpy().copy().ravel()
    quiet(
        model,
        (X, y),
        loss=nn.MSELoss(),
        optimizer=optim.SGD(model.parameters(), lr=0.001),
        epochs=1,
        batch_size=len(X),
    )
    expected = w + 0.001 * 2 / len(X) * ((y.ravel() - X @ w)[:, None] * X).sum(axis=0)
    np.testing.assert_allclose(model.weight.detach().numpy().ravel(), expected, rtol=1e-13)


def test_fit_is_the_loop_written_by_hand():
    X, y = line(20)
    mine, other = regressor(3), regressor(3)
    history = quiet(
        mine,
        (X, y),
        loss="mse",
        optimizer=optim.SGD(mine.parameters(), lr=0.05, momentum=0.9),
        epochs=3,
        batch_size=6,
        shuffle=False,
    )
    optimizer = optim.SGD(other.parameters(), lr=0.05, momentum=0.9)
    losses = []
    for _ in range(3):
        total = 0.0
        for start in range(0, 20, 6):
            optimizer.zero_grad()
            x, t = tc.asarray(X[start : start + 6]), tc.asarray(y[start : start + 6])
            loss = F.mse_loss(other(x), t)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        losses.append(total / 20)
    assert weights(mine) == weights(other) and history["loss"] == losses


def test_seed_repeats_a_training():
    def train(seed):
        model = xor_net(0)
        quiet(model, XOR, epochs=3, batch_size=1, seed=seed, optimizer=optim.SGD(model.parameters(), lr=0.1))
        return weights(model)

    assert train(1) == train(1) != train(2)


# ---- evaluate, predict, modes
def test_evaluate_and_predict():
    X, y = line(25)
    model = regressor()
    output = training.predict(model, X, batch_size=7)
    assert output.shape == (25, 1) and not output.requires_grad
    np.testing.assert_allclose(output.numpy(), model(tc.asarray(X)).detach().numpy(), rtol=1e-13)
    scores = training.evaluate(
        model, (X, y), "mse", batch_size=7, metrics=[lambda o, t: abs(o - t).max().item()]
    )
    assert scores["loss"] == pytest.approx(F.mse_loss(output, tc.asarray(y)).item(), rel=1e-12)
    assert set(scores) == {"loss", "<lambda>"}


def test_modes_are_used_and_put_back():
    seen = []

    class Spy(nn.Module):
        def forward(self, x):
            seen.append(self.training)
            return x

    model = nn.Sequential(nn.Linear(2, 2), Spy().eval(), nn.Linear(2, 2))
    quiet(model, XOR, epochs=1, batch_size=4, validation=XOR)
    assert seen == [True, False]
    assert [m.training for m in model.modules()] == [True, True, False, True]
    training.predict(model, XOR[0])
    assert seen[-1] is False and model.training and not model[1].training


def test_data_is_taken_in_the_models_dtype():
    X = XOR[0].astype(np.float64)
    assert training.predict(xor_net(dtype=tc.float32), X).dtype == tc.float32
    assert training.predict(xor_net(dtype=tc.float64), X.astype(np.float32)).dtype == tc.float64


def test_accuracy():
    scores = tc.array([[1.0, 2.0], [3.0, 1.0], [0.0, 1.0]])
    assert training.accuracy(scores, tc.array([1, 1, 1])) == pytest.approx(2 / 3)
    assert training.accuracy(scores, tc.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])) == pytest.approx(1 / 3)
    assert training.accuracy(tc.array([[0.4], [0.6]]), tc.array([[0.0], [0.0]])) == 0.5
    assert training.accuracy([[1.0, 2.0]], [1]) == 1.0
    for target in (tc.ones((2, 2)), tc.ones(2, dtype=tc.int64), tc.ones((), dtype=tc.int64)):
        with pytest.raises(ValueError) as error:
            training.accuracy(scores, target)
        assert str(error.value) == (
            f"accuracy: outputs of shape (3, 2) do not fit targets of shape {target.shape}"
        )


def test_metrics_of_one_name_are_numbered():
    metrics = [lambda o, t: 1, lambda o, t: 2, "accuracy", "accuracy", lambda o, t: 3]
    scores = training.evaluate(MODEL, XOR, metrics=metrics)
    assert list(scores) == ["loss", "<lambda>", "<lambda>_2", "accuracy", "accuracy_2", "<lambda>_3"]
    assert [scores[key] for key in ("<lambda>", "<lambda>_2", "<lambda>_3")] == [1, 2, 3]


# ---- stopping
class Scripted(nn.Module):
    """A model whose loss follows a script: its one weight counts the steps."""

    def __init__(self, losses):
        super().__init__()
        self.w = nn.Parameter(tc.zeros(1))
        self.losses = losses

    def forward(self, x):
        return self.w * 0.0 + self.losses[round(self.w.item())]


def scripted(losses, **options):
    model = Scripted(losses)
    optimizer = optim.SGD([model.w], lr=1.0)

    def loss(output, target):  # gradient -1: the weight rises by 1 each step
        return output.sum() - (model.w - model.w.detach()).sum()

    history = quiet(model, ([0.0], [0.0]), loss=loss, optimizer=optimizer, epochs=len(losses), **options)
    return model, history


def test_early_stopping_restores_the_best():
    model, history = scripted([5.0, 3.0, 4.0, 3.5, 3.2, 1.0], early_stopping=3)
    assert history["loss"] == [5.0, 3.0, 4.0, 3.5, 3.2]
    assert (history.best_epoch, history.stop_reason) == (2, "early_stopping")
    assert model.w.item() == 2.0  # the weights after epoch 2
    model, _ = scripted(
        [5.0, 3.0, 4.0, 3.5, 3.2, 1.0], early_stopping=training.EarlyStopping(3, restore_best=False)
    )
    assert model.w.item() == 5.0


def test_early_stopping_options():
    _, history = scripted([5.0, 4.9, 4.8, 4.7, 4.6], early_stopping=training.EarlyStopping(2, min_delta=0.5))
    assert history.epochs == 3 and history.best_epoch == 3  # the best seen, though no improvement
    _, history = scripted(
        [1.0, 2.0, 3.0, 2.0, 1.0], early_stopping=training.EarlyStopping(1, monitor="loss", mode="max")
    )
    assert history.epochs == 4 and history.best_epoch == 3
    model, history = scripted([1.0, 2.0, 3.0], early_stopping=10)
    assert history.stop_reason == "epochs" and history.best_epoch == 1 and model.w.item() == 1.0
    for values, best in (([math.nan, 3, 2, 2.5], 3), ([1, math.nan, 3, 2], 1), ([math.inf, 2, math.nan], 2)):
        for mode, sign in (("min", 1), ("max", -1)):
            history = training.History()
            watch = training.EarlyStopping(10, monitor="x", mode=mode).watch(False)
            for value in values:
                history.append({"x": sign * value})
                assert watch.ends(history, MODEL) is False
            assert history.best_epoch == best


def test_callbacks():
    seen = []
    _, history = scripted(
        [3.0, 2.0, 1.0],
        callbacks=[
            lambda epoch, history: seen.append((epoch, history["loss"][-1])),
            lambda epoch, history: epoch == 2,
        ],
    )
    assert seen == [(1, 3.0), (2, 2.0)] and history.stop_reason == "callback"
    for answer in (True, np.True_, tc.array(True), np.array(True)):
        assert scripted([2.0, 1.0], callbacks=lambda epoch, history, x=answer: x)[1].epochs == 1
    for answer in (None, False, np.False_, tc.array(False), 1, "text", 0.5, tc.array([True])):
        assert scripted([2.0, 1.0], callbacks=lambda epoch, history, x=answer: x)[1].epochs == 2
    assert scripted([2.0, 1.0], callbacks=None)[1].epochs == 2


def test_tol_stops_when_steps_are_short():
    """L15: stop when ‖w_t − w_{t−1}‖ < ε."""
    X, y = line()
    model = regressor()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    history = quiet(model, (X, y), loss="mse", optimizer=optimizer, epochs=10000, batch_size=len(X), tol=1e-6)
    assert history.stop_reason == "tol" and 10 < history.epochs < 1000
    assert math.sqrt(sum(((0.1 * p.grad.numpy()) ** 2).sum() for p in model.parameters())) < 1e-6


def test_the_best_weights_come_back_whatever_min_delta_is():
    losses = [40.0, 25.0, 24.0, 23.0, 23.5, 24.0, 26.0]
    rule = training.EarlyStopping(patience=5, min_delta=5.0)
    model, history = scripted(losses, early_stopping=rule)
    assert history.epochs == 7 and history.best_epoch == 4 and model.w.item() == 4.0
    rule = training.EarlyStopping(patience=2, min_delta=0.1, monitor="loss", mode="max")
    model, history = scripted([1.0, 2.0, 2.05, 2.02, 3.0], early_stopping=rule)
    assert history.epochs == 4 and history.best_epoch == 3 and model.w.item() == 3.0


def test_what_is_monitored_goes_down_when_it_is_an_error():
    for monitor, mode in (("val_loss", "min"), ("mae", "min"), ("rmse", "min"), ("val_accuracy", "max")):
        assert training.EarlyStopping(monitor=monitor).mode == mode


# ---- bad numbers
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_bad_loss_keeps_weights_and_optimizer(bad):
    X, y = line(12)
    y = y.copy()
    y[9] = bad  # in the third batch of 4
    good, model = regressor(), regressor()
    options = {"loss": "mse", "batch_size": 4, "shuffle": False, "epochs": 1}
    good_optimizer, optimizer = optim.Adam(good.parameters()), optim.Adam(model.parameters())
    quiet(good, (X[:8], y[:8]), optimizer=good_optimizer, **options)
    with pytest.raises(
        training.NonFiniteLossError, match=r"the loss is (nan|inf|-inf) in epoch 1, batch 3"
    ) as error:
        quiet(model, (X, y), optimizer=optimizer, **options)
    assert (error.value.epoch, error.value.batch) == (1, 3) and isinstance(error.value, ArithmeticError)
    assert weights(model) == weights(good)
    for mine, other in zip(
        optimizer.state_dict()["state"].values(), good_optimizer.state_dict()["state"].values(), strict=True
    ):
        assert mine["step"] == other["step"] == 2 and mine["exp_avg"].tolist() == other["exp_avg"].tolist()
    again = pickle.loads(pickle.dumps(error.value))
    assert (again.epoch, again.batch, str(again)) == (1, 3, str(error.value))


def test_bad_gradient_keeps_weights():
    class Root(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(tc.zeros(1))

        def forward(self, x):
            return tc.sqrt(self.w * x)  # finite at 0, its slope is not

    model = Root()
    with pytest.raises(
        training.NonFiniteLossError, match=r"the gradient of 'w' is not finite in epoch 1, batch 1 \(loss 0\)"
    ):
        quiet(model, ([[1.0]], [[0.0]]), loss="mae", optimizer=optim.SGD(model.parameters(), lr=0.1))
    assert model.w.item() == 0.0


@pytest.mark.parametrize(
    ("lr", "batch", "classes", "function"),
    [(1e37, 2000, 1, F.mse_loss), (1e38, 32, 10, F.cross_entropy)],
)
def test_a_step_that_overflows_is_taken_back(lr, batch, classes, function):
    X, y = datasets.load_digits()
    tc.random.seed(0)
    model = nn.Linear(64, classes)
    seen = []

    def loss(output, target):
        seen.append(weights(model))
        return function(output, target if classes > 1 else target[:, None])

    match = r"^fit: the step makes 'weight' infinite or NaN in epoch \d, batch \d+ \(loss .*last good step$"
    with pytest.raises(training.NonFiniteLossError, match=match):
        optimizer = optim.SGD(model.parameters(), lr=lr)
        quiet(model, (X, y), optimizer=optimizer, loss=loss, batch_size=batch, epochs=20)
    assert weights(model) == seen[-1]
    assert all(np.isfinite(p.detach().numpy()).all() for p in model.parameters())


def test_large_gradients_are_finite():
    """Their sum overflows in float32, they do not."""
    model = nn.Linear(4, 1, bias=False)
    X = tc.full((1, 4), 2e38, dtype=tc.float32)
    history = quiet(
        model,
        (X, tc.zeros((1, 1))),
        loss=lambda output, target: (output * 1e-3).sum() * 1e3,
        epochs=1,
        optimizer=optim.SGD(model.parameters(), lr=1e-38),
    )
    assert history.epochs == 1 and np.isfinite(model.weight.detach().numpy()).all()


@pytest.mark.parametrize("detached", [False, True])
def test_a_loss_without_gradient(detached):
    before = weights(MODEL)
    with pytest.raises(RuntimeError, match=r"^fit: the loss has no gradient: it was detached"):
        if detached:
            quiet(MODEL, XOR, loss=lambda o, t: F.cross_entropy(o.detach(), t))
        else:
            with tc.no_grad():
                quiet(MODEL, XOR)
    assert weights(MODEL) == before


def test_interrupt_passes_through_and_modes_are_put_back():
    model = xor_net().eval()
    before = weights(model)

    def interrupt(epoch, history):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        quiet(model, XOR, epochs=5, callbacks=[interrupt])
    assert not model.training and not model[0].training and weights(model) != before


# ---- arguments
MODEL = xor_net()
ERRORS = [
    (
        lambda: training.fit(MODEL, *XOR),
        TypeError,
        "fit: 3 arguments without a name, the model and its data are two: write fit(model, (X, y), ...), "
        "and all others by name",
    ),
    (lambda: quiet(None, XOR), TypeError, "fit: model must be a Module, got NoneType"),
    (lambda: quiet(MODEL, XOR[0]), TypeError, "fit: data must be a pair (X, y), got ndarray"),
    (lambda: quiet(MODEL, (1, 2, 3)), TypeError, "fit: data must be a pair (X, y), got tuple of length 3"),
    (lambda: quiet(MODEL, (XOR[0], XOR[1][:3])), ValueError, "fit: the arrays have different lengths: 4, 3"),
    (lambda: quiet(MODEL, (XOR[0][:0], XOR[1][:0])), ValueError, "fit: no examples, X has shape (0, 2)"),
    (
        lambda: quiet(MODEL, XOR, validation=(XOR[0], [1])),
        ValueError,
        "fit: validation: the arrays have different lengths: 4, 1",
    ),
    (
        lambda: quiet(MODEL, XOR, loss="hinge"),
        ValueError,
        "fit: unknown loss 'hinge'; known are cross_entropy, bce_with_logits, "
        "binary_cross_entropy_with_logits, nll, nll_loss, mse, mse_loss, mae, l1, l1_loss, "
        "half_squared_error, or give a function",
    ),
    (
        lambda: quiet(MODEL, XOR, loss=3),
        TypeError,
        "fit: loss must be a name, a function of output and target or a loss module, got 3",
    ),
    (
        lambda: quiet(MODEL, XOR, metrics=["loss"]),
        ValueError,
        "fit: unknown metric 'loss'; known are accuracy, average_precision, f1, mae, mse, precision, r2, "
        "recall, rmse, roc_auc, top_k_accuracy, or give a function",
    ),
    (lambda: quiet(MODEL, XOR, epochs=0), ValueError, "fit: epochs must be at least 1, got 0"),
    (lambda: quiet(MODEL, XOR, epochs=1.5), TypeError, "fit: epochs must be an integer, got 1.5"),
    (lambda: quiet(MODEL, XOR, batch_size=0), ValueError, "fit: batch_size must be at least 1, got 0"),
    (
        lambda: quiet(nn.Sequential(nn.Tanh()), XOR),
        ValueError,
        "fit: the model has no parameters that require gradients",
    ),
    *[
        (
            lambda given=given: quiet(MODEL, XOR, optimizer=given),
            TypeError,
            f"fit: optimizer must be an Optimizer, got {shown}: "
            f"write optimizer=tl.optim.{made}(model.parameters(), lr=...)",
        )
        for given, shown, made in (
            ("adam", "'adam'", "Adam"),
            (optim.SGD, "the class SGD", "SGD"),
            (MODEL.parameters(), "generator", "Adam"),
            (MODEL.parameters, "method", "Adam"),
            (list(MODEL.parameters()), "list", "Adam"),
        )
    ],
    (
        lambda: quiet(nn.Linear, XOR),
        TypeError,
        "fit: model must be a Module, got the class Linear: make one, Linear(...)",
    ),
    (
        lambda: quiet(MODEL, XOR, loss=nn.MSELoss),
        TypeError,
        "fit: loss is the class MSELoss: write loss=MSELoss()",
    ),
    (
        lambda: quiet(MODEL, XOR, loss="CrossEntropyLoss"),
        ValueError,
        "fit: unknown loss 'CrossEntropyLoss'; did you mean 'cross_entropy'?; known are cross_entropy, "
        "bce_with_logits, binary_cross_entropy_with_logits, nll, nll_loss, mse, mse_loss, mae, l1, l1_loss, "
        "half_squared_error, or give a function",
    ),
    (
        lambda: quiet(MODEL, XOR, metrics=["acc"]),
        ValueError,
        "fit: unknown metric 'acc'; did you mean 'accuracy'?; known are accuracy, average_precision, f1, "
        "mae, mse, precision, r2, recall, rmse, roc_auc, top_k_accuracy, or give a function",
    ),
    (
        lambda: quiet(MODEL, XOR, metrics=[training.History]),
        TypeError,
        "fit: a metric is the class History: give a function of output and target",
    ),
    (
        lambda: quiet(MODEL, XOR, callbacks=training.EarlyStopping(3), early_stopping=2),
        ValueError,
        "fit: there can be one EarlyStopping, got 2",
    ),
    (
        lambda: quiet(MODEL, XOR, callbacks=[training.History]),
        TypeError,
        "fit: a callback is the class History: give a function or an object",
    ),
    (
        lambda: quiet(MODEL, XOR, early_stopping=True),
        TypeError,
        "fit: early_stopping must be a number of epochs or an EarlyStopping(...), got True",
    ),
    (
        lambda: quiet(MODEL, XOR, validation=0.2),
        TypeError,
        "fit: validation: data must be a pair (X, y), got float; tl.data.train_test_split divides data",
    ),
    (
        lambda: training.predict(MODEL, tuple(map(tc.asarray, XOR))),
        TypeError,
        "predict: X is a tuple of 2 arrays, which is 2 inputs, and Sequential does not take 2: "
        "give one array, without the targets",
    ),
    (
        lambda: quiet(MODEL, XOR, epochs=10**30),
        ValueError,
        f"fit: epochs must be at most {2**63 - 1}, got {10**30}",
    ),
    (
        lambda: quiet(MODEL, XOR, optimizer=optim.SGD(xor_net().parameters())),
        ValueError,
        "fit: the optimizer holds no parameter of this model; make it after the model, "
        "and after model.to(...)",
    ),
    (
        lambda: quiet(MODEL, XOR, early_stopping=0),
        ValueError,
        "EarlyStopping: patience must be at least 1, got 0",
    ),
    (
        lambda: quiet(MODEL, XOR, early_stopping=training.EarlyStopping(monitor="val_loss")),
        ValueError,
        "fit: early stopping cannot monitor 'val_loss'; known are loss, accuracy",
    ),
    (
        lambda: training.EarlyStopping(mode="up"),
        ValueError,
        "EarlyStopping: mode must be 'min', 'max' or None, got 'up'",
    ),
    (
        lambda: training.EarlyStopping(min_delta=-1),
        ValueError,
        "EarlyStopping: min_delta must be finite and at least 0, got -1",
    ),
    (
        lambda: quiet(MODEL, XOR, callbacks=[3]),
        TypeError,
        "fit: a callback must be callable or a Callback, got 3",
    ),
    (
        lambda: quiet(MODEL, XOR, callbacks=3),
        TypeError,
        "fit: callbacks must be functions or a Callback, got 3",
    ),
    (lambda: quiet(MODEL, XOR, seed=-1), ValueError, "fit: the seed must be at least 0, got -1"),
    *[
        (call, ValueError, f"{name}: batch_size must be at most {2**63 - 1}, got {2**70}")
        for name, call in (
            ("fit", lambda: quiet(MODEL, XOR, batch_size=2**70)),
            ("evaluate", lambda: training.evaluate(MODEL, XOR, batch_size=2**70)),
            ("predict", lambda: training.predict(MODEL, XOR[0], batch_size=2**70)),
            ("batches", lambda: data.batches(XOR[0], batch_size=2**70)),
        )
    ],
    (
        lambda: quiet(MODEL, ([[1.0, 2.0], [3.0]], [0, 1])),
        ValueError,
        "fit: ragged nested sequence: length 1 along axis 1 where 2 came before",
    ),
    (
        lambda: quiet(MODEL, ((x for x in XOR[0]), XOR[1])),
        TypeError,
        "fit: expected numbers, a sequence, a buffer or an array, got generator",
    ),
    (lambda: quiet(MODEL, XOR, tol=0), ValueError, "fit: tol must be finite and more than 0, got 0"),
    (
        lambda: quiet(MODEL, XOR, seed="x"),
        TypeError,
        "fit: the seed must be an int, a generator or None, got 'x'",
    ),
    (
        lambda: quiet(MODEL, XOR, loss=lambda o, t: o),
        ValueError,
        "fit: the loss must give a tensor of one element, got a tensor of shape (4, 2)",
    ),
    (
        lambda: quiet(MODEL, XOR, loss=lambda o, t: 1.0),
        ValueError,
        "fit: the loss must give a tensor of one element, got a float",
    ),
    (lambda: training.predict(MODEL, XOR[0][:0]), ValueError, "predict: no examples, X has shape (0, 2)"),
    (
        lambda: training.evaluate(MODEL, XOR, batch_size=0),
        ValueError,
        "evaluate: batch_size must be at least 1, got 0",
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:48] for row in ERRORS])
def test_errors_change_nothing(call, kind, message):
    before = weights(MODEL)
    with pytest.raises(kind) as error:
        call()
    assert type(error.value) is kind and str(error.value) == message
    assert weights(MODEL) == before and all(m.training for m in MODEL.modules())


def test_the_best_weights_are_restored_though_a_callback_changed_the_last():
    X, y = tc.ones((4, 2), dtype=tc.float32), tc.ones((4, 1), dtype=tc.float32)
    model, best = nn.Linear(2, 1), []

    def spoil(epoch, history):
        best.append(model.weight.tolist())
        with tc.no_grad():
            model.weight.fill_(100.0 if epoch == 3 else model.weight[0, 0].item())

    history = training.fit(
        model,
        (X, y),
        loss="mse",
        epochs=3,
        progress=False,
        callbacks=spoil,
        early_stopping=5,
        optimizer=optim.SGD(model.parameters(), lr=0.01),
    )
    assert model.weight.tolist() == best[history.best_epoch - 1]


def test_switches_are_not_words():
    X, y = tc.ones((4, 2), dtype=tc.float32), tc.ones((4, 1), dtype=tc.float32)
    for option in ("shuffle", "progress"):
        with pytest.raises(TypeError, match=f"fit: {option} must be True or False, got 'no'"):
            training.fit(nn.Linear(2, 1), (X, y), **{option: "no"})
    with pytest.raises(TypeError, match="EarlyStopping: restore_best must be True or False"):
        training.EarlyStopping(restore_best="no")
    with pytest.raises(ValueError, match="train: mode must be True or False, got "):  # PyTorch's type
        nn.Linear(2, 1).train(X)


def test_memory_that_a_callback_exchanged_is_what_is_watched():
    X, y = tc.ones((4, 2), dtype=tc.float32), tc.ones((4, 1), dtype=tc.float32)
    model = nn.Linear(2, 1)

    def exchange(epoch, history):
        with tc.no_grad():
            model.weight.data = model.weight.detach().copy()
        if epoch == 2:
            model.weight.data = tc.full((1, 2), 1e37, dtype=tc.float32)
            optimizer.param_groups[0]["lr"] = 3.4e38

    optimizer = optim.SGD(model.parameters(), lr=0.01)
    with pytest.raises(training.NonFiniteLossError, match="the step makes 'weight' infinite"):
        training.fit(
            model,
            (X, y),
            loss=lambda o, t: t.mean() - o.mean(),
            epochs=4,
            progress=False,
            optimizer=optimizer,
            callbacks=exchange,
        )
    assert model.weight.tolist() == [[float(np.float32(1e37))] * 2]  # as before the step that overflowed


def test_validation_data_that_the_model_does_not_take_are_refused_before_anything_is_learned():
    X, y = tc.ones((8, 4), dtype=tc.float32), tc.array([0, 1] * 4)
    for wrong in (X[:, :3], X.astype("int64"), X[:, 0]):
        model = nn.Linear(4, 2)
        before = model.weight.tolist()
        with pytest.raises((ValueError, TypeError), match="linear: "):
            training.fit(model, (X, y), validation=(wrong, y), epochs=1, batch_size=2, progress=False)
        assert model.weight.tolist() == before and model.training


def test_classes_and_their_probabilities_side_by_side():
    X, y = tc.asarray(np.eye(4, dtype="f4")), tc.array([0, 1, 1, 0])
    for data_, held_out in ((y, tc.eye(2)[y]), (tc.eye(2)[y], y), (y, y[:, None]), (tc.eye(2)[y], y == 1)):
        model = nn.Linear(4, 2)
        options = dict(epochs=1, progress=False, optimizer=optim.SGD(model.parameters(), lr=0.0))
        history = training.fit(model, (X, data_), validation=(X, held_out), loss="cross_entropy", **options)
        assert history["val_accuracy"] == history["accuracy"]
        assert history["val_loss"] == pytest.approx(history["loss"])
