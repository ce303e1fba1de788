"""Means of weights over a training, under PyTorch's names: stochastic weight averaging and moving averages.

>>> import tensorlab as tl
>>> model = tl.nn.Linear(2, 1)
>>> opt = tl.optim.SGD(model.parameters(), lr=0.1)
>>> mean = tl.optim.swa_utils.AveragedModel(model, avg_fn=tl.optim.swa_utils.get_ema_avg_fn(0.99))
>>> for step in range(3):
...     opt.zero_grad()
...     model(tl.ones((4, 2), dtype=tl.float32)).sum().backward()
...     opt.step()
...     mean.update_parameters(model)
>>> mean(tl.ones((4, 2), dtype=tl.float32)).shape
(4, 1)
"""

from __future__ import annotations

from math import cos, pi

from tensorlab_c import Tensor, int64, no_grad, zeros

from .._check import check_device, flag, integer, one_of, real
from ..nn.module import Module
from ..nn.normalization import _BatchNorm
from .lr_scheduler.scheduler import AllOrNothing, LRScheduler, check_optimizer, per_group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from .optimizer import Optimizer

    Average = Callable[[Tensor, Tensor, Any], Tensor]
    AverageOfMany = Callable[[list[Tensor], list[Tensor], Any], None]

__all__ = [
    "SWALR",
    "AveragedModel",
    "get_ema_avg_fn",
    "get_ema_multi_avg_fn",
    "get_swa_avg_fn",
    "get_swa_multi_avg_fn",
    "update_bn",
]


def __dir__() -> list[str]:
    return sorted(__all__)


# ---- means
def get_swa_avg_fn() -> Average:
    """The function that keeps the mean of all weights there have been: m + (w − m) / (n + 1).

    Returns
    -------
    callable
        Of the mean m, the newest weights w, and how many n the mean is of.

    Examples
    --------
    >>> import tensorlab as tl
    >>> mean = tl.optim.swa_utils.get_swa_avg_fn()
    >>> mean(tl.array([1.0]), tl.array([4.0]), 2)
    tensor([2.])
    """

    def swa(averaged: Tensor, current: Tensor, num_averaged: Any) -> Tensor:
        with no_grad():
            return averaged + (current - averaged) / (int(num_averaged) + 1)

    return swa


def get_ema_avg_fn(decay: float = 0.999) -> Average:
    """The function that keeps an exponential moving average: βm + (1 − β)w.

    Parameters
    ----------
    decay : float, default 0.999
        β in [0, 1].

    Returns
    -------
    callable
        Of the average m, the newest weights w, and a number that has no effect.

    Examples
    --------
    >>> import tensorlab as tl
    >>> mean = tl.optim.swa_utils.get_ema_avg_fn(0.75)
    >>> mean(tl.array([1.0]), tl.array([5.0]), 2)
    tensor([2.])
    """
    decay = real("get_ema_avg_fn", "decay", decay, 0, 1)

    def ema(averaged: Tensor, current: Tensor, num_averaged: Any) -> Tensor:
        with no_grad():
            return decay * averaged + (1 - decay) * current

    return ema


def _of_many(average: Average) -> AverageOfMany:
    """The same for lists of tensors, in place."""

    def averages(averaged: list[Tensor], current: list[Tensor], num_averaged: Any) -> None:
        pairs = list(zip(averaged, current, strict=True))
        for m, _ in pairs:
            if not isinstance(m, Tensor):
                raise TypeError(f"an average must be a list of tensors, one of them is {type(m).__name__}")
        with no_grad():
            for m, w in pairs:
                m.copy_(average(m, w, num_averaged))

    return averages


def get_swa_multi_avg_fn() -> AverageOfMany:
    """As `get_swa_avg_fn`, for lists of tensors, the first of which is changed in place.

    Examples
    --------
    >>> import tensorlab as tl
    >>> means = [tl.array([1.0])]
    >>> tl.optim.swa_utils.get_swa_multi_avg_fn()(means, [tl.array([4.0])], 2)
    >>> means
    [tensor([2.])]
    """
    return _of_many(get_swa_avg_fn())


def get_ema_multi_avg_fn(decay: float = 0.999) -> AverageOfMany:
    """As `get_ema_avg_fn`, for lists of tensors, the first of which is changed in place.

    Examples
    --------
    >>> import tensorlab as tl
    >>> means = [tl.array([1.0])]
    >>> tl.optim.swa_utils.get_ema_multi_avg_fn(0.75)(means, [tl.array([5.0])], 2)
    >>> means
    [tensor([2.])]
    """
    return _of_many(get_ema_avg_fn(decay))


