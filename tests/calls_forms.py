"""Rows of the table of calls: layers of late shapes, drawn pools, older names and what is done in place."""

from drive import M, T, V, W, call, scene

import tensorlab as tl

F, L = "nn.functional.", "nn."
SQUARE = [[0.5, 0.25, 1.0, 2.0]] * 4
IMAGE, VOLUME = [[SQUARE]], [[[SQUARE] * 4]]

call(F + "celu_ nn.functional.elu_ nn.functional.hardtanh_ nn.functional.leaky_relu_ nn.functional.relu_", T)
call(F + "rrelu_ nn.functional.selu_", T)
call(F + "threshold_", T, 0.5, 20.0)
call(F + "fractional_max_pool2d", IMAGE, [2, 2], output_size=[2, 2])
call(F + "fractional_max_pool3d", VOLUME, [2, 2, 2], output_ratio=[0.5, 0.5, 0.5])
call(L + "FractionalMaxPool2d", [2, 2], output_size=[2, 2])
call(L + "FractionalMaxPool3d", [2, 2, 2], output_ratio=[0.5, 0.5, 0.5])
call(F + "upsample", IMAGE, size=[2, 3])
call(F + "upsample_nearest", IMAGE, scale_factor=[2, 2])
call(F + "upsample_bilinear", IMAGE, size=[3, 3])
call(F + "linear_cross_entropy", M, [V, W], [1, 0], weight=[0.5, 0.25])
call(L + "LinearCrossEntropyLoss", 3, 2, weight=[0.5, 0.25])
call(L + "LinearCrossEntropyOptions")
call(L + "Buffer", M)
call(L + "UninitializedBuffer nn.UninitializedParameter")
call(L + "LazyLinear", 2)
for _n in (1, 2, 3):
    call(L + f"LazyBatchNorm{_n}d nn.LazyInstanceNorm{_n}d")
    call(L + f"LazyConv{_n}d nn.LazyConvTranspose{_n}d", 2, [2] * _n, stride=[1] * _n, padding=[1] * _n)


@scene(F + "multi_head_attention_forward")
def _():
    q = [[V + [0.5]] * 2] * 3
    three, out = tl.ones((12, 4)), tl.eye(4)
    given = [q, q, q, 4, 2, three, None, None, None, False, 0.0, out, None]
    return tl.nn.functional.multi_head_attention_forward, given, {}


@scene("nn.utils.parametrizations.orthogonal")
def _():
    return tl.nn.utils.parametrizations.orthogonal, [tl.nn.Linear(2, 3)], {}


@scene("nn.utils.parametrize.transfer_parametrizations_and_params")
def _():
    made = tl.nn.utils.parametrizations.weight_norm(tl.nn.Linear(2, 3))
    transfer = tl.nn.utils.parametrize.transfer_parametrizations_and_params
    return transfer, [made, tl.nn.Linear(2, 3)], {}
