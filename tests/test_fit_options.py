"""What fit takes beside arrays: loaders, weights, batches that share a step, hooks, metrics."""

import csv
import math

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import data, metrics, nn, optim, training
from tensorlab.nn import functional as F

RNG = np.random.default_rng(0)
X = RNG.normal(size=(30, 4))
CLASSES = RNG.integers(0, 3, 30)
NUMBERS = X @ np.array([[1.0], [-2.0], [0.5], [3.0]])
BINARY = (NUMBERS > 0).astype(float)
WEIGHT = RNG.random(30)
XT = tl.array(X)


def made(outputs=3, seed=0, middle=()):
    tl.random.seed(seed)
    return nn.Sequential(
        nn.Linear(4, 6, dtype=tl.float64), *middle, nn.Tanh(), nn.Linear(6, outputs, dtype=tl.float64)
    )


def weights(model):
    return {k: v.tolist() for k, v in model.state_dict().items()}


def fitted(given, outputs=3, model=None, lr=0.1, **options):
    model = model or made(outputs)
    opt = options.pop("optimizer", None) or optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    options = {"epochs": 3, "batch_size": 10, "shuffle": False, "progress": False, **options}
    return model, training.fit(model, given, optimizer=opt, **options)


# ---- where batches come from
def pairs():
    return [(X[i : i + 10], CLASSES[i : i + 10]) for i in range(0, 30, 10)]


class Stream:
    """Batches of which nobody knows how many there are."""

    def __iter__(self):
        return (list(pair) for pair in pairs())


FEEDS = {
    "list": pairs,
    "stream": Stream,
    "batches": lambda: data.batches(X, CLASSES, batch_size=10),
    "loader": lambda: data.DataLoader(data.TensorDataset(XT, tl.array(CLASSES)), 10),
    "collated": lambda: data.DataLoader(list(zip(X, CLASSES.tolist())), 10),
}


@pytest.mark.parametrize("kind", FEEDS)
def test_batches_are_as_good_as_arrays(kind):
    whole, history = fitted((X, CLASSES), validation=(X, CLASSES), metrics=["accuracy", "f1"])
    for held_out in ((X, CLASSES), FEEDS[kind]()):
        model, other = fitted(FEEDS[kind](), validation=held_out, metrics=["accuracy", "f1"])
        assert weights(model) == weights(whole) and other == history
    found = training.evaluate(model, FEEDS[kind]())
    want = training.evaluate(whole, (X, CLASSES), batch_size=10)
    assert found == want and list(found) == ["loss", "accuracy", "f1"]


def test_an_iterator_is_enough_for_one_epoch():
    whole, history = fitted((X, CLASSES), epochs=1)
    model, other = fitted(iter(pairs()), epochs=1, validation=iter(pairs()))
    assert weights(model) == weights(whole) and other["loss"] == history["loss"]
    for options in ({"data": iter(pairs())}, {"data": (X, CLASSES), "validation": iter(pairs())}):
        before = weights(model)
        with pytest.raises(ValueError, match=r"is an iterator, which gives its batches once: give epochs=1"):
            fitted(options.pop("data"), model=model, **options)
        assert weights(model) == before


class Round:
    """A loader whose parts have it as their own."""

    def __init__(self, endless):
        self.endless = endless
        self.sampler = self

    def __getattr__(self, name):
        if name not in ("batch_sampler", "dataset") or not self.endless:
            raise AttributeError(name)
        return Round(True)

    def __iter__(self):
        yield X, X


@pytest.mark.parametrize("endless", [False, True])
def test_a_loader_whose_parts_lead_back_to_it(endless):
    model = nn.Linear(X.shape[1], X.shape[1])
    history = training.fit(model, Round(endless), loss="mse", epochs=1, progress=False)
    assert history.epochs == 1


def test_several_inputs_in_batches():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 3, dtype=tl.float64)

        def forward(self, a, b):
            return self.layer(a) + self.layer(b)

    results = []
    for batches in (
        [(X[:10], X[10:20], CLASSES[:10])],
        [((X[:10], X[10:20]), CLASSES[:10])],
        ((X[:10], X[10:20]), CLASSES[:10]),
    ):
        tl.random.seed(0)
        model, _ = fitted(batches, model=Two(), epochs=2)
        results.append(weights(model))
    assert results[0] == results[1] == results[2]
    with pytest.raises(TypeError, match="Linear does not take 2"):
        fitted([(X[:10], X[10:20], CLASSES[:10])], model=nn.Linear(4, 3, dtype=tl.float64))


