"""Random variables under PyTorch's names: what policies of agents and variational models draw from.

>>> import tensorlab as tl
>>> policy = tl.distributions.Categorical(logits=tl.array([0.0, 1.0, 2.0]))
>>> policy.log_prob(tl.tensor(2)).round(4)
tensor(-0.4076)
"""

from . import transforms as transforms
from .classes import (
    Bernoulli,
    Categorical,
    OneHotCategorical,
    OneHotCategoricalStraightThrough,
    RelaxedOneHotCategorical,
)
from .counts import Binomial, Geometric, Multinomial, NegativeBinomial, Poisson
from .distribution import Distribution, Independent
from .divergence import kl_divergence, register_kl
from .gammas import Beta, Chi2, Dirichlet, Gamma, InverseGamma
from .mixture import MixtureSameFamily
from .multivariate import MultivariateNormal
from .positive import Exponential, HalfCauchy, HalfNormal, LogNormal, Pareto, Weibull
from .reals import Cauchy, Gumbel, Laplace, Normal, StudentT, Uniform, VonMises
from .transformed import TransformedDistribution
from .transforms import *  # noqa: F403

__all__ = [
    "Bernoulli", "Beta", "Binomial", "Categorical", "Cauchy", "Chi2", "Dirichlet", "Distribution",
    "Exponential", "Gamma", "Geometric", "Gumbel", "HalfCauchy", "HalfNormal", "Independent", "InverseGamma",
    "Laplace", "LogNormal", "MixtureSameFamily", "Multinomial", "MultivariateNormal", "NegativeBinomial",
    "Normal", "OneHotCategorical", "OneHotCategoricalStraightThrough", "Pareto", "Poisson",
    "RelaxedOneHotCategorical", "StudentT", "TransformedDistribution", "Uniform", "VonMises", "Weibull",
    "kl_divergence", "register_kl", "transforms",
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__
