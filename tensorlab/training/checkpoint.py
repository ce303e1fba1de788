"""Trainings that go on after whatever ended them."""

from __future__ import annotations

import os

from tensorlab_c import load
from tensorlab_c._safetensors import require, written

from .._check import integer, switch
from .callbacks import Callback, path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Run

__all__ = ["Checkpoint"]


class Checkpoint(Callback):
    """Keeps a training in a file, from which it can go on, with the same bits as if it had never ended.

    Parameters
    ----------
    path : str or path
        A safetensors file. A new one is written beside it, and takes its place when all of it is on the
        disk: there is a whole file at any moment, whatever happens.
    every_epochs : int or None, default 1
        After how many epochs it is written; also after the last.
    every_steps : int, optional
        After how many steps of the optimiser it is written, in the middle of epochs.
    resume : bool, default False
        Whether to go on from the file, if there is one: the same program, started again, then ends where it
        would have ended.

    Notes
    -----
    The file has the tensors of model, optimiser and scheduler, and in its metadata, as JSON, their numbers,
    the states of random generators, the position in the epoch, the history, what early stopping knows, and
    the state of other callbacks. Nothing is pickled. The generators are ``tl.random``'s, that of `fit`'s
    `seed` and those of a `DataLoader`; data that other sources of randomness change come out different.

    A training that was ended by early stopping, `tol` or a callback has ended for good; one that has done
    its epochs goes on when it is given more.

    Raises
    ------
    ImportError
        Where the package safetensors is not installed: ``pip install 'tensorlab[files]'``.
    ValueError
        When the file is of another training. Nothing has been changed then.

    Examples
    --------
    >>> import os, tempfile
    >>> import tensorlab as tl
    >>> path, X = os.path.join(tempfile.mkdtemp(), "run.safetensors"), tl.ones((4, 1))
    >>> def train(epochs):
    ...     model = tl.nn.Linear(1, 1)
    ...     checkpoint = tl.training.Checkpoint(path, resume=True)
    ...     return tl.training.fit(model, (X, X), loss="mse", epochs=epochs, progress=False,
    ...                            callbacks=checkpoint)
    >>> train(2).epochs, train(5).epochs
    (2, 5)
    """

    last = True

    def __init__(
        self,
        path: str | os.PathLike[str],
        every_epochs: int | None = 1,
        every_steps: int | None = None,
        resume: bool = False,
    ):
        name = "Checkpoint"
        self.path = path_of(name, path)
        self.every_epochs = None if every_epochs is None else integer(name, "every_epochs", every_epochs)
        self.every_steps = None if every_steps is None else integer(name, "every_steps", every_steps)
        self.resume = switch(name, "resume", resume)
        require(name)
        if self.every_steps is not None:  # else steps are none of its business
            self.on_step_end = self._after_step  # type: ignore[method-assign]

    def on_train_begin(self, run: Run) -> None:
        """Go on from the file, where that is asked for."""
        if self.resume and os.path.exists(self.path):
            run.load_state_dict(load(self.path))

    def _after_step(self, run: Run) -> None:
        if run.step % self.every_steps == 0:  # type: ignore[operator]
            self.save(run)

    def on_epoch_end(self, run: Run) -> None:
        """Write the file, when its turn has come or training ends."""
        ends = run.epoch == run.epochs or run.history.stop_reason is not None
        if ends or (self.every_epochs is not None and run.epoch % self.every_epochs == 0):
            self.save(run)

    def save(self, run: Run) -> None:
        """Write the file now."""
        data = written(run.state_dict())
        path = os.path.realpath(self.path)
        folder, name = os.path.split(path)
        new = os.path.join(folder, f".{name}.new")
        try:
            with open(new, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # what is renamed is on the disk
            os.replace(new, path)
        except BaseException:
            if os.path.exists(new):
                os.remove(new)
            raise
        if hasattr(os, "O_DIRECTORY"):  # and so is its name
            opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)

    def __repr__(self) -> str:
        return (
            f"Checkpoint({self.path!r}, every_epochs={self.every_epochs}, every_steps={self.every_steps}, "
            f"resume={self.resume})"
        )