BAD_BATCHES = [
    (
        [(X[:5], CLASSES[:5]), (X[:0], CLASSES[:0])],
        ValueError,
        r"batch 2 is empty, its arrays have shape \(0, 4\), \(0,\)",
    ),
    ([(X[:5], CLASSES[:4])], ValueError, r"batch 1: one row per example.* \(5, 4\), \(4,\)"),
    (iter([X[:5]]), TypeError, r"batch 1 must be a pair \(x, y\), got ndarray"),
    (iter([(X[:5],)]), TypeError, r"batch 1 must be a pair \(x, y\), got tuple of length 1"),
    (iter([(X[:5], ["a"] * 5)]), TypeError, "batch 1: targets must be numbers, not names"),
    (iter([]), ValueError, "the data gave no batches"),
    (iter([({"a": 1}, CLASSES[:5])]), TypeError, "batch 1: the elements are object"),
    (data.TensorDataset(XT, XT), TypeError, "gives examples: write tl.data.DataLoader"),
    ("text", TypeError, r"data must be a pair \(X, y\), got str"),
    ({"x": X}, TypeError, r"data must be a pair \(X, y\), got dict"),
    (X, TypeError, r"data must be a pair \(X, y\), got ndarray"),
]


@pytest.mark.parametrize(("batches", "error", "text"), BAD_BATCHES, ids=range(len(BAD_BATCHES)))
def test_bad_batches(batches, error, text):
    with pytest.raises(error, match=f"^fit: .*{text}|^fit: {text}"):
        fitted(batches, epochs=1)


class After(training.Callback):
    """The weights after each step."""

    def __init__(self):
        self.seen = []

    def on_step_end(self, run):
        self.seen.append(weights(run.model))


def test_classes_out_of_range_in_a_later_batch():
    for batches in (pairs()[:2] + [(X[:10], CLASSES[:10] + 1)], (X, [*CLASSES[:29], 3])):
        model = made()
        watch = After()
        before = weights(model)
        with pytest.raises(IndexError, match=r"3"):
            fitted(batches, model=model, callbacks=watch, epochs=1)
        assert weights(model) == (watch.seen[-1] if watch.seen else before)
    with pytest.raises(ValueError, match="bce_with_logits needs targets from 0 to 1"):
        fitted([(X[:10], BINARY[:10]), (X[:10], BINARY[:10] * 2)], 1, loss="bce_with_logits")
    with pytest.raises(TypeError, match="cross_entropy needs classes as integers"):
        fitted([(X[:10], CLASSES[:10]), (X[:10], CLASSES[:10] + 0.5)], loss="cross_entropy")


def test_targets_of_either_layout_in_turn():
    batches = [(X[:10], NUMBERS[:10]), (X[10:20], NUMBERS[10:20, 0]), (X[20:], NUMBERS[20:])]
    whole, history = fitted((X, NUMBERS), 1, lr=0.01)
    model, other = fitted(batches, 1, lr=0.01)
    assert weights(model) == weights(whole) and history == other


# ---- weights
def test_sample_weights_are_those_of_the_mean():
    for given, loss, outputs in (
        (CLASSES, "cross_entropy", 3),
        (NUMBERS, "mse", 1),
        (BINARY, nn.BCEWithLogitsLoss(), 1),
    ):
        model, history = fitted(
            (X, given), outputs, loss=loss, sample_weight=WEIGHT, epochs=1, batch_size=30, lr=0.01
        )
        other, w = made(outputs), tl.array(WEIGHT)
        opt = optim.SGD(other.parameters(), lr=0.01)
        each = {"cross_entropy": F.cross_entropy, "mse": F.mse_loss}.get(
            loss, F.binary_cross_entropy_with_logits
        )
        values = (each(other(XT), tl.array(given), reduction="none").reshape(-1) * w).sum() / w.sum()
        values.backward()
        opt.step()
        assert history["loss"][0] == pytest.approx(values.item(), rel=1e-12)
        for p, q in zip(model.parameters(), other.parameters()):
            np.testing.assert_allclose(p.detach(), q.detach(), rtol=1e-12, atol=1e-15)


