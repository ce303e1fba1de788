from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = [
    "linear",
    "relu",
    "sigmoid",
    "tanh",
]

def relu(input: ArrayLike, inplace: bool = False) -> Tensor: ...
def sigmoid(input: ArrayLike) -> Tensor: ...
def tanh(input: ArrayLike) -> Tensor: ...
def linear(input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> Tensor: ...
