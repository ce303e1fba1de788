"""Functions of each element that are longer formulas, and phases put together again."""

from __future__ import annotations

from math import pi

from tensorlab_c._operands import _axis, _operand
from tensorlab_c._tensor import Tensor
from tensorlab_c.cumulative import cumsum, diff
from tensorlab_c.elementwise import abs as size_of
from tensorlab_c.elementwise import remainder
from tensorlab_c.joining import concatenate
from tensorlab_c.searching import where
from tensorlab_c.standard import result_type

__all__ = ["i0", "unwrap"]


def i0(x) -> Tensor:
    """The modified Bessel function of the first kind, of order 0.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Of the shape of `x`; integers give the default float type.

    Raises
    ------
    TypeError
        For complex numbers.

    Notes
    -----
    I₀(x) = Σ (x/2)²ᵏ / k!², by SciPy's Chebyshev series (Clenshaw 1962). The derivative is I₁.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.i0(tl.array([0.0, 1.0, 2.0]))
    tensor([1.        , 1.26606588, 2.2795853 ])
    """
    t = _operand(x, "i0")
    if t.dtype.kind == "c":
        raise TypeError(f"i0: not defined for {t.dtype}")
    return _bessel("i0", t)


def _bessel(name: str, t: Tensor) -> Tensor:
    from tensorlab_c.special import _by_scipy

    return _by_scipy(name, t, _slope_of_i0 if name == "i0" else _slope_of_i1)


def _slope_of_i0(x, y):
    return _bessel("i1", x)


def _slope_of_i1(x, y):
    """I₁' = I₀ − I₁ / x, which is 1/2 at 0."""
    at_zero = x.detach() == 0
    return _bessel("i0", x) - where(at_zero, 0.5, _bessel("i1", x) / where(at_zero, 1.0, x))


def unwrap(p, discont=None, axis=-1, *, period=2 * pi) -> Tensor:
    """Phases without jumps: with multiples of the period, so that neighbours differ by half of it at most.

    Parameters
    ----------
    p : array_like
    discont : float, optional
        Smaller jumps stay as they are; half a period, and no less than that, when None.
    axis : int
        The axis along which neighbours are compared.
    period : float

    Returns
    -------
    Tensor
        Of the shape of `p`; integers stay integers when the period is one.

    Raises
    ------
    TypeError
        For complex numbers.
    ValueError
        When `p` has no axis.
    OverflowError
        For unsigned integers when the period is an integer.

    Notes
    -----
    What is added does not change with `p`: the derivative is 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unwrap(tl.array([0, 1, 2, -1, 0]), period=4)
    tensor([0, 1, 2, 3, 4])
    """
    t = _operand(p, "unwrap")
    if t.dtype.kind == "c":
        raise TypeError(f"unwrap: not defined for {t.dtype}, which have no order")
    if t.ndim == 0:
        raise ValueError("unwrap: a phase alone has no neighbours; the tensor has no axis")
    axis = _axis(axis, t, "unwrap")
    step = diff(t.detach(), axis=axis)
    dtype = result_type(step, period)
    half, exact = period / 2, dtype.kind in "iu"
    if dtype.kind == "u":
        raise OverflowError(f"unwrap: half a period down is no {dtype}; write x.astype(tl.int64)")
    if exact:
        half, rest = divmod(period, 2)
    moved = remainder(step + half, period) - half
    if not exact or rest == 0:  # half a period up stays up
        moved = where((moved == -half) & (step > 0), half, moved)
    more = where(size_of(step) < (period / 2 if discont is None else discont), 0, moved - step)
    first, rest = (slice(None),) * axis + (slice(1),), (slice(None),) * axis + (slice(1, None),)
    whole = t.astype(more.dtype, copy=False)
    turned = concatenate([whole[first], whole[rest] + cumsum(more, axis)], axis)
    return turned.astype(dtype, copy=False)
