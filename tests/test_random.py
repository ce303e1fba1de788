"""tensorlab.random: NumPy's numbers by the short way and the long one, dtypes, names, errors."""

import copy
import doctest
import inspect
import pickle
import threading

import numpy as np
import pytest

import tensorlab as tl

SIZES = [None, 0, 1, 3, (3, 3), (), (2, 0), (2, 3, 4), 5000, np.int64(3), [2, 2]]
CALLS = {
    "random": [()],
    "standard_normal": [()],
    "standard_exponential": [()],
    "normal": [(), (1, 2), (0.5, 0), (10**20, 3.5), (np.nan, 1.0), (np.arange(3.0), 1.0)],
    "uniform": [(), (-1, 1), (2, 2), (0.25, 1e300), (True, 2), (np.zeros(3), 1)],
    "integers": [
        (10,),
        (-5, 5),
        (0, 1),
        (2**62,),
        (-(2**63), 2**63 - 1),
        (-(2**63), 2**63),
        (2**32,),
        (2**32 + 1,),
    ],
    "exponential": [(), (2.0,), (0,), (-1,), (np.nan,)],
    "gamma": [(2.0, 3.0), (0, 1), (1, -0.0)],
    "beta": [(2, 3), (0.5, 0.5), (0, 1)],
    "chisquare": [(0.3,)],
    "f": [(2, 3)],
    "gumbel": [(), (-1.5, 2)],
    "laplace": [(1, 2)],
    "logistic": [(1, 0)],
    "lognormal": [(0, 2)],
    "noncentral_chisquare": [(0.5, 1), (2, 0)],
    "noncentral_f": [(2, 3, 1)],
    "pareto": [(3,)],
    "power": [(2,)],
    "rayleigh": [(), (2,)],
    "standard_cauchy": [()],
    "standard_gamma": [(0.4,), (2,)],
    "standard_t": [(5,)],
    "triangular": [(0, 1, 2), (0, 0, 2), (-1, 2, 2), (0, 0, 0), (0, 3, 2)],
    "vonmises": [(9, 0), (1, 1e7)],
    "wald": [(1, 2)],
    "weibull": [(2,), (0,)],
    "geometric": [(0.5,), (1,), (1e-9,), (0,)],
    "logseries": [(0.6,), (0,), (1,)],
    "negative_binomial": [(2.5, 0.1), (1, 1e-300)],
    "poisson": [(3.0,), (0,), (100.5,), (1e30,)],
    "zipf": [(1.1,), (1,)],
    "hypergeometric": [(5, 5, 4), (100, 200, 50), (0, 5, 3), (1, 1, 3)],
    "binomial": [(5, 0.5), (100, 0.3), (1000, 1), (0, 0.5), (3.5, 0.5), (5, 2)],
    "choice": [(10,), (1,)],
}


def same(mine, other):
    if isinstance(other, np.ndarray):
        assert (
            isinstance(mine, tl.Tensor) and mine.dtype.name == other.dtype.name and mine.shape == other.shape
        )
        np.testing.assert_array_equal(mine.numpy(), other)
    else:
        assert type(mine) is type(other) and (mine == other or (mine != mine and other != other))


@pytest.mark.parametrize("name", CALLS)
def test_numpys_numbers(name):
    mine, other = tl.random.default_rng(5), np.random.default_rng(5)
    for arguments in CALLS[name]:
        for size in SIZES:
            try:
                expected = getattr(other, name)(*arguments, size=size)
            except ValueError:  # shapes or numbers that do not fit the arguments
                with pytest.raises(ValueError, match=f"^{name}: "):
                    getattr(mine, name)(*arguments, size=size)
            else:
                same(getattr(mine, name)(*arguments, size=size), expected)
        assert mine.numpy.bit_generator.state == other.bit_generator.state


