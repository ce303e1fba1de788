"""tl.metrics: the numbers of scikit-learn where it is installed, and of the formulas written out."""

import itertools
import math
import warnings

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import metrics

RNG = np.random.default_rng(0)
N = 60
BINARY = RNG.integers(0, 2, N), RNG.integers(0, 2, N)
CLASSES = RNG.integers(0, 4, N), RNG.integers(0, 4, N)
ODD = np.array([7, -3, 7, 12, 12, 7]), np.array([7, 7, 12, 12, -3, 0])
LABELS = RNG.integers(0, 2, (N, 3)), RNG.integers(0, 2, (N, 3))
WEIGHT = RNG.random(N)
COUNTS = RNG.integers(0, 3, N)
SCORE = RNG.normal(size=N)
TIED = SCORE.round(1)
PROBABLE = np.exp(RNG.normal(size=(N, 4)).round(1))
PROBABLE /= PROBABLE.sum(axis=1, keepdims=True)
LABEL_SCORE = RNG.normal(size=(N, 3)).round(1)
NUMBERS = RNG.normal(size=N), RNG.normal(size=N)
SEVERAL = RNG.normal(size=(N, 3)), RNG.normal(size=(N, 3))
CONSTANT = SEVERAL[0] * [1, 0, 1] + [0, 2.5, 0], SEVERAL[1]  # nothing to explain in one column

ROWS = []


def rows(names, data, **options):
    """Rows for all combinations of the options, each a list of values."""
    for name in names.split():
        for values in itertools.product(*options.values()):
            ROWS.append((name, data, dict(zip(options, values))))


SPLIT = "precision_score recall_score f1_score"
BETAS = "precision_score recall_score f1_score precision_recall_fscore_support"
WEIGHTS = [None, WEIGHT, COUNTS]
EACH = [None, "micro", "macro", "weighted"]
rows("accuracy_score", BINARY, normalize=[True, False], sample_weight=WEIGHTS)
rows("accuracy_score", LABELS, normalize=[True, False], sample_weight=WEIGHTS)
rows("accuracy_score", ODD)
rows(BETAS, BINARY, average=["binary"], pos_label=[0, 1], sample_weight=WEIGHTS)
rows(BETAS, CLASSES, average=EACH, sample_weight=WEIGHTS)
rows(BETAS, CLASSES, average=EACH, labels=[[3, 1], [5, 2, 0], [9]], zero_division=[0, 1, np.nan])
rows(BETAS, ODD, average=EACH, zero_division=[0, 1, np.nan, "warn"])
rows(BETAS, LABELS, average=[*EACH, "samples"], sample_weight=WEIGHTS, zero_division=[0, 1, np.nan])
rows(BETAS, LABELS, average=[*EACH, "samples"], labels=[[2, 0]], zero_division=[0])
rows("fbeta_score", CLASSES, beta=[0, 0.5, 2, np.inf], average=EACH, sample_weight=WEIGHTS)
rows(
    BETAS, (np.ones(4, int), np.ones(4, int)), average=["binary"], pos_label=[0, 1], zero_division=[0, np.nan]
)
rows("confusion_matrix", CLASSES, labels=[None, [2, 0], [3, 9, 1]], sample_weight=WEIGHTS)
rows("confusion_matrix", CLASSES, normalize=["true", "pred", "all"], sample_weight=WEIGHTS)
rows("confusion_matrix", ODD, normalize=["true", "pred", "all", None])
for score in (SCORE, TIED, np.round(SCORE)):
    two = BINARY[0], score
    rows("roc_auc_score", two, sample_weight=WEIGHTS, max_fpr=[None, 0.3, 1])
    rows("average_precision_score", two, sample_weight=WEIGHTS, pos_label=[0, 1])
    rows("roc_curve", two, sample_weight=WEIGHTS, drop_intermediate=[True, False], pos_label=[None, 0])
    rows("precision_recall_curve", two, sample_weight=WEIGHTS, drop_intermediate=[True, False])
