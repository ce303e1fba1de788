"""What scripts ask about ways to compute: there is the one in this package.

>>> import tensorlab as tl
>>> tl.backends.mps.is_available(), tl.backends.cuda.is_built()
(False, False)
"""

from __future__ import annotations

__all__ = ["cuda", "cudnn", "mps"]


def __dir__() -> list[str]:
    return __all__


class Backend:
    """A way to compute that there is not. Its settings can be set, and change nothing."""

    def __init__(self, name: str):
        self._name = name
        self.benchmark = self.deterministic = self.enabled = False

    def is_available(self) -> bool:
        """Whether it can be used: no."""
        return False

    def is_built(self) -> bool:
        """Whether it is part of the package: no."""
        return False

    def __repr__(self) -> str:
        return f"<tensorlab.backends.{self._name}, which there is not>"


cuda, cudnn, mps = Backend("cuda"), Backend("cudnn"), Backend("mps")
