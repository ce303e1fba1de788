"""Modules that hold other modules in order."""

from __future__ import annotations

from .._check import integer
from .module import Module, locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, Self

__all__ = ["ModuleList", "Sequential"]


class _Ordered(Module):
    """The children as a sequence; they are the attributes "0", "1", ... (or the names of a dict)."""

    _order: tuple[Module, ...] | None = None  # the children, made when first asked for and after every change

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name != "_order":
            self.__dict__.pop("_order", None)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self.__dict__.pop("_order", None)

    def _modules(self) -> tuple[Module, ...]:
        order = self._order
        if order is None:
            order = self._order = tuple(self._named().values())
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
                + ("; give an instance, with parentheses" if isinstance(module, type) else "")
            )

    def _position(self, index: object) -> int:
        """`index` in [0, len)."""
        length = len(self)
        position = integer(type(self).__name__, "index", index, least=-length if length else 0)
        if not -length <= position < length:
            raise IndexError(f"{type(self).__name__}: index {position} is out of range for {length} layers")
        return position % length

    def __len__(self) -> int:
        return len(self._modules())

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules())

    def __setitem__(self, index: int, module: Module) -> None:
        self._check_module(index, module)
        setattr(self, list(self._named())[self._position(index)], module)

    def __delitem__(self, index: int | slice) -> None:
        modules = list(self._modules())
        del modules[index if isinstance(index, slice) else self._position(index)]
        self._fill(modules)

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
        modules = list(self._modules())
        modules.insert(index, module)
        self._fill(modules)
        return self


class Sequential(_Ordered):
    """Layers applied one after the other (lecture L3, L7: X → f₁(X) → f₂(f₁(X)) → …).

    Parameters
    ----------
    *layers : Module
        Or a single dict of name to module, whose names then are the attributes.

    Notes
    -----
    Indexing gives a layer, slicing a Sequential of the same layer objects under their names. The layers'
    ``forward`` is called directly.

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
            for name, module in layers[0].items():
                self._check_module(name, module)
                self.add_module(name, module)
        else:
            self._fill(layers)  # type: ignore[arg-type]  # checked there

    def forward(self, x: Any) -> Any:
        layer: Module = self
        try:
            for layer in self._order or self._modules():
                x = layer.forward(x)
        except Exception as error:
            if layer is not self:
                locate(error, layer)
            raise
        return x

    def __call__(self, x: Any) -> Any:
        """`forward` for one argument, without another call in between."""
        layer: Module = self
        try:
            for layer in self._order or self._modules():
                x = layer.forward(x)
        except Exception as error:
            if layer is not self:
                locate(error, layer)
            locate(error, self)
            raise
        return x

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Sequential(dict(list(self._named().items())[index]))
        return self._modules()[self._position(index)]


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
            return ModuleList(self._modules()[index])
        return self._modules()[self._position(index)]
