"""The search for nan in gradients."""

import pytest

import tensorlab as tl


def leaf(*values, dtype="float64"):
    return tl.array(list(values), dtype=dtype, requires_grad=True)


def test_backward_names_the_operation_that_gave_nan():
    x, w = leaf(0.0, 1.0), leaf(2.0, 3.0)

    def loss():
        return (tl.sqrt(x * w) * tl.array([0.0, 1.0])).sum()

    plain = tl.Tensor.backward
    with tl.autograd.detect_anomaly():
        for walk in (
            lambda: loss().backward(),
            lambda: tl.autograd.grad(loss(), x),
            lambda: tl.grad(lambda x: (tl.sqrt(x) * 0.0).sum())(x),
        ):
            with pytest.raises(
                RuntimeError, match=r"derivative of sqrt gave nan in a gradient of shape \(2,\)"
            ):
                walk()
        assert x.grad is None and w.grad is None
        with pytest.raises(RuntimeError, match="derivative of log or multiply gave nan"):
            y = x * 1.0
            (tl.log(y) * 0.0 + y * x).sum().backward()
        (x * w).sum().backward()
        with tl.autograd.set_detect_anomaly(False):
            loss().backward()
        assert tl.Tensor.backward is not plain
    assert tl.isnan(x.grad[0]) and tl.Tensor.backward is plain
    loss().backward()
    tl.autograd.set_detect_anomaly(True)
    tl.autograd.set_detect_anomaly(False)
    assert tl.Tensor.backward is plain
    with pytest.raises(TypeError, match=r"^set_detect_anomaly: mode must be a bool"):
        tl.autograd.set_detect_anomaly(1)
