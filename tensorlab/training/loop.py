"""fit, evaluate, predict."""

from __future__ import annotations

from functools import wraps

from tensorlab_c import Tensor, concatenate

from .._check import integer, real, switch
from ..data.batches import Batches
from ..data.split import as_generator, same_lengths
from ..nn import Module
from ..optim import Optimizer
from .arguments import check_callbacks, check_optimizer, check_stopping
from .feed import Feed, check_model, inputs_of, to_model
from .history import History
from .objective import Objective
from .run import Run, evaluated, in_evaluation
from .schedule import Schedule
from .stopping import EarlyStopping
from .weighting import Weighted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from tensorlab_c.random import Generator

    from .._typing import ArrayLike
    from ..optim.lr_scheduler import LRScheduler
    from .callbacks import Callback

    Inputs = ArrayLike | tuple[ArrayLike, ...]
    Data = tuple[Inputs, ArrayLike] | Iterable[Any]
    T = TypeVar("T")

__all__ = ["evaluate", "fit", "predict"]


MEANT = {  # arguments of other libraries
    "lr": "optimizer=tl.optim.Adam(model.parameters(), lr=...)",
    "learning_rate": "optimizer=tl.optim.Adam(model.parameters(), lr=...)",
    "validation_data": "validation=(X, y)",
    "validation_split": "validation=(X, y); tl.data.train_test_split divides data",
    "criterion": "loss=...",
    "loss_fn": "loss=...",
    "opt": "optimizer=...",
    "lr_scheduler": "scheduler=...",
    "verbose": "progress=True or False",
    "clipnorm": "clip_norm=...",
    "clipvalue": "clip_value=...",
    "gradient_clip_val": "clip_norm=...",
    "accumulate_grad_batches": "accumulate=...",
    "gradient_accumulation_steps": "accumulate=...",
    "class_weights": "class_weight=...",
    "sample_weights": "sample_weight=...",
    "patience": "early_stopping=...",
    "random_state": "seed=...",
}


def _pair_of_data(function: Callable[..., T]) -> Callable[..., T]:
    """Tells those who write ``fit(model, X, y)`` that the data are one argument."""

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> T:
        if len(args) > 2:
            raise TypeError(
                f"fit: {len(args)} arguments without a name, the model and its data are two: write "
                "fit(model, (X, y), ...), and all others by name"
            )
        wrong = next((key for key in kwargs if key in MEANT), None)
        if wrong is not None:
            raise TypeError(f"fit: there is no argument {wrong!r}: write {MEANT[wrong]}")
        return function(*args, **kwargs)

    return called


