"""What is called in the course of a training."""

from __future__ import annotations

from os import PathLike, fspath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .run import Run

__all__ = ["CSVLog", "Callback"]


def path_of(name: str, path: Any) -> str:
    if not isinstance(path, (str, PathLike)) or not isinstance(given := fspath(path), str):
        raise TypeError(f"{name}: path must be a name, got {path!r}")
    return given


class Callback:
    """Something to be done in the course of a training: a subclass defines the hooks that it needs.

    Every hook is given the training, `run`: its ``model``, ``optimizer``, ``scheduler`` and ``history``; its
    ``epoch`` (from 1) of ``epochs``; ``batch``, how many batches of the epoch are done; ``step``, how many
    steps there were in all; ``loss``, that of the last batch; and ``run.stop()``, which ends the training
    before the next step. What a hook raises passes through: the model is then as the last step left it.

    Notes
    -----
    ``state_dict()`` and ``load_state_dict()`` keep what a callback knows with a `Checkpoint`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Rates(tl.training.Callback):
    ...     def on_epoch_end(self, run):
    ...         print(run.epoch, run.optimizer.param_groups[0]["lr"])
    >>> model, X = tl.nn.Linear(1, 1), tl.ones((4, 1))
    >>> optimizer = tl.optim.SGD(model.parameters(), lr=0.5)
    >>> history = tl.training.fit(model, (X, X * 2), optimizer=optimizer, loss="mse", epochs=2,
    ...                           scheduler=tl.optim.lr_scheduler.ExponentialLR(optimizer, 0.5),
    ...                           callbacks=Rates(), progress=False)
    1 0.25
    2 0.125
    """

    last = False  # whether its turn is after all others, and after it is known whether training goes on

    def on_train_begin(self, run: Run) -> None:
        """Before the first epoch."""

    def on_epoch_begin(self, run: Run) -> None:
        """Before the first batch of each epoch."""

    def on_step_end(self, run: Run) -> None:
        """After each step of the optimiser."""

    def on_epoch_end(self, run: Run) -> None:
        """After each epoch and its validation; their values are in the history."""

    def on_train_end(self, run: Run) -> None:
        """After the last epoch, if nothing was raised."""

    def state_dict(self) -> dict[str, Any]:
        """What it knows, of numbers, text, tensors, dicts and lists."""
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on with what `state_dict` gave."""


class CSVLog(Callback):
    """Writes a row for each epoch into a text file: the epoch, its values, the learning rate.

    Parameters
    ----------
    path : str or path
        What was in the file is replaced; a training that a `Checkpoint` resumed keeps the rows of the epochs
        it knows of.

    Examples
    --------
    >>> import os, tempfile
    >>> import tensorlab as tl
    >>> path = os.path.join(tempfile.mkdtemp(), "log.csv")
    >>> model, X = tl.nn.Linear(1, 1), tl.ones((4, 1))
    >>> history = tl.training.fit(model, (X, X), loss="mse", epochs=2, progress=False,
    ...                           callbacks=tl.training.CSVLog(path))
    >>> with open(path) as file:
    ...     lines = file.read().split()
    >>> lines[0], len(lines)
    ('epoch,loss,lr', 3)
    """

    def __init__(self, path: str | PathLike[str]):
        self.path = path_of("CSVLog", path)
        self._rates: list[float] = []

    def _write(self, rows: list[list], mode: str) -> None:
        import csv

        with open(self.path, mode, newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def _row(self, run: Run, epoch: int) -> list:
        values = [values[epoch - 1] if len(values) >= epoch else "" for values in run.history.values()]
        return [epoch, *values, self._rates[epoch - 1] if len(self._rates) >= epoch else ""]

    def on_train_begin(self, run: Run) -> None:
        """Begin the file; of a training that goes on, with the rows there are."""
        del self._rates[run.history.epochs :]
        known = run.history.epochs
        rows = [["epoch", *run.history, "lr"]] if known else []
        self._write(rows + [self._row(run, epoch) for epoch in range(1, known + 1)], "w")

    def on_epoch_end(self, run: Run) -> None:
        """Add the epoch's row."""
        self._rates.append(float(run.optimizer.param_groups[0]["lr"]))
        epoch = run.history.epochs
        header = [["epoch", *run.history, "lr"]] if epoch == 1 else []
        self._write([*header, self._row(run, epoch)], "a")

    def state_dict(self) -> dict[str, Any]:
        """The learning rates so far."""
        return {"rates": list(self._rates)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on with what `state_dict` gave."""
        self._rates = [float(rate) for rate in state_dict["rates"]]

    def __repr__(self) -> str:
        return f"CSVLog({self.path!r})"
