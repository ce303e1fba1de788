"""Which learning rate to begin with."""

from __future__ import annotations

from math import ceil, log10

from tensorlab_c import no_grad, random

from .._check import integer, real
from ..data.split import as_generator
from ..nn import Module
from ..optim import Optimizer
from .arguments import check_optimizer
from .callbacks import Callback
from .feed import Feed, check_model
from .loop import fit
from .run import buffers_of, copies_of, put_back
from .stopping import NonFiniteLossError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tensorlab_c.random import Generator

    from .run import Run

__all__ = ["lr_find"]

SMOOTH = 0.95  # share of what the losses before weigh
WORSE = 4.0  # times the best loss: it diverges


class LRCurve:
    """Learning rates and the losses that they gave; what `lr_find` returns.

    Attributes
    ----------
    lrs, losses, smoothed : list of float
        Of each step: the learning rate, the loss of the batch, and its moving average.
    suggestion : float or None
        Where the moving average falls fastest; None when it does not fall.
    """

    def __init__(self, lrs: list[float], losses: list[float]):
        self.lrs, self.losses = lrs, losses
        self.smoothed: list[float] = []
        mean = 0.0
        for count, loss in enumerate(losses, 1):
            mean = SMOOTH * mean + (1 - SMOOTH) * loss
            self.smoothed.append(mean / (1 - SMOOTH**count))

    @property
    def suggestion(self) -> float | None:
        """Where the moving average falls fastest, before it is at its lowest."""
        values, at = self.smoothed, [log10(lr) for lr in self.lrs]
        if len(values) < 3:
            return None
        start, wide = len(values) // 10, max(1, len(values) // 20)  # the first few are means of few
        lowest = min(range(start, len(values)), key=values.__getitem__)
        slopes = {
            i: (values[i + wide] - values[i - wide]) / (at[i + wide] - at[i - wide])
            for i in range(start + wide, min(lowest + 1, len(values) - wide))
        }
        best = min(slopes, key=slopes.__getitem__, default=None)
        return None if best is None or slopes[best] >= 0 else self.lrs[best]

    def plot(self, ax: Any = None) -> Any:
        """Draw loss and moving average over the learning rate, with the suggestion.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure when not given.

        Returns
        -------
        matplotlib.axes.Axes
        """
        if ax is None:
            from tensorlab.plot._axes import pyplot

            ax = pyplot("LRCurve.plot").subplots(layout="constrained")[1]
        ax.plot(self.lrs, self.losses, ".", alpha=0.4, label="loss of the batch")
        ax.plot(self.lrs, self.smoothed, label="moving average")
        if self.suggestion is not None:
            ax.axvline(self.suggestion, linestyle="--", color="gray", label=f"{self.suggestion:.2g}")
        ax.set_xscale("log")
        ax.set_xlabel("learning rate")
        ax.set_ylabel("loss")
        ax.legend()
        return ax

    def __repr__(self) -> str:
        found = "none" if self.suggestion is None else f"{self.suggestion:.3g}"
        return f"LRCurve({len(self.lrs)} learning rates, suggestion {found})"


class _Sweep(Callback):
    """Raises the learning rate with every step until the loss does."""

    def __init__(self, low: float, high: float, steps: int):
        self.low, self.steps = low, steps
        self.more = (log10(high) - log10(low)) / (steps - 1)  # of the logarithm, with each step
        self.lrs: list[float] = []
        self.losses: list[float] = []

    def _set(self, run: Run) -> None:
        done = len(self.losses)
        for group in run.optimizer.param_groups:
            group["lr"] = 10 ** (log10(self.low) + done * self.more) if done else self.low

    def on_train_begin(self, run: Run) -> None:
        self._set(run)

    def on_step_end(self, run: Run) -> None:
        assert run.loss is not None
        self.lrs.append(run.optimizer.param_groups[0]["lr"])
        self.losses.append(run.loss)
        smoothed = LRCurve(self.lrs, self.losses).smoothed if len(self.losses) % 5 == 0 else []
        if len(self.losses) >= self.steps or (smoothed and smoothed[-1] > WORSE * max(min(smoothed), 1e-300)):
            run.stop()
        self._set(run)


def lr_find(
    model: Module,
    data: Any,
    *,
    loss: Any = None,
    optimizer: Optimizer | None = None,
    low: float = 1e-6,
    high: float = 10.0,
    steps: int = 100,
    batch_size: int = 32,
    seed: int | Generator | None = None,
) -> LRCurve:
    """Train for some steps with a learning rate that grows from each to the next (Smith 2017).

    Parameters
    ----------
    model, data, loss, optimizer, batch_size, seed
        As for `fit`.
    low, high : float, default 1e-6 and 10
        The first learning rate and the last.
    steps : int, default 100
        How many, at most: it ends when the loss is much worse than it was, or no number any more.

    Returns
    -------
    LRCurve
        Its ``suggestion`` is where the loss falls fastest, ``plot()`` draws the curve, ``lrs`` and ``losses``
        are its numbers.

    Notes
    -----
    Model, optimiser and random generators are afterwards as they were before.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0)
    >>> X = tl.random.normal(size=(64, 3))
    >>> model = tl.nn.Linear(3, 1)
    >>> found = tl.training.lr_find(model, (X, X.sum(axis=1)), loss="mse", batch_size=16)
    >>> 1e-3 < found.suggestion < 10
    True
    """
    name = "lr_find"
    check_model(name, model)
    low = real(name, "low", low, 0, ends="()")
    high, steps = real(name, "high", high, low, ends="()"), integer(name, "steps", steps, 2)
    source = as_generator(name, seed)
    feed = Feed(name, model, data, integer(name, "batch_size", batch_size))
    optimizer = check_optimizer(model, optimizer, None)
    sweep = _Sweep(low, high, steps)
    generators = [random.get_generator(), source, *feed.generators()]
    weights = {key: value.copy() for key, value in model.state_dict().items()}
    buffers = copies_of(buffers_of(model))
    states = optimizer.state_dict(), [g.numpy.bit_generator.state for g in generators]
    told, gradients = model.__dict__.get("_told"), [(p, p.grad) for p in model.parameters()]
    epochs = 1 if feed.once else ceil(steps / feed.length) if feed.length else steps
    options = {"seed": source} if feed.arrays else {}
    try:
        fit(
            model, data, loss=loss, optimizer=optimizer, epochs=epochs, batch_size=batch_size, metrics=(),
            progress=False, callbacks=sweep, **options,
        )  # fmt: skip
    except NonFiniteLossError:
        if not sweep.losses:
            raise
    finally:
        model.load_state_dict(weights)
        with no_grad():
            put_back(buffers)
        optimizer.load_state_dict(states[0])
        for generator, state in zip(generators, states[1], strict=True):
            generator.numpy.bit_generator.state = state
        for p, gradient in gradients:
            p.grad = gradient
        model.__dict__.pop("_told", None)
        if told is not None:
            model.__dict__["_told"] = told
    return LRCurve(sweep.lrs, sweep.losses)
