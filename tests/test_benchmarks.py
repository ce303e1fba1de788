"""Every public operation has a benchmark: a row of a suite in `benchmarks/suite`, its own or its family's."""

import ast
import importlib.util
import inspect
import operator
import re
import sys
from pathlib import Path

import pytest

import tensorlab as tl

ROOT = Path(__file__).resolve().parent.parent / "benchmarks"


def package():
    """The folder as a package, without its parent on the path: that has the sources of tensorlab, too."""
    spec = importlib.util.spec_from_file_location("benchmarks", ROOT / "__init__.py")
    sys.modules["benchmarks"] = importlib.util.module_from_spec(spec)
    return importlib.import_module("benchmarks.tables")


if not ROOT.exists():
    pytest.skip("the benchmarks are not here", allow_module_level=True)
SUITES = package().all_suites()
SUITE = "benchmarks.suite"
SPACES = ["", "linalg", "fft", "emath", "random", "special", "nn.functional", "nn", "optim"]

# A row counts for those that do the same work or a part of it; a layer is timed as the function of its name.
PADS = ["Circular", "Constant", "Reflection", "Replication", "Zero"]
FAMILIES = {
    "linalg.det": "det",
    "linalg.slogdet": "slogdet",
    "linalg.svd": "svd",
    "linalg.inv": "inverse",
    "linalg.pinv": "pinverse",
    "linalg.matrix_exp": "matrix_exp",
    "linalg.matrix_power": "matrix_power",
    "nn.functional.sigmoid": "sigmoid",
    "nn.functional.binary_cross_entropy": "nn.BCELoss",
    "nn.functional.binary_cross_entropy_with_logits": "nn.BCEWithLogitsLoss",
    "nn.functional.half_squared_error": "nn.HalfSquaredError",
    "nn.functional.interpolate": "nn.functional.upsample nn.functional.upsample_bilinear"
    " nn.functional.upsample_nearest nn.Upsample nn.UpsamplingBilinear2d nn.UpsamplingNearest2d",
    "nn.functional.pad": " ".join(f"nn.{kind}Pad{n}d" for kind in PADS for n in (1, 2, 3)),
    "nn.functional.softmax": "nn.Softmax2d",
    "nn.functional.cross_entropy": "nn.AdaptiveLogSoftmaxWithLoss",  # on products
    "nn.TransformerEncoderLayer": "nn.TransformerEncoder nn.TransformerDecoderLayer nn.TransformerDecoder"
    " nn.Transformer",
    "nn.MultiheadAttention": "nn.functional.multi_head_attention_forward",
    "nn.LSTM": "nn.LSTMCell",
    "nn.GRU": "nn.GRUCell",
    "nn.RNN": "nn.RNNCell nn.RNNBase",
    "array": "tensor as_tensor asarray BoolTensor ByteTensor DoubleTensor FloatTensor HalfTensor IntTensor"
    " LongTensor ShortTensor",
    "reshape": "nn.Unflatten",
}
# What does no work on the elements of arrays, or calls the user's functions, or waits for a disk.
NONE = """
as_subclass from_dlpack from_numpy frombuffer fromiter fromfunction fromfile fromstring genfromtxt
load loadtxt save savetxt savez savez_compressed gradients grad gradcheck value_and_grad is_tensor
is_complex is_floating_point is_nonzero numel isa available_isas ops empty_cache memory_stats
get_num_threads set_num_threads is_grad_enabled finfo iinfo get_default_dtype set_default_dtype
get_conv_algorithm set_conv_algorithm
geterr geterrcall seterr seterrcall get_printoptions set_printoptions get_default_device
set_default_device set_float32_matmul_precision use_deterministic_algorithms get_rng_state
initial_seed manual_seed seed set_rng_state random.bytes random.get_generator random.get_state
random.seed random.set_state nn.Module nn.ModuleDict nn.ParameterDict nn.ParameterList
nn.SinusoidalPositions optim.Optimizer optim.zero_grad Tensor nn.Buffer nn.UninitializedBuffer
nn.UninitializedParameter nn.LinearCrossEntropyOptions nn.DataParallel
"""


