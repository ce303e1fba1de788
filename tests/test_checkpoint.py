"""Trainings that are killed and go on: the same bits as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tensorlab as tl
from tensorlab import nn, optim, training
from tensorlab_c._safetensors import written

pytest.importorskip("safetensors")

# A training with all that has a state: dropout, running means, momentum, a schedule, early stopping, metrics
# of whole epochs, and a step for two batches. `how` chooses the data.
SCRIPT = """
import sys, time
import numpy as np
import tensorlab as tl
from tensorlab import nn, optim, training

def train(path, how, end=None, every_steps=1, pause=0.0):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(44, 6)).astype("f4"), rng.integers(0, 3, 44)
    tl.random.seed(3)
    model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 3))
    optimizer = optim.Adam(model.parameters(), lr=0.01, amsgrad=True)
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 6)
    options = {"seed": 5} if how == "seed" else {}
    data = (X, y)
    examples = tl.data.TensorDataset(tl.array(X), tl.array(y))
    if how == "loader":
        data = tl.data.DataLoader(examples, 8, shuffle=True, generator=11)
    if how == "shared":
        data = tl.data.DataLoader(examples, 8, shuffle=True)

    class Slow(training.Callback):
        def on_step_end(self, run):
            time.sleep(pause)
            if end is not None and run.step == end:
                raise KeyboardInterrupt

    checkpoint = training.Checkpoint(path, every_steps=every_steps, resume=True)
    history = training.fit(
        model, data, optimizer=optimizer, scheduler=scheduler, epochs=6, batch_size=8, progress=False,
        validation=(X[:20], y[:20]), metrics=["accuracy", "f1"], accumulate=2, clip_norm=1.0,
        early_stopping=50, callbacks=[Slow(), checkpoint, training.CSVLog(path + ".csv")],
        class_weight={0: 2.0}, **options,
    )
    return model, optimizer, history

if __name__ == "__main__":
    train(sys.argv[1], sys.argv[2], pause=float(sys.argv[3]))
    print("done")
