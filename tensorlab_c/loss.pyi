from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = [
    "cross_entropy",
    "log_softmax",
    "mse_loss",
    "softmax",
]

def softmax(input: ArrayLike, axis: int = -1) -> Tensor: ...
def log_softmax(input: ArrayLike, axis: int = -1) -> Tensor: ...
def cross_entropy(
    logits: ArrayLike, target: ArrayLike, ignore_index: int = -100, reduction: str = "mean",
) -> Tensor: ...
def mse_loss(input: ArrayLike, target: ArrayLike, *, reduction: str = "mean") -> Tensor: ...
