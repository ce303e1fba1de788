"""Weights that are zero and stay so, under PyTorch's names.

A pruned parameter ``weight`` is the product of ``weight_orig``, which is learned, and the buffer
``weight_mask``; it is computed whenever the module is called.

>>> import tensorlab as tl
>>> from tensorlab.nn.utils import prune
>>> layer = prune.l1_unstructured(tl.nn.Linear(4, 3), "weight", amount=0.5)
>>> int((layer.weight == 0).sum()), [name for name, _ in layer.named_parameters()]
(6, ['bias', 'weight_orig'])
>>> [name for name, _ in prune.remove(layer, "weight").named_parameters()]
['bias', 'weight']
"""

from __future__ import annotations

from tensorlab_c import Tensor, argsort, array, concatenate, linalg, no_grad, ones_like, rand, rand_like
from tensorlab_c._operands import _operand

from ..._check import integer, is_integer, real
from ..hooks import hook_of, hooks_of
from ..module import Module
from ..parameter import Parameter
from .normed import _Computed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..._typing import ArrayLike

__all__ = [
    "BasePruningMethod",
    "CustomFromMask",
    "Identity",
    "L1Unstructured",
    "LnStructured",
    "PruningContainer",
    "RandomStructured",
    "RandomUnstructured",
    "custom_from_mask",
    "global_unstructured",
    "identity",
    "is_pruned",
    "l1_unstructured",
    "ln_structured",
    "random_structured",
    "random_unstructured",
    "remove",
]


def __dir__() -> list[str]:
    return sorted(__all__)


def _amount(name: str, amount: object) -> float:
    """A share in [0, 1] as a float, or a number of elements as an int."""
    if is_integer(amount):
        return integer(name, "amount", amount, least=0)
    return real(name, "amount", amount, 0, 1)


def _count(name: str, amount: float, size: int) -> int:
    """How many of `size`."""
    if isinstance(amount, int) and amount > size:
        raise ValueError(f"{name}: amount {amount} is more than the {size} that there are")
    return amount if isinstance(amount, int) else round(amount * size)


def _without(mask: Tensor, places: Tensor) -> Tensor:
    """A copy of a mask with zeros at these places of its elements in a row."""
    flat = mask.copy().reshape((-1,))
    flat[places] = 0
    return flat.reshape(mask.shape)


class BasePruningMethod(_Computed):
    """A way to choose what becomes zero: subclasses define ``compute_mask`` and ``PRUNING_TYPE``.

    Attributes
    ----------
    PRUNING_TYPE : {"unstructured", "structured", "global"}
        What a second method on the same parameter sees: the elements that are left, the slices that are
        left along its ``dim``, or everything.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class EveryOther(tl.nn.utils.prune.BasePruningMethod):
    ...     PRUNING_TYPE = "unstructured"
    ...     def compute_mask(self, t, default_mask):
    ...         mask = default_mask.copy()
    ...         mask.reshape((-1,))[::2] = 0
    ...         return mask
    >>> layer = tl.nn.Linear(4, 1)
    >>> EveryOther.apply(layer, "weight").compute_mask(layer.weight, layer.weight_mask).tolist()
    [[0.0, 1.0, 0.0, 1.0]]
    """

    PRUNING_TYPE = "unstructured"
    name = ""  # of the tensor

    def __init__(self) -> None:
        pass  # subclasses need not call it

    @property
    def _tensor_name(self) -> str:
        return self.name

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """The mask, from how important elements are and what is zero already."""
        raise NotImplementedError(f"{type(self).__name__}: compute_mask is not defined")

    def prune(
        self, t: Tensor, default_mask: Tensor | None = None, importance_scores: Tensor | None = None
    ) -> Tensor:
        """`t`, with zeros."""
        t = _operand(t, "prune")
        scores = t if importance_scores is None else _operand(importance_scores, "prune")
        if default_mask is not None:
            default_mask = _operand(default_mask, "prune")
            if default_mask.shape != t.shape:
                raise ValueError(f"prune: default_mask has shape {default_mask.shape}, the tensor {t.shape}")
        if scores.shape != t.shape:
            raise ValueError(f"prune: importance_scores have shape {scores.shape}, the tensor {t.shape}")
        return t * self.compute_mask(scores, ones_like(t) if default_mask is None else default_mask)

    def value(self, module: Any) -> Tensor:
        return getattr(module, self.name + "_orig") * getattr(module, self.name + "_mask")

    apply_mask = value

    @classmethod
    def apply(
        cls, module: Module, name: str, *args: Any, importance_scores: ArrayLike | None = None, **kwargs: Any
    ) -> BasePruningMethod:
        """Prune a parameter, which may be pruned already; returns the method, or all of them.

        Parameters
        ----------
        module : Module
        name : str
        *args, **kwargs
            Of the class.
        importance_scores : array_like, optional
            Take the place of the values in the choice of what becomes zero.
        """
        method = cls(*args, **kwargs)
        return _applied(method, module, name, importance_scores)

    def remove(self, module: Module) -> None:
        """The same as the function `remove` of this tensor."""
        remove(module, self.name)


