"""Rows of the registry: what is made of a layer or model that is there."""

import numpy as np
import pytest
from registry import other

import tensorlab as tl
from tensorlab import nn


@other("nn.DataParallel")
def calls_the_model():
    model = nn.Sequential(nn.Linear(3, 2), nn.Tanh())
    wrapped = nn.DataParallel(model, device_ids=[0, 1], output_device=0, dim=-1)
    x = tl.ones((4, 3), dtype=tl.float32)
    np.testing.assert_array_equal(wrapped(x).detach(), model(x).detach())
    np.testing.assert_array_equal(wrapped(input=x).detach(), model(x).detach())
    assert wrapped.module is model and wrapped.device_ids == []
    assert list(wrapped.state_dict()) == ["module.0.weight", "module.0.bias"]
    with pytest.raises(TypeError, match=r"^DataParallel: module must be a Module, got int"):
        nn.DataParallel(3)
    with pytest.raises(TypeError, match=r"^DataParallel: dim "):
        nn.DataParallel(model, dim=0.5)
