"""Determinants, of ``tl.linalg``, and their derivatives, which singular matrices have too."""

from __future__ import annotations

import math
from collections import namedtuple

from tensorlab_c._factors import adjoint, needs
from tensorlab_c._operands import _no_slope
from tensorlab_c._tensor import Tensor, custom
from tensorlab_c.creation import eye
from tensorlab_c.decompositions import _linalg_error, _matrices, inv
from tensorlab_c.elementwise import abs as _abs
from tensorlab_c.last_axes import trace
from tensorlab_c.limits import finfo
from tensorlab_c.logic import all as _all
from tensorlab_c.logic import any as _any
from tensorlab_c.manipulation import expand_dims
from tensorlab_c.norms import _lapack
from tensorlab_c.products import matmul
from tensorlab_c.reduction import max as _max
from tensorlab_c.reduction import prod as _prod
from tensorlab_c.searching import where

__all__ = ["det", "slogdet"]

SlogdetResult = namedtuple("SlogdetResult", ["sign", "logabsdet"])

_LOST = 1e-3  # of the precision: when so much of it is lost, the inverse is not asked for the adjugate


def det(a) -> Tensor:
    """The determinant of square matrices.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.

    Returns
    -------
    Tensor
        Without the last two axes.

    Notes
    -----
    Differentiable any number of times, singular matrices included: the derivative is the adjugate.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.det(tl.array([[2.0, 0.0], [0.0, 4.0]]))
    tensor(8.)
    """
    a = _matrices(a, "det", square=True)
    return custom(_lapack.det(a.detach(), False), _det_rule, a)


def _det_rule(g: Tensor, d: Tensor, a: Tensor):
    return (expand_dims(g, (-2, -1)) * adjoint(_adjugate(a, d)),)


def _adjugate(a: Tensor, d: Tensor) -> Tensor:
    """The determinant times the inverse, where there is none, too."""
    n = a.shape[-1]
    try:
        inverse = inv(a)
        sizes = _max(_abs(inverse.detach()), axis=(-2, -1), initial=0.0)
        sizes = n * n * sizes * _max(_abs(a.detach()), axis=(-2, -1), initial=0.0)
        if _all(sizes * float(finfo(a.dtype).eps) < _LOST) and _all(_abs(d.detach()) > 0):
            return expand_dims(d, (-2, -1)) * inverse
    except _linalg_error():
        pass
    if needs(a):  # by Faddeev and LeVerrier, in products and traces, which can be differentiated again
        one = eye(n, dtype=a.dtype)
        m = one + a * 0.0
        for k in range(1, n):
            product = matmul(a, m)
            m = product - expand_dims(trace(product), (-2, -1)) / k * one
        return m if n % 2 else -m
    u, s, vh = _lapack.svd(a, "S", "det")
    ones = eye(n, dtype="bool")
    others = _prod(where(ones, 1.0, expand_dims(s, -2)), axis=-1)
    turn = _lapack.det(matmul(u, vh), False)
    return expand_dims(turn, (-2, -1)) * matmul(adjoint(vh) * expand_dims(others, -2), adjoint(u))


def slogdet(a) -> SlogdetResult:
    """The sign of the determinant and the logarithm of its size, which does not overflow.

    Parameters
    ----------
    a : array_like
        Square matrices in the last two axes.

    Returns
    -------
    SlogdetResult
        ``(sign, logabsdet)``. Of complex matrices the sign is a number of size 1 or 0, the logarithm real.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linalg.slogdet(tl.array([[0.0, 1.0], [1.0, 0.0]])).sign
    tensor(-1.)
    """
    a = _matrices(a, "slogdet", square=True)
    turn, logarithm = _lapack.det(a.detach(), True, "slogdet")
    slope = _sign_rule if a.dtype.kind == "c" else _no_slope
    return SlogdetResult(custom(turn, slope, a), custom(logarithm, _logarithm_rule, a))


def _logarithm_rule(g: Tensor, y: Tensor, a: Tensor):
    return (expand_dims(g, (-2, -1)) * adjoint(_inverse(a)),)


def _sign_rule(g: Tensor, y: Tensor, a: Tensor):
    """The sign of a complex determinant turns by the imaginary part of the trace of inv(a) @ a'."""
    turn = (y.conj() * g).imag
    return (expand_dims(turn * 1j, (-2, -1)) * adjoint(_inverse(a)),)


def _inverse(a: Tensor) -> Tensor:
    """The inverse; nan where there is none."""
    singular = expand_dims(_lapack.det(a.detach(), True)[0] == 0, (-2, -1))
    if not _any(singular):
        return inv(a)
    return where(singular, math.nan, inv(where(singular, eye(a.shape[-1], dtype=a.dtype), a)))