@pytest.mark.parametrize("method", ["shuffle", "permutation", "permuted"])
@pytest.mark.parametrize(
    "values",
    [
        np.arange(1000.0),
        np.arange(20)[::-2],
        np.arange(9, dtype="int8"),
        np.arange(7) + 1j,
        np.zeros(0),
        np.ones(1, "float16"),
        np.arange(12).reshape(3, 4),
        np.arange(12).reshape(3, 4)[:, 1],
    ],
    ids=repr,
)
def test_numpys_order(values, method):
    mine, other = tl.random.default_rng(5), np.random.default_rng(5)
    mine.integers(9, size=1), other.integers(9, size=1)  # leaves half a number behind
    given, expected = tl.asarray(values.copy()), values.copy()
    got, wanted = getattr(mine, method)(given), getattr(other, method)(expected)
    same(*((given, expected) if method == "shuffle" else (got, wanted)))
    same(mine.random(), other.random())


def test_shuffle_is_a_change():
    x = tl.array([1.0, 2.0], requires_grad=True)
    y = x * 1
    part = y.detach()
    z = y * y
    tl.random.shuffle(part)
    with pytest.raises(RuntimeError, match="shuffle"):
        z.sum().backward()
    with pytest.raises(ValueError, match=r"^shuffle: .*read-only"):
        tl.random.shuffle(tl.broadcast_to(1.0, (3,)))


@pytest.mark.parametrize("bits", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64])
def test_every_bit_generator(bits):
    mine, other = tl.random.Generator(np.random.Generator(bits(1))), np.random.Generator(bits(1))
    for _ in range(3):
        same(mine.random((2, 2)), other.random((2, 2)))
        same(mine.integers(100, size=3), other.integers(100, size=3))
        same(mine.normal(1, 2, 3), other.normal(1, 2, 3))
        same(mine.integers(0, 9, 3, dtype="uint8"), other.integers(0, 9, 3, dtype="uint8"))
        same(mine.integers(0, 9, (2, 2), endpoint=True), other.integers(0, 9, (2, 2), endpoint=True))


@pytest.mark.parametrize("name", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_bit_generators_take_tensors_for_seeds(name):
    mine, base = getattr(tl.random, name), getattr(np.random, name)
    for seed in (tl.arange(3), tl.array(5)):
        bits = mine(seed)
        assert isinstance(bits, base) and type(bits) is getattr(tl.random, name)
        other = base(seed.numpy() if seed.ndim else 5)
        assert bits.random_raw(3).tolist() == other.random_raw(3).tolist()
        assert pickle.loads(pickle.dumps(bits)).random_raw() == other.random_raw()
    assert tl.random.SeedSequence(tl.arange(3)).spawn(1)[0].generate_state(1) == (
        np.random.SeedSequence([0, 1, 2]).spawn(1)[0].generate_state(1)
    )


class Endless:
    """A list of one, of one, of one …: NumPy's seeding would go down until the stack ends."""

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return [Endless()][index]


@pytest.mark.parametrize("name", ["default_rng", "seed", "SeedSequence", "PCG64", "MT19937", "Philox"])
@pytest.mark.parametrize("objects", [False, True])
def test_seeds_have_an_end(name, objects):
    seed = np.array([1, None]) if objects else [1, None]
    seed[1] = Endless()
    with pytest.raises(ValueError, match=f"^{name}: lists are nested without end"):
        getattr(tl.random, name)(seed)


@pytest.mark.parametrize("seed", [np.zeros((2**40, 0)), tl.zeros((2**40, 0)), np.zeros((0, 2**40)), []])
def test_seeds_of_no_numbers(seed):
    assert tl.random.default_rng(seed).random() == np.random.default_rng([]).random()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("choice", ([3, 5, 7], 4)),
        ("permutation", (8,)),
        ("permuted", (np.arange(9.0),)),
        ("bytes", (5,)),
        ("beta", (1, 2, 3)),
        ("chisquare", (2, 3)),
        ("dirichlet", ([1, 2, 3], 2)),
        ("f", (2, 3, 4)),
        ("geometric", (0.5, 3)),
        ("gumbel", (0, 1, 3)),
        ("hypergeometric", (5, 5, 3, 3)),
        ("laplace", (0, 1, 3)),
        ("logistic", (0, 1, 3)),
        ("lognormal", (0, 1, 3)),
        ("logseries", (0.5, 3)),
        ("multinomial", (5, [0.5, 0.5], 2)),
        ("multivariate_hypergeometric", ([3, 4], 2, 2)),
        ("multivariate_normal", ([0, 1], [[2, 1], [1, 2]], 2)),
        ("negative_binomial", (3, 0.5, 3)),
        ("noncentral_chisquare", (2, 1, 3)),
        ("noncentral_f", (2, 3, 1, 3)),
        ("pareto", (2, 3)),
        ("power", (2, 3)),
        ("rayleigh", (2, 3)),
        ("standard_cauchy", (3,)),
        ("standard_gamma", (2.0, 3)),
        ("standard_t", (3, 3)),
        ("triangular", (0, 1, 2, 3)),
        ("vonmises", (0, 1, 3)),
        ("wald", (1, 2, 3)),
        ("weibull", (2, 3)),
        ("zipf", (2, 3)),
    ],
)
def test_every_method_is_numpys(name, arguments):
    expected = getattr(np.random.default_rng(3), name)(*arguments)
    same(getattr(tl.random.default_rng(3), name)(*arguments), expected)
    tl.random.seed(3)
    same(getattr(tl.random, name)(*arguments), expected)
    signature = inspect.signature(getattr(tl.random, name))
    numpys = inspect.signature(getattr(np.random.default_rng(3), name))
    assert [p for p in signature.parameters if p != "dtype"] == [p for p in numpys.parameters if p != "dtype"]


