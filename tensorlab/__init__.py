"""tensorlab: NumPy's array, PyTorch's nn and optim, in one small, fast package.

>>> import tensorlab as tl
>>> x = tl.array([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
>>> (x * x).sum().backward()
>>> x.grad
tensor([[2., 4.],
        [6., 8.]])
"""

from __future__ import annotations

from tensorlab_c import *  # noqa: F403
from tensorlab_c import __all__ as _core_names
from tensorlab_c import linalg, random

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"
_LAZY = ("data", "datasets", "nn", "optim", "plot", "training")
__all__ = [*_core_names, "linalg", "random", *_LAZY]


def __getattr__(name: str) -> Any:
    """Submodules are imported when they are first used, so that ``import tensorlab`` stays fast."""
    if name in _LAZY:
        import importlib

        return importlib.import_module(f"tensorlab.{name}")
    raise AttributeError(f"module 'tensorlab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])
