"""Random variables under PyTorch's names: what policies of agents and variational models draw from.

>>> import tensorlab as tl
>>> policy = tl.distributions.Categorical(logits=tl.array([0.0, 1.0, 2.0]))
>>> policy.log_prob(tl.tensor(2)).round(4)
tensor(-0.4076)
"""

from .classes import Bernoulli, Categorical
from .distribution import Distribution, Independent
from .divergence import kl_divergence
from .reals import Exponential, Normal, Uniform

__all__ = [
    "Bernoulli", "Categorical", "Distribution", "Exponential", "Independent", "Normal", "Uniform",
    "kl_divergence",
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__
