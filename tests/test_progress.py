"""What a training shows: its history and its progress."""

import io
import sys
import types

import numpy as np
import pytest
from test_training import XOR, quiet, weights, xor_net

from tensorlab import nn, training
from tensorlab.nn import functional as F


# ---- history and progress
def test_history():
    history = training.History()
    assert repr(history) == "History(0 epochs)" and history.epochs == 0
    history.append({"loss": 1.0, "val_loss": 2.0})
    history.append({"loss": 0.123456, "val_loss": 1.5})
    assert repr(history) == "History(2 epochs: loss 1 -> 0.1235, val_loss 2 -> 1.5)"
    assert history.last() == {"loss": 0.123456, "val_loss": 1.5} and history["loss"] == [1.0, 0.123456]


def test_history_plot():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    history = training.History(loss=[2.0, 1.0], accuracy=[0.5, 0.75], val_loss=[3.0, 2.5])
    axes = history.plot()
    assert [ax.get_ylabel() for ax in axes] == ["loss", "accuracy"] and [len(ax.lines) for ax in axes] == [
        2,
        1,
    ]
    assert axes[0].lines[1].get_ydata().tolist() == [3.0, 2.5] and axes[0].lines[0].get_xdata().tolist() == [
        1,
        2,
    ]
    pyplot.close("all")
    with pytest.raises(ValueError, match=r"^History.plot: there is nothing to draw$"):
        training.History().plot()
    one = training.History(loss=[2.0, 1.0])
    assert one.plot(axes=pyplot.subplots()[1])[0].get_ylabel() == "loss"
    assert len(history.plot(axes=pyplot.subplots(1, 2)[1])) == 2
    pyplot.close("all")
    with pytest.raises(KeyError, match="no 'acc'; recorded is 'loss', 'accuracy', 'val_loss'"):
        history["acc"]


def test_kernels_of_every_rank_are_drawn():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    from tensorlab import plot

    weight = nn.Conv2d(2, 3, 4).weight
    figure = plot.weight_grid(weight, columns=4)
    images = [ax.images[0].get_array() for ax in figure.axes if ax.images]
    np.testing.assert_array_equal(np.stack(images), weight.detach().numpy().reshape(6, 4, 4))
    assert len(plot.image_grid(np.ones((3, 2, 2)), ["a", "b", "c"], wrong=[True, False, True]).axes) == 8
    pyplot.close("all")


# ---- progress
def test_a_file_gets_a_line_per_epoch(capsys):
    training.fit(xor_net(), XOR, epochs=3, batch_size=2, validation=XOR)
    lines = capsys.readouterr().err.split("\n")
    assert len(lines) == 4 and lines[3] == ""
    for number, line in enumerate(lines[:3], 1):
        assert line.startswith(f"epoch {number}/3  loss ") and "accuracy " in line and "(val " in line
        assert "\r" not in line


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.mark.parametrize("columns", [48, 60, 80, 120])
@pytest.mark.parametrize("long", [False, True])
def test_the_line_fits_the_terminal(monkeypatch, columns, long):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    names = ["accuracy", *(["a_metric_of_long_name", "another_metric"] if long else [])]
    metrics = dict.fromkeys(names, lambda output, target: 0.123456)
    training.fit(xor_net(), XOR, epochs=3, batch_size=1, validation=XOR, metrics=metrics)
    text = terminal.getvalue()
    pieces = [piece for line in text.split("\n") for piece in line.split("\r")]
    assert max(map(len, pieces)) < columns and text.endswith("\n")
    assert pieces[-2].startswith("epoch 3/3")  # what stays
    for name in names:
        assert f"{name} 0.123" in text


def test_a_notebook_cell_is_updated(monkeypatch):
    """Without widgets the cell gets the terminal's bar, though its stream is no terminal."""
    cell = io.StringIO()
    module = types.ModuleType("IPython")
    module.get_ipython = lambda: types.SimpleNamespace(kernel=None)
    monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(sys, "stderr", cell)
    training.fit(xor_net(), XOR, epochs=2, batch_size=2)
    shown = cell.getvalue().split("\r")
    assert shown[1].startswith("epoch 1/2") and shown[-1].startswith("epoch 2/2  loss ")


def test_an_interrupt_leaves_line_and_model_in_order(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    model = xor_net()
    seen = []

    def loss(output, target):
        if len(seen) == 3:
            raise KeyboardInterrupt
        seen.append(weights(model))
        return F.cross_entropy(output, target)

    with pytest.raises(KeyboardInterrupt):
        training.fit(model, XOR, loss=loss, epochs=5, batch_size=2)
    assert terminal.getvalue().endswith("\n") and model.training
    assert len(seen) == 3 and weights(model) not in seen  # the third step was finished


def test_lists_are_read_once():
    X, y = XOR[0].tolist(), XOR[1].tolist()
    pair = [X, y]
    called = []

    def callback(epoch, history):
        called.append(epoch)
        pair.clear(), X.clear(), y.clear(), callbacks.clear(), metrics.clear()

    callbacks, metrics = [callback, callback], ["accuracy"]
    history = quiet(xor_net(), pair, epochs=2, batch_size=4, callbacks=callbacks, metrics=metrics)
    assert called == [1, 1, 2, 2] and len(history["accuracy"]) == 2


def test_many_epochs_are_no_flood(capsys):
    data = (XOR[0], XOR[1])
    training.fit(xor_net(), data, epochs=1234, batch_size=4, metrics=())
    lines = capsys.readouterr().err.splitlines()
    assert (
        len(lines) == 96 and lines[0].startswith("epoch 1/1234 ") and lines[-1].startswith("epoch 1234/1234 ")
    )
    training.fit(xor_net(), data, epochs=1000, batch_size=4, callbacks=lambda epoch, history: epoch == 37)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("/")[0] for line in lines] == [
        "epoch 1",
        "epoch 10",
        "epoch 20",
        "epoch 30",
        "epoch 37",
    ]


@pytest.mark.parametrize("columns", [48, 80])
def test_batches_of_unknown_number(monkeypatch, columns):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))

    class Stream:
        def __iter__(self):
            return iter([XOR, XOR, XOR])

    training.fit(xor_net(), Stream(), epochs=4)
    pieces = [piece for line in terminal.getvalue().split("\n") for piece in line.split("\r")]
    assert max(map(len, pieces)) < columns and pieces[-2].startswith("epoch 4/4  loss ")


def test_a_training_that_goes_on_shows_where_it_is(monkeypatch, tmp_path):
    pytest.importorskip("safetensors")
    bars = []

    def run(epochs):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        checkpoint = training.Checkpoint(tmp_path / "run", resume=True)
        training.fit(xor_net(), XOR, epochs=epochs, batch_size=1, callbacks=checkpoint)
        bars.append(terminal.getvalue().split("\r"))

    run(2), run(4)
    assert bars[1][1].startswith("epoch 3/4") and bars[1][-1].startswith("epoch 4/4")


def test_the_bar_begins_where_the_training_does(monkeypatch):
    from tensorlab.training.progress import Progress

    monkeypatch.setattr(sys, "stderr", Terminal())
    progress = Progress(5, 10, 3)
    progress.begin(3, 4)
    assert progress.bar.n == 24 and progress.bar.total == 50
    progress.close()
