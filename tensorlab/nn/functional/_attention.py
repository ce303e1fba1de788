"""Attention: means of values, weighted by how well their keys fit a query."""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

from tensorlab_c import (
    Tensor,
    add,
    asarray,
    broadcast_shapes,
    broadcast_to,
    concatenate,
    divide,
    exp,
    finfo,
    full,
    is_grad_enabled,
    matmul,
    maximum,
    multiply,
    no_grad,
    ones,
    random,
    repeat,
    subtract,
    tril,
    triu,
    vecdot,
    where,
    zeros,
)
from tensorlab_c._tensor import custom
from tensorlab_c.loss import softmax

from ..._check import flag, real
from ._dropout import dropout
from ._operands import beside, real_operand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..._typing import ArrayLike

WHOLE = 1 << 22  # more weights than this are never there all at once
BLOCK, COLUMNS = 1 << 17, 1 << 9  # how many are, and of how many keys: what stays in cache


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(s·Q Kᵀ + M) V, for each query a mean of the values (Vaswani et al. 2017).

    Parameters
    ----------
    query : Tensor, shape (..., L, E)
        Q.
    key : Tensor, shape (..., S, E)
        K.
    value : Tensor, shape (..., S, V)
        The axes in front broadcast.
    attn_mask : Tensor, shape (..., L, S), optional
        M; or of bool: True where a query may see a key. It broadcasts.
    dropout_p : float, default 0.0
        Probability of a weight to be dropped; also outside of training, so a layer gives 0 there.
    is_causal : bool, default False
        Whether query i sees keys 0 to i only; then without `attn_mask`.
    scale : float, optional
        s; 1/√E for None.
    enable_gqa : bool, default False
        Whether heads, axis −3, of key and value may be fewer, each for several heads of the query in a row
        (Ainslie et al. 2023).

    Returns
    -------
    Tensor, shape (..., L, V)
        0 for a query that sees no key.

    Notes
    -----
    Of many weights only a block is there at a time, and their derivative computes them anew (as Dao et al.
    2022), unless the mask is learned; those that a causal mask hides are not computed. A derivative of this
    derivative has them all.

    Examples
    --------
    >>> import tensorlab as tl
    >>> values = [[1., 2.], [3., 4.]]
    >>> tl.nn.functional.scaled_dot_product_attention([[0.]], [[1.], [2.]], values).tolist()
    [[2.0, 3.0]]
    """
    name = "scaled_dot_product_attention"
    q, k, v = _operands(name, query, key, value)
    p = real(name, "dropout_p", dropout_p, 0, 1)
    causal = flag(name, "is_causal", is_causal)
    if flag(name, "enable_gqa", enable_gqa):
        k, v = _shared_heads(name, q, k, v)
    lead, dtype = _leading(name, q, k, v), q.dtype
    factor = 1 / math.sqrt(max(q.shape[-1], 1)) if scale is None else real(name, "scale", scale)
    if causal and attn_mask is not None:
        raise ValueError(f"{name}: give either attn_mask or is_causal=True")
    shape = (*lead, q.shape[-2], k.shape[-2])
    mask = _mask(name, attn_mask, q, shape)
    wide = [t.astype("float32") if t.dtype.itemsize < 4 else t for t in (q, k, v)]
    q, k, v = (broadcast_to(t, (*lead, *t.shape[-2:])) for t in wide)
    learned = mask is not None and mask.requires_grad and is_grad_enabled()
    if math.prod(shape) > WHOLE and not learned:
        blocks = Blocks(shape, mask, causal, factor, p, q)
        return _in_blocks(q, k, v, blocks).astype(dtype, copy=False)
    weights = attention_weights(q, k, _triangle(shape) if causal else mask, factor)
    weights = dropout(weights, p) if p else weights
    return matmul(weights, v).astype(dtype, copy=False)


def attention_weights(q: Tensor, k: Tensor, mask: Tensor | None, scale: float) -> Tensor:
    """softmax(scale·q kᵀ + mask), of one record unless the mask is learned; 0 in rows without any key."""
    mask, seen = _added(mask, q)
    if mask is not None and mask.requires_grad and is_grad_enabled():
        weights = softmax(matmul(q * scale, k.mT) + mask)
        return weights if seen is None else where(seen, weights, 0.0).astype(q.dtype, copy=False)
    with no_grad():
        weights = matmul(q * scale, k.mT)
        if mask is not None:
            weights += mask
        if weights.shape[-1]:
            weights = softmax(weights)
        if seen is not None:
            weights *= seen.astype(q.dtype)

    def rule(g: Tensor, weights: Tensor, q: Tensor, k: Tensor) -> tuple[Tensor, Tensor]:
        slope = g - vecdot(g, weights)[..., None]
        if is_grad_enabled():
            slope = slope * weights
        else:
            slope *= weights
        return matmul(slope, k * scale), matmul(slope.mT, q * scale)

    return custom(weights, rule, q, k)


def _added(mask: Tensor | None, q: Tensor) -> tuple[Tensor | None, Tensor | None]:
    """What is added before the softmax, and which rows see a key where some do not."""
    if mask is None:
        return None, None
    if mask.dtype == "bool":
        mask = where(mask, 0.0, -math.inf)
    mask = mask.astype(q.dtype, copy=False)
    seen = (mask.detach() != -math.inf).any(axis=-1, keepdims=True)
    if seen.all():
        return mask, None
    return where(seen, mask, 0.0).astype(q.dtype, copy=False), seen  # softmax of nothing but −∞ is nan


def _triangle(shape: tuple[int, ...]) -> Tensor:
    """Which keys each query sees of itself and those before it."""
    return tril(ones(shape[-2:], dtype="bool"))


# ---- in blocks ---------------------------------------------------------------------------------------------
class Rows(NamedTuple):
    """Some rows of weights: their index, that of their keys but for the last two axes, which queries."""

    rows: tuple[int | slice, ...]
    lead: tuple[int | slice, ...]
    start: int
    stop: int

    def columns(self, size: int, causal: bool) -> Iterator[slice]:
        """The columns that they need, some at a time."""
        end = min(self.stop, size) if causal else size
        return (slice(first, min(first + COLUMNS, end)) for first in range(0, end, COLUMNS))


def _rows(shape: tuple[int, ...]) -> Iterator[Rows]:
    """Rows of weights of `shape`, in their order, of at most BLOCK numbers."""
    *lead, length, size = shape
    axis, inner = len(shape) - 1, min(size, COLUMNS)
    while axis > 1 and inner * shape[axis - 1] <= BLOCK:
        axis -= 1
        inner *= shape[axis]
    axis -= 1  # the one that is cut
    step = max(1, BLOCK // inner)
    for first in itertools.product(*map(range, shape[:axis])):
        for start in range(0, shape[axis], step):
            part = slice(start, min(start + step, shape[axis]))
            if axis < len(lead):
                yield Rows((*first, part), (*first, part), 0, length)
            else:
                yield Rows((*first, part), first, part.start, part.stop)


class Blocks:
    """Attention of which only a block of weights is there at a time; its derivative computes them anew.

    A weight is exp(score − top) · share, where `top` is the largest score of a row. That of the columns so
    far is enough on the way (Milakov and Gimelshein 2018).
    """

    def __init__(
        self, shape: tuple[int, ...], mask: Tensor | None, causal: bool, scale: float, p: float, like: Tensor
    ):
        self.shape, self.causal, self.scale, self.dtype = shape, causal, scale, like.dtype
        self.factor = 1 / (1 - p) if p < 1 else 0.0
        self.rows, ends = [*_rows(shape)], (*shape[:-1], 1)
        with no_grad():
            added, seen = _added(mask if mask is None else mask.copy(), like)  # what is given may change
            self.added = None if added is None else broadcast_to(added, shape)
            self.seen = None if seen is None else broadcast_to(seen.astype(like.dtype), ends)
            side = max(b.stop - b.start for b in self.rows)
            self.corner = triu(full((side, side), -math.inf, dtype=like.dtype), 1) if causal else None
            self.top = full(ends, finfo(like.dtype).min, dtype=like.dtype)
            self.share = zeros(ends, dtype=like.dtype)
            self.kept = self._drawn(p) if p else None

    def _drawn(self, p: float) -> Tensor:
        """Which weights are not dropped; the same draws as for all at once."""
        kept = zeros(self.shape, dtype="bool")
        for rows, *_ in self.rows if p < 1 else ():
            kept[rows] = asarray(random.random(kept[rows].shape)) >= p
        return kept

    def blocks(self, b: Rows) -> Iterator[tuple[slice, tuple[Any, ...]]]:
        """Columns of some rows, and the index of their keys."""
        return ((c, (*b.lead, ..., c, slice(None))) for c in b.columns(self.shape[-1], self.causal))

    def scores(self, b: Rows, columns: slice, q: Tensor, k: Tensor) -> Tensor:
        """What the softmax is of, in a block."""
        s = matmul(q, k.mT)
        if self.corner is not None and columns.stop > b.start:
            first = max(columns.start, b.start)
            part = s[..., first - columns.start :]
            add(part, self.corner[: b.stop - b.start, first - b.start : columns.stop - b.start], out=part)
        if self.added is not None:
            add(s, self.added[b.rows][..., columns], out=s)
        return s

    def dropped(self, b: Rows, columns: slice, w: Tensor) -> Tensor:
        if self.kept is None:
            return w
        return multiply(w, self.factor) * self.kept[b.rows][..., columns].astype(w.dtype)

    def forward(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        out = zeros((*self.shape[:-1], v.shape[-1]), dtype=self.dtype)
        for b in self.rows:
            scaled, y, top, total = q[b.rows] * self.scale, out[b.rows], self.top[b.rows], self.share[b.rows]
            for columns, keys in self.blocks(b):
                s = self.scores(b, columns, scaled, k[keys])
                higher = maximum(s.max(axis=-1, keepdims=True), top)
                exp(subtract(s, higher, out=s), out=s)
                fade = exp(top - higher)
                add(total * fade, s.sum(axis=-1, keepdims=True), out=total)
                add(y * fade, matmul(self.dropped(b, columns, s), v[keys]), out=y)
                top[...] = higher
            divide(1 if self.seen is None else self.seen[b.rows], total, out=total)
            multiply(y, total, out=y)
        return out

    def backward(self, g: Tensor, out: Tensor, q: Tensor, kv: Tensor) -> tuple[Tensor, Tensor]:
        size = q.shape[-1]
        gq, gkv = zeros(q.shape, dtype=self.dtype), zeros(kv.shape, dtype=self.dtype)
        for b in self.rows:
            scaled, top, d, part = (
                q[b.rows] * self.scale,
                self.top[b.rows],
                g[b.rows] * self.share[b.rows],
                gq[b.rows],
            )
            level = vecdot(d, out[b.rows])[..., None]
            for columns, keys in self.blocks(b):
                k, v, gk, gv = (
                    kv[keys][..., :size],
                    kv[keys][..., size:],
                    gkv[keys][..., :size],
                    gkv[keys][..., size:],
                )
                w = self.scores(b, columns, scaled, k)
                exp(subtract(w, top, out=w), out=w)
                add(gv, matmul(self.dropped(b, columns, w).mT, d), out=gv)
                slope = self.dropped(b, columns, matmul(d, v.mT))
                multiply(subtract(slope, level, out=slope), w, out=slope)
                add(gk, matmul(slope.mT, scaled), out=gk)
                add(part, matmul(slope, k), out=part)
        return multiply(gq, self.scale, out=gq), gkv

    def recorded(self, g: Tensor, q: Tensor, kv: Tensor) -> tuple[Tensor, Tensor]:
        """The same as `backward` in recorded operations, of all weights at once."""
        k, v = kv[..., : q.shape[-1]], kv[..., q.shape[-1] :]
        w = attention_weights(q, k, _triangle(self.shape) if self.causal else self.added, self.scale)
        if self.seen is not None:
            w = w * self.seen
        kept = None if self.kept is None else where(self.kept, self.factor, 0.0).astype(w.dtype)
        through, dropped = matmul(g, v.mT), w
        if kept is not None:
            through, dropped = through * kept, w * kept
        slope = (through - vecdot(through, w)[..., None]) * w
        gk, gv = matmul(slope.mT, q * self.scale), matmul(dropped.mT, g)
        return matmul(slope, k * self.scale), concatenate((gk, gv), axis=-1)


def _in_blocks(q: Tensor, k: Tensor, v: Tensor, blocks: Blocks) -> Tensor:
    with no_grad():
        out = blocks.forward(q, k, v)
    if not (is_grad_enabled() and (q.requires_grad or k.requires_grad or v.requires_grad)):
        return out

    def rule(g: Tensor, out: Tensor, q: Tensor, kv: Tensor) -> tuple[Tensor, Tensor]:
        return blocks.recorded(g, q, kv) if is_grad_enabled() else blocks.backward(g, out, q, kv)

    return custom(out, rule, q, concatenate((k, v), axis=-1))


# ---- what is checked ---------------------------------------------------------------------------------------
def _operands(name: str, *given: ArrayLike) -> tuple[Tensor, Tensor, Tensor]:
    q = real_operand(name, given[0])
    tensors = q, *(beside(q, t) for t in given[1:])
    for argument, t in zip(("query", "key", "value"), tensors, strict=True):
        if t.dtype.kind != "f":
            raise TypeError(f"{name}: {argument} must be floating, got {t.dtype}")
        if t.dtype != q.dtype:
            raise TypeError(f"{name}: {argument} is {t.dtype} but the query {q.dtype}")
        if t.ndim < 2:
            raise ValueError(f"{name}: {argument} must have shape (..., length, features), got {t.shape}")
    q, k, v = tensors
    if q.shape[-1] != k.shape[-1]:
        raise ValueError(f"{name}: query of shape {q.shape} and key of shape {k.shape} differ in features")
    if k.shape[-2] != v.shape[-2]:
        raise ValueError(f"{name}: key of shape {k.shape} and value of shape {v.shape} differ in length")
    return q, k, v


def _shared_heads(name: str, q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """Keys and values with as many heads as the query."""
    if min(t.ndim for t in (q, k, v)) < 3:
        raise ValueError(
            f"{name}: enable_gqa needs heads as axis -3, got shapes {q.shape}, {k.shape}, {v.shape}"
        )
    heads, fewer = q.shape[-3], k.shape[-3]
    if v.shape[-3] != fewer or not fewer or heads % fewer:
        raise ValueError(
            f"{name}: {heads} heads of the query are not a multiple of those of key and value, "
            f"of shapes {k.shape} and {v.shape}"
        )
    times = heads // fewer
    return (k, v) if times == 1 else (repeat(k, times, axis=-3), repeat(v, times, axis=-3))


def _leading(name: str, *tensors: Tensor) -> tuple[int, ...]:
    try:
        return broadcast_shapes(*(t.shape[:-2] for t in tensors))
    except ValueError:
        shapes = ", ".join(str(t.shape) for t in tensors)
        raise ValueError(f"{name}: the first axes of shapes {shapes} do not broadcast") from None


def _mask(name: str, mask: ArrayLike | None, q: Tensor, shape: tuple[int, ...]) -> Tensor | None:
    """`mask`, which broadcasts to `shape`."""
    if mask is None:
        return None
    m = mask if isinstance(mask, Tensor) else real_operand(name, mask)
    if m.dtype.kind == "f" and not isinstance(mask, Tensor):
        m = m.astype(q.dtype)
    if m.dtype not in ("bool", q.dtype):
        raise TypeError(f"{name}: attn_mask must be bool or {q.dtype} as the query, got {m.dtype}")
    sizes = zip(reversed(m.shape), reversed(shape), strict=False)
    if m.ndim > len(shape) or any(a not in (1, b) for a, b in sizes):
        raise ValueError(f"{name}: attn_mask of shape {m.shape} does not broadcast to {shape}")
    return m
