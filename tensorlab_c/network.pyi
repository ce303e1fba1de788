from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Size2

__all__ = [
    "avg_pool2d",
    "conv2d",
    "cross_entropy",
    "linear",
    "log_softmax",
    "max_pool2d",
    "relu",
    "sigmoid",
    "softmax",
    "mse_loss",
]

def relu(x: ArrayLike) -> Tensor: ...
def sigmoid(x: ArrayLike) -> Tensor: ...
def linear(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> Tensor: ...
def conv2d(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, stride: Size2 = 1, padding: Size2 = 0,
    dilation: Size2 = 1, groups: int = 1,
) -> Tensor: ...
def max_pool2d(
    x: ArrayLike, kernel_size: Size2, stride: Size2 | None = None, padding: Size2 = 0, dilation: Size2 = 1,
) -> Tensor: ...
def avg_pool2d(
    x: ArrayLike, kernel_size: Size2, stride: Size2 | None = None, padding: Size2 = 0, count_include_pad: bool = True,
) -> Tensor: ...
def softmax(x: ArrayLike, axis: int = -1) -> Tensor: ...
def log_softmax(x: ArrayLike, axis: int = -1) -> Tensor: ...
def cross_entropy(
    logits: ArrayLike, target: ArrayLike, ignore_index: int = -100, reduction: str = "mean",
) -> Tensor: ...
def mse_loss(input: ArrayLike, target: ArrayLike, *, reduction: str = "mean") -> Tensor: ...
