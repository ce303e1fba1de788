"""Recurrent layers, and their cells for one step."""

from __future__ import annotations

import math
import warnings

from tensorlab_c import Tensor, asarray, concatenate, stack, tanh, zeros
from tensorlab_c.dense import linear, relu

from .._check import check_device, flag, integer, one_of, parameter_dtype, real
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter, empty_parameter
from .recurrence import GATES, Course, Parts, gru_step, lstm_step, through
from .utils.rnn import PackedSequence, lengths_of, sizes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from .._typing import DTypeLike

    States: TypeAlias = tuple[Tensor, ...]
    Sequences: TypeAlias = Tensor | PackedSequence

__all__ = ["GRU", "GRUCell", "LSTM", "LSTMCell", "RNN", "RNNBase", "RNNCell"]

NONLINEARITIES = ("tanh", "relu")


class _Recurrent(Module):
    """What layers and cells share."""

    hidden_size: int

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def _operand(self, argument: str, value: object, weight: Tensor) -> Tensor:
        """A tensor of the dtype of the parameters."""
        name = type(self).__name__
        given = value if isinstance(value, Tensor) else asarray(value, dtype=weight.dtype)
        if weight.dtype.name not in ("float32", "float64"):
            raise TypeError(
                f"{name}: layers compute in float32 and float64, the parameters are {weight.dtype}; "
                f"convert the model, model.to(tl.float32)"
            )
        if given.dtype != weight.dtype:
            raise TypeError(
                f"{name}: dtypes {given.dtype} and {weight.dtype} differ: {argument} is {given.dtype}, the "
                f"parameters are {weight.dtype}; write {argument}.astype(tl.{weight.dtype})"
            )
        return given