@_pair_of_data
def fit(
    model: Module,
    data: Data,
    *,
    loss: str | Callable | None = None,
    optimizer: Optimizer | None = None,
    scheduler: LRScheduler | None = None,
    scheduler_step: str | None = None,
    epochs: int = 10,
    batch_size: int = 32,
    validation: Data | None = None,
    metrics: Iterable | None = None,
    shuffle: bool = True,
    seed: int | Generator | None = None,
    progress: bool = True,
    early_stopping: int | EarlyStopping | None = None,
    callbacks: Callable | Callback | EarlyStopping | Iterable | None = (),
    tol: float | None = None,
    class_weight: dict[int, float] | ArrayLike | str | None = None,
    sample_weight: ArrayLike | None = None,
    accumulate: int = 1,
    clip_norm: float | None = None,
    clip_value: float | None = None,
) -> History:
    """Train a model by mini-batch gradient descent (lecture L13).

    Parameters
    ----------
    model : Module
    data : pair of array_like, DataLoader or iterable
        X and y, of equal length; or batches of them: a `tl.data.DataLoader`, a list of pairs ``(x, y)``, or
        whatever else gives pairs each time it is iterated over. Floating X is converted to the dtype of the
        model's parameters. A tuple of arrays for X is several inputs: ``((x1, x2), y)`` calls
        ``model(x1, x2)``, and so does a batch ``(x1, x2, y)``.
    loss : str, Module or callable, optional
        A name ("cross_entropy", "bce_with_logits", "nll", "mse", "mae", "half_squared_error"), or a
        function of the model's output and the targets that gives a tensor of one element, a mean over the
        examples. Default: what outputs and targets leave no doubt about, see the notes.
    optimizer : Optimizer, optional
        Default: ``Adam(model.parameters())``.
    scheduler : LRScheduler, optional
        One of `tl.optim.lr_scheduler`, of this optimizer, which need not be given then. A `ReduceLROnPlateau`
        gets the validation loss, or the training loss without validation data.
    scheduler_step : {"epoch", "batch"}, optional
        After what it is stepped. Default: "batch" for `OneCycleLR` and `CyclicLR`, "epoch" for all others.
    epochs : int, default 10
        How often to go through the data.
    batch_size : int, default 32
        Examples per step, of arrays: 1 for stochastic, ``len(X)`` for batch gradient descent.
    validation : as `data`, optional
        Evaluated after every epoch.
    metrics : iterable of str or callable, optional
        "accuracy"; "precision", "recall", "f1", "roc_auc", "average_precision", "top_k_accuracy" (of 5)
        for classes; "r2", "mae", "mse", "rmse" for numbers; functions of `tl.metrics`; or functions of
        output and target that give a number. Default: accuracy where the loss is one of classification.
    shuffle : bool, default True
        Whether every epoch takes the examples of arrays in a new random order.
    seed : int or Generator, optional
        Source of the order, of arrays. Default: ``tl.random``'s global generator.
    progress : bool, default True
        Whether to show on stderr how far it is: one line that changes in a terminal or notebook, else (in a
        file) a line per epoch.
    early_stopping : int or EarlyStopping, optional
        An int is the patience.
    callbacks : callable, Callback, EarlyStopping or iterable of them, optional
        A function is called after every epoch as ``callback(epoch, history)``; True (a bool, NumPy's or a
        tensor) ends the training. A `Callback` has hooks for more: `Checkpoint`, `CSVLog`, your own.
    tol : float, optional
        End when a step moves all the weights together by less than this, ‖w_t − w_{t−1}‖ < tol (lecture L15).
    class_weight : dict, array_like or "balanced", optional
        How much examples of a class count: ``{class: weight}``, 1 for those that are not in it; one weight
        for each class; or n / (classes · examples of the class).
    sample_weight : array_like, shape (n,), optional
        How much each example counts.
    accumulate : int, default 1
        How many batches share a step: their gradients are those of the mean over all their examples. The
        last batches of an epoch may be fewer.
    clip_norm : float, optional
        The largest norm that all gradients together may have; they are scaled (Pascanu et al. 2013).
    clip_value : float, optional
        The largest absolute value of an element of a gradient; larger ones are cut off.

    Returns
    -------
    History
        Loss and metrics per epoch. Those of training are means over its batches while the weights moved.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense, before anything has been changed.
    NonFiniteLossError
        When the loss, a gradient or a weight becomes NaN or infinite. The weights stay as the last good step
        left them, and so does the optimiser unless it was the step itself that overflowed.
    RuntimeError
        When the loss has no gradient: it was detached, or gradients are off.

    Notes
    -----
    Without `loss`, integer or bool targets for a model with an output per class, and targets of one 1 among
    zeros (one-hot), mean "cross_entropy"; targets of 0 and 1 for a model with one output mean
    "bce_with_logits"; other floating targets of the outputs' shape mean "mse". Whatever could mean two
    things is an error that says what to write. For these losses (by name, as function or module), targets
    of shape (n,) and (n, 1) are the same, and what does not fit outputs, targets and the model's last layer
    is refused with the first batch, before anything is learned. A function of your own gets the targets as
    they are; one in which shapes (n, 1) and (n,) broadcast to (n, n) is refused too.

    With weights the loss of a batch is Σ wᵢ·lᵢ / Σ wᵢ, wᵢ being the weight of the example times that of its
    class; metrics and the validation loss are not weighted. This needs the loss of each example: one by
    name, or a function or module of ``tl.nn``.

    Metrics by name, and functions of `tl.metrics`, are those of a whole epoch, from all its outputs; other
    functions are called with each batch and averaged. Where a name leaves it open, "f1" and its like mean
    class 1 of two, and the mean over more than two classes (macro); "roc_auc" is each against the rest.

    `evaluate` knows afterwards what this model's loss and metrics were.

    The modules' training modes are put back at the end. What is raised in the middle, by callbacks, hooks
    and data or as KeyboardInterrupt, passes through: weights and running means are then those of the last
    finished step.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0)
    >>> X = tl.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
    >>> y = tl.array([0, 1, 1, 0])
    >>> model = tl.nn.Sequential(tl.nn.Linear(2, 8), tl.nn.Tanh(), tl.nn.Linear(8, 2))
    >>> history = tl.training.fit(model, (X, y), optimizer=tl.optim.Adam(model.parameters(), lr=0.05),
    ...                           epochs=200, batch_size=4, progress=False)
    >>> history["accuracy"][-1]
    1.0
    >>> tl.training.predict(model, X).argmax(axis=1).tolist()
    [0, 1, 1, 0]

    A scheduler changes the learning rate in the course of the training:

    >>> optimizer = tl.optim.Adam(model.parameters())
    >>> scheduler = tl.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.01, epochs=20, steps_per_epoch=2)
    >>> history = tl.training.fit(model, (X, y), scheduler=scheduler, epochs=20, batch_size=2, progress=False)
    >>> scheduler.last_epoch
    40
    """
    epochs, batch_size = integer("fit", "epochs", epochs), integer("fit", "batch_size", batch_size)
    source = as_generator("fit", seed)
    shuffle, progress = switch("fit", "shuffle", shuffle), switch("fit", "progress", progress)
    feed = Feed("fit", model, data, batch_size, source if shuffle else None)
    held_out = None if validation is None else Feed("fit: validation", model, validation, batch_size)
    _check_feeds(feed, held_out, epochs, seed)
    objective = Objective("fit", model, loss, metrics)
    optimizer = check_optimizer(model, optimizer, scheduler)
    callbacks, watch = check_stopping(check_callbacks(callbacks), early_stopping, held_out is not None)
    weighted = None
    if class_weight is not None or sample_weight is not None:
        weighted = Weighted(objective, feed, class_weight, sample_weight)
    accumulate = integer("fit", "accumulate", accumulate)
    options = {
        "watch": watch,
        "callbacks": callbacks,
        "source": source,
        "weighted": weighted,
        "accumulate": accumulate,
        "tol": None if tol is None else real("fit", "tol", tol, 0, ends="()"),
        "clip_norm": None if clip_norm is None else real("fit", "clip_norm", clip_norm, 0, ends="()"),
        "clip_value": None if clip_value is None else real("fit", "clip_value", clip_value, 0, ends="()"),
    }
    steps = None if feed.length is None else -(-feed.length // accumulate)
    schedule = Schedule(scheduler, scheduler_step, optimizer, epochs, steps)
    return Run(model, objective, optimizer, schedule, feed, held_out, epochs, options).train(progress)


def _check_feeds(feed: Feed, held_out: Feed | None, epochs: int, seed: Any) -> None:
    for what, part in (("data", feed), ("validation", held_out)):
        if part is not None and part.once and epochs > 1:
            raise ValueError(
                f"fit: {what} is an iterator, which gives its batches once: give epochs=1, a list or a loader"
            )
    if seed is not None and feed.arrays is None:
        raise ValueError("fit: seed is for arrays; batches come in the order that their loader gives them")


def evaluate(
    model: Module,
    data: Data,
    loss: str | Callable | None = None,
    *,
    batch_size: int = 256,
    metrics: Iterable | None = None,
) -> dict[str, float]:
    """Loss and metrics of a model on data, in evaluation mode and without gradients.

    Parameters
    ----------
    model, data
        As for `fit`.
    loss, metrics : optional
        As for `fit`. Default: those that `fit` used for this model; for a model that was not trained by it,
        what `fit` would choose.
    batch_size : int, default 256
        Examples computed at a time.

    Returns
    -------
    dict of str to float
        ``"loss"`` and the metrics, means over the examples.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.training.evaluate(tl.nn.Identity(), ([1., 2.], [1., 4.]), "mse")
    {'loss': 2.0}
    """
    feed = Feed("evaluate", model, data, integer("evaluate", "batch_size", batch_size))
    return evaluated(model, feed, Objective("evaluate", model, loss, metrics))


def predict(model: Module, X: Inputs, *, batch_size: int = 256) -> Tensor:
    """The model's outputs for all examples, in evaluation mode and without gradients.

    Parameters
    ----------
    model : Module
    X : array_like, shape (n, ...), or tuple of arrays
        A tuple of arrays is several inputs, ``model(*X)``.
    batch_size : int, default 256
        Examples computed at a time.

    Returns
    -------
    Tensor, shape (n, ...)

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.training.predict(tl.nn.ReLU(), [-1., 2.]).tolist()
    [0.0, 2.0]
    """
    check_model("predict", model)
    inputs, n = same_lengths("predict", inputs_of("predict", model, X, "without the targets"))
    if n == 0:
        raise ValueError(f"predict: no examples, X has shape {inputs[0].shape}")
    parts = Batches([to_model(model, x) for x in inputs], integer("predict", "batch_size", batch_size))

    def run() -> Tensor:
        outputs = [model(*part) for part in parts]
        wrong = next((o for o in outputs if not isinstance(o, Tensor) or o.ndim == 0), None)
        if wrong is not None:
            got = "a 0-d tensor" if isinstance(wrong, Tensor) else f"a {type(wrong).__name__}"
            raise TypeError(f"predict: the model must give a tensor with a row per example, got {got}")
        return concatenate(outputs, axis=0)

    return in_evaluation(model, run)
