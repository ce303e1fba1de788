"""Which tests compare with other libraries: those that skip themselves where these are not installed."""

import ast
import functools
from pathlib import Path

PEERS = {"torch", "onnx", "onnxruntime", "sklearn", "xarray", "dask", "pandas", "polars"}


def _asks(node):
    """Whether a call somewhere in a piece of source skips for want of a peer."""
    return any(
        isinstance(call, ast.Call)
        and getattr(call.func, "attr", None) == "importorskip"
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value.partition(".")[0] in PEERS
        for call in ast.walk(node)
    )


@functools.cache
def needing(path):
    """The functions of a test file that need a peer, themselves or by what they call; None stands for all."""
    functions, names = {}, {}
    for node in ast.parse(Path(path).read_text()).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            functions[node.name] = node
        elif _asks(node):
            return None
    for name, node in functions.items():
        used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        names[name] = used | {a.arg for n in ast.walk(node) if isinstance(n, ast.arguments) for a in n.args}
    found = {name for name, node in functions.items() if _asks(node)}
    while more := {name for name, used in names.items() if used & found} - found:
        found |= more
    return found


def needs_a_peer(item):
    found = needing(item.path)
    return found is None or getattr(item, "originalname", item.name) in found