def test_whole_weights_repeat_examples():
    counts = RNG.integers(0, 3, 30)
    model, _ = fitted((X, CLASSES), sample_weight=counts, batch_size=30)
    other, _ = fitted((X.repeat(counts, 0), CLASSES.repeat(counts)), batch_size=100)
    for p, q in zip(model.parameters(), other.parameters()):
        np.testing.assert_allclose(p.detach(), q.detach(), rtol=1e-9)


def test_balanced_classes_are_those_of_examples_that_count():
    labels = np.where(np.arange(30) % 4 == 0, -100, CLASSES)
    there = labels != -100
    given = {int(c): there.sum() / (3 * (labels == c).sum()) for c in range(3)}
    histories = [
        fitted((X, labels), loss=loss, class_weight=weight)[1]
        for loss in ("cross_entropy", nn.CrossEntropyLoss())
        for weight in ("balanced", given)
    ]
    assert histories[0] == histories[1] == histories[2] == histories[3]


def test_class_weights_are_the_losses_own():
    given = {0: 2.0, 2: 0.5}
    model, history = fitted((X, CLASSES), class_weight=given)
    weighted = nn.CrossEntropyLoss(weight=tl.array([2.0, 1.0, 0.5]))
    other, _ = fitted((X, CLASSES), loss=weighted)
    again, _ = fitted((X, CLASSES), class_weight=[2.0, 1.0, 0.5])
    for p, q in zip(model.parameters(), other.parameters()):
        np.testing.assert_allclose(p.detach(), q.detach(), rtol=1e-12)
    assert weights(model) == weights(again)
    share = tl.array([[2.0, 1.0, 0.5]])[0][tl.array(CLASSES)]
    balanced, _ = fitted((X, CLASSES), class_weight="balanced")
    counts = np.bincount(CLASSES)
    same, _ = fitted((X, CLASSES), class_weight=dict(enumerate(30 / (3 * counts))))
    assert weights(balanced) == weights(same)
    by_example, _ = fitted((X, CLASSES), sample_weight=share)
    for p, q in zip(model.parameters(), by_example.parameters()):
        np.testing.assert_allclose(p.detach(), q.detach(), rtol=1e-12)
    one, _ = fitted((X, BINARY), 1, class_weight={1: 3.0}, loss="bce_with_logits")
    two, _ = fitted((X, BINARY), 1, sample_weight=1 + 2 * BINARY[:, 0], loss="bce_with_logits")
    for p, q in zip(one.parameters(), two.parameters()):
        np.testing.assert_allclose(p.detach(), q.detach(), rtol=1e-12)
    soft, _ = fitted((X, np.eye(3)[CLASSES]), class_weight=given)
    for p, q in zip(model.parameters(), soft.parameters()):
        np.testing.assert_allclose(p.detach(), q.detach(), rtol=1e-12)
    assert fitted(pairs(), class_weight=given)[1] == history


BAD_WEIGHTS = [
    (
        {"class_weight": {3: 1.0}},
        ValueError,
        r"class_weight has class 3, .*\(10, 3\) are of the classes 0 to 2",
    ),
    ({"class_weight": {0: -1.0}}, ValueError, "class_weight must be"),
    ({"class_weight": {0.5: 1.0}}, TypeError, "class_weight must be of classes"),
    ({"class_weight": "even"}, ValueError, "class_weight must be one of 'balanced'"),
    ({"class_weight": {0: 0.0}}, ValueError, "class_weight must not be all 0"),
    ({"class_weight": [[1.0]]}, ValueError, r"one for each class, got shape \(1, 1\)"),
    ({"sample_weight": [1.0]}, ValueError, r"sample_weight must have shape \(30,\).*got \(1,\)"),
    ({"sample_weight": -WEIGHT}, ValueError, "must be finite, at least 0"),
    (
        {"sample_weight": WEIGHT, "loss": lambda o, t: F.cross_entropy(o, t)},
        ValueError,
        "the loss of each example",
    ),
    ({"class_weights": {0: 1.0}}, TypeError, "write class_weight="),
    ({"accumulate": 0}, ValueError, "accumulate must be at least 1"),
    ({"clip_norm": 0}, ValueError, "clip_norm must be"),
    ({"clip_value": math.nan}, ValueError, "clip_value must be"),
    ({"gradient_clip_val": 1.0}, TypeError, "write clip_norm="),
    ({"metrics": ["r2"]}, ValueError, r"metric 'r2' needs numbers, got outputs of shape \(10, 3\)"),
]