# ---- dtypes
@pytest.fixture
def single():
    tl.set_default_dtype(tl.float32)
    yield
    tl.set_default_dtype(None)


FLOATS = {
    "random": (), "standard_normal": (), "normal": (1.0, 2.0), "uniform": (-1, 3), "exponential": (2.0,),
    "standard_exponential": (), "gamma": (2.0,), "beta": (1, 2), "laplace": (), "standard_gamma": (2.0,),
}  # fmt: skip


@pytest.mark.parametrize("name", FLOATS)
def test_draws_follow_the_default_dtype(single, name):
    for size in (4, (2, 2)):
        expected = getattr(np.random.default_rng(2), name)(*FLOATS[name], size=size)
        for source in (tl.random.default_rng(2), tl.random):
            tl.random.seed(2)
            drawn = getattr(source, name)(*FLOATS[name], size=size)
            assert drawn.dtype is tl.float32
            np.testing.assert_array_equal(drawn.numpy(), expected.astype(np.float32))
        double = getattr(tl.random.default_rng(2), name)(*FLOATS[name], size=size, dtype=tl.float64)
        assert double.dtype is tl.float64
        np.testing.assert_array_equal(double.numpy(), expected)
    assert type(getattr(tl.random, name)(*FLOATS[name])) is float


@pytest.mark.parametrize("name", FLOATS)
def test_dtype_is_chosen(name):
    for dtype in (tl.float32, "float32", np.float32, np.dtype("float32")):
        drawn = getattr(tl.random.default_rng(2), name)(*FLOATS[name], size=4, dtype=dtype)
        assert drawn.dtype is tl.float32
    numpys = getattr(np.random.default_rng(2), name)
    if "dtype" in inspect.signature(numpys).parameters:
        expected = numpys(*FLOATS[name], size=4, dtype=np.float32)
    else:
        expected = numpys(*FLOATS[name], size=4).astype(np.float32)
    np.testing.assert_array_equal(drawn.numpy(), expected)
    with pytest.raises(TypeError, match=f"^{name}: dtype must be floating, got int64"):
        getattr(tl.random, name)(*FLOATS[name], size=4, dtype=int)


