"""What the rows of ops.def tell type checkers.

    PYTHONPATH=. .venv/bin/python tests/stubs.py

writes into tensorlab_c/*.pyi the functions and methods that are made from rows, the second names of
arguments, and the names that `__all__` lacks. What else is there is written by hand and stays, but for the
chapters of stub_sources.py, whose stubs follow their sources. test_table.py fails where a file differs.
"""

import ast
import importlib
import inspect
import itertools
import re
from inspect import Parameter
from pathlib import Path

from stub_names import OURS, SIZED, block, drawn, extended, filled, read, second
from stub_sources import CHAPTERS, stub_of

import tensorlab_c
from tensorlab_c import _naming

CORE = Path(tensorlab_c.__file__).parent
FROM_ROWS = {o["name"] for o in tensorlab_c.ops() if o["family"] != "special" and o["result"] != "INDEX"}
FROM_ROWS -= {"relu", "sigmoid"}  # functions of networks over their rows
TYPES = dict.fromkeys(("x", "x1", "x2", "a", "where"), "ArrayLike")
TYPES |= {"axis": "Axis", "dtype": "DTypeLike", "out": "Out", "keepdims": "bool"}
TYPES |= {"initial": "ArrayLike | None"}
# where overloads take their names from
NEEDED = {
    "collections.abc": ["Sequence"],
    "typing": ["Any", "Literal", "SupportsIndex", "overload"],
    "tensorlab_c._spelled": ["Picked"],
    "tensorlab_c._tensor": ["Tensor"],
    "tensorlab_c._typing": ["Order", "Shape"],
}


def row_signature(function):
    """The signature of a function made from a row, or of a method."""
    parameters = []
    for p in inspect.signature(function).parameters.values():
        default = p.empty if p.default is p.empty else str(p.default)
        parameters.append(p.replace(annotation=TYPES.get(p.name, p.empty), default=default))
    alone = [p.kind for p in parameters].count(Parameter.POSITIONAL_ONLY) == 1
    if parameters[0].name == "self" and alone:
        parameters[0] = parameters[0].replace(kind=Parameter.POSITIONAL_OR_KEYWORD)
    return parameters, "Tensor"


def defined(name, bases, function, indent=""):
    """The lines for a function with these signatures, and with what it takes by second names."""
    marks = ["@ufunc"] if isinstance(function, tensorlab_c.ufunc) else []
    return block(name, extended(bases, function), len(bases), indent, marks)


def made_from_rows(module):
    """The functions of a chapter, by their public names: some have two."""
    found = {name: getattr(module, name) for name in getattr(module, "__all__", ()) if hasattr(module, name)}
    public = {n: f for n, f in found.items() if getattr(tensorlab_c, n, None) is f}
    return {n: f for n, f in public.items() if getattr(f, "__name__", None) in FROM_ROWS}


# ---- methods that come from tables ----------------------------------------------------------------------
SPELLED = "    # the spellings: written by tests/stubs.py"
END = "\n@disjoint_base\nclass _Mode:"
BUILTIN_NAMES = re.compile(
    r"(?<=[:\[|>] )(?:int|float|bool)\b(?!\()|(?<=\[)(?:int|float|bool)\b|(?<=, )(?:int|float|bool)(?=\])"
)


def python_signature(function):
    """The signature of a function of Python as it is written."""
    parameters = [
        p.replace(
            annotation="Any" if p.annotation is p.empty else p.annotation,
            default=p.empty if p.default is p.empty else repr(p.default),
        )
        for p in inspect.signature(function).parameters.values()
    ]
    return parameters, function.__annotations__.get("return", "Tensor")


def method_signature(function):
    first, *others = python_signature(function)[0]
    parameters = [first.replace(name="self", annotation=Parameter.empty), *others]
    return parameters, python_signature(function)[1]


def spelled_methods(written):
    """The lines for methods that are in no other part of the class, by name."""
    lines, aliases, modules = [SPELLED], [], set()
    for name, value in sorted(vars(tensorlab_c.Tensor).items()):
        if name in written or name.startswith("__") or type(value).__name__ == "FunctionOnly":
            continue
        function = inspect.unwrap(getattr(tensorlab_c.Tensor, name))
        if name.removesuffix("_") in _naming.IN_PLACE and name.endswith("_"):
            function = inspect.unwrap(_naming.in_place_of(name))  # whose arguments it takes
        home = str(getattr(function, "__module__", "") or "").removeprefix("tensorlab_c.")
        public = getattr(function, "__name__", name)
        if isinstance(value, property):
            result = value.fget.__annotations__.get("return", "Tensor")
            lines += ["    @property", f"    def {name}(self) -> {result}: ..."]
        elif inspect.ismethoddescriptor(value) and type(value).__name__ != "Method":
            if public == name:
                lines += defined(name, [row_signature(function)], function, "    ")
            else:
                aliases.append(f"    {name} = {public}")
        elif isinstance(getattr(tensorlab_c, public, None), tensorlab_c.ufunc):  # typed too late
            parameters, result = row_signature(function)
            parameters[0] = parameters[0].replace(name="self", annotation=Parameter.empty)
            lines += defined(name, [(parameters, result)], function, "    ")
        elif not hasattr(function, "__code__") or function.__code__.co_name == public:
            modules.add(home)
            aliases.append(f"    {name} = _{home}.{public}")
        else:
            lines += defined(name, [method_signature(function)], getattr(tensorlab_c.Tensor, name), "    ")
    return lines + aliases, [f"from tensorlab_c import {home} as _{home}" for home in sorted(modules)]


