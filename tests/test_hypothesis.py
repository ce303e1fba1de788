"""Whole random expressions, shapes, layouts and dtypes against NumPy."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from layouts import DTYPES, FLOATS, STORED, same_bits, same_values

import tensorlab as tl

SIGNED_AND_FLOAT = ["int8", "int16", "int32", "int64", "float32", "float64"]
# exact in both libraries, so that whole expressions can be compared bit for bit
UNARY = ["negative", "abs", "square", "floor", "ceil", "trunc", "sign", "positive"]
BINARY = ["add", "subtract", "multiply", "maximum", "minimum"]
COMPARING = ["equal", "less", "greater_equal", "not_equal"]
REDUCING = ["max", "min", "any", "all", "argmax", "argmin"]


def elements(dtype):
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        return st.floats(-1e3, 1e3, width=8 * dtype.itemsize, allow_subnormal=True)
    return hnp.from_dtype(dtype)


def arrays(dtypes=(*DTYPES, *STORED), min_dims=0, max_dims=4, max_side=6, min_side=0):
    return st.sampled_from(dtypes).flatmap(
        lambda d: hnp.arrays(
            d,
            hnp.array_shapes(min_dims=min_dims, max_dims=max_dims, min_side=min_side, max_side=max_side),
            elements=elements(d),
        )
    )


@st.composite
def operand_pairs(draw, dtypes=SIGNED_AND_FLOAT):
    shapes = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=5)).input_shapes
    return [
        draw(hnp.arrays(d, s, elements=elements(d)))
        for d, s in zip([draw(st.sampled_from(dtypes)) for _ in "ab"], shapes)
    ]


def numpy_of(function, *operands):
    with np.errstate(all="ignore"):
        return function(*operands)


@st.composite
def programs(draw, depth=6):
    """A list of steps, each usable on a tensor and on an array."""
    steps = []
    for _ in range(draw(st.integers(1, depth))):
        kind = draw(
            st.sampled_from(
                ["unary", "binary", "slice", "transpose", "flatten", "axis", "reduce", "scalar", "where"]
            )
        )
        steps.append((kind, draw(st.integers(0, 2**31))))
    return steps


def apply(steps, m, x, y):
    """Runs a program; `m` is numpy or tensorlab. Choices depend on seeds and shapes alone."""
    for kind, seed in steps:
        rng = np.random.default_rng(seed)
        if kind == "unary":
            x = getattr(m, UNARY[seed % len(UNARY)])(x)
        elif kind == "binary":
            x = getattr(m, BINARY[seed % len(BINARY)])(x, y if x.ndim == 0 or seed % 2 else x)
        elif kind == "scalar":
            x = getattr(m, BINARY[seed % len(BINARY)])(x, int(rng.integers(-5, 5)))
        elif kind == "slice" and x.ndim:
            cuts = []
            for n in x.shape:
                start, stop = sorted(rng.integers(0, n + 1, 2))
                step = int(rng.choice([1, 1, 2, -1]))
                cuts.append(slice(int(start), int(stop)) if step > 0 else slice(None, None, -1))
            x = x[tuple(cuts)]
        elif kind == "transpose":
            x = m.transpose(x, tuple(int(i) for i in rng.permutation(x.ndim)))
        elif kind == "flatten":
            x = m.reshape(x, (-1,))
        elif kind == "axis":
            x = m.expand_dims(x, int(rng.integers(0, x.ndim + 1))) if x.ndim < 6 else x
        elif kind == "reduce" and x.ndim:
            axis = int(rng.integers(-x.ndim, x.ndim))
            if x.shape[axis]:
                x = getattr(m, ("max", "min")[seed % 2])(x, axis=axis, keepdims=bool(seed % 3))
        elif kind == "where":
            x = m.where(x > 0, x, y if x.ndim == 0 else x * 0 + 1)
        if m is np:
            x = np.asarray(x)
    return x


@settings(max_examples=300)
@given(programs(), arrays(SIGNED_AND_FLOAT, max_side=5), st.sampled_from(SIGNED_AND_FLOAT))
def test_programs(steps, x, dtype):
    y = np.ones((), dtype)
    want = numpy_of(apply, steps, np, x, y)
    same_values(apply(steps, tl, tl.array(x), tl.array(y)), want)


@settings(max_examples=200)
@given(operand_pairs(), st.sampled_from(BINARY + COMPARING))
def test_binary(pair, name):
    x, y = pair
    want = np.asarray(numpy_of(getattr(np, name), x, y))
    same_values(getattr(tl, name)(tl.array(x), tl.array(y)), want)


@settings(max_examples=200)
@given(arrays(min_side=1), st.sampled_from(REDUCING), st.data())
def test_reductions(x, name, data):
    axis = data.draw(st.sampled_from([None, *range(-x.ndim, x.ndim)]))
    keepdims = data.draw(st.booleans())
    same_values(
        getattr(tl, name)(tl.array(x), axis=axis, keepdims=keepdims),
        np.asarray(getattr(np, name)(x, axis=axis, keepdims=keepdims)),
    )


@settings(max_examples=200)
@given(arrays(DTYPES[:9]), st.data())
def test_integer_sums_over_any_axes(x, data):
    axes = data.draw(st.none() | st.sets(st.integers(0, x.ndim - 1)).map(tuple) if x.ndim else st.none())
    for name in ("sum", "prod"):
        same_bits(getattr(tl, name)(tl.array(x), axis=axes), np.asarray(getattr(np, name)(x, axis=axes)))


@settings(max_examples=200)
@given(arrays(FLOATS, min_side=1, max_side=8), st.data())
def test_float_sums_over_any_axes(x, data):
    axes = data.draw(st.none() | st.sets(st.integers(0, x.ndim - 1)).map(tuple) if x.ndim else st.none())
    exact = np.sum(x.astype("longdouble"), axis=axes)
    bound = (
        8 * np.finfo(x.dtype).eps * np.sum(np.abs(x.astype("longdouble")), axis=axes) + np.finfo(x.dtype).tiny
    )
    got = tl.sum(tl.array(x), axis=axes)
    assert got.shape == exact.shape and got.dtype == x.dtype
    assert (np.abs(got.numpy() - exact) <= bound).all()


@settings(max_examples=200)
@given(arrays(min_dims=1, min_side=1, max_dims=4, max_side=6), st.data())
def test_basic_indexing(x, data):
    index = data.draw(hnp.basic_indices(x.shape, allow_newaxis=True, allow_ellipsis=True))
    t = tl.array(x)
    same_bits(t[index], np.asarray(x[index]))
    value = np.ones_like(np.asarray(x[index]))
    t[index] = tl.array(value)
    x[index] = value
    same_bits(t, x)


@settings(max_examples=200)
@given(arrays(min_dims=1, min_side=1, max_dims=3, max_side=6), st.data())
def test_integer_and_boolean_indexing(x, data):
    if data.draw(st.booleans()):
        index = data.draw(
            hnp.integer_array_indices(x.shape, result_shape=hnp.array_shapes(max_dims=2, max_side=4))
        )
    else:
        index = data.draw(hnp.arrays(bool, x.shape[: data.draw(st.integers(1, x.ndim))]))
    t = tl.array(x)
    same_bits(t[index], x[index])
    t[index] = 1
    x[index] = 1
    same_bits(t, x)


@settings(max_examples=150)
@given(arrays(), st.data())
def test_reshape_and_transpose(x, data):
    order = data.draw(st.permutations(range(x.ndim)))
    t = tl.transpose(tl.array(x), tuple(order))
    want = np.transpose(x, tuple(order))
    same_bits(t, want)
    if x.size:
        same_bits(t.reshape(-1), want.reshape(-1))
        same_bits(t.reshape(want.shape[::-1]), want.reshape(want.shape[::-1]))
    same_bits(t.astype("float64"), want.astype("float64"))


@settings(max_examples=150)
@given(st.data(), st.sampled_from(FLOATS))
def test_matmul(data, dtype):
    m, k, n = (data.draw(st.integers(0, 20)) for _ in range(3))
    lead = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=3)).input_shapes
    rng = np.random.default_rng(data.draw(st.integers(0, 2**31)))
    a, b = (
        rng.integers(-9, 9, (*lead[0], m, k)).astype(dtype),
        rng.integers(-9, 9, (*lead[1], k, n)).astype(dtype),
    )
    same_values(tl.array(a) @ tl.array(b), a @ b)  # small integers: exact in any order
    turned = tl.array(np.swapaxes(a, -1, -2).copy()).mT @ tl.array(b)[..., ::-1]
    same_values(turned, a @ b[..., ::-1])


@settings(max_examples=100, deadline=None)
@given(arrays(["float64"], max_dims=3, max_side=4, min_side=1), programs(depth=4))
def test_gradients_of_programs_are_linear_in_the_seed(x, steps):
    """backward of 2g is twice backward of g, and of a sum the sum; NaN-free programs only."""
    steps = [s for s in steps if not (s[0] == "unary" and UNARY[s[1] % len(UNARY)] == "square")]
    t = tl.array(x, requires_grad=True)
    y = apply(steps, tl, t, tl.ones(()))
    if not y.requires_grad or y.size == 0:
        return
    seed = tl.array(np.random.default_rng(0).integers(-4, 4, y.shape).astype("float64"))
    (g,) = tl.gradients(y, [t], seed, retain_graph=True)
    (h,) = tl.gradients(y, [t], seed * 2)
    if g is None:
        assert h is None
        return
    assert g.shape == x.shape
    same_values(h, g.numpy() * 2)
