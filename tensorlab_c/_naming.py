"""Gives tensors their methods, and functions the second names of their arguments, from tables."""

from __future__ import annotations

import re
from typing import Any

import tensorlab_c as _c
from tensorlab_c import _calls, _tensor, choosing, methods
from tensorlab_c._operands import _under
from tensorlab_c._spelled import _dedented, _place
from tensorlab_c._tensor import Tensor, is_grad_enabled
from tensorlab_c.universal import ufunc

__all__: list[str] = []

_BUILTIN, _DESCRIPTOR = type(len), type(str.upper)
_ROWS = {row["name"]: row for row in _tensor.ops() if row["family"] in ("unary", "binary")}

# Functions with a method that puts the result in place of the tensor's elements, and what its text shows.
IN_PLACE = {
    "addcdiv": ("tl.zeros(1).addcdiv_(tl.array([1.0]), tl.array([2.0]))", "tensor([0.5])"),
    "addcmul": ("tl.zeros(1).addcmul_(tl.array([3.0]), tl.array([2.0]))", "tensor([6.])"),
    "addmm": ("tl.zeros((1, 1)).addmm_(tl.ones((1, 2)), tl.ones((2, 1)))", "tensor([[2.]])"),
    "addmv": ("tl.zeros(1).addmv_(tl.ones((1, 2)), tl.ones(2))", "tensor([2.])"),
    "baddbmm": ("tl.zeros((1, 1, 1)).baddbmm_(tl.ones((1, 1, 2)), tl.ones((1, 2, 1)))", "tensor([[[2.]]])"),
    "clamp": ("tl.array([0.5, 2.0]).clamp_(0, 1)", "tensor([0.5, 1. ])"),
    "clamp_max": ("tl.array([0.5, 2.0]).clamp_max_(1)", "tensor([0.5, 1. ])"),
    "clamp_min": ("tl.array([0.5, 2.0]).clamp_min_(1)", "tensor([1., 2.])"),
    "clip": ("tl.array([0.5, 2.0]).clip_(0, 1)", "tensor([0.5, 1. ])"),
    "cumprod": ("tl.array([1, 2, 3]).cumprod_(dim=0)", "tensor([1, 2, 6])"),
    "cumsum": ("tl.array([1, 2, 3]).cumsum_(dim=0)", "tensor([1, 3, 6])"),
    "deg2rad": ("tl.array([180.0]).deg2rad_().round(2)", "tensor([3.14])"),
    "digamma": ("tl.array([1.0]).digamma_().round(3)", "tensor([-0.577])"),
    "div": ("tl.array([1.0]).div_(2)", "tensor([0.5])"),
    "erfc": ("tl.array([0.0]).erfc_()", "tensor([1.])"),
    "erfinv": ("tl.array([0.0]).erfinv_()", "tensor([0.])"),
    "frac": ("tl.array([1.25]).frac_()", "tensor([0.25])"),
    "index_reduce": ("tl.ones(1).index_reduce_(0, tl.array([0]), tl.array([3.0]), 'prod')", "tensor([3.])"),
    "ldexp": ("tl.array([1.5]).ldexp_(tl.array([2]))", "tensor([6.])"),
    "lerp": ("tl.array([0.0]).lerp_(tl.array([2.0]), 0.5)", "tensor([1.])"),
    "lgamma": ("tl.array([1.0]).lgamma_()", "tensor([0.])"),
    "logit": ("tl.array([0.5]).logit_()", "tensor([0.])"),
    "nan_to_num": ("tl.array([tl.nan]).nan_to_num_(nan=7.0)", "tensor([7.])"),
    "rad2deg": ("tl.array([0.0]).rad2deg_()", "tensor([0.])"),
    "relu": ("tl.array([-1.0, 1.0]).relu_()", "tensor([0., 1.])"),
    "round": ("tl.array([1.25]).round_()", "tensor([1.])"),
    "rsqrt": ("tl.array([4.0]).rsqrt_()", "tensor([0.5])"),
    "scatter_reduce": ("tl.ones(1).scatter_reduce_(0, tl.array([0]), tl.ones(1), 'sum')", "tensor([2.])"),
    "sigmoid": ("tl.array([0.0]).sigmoid_()", "tensor([0.5])"),
    "tril": ("tl.ones((2, 2)).tril_()", "tensor([[1., 0.],\n            [1., 1.]])"),
    "triu": ("tl.ones((2, 2)).triu_()", "tensor([[1., 1.],\n            [0., 1.]])"),
    "xlogy": ("tl.array([0.0]).xlogy_(tl.array([0.0]))", "tensor([0.])"),
}

