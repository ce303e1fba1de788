"""A model on several GPUs, of which there are none: scripts that wrap theirs run on the CPU."""

from __future__ import annotations

from .._check import integer
from .module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["DataParallel"]


class DataParallel(Module):
    """Calls `module`: as in PyTorch without GPUs, whole batches go through it.

    Parameters
    ----------
    module : Module
        Keys of `state_dict` begin with ``module.``.
    device_ids : sequence, optional
    output_device : optional
        Without effect, for there are no GPUs.
    dim : int, default 0
        The axis that GPUs would share.

    Shapes
    ------
    Those of `module`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> model = tl.nn.DataParallel(tl.nn.Linear(3, 2))
    >>> model(tl.ones((5, 3), dtype=tl.float32)).shape, list(model.state_dict())
    ((5, 2), ['module.weight', 'module.bias'])
    """

    def __init__(self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0):
        if not isinstance(module, Module):
            raise TypeError(f"DataParallel: module must be a Module, got {type(module).__name__}")
        self.dim = integer("DataParallel", "dim", dim, least=-64)
        self.device_ids: list[int] = []
        self.module = module

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)
