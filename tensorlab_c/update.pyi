from tensorlab_c._tensor import Tensor

__all__ = ["adam_step", "check_step", "sgd_step", "zero_grad"]

def zero_grad(params: list[Tensor]) -> None: ...
def check_step(function: str, params: list[Tensor]) -> None: ...
def sgd_step(
    params: list[Tensor], buffers: list[Tensor | None], lr: float, momentum: float = 0.0, dampening: float = 0.0,
    weight_decay: float = 0.0, nesterov: bool = False, maximize: bool = False,
) -> None: ...
def adam_step(
    params: list[Tensor], m: list[Tensor | None], v: list[Tensor | None], steps: list[int], lr: float, beta1: float,
    beta2: float, eps: float, weight_decay: float = 0.0, decoupled: bool = False, bias_correction: bool = True,
    eps_inside: bool = False, maximize: bool = False,
) -> None: ...