# Arguments whose second names do not follow from `axis` and `keepdims`.
ARGUMENTS = {
    "arange": {"end": "stop"},
    "cov": {"correction": "ddof"},
    "diag": {"diagonal": "k"},
    "diagonal": {"dim1": "axis1", "dim2": "axis2"},
    "expand_dims": {"dim": "axis"},
    "empty": {"size": "shape"},
    "eye": {"n": "N", "m": "M"},
    "full": {"size": "shape"},
    "linspace": {"steps": "num", "end": "stop"},
    "logspace": {"steps": "num", "end": "stop"},
    "nanquantile": {"interpolation": "method"},
    "ones": {"size": "shape"},
    "quantile": {"interpolation": "method"},
    "roll": {"shifts": "shift", "dims": "axis"},
    "rot90": {"dims": "axes"},
    "swapaxes": {"dim0": "axis1", "dim1": "axis2"},
    "tensordot": {"dims": "axes"},
    "tile": {"dims": "reps"},
    "tril": {"diagonal": "k"},
    "triu": {"diagonal": "k"},
    "zeros": {"size": "shape"},
}
# Functions that give something else when they are called with PyTorch's arguments: what then makes the call,
# and the arguments; of those with sizes, where the second one would stand in a call of a function.
MEANINGS = {
    "max": (_calls._extreme("max"), ("dim", "keepdim"), 0),
    "min": (_calls._extreme("min"), ("dim", "keepdim"), 0),
    "median": (_calls._median, ("dim", "keepdim"), 0),
    "nanmedian": (_calls._nanmedian, ("dim", "keepdim"), 0),
    "sort": (_calls._sort, ("dim",), 0),
    "argsort": (_calls._argsort, ("dim",), 0),
    "quantile": (_calls._quantile("quantile"), ("dim",), 0),
    "nanquantile": (_calls._quantile("nanquantile"), ("dim",), 0),
    "gradient": (_calls._gradient, ("dim", "spacing"), 0),
    "std": (_calls._std, ("dim", "keepdim", "unbiased"), 0),
    "var": (_calls._var, ("dim", "keepdim", "unbiased"), 0),
    "split": (choosing._split, ("dim", "split_size_or_sections"), 0),
    "squeeze": (_calls._squeeze, ("dim",), 0),
    "nonzero": (_calls._nonzero, ("as_tuple",), 0),
    "searchsorted": (_calls._searchsorted, ("right", "out_int32"), 0),
    "logspace": (_calls._logspace, ("device", "requires_grad", "layout"), 0),
    "add": (_calls._scaled("add"), ("alpha",), 0),
    "clip": (_calls._by_numpy("clip"), ("casting", "dtype", "order", "signature", "subok", "where"), 0),
    "subtract": (_calls._scaled("subtract"), ("alpha",), 0),
    "add_": (_calls._scaled_in_place("add"), ("alpha",), 0),
    "subtract_": (_calls._scaled_in_place("subtract"), ("alpha",), 0),
    "arange": (_calls._range, ("start",), 0),
    "transpose": (_calls._transposed, ("dim0", "dim1"), 0),
    "flatten": (choosing.flatten, ("start_dim", "end_dim"), 2),
    "repeat": (_calls._tiled, (), 4),
    "zeros": (_calls._sized("zeros"), (), 2),
    "ones": (_calls._sized("ones"), (), 2),
    "empty": (_calls._sized("empty"), (), 2),
}
MEANINGS |= {
    name: (_calls._by_numpy(name), ("axes", "casting", "order", "signature", "subok"), 0)
    for name in ("matvec", "vecdot", "vecmat")
}
_KEYWORDS = ("dim", "dims", "keepdim", "unbiased", "alpha", "as_tuple")


def _shown(text: str | None) -> tuple[str, str]:
    """Summary and examples of a docstring."""
    summary, _, rest = _dedented(text).partition("\n\n")
    return summary, rest.partition("Examples\n--------\n")[2]


