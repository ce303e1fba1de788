"""Optimisers under PyTorch's names; every step is one fused call per parameter group."""

from tensorlab_c.update import adam_step as adam_step  # the kernels: reachable, not published
from tensorlab_c.update import check_step as check_step
from tensorlab_c.update import sgd_step as sgd_step
from tensorlab_c.update import zero_grad

from .adam import Adam, AdamW
from .optimizer import Optimizer
from .sgd import SGD

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "zero_grad"]


def __dir__() -> list[str]:
    return sorted(__all__)
