"""The normal distribution of vectors."""

from __future__ import annotations

import math
from typing import Any

from tensorlab_c import Tensor, broadcast_shapes, broadcast_to, linalg, log, randn

from .constraints import lower_cholesky, positive_definite, real_vector, taking
from .distribution import Distribution, checked, parameters

__all__ = ["MultivariateNormal"]

FORMS = ("covariance_matrix", "precision_matrix", "scale_tril")


class MultivariateNormal(Distribution):
    """The normal distribution of vectors.

    Parameters
    ----------
    loc : Tensor of shape (..., K)
        The mean.
    covariance_matrix : Tensor of shape (..., K, K), optional
    precision_matrix : Tensor of shape (..., K, K), optional
        The covariance's inverse.
    scale_tril : Tensor of shape (..., K, K), optional
        The covariance's Cholesky factor, which is fastest. One of the three is given.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.MultivariateNormal(tl.zeros(2), tl.array([[2.0, 1.0], [1.0, 2.0]]))
    >>> d.log_prob(tl.zeros(2)).round(4), d.variance, d.rsample((3,)).shape
    (tensor(-2.3872), tensor([2., 2.]), (3, 2))
    """

    has_rsample = True
    arg_constraints = taking(loc=real_vector)
    support = real_vector
    loc: Tensor

    def __init__(
        self,
        loc: Any,
        covariance_matrix: Any = None,
        precision_matrix: Any = None,
        scale_tril: Any = None,
        validate_args: bool | None = None,
    ):
        name = "MultivariateNormal"
        given = dict(zip(FORMS, (covariance_matrix, precision_matrix, scale_tril), strict=True))
        given = {key: value for key, value in given.items() if value is not None}
        if len(given) != 1:
            raise ValueError(f"{name}: give one of {', '.join(FORMS)}")
        form = next(iter(given))
        (mean,), (matrix,) = (
            parameters(name, validate_args, loc=loc),
            parameters(name, validate_args, **given),
        )
        if mean.ndim < 1 or matrix.ndim < 2 or not matrix.shape[-1] == matrix.shape[-2] == mean.shape[-1]:
            raise ValueError(f"{name}: a loc of shape {mean.shape} and a {form} of shape {matrix.shape}")
        try:
            self.batch_shape = broadcast_shapes(mean.shape[:-1], matrix.shape[:-2])
        except ValueError:
            raise ValueError(
                f"{name}: shapes do not fit together: loc {mean.shape}, {form} {matrix.shape}"
            ) from None
        self.event_shape, self._validate = mean.shape[-1:], validate_args
        whole = (*self.batch_shape, *self.event_shape)
        self.loc = broadcast_to(mean, whole)
        checked(name, "loc", self.loc == self.loc, "numbers, not nan", validate_args)
        wanted = lower_cholesky if form == "scale_tril" else positive_definite
        if validate_args is not False:
            checked(name, form, wanted.check(matrix), wanted.text, validate_args)
        if form == "scale_tril":
            factor = matrix
        else:
            factor = linalg.cholesky(matrix if form == "covariance_matrix" else linalg.inv(matrix))
        self.scale_tril = broadcast_to(factor, (*whole, *self.event_shape))

    @property
    def covariance_matrix(self) -> Tensor:
        """The covariances of the elements."""
        return self.scale_tril @ self.scale_tril.mT

    @property
    def precision_matrix(self) -> Tensor:
        """The covariance's inverse."""
        return linalg.inv(self.covariance_matrix)

    def _mean(self) -> Tensor:
        return self.loc

    def _mode(self) -> Tensor:
        return self.loc

    def _variance(self) -> Tensor:
        return (self.scale_tril**2).sum(axis=-1)

    def _log_det(self) -> Tensor:
        """Half of the covariance's."""
        return log(self.scale_tril.diagonal(0, -2, -1)).sum(axis=-1)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        noise = randn(shape, dtype=self.loc.dtype)
        return self.loc + (self.scale_tril @ noise[..., None])[..., 0]

    def _log_prob(self, value: Tensor) -> Tensor:
        return -(distances(self.scale_tril, value - self.loc) + self._constant()) / 2 - self._log_det()

    def _constant(self) -> float:
        return self.event_shape[0] * math.log(2 * math.pi)

    def _entropy(self) -> Tensor:
        return self._log_det() + (self.event_shape[0] + self._constant()) / 2


def distances(factor: Tensor, x: Tensor) -> Tensor:
    """Squares of the lengths of vectors in the measure of a covariance (Mahalanobis 1936)."""
    return (linalg.solve_triangular(factor, x[..., None], lower=True)[..., 0] ** 2).sum(axis=-1)
