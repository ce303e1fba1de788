"""Recurrent layers over whole sequences: one record of the tape for a layer and direction, not for a step.

Examples of a time step lie together, in rows; where sequences differ in length, those of a step are the first
ones of the step before. States lie in one tensor with the first of them beside the others, so that what every
step starts from is a view, and gradients of weights are products over the whole sequence.
"""

from __future__ import annotations

from typing import NamedTuple

from tensorlab_c import (
    Tensor,
    add,
    concatenate,
    empty,
    enable_grad,
    gradients,
    greater_equal,
    is_grad_enabled,
    matmul,
    maximum,
    multiply,
    no_grad,
    square,
    subtract,
    sum,
    tanh,
    zeros,
    zeros_like,
)
from tensorlab_c._tensor import custom
from tensorlab_c.autograd import _parted as parted
from tensorlab_c.dense import linear, relu, sigmoid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tensorlab_c import DType


# ---- the order of steps ------------------------------------------------------------------------------------
class Step(NamedTuple):
    """Rows of a time step, and where the states begin that it starts from."""

    start: int
    stop: int
    before: int


class Course:
    """In which order a layer comes by the steps, of `sizes` examples; read backwards they are all as many.

    States are rows of a tensor: the first ones, then those after each step, in the order of rows; the first
    ones are behind them where sequences are read backwards.
    """

    def __init__(self, sizes: Sequence[int], reverse: bool = False):
        self.batch, self.reverse = sizes[0], reverse
        self.even = sizes[-1] == sizes[0]
        steps, start, before = [], 0, 0
        for size in sizes:
            stop = start + size
            steps.append(Step(start, stop, stop if reverse else before))
            start, before = stop, self.batch + start
        self.rows = start
        self.steps = steps[::-1] if reverse else steps
        self.first = slice(start, start + self.batch) if reverse else slice(0, self.batch)
        self.lead = 0 if reverse else self.batch  # where the states after the first row are

    def after(self, states: Tensor) -> Tensor:
        """States as they are after the steps, row by row."""
        return states[self.lead : self.lead + self.rows]

    def before(self, states: Tensor) -> Tensor:
        """States as the steps find them, row by row."""
        if self.even:
            return states[self.batch - self.lead : self.batch - self.lead + self.rows]
        return states[[i for start, stop, first in self.steps for i in range(first, first + stop - start)]]

    def last(self, rows: Tensor) -> Tensor:
        """What the last step of each sequence left, of rows for every step."""
        if self.even:
            start, stop, _ = self.steps[-1]
            return rows[start:stop]
        places = [0] * self.batch
        for start, stop, _ in self.steps:
            places[: stop - start] = range(start, stop)
        return rows[places]


