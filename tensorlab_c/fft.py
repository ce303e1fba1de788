"""Discrete Fourier transforms: the namespace ``tl.fft``. SciPy's pocketfft computes them, loaded on use.

With N points along an axis, ``X[k] = sum(x[j] * exp(-2j * pi * j * k / N))``, and the inverse divides by N.
Every function of numbers is differentiable any number of times: the derivative of a transform is a transform.
"""

from __future__ import annotations

from tensorlab_c._operands import _axis, _operand, _under
from tensorlab_c._spelled import _also
from tensorlab_c._tensor import AxisError, Tensor, _into
from tensorlab_c._transforms import _c2c, _c2r, _r2c
from tensorlab_c.creation import zeros
from tensorlab_c.dtypes import get_default_dtype, promote_types
from tensorlab_c.elementwise import conj
from tensorlab_c.frequencies import _counted, fftfreq, fftshift, ifftshift, rfftfreq
from tensorlab_c.joining import concatenate

__all__ = [
    "fft", "fft2", "fftfreq", "fftn", "fftshift", "hfft", "ifft", "ifft2", "ifftn", "ifftshift", "ihfft",
    "irfft", "irfft2", "irfftn", "rfft", "rfft2", "rfftfreq", "rfftn",
]  # fmt: skip

_FACTORS = {"backward": (0, 2), "ortho": (1, 1), "forward": (2, 0)}  # forward and back; in `_scaled`


def __dir__() -> list[str]:
    return sorted(__all__)


# ---- arguments ---------------------------------------------------------------------------------------------
def _numbers(x, function: str) -> Tensor:
    """In a dtype that transforms know: single or double precision, real or complex."""
    t = _operand(x, function)
    if t.dtype.name in ("float32", "float64", "complex64", "complex128"):
        return t
    return t.astype("float32" if t.dtype.kind == "f" else get_default_dtype())


def _real_numbers(x, function: str) -> Tensor:
    t = _numbers(x, function)
    if t.dtype.kind == "c":
        raise TypeError(f"{function}: the numbers must be real, got {t.dtype}; use {_OF_COMPLEX[function]}")
    return t


_OF_COMPLEX = {"rfft": "fft", "rfft2": "fft2", "rfftn": "fftn", "ihfft": "ifft"}


def _complex_numbers(x, function: str) -> tuple[Tensor, object]:
    """Complex numbers, and the dtype of real ones that come of them: as narrow as what was given."""
    given = _operand(x, function)
    t = _numbers(given, function)
    narrow = given.dtype if given.dtype.kind == "f" else t.real.dtype
    return t.astype(promote_types(t.dtype, "complex64"), copy=False), narrow


def _scaled(norm, forward: bool, function: str) -> int:
    found = (
        _FACTORS.get("backward" if norm is None else norm) if norm is None or isinstance(norm, str) else None
    )
    if found is None:
        raise ValueError(f"{function}: norm must be 'backward', 'ortho' or 'forward', got {norm!r}")
    return found[0 if forward else 1]


def _points(n, function: str) -> int:
    if isinstance(n, bool) or not hasattr(n, "__index__"):
        raise TypeError(f"{function}: a number of points must be an integer, got {type(n).__name__}")
    return _counted(n, function)


def _some(n: int, x: Tensor, function: str) -> int:
    if n < 1:
        raise ValueError(f"{function}: a transform of {n} points is asked for, of shape {x.shape}")
    return n


def _sized(x: Tensor, axis: int, n: int, function: str) -> Tensor:
    """The first `n` elements along an axis, and zeros behind them."""
    size = x.shape[axis]
    if n < size:
        return x[(slice(None),) * axis + (slice(n),)]
    if n == size:
        return x
    shape = x.shape[:axis] + (n - size,) + x.shape[axis + 1 :]
    with _under(function):
        return concatenate([x, zeros(shape, dtype=x.dtype)], axis=axis)


