"""Where PyTorch's scripts find names file by file: ``from tensorlab.nn.modules.loss import MSELoss``.

These places hold what other modules define; nothing is imported for them.
"""

from __future__ import annotations

import re
import sys
from types import ModuleType

from . import distributions, nn
from .nn import (
    activation,
    container,
    conv,
    distance,
    dropout,
    embedding,
    lazy,
    linear,
    loss,
    module,
    normalization,
    padding,
    parameter,
    pooling,
    recurrent,
    resampling,
    transformer,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _ntuple(length: int) -> Callable[[Any], tuple]:
    def several(value: Any) -> tuple:
        """A tuple of what is in `value`, or of `value` as often as there are axes."""
        return tuple(value) if hasattr(value, "__iter__") else (value,) * length

    return several


_single, _pair, _triple, _quadruple = map(_ntuple, (1, 2, 3, 4))
_TUPLES = {f"_{word}": globals()[f"_{word}"] for word in ("ntuple", "single", "pair", "triple", "quadruple")}

# name of the file -> where its names are, and names that PyTorch has for them besides
_LAYERS: dict[str, tuple[ModuleType, dict[str, Any]]] = {
    "activation": (activation, {"MultiheadAttention": nn.MultiheadAttention}),
    "batchnorm": (normalization, {}),
    "channelshuffle": (resampling, {}),
    "container": (container, {}),
    "conv": (conv, {"_ConvNd": conv._Convolution, "_ConvTransposeNd": conv._Transposed}),
    "distance": (distance, {}),
    "dropout": (dropout, {"_DropoutNd": dropout._Dropout}),
    "flatten": (linear, {}),
    "fold": (conv, {}),
    "instancenorm": (normalization, {}),
    "lazy": (lazy, {}),
    "linear": (linear, {}),
    "loss": (loss, {"_WeightedLoss": loss._Loss}),
    "module": (module, {}),
    "normalization": (normalization, {}),
    "padding": (padding, {}),
    "pixelshuffle": (resampling, {}),
    "pooling": (pooling, {}),
    "rnn": (recurrent, {"RNNCellBase": recurrent._Cell}),
    "sparse": (embedding, {}),
    "transformer": (transformer, {}),
    "upsampling": (resampling, {}),
    "utils": (parameter, _TUPLES),
}
_VARIABLES = [
    "Bernoulli", "Beta", "Binomial", "Categorical", "Cauchy", "Chi2", "Dirichlet", "Exponential", "Gamma",
    "Geometric", "Gumbel", "HalfCauchy", "HalfNormal", "Independent", "InverseGamma", "Laplace", "LogNormal",
    "MixtureSameFamily", "Multinomial", "MultivariateNormal", "NegativeBinomial", "Normal",
    "OneHotCategorical", "Pareto", "Poisson", "TransformedDistribution", "Uniform", "VonMises", "Weibull",
]  # fmt: skip
_FILES = {
    "kl": ("kl_divergence", "register_kl"), "relaxed_categorical": ("RelaxedOneHotCategorical",),
    "studentT": ("StudentT",),
    **{re.sub("(?<=[a-z])([A-Z])", r"_\1", name).lower(): (name,) for name in _VARIABLES},
}  # fmt: skip


def _place(where: ModuleType, name: str, names: dict[str, Any]) -> ModuleType:
    """A module of these names, in `where`."""
    made = ModuleType(f"{where.__name__}.{name}", "The same names under the name of PyTorch's file.")
    vars(made).update({key: value for key, value in names.items() if not key.startswith("__")})
    setattr(where, name, made)
    sys.modules[made.__name__] = made
    return made


_modules = _place(nn, "modules", {name: getattr(nn, name) for name in nn.__all__})
for _name, (_source, _others) in _LAYERS.items():
    _place(_modules, _name, {**vars(_source), **_others})
for _name, _values in _FILES.items():
    _place(distributions, _name, {value: getattr(distributions, value) for value in _values})
