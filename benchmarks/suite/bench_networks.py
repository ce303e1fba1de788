"""The functions of networks, forward and with their gradients."""

import numpy as np

from .common import Gradient, Suite, integers, uniform

ROWS = "tanhshrink logsigmoid softsign softplus gelu silu mish hardswish hardsigmoid hardtanh relu6 selu celu"
ROWS += " elu leaky_relu softshrink hardshrink relu glu rrelu"
ACTIVATIONS = {name: f"F.{name}(signed)" for name in ROWS.split()} | {
    "sigmoid": {"": "F.sigmoid(signed)", "torch": "sigmoid(signed)"},
    "tanh": {"": "F.tanh(signed)", "torch": "tanh(signed)", "jax": "tanh(signed)"},
    "threshold": "F.threshold(signed, 0.3, 0.0)",
    "prelu": "F.prelu(signed, slope)",
    "softmax": "F.softmax(signed, -1)",
    "softmin": "F.softmin(signed, -1)",
    "log_softmax": "F.log_softmax(signed, -1)",
    "gumbel_softmax": "F.gumbel_softmax(signed)",
    "isru": "F.isru(signed)",
    "arctan": "F.arctan(signed)",
    "unit_step": "F.unit_step(signed)",
    "identity": "F.identity(signed)",
}
NORMALISATIONS = {
    "batch_norm": "F.batch_norm(images, None, None, training=True)",
    "batch_norm of rows": "F.batch_norm(x, None, None, training=True)",
    "layer_norm": "F.layer_norm(x, (1024,))",
    "rms_norm": "F.rms_norm(x, (1024,))",
    "group_norm": "F.group_norm(images, 4)",
    "instance_norm": "F.instance_norm(images)",
    "local_response_norm": "F.local_response_norm(images, 5)",
    "normalize": "F.normalize(x)",
}
POOLS = {
    f"{kind}_pool{n}d": f"F.{kind}_pool{n}d({volume}, {'2.0, ' if kind == 'lp' else ''}2)"
    for kind in ("max", "avg", "lp", "adaptive_avg", "adaptive_max")
    for n, volume in ((1, "lines"), (2, "images"), (3, "volumes"))
} | {
    f"max_unpool{n}d": f"F.max_unpool{n}d(*F.max_pool{n}d({volume}, 2, return_indices=True), 2)"
    for n, volume in ((1, "lines"), (2, "images"), (3, "volumes"))
}
POOLS |= {
    "fractional_max_pool2d": "F.fractional_max_pool2d(images, 3, output_ratio=(0.6, 0.6))",
    "fractional_max_pool3d": "F.fractional_max_pool3d(volumes, 3, output_ratio=(0.6, 0.6, 0.6))",
}
LAYERS = {
    "linear": "F.linear(x, weight)",
    "bilinear": "F.bilinear(narrow, narrow, cube)",
    "embedding": "F.embedding(words, table)",
    "embedding_bag": "F.embedding_bag(words, table)",
    "one_hot": "F.one_hot(words, 8) * x[0, 0]",
    "scaled_dot_product_attention": "F.scaled_dot_product_attention(heads, heads, heads)",
    "causal attention": "F.scaled_dot_product_attention(heads, heads, heads, is_causal=True)",
    "conv_transpose1d": "F.conv_transpose1d(lines, filters1, stride=2)",
    "conv_transpose3d": "F.conv_transpose3d(volumes, filters3, stride=2)",
    "dropout": "F.dropout(x, 0.5)",
    "dropout1d": "F.dropout1d(lines, 0.5)",
    "dropout2d": "F.dropout2d(images, 0.5)",
    "dropout3d": "F.dropout3d(volumes, 0.5)",
    "alpha_dropout": "F.alpha_dropout(x, 0.5, training=True)",
    "feature_alpha_dropout": "F.feature_alpha_dropout(images, 0.5, training=True)",
    "pad": "F.pad(images, (1, 2, 3, 4))",
    "pad, reflect": 'F.pad(images, (1, 2, 3, 4), mode="reflect")',
    "unfold": "F.unfold(images, 3, padding=1)",
    "fold": "F.fold(patches, (32, 32), 3, padding=1)",
    "interpolate, nearest": "F.interpolate(images, scale_factor=2)",
    "interpolate, bilinear": 'F.interpolate(images, scale_factor=2, mode="bilinear")',
    "grid_sample": "F.grid_sample(images, F.affine_grid(theta, (16, 16, 32, 32), align_corners=False), "
    "align_corners=False)",
    "pixel_shuffle": "F.pixel_shuffle(images, 2)",
    "pixel_unshuffle": "F.pixel_unshuffle(images, 2)",
    "channel_shuffle": {"": "F.channel_shuffle(images, 4)", "torch": "channel_shuffle(images, 4)"},
    "cosine_similarity": "F.cosine_similarity(x, y)",
    "pairwise_distance": "F.pairwise_distance(x, y)",
    "pdist": "F.pdist(narrow)",
}
LOSSES = {
    "mse_loss": "F.mse_loss(x, y)",
    "half_squared_error": "F.half_squared_error(x, y)",
    "l1_loss": "F.l1_loss(x, y)",
    "smooth_l1_loss": "F.smooth_l1_loss(x, y)",
    "huber_loss": "F.huber_loss(x, y)",
    "cross_entropy": "F.cross_entropy(x, classes)",
    "cross_entropy, smooth": "F.cross_entropy(x, classes, label_smoothing=0.1)",
    "linear_cross_entropy": "F.linear_cross_entropy(x, weight, classes)",
    "nll_loss": "F.nll_loss(x, classes)",
    "binary_cross_entropy": "F.binary_cross_entropy(x, y)",
    "binary_cross_entropy_with_logits": "F.binary_cross_entropy_with_logits(x, y)",
    "kl_div": 'F.kl_div(x, y, reduction="batchmean")',
    "poisson_nll_loss": "F.poisson_nll_loss(x, y)",
    "gaussian_nll_loss": "F.gaussian_nll_loss(x, y, y)",
    "hinge_embedding_loss": "F.hinge_embedding_loss(x, signs)",
    "soft_margin_loss": "F.soft_margin_loss(x, signs)",
    "margin_ranking_loss": "F.margin_ranking_loss(x, y, signs)",
    "multi_margin_loss": "F.multi_margin_loss(x, classes)",
    "multilabel_margin_loss": "F.multilabel_margin_loss(narrow, labels)",
    "multilabel_soft_margin_loss": "F.multilabel_soft_margin_loss(x, y)",
    "cosine_embedding_loss": "F.cosine_embedding_loss(x, y, signs[:, 0])",
    "triplet_margin_loss": "F.triplet_margin_loss(x, y, signs)",
    "triplet_margin_with_distance_loss": "F.triplet_margin_with_distance_loss(x, y, signs)",
    "ctc_loss": "F.ctc_loss(F.log_softmax(steps, -1), targets, input_lengths, target_lengths)",
}