def _grid(x: Tensor, s, axes, function: str, halved: bool = False) -> tuple[list[int], list[int]]:
    """Axes, counted from the front, and how many points each has; `halved`: the last is half a spectrum."""
    named = None if axes is None else [*(axes if isinstance(axes, (tuple, list)) else (axes,))]
    sizes = None if s is None else [_points(n, function) for n in (s if hasattr(s, "__iter__") else (s,))]
    if named is None:
        named = [*range(x.ndim)] if sizes is None else [*range(-len(sizes), 0)]
    named = [_axis(axis, x, function) for axis in named]
    if sizes is None:
        sizes = [x.shape[axis] for axis in named]
        if halved and sizes:
            sizes[-1] = 2 * (sizes[-1] - 1)
    if len(sizes) != len(named):
        raise ValueError(
            f"{function}: {len(sizes)} numbers of points for {len(named)} axes, of shape {x.shape}"
        )
    sizes = [x.shape[axis] if n == -1 else n for n, axis in zip(sizes, named)]
    return named, [_some(n, x, function) for n in sizes]


# ---- one axis ----------------------------------------------------------------------------------------------
def _single(a, n, axis, norm, out, forward: bool, function: str) -> Tensor:
    x = _numbers(a, function)
    axis, factor = _axis(axis, x, function), _scaled(norm, forward, function)
    n = _some(x.shape[axis] if n is None else _points(n, function), x, function)
    return _into(out, _c2c(_sized(x, axis, n, function), (axis,), forward, factor), function)


def _half(x: Tensor, n, axis, factor: int, function: str) -> Tensor:
    axis = _axis(axis, x, function)
    n = _some(x.shape[axis] if n is None else _points(n, function), x, function)
    return _r2c(_sized(x, axis, n, function), (axis,), factor)