def _of_rows() -> dict[str, object]:
    """Methods for the functions that are made from rows, under each of their names."""
    found: dict[str, object] = {}
    made: dict[str, tuple] = {}
    for name in _c.__all__:
        function: Any = getattr(_c, name)
        row: Any = getattr(function, "__name__", "")
        if not isinstance(function, (_BUILTIN, ufunc)) or row not in _ROWS:
            continue
        if getattr(_c, row, None) is not function:
            continue
        if _parameters(function)[0] not in ("x", "x1") or row in ("nextafter", "spacing"):
            continue  # functions of their own over the rows
        if row not in made:
            summary, examples = _shown(function.__doc__)
            shared = f"are as `tensorlab.{row}` has them.\n\nExamples\n--------\n"
            text = f"{summary}\n\nParameters {shared}{examples}"
            numbers = "6, 4" if _ROWS[row]["domain"] in ("INT", "INTX", "SHF") else "0.5, 1.0"
            call = f"x.{row}_({'x' if _ROWS[row]['family'] == 'binary' else ''})"
            place = (
                f"`{row}` in place: the parameters are as `tensorlab.{row}` has them.\n\nExamples\n--------\n"
                f">>> x = tl.array([{numbers}])\n>>> {call} is x\nTrue"
            )
            made[row] = tuple(
                _tensor._method_of_row(row, in_place, t) for in_place, t in ((False, text), (True, place))
            )
        found[name] = made[row][0]
        if _ROWS[row]["result"] != "BOOL" or _ROWS[row]["family"] == "binary":
            found[f"{name}_"] = made[row][1]
    return found


def in_place_of(name: str) -> Any:
    """The function whose result a method in place puts into the tensor."""
    return methods.nan_to_num if name == "nan_to_num_" else getattr(_c, name.removesuffix("_"))


def _in_place(name: str):
    function = in_place_of(f"{name}_")

    def method(self, *args, **kwargs):
        with _under(f"{name}_"):
            recorded = self.requires_grad and is_grad_enabled()  # the function may save what it reads
            result = function(self.clone() if recorded else self, *args, **kwargs)
        return _place(self, result, f"{name}_")

    method.__name__ = method.__qualname__ = f"{name}_"
    call, result = IN_PLACE[name]
    method.__doc__ = f"""`{name}` in place: `args` and `kwargs` are as `tensorlab.{name}` has them.

    Examples
    --------
    >>> import tensorlab as tl
    >>> {call}
    {result}
    """
    return method


def _parameters(function) -> list[str]:
    return re.findall(r"[\w$]+(?==|,|\)|$)", function.__text_signature__ or "")


def spelled() -> set:
    """The builtin functions and methods that take second names, or sizes one by one."""
    found = set()
    for name in {*_c.__all__, *vars(Tensor)}:
        called = getattr(_c, name, None)
        for function in (getattr(called, "__wrapped__", called), vars(Tensor).get(name)):
            if isinstance(function, (_BUILTIN, _DESCRIPTOR)) and not name.startswith("__"):
                names, _, sizes = second_names(function)
                found |= {function} if names or sizes else set()
    return found


def second_names(function) -> tuple[dict[str, str | None], Any, int]:
    """What a builtin function or method takes besides the names it has.

    Second names with the own ones, None for those that only the function behind them has; that function; and
    the number of the argument that may also be the first of several sizes, or 0.
    """
    name = function.__name__
    known = _parameters(function)
    names: dict[str, str | None] = {} if "dim" in known or "axis" not in known else {"dim": "axis"}
    if "keepdims" in known:
        names["keepdim"] = "keepdims"
    names.update(ARGUMENTS.get(name, {"dims": "axis"} if names.get("dim") else {}))
    other, own, sizes = MEANINGS.get(name, (None, (), 0))
    names.update(dict.fromkeys(own))
    if "*axes" in (function.__text_signature__ or ""):
        return {}, None, 0  # `transpose` of tensors reads its names itself
    return names, other, sizes and sizes - isinstance(function, _DESCRIPTOR)


def _install() -> None:
    added = _of_rows()
    functions = ((name, getattr(_c, name)) for name in methods.FUNCTIONS)
    added |= {name: f.__wrapped__ if isinstance(f, ufunc) else f for name, f in functions}
    added |= {m.__name__: m for m in methods.METHODS} | methods.ALIASES
    added |= {f"{name}_": _in_place(name) for name in IN_PLACE}
    for name, (dtype, shown) in methods.CONVERSIONS.items():
        added[name] = methods._conversion(name, dtype, shown)
    _tensor._set_methods({name: m for name, m in added.items() if name not in vars(Tensor)})
    for function in spelled():
        _tensor._spell(function, *second_names(function))
