"""Transformers: layers of attention and of small networks, each around a sum (Vaswani et al. 2017)."""

from __future__ import annotations

import copy
import math

from tensorlab_c import Tensor, asarray, empty, full, triu
from tensorlab_c._operands import _under

from .._check import check_device, flag, integer, one_of, parameter_dtype
from . import functional as F
from .attention import MultiheadAttention
from .container import ModuleList
from .dropout import Dropout
from .init import xavier_uniform_
from .linear import Linear
from .module import Module
from .normalization import LayerNorm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._typing import DTypeLike

    Activation = str | Callable[[Tensor], Tensor]

__all__ = [
    "Transformer",
    "TransformerDecoder",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
]

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"relu": F.relu, "gelu": F.gelu}


def _activation(name: str, given: Activation) -> Callable[[Tensor], Tensor]:
    if isinstance(given, str):
        return ACTIVATIONS[one_of(name, "activation", given, tuple(ACTIVATIONS))]
    if not callable(given):
        raise TypeError(f"{name}: activation must be a name or callable, got {given!r}")
    return given


class _Layer(Module):
    """What layers of encoder and decoder share: their network, and how parts stand around sums."""

    attentions: tuple[str, ...] = ()
    self_attn: MultiheadAttention
    multihead_attn: MultiheadAttention

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        name = type(self).__name__
        check_device(name, device)
        d_model = integer(name, "d_model", d_model)
        chosen = parameter_dtype(name, dtype)
        self.norm_first, bias = flag(name, "norm_first", norm_first), flag(name, "bias", bias)
        function = _activation(name, activation)
        size = integer(name, "dim_feedforward", dim_feedforward)
        for attention in self.attentions:
            options: dict[str, Any] = {
                "dropout": dropout,
                "bias": bias,
                "batch_first": batch_first,
                "dtype": chosen,
            }
            setattr(self, attention, MultiheadAttention(d_model, nhead, **options))
        self.linear1 = Linear(d_model, size, bias=bias, dtype=chosen)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(size, d_model, bias=bias, dtype=chosen)
        count = len(self.attentions) + 1
        for i in range(1, count + 1):
            setattr(self, f"norm{i}", LayerNorm(d_model, eps=layer_norm_eps, bias=bias, dtype=chosen))
        for i in range(1, count + 1):
            setattr(self, f"dropout{i}", Dropout(dropout))
        self.activation = function

    def _around(self, x: Tensor, which: int, part: Callable[[Tensor], Tensor]) -> Tensor:
        """x + part(x), normalised before the part or behind the sum."""
        norm, dropout = getattr(self, f"norm{which}"), getattr(self, f"dropout{which}")
        if self.norm_first:
            return x + dropout(part(norm(x)))
        return norm(x + dropout(part(x)))

    def _network(self, x: Tensor) -> Tensor:
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


class TransformerEncoderLayer(_Layer):
    """Attention to the sequence itself, then a network of two layers at each place (Vaswani et al. 2017).

    y = norm1(x + attention(x)), output norm2(y + network(y)); with `norm_first` y = x + attention(norm1(x)),
    output y + network(norm2(y)) (Xiong et al. 2020).

    Parameters
    ----------
    d_model, nhead : int
        Features, and heads of the attention.
    dim_feedforward : int, default 2048
        Hidden units of the network.
    dropout : float, default 0.1
        Probability in the attention, in the network and before sums.
    activation : {"relu", "gelu"} or callable
        Of the network.
    layer_norm_eps : float, default 1e-5
    batch_first : bool, default False
        Whether sequences are (N, L, E) rather than (L, N, E).
    norm_first : bool, default False
    bias : bool, default True
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Notes
    -----
    ``forward(src, src_mask=None, src_key_padding_mask=None, is_causal=False)`` takes masks as
    `MultiheadAttention` does.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    >>> layer(tl.ones((5, 3, 8), dtype=tl.float32)).shape
    (5, 3, 8)
    """

    attentions = ("self_attn",)

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        def attention(x: Tensor) -> Tensor:
            return self.self_attn(x, x, x, src_key_padding_mask, False, src_mask, is_causal=is_causal)[0]

        return self._around(self._around(asarray(src), 1, attention), 2, self._network)


