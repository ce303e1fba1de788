"""Scripts for PyTorch's networks run after a change of their imports, and print its numbers."""

import contextlib
import io
import re

import numpy as np
import pytest
from scripts_networks import SCRIPTS

import tensorlab as tl

NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:e[-+]?\d+)?|nan|inf")


def numbers(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape)


def fixed(model):
    """The same weights with either library."""
    rng = np.random.default_rng(0)
    for p in model.parameters():
        p.data.copy_(p.new_tensor(0.5 * rng.normal(size=tuple(p.shape))))


def printed(text, library):
    """What a script prints, as numbers; double precision tells rounding from mistakes."""
    library.set_default_dtype(library.float64)
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(text, {"numbers": numbers, "fixed": fixed, "__name__": "script"})
    finally:
        library.set_default_dtype(None if library is tl else library.float32)
    return [float(number) for number in NUMBER.findall(out.getvalue())]


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts(name):
    changed = re.sub(r"^import torch$", "import tensorlab as torch", SCRIPTS[name], flags=re.M)
    ours = printed(re.sub(r"^(from|import) torch\b", r"\1 tensorlab", changed, flags=re.M), tl)
    assert len(ours) > 5 and np.isfinite(ours).all()
    torch = pytest.importorskip("torch")
    np.testing.assert_allclose(ours, printed(SCRIPTS[name], torch), rtol=1e-9, atol=1e-12)
