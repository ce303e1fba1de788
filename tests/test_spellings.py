"""PyTorch's spellings give what PyTorch gives, where it is installed, and always what NumPy's names give."""

import inspect
import math
import pickle
import re

import numpy as np
import pytest
import spelled
from calls import TABLE
from layouts import same_bits
from scripts import SCRIPTS

import tensorlab as tl

sp = pytest.importorskip("scipy.special")
ROWS = spelled.rows()
OURS = spelled.operands(lambda values: tl.array(values))
ARRAYS = spelled.operands(np.array)


def plain(x):
    """Numbers, arrays and tuples of them, of whatever they are."""
    if isinstance(x, (tuple, list)) and not isinstance(x, tl.DType):
        return tuple(plain(item) for item in x)
    if isinstance(x, (str, bool, int, float, complex)):
        return x
    return np.asarray(x.detach() if hasattr(x, "detach") else x)


def same(got, expected, rtol=1e-12):
    if isinstance(expected, tuple):
        assert isinstance(got, tuple) and len(got) == len(expected), (got, expected)
        for a, b in zip(got, expected, strict=True):
            same(a, b, rtol)
    elif isinstance(expected, str):
        assert got == expected
    else:
        got, expected = np.asarray(got), np.asarray(expected)
        assert got.shape == expected.shape and got.dtype.kind == expected.dtype.kind, (got, expected)
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=1e-14)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].replace(" ", ""))
def test_numpys_names(row):
    own = {name: getattr(spelled, name) for name in ("put", "at", "met", "touched")}
    names = {"np": np, "sp": sp, **own, **ARRAYS}
    same(plain(eval(row[0], {"m": tl, **OURS})), plain(eval(row[1], names)))


@pytest.mark.filterwarnings("ignore:index_reduce:UserWarning", "ignore:.*deprecated:UserWarning")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].replace(" ", ""))
def test_pytorch(row):
    torch = pytest.importorskip("torch")
    theirs = spelled.operands(lambda values: torch.from_numpy(np.array(values)))
    expected = plain(eval(row[0], {"m": torch, **theirs}))
    same(plain(eval(row[0], {"m": tl, **OURS})), expected, rtol=1e-6 if "polygamma" in row[0] else 1e-12)


def test_operands_are_left_alone():
    before = {name: np.asarray(x).tobytes() for name, x in OURS.items()}
    for left, _ in ROWS:
        eval(left, {"m": tl, **OURS})
    assert {name: np.asarray(x).tobytes() for name, x in OURS.items()} == before


# ---- scripts ------------------------------------------------------------------------------------------
DATA = np.random.default_rng(7).normal(size=(45, 2))


