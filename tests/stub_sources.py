"""Stubs of chapters that are written in Python: what their source says, without what functions do."""

import ast
import inspect
import re

from stub_names import block, extended, filled, read

# The chapters whose functions take second names; all others are read by type checkers themselves.
CHAPTERS = ("choosing", "drawing", "frames", "matrices", "methods", "scattering", "special", "spellings")
KEPT = ("property", "classmethod", "staticmethod")


def stub_of(module, signature, needed):
    """The stub of a module of Python; `signature` makes one of a function that is made by another."""
    text = inspect.getsource(module)
    tree = ast.parse(text)
    known = {name: (home, name) for home, names in needed.items() for name in names}
    known.update(imports(tree.body))
    lines, overloads = [], []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            if any(ast.unparse(mark) == "overload" for mark in node.decorator_list):
                overloads.append(node)
                continue
            lines += function(overloads or [node], text, getattr(module, node.name))
            overloads = []
        elif isinstance(node, ast.ClassDef):
            lines += ["", *class_(node, text), ""]
        elif isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
            lines += assigned(node, text, module, signature)
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    public = filled([f'"{name}"' for name in sorted(module.__all__)], "    ") if module.__all__ else []
    shown = ["__all__ = [", *public, "]  # fmt: skip"] if public else ["__all__: list[str] = []"]
    return "\n".join([*header(known, body, module.__all__), *shown, "", body, ""])


def imports(body):
    """The names that a module imports, with where from."""
    for node in body:
        if isinstance(node, ast.If):
            yield from imports(node.body)
        elif isinstance(node, ast.Import):
            yield from ((name.asname or name.name, (None, name.name)) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((name.asname or name.name, (node.module, name.name)) for name in node.names)


def header(known, body, public):
    """Imports of what the body uses, and of what is public without being made here."""
    tree = ast.parse(body)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    made = {node.name for node in tree.body if hasattr(node, "name")}
    groups = {True: {}, False: {}}
    for name in sorted((used | {*public}) & known.keys() - made):
        home, own = known[name]
        standard = (home or own).split(".")[0] != "tensorlab_c"
        if home is None:
            groups[standard][f"import {own}" + f" as {name}" * (own != name)] = None
        elif name in public or own != name:
            groups[standard].setdefault(f"from {home} import {own} as {name}", None)
        else:
            groups[standard].setdefault(f"from {home} import ", []).append(name)
    lines = []
    for group in groups.values():
        for start in sorted(group, key=lambda line: (line.startswith("from"), line.split()[1], line)):
            names = sorted(group[start] or (), key=lambda name: (name[0].islower(), name))
            lines.append(start + ", ".join(names))
        lines += [""] * bool(group)
    return lines


def function(nodes, text, made, indent=""):
    """The definition of a function, or its overloads."""
    node, bases = nodes[0], [read(node, text) for node in nodes]
    marks = [f"@{mark.id}" for mark in node.decorator_list if isinstance(mark, ast.Name) and mark.id in KEPT]
    marks += [f"@{ast.unparse(mark)}" for mark in node.decorator_list if isinstance(mark, ast.Attribute)]
    return block(node.name, extended(bases, made), len(bases), indent, marks)


def class_(node, text):
    """A class with its fields and methods."""
    lines = []
    for part in node.body:
        if isinstance(part, ast.FunctionDef):
            new = function([part], text, None, "    ")
            ignored = re.search(r"  # type: ignore.*", text.splitlines()[part.lineno - 1])
            lines += [*new[:-1], new[-1] + (ignored[0] if ignored else "")]
        elif isinstance(part, ast.AnnAssign):
            lines.append(f"    {ast.get_source_segment(text, part)}")
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    return [f"class {node.name}({bases}):" if bases else f"class {node.name}:", *lines]


def assigned(node, text, module, signature):
    """Second names of functions, functions that another one makes, and anything else."""
    target, value = node.targets[0], node.value
    pairs = zip(target.elts, value.elts, strict=True) if isinstance(target, ast.Tuple) else [(target, value)]
    for name, of in pairs:
        if name.id == "__all__":
            continue
        made = getattr(module, name.id)
        if isinstance(of, (ast.Name, ast.Attribute)):
            yield f"{name.id} = {ast.get_source_segment(text, of)}"
        elif inspect.isfunction(made):
            yield from block(name.id, extended([signature(inspect.unwrap(made))], made), 1)
        else:
            yield f"{name.id}: Any"


if __name__ == "__main__":  # type checkers read a stub in place of its source, which they are to read, too
    print(*(f"tensorlab_c/{name}.py" for name in CHAPTERS))
