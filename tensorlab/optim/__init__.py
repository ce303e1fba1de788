"""Optimisers under PyTorch's names; every step is one fused call per parameter group."""

from tensorlab_c.update import adam_step, check_step, sgd_step, zero_grad

from .adam import Adam, AdamW
from .optimizer import Optimizer
from .sgd import SGD

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "adam_step", "check_step", "sgd_step", "zero_grad"]