def _found(label: str, module: Module, name: str) -> tuple[BasePruningMethod | None, Any]:
    """How a parameter is pruned, if it is, and its value."""
    if not isinstance(module, Module):
        raise TypeError(f"{label}: module must be a Module, got {type(module).__name__}")
    before = hook_of(module, "before", BasePruningMethod, name)
    weight = module.__dict__.get(name)
    if before is None and not isinstance(weight, Parameter):
        raise ValueError(f"{label}: {name!r} of {type(module).__name__} is no parameter")
    return before, weight


def _applied(
    method: BasePruningMethod, module: Module, name: str, importance_scores: ArrayLike | None = None
) -> BasePruningMethod:
    label = type(method).__name__
    before, weight = _found(label, module, name)
    scores = weight.detach() if importance_scores is None else array(importance_scores)
    if scores.shape != weight.shape:
        raise ValueError(f"{label}: importance_scores have shape {scores.shape}, {name!r} {weight.shape}")
    method.name = name
    chosen = method if before is None else PruningContainer(*_methods(before), method)
    with no_grad():
        default = ones_like(weight.detach()) if before is None else getattr(module, name + "_mask")
        mask = chosen.compute_mask(scores, default).astype(weight.dtype)
        if mask.shape != weight.shape:
            raise ValueError(f"{label}: the mask has shape {mask.shape}, {name!r} {weight.shape}")
    if before is None:
        delattr(module, name)
        module.register_parameter(name + "_orig", weight)
        module.register_buffer(name + "_mask", mask)
    else:
        hook_of(module, "before", BasePruningMethod, name, True)
        setattr(module, name + "_mask", mask)
    chosen.take_place(module)
    return chosen


def _methods(hook: BasePruningMethod) -> list[BasePruningMethod]:
    return [*hook] if isinstance(hook, PruningContainer) else [hook]


class PruningContainer(BasePruningMethod):
    """Several methods on one parameter, one after the other.

    Parameters
    ----------
    *methods : BasePruningMethod
        All of the same tensor.

    Examples
    --------
    >>> import tensorlab as tl
    >>> from tensorlab.nn.utils import prune
    >>> layer = tl.nn.Linear(4, 2)
    >>> _ = prune.l1_unstructured(layer, "weight", amount=2)
    >>> both = prune.LnStructured.apply(layer, "weight", amount=1, n=2, dim=0)
    >>> [type(method).__name__ for method in both]
    ['L1Unstructured', 'LnStructured']
    """

    def __init__(self, *methods: BasePruningMethod):
        self._methods: list[BasePruningMethod] = []
        for method in methods:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: BasePruningMethod) -> None:
        """Add one more."""
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"PruningContainer: {method!r} is no BasePruningMethod")
        if self._methods and method.name != self.name:
            raise ValueError(f"PruningContainer: the methods are for {self.name!r}, not {method.name!r}")
        self.name = method.name
        self._methods.append(method)

    def __len__(self) -> int:
        return len(self._methods)

    def __iter__(self) -> Iterator[BasePruningMethod]:
        return iter(self._methods)

    def __getitem__(self, index: int) -> BasePruningMethod:
        return self._methods[index]

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        method = self._methods[-1]  # what the others have chosen is in the mask
        left: Any = slice(None)
        if method.PRUNING_TYPE == "unstructured":
            left = default_mask == 1
        elif method.PRUNING_TYPE == "structured":
            axis = method.dim % t.ndim  # type: ignore[attr-defined]
            others = tuple(i for i in range(t.ndim) if i != axis)
            left = (slice(None),) * axis + (default_mask.sum(axis=others) != 0,)
        elif method.PRUNING_TYPE != "global":
            raise ValueError(f"PruningContainer: unknown PRUNING_TYPE {method.PRUNING_TYPE!r}")
        mask = default_mask.copy()
        mask[left] = method.compute_mask(t[left], default_mask[left])
        return mask