# ---- one step, in recorded operations ----------------------------------------------------------------------
def lstm_step(gates: Tensor, cell: Tensor, projection: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """The states after a step: what is told, and what is remembered."""
    i, f, g, o = blocks(gates, 4)
    cell = sigmoid(f) * cell + sigmoid(i) * tanh(g)
    told = sigmoid(o) * tanh(cell)
    return (told if projection is None else linear(told, projection)), cell


def gru_step(given: Tensor, known: Tensor, state: Tensor) -> Tensor:
    """The state after a step, of the products with the input and with the state."""
    (r, z, n), (hr, hz, hn) = blocks(given, 3), blocks(known, 3)
    new = tanh(n + sigmoid(r + hr) * hn)
    return new + sigmoid(z + hz) * (state - new)


def blocks(x: Tensor, count: int) -> list[Tensor]:
    """Parts of the last axis."""
    size = x.shape[-1] // count
    return [x[..., i * size : (i + 1) * size] for i in range(count)]


# ---- a layer -----------------------------------------------------------------------------------------------
class Parts(NamedTuple):
    """The weights of a layer in one direction, and the states that it starts from."""

    ih: Tensor
    hh: Tensor
    bias_ih: Tensor | None = None
    bias_hh: Tensor | None = None
    hr: Tensor | None = None
    hidden: Tensor | None = None
    cell: Tensor | None = None


class Run:
    """A layer over a sequence in one direction: what it computes, and keeps for its derivative."""

    gates = 1
    remembers = False  # has a second state beside the one it tells

    def __init__(self, parts: Parts, course: Course):
        self.course, self.there = course, [p is not None for p in parts]
        self.like = [p for p in parts if p is not None]
        self.hidden = parts.ih.shape[0] // self.gates
        self.told = parts.hh.shape[1]
        self.dtype: DType = parts.ih.dtype

    def parts(self, flat: Tensor) -> Parts:
        given = iter(parted(flat, self.like))
        return Parts(*[next(given) if there else None for there in self.there])  # type: ignore[arg-type]

    def rows(self, width: int) -> Tensor:
        """For each step of each sequence `width` numbers."""
        return empty((self.course.rows, width), dtype=self.dtype)

    def scratch(self, width: int) -> Tensor:
        return empty((self.course.batch, width), dtype=self.dtype)

    def states(self, flat: Tensor, width: int, first: Tensor | None) -> Tensor:
        """Memory as that of states, with the first ones in it."""
        states = flat.reshape((self.course.rows + self.course.batch, width))
        states[self.course.first] = 0 if first is None else first
        return states

    def bias(self, w: Parts) -> Tensor | None:
        """What is added to the products with the input."""
        return None if w.bias_ih is None or w.bias_hh is None else w.bias_ih + w.bias_hh

    def forward(self, x: Tensor, flat: Tensor) -> Tensor:
        """All states after the steps, one after the other, and with them what is remembered at last."""
        w, course = self.parts(flat), self.course
        size, more = (course.rows + course.batch) * self.told, self.remembers * course.batch * self.hidden
        every = empty((size + more,), dtype=self.dtype)
        own = every[more:] if course.reverse else every[:size]
        self.y = self.states(own, self.told, w.hidden)
        self.course_through(w, linear(x, w.ih, self.bias(w)))
        out = every[: more + course.rows * self.told] if course.reverse else every[course.batch * self.told :]
        if more:
            self.remembered(out)[:] = course.last(course.after(self.c))
        return out

    def told_of(self, out: Tensor) -> Tensor:
        size = self.course.rows * self.told
        if self.remembers:
            out = out[out.size - size :] if self.course.reverse else out[:size]
        return out.reshape((self.course.rows, self.told))

    def remembered(self, out: Tensor) -> Tensor:
        size = self.course.batch * self.hidden
        out = out[:size] if self.course.reverse else out[out.size - size :]
        return out.reshape((self.course.batch, self.hidden))

    c: Tensor

    def course_through(self, w: Parts, pre: Tensor) -> None:
        """All steps; `pre` are the products with the input, which may be changed."""
        raise NotImplementedError

    def course_back(self, w: Parts, g: Tensor, found: Parts) -> Tensor:
        """All steps backwards: the slope of each row of `pre`, and that of the first states into `found`."""
        raise NotImplementedError

    def unrolled(self, x: Tensor, flat: Tensor) -> Tensor:
        """The same as `forward` in recorded operations."""
        w, course = self.parts(flat), self.course
        h = zeros((course.batch, self.told), dtype=self.dtype) if w.hidden is None else w.hidden
        c = zeros((course.batch, self.hidden), dtype=self.dtype) if w.cell is None else w.cell
        told: dict[int, Tensor] = {}
        for start, stop, _ in course.steps:
            n = stop - start
            given, known = linear(x[start:stop], w.ih, w.bias_ih), linear(h[:n], w.hh, w.bias_hh)
            told[start], cell = self.step(w, given, known, h[:n], c[:n])
            h = concatenate((told[start], h[n:]))
            c = concatenate((cell, c[n:])) if self.remembers else c
        y = [told[start] for start in sorted(told)]
        last = [c] * self.remembers
        return concatenate([*last, *y] if course.reverse else [*y, *last], axis=None)

    def step(self, w: Parts, given: Tensor, known: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        raise NotImplementedError

    def backward(self, g: Tensor, x: Tensor, flat: Tensor) -> tuple[Tensor | None, Tensor | None]:
        """The gradients of the input, and of weights and first states."""
        w, course = self.parts(flat), self.course
        slopes = empty(flat.shape, dtype=self.dtype)
        found = self.parts(slopes)
        f = self.course_back(w, g, found)
        gx = self.of_input(f, w) if x.requires_grad else None
        if not flat.requires_grad:
            return gx, None
        self.of_weights(f, x, course.before(self.y), found)
        return gx, slopes

    def of_input(self, f: Tensor, w: Parts) -> Tensor:
        return matmul(f, w.ih)

    def of_weights(self, f: Tensor, x: Tensor, before: Tensor, found: Parts) -> None:
        matmul(f.T, x, out=found.ih)
        matmul(f.T, before, out=found.hh)
        if found.bias_ih is not None and found.bias_hh is not None:
            found.bias_hh[:] = sum(f, axis=0, out=found.bias_ih)


class Simple(Run):
    """hₜ = tanh(W xₜ + b + U hₜ₋₁ + c), or relu."""

    def course_through(self, w: Parts, pre: Tensor) -> None:
        hh, y, lead = w.hh.T, self.y, self.course.lead
        self.pre, product = pre, self.scratch(self.hidden)
        for start, stop, before in self.course.steps:
            n = stop - start
            a = pre[start:stop]
            add(a, matmul(y[before : before + n], hh, out=product[:n]), out=a)
            self.activate(a, y[lead + start : lead + stop])

    def activate(self, a: Tensor, out: Tensor) -> None:
        tanh(a, out=out)

    def slope(self) -> Tensor:
        y = square(self.course.after(self.y))
        return subtract(1, y, out=y)

    def course_back(self, w: Parts, g: Tensor, found: Parts) -> Tensor:
        g, f = self.told_of(g), self.slope()
        dh = zeros((self.course.batch, self.hidden), dtype=self.dtype)
        for start, stop, _ in reversed(self.course.steps):
            h, slope = dh[: stop - start], f[start:stop]
            add(h, g[start:stop], out=h)
            multiply(slope, h, out=slope)
            matmul(slope, w.hh, out=h)
        if found.hidden is not None:
            found.hidden[:] = dh
        return f

    def step(self, w: Parts, given: Tensor, known: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        return tanh(given + known), c


class Rectified(Simple):
    def activate(self, a: Tensor, out: Tensor) -> None:
        maximum(a, 0, out=out)

    def slope(self) -> Tensor:
        return greater_equal(self.pre, 0).astype(self.dtype)  # 1 at 0, as that of relu

    def step(self, w: Parts, given: Tensor, known: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        return relu(given + known), c


class LSTM(Run):
    """Rows of gates are i, f, g and o, in this order; in place of g its activation, and so on."""

    gates = 4
    remembers = True

    def course_through(self, w: Parts, pre: Tensor) -> None:
        H, course, lead = self.hidden, self.course, self.course.lead
        hh, y = w.hh.T, self.y
        self.pre, product, part = pre, self.scratch(4 * H), self.scratch(H)
        self.c = c = self.states(empty(((course.rows + course.batch) * H,), dtype=self.dtype), H, w.cell)
        self.bounded = self.rows(H)  # tanh of what is remembered
        self.u = self.rows(H) if w.hr is not None else course.after(y)
        for start, stop, before in course.steps:
            n = stop - start
            a, new, bounded = pre[start:stop], c[lead + start : lead + stop], self.bounded[start:stop]
            add(a, matmul(y[before : before + n], hh, out=product[:n]), out=a)
            both, g, o = a[:, : 2 * H], a[:, 2 * H : 3 * H], a[:, 3 * H :]
            both[...] = sigmoid(both)
            tanh(g, out=g)
            o[...] = sigmoid(o)
            multiply(a[:, H : 2 * H], c[before : before + n], out=new)
            add(new, multiply(a[:, :H], g, out=part[:n]), out=new)
            u = multiply(o, tanh(new, out=bounded), out=self.u[start:stop])
            if w.hr is not None:
                matmul(u, w.hr.T, out=y[lead + start : lead + stop])

    def slopes(self) -> tuple[Tensor, Tensor]:
        """Of the gates, but for the gradient of the state that each goes into; of the told one."""
        H, s = self.hidden, self.pre
        f = self.rows(4 * H)
        both = (slice(None), slice(2 * H))
        i, forget, g, o = blocks(f, 4)
        for part in (both, (slice(None), slice(3 * H, None))):
            multiply(subtract(1, s[part], out=f[part]), s[part], out=f[part])
        multiply(i, s[:, 2 * H : 3 * H], out=i)
        multiply(forget, self.course.before(self.c), out=forget)
        multiply(o, self.bounded, out=o)
        square(s[:, 2 * H : 3 * H], out=g)
        multiply(subtract(1, g, out=g), s[:, :H], out=g)
        through = square(self.bounded)
        multiply(subtract(1, through, out=through), s[:, 3 * H :], out=through)
        return f, through

    def course_back(self, w: Parts, g: Tensor, found: Parts) -> Tensor:
        H, course = self.hidden, self.course
        f, through = self.slopes()
        dc, dh = self.remembered(g).copy(), zeros((course.batch, self.told), dtype=self.dtype)
        g, part, du = self.told_of(g), self.scratch(H), self.scratch(H)
        if w.hr is not None:
            self.g = self.rows(self.told)
        for start, stop, _ in reversed(course.steps):
            n = stop - start
            slope, h, c = f[start:stop], dh[:n], dc[:n]
            if w.hr is None:
                u = add(h, g[start:stop], out=h)
            else:
                u = matmul(add(h, g[start:stop], out=self.g[start:stop]), w.hr, out=du[:n])
            add(c, multiply(u, through[start:stop], out=part[:n]), out=c)
            for k, d in enumerate((c, c, c, u)):
                block = slope[:, k * H : (k + 1) * H]
                multiply(block, d, out=block)
            multiply(c, self.pre[start:stop, H : 2 * H], out=c)
            matmul(slope, w.hh, out=h)
        if found.hidden is not None and found.cell is not None:
            found.hidden[:], found.cell[:] = dh, dc
        return f

    def of_weights(self, f: Tensor, x: Tensor, before: Tensor, found: Parts) -> None:
        super().of_weights(f, x, before, found)
        if found.hr is not None:
            matmul(self.g.T, self.u, out=found.hr)

    def step(self, w: Parts, given: Tensor, known: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        return lstm_step(given + known, c, w.hr)


class GRU(Run):
    """Rows of gates are r, z and n."""

    gates = 3

    def bias(self, w: Parts) -> Tensor | None:
        """Not that of the state for n, which is a factor of r."""
        if w.bias_ih is None or w.bias_hh is None:
            return None
        bias = w.bias_ih.copy()
        bias[: 2 * self.hidden] += w.bias_hh[: 2 * self.hidden]
        return bias

    def course_through(self, w: Parts, pre: Tensor) -> None:
        H, y, lead = self.hidden, self.y, self.course.lead
        hh, product = w.hh.T, self.scratch(3 * H)
        self.pre, self.hn = pre, self.rows(H)  # the state's part of n
        if w.bias_hh is not None:
            self.hn[:] = w.bias_hh[2 * H :]
        else:
            self.hn[:] = 0
        for start, stop, before in self.course.steps:
            n = stop - start
            old, new, known = y[before : before + n], y[lead + start : lead + stop], product[:n]
            a, hn = pre[start:stop], self.hn[start:stop]
            matmul(old, hh, out=known)
            gates, new_n = a[:, : 2 * H], a[:, 2 * H :]
            gates[...] = sigmoid(add(gates, known[:, : 2 * H], out=gates))
            add(hn, known[:, 2 * H :], out=hn)
            add(new_n, multiply(a[:, :H], hn, out=new), out=new_n)
            tanh(new_n, out=new_n)
            multiply(subtract(old, new_n, out=new), a[:, H : 2 * H], out=new)
            add(new, new_n, out=new)

    def course_back(self, w: Parts, g: Tensor, found: Parts) -> Tensor:
        """Columns n, r, z, and n as the state's part of it has it: without the first as they are in W_hh."""
        H, course, s = self.hidden, self.course, self.pre
        f, g = self.rows(4 * H), self.told_of(g)
        fn, fr, fz, _ = blocks(f, 4)
        r, z, n = blocks(s, 3)
        multiply(subtract(1, r, out=fr), r, out=fr)
        multiply(fr, self.hn, out=fr)
        rest = subtract(1, z)
        multiply(subtract(course.before(self.y), n, out=fz), z, out=fz)
        multiply(fz, rest, out=fz)
        multiply(subtract(1, square(n, out=fn), out=fn), rest, out=fn)
        dh, kept = zeros((course.batch, H), dtype=self.dtype), self.scratch(H)
        for start, stop, _ in reversed(course.steps):
            size = stop - start
            slope, h, a, keep = f[start:stop], dh[:size], s[start:stop], kept[:size]
            add(h, g[start:stop], out=h)
            new, reset, mix = slope[:, :H], slope[:, H : 2 * H], slope[:, 2 * H : 3 * H]
            multiply(new, h, out=new)
            multiply(reset, new, out=reset)
            multiply(mix, h, out=mix)
            multiply(new, a[:, :H], out=slope[:, 3 * H :])
            multiply(h, a[:, H : 2 * H], out=keep)
            add(matmul(slope[:, H:], w.hh, out=h), keep, out=h)
        if found.hidden is not None:
            found.hidden[:] = dh
        return f

    def of_input(self, f: Tensor, w: Parts) -> Tensor:
        H = self.hidden
        g = matmul(f[:, H : 3 * H], w.ih[: 2 * H])
        return add(g, matmul(f[:, :H], w.ih[2 * H :]), out=g)

    def of_weights(self, f: Tensor, x: Tensor, before: Tensor, found: Parts) -> None:
        H = self.hidden
        matmul(f[:, H : 3 * H].T, x, out=found.ih[: 2 * H])
        matmul(f[:, :H].T, x, out=found.ih[2 * H :])
        matmul(f[:, H:].T, before, out=found.hh)
        if found.bias_ih is not None and found.bias_hh is not None:
            sums = sum(f, axis=0)
            found.bias_hh[:] = sums[H:]
            found.bias_ih[: 2 * H], found.bias_ih[2 * H :] = sums[H : 3 * H], sums[:H]

    def step(self, w: Parts, given: Tensor, known: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        return gru_step(given, known, h), c


RUNS = {"RNN_TANH": Simple, "RNN_RELU": Rectified, "LSTM": LSTM, "GRU": GRU}
GATES = {mode: run.gates for mode, run in RUNS.items()}


def through(mode: str, x: Tensor, parts: Parts, course: Course) -> tuple[Tensor, ...]:
    """A layer over rows `x`: what it tells at each step, its last state, and of an LSTM what it remembers."""
    run = RUNS[mode](parts, course)
    flat = concatenate(run.like, axis=None)
    with no_grad():
        out = run.forward(x.detach(), flat.detach())

    def rule(g: Tensor, out: Tensor, x: Tensor, flat: Tensor) -> tuple[Tensor | None, Tensor | None]:
        if is_grad_enabled():  # a derivative of this derivative is wanted
            gx, slopes = parted(alone(pulled(run.unrolled), [g, x, flat]), [x, flat])
            return gx, slopes
        return run.backward(g, x, flat)

    out = custom(out, rule, x, flat)
    y = run.told_of(out)
    return (y, course.last(y), run.remembered(out)) if run.remembers else (y, course.last(y))


# ---- derivatives of derivatives ----------------------------------------------------------------------------
def alone(function: Callable[..., Tensor], inputs: list[Tensor]) -> Tensor:
    """``function(*inputs)``; its derivatives are found on graphs of their own, without anyone's hooks."""
    flat = concatenate(inputs, axis=None)
    with no_grad():
        value = function(*[t.detach() for t in inputs])

    def rule(g: Tensor, out: Tensor, flat: Tensor) -> tuple[Tensor]:
        given = [g, *parted(flat, inputs)]
        return (alone(pulled(function), given) if is_grad_enabled() else pulled(function)(*given),)

    return custom(value, rule, flat)


def pulled(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """What takes a gradient of the result, and the inputs, to the gradients of the inputs, flat."""

    def back(g: Tensor, *inputs: Tensor) -> Tensor:
        again = is_grad_enabled()
        leaves = [*inputs]
        if not again:
            leaves = [t.detach() for t in inputs]
            for t in leaves:
                t.requires_grad = True
        with enable_grad():
            found = gradients(function(*leaves), leaves, g, create_graph=again)
        every = [zeros_like(t) if d is None else d for d, t in zip(found, leaves, strict=True)]
        return concatenate(every, axis=None)

    return back
