"""Activations as layers: the rows of lecture L5, then others. Formulas are those of `nn.functional`.

The derivative at 0 is the one of the lecture's table: 1 for ReLU and its kin, where PyTorch takes 0.
"""

from __future__ import annotations

from tensorlab_c import Tensor
from tensorlab_c.dense import relu as _relu
from tensorlab_c.dense import sigmoid as _sigmoid
from tensorlab_c.dense import tanh as _tanh

from .._check import check_device, flag, integer, one_of, parameter_dtype, real
from . import functional as F
from .init import constant_
from .module import Module
from .parameter import empty_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import DTypeLike

__all__ = [
    "Arctan",
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "ISRU",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "PReLU",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SELU",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
    "Threshold",
    "UnitStep",
]


class _InPlace(Module):
    """An activation without options but whether its result takes the place of its input."""

    def __init__(self, inplace: bool = False):
        super().__init__()
        self.inplace = flag(type(self).__name__, "inplace", inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class UnitStep(Module):
    """f(x) = 0 for x < 0, 1 for x ≥ 0; f′ = 0 everywhere, so nothing before it learns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.UnitStep()(tl.array([-1., 0., 1.])).tolist()
    [0.0, 1.0, 1.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.unit_step(input)


class Sigmoid(Module):
    """The logistic function f(x) = 1 / (1 + e^(−αx)), f′ = α·f·(1−f).

    Parameters
    ----------
    alpha : float, default 1
        The slope α (lecture L4); PyTorch's Sigmoid has α = 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Sigmoid()(tl.array([0.])).tolist()
    [0.5]
    """

    def __init__(self, alpha: float = 1.0):
        super().__init__()
        self.alpha = real("Sigmoid", "alpha", alpha)

    def forward(self, input: Tensor) -> Tensor:
        return _sigmoid(input) if self.alpha == 1 else F.sigmoid(input, self.alpha)

    def extra_repr(self) -> str:
        return "" if self.alpha == 1 else f"alpha={self.alpha}"


class Tanh(Module):
    """f(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), f′ = 1 − f².

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Tanh()(tl.array([0., 1.])).round(6).tolist()
    [0.0, 0.761594]
    """

    forward = staticmethod(_tanh)


class Arctan(Module):
    """f(x) = tan⁻¹(x), f′ = 1 / (x² + 1).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Arctan()(tl.array([0., 1.])).round(6).tolist()
    [0.0, 0.785398]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.arctan(input)


class Softsign(Module):
    """f(x) = x / (1 + |x|), f′ = 1 / (1 + |x|)².

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Softsign()(tl.array([-3., 0., 1.])).tolist()
    [-0.75, 0.0, 0.5]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softsign(input)


class ISRU(Module):
    """The inverse square root unit f(x) = x / √(1 + αx²), f′ = (1 / √(1 + αx²))³.

    Parameters
    ----------
    alpha : float, default 1
        α ≥ 0; the range is (−1/√α, 1/√α).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ISRU(alpha=1 / 9)(tl.array([0., 4.])).round(6).tolist()
    [0.0, 2.4]
    """

    def __init__(self, alpha: float = 1.0):
        super().__init__()
        self.alpha = real("ISRU", "alpha", alpha, 0)

    def forward(self, input: Tensor) -> Tensor:
        return F.isru(input, self.alpha)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}"


class ReLU(_InPlace):
    """f(x) = 0 for x < 0, x for x ≥ 0; f′ = 0 or 1, and 1 at 0.

    Parameters
    ----------
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([-1., 0., 2.], requires_grad=True)
    >>> tl.nn.ReLU()(x).sum().backward()
    >>> x.grad.tolist()
    [0.0, 1.0, 1.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return _relu(input, self.inplace)


class LeakyReLU(_InPlace):
    """f(x) = a·x for x < 0, x for x ≥ 0; f′ = a or 1, and 1 at 0.

    Parameters
    ----------
    negative_slope : float, default 0.01
        The slope a.
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.LeakyReLU(0.1)(tl.array([-2., 0., 3.])).tolist()
    [-0.2, 0.0, 3.0]
    """

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False):
        super().__init__(inplace)
        self.negative_slope = real("LeakyReLU", "negative_slope", negative_slope)

    def forward(self, input: Tensor) -> Tensor:
        return F.leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}" + ", inplace=True" * self.inplace