class Identity(BasePruningMethod):
    """Chooses nothing: a parameter has a mask of ones.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.prune.Identity().prune(tl.ones(3))
    tensor([1., 1., 1.])
    """

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        return default_mask


class _Unstructured(BasePruningMethod):
    """So many single elements."""

    def __init__(self, amount: float):
        self.amount = _amount(type(self).__name__, amount)

    def _order(self, t: Tensor) -> Tensor:
        """Positions of the elements, those that become zero first."""
        raise NotImplementedError

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        count = _count(type(self).__name__, self.amount, t.size)
        return _without(default_mask, self._order(t)[:count])


class RandomUnstructured(_Unstructured):
    """Chooses elements at random.

    Parameters
    ----------
    amount : int or float
        How many elements become zero, or which share of them, in [0, 1].

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.prune.RandomUnstructured(2).prune(tl.ones(5)).sum().item()
    3.0
    """

    def _order(self, t: Tensor) -> Tensor:
        return argsort(rand_like(t).reshape((-1,)))


class L1Unstructured(_Unstructured):
    """Chooses the elements of the smallest absolute values.

    Parameters
    ----------
    amount : int or float
        How many elements become zero, or which share of them, in [0, 1].

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.prune.L1Unstructured(0.5).prune(tl.array([3.0, 1.0, 2.0, -4.0]))
    tensor([ 3.,  0.,  0., -4.])
    """

    def _order(self, t: Tensor) -> Tensor:
        return argsort(abs(t).reshape((-1,)), stable=True)


