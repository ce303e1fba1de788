"""Second names of arguments in stubs: signatures, and what the tables of the runtime add to them.

A function takes `dim` where it has `axis`, and so on; each of these names stands among those that are given
by name only. Where the argument has no default, or the call gives something else, an overload says so.
"""

import ast
import inspect
from inspect import Parameter

import tensorlab_c
from tensorlab_c import _naming

OURS = "  # by second names"
SIZED = "  # with a size"
WIDTH = 120
SPELLED = _naming.spelled()
# What names are that stand for no argument of the function.
KINDS = {
    "dim": "Axis", "keepdim": "bool", "unbiased": "bool", "right": "bool", "out_int32": "bool",
    "alpha": "ArrayLike", "device": "str | None", "requires_grad": "bool", "layout": "None",
    "axes": "Any", "casting": "str", "dtype": "DTypeLike", "order": "Order", "signature": "Any",
    "subok": "bool", "where": "ArrayLike",
}  # fmt: skip
_SIZES = "SupportsIndex | Sequence[SupportsIndex]"
_PICKED = (
    "*, dim: SupportsIndex, keepdim: bool = False) -> Picked",
    "axis: SupportsIndex, *, keepdim: bool) -> Picked",
    "axis: None = None, *, keepdim: bool) -> Tensor",
)
# Calls that give something else than NumPy's: what stands behind the operand.
OTHERWISE = {
    "max": _PICKED,
    "min": _PICKED,
    "median": _PICKED,
    "nanmedian": _PICKED,
    "sort": ("*, dim: SupportsIndex, descending: bool = False, stable: bool = False) -> Picked",),
    "nonzero": (
        "*, as_tuple: Literal[True]) -> tuple[Tensor, ...]",
        "*, as_tuple: Literal[False]) -> Tensor",
    ),
    "split": (
        f"split_size: {_SIZES}, /, *, dim: SupportsIndex) -> tuple[Tensor, ...]",
        f"*, split_size_or_sections: {_SIZES}, dim: SupportsIndex = 0) -> tuple[Tensor, ...]",
    ),
    "transpose": ("dim0: SupportsIndex, dim1: SupportsIndex) -> Tensor",),
    "gradient": (
        f"*, spacing: ArrayLike | Sequence[ArrayLike], dim: {_SIZES} | None = None, edge_order: int = 1)"
        " -> tuple[Tensor, ...]",
        f"*, dim: {_SIZES}, edge_order: int = 1) -> tuple[Tensor, ...]",
    ),
    "flatten": ("start_dim: SupportsIndex = 0, end_dim: SupportsIndex = -1) -> Tensor",),
}


# ---- signatures: parameters whose annotations and defaults are source code, and what is returned ----------
def read(node, text):
    """The signature of a definition in a source text."""

    def code(part):
        return Parameter.empty if part is None else " ".join(ast.get_source_segment(text, part).split())

    def made(arg, kind, default=None):
        return Parameter(arg.arg, kind, annotation=code(arg.annotation), default=code(default))

    given = node.args
    positional = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(positional) - len(given.defaults)) + given.defaults
    kinds = [Parameter.POSITIONAL_ONLY] * len(given.posonlyargs)
    kinds += [Parameter.POSITIONAL_OR_KEYWORD] * len(given.args)
    parameters = list(map(made, positional, kinds, defaults))
    if given.vararg:
        parameters.append(made(given.vararg, Parameter.VAR_POSITIONAL))
    for arg, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        parameters.append(made(arg, Parameter.KEYWORD_ONLY, default))
    if given.kwarg:
        parameters.append(made(given.kwarg, Parameter.VAR_KEYWORD))
    return parameters, code(node.returns)


def filled(parts, indent):
    """The parts, a comma behind each, in lines as long as there is room."""
    lines = [f"{indent}{parts[0]},"]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) + 2 <= WIDTH:
            lines[-1] += f" {part},"
        else:
            lines.append(f"{indent}{part},")
    return lines


def written(name, signature, indent="", marks=()):
    """The lines of a definition."""
    parameters, returns = signature
    parts, before = [], None
    for p in parameters:
        if before is p.POSITIONAL_ONLY is not p.kind:
            parts.append("/")
        if p.kind is p.KEYWORD_ONLY and before not in (p.KEYWORD_ONLY, p.VAR_POSITIONAL):
            parts.append("*")
        star = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        kind = "" if p.annotation is p.empty else f": {p.annotation}"
        default = "" if p.default is p.empty else f" = {p.default}" if kind else f"={p.default}"
        parts.append(f"{star}{p.name}{kind}{default}")
        before = p.kind
    if before is Parameter.POSITIONAL_ONLY:
        parts.append("/")
    arrow = "" if returns is Parameter.empty else f" -> {returns}"
    marks = [f"{indent}{mark}" for mark in marks]
    line = f"{indent}def {name}({', '.join(parts)}){arrow}: ..."
    if len(line) <= WIDTH or not parts:
        return [*marks, line]
    return [*marks, f"{indent}def {name}(", *filled(parts, indent + "    "), f"{indent}){arrow}: ..."]


def block(name, signatures, own, indent="", marks=(), why=OURS):
    """The lines of all definitions of a function; `why` stands behind those after the first `own` ones."""
    if len(signatures) == 1:
        return written(name, signatures[0], indent, marks)
    overloads = ("@overload" + why * (i >= own) for i in range(len(signatures)))
    return [
        line
        for mark, signature in zip(overloads, signatures, strict=True)
        for line in written(name, signature, indent, [mark, *marks])
    ]


