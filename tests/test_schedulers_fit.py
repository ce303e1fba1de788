"""Trainings with a scheduler: when it is stepped, and with what."""

import numpy as np
import pytest
from schedules import lrs, optimizer

import tensorlab as tl
from tensorlab import optim
from tensorlab.optim import lr_scheduler as S

X = np.random.default_rng(0).normal(size=(24, 3))
Y = X @ [[1.0], [-2.0], [0.5]]


def training(make, bases=(0.1,), **options):
    """What a training with a scheduler made by `make` leaves: rates per epoch, history, scheduler, model."""
    tl.random.seed(0)
    model = tl.nn.Linear(3, 1, dtype=tl.float64)
    opt = optim.SGD(model.parameters(), lr=bases[0])
    scheduler, seen = make(opt), []
    options = {"epochs": 6, "batch_size": 8, "seed": 0, "loss": "mse", "progress": False, **options}
    history = tl.training.fit(
        model,
        (X, Y),
        optimizer=opt,
        scheduler=scheduler,
        callbacks=lambda *_: seen.append(lrs(opt)[0]),
        **options,
    )
    return seen, history, scheduler, model


def test_fit_steps_once_per_epoch():
    seen, *_, model = training(lambda opt: S.ExponentialLR(opt, 0.5))
    assert seen == [0.1 * 0.5**t for t in range(1, 7)]
    tl.random.seed(0)  # the same by hand
    other = tl.nn.Linear(3, 1, dtype=tl.float64)
    opt, source = optim.SGD(other.parameters(), lr=0.1), tl.random.default_rng(0)
    for epoch in range(6):
        opt.param_groups[0]["lr"] = 0.1 * 0.5**epoch
        for x, y in tl.data.batches(X, Y, batch_size=8, shuffle=True, generator=source):
            opt.zero_grad()
            tl.nn.functional.mse_loss(other(x), y).backward()
            opt.step()
    assert model.weight.tolist() == other.weight.tolist()


def test_fit_steps_after_batches():
    seen, _, scheduler, _ = training(lambda opt: S.OneCycleLR(opt, 0.2, total_steps=18))
    assert scheduler.last_epoch == 18 and seen[1] > seen[0] > seen[-1]
    seen, _, scheduler, _ = training(lambda opt: S.LinearLR(opt, 0.1, total_iters=18), scheduler_step="batch")
    np.testing.assert_allclose(seen, 0.1 * (0.1 + 0.9 * np.arange(3, 19, 3) / 18))
    seen, _, scheduler, _ = training(lambda opt: S.OneCycleLR(opt, 0.2, 6), scheduler_step="epoch")
    assert scheduler.last_epoch == 6


def test_fit_gives_the_plateau_its_loss():
    def never(opt):
        return S.ReduceLROnPlateau(opt, patience=0, threshold=0.999999, factor=0.5)

    seen, history, scheduler, _ = training(never)
    assert scheduler.best == history["loss"][0] and seen[:4] == [0.1, 0.05, 0.025, 0.0125]
    _, history, scheduler, _ = training(lambda opt: S.ReduceLROnPlateau(opt), validation=(X[:5], Y[:5] + 1))
    assert scheduler.best == min(history["val_loss"]) and scheduler.best not in history["loss"]


def test_fit_goes_on_with_a_cycle_and_needs_no_optimizer():
    model = tl.nn.Linear(3, 1)
    scheduler = S.OneCycleLR(optim.Adam(model.parameters()), 0.1, total_steps=6)
    for _ in range(2):
        tl.training.fit(model, (X, Y), scheduler=scheduler, epochs=1, batch_size=8, progress=False)
    assert scheduler.last_epoch == 6
    with pytest.raises(
        ValueError, match="fit: 1 epochs with one step per batch are 3 steps, but the OneCycleLR has 0 left"
    ):
        tl.training.fit(model, (X, Y), scheduler=scheduler, epochs=1, batch_size=8, progress=False)


def test_fit_refuses():
    model = tl.nn.Linear(3, 1)
    opt = optim.SGD(model.parameters(), lr=0.1)
    good = S.StepLR(opt, 2)
    for options, error, text in [
        ({"scheduler": S.StepLR}, TypeError, r"got the class StepLR; make one, StepLR\(optimizer, ...\)"),
        ({"scheduler": [good]}, TypeError, "got a list; put them into a ChainedScheduler or SequentialLR"),
        ({"scheduler": 0.1}, TypeError, "scheduler must be a scheduler of tl.optim.lr_scheduler, got 0.1"),
        ({"scheduler": "cosine", "optimizer": None}, TypeError, "got 'cosine'"),
        ({"scheduler": S.StepLR(optimizer(), 2)}, ValueError, "the scheduler belongs to another optimizer"),
        (
            {"scheduler": good, "scheduler_step": "step"},
            ValueError,
            "scheduler_step must be one of 'epoch', 'batch'",
        ),
        (
            {"scheduler": S.ReduceLROnPlateau(opt), "scheduler_step": "batch"},
            ValueError,
            "scheduler_step is 'epoch'",
        ),
        ({"scheduler": S.ReduceLROnPlateau(opt, "max")}, ValueError, "mode='max' but gets the loss"),
        (
            {"scheduler": S.OneCycleLR(opt, 0.1, 8)},
            ValueError,
            "10 epochs with one step per batch are 10 steps, .* 8 left",
        ),
        ({"lr_scheduler": good}, TypeError, "write scheduler=..."),
    ]:
        before = model.weight.tolist()
        with pytest.raises(error, match=f"fit: .*{text}"):
            tl.training.fit(model, (X, Y), **{"optimizer": opt, "progress": False, **options})
        assert model.weight.tolist() == before