def with_spellings(text):
    """The stub of the class with methods from tables at its end, whose names hide Python's types there."""
    head, _, rest = text.partition("\nclass Tensor:\n")
    body, _, tail = rest.partition(END)
    body = body.partition("\n" + SPELLED)[0].rstrip("\n")
    written = {
        n.name for n in ast.parse("class Tensor:\n" + body).body[0].body if isinstance(n, ast.FunctionDef)
    }
    written |= {"conjugate", "grad", "requires_grad"}
    lines, imports = spelled_methods(written)
    body = BUILTIN_NAMES.sub(lambda m: "_" + m[0], "\n".join([body, "", *lines]))
    kept = [
        line
        for line in head.splitlines()
        if not re.match(r"from tensorlab_c import \w+ as _|from builtins", line)
    ]
    at = max(i for i, line in enumerate(kept) if line.startswith("from typing_extensions"))
    kept[at + 2 : at + 2] = imports
    names = [f"from builtins import {name} as _{name}" for name in ("bool", "float", "int")]
    return "\n".join([*names, *kept]) + "\nclass Tensor:\n" + body + "\n" + END + tail


def renewed(path):
    """The text that a stub file should have."""
    module = importlib.import_module(f"tensorlab_c.{path.stem}".removesuffix(".__init__"))
    if path.stem in CHAPTERS:
        return stub_of(module, python_signature, NEEDED)
    functions = {} if module is tensorlab_c else made_from_rows(module)
    missing = dict(functions)
    text = path.read_text()
    lines = text.splitlines()
    tree = ast.parse(text)
    wanted = {}
    for group in groups(tree.body):
        name, first = group[0].name, group[0]
        missing.pop(name, None)
        function = getattr(module, name)
        wanted[first] = renewed_function(name, group, function, name in functions, text, lines)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name in ("Tensor", "Generator", "Source"):
            for group in groups(node.body):
                name = group[0].name
                method = getattr(getattr(module, node.name), name)
                row = node.name == "Tensor" and name in FROM_ROWS
                new = renewed_function(name, group, method, row, text, lines, "    ")
                wanted[group[0]] = new
        if isinstance(node, ast.Assign):
            target = node.targets[0].id
            missing.pop(target, None)
            if target == "__all__" and (lacking := {*module.__all__} - {*ast.literal_eval(node.value)}):
                names = sorted(f'"{name}"' for name in {*ast.literal_eval(node.value), *lacking})
                rows = filled(names, "    ") if module is tensorlab_c else [f"    {name}," for name in names]
                wanted[node] = (node.lineno, node.end_lineno, ["__all__ = [", *rows, "]"])
    for first, last, new in sorted(filter(None, wanted.values()), reverse=True):
        lines[first - 1 : last] = new
    for name, function in missing.items():
        if function.__name__ == name:
            lines += defined(name, [row_signature(function)], function)
        else:
            lines.append(f"{name} = {function.__name__}")
    text = "\n".join(lines) + "\n"
    text = with_spellings(text) if path.stem == "_tensor" else text
    return text if module is tensorlab_c else imported(text)


def groups(body):
    """The functions of a scope, each with all its overloads."""
    named = itertools.groupby(body, lambda node: isinstance(node, ast.FunctionDef) and node.name)
    return [[*nodes] for name, nodes in named if name]


def first_line(node):
    return min((mark.lineno for mark in node.decorator_list), default=node.lineno)


def renewed_function(name, group, function, row, text, lines, indent=""):
    """Where the definitions of a function are, and what should be there; None when it is as it is."""
    place = first_line(group[0]), group[-1].end_lineno
    if row:
        return *place, defined(name, [row_signature(function)], function, indent)
    if any(second(function)):
        bases = [read(node, text) for node in group if not lines[first_line(node) - 1].endswith(OURS)]
        return *place, defined(name, bases, function, indent)
    first = read(group[0], text)
    if first[1] == "Any" and name != "choice" and any(p.name == "size" for p in first[0]):
        return *place, block(name, drawn(first), 1, indent, why=SIZED)
    if isinstance(function, tensorlab_c.ufunc):
        return *place, ["@ufunc", *lines[group[0].lineno - 1 : group[0].end_lineno]]
    return None


def imported(text):
    """The text with imports of what the overloads are written with."""
    for module, names in NEEDED.items():
        for name in names:
            if f"\nclass {name}" in text:
                continue
            body = re.sub(r"^from .* import .*$", "", text, flags=re.M)
            if not re.search(rf"(?<![\w.]){name}\b", body) or re.search(rf"import .*\b{name}\b", text):
                continue
            line = re.search(rf"^from {re.escape(module)} import (.*)$", text, re.M)
            if line:
                kept = sorted([*line[1].split(", "), name], key=lambda n: (n[0].islower(), n))
                text = text.replace(line[0], f"from {module} import {', '.join(kept)}", 1)
                continue
            standard = not module.startswith("tensorlab_c")
            behind = [m for m in re.finditer(r"^(from|import) (\S+).*\n", text, re.M)]
            behind = [m for m in behind if m[2].startswith("tensorlab_c") is not standard and m[2] < module]
            at = behind[-1].end() if behind else text.index("from tensorlab_c")
            blank = "\n" if standard and not behind and at == text.index("from tensorlab_c") else ""
            text = f"{text[:at]}from {module} import {name}\n{blank}{text[at:]}"
    return text


if __name__ == "__main__":
    for stubs in {*CORE.glob("*.pyi"), *(CORE / f"{name}.pyi" for name in CHAPTERS)}:
        stubs.write_text(renewed(stubs))