@pytest.mark.parametrize(("options", "error", "text"), BAD_WEIGHTS, ids=range(len(BAD_WEIGHTS)))
def test_bad_options(options, error, text):
    model = made()
    before = weights(model)
    with pytest.raises(error, match=f"^fit: .*{text}"):
        fitted((X, CLASSES), model=model, **options)
    assert weights(model) == before


def test_weights_that_do_not_go_with_the_data():
    with pytest.raises(TypeError, match="sample_weight is for arrays"):
        fitted(pairs(), sample_weight=WEIGHT)
    with pytest.raises(ValueError, match="class_weight='balanced' is for arrays"):
        fitted(pairs(), class_weight="balanced")
    with pytest.raises(ValueError, match="seed is for arrays"):
        fitted(pairs(), seed=0)
    with pytest.raises(ValueError, match="class_weight needs a loss of classes"):
        fitted((X, NUMBERS), 1, class_weight={0: 2.0})


# ---- several batches a step, gradients cut off
@pytest.mark.parametrize("loss", ["cross_entropy", nn.CrossEntropyLoss(reduction="sum")])
def test_several_batches_are_as_one(loss):
    lr = 0.1 if isinstance(loss, str) else 0.003
    for size, accumulate, whole in ((5, 2, 10), (7, 3, 21), (4, 100, 30)):  # 30 = 21 + 9: the last are fewer
        model, history = fitted((X, CLASSES), loss=loss, batch_size=size, accumulate=accumulate, lr=lr)
        other, want = fitted((X, CLASSES), loss=loss, batch_size=whole, lr=lr)
        for p, q in zip(model.parameters(), other.parameters()):
            np.testing.assert_allclose(p.detach(), q.detach(), rtol=1e-9)
        np.testing.assert_allclose(history["loss"], want["loss"], rtol=1e-9)
    model, _ = fitted((X, CLASSES), batch_size=5, accumulate=2, sample_weight=WEIGHT, epochs=1)
    other, _ = fitted((X, CLASSES), batch_size=10, sample_weight=WEIGHT, epochs=1)
    for p, q in zip(model.parameters(), other.parameters()):
        np.testing.assert_allclose(p.detach(), q.detach(), rtol=1e-9)


def test_schedulers_step_with_the_optimizer():
    model = made()
    opt = optim.SGD(model.parameters(), lr=1.0)
    scheduler = optim.lr_scheduler.ExponentialLR(opt, 0.5)
    fitted(
        (X, CLASSES),
        model=model,
        optimizer=opt,
        scheduler=scheduler,
        scheduler_step="batch",
        accumulate=2,
        epochs=1,
    )
    assert scheduler.last_epoch == 2
    opt = optim.SGD(model.parameters(), lr=1.0)
    once = optim.lr_scheduler.OneCycleLR(opt, 0.1, total_steps=6)
    fitted((X, CLASSES), model=model, optimizer=opt, scheduler=once, accumulate=2)
    assert once.last_epoch == 6


def test_gradients_are_cut_off():
    for options, cut in (
        ({"clip_norm": 0.01}, lambda ps: nn.utils.clip_grad_norm_(ps, 0.01)),
        ({"clip_value": 0.001}, lambda ps: nn.utils.clip_grad_value_(ps, 0.001)),
    ):
        model, _ = fitted((X, CLASSES), epochs=1, **options)
        other = made()
        opt = optim.SGD(other.parameters(), lr=0.1, momentum=0.9)
        for x, y in data.batches(X, CLASSES, batch_size=10):
            opt.zero_grad()
            F.cross_entropy(other(x), y).backward()
            cut(list(other.parameters()))
            opt.step()
        assert weights(model) == weights(other)


def test_a_norm_beyond_all_numbers_is_an_error():
    model = nn.Linear(2, 1, dtype=tl.float32)
    before = weights(model)
    x = tl.full((2, 2), 3e25, dtype=tl.float32)
    with pytest.raises(training.NonFiniteLossError, match="norm of all gradients is inf in epoch 1, batch 1"):
        fitted((x, tl.ones((2, 1))), model=model, loss=lambda o, t: o.mean(), clip_norm=1.0)
    assert weights(model) == before