class AveragedModel(Module):
    """A copy of a model whose weights are means of that model's (Izmailov et al. 2018).

    Parameters
    ----------
    model : Module
        It is copied.
    device : {"cpu"}, optional
    avg_fn : callable, optional
        What `get_swa_avg_fn` (the default) or `get_ema_avg_fn` gives, or an own function of the mean, the
        newest value and ``n_averaged``.
    multi_avg_fn : callable, optional
        Instead, a function of lists of tensors, of one dtype, that changes the first in place.
    use_buffers : bool, default False
        Whether there are means of the buffers, too; otherwise they are copied at every update.

    Attributes
    ----------
    module : Module
        The copy.
    n_averaged : Tensor
        How many weights the means are of.

    Examples
    --------
    >>> import tensorlab as tl
    >>> model = tl.nn.Linear(1, 1)
    >>> mean = tl.optim.swa_utils.AveragedModel(model)
    >>> for value in (1.0, 2.0, 6.0):
    ...     tl.nn.init.constant_(model.weight, value).item()
    ...     mean.update_parameters(model)
    1.0
    2.0
    6.0
    >>> mean.module.weight.item(), mean.n_averaged.item()
    (3.0, 3)
    """

    n_averaged: Tensor

    def __init__(
        self,
        model: Module,
        device: str | None = None,
        avg_fn: Average | None = None,
        multi_avg_fn: AverageOfMany | None = None,
        use_buffers: bool = False,
    ):
        from copy import deepcopy

        super().__init__()
        if not isinstance(model, Module):
            raise TypeError(f"AveragedModel: model must be a Module, got {type(model).__name__}")
        check_device("AveragedModel", device)
        if avg_fn is not None and multi_avg_fn is not None:
            raise ValueError("AveragedModel: give avg_fn or multi_avg_fn, not both")
        for name, function in (("avg_fn", avg_fn), ("multi_avg_fn", multi_avg_fn)):
            if function is not None and not callable(function):
                raise TypeError(f"AveragedModel: {name} must be a function, got {function!r:.80}")
        self.module = deepcopy(model)
        self.register_buffer("n_averaged", zeros((), dtype=int64))
        self.avg_fn, self.multi_avg_fn = avg_fn, multi_avg_fn
        self.use_buffers = flag("AveragedModel", "use_buffers", use_buffers)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the copy computes."""
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Module) -> None:
        """Take the model's weights into the means; the first time, they are copied.

        Raises
        ------
        TypeError, ValueError
            When the model is not as the one that was copied, or `avg_fn` does not give a tensor as its first.
            Nothing has been changed then, nor when it raises something itself.
        """
        if not isinstance(model, Module):
            raise TypeError(
                f"AveragedModel.update_parameters: model must be a Module, got {type(model).__name__}"
            )
        own, given = self._tensors(self.module), self._tensors(model)
        for kind in ("parameters", "buffers"):
            shapes, others = ([t.shape for t in side[kind]] for side in (own, given))
            if shapes != others:
                raise ValueError(
                    f"AveragedModel.update_parameters: {kind} of shapes {others} for a mean of {shapes}"
                )
        averaged = own["parameters"] + (own["buffers"] if self.use_buffers else [])
        current = given["parameters"] + (given["buffers"] if self.use_buffers else [])
        with no_grad():
            new = current if int(self.n_averaged) == 0 else self._means(averaged, current)
            for m, value in zip(averaged, new, strict=True):
                m.copy_(value)
            if not self.use_buffers:
                for m, w in zip(own["buffers"], given["buffers"], strict=True):
                    m.copy_(w)
            self.n_averaged += 1

    def _means(self, averaged: list[Tensor], current: list[Tensor]) -> list[Tensor]:
        """The new means, all of them before the first takes its place."""
        if self.multi_avg_fn is not None:
            means = [m.copy() for m in averaged]
            for dtype in dict.fromkeys(m.dtype for m in averaged):
                chosen = [i for i, m in enumerate(averaged) if m.dtype == dtype]
                self.multi_avg_fn([means[i] for i in chosen], [current[i] for i in chosen], self.n_averaged)
            return means
        average = self.avg_fn or get_swa_avg_fn()
        means = [average(m, w, self.n_averaged) for m, w in zip(averaged, current, strict=True)]
        for m, mean in zip(averaged, means, strict=True):
            if not isinstance(mean, Tensor) or mean.shape != m.shape:
                got = f"one of shape {mean.shape}" if isinstance(mean, Tensor) else f"a {type(mean).__name__}"
                raise ValueError(
                    f"AveragedModel.update_parameters: avg_fn must give a tensor of shape {m.shape}, "
                    f"got {got}"
                )
        return means

    def _tensors(self, model: Module) -> dict[str, list[Tensor]]:
        return {
            "parameters": [p.detach() for p in model.parameters()],
            "buffers": [b.detach() for b in model.buffers()],
        }


def update_bn(loader: Iterable, model: Module, device: str | None = None) -> None:
    """Compute the running statistics of a model's batch normalisations anew, from all batches of a loader.

    Weights that are means have not seen the statistics that belong to them.

    Parameters
    ----------
    loader : iterable
        Of tensors, or of tuples or lists whose first entry is what the model is called with.
    model : Module
    device : {"cpu"}, optional

    Examples
    --------
    >>> import tensorlab as tl
    >>> model = tl.nn.BatchNorm1d(2)
    >>> tl.optim.swa_utils.update_bn([tl.full((4, 2), 3.0, dtype=tl.float32)], model)
    >>> model.running_mean
    tensor([3., 3.], dtype=float32)
    """
    if not isinstance(model, Module):
        raise TypeError(f"update_bn: model must be a Module, got {type(model).__name__}")
    check_device("update_bn", device)
    layers = [layer for layer in model.modules() if isinstance(layer, _BatchNorm)]
    if not layers:
        return
    momenta = [layer.momentum for layer in layers]
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.train()
        for layer in layers:
            layer.reset_running_stats()
            layer.momentum = None
        with no_grad():
            for batch in loader:
                first = next(iter(batch), None) if isinstance(batch, (list, tuple)) else batch
                if not isinstance(first, Tensor):
                    raise TypeError(
                        "update_bn: a batch must be a tensor, or a tuple or list that begins with one, "
                        f"got {type(first).__name__}"
                    )
                model(first)
    finally:
        for layer, momentum in zip(layers, momenta, strict=True):
            layer.momentum = momentum
        for module, training in modes:
            module.training = training


class SWALR(LRScheduler):
    """Goes from the learning rates that there are to fixed ones, and stays there.

    Parameters
    ----------
    optimizer : Optimizer
    swa_lr : float or list of float
        The last learning rate; a list has one for each parameter group.
    anneal_epochs : int, default 10
        How many epochs it takes.
    anneal_strategy : {"cos", "linear"}, default "cos"
    last_epoch : int, default -1
        The last epoch of a run that is gone on with.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense. Nothing has been changed then.

    Notes
    -----
    Another scheduler may have its turn first: the way begins at the learning rates of the first step.

    Examples
    --------
    >>> import tensorlab as tl
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
    >>> scheduler = tl.optim.swa_utils.SWALR(opt, 0.5, anneal_epochs=2, anneal_strategy="linear")
    >>> for epoch in range(4):
    ...     print(opt.param_groups[0]["lr"], end=" ")
    ...     scheduler.step()
    1.0 0.75 0.5 0.5
    """

    options = ("anneal_epochs", "anneal_strategy")
    anneal_epochs: int
    anneal_strategy: str

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: float | list[float],
        anneal_epochs: int = 10,
        anneal_strategy: str = "cos",
        last_epoch: int = -1,
    ):
        name = type(self).__name__
        self.optimizer = check_optimizer(name, optimizer)
        self._set(anneal_epochs=anneal_epochs, anneal_strategy=anneal_strategy)
        goals = per_group(name, "swa_lr", swa_lr, len(optimizer.param_groups), 0)
        with AllOrNothing(self):
            for group, goal in zip(optimizer.param_groups, goals, strict=True):
                group["swa_lr"] = goal
            super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        strategy = one_of(name, "anneal_strategy", options["anneal_strategy"], ("cos", "linear"))
        epochs = integer(name, "anneal_epochs", options["anneal_epochs"], least=0)
        return {"anneal_epochs": epochs, "anneal_strategy": strategy}

    def _share(self, epoch: int) -> float:
        """How much of the way lies behind."""
        past = min(1.0, max(0, epoch) / self.anneal_epochs)
        return (1 - cos(pi * past)) / 2 if self.anneal_strategy == "cos" else past

    def get_lr(self) -> list[float]:
        groups = list(self.optimizer.param_groups)
        if self.anneal_epochs == 0:
            return [float(group["swa_lr"]) for group in groups]
        before, now = self._share(self.last_epoch - 1), self._share(self.last_epoch)
        lrs = []
        for group in groups:
            lr, goal = float(group["lr"]), float(group["swa_lr"])
            start = goal if before == 1 else (lr - before * goal) / (1 - before)
            lrs.append(goal * now + start * (1 - now))
        return lrs

    def _restart(self, epoch: int = 0) -> None:
        self._go_to(epoch)

    def _translated(self, state: dict[str, Any]) -> dict[str, Any]:
        if "_anneal_strategy" in state:  # PyTorch's
            state["anneal_strategy"] = state.pop("_anneal_strategy")
        return state
