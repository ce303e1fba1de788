"""A list of tensors is stacked with its gradient by every function that takes an array-like."""

import numpy as np
import pytest

import tensorlab as tl

ONE = [
    "sum", "prod", "max", "min", "mean", "var", "std", "ptp", "nansum", "nanmean", "nanmax", "average",
    "exp", "log", "sqrt", "square", "abs", "negative", "sin", "tanh", "sinc", "degrees", "reciprocal", "cbrt",
    "ravel", "transpose", "squeeze", "flip", "atleast_2d", "nan_to_num", "round", "copy", "diag", "triu",
]  # fmt: skip
MORE = {
    "clip": lambda v: tl.clip(v, 0.0, 2.0),
    "reshape": lambda v: tl.reshape(v, (3, 1)),
    "expand_dims": lambda v: tl.expand_dims(v, 0),
    "broadcast_to": lambda v: tl.broadcast_to(v, (2, 3)),
    "where": lambda v: tl.where([True, False, True], v, 0.0),
    "where second": lambda v: tl.where([True, False, True], 0.0, v),
    "maximum": lambda v: tl.maximum(v, [0.5, 2.5, 0.5]),
    "hypot": lambda v: tl.hypot(v, 1.0),
    "logaddexp": lambda v: tl.logaddexp(v, [0.5, 2.5, 0.5]),
    "take": lambda v: tl.take(v, [0, 2, 2]),
    "repeat": lambda v: tl.repeat(v, 2),
    "repeat by counts": lambda v: tl.repeat(v, [1, 0, 3]),
    "tile": lambda v: tl.tile(v, (2, 2)),
    "roll": lambda v: tl.roll(v, 1),
    "pad": lambda v: tl.pad(v, 1, mode="reflect"),
    "pad constant": lambda v: tl.pad(v, 1),
    "append": lambda v: tl.append(v, [1.0]),
    "append last": lambda v: tl.append([1.0], v),
    "concatenate": lambda v: tl.concatenate([v, v]),
    "stack": lambda v: tl.stack([v, v], axis=1),
    "linspace": lambda v: tl.linspace(v, 1.0, 3),
    "linspace stop": lambda v: tl.linspace(0.0, v, 3),
    "average weights": lambda v: tl.average([1.0, 2.0, 4.0], weights=v),
    "full": lambda v: tl.full((2, 3), v),
    "full dtype": lambda v: tl.full((2, 3), v, dtype="float64"),
    "full_like": lambda v: tl.full_like(tl.ones((2, 3)), v),
    "heaviside": lambda v: tl.heaviside(tl.zeros(3), v),
    "mean dtype": lambda v: tl.mean(v, dtype="float64"),
    "power": lambda v: tl.power(v, 3),
    "split": lambda v: tl.split(v, 3)[1],
    "meshgrid": lambda v: tl.meshgrid(v, [1.0, 2.0])[0],
    "concatenate dtype": lambda v: tl.concatenate([v, v], dtype="float64"),
    "searching": lambda v: tl.take_along_axis(v, tl.array([1]), 0),
}


@pytest.mark.parametrize("name", [*ONE, *MORE])
def test_gradient_of_the_parts(name):
    f = MORE.get(name) or getattr(tl, name)
    values = [0.5, 2.5, 1.5]
    whole = tl.array(values, requires_grad=True)
    want = f(whole)
    (want * (1.0 + tl.arange(want.size).reshape(want.shape))).sum().backward()
    parts = [tl.array(v, requires_grad=True) for v in values]
    got = f(parts)
    assert got.requires_grad, name
    np.testing.assert_array_equal(got.detach().numpy(), want.detach().numpy())
    (got * (1.0 + tl.arange(got.size).reshape(got.shape))).sum().backward()
    np.testing.assert_allclose([p.grad.item() for p in parts], whole.grad.numpy(), rtol=1e-14)
