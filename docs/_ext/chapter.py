"""A directive that documents all that a module publishes, and a check that no public name is left out."""

from __future__ import annotations

import functools
import importlib
import inspect
import re

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

import tensorlab as tl

logger = logging.getLogger(__name__)


# ---- what is public ----------------------------------------------------------------------------------------
def find(name: str) -> object:
    """What this dotted name means; chapters of the core are modules, even where a function hides one."""
    package, *parts = name.split(".")
    if package == "tensorlab_c":
        return importlib.import_module(name)
    return functools.reduce(getattr, parts, importlib.import_module(package))


def published(module: str) -> list[str]:
    """Its public names but those of modules."""
    owner = find(module)
    names = [name for name in owner.__all__ if not inspect.ismodule(getattr(owner, name))]
    return sorted(names, key=lambda name: (name.lower(), name))


def public_modules(name: str = "tensorlab", others: tuple = ()) -> list[str]:
    """The module of this name and all that it, or one of them, publishes; not the names of another again."""
    names = [] if any(find(name).__all__ is find(other).__all__ for other in others) else [name]
    for public in find(name).__all__:
        if inspect.ismodule(getattr(find(name), public)):
            names += public_modules(f"{name}.{public}", (*others, *names))
    return names


PUBLIC = {f"{module}.{name}" for module in public_modules() for name in published(module)}


# ---- the directive -----------------------------------------------------------------------------------------
class Chapter(SphinxDirective):
    """``.. chapter:: MODULE`` documents its ``__all__``; with content, the names that stand there."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        source = self.arguments[0]
        names = [word for line in self.content for word in line.split()] or published(source)
        module = source if source.startswith("tensorlab.") else "tensorlab"
        lines = [f".. py:currentmodule:: {module}", ""]
        if len(names) > 1:
            lines += [".. autosummary::", "   :nosignatures:", ""]
            lines += [f"   {name}" for name in names if documented(find(f"{module}.{name}"))] + [""]
        for name in names:
            lines += entry(module, name)
        return self.parse_text_to_nodes(StringList(lines, source=f"<{source}>"))


def documented(value: object) -> bool:
    """Whether it has a docstring of its own."""
    return callable(value) and not isinstance(value, tl.DType)


def entry(module: str, name: str) -> list[str]:
    """The lines that document a public name."""
    value = find(f"{module}.{name}")
    if isinstance(value, type) and module != "tensorlab" and getattr(tl, name, None) is value:
        return [f".. py:class:: {name}", "", f"   :py:obj:`tensorlab.{name}` by another name.", ""]
    if isinstance(value, type):
        kind = "autoexception" if issubclass(value, Exception) else "autoclass"
        return [f".. {kind}:: {module}.{name}", "   :members:", ""]
    if documented(value):
        return [f".. autofunction:: {module}.{name}", ""]
    lines = [f".. py:data:: {name}", f"   :value: {value!r}", ""]
    if isinstance(value, tl.DType):
        lines += [f"   {value.itemsize} byte{'s' * (value.itemsize > 1)} an element.", ""]
    return lines


# ---- docstrings --------------------------------------------------------------------------------------------
class Name(SphinxRole):
    """`name` in a docstring: code, and a link if it is a public name."""

    def run(self) -> tuple[list[nodes.Node], list]:
        literal = nodes.literal(self.text, self.text)
        name = self.text.removeprefix("tl.").removeprefix("tensorlab.")
        for module in (self.env.ref_context.get("py:module"), "tensorlab"):
            target = f"{module}.{name}"
            if target in PUBLIC:
                place = {"refdomain": "py", "reftype": "obj", "refdoc": self.env.docname}
                return [pending_xref("", literal, reftarget=target, refexplicit=True, **place)], []
        return [literal], []


MARKS = re.compile(r"(``.*?``|`[^`]*`)|\||(?<![\w*\\])\*(?=\w+[^\w*])")


def keep_marks(app, what, name, value, options, lines: list[str]) -> None:
    """In docstrings |x| is an absolute value and *shape is Python's, not a substitution and an emphasis."""
    literal = False  # what is typed, and what it prints up to an empty line
    for i, line in enumerate(lines):
        literal = ">>>" in line or (literal and line.strip() != "")
        if not literal:
            lines[i] = MARKS.sub(lambda mark: mark[1] or "\\" + mark[0], line)


# ---- nothing may be missing --------------------------------------------------------------------------------
def check(app, env) -> None:
    for name in sorted(PUBLIC - set(env.get_domain("py").objects)):
        logger.warning("%s is documented on no page of docs/reference", name)


def setup(app) -> dict:
    app.add_directive("chapter", Chapter)
    app.add_role("name", Name())
    app.connect("autodoc-process-docstring", keep_marks)
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
