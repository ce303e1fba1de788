"""Mixed precision as scripts for GPUs write it: on a CPU it changes nothing, so what would is refused.

>>> import tensorlab as tl
>>> with tl.autocast("cuda"):  # as PyTorch does without a GPU
...     y = tl.ones(2) * 2
>>> y.dtype
float64
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from tensorlab_c import Tensor

from ._check import flag, one_of

__all__ = ["GradScaler", "autocast"]

_DEVICES = ("cuda", "cpu", "mps", "xpu")


def __dir__() -> list[str]:
    return __all__


class autocast:
    """A context, or a decorator, in which everything is computed in the dtype that it has.

    Parameters
    ----------
    device_type : {"cuda", "cpu", "mps", "xpu"}
        Of which device the precision would be lower. There is none but the CPU, as in PyTorch without a GPU.
    dtype : dtype, optional
        What would be computed in.
    enabled : bool, default True
        On a CPU PyTorch would then compute in bfloat16: with ``"cpu"`` it has to be False.
    cache_enabled : bool, optional
        Without effect.

    Raises
    ------
    ValueError
        For ``"cpu"`` and ``enabled=True``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> with tl.amp.autocast("cpu", dtype=tl.bfloat16, enabled=False):
    ...     print(tl.nn.Linear(2, 1)(tl.ones((1, 2), dtype=tl.float32)).dtype)
    float32
    """

    def __init__(
        self,
        device_type: str = "cuda",
        dtype: Any = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ):
        one_of("autocast", "device_type", device_type, _DEVICES)
        if flag("autocast", "enabled", enabled) and device_type == "cpu":
            raise ValueError(
                "autocast: nothing is computed in a lower precision on the CPU; write enabled=False"
            )

    def __enter__(self) -> autocast:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __call__(self, function: Callable) -> Callable:
        @functools.wraps(function)
        def same(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return same


class GradScaler:
    """Scales nothing: gradients of float32 and float64 do not vanish for their dtype.

    A loop that is written with it does what it does without, as PyTorch's does where there is no GPU.

    Parameters
    ----------
    device : {"cuda", "cpu", "mps", "xpu"}
        Any.
    init_scale, growth_factor, backoff_factor, growth_interval
        Without effect.
    enabled : bool, default True
        Without effect.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.Parameter(tl.ones(1))
    >>> optimizer, scaler = tl.optim.SGD([w], lr=0.1), tl.amp.GradScaler()
    >>> scaler.scale((w * w).sum()).backward()
    >>> scaler.step(optimizer)
    >>> scaler.update()
    >>> w.item(), scaler.get_scale()
    (0.8, 1.0)
    """

    def __init__(
        self, device: str = "cuda", init_scale: float = 65536.0, growth_factor: float = 2.0,
        backoff_factor: float = 0.5, growth_interval: int = 2000, enabled: bool = True,
    ):  # fmt: skip
        one_of("GradScaler", "device", device, _DEVICES)
        flag("GradScaler", "enabled", enabled)

    def scale(self, outputs: Tensor | Iterable[Tensor]) -> Any:
        """The losses as they are."""
        return outputs

    def unscale_(self, optimizer: Any) -> None:
        """Nothing: gradients are not scaled."""

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """The step of the optimiser."""
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale: Any = None) -> None:
        """Nothing: there is no scale."""

    def get_scale(self) -> float:
        """1."""
        return 1.0

    def is_enabled(self) -> bool:
        """Whether it scales: no."""
        return False

    def state_dict(self) -> dict[str, Any]:
        """Nothing to remember, as PyTorch's without a GPU."""
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes any state, a GPU's too."""
