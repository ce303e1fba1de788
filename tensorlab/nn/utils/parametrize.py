"""Parameters that are computed from others, under PyTorch's names.

>>> import tensorlab as tl
>>> from tensorlab.nn.utils import parametrize
>>> class Symmetric(tl.nn.Module):
...     def forward(self, x):
...         return tl.triu(x) + tl.triu(x, 1).T
>>> layer = tl.nn.Linear(2, 2)
>>> parametrize.register_parametrization(layer, "weight", Symmetric())
ParametrizedLinear(
  in_features=2, out_features=2, bias=True
  (parametrizations): ModuleDict(
    (weight): ParametrizationList(
      (0): Symmetric()
    )
  )
)
>>> bool((layer.weight == layer.weight.T).all())
True
>>> [name for name, _ in layer.named_parameters()]
['bias', 'parametrizations.weight.original']
"""

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy

from tensorlab_c import Tensor, no_grad

from ..._check import flag
from ..container import ModuleDict, ModuleList
from ..module import Module
from ..parameter import Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

__all__ = [
    "ParametrizationList",
    "cached",
    "is_parametrized",
    "register_parametrization",
    "remove_parametrizations",
    "transfer_parametrizations_and_params",
    "type_before_parametrizations",
]


def __dir__() -> list[str]:
    return sorted(__all__)


_kept: dict[tuple[int, str], Tensor] = {}  # what has been computed within `cached`
_depth = 0


@contextmanager
def cached() -> Iterator[None]:
    """Within a ``with`` block, compute every parametrized tensor once, when it is first asked for.

    Values of parameters should not change in it.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.parametrizations.weight_norm(tl.nn.Linear(2, 3))
    >>> layer.weight is layer.weight
    False
    >>> with tl.nn.utils.parametrize.cached():
    ...     layer.weight is layer.weight
    True
    """
    global _depth
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        if not _depth:
            _kept.clear()


class ParametrizationList(ModuleList):
    """What a parametrized tensor is computed from, ``original`` or ``original0``, ..., and by what.

    Parameters
    ----------
    modules : sequence of Module
        Applied one after the other; where all have a ``right_inverse``, the tensor may be assigned to.
    original : Parameter or Tensor
        The tensor that they take the place of.
    unsafe : bool, default False
        Whether to allow for results of other shapes and dtypes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.parametrizations.weight_norm(tl.nn.Linear(2, 3))
    >>> made_of = layer.parametrizations.weight
    >>> made_of.original0.shape, made_of.original1.shape, made_of().shape
    ((3, 1), (3, 2), (3, 2))
    """

    def __init__(self, modules: Sequence[Module], original: Tensor, unsafe: bool = False):
        modules = [*modules]
        if not modules:
            raise ValueError("ParametrizationList: at least one module is needed")
        if not isinstance(original, Tensor):
            raise TypeError(f"ParametrizationList: original must be a tensor, got {type(original).__name__}")
        super().__init__(modules)
        self.unsafe = flag("ParametrizationList", "unsafe", unsafe)
        start = original.detach()
        with no_grad():
            new = self._inverted(start, needed=False)
        self.is_tensor = isinstance(new, Tensor)
        tensors = [new] if isinstance(new, Tensor) else [*new] if isinstance(new, (tuple, list)) else []
        if not tensors or not all(isinstance(t, Tensor) for t in tensors):
            raise ValueError(
                f"ParametrizationList: right_inverse must return tensors, got {type(new).__name__}"
            )
        self.ntensors = len(tensors)
        if self.is_tensor and tensors[0].dtype != original.dtype and not self.unsafe:
            raise ValueError(
                f"ParametrizationList: right_inverse made {tensors[0].dtype} of a tensor of {original.dtype}"
            )
        for name, t in zip(self._names(), tensors, strict=True):
            if not isinstance(original, Parameter):
                self.register_buffer(name, t)
            elif not self.is_tensor:
                self.register_parameter(name, Parameter(t.copy(), original.requires_grad))
            else:  # the same one: an optimiser may have it
                if t.shape != original.shape or t.dtype != original.dtype:
                    original.data = t
                elif t is not start:
                    with no_grad():
                        original.copy_(t)
                self.register_parameter(name, original)

    def _names(self) -> list[str]:
        return ["original"] if self.is_tensor else [f"original{i}" for i in range(self.ntensors)]

    def _inverted(self, value: Any, needed: bool = True) -> Any:
        """`value` through all right inverses; those that are not there are the identity unless `needed`."""
        for module in reversed([*self]):
            inverse = getattr(module, "right_inverse", None)
            try:
                if inverse is None:
                    raise NotImplementedError
                value = inverse(value)
            except NotImplementedError:
                if needed:
                    raise RuntimeError(
                        f"parametrized tensor: {type(module).__name__} has no right_inverse, so that values "
                        "cannot be assigned"
                    ) from None
        return value

    def right_inverse(self, value: Tensor) -> None:
        """Change the originals so that the parametrized tensor is `value`."""
        with no_grad():
            new = self._inverted(value)
            tensors = [new] if self.is_tensor else [*new]
            for name, t in zip(self._names(), tensors, strict=True):
                original = getattr(self, name)
                if original.shape == t.shape and original.dtype == t.dtype:
                    original.copy_(t)
                elif isinstance(original, Parameter):
                    original.data = t
                else:
                    setattr(self, name, t)

    def forward(self) -> Tensor:
        """The parametrized tensor."""
        first, *others = self
        value = first(*(getattr(self, name) for name in self._names()))
        for module in others:
            value = module(value)
        return value