"""


@pytest.fixture
def script(tmp_path):
    file = tmp_path / "trains.py"
    file.write_text(SCRIPT)
    scope = {"__name__": "trains"}
    exec(compile(SCRIPT, str(file), "exec"), scope)
    return file, scope["train"]


def bits(run):
    model, optimizer, history = run
    slots = [v for s in optimizer.state_dict()["state"].values() for v in s.values()]
    tensors = [*model.state_dict().values(), *slots]
    numbers = (dict(history), history.best_epoch, history.stop_reason, optimizer.param_groups[0]["lr"])
    return [bytes(t) if isinstance(t, tl.Tensor) else t for t in tensors], numbers


@pytest.mark.parametrize("how", ["seed", "global", "loader", "shared"])
@pytest.mark.parametrize("every", [1, 2, None])
def test_it_goes_on_after_any_step(script, tmp_path, how, every):
    _, train = script
    whole = bits(train(str(tmp_path / "whole"), how))
    log = (tmp_path / "whole.csv").read_text()
    for end in (1, 2, 3, 5, 7, 12, 17):
        path = str(tmp_path / f"{end}-{every}")
        with pytest.raises(KeyboardInterrupt):
            train(path, how, end, every)
        with tl.num_threads(1):
            assert bits(train(path, how, None, every)) == whole, end
        assert Path(path + ".csv").read_text() == log
        assert bits(train(path, how, None, every))[1] == whole[1]  # it has ended: nothing is done again


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")
@pytest.mark.parametrize("how", ["seed", "shared"])
def test_it_survives_being_killed(script, tmp_path, how):
    file, train = script
    whole = bits(train(str(tmp_path / "whole"), how))
    source, path, kills = random.Random(how), str(tmp_path / "killed"), 0
    for attempt in range(40):
        process = subprocess.Popen(
            [sys.executable, str(file), path, how, "0.01" if attempt < 12 else "0"],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(tl.__file__).parents[1])},
        )
        if attempt < 12:
            until = time.time() + 60
            while not os.path.exists(path) and process.poll() is None and time.time() < until:
                time.sleep(0.005)
            time.sleep(source.uniform(0, 0.15) if attempt else 0)
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
        out, _ = process.communicate(timeout=120)
        assert process.returncode in (0, -signal.SIGKILL)
        kills += process.returncode != 0
        tl.load(path)  # whole at any moment
        if out:
            break
    assert kills
    found = tl.load(path)
    model, optimizer, history = train(path, how)
    assert bits((model, optimizer, history)) == whole
    assert found["place"] == {"epoch": 6, "batch": 6, "step": 18, "within": False}


def small(path, resume=True, epochs=2, model=None, **options):
    model = model or nn.Linear(2, 1)
    X = tl.ones((6, 2))
    given = {"loss": "mse", "batch_size": 2, "progress": False, "seed": 0, **options}
    callbacks = [training.Checkpoint(path, resume=resume), *given.pop("callbacks", ())]
    return model, training.fit(model, (X, X[:, :1]), epochs=epochs, callbacks=callbacks, **given)


def test_more_epochs_are_the_same_as_many(tmp_path):
    tl.random.seed(0)
    start = nn.Linear(2, 1).state_dict()

    def begun():
        model = nn.Linear(2, 1)
        model.load_state_dict(start)
        return model

    for epochs in (1, 2, 4):
        model, history = small(tmp_path / "a", epochs=epochs, model=begun())
    other, whole = small(tmp_path / "b", epochs=4, model=begun())
    assert history == whole and bytes(model.weight.detach()) == bytes(other.weight.detach())
    _, fresh = small(tmp_path / "a", resume=False, epochs=1, model=begun())
    assert fresh.epochs == 1 and fresh["loss"] == whole["loss"][:1]


@pytest.mark.parametrize("name", ["StepLR", "MultiStepLR", "LambdaLR", "OneCycleLR", "ReduceLROnPlateau",
                                  "SequentialLR", "CosineAnnealingWarmRestarts"])  # fmt: skip
def test_schedulers_go_on(tmp_path, name):
    S = optim.lr_scheduler

    def scheduler(opt):
        given = {
            "StepLR": (2,), "MultiStepLR": ([1, 3, 3 + 1],), "LambdaLR": (lambda epoch: 0.9**epoch,),
            "OneCycleLR": (0.1, 12), "ReduceLROnPlateau": ("min", 0.5, 0),
            "CosineAnnealingWarmRestarts": (2,),         }  # fmt: skip
        if name == "SequentialLR":
            return S.SequentialLR(opt, [S.StepLR(opt, 1), S.ExponentialLR(opt, 0.5)], [2])
        return getattr(S, name)(opt, *given[name])

    rates = {}
    for path, cuts in (("a", (1, 3, 4)), ("b", (4,))):
        for epochs in cuts:
            tl.random.seed(0)
            model = nn.Linear(2, 1)
            opt = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
            made = scheduler(opt)
            if name == "OneCycleLR":
                epochs = 4
            small(tmp_path / path, epochs=epochs, model=model, optimizer=opt, scheduler=made)
        rates[path] = bytes(model.weight.detach()), opt.param_groups[0]["lr"], made.state_dict()
    assert rates["a"] == rates["b"]


def test_early_stopping_goes_on(tmp_path):
    def run(path, epochs):
        tl.random.seed(0)
        model = nn.Linear(2, 1)
        opt = optim.SGD(model.parameters(), lr=0.9)  # too much: the first epoch is the best
        return small(path, epochs=epochs, model=model, optimizer=opt, early_stopping=4)

    for epochs in (1, 2, 3, 9):
        model, history = run(tmp_path / "a", epochs)
    other, whole = run(tmp_path / "b", 9)
    assert history == whole and history.stop_reason == whole.stop_reason
    assert history.best_epoch == whole.best_epoch and model.weight.tolist() == other.weight.tolist()


def test_files_of_other_trainings_change_nothing(tmp_path):
    path = tmp_path / "run"
    small(path)
    for wrong, options, text in (
        (nn.Linear(3, 1), {}, "weight"),
        (nn.Linear(2, 1), {"optimizer": "SGD"}, "SGD"),
        (nn.Linear(2, 1), {"early_stopping": 3}, "another early stopping"),
        (nn.Linear(2, 1), {"metrics": ["mae"]}, r"another list of values of an epoch: \['loss'\], not"),
        (nn.Linear(2, 1), {"validation": (tl.ones((2, 2)), tl.ones((2, 1)))}, "another validation"),
        (nn.Linear(2, 1), {"callbacks": [training.CSVLog(tmp_path / "log")]}, "another list of callbacks"),
    ):
        if "optimizer" in options:
            options = {"optimizer": optim.SGD(wrong.parameters(), lr=0.1, momentum=0.5)}
        before = {k: v.tolist() for k, v in wrong.state_dict().items()}
        with pytest.raises((ValueError, KeyError, TypeError, RuntimeError), match=text):
            small(path, epochs=4, model=wrong, **options)
        assert {k: v.tolist() for k, v in wrong.state_dict().items()} == before
    tl.save({"weight": tl.ones(2)}, path)
    with pytest.raises(ValueError, match=r"^fit: this is no state of a training"):
        small(path)
    path.write_bytes(written({"tensorlab": 1, "model": {}}))
    with pytest.raises(ValueError, match=r"^fit: the state of a training lacks its place, batches, optim"):
        small(path)
    path.write_bytes(b"nonsense")
    with pytest.raises(ValueError, match=r"^load: "):
        small(path)


class Fussy(training.Callback):
    fails = False

    def load_state_dict(self, state_dict):
        if self.fails and "no" in state_dict:
            raise OSError("no")

    def state_dict(self):
        return {} if self.fails else {"no": 1}


class Other(training.Callback):
    pass


def test_what_a_callback_raises_when_it_is_to_go_on_changes_nothing(tmp_path):
    path = tmp_path / "run"
    small(path, callbacks=[Fussy()])
    model, later = nn.Linear(2, 1), Fussy()
    optimizer = optim.Adam(model.parameters())
    before, later.fails = (model.weight.tolist(), optimizer.state_dict(), tl.random.get_state()), True
    with pytest.raises(OSError, match="no"):
        small(path, epochs=4, model=model, optimizer=optimizer, callbacks=[later])
    assert repr((model.weight.tolist(), optimizer.state_dict(), tl.random.get_state())) == repr(before)
    with pytest.raises(ValueError, match=r"list of callbacks: \['Checkpoint', 'Fussy'\], not \['Check"):
        small(path, epochs=4, model=model, callbacks=[Other()])
    assert model.weight.tolist() == before[0]


def test_another_value_is_watched(tmp_path):
    path = tmp_path / "run"
    small(path, early_stopping=training.EarlyStopping(3, monitor="loss"))
    with pytest.raises(ValueError, match="another early stopping: loss, not mae"):
        small(path, epochs=4, metrics=["mae"], early_stopping=training.EarlyStopping(3, monitor="mae"))


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "run"
    small(path, epochs=1)
    before = path.read_bytes()

    def full(descriptor):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        small(path, epochs=2)
    assert path.read_bytes() == before and sorted(os.listdir(tmp_path)) == ["run"]


def test_arguments(tmp_path):
    for options, error, text in (
        ({"path": 3}, TypeError, "path must be a name"),
        ({"path": b"x"}, TypeError, "path must be a name"),
        ({"path": "x", "every_epochs": 0}, ValueError, "every_epochs must be at least 1"),
        ({"path": "x", "every_steps": 1.5}, TypeError, "every_steps must be an integer"),
        ({"path": "x", "resume": "yes"}, TypeError, "resume must be True or False"),
    ):
        with pytest.raises(error, match=f"^Checkpoint: {text}"):
            training.Checkpoint(**options)
    shown = repr(training.Checkpoint("x", every_steps=3))
    assert shown == "Checkpoint('x', every_epochs=1, every_steps=3, resume=False)"