class TransformerDecoderLayer(_Layer):
    """Attention to the sequence itself, attention to a memory, then a network of two layers at each place.

    Parameters
    ----------
    d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps
        As for `TransformerEncoderLayer`.
    batch_first, norm_first, bias, device, dtype
        As there.

    Notes
    -----
    ``forward(tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None,
    memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False)`` takes masks as
    `MultiheadAttention` does.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.TransformerDecoderLayer(8, 2, 16)
    >>> layer(tl.ones((5, 3, 8), dtype=tl.float32), tl.ones((7, 3, 8), dtype=tl.float32)).shape
    (5, 3, 8)
    """

    attentions = ("self_attn", "multihead_attn")

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        def own(x: Tensor) -> Tensor:
            return self.self_attn(x, x, x, tgt_key_padding_mask, False, tgt_mask, is_causal=tgt_is_causal)[0]

        def other(x: Tensor) -> Tensor:
            masks = memory_key_padding_mask, False, memory_mask
            return self.multihead_attn(x, memory, memory, *masks, is_causal=memory_is_causal)[0]

        x = self._around(asarray(tgt), 1, own)
        return self._around(self._around(x, 2, other), 3, self._network)


class _Stack(Module):
    """Layers on top of each other, copies of one, and a normalisation at the end."""

    norm: Module | None

    def __init__(self, layer: Module, num_layers: int, norm: Module | None):
        super().__init__()
        name = type(self).__name__
        if not isinstance(layer, Module):
            raise TypeError(f"{name}: expected a layer to copy, got {type(layer).__name__}")
        if norm is not None and not isinstance(norm, Module):
            raise TypeError(f"{name}: norm must be a Module or None, got {type(norm).__name__}")
        self.num_layers = integer(name, "num_layers", num_layers)
        with _under(name):  # before layers are copied one by one: more than any memory has
            empty((self.num_layers, sum(p.nbytes for p in layer.parameters()) + 1), dtype="int8")
        self.layers = ModuleList(copy.deepcopy(layer) for _ in range(self.num_layers))
        self.add_module("norm", norm)

    def _through(self, x: Tensor, *args: Any, **options: Any) -> Tensor:
        for layer in self.layers:
            x = layer(x, *args, **options)
        return x if self.norm is None else self.norm(x)


class TransformerEncoder(_Stack):
    """Encoder layers on top of each other.

    Parameters
    ----------
    encoder_layer : Module
        Each layer is a copy of it.
    num_layers : int
    norm : Module, optional
        Applied at the end.
    enable_nested_tensor, mask_check : bool, default True
        Have no effect: there is one way to compute, that of training.

    Notes
    -----
    ``forward(src, mask=None, src_key_padding_mask=None, is_causal=None)``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> encoder = tl.nn.TransformerEncoder(tl.nn.TransformerEncoderLayer(8, 2, 16), 2)
    >>> encoder(tl.ones((5, 3, 8), dtype=tl.float32)).shape
    (5, 3, 8)
    """

    def __init__(
        self,
        encoder_layer: Module,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ):
        super().__init__(encoder_layer, num_layers, norm)
        self.enable_nested_tensor = flag("TransformerEncoder", "enable_nested_tensor", enable_nested_tensor)
        self.mask_check = flag("TransformerEncoder", "mask_check", mask_check)

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        causal = _known("TransformerEncoder", "is_causal", is_causal)
        options = {"src_key_padding_mask": src_key_padding_mask, "is_causal": causal}
        return self._through(src, src_mask=mask, **options)


class TransformerDecoder(_Stack):
    """Decoder layers on top of each other.

    Parameters
    ----------
    decoder_layer : Module
        Each layer is a copy of it.
    num_layers : int
    norm : Module, optional
        Applied at the end.

    Notes
    -----
    ``forward(tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None,
    memory_key_padding_mask=None, tgt_is_causal=None, memory_is_causal=False)``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> decoder = tl.nn.TransformerDecoder(tl.nn.TransformerDecoderLayer(8, 2, 16), 2)
    >>> decoder(tl.ones((5, 3, 8), dtype=tl.float32), tl.ones((7, 3, 8), dtype=tl.float32)).shape
    (5, 3, 8)
    """

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None):
        super().__init__(decoder_layer, num_layers, norm)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        return self._through(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=_known("TransformerDecoder", "tgt_is_causal", tgt_is_causal),
            memory_is_causal=memory_is_causal,
        )