def _whole(x: Tensor, n, axis, factor: int, function: str) -> Tensor:
    axis = _axis(axis, x, function)
    n = _some(2 * (x.shape[axis] - 1) if n is None else _points(n, function), x, function)
    return _c2r(_sized(x, axis, n // 2 + 1, function), (axis,), n, factor)


@_also(dim="axis")
def fft(a, n=None, axis=-1, norm=None, out=None) -> Tensor:
    """The discrete Fourier transform along an axis.

    Parameters
    ----------
    a : array_like
        Real or complex numbers.
    n : int, optional
        So many of the numbers, with zeros behind them where there are fewer; as many as there are when None.
    axis : int
        The axis to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Complex: complex64 of single precision, else complex128.

    Raises
    ------
    ValueError
        When there are no points, for another `norm`, or when `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.fft(tl.array([1.0, 0.0, 0.0, 0.0]))
    tensor([1.+0.j, 1.+0.j, 1.+0.j, 1.+0.j])
    """
    return _single(a, n, axis, norm, out, True, "fft")


@_also(dim="axis")
def ifft(a, n=None, axis=-1, norm=None, out=None) -> Tensor:
    """The inverse of `fft`.

    Parameters
    ----------
    a : array_like
        Numbers for the frequencies 0, 1, ... and then the negative ones.
    n : int, optional
        So many of the numbers, with zeros behind them where there are fewer; as many as there are when None.
    axis : int
        The axis to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Complex: complex64 of single precision, else complex128.

    Raises
    ------
    ValueError
        When there are no points, for another `norm`, or when `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.ifft(tl.array([4.0, 0.0, 0.0, 0.0]))
    tensor([1.+0.j, 1.+0.j, 1.+0.j, 1.+0.j])
    """
    return _single(a, n, axis, norm, out, False, "ifft")


@_also(dim="axis")
def rfft(a, n=None, axis=-1, norm=None, out=None) -> Tensor:
    """The frequencies from 0 up of real numbers.

    Parameters
    ----------
    a : array_like
        Real numbers.
    n : int, optional
        So many of the numbers, with zeros behind them where there are fewer; as many as there are when None.
    axis : int
        The axis to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        n // 2 + 1 complex numbers along the axis.

    Raises
    ------
    ValueError
        When there are no points, for another `norm`, or when `out` has another shape.
    TypeError
        Of complex numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.rfft(tl.array([1.0, 0.0, 0.0, 0.0]))
    tensor([1.+0.j, 1.+0.j, 1.+0.j])
    """
    x = _real_numbers(a, "rfft")
    return _into(out, _half(x, n, axis, _scaled(norm, True, "rfft"), "rfft"), "rfft")


@_also(dim="axis")
def irfft(a, n=None, axis=-1, norm=None, out=None) -> Tensor:
    """The inverse of `rfft`.

    Parameters
    ----------
    a : array_like
        Frequencies from 0 up, without the negative ones, which are their conjugates.
    n : int, optional
        How many numbers come out; when None, an even number: twice the number of frequencies less 2.
    axis : int
        The axis to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Real, in the precision of `a`.

    Raises
    ------
    ValueError
        When there are no points, for another `norm`, or when `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.irfft(tl.array([4.0, 0.0, 0.0]))
    tensor([1., 1., 1., 1.])
    """
    x, narrow = _complex_numbers(a, "irfft")
    y = _whole(x, n, axis, _scaled(norm, False, "irfft"), "irfft")
    return _into(out, y.astype(narrow, copy=False), "irfft")


@_also(dim="axis")
def hfft(a, n=None, axis=-1, norm=None, out=None) -> Tensor:
    """The real transform of numbers whose other half are their conjugates.

    Parameters
    ----------
    a : array_like
        Numbers from 0 up; those before 0 are their conjugates.
    n : int, optional
        How many numbers come out; when None, an even number: twice the number of frequencies less 2.
    axis : int
        The axis to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Real, in the precision of `a`.

    Raises
    ------
    ValueError
        When there are no points, for another `norm`, or when `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.hfft(tl.array([1.0, 1.0, 1.0]))
    tensor([4., 0., 0., 0.])
    """
    x, narrow = _complex_numbers(a, "hfft")
    y = _whole(conj(x), n, axis, _scaled(norm, True, "hfft"), "hfft")
    return _into(out, y.astype(narrow, copy=False), "hfft")


@_also(dim="axis")
def ihfft(a, n=None, axis=-1, norm=None, out=None) -> Tensor:
    """The inverse of `hfft`.

    Parameters
    ----------
    a : array_like
        Real numbers.
    n : int, optional
        So many of the numbers, with zeros behind them where there are fewer; as many as there are when None.
    axis : int
        The axis to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        n // 2 + 1 complex numbers along the axis.

    Raises
    ------
    ValueError
        When there are no points, for another `norm`, or when `out` has another shape.
    TypeError
        Of complex numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.ihfft(tl.array([4.0, 0.0, 0.0, 0.0]))
    tensor([1.-0.j, 1.-0.j, 1.-0.j])
    """
    x = _real_numbers(a, "ihfft")
    return _into(out, conj(_half(x, n, axis, _scaled(norm, False, "ihfft"), "ihfft")), "ihfft")


# ---- several axes ------------------------------------------------------------------------------------------
def _several(a, s, axes, norm, out, forward: bool, function: str) -> Tensor:
    x = _numbers(a, function)
    axes, sizes = _grid(x, s, axes, function)
    y = _each(x, axes, sizes, forward, _scaled(norm, forward, function), function)
    return _into(out, y, function)


def _each(x: Tensor, axes: list[int], sizes: list[int], forward: bool, factor: int, function: str) -> Tensor:
    """The transforms along `axes`, the last one first; along an axis that is named twice, twice."""
    if not axes:
        return x.copy()
    if len(set(axes)) == len(axes):
        for axis, n in zip(axes, sizes):
            x = _sized(x, axis, n, function)
        return _c2c(x, tuple(axes), forward, factor)
    for axis, n in zip(axes[::-1], sizes[::-1]):
        x = _c2c(_sized(x, axis, n, function), (axis,), forward, factor)
    return x


def _last(axes: list[int], function: str) -> int:
    if not axes:
        raise AxisError(f"{function}: one axis is needed at least")
    return axes[-1]


def _halves(a, s, axes, norm, out, function: str) -> Tensor:
    x = _real_numbers(a, function)
    axes, sizes = _grid(x, s, axes, function)
    last, factor = _last(axes, function), _scaled(norm, True, function)
    if len(set(axes)) == len(axes):
        for axis, n in zip(axes, sizes):
            x = _sized(x, axis, n, function)
        return _into(out, _r2c(x, tuple(axes), factor), function)
    y = _r2c(_sized(x, last, sizes[-1], function), (last,), factor)
    return _into(out, _each(y, axes[:-1], sizes[:-1], True, factor, function), function)


def _wholes(a, s, axes, norm, out, function: str) -> Tensor:
    x, narrow = _complex_numbers(a, function)
    axes, sizes = _grid(x, s, axes, function, halved=True)
    last, factor = _last(axes, function), _scaled(norm, False, function)
    if len(axes) > 1:
        narrow = x.real.dtype  # that of the spectrum which is left after the other axes
    if len(set(axes)) < len(axes):
        x = _each(x, axes[-2::-1], sizes[-2::-1], False, factor, function)
        axes, sizes = [last], sizes[-1:]
    for axis, n in zip(axes, [*sizes[:-1], sizes[-1] // 2 + 1]):
        x = _sized(x, axis, n, function)
    y = _c2r(x, tuple(axes), sizes[-1], factor)
    return _into(out, y.astype(narrow, copy=False), function)


@_also(dim="axes")
def fftn(a, s=None, axes=None, norm=None, out=None) -> Tensor:
    """The discrete Fourier transform over several axes.

    Parameters
    ----------
    a : array_like
        Real or complex numbers.
    s : sequence of int, optional
        How many points along each of `axes`, -1 for as many as there are; all when None.
    axes : sequence of int, optional
        The axes to transform along; the last ones, as many as `s` has, or all when None.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Complex: complex64 of single precision, else complex128.

    Raises
    ------
    ValueError
        When there are no points or not one number of them for each axis, for another `norm`, or when
        `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.fftn(tl.array([[1.0, 0.0], [0.0, 0.0]]))
    tensor([[1.+0.j, 1.+0.j],
            [1.+0.j, 1.+0.j]])
    """
    return _several(a, s, axes, norm, out, True, "fftn")


@_also(dim="axes")
def ifftn(a, s=None, axes=None, norm=None, out=None) -> Tensor:
    """The inverse of `fftn`.

    Parameters
    ----------
    a : array_like
        Numbers for the frequencies 0, 1, ... and then the negative ones, along each axis.
    s : sequence of int, optional
        How many points along each of `axes`, -1 for as many as there are; all when None.
    axes : sequence of int, optional
        The axes to transform along; the last ones, as many as `s` has, or all when None.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Complex: complex64 of single precision, else complex128.

    Raises
    ------
    ValueError
        When there are no points or not one number of them for each axis, for another `norm`, or when
        `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.ifftn(tl.array([[4.0, 0.0], [0.0, 0.0]]))
    tensor([[1.+0.j, 1.+0.j],
            [1.+0.j, 1.+0.j]])
    """
    return _several(a, s, axes, norm, out, False, "ifftn")


@_also(dim="axes")
def rfftn(a, s=None, axes=None, norm=None, out=None) -> Tensor:
    """The transform of real numbers over several axes, along the last of them the frequencies from 0 up.

    Parameters
    ----------
    a : array_like
        Real numbers.
    s : sequence of int, optional
        How many points along each of `axes`, -1 for as many as there are; all when None.
    axes : sequence of int, optional
        The axes to transform along; the last ones, as many as `s` has, or all when None.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Complex; s[-1] // 2 + 1 numbers along the last axis.

    Raises
    ------
    ValueError
        When there are no points or not one number of them for each axis, for another `norm`, or when
        `out` has another shape.
    TypeError
        Of complex numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.rfftn(tl.array([[1.0, 0.0], [0.0, 0.0]]))
    tensor([[1.+0.j, 1.+0.j],
            [1.+0.j, 1.+0.j]])
    """
    return _halves(a, s, axes, norm, out, "rfftn")


@_also(dim="axes")
def irfftn(a, s=None, axes=None, norm=None, out=None) -> Tensor:
    """The inverse of `rfftn`.

    Parameters
    ----------
    a : array_like
        Frequencies; along the last of `axes` from 0 up.
    s : sequence of int, optional
        How many numbers come out along each of `axes`; when None as many as there are, of the last 2 (m - 1).
    axes : sequence of int, optional
        The axes to transform along; the last ones, as many as `s` has, or all when None.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Real, in the precision of `a`.

    Raises
    ------
    ValueError
        When there are no points or not one number of them for each axis, for another `norm`, or when
        `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.irfftn(tl.array([[4.0, 0.0], [0.0, 0.0]]))
    tensor([[1., 1.],
            [1., 1.]])
    """
    return _wholes(a, s, axes, norm, out, "irfftn")


@_also(dim="axes")
def fft2(a, s=None, axes=(-2, -1), norm=None, out=None) -> Tensor:
    """The discrete Fourier transform over two axes.

    Parameters
    ----------
    a : array_like
        Real or complex numbers.
    s : sequence of int, optional
        How many points along each of `axes`, -1 for as many as there are; all when None.
    axes : sequence of int, optional
        The axes to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Complex: complex64 of single precision, else complex128.

    Raises
    ------
    ValueError
        When there are no points or not one number of them for each axis, for another `norm`, or when
        `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.fft2(tl.array([[1.0, 0.0], [0.0, 0.0]]))
    tensor([[1.+0.j, 1.+0.j],
            [1.+0.j, 1.+0.j]])
    """
    return _several(a, s, axes, norm, out, True, "fft2")


@_also(dim="axes")
def ifft2(a, s=None, axes=(-2, -1), norm=None, out=None) -> Tensor:
    """The inverse of `fft2`.

    Parameters
    ----------
    a : array_like
        Numbers for the frequencies 0, 1, ... and then the negative ones, along each axis.
    s : sequence of int, optional
        How many points along each of `axes`, -1 for as many as there are; all when None.
    axes : sequence of int, optional
        The axes to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Complex: complex64 of single precision, else complex128.

    Raises
    ------
    ValueError
        When there are no points or not one number of them for each axis, for another `norm`, or when
        `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.ifft2(tl.array([[4.0, 0.0], [0.0, 0.0]]))
    tensor([[1.+0.j, 1.+0.j],
            [1.+0.j, 1.+0.j]])
    """
    return _several(a, s, axes, norm, out, False, "ifft2")


@_also(dim="axes")
def rfft2(a, s=None, axes=(-2, -1), norm=None, out=None) -> Tensor:
    """The transform of real numbers over two axes, along the last of them the frequencies from 0 up.

    Parameters
    ----------
    a : array_like
        Real numbers.
    s : sequence of int, optional
        How many points along each of `axes`, -1 for as many as there are; all when None.
    axes : sequence of int, optional
        The axes to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Complex; s[-1] // 2 + 1 numbers along the last axis.

    Raises
    ------
    ValueError
        When there are no points or not one number of them for each axis, for another `norm`, or when
        `out` has another shape.
    TypeError
        Of complex numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.rfft2(tl.array([[1.0, 0.0], [0.0, 0.0]]))
    tensor([[1.+0.j, 1.+0.j],
            [1.+0.j, 1.+0.j]])
    """
    return _halves(a, s, axes, norm, out, "rfft2")


@_also(dim="axes")
def irfft2(a, s=None, axes=(-2, -1), norm=None, out=None) -> Tensor:
    """The inverse of `rfft2`.

    Parameters
    ----------
    a : array_like
        Frequencies; along the last of `axes` from 0 up.
    s : sequence of int, optional
        How many numbers come out along each of `axes`; when None as many as there are, of the last 2 (m - 1).
    axes : sequence of int, optional
        The axes to transform along.
    norm : {"backward", "ortho", "forward"}, optional
        Whether the inverse divides by the number of points ("backward", also for None), both divide by its
        root ("ortho"), or the other one does ("forward").
    out : Tensor, optional
        Where to write the result.

    Returns
    -------
    Tensor
        Real, in the precision of `a`.

    Raises
    ------
    ValueError
        When there are no points or not one number of them for each axis, for another `norm`, or when
        `out` has another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.irfft2(tl.array([[4.0, 0.0], [0.0, 0.0]]))
    tensor([[1., 1.],
            [1., 1.]])
    """
    return _wholes(a, s, axes, norm, out, "irfft2")
