"""Rows of the table of calls: padding, convolutions, pooling."""

from drive import V, W, call, scene

import tensorlab as tl

F = "nn.functional."
ROW = [V * 2, W * 2]  # (C, L) = (2, 6)
IMAGE = [[V, W], [W, V]]  # (C, H, W) = (2, 2, 3)
FILM = [IMAGE, IMAGE]  # (C, D, H, W) = (2, 2, 2, 3)
INPUTS = {1: ROW, 2: IMAGE, 3: FILM}
KERNELS = {1: ROW, 2: [[V], [W]], 3: [[[V]], [[W]]]}  # of one channel, two of them

call(F + "pad", ROW, [1, 2, 0, -1], value=0.5)
for axes in (1, 2, 3):
    ones, zeros, twos = [1] * axes, [0] * axes, [1, 2, 2][3 - axes :]
    x = INPUTS[axes]
    for kind in ("Zero", "Reflection", "Replication", "Circular"):
        call(f"nn.{kind}Pad{axes}d", [1, 0] * axes)
    call(f"nn.ConstantPad{axes}d", [1, 0] * axes, 0.5)
    call(
        f"{F}conv_transpose{axes}d", x, [KERNELS[axes]] * 2, [0.5, 0.25], stride=ones, padding=zeros,
        output_padding=zeros, dilation=ones,
    )  # fmt: skip
    call(f"nn.ConvTranspose{axes}d", 2, 2, ones, stride=ones, padding=zeros, dilation=ones)
    for kind in ("max", "avg"):
        call(f"{F}{kind}_pool{axes}d", x, ones, stride=ones, padding=zeros)
        call(f"nn.{kind.title()}Pool{axes}d", ones, stride=ones, padding=zeros)
        call(f"{F}adaptive_{kind}_pool{axes}d", x, ones)
        call(f"nn.Adaptive{kind.title()}Pool{axes}d", ones)
    call(f"{F}lp_pool{axes}d", x, 2, ones, stride=ones)
    call(f"nn.LPPool{axes}d", 2, ones, stride=ones)
    one = {1: [[1.0]], 2: [[[1.0]]], 3: [[[[1.0]]]]}[axes]
    place = {1: [[1]], 2: [[[1]]], 3: [[[[1]]]]}[axes]
    call(f"{F}max_unpool{axes}d", one, place, twos, stride=ones, padding=zeros, output_size=twos)
    call(f"nn.MaxUnpool{axes}d", twos, stride=ones, padding=zeros)
call(F + "conv3d", FILM, [[[[[1.0]]], [[[0.5]]]]] * 2, [0.5, 0.25], stride=[1, 1, 1], padding=[0, 0, 0])
call("nn.Conv3d", 2, 2, [1, 1, 1], stride=[1, 1, 1], padding=[0, 0, 0], dilation=[1, 1, 1])
call(F + "unfold", IMAGE, [1, 2], dilation=[1, 1], padding=[0, 0], stride=[1, 1])
call(F + "fold", [V, W], [1, 3], [1, 1], dilation=[1, 1], padding=[0, 0], stride=[1, 1])
call("nn.Unfold", [1, 2], dilation=[1, 1], padding=[0, 0], stride=[1, 1])
call("nn.Fold", [1, 3], [1, 1], dilation=[1, 1], padding=[0, 0], stride=[1, 1])

# ---- resampling
call(F + "interpolate", [IMAGE, IMAGE], [3, 2])
call(F + "interpolate", [IMAGE, IMAGE], scale_factor=[2.0, 1.5], mode="bilinear")
call("nn.Upsample nn.UpsamplingNearest2d nn.UpsamplingBilinear2d", [3, 2])
call(F + "pixel_shuffle", IMAGE * 2, 2)
call(F + "pixel_unshuffle", [[V, W, V]], 3)
call(F + "channel_shuffle", [IMAGE, IMAGE], 2)
call(F + "bilinear", [V, W], [W, V], [[V, W, V]], [0.5])
call("nn.PixelShuffle nn.PixelUnshuffle nn.ChannelShuffle", 2)
call("nn.Bilinear", 2, 3, 1)


# ---- parameters
@scene("nn.ParameterList")
def _():
    return tl.nn.ParameterList, [[tl.ones(2), tl.ones(1)]], {}


@scene("nn.ParameterList.extend")
def _():
    return tl.nn.ParameterList([tl.ones(1)]).extend, [[tl.ones(2), tl.ones(1)]], {}


@scene("nn.ParameterDict")
def _():
    return tl.nn.ParameterDict, [[("a", tl.ones(2)), ("b", tl.ones(1))]], {}


@scene("nn.ParameterDict.update")
def _():
    return tl.nn.ParameterDict().update, [[("a", tl.ones(2)), ("b", tl.ones(1))]], {}
