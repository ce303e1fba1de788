"""Module: a tree of layers that knows its parameters."""

from __future__ import annotations

from tensorlab_c import Tensor, asarray, zeros_like
from tensorlab_c._tensor import _adopt

from .._check import check_device, switch
from ._errors import locate, returned_nothing
from .hooks import add_hook, hooks_of
from .loading import load
from .parameter import Buffer, Parameter
from .tables import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    import builtins
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, Self

    from tensorlab_c import DType
    from tensorlab_c.methods import RemovableHandle

    from .._typing import DTypeLike
    from ._errors import IncompatibleKeys
    from .summary import Summary

__all__ = ["Module"]


class Module:
    """Base class of all layers and networks.

    Assign parameters and layers to attributes and write ``forward``; the rest (``parameters()``,
    ``state_dict()``, ``train()`` ...) follows from the attributes. They stay ordinary attributes, so
    reading ``self.weight`` costs no more than in any Python object.

    Attributes
    ----------
    training : bool
        True at first; `train` and `eval` set it on the whole tree. Dropout and RReLU read it.

    Notes
    -----
    An error raised inside a layer says where in the model that layer is:
    ``... (in layer 'features.2': Linear(in_features=64, out_features=10, bias=True))``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Net(tl.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.hidden = tl.nn.Linear(2, 3)
    ...         self.output = tl.nn.Linear(3, 1, bias=False)
    ...     def forward(self, x):
    ...         return self.output(tl.tanh(self.hidden(x)))
    >>> [(name, p.shape) for name, p in Net().named_parameters()]
    [('hidden.weight', (3, 2)), ('hidden.bias', (3,)), ('output.weight', (1, 3))]
    """

    training: bool = True
    # both are replaced, never changed in place
    _buffers: dict[str, bool] = {}  # noqa: RUF012  name -> is in state_dict
    _may_lack: frozenset[str] = frozenset()  # names that a loaded state may lack
    _absent: dict[str, builtins.type] = {}  # noqa: RUF012  name of what is None -> Parameter or Module

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the layer computes; every subclass defines it."""
        raise NotImplementedError(f"{type(self).__name__}: forward is not defined")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            output = self.forward(*args, **kwargs)
            if output is None:
                raise returned_nothing(self)
            return output
        except Exception as error:
            locate(error, self)
            raise

    def __setattr__(self, name: str, value: object) -> None:
        kind = self._kind(name)
        if kind is not None:
            self._check_replaced(name, kind, value)
            if value is None and kind is not Tensor:
                object.__setattr__(self, "_absent", {**self._absent, name: kind})
            elif kind is Tensor and isinstance(value, (Parameter, Module)):
                self._forget(name)  # no buffer any more
        object.__setattr__(self, name, value)
        if isinstance(value, Buffer):
            object.__setattr__(self, "_buffers", {**self._buffers, name: value.persistent})

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        self._forget(name)

    def _kind(self, name: str) -> builtins.type | None:
        """What an attribute stands for: Parameter, Module, Tensor (a buffer), or None for an ordinary one."""
        current = self.__dict__.get(name)
        if isinstance(current, (Parameter, Module)):
            return Parameter if isinstance(current, Parameter) else Module
        return Tensor if name in self._buffers else self._absent.get(name)

    def _check_replaced(self, name: str, kind: builtins.type, value: object) -> None:
        """Refuse what would silently no longer be learned, saved or called."""
        taken = (Parameter,) if kind is Parameter else (kind, Parameter, Module)
        if value is None or isinstance(value, taken):
            return
        what, instead = {
            Parameter: ("parameter", "a Parameter or None, or write into it: with no_grad(): p.copy_(...)"),
            Module: ("layer", "a Module or None"),
            Tensor: ("buffer", "a Tensor or None"),
        }[kind]
        raise TypeError(
            f"{type(self).__name__}: cannot assign {type(value).__name__} to the {what} {name!r}; "
            f"assign {instead}"
        )

    def _forget(self, name: str) -> None:
        for table in ("_buffers", "_absent"):
            entries = getattr(self, table)
            if name in entries:
                object.__setattr__(self, table, {k: v for k, v in entries.items() if k != name})

    # ---- registration
    def register_parameter(self, name: str, parameter: Parameter | None) -> None:
        """Set a parameter, or None for an absent one; the same as assigning the attribute, with checks."""
        self._check_name(name)
        if parameter is not None and not isinstance(parameter, Parameter):
            raise TypeError(f"register_parameter: {name!r} is a {type(parameter).__name__}, not a Parameter")
        setattr(self, name, parameter)
        if parameter is None:
            self._absent = {**self._absent, name: Parameter}

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that is part of the state but is not learned.

        Parameters
        ----------
        name : str
        tensor : Tensor or None
            None is an absent buffer: not in ``state_dict()``.
        persistent : bool, default True
            Whether ``state_dict()`` holds it.

        Examples
        --------
        >>> import tensorlab as tl
        >>> m = tl.nn.Module()
        >>> m.register_buffer("count", tl.zeros(1))
        >>> list(m.state_dict())
        ['count']
        """
        self._check_name(name)
        if tensor is not None and (not isinstance(tensor, Tensor) or isinstance(tensor, Parameter)):
            raise TypeError(f"register_buffer: {name!r} is a {type(tensor).__name__}, not a plain Tensor")
        setattr(self, name, tensor)
        self._buffers = {**self._buffers, name: persistent}

    def add_module(self, name: str, module: Module | None) -> None:
        """Set a child layer; the same as assigning the attribute, with checks."""
        self._check_name(name)
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"add_module: {name!r} is a {type(module).__name__}, not a Module")
        setattr(self, name, module)
        if module is None:
            self._absent = {**self._absent, name: Module}

    def register_module(self, name: str, module: Module | None) -> None:
        """The same as `add_module`."""
        self.add_module(name, module)

    def _check_name(self, name: str) -> None:
        if not isinstance(name, str) or not name or "." in name:
            raise ValueError(
                f"{type(self).__name__}: {name!r} is no name for a parameter, buffer or layer: "
                "it must be a non-empty string without dots"
            )
        taken = self.__dict__.get(name) is not None or hasattr(type(self), name)
        if taken and self._kind(name) is None:
            raise ValueError(f"{type(self).__name__}: the attribute {name!r} is already taken")

    # ---- the tree
    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Pairs of name and direct child, each child once."""
        seen = set()
        for name, value in list(self.__dict__.items()):
            if isinstance(value, Module) and id(value) not in seen:
                seen.add(id(value))
                yield name, value

    def children(self) -> Iterator[Module]:
        """The direct children."""
        return (child for _, child in self.named_children())

    def named_modules(self, prefix: str = "", remove_duplicate: bool = True) -> Iterator[tuple[str, Module]]:
        """Pairs of dotted path and module: this one (path ``prefix``) and all below it, parents first.

        With ``remove_duplicate=False`` a module used in two places comes once for each.

        Examples
        --------
        >>> import tensorlab as tl
        >>> [name for name, _ in tl.nn.Sequential(tl.nn.Tanh(), tl.nn.Linear(2, 1)).named_modules()]
        ['', '0', '1']
        """
        return self._walk(prefix, set() if remove_duplicate else None)

    def _walk(self, prefix: str, seen: set[int] | None) -> Iterator[tuple[str, Module]]:
        if seen is not None:
            if id(self) in seen:
                return
            seen.add(id(self))
        yield prefix, self
        for name, value in list(self.__dict__.items()):
            if isinstance(value, Module):
                yield from value._walk(f"{prefix}.{name}" if prefix else name, seen)

    def modules(self) -> Iterator[Module]:
        """This module and all below it, each once."""
        return (module for _, module in self.named_modules())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Pairs of dotted path and parameter; one shared by two layers comes once unless asked otherwise."""
        seen = set()
        modules = self.named_modules(prefix, remove_duplicate) if recurse else ((prefix, self),)
        for path, module in modules:
            for name, value in list(module.__dict__.items()):
                if isinstance(value, Parameter) and not (remove_duplicate and id(value) in seen):
                    seen.add(id(value))
                    yield (f"{path}.{name}" if path else name), value

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """The parameters, each once: what an optimiser is given."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Pairs of dotted path and buffer; one shared by two layers comes once unless asked otherwise."""
        seen = set()
        modules = self.named_modules(prefix, remove_duplicate) if recurse else ((prefix, self),)
        for path, module in modules:
            for name in module._buffers:
                value = module.__dict__.get(name)
                if value is not None and not (remove_duplicate and id(value) in seen):
                    seen.add(id(value))
                    yield (f"{path}.{name}" if path else name), value

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """The buffers, each once."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def get_submodule(self, path: str) -> Module:
        """The module at a dotted path; ``""`` is this one."""
        module = self
        for name in path.split(".") if path else ():
            child = module.__dict__.get(name)
            if not isinstance(child, Module):
                raise AttributeError(
                    f"get_submodule: {type(module).__name__} has no layer {name!r} (path {path!r})"
                )
            module = child
        return module

    def get_parameter(self, path: str) -> Parameter:
        """The parameter at a dotted path.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.nn.Sequential(tl.nn.Linear(3, 2)).get_parameter("0.weight").shape
        (2, 3)
        """
        return self._get("get_parameter", "parameter", path, Parameter)

    def get_buffer(self, path: str) -> Tensor:
        """The buffer at a dotted path."""
        return self._get("get_buffer", "buffer", path, Tensor)

    def _get(self, function: str, what: str, path: str, kind: builtins.type) -> Any:
        parent, _, name = path.rpartition(".")
        module = self.get_submodule(parent)
        value = module.__dict__.get(name)
        if value is None or module._kind(name) is not kind:
            raise AttributeError(
                f"{function}: {type(module).__name__} has no {what} {name!r} (path {path!r})"
            )
        return value

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put another module at a dotted path.

        Parameters
        ----------
        target : str
        module : Module
        strict : bool, default False
            Whether there must be one already.

        Examples
        --------
        >>> import tensorlab as tl
        >>> model = tl.nn.Sequential(tl.nn.Sequential(tl.nn.ReLU()))
        >>> model.set_submodule("0.0", tl.nn.Tanh())
        >>> model[0]
        Sequential(
          (0): Tanh()
        )
        """
        if not isinstance(module, Module):
            raise TypeError(f"set_submodule: {target!r} is a {type(module).__name__}, not a Module")
        if not target:
            raise ValueError("set_submodule: the path of the module itself cannot be set")
        parent, _, name = target.rpartition(".")
        holder = self.get_submodule(parent)
        if strict:
            holder.get_submodule(name)
        holder.add_module(name, module)

    @property
    def _modules(self) -> Table:
        """The direct children; changes of it are changes of the module, as in PyTorch."""
        return Table(self, Module)

    @property
    def _parameters(self) -> Table:
        return Table(self, Parameter)

    @property
    def _forward_pre_hooks(self) -> dict[int, Callable[..., Any]]:
        return hooks_of(self, "before")

    @property
    def _forward_hooks(self) -> dict[int, Callable[..., Any]]:
        return hooks_of(self, "behind")

    def apply(self, function: Callable[[Module], object]) -> Self:
        """Call `function` on every module below, then on this one; returns this one.

        Examples
        --------
        >>> import tensorlab as tl
        >>> model = tl.nn.Sequential(tl.nn.Linear(2, 2), tl.nn.ReLU())
        >>> _ = model.apply(lambda m: print(type(m).__name__))
        Linear
        ReLU
        Sequential
        """
        for child in self.children():
            child.apply(function)
        function(self)
        return self

    def summary(self, *input_shapes: tuple[int, ...], dtype: Any = None) -> Summary:
        """What a forward pass goes through: of each layer output shape, parameters and multiply-adds.

        Parameters
        ----------
        *input_shapes : tuple of int
            The shape of each input, with the axis of examples. The pass is made with zeros, in evaluation
            mode.
        dtype : dtype or list of dtype, optional
            Of the inputs, ``tl.int64`` for an `Embedding`. Default: that of the parameters.

        Returns
        -------
        Summary
            Printed as a table; `layers`, `parameters`, `learnable`, `bytes` and `multiply_adds` are its
            numbers.

        Notes
        -----
        Multiply-adds are those of the products in layers of `tl.nn`: linear, convolution, recurrent and
        attention. What works element by element, pooling, and products that a ``forward`` makes itself are
        not counted.

        Examples
        --------
        >>> import tensorlab as tl
        >>> model = tl.nn.Sequential(tl.nn.Linear(64, 32), tl.nn.ReLU(), tl.nn.Linear(32, 10))
        >>> model.summary((1, 64))
        Layer        Output shape  Parameters  Multiply-adds
        ----------------------------------------------------
        Sequential   (1, 10)                0              0
          0: Linear  (1, 32)            2,080          2,048
          1: ReLU    (1, 32)                0              0
          2: Linear  (1, 10)              330            320
        ----------------------------------------------------
        2,410 parameters (2,410 learnable, 9.414 KiB), 2,368 multiply-adds
        """
        from .summary import summarized  # which knows the layers, and they know modules

        return summarized(self, input_shapes, dtype)

    # ---- hooks
    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args)`` before every `forward`.

        Parameters
        ----------
        hook : callable
            What it returns, if not None, takes the place of the arguments: a tuple of them, or the only one.
        prepend : bool, default False
            Whether it comes before the hooks there are.
        with_kwargs : bool, default False
            Whether it is called as ``hook(module, args, kwargs)``, and returns None or such a pair.

        Returns
        -------
        RemovableHandle
            Its `remove` takes the hook away.

        Notes
        -----
        Hooks also run when ``forward`` is called directly, as containers do.

        Examples
        --------
        >>> import tensorlab as tl
        >>> layer = tl.nn.Identity()
        >>> handle = layer.register_forward_pre_hook(lambda module, args: (args[0] * 2,))
        >>> layer(tl.array([1.0]))
        tensor([2.])
        >>> handle.remove()
        """
        name = "register_forward_pre_hook"
        return add_hook(self, "before", name, hook, prepend, with_kwargs=with_kwargs)

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call ``hook(module, args, output)`` behind every `forward`.

        Parameters
        ----------
        hook : callable
            What it returns, if not None, takes the place of the output.
        prepend, with_kwargs : bool, default False
            As for `register_forward_pre_hook`; with keyword arguments it is
            ``hook(module, args, kwargs, output)``.
        always_call : bool, default False
            Whether it is also called, with None, when there is an error before.

        Returns
        -------
        RemovableHandle

        Examples
        --------
        >>> import tensorlab as tl
        >>> model = tl.nn.Sequential(tl.nn.Linear(3, 2), tl.nn.ReLU())
        >>> handle = model[0].register_forward_hook(lambda module, args, output: print(output.shape))
        >>> y = model(tl.ones((5, 3), dtype=tl.float32))
        (5, 2)
        """
        how = {"with_kwargs": with_kwargs, "always_call": always_call}
        return add_hook(self, "behind", "register_forward_hook", hook, prepend, **how)

    def register_full_backward_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, grad_output)`` when gradients of the outputs have been computed.

        Parameters
        ----------
        hook : callable
            `grad_output` is a tuple; what it returns, if not None, takes its place.
        prepend : bool, default False

        Returns
        -------
        RemovableHandle

        Examples
        --------
        >>> import tensorlab as tl
        >>> layer = tl.nn.Tanh()
        >>> handle = layer.register_full_backward_pre_hook(lambda module, grads: print(grads[0].tolist()))
        >>> layer(tl.array([0.0], requires_grad=True)).sum().backward()
        [1.0]
        """
        return add_hook(self, "gradients_before", "register_full_backward_pre_hook", hook, prepend)

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` when gradients have passed through.

        Parameters
        ----------
        hook : callable
            Tuples of gradients of the arguments given by position, and of the outputs; None where there is
            no gradient. What it returns, if not None, takes the place of `grad_input`.
        prepend : bool, default False

        Returns
        -------
        RemovableHandle

        Examples
        --------
        >>> import tensorlab as tl
        >>> layer = tl.nn.Identity()
        >>> handle = layer.register_full_backward_hook(lambda module, inner, outer: (inner[0] * 10,))
        >>> x = tl.array([1.0], requires_grad=True)
        >>> layer(x).sum().backward()
        >>> x.grad
        tensor([10.])
        """
        return add_hook(self, "gradients_behind", "register_full_backward_hook", hook, prepend)

    # ---- state
    def _state(self, prefix: str = "") -> Iterator[tuple[str, Tensor]]:
        """Per module its parameters, then its persistent buffers: the order of PyTorch's keys."""
        for path, module in self.named_modules(remove_duplicate=False):
            dot = prefix + path + "." if path else prefix
            for name, value in list(module.__dict__.items()):
                if isinstance(value, Parameter):
                    yield dot + name, value
            for name, persistent in module._buffers.items():
                if persistent and module.__dict__.get(name) is not None:
                    yield dot + name, module.__dict__[name]

    def state_dict(self, prefix: str = "") -> dict[str, Tensor]:
        """All parameters and persistent buffers by dotted path, with PyTorch's keys and layouts.

        Parameters
        ----------
        prefix : str, optional
            Put before every key as it is, so it ends with a dot as a rule.

        Returns
        -------
        dict of str to Tensor
            Detached views on the model's memory, as in PyTorch: they follow later changes of its values.
            To keep a state, copy it: ``{k: v.copy() for k, v in model.state_dict().items()}``. After a
            change of the dtype (`to`) they show the old values.

        Examples
        --------
        >>> import tensorlab as tl
        >>> {k: v.shape for k, v in tl.nn.Linear(3, 2).state_dict().items()}
        {'weight': (2, 3), 'bias': (2,)}
        """
        return {key: value.detach() for key, value in self._state(prefix)}

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True) -> IncompatibleKeys:
        """Copy values into the parameters and buffers.

        Parameters
        ----------
        state_dict : mapping of str to array_like
            Shapes and dtypes must be those of the model. Values are copied.
        strict : bool, default True
            Whether missing and unexpected keys are errors too.

        Returns
        -------
        IncompatibleKeys
            ``missing_keys`` and ``unexpected_keys``, both empty when `strict`.

        Raises
        ------
        RuntimeError
            Names every key that is missing, unexpected or does not fit. Nothing has been changed then. (It
            is a ValueError as well.)

        Examples
        --------
        >>> import tensorlab as tl
        >>> a, b = tl.nn.Linear(3, 2), tl.nn.Linear(3, 2)
        >>> b.load_state_dict(a.state_dict())
        <All keys matched successfully>
        >>> bool((a.weight == b.weight).all())
        True
        """
        return load(self, state_dict, strict)

    # ---- modes, gradients and dtype
    def train(self, mode: bool = True) -> Self:
        """Set training mode (dropout drops) on this module and all below; returns it."""
        try:
            mode = switch("train", "mode", mode)
        except TypeError as error:
            raise ValueError(str(error)) from None  # as in PyTorch
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Set evaluation mode; the same as ``train(False)``."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set `requires_grad` of every parameter: False freezes the module."""
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or fill them with zeros unless `set_to_none`."""
        for parameter in self.parameters():
            if set_to_none:
                parameter.grad = None
            elif parameter.grad is not None:
                parameter.grad = zeros_like(parameter.grad)

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Convert floating parameters and buffers to another floating dtype; returns this module.

        Called as ``to(dtype)``, ``to(device)``, ``to(device, dtype)`` or ``to(tensor)``.

        Parameters
        ----------
        dtype : dtype, optional
        device : {"cpu"}, optional
            The only one there is.
        tensor : Tensor
            Its dtype is taken.
        non_blocking : bool
            Has no effect.

        Raises
        ------
        TypeError
            When the dtype is not floating.
        ValueError
            For another device. Nothing has been changed then.

        Notes
        -----
        Parameters stay the same objects: optimisers, and layers that share one, see the change. Their
        gradients are converted, and an optimiser converts its state with its next step. Buffers are
        replaced, as in PyTorch.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.nn.Linear(2, 1).to(tl.float64).weight.dtype
        float64
        """
        dtype = _to_dtype(args, kwargs)
        if dtype is not None:
            self._convert(dtype)
        return self

    def _convert(self, dtype: DType) -> None:
        """All new values are made before the first parameter gets its own."""
        parameters: dict[int, tuple[Parameter, Tensor, Tensor | None]] = {}  # shared ones stay shared
        buffers: dict[int, Tensor] = {}
        places: list[tuple[Module, str, Tensor]] = []
        for module in list(self.modules()):
            for name, value in list(module.__dict__.items()):
                is_parameter = isinstance(value, Parameter)
                if not (is_parameter or (name in module._buffers and isinstance(value, Tensor))):
                    continue
                if value.dtype.kind != "f" or value.dtype == dtype:
                    continue
                if not is_parameter:
                    if id(value) not in buffers:
                        buffers[id(value)] = value.detach().astype(dtype)
                    places.append((module, name, buffers[id(value)]))
                elif id(value) not in parameters:
                    grad = None if value.grad is None else value.grad.detach().astype(dtype)
                    parameters[id(value)] = (value, value.detach().astype(dtype), grad)
        for parameter, new, grad in parameters.values():
            _adopt(parameter, new, grad)
        for module, name, new in places:
            setattr(module, name, new)

    def cpu(self) -> Self:
        """This module: the CPU is where it is."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """RuntimeError: there are no GPUs; ask ``tl.cuda.is_available()`` before."""
        raise RuntimeError(
            "cuda: modules are on the CPU; ask tl.cuda.is_available() and write model.to(device)"
        )

    def float(self) -> Self:
        """The same as ``to(float32)``."""
        return self.to("float32")

    def double(self) -> Self:
        """The same as ``to(float64)``."""
        return self.to("float64")

    def half(self) -> Self:
        """The same as ``to(float16)``: for storing; layers compute in float32 and float64."""
        return self.to("float16")

    def bfloat16(self) -> Self:
        """The same as ``to(bfloat16)``: for storing; layers compute in float32 and float64."""
        return self.to("bfloat16")

    def type(self, dst_type: DTypeLike) -> Self:
        """The same as ``to(dst_type)``: a floating dtype."""
        return self.to(dtype=dst_type)

    # ---- text
    def _get_name(self) -> str:
        return type(self).__name__

    def extra_repr(self) -> str:
        """The arguments shown in the module's text; subclasses define it."""
        return ""

    def _shown(self) -> list[tuple[str, str]]:
        """Names and texts of the direct children."""
        children = [pair for pair in list(self.__dict__.items()) if isinstance(pair[1], Module)]
        return [(name, repr(child)) for name, child in children]

    def __repr__(self) -> str:
        lines = [f"({name}): " + text.replace("\n", "\n  ") for name, text in self._shown()]
        extra = self.extra_repr()
        if not lines:
            return f"{type(self).__name__}({extra})"
        return f"{type(self).__name__}(\n  " + "\n  ".join(([extra] if extra else []) + lines) + "\n)"


