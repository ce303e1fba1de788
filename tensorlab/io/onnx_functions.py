"""Functions of several operations, as the operations that ONNX has."""

from __future__ import annotations

from math import inf
from typing import Any

import tensorlab

from ..nn import functional as F

__all__: list[str] = []

Tensor = tensorlab.Tensor


def std(x: Tensor, *args: Any, **kwargs: Any) -> Any:
    return x.var(*args, **kwargs) ** 0.5


def norm(x: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False) -> Any:
    if p not in ("fro", 2):
        return None
    return (x * x).sum(dim=tuple(range(x.ndim)) if dim is None else dim, keepdim=keepdim) ** 0.5


def normalize(input: Tensor, p: float = 2.0, dim: Any = 1, eps: float = 1e-12) -> Any:
    length = norm(input, p, dim, True)
    return None if length is None else input / tensorlab.maximum(length, eps)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Any:
    lengths = [tensorlab.maximum(norm(x, 2, dim), eps) for x in (x1, x2)]
    return (x1 * x2).sum(dim=dim) / (lengths[0] * lengths[1])


def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    count = len(normalized_shape) if isinstance(normalized_shape, (tuple, list)) else 1
    axes = tuple(range(-count, 0))
    distance = input - input.mean(dim=axes, keepdim=True)
    y = distance / ((distance * distance).mean(dim=axes, keepdim=True) + eps) ** 0.5
    y = y if weight is None else y * weight
    return y if bias is None else y + bias


def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Any = None, dropout_p: float = 0.0,
    is_causal: bool = False, scale: float | None = None, enable_gqa: bool = False,
) -> Any:  # fmt: skip
    if enable_gqa:
        return None
    scores = (query @ key.transpose(-2, -1)) * (query.shape[-1] ** -0.5 if scale is None else scale)
    if is_causal:
        attn_mask = tensorlab.tril(tensorlab.ones(scores.shape[-2:], dtype="bool"))
    if attn_mask is not None and attn_mask.dtype == "bool":
        scores = scores.masked_fill(~attn_mask, -inf)
    elif attn_mask is not None:
        scores = scores + attn_mask
    return F.softmax(scores, dim=-1) @ value


REWRITTEN = {
    function.__name__: function
    for function in (
        std, norm, normalize, cosine_similarity, layer_norm, scaled_dot_product_attention,
    )
}  # fmt: skip
