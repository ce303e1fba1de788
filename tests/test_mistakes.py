"""What users of PyTorch and scikit-learn write by mistake: every error says what to write instead."""

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import data, nn, optim
from tensorlab.nn import functional as F
from tensorlab.training import accuracy, evaluate, fit

X = tl.ones((6, 4), dtype=tl.float32)
y = tl.array([0, 1, 0, 1, 1, 0])


class PlainList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 2)]

    def forward(self, x):
        return self.layers[0](x)


def model():
    return nn.Linear(4, 2)


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (lambda: optim.SGD(PlainList().parameters(), lr=0.1), ValueError, "plain list .* ModuleList"),
        (lambda: optim.SGD(model().state_dict(), lr=0.1), TypeError, r"give model\.parameters\(\)"),
        (
            lambda: optim.SGD([*model().parameters()], lr=0.1).step(X.sum()),
            TypeError,
            r"write loss\.backward\(\)",
        ),
        (lambda: nn.MSELoss(X, X), TypeError, r"^MSELoss: .* MSELoss\(\)\(input, target\)"),
        (lambda: nn.MSELoss("sum"), TypeError, "^MSELoss: options are given by name, as reduction='sum'"),
        (lambda: nn.CrossEntropyLoss(X, y), TypeError, r"CrossEntropyLoss\(\)\(input, target\)"),
        (lambda: nn.NLLLoss(X, y), TypeError, r"NLLLoss\(\)\(input, target\)"),
        (lambda: nn.BCEWithLogitsLoss(X, y), TypeError, r"BCEWithLogitsLoss\(\)\(input, target\)"),
        (lambda: nn.Sequential([nn.ReLU(), nn.Tanh()]), TypeError, r"one by one, Sequential\(\*layers\)"),
        (lambda: nn.Sequential(nn.ReLU(), F.relu), TypeError, "use the layer"),
        (lambda: nn.init.normal_(np.ones(3)), TypeError, "^normal_: expected a tensor to fill, got ndarray"),
        (lambda: nn.init.zeros_(np.ones(3)), TypeError, "^zeros_: expected a tensor to fill, got ndarray"),
        (lambda: nn.init.xavier_uniform_([[1.0]]), TypeError, "^xavier_uniform_: expected a tensor to fill"),
        (lambda: nn.init.eye_(np.ones((2, 2))), TypeError, "^eye_: expected a tensor to fill"),
        (lambda: data.train_test_split(X, y, 0.2), ValueError, "0.2 is no array .* by name"),
        (lambda: data.train_test_split(X, y, stratify=True), ValueError, "give the labels, stratify=y"),
        (lambda: data.batches(X, y, 2), ValueError, "^batches: 2 is no array .* by name"),
        (lambda: data.batches((X, y), batch_size=2), TypeError, "tuple of arrays: give them one by one"),
        (lambda: fit(PlainList(), (X, y)), ValueError, "'layers' is a plain list"),
        (lambda: fit(model(), (X, y), lr=0.1), TypeError, r"write optimizer=tl\.optim\.Adam\("),
        (lambda: fit(model(), (X, y), validation_data=(X, y)), TypeError, r"write validation=\(X, y\)"),
        (lambda: fit(model(), (X, y), verbose=0), TypeError, "write progress="),
        (
            lambda: fit(model(), (X, y), loss="binary_crossentropy"),
            ValueError,
            "did you mean 'bce_with_logits'",
        ),
        (lambda: fit(model(), (X, y), loss="bce"), ValueError, "did you mean 'bce_with_logits'"),
        (lambda: fit(model(), (X, y), loss="mean_squared_error"), ValueError, "did you mean 'mse'"),
        (lambda: fit(model(), (X, list("ababab"))), TypeError, "not names: write names, y = numpy.unique"),
        (lambda: fit(model(), (X, np.array(list("ababab")))), TypeError, "not names"),
        (lambda: evaluate(model(), (X, tuple("ababab"))), TypeError, "^evaluate: targets must be numbers"),
        (lambda: accuracy([2, 1, 0], [2, 1, 1]), ValueError, r"\(output == target\)\.mean\(\)"),
    ],
)
def test_errors_say_what_to_write(call, kind, words):
    with pytest.raises(kind, match=words):
        call()


def test_a_state_of_another_dtype_says_how_to_convert():
    with pytest.raises(RuntimeError, match=r"convert the model, model\.to\(dtype\), or the values"):
        model().load_state_dict(model().double().state_dict())
    with pytest.raises(RuntimeError) as error:
        model().load_state_dict(nn.Linear(3, 2).double().state_dict())
    assert "convert" not in str(error.value)  # that would not help
