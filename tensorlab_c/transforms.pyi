from collections.abc import Callable, Sequence
from typing import Any, Literal, overload

from tensorlab_c._tensor import Tensor

__all__ = ["grad", "gradcheck", "value_and_grad"]

@overload
def value_and_grad(
    function: Callable[..., Any], argnums: int = 0, has_aux: Literal[False] = False,
) -> Callable[..., tuple[Tensor, Tensor]]: ...
@overload
def value_and_grad(
    function: Callable[..., Any], argnums: Sequence[int], has_aux: Literal[False] = False,
) -> Callable[..., tuple[Tensor, tuple[Tensor, ...]]]: ...
@overload
def value_and_grad(
    function: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False,
) -> Callable[..., Any]: ...
@overload
def grad(
    function: Callable[..., Any], argnums: int = 0, has_aux: Literal[False] = False,
) -> Callable[..., Tensor]: ...
@overload
def grad(
    function: Callable[..., Any], argnums: Sequence[int], has_aux: Literal[False] = False,
) -> Callable[..., tuple[Tensor, ...]]: ...
@overload
def grad(
    function: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False,
) -> Callable[..., Any]: ...
def gradcheck(
    function: Callable[..., Any], inputs: Tensor | Sequence[Any], eps: float = 1e-6, atol: float = 1e-5,
    rtol: float = 1e-3, raise_exception: bool = True,
) -> bool: ...