def result_of(text, module):
    names = {"torch": module, "data": module.from_numpy(DATA.copy())}
    exec(text, names)
    return names["result"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts(name):
    text, check = SCRIPTS[name]
    result = result_of(text, tl)
    assert check(*result)
    torch = pytest.importorskip("torch")
    if "manual_seed" not in text:  # whose numbers are NumPy's here
        same(plain(result), plain(result_of(text, torch)), rtol=1e-9)


# ---- where NumPy and PyTorch disagree -----------------------------------------------------------------
X = OURS["x"]
REFUSED = {
    "x.split(2)": (lambda: X.split(2), TypeError, "split: .*tl.split.*dim=0"),
    "x.cuda()": (lambda: X.cuda(), RuntimeError, "cuda: .*CPU"),
    "x.to('cuda')": (lambda: X.to("cuda"), ValueError, "to: .*cpu"),
    "device('cuda')": (lambda: tl.device("cuda"), ValueError, "device: .*cuda"),
    "x.transpose((0, 1))": (lambda: OURS["c"].transpose((0, 1)), ValueError, "swapaxes"),
    "select(x, 0, 1)": (lambda: tl.select(X, 0, 1), TypeError, r"select: .* x.select\(dim, index\)"),
    "arange(start=4)": (lambda: tl.arange(start=4, step=2), TypeError, "arange: start is given by name"),
    "x.repeat(2, 1, 1)": (lambda: X.repeat(2, 1, 1), TypeError, "repeat: NumPy's repeats each element"),
    "x.repeat(2, 3)": (lambda: X.repeat(2, 3), tl.AxisError, "repeat: axis 3"),
    "x.size(2)": (lambda: X.size(2), tl.AxisError, "size: axis 2"),
    "axis and dim": (lambda: X.sum(axis=0, dim=1), TypeError, "given twice"),
    "0 and dim": (lambda: X.sum(0, dim=1), TypeError, "axis"),
    "t of three axes": (lambda: OURS["c"].t(), ValueError, "t: .*mT"),
    "view across strides": (lambda: X.t().view(-1), ValueError, "view: .*reshape"),
    "view of another size": (lambda: X.view(5, 5), ValueError, "view: .*(5, 5)"),
    "x.sum(1, True)": (lambda: X.sum(1, True), TypeError, "keepdims=True"),
    "x.mean(1, True)": (lambda: X.mean(1, True), TypeError, "keepdims=True"),
    "x.std(0, False)": (lambda: X.std(0, False), TypeError, "keepdims=False"),
    "x.max(1, True)": (lambda: X.max(1, True), TypeError, "max: .*keepdims=True"),
    "x.argmax(1, True)": (lambda: X.argmax(1, True), TypeError, "argmax: .*keepdims=True"),
    "sort(x, 0, True)": (lambda: tl.sort(X, 0, True), TypeError, "sort: .*descending=True"),
    "unknown keyword": (lambda: X.sum(dimension=0), TypeError, "dimension"),
    "in place of integers": (lambda: OURS["i"].clone().div_(2), TypeError, "div|divide"),
    "sqrt_ of integers": (lambda: OURS["j"].clone().sqrt_(), TypeError, "sqrt"),
    "sigmoid_ of integers": (lambda: OURS["j"].clone().sigmoid_(), TypeError, "sigmoid_: .*int64"),
    "another shape in place": (lambda: OURS["v"].clone().addmv_(X, OURS["v"]), ValueError, "addmv"),
    "gather beyond": (lambda: X.gather(1, tl.array([[7]])), IndexError, "out of bounds"),
    "gather of one axis": (lambda: X.gather(1, tl.array([0])), ValueError, r"gather: index has shape \(1,\)"),
    "scatter of floats into ints": (
        lambda: OURS["i"].scatter(0, OURS["k"], 0.5),
        TypeError,
        "scatter: .*int64",
    ),
    "a class too large": (
        lambda: tl.nn.functional.one_hot([0, 3], 3),
        ValueError,
        "one_hot: classes from 0 to 3",
    ),
    "a mask of integers": (lambda: X.masked_fill(OURS["i"], 0), TypeError, "masked_fill: mask .*int64"),
    "mm of a vector": (lambda: tl.mm(X, OURS["v"]), ValueError, r"mm: mat2 .*\(4,\)"),
    "bmm of two stacks": (
        lambda: tl.bmm(tl.ones((2, 3, 4)), tl.ones((1, 4, 3))),
        ValueError,
        "bmm: .*2 and 1",
    ),
    "weights below 0": (lambda: tl.multinomial(tl.array([-1.0, 2.0]), 1), ValueError, "multinomial"),
    "too many without replacement": (lambda: tl.multinomial(tl.ones(2), 3), ValueError, "multinomial: 3"),
    "a seed of text": (lambda: tl.manual_seed("a"), TypeError, "manual_seed"),
    "from_numpy of a list": (lambda: tl.from_numpy([1]), TypeError, "from_numpy: .*list"),
    "uniform_ of integers": (lambda: OURS["i"].clone().uniform_(), TypeError, "uniform_: .*int64"),
    "randint below uint8": (
        lambda: tl.randint(-5, 0, (5,), dtype="uint8"),
        OverflowError,
        "randint: .*uint8",
    ),
    "randint of bool": (lambda: tl.randint(5, (5,), dtype="bool"), OverflowError, "randint: .*bool"),
    "randint of float16": (lambda: tl.randint(10**5, (5,), dtype="float16"), OverflowError, "randint: "),
    "randint_like": (
        lambda: tl.randint_like(tl.zeros(3, dtype="int8"), 300),
        OverflowError,
        "randint_like: ",
    ),
    "randperm of int8": (lambda: tl.randperm(300, dtype="int8"), OverflowError, "randperm: .*int8"),
    "randperm of a float": (lambda: tl.randperm(2.5), TypeError, "randperm: n .*float"),
    "random_ of float16": (lambda: tl.zeros(3, "float16").random_(10**5, 10**6), OverflowError, "random_: "),
    "random_ of complex": (lambda: tl.zeros(3, "complex64").random_(), TypeError, "random_: .*complex64"),
    "masked_fill of int8": (
        lambda: tl.masked_fill(tl.zeros(1, "int8"), True, tl.array(300)),
        OverflowError,
        "masked_fill: .*300",
    ),
    "index_fill_ of int8": (
        lambda: tl.zeros(1, "int8").index_fill_(0, [0], np.int64(300)),
        OverflowError,
        "index_fill_: .*300",
    ),
    "scatter_ of int8": (
        lambda: tl.zeros(1, "int8").scatter_(0, [0], tl.array(300)),
        OverflowError,
        "scatter_: .*300",
    ),
    "index_add_ of a fraction": (
        lambda: tl.zeros(2, "int64").index_add_(0, [0], [1], alpha=0.5),
        TypeError,
        "index_add_: .*int64",
    ),
    "from_numpy of a scalar": (lambda: tl.from_numpy(np.float64(1)), TypeError, "from_numpy: .*float64"),
    "from_numpy of other bytes": (
        lambda: tl.from_numpy(np.arange(3, dtype=">i4")),
        ValueError,
        "from_numpy: ",
    ),
    "split by sizes below 0": (lambda: X.split(iter([5, -1]), dim=0), ValueError, r"split: .*\(5, -1\)"),
    "split by a fraction": (lambda: X.split(2.5, dim=0), TypeError, "split: .*float"),
    "chunk of None": (lambda: X.chunk(None), TypeError, "chunk: .*NoneType"),
    "one_hot of a fraction": (lambda: tl.nn.functional.one_hot([1], 2.5), TypeError, "one_hot: .*float"),
    "one_hot below 0": (lambda: tl.nn.functional.one_hot([], -5), ValueError, "one_hot: .*-5"),
    "multinomial of a fraction": (lambda: tl.multinomial(tl.ones(2), 1.5), TypeError, "multinomial: .*float"),
    "polygamma of arrays": (lambda: tl.special.polygamma(OURS["i"], X), TypeError, "polygamma: n .*Tensor"),
    "resize of a fraction": (lambda: X.resize(2.5), TypeError, "resize: .*float"),
    "size of a fraction": (lambda: X.size(1.5), TypeError, "size: .*float"),
    "bernoulli of another shape": (
        lambda: tl.bernoulli(tl.zeros(3), p=tl.ones((2, 3))),
        ValueError,
        "bernoulli: .*3",
    ),
    "scatter_reduce of another": (
        lambda: X.scatter_reduce(0, OURS["k"], X, "median"),
        ValueError,
        "^scatter_reduce: .*median",
    ),
    "scatter_reduce of complex": (
        lambda: OURS["z"].scatter_reduce(0, [0, 0, 0], OURS["z"], "amax", include_self=False),
        TypeError,
        "^scatter_reduce: .*complex128",
    ),
    "scatter_reduce_ of a small source": (
        lambda: X.clone().scatter_reduce_(0, OURS["k"], X[:1], "sum"),
        ValueError,
        r"^scatter_reduce_: .*\(1, 4\)",
    ),
    "index_reduce": (
        lambda: X.index_reduce(0, [0], X, "prod"),
        ValueError,
        r"^index_reduce: .*\(3, 4\).*\(1, 4\)",
    ),
    "index_copy": (lambda: tl.index_copy(X, 0, [[0]], X), ValueError, r"^index_copy: .*\(1, 1\)"),
    "masked_scatter": (lambda: X.masked_scatter(X > -9, X[0]), ValueError, "^masked_scatter: .*12 .*4 "),
    "select_scatter of another shape": (
        lambda: tl.select_scatter(X, X, 0, 1),
        ValueError,
        r"^select_scatter: src has shape \(3, 4\), and its place \(4,\)",
    ),
    "slice_scatter of no axis": (
        lambda: tl.slice_scatter(X, X, 2),
        IndexError,
        "^slice_scatter: axis 2 is out of range for 2 axes",
    ),
    "renorm to less than nothing": (lambda: X.renorm(2, 0, -1), ValueError, "^renorm: maxnorm .*-1"),
    "mvlgamma of no dimension": (
        lambda: tl.mvlgamma(X, 0),
        ValueError,
        "^multigammaln: p must be at least 1",
    ),
    "igamma along its first": (
        lambda: tl.igamma(tl.array([1.0], requires_grad=True), 1.0),
        RuntimeError,
        "^gammainc: has no derivative",
    ),
    "cholesky_solve of a vector's triangle": (
        lambda: tl.cholesky_solve(X, X[0]),
        ValueError,
        "^cholesky_solve: ",
    ),
    "geometric_ of no chance": (lambda: tl.zeros(2).geometric_(0), ValueError, "^geometric_: "),
    "cauchy_ of no width": (
        lambda: tl.zeros(2).cauchy_(0, 0),
        ValueError,
        "^cauchy_: sigma must be positive",
    ),
    "stft of a short signal": (
        lambda: tl.stft(X, 9, center=False),
        ValueError,
        "^stft: pieces of 9 elements of a signal of 4",
    ),
    "stft with another window": (lambda: X.stft(4, window=X[0, :3]), ValueError, r"^stft: window .*\(3,\)"),
    "istft of real numbers": (lambda: tl.istft(X, 4), ValueError, "^istft: complex numbers .*float64"),
    "istft without weights": (
        lambda: tl.istft(tl.stft(X, 2, 2), 2, 2, window=[0.0, 1.0]),
        ValueError,
        "^istft: some elements have no weight",
    ),
    "masked_scatter of numbers": (lambda: X.masked_scatter(X, X), TypeError, "^masked_scatter: .*float64"),
    "complex": (lambda: tl.complex(OURS["z"], OURS["z"]), TypeError, "^complex: .*complex128"),
    "view_as_real": (lambda: tl.view_as_real(X), TypeError, "^view_as_real: .*float64"),
    "view_as_complex": (lambda: tl.view_as_complex(X), ValueError, r"^view_as_complex: .*\(3, 4\)"),
    "H": (lambda: OURS["c"].H, ValueError, r"^H: .*\(2, 3, 4\)"),
    "fft of axis and dim": (lambda: tl.fft.fft(X, dim=0, axis=1), TypeError, "^fft: argument 'axis' .*twice"),
    "pca_lowrank": (lambda: tl.pca_lowrank(OURS["v"]), ValueError, "^pca_lowrank: "),
    "unfold": (lambda: X.unfold(0, 4, 1), ValueError, r"^unfold: .*\(3, 4\)"),
    "as_strided": (lambda: X.as_strided((2,), (1,), -1), ValueError, r"^as_strided: .* offset -1 .*\(3, 4\)"),
    "as_strided beyond": (lambda: X.as_strided((13,), (1,)), IndexError, r"^as_strided: index 12 "),
    "as_strided of columns": (lambda: X.t().as_strided((2,), (1,)), ValueError, r"^as_strided: .*\(1, 4\)"),
    "cartesian_prod": (lambda: tl.cartesian_prod(X), ValueError, r"^cartesian_prod: .*\(3, 4\)"),
    "combinations": (lambda: tl.combinations(X), ValueError, r"^combinations: .*\(3, 4\)"),
    "squeeze beyond": (lambda: X.squeeze(dim=5), tl.AxisError, "squeeze: axis 5"),
    "max of none": (lambda: tl.max(tl.zeros((0, 3)), dim=0), ValueError, "max: axis 0"),
    "max of another name": (lambda: tl.max(X, dim=0, keep=True), TypeError, r"^max\(\) got .*keep"),
    "max of axis and dim": (lambda: tl.max(X, dim=0, axis=1), TypeError, "^max: argument 'axis' .*twice"),
    "sum of axis and dim": (lambda: tl.sum(X, dim=0, axis=1), TypeError, "^sum: argument 'axis' .*twice"),
    "add_": (lambda: tl.zeros(3).add_(tl.zeros(4)), ValueError, r"^add_: shapes \(3,\)"),
    "add_ with a factor": (lambda: tl.zeros(3).add_(tl.zeros(4), alpha=2), ValueError, "^add_: shapes"),
    "exp_ of integers": (lambda: OURS["i"].clone().exp_(), TypeError, "^exp_: .*int64"),
    "exp_ of two": (lambda: X.exp_(1), TypeError, r"^exp_\(\) takes"),
    "clamp_": (lambda: tl.zeros(3).clamp_(tl.zeros(4)), ValueError, "^clamp_: shapes"),
    "addmm": (lambda: tl.addmm(X, X, X), ValueError, "^addmm: shapes"),
    "bmm": (lambda: tl.bmm(OURS["c"], OURS["c"]), ValueError, "^bmm: shapes"),
    "addcdiv": (lambda: tl.addcdiv(tl.zeros(2), tl.zeros(3), tl.zeros(4)), ValueError, "^addcdiv: shapes"),
    "clamp_min": (lambda: tl.clamp_min(tl.zeros(2), tl.zeros(3)), ValueError, "^clamp_min: shapes"),
    "clone": (lambda: tl.clone("a"), TypeError, "^clone: .*str"),
    "diag_embed": (lambda: tl.diag_embed(tl.zeros(3), dim1=5), tl.AxisError, "^diag_embed: axis 5"),
    "dist": (lambda: tl.dist(tl.zeros(3), tl.zeros(4)), ValueError, "^dist: shapes"),
    "rand of integers": (lambda: tl.rand(3, dtype="int64"), TypeError, "^rand: .*int64"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    call, kind, text = REFUSED[name]
    with pytest.raises(kind, match=text):
        call()


def test_the_most_frequent_element():
    rng = np.random.default_rng(0)
    for shape in ((1,), (7,), (4, 9), (3, 2, 5)):
        a = rng.integers(0, 4, shape)
        for axis in range(a.ndim):
            values, places = tl.mode(tl.array(a), axis)
            lines = np.moveaxis(a, axis, -1).reshape(-1, shape[axis])
            wanted = [min(line, key=lambda x, line=line: (-(line == x).sum(), x)) for line in lines]
            last = [np.flatnonzero(line == x)[-1] for line, x in zip(lines, wanted, strict=True)]
            assert np.ravel(values).tolist() == wanted and np.ravel(places).tolist() == last


def test_axes_beside_keepdim():
    assert [part.shape for part in tl.max(X, axis=0, keepdim=True)] == [(1, 4)] * 2
    assert tl.var(X, axis=0, keepdim=True).shape == (1, 4)


def test_axes_that_squeeze_may_leave():
    x = tl.zeros((1, 2, 1))
    shapes = [x.squeeze(dim=dim).shape for dim in (0, 1, -1, (0, 1, 2), None)]
    assert shapes == [(2, 1), (1, 2, 1), (1, 2), (2,), (2,)]


def test_sizes_of_any_integers():
    made = [tl.zeros(2, tl.zeros(3).size), tl.zeros(np.int64(2), np.int8(3)), tl.ones(2, np.uint64(3))]
    assert {x.shape for x in made} == {(2, 3)}
    assert OURS["c"].flatten(np.int64(1)).ndim == 2
    assert (
        tl.FloatTensor(np.array([1.0, 2.0])).tolist() == tl.FloatTensor(tl.array([1, 2])).tolist() == [1, 2]
    )
    assert [part.size for part in tl.split(tl.arange(5), np.array([2, 3]), dim=0)] == [2, 3]
    assert tl.arange(end=3).tolist() == tl.arange(stop=3).tolist() == [0, 1, 2]
    with pytest.raises(TypeError, match="arange: stop"):
        tl.arange()


def test_a_name_whose_end_calls_the_same_function():
    shapes = []

    class Name(str):
        def __del__(self):
            shapes.append(tl.sum(X, dim=0, keepdim=True).shape)

    for _ in range(5):
        tl.sum(X, **{Name("keepdim"): True})
    tl.sum(X, dim=0)
    assert shapes == [(1, 4)] * 5


def test_copies_and_leaves():
    x = tl.ones(2, requires_grad=True)
    assert x.new_tensor(x * 2).is_leaf and not x.new_tensor(x * 2).requires_grad
    plain = tl.ones(2)
    assert plain.to(tl.float64, True) is plain and plain.to(tl.float64, False, True) is not plain
    assert tl.dist(tl.array([1], "uint8"), tl.array([2], "uint8")) == 1
    with pytest.raises(TypeError, match="to: "):
        plain.to(True, True, True)


def test_numpys_meaning_stays():
    x, a = X, ARRAYS["x"]
    assert x.size == 12 and isinstance(x.size, int) and repr(x.size) == "12"
    assert pickle.loads(pickle.dumps(x.size)) == 12 and type(pickle.loads(pickle.dumps(x.size))) is int
    assert type(x.size + 1) is int and range(x.size)[-1] == 11
    for shape in ((), (0,), (2, 0, 3), (1,) * 8, (7,), (7, 1), (1, 7)):
        assert tl.zeros(shape).size() == shape and tl.zeros(shape).size == math.prod(shape)
    same_bits(x.std(0), a.std(0), "std")
    same_bits(x.max(1), a.max(1), "max")
    same_bits(tl.sort(x, 1), np.sort(a, 1), "sort")
    assert [part.shape for part in tl.split(x, 3)] == [(1, 4)] * 3 and x.clone().sort() is None
    same_bits(x.repeat(2, 1), a.repeat(2, 1), "repeat")
    assert len(x.nonzero()) == 2 and tl.zeros((2, 3), "int32").dtype == "int32"


# ---- every function and method ------------------------------------------------------------------------
def test_second_names_are_everywhere():
    """Whatever has an axis takes dim, and keepdim where it has keepdims."""
    missing = []
    for name in tl.__all__:
        parameters = getattr(getattr(tl, name), "__text_signature__", None) or ""
        if type(getattr(tl, name)) is type(len) and re.search(r"\baxis\b", parameters):
            try:
                getattr(tl, name)(dim=0)
            except Exception as error:
                if "dim" in str(error) and "unexpected" in str(error):
                    missing.append(name)
    assert missing == []


@pytest.mark.parametrize(
    "name", [n for n in vars(tl.Tensor) if n.endswith("_") and not n.endswith("__") and hasattr(tl.Tensor, n)]
)
def test_in_place_methods_give_the_tensor(name):
    """Each of them changes its tensor, and gives it back."""
    call = next((c for c in TABLE if c.name == f"Tensor.{name}"), None)
    if call is None:
        x = tl.array([0.5, 1.0]) if name not in INTEGERS else tl.array([6, 4])
        parameters = [p for p in inspect.signature(vars(tl.Tensor)[name]).parameters.values()][1:]
        result = getattr(x, name)(*[x + 0 for p in parameters if p.default is p.empty])
        assert result is x
        return
    prepared = call.make()
    assert prepared.run() is prepared.args[0]


INTEGERS = [
    "bitwise_and_", "bitwise_or_", "bitwise_xor_", "bitwise_not_", "bitwise_invert_", "invert_",
    "left_shift_", "right_shift_", "bitwise_left_shift_", "bitwise_right_shift_", "gcd_", "lcm_",
]  # fmt: skip
GRADIENTS = {
    "gather": lambda x: x.gather(1, OURS["k"]),
    "scatter": lambda x: x.scatter(1, OURS["k"][:, :3], OURS["y"][:, :3] * x[:, :3]),
    "scatter_add": lambda x: x.scatter_add(0, OURS["k"], x * x),
    "index_select": lambda x: x.index_select(0, OURS["k"][0]),
    "masked_fill": lambda x: x.masked_fill(OURS["b"], 2.0),
    "masked_select": lambda x: x.masked_select(OURS["b"]) ** 2,
    "max": lambda x: x.max(dim=1).values,
    "median": lambda x: x.median(dim=0).values,
    "sort": lambda x: x.sort(dim=1).values * OURS["y"],
    "kthvalue": lambda x: x.kthvalue(2).values,
    "mode": lambda x: x.mode(0).values,
    "cummax": lambda x: x.cummax(1).values * OURS["y"],
    "logcumsumexp": lambda x: x.logcumsumexp(1) * OURS["y"],
    "logsumexp": lambda x: x.logsumexp(1),
    "softmax": lambda x: x.softmax(0) * OURS["y"],
    "std": lambda x: x.std(dim=1),
    "var_mean": lambda x: sum(tl.var_mean(x, dim=0)),
    "norm": lambda x: x.norm(dim=1),
    "cdist": lambda x: tl.cdist(x, OURS["y"]),
    "pdist": lambda x: tl.pdist(x),
    "complex": lambda x: abs(tl.view_as_complex(tl.view_as_real(tl.complex(x, x[0] * OURS["y"])))),
    "polar": lambda x: (tl.polar(x, x * x) * (1.0 + 2.0j)).real,
    "cumulative_trapezoid": lambda x: tl.cumulative_trapezoid(x * x, OURS["v"]),
    "svd": lambda x: tl.svd(x).V[:, 0] ** 2,
    "cosine_similarity": lambda x: tl.cosine_similarity(x, OURS["y"]),
    "lerp": lambda x: tl.lerp(x, OURS["y"], 0.3) * tl.lerp(x, OURS["y"], 0.8),
    "addcdiv": lambda x: tl.addcdiv(x, OURS["y"], x * x + 1, value=2),
    "addmm": lambda x: tl.addmm(OURS["s"], x, x.t(), beta=2, alpha=3),
    "diag_embed": lambda x: x.diag_embed() ** 2,
    "erfc": lambda x: x.erfc(),
    "erfinv": lambda x: (x / 5).erfinv(),
    "lgamma": lambda x: (x * x + 1).lgamma(),
    "digamma": lambda x: (x * x + 1).digamma(),
    "xlogy": lambda x: tl.xlogy(x, x * x + 1),
    "ndtri": lambda x: tl.special.ndtri(tl.special.ndtr(x)) + tl.special.entr(x * x + 1),
    "bessel": lambda x: tl.special.bessel_j0(x) + tl.special.bessel_j1(x) + tl.special.i1(x),
    "scaled": lambda x: tl.special.i0e(x) + tl.special.i1e(x) + tl.special.erfcx(x),
    "log_ndtr": lambda x: tl.special.log_ndtr(x) + tl.special.xlog1py(x, x * x),
    "igamma": lambda x: tl.igamma(2.5, x * x + 1) - tl.igammac(0.5, x * x + 1) + tl.mvlgamma(x * x + 2, 3),
    "zeta": lambda x: tl.special.zeta(2.5, x * x + 1),
    "addbmm": lambda x: tl.addbmm(x.t() @ x, OURS["c"].mT, OURS["c"] * x, beta=2, alpha=3),
    "addr": lambda x: x.addr(x[:, 0], x[1] ** 2, beta=2, alpha=3),
    "renorm": lambda x: x.renorm(3, 1, 1.5),
    "cholesky_solve": lambda x: (
        x.cholesky_solve(x[:, :3].tril()).t() @ x[:, :3].triu().cholesky_inverse(True)
    ),
    "select_scatter": lambda x: x.select_scatter(x[0] ** 2, 0, -1) * x,
    "slice_scatter": lambda x: x.slice_scatter(x[:, :2] ** 2, 1, 1, step=2) * x,
    "diagonal_scatter": lambda x: x.diagonal_scatter(x[0, :2] ** 2, 1, 1, 0) * x,
    "stft": lambda x: abs(x.stft(2, 1, window=x[0, :2])) ** 2,
    "istft": lambda x: tl.istft(x.stft(3, 1, 2, window=x[0, :2] ** 2 + 1) * 1j, 3, 1, 2, x[0, :2] ** 2 + 1),
    "in place": lambda x: (x * 1).exp_().add_(x, alpha=2).mul_(OURS["y"]),
    "index_add_": lambda x: (x * 1).index_add_(0, OURS["k"][0, :2], x[:2] ** 2, alpha=3),
    "index_copy": lambda x: x.index_copy(0, OURS["k"][0, :2], x[1:] ** 2) * x,
    "index_fill": lambda x: x.index_fill(1, OURS["k"][1], 2.0) * x,
    "masked_scatter": lambda x: x.masked_scatter(OURS["b"], x * OURS["y"]),
    "index_reduce": lambda x: x.index_reduce(0, OURS["k"][0, :2], x[:2] ** 2, "prod"),
    "unfold": lambda x: x.unfold(1, 3, 1) ** 2,
    "as_strided": lambda x: x[1:].as_strided((3, 3), (1, 2), 5) ** 2,
    "logdet": lambda x: tl.logdet(x @ x.t() + tl.eye(3)),
    "frac": lambda x: x.frac() * x,
    "unflatten": lambda x: x.flatten().unflatten(0, (2, -1)).permute(1, 0).unsqueeze(0) ** 2,
}


GRADIENTS |= {
    f"scatter_reduce {reduce} {also}": lambda x, reduce=reduce, also=also: x.scatter_reduce(
        0, OURS["k"], x[:2] * OURS["y"][:2], reduce, include_self=also
    )
    for reduce in ("sum", "prod", "mean", "amax", "amin") for also in (True, False)
}  # fmt: skip


@pytest.mark.parametrize("also", [True, False])
@pytest.mark.parametrize("reduce", ["sum", "prod", "mean", "amax", "amin"])
def test_gradients_of_what_meets(reduce, also):
    """Also where elements are zero, or as large as others; PyTorch counts those that it leaves out."""
    torch = pytest.importorskip("torch")
    values = [0.0, 2.0, 3.0, 1.0] if also else [0.5, 5.0, 3.0, 1.0]
    index, more = [0, 1, 1, 2, 1, 0, 0], [1.0, 2.0, 0.0, 4.0, 2.0, 0.0, 1.0]
    found = []
    for m, grad in ((tl, tl.gradients), (torch, torch.autograd.grad)):
        x, source = (m.tensor(v, dtype=m.float64, requires_grad=True) for v in (values, more))
        y = x.scatter_reduce(0, m.tensor(index), source, reduce, include_self=also)
        found.append([y.detach().tolist(), *(g.tolist() for g in grad((y * y + y).sum(), [x, source]))])
    np.testing.assert_allclose(np.concatenate(found[0]), np.concatenate(found[1]), rtol=1e-14)


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients(name):
    x = tl.array(np.asarray(X) + np.linspace(0.01, 0.02, 12).reshape(3, 4), requires_grad=True)
    assert tl.gradcheck(GRADIENTS[name], [x])


def test_slopes_of_xlogy_at_0():
    x = tl.zeros(3, requires_grad=True)
    assert tl.gradcheck(lambda x: tl.xlogy(x, tl.array([0.5, 1.0, 2.0])), [x])
    tl.xlogy(x, tl.array([0.0, -1.0, tl.inf])).sum().backward()
    assert x.grad.tolist() == [0, 0, 0]


def test_second_derivatives_of_special_functions():
    x = tl.array([0.3, 1.2, 2.5], requires_grad=True)
    for f in (tl.lgamma, tl.digamma, tl.erfc, tl.special.ndtr):
        assert tl.gradcheck(lambda x, f=f: tl.grad(lambda x: f(x).sum())(x), [x])


# ---- random numbers -----------------------------------------------------------------------------------
def test_random_numbers():
    tl.manual_seed(3)
    first = (
        tl.rand(2, 3),
        tl.randn(4),
        tl.randint(5, 9, (20,)),
        tl.randint(3, (4,)),
        tl.randperm(6),
        tl.normal(2, 3, (2,)),
    )
    tl.random.seed(3)
    g = tl.random
    again = (
        g.random((2, 3)),
        g.randn(4),
        g.integers(5, 9, 20),
        g.integers(3, size=4),
        g.permutation(6),
        g.normal(2, 3, 2),
    )
    for a, b in zip(first, again, strict=True):
        same_bits(a, b, "drawn")
    assert tl.randint(0, 5, (2, 2), dtype=tl.float32).dtype == "float32" and tl.rand_like(X).shape == X.shape
    assert (
        tl.randn(2, requires_grad=True).requires_grad and tl.randn(()).shape == () and tl.rand().shape == ()
    )
    own = tl.Generator().manual_seed(5)
    other = pickle.loads(pickle.dumps(own))
    assert own.initial_seed() == other.initial_seed() == 5
    same_bits(tl.randn(3, generator=own), tl.randn(3, generator=other), "generator")


def test_draws_have_their_distribution():
    tl.manual_seed(0)
    weights = tl.array([[1.0, 0.0, 3.0], [2.0, 2.0, 4.0]])
    drawn = tl.multinomial(weights, 20000, replacement=True)
    shares = np.stack([np.bincount(row, minlength=3) for row in np.asarray(drawn)]) / 20000
    np.testing.assert_allclose(shares, [[0.25, 0, 0.75], [0.25, 0.25, 0.5]], atol=0.015)
    firsts = [tl.multinomial(weights[0], 2).tolist() for _ in range(2000)]
    assert {tuple(f) for f in firsts} == {(0, 2), (2, 0)}
    assert abs(sum(f[0] == 2 for f in firsts) / 2000 - 0.75) < 0.04
    assert abs(tl.bernoulli(tl.full((20000,), 0.3)).mean().item() - 0.3) < 0.02
    x = tl.zeros(20000)
    for fill, mean, std in (
        (lambda: x.normal_(2, 3), 2, 3),
        (lambda: x.uniform_(-1, 3), 1, 4 / 12**0.5),
        (lambda: x.exponential_(2), 0.5, 0.5),
        (lambda: x.geometric_(0.8), 1.25, 0.3125**0.5),
        (lambda: x.log_normal_(1, 0.25).log_(), 1, 0.25),
        (lambda: x.cauchy_(1, 2).sub_(1).div_(2).arctan_(), 0, np.pi / 12**0.5),
        (lambda: x.bernoulli_(0.2), 0.2, 0.4),
        (lambda: x.random_(10), 4.5, 33**0.5 / 2),
    ):
        assert fill() is x
        assert abs(x.mean().item() - mean) < 0.1 and abs(x.std().item() - std) < 0.1
    assert {*x.random_(high=3).tolist()} == {*x.random_(3).tolist()} == {0, 1, 2}


@pytest.mark.parametrize(
    "dtype, largest",
    [
        ("bool", 1), ("uint8", 2**8 - 1), ("int8", 2**7 - 1), ("int64", 2**63 - 1), ("uint64", 2**64 - 1),
        ("float8_e5m2", 2**3), ("float8_e4m3fn", 2**4), ("float16", 2**11), ("bfloat16", 2**8),
        ("float64", 2**53),
    ],
)  # fmt: skip
def test_random_reaches_all_that_a_dtype_has(dtype, largest):
    tl.manual_seed(1)
    drawn = [int(n) for n in tl.zeros(300, dtype=dtype).random_().tolist()]
    assert 0 <= min(drawn) <= largest * 0.05 and largest * 0.95 <= max(drawn) <= largest


def test_the_seed_of_the_shared_generator_is_told():
    tl.random.seed(3)
    tl.rand(2)
    state = tl.random.get_state()
    assert tl.initial_seed() == 3 and tl.random.get_state() == state
    assert tl.manual_seed(-1) and tl.initial_seed() == 2**64 - 1


def test_extremes_that_leave_out_what_is_there_beside_nan():
    nan = float("nan")
    for reduce, other in (("amax", 7.0), ("amin", -7.0)):
        y = tl.scatter_reduce(
            tl.array([other, 1.0, other]),
            0,
            tl.array([0, 1]),
            tl.array([2.0, nan]),
            reduce,
            include_self=False,
        )
        assert y[[0, 2]].tolist() == [2, other] and tl.isnan(y[1])


def test_scatter_multiplies():
    x, source, where = tl.array([2.0, 3.0, 0.0]), tl.array([4.0, 5.0]), tl.array([0, 0])
    assert tl.scatter(x, 0, where, source, reduce="multiply").tolist() == [40, 3, 0]
    assert x.scatter_(0, where, source, reduce="multiply").tolist() == [40, 3, 0]
    assert x.scatter_(0, where, value=0.5, reduce="multiply").tolist() == [10, 3, 0]
    a, b = (v.clone().requires_grad_() for v in (x, source))
    assert tl.gradcheck(lambda a, b: tl.scatter(a, 0, where, b, reduce="multiply"), (a, b))
    with pytest.raises(ValueError, match="scatter_: reduce must be None, 'add' or 'multiply'"):
        x.scatter_(0, where, source, reduce="mean")


def test_errors_of_scatter_have_its_name():
    for call in (
        lambda: tl.zeros(3).scatter_(0, tl.array([5]), tl.ones(1)),
        lambda: tl.scatter(tl.zeros(3), 0, tl.array([5]), 1.0),
        lambda: tl.scatter_add(tl.zeros(3), 0, tl.array([5]), tl.ones(1)),
    ):
        with pytest.raises(IndexError, match=r"^scatter"):
            call()


# ---- arguments of PyTorch's --------------------------------------------------------------------------------
def test_searching_in_rows():
    rows, values = tl.array([[1.0, 3.0, 5.0], [0.0, 2.0, 4.0]]), tl.array([[3.0, 9.0], [2.0, -1.0]])
    for right, want in ((False, [[1, 3], [1, 0]]), (True, [[2, 3], [2, 0]])):
        assert tl.searchsorted(rows, values, right=right).tolist() == want
    assert tl.searchsorted(rows[0], values, out_int32=True).dtype == "int32"
    assert tl.bucketize(values, rows[0], out_int32=True).dtype == "int32"
    assert tl.searchsorted(tl.zeros((0, 3)), tl.zeros((0, 2)), right=True).shape == (0, 2)
    with pytest.raises(ValueError, match=r"^searchsorted: rows of shapes \(2, 3\) and \(3, 2\)"):
        tl.searchsorted(rows, tl.zeros((3, 2)), right=True)


def test_norms_and_ranks_of_matrices():
    x = np.random.default_rng(0).normal(size=(3, 4, 2))
    t = tl.array(x)
    np.testing.assert_allclose(tl.linalg.matrix_norm(t, 2, (0, 1)), np.linalg.norm(x, 2, (0, 1)), rtol=1e-13)
    kept = tl.linalg.matrix_norm(t, "fro", dim=(-3, 1), keepdim=True)
    assert kept.shape == (1, 1, 2)
    with pytest.raises(ValueError, match=r"^matrix_norm: dim must be two axes"):
        tl.linalg.matrix_norm(t, 2, 1)
    d = tl.diag(tl.array([4.0, 1.0, 0.1]))
    ranks = [
        tl.linalg.matrix_rank(d, **how).item() for how in ({"atol": 0.5}, {"atol": 0.05, "rtol": 0.5}, {})
    ]
    assert ranks == [2, 1, 3]


def test_triangular_equations_from_the_right():
    a, b = tl.triu(tl.ones((3, 3))) + tl.eye(3), tl.arange(6.0).reshape(2, 3)
    x = tl.linalg.solve_triangular(a, b, upper=True, left=False)
    np.testing.assert_allclose((x @ a).numpy(), b.numpy(), rtol=1e-13)
    x = tl.linalg.solve_triangular(a.T, b, upper=False, left=False, unitriangular=True)
    np.testing.assert_allclose((x @ (a.T - tl.eye(3))).numpy(), b.numpy(), rtol=1e-13)
    with pytest.raises(ValueError, match=r"^solve_triangular: left=False is for matrices"):
        tl.linalg.solve_triangular(a, b[0], left=False)


def test_arguments_without_effect():
    x = tl.ones((2, 3))
    assert x.to(tl.float32, memory_format="preserve").dtype == x.float(memory_format=None).dtype == "float32"
    assert x.contiguous(memory_format=None) is x
    assert (tl.cdist(x, x, 2.0, "use_mm_for_euclid_dist") == 0).all()
    assert tl.logspace(0, 2, 3, device="cpu", requires_grad=True).requires_grad
    for drawn in (tl.rand_like, tl.randn_like):
        assert drawn(x, device="cpu").shape == (2, 3)
    assert tl.randint_like(x, 3, device="cpu").shape == (2, 3)
    assert tl.repeat_interleave(x, 2, 0, output_size=4).shape == (4, 3)
    with pytest.raises(ValueError, match=r"^repeat_interleave: output_size 5"):
        tl.repeat_interleave(x, 2, 0, output_size=5)
    assert tl.linalg.lstsq(x, x, driver="gels")[0].shape == (3, 3)
    assert tl.unique_consecutive(tl.zeros((0, 3)), dim=1).shape == (0, 1)


def test_factors_in_three_parts():
    rng = np.random.default_rng(1)
    a, b = tl.array(rng.normal(size=(2, 3, 3))), tl.array(rng.normal(size=(2, 3, 3)))
    factors, pivots = tl.linalg.lu_factor(a, pivot=True)
    for left in (True, False):
        for adjoint in (True, False):
            x = tl.linalg.lu_solve(factors, pivots, b, left=left, adjoint=adjoint)
            m = a.mT if adjoint else a
            np.testing.assert_allclose((m @ x if left else x @ m).numpy(), b.numpy(), rtol=1e-10)
    for function in (tl.linalg.lu, tl.linalg.lu_factor):
        with pytest.raises(ValueError, match="pivot must be True"):
            function(a, pivot=False)


def test_least_squares_of_several():
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 3, 4, 2)), rng.normal(size=(2, 3, 4, 5))
    found = tl.linalg.lstsq(tl.array(a, requires_grad=True), tl.array(b))
    assert [part.shape for part in found] == [(2, 3, 2, 5), (2, 3, 5), (2, 3), (2, 3, 2)]
    for i, j in np.ndindex(2, 3):
        x, residuals, rank, _ = np.linalg.lstsq(a[i, j], b[i, j], rcond=None)
        np.testing.assert_allclose(found[0][i, j].detach().numpy(), x, rtol=1e-10)
        np.testing.assert_allclose(found[1][i, j].detach().numpy(), residuals, rtol=1e-10)
        assert found[2][i, j].item() == rank
    found[0].sum().backward()
    wide = tl.linalg.lstsq(tl.ones((2, 1, 3)), tl.ones((2, 1, 1)))
    assert wide.residuals.shape == (0,) and wide[0].shape == (2, 3, 1)


def test_a_number_is_a_vector_of_one_for_dim():
    x = tl.array(-3.0)
    assert (
        tl.linalg.vector_norm(x, dim=0).item() == tl.linalg.vector_norm(x, dim=-1, keepdim=True).item() == 3
    )
    with pytest.raises(IndexError):
        tl.linalg.vector_norm(x, axis=0)


ALONG = {  # an axis, of what; with PyTorch's names an axis of a number, too
    "argsort": lambda x: x.argsort(dim=0),
    "gather": lambda x: x.gather(-1, x.long() * 0),
    "index_add": lambda x: x.index_add(0, tl.array([0]), x * 3, alpha=2),
    "index_copy": lambda x: x.index_copy(-1, tl.array([0]), x * 3),
    "index_fill": lambda x: x.index_fill(0, tl.array([0]), x.sum() * 3),
    "index_reduce": lambda x: x.index_reduce(0, tl.array([0]), x * 3, "mean"),
    "index_select": lambda x: x.index_select(0, tl.array([0])),
    "logcumsumexp": lambda x: x.logcumsumexp(-1),
    "logsumexp": lambda x: tl.logsumexp(x, (0,), keepdim=True),
    "norm": lambda x: x.norm(3, dim=0, keepdim=True),
    "quantile": lambda x: x.quantile(0.5, dim=0, keepdim=True),
    "scatter": lambda x: x.scatter(0, x.long() * 0, x * 3),
    "scatter_add_": lambda x: (x * 1).scatter_add_(0, x.long() * 0, x * 3),
    "scatter_reduce": lambda x: x.scatter_reduce(0, x.long() * 0, x * 3, "prod"),
}


@pytest.mark.parametrize("name", ALONG)
def test_along_the_axis_of_a_number(name):
    found, slopes = [], []
    for value in (2.0, [2.0]):
        x = tl.array(value, requires_grad=True)
        y = ALONG[name](x)
        assert y.shape == x.shape
        found.append(y.item())
        if y.requires_grad:
            y.sum().backward()
            slopes.append(x.grad.item())
    assert found[0] == found[1] and slopes[:1] == slopes[1:]


def test_the_largest_of_a_number():
    assert [part.tolist() for part in tl.topk(tl.array(2.0), 1, 0)] == [2.0, 0]


def test_slopes_have_one_for_each_axis_named():
    x = tl.array([[0.0, 1.0, 4.0], [1.0, 3.0, 9.0]])
    (along,) = tl.gradient(x, dim=1, spacing=0.5)
    assert (along == tl.gradient(x, 0.5, axis=1)).all()
    first, second = tl.gradient(x, spacing=[tl.array([0.0, 2.0]), tl.array([0.0, 1.0, 3.0])])
    expected = tl.gradient(x, 2.0, [0.0, 1.0, 3.0])
    assert (first == expected[0]).all() and (second == expected[1]).all()