def dotted(text):
    """The dotted names in a source as they are public: nn.functional.softmax of F.softmax."""
    for node in ast.walk(ast.parse(text)):
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            name = ".".join([node.id, *reversed(parts)])
            yield re.sub(r"^F\.", "nn.functional.", name.removeprefix("home."))


def timed():
    """Names of what benchmarks call, and of those whose work it is."""
    names = {name for suite in SUITES.values() for text in suite.expressions() for name in dotted(text)}
    names |= set(SUITES["names.Numpy"].rows)
    for name, family in FAMILIES.items():
        assert name in names, f"{name} has a family, but no benchmark"
        names |= set(family.split())
    return names


def spellings(layer):
    """The function that a layer is, by the ways in which its name may be written."""
    name = layer.removeprefix("Lazy").lower()
    for short in (
        name,
        re.sub("[123]d$", "", name),
        name.removesuffix("loss"),
        name.replace("divloss", "_div"),
    ):
        yield short.replace("_", "")


def public():
    for space in SPACES:
        module = operator.attrgetter(space)(tl) if space else tl
        for name in module.__all__:
            value = getattr(module, name)
            kind = space in ("nn", "optim") or not inspect.isclass(value)
            if callable(value) and not isinstance(value, tl.DType) and (kind or name.endswith("Tensor")):
                yield f"{space}.{name}".lstrip("."), value


def test_every_public_operation_is_timed():
    names = timed()
    found = [operator.attrgetter(name)(tl) for name in names if known(name)]
    functions = {
        name.rpartition(".")[2].replace("_", "") for name in names if name.startswith("nn.functional.")
    }
    missing = [
        name
        for name, value in public()
        if name.rstrip("_") not in names
        and name not in NONE.split()
        and not any(value is other for other in found)
        if not (name.startswith("nn.") and any(short in functions for short in spellings(name[3:])))
    ]
    assert not missing, f"give each a row in benchmarks/suite, or its family in FAMILIES here: {missing}"


def known(name):
    try:
        operator.attrgetter(name)(tl)
    except AttributeError:
        return False
    return True


def test_no_reason_without_a_name():
    names = {name for name, _ in public()}
    others = [name for family in FAMILIES.values() for name in family.split()]
    assert [name for name in [*NONE.split(), *FAMILIES, *others] if name not in names] == []


@pytest.mark.parametrize("name", SUITES)
def test_every_word_is_known(name):
    """Operands, functions of tensorlab, and Python's few."""
    suite = SUITES[name]
    common = sys.modules[f"{SUITE}.common"]
    operands = suite().operands(*(values[0] for values in suite.axes.values()))
    known = {*operands, "F", "len", "list", "slice", "parameters"}
    for text in suite.expressions():
        if "\n" not in text:
            assert [word for word in common.words(text) if word not in known and not hasattr(tl, word)] == []


def test_libraries_are_parameters():
    for name, suite in SUITES.items():
        assert suite.param_names[0] == "lib" and suite.params[0][0] == "tensorlab", name
        assert suite.params[1:] == [list(suite.rows), *map(list, suite.axes.values())], name


def test_samples_are_long_enough():
    """The clock that asv is given runs slower by the number of calls in a sample."""
    suite = SUITES["overhead.Overhead"]()
    suite.setup("tensorlab", "add", "float64")
    assert suite.calls > 100
    start = suite.timer()
    suite.time_call()
    assert 0 < suite.timer() - start < 1e-4


def test_a_library_without_the_function_is_skipped():
    suite = SUITES["elementwise.Elementwise"]()
    with pytest.raises(NotImplementedError, match="numpy has no F"):
        suite.setup("numpy", "relu", "float32", 10_000)
