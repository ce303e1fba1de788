"""Layers, activations and losses as functions.

Names and arguments are PyTorch's (options of losses by keyword only). ``linear``, ``conv1d``, ``conv2d``,
``max_pool2d``, ``avg_pool2d``, ``relu`` and the losses without extras are fused kernels with their own
gradients.

Derivatives at 0 follow the lecture's table (L5): that of ReLU and its kin is 1 there, where PyTorch takes 0.
"""

from __future__ import annotations

from tensorlab_c.choosing import one_hot as one_hot
from tensorlab_c.dense import linear as linear
from tensorlab_c.dense import relu as relu
from tensorlab_c.dense import tanh as tanh
from tensorlab_c.loss import mse_loss as mse_loss
from tensorlab_c.spellings import cosine_similarity as cosine_similarity

from ._activation import arctan as arctan
from ._activation import celu as celu
from ._activation import elu as elu
from ._activation import gelu as gelu
from ._activation import glu as glu
from ._activation import hardshrink as hardshrink
from ._activation import hardsigmoid as hardsigmoid
from ._activation import hardswish as hardswish
from ._activation import hardtanh as hardtanh
from ._activation import identity as identity
from ._activation import isru as isru
from ._activation import leaky_relu as leaky_relu
from ._activation import log_softmax as log_softmax
from ._activation import logsigmoid as logsigmoid
from ._activation import mish as mish
from ._activation import prelu as prelu
from ._activation import relu6 as relu6
from ._activation import rrelu as rrelu
from ._activation import selu as selu
from ._activation import sigmoid as sigmoid
from ._activation import silu as silu
from ._activation import softmax as softmax
from ._activation import softmin as softmin
from ._activation import softplus as softplus
from ._activation import softshrink as softshrink
from ._activation import softsign as softsign
from ._activation import tanhshrink as tanhshrink
from ._activation import threshold as threshold
from ._activation import unit_step as unit_step
from ._classes import cross_entropy as cross_entropy
from ._classes import nll_loss as nll_loss
from ._loss import binary_cross_entropy_with_logits as binary_cross_entropy_with_logits
from ._loss import half_squared_error as half_squared_error
from ._loss import l1_loss as l1_loss
from ._random import alpha_dropout as alpha_dropout
from ._random import dropout as dropout
from ._random import dropout1d as dropout1d
from ._random import dropout2d as dropout2d
from ._random import dropout3d as dropout3d
from ._random import feature_alpha_dropout as feature_alpha_dropout
from ._window import avg_pool2d as avg_pool2d
from ._window import conv1d as conv1d
from ._window import conv2d as conv2d
from ._window import max_pool2d as max_pool2d

__all__ = [
    "alpha_dropout",
    "arctan",
    "avg_pool2d",
    "binary_cross_entropy_with_logits",
    "celu",
    "conv1d",
    "conv2d",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "elu",
    "feature_alpha_dropout",
    "gelu",
    "glu",
    "half_squared_error",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "identity",
    "isru",
    "l1_loss",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "max_pool2d",
    "mish",
    "mse_loss",
    "nll_loss",
    "one_hot",
    "prelu",
    "relu",
    "relu6",
    "rrelu",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanhshrink",
    "threshold",
    "unit_step",
]


def __dir__() -> list[str]:
    return sorted(__all__)
