"""The older `weight_norm` and `spectral_norm`, which compute a weight whenever their module is called."""

from __future__ import annotations

from tensorlab_c import Tensor, no_grad

from ..._check import integer, real
from ..hooks import hook_of
from ..module import Module
from ..parameter import Parameter
from .parametrizations import _SpectralNorm, axis_of, default_axis, lengths, tensor_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["remove_spectral_norm", "remove_weight_norm", "spectral_norm", "weight_norm"]


class _Computed:
    """A hook that computes a tensor of a module before it is called."""

    def __init__(self, name: str):
        self.name = name

    def value(self, module: Any) -> Tensor:
        raise NotImplementedError

    def __call__(self, module: Module, args: tuple) -> None:
        setattr(module, self.name, self.value(module))

    def take_place(self, module: Module) -> None:
        """Of the parameter, before the next call."""
        module.register_forward_pre_hook(self)
        setattr(module, self.name, self.value(module))


class _WeightNormHook(_Computed):
    def __init__(self, name: str, axis: int):
        super().__init__(name)
        self.axis = axis

    def value(self, module: Any) -> Tensor:
        g, v = getattr(module, self.name + "_g"), getattr(module, self.name + "_v")
        return v * (g / lengths(v, self.axis))


class _SpectralNormHook(_Computed):
    def __init__(self, name: str, made: _SpectralNorm):
        super().__init__(name)
        self.made = made

    def value(self, module: Any) -> Tensor:
        made = self.made
        made.training = module.training
        if "_u" in made._buffers:
            made._u, made._v = getattr(module, self.name + "_u"), getattr(module, self.name + "_v")
        return made(getattr(module, self.name + "_orig"))


def _free(function: str, module: Module, name: str, kind: type[_Computed]) -> Parameter:
    """The parameter, which must not have such a norm already."""
    weight = tensor_of(function, module, name)
    if hook_of(module, "before", kind, name) is not None:
        raise RuntimeError(f"{function}: {name!r} of {type(module).__name__} has one already")
    if not isinstance(weight, Parameter):
        raise ValueError(f"{function}: {name!r} of {type(module).__name__} is no parameter")
    return weight


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """As `parametrizations.weight_norm`, with g and v as ``weight_g`` and ``weight_v`` of the module itself.

    The weight is computed whenever the module is called.

    Parameters
    ----------
    module : Module
    name : str, default "weight"
    dim : int or None, default 0
        The axis whose slices have lengths of their own; None, or -1: one length for all.

    Returns
    -------
    Module
        The same one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.weight_norm(tl.nn.Linear(20, 40))
    >>> [(key, value.shape) for key, value in layer.state_dict().items()]
    [('bias', (40,)), ('weight_g', (40, 1)), ('weight_v', (40, 20))]
    """
    weight = _free("weight_norm", module, name, _WeightNormHook)
    axis = axis_of("weight_norm", dim, weight.ndim)
    with no_grad():
        g, v = lengths(weight.detach(), axis), weight.detach()
    delattr(module, name)
    module.register_parameter(name + "_g", Parameter(g, weight.requires_grad))
    module.register_parameter(name + "_v", Parameter(v, weight.requires_grad))
    _WeightNormHook(name, axis).take_place(module)
    return module


def spectral_norm(
    module: Module,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> Module:
    """As `parametrizations.spectral_norm`, with ``weight_orig``, ``weight_u``, ``weight_v`` of the module.

    The weight is computed whenever the module is called.

    Parameters
    ----------
    module : Module
    name : str, default "weight"
    n_power_iterations : int, default 1
    eps : float, default 1e-12
    dim : int, optional
        The axis of outputs. Default: 1 for transposed convolutions, 0 for all others.

    Returns
    -------
    Module
        The same one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.spectral_norm(tl.nn.Linear(20, 40))
    >>> [(key, value.shape) for key, value in layer.state_dict().items()]
    [('bias', (40,)), ('weight_orig', (40, 20)), ('weight_u', (40,)), ('weight_v', (20,))]
    """
    weight = _free("spectral_norm", module, name, _SpectralNormHook)
    times = integer("spectral_norm", "n_power_iterations", n_power_iterations)
    axis = default_axis("spectral_norm", module, dim, weight.ndim)
    made = _SpectralNorm(weight, times, axis, real("spectral_norm", "eps", eps, 0), v_first=True)
    delattr(module, name)
    module.register_parameter(name + "_orig", weight)
    for key in made._buffers:
        module.register_buffer(name + key, getattr(made, key))
    _SpectralNormHook(name, made).take_place(module)
    return module


def _removed(function: str, module: Module, name: str, kind: type[_Computed]) -> Module:
    if not isinstance(module, Module):
        raise TypeError(f"{function}: module must be a Module, got {type(module).__name__}")
    hook = hook_of(module, "before", kind, name, True)
    if hook is None:
        raise ValueError(f"{function}: {name!r} of {type(module).__name__} has none")
    mode = module.training
    module.training = False  # no iteration more
    try:
        with no_grad():
            value = hook.value(module)
    finally:
        module.training = mode
    learned = False
    for end in ("_g", "_v", "_orig", "_u"):
        there = module.__dict__.get(name + end)
        learned = learned or (isinstance(there, Parameter) and there.requires_grad)
        if there is not None:
            delattr(module, name + end)
    delattr(module, name)
    module.register_parameter(name, Parameter(value.detach().copy(), learned))
    return module


def remove_weight_norm(module: Module, name: str = "weight") -> Module:
    """Make a weight with the older `weight_norm` an ordinary one, of the value that it has.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.weight_norm(tl.nn.Linear(2, 3))
    >>> [name for name, _ in tl.nn.utils.remove_weight_norm(layer).named_parameters()]
    ['bias', 'weight']
    """
    return _removed("remove_weight_norm", module, name, _WeightNormHook)


def remove_spectral_norm(module: Module, name: str = "weight") -> Module:
    """Make a weight with the older `spectral_norm` an ordinary one, of the value that it has.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.spectral_norm(tl.nn.Linear(2, 3))
    >>> [name for name, _ in tl.nn.utils.remove_spectral_norm(layer).named_parameters()]
    ['bias', 'weight']
    """
    return _removed("remove_spectral_norm", module, name, _SpectralNormHook)
