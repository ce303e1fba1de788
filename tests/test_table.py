"""Nothing may be missing of an op: function, docstring, sample, benchmark, rule, gradient check, stub."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest
from samples import BY_NAME, COMPOSITES, EVERYTHING, SAMPLES

import tensorlab as tl
import tensorlab_c
from tensorlab_c import derivatives

ROWS = {row["name"]: row for row in tensorlab_c.ops()}
INTERNAL = {
    "relu_grad",
    "tanh_grad",
    "sigmoid_grad",
    "conv2d_input",
    "conv2d_weight",
    "max_unpool2d",
    "avg_unpool2d",
}
PACKAGE = Path(tl.__file__).parent
ROOT = Path(__file__).resolve().parent.parent  # the checkout, wherever the package is installed
rows = pytest.mark.parametrize("name", ROWS)


@rows
def test_row_is_well_formed(name):
    row = ROWS[name]
    assert row["family"] in ("unary", "binary", "reduce", "special")
    assert row["domain"] in ("ANY", "NUM", "NUMX", "FLT", "FLTD", "INT", "SHF") or row["family"] == "special"
    assert row["result"] in ("SAME", "BOOL", "INDEX", "ACC") or row["family"] == "special"


@rows
def test_sample(name):
    sample = BY_NAME[name]
    if ROWS[name]["family"] != "special" and name not in INTERNAL:
        assert sample.family == ROWS[name]["family"] and sample.numpy is not None
    assert (sample.public is None) == (name in INTERNAL)


@rows
def test_public_function_and_docstring(name):
    sample = BY_NAME[name]
    if sample.public is None:
        return
    function = sample.function
    assert callable(function)
    if sample.public.startswith("Tensor.__"):
        return  # Python's own protocol
    text = inspect.getdoc(function)
    assert (text and ">>>" in text) or sample.public.startswith("Tensor."), f"{sample.public} has no example"
    assert text and len(text.splitlines()[0]) > 8, f"{sample.public} has no docstring"


@rows
def test_rule_and_gradient_check(name):
    number = list(ROWS).index(name)
    assert derivatives.has_rule(number) == ROWS[name]["differentiable"]
    assert bool(BY_NAME[name].cases) == ROWS[name]["differentiable"]


@rows
def test_benchmark(name):
    """The suite draws elementwise primitives and reductions from the table; the others are called by name."""
    if name in INTERNAL:
        return
    suite = ROOT / "benchmarks" / "suite"
    text = "\n".join(p.read_text() for p in suite.glob("*.py"))
    family = ROWS[name]["family"]
    if family != "special":
        assert f'names("{family}"' in text or f'"{family}"' in text
        return
    spelled = {
        "cast": ["astype"],
        "permute": [".T", "transpose"],
        "slice": ["::", "[1:"],
        "gather": ["take", "gather", "fancy"],
        "assign": ["assign", "] = "],
        "matmul": ["@", "matmul"],
        "broadcast_to": ["broadcast", "outer", "row"],
        "linear": ["Linear", "linear"],
        "softmax": ["softmax"],
        "log_softmax": ["log_softmax", "cross_entropy"],
    }
    assert any(word in text for word in spelled.get(name, [name])), f"no benchmark of {name}"


def test_no_sample_without_a_row():
    assert [s.name for s in SAMPLES if s.name not in ROWS] == []
    names = [s.name for s in EVERYTHING]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("sample", COMPOSITES, ids=lambda s: s.name)
def test_composites_exist_and_have_cases(sample):
    assert callable(sample.function) and sample.cases


ALIASES = "absolute acos acosh asin asinh atan atan2 atanh true_divide mod pow deg2rad rad2deg"


def test_composites_of_numpy_that_differentiate_are_registered():
    """A new public elementwise or statistical function must be registered with a gradient case."""
    chapters = ["elementwise", "exponential", "trigonometry", "statistics", "reduction"]
    known = {s.public for s in EVERYTHING} | {*ALIASES.split(), "divmod", "count_nonzero"}
    missing = []
    for chapter in chapters:
        missing += [n for n in importlib.import_module(f"tensorlab_c.{chapter}").__all__ if n not in known]
    assert missing == []


def stub_names(path):
    names = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign):
            names.add(node.target.id)
        elif isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.ImportFrom):
            names |= {a.asname or a.name for a in node.names}
    return names


STUBS = sorted(Path(tensorlab_c.__file__).parent.glob("*.pyi"))


@pytest.mark.parametrize("path", STUBS, ids=lambda p: p.stem)
def test_stubs_are_complete(path):
    module = tensorlab_c if path.stem == "__init__" else importlib.import_module(f"tensorlab_c.{path.stem}")
    public = set(getattr(module, "__all__", ()))
    names = stub_names(path)
    if "*" in names:
        return  # re-exports
    assert public - names == set()


def test_the_public_names_exist():
    for name in tl.__all__:
        assert getattr(tl, name, tl) is not tl, name
    assert len(tl.__all__) == len(set(tl.__all__))


def test_list_of_ops_for_cython():
    """ops.pxd is ops.def once more, for the compiler that cannot include it."""
    listed = [line.strip() for line in (ROOT / "tensorlab_c/ops.pxd").read_text().splitlines() if "TL_OP_" in line]
    assert listed == sorted(f"TL_OP_{name}" for name in ROWS)
