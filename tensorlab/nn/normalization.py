"""Normalisations as layers; formulas are those of `tensorlab.nn.functional`."""

from __future__ import annotations

from tensorlab_c import Tensor, no_grad, ones, zeros

from .._check import check_device, flag, integer, parameter_dtype, real
from . import functional as F
from .functional._normalization import trailing_shape
from .init import ones_, zeros_
from .module import Module
from .parameter import Parameter, empty_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c import DType

    from .._typing import DTypeLike

__all__ = [
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "GroupNorm",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
    "LayerNorm",
    "LocalResponseNorm",
    "RMSNorm",
]


class _Affine(Module):
    """A normalisation with a learned weight, 1 at first, and bias, 0 at first."""

    weight: Parameter | None
    bias: Parameter | None

    def _affine(self, shape: tuple[int, ...], weight: bool, bias: bool, dtype: DType) -> None:
        name = type(self).__name__
        for parameter, there in (("weight", weight), ("bias", bias)):
            value = empty_parameter(f"{name}: {parameter}", shape, dtype) if there else None
            self.register_parameter(parameter, value)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weights 1, biases 0."""
        if self.weight is not None:
            ones_(self.weight)
        if self.bias is not None:
            zeros_(self.bias)


class _OfChannels(_Affine):
    """Statistics of channels, and running ones."""

    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None
    axes: tuple[int, ...] = ()  # how many the input may have
    _may_lack = frozenset({"num_batches_tracked"})  # of states from before PyTorch 0.4.1

    def __init__(
        self,
        num_features: int,
        eps: float,
        momentum: float | None,
        affine: bool,
        track_running_stats: bool,
        device: str | None,
        dtype: DTypeLike,
        bias: bool,
    ):
        super().__init__()
        name = type(self).__name__
        check_device(name, device)
        chosen = parameter_dtype(name, dtype)
        self.num_features = integer(name, "num_features", num_features)
        self.eps = real(name, "eps", eps)
        self.momentum = None if momentum is None else real(name, "momentum", momentum)
        self.affine = flag(name, "affine", affine)
        self.track_running_stats = flag(name, "track_running_stats", track_running_stats)
        tracked = self.track_running_stats
        shape = (self.num_features,)
        self.register_buffer("running_mean", zeros(shape, dtype=chosen) if tracked else None)
        self.register_buffer("running_var", ones(shape, dtype=chosen) if tracked else None)
        self.register_buffer("num_batches_tracked", zeros((), dtype="int64") if tracked else None)
        self._affine(shape, self.affine, self.affine and flag(name, "bias", bias), chosen)

    def reset_running_stats(self) -> None:
        """Running means 0, running variances 1, no batch seen."""
        if self.running_mean is not None and self.running_var is not None:
            zeros_(self.running_mean)
            ones_(self.running_var)
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Weights 1, biases 0, and running statistics as at first."""
        self.reset_running_stats()
        super().reset_parameters()

    def _channels(self, input: Tensor, wanted: int | None) -> int:
        """How many channels an input has; `wanted` ones, if not None."""
        there = input.shape[self._channel_axis(input)] if input.ndim in self.axes else 0
        if not there or there != (wanted or there):
            kinds = {2: "(N, C)", 3: "(N, C, L)", 4: "(N, C, H, W)", 5: "(N, C, D, H, W)"}
            shapes = " or ".join(kinds[n] for n in self.axes if n in kinds)
            with_these = "" if wanted is None else f" with C = {wanted}"
            raise ValueError(
                f"{type(self).__name__}: expected input of shape {shapes}{with_these}, got {input.shape}"
            )
        return there

    def _checked(self, input: Tensor) -> Tensor:
        self._channels(input, self.num_features)
        return input

    def _channel_axis(self, input: Tensor) -> int:
        return 1

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_OfChannels):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
        *,
        bias: bool = True,
    ):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias)

    def forward(self, input: Tensor) -> Tensor:
        self._checked(input)
        learning = self.training or self.running_mean is None
        mean = var = None
        momentum = 0.0 if self.momentum is None else self.momentum
        if not self.training or self.track_running_stats:
            mean, var = self.running_mean, self.running_var
        y = F.batch_norm(input, mean, var, self.weight, self.bias, learning, self._step(momentum), self.eps)
        if self.training and self.num_batches_tracked is not None:
            with no_grad():
                self.num_batches_tracked += 1
        return y

    def _step(self, momentum: float) -> float:
        """The momentum of this batch; without one running statistics are means over all batches."""
        if self.momentum is None and self.training and self.num_batches_tracked is not None:
            return 1 / (self.num_batches_tracked.item() + 1)
        return momentum