class _Structured(BasePruningMethod):
    """So many slices along an axis."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: float, dim: int = -1):
        self.amount = _amount(type(self).__name__, amount)
        self.dim = integer(type(self).__name__, "dim", dim, least=-64)

    def _order(self, t: Tensor, axis: int) -> Tensor:
        """Positions of the slices, those that become zero first."""
        raise NotImplementedError

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        name = type(self).__name__
        if not -t.ndim <= self.dim < t.ndim or t.ndim < 2:
            raise ValueError(f"{name}: shape {t.shape} has no slices along axis {self.dim}")
        axis = self.dim % t.ndim
        count = _count(name, self.amount, t.shape[axis])
        mask = default_mask.copy()
        mask.swapaxes(0, axis)[self._order(t, axis)[:count]] = 0
        return mask


class RandomStructured(_Structured):
    """Chooses slices at random.

    Parameters
    ----------
    amount : int or float
        How many slices become zero, or which share of them, in [0, 1].
    dim : int, default -1
        The axis along which slices are taken.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.prune.RandomStructured(1, dim=0).prune(tl.ones((3, 2))).sum().item()
    4.0
    """

    def _order(self, t: Tensor, axis: int) -> Tensor:
        return argsort(rand(t.shape[axis]))


class LnStructured(_Structured):
    """Chooses the slices of the smallest norms.

    Parameters
    ----------
    amount : int or float
        How many slices become zero, or which share of them, in [0, 1].
    n : int or float
        The order of the norm.
    dim : int, default -1
        The axis along which slices are taken.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.prune.LnStructured(1, n=2, dim=0).prune(tl.array([[3.0, 4.0], [1.0, 2.0]]))
    tensor([[3., 4.],
            [0., 0.]])
    """

    def __init__(self, amount: float, n: float, dim: int = -1):
        super().__init__(amount, dim)
        self.n = n if n in (float("inf"), -float("inf")) else real("LnStructured", "n", n)

    def _order(self, t: Tensor, axis: int) -> Tensor:
        others = tuple(i for i in range(t.ndim) if i != axis)
        return argsort(linalg.vector_norm(t, axis=others, ord=self.n), stable=True)


class CustomFromMask(BasePruningMethod):
    """What becomes zero is given.

    Parameters
    ----------
    mask : array_like
        Zeros there, ones elsewhere; of the shape of the parameter.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.prune.CustomFromMask([1.0, 0.0]).prune(tl.array([5.0, 6.0]))
    tensor([5., 0.])
    """

    PRUNING_TYPE = "global"

    def __init__(self, mask: ArrayLike):
        self.mask = array(mask)

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        if self.mask.shape != default_mask.shape:
            raise ValueError(
                f"CustomFromMask: the mask has shape {self.mask.shape}, the tensor {default_mask.shape}"
            )
        return default_mask * self.mask.astype(default_mask.dtype)


# ---- functions
def identity(module: Module, name: str) -> Module:
    """Give a parameter a mask of ones.

    Parameters
    ----------
    module : Module
    name : str
        Of the parameter.

    Returns
    -------
    Module
        The same one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.prune.identity(tl.nn.Linear(2, 1), "bias").bias_mask
    tensor([1.], dtype=float32)
    """
    Identity.apply(module, name)
    return module


def random_unstructured(module: Module, name: str, amount: float) -> Module:
    """Set elements that are chosen at random to zero, for good.

    Parameters
    ----------
    module : Module
    name : str
        Of the parameter.
    amount : int or float
        How many elements become zero, or which share of them, in [0, 1]; of those that are left.

    Returns
    -------
    Module
        The same one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.prune.random_unstructured(tl.nn.Linear(4, 5), "weight", amount=0.3)
    >>> int(layer.weight_mask.sum())
    14
    """
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(
    module: Module, name: str, amount: float, importance_scores: ArrayLike | None = None
) -> Module:
    """Set the elements of the smallest absolute values to zero, for good.

    Parameters
    ----------
    module : Module
    name : str
        Of the parameter.
    amount : int or float
        How many elements become zero, or which share of them, in [0, 1]; of those that are left.
    importance_scores : array_like, optional
        Take the place of the values.

    Returns
    -------
    Module
        The same one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.prune.l1_unstructured(tl.nn.Linear(4, 5), "weight", amount=0.3)
    >>> sorted(layer.state_dict())
    ['bias', 'weight_mask', 'weight_orig']
    """
    L1Unstructured.apply(module, name, amount, importance_scores=importance_scores)
    return module


def random_structured(module: Module, name: str, amount: float, dim: int) -> Module:
    """Set slices that are chosen at random to zero, for good.

    Parameters
    ----------
    module : Module
    name : str
        Of the parameter.
    amount : int or float
        How many slices become zero, or which share of them, in [0, 1]; of those that are left.
    dim : int
        The axis along which slices are taken.

    Returns
    -------
    Module
        The same one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.prune.random_structured(tl.nn.Linear(4, 5), "weight", amount=2, dim=0)
    >>> int(layer.weight_mask.sum())
    12
    """
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(
    module: Module, name: str, amount: float, n: float, dim: int, importance_scores: ArrayLike | None = None
) -> Module:
    """Set the slices of the smallest norms to zero, for good.

    Parameters
    ----------
    module : Module
    name : str
        Of the parameter.
    amount : int or float
        How many slices become zero, or which share of them, in [0, 1]; of those that are left.
    n : int or float
        The order of the norm.
    dim : int
        The axis along which slices are taken.
    importance_scores : array_like, optional
        Take the place of the values.

    Returns
    -------
    Module
        The same one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.prune.ln_structured(tl.nn.Conv2d(1, 4, 3), "weight", amount=0.5, n=2, dim=0)
    >>> int(layer.weight_mask.sum())
    18
    """
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def global_unstructured(
    parameters: Iterable[tuple[Module, str]],
    pruning_method: type[BasePruningMethod],
    importance_scores: dict[tuple[Module, str], Any] | None = None,
    **kwargs: Any,
) -> None:
    """Choose among the elements of several parameters together what becomes zero.

    Parameters
    ----------
    parameters : iterable of pairs of module and name
    pruning_method : class
        One for single elements, such as `L1Unstructured`.
    importance_scores : dict, optional
        From such pairs to array_likes that take the place of the values.
    **kwargs
        Of `pruning_method`, such as ``amount``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> from tensorlab.nn.utils import prune
    >>> a, b = tl.nn.Linear(4, 3), tl.nn.Linear(3, 2)
    >>> prune.global_unstructured([(a, "weight"), (b, "weight")], prune.L1Unstructured, amount=0.5)
    >>> int(a.weight_mask.sum() + b.weight_mask.sum())
    9
    """
    label, given = "global_unstructured", {} if importance_scores is None else importance_scores
    if not isinstance(given, dict):
        raise TypeError(f"{label}: importance_scores must be a dict, got {type(given).__name__}")
    if not (isinstance(pruning_method, type) and issubclass(pruning_method, BasePruningMethod)):
        raise TypeError(f"{label}: pruning_method must be a class of methods, got {pruning_method!r:.80}")
    pairs = [*parameters]
    if not pairs:
        raise ValueError(f"{label}: there are no parameters")
    if not all(isinstance(p, tuple) and len(p) == 2 and isinstance(p[0], Module) for p in pairs):
        raise TypeError(f"{label}: parameters must be pairs of a module and a name")
    method = pruning_method(**kwargs)
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(f"{label}: {type(method).__name__} is not for single elements")
    values = [_found(label, *pair)[1].detach() for pair in pairs]
    scores = [array(given.get(pair, value)) for pair, value in zip(pairs, values, strict=True)]
    for (_, name), value, score in zip(pairs, values, scores, strict=True):
        if value.shape != score.shape:
            raise ValueError(f"{label}: importance_scores have shape {score.shape}, {name!r} {value.shape}")
    masks = [
        getattr(module, name + "_mask", ones_like(value))
        for (module, name), value in zip(pairs, values, strict=True)
    ]
    flat = [concatenate([t.reshape((-1,)) for t in some]) for some in (scores, masks)]
    mask, start = PruningContainer(method).compute_mask(*flat), 0
    for (module, name), value in zip(pairs, values, strict=True):
        custom_from_mask(module, name, mask[start : start + value.size].reshape(value.shape))
        start += value.size


def custom_from_mask(module: Module, name: str, mask: ArrayLike) -> Module:
    """Set what a mask says to zero, for good.

    Parameters
    ----------
    module : Module
    name : str
        Of the parameter.
    mask : array_like
        Zeros there, ones elsewhere.

    Returns
    -------
    Module
        The same one.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.prune.custom_from_mask(tl.nn.Linear(2, 2), "bias", mask=[0, 1])
    >>> layer.bias_mask
    tensor([0., 1.], dtype=float32)
    """
    CustomFromMask.apply(module, name, mask)
    return module


def remove(module: Module, name: str) -> Module:
    """Make a pruned parameter an ordinary one, with the zeros that it has.

    Parameters
    ----------
    module : Module
    name : str
        Of the parameter.

    Returns
    -------
    Module
        The same one.

    Raises
    ------
    ValueError
        When it is not pruned.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.utils.prune.custom_from_mask(tl.nn.Linear(2, 2), "bias", mask=[0, 1])
    >>> (tl.nn.utils.prune.remove(layer, "bias").bias == 0).tolist()
    [True, False]
    """
    if not isinstance(module, Module):
        raise TypeError(f"remove: module must be a Module, got {type(module).__name__}")
    hook = hook_of(module, "before", BasePruningMethod, name, True)
    if hook is None:
        raise ValueError(f"remove: {name!r} of {type(module).__name__} is not pruned")
    learned = getattr(module, name + "_orig")
    with no_grad():
        learned.copy_(hook.value(module))
    for key in (name, name + "_orig", name + "_mask"):
        delattr(module, key)
    module.register_parameter(name, learned)
    return module


def is_pruned(module: Module) -> bool:
    """Whether a parameter of a module, or of one below it, is pruned.

    Parameters
    ----------
    module : Module

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Linear(2, 2)
    >>> tl.nn.utils.prune.is_pruned(layer)
    False
    >>> tl.nn.utils.prune.is_pruned(tl.nn.utils.prune.identity(layer, "weight"))
    True
    """
    if not isinstance(module, Module):
        raise TypeError(f"is_pruned: module must be a Module, got {type(module).__name__}")
    hooks = [hook for m in [*module.modules()] for hook in hooks_of(m, "before").values()]
    return any([isinstance(hook, BasePruningMethod) for hook in hooks])