# ---- errors in the middle
@pytest.mark.parametrize("accumulate", [1, 2])
@pytest.mark.parametrize("where", ["loss", "forward", "backward", "step hook", "nan", "iterator"])
def test_what_raises_leaves_the_model_as_the_last_step_left_it(where, accumulate):
    model, seen, calls = made(middle=(nn.BatchNorm1d(6, dtype=tl.float64),)), [], []

    def fail(*_):
        calls.append(1)
        if len(calls) == 4:
            raise ZeroDivisionError

    class After(training.Callback):
        def on_step_end(self, run):
            seen.append(weights(model))
            if where == "step hook":
                fail(), fail()

    def loss(output, target):
        if where == "loss":
            fail()
        return F.cross_entropy(output, target) * (math.nan if where == "nan" and len(calls) == 3 else 1)

    def batches():
        for pair in pairs() + pairs():
            if where == "iterator" or where == "nan":
                calls.append(1)
                if len(calls) == 4 and where == "iterator":
                    raise ZeroDivisionError
            yield pair

    handle = None
    if where == "forward":
        handle = model[2].register_forward_hook(lambda *_: fail())
    if where == "backward":
        handle = model[0].register_full_backward_hook(lambda *_: fail())
    before = weights(model)
    given = batches() if where in ("iterator", "nan") else pairs()
    error = training.NonFiniteLossError if where == "nan" else ZeroDivisionError
    with pytest.raises(error):
        fitted(given, model=model, loss=loss, callbacks=After(), accumulate=accumulate,
               epochs=1 if where in ("iterator", "nan") else 3, metrics=())  # fmt: skip
    if handle is not None:
        handle.remove()
    assert weights(model) == (seen[-1] if seen else before) and model.training


def test_a_metric_that_raises_leaves_the_step_that_was_made():
    model, after = made(middle=(nn.BatchNorm1d(6, dtype=tl.float64),)), After()

    def metric(output, target):
        if len(after.seen) == 2 and not output.requires_grad and len(output) == 10:
            raise ZeroDivisionError
        return 0.0

    class Last(training.Callback):
        def on_step_end(self, run):
            after.seen.append(weights(run.model))

    other = made(middle=(nn.BatchNorm1d(6, dtype=tl.float64),))
    fitted((X, CLASSES), model=other, epochs=1, metrics=())
    with pytest.raises(ZeroDivisionError):
        fitted((X, CLASSES), model=model, epochs=1, metrics=[metric], callbacks=Last())
    assert weights(model) == weights(other)  # of the third step, which was whole


def test_hooks_come_in_order():
    seen = []

    class Spy(training.Callback):
        pass

    for hook in ("on_train_begin", "on_epoch_begin", "on_step_end", "on_epoch_end", "on_train_end"):
        setattr(Spy, hook, lambda self, run, hook=hook: seen.append((hook, run.epoch, run.batch, run.step)))
    _, history = fitted((X, CLASSES), epochs=2, batch_size=15, callbacks=[Spy(), lambda e, h: seen.append(e)])
    began, ended = [("on_train_begin", 0, 0, 0)], [("on_train_end", 2, 2, 4)]
    first = [
        ("on_epoch_begin", 1, 0, 0),
        ("on_step_end", 1, 1, 1),
        ("on_step_end", 1, 2, 2),
        ("on_epoch_end", 1, 2, 2),
    ]
    second = [
        ("on_epoch_begin", 2, 0, 2),
        ("on_step_end", 2, 1, 3),
        ("on_step_end", 2, 2, 4),
        ("on_epoch_end", 2, 2, 4),
    ]
    assert seen == [*began, *first, 1, *second, 2, *ended]
    assert history.stop_reason == "epochs"


def test_a_hook_ends_the_training():
    class Enough(training.Callback):
        def on_step_end(self, run):
            if run.step == 4:
                assert (
                    run.loss > 0 and run.model is model and run.history is not None and run.scheduler is None
                )
                run.stop()

    model = made()
    _, history = fitted((X, CLASSES), model=model, callbacks=Enough())
    assert history.epochs == 2 and history.stop_reason == "callback"


def test_early_stopping_is_a_callback_too():
    one, first = fitted((X, CLASSES), early_stopping=training.EarlyStopping(1, min_delta=1.0), epochs=9)
    two, second = fitted((X, CLASSES), callbacks=[training.EarlyStopping(1, min_delta=1.0)], epochs=9)
    assert weights(one) == weights(two) and first == second and second.stop_reason == "early_stopping"