def test_what_is_given_keeps_its_dtype(single):
    x = tl.arange(4.0, dtype=tl.float64)
    assert tl.random.permutation(x).dtype is tl.random.choice(x, 2).dtype is tl.float64
    assert tl.random.permuted(x).dtype is tl.float64
    assert tl.random.integers(3, size=2).dtype is tl.random.poisson(2, 2).dtype is tl.int64


def test_rounding_never_reaches_the_end():
    from tensorlab_c.draws import cut

    ends = tl.array([1 - 2**-53, 0.5, 0.0])
    assert cut(ends, tl.float32, 1.0).tolist() == [1 - 2**-24, 0.5, 0.0]
    assert cut(tl.array([-(2**-60)]), "float32", 0.0).item() < 0
    columns = tl.arange(6.0).reshape((2, 3)).T
    assert cut(columns, tl.float32).tolist() == columns.tolist()
    assert cut(columns.astype("float32"), tl.float64).dtype is tl.float64
    high = float(np.nextafter(np.float32(2), np.float32(3))) - 1e-9  # its nearest float32 is above it
    drawn = cut(tl.array([high - 1e-12, 1.5]), "float32", high)
    assert drawn.tolist() == [2.0, 1.5]


# ---- in place
@pytest.mark.parametrize("out", [2, [1.0], "x"])
def test_out_is_an_array(out):
    for name, given in (("random", ()), ("standard_normal", ()), ("standard_gamma", (1.0,))):
        with pytest.raises(TypeError, match=f"^{name}: out must be a Tensor or a NumPy array, got"):
            getattr(tl.random, name)(*given, out=out)


def test_out_and_shuffle():
    out = tl.empty(3)
    assert tl.random.default_rng(1).random(out=out) is out
    np.testing.assert_array_equal(out.numpy(), np.random.default_rng(1).random(3))
    array = np.empty(3, np.float32)
    assert tl.random.default_rng(1).standard_normal(out=array) is array
    np.testing.assert_array_equal(array, np.random.default_rng(1).standard_normal(3, dtype=np.float32))
    for x in (tl.arange(9).reshape((3, 3)), tl.arange(9).reshape((3, 3)).T):
        expected = x.numpy().copy()
        np.random.default_rng(1).shuffle(expected, axis=1)
        assert tl.random.default_rng(1).shuffle(x, axis=1) is None
        np.testing.assert_array_equal(x.numpy(), expected)
    mine, other = list("abcdef"), list("abcdef")
    tl.random.default_rng(1).shuffle(mine), np.random.default_rng(1).shuffle(other)
    assert mine == other


@pytest.mark.parametrize("change", ["shuffle", "random", "permuted"])
def test_gradients_know_of_changes(change):
    x = tl.arange(1.0, 5.0)
    w = tl.ones(4, requires_grad=True)
    y = (w * x).sum()
    with pytest.raises(RuntimeError):  # at once, or in backward
        if change == "shuffle":
            tl.random.shuffle(x)
        elif change == "random":
            tl.random.random(out=x)
        else:
            tl.random.permuted(x.copy(), out=x)
        y.backward()


def test_nothing_is_drawn_for_what_may_not_change():
    rng, old = tl.random.default_rng(0), tl.random.RandomState(0)
    for x in (tl.ones(4, requires_grad=True), tl.broadcast_to(tl.ones(1), (4,))):
        for name, call in (
            ("shuffle", rng.shuffle), ("shuffle", old.shuffle),
            ("random", lambda x: rng.random(out=x)), ("permuted", lambda x: rng.permuted(tl.ones(4), out=x)),
            ("permuted", lambda x: rng.permuted(tl.ones(5), out=x.detach())),
        ):  # fmt: skip
            before = str(rng.bit_generator.state), str(old.get_state())
            with pytest.raises((RuntimeError, ValueError), match=rf"^{name}: "):
                call(x)
            assert (str(rng.bit_generator.state), str(old.get_state())) == before