class PReLU(Module):
    """f(x) = α·x for x < 0, x for x ≥ 0, with α learned (He et al. 2015).

    Parameters
    ----------
    num_parameters : int, default 1
        One slope, or one per channel (axis 1 of the input).
    init : float, default 0.25
        Where α starts.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the slopes; default ``tl.get_default_dtype()``.

    Attributes
    ----------
    weight : Parameter, shape (num_parameters,)

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.PReLU(2, init=0.5)
    >>> layer(tl.array([[-2., 4.]], dtype=tl.float32)).tolist()
    [[-1.0, 4.0]]
    >>> layer.weight.shape
    (2,)
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("PReLU", device)
        self.num_parameters = integer("PReLU", "num_parameters", num_parameters)
        self.init = real("PReLU", "init", init)
        dtype = parameter_dtype("PReLU", dtype)
        self.weight = constant_(empty_parameter("PReLU: weight", (self.num_parameters,), dtype), self.init)

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class RReLU(_InPlace):
    """f(x) = α·x for x < 0, x for x ≥ 0; while training α ~ U(lower, upper) per element, else their mean.

    Parameters
    ----------
    lower, upper : float, default 1/8, 1/3
    inplace : bool, default False
        Whether the result takes the place of the input.

    Notes
    -----
    Slopes come from ``tl.random``'s global generator (Xu et al. 2015).

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.RReLU(0.2, 0.3)
    >>> bool((layer(-tl.ones(9)) <= -0.2).all())
    True
    >>> layer.eval()(tl.array([-2., 3.])).tolist()
    [-0.5, 3.0]
    """

    def __init__(self, lower: float = 1 / 8, upper: float = 1 / 3, inplace: bool = False):
        super().__init__(inplace)
        self.lower = real("RReLU", "lower", lower)
        self.upper = real("RReLU", "upper", upper, self.lower)

    def forward(self, input: Tensor) -> Tensor:
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"lower={self.lower}, upper={self.upper}" + ", inplace=True" * self.inplace


class ELU(_InPlace):
    """f(x) = α(eˣ − 1) for x < 0, x for x ≥ 0; f′ = f + α or 1 (Clevert et al. 2016).

    Parameters
    ----------
    alpha : float, default 1
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ELU()(tl.array([-1., 0., 2.])).round(6).tolist()
    [-0.632121, 0.0, 2.0]
    """

    def __init__(self, alpha: float = 1.0, inplace: bool = False):
        super().__init__(inplace)
        self.alpha = real("ELU", "alpha", alpha)

    def forward(self, input: Tensor) -> Tensor:
        return F.elu(input, self.alpha, self.inplace)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}" + ", inplace=True" * self.inplace


class CELU(_InPlace):
    """f(x) = α(e^(x/α) − 1) for x < 0, x for x ≥ 0 (Barron 2017).

    Parameters
    ----------
    alpha : float, default 1
        Not 0.
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.CELU(alpha=2)(tl.array([-1., 0., 2.])).round(6).tolist()
    [-0.786939, 0.0, 2.0]
    """

    def __init__(self, alpha: float = 1.0, inplace: bool = False):
        super().__init__(inplace)
        self.alpha = real("CELU", "alpha", alpha)
        if self.alpha == 0:
            raise ZeroDivisionError("CELU: alpha must not be 0")

    def forward(self, input: Tensor) -> Tensor:
        return F.celu(input, self.alpha, self.inplace)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}" + ", inplace=True" * self.inplace


class SELU(_InPlace):
    """λx for x > 0, λα(eˣ − 1) for x ≤ 0: keeps mean 0 and variance 1 (Klambauer et al. 2017).

    Parameters
    ----------
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.SELU()(tl.array([-1., 0., 2.])).round(6).tolist()
    [-1.111331, 0.0, 2.101402]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.selu(input, self.inplace)