class _InstanceNorm(_OfChannels):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: str | None = None,
        dtype: DTypeLike = None,
        *,
        bias: bool = True,
    ):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias)

    def _channel_axis(self, input: Tensor) -> int:
        return 1 if input.ndim == max(self.axes) else 0

    def forward(self, input: Tensor) -> Tensor:
        self._checked(input)
        single = input.ndim < max(self.axes)
        x = input[None] if single else input
        own = self.training or not self.track_running_stats
        momentum = 0.0 if self.momentum is None else self.momentum
        y = F.instance_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, own, momentum, self.eps
        )
        return y[0] if single else y


class LayerNorm(_Affine):
    """(x − mean) / √(var + ε) · w + b over the last axes; see `functional.layer_norm`.

    Parameters
    ----------
    normalized_shape : int or tuple of int
        Of the last axes.
    eps : float, default 1e-5
    elementwise_affine : bool, default True
        Whether there are w and b.
    bias : bool, default True
        Whether there is b.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight, bias : Parameter, shape normalized_shape, or None
        Ones and zeros at first.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.LayerNorm(2)(tl.array([[1., 3.], [0., 8.]], dtype=tl.float32)).round(3).tolist()
    [[-1.0, 1.0], [-1.0, 1.0]]
    """

    def __init__(
        self,
        normalized_shape: int | tuple[int, ...],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("LayerNorm", device)
        chosen = parameter_dtype("LayerNorm", dtype)
        self.normalized_shape = trailing_shape("LayerNorm", normalized_shape)
        self.eps = real("LayerNorm", "eps", eps)
        self.elementwise_affine = flag("LayerNorm", "elementwise_affine", elementwise_affine)
        there = self.elementwise_affine
        self._affine(self.normalized_shape, there, flag("LayerNorm", "bias", bias) and there, chosen)

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(_Affine):
    """x / √(mean(x²) + ε) · w over the last axes; see `functional.rms_norm`.

    Parameters
    ----------
    normalized_shape : int or tuple of int
        Of the last axes.
    eps : float, optional
        The machine's ε of the dtype for None.
    elementwise_affine : bool, default True
        Whether there is w.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the weight; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape normalized_shape, or None
        Ones at first.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.RMSNorm(2)(tl.array([[3., 4.]], dtype=tl.float32)).round(4).tolist()
    [[0.8485000133514404, 1.1313999891281128]]
    """

    def __init__(
        self,
        normalized_shape: int | tuple[int, ...],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("RMSNorm", device)
        chosen = parameter_dtype("RMSNorm", dtype)
        self.normalized_shape = trailing_shape("RMSNorm", normalized_shape)
        self.eps = None if eps is None else real("RMSNorm", "eps", eps)
        self.elementwise_affine = flag("RMSNorm", "elementwise_affine", elementwise_affine)
        weight = self.elementwise_affine
        value = empty_parameter("RMSNorm: weight", self.normalized_shape, chosen) if weight else None
        self.register_parameter("weight", value)
        self.bias = None
        self.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(_Affine):
    """(x − mean) / √(var + ε) · w + b over groups of channels; see `functional.group_norm`.

    Parameters
    ----------
    num_groups, num_channels : int
        The former divides the latter.
    eps : float, default 1e-5
    affine : bool, default True
        Whether there are w and b.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.
    bias : bool, default True
        Whether there is b.

    Attributes
    ----------
    weight, bias : Parameter, shape (num_channels,), or None
        Ones and zeros at first.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.GroupNorm(2, 4)(tl.array([[1., 3., 0., 8.]], dtype=tl.float32)).round(3).tolist()
    [[-1.0, 1.0, -1.0, 1.0]]
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
        *,
        bias: bool = True,
    ):
        super().__init__()
        check_device("GroupNorm", device)
        chosen = parameter_dtype("GroupNorm", dtype)
        self.num_groups = integer("GroupNorm", "num_groups", num_groups)
        self.num_channels = integer("GroupNorm", "num_channels", num_channels)
        if self.num_channels % self.num_groups:
            raise ValueError(f"GroupNorm: {num_channels} channels are not {num_groups} equal groups")
        self.eps = real("GroupNorm", "eps", eps)
        self.affine = flag("GroupNorm", "affine", affine)
        self._affine(
            (self.num_channels,), self.affine, flag("GroupNorm", "bias", bias) and self.affine, chosen
        )

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim > 1 and input.shape[1] != self.num_channels:
            raise ValueError(
                f"GroupNorm: expected {self.num_channels} channels in axis 1, got shape {input.shape}"
            )
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class LocalResponseNorm(Module):
    """x / (k + α·mean of x² over neighbouring channels)^β; see `functional.local_response_norm`.

    Parameters
    ----------
    size : int
        How many channels.
    alpha, beta, k : float, default 1e-4, 0.75, 1

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.LocalResponseNorm(2, alpha=2., beta=1.)(tl.array([[[1.], [3.]]])).round(6).tolist()
    [[[0.5], [0.272727]]]
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0):
        super().__init__()
        self.size = integer("LocalResponseNorm", "size", size)
        self.alpha = real("LocalResponseNorm", "alpha", alpha)
        self.beta = real("LocalResponseNorm", "beta", beta)
        self.k = real("LocalResponseNorm", "k", k)

    def forward(self, input: Tensor) -> Tensor:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class BatchNorm1d(_BatchNorm):
    """(x − mean) / √(var + ε) · w + b for each channel of a batch; see `functional.batch_norm`.

    Parameters
    ----------
    num_features : int
        C, of an input of shape (N, C) or (N, C, L).
    eps : float, default 1e-5
    momentum : float or None, default 0.1
        How far running statistics move towards those of a batch; None for their mean over all batches.
    affine : bool, default True
        Whether there are a learned weight and bias.
    track_running_stats : bool, default True
        Whether running statistics are kept, and used in evaluation mode.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of parameters and buffers; default ``tl.get_default_dtype()``, float32 at first.
    bias : bool, default True
        Whether there is a bias, if `affine`.

    Attributes
    ----------
    weight, bias : Parameter, shape (num_features,), or None
    running_mean, running_var : Tensor, shape (num_features,), or None
    num_batches_tracked : Tensor, shape (), or None

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.BatchNorm1d(2)(tl.array([[1., 0.], [3., 8.]], dtype=tl.float32)).round(3).tolist()
    [[-1.0, -1.0], [1.0, 1.0]]
    """

    axes = (2, 3)


class BatchNorm2d(_BatchNorm):
    """(x − mean) / √(var + ε) · w + b for each channel of a batch; see `functional.batch_norm`.

    Parameters
    ----------
    num_features : int
        C, of an input of shape (N, C, H, W).
    eps : float, default 1e-5
    momentum : float or None, default 0.1
        How far running statistics move towards those of a batch; None for their mean over all batches.
    affine : bool, default True
        Whether there are a learned weight and bias.
    track_running_stats : bool, default True
        Whether running statistics are kept, and used in evaluation mode.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of parameters and buffers; default ``tl.get_default_dtype()``, float32 at first.
    bias : bool, default True
        Whether there is a bias, if `affine`.

    Attributes
    ----------
    weight, bias : Parameter, shape (num_features,), or None
    running_mean, running_var : Tensor, shape (num_features,), or None
    num_batches_tracked : Tensor, shape (), or None

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.BatchNorm2d(3)(tl.ones((2, 3, 4, 4), dtype=tl.float32)).shape
    (2, 3, 4, 4)
    """

    axes = (4,)


class BatchNorm3d(_BatchNorm):
    """(x − mean) / √(var + ε) · w + b for each channel of a batch; see `functional.batch_norm`.

    Parameters
    ----------
    num_features : int
        C, of an input of shape (N, C, D, H, W).
    eps : float, default 1e-5
    momentum : float or None, default 0.1
        How far running statistics move towards those of a batch; None for their mean over all batches.
    affine : bool, default True
        Whether there are a learned weight and bias.
    track_running_stats : bool, default True
        Whether running statistics are kept, and used in evaluation mode.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of parameters and buffers; default ``tl.get_default_dtype()``, float32 at first.
    bias : bool, default True
        Whether there is a bias, if `affine`.

    Attributes
    ----------
    weight, bias : Parameter, shape (num_features,), or None
    running_mean, running_var : Tensor, shape (num_features,), or None
    num_batches_tracked : Tensor, shape (), or None

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.BatchNorm3d(3)(tl.ones((2, 3, 4, 4, 4), dtype=tl.float32)).shape
    (2, 3, 4, 4, 4)
    """

    axes = (5,)


class InstanceNorm1d(_InstanceNorm):
    """(x − mean) / √(var + ε) for each channel of each example; see `functional.instance_norm`.

    Parameters
    ----------
    num_features : int
        C, of an input of shape (N, C, L) or (C, L).
    eps : float, default 1e-5
    momentum : float, default 0.1
        How far running statistics move towards those of a batch.
    affine : bool, default False
        Whether there are a learned weight and bias.
    track_running_stats : bool, default False
        Whether running statistics are kept, and used in evaluation mode.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of parameters and buffers; default ``tl.get_default_dtype()``, float32 at first.
    bias : bool, default True
        Whether there is a bias, if `affine`.

    Attributes
    ----------
    weight, bias : Parameter, shape (num_features,), or None
    running_mean, running_var : Tensor, shape (num_features,), or None
    num_batches_tracked : Tensor, shape (), or None

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.InstanceNorm1d(3)(tl.ones((3, 5), dtype=tl.float32)).shape
    (3, 5)
    """

    axes = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """(x − mean) / √(var + ε) for each channel of each example; see `functional.instance_norm`.

    Parameters
    ----------
    num_features : int
        C, of an input of shape (N, C, H, W) or (C, H, W).
    eps : float, default 1e-5
    momentum : float, default 0.1
        How far running statistics move towards those of a batch.
    affine : bool, default False
        Whether there are a learned weight and bias.
    track_running_stats : bool, default False
        Whether running statistics are kept, and used in evaluation mode.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of parameters and buffers; default ``tl.get_default_dtype()``, float32 at first.
    bias : bool, default True
        Whether there is a bias, if `affine`.

    Attributes
    ----------
    weight, bias : Parameter, shape (num_features,), or None
    running_mean, running_var : Tensor, shape (num_features,), or None
    num_batches_tracked : Tensor, shape (), or None

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.InstanceNorm2d(3)(tl.ones((3, 4, 4), dtype=tl.float32)).shape
    (3, 4, 4)
    """

    axes = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """(x − mean) / √(var + ε) for each channel of each example; see `functional.instance_norm`.

    Parameters
    ----------
    num_features : int
        C, of an input of shape (N, C, D, H, W) or (C, D, H, W).
    eps : float, default 1e-5
    momentum : float, default 0.1
        How far running statistics move towards those of a batch.
    affine : bool, default False
        Whether there are a learned weight and bias.
    track_running_stats : bool, default False
        Whether running statistics are kept, and used in evaluation mode.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of parameters and buffers; default ``tl.get_default_dtype()``, float32 at first.
    bias : bool, default True
        Whether there is a bias, if `affine`.

    Attributes
    ----------
    weight, bias : Parameter, shape (num_features,), or None
    running_mean, running_var : Tensor, shape (num_features,), or None
    num_batches_tracked : Tensor, shape (), or None

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.InstanceNorm3d(3)(tl.ones((3, 2, 4, 4), dtype=tl.float32)).shape
    (3, 2, 4, 4)
    """

    axes = (4, 5)