def _known(name: str, argument: str, hint: bool | None) -> bool:
    """What is said of a mask changes nothing, but must be a flag."""
    return False if hint is None else flag(name, argument, hint)


class Transformer(Module):
    """An encoder, and a decoder that attends to what comes of it (Vaswani et al. 2017).

    Parameters
    ----------
    d_model : int, default 512
    nhead : int, default 8
    num_encoder_layers, num_decoder_layers : int, default 6
    dim_feedforward, dropout, activation
        As for `TransformerEncoderLayer`.
    custom_encoder, custom_decoder : Module, optional
        In place of those that would be made.
    layer_norm_eps, batch_first, norm_first, bias, device, dtype
        As for `TransformerEncoderLayer`.

    Notes
    -----
    ``forward(src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None,
    tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None,
    memory_is_causal=False)`` takes masks as `MultiheadAttention` does. Matrices start as
    `init.xavier_uniform_`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> model = tl.nn.Transformer(8, 2, 1, 1, 16)
    >>> model(tl.ones((7, 3, 8), dtype=tl.float32), tl.ones((5, 3, 8), dtype=tl.float32)).shape
    (5, 3, 8)
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        custom_encoder: Module | None = None,
        custom_decoder: Module | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("Transformer", device)
        self.d_model, self.nhead = integer("Transformer", "d_model", d_model), nhead
        self.batch_first = flag("Transformer", "batch_first", batch_first)
        sizes = self.d_model, nhead, dim_feedforward, dropout, activation
        options: dict[str, Any] = {"batch_first": batch_first, "norm_first": norm_first, "bias": bias}
        options |= {"layer_norm_eps": layer_norm_eps, "dtype": dtype}

        def end() -> LayerNorm:
            return LayerNorm(self.d_model, eps=layer_norm_eps, bias=bias, dtype=dtype)

        if custom_encoder is None:
            encoder_layer = TransformerEncoderLayer(*sizes, **options)
            custom_encoder = TransformerEncoder(encoder_layer, num_encoder_layers, end())
        if custom_decoder is None:
            decoder_layer = TransformerDecoderLayer(*sizes, **options)
            custom_decoder = TransformerDecoder(decoder_layer, num_decoder_layers, end())
        self.encoder, self.decoder = custom_encoder, custom_decoder
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw all matrices anew."""
        for parameter in self.parameters():
            if parameter.ndim > 1:
                xavier_uniform_(parameter)

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        src, tgt = asarray(src), asarray(tgt)
        batch = 0 if self.batch_first else 1
        fits = src.ndim == tgt.ndim and src.ndim in (2, 3) and src.shape[-1] == tgt.shape[-1] == self.d_model
        if not fits or (src.ndim == 3 and src.shape[batch] != tgt.shape[batch]):
            first = "N, L" if self.batch_first else "L, N"
            raise ValueError(
                f"Transformer: expected src and tgt of shape ({first}, {self.d_model}) or "
                f"(L, {self.d_model}) with one N, got {src.shape} and {tgt.shape}"
            )
        memory = self.encoder(
            src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal
        )
        return self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )

    @staticmethod
    def generate_square_subsequent_mask(
        sz: int, device: str | None = None, dtype: DTypeLike = None
    ) -> Tensor:
        """A mask to be added, with which place i sees places 0 to i: 0 there, −∞ above the diagonal.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.nn.Transformer.generate_square_subsequent_mask(3).tolist()
        [[0.0, -inf, -inf], [0.0, 0.0, -inf], [0.0, 0.0, 0.0]]
        """
        name = "generate_square_subsequent_mask"
        check_device(name, device)
        n = integer(name, "sz", sz, least=0)
        return triu(full((n, n), -math.inf, dtype=parameter_dtype(name, dtype)), 1)
