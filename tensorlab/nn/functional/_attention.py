"""Attention: means of values, weighted by how well their keys fit a query."""

from __future__ import annotations

import math

from tensorlab_c import (
    Tensor,
    broadcast_shapes,
    broadcast_to,
    is_grad_enabled,
    matmul,
    no_grad,
    ones,
    repeat,
    tril,
    vecdot,
    where,
)
from tensorlab_c._tensor import custom
from tensorlab_c.loss import softmax

from ..._check import flag, real
from ._dropout import dropout
from ._operands import beside, real_operand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..._typing import ArrayLike


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
    lead = _leading(name, q, k, v)
    factor = 1 / math.sqrt(max(q.shape[-1], 1)) if scale is None else real(name, "scale", scale)
    if causal and attn_mask is not None:
        raise ValueError(f"{name}: give either attn_mask or is_causal=True")
    shape = (*lead, q.shape[-2], k.shape[-2])
    mask = tril(ones(shape[-2:], dtype="bool")) if causal else _mask(name, attn_mask, q, shape)
    wide = [t.astype("float32") if t.dtype.itemsize < 4 else t for t in (q, k, v)]
    wide[:2] = [broadcast_to(t, (*lead, *t.shape[-2:])) for t in wide[:2]]
    weights = attention_weights(wide[0], wide[1], mask, factor)
    weights = dropout(weights, p) if p else weights
    return matmul(weights, wide[2]).astype(q.dtype, copy=False)


def attention_weights(q: Tensor, k: Tensor, mask: Tensor | None, scale: float) -> Tensor:
    """softmax(scale·q kᵀ + mask), of one record unless the mask is learned; 0 in rows without any key."""
    seen = None
    if mask is not None:
        if mask.dtype == "bool":
            mask = where(mask, 0.0, -math.inf)
        mask = mask.astype(q.dtype, copy=False)
        seen = (mask.detach() != -math.inf).any(axis=-1, keepdims=True)
        if seen.all():
            seen = None
        else:  # softmax of nothing but −∞ is nan
            mask = where(seen, mask, 0.0).astype(q.dtype, copy=False)
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
