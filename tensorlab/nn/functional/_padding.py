"""More elements around an input, or fewer."""

from __future__ import annotations

from tensorlab_c import Tensor, add, empty
from tensorlab_c import pad as _pad
from tensorlab_c._operands import _operand, _under

from ..._check import is_integer, one_of
from ._operands import linear_map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..._typing import ArrayLike

MODES = ("constant", "reflect", "replicate", "circular")


def pad(input: ArrayLike, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """More elements at both ends of the last axes, or fewer where a number is negative.

    Parameters
    ----------
    input : array_like
    pad : sequence of int
        Before and after the last axis, then before and after the one before it, and so on. What is cut off
        is cut before anything is added.
    mode : {"constant", "reflect", "replicate", "circular"}
        A number; the mirror image, without the edge; the edge; the other side.
    value : float, optional
        The number of "constant", 0 unless given.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When there are more numbers than axes, nothing is left, or an axis is too short: a mirror image has
        fewer elements than the axis, the other side at most as many.

    See Also
    --------
    tensorlab.pad : The same with NumPy's arguments and modes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.pad(tl.array([1., 2., 3.]), (2, -1)).tolist()
    [0.0, 0.0, 1.0, 2.0]
    >>> tl.nn.functional.pad(tl.array([[1., 2., 3.]]), (2, 1), mode="reflect").tolist()
    [[3.0, 2.0, 1.0, 2.0, 3.0, 2.0]]
    """
    x = _operand(input, "pad")
    one_of("pad", "mode", mode, MODES)
    sides = pairs_of("pad", pad)
    if len(sides) > x.ndim:
        raise ValueError(f"pad: {len(sides)} pairs of numbers for input of shape {x.shape}")
    if mode != "constant" and value is not None:
        raise ValueError(f"pad: mode {mode!r} takes no value, got {value!r}")
    sides = [(0, 0)] * (x.ndim - len(sides)) + sides
    for axis, (n, (before, after)) in enumerate(zip(x.shape, sides, strict=True)):
        if before == after == 0:
            continue
        kept = n + min(before, 0) + min(after, 0)
        most = {"reflect": kept - 1, "circular": kept}.get(mode, max(before, after))
        if kept < 0 or max(before, after) > most or (not kept and mode == "replicate"):
            raise ValueError(f"pad: {(before, after)} ({mode}) does not fit axis {axis} of shape {x.shape}")
    if min(map(min, sides), default=0) < 0:
        cut = zip(x.shape, sides, strict=True)
        x = x[tuple([slice(max(-before, 0), n + min(after, 0)) for n, (before, after) in cut])]
    widths = [(max(before, 0), max(after, 0)) for before, after in sides]
    if not any(map(any, widths)):
        return x.clone()
    if mode == "constant":
        return _pad(x, widths, constant_values=0 if value is None else value)
    with _under("pad"):
        return linear_map(x, lambda t: _bordered(t, widths, mode), lambda g: _folded(g, widths, mode))


def _borders(
    shape: tuple[int, ...], widths: list[tuple[int, int]], mode: str
) -> Iterator[tuple[int, tuple[slice, ...], tuple[slice, ...]]]:
    """Axis after axis what is added, and what it is like: borders of earlier axes are there by then."""
    centre = [slice(p, p + n) for n, (p, _) in zip(shape, widths, strict=True)]
    for axis, (n, (p, q)) in enumerate(zip(shape, widths, strict=True)):
        end = p + n
        if mode == "reflect":
            sources = slice(2 * p, p, -1), slice(end - 2, end - 2 - q if end - 2 - q >= 0 else None, -1)
        elif mode == "replicate":
            sources = slice(p, p + 1), slice(end - 1, end)
        else:
            sources = slice(n, n + p), slice(p, p + q)
        for width, border, source in zip((p, q), (slice(p), slice(end, end + q)), sources, strict=True):
            if width:
                around = [slice(None)] * axis, centre[axis + 1 :]
                yield axis, (*around[0], border, *around[1]), (*around[0], source, *around[1])


def _bordered(x: Tensor, widths: list[tuple[int, int]], mode: str) -> Tensor:
    out = empty(tuple([p + n + q for n, (p, q) in zip(x.shape, widths, strict=True)]), dtype=x.dtype)
    out[tuple([slice(p, p + n) for n, (p, _) in zip(x.shape, widths, strict=True)])] = x
    for _, border, source in _borders(x.shape, widths, mode):
        out[border] = out[source]
    return out


def _folded(g: Tensor, widths: list[tuple[int, int]], mode: str) -> Tensor:
    """What was laid around is added to what it is like: the adjoint."""
    g = g.copy()
    shape = tuple([m - p - q for m, (p, q) in zip(g.shape, widths, strict=True)])
    for axis, border, source in [*_borders(shape, widths, mode)][::-1]:
        part = g[source]
        add(part, g[border].sum(axis, keepdims=True) if mode == "replicate" else g[border], out=part)
    return g[tuple([slice(p, p + n) for n, (p, _) in zip(shape, widths, strict=True)])].copy()


def pairs_of(name: str, pad: object) -> list[tuple[int, int]]:
    """PyTorch's numbers from the last axis as pairs from the first one."""
    given = (*pad,) if isinstance(pad, (tuple, list)) else ()
    if not isinstance(pad, (tuple, list)) or not all(map(is_integer, given)):
        raise TypeError(f"{name}: pad must be a sequence of integers, got {pad!r}")
    if len(given) % 2:
        raise ValueError(f"{name}: pad must have two numbers per axis, got {pad!r}")
    numbers = [n.__index__() for n in given]
    return [*zip(numbers[::2], numbers[1::2], strict=True)][::-1]


def around(x: Tensor, padding: tuple[int, ...], mode: str, extra: tuple[int, ...] | None = None) -> Tensor:
    """`x` with `padding` at both ends of the last axes, in their order, and `extra` more at the far ends."""
    extra = (0,) * len(padding) if extra is None else extra
    if not (any(padding) or any(extra)):
        return x
    flat = [n for p, e in zip(reversed(padding), reversed(extra), strict=True) for n in (p, p + e)]
    return pad(x, flat, mode)
