"""Rows of the registry: helpers for parameters and gradients."""

import math

import numpy as np
import pytest
from registry import other

import tensorlab as tl
from tensorlab.nn import utils


def learned(*gradients, dtype="float64"):
    """Parameters with these gradients, the last without one."""
    parameters = [tl.nn.Parameter(tl.zeros(np.shape(g), dtype=dtype)) for g in gradients]
    for p, g in zip(parameters, gradients, strict=True):
        p.grad = tl.array(g, dtype=dtype)
    return [*parameters, tl.nn.Parameter(tl.zeros(3))]


def gradients(parameters):
    return [p.grad.tolist() for p in parameters if p.grad is not None]


@other("nn.utils.clip_grad_norm_")
def clipping_by_the_norm():
    for dtype in ("float32", "float64"):
        given = learned([[3.0, 0.0]], [4.0], dtype=dtype)
        assert utils.clip_grad_norm_(iter(given), 1).item() == 5
        np.testing.assert_allclose(given[0].grad.numpy(), [[0.6, 0]], rtol=1e-6)
        np.testing.assert_allclose(given[1].grad.numpy(), [0.8], rtol=1e-6)
        assert given[0].grad.dtype.name == dtype
    given = learned([3.0], [-4.0])
    assert utils.clip_grad_norm_(given, 10.0).item() == 5 and gradients(given) == [[3], [-4]]
    assert utils.clip_grad_norm_(given, 2.0, math.inf).item() == 4
    np.testing.assert_allclose(gradients(given), [[1.5], [-2]], rtol=1e-6)
    assert utils.clip_grad_norm_(learned([1.0], [2.0]), 9.0, norm_type=1).item() == 3
    assert utils.clip_grad_norm_([], 1.0).item() == 0 and utils.clip_grad_norm_(learned()[0], 1.0).item() == 0
    given = learned([1.0, math.nan])
    with pytest.raises(RuntimeError, match=r"^clip_grad_norm_: the norm of order 2 is nan, which is "):
        utils.clip_grad_norm_(given, 1.0, error_if_nonfinite=True)
    assert gradients(given)[0][0] == 1
    for wrong, norm, kind in (([1.0], 1, TypeError), (given, "1", TypeError), (given, math.nan, ValueError)):
        with pytest.raises(kind, match=r"^clip_grad_norm_: "):
            utils.clip_grad_norm_(wrong, norm)


@other("nn.utils.clip_grads_with_norm_")
def clipping_by_a_known_norm():
    given = learned([3.0], [-4.0])
    utils.clip_grads_with_norm_(given, 1.0, utils.get_total_norm([p.grad for p in given[:2]]))
    np.testing.assert_allclose(gradients(given), [[0.6], [-0.8]], rtol=1e-6)


@other("nn.utils.get_total_norm")
def the_norm_of_all():
    assert utils.get_total_norm(tl.array([3.0, 4.0])).item() == 5
    assert utils.get_total_norm([tl.array([[1.0]]), tl.array([2.0])], 1).item() == 3
    assert utils.get_total_norm([]).item() == 0


@other("nn.utils.clip_grad_value_")
def clipping_by_value():
    given = learned([3.0, -0.5], [[-9.0]])
    utils.clip_grad_value_(given, 1)
    assert gradients(given) == [[1, -0.5], [[-1]]]


@other("nn.utils.parameters_to_vector")
def parameters_as_a_vector():
    layer = tl.nn.Linear(3, 2)
    vector = utils.parameters_to_vector(layer.parameters())
    assert vector.tolist() == [*layer.weight.ravel().tolist(), *layer.bias.tolist()]
    (vector * tl.arange(8, dtype="float32")).sum().backward()
    assert layer.bias.grad.tolist() == [6, 7]
    with pytest.raises(ValueError, match=r"^parameters_to_vector: there are no parameters"):
        utils.parameters_to_vector([])


@other("nn.utils.vector_to_parameters")
def parameters_of_a_vector():
    layer = tl.nn.Linear(3, 2)
    utils.vector_to_parameters(tl.arange(8, dtype="float32"), layer.parameters())
    assert layer.weight.tolist() == [[0, 1, 2], [3, 4, 5]] and layer.bias.tolist() == [6, 7]
    with pytest.raises(ValueError, match=r"^vector_to_parameters: 8 elements need .* got \(7,\)"):
        utils.vector_to_parameters(tl.zeros(7), layer.parameters())
    assert layer.bias.tolist() == [6, 7]
