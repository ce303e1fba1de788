"""What happened in a training."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["History"]


class History(dict[str, list[float]]):
    """A dict of lists, one value per epoch: ``"loss"``, the metrics, and both with ``"val_"`` in front.

    Attributes
    ----------
    stop_reason : {"epochs", "early_stopping", "tol", "callback", None}
        Why training ended; None while it runs.
    best_epoch : int or None
        The epoch (from 1) whose value early stopping found best.

    Examples
    --------
    >>> import tensorlab as tl
    >>> history = tl.training.History(loss=[0.5, 0.25])
    >>> history
    History(2 epochs: loss 0.5 -> 0.25)
    >>> history["loss"][-1]
    0.25
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.stop_reason: str | None = None
        self.best_epoch: int | None = None

    def __missing__(self, key: object) -> list[float]:
        recorded = ", ".join(map(repr, self)) or "nothing"
        raise KeyError(f"History: no {key!r}; recorded is {recorded}")

    @property
    def epochs(self) -> int:
        """How many epochs were recorded."""
        return max(map(len, self.values()), default=0)

    def append(self, values: dict[str, float]) -> None:
        """Add the values of one epoch."""
        for key, value in values.items():
            self.setdefault(key, []).append(value)

    def last(self) -> dict[str, float]:
        """The values of the last epoch."""
        return {key: values[-1] for key, values in self.items() if values}

    def plot(self, axes: Any | None = None) -> list:
        """Draw the curves with Matplotlib: one picture for the loss and one for each metric.

        Parameters
        ----------
        axes : matplotlib.axes.Axes or a sequence of them, optional
            Where to draw; a new figure when not given.

        Returns
        -------
        list of matplotlib.axes.Axes
        """
        names = [key for key in self if not key.startswith("val_")]
        if not names:
            raise ValueError("History.plot: there is nothing to draw")
        if axes is not None:
            axes = [axes] if hasattr(axes, "plot") else list(getattr(axes, "flat", axes))
        else:
            from tensorlab.plot._axes import pyplot

            _, grid = pyplot("History.plot").subplots(
                1, len(names), figsize=(4.5 * len(names), 3.5), squeeze=False, layout="constrained"
            )
            axes = list(grid[0])
        if len(axes) < len(names):
            raise ValueError(f"History.plot: {len(axes)} axes for {len(names)} curves: {', '.join(names)}")
        for ax, name in zip(axes, names, strict=False):
            for key, label, dashes in ((name, "training", "-"), ("val_" + name, "validation", "--")):
                if key in self:
                    count, marker = len(self[key]), "." if len(self[key]) == 1 else None
                    ax.plot(range(1, count + 1), self[key], label=label, marker=marker, linestyle=dashes)
            ax.xaxis.get_major_locator().set_params(integer=True)
            ax.set_xlabel("epoch")
            ax.set_ylabel(name)
            if "val_" + name in self:
                ax.legend()
        return list(axes[: len(names)])

    def __repr__(self) -> str:
        curves = ", ".join(
            f"{key} {values[0]:.4g} -> {values[-1]:.4g}" for key, values in self.items() if values
        )
        return f"History({self.epochs} epoch{'s' * (self.epochs != 1)}{': ' if curves else ''}{curves})"
