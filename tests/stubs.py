"""What the rows of ops.def tell type checkers.

    PYTHONPATH=. .venv/bin/python tests/stubs.py

writes into tensorlab_c/*.pyi the functions and methods that are made from rows, and the names that
`__all__` lacks. What else is there is written by hand and stays. test_table.py fails where a file differs.
"""

import ast
import importlib
import inspect
import re
from pathlib import Path

import tensorlab_c

CORE = Path(tensorlab_c.__file__).parent
FROM_ROWS = {o["name"] for o in tensorlab_c.ops() if o["family"] != "special" and o["result"] != "INDEX"}
FROM_ROWS -= {"relu", "sigmoid"}  # functions of networks over their rows
WIDTH = 120
TYPES = dict.fromkeys(("x", "x1", "x2", "a", "where"), "ArrayLike")
TYPES |= {"axis": "Axis", "dtype": "DTypeLike", "out": "Out", "keepdims": "bool"}
TYPES |= {"initial": "ArrayLike | None"}


def filled(parts, indent):
    """The parts, a comma behind each, in lines as long as there is room."""
    lines = [f"{indent}{parts[0]},"]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) + 2 <= WIDTH:
            lines[-1] += f" {part},"
        else:
            lines.append(f"{indent}{part},")
    return lines


def stub(function, indent=""):
    """The lines for a function made from a row, or for a method, which is indented."""
    mark = ["@ufunc"] if isinstance(function, tensorlab_c.ufunc) else []
    parts = []
    before = None
    for p in inspect.signature(function).parameters.values():
        if before is p.POSITIONAL_ONLY is not p.kind and (not indent or len(parts) > 1):
            parts.append("/")
        if before is not p.KEYWORD_ONLY is p.kind:
            parts.append("*")
        default = "" if p.default is p.empty else f" = {p.default}"
        parts.append("self" if p.name == "self" else f"{p.name}: {TYPES[p.name]}{default}")
        before = p.kind
    if before is inspect.Parameter.POSITIONAL_ONLY and len(parts) > 1:
        parts.append("/")
    line = f"{indent}def {function.__name__}({', '.join(parts)}) -> Tensor: ..."
    if len(line) <= WIDTH:
        return [*mark, line]
    head, end = f"{indent}def {function.__name__}(", f"{indent}) -> Tensor: ..."
    return [*mark, head, *filled(parts, indent + "    "), end]


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


def signed(name, function):
    """The lines for a method written in Python."""
    parts = []
    for p in inspect.signature(function).parameters.values():
        if p.kind is p.KEYWORD_ONLY and "*" not in "".join(parts):
            parts.append("*")
        star = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        default = "" if p.default is p.empty else f" = {p.default!r}"
        kind = "Any" if p.annotation is p.empty else p.annotation
        parts.append("self" if not parts else f"{star}{p.name}: {kind}{default}")
    line = f"    def {name}({', '.join(parts)}) -> Tensor: ..."
    if isinstance(result := function.__annotations__.get("return"), str):
        line = line.replace("-> Tensor:", f"-> {result}:")
    if len(line) <= WIDTH:
        return [line]
    return [f"    def {name}(", *filled(parts, "        "), f"    ) -> {result}: ..."]


def spelled_methods(written):
    """The lines for methods that are in no other part of the class, by name."""
    lines, aliases, modules = [SPELLED], [], set()
    for name, value in sorted(vars(tensorlab_c.Tensor).items()):
        if name in written or name.startswith("__") or type(value).__name__ == "FunctionOnly":
            continue
        function = inspect.unwrap(getattr(tensorlab_c.Tensor, name))
        home = str(getattr(function, "__module__", "") or "").removeprefix("tensorlab_c.")
        public = getattr(function, "__name__", name)
        if isinstance(value, property):
            lines += ["    @property", f"    def {name}(self) -> bool: ..."]
        elif inspect.ismethoddescriptor(value) and type(value).__name__ != "Method":
            if public == name:
                lines += stub(function, "    ")
            else:
                aliases.append(f"    {name} = {public}")
        elif not hasattr(function, "__code__") or function.__code__.co_name == public:
            modules.add(home)
            aliases.append(f"    {name} = _{home}.{public}")
        else:
            lines += signed(name, function)
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
    functions = {} if module is tensorlab_c else made_from_rows(module)
    missing = dict(functions)
    text = path.read_text()
    lines = text.splitlines()
    for node in sorted(ast.walk(ast.parse(text)), key=lambda n: -getattr(n, "lineno", 0)):
        wanted = None
        if isinstance(node, ast.FunctionDef):
            if node.col_offset == 0 and missing.pop(node.name, None):
                wanted = stub(functions[node.name])
            elif node.col_offset == 0 and isinstance(getattr(module, node.name), tensorlab_c.ufunc):
                wanted = ["@ufunc", *lines[node.lineno - 1 : node.end_lineno]]
            elif path.stem == "_tensor" and node.col_offset and node.name in FROM_ROWS:
                wanted = stub(getattr(tensorlab_c.Tensor, node.name), "    ")
        elif isinstance(node, ast.Assign):
            target = node.targets[0].id
            missing.pop(target, None)
            if target == "__all__" and (lacking := {*module.__all__} - {*ast.literal_eval(node.value)}):
                names = sorted(f'"{name}"' for name in {*ast.literal_eval(node.value), *lacking})
                rows = filled(names, "    ") if module is tensorlab_c else [f"    {name}," for name in names]
                wanted = ["__all__ = [", *rows, "]"]
        if wanted:
            first = min((mark.lineno for mark in getattr(node, "decorator_list", ())), default=node.lineno)
            lines[first - 1 : node.end_lineno] = wanted
    for name, function in missing.items():
        lines += stub(function) if function.__name__ == name else [f"{name} = {function.__name__}"]
    text = "\n".join(lines) + "\n"
    return with_spellings(text) if path.stem == "_tensor" else text


if __name__ == "__main__":
    for stubs in CORE.glob("*.pyi"):
        stubs.write_text(renewed(stubs))