class RNNBase(_Recurrent):
    """What `RNN`, `LSTM` and `GRU` have in common; their arguments are explained there.

    Parameters
    ----------
    mode : {"RNN_TANH", "RNN_RELU", "LSTM", "GRU"}
    input_size, hidden_size : int
    num_layers : int, default 1
    bias : bool, default True
    batch_first : bool, default False
    dropout : float, default 0
    bidirectional : bool, default False
    proj_size : int, default 0
    device : {"cpu"}, optional
    dtype : dtype, optional

    Notes
    -----
    A layer is one record of the tape in each direction, with a derivative of its own over all steps.
    Derivatives of this derivative are right, too, but are found step by step, which takes many times as long.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.RNNBase("GRU", 3, 4, num_layers=2)
    >>> [[w.shape for w in weights] for weights in layer.all_weights]
    [[(12, 3), (12, 4), (12,), (12,)], [(12, 4), (12, 4), (12,), (12,)]]
    """

    if TYPE_CHECKING:  # of the parameters there are as many as layers ask for: weight_ih_l0, ...

        def __getattr__(self, name: str) -> Parameter: ...

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        name = type(self).__name__
        check_device(name, device)
        self.mode = one_of(name, "mode", mode, tuple(GATES))
        self.input_size = integer(name, "input_size", input_size)
        self.hidden_size = integer(name, "hidden_size", hidden_size)
        self.num_layers = integer(name, "num_layers", num_layers)
        self.bias = flag(name, "bias", bias)
        self.batch_first = flag(name, "batch_first", batch_first)
        self.dropout = real(name, "dropout", dropout, 0, 1)
        self.bidirectional = flag(name, "bidirectional", bidirectional)
        self.proj_size = integer(name, "proj_size", proj_size, least=0)
        if self.proj_size and mode != "LSTM":
            raise ValueError(f"{name}: proj_size is for LSTM only, got {self.proj_size}")
        if self.proj_size >= self.hidden_size:
            raise ValueError(
                f"{name}: proj_size={self.proj_size} must be less than hidden_size={self.hidden_size}"
            )
        if self.dropout and self.num_layers == 1:
            warnings.warn(
                f"{name}: dropout={self.dropout:g} acts between layers, and there is only one", stacklevel=3
            )
        self._set_parameters(name, parameter_dtype(name, dtype))
        self.reset_parameters()

    @property
    def _told(self) -> int:
        """The size of a state that is told."""
        return self.proj_size or self.hidden_size

    @property
    def _suffixes(self) -> list[str]:
        """Of the names of parameters: layer after layer, both directions."""
        directions = ("", "_reverse") if self.bidirectional else ("",)
        return [f"_l{layer}{direction}" for layer in range(self.num_layers) for direction in directions]

    def _set_parameters(self, name: str, dtype: DTypeLike) -> None:
        rows, told, directions = GATES[self.mode] * self.hidden_size, self._told, 1 + self.bidirectional
        for i, suffix in enumerate(self._suffixes):
            columns = self.input_size if i < directions else told * directions
            shapes = {"weight_ih": (rows, columns), "weight_hh": (rows, told)}
            if self.bias:
                shapes.update(bias_ih=(rows,), bias_hh=(rows,))  # type: ignore[arg-type]
            if self.proj_size:
                shapes["weight_hr"] = (told, self.hidden_size)
            for kind, shape in shapes.items():
                setattr(self, kind + suffix, empty_parameter(f"{name}: {kind}{suffix}", shape, dtype))

    def _weights(self, suffix: str) -> Parts:
        kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
        return Parts(*[self.__dict__.get(kind + suffix) for kind in kinds])  # type: ignore[arg-type]

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters, a list for each layer and direction."""
        return [[w for w in self._weights(suffix) if w is not None] for suffix in self._suffixes]  # type: ignore[misc]

    def flatten_parameters(self) -> None:
        """Does nothing: for scripts that call it."""

    # ---- what goes in
    def forward(
        self, input: Sequences, hx: Tensor | States | None = None
    ) -> tuple[Sequences, Tensor | States]:
        weight = self._weights("_l0").ih
        if isinstance(input, PackedSequence):
            return self._packed(input, hx, weight)
        name, x = type(self).__name__, self._operand("input", input, weight)
        if x.ndim not in (2, 3) or x.shape[-1] != self.input_size:
            axes, size = "N, L" if self.batch_first else "L, N", self.input_size
            raise ValueError(f"{name}: input must have shape ({axes}, {size}) or (L, {size}), got {x.shape}")
        single = x.ndim == 2
        if not single and self.batch_first:
            x = x.swapaxes(0, 1)
        steps, batch = x.shape[0], 1 if single else x.shape[1]
        if steps == 0:
            raise ValueError(f"{name}: input of shape {x.shape} has no time steps")
        states = self._states(hx, weight, batch, single)
        y, last = self._through(x.reshape((steps * batch, self.input_size)), states, [batch] * steps)
        if single:
            return y, self._together([s[:, 0] for s in last])
        y = y.reshape((steps, batch, y.shape[1]))
        return y.swapaxes(0, 1) if self.batch_first else y, self._together(last)

    def _packed(
        self, input: PackedSequence, hx: Tensor | States | None, weight: Tensor
    ) -> tuple[PackedSequence, Tensor | States]:
        name, x = type(self).__name__, self._operand("input", input.data, weight)
        sizes = sizes_of(name, input)
        if x.ndim != 2 or x.shape[1] != self.input_size:
            raise ValueError(
                f"{name}: packed data must have shape ({sum(sizes)}, {self.input_size}), got {x.shape}"
            )
        states = self._states(hx, weight, sizes[0], single=False)
        if input.sorted_indices is not None:
            states = [s[:, input.sorted_indices] for s in states]
        y, last = self._through(x, states, sizes)
        if input.unsorted_indices is not None:
            last = [s[:, input.unsorted_indices] for s in last]
        return input._replace(data=y), self._together(last)

    def _states(self, hx: Tensor | States | None, weight: Tensor, batch: int, single: bool) -> list[Tensor]:
        """The first states, shape (layers and directions, N, size) each; none where they are 0."""
        if hx is None:
            return []
        name, remembers = type(self).__name__, self.mode == "LSTM"
        if remembers and not (isinstance(hx, (tuple, list)) and len(hx) == 2):
            raise TypeError(f"{name}: hx must be a pair of tensors (h_0, c_0), got {type(hx).__name__}")
        if not remembers and isinstance(hx, tuple):
            raise TypeError(f"{name}: hx must be a tensor, got a tuple")
        states = []
        pairs = zip(("h_0", "c_0"), hx, strict=True) if remembers else (("hx", hx),)
        for argument, value in pairs:
            s = self._operand(argument, value, weight)
            size = self.hidden_size if argument == "c_0" else self._told
            shape = (len(self._suffixes), *([] if single else [batch]), size)
            if s.shape != shape:
                raise ValueError(
                    f"{name}: {argument} must have shape {shape} for input of {'no' if single else batch} "
                    f"batch{' axis' if single else ' elements'}, got {s.shape}"
                )
            states.append(s[:, None] if single else s)
        return states

    # ---- layer after layer
    def _through(self, x: Tensor, states: list[Tensor], sizes: list[int]) -> tuple[Tensor, list[Tensor]]:
        """What the last layer tells at each step, and the last states of all."""
        directions = 1 + self.bidirectional
        forwards, turn = Course(sizes), None
        backwards = forwards
        if self.bidirectional and forwards.even:
            backwards = Course(sizes, reverse=True)
        elif self.bidirectional:
            turn = _turned(sizes)
        last: list[tuple[Tensor, ...]] = []
        for layer in range(self.num_layers):
            if layer and self.dropout and self.training:
                x = F.dropout(x, self.dropout)
            told = []
            for direction in range(directions):
                i = layer * directions + direction
                parts = self._weights(self._suffixes[i])._replace(
                    **{key: s[i] for key, s in zip(("hidden", "cell"), states, strict=False)}
                )
                rows = x if direction == 0 or turn is None else x[turn]
                y, *ends = through(self.mode, rows, parts, backwards if direction else forwards)
                told.append(y if direction == 0 or turn is None else y[turn])
                last.append(tuple(ends))
            x = told[0] if directions == 1 else concatenate(told, axis=1)
        return x, [stack(ends) for ends in zip(*last, strict=True)]

    def _together(self, last: list[Tensor]) -> Tensor | States:
        return (last[0], last[1]) if self.mode == "LSTM" else last[0]

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        for option, usual in (
            ("proj_size", 0), ("num_layers", 1), ("bias", True), ("batch_first", False), ("dropout", 0),
            ("bidirectional", False),
        ):  # fmt: skip
            value = getattr(self, option)
            if value != usual:
                text += f", {option}={value}"
        return text


def _turned(sizes: list[int]) -> list[int]:
    """Where each row is when every sequence is read backwards; its own inverse."""
    begins, lengths = [0], lengths_of(sizes)
    for size in sizes:
        begins.append(begins[-1] + size)
    return [begins[lengths[i] - 1 - time] + i for time, size in enumerate(sizes) for i in range(size)]


class RNN(RNNBase):
    """A network whose state goes on from step to step: hₜ = tanh(W xₜ + b + U hₜ₋₁ + c) (Elman 1990).

    Parameters
    ----------
    input_size, hidden_size : int
        Numbers of each element of a sequence, and of the state.
    num_layers : int, default 1
        Each layer after the first gets the states of the one before.
    nonlinearity : {"tanh", "relu"}
    bias : bool, default True
    batch_first : bool, default False
        Whether input and output have shape (N, L, ...), not (L, N, ...). States have not.
    dropout : float, default 0
        Probability of `Dropout` between layers, while training.
    bidirectional : bool, default False
        Whether each layer also reads the sequence backwards; both states are told, one behind the other.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight_ih_l0 : Parameter, shape (hidden_size, input_size)
        W; of later layers with as many columns as the layer before tells. ``_l1`` is the next layer,
        ``_l0_reverse`` the one that reads backwards.
    weight_hh_l0 : Parameter, shape (hidden_size, hidden_size)
        U.
    bias_ih_l0, bias_hh_l0 : Parameter, shape (hidden_size,)
        b and c. All start uniform within ±1/√hidden_size, as in PyTorch.

    Notes
    -----
    Called with an input of shape (L, N, input_size), or (L, input_size) without a batch, or a
    `utils.rnn.PackedSequence`, and optionally the first states ``hx`` of shape
    (D num_layers, N, hidden_size), 0 by default; D is 2 if bidirectional, else 1. Returns the states of the
    last layer at all steps, (L, N, D hidden_size), and the last states of all layers, (D num_layers, N,
    hidden_size). The derivative of relu at 0 is 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> rnn = tl.nn.RNN(3, 4, num_layers=2)
    >>> y, h = rnn(tl.ones((5, 2, 3), dtype=tl.float32))
    >>> y.shape, h.shape
    ((5, 2, 4), (2, 2, 4))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        kind = one_of("RNN", "nonlinearity", nonlinearity, NONLINEARITIES)
        super().__init__(
            f"RNN_{kind.upper()}", input_size, hidden_size, num_layers, bias, batch_first, dropout,
            bidirectional, device=device, dtype=dtype,
        )  # fmt: skip
        self.nonlinearity = kind