def _to_dtype(args: tuple, kwargs: dict[str, Any]) -> DType | None:
    """The dtype that the arguments of `Module.to` ask for, after checking all of them."""
    device, dtype = kwargs.pop("device", None), kwargs.pop("dtype", None)
    kwargs.pop("non_blocking", None)
    tensor = kwargs.pop("tensor", None)
    if kwargs or len(args) > 3 or not (args or tensor is not None or device is not None or dtype is not None):
        said = ", ".join([*map(repr, args), *(f"{k}={v!r}" for k, v in kwargs.items())])
        raise TypeError(f"to: expected a dtype, a device or a tensor, got to({said})")
    if tensor is not None:
        args = (tensor, *args)
    if args and isinstance(args[0], Tensor):
        dtype = args[0].dtype
    elif args and _names_device(args[0]):
        device, dtype = args[0], args[1] if len(args) > 1 else dtype
    elif args and args[0] is not None:
        dtype = args[0]
    elif len(args) > 1:
        dtype = args[1]
    check_device("to", device)
    if dtype is None:
        return None
    try:
        chosen = asarray(0, dtype=dtype).dtype
    except (TypeError, ValueError) as error:
        raise TypeError(f"to: expected a floating dtype or 'cpu', got {dtype!r}: {error}") from None
    if chosen.kind != "f":
        raise TypeError(f"to: a module can only be converted to a floating dtype, not {chosen}")
    return chosen


def _names_device(value: object) -> bool:
    """Whether a first argument of `to` is meant as a device."""
    if type(value).__name__ == "device":  # PyTorch's
        return True
    known = ("cpu", "cuda", "mps", "xpu", "hip", "xla", "meta", "hpu", "mtia", "vulkan", "gpu", "tpu")
    return isinstance(value, str) and value.partition(":")[0] in known