rows("roc_auc_score", (np.where(BINARY[0], 5, -2), SCORE), sample_weight=WEIGHTS)
rows("roc_auc_score", (CLASSES[0], PROBABLE), multi_class=["ovr"], average=EACH, sample_weight=WEIGHTS)
rows("roc_auc_score", (CLASSES[0], PROBABLE), multi_class=["ovo"], average=["macro", "weighted"])
rows("roc_auc_score", (2 * CLASSES[0], PROBABLE), multi_class=["ovr", "ovo"], labels=[None, [0, 2, 4, 6]])
rows("roc_auc_score", (LABELS[0], LABEL_SCORE), average=[*EACH, "samples"])
rows("average_precision_score", (LABELS[0], LABEL_SCORE), average=[*EACH, "samples"], sample_weight=WEIGHTS)
rows("average_precision_score", (CLASSES[0], PROBABLE), average=EACH, sample_weight=WEIGHTS)
options = {"normalize": [True, False], "sample_weight": WEIGHTS}
rows("top_k_accuracy_score", (CLASSES[0], PROBABLE), k=[1, 2, 3, 4], **options)
rows("top_k_accuracy_score", (CLASSES[0] % 2, PROBABLE), k=[1, 2], labels=[[0, 1, 2, 3]])
rows("top_k_accuracy_score", (BINARY[0], SCORE), k=[1, 2], **options)
rows("top_k_accuracy_score", (BINARY[0], TIED / 10 + 0.5), k=[1], **options)
for name in ("mean_absolute_error", "mean_squared_error", "root_mean_squared_error", "r2_score"):
    rows(name, NUMBERS, sample_weight=WEIGHTS)
    ways = ["raw_values", "uniform_average", [0.2, 0.5, 0.1]]
    rows(name, SEVERAL, sample_weight=WEIGHTS, multioutput=ways)
options = {"multioutput": ["variance_weighted", "raw_values"], "force_finite": [True, False]}
rows("r2_score", SEVERAL, sample_weight=WEIGHTS, **options)
rows("r2_score", CONSTANT, sample_weight=[None, COUNTS], **options)
rows("r2_score", (np.ones(3), np.ones(3)), force_finite=[True, False])
rows("r2_score", (np.ones(1), np.ones(1)))


def parts(result):
    return [
        np.asarray(part, dtype=float)
        for part in (result if isinstance(result, tuple) else (result,))
        if part is not None
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "data", "options"), ROWS, ids=range(len(ROWS)))
def test_it_is_scikit_learns(name, data, options):
    theirs = pytest.importorskip("sklearn.metrics")
    want = parts(getattr(theirs, name)(*data, **options))
    for given in (data, [tl.array(x) for x in data]):
        got = getattr(metrics, name)(*given, **options)
        assert all(
            isinstance(x, (float, tl.Tensor)) or x is None
            for x in (got if isinstance(got, tuple) else (got,))
        )
        for ours, other in zip(parts(got), want, strict=True):
            np.testing.assert_allclose(ours, other, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    "name", sorted({row[0] for row in ROWS if row[0].endswith(("_score", "_support", "_curve"))})
)
def test_it_warns_where_scikit_learn_does(name):
    theirs, exceptions = pytest.importorskip("sklearn.metrics"), pytest.importorskip("sklearn.exceptions")
    one = np.zeros(4, int), np.zeros(4, int)
    options = {"beta": 1.0} if name == "fbeta_score" else {}
    for data in (one, (one[0] + 1, one[1]), (one[0], one[1] + 1), ([0, 1, 0, 1], one[1])):

        def warned(f, kind, data=data):
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                try:
                    f(*data, **options)
                except ValueError:
                    return None
            return any(issubclass(w.category, kind) for w in seen)

        want = warned(getattr(theirs, name), (exceptions.UndefinedMetricWarning, UserWarning))
        if name == "top_k_accuracy_score":
            continue  # which finds fewer classes than it is told
        assert warned(getattr(metrics, name), metrics.UndefinedMetricWarning) is want, data


# ---- the formulas, written out -----------------------------------------------------------------------------
def counted(t, p, c, w):
    hit = sum(x for a, b, x in zip(t, p, w) if a == b == c)
    return hit, sum(x for b, x in zip(p, w) if b == c), sum(x for a, x in zip(t, w) if a == c)


