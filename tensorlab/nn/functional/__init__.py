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
from tensorlab_c.matrices import cosine_similarity as cosine_similarity
from tensorlab_c.matrices import pdist as pdist

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
from ._attention import scaled_dot_product_attention as scaled_dot_product_attention
from ._classes import cross_entropy as cross_entropy
from ._classes import linear_cross_entropy as linear_cross_entropy
from ._classes import nll_loss as nll_loss
from ._ctc import ctc_loss as ctc_loss
from ._distance import normalize as normalize
from ._distance import pairwise_distance as pairwise_distance
from ._dropout import alpha_dropout as alpha_dropout
from ._dropout import dropout as dropout
from ._dropout import dropout1d as dropout1d
from ._dropout import dropout2d as dropout2d
from ._dropout import dropout3d as dropout3d
from ._dropout import feature_alpha_dropout as feature_alpha_dropout
from ._dropout import gumbel_softmax as gumbel_softmax
from ._embedding import embedding as embedding
from ._embedding import embedding_bag as embedding_bag
from ._fractional import fractional_max_pool2d as fractional_max_pool2d
from ._fractional import fractional_max_pool3d as fractional_max_pool3d
from ._inplace import celu_ as celu_
from ._inplace import elu_ as elu_
from ._inplace import hardtanh_ as hardtanh_
from ._inplace import leaky_relu_ as leaky_relu_
from ._inplace import relu_ as relu_
from ._inplace import rrelu_ as rrelu_
from ._inplace import selu_ as selu_
from ._inplace import threshold_ as threshold_
from ._loss import binary_cross_entropy as binary_cross_entropy
from ._loss import binary_cross_entropy_with_logits as binary_cross_entropy_with_logits
from ._loss import gaussian_nll_loss as gaussian_nll_loss
from ._loss import half_squared_error as half_squared_error
from ._loss import huber_loss as huber_loss
from ._loss import kl_div as kl_div
from ._loss import l1_loss as l1_loss
from ._loss import mse_loss as mse_loss
from ._loss import multilabel_soft_margin_loss as multilabel_soft_margin_loss
from ._loss import poisson_nll_loss as poisson_nll_loss
from ._loss import smooth_l1_loss as smooth_l1_loss
from ._loss import soft_margin_loss as soft_margin_loss
from ._margin import cosine_embedding_loss as cosine_embedding_loss
from ._margin import hinge_embedding_loss as hinge_embedding_loss
from ._margin import margin_ranking_loss as margin_ranking_loss
from ._margin import multi_margin_loss as multi_margin_loss
from ._margin import multilabel_margin_loss as multilabel_margin_loss
from ._margin import triplet_margin_loss as triplet_margin_loss
from ._margin import triplet_margin_with_distance_loss as triplet_margin_with_distance_loss
from ._multihead import multi_head_attention_forward as multi_head_attention_forward
from ._normalization import batch_norm as batch_norm
from ._normalization import group_norm as group_norm
from ._normalization import instance_norm as instance_norm
from ._normalization import layer_norm as layer_norm
from ._normalization import local_response_norm as local_response_norm
from ._normalization import rms_norm as rms_norm
from ._padding import pad as pad
from ._pooling import adaptive_avg_pool1d as adaptive_avg_pool1d
from ._pooling import adaptive_avg_pool2d as adaptive_avg_pool2d
from ._pooling import adaptive_avg_pool3d as adaptive_avg_pool3d
from ._pooling import adaptive_max_pool1d as adaptive_max_pool1d
from ._pooling import adaptive_max_pool2d as adaptive_max_pool2d
from ._pooling import adaptive_max_pool3d as adaptive_max_pool3d
from ._pooling import avg_pool1d as avg_pool1d
from ._pooling import avg_pool2d as avg_pool2d
from ._pooling import avg_pool3d as avg_pool3d
from ._pooling import lp_pool1d as lp_pool1d
from ._pooling import lp_pool2d as lp_pool2d
from ._pooling import lp_pool3d as lp_pool3d
from ._pooling import max_pool1d as max_pool1d
from ._pooling import max_pool2d as max_pool2d
from ._pooling import max_pool3d as max_pool3d
from ._pooling import max_unpool1d as max_unpool1d
from ._pooling import max_unpool2d as max_unpool2d
from ._pooling import max_unpool3d as max_unpool3d
from ._resize import bilinear as bilinear
from ._resize import channel_shuffle as channel_shuffle
from ._resize import interpolate as interpolate
from ._resize import pixel_shuffle as pixel_shuffle
from ._resize import pixel_unshuffle as pixel_unshuffle
from ._resize import upsample as upsample
from ._resize import upsample_bilinear as upsample_bilinear
from ._resize import upsample_nearest as upsample_nearest
from ._sampling import affine_grid as affine_grid
from ._sampling import grid_sample as grid_sample
from ._window import conv1d as conv1d
from ._window import conv2d as conv2d
from ._window import conv3d as conv3d
from ._window import conv_transpose1d as conv_transpose1d
from ._window import conv_transpose2d as conv_transpose2d
from ._window import conv_transpose3d as conv_transpose3d
from ._window import fold as fold
from ._window import unfold as unfold

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "adaptive_max_pool3d",
    "affine_grid",
    "alpha_dropout",
    "arctan",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "bilinear",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "celu",
    "celu_",
    "channel_shuffle",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "cosine_embedding_loss",
    "cosine_similarity",
    "cross_entropy",
    "ctc_loss",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "elu",
    "elu_",
    "embedding",
    "embedding_bag",
    "feature_alpha_dropout",
    "fold",
    "fractional_max_pool2d",
    "fractional_max_pool3d",
    "gaussian_nll_loss",
    "gelu",
    "glu",
    "grid_sample",
    "group_norm",
    "gumbel_softmax",
    "half_squared_error",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hardtanh_",
    "hinge_embedding_loss",
    "huber_loss",
    "identity",
    "instance_norm",
    "interpolate",
    "isru",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "leaky_relu_",
    "linear",
    "linear_cross_entropy",
    "local_response_norm",
    "log_softmax",
    "logsigmoid",
    "lp_pool1d",
    "lp_pool2d",
    "lp_pool3d",
    "margin_ranking_loss",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
    "mish",
    "mse_loss",
    "multi_head_attention_forward",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "pdist",
    "pixel_shuffle",
    "pixel_unshuffle",
    "poisson_nll_loss",
    "prelu",
    "relu",
    "relu6",
    "relu_",
    "rms_norm",
    "rrelu",
    "rrelu_",
    "scaled_dot_product_attention",
    "selu",
    "selu_",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanhshrink",
    "threshold",
    "threshold_",
    "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
    "unfold",
    "unit_step",
    "upsample",
    "upsample_bilinear",
    "upsample_nearest",
]


def __dir__() -> list[str]:
    return sorted(__all__)
