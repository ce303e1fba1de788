from typing import final

from tensorlab_c._tensor import Tensor

__all__ = [
    "Step",
    "adam_step",
    "check_step",
    "first_not_finite",
    "prepare_adam",
    "prepare_sgd",
    "run_step",
    "run_steps",
    "sgd_step",
    "zero_grad",
]

def zero_grad(params: list[Tensor]) -> None: ...
def first_not_finite(tensors: list[Tensor]) -> int | None: ...
def check_step(function: str, params: list[Tensor]) -> None: ...

@final
class Step: ...

def run_step(step: Step) -> None: ...
def run_steps(steps: list[Step]) -> None: ...
def prepare_sgd(
    name: str, params: list[Tensor], buffers: list[Tensor | None], lr: float, momentum: float = 0.0,
    dampening: float = 0.0, weight_decay: float = 0.0, nesterov: bool = False, maximize: bool = False,
) -> Step: ...
def prepare_adam(
    name: str, params: list[Tensor], m: list[Tensor | None], v: list[Tensor | None], steps: list[int], lr: float,
    beta1: float, beta2: float, eps: float, weight_decay: float = 0.0, decoupled: bool = False,
    bias_correction: bool = True, eps_inside: bool = False, maximize: bool = False,
) -> Step: ...
def sgd_step(
    params: list[Tensor], buffers: list[Tensor | None], lr: float, momentum: float = 0.0, dampening: float = 0.0,
    weight_decay: float = 0.0, nesterov: bool = False, maximize: bool = False,
) -> None: ...
def adam_step(
    params: list[Tensor], m: list[Tensor | None], v: list[Tensor | None], steps: list[int], lr: float, beta1: float,
    beta2: float, eps: float, weight_decay: float = 0.0, decoupled: bool = False, bias_correction: bool = True,
    eps_inside: bool = False, maximize: bool = False,
) -> None: ...