def test_a_log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("old")
    _, history = fitted((X, CLASSES), validation=(X, CLASSES), callbacks=training.CSVLog(path))
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3] and rows[0]["lr"] == "0.1"
    for key, values in history.items():
        assert [float(row[key]) for row in rows] == values
    with pytest.raises(TypeError, match=r"^CSVLog: path must be a name, got 3"):
        training.CSVLog(3)


# ---- metrics of whole epochs
def test_metrics_by_name_are_those_of_whole_epochs():
    model, _ = fitted((X, CLASSES))
    names = ["f1", "accuracy", "precision", "recall", "roc_auc", "average_precision"]
    found = training.evaluate(model, (X, CLASSES), "cross_entropy", metrics=names, batch_size=7)
    logits = training.predict(model, X)
    p = F.softmax(logits, 1)
    assert list(found) == ["loss", *names]
    assert found["f1"] == metrics.f1_score(CLASSES, logits, average="macro")
    assert found["precision"] == metrics.precision_score(CLASSES, logits, average="macro")
    assert found["recall"] == metrics.recall_score(CLASSES, logits, average="macro")
    assert found["roc_auc"] == metrics.roc_auc_score(CLASSES, p, multi_class="ovr")
    assert found["average_precision"] == metrics.average_precision_score(CLASSES, p)
    with pytest.raises(ValueError, match="metric 'top_k_accuracy' is about 5 classes, of 3 it is always 1"):
        training.evaluate(model, (X, CLASSES), "cross_entropy", metrics="top_k_accuracy")
    y = RNG.integers(0, 9, 30)
    top = training.evaluate(made(9), (X, y), "cross_entropy", metrics="top_k_accuracy", batch_size=7)
    want = metrics.top_k_accuracy_score(y, training.predict(made(9), X), k=5, labels=range(9))
    assert top["top_k_accuracy"] == want
    soft = training.evaluate(model, (X, np.eye(3)[CLASSES]), "cross_entropy", metrics=names, batch_size=7)
    assert soft["f1"] == found["f1"] and soft["roc_auc"] == found["roc_auc"]


def test_metrics_of_two_classes_and_of_numbers():
    for outputs, loss, y in ((1, "bce_with_logits", BINARY), (2, "cross_entropy", BINARY[:, 0].astype(int))):
        model, _ = fitted((X, y), outputs, loss=loss)
        found = training.evaluate(model, (X, y), loss, metrics=["f1", "roc_auc"], batch_size=7)
        scores = training.predict(model, X)
        scores = scores[:, 0] if outputs == 1 else F.softmax(scores, 1)[:, 1]
        predicted = scores > (0 if outputs == 1 else 0.5)
        assert found["f1"] == metrics.f1_score(BINARY[:, 0], predicted)
        assert found["roc_auc"] == metrics.roc_auc_score(BINARY[:, 0], scores)
    model, _ = fitted((X, NUMBERS), 1, lr=0.01)
    found = training.evaluate(
        model, (X, NUMBERS[:, 0]), "mse", metrics=["r2", "mae", "mse", "rmse"], batch_size=7
    )
    p = training.predict(model, X)
    assert found["r2"] == metrics.r2_score(NUMBERS, p) and found["mae"] == metrics.mean_absolute_error(
        NUMBERS, p
    )
    assert found["mse"] == pytest.approx(found["loss"]) and found["rmse"] == pytest.approx(
        found["mse"] ** 0.5
    )


def test_functions_of_tl_metrics_get_targets_first():
    from functools import partial

    model, history = fitted(
        (X, CLASSES),
        metrics=[partial(metrics.fbeta_score, beta=2.0, average="macro"), metrics.accuracy_score, "accuracy"],
        validation=(X, CLASSES),
    )
    assert list(history)[:4] == ["loss", "fbeta_score", "accuracy_score", "accuracy"]
    want = metrics.fbeta_score(CLASSES, training.predict(model, X), beta=2.0, average="macro")
    assert history["val_fbeta_score"][-1] == want
    np.testing.assert_allclose(history["val_accuracy"], history["val_accuracy_score"])
    with pytest.raises(ValueError, match="metric 'f1_score' must give one number, got 3"):
        fitted((X, CLASSES), metrics=[partial(metrics.f1_score, average=None)])


