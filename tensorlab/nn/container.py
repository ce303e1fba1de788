"""Modules that hold other modules, or parameters, in order or by name."""

from __future__ import annotations

from itertools import groupby

from tensorlab_c import Tensor

from .._check import integer
from ._errors import locate, returned_nothing
from .module import Module
from .parameter import Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, Self

__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"]


class _Ordered(Module):
    """The children as a sequence; they are the attributes "0", "1", ... (or the names of a dict)."""

    # the children, made when first asked for and after every change; kept where calling them one by one is
    # all that forward does and each is there once, so that it also says which one failed
    _order: tuple[Module, ...] | None = None

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name != "_order":
            self.__dict__.pop("_order", None)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self.__dict__.pop("_order", None)

    def _listed(self) -> tuple[Module, ...]:
        order = self._order
        if order is None:
            order = tuple(self._named().values())
            if "forward" not in self.__dict__ and len(set(map(id, order))) == len(order):
                self._order = order
        return order

    def _named(self) -> dict[str, Module]:
        return {name: value for name, value in self.__dict__.items() if isinstance(value, Module)}

    def _fill(self, modules: Iterable[Module]) -> None:
        """Hold exactly `modules`, named by their positions."""
        modules = list(modules)
        for position, module in enumerate(modules):
            self._check_module(position, module)
        for name in self._named():
            del self.__dict__[name]
        for position, module in enumerate(modules):
            self.__dict__[str(position)] = module
        self.__dict__.pop("_order", None)

    def _check_module(self, position: object, module: object) -> None:
        if not isinstance(module, Module):
            raise TypeError(
                f"{type(self).__name__}: layer {position!r} is a {type(module).__name__}, not a Module"
                + _hint(module)
            )

    def _position(self, index: object) -> int:
        """`index` in [0, len)."""
        length = len(self)
        position = integer(type(self).__name__, "index", index, least=-length if length else 0)
        if not -length <= position < length:
            raise IndexError(f"{type(self).__name__}: index {position} is out of range for {length} layers")
        return position % length

    def __len__(self) -> int:
        return len(self._listed())

    def __iter__(self) -> Iterator[Module]:
        return iter(self._listed())

    def __setitem__(self, index: int, module: Module) -> None:
        self._check_module(index, module)
        setattr(self, list(self._named())[self._position(index)], module)

    def __delitem__(self, index: int | slice) -> None:
        modules = list(self._listed())
        del modules[index if isinstance(index, slice) else self._position(index)]
        self._fill(modules)

    def pop(self, index: int = -1) -> Module:
        """Take a module out and number the others anew; returns it."""
        module = self._listed()[self._position(index)]
        del self[index]
        return module

    def __iadd__(self, modules: Iterable[Module]) -> Self:
        return self.extend(modules)

    def append(self, module: Module) -> Self:
        """Add a module at the end; returns this container."""
        self._check_module(len(self), module)
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add modules at the end; returns this container."""
        modules = list(modules)
        for position, module in enumerate(modules, len(self)):
            self._check_module(position, module)
        for module in modules:
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Self:
        """Put a module before position `index` and number the modules anew; returns this container."""
        modules = list(self._listed())
        modules.insert(index, module)
        self._fill(modules)
        return self


def _hint(given: object) -> str:
    """What was probably meant instead."""
    if isinstance(given, type):
        return "; give an instance, with parentheses"
    if isinstance(given, (list, tuple)):
        return "; give the layers one by one, Sequential(*layers)"
    return "; use the layer for this function, as ReLU() for relu" if callable(given) else ""


class Sequential(_Ordered):
    """Layers applied one after the other (lecture L3, L7: X → f₁(X) → f₂(f₁(X)) → …).

    Parameters
    ----------
    *layers : Module
        Or a single dict of name to module, whose names then are the attributes.

    Notes
    -----
    Indexing gives a layer, slicing a Sequential of the same layer objects under their names, ``+`` a
    Sequential of both. The layers' ``forward`` is called directly.

    Examples
    --------
    >>> import tensorlab as tl
    >>> model = tl.nn.Sequential(tl.nn.Linear(4, 8), tl.nn.ReLU(), tl.nn.Linear(8, 3))
    >>> model(tl.ones((5, 4), dtype=tl.float32)).shape
    (5, 3)
    >>> model[:2]
    Sequential(
      (0): Linear(in_features=4, out_features=8, bias=True)
      (1): ReLU()
    )
    """

    def __init__(self, *layers: Module | dict[str, Module]):
        super().__init__()
        if len(layers) == 1 and isinstance(layers[0], dict):
            named = dict(layers[0])
            for name, module in named.items():
                self._check_module(name, module)
            for name, module in named.items():
                self.add_module(name, module)
        else:
            self._fill(layers)  # type: ignore[arg-type]  # checked there

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        if cls.forward is not Sequential.forward and cls.__call__ is Sequential.__call__:
            cls.__call__ = Module.__call__  # type: ignore[method-assign]

    def forward(self, input: Any) -> Any:
        position = 0
        try:
            for position, layer in enumerate(self._order or self._listed()):  # noqa: B007  used below
                input = layer.forward(input)
                if input is None:
                    raise returned_nothing(layer)
        except Exception as error:
            self._blame(error, position)
            raise
        return input

    def __call__(self, input: Any, *more: Any) -> Any:
        """`forward`, with nothing in between when it is the one above."""
        order = self._order
        if order is None or more:
            return super().__call__(input, *more)
        try:
            for layer in order:
                input = layer.forward(input)
                if input is None:
                    raise returned_nothing(layer)
        except Exception as error:
            self._blame(error, order.index(layer))
            raise
        return input

    def _blame(self, error: Exception, position: int) -> None:
        name, layer = list(self._named().items())[position]
        locate(error, layer)
        locate(error, self, name)

    def __add__(self, other: Sequential) -> Sequential:
        return Sequential(*self, *other) if isinstance(other, Sequential) else NotImplemented

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Sequential(dict(list(self._named().items())[index]))
        return self._listed()[self._position(index)]


class ModuleList(_Ordered):
    """A list of modules, registered with the module that holds it.

    Parameters
    ----------
    modules : iterable of Module, optional

    Examples
    --------
    >>> import tensorlab as tl
    >>> layers = tl.nn.ModuleList(tl.nn.Linear(n, n) for n in (1, 2))
    >>> len(layers.append(tl.nn.Tanh())), [name for name, _ in layers.named_parameters()]
    (3, ['0.weight', '0.bias', '1.weight', '1.bias'])
    """

    def __init__(self, modules: Iterable[Module] = ()):
        super().__init__()
        self._fill(modules)

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return ModuleList(self._listed()[index])
        return self._listed()[self._position(index)]

    def _shown(self) -> list[tuple[str, str]]:
        """Equal neighbours are shown once, as in PyTorch."""
        shown = []
        children = super()._shown()
        for text, group in groupby(children, key=lambda pair: pair[1]):
            names = [name for name, _ in group]
            if len(names) == 1:
                shown.append((names[0], text))
            else:
                shown.append((f"{names[0]}-{names[-1]}", f"{len(names)} x {text}"))
        return shown

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        return ModuleList([*self, *other])


class ModuleDict(Module):
    """Modules by name, registered with the module that holds it.

    Parameters
    ----------
    modules : mapping of str to Module, or iterable of such pairs, optional

    Examples
    --------
    >>> import tensorlab as tl
    >>> heads = tl.nn.ModuleDict({"small": tl.nn.Linear(2, 1)})
    >>> heads["large"] = tl.nn.Linear(2, 5)
    >>> list(heads), [name for name, _ in heads.named_parameters()]
    (['small', 'large'], ['small.weight', 'small.bias', 'large.weight', 'large.bias'])
    """

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] = ()):
        super().__init__()
        self.update(modules)

    def _named(self) -> dict[str, Module]:
        return {name: value for name, value in self.__dict__.items() if isinstance(value, Module)}

    def __getitem__(self, name: str) -> Module:
        return self._named()[name]

    def __setitem__(self, name: str, module: Module) -> None:
        if module is None:
            raise TypeError(f"ModuleDict: {name!r} is None, not a Module")
        self.add_module(name, module)

    def __delitem__(self, name: str) -> None:
        self.pop(name)

    def __len__(self) -> int:
        return len(self._named())

    def __iter__(self) -> Iterator[str]:
        return iter(self._named())

    def __contains__(self, name: object) -> bool:
        return name in self._named()

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._named().keys()

    def values(self) -> Iterable[Module]:
        """The modules."""
        return self._named().values()

    def items(self) -> Iterable[tuple[str, Module]]:
        """Pairs of name and module."""
        return self._named().items()

    def pop(self, name: str) -> Module:
        """Take a module out; returns it."""
        module = self._named()[name]
        delattr(self, name)
        return module

    def update(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]]) -> None:
        """Add or replace modules; TypeError for what is none, before anything is added."""
        try:
            new = dict(modules)
        except (TypeError, ValueError):
            raise TypeError(f"ModuleDict: expected modules by name, got {type(modules).__name__}") from None
        for name, module in new.items():
            if not isinstance(module, Module):
                raise TypeError(f"ModuleDict: {name!r} is {type(module).__name__}, not a Module")
        for name, module in new.items():
            self[name] = module


class _Parameters(Module):
    """Parameters that are attributes: under their names, or "0", "1", ..."""

    def _named(self) -> dict[str, Parameter]:
        # a plain tensor may have been put in a parameter's place, as a function of parameters does
        own = [(k, v) for k, v in self.__dict__.items() if isinstance(v, Tensor) and k not in self._buffers]
        return dict(own)  # type: ignore[arg-type]

    def _parameter(self, name: object, value: object) -> Parameter:
        if isinstance(value, Parameter):
            return value
        if not isinstance(value, Tensor):
            raise TypeError(
                f"{type(self).__name__}: {name!r} is {type(value).__name__}, not a Parameter or Tensor"
            )
        return Parameter(value)

    def __len__(self) -> int:
        return len(self._named())

    def extra_repr(self) -> str:
        lines = [
            f"  ({name}): Parameter containing: [{self._kind_of(p)} of size {'x'.join(map(str, p.shape))}]\n"
            for name, p in self._named().items()
        ]
        return "\n" + "".join(lines) if lines else ""

    def _kind_of(self, parameter: Parameter) -> object:
        """As PyTorch tells it."""
        return parameter.dtype


class ParameterList(_Parameters):
    """A list of parameters, registered with the module that holds it.

    Parameters
    ----------
    values : iterable of Parameter or Tensor, optional
        A tensor becomes a parameter that shares its memory.

    Examples
    --------
    >>> import tensorlab as tl
    >>> weights = tl.nn.ParameterList(tl.ones(n) for n in (1, 2))
    >>> len(weights.append(tl.zeros(3))), [name for name, _ in weights.named_parameters()]
    (3, ['0', '1', '2'])
    """

    def __init__(self, values: Iterable[Tensor] | None = None):
        super().__init__()
        if values is not None:
            self.extend(values)

    def _name(self, index: object) -> str:
        length = len(self)
        position = integer("ParameterList", "index", index, least=-length if length else 0)
        if position >= length:
            raise IndexError(f"ParameterList: index {position} is out of range for {length} parameters")
        return str(position % length)

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return ParameterList([*self][index])
        return self._named()[self._name(index)]

    def __setitem__(self, index: int, value: Tensor) -> None:
        setattr(self, self._name(index), self._parameter(index, value))

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._named().values())

    def __iadd__(self, values: Iterable[Tensor]) -> Self:
        return self.extend(values)

    def append(self, value: Tensor) -> Self:
        """Add a parameter at the end; returns this list."""
        return self.extend([value])

    def extend(self, values: Iterable[Tensor]) -> Self:
        """Add parameters at the end; returns this list. TypeError for what is none, before any is added."""
        if isinstance(values, Tensor) or not hasattr(values, "__iter__"):
            raise TypeError(f"ParameterList: expected parameters in a list, got {type(values).__name__}")
        first = len(self)
        new = [self._parameter(position, value) for position, value in enumerate([*values], first)]
        for position, parameter in enumerate(new, first):
            self.register_parameter(str(position), parameter)
        return self


class ParameterDict(_Parameters):
    """Parameters by name, registered with the module that holds it.

    Parameters
    ----------
    parameters : mapping of str to Parameter or Tensor, or iterable of such pairs, optional
        A tensor becomes a parameter that shares its memory. Those of a plain dict are added in the order of
        their names, as in PyTorch.

    Examples
    --------
    >>> import tensorlab as tl
    >>> scales = tl.nn.ParameterDict({"small": tl.ones(1)})
    >>> scales["large"] = tl.ones(5)
    >>> list(scales), [name for name, _ in scales.named_parameters()]
    (['small', 'large'], ['small', 'large'])
    """

    def _kind_of(self, parameter: Parameter) -> object:
        return parameter.type()

    def __init__(self, parameters: Mapping[str, Tensor] | Iterable[tuple[str, Tensor]] | None = None):
        super().__init__()
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, name: str) -> Parameter:
        return self._named()[name]

    def __setitem__(self, name: str, value: Tensor) -> None:
        self.register_parameter(name, self._parameter(name, value))

    def __delitem__(self, name: str) -> None:
        self.pop(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._named())

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._named())

    def __contains__(self, name: object) -> bool:
        return name in self._named()

    def __or__(self, other: Mapping[str, Tensor] | ParameterDict) -> ParameterDict:
        both = self.copy()
        both.update(other)
        return both

    def __ior__(self, other: Mapping[str, Tensor] | ParameterDict) -> Self:
        self.update(other)
        return self

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._named().keys()

    def values(self) -> Iterable[Parameter]:
        """The parameters."""
        return self._named().values()

    def items(self) -> Iterable[tuple[str, Parameter]]:
        """Pairs of name and parameter."""
        return self._named().items()

    def get(self, name: str, default: Any = None) -> Any:
        """The parameter of that name, or `default`."""
        return self._named().get(name, default)

    def setdefault(self, name: str, default: Tensor) -> Parameter:
        """The parameter of that name, which becomes `default` if there is none."""
        if name not in self:
            self[name] = default
        return self[name]

    def pop(self, name: str) -> Parameter:
        """Take a parameter out; returns it."""
        parameter = self._named()[name]
        delattr(self, name)
        return parameter

    def popitem(self) -> tuple[str, Parameter]:
        """Take the last parameter out; returns its name and it."""
        if not len(self):
            raise KeyError("ParameterDict: popitem of an empty one")
        name = [*self][-1]
        return name, self.pop(name)

    def clear(self) -> None:
        """Take all parameters out."""
        for name in [*self]:
            self.pop(name)

    def copy(self) -> ParameterDict:
        """Another one with the same parameters."""
        return ParameterDict([*self.items()])

    def update(self, parameters: Mapping[str, Tensor] | Iterable[tuple[str, Tensor]] | ParameterDict) -> None:
        """Add or replace parameters; TypeError for what is none, before anything is added."""
        pairs = parameters.items() if isinstance(parameters, ParameterDict) else parameters
        try:
            new = dict(pairs)
            new = dict(sorted(new.items())) if type(parameters) is dict else new
        except (TypeError, ValueError):
            raise TypeError(
                f"ParameterDict: expected parameters by name, got {type(parameters).__name__}"
            ) from None
        made = {name: self._parameter(name, value) for name, value in new.items()}
        for name in made:
            self._check_name(name)
        for name, parameter in made.items():
            self.register_parameter(name, parameter)