# ---- modules with properties in the place of parameters
def _check_module(name: str, what: str, value: object) -> None:
    if not isinstance(value, Module):
        raise TypeError(f"{name}: {what} must be a Module, got {type(value).__name__}")


def _table(module: Any) -> Any:
    return module.__dict__["parametrizations"]


def _property(name: str) -> property:
    def get(self: Module) -> Tensor:
        made_of = _table(self)[name]
        if not _depth:
            return made_of()
        key = (id(self), name)
        if key not in _kept:
            _kept[key] = made_of()
        return _kept[key]

    def put(self: Module, value: Tensor) -> None:
        _kept.pop((id(self), name), None)
        _table(self)[name].right_inverse(value)

    return property(get, put)


class _Parametrized:
    """Mixed into the class of a module: which one it was, and copies."""

    _before: type[Module]

    def __reduce_ex__(self, protocol: Any) -> tuple:
        return _empty, (self._before, tuple(_table(self))), dict(self.__dict__)


_classes: dict[tuple[type[Module], tuple[str, ...]], type[Module]] = {}


def _class(before: type[Module], names: tuple[str, ...]) -> type[Module]:
    key = (before, names)
    if key not in _classes:
        properties = {name: _property(name) for name in names}
        body = {"_before": before, "__module__": before.__module__, **properties}
        _classes[key] = type(f"Parametrized{before.__name__}", (_Parametrized, before), body)
    return _classes[key]


def _empty(before: type[Module], names: tuple[str, ...]) -> Module:
    """A module to be filled by a copy or a pickle."""
    kind = _class(before, names)
    return kind.__new__(kind)