# ---- second names -----------------------------------------------------------------------------------------
def second(function):
    """Second names with the own ones or None, the name for what a star takes, whether sizes are taken."""
    while function is not None:
        if function in SPELLED:
            names, _, sizes = _naming.second_names(function)
            return names, None, bool(sizes)
        if "second_names" in getattr(function, "__dict__", ()):
            return *function.second_names, False
        function = getattr(function, "__wrapped__", None)
    return {}, None, False


def by_name(parameters, behind=()):
    """The parameters, and these behind those that are given by name."""
    return sorted([*parameters, *behind], key=lambda p: p.kind)


def extended(signatures, function):
    """The signatures with what the function takes by second names, and the overloads that these need."""
    names, star, sizes = second(function)
    result = []
    for parameters, returns in signatures:
        own = {p.name: p for p in parameters}
        more = []
        for name, meant in names.items():
            if name in own or (meant is None and function.__name__ in OTHERWISE):
                continue
            kind = KINDS[name] if meant is None else own[meant].annotation
            if meant is None or own[meant].default is not Parameter.empty:
                more.append(Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default="..."))
        result.append((by_name(parameters, more), returns))
    parameters, returns = result[0]
    needed = {}
    for name, meant in names.items():
        if any(p.name == meant and p.default is p.empty for p in parameters) and name != meant:
            needed.setdefault(meant, []).append(name)
    for k in range(max(map(len, needed.values()), default=0)):
        instead = {own: others[min(k, len(others) - 1)] for own, others in needed.items()}
        result.append((renamed(parameters, instead), returns))
    if star:
        result.append((of_star(parameters, star), returns))
    if sizes and parameters[0].name == "shape":
        result.append((one_by_one(parameters), returns))
    for text in OTHERWISE.get(function.__name__, ()) if None in names.values() or sizes else ():
        source = f"def f({parameters[0].name}, {text}: ..."
        behind, other = read(ast.parse(source).body[0], source)
        operand = parameters[0].replace(kind=min(parameters[0].kind, behind[0].kind))
        result.append(([operand, *behind[1:]], other))
    return result


def renamed(parameters, instead):
    """Parameters under other names, and all behind the first of them given by name."""
    found, result = False, []
    for p in parameters:
        found = found or p.name in instead
        kind = p.KEYWORD_ONLY if found and p.kind < p.VAR_POSITIONAL else p.kind
        result.append(p.replace(name=instead.get(p.name, p.name), kind=kind))
    return by_name(result)


def of_star(parameters, star):
    """What the star takes, as one argument with its name."""
    taken = next(p for p in parameters if p.kind is p.VAR_POSITIONAL)
    kind = "Any" if taken.annotation == "Any" else f"Sequence[{taken.annotation}]"
    one = Parameter(star, Parameter.KEYWORD_ONLY, annotation=kind)
    return by_name(one if p is taken else p for p in parameters)


def one_by_one(parameters):
    """Sizes in place of a shape."""
    star = Parameter("sizes", Parameter.VAR_POSITIONAL, annotation="SupportsIndex")
    return by_name([star, *(p.replace(kind=p.KEYWORD_ONLY) for p in parameters[1:] if p.name != "size")])


def drawn(signature):
    """A draw: of one number the type depends on the arguments, with a size it is a tensor."""
    parameters, returns = signature
    at = [p.name for p in parameters].index("size")
    before, size, behind = parameters[:at], parameters[at], parameters[at + 1 :]
    given = size.replace(annotation="Shape", default=Parameter.empty)
    placed = [*(p.replace(default=Parameter.empty) for p in before), given, *behind]
    named = [p.replace(kind=Parameter.KEYWORD_ONLY) for p in [given, *behind]]
    result = [([*before, size.replace(annotation="None"), *behind], returns), (placed, "Tensor")]
    return result + [([*before, *named], "Tensor")] * any(p.default is not p.empty for p in before)


# ---- the runtime, for stubtest ----------------------------------------------------------------------------
own_signature = inspect.signature


def taken(function, default=None, **options):
    """The signature of a function at run time with its second names; what may be left out has a default."""
    signature = own_signature(function, **options)
    names, star, sizes = second(function)
    if not names and not star and not sizes:
        return signature
    known = signature.parameters
    behind = [Parameter(name, Parameter.KEYWORD_ONLY, default=default) for name in names if name not in known]
    if star:
        behind.append(Parameter(star, Parameter.KEYWORD_ONLY, default=default))
    if sizes and "shape" in known:
        behind.append(Parameter("sizes", Parameter.VAR_POSITIONAL))
    parameters = [
        p.replace(default=default) if p.name in names.values() and p.default is p.empty else p
        for p in known.values()
    ]
    return signature.replace(parameters=by_name(parameters, behind))


def public_functions():
    """Every public function and method that takes second names, with what it is called by."""
    homes = {"tl": tensorlab_c, "x": tensorlab_c.Tensor}
    homes |= {f"tl.{name}": getattr(tensorlab_c, name) for name in ("fft", "linalg", "special")}
    for prefix, home in homes.items():
        for name in sorted(getattr(home, "__all__", vars(home))):
            function = getattr(home, name, None)
            if callable(function) and not name.startswith("__") and any(second(function)):
                yield f"{prefix}.{name}", function