class Softmax(Module):
    """e^(x_i) / Σ_j e^(x_j) along an axis.

    Parameters
    ----------
    dim : int, default -1

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Softmax()(tl.array([[0., 0.], [1000., 0.]])).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """

    def __init__(self, dim: int = -1):
        super().__init__()
        self.dim = integer("Softmax", "dim", dim, least=-64)

    def forward(self, input: Tensor) -> Tensor:
        return F.softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmin(Module):
    """`Softmax` of −x.

    Parameters
    ----------
    dim : int, default -1

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Softmin()(tl.array([[0., 0.], [1000., 0.]])).tolist()
    [[0.5, 0.5], [0.0, 1.0]]
    """

    def __init__(self, dim: int = -1):
        super().__init__()
        self.dim = integer("Softmin", "dim", dim, least=-64)

    def forward(self, input: Tensor) -> Tensor:
        return F.softmin(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmax2d(Module):
    """`Softmax` over the channels of images, (N, C, H, W) or (C, H, W).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Softmax2d()(tl.zeros((4, 1, 1))).ravel().tolist()
    [0.25, 0.25, 0.25, 0.25]
    """

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim not in (3, 4):
            raise ValueError(
                f"Softmax2d: expected input of shape (N, C, H, W) or (C, H, W), got {input.shape}"
            )
        return F.softmax(input, -3)


class LogSoftmax(Module):
    """log of `Softmax`, without its rounding.

    Parameters
    ----------
    dim : int, default -1

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.LogSoftmax()(tl.array([[0., -1000.]])).tolist()
    [[0.0, -1000.0]]
    """

    def __init__(self, dim: int = -1):
        super().__init__()
        self.dim = integer("LogSoftmax", "dim", dim, least=-64)

    def forward(self, input: Tensor) -> Tensor:
        return F.log_softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softplus(Module):
    """log(1 + e^(βx)) / β, and x itself where βx > `threshold`.

    Parameters
    ----------
    beta : float, default 1
    threshold : float, default 20

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Softplus()(tl.array([-1000., 0., 1000.])).round(6).tolist()
    [0.0, 0.693147, 1000.0]
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0):
        super().__init__()
        self.beta = real("Softplus", "beta", beta, 0, ends="()")
        self.threshold = real("Softplus", "threshold", threshold)

    def forward(self, input: Tensor) -> Tensor:
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


class SiLU(_InPlace):
    """x·σ(x), also called swish (Elfwing et al. 2018).

    Parameters
    ----------
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.SiLU()(tl.array([-1., 0., 1.])).round(6).tolist()
    [-0.268941, 0.0, 0.731059]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.silu(input, self.inplace)


class Mish(_InPlace):
    """x·tanh(log(1 + eˣ)) (Misra 2019).

    Parameters
    ----------
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Mish()(tl.array([-1., 0., 1.])).round(6).tolist()
    [-0.303401, 0.0, 0.865098]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.mish(input, self.inplace)


class GELU(Module):
    """x·Φ(x), Φ the distribution function of the normal distribution (Hendrycks and Gimpel 2016).

    Parameters
    ----------
    approximate : {"none", "tanh"}
        "tanh" for a formula without Φ; see `functional.gelu`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.GELU()(tl.array([-1., 0., 1.])).round(6).tolist()
    [-0.158655, 0.0, 0.841345]
    """

    def __init__(self, approximate: str = "none"):
        super().__init__()
        self.approximate = one_of("GELU", "approximate", approximate, ("none", "tanh"))

    def forward(self, input: Tensor) -> Tensor:
        return F.gelu(input, self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class GLU(Module):
    """a·σ(b) of the halves a and b of the input along an axis (Dauphin et al. 2017).

    Parameters
    ----------
    dim : int, default -1

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.GLU()(tl.array([1., 2., 0., 0.])).tolist()
    [0.5, 1.0]
    """

    def __init__(self, dim: int = -1):
        super().__init__()
        self.dim = integer("GLU", "dim", dim, least=-64)

    def forward(self, input: Tensor) -> Tensor:
        return F.glu(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class LogSigmoid(Module):
    """log σ(x) = −log(1 + e^−x), for any size of x.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.LogSigmoid()(tl.array([-1000., 0.])).round(6).tolist()
    [-1000.0, -0.693147]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.logsigmoid(input)


class Tanhshrink(Module):
    """f(x) = x − tanh(x), f′ = tanh²(x).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Tanhshrink()(tl.array([-1., 0., 1.])).round(6).tolist()
    [-0.238406, 0.0, 0.238406]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.tanhshrink(input)


class Hardshrink(Module):
    """f(x) = 0 for −λ ≤ x ≤ λ, else x; f′ = 0 or 1.

    Parameters
    ----------
    lambd : float, default 0.5
        The bound λ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Hardshrink(1.0)(tl.array([-2., -1., 0.5, 3.])).tolist()
    [-2.0, 0.0, 0.0, 3.0]
    """

    def __init__(self, lambd: float = 0.5):
        super().__init__()
        self.lambd = real("Hardshrink", "lambd", lambd)

    def forward(self, input: Tensor) -> Tensor:
        return F.hardshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return f"{self.lambd}"


class Softshrink(Module):
    """x moved towards 0 by λ, as far as 0.

    Parameters
    ----------
    lambd : float, default 0.5
        The distance λ ≥ 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Softshrink(1.0)(tl.array([-2., -1., 0.5, 3.])).tolist()
    [-1.0, 0.0, 0.0, 2.0]
    """

    def __init__(self, lambd: float = 0.5):
        super().__init__()
        self.lambd = real("Softshrink", "lambd", lambd, 0)

    def forward(self, input: Tensor) -> Tensor:
        return F.softshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return f"{self.lambd}"


class Hardtanh(_InPlace):
    """x between `min_val` and `max_val`, which it is cut off to.

    Parameters
    ----------
    min_val, max_val : float, default -1, 1
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Hardtanh()(tl.array([-2., 0.5, 3.])).tolist()
    [-1.0, 0.5, 1.0]
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False):
        super().__init__(inplace)
        self.min_val = real("Hardtanh", "min_val", min_val)
        self.max_val = real("Hardtanh", "max_val", max_val)
        if self.min_val >= self.max_val:
            raise ValueError(f"Hardtanh: min_val {min_val} must be less than max_val {max_val}")

    def forward(self, input: Tensor) -> Tensor:
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self) -> str:
        return f"min_val={self.min_val}, max_val={self.max_val}" + ", inplace=True" * self.inplace