def type_before_parametrizations(module: Module) -> type[Module]:
    """The class that a module had before it was parametrized.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.parametrizations.weight_norm(tl.nn.Linear(2, 3))
    >>> type(layer).__name__, tl.nn.utils.parametrize.type_before_parametrizations(layer).__name__
    ('ParametrizedLinear', 'Linear')
    """
    _check_module("type_before_parametrizations", "module", module)
    return module._before if isinstance(module, _Parametrized) else type(module)


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether a module, or this tensor of it, is parametrized.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.parametrizations.weight_norm(tl.nn.Linear(2, 3))
    >>> tl.nn.utils.parametrize.is_parametrized(layer, "bias")
    False
    """
    _check_module("is_parametrized", "module", module)
    if tensor_name is not None and not isinstance(tensor_name, str):
        raise TypeError(f"is_parametrized: tensor_name must be text, got {type(tensor_name).__name__}")
    there = module.__dict__.get("parametrizations")
    if not isinstance(there, ModuleDict):
        return False
    return len(there) > 0 if tensor_name is None else tensor_name in there


def register_parametrization(
    module: Module, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Module:
    """Let a parameter or buffer be computed by another module, from what it was or what that asks for.

    Parameters
    ----------
    module : Module
    tensor_name : str
        The attribute; it then gives ``parametrization(original)``. One that is parametrized already gets
        another function behind the others.
    parametrization : Module
        Its method ``right_inverse``, if there is one, makes the original, or a tuple of several, of a value,
        at first of the one there is.
    unsafe : bool, default False
        Whether to allow for results of other shapes and dtypes.

    Returns
    -------
    Module
        The same one, of a class of its own.

    Raises
    ------
    ValueError
        For a name that is no tensor's, or results that do not fit. Nothing has been changed then.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Positive(tl.nn.Module):
    ...     def forward(self, x):
    ...         return tl.exp(x)
    ...     def right_inverse(self, y):
    ...         return tl.log(y)
    >>> layer = tl.nn.PReLU(init=0.25)
    >>> layer = tl.nn.utils.parametrize.register_parametrization(layer, "weight", Positive())
    >>> round(layer.weight.item(), 6), round(layer.parametrizations.weight.original.item(), 4)
    (0.25, -1.3863)
    """
    name = "register_parametrization"
    _check_module(name, "module", module)
    _check_module(name, "parametrization", parametrization)
    unsafe = flag(name, "unsafe", unsafe)
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        made_of = _table(module)[tensor_name]
        if not unsafe:
            _check_further(name, getattr(module, tensor_name), parametrization)
        made_of.append(parametrization)
        made_of.unsafe = made_of.unsafe or unsafe
        return module
    original = module.__dict__.get(tensor_name)
    if not isinstance(original, Parameter) and not (
        tensor_name in module._buffers and isinstance(original, Tensor)
    ):
        raise ValueError(f"{name}: {type(module).__name__} has no parameter or buffer {tensor_name!r}")
    before = original.detach().copy()
    try:
        made_of = ParametrizationList([parametrization], original, unsafe)
        if not unsafe:
            _check_like(name, made_of(), before)
    except BaseException:
        if isinstance(original, Parameter):
            original.data = before
        raise
    persistent = module._buffers.get(tensor_name, True)
    if not persistent:  # what a buffer was made of is not saved either
        for key in made_of._names():
            made_of.register_buffer(key, getattr(made_of, key), persistent=False)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        module.parametrizations = ModuleDict()
    _table(module)[tensor_name] = made_of
    _change_class(module)
    return module


def _change_class(module: Module) -> None:
    names = tuple(_table(module))
    module.__class__ = _class(type_before_parametrizations(module), names)


def _check_like(name: str, given: object, like: Tensor) -> None:
    if not isinstance(given, Tensor):
        raise ValueError(f"{name}: a parametrization must return a tensor, got {type(given).__name__}")
    if given.shape != like.shape or given.dtype != like.dtype:
        raise ValueError(
            f"{name}: the parametrization made {given.dtype} {given.shape} of {like.dtype} {like.shape}; "
            "unsafe=True allows for that"
        )


def _check_further(name: str, value: Tensor, parametrization: Module) -> None:
    with no_grad():
        made = parametrization(value)
        _check_like(name, made, value)
        inverse = getattr(parametrization, "right_inverse", None)
        if inverse is not None:
            try:
                back = inverse(made)
            except NotImplementedError:
                return
            _check_like(name, back, value)


def remove_parametrizations(module: Module, tensor_name: str, leave_parametrized: bool = True) -> Module:
    """Make a parametrized tensor an ordinary one again.

    Parameters
    ----------
    module : Module
    tensor_name : str
    leave_parametrized : bool, default True
        Whether it keeps the value that is computed, or becomes the original; the latter only where there is
        one original.

    Returns
    -------
    Module
        The same one; with its own class when nothing is parametrized any more.

    Raises
    ------
    ValueError
        When the tensor is not parametrized, or has several originals but is to become one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.parametrizations.weight_norm(tl.nn.Linear(2, 3))
    >>> tl.nn.utils.parametrize.remove_parametrizations(layer, "weight")
    Linear(in_features=2, out_features=3, bias=True)
    """
    name = "remove_parametrizations"
    leave = flag(name, "leave_parametrized", leave_parametrized)
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"{name}: {type(module).__name__} has no parametrized tensor {tensor_name!r}")
    made_of = _table(module)[tensor_name]
    if not leave and not made_of.is_tensor:
        raise ValueError(f"{name}: {tensor_name!r} has {made_of.ntensors} originals and can be none of them")
    originals = [getattr(made_of, key) for key in made_of._names()]
    with no_grad():
        value = made_of().detach() if leave else originals[0]
    learned = isinstance(originals[0], Parameter)
    if learned and made_of.is_tensor:
        if leave:
            originals[0].data = value.copy()
        value = originals[0]
    elif learned:
        value = Parameter(value.copy(), any(p.requires_grad for p in originals))
    persistent = made_of._buffers.get("original", made_of._buffers.get("original0", True))
    _kept.pop((id(module), tensor_name), None)
    del _table(module)[tensor_name]
    if is_parametrized(module):
        _change_class(module)
    else:
        module.__class__ = type_before_parametrizations(module)
        delattr(module, "parametrizations")
    if learned:
        module.register_parameter(tensor_name, value)
    else:
        module.register_buffer(tensor_name, value, persistent)
    return module


def transfer_parametrizations_and_params(
    from_module: Module, to_module: Module, tensor_name: str | None = None
) -> Module:
    """Parametrize a module as another one is, with copies of its functions and originals.

    Parameters
    ----------
    from_module, to_module : Module
    tensor_name : str, optional
        The tensor; all that are parametrized for None. One that `to_module` does not have is made.

    Returns
    -------
    Module
        `to_module`.

    Raises
    ------
    ValueError
        When `from_module` has no such parametrized tensor.

    Examples
    --------
    >>> import tensorlab as tl
    >>> a = tl.nn.utils.parametrizations.weight_norm(tl.nn.Linear(2, 3))
    >>> b = tl.nn.utils.parametrize.transfer_parametrizations_and_params(a, tl.nn.Linear(2, 3))
    >>> bool((a.weight == b.weight).all())
    True
    """
    name = "transfer_parametrizations_and_params"
    _check_module(name, "to_module", to_module)
    if not is_parametrized(from_module, tensor_name):
        what = "tensor" if tensor_name is None else f"tensor {tensor_name!r}"
        raise ValueError(f"{name}: {type(from_module).__name__} has no parametrized {what}")
    for each in [*_table(from_module)] if tensor_name is None else [tensor_name]:
        made_of = _table(from_module)[each]
        if is_parametrized(to_module, each):
            to_module = remove_parametrizations(to_module, each)
        if not isinstance(to_module.__dict__.get(each), Tensor):
            with no_grad():
                value = made_of().detach().copy()
            learned = isinstance(getattr(made_of, made_of._names()[0]), Parameter)
            setattr(to_module, each, Parameter(value)) if learned else to_module.register_buffer(each, value)
        for function in made_of:
            register_parametrization(to_module, each, deepcopy(function), unsafe=made_of.unsafe)
        mine = _table(to_module)[each]
        with no_grad():
            for key in made_of._names():
                getattr(mine, key).copy_(getattr(made_of, key))
    return to_module
