"""Operations between layers, while a network is run for its graph.

A graph of gradients does not know the numbers that stand beside tensors. So what layers give is of a class of
its own: its operators note them as constants, and each result is written down before the next operation.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType
from typing import Any

import tensorlab

from .. import nn
from ..nn import Module
from ..nn import functional as F
from .onnx_functions import REWRITTEN

__all__: list[str] = []

Tensor = tensorlab.Tensor
ARITHMETIC = ("add", "sub", "mul", "truediv", "pow", "matmul")
FUNCTIONS = (FunctionType, BuiltinFunctionType, type(tensorlab.exp))
BESIDE = (
    "add", "sub", "subtract", "mul", "multiply", "div", "divide", "pow", "power", "maximum", "minimum",
    "masked_fill", "where", "linear",
)  # fmt: skip
EXTREMES = {"max": "ReduceMax", "amax": "ReduceMax", "min": "ReduceMin", "amin": "ReduceMin"}
COMPARED = {"gt": "Greater", "ge": "GreaterOrEqual", "lt": "Less", "le": "LessOrEqual"}
CHANGING = ("add_", "sub_", "mul_", "div_", "pow_", "relu_", "sigmoid_", "tanh_", "exp_", "sqrt_", "abs_",
            "neg_", "clamp_")  # fmt: skip
# functions that are layers, with the arguments of their constructors
LAYERS: dict[str, type[Module]] = {
    "adaptive_avg_pool1d": nn.AdaptiveAvgPool1d, "adaptive_avg_pool2d": nn.AdaptiveAvgPool2d,
    "avg_pool1d": nn.AvgPool1d, "avg_pool2d": nn.AvgPool2d, "clamp": nn.Hardtanh, "clip": nn.Hardtanh,
    "celu": nn.CELU, "elu": nn.ELU, "gelu": nn.GELU, "hardsigmoid": nn.Hardsigmoid,
    "hardswish": nn.Hardswish, "hardtanh": nn.Hardtanh, "leaky_relu": nn.LeakyReLU,
    "log_softmax": nn.LogSoftmax, "logsigmoid": nn.LogSigmoid, "max_pool1d": nn.MaxPool1d,
    "max_pool2d": nn.MaxPool2d, "mish": nn.Mish, "relu6": nn.ReLU6, "selu": nn.SELU, "silu": nn.SiLU,
    "softmax": nn.Softmax, "softplus": nn.Softplus, "softsign": nn.Softsign, "interpolate": nn.Upsample,
}  # fmt: skip


class Tracing:
    """``with Tracing(trial) as wrap:`` what is `wrap`ped, and what comes of it, is followed."""

    def __init__(self, trial: Any):
        self.trial = trial
        self.kind = self._kind()
        self.before: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def __enter__(self) -> Tracing:
        for space, layers in ((vars(tensorlab), {}), (vars(F), LAYERS)):
            functions = {
                name: function
                for name, function in space.items()
                if isinstance(function, FUNCTIONS) and not name.startswith("_")
            }
            self.before.append((space, functions))
            space.update({name: self._watched(f, name, layers.get(name)) for name, f in functions.items()})
        return self

    def __exit__(self, *error: object) -> None:
        for space, functions in self.before:
            space.update(functions)

    def wrap(self, tensor: Tensor) -> Tensor:
        """The tensor, whose operators are followed; a leaf."""
        return tensorlab.as_subclass(tensor, self.kind)

    def followed(self, result: Any) -> Any:
        """What a call gave, written down."""
        if isinstance(result, (tuple, list)):
            parts = [self.followed(part) for part in result]
            return type(result)(*parts) if hasattr(result, "_fields") else type(result)(parts)
        return self.trial.traced(result) if type(result) is Tensor else result

    def _watched(
        self, function: Callable, name: str, layer: type[Module] | None, owner: Any = None
    ) -> Callable:
        """The function, or a method of a tensor that is followed, under the trial's eyes."""

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            trial = self.trial
            if trial.inside is not None or not self._is_followed((owner, *args, *kwargs.values())):
                return function(*args, **kwargs)
            whole = args if owner is None else (owner, *args)
            if layer is not None and (found := self._layered(layer, whole, kwargs)) is not None:
                return found
            if (found := self._known(name, function, whole, args, kwargs)) is not None:
                return found
            if name in BESIDE and (beside := self._first((owner, *args))) is not None:
                args = (*[trial.lifted(x, beside) for x in args],)
            return self.followed(function(*args, **kwargs))

        return call

    def _known(self, name: str, function: Callable, whole: tuple, args: tuple, kwargs: dict[str, Any]) -> Any:
        """What functions give whose operations are known, or None."""
        trial = self.trial
        if name in REWRITTEN:
            try:
                return REWRITTEN[name](*whole, **kwargs)
            except TypeError:  # of other arguments
                return None
        if name == "where" and len(whole) == 3 and id(whole[0]) in trial.others:
            beside = self._first(whole)
            first, second = (trial.lifted(x, beside) for x in whole[1:])
            return trial.told("Where", function(*args), whole[0], first, second)
        if name == "masked_fill" and len(whole) == 3 and id(whole[1]) in trial.others:
            return trial.told("Where", function(*args), whole[1], trial.lifted(whole[2], whole[0]), whole[0])
        axes = kwargs.get("dim", kwargs.get("axis", whole[1] if len(whole) > 1 else None))
        if name in EXTREMES and isinstance(axes, (int, tuple)) and type(axes) is not bool:
            result = function(*args, **kwargs)
            values = getattr(result, "values", result)
            shorter = trial.reduced(EXTREMES[name], whole[0], axes, values)
            return result._replace(values=shorter) if hasattr(result, "_replace") else shorter
        return None

    def _first(self, args: tuple) -> Any:
        return next((x for x in args if isinstance(x, Tensor) and x.dtype.kind == "f"), None)

    def _is_followed(self, args: tuple) -> bool:
        return any(
            isinstance(x, self.kind) or (isinstance(x, (tuple, list)) and self._is_followed((*x,)))
            for x in args
        )

    def _layered(self, layer: type[Module], args: tuple, kwargs: dict[str, Any]) -> Any:
        """What the function's layer gives, or None where it is none of these arguments."""
        given = dict(kwargs)
        first = args[0] if args else given.pop("input", None)
        changes = given.pop("inplace", False)
        try:
            result = self.trial.layered(layer(*args[1:], **given).eval(), first)
        except (TypeError, ValueError):
            return None
        return self.become(first, result) if changes and isinstance(first, self.kind) else result

    def become(self, target: Any, result: Any) -> Any:
        """A change in place: the tensor stands for the result from now on."""
        with tensorlab.no_grad():
            Tensor.copy_(target, result.detach())
        self.trial.renamed(target, result)
        return target

    def _kind(self) -> type[Tensor]:
        tracing = self

        def attribute(x: Any, name: str) -> Any:
            found = Tensor.__getattribute__(x, name)
            if name.startswith("_") or tracing.trial.inside is not None:
                return found
            if name in CHANGING:
                plain = getattr(x, name[:-1])
                return lambda *args, **kwargs: tracing.become(x, plain(*args, **kwargs))
            if not callable(found) or isinstance(found, (type, tensorlab.dtype)):
                return tracing.followed(found) if name in ("T", "mT") else found
            return tracing._watched(found, name, LAYERS.get(name), x)

        space: dict[str, Any] = {"__getattribute__": attribute}
        for name in ("__getitem__", "__neg__", "__abs__"):
            space[name] = tracing._operator(getattr(Tensor, name), lifts=False)
        for word, kind in COMPARED.items():
            space[f"__{word}__"] = tracing._comparison(getattr(Tensor, f"__{word}__"), kind)
        for word in ARITHMETIC:
            for name in (f"__{word}__", f"__r{word}__"):
                space[name] = tracing._operator(getattr(Tensor, name), lifts=True)
            space[f"__i{word}__"] = tracing._changing(space[f"__{word}__"])
        return type("Followed", (Tensor,), space)

    def _operator(self, plain: Callable, lifts: bool) -> Callable:
        def operator(x: Any, *others: Any) -> Any:
            if self.trial.inside is not None:
                return plain(x, *others)
            return self.followed(plain(x, *[self.trial.lifted(y, x) if lifts else y for y in others]))

        return operator

    def _comparison(self, plain: Callable, kind: str) -> Callable:
        def comparison(x: Any, other: Any) -> Any:
            result = plain(x, other)
            if self.trial.inside is not None or not isinstance(result, Tensor):
                return result
            lifted = self.trial.lifted(other, x)
            return self.trial.told(kind, result, x, lifted) if isinstance(lifted, Tensor) else result

        return comparison

    def _changing(self, operator: Callable) -> Callable:
        return lambda x, other: self.become(x, operator(x, other))
