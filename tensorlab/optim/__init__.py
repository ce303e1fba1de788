"""Optimisers under PyTorch's names; every step is one call per parameter group."""

from tensorlab_c.optim import check_step as check_step  # reachable, not published
from tensorlab_c.optim import step as step
from tensorlab_c.optim import zero_grad

from . import lr_scheduler
from .adadelta import Adadelta
from .adagrad import Adagrad
from .adam import Adam, AdamW
from .adamax import Adamax
from .nadam import NAdam
from .optimizer import Optimizer
from .radam import RAdam
from .rmsprop import RMSprop
from .sgd import SGD

__all__ = [
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "lr_scheduler",
    "zero_grad",
]


def __dir__() -> list[str]:
    return sorted(__all__)