# ---- names
def test_older_names():
    rng = np.random.default_rng(4)
    tl.random.seed(4)
    same(tl.random.rand(2, 3), rng.random((2, 3)))
    same(tl.random.randn(3), rng.standard_normal(3))
    same(tl.random.randint(0, 10, (2, 2)), rng.integers(0, 10, (2, 2)))
    same(tl.random.randint(10, size=3), rng.integers(10, size=3))
    same(tl.random.randint(5, dtype="uint8", size=3), rng.integers(5, dtype="uint8", size=3))
    same(tl.random.rand(), rng.random())
    same(tl.random.randn(), rng.standard_normal())
    assert tl.random.randn(2, dtype=tl.float32).dtype is tl.float32


def test_names_from_elsewhere_say_what_to_write():
    for call, message in (
        (lambda: tl.random.manual_seed(0), "no attribute 'manual_seed': write tl.random.seed(...)"),
        (
            lambda: tl.random.default_rng(0).randn(3),
            "Generator has no attribute 'randn': write standard_normal(size)",
        ),
        (lambda: tl.random.default_rng(0).foo, "Generator has no attribute 'foo'"),
        (lambda: tl.random.foo, "module 'tensorlab.random' has no attribute 'foo'"),
    ):
        with pytest.raises(AttributeError) as error:
            call()
        assert message in str(error.value)


def test_dir_of_a_generator():
    shown = {name for name in dir(tl.random.default_rng(0)) if not name.startswith("_")}
    assert shown == {n for n in dir(np.random.default_rng(0)) if not n.startswith("_")} | {"numpy"}


def test_docstrings():
    for name in tl.random.__all__:
        value = getattr(tl.random, name)
        assert value.__doc__ and value.__doc__.strip().split("\n")[0].endswith("."), name
        test = doctest.DocTestParser().get_doctest(inspect.getdoc(value), {}, name, None, 0)
        out = []
        doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=out.append)
        assert not out, "".join(out)


# ---- generators
def test_seed_restarts_the_one_shared_generator():
    shared = tl.random.get_generator()
    tl.random.seed(0)
    first = shared.random(2).tolist()
    tl.random.seed(0)
    assert tl.random.get_generator() is shared and shared.random(2).tolist() == first
    assert first == np.random.default_rng(0).random(2).tolist()
    for value in ([1, 2], np.random.default_rng([1, 2]), tl.random.default_rng([1, 2])):
        tl.random.seed(value)
        assert tl.random.random() == np.random.default_rng([1, 2]).random()


def test_copies_go_on_alone():
    generator = tl.random.default_rng(0)
    generator.random(3)
    others = [pickle.loads(pickle.dumps(generator)), copy.deepcopy(generator)]
    expected = generator.random(2).tolist()
    assert [other.random(2).tolist() for other in others] == [expected, expected]
    assert tl.random.default_rng(generator) is generator
    assert pickle.loads(pickle.dumps(tl.random.normal)) is tl.random.normal
    children = tl.random.default_rng(0).spawn(2)
    expected = [child.random(2) for child in np.random.default_rng(0).spawn(2)]
    assert all(isinstance(child, tl.random.Generator) for child in children)
    assert [child.random(2).tolist() for child in children] == [row.tolist() for row in expected]


