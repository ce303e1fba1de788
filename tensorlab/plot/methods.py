"""Methods of descent: what each is called, its settings, the way it takes (lecture L10, L16 to L21)."""

from __future__ import annotations

from functools import partial

from tensorlab_c import Tensor, array, enable_grad, float64

from .. import optim
from .._check import integer
from ._axes import function as check_function
from ._axes import point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .._typing import ArrayLike

    Function = Callable[[Tensor, Tensor], Tensor]
    Method = Callable[[list[Tensor]], optim.Optimizer]

__all__ = ["descend", "descent_methods", "valley"]

START, STEPS, MOST_STEPS = (-1.8, 1.2), 60, 100_000

# name, class in tl.optim, options that suit `valley`
ROWS: list[tuple[str, str, dict[str, float | bool]]] = [
    ("descent", "SGD", {"lr": 0.17}),
    ("momentum", "SGD", {"lr": 0.02, "momentum": 0.9}),
    ("Nesterov", "SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    ("AdaGrad", "Adagrad", {"lr": 0.4}),
    ("RMSprop", "RMSprop", {"lr": 0.05, "alpha": 0.9}),
    ("Adadelta", "Adadelta", {"lr": 20.0}),
    ("Adam", "Adam", {"lr": 0.15}),
    ("Adam, lecture", "Adam", {"lr": 0.05, "bias_correction": False, "eps_inside": True}),
    ("Adamax", "Adamax", {"lr": 0.15}),
    ("NAdam", "NAdam", {"lr": 0.15}),
    ("RAdam", "RAdam", {"lr": 0.15}),
]


def valley(x: Tensor, y: Tensor) -> Tensor:
    """½ (x² + 10 y²), a valley ten times as steep across as along, with its floor at (0, 0).

    Parameters
    ----------
    x, y : Tensor

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.plot.valley(tl.array([0.0, 1.0]), tl.array([1.0, 0.0]))
    tensor([5. , 0.5])
    """
    return 0.5 * (x**2 + 10 * y**2)


def descent_methods() -> dict[str, Method]:
    """The methods that are compared when none are given, with settings that suit `valley` (lecture L21).

    Returns
    -------
    dict of str to function
        From a list of parameters to an optimiser; the names hold the learning rates.

    Examples
    --------
    >>> import tensorlab as tl
    >>> methods = tl.plot.descent_methods()
    >>> list(methods)[:3]
    ['descent, η = 0.17', 'momentum, η = 0.02', 'Nesterov, η = 0.02']
    >>> methods["momentum, η = 0.02"]([tl.zeros(2, requires_grad=True)]).param_groups[0]["momentum"]
    0.9
    """
    return {
        f"{name}, η = {options['lr']:g}": partial(getattr(optim, kind), **options)
        for name, kind, options in ROWS
        if hasattr(optim, kind)
    }


def descend(
    function: Function, method: Method, *, start: ArrayLike = START, steps: int = STEPS
) -> tuple[Tensor, Tensor]:
    """Descend on a function of two numbers with an optimiser (lecture L10).

    Parameters
    ----------
    function : callable
        Takes tensors x and y, returns a tensor of their shape.
    method : callable
        From a list of parameters to an optimiser.
    start : array_like, shape (2,)
    steps : int, default 60

    Returns
    -------
    points : Tensor, shape (n, 2)
        The start and where each step led; n = `steps` + 1, or fewer where the next would not be finite.
    heights : Tensor, shape (n,)
        The function at each of them.

    Raises
    ------
    ValueError
        For a start of another shape or where the function is not finite; for a function that gives no number.

    Examples
    --------
    On f(x, y) = ½ (x² + y²), every step leaves 1 − a of the way:

    >>> import tensorlab as tl
    >>> f = lambda x, y: 0.5 * (x**2 + y**2)
    >>> points, heights = tl.plot.descend(f, lambda p: tl.optim.SGD(p, lr=0.5), start=(1, 2), steps=2)
    >>> points
    tensor([[1.  , 2.  ],
            [0.5 , 1.  ],
            [0.25, 0.5 ]])
    """
    return descended("descend", function, method, start, steps)


def descended(
    caller: str, function: Function, method: Method, start: ArrayLike, steps: int
) -> tuple[Tensor, Tensor]:
    """What `descend` does, in the name of who calls."""
    check_function(caller, "function", function)
    check_function(caller, "method", method)
    first = point(caller, "start", start)
    steps = integer(caller, "steps", steps)
    if steps > MOST_STEPS:
        raise ValueError(f"{caller}: steps must be at most {MOST_STEPS}, got {steps}")
    place = array(first, dtype=float64, requires_grad=True)
    optimizer = method([place])
    if not (hasattr(optimizer, "step") and hasattr(optimizer, "zero_grad")):
        raise TypeError(f"{caller}: method gave {type(optimizer).__name__}, needed is an optimiser")
    points, heights = [], []
    with enable_grad():
        for _ in range(steps + 1):
            height = _height(caller, function, place)
            if not abs(height.item()) < float("inf"):
                break
            points.append(place.tolist())
            heights.append(height.item())
            optimizer.zero_grad()
            height.backward()
            optimizer.step()
    if not points:
        raise ValueError(f"{caller}: the function is not finite at the start {first}")
    return array(points, dtype=float64), array(heights, dtype=float64)


def _height(caller: str, function: Function, place: Tensor) -> Tensor:
    height = function(place[0], place[1])
    if not isinstance(height, Tensor) or height.shape != ():
        got = height.shape if isinstance(height, Tensor) else type(height).__name__
        raise ValueError(f"{caller}: the function gives {got} for two numbers, needed is one number")
    if not height.requires_grad:
        raise ValueError(f"{caller}: the function does not depend on its arguments, as far as gradients know")
    return height


def runs(
    caller: str,
    function: Function,
    methods: Mapping[str, Method] | None,
    start: ArrayLike,
    steps: int,
) -> dict[str, tuple[Tensor, Tensor]]:
    """The way of every method."""
    if methods is None:
        methods = descent_methods()
    if not hasattr(methods, "items"):
        raise TypeError(
            f"{caller}: methods must be a dict of names and functions, got {type(methods).__name__}"
        )
    found = dict(methods)
    if not found:
        raise ValueError(f"{caller}: there are no methods")
    return {str(name): descended(caller, function, method, start, steps) for name, method in found.items()}