@pytest.mark.parametrize("w", [np.ones(N), WEIGHT])
def test_precision_recall_and_f(w):
    t, p = CLASSES
    counts = [counted(t, p, c, w) for c in range(4)]
    precision = [h / b for h, b, _ in counts]
    recall = [h / a for h, _, a in counts]
    f = [2 * x * y / (x + y) for x, y in zip(precision, recall)]
    for name, values in (("precision_score", precision), ("recall_score", recall), ("f1_score", f)):
        score = getattr(metrics, name)
        np.testing.assert_allclose(score(t, p, average=None, sample_weight=w), values, rtol=1e-12)
        assert score(t, p, average="macro", sample_weight=w) == pytest.approx(np.mean(values), rel=1e-12)
    matrix = metrics.confusion_matrix(t, p, sample_weight=w)
    assert matrix[1, 2].item() == pytest.approx(sum(x for a, b, x in zip(t, p, w) if (a, b) == (1, 2)))
    assert metrics.accuracy_score(t, p, sample_weight=w) == pytest.approx(
        float(matrix.diagonal().sum() / w.sum())
    )


def test_the_area_is_the_share_of_pairs_in_order():
    t, s = BINARY[0], TIED
    pairs = [(a > b) + 0.5 * (a == b) for a in s[t == 1] for b in s[t == 0]]
    assert metrics.roc_auc_score(t, s) == pytest.approx(np.mean(pairs), rel=1e-12)
    points = sorted(set(s), reverse=True)
    precision = [t[s >= x].mean() for x in points]
    recall = [0, *(t[s >= x].sum() / t.sum() for x in points)]
    assert metrics.average_precision_score(t, s) == pytest.approx(
        np.dot(np.diff(recall), precision), rel=1e-12
    )
    chance = metrics.roc_auc_score([0, 1] * 3, [0.5] * 6)
    assert chance == 0.5


def test_numbers():
    t, p = NUMBERS
    assert metrics.mean_absolute_error(t, p) == pytest.approx(np.abs(t - p).mean(), rel=1e-13)
    assert metrics.mean_squared_error(t, p) == pytest.approx(((t - p) ** 2).mean(), rel=1e-13)
    assert metrics.root_mean_squared_error(t, p) == pytest.approx(math.sqrt(((t - p) ** 2).mean()), rel=1e-13)
    assert metrics.r2_score(t, p) == pytest.approx(1 - ((t - p) ** 2).sum() / ((t - t.mean()) ** 2).sum())


def test_scores_of_classes_are_taken_as_classes():
    logits = tl.array(RNG.normal(size=(N, 4)), requires_grad=True)
    p = logits.detach().argmax(axis=1)
    t = CLASSES[0]
    assert metrics.accuracy_score(t, logits) == metrics.accuracy_score(t, p)
    assert metrics.f1_score(t, logits, average="macro") == metrics.f1_score(t, p, average="macro")
    assert metrics.confusion_matrix(t, logits).tolist() == metrics.confusion_matrix(t, p).tolist()
    assert metrics.top_k_accuracy_score(t, logits, k=1) == metrics.accuracy_score(t, p)
    assert metrics.top_k_accuracy_score([0, 3, 3], logits[:3], k=1) == metrics.accuracy_score(
        [0, 3, 3], p[:3]
    )
    assert metrics.accuracy_score([[1], [0]], [1.0, 0.0]) == 1.0  # a column, and whole numbers
    assert not metrics.roc_curve([0, 1], tl.array([0.0, 1.0], requires_grad=True))[2].requires_grad


