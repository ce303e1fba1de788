"""Rows of the table of calls: layers and losses beyond those that the lecture names."""

from drive import M, T, V, W, call, scene

import tensorlab as tl

F, L = "nn.functional.", "nn."
P = [0.5, 0.25, 0.75]  # probabilities, or what is more than 0

NAMES = ("celu gelu glu hardsigmoid hardswish hardtanh", "logsigmoid mish relu6 selu softmin softshrink")
for _name in " ".join(NAMES).split():
    call(F + _name, [V * 2, W * 2])
call(F + "threshold", M, 0.5, 20.0)
call(F + "alpha_dropout", M, training=True)
call(F + "feature_alpha_dropout", M, training=True)
call(F + "gumbel_softmax", M, 0.5)
call(F + "dropout1d", [M, M])
call(F + "dropout2d", [[M, M]])
call(F + "dropout3d", [[[M, M]]])
call(L + "CELU nn.GELU nn.GLU nn.Hardsigmoid nn.Hardswish nn.Hardtanh nn.LogSigmoid nn.Mish nn.ReLU6 nn.SELU")
call(L + "Softmax2d nn.Softmin nn.Softshrink nn.AlphaDropout nn.FeatureAlphaDropout")
call(L + "Dropout1d nn.Dropout2d nn.Dropout3d")
call(L + "Threshold", 0.5, 20.0)

# ---- losses
call(F + "smooth_l1_loss " + F + "soft_margin_loss " + F + "hinge_embedding_loss", M, M)
call(F + "huber_loss", M, M, weight=M)
call(F + "binary_cross_entropy", [P, P], [P, P], weight=P)
call(F + "kl_div", M, [P, P])
call(F + "poisson_nll_loss", M, M)
call(F + "gaussian_nll_loss", M, M, [P, P])
call(F + "multilabel_soft_margin_loss", M, [P, P], weight=W)
call(F + "margin_ranking_loss", V, W, [1.0, -1.0, 1.0])
call(F + "cosine_embedding_loss", M, M, [1, -1])
call(F + "triplet_margin_loss " + F + "triplet_margin_with_distance_loss", M, [W, V], [V, V])
call(F + "multi_margin_loss", M, [2, 0], weight=W)
call(F + "multilabel_margin_loss", M, [[2, 0, -1], [1, -1, 0]])
call(F + "ctc_loss", [M, M, M], [[1], [2]], [3, 3], [1, 1])
call(F + "normalize", M, dim=[0, 1])
call(F + "pairwise_distance", M, [W, V])
call(L + "SmoothL1Loss nn.HuberLoss nn.KLDivLoss nn.SoftMarginLoss nn.HingeEmbeddingLoss nn.PoissonNLLLoss")
call(L + "GaussianNLLLoss nn.CosineEmbeddingLoss nn.MarginRankingLoss nn.TripletMarginLoss nn.CTCLoss")
call(L + "TripletMarginWithDistanceLoss nn.MultiLabelMarginLoss nn.PairwiseDistance nn.CosineSimilarity")
call(L + "BCELoss nn.MultiLabelSoftMarginLoss nn.MultiMarginLoss", weight=W)

# ---- normalisations
call(F + "layer_norm", M, [3], V, W)
call(F + "rms_norm", M, [3], V)
call(F + "group_norm", M, 1, V, W)
call(F + "batch_norm", M, V, P, W, V)
call(F + "batch_norm", M, None, None, W, V, training=True)
call(F + "instance_norm", [M, M], [0.0, 0.5], [1.0, 2.0], [1.0, 2.0], [0.0, 0.5], use_input_stats=False)
call(F + "local_response_norm", [M, M], 2)
call(L + "LayerNorm nn.RMSNorm", [2, 3])
call(L + "GroupNorm", 2, 4)
call(L + "LocalResponseNorm nn.BatchNorm1d nn.BatchNorm2d nn.BatchNorm3d", 2)
call(L + "InstanceNorm1d nn.InstanceNorm2d nn.InstanceNorm3d", 2)

# ---- recurrent layers
call(L + "RNN nn.LSTM nn.GRU nn.RNNCell nn.LSTMCell nn.GRUCell", 2, 3)
call(L + "RNNBase", "LSTM", 2, 3)
R = "nn.utils.rnn."
call(R + "pack_sequence " + R + "pad_sequence", [V, [0.5, 0.25]])
call(R + "pack_padded_sequence", M, [2, 2, 1])
call(R + "unpad_sequence", M, [2, 1, 2])
call(R + "invert_permutation", [2, 0, 1])
call(R + "PackedSequence", V, [2, 1], [1, 0])


@scene(R + "pad_packed_sequence")
def _():
    return tl.nn.utils.rnn.pad_packed_sequence, [tl.nn.utils.rnn.pack_sequence([V, [0.5, 0.25]])], {}


@scene(R + "unpack_sequence")
def _():
    return tl.nn.utils.rnn.unpack_sequence, [tl.nn.utils.rnn.pack_sequence([V, [0.5, 0.25]])], {}


# ---- tables of vectors
call(F + "embedding", [[0, 1], [1, 0]], M)
call(F + "embedding_bag", [0, 1, 1], M, [0, 2], mode="sum", per_sample_weights=P)
call(L + "Embedding nn.EmbeddingBag", 3, 2, _weight=[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
call(L + "Embedding.from_pretrained nn.EmbeddingBag.from_pretrained", M)

# ---- attention
call(F + "scaled_dot_product_attention", M, [V, W, V], [V, V, W], [[True, False, True], [True, True, True]])
call(L + "MultiheadAttention", 4, 2)
call(L + "SinusoidalPositions", 4, 5)
call(L + "TransformerEncoderLayer nn.TransformerDecoderLayer nn.Transformer", 4, 2, dim_feedforward=3)
call(L + "TransformerEncoder nn.TransformerDecoder", tl.nn.Linear(2, 2), 2)
call(L + "Transformer.generate_square_subsequent_mask", 3)

# ---- helpers
call("nn.utils.get_total_norm nn.utils.parameters_to_vector", [T, T])
call("nn.utils.clip_grad_norm_ nn.utils.clip_grad_value_", [T, T], 1.0)
call("nn.utils.clip_grads_with_norm_", [T, T], 1.0, T.sum())


@scene("nn.utils.vector_to_parameters")
def _():
    return tl.nn.utils.vector_to_parameters, [tl.ones(5), [tl.zeros(2), tl.zeros(3)]], {}


call(F + "affine_grid", [[[0.5, 0.0, 0.25], [0.0, 1.0, -0.25]]], [1, 1, 2, 3])
call(F + "grid_sample", [[[[0.5, 0.25], [0.125, 0.75]]]], [[[[0.5, -0.25], [0.75, 2.0]]]])