class LSTM(RNNBase):
    """Long short-term memory (Hochreiter and Schmidhuber 1997): a state that gates let in, keep and tell.

    cₜ = σ(f) cₜ₋₁ + σ(i) tanh(g) and hₜ = σ(o) tanh(cₜ), where i, f, g and o are the parts of
    W xₜ + b + U hₜ₋₁ + c.

    Parameters
    ----------
    input_size, hidden_size : int
        Numbers of each element of a sequence, and of the state.
    num_layers : int, default 1
    bias : bool, default True
    batch_first : bool, default False
    dropout : float, default 0
    bidirectional : bool, default False
        As in `RNN`.
    proj_size : int, default 0
        If not 0, hₜ is R (σ(o) tanh(cₜ)) instead, of so many numbers, fewer than `hidden_size`
        (Sak et al. 2014).
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0 : Parameter
        W, U, b and c as in `RNN`, with 4 hidden_size rows: those of i, f, g and o.
    weight_hr_l0 : Parameter, shape (proj_size, hidden_size)
        R, where there is a projection.

    Notes
    -----
    Called as an `RNN`, with a pair ``hx`` of first states: h of shape (D num_layers, N, hidden_size), or
    proj_size, and c of (D num_layers, N, hidden_size). Returns the states h of the last layer at all steps,
    and a pair of the last states.

    Examples
    --------
    >>> import tensorlab as tl
    >>> lstm = tl.nn.LSTM(3, 4, batch_first=True, bidirectional=True)
    >>> y, (h, c) = lstm(tl.ones((2, 5, 3), dtype=tl.float32))
    >>> y.shape, h.shape, c.shape
    ((2, 5, 8), (2, 2, 4), (2, 2, 4))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__(
            "LSTM", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size,
            device, dtype,
        )  # fmt: skip


class GRU(RNNBase):
    """Gated recurrent units (Cho et al. 2014): hₜ = (1 − z) n + z hₜ₋₁.

    r = σ(W₁ xₜ + b₁ + U₁ hₜ₋₁ + c₁), z = σ(W₂ xₜ + b₂ + U₂ hₜ₋₁ + c₂) and
    n = tanh(W₃ xₜ + b₃ + r (U₃ hₜ₋₁ + c₃)).

    Parameters
    ----------
    input_size, hidden_size : int
        Numbers of each element of a sequence, and of the state.
    num_layers : int, default 1
    bias : bool, default True
    batch_first : bool, default False
    dropout : float, default 0
    bidirectional : bool, default False
        As in `RNN`.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0 : Parameter
        W, U, b and c as in `RNN`, with 3 hidden_size rows: those of r, z and n.

    Notes
    -----
    Called as an `RNN`, with the same results.

    Examples
    --------
    >>> import tensorlab as tl
    >>> y, h = tl.nn.GRU(3, 4)(tl.ones((5, 3), dtype=tl.float32))
    >>> y.shape, h.shape
    ((5, 4), (1, 4))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__(
            "GRU", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional,
            device=device, dtype=dtype,
        )  # fmt: skip


