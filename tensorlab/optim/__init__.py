"""Optimisers under PyTorch's names; every step is one call per parameter group."""

from tensorlab_c.optim import check_step as check_step  # reachable, not published
from tensorlab_c.optim import step as step
from tensorlab_c.optim import zero_grad

from . import lr_scheduler
from .adam import Adam, AdamW
from .optimizer import Optimizer
from .rmsprop import RMSprop
from .sgd import SGD

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "RMSprop", "lr_scheduler", "zero_grad"]


def __dir__() -> list[str]:
    return sorted(__all__)
