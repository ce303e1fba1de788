"""Nothing may be missing of an op: function, docstring, sample, rule, gradient check, stub."""

import ast
import doctest
import importlib
import inspect
import pickle
import re
from pathlib import Path

import lengths
import pytest
import stubs
from samples import BY_NAME, COMPOSITES, EVERYTHING, SAMPLES

import tensorlab as tl
import tensorlab_c
from tensorlab_c import derivatives

ROWS = {row["name"]: row for row in tensorlab_c.ops()}
INTERNAL = {
    "relu_grad",
    "tanh_grad",
    "sigmoid_grad",
    "exponent",
    "scalb",
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
    domains = ("ANY", "NUM", "NUMX", "FLT", "FLTD", "INT", "INTX", "SHF", "TRU")
    assert row["domain"] in domains or row["family"] == "special"
    assert row["result"] in ("SAME", "BOOL", "BYTE", "INDEX", "ACC", "REAL") or row["family"] == "special"


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
    assert text and len(text.splitlines()[0]) > 8, f"{sample.public} has no docstring"
    assert ">>>" in text, f"{sample.public} has no example"


@rows
def test_rule_and_gradient_check(name):
    number = list(ROWS).index(name)
    assert derivatives.has_rule(number) == ROWS[name]["differentiable"]
    assert bool(BY_NAME[name].cases) == ROWS[name]["differentiable"]


def test_no_sample_without_a_row():
    assert [s.name for s in SAMPLES if s.name not in ROWS] == []
    names = [s.name for s in EVERYTHING]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("sample", COMPOSITES, ids=lambda s: s.name)
def test_composites_exist_and_have_cases(sample):
    assert callable(sample.function) and sample.cases


ALIASES = (
    "absolute acos acosh asin asinh atan atan2 atanh true_divide mod pow deg2rad rad2deg around "
    "conj bitwise_not bitwise_invert bitwise_left_shift bitwise_right_shift"
)


def test_composites_of_numpy_that_differentiate_are_registered():
    """A new public elementwise or statistical function must be registered with a gradient case."""
    chapters = ["elementwise", "statistics", "reduction"]
    known = {s.public for s in EVERYTHING} | {*ALIASES.split(), "divmod", "round"}
    known |= {"isreal", "iscomplex", "isrealobj", "iscomplexobj"}
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


STUBS = sorted({*stubs.CORE.glob("*.pyi"), *(stubs.CORE / f"{name}.pyi" for name in stubs.CHAPTERS)})


@pytest.mark.parametrize("path", STUBS, ids=lambda p: p.stem)
def test_stubs_are_complete(path):
    module = tensorlab_c if path.stem == "__init__" else importlib.import_module(f"tensorlab_c.{path.stem}")
    public = set(getattr(module, "__all__", ()))
    names = stub_names(path)
    if "*" in names:
        return  # re-exports
    assert public - names == set()


@pytest.mark.parametrize("path", STUBS, ids=lambda p: p.stem)
def test_stubs_say_what_rows_do(path):
    """`PYTHONPATH=. python tests/stubs.py` writes them."""
    assert path.read_text() == stubs.renewed(path)


# ---- functions and methods made from rows, and the docstrings of all ---------------------------------------
MADE = {n: getattr(tl, n) for n in sorted(stubs.FROM_ROWS) if hasattr(tl, n)}
# of what is a function and a method, the function is looked at
MEMBERS = {n: v for n, v in vars(tl.Tensor).items() if type(v).__name__ not in ("FunctionOnly", "Method")}


def described(text):
    """The names that the section of parameters lists."""
    section = re.search(r"\nParameters\n-+\n(.*?)(\n\n|\Z)", text, re.S)
    lines = re.findall(r"^(\w[\w, ]*?) :|^(\w+)$", section[1], re.M) if section else []
    return {name for line in lines for name in "".join(line).split(", ")}


@pytest.mark.parametrize("name", MADE)
def test_functions_made_from_rows(name):
    function = MADE[name]
    assert function.__name__ == function.__qualname__ == name
    assert getattr(importlib.import_module(function.__module__), name) is function
    assert pickle.loads(pickle.dumps(function)) is function
    assert type("Holder", (), {"function": function})().function is function  # not bound, as builtins are not
    assert described(inspect.getdoc(function)) == {*inspect.signature(function).parameters}
    method = MEMBERS.get(name) if ROWS[name]["family"] == "reduce" else None
    if method:
        assert method.__objclass__ is tl.Tensor and pickle.loads(pickle.dumps(method)) is method
        _, *parameters = inspect.signature(method).parameters.values()
        assert parameters == [*inspect.signature(function).parameters.values()][1:]
        assert described(inspect.getdoc(method)) == {p.name for p in parameters}


def test_every_row_has_its_function():
    assert {n for n, s in BY_NAME.items() if s.public == n and n in stubs.FROM_ROWS} == {*MADE}
    assert len(MADE) > 75


def test_public_functions_and_classes_show_examples():
    found = {n: v for n in tl.__all__ if callable(v := getattr(tl, n))}
    ours = {n: v for n, v in found.items() if getattr(v, "__module__", "").startswith("tensorlab")}
    assert [n for n, v in ours.items() if ">>>" not in (inspect.getdoc(v) or "")] == []
    assert len(ours) > 200


@pytest.mark.parametrize("name", MEMBERS)
def test_attributes_of_tensors_have_docstrings(name):
    text = inspect.getdoc(MEMBERS[name])
    assert text, f"Tensor.{name} has no docstring"
    if name.startswith("__"):
        return  # Python's own protocol
    test = doctest.DocTestParser().get_doctest(text, {"tl": tl}, name, None, 0)
    assert test.examples, f"Tensor.{name} has no example"
    said = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    assert not said, "".join(said)
    if callable(MEMBERS[name]):
        known = described(text) | {*re.findall(r"`(\w+)`", text)}
        for function in re.findall(r"as `tensorlab\.(\w+)`", text):
            known |= described(inspect.getdoc(getattr(tl, function)))
        assert {*inspect.signature(MEMBERS[name]).parameters} - known <= {"self"}


def test_the_public_names_exist():
    for name in tl.__all__:
        assert getattr(tl, name, tl) is not tl, name
    assert len(tl.__all__) == len(set(tl.__all__))


def test_list_of_ops_for_cython():
    """ops.pxd is ops.def once more, for the compiler that cannot include it."""
    lines = (ROOT / "tensorlab_c/ops.pxd").read_text().splitlines()
    listed = [line.strip() for line in lines if "TL_OP_" in line]
    assert listed == sorted(f"TL_OP_{name}" for name in ROWS)


# ---- files and functions are short -------------------------------------------------------------------------
def test_files_are_short():
    assert {str(p): n for p in lengths.FILES if (n := len(lengths.code(p))) > 800} == {}


def test_functions_are_short():
    found = [(str(p), name, n) for p in lengths.FILES for name, n in lengths.functions(p)]
    assert [where for where in found if where[2] > 60] == []
    assert len(found) > 2000


def test_lengths_are_lengths_of_code(tmp_path):
    source = tmp_path / "some.pyx"
    source.write_text('''cdef extern from *:
    """
    int a; /* C within Cython counts */
    """

def f(x,
      y):  # two
    """No line of this

    counts."""
    # nor this
    return "# but this"
''')
    assert len(lengths.code(source)) == 8 and [*lengths.functions(source)] == [("f", 4)]
    source = tmp_path / "some.c"
    source.write_text("/* two\n*/\nint f(int a)\n{\n    return a; // one\n\n}\nstruct s {\n    int b;\n};\n")
    assert len(lengths.code(source)) == 7 and [*lengths.functions(source)] == [("f", 4)]