def test_threads_share_a_generator():
    generator, drawn = tl.random.default_rng(0), []

    def draw():
        for _ in range(50):
            drawn.append(generator.random(5000))
            generator.numpy = np.random.default_rng(len(drawn))

    threads = [threading.Thread(target=draw) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 150 and all(((x >= 0) & (x < 1)).all() for x in drawn)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: tl.random.random(-1), ValueError, "random: negative size"),
        (lambda: tl.random.random(3.5), TypeError, "random: expected a shape, got float"),
        (lambda: tl.random.random(10**30), ValueError, "random: .* is too large for a size"),
        (lambda: tl.random.random((10**6, 10**6, 10**3)), MemoryError, "^random: cannot allocate"),
        (lambda: tl.random.normal(0, -1, 3), ValueError, "normal: scale < 0"),
        (lambda: tl.random.normal(0, -0.0, 3), ValueError, "normal: scale < 0"),
        (lambda: tl.random.normal("a", 1, 3), (TypeError, ValueError), "normal: "),
        (lambda: tl.random.uniform(1, 0, 3), ValueError, "uniform: high - low < 0"),
        (lambda: tl.random.uniform(0, np.inf, 3), OverflowError, "uniform: high - low range exceeds"),
        (lambda: tl.random.uniform(-1e308, 1e308, 3), OverflowError, "uniform: high - low range exceeds"),
        (lambda: tl.random.integers(5, 5, 3), ValueError, "integers: low >= high"),
        (lambda: tl.random.integers(0, size=3), ValueError, "integers: high <= 0"),
        (lambda: tl.random.integers(2**70, size=3), ValueError, "integers: high is out of bounds"),
        (lambda: tl.random.integers(3, size=3, dtype=float), TypeError, "integers: dtype must be an integer"),
        (
            lambda: tl.random.randn((2, 3)),
            TypeError,
            r"randn: the shape is given as numbers, write randn\(2, 3\)",
        ),
        (lambda: tl.random.rand([2]), TypeError, r"rand: the shape is given as numbers, write rand\(2\)"),
        (lambda: tl.random.default_rng(-1), ValueError, "default_rng: "),
        (lambda: tl.random.seed("x"), TypeError, "seed: "),
        (lambda: tl.random.shuffle(3), TypeError, "^shuffle: "),
        (lambda: tl.random.RandomState(0).shuffle(3), TypeError, "^shuffle: "),
        (lambda: tl.random.RandomState(0).set_state(3), TypeError, "^set_state: "),
        (lambda: tl.random.random_integers(0), ValueError, "^random_integers: "),
        (lambda: tl.random.choice([1, 2], 3, replace=False), ValueError, "choice: "),
        (lambda: tl.random.permutation(tl.arange(3), 1), tl.AxisError, "^permutation: "),
        (lambda: tl.random.shuffle(tl.arange(3), axis=1), IndexError, "^shuffle: "),
        (
            lambda: tl.random.multivariate_normal([0, 0], [[1, 2], [2, 1]], method="cholesky"),
            tl.linalg.LinAlgError,
            "^multivariate_normal: ",
        ),
        (lambda: tl.random.random(3, out=tl.empty(4)), ValueError, "random: "),
        (lambda: tl.random.standard_normal(out=tl.empty(4, "float16")), TypeError, "^standard_normal: out "),
        (lambda: tl.random.default_rng(0).random(out=tl.empty(4, "bfloat16")), TypeError, "^random: out "),
    ],
)
def test_errors(call, kind, message):
    with pytest.raises(kind, match=f"{message}"):
        call()


def test_a_list_that_changes_while_it_is_read():
    values = [1.0, 2.0, 3.0]

    class Number(float):
        def __float__(self):
            values.clear()
            return 4.0

    values.append(Number())
    drawn = tl.random.default_rng(0).choice(values, 3)
    assert drawn.shape == (3,)


# ---- NumPy's older interface -------------------------------------------------------------------------------
OLD = {
    "rand": (2, 3), "randn": (4,), "randint": (0, 9, (2, 2)), "random_sample": (3,), "random": ((2,),),
    "normal": (1.0, 2.0, 3), "uniform": (-1, 1, (2, 2)), "choice": (5, 3), "permutation": (6,),
    "poisson": (3.0, 4), "gamma": (2.0, 1.0, 3), "beta": (1, 2, 3), "binomial": (5, 0.5, 3),
    "multivariate_normal": ([0, 1], [[2, 1], [1, 2]], 2), "dirichlet": ([1, 2, 3], 2), "bytes": (4,),
    "standard_t": (3, 2), "exponential": (), "tomaxint": (2,), "standard_normal": ((),),
}  # fmt: skip