# ---- cells -------------------------------------------------------------------------------------------------
class _Cell(_Recurrent):
    """One step of a layer."""

    bias_ih: Parameter | None
    bias_hh: Parameter | None

    def __init__(
        self, mode: str, input_size: int, hidden_size: int, bias: bool, device: str | None, dtype: DTypeLike
    ):
        super().__init__()
        name = type(self).__name__
        check_device(name, device)
        self.input_size = integer(name, "input_size", input_size)
        self.hidden_size = integer(name, "hidden_size", hidden_size)
        self.bias = flag(name, "bias", bias)
        rows, dtype = GATES[mode] * self.hidden_size, parameter_dtype(name, dtype)
        self.weight_ih = empty_parameter(f"{name}: weight_ih", (rows, self.input_size), dtype)
        self.weight_hh = empty_parameter(f"{name}: weight_hh", (rows, self.hidden_size), dtype)
        for kind in ("bias_ih", "bias_hh"):
            own = empty_parameter(f"{name}: {kind}", (rows,), dtype) if bias else None
            self.register_parameter(kind, own)
        self.reset_parameters()

    def _operands(self, input: Tensor, *states: object) -> list[Tensor]:
        """The input and the states of shape (N, size), or (size,), zeros for None."""
        name, x = type(self).__name__, self._operand("input", input, self.weight_ih)
        if x.ndim not in (1, 2) or x.shape[-1] != self.input_size:
            raise ValueError(
                f"{name}: input must have shape (N, {self.input_size}) or ({self.input_size},), got {x.shape}"
            )
        shape, found = (*x.shape[:-1], self.hidden_size), [x]
        for argument, state in zip(("hx", "cx"), states, strict=False):
            if state is None:
                found.append(zeros(shape, dtype=x.dtype))
                continue
            s = self._operand(argument, state, self.weight_ih)
            if s.shape != shape:
                raise ValueError(
                    f"{name}: {argument} must have shape {shape} for input of shape {x.shape}, got {s.shape}"
                )
            found.append(s)
        return found

    def _products(self, x: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        return linear(x, self.weight_ih, self.bias_ih), linear(h, self.weight_hh, self.bias_hh)

    def extra_repr(self) -> str:
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")


class RNNCell(_Cell):
    """One step of an `RNN`: tanh(W x + b + U h + c).

    Parameters
    ----------
    input_size, hidden_size : int
    bias : bool, default True
    nonlinearity : {"tanh", "relu"}
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight_ih : Parameter, shape (hidden_size, input_size)
    weight_hh : Parameter, shape (hidden_size, hidden_size)
    bias_ih, bias_hh : Parameter, shape (hidden_size,), or None
        W, U, b and c. All start uniform within ±1/√hidden_size, as in PyTorch.

    Notes
    -----
    Called with an input of shape (N, input_size) or (input_size,) and the state, (N, hidden_size) or
    (hidden_size,), 0 by default; returns the new state.

    Examples
    --------
    >>> import tensorlab as tl
    >>> cell, h = tl.nn.RNNCell(3, 4), None
    >>> for x in tl.ones((5, 2, 3), dtype=tl.float32):
    ...     h = cell(x, h)
    >>> h.shape
    (2, 4)
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        kind = one_of("RNNCell", "nonlinearity", nonlinearity, NONLINEARITIES)
        super().__init__(f"RNN_{kind.upper()}", input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = kind

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        given, known = self._products(*self._operands(input, hx))
        return (tanh if self.nonlinearity == "tanh" else relu)(given + known)

    def extra_repr(self) -> str:
        text = super().extra_repr()
        return text if self.nonlinearity == "tanh" else f"{text}, nonlinearity={self.nonlinearity}"


class LSTMCell(_Cell):
    """One step of an `LSTM`.

    Parameters
    ----------
    input_size, hidden_size : int
    bias : bool, default True
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight_ih, weight_hh, bias_ih, bias_hh : Parameter
        As in `RNNCell`, with 4 hidden_size rows: those of i, f, g and o.

    Notes
    -----
    Called with an input of shape (N, input_size) or (input_size,) and a pair of states (h, c),
    (N, hidden_size) or (hidden_size,) each, 0 by default; returns a pair of the new ones.

    Examples
    --------
    >>> import tensorlab as tl
    >>> h, c = tl.nn.LSTMCell(3, 4)(tl.ones((2, 3), dtype=tl.float32))
    >>> h.shape, c.shape
    ((2, 4), (2, 4))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__("LSTM", input_size, hidden_size, bias, device, dtype)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        if hx is not None and not (isinstance(hx, (tuple, list)) and len(hx) == 2):
            raise TypeError(f"LSTMCell: hx must be a pair of tensors (h, c), got {type(hx).__name__}")
        x, h, c = self._operands(input, *(hx or (None, None)))
        given, known = self._products(x, h)
        return lstm_step(given + known, c)


class GRUCell(_Cell):
    """One step of a `GRU`.

    Parameters
    ----------
    input_size, hidden_size : int
    bias : bool, default True
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight_ih, weight_hh, bias_ih, bias_hh : Parameter
        As in `RNNCell`, with 3 hidden_size rows: those of r, z and n.

    Notes
    -----
    Called as an `RNNCell`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.GRUCell(3, 4)(tl.ones((2, 3), dtype=tl.float32)).shape
    (2, 4)
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__("GRU", input_size, hidden_size, bias, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        x, h = self._operands(input, hx)
        return gru_step(*self._products(x, h), h)
