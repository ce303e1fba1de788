"""tensorlab: NumPy's array, PyTorch's nn and optim, in one small, fast package.

>>> import tensorlab as tl
>>> x = tl.array([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
>>> (x * x).sum().backward()
>>> x.grad
tensor([[2., 4.],
        [6., 8.]])
"""

import sys as _sys

from tensorlab_c import *  # noqa: F403
from tensorlab_c import __all__ as _core_names
from tensorlab_c import (
    __array_api_version__,
    __array_namespace_info__,
    autograd,
    backends,
    cuda,
    emath,
    fft,
    linalg,
    random,
    special,
)
from tensorlab_c._tensor import _name_functions

__version__ = "0.1.0"
__all__ = [
    *_core_names, "accelerator", "amp", "autograd", "backends", "cuda", "data", "datasets", "distributions",
    "emath", "fft", "func", "io", "lib", "linalg", "metrics", "nn", "optim", "plot", "random", "special",
    "training", "utils",
]  # fmt: skip
# PyTorch's names of types; not in __all__, for they would hide Python's own
float, int, cfloat, Size = float32, int32, complex64, tuple


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]


# All at once and without a module-level __getattr__: with one, Python looks every tl.name up the slow way,
# which costs more than a small operation. What is heavy (NumPy, SciPy, Matplotlib) is imported where it is
# used.
from tensorlab import (  # noqa: E402
    _places,
    accelerator,
    amp,
    data,
    datasets,
    distributions,
    func,
    io,
    lib,
    metrics,
    nn,
    optim,
    plot,
    training,
    utils,
)  # fmt: skip
from tensorlab.amp import autocast  # noqa: E402  another name, not in __all__

# so that `from tensorlab.linalg import norm` and its kin find the core's modules
_sys.modules.update(
    {
        f"tensorlab.{_name}": globals()[_name]
        for _name in ("autograd", "backends", "cuda", "emath", "fft", "linalg", "random", "special")
    },
    **{"tensorlab.autograd.functional": autograd.functional, "tensorlab.backends.cudnn": backends.cudnn},
)
_name_functions({_name: globals()[_name] for _name in _core_names})