@pytest.mark.parametrize("name", OLD)
def test_the_numbers_of_random_state(name):
    for seed in (0, [1, 2, 3], 2**32 - 1):
        mine, other = tl.random.RandomState(seed), np.random.RandomState(seed)
        for generator in (mine, copy.deepcopy(mine), pickle.loads(pickle.dumps(mine))):
            again = copy.deepcopy(other)
            same(getattr(generator, name)(*OLD[name]), getattr(again, name)(*OLD[name]))
    bits = np.random.MT19937(5)
    want = np.random.RandomState(copy.deepcopy(bits))
    same(getattr(tl.random.RandomState(bits), name)(*OLD[name]), getattr(want, name)(*OLD[name]))


def test_random_state():
    mine, other = tl.random.RandomState(7), np.random.RandomState(7)
    assert {n for n in dir(other) if n[0] != "_"} <= set(dir(mine))
    x, y = tl.arange(9), np.arange(9)
    mine.shuffle(x)
    other.shuffle(y)
    same(x, y)
    state = mine.get_state()
    assert state[0] == "MT19937" and mine.get_state(legacy=False)["bit_generator"] == "MT19937"
    first = mine.rand(3)
    mine.set_state(state)
    same(mine.rand(3), first.numpy())
    tl.set_default_dtype(tl.float32)
    try:
        assert mine.rand(3).dtype is tl.float32 and (mine.rand(10000) < 1).all()
    finally:
        tl.set_default_dtype(None)
    for error, call in (
        (ValueError, lambda: tl.random.RandomState(-1)), (ValueError, lambda: mine.normal(scale=-1)),
        (AttributeError, lambda: mine.nothing), (TypeError, lambda: tl.random.RandomState("text")),
    ):  # fmt: skip
        with pytest.raises(error, match=r"RandomState|normal"):
            call()


@pytest.mark.parametrize("name", ["PCG64", "MT19937", "Philox", "SFC64", "PCG64DXSM"])
def test_bit_generators_are_numpys(name):
    kind = getattr(tl.random, name)
    assert issubclass(kind, getattr(np.random, name)) and issubclass(kind, tl.random.BitGenerator)
    for make in (tl.random.default_rng, tl.random.Generator):
        mine, other = make(kind(3)), np.random.Generator(kind(3))
        same(mine.normal(size=4), other.normal(size=4))
        state = mine.bit_generator.state
        assert state["bit_generator"] == name
        first = mine.random(3)
        mine.bit_generator.state = state
        same(mine.random(3), first.numpy())
    seeds = tl.random.SeedSequence(5).spawn(2), np.random.SeedSequence(5).spawn(2)
    for a, b in zip(*seeds):
        same(tl.random.default_rng(a).random(2), np.random.default_rng(b).random(2))


def test_the_state_of_the_shared_generator():
    tl.random.seed(4)
    state = tl.random.get_state()
    assert state == np.random.default_rng(4).bit_generator.state
    first = tl.random.random_sample((2, 3))
    assert tl.random.ranf is tl.random.sample is tl.random.random_sample
    tl.random.set_state(state)
    same(tl.random.random((2, 3)), first.numpy())
    same(tl.random.random_integers(2, 5, 50).max(), np.array(5))
    assert tl.random.random_integers(1) == 1
    before = tl.random.get_state()
    for wrong in (
        None,
        3,
        {},
        {"bit_generator": "MT19937"},
        {**state, "state": {"state": -1, "inc": 2}},
        "text",
    ):
        with pytest.raises((TypeError, ValueError), match=r"^set_state: "):
            tl.random.set_state(wrong)
    assert tl.random.get_state() == before