BAD = [
    ("accuracy_score", ([0, 1], [0, 1, 1]), {}, ValueError, r"\(2,\) and y_pred of shape \(3,\)"),
    ("accuracy_score", ([], []), {}, ValueError, r"no examples, y_true has shape \(0,\)"),
    ("accuracy_score", ([0, 1], [0.5, 1.0]), {}, ValueError, r"\(2,\).*\(scores > 0\)"),
    ("accuracy_score", ([0, 1], [0.0, math.nan]), {}, ValueError, "whole numbers"),
    ("accuracy_score", ([0, 1], [[0.0, math.nan]] * 2), {}, ValueError, "nan"),
    ("accuracy_score", ([0, 1], [0, 1]), {"sample_weight": [1.0]}, ValueError, r"must have shape \(2,\)"),
    ("accuracy_score", ([0, 1j], [0, 1]), {}, TypeError, "y_true must be real"),
    ("f1_score", CLASSES, {}, ValueError, "4 classes: give average="),
    ("f1_score", BINARY, {"average": "mean"}, ValueError, "average must be one of"),
    ("f1_score", BINARY, {"pos_label": 3}, ValueError, r"pos_label 3 is not one of the classes \[0, 1\]"),
    ("f1_score", BINARY, {"zero_division": 2}, ValueError, "zero_division must be"),
    ("f1_score", BINARY, {"average": "samples"}, ValueError, "several labels per example"),
    ("f1_score", LABELS, {"average": "macro", "labels": [3]}, ValueError, "columns of 0 to 2"),
    ("fbeta_score", BINARY, {"beta": -1}, ValueError, "beta must be"),
    ("confusion_matrix", LABELS, {}, ValueError, r"one class per example.*\(60, 3\)"),
    ("confusion_matrix", BINARY, {"labels": [5]}, ValueError, "none of the labels"),
    ("confusion_matrix", BINARY, {"labels": [1, 1]}, ValueError, "twice"),
    ("roc_auc_score", (CLASSES[0], PROBABLE), {}, ValueError, "say multi_class"),
    ("roc_auc_score", (CLASSES[0], PROBABLE * 2), {"multi_class": "ovr"}, ValueError, "add up to 1"),
    ("roc_auc_score", (CLASSES[0] % 3, PROBABLE), {"multi_class": "ovr"}, ValueError, "give labels"),
    ("roc_auc_score", (BINARY[0], PROBABLE[:, :2]), {}, ValueError, "the second's score"),
    ("roc_auc_score", ([0, 1], [0.0, math.inf]), {}, ValueError, "must be finite"),
    ("roc_curve", ([3, 4], [0.0, 1.0]), {}, ValueError, "give pos_label"),
    ("average_precision_score", ([3, 4], [0.0, 1.0]), {}, ValueError, "pos_label 1 is not"),
    ("top_k_accuracy_score", ([0, 9], PROBABLE[:2]), {}, ValueError, "2 classes do not fit"),
    ("top_k_accuracy_score", ([0, 9], PROBABLE[:2]), {"labels": [0, 1, 2, 3]}, ValueError, "class 9"),
    ("top_k_accuracy_score", ([0, 1], PROBABLE[:2]), {"k": 0}, ValueError, "k must be at least 1"),
    ("r2_score", (NUMBERS[0], NUMBERS[1][:3]), {}, ValueError, r"\(60,\) and y_pred of shape \(3,\)"),
    (
        "r2_score",
        (SEVERAL[0], NUMBERS[1]),
        {},
        ValueError,
        r"\(60, 1\) does not fit y_true of shape \(60, 3\)",
    ),
    ("mean_squared_error", ([math.nan], [1.0]), {}, ValueError, "y_true of shape .* must be finite"),
    ("mean_squared_error", SEVERAL, {"multioutput": "none"}, ValueError, "multioutput must be one of"),
    ("mean_squared_error", SEVERAL, {"multioutput": [1.0]}, ValueError, r"multioutput must have .*\(3,\)"),
    ("r2_score", SEVERAL, {"multioutput": [0, 1, -1]}, ValueError, "multioutput .* must not add up to 0"),
    *[
        (name, (BINARY[0], SCORE), {"sample_weight": np.zeros(N)}, ValueError, "must not add up to 0")
        for name in (
            "average_precision_score",
            "mean_absolute_error",
            "precision_recall_curve",
            "r2_score",
            "roc_auc_score",
            "roc_curve",
            "top_k_accuracy_score",
        )
    ],
    ("accuracy_score", ([0, 1], [0, 1]), {"sample_weight": [1, -1]}, ValueError, "must not add up to 0"),
]


@pytest.mark.parametrize(("name", "data", "options", "error", "text"), BAD, ids=range(len(BAD)))
def test_bad_input(name, data, options, error, text):
    with pytest.raises(error, match=f"^{name}: .*{text}"):
        getattr(metrics, name)(*data, **options)
