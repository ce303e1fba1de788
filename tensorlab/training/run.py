"""A training that is going on: the loop of epochs and batches, and all that it needs to go on later."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from math import isfinite

from tensorlab_c import Tensor, asarray, concatenate, no_grad, random
from tensorlab_c.optim import Guard

from ..nn import Module
from ..nn.utils import clip_grad_norm_, clip_grad_value_
from ..optim import Optimizer
from .arguments import check_monitor, is_true
from .callbacks import Callback
from .feed import Feed
from .history import History
from .objective import Objective
from .progress import Progress
from .schedule import Schedule
from .stopping import NonFiniteLossError, Watch
from .weighting import Weighted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from tensorlab_c.random import Generator

    T = TypeVar("T")

__all__ = ["Run", "Tally", "buffers_of", "copies_of", "evaluated", "in_evaluation", "put_back"]


class Tally:
    """The loss and the metrics of a pass over data, as they add up."""

    def __init__(self) -> None:
        self.total = self.weight = 0.0
        self.examples = 0
        self.sums: dict[str, float] = {}
        self.outputs: list[Tensor] = []  # of metrics that need all of them
        self.targets: list[Tensor] = []

    def keep(self, output: Any, y: Tensor) -> None:
        """For metrics that need all of them."""
        self.outputs.append(output)
        self.targets.append(y)

    def values(self, objective: Objective, prefix: str = "") -> dict[str, float]:
        """Means over what was seen; the metrics in the order in which they were asked for."""
        found = {prefix + "loss": self.total / (self.weight or 1.0)}
        if objective.scores:
            outputs, targets = concatenate(self.outputs), concatenate(self.targets)
        for key in objective.asked or ():
            score = objective.scores.get(key)
            found[prefix + key] = self.sums[key] / self.examples if score is None else score(outputs, targets)
        return found

    def state_dict(self) -> dict[str, Any]:
        joined = [concatenate(parts) if parts else None for parts in (self.outputs, self.targets)]
        return {"numbers": [self.total, self.weight, self.examples], "sums": dict(self.sums), "all": joined}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.total, self.weight, self.examples = state["numbers"]
        self.sums = dict(state["sums"])
        self.outputs, self.targets = [[] if part is None else [part] for part in state["all"]]


class Run:
    """One training; `Callback` says what of it is public."""

    def __init__(
        self,
        model: Module,
        objective: Objective,
        optimizer: Optimizer,
        schedule: Schedule,
        feed: Feed,
        held_out: Feed | None,
        epochs: int,
        options: dict[str, Any],
    ):
        self.model, self.optimizer, self.scheduler = model, optimizer, schedule.scheduler
        self.history, self.epochs = History(), epochs
        self.epoch = self.batch = self.step = 0
        self.loss: float | None = None
        self._within = False  # an epoch
        self._objective, self._schedule, self._feed, self._held_out = objective, schedule, feed, held_out
        self._tally = Tally()
        self._learned: list[Tensor] = []
        self._kept: list[tuple[Module, str, Tensor, Tensor]] = []
        self._open = False  # a step has begun
        self._settled = self._stopped = False
        self._watch: Watch | None = options["watch"]
        self._weighted: Weighted | None = options["weighted"]
        self._accumulate: int = options["accumulate"]
        self._clip_norm: float | None = options["clip_norm"]
        self._clip_value: float | None = options["clip_value"]
        self._clips = self._clip_norm is not None or self._clip_value is not None
        self._tol: float | None = options["tol"]
        self._callbacks: list[Any] = options["callbacks"]
        self._ours = [callback for callback in self._callbacks if isinstance(callback, Callback)]
        self._hooks = [
            callback
            for callback in self._ours
            if getattr(callback.on_step_end, "__func__", None) is not Callback.on_step_end
        ]
        self._generators = _different([random.get_generator(), options["source"], *feed.generators()])
        self._began: list[Any] = []  # their states when the epoch began
        self._bar: Progress | None = None

    def stop(self) -> None:
        """End the training before the next step."""
        self._stopped = True

    # ---- epochs
    def train(self, progress: bool) -> History:
        modes = [(module, module.training) for module in self.model.modules()]
        late = [callback for callback in self._ours if callback.last]
        early = [callback for callback in self._ours if not callback.last]
        try:
            for callback in late + early:  # the first may be a checkpoint that takes up an older training
                callback.on_train_begin(self)
            if progress:
                first = min(self.epoch + (not self._within), self.epochs)
                self._bar = Progress(self.epochs, self._feed.length, first)
            while not self.history.stop_reason and (self._within or self.epoch < self.epochs):
                self._epoch()
                for callback in late:
                    callback.on_epoch_end(self)
        finally:
            for module, mode in modes:
                module.training = mode
            if self._bar is not None:
                self._bar.close()
        self.history.stop_reason = self.history.stop_reason or "epochs"
        if self._watch is not None:
            self._watch.restore(self.history, self.model)
        for callback in early + late:
            callback.on_train_end(self)
        return self.history

    def _epoch(self) -> None:
        skipped = self.batch if self._within else 0
        if not self._within:
            self.epoch, self.batch, self._tally = self.epoch + 1, 0, Tally()
        if self._bar is not None:
            self._bar.begin(self.epoch, skipped)
        self.model.train()
        if not self._within:
            for callback in self._ours:
                callback.on_epoch_begin(self)
        self._within = True
        values = self._pass(skipped)
        if self._held_out is not None:
            values |= evaluated(self.model, self._held_out, self._objective, "val_")
        self.history.append(values)
        self._within = False
        self._schedule.end_epoch(values)
        if self._bar is not None:
            self._bar.end(values)
        self.history.stop_reason = self._reason()

    def _reason(self) -> str | None:
        """Why training should end after this epoch; every callback is called."""
        early = self._watch is not None and self._watch.ends(self.history, self.model)
        for callback in self._callbacks:
            if not isinstance(callback, Callback):
                self._stopped |= is_true(callback(self.epoch, self.history))
            elif not callback.last:
                callback.on_epoch_end(self)
        reasons = (("early_stopping", early), ("tol", self._settled), ("callback", self._stopped))
        return next((reason for reason, ends in reasons if ends), None)

    # ---- batches
    def _pass(self, skipped: int) -> dict[str, float]:
        """One pass over the data. What raises leaves the model as the last step left it."""
        # anew in each epoch: callbacks may add parameters or give them other memory
        self._learned = [p for group in list(self.optimizer.param_groups) for p in list(group["params"])]
        self._guard, self._kept, self._open = Guard(self._learned), [], False
        try:
            self._batches(skipped)
        except BaseException:
            with no_grad():
                put_back(self._kept if self._open else [])  # a step was not finished
            raise
        return self._tally.values(self._objective)

    def _batches(self, skipped: int) -> None:
        """Forward, loss, backward, update; what is not finite leaves the weights as they were."""
        model, objective, optimizer, tally = self.model, self._objective, self.optimizer, self._tally
        weighted, accumulate, bar, hooks = self._weighted, self._accumulate, self._bar, self._hooks
        step, ends = self._stepper(), bool(hooks) or self._tol is not None
        look = True  # at the first batch, and at all whose targets come with them
        buffers = buffers_of(model)
        total, weight, examples, sums = tally.total, tally.weight, tally.examples, tally.sums
        waiting, held, steps = 0, 0.0, self.step  # batches that have no step yet, and their weight
        for batch, (x, *more, y) in enumerate(self._parts(skipped), skipped + 1):
            if not waiting:
                optimizer.zero_grad()
                if buffers:
                    self._keep(buffers)
            output = model(x, *more) if more else model(x)
            if look:
                compute, look = self._look(output, y), not self._feed.targets
                layouts, summed = objective.layouts, objective.summed
                metrics, scores = objective.metrics, objective.scores
            if layouts:
                y = objective.targets(y)
            loss = compute(output, y)
            value = loss.item() if type(loss) is Tensor and loss.size == 1 else number_of("fit", loss)
            if not isfinite(value) or not loss.requires_grad:
                raise self._no_loss(value, batch)
            examples += len(y)
            count = len(y) if weighted is None else weighted.total
            weight += count
            total += value if summed else value * count
            if accumulate == 1:
                loss.backward()
                step(batch, value)
                steps += 1
            else:
                waiting, held = waiting + 1, held + count
                (loss if summed else loss * count).backward()
            if metrics or scores:
                output = output.detach() if isinstance(output, Tensor) else output
                for key, metric in metrics.items():
                    sums[key] = sums.get(key, 0.0) + float(metric(output, y)) * len(y)
                if scores:
                    tally.keep(output, y)
            if waiting == accumulate:
                self._divide(1.0 if summed else held)
                step(batch, value)
                waiting, held, steps = 0, 0.0, steps + 1
            if bar is not None:
                bar.update()
            if hooks and not waiting:
                tally.total, tally.weight, tally.examples, self.step = total, weight, examples, steps
                self._stepped(batch, value)
            if ends and (self._settled or self._stopped):
                break
        tally.total, tally.weight, tally.examples = total, weight, examples
        self.step = steps
        if waiting:
            self._divide(1.0 if summed else held)
            step(batch, value)
            self.step += 1
            self._stepped(batch, value)

    def _stepper(self) -> Callable[[int, float], None]:
        """What changes the parameters, unless something is not finite; made of what it needs, to be quick."""
        guard, optimizer, clips = self._guard, self.optimizer, self._clips
        before, after, tol, each_batch = guard.before, guard.after, self._tol, self._schedule.each_batch

        def step(batch: int, value: float) -> None:
            bad = before()
            if bad is not None:
                what = f"the gradient of {self._name(bad)} is not finite"
                raise self._not_finite(what, batch, f" (loss {value:.6g})")
            if clips:
                self._clip(batch, value)
            optimizer.step()
            bad = after()
            if bad is not None:
                guard.undo()
                what = f"the step makes {self._name(bad)} infinite or NaN"
                raise self._not_finite(what, batch, f" (loss {value:.6g})")
            if each_batch is not None:
                each_batch.step()
            self._open = False
            if tol is not None and guard.moved() < tol:
                self._settled = True

        return step

    def _clip(self, batch: int, value: float) -> None:
        if self._clip_norm is not None:
            norm = clip_grad_norm_(self._learned, self._clip_norm).item()
            if not isfinite(norm):
                raise self._not_finite(f"the norm of all gradients is {norm}", batch, f" (loss {value:.6g})")
        if self._clip_value is not None:
            clip_grad_value_(self._learned, self._clip_value)

    def _stepped(self, batch: int, value: float) -> None:
        """Tell those who want to know of each step."""
        self.batch, self.loss = batch, value
        for callback in self._hooks:
            callback.on_step_end(self)

    def _divide(self, weight: float) -> None:
        """Gradients of sums become those of the mean over the batches of a step."""
        if weight not in (0, 1):
            with no_grad():
                for p in self._learned:
                    if p.grad is not None:
                        p.grad.mul_(asarray(1 / weight, dtype=p.grad.dtype))

    def _keep(self, buffers: list[tuple[Module, str]]) -> None:
        """What the forward pass changes though no step may follow: running means, say."""
        self._open = True
        for module, name, value, kept in self._kept:
            if module.__dict__[name] is not value:
                break
            kept.copy_(value)
        else:
            if self._kept:
                return
        self._kept = copies_of(buffers)

    def _look(self, output: Any, y: Tensor) -> Callable[[Any, Tensor], Tensor]:
        """Check targets that were not looked at before; what computes the loss."""
        objective = self._objective
        if not objective.settled:
            self._begin(output, y)
        elif not self._feed.targets:
            objective.admit(output, y)
        if self._weighted is None:
            objective.try_own(output, objective.targets(y))
        return self._weighted or objective.loss

    def _begin(self, output: Any, y: Tensor) -> None:
        """The first output has come, nothing was learned yet: what is open is decided and checked."""
        objective, held_out = self._objective, self._held_out
        later = [] if held_out is None else held_out.targets
        objective.settle(output, [*(self._feed.targets or [y]), *later])
        if self._weighted is not None:
            self._weighted.settle(output)
        if self._watch is not None:
            check_monitor(self._watch, held_out is not None, list(objective.asked or ()))
        if held_out is not None and held_out.arrays and held_out.kinds != self._feed.kinds:
            evaluated(self.model, held_out.first(), objective)  # will the model take them?
        objective.remember()

    def _name(self, position: int) -> str:
        parameter = self._learned[position]
        names = (repr(name) for name, p in self.model.named_parameters() if p is parameter)
        return next(names, f"a parameter of shape {parameter.shape}")

    def _no_loss(self, value: float, batch: int) -> Exception:
        if not isfinite(value):
            return self._not_finite(f"the loss is {value}", batch)
        return RuntimeError(
            "fit: the loss has no gradient: it was detached from the parameters, "
            "or gradients are off (no_grad)"
        )

    def _not_finite(self, what: str, batch: int, more: str = "") -> NonFiniteLossError:
        message = (
            f"fit: {what} in epoch {self.epoch}, batch {batch}{more}; the weights are those of the last good "
            "step"
        )
        return NonFiniteLossError(message, self.epoch, batch)

    # ---- going on later
    def _parts(self, skipped: int) -> Iterable:
        """The batches of an epoch; after those that were done before, when a training goes on."""
        if not skipped:
            if self._hooks:
                self._began = _states(self._generators)
            return self._feed.batches
        now = _states(self._generators)
        _set_states(self._generators, self._began)  # so that they come in the order they had
        parts = iter(self._feed.batches)
        for _ in islice(parts, skipped):
            pass
        _set_states(self._generators, now)
        return parts

    def state_dict(self) -> dict[str, Any]:
        """All that is needed to go on: of tensors, numbers, text, dicts and lists."""
        watch, scheduler = self._watch, self.scheduler
        return {
            "tensorlab": 1,
            "place": {"epoch": self.epoch, "batch": self.batch, "step": self.step, "within": self._within},
            "batches": [self._feed.length, self._accumulate],
            "model": dict(self.model.state_dict()),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": None if scheduler is None else scheduler.state_dict(),
            "random": {"now": _states(self._generators), "began": self._began if self._within else []},
            "history": dict(self.history),
            "ends": [self.history.stop_reason, self.history.best_epoch],
            "watch": None if watch is None else watch.state_dict(),
            "tally": self._tally.state_dict() if self._within else None,
            "callbacks": [[type(callback).__name__, callback.state_dict()] for callback in self._ours],
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on where a training was; where its state does not fit, nothing is changed."""
        self._check_state(state)
        before = self.state_dict()
        before["model"] = {key: value.copy() for key, value in before["model"].items()}
        try:
            self._take(state)
        except BaseException:
            self._take(before)
            raise

    def _take(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.scheduler is not None:
            self.scheduler.load_state_dict(state["scheduler"])
        place = state["place"]
        self.epoch, self.batch, self.step = place["epoch"], place["batch"], place["step"]
        self._within, self._began = place["within"], state["random"]["began"]
        self.history.clear()
        self.history.update({key: list(values) for key, values in state["history"].items()})
        self.history.stop_reason, self.history.best_epoch = state["ends"]
        if self._watch is not None:
            self._watch.load_state_dict(state["watch"])
        if self._within:
            self._tally = Tally()
            self._tally.load_state_dict(state["tally"])
        for callback, (_, saved) in zip(self._ours, state["callbacks"], strict=True):
            callback.load_state_dict(saved)
        _set_states(self._generators, state["random"]["now"])

    def _check_state(self, state: dict[str, Any]) -> None:
        """Whether it is of a training as this one."""
        if not isinstance(state, Mapping) or state.get("tensorlab") != 1:
            raise ValueError("fit: this is no state of a training, which a Checkpoint wrote")
        missing = [key for key in self.state_dict() if key not in state]
        if missing:
            raise ValueError(f"fit: the state of a training lacks its {', '.join(missing)}")
        watch = self._watch
        pairs: list[tuple[str, Any, Any]] = [
            ("scheduler", state["scheduler"] is not None, self.scheduler is not None),
            ("early stopping", (state["watch"] or {}).get("key"), None if watch is None else watch.key),
            (
                "list of callbacks",
                [kind for kind, _ in state["callbacks"]],
                [type(callback).__name__ for callback in self._ours],
            ),
            *self._recorded(state["history"]),
            ("number of generators", len(state["random"]["now"]), len(self._generators)),
        ]
        if state["place"]["within"]:  # an epoch is gone on with
            pairs.append(
                ("batches of an epoch and of a step", state["batches"], [self._feed.length, self._accumulate])
            )
        for what, saved, own in pairs:
            if saved != own:
                raise ValueError(f"fit: the training that was saved has another {what}: {saved}, not {own}")

    def _recorded(self, history: dict[str, Any]) -> list[tuple[str, Any, Any]]:
        """What is to be compared of the values that an epoch gives, where that is known by now."""
        validated, asked = self._held_out is not None, self._objective.asked
        if not history:
            return []
        pairs: list[tuple[str, Any, Any]] = [("validation", "val_loss" in history, validated)]
        if asked is not None:
            own = ["loss", *asked]
            own += [f"val_{key}" for key in own] if validated else []
            pairs.append(("list of values of an epoch", sorted(history), sorted(own)))
        return pairs


# ---- buffers
def buffers_of(model: Module) -> list[tuple[Module, str]]:
    """Modules and the names of their buffers, also of those that are in no state."""
    return [(module, name) for module in model.modules() for name in module._buffers]


def copies_of(buffers: list[tuple[Module, str]]) -> list[tuple[Module, str, Tensor, Tensor]]:
    """Those that are there, and what they hold."""
    held = ((module, name, module.__dict__[name]) for module, name in buffers)
    return [(module, name, b, b.detach().copy()) for module, name, b in held if b is not None]


def put_back(copies: list[tuple[Module, str, Tensor, Tensor]]) -> None:
    """Buffers as they were copied; without gradients."""
    for module, name, value, kept in copies:
        value.copy_(kept)
        setattr(module, name, value)


def _different(generators: list[Generator | None]) -> list[Generator]:
    """Each of them once."""
    return list({id(g): g for g in generators if g is not None}.values())


def _states(generators: list[Generator]) -> list[Any]:
    return [generator.numpy.bit_generator.state for generator in generators]


def _set_states(generators: list[Generator], states: list[Any]) -> None:
    def plain(x: Any) -> Any:  # arrays were saved as tensors
        if isinstance(x, Mapping):
            return {key: plain(value) for key, value in x.items()}
        return x.numpy() if isinstance(x, Tensor) else x

    for generator, state in zip(generators, states, strict=True):
        generator.numpy.bit_generator.state = plain(state)


# ---- evaluation
def evaluated(model: Module, feed: Feed, objective: Objective, prefix: str = "") -> dict[str, float]:
    """Loss and metrics in evaluation mode."""

    def run() -> dict[str, float]:
        tally = Tally()
        for *x, y in feed.batches:
            output = model(*x)
            if not objective.settled:
                objective.settle(output, feed.targets or [y])
            elif not feed.targets:
                objective.admit(output, y)
            y, count = objective.targets(y), len(y)
            loss = number_of("evaluate", objective.value(output, y))
            tally.total += loss if objective.summed else loss * count
            tally.weight += count
            tally.examples += count
            for key, metric in objective.metrics.items():
                tally.sums[key] = tally.sums.get(key, 0.0) + float(metric(output, y)) * count
            if objective.scores:
                tally.keep(output, y)
        return tally.values(objective, prefix)

    return in_evaluation(model, run)


def in_evaluation(model: Module, run: Callable[[], T]) -> T:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with no_grad():
            return run()
    finally:
        for module, mode in modes:
            module.training = mode


def number_of(name: str, loss: object) -> float:
    if isinstance(loss, Tensor) and loss.size == 1:
        return loss.item()
    got = f"a tensor of shape {loss.shape}" if isinstance(loss, Tensor) else f"a {type(loss).__name__}"
    raise ValueError(f"{name}: the loss must give a tensor of one element, got {got}")