def test_metrics_by_name_are_remembered():
    import copy
    import pickle

    model, history = fitted((X, CLASSES), metrics={"F": "f1"}, validation=(X, CLASSES))
    for other in (model, copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert training.evaluate(other, (X, CLASSES))["F"] == history["val_F"][-1]


# ---- learning rates
def test_lr_find_puts_back_buffers_that_are_in_no_state():
    model = made(1)
    model.register_buffer("calls", tl.zeros(1), persistent=False)
    model.register_forward_hook(lambda module, given, output: setattr(module, "calls", module.calls + 1))
    training.lr_find(model, (X, NUMBERS), loss="mse", steps=5)
    assert model.calls.item() == 0


def test_lr_find():
    tl.random.seed(0)
    model = made(1)
    opt = optim.Adam(model.parameters(), lr=0.5)
    model[0].weight.grad = tl.ones((6, 4))
    before, state, grad = weights(model), opt.state_dict(), model[0].weight.grad
    numbers = tl.random.get_state()
    found = training.lr_find(
        model, (X, NUMBERS), loss="mse", optimizer=opt, batch_size=5, steps=60, low=1e-5, high=100
    )
    assert weights(model) == before and opt.state_dict() == state and model[0].weight.grad is grad
    assert tl.random.get_state() == numbers and "_told" not in model.__dict__
    assert len(found.lrs) == len(found.losses) == len(found.smoothed) <= 60
    assert found.lrs[0] == 1e-5 and found.lrs == sorted(found.lrs)
    np.testing.assert_allclose(np.diff(np.log10(found.lrs)), 7 / 59)
    assert 1e-4 < found.suggestion < 1 and "suggestion" in repr(found)
    for given in (data.batches(X, NUMBERS, batch_size=5), Stream()):
        loss, outputs = (
            ("mse", 1) if given is not None and hasattr(given, "__len__") else ("cross_entropy", 3)
        )
        curve = training.lr_find(made(outputs), given, loss=loss, steps=20, high=0.1)
        assert len(curve.lrs) == 20 and curve.lrs[-1] == pytest.approx(0.1)
    diverged = training.lr_find(made(1), (X, NUMBERS * 1e150), loss="mse", low=1.0, high=1e300, steps=50)
    assert len(diverged.lrs) < 50
    for options, text in (
        ({"low": 0}, "low must be"),
        ({"high": 1e-9}, "high must be"),
        ({"steps": 1}, "steps must"),
    ):
        with pytest.raises(ValueError, match=f"^lr_find: {text}"):
            training.lr_find(model, (X, NUMBERS), **options)


def test_the_curve_is_drawn():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    ax = training.lr_find(made(), (X, CLASSES), steps=20).plot()
    assert ax.get_xscale() == "log" and len(ax.lines) >= 2
    pyplot.close("all")


@pytest.mark.parametrize("workers", [0, 2])
def test_a_loader_that_does_not_know_its_length(workers):
    x, y = X[:20].astype("float32"), CLASSES[:20]

    class Stream(tl.data.IterableDataset):
        def __init__(self, n):
            self.n = n

        def __iter__(self):
            info = tl.data.get_worker_info()
            start, step = (0, 1) if info is None else (info.id, info.num_workers)
            return zip(x[start : self.n : step], y[start : self.n : step], strict=True)

    def train(data):
        model = nn.Linear(4, 3)
        model.load_state_dict({k: tl.ones_like(v) for k, v in model.state_dict().items()})
        history = tl.training.fit(
            model, data, loss="cross_entropy", epochs=3, progress=False, validation=data
        )
        return (
            history["loss"],
            history["val_loss"],
            tl.training.evaluate(model, data, loss="cross_entropy")["loss"],
        )

    loader = tl.data.DataLoader(Stream(20), batch_size=4, num_workers=workers)
    assert train(loader) == train([(a, b) for a, b in loader])
    with pytest.raises(ValueError, match=r"^fit: "):
        train(tl.data.DataLoader(Stream(0), batch_size=4, num_workers=workers))


def test_weights_of_some_classes_stand_in_a_dict():
    x, y = np.ones((6, 2), "float32"), np.arange(6) % 3
    for weights in ([1, 2], np.ones(4)):
        with pytest.raises(ValueError, match=r"^fit: class_weight has "):
            tl.training.fit(
                nn.Linear(2, 3), (x, y), loss="cross_entropy", progress=False, class_weight=weights
            )
    tl.training.fit(nn.Linear(2, 3), (x, y), loss="cross_entropy", progress=False, class_weight={1: 2.0})