def _operands():
    return {
        "x": lambda: uniform((256, 1024)),
        "signed": lambda: uniform((256, 1024), low=-3.0, high=3.0, seed=4),
        "y": lambda: uniform((256, 1024), seed=1),
        "signs": lambda: np.where(uniform((256, 1024), seed=2) > 0.5, 1, -1).astype("float32"),
        "weight": lambda: uniform((256, 1024), seed=3),
        "slope": lambda: uniform(1),
        "narrow": lambda: uniform((256, 32)),
        "cube": lambda: uniform((16, 32, 32), seed=1),
        "lines": lambda: uniform((16, 16, 1024)),
        "images": lambda: uniform((16, 16, 32, 32)),
        "volumes": lambda: uniform((4, 8, 16, 32, 16)),
        "filters1": lambda: uniform((16, 8, 4)),
        "filters3": lambda: uniform((8, 4, 3, 3, 3)),
        "patches": lambda: uniform((16, 16 * 9, 1024)),
        "theta": lambda: uniform((16, 2, 3)),
        "heads": lambda: uniform((8, 4, 128, 32)),
        "table": lambda: uniform((10_000, 64)),
        "words": lambda: integers((64, 32), "int64"),
        "classes": lambda: integers(256, "int64"),
        "labels": lambda: np.pad(integers((256, 4), "int64"), ((0, 0), (0, 28)), constant_values=-1),
        "steps": lambda: uniform((50, 16, 20)),
        "targets": lambda: integers((16, 10), "int64"),
        "input_lengths": lambda: np.full(16, 50),
        "target_lengths": lambda: np.full(16, 10),
    }


class Forward(Suite):
    rows = ACTIVATIONS | NORMALISATIONS | POOLS | LAYERS | LOSSES
    libs = ("tensorlab", "torch", "jax")

    def operands(self):
        return _operands()


class WithGradients(Gradient):
    rows = Forward.rows
    leaves = (
        *("x", "signed", "narrow", "lines", "images", "volumes", "patches", "heads", "table", "steps"),
        *("theta", "weight", "slope", "cube", "filters1", "filters3"),
    )

    def operands(self):
        return _operands()