class ReLU6(_InPlace):
    """min(max(x, 0), 6).

    Parameters
    ----------
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ReLU6()(tl.array([-1., 3., 8.])).tolist()
    [0.0, 3.0, 6.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.relu6(input, self.inplace)


class Hardsigmoid(_InPlace):
    """min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).

    Parameters
    ----------
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Hardsigmoid()(tl.array([-4., 0., 1.5])).tolist()
    [0.0, 0.5, 0.75]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.hardsigmoid(input, self.inplace)


class Hardswish(_InPlace):
    """x·min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).

    Parameters
    ----------
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Hardswish()(tl.array([-4., 1.5, 4.])).tolist()
    [-0.0, 1.125, 4.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.hardswish(input, self.inplace)


class Threshold(_InPlace):
    """x where it is more than a threshold, else a value.

    Parameters
    ----------
    threshold, value : float
    inplace : bool, default False
        Whether the result takes the place of the input.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Threshold(1, -9)(tl.array([-1., 0.5, 2.])).tolist()
    [-9.0, -9.0, 2.0]
    """

    def __init__(self, threshold: float, value: float, inplace: bool = False):
        super().__init__(inplace)
        self.threshold = real("Threshold", "threshold", threshold)
        self.value = real("Threshold", "value", value)

    def forward(self, input: Tensor) -> Tensor:
        return F.threshold(input, self.threshold, self.value, self.inplace)

    def extra_repr(self) -> str:
        return f"threshold={self.threshold}, value={self.value}" + ", inplace=True" * self.inplace
