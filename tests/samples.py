"""The registry of operations: public function, oracle, inputs, tolerance and gradient cases of each.

Every row of the op table and every public composite has one Sample; the tests are driven from here, and
test_table.py fails when one is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import tensorlab as tl
from tensorlab_c._tensor import custom

EXACT = None  # every bit as NumPy's


@dataclass(frozen=True)
class Case:
    """One call to differentiate: the shapes and ranges of its inputs, drawn as float64."""

    call: Callable
    shapes: tuple
    low: float = 0.2
    high: float = 0.9
    twice: bool = (
        True  # check the second derivative of its square; False for step functions, whose first is zero
    )


@dataclass(frozen=True)
class Sample:
    """What the tests know about one operation."""

    name: str
    family: str  # unary, binary, reduce, special or composite
    public: str | None  # dotted name below tensorlab; None for internal gradients
    numpy: Callable | None = None  # the oracle, on arrays of any float width
    ulp: float | None = EXACT  # of the last place of the result
    signed_zero: bool = True  # whether the sign of a zero is defined
    low: float = -10.0  # the range of generic floating inputs
    high: float = 10.0
    cases: tuple = ()

    @property
    def function(self):
        found = tl
        for part in self.public.split("."):
            found = getattr(found, part)
        return found


# ---- inputs ------------------------------------------------------------------------------------------------
def special_floats(dtype):
    """nan, infinities, zeros, denormals, extremes, and numbers at which functions change their branch."""
    info = np.finfo(dtype)
    positive = [
        0.0,
        info.smallest_subnormal,
        info.smallest_normal / 3,
        info.smallest_normal,
        1e-5,
        info.eps / 2,
    ]
    positive += [
        info.eps,
        0.25,
        0.5,
        1 - info.epsneg,
        1.0,
        1 + info.eps,
        1.5,
        2.0,
        2.5,
        3.0,
        np.pi,
        7.0,
        10.0,
        88.0,
    ]
    positive += [
        89.0,
        126.5,
        709.0,
        745.5,
        1e5,
        2.0**23,
        2.0**24 + 2,
        2.0**53,
        1e18,
        1e30,
        info.max / 2,
        info.max,
    ]
    return np.array([s * x for x in [*positive, np.inf] for s in (1, -1)] + [np.nan]).astype(dtype)


def special_integers(dtype):
    info = np.iinfo(dtype)
    small = [
        x for x in (-9, -7, -3, -2, -1, 0, 1, 2, 3, 7, 8, 9, 31, 32, 63, 64, 65) if info.min <= x <= info.max
    ]
    return np.array([info.min, info.min + 1, *small, info.max // 2, info.max - 1, info.max], dtype=dtype)


def special(dtype):
    """Values of a dtype at which something may go wrong."""
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return np.array([False, True])
    return special_floats(dtype) if dtype.kind == "f" else special_integers(dtype)


def generic(dtype, n, seed=0, low=-10.0, high=10.0):
    """`n` random values of a dtype: floats from a range, integers from all they can be."""
    rng = np.random.default_rng([seed, n])
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return rng.integers(0, 2, n).astype(bool)
    if dtype.kind == "f":
        return rng.uniform(low, high, n).astype(dtype)
    info = np.iinfo(dtype)
    wide = rng.integers(info.min, info.max, n, dtype=dtype, endpoint=True)
    return np.where(rng.random(n) < 0.5, wide, rng.integers(0, 10, n)).astype(dtype)


def mixed(dtype, n, seed=0, low=-10.0, high=10.0):
    """Generic values with special ones strewn in."""
    x = generic(dtype, n, seed, low, high)
    s = special(dtype)
    at = np.random.default_rng([seed, n, 1]).permutation(n)[: len(s)]
    x[at] = s[: len(at)]
    return x


def wide_oracle(sample, *operands):
    """The oracle in the next wider type, so that its own rounding does not count."""
    wide = np.float64 if operands[0].dtype == np.float32 else np.longdouble
    with np.errstate(all="ignore"):
        return sample.numpy(*(x.astype(wide) for x in operands))


def float16_is_float32(dtype, *operands):
    """NumPy's functions of 8-bit integers are float16, those of tensors float32."""
    if dtype == np.float16 and not any(x.dtype == np.float16 for x in operands):
        return np.dtype(np.float32)
    return np.dtype(dtype)


# ---- elementwise -------------------------------------------------------------------------------------------
SHAPES = ((), (1,), (5,), (2, 3), (2, 1, 3), (2, 0))
PAIRS = (
    ((), ()),
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((2, 1), (1, 3)),
    ((2, 3), ()),
    ((1,), (2, 2)),
    ((2, 0), (1,)),
)


def unary(name, oracle=None, ulp=EXACT, low=-10.0, high=10.0, grad=None, twice=True, public=None, zero=True):
    """`grad`: the range in which it is smooth, None without derivative."""
    sample = Sample(name, "unary", public or name, oracle or getattr(np, name), ulp, zero, low, high)
    if grad is None:
        return sample
    call = lambda x: sample.function(x)
    cases = tuple(Case(call, (shape,), *grad, twice=twice) for shape in SHAPES)
    return Sample(name, "unary", sample.public, sample.numpy, ulp, zero, low, high, cases)


def binary(name, oracle=None, ulp=EXACT, low=-10.0, high=10.0, grad=None, twice=True, zero=True):
    sample = Sample(name, "binary", name, oracle or getattr(np, name), ulp, zero, low, high)
    if grad is None:
        return sample
    call = lambda x, y: sample.function(x, y)
    cases = tuple(Case(call, shapes, *grad, twice=twice) for shapes in PAIRS)
    return Sample(name, "binary", name, sample.numpy, ulp, zero, low, high, cases)


ANYWHERE = (-2.0, 2.0)
POSITIVE = (0.3, 2.5)
INSIDE = (-0.85, 0.85)
BETWEEN = (0.1, 0.4)  # between two integers


def rectified(x):
    return np.maximum(np.positive(x), x.dtype.type(0))  # positive() refuses booleans


def logistic(x):
    x = x.astype(np.exp(np.ones(1, x.dtype)).dtype)
    return 1 / (1 + np.exp(-x))


def error_function(x):
    """2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5 … (2n + 1)), in which nothing cancels; from 7 on it rounds to 1."""
    x = np.clip(x.astype(np.exp(np.ones(1, x.dtype)).dtype), -7, 7)
    total, term = x.copy(), x.copy()
    for n in range(1, 250):
        term *= 2 * x * x / (2 * n + 1)
        total += term
    return np.exp(-x * x) / np.sqrt(np.arctan(np.ones_like(x))) * total


def spaced(x):
    """NumPy's functions of 8-bit integers are float16, those of tensors float32."""
    return np.spacing(x.astype(np.float32) if x.dtype.kind in "biu" and x.itemsize == 1 else x)


def neighbours(x, y):
    """As `spaced`."""
    if np.float16 not in (x.dtype, y.dtype) and np.result_type(x, y, np.float16) == np.float16:
        x = x.astype(np.float32)
    return np.nextafter(x, y)


UNARY = [
    unary("positive", grad=ANYWHERE),
    unary("negative", grad=ANYWHERE),
    unary("abs", grad=POSITIVE),
    unary("sign", grad=POSITIVE, twice=False),
    unary("square", grad=ANYWHERE),
    unary("reciprocal", grad=POSITIVE),
    unary("sqrt", low=0, grad=POSITIVE),
    unary("cbrt", ulp=1, grad=POSITIVE),
    unary("exp", ulp=1, low=-30, high=30, grad=ANYWHERE),
    unary("exp2", ulp=1, low=-30, high=30, grad=ANYWHERE),
    unary("expm1", ulp=1, low=-3, high=10, grad=ANYWHERE),
    unary("log", ulp=1, low=0, high=100, grad=POSITIVE),
    unary("log2", ulp=1, low=0, high=100, grad=POSITIVE),
    unary("log10", ulp=1, low=0, high=100, grad=POSITIVE),
    unary("log1p", ulp=1, low=-1, high=10, grad=POSITIVE),
    unary("sin", ulp=1, low=-1000, high=1000, grad=ANYWHERE),
    unary("cos", ulp=1, low=-1000, high=1000, grad=ANYWHERE),
    unary("tan", ulp=1, low=-100, high=100, grad=(-1.2, 1.2)),
    unary("arcsin", ulp=1, low=-1, high=1, grad=INSIDE),
    unary("arccos", ulp=1, low=-1, high=1, grad=INSIDE),
    unary("arctan", ulp=1, grad=ANYWHERE),
    unary("sinh", ulp=1, low=-20, high=20, grad=ANYWHERE),
    unary("cosh", ulp=1, low=-20, high=20, grad=ANYWHERE),
    unary("tanh", ulp=1, low=-5, high=5, grad=ANYWHERE),
    unary("arcsinh", ulp=1, low=-100, high=100, grad=ANYWHERE),
    unary("arccosh", ulp=1, low=1, high=100, grad=(1.3, 3.0)),
    unary("arctanh", ulp=1, low=-1, high=1, grad=INSIDE),
    unary("erf", error_function, ulp=1, low=-7, high=7, grad=ANYWHERE),
    unary("floor", grad=BETWEEN, twice=False),
    unary("ceil", grad=BETWEEN, twice=False),
    unary("trunc", grad=BETWEEN, twice=False),
    unary("rint", grad=BETWEEN, twice=False),
    unary("isnan"),
    unary("isinf"),
    unary("isfinite"),
    unary("signbit"),
    unary("logical_not"),
    unary("conjugate", grad=ANYWHERE),
    unary("invert"),
    unary("spacing", spaced, grad=BETWEEN, twice=False),
    unary("bitwise_count"),
    unary("relu", rectified, grad=POSITIVE, public="nn.functional.relu", zero=False),
    unary("sigmoid", logistic, ulp=1, grad=ANYWHERE, public="nn.functional.sigmoid"),
]

BINARY = [
    binary("add", grad=ANYWHERE),
    binary("subtract", grad=ANYWHERE),
    binary("multiply", grad=ANYWHERE),
    binary("divide", grad=POSITIVE),
    binary("floor_divide", grad=(0.3, 0.45), twice=False),
    binary("remainder", grad=(0.6, 0.9)),
    binary("fmod", grad=(0.6, 0.9)),
    binary("power", ulp=1, low=0, high=6, grad=POSITIVE),
    binary("maximum", grad=ANYWHERE, zero=False),
    binary("minimum", grad=ANYWHERE, zero=False),
    binary("fmax", grad=ANYWHERE, zero=False),
    binary("fmin", grad=ANYWHERE, zero=False),
    binary("arctan2", ulp=1, grad=POSITIVE),
    binary("hypot", ulp=1, grad=POSITIVE),
    binary("copysign", grad=POSITIVE),
    binary("heaviside", grad=POSITIVE, twice=False),
    binary("nextafter", neighbours),
    *(binary(name) for name in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")),
    *(binary(name) for name in ("logical_and", "logical_or", "logical_xor")),
    *(binary(name) for name in ("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift")),
    *(binary(name) for name in ("gcd", "lcm")),
]


# ---- reductions --------------------------------------------------------------------------------------------
AXES = (None, 0, -1, (0, 2), ())


def reduction_cases(function, **fixed):
    def call(axis, keepdims):
        return lambda x: function()(x, axis=axis, keepdims=keepdims, **fixed)

    cases = [
        Case(call(axis, keepdims), ((2, 3, 2),), -2.0, 2.0) for axis in AXES for keepdims in (False, True)
    ]
    return (*cases, Case(call(None, False), ((),)), Case(call(0, True), ((4,),)))


def reduction(name, oracle=None, ulp=EXACT, differentiable=True):
    sample = Sample(name, "reduce", name, oracle or getattr(np, name), ulp, False)
    cases = reduction_cases(lambda: sample.function) if differentiable else ()
    return Sample(name, "reduce", name, sample.numpy, ulp, False, cases=cases)


REDUCTIONS = [
    reduction("sum", ulp=1),
    reduction("prod", ulp=1),
    reduction("max"),
    reduction("min"),
    reduction("any", differentiable=False),
    reduction("all", differentiable=False),
    reduction("nansum", ulp=1),
    reduction("nanprod", ulp=1),
    reduction("nanmax"),
    reduction("nanmin"),
    *(reduction(name, differentiable=False) for name in ("argmax", "argmin", "nanargmax", "nanargmin")),
]


# ---- operations with entry points of their own -------------------------------------------------------------
def functional(name):
    return lambda *args, **kwargs: getattr(tl.nn.functional, name)(*args, **kwargs)


def special_op(name, public, *cases):
    return Sample(name, "special", public, cases=cases)


def conv_cases():
    conv2d = functional("conv2d")
    shapes = [
        ({}, (2, 2, 4, 4), (3, 2, 2, 2)),
        ({"stride": 2, "padding": 1}, (1, 2, 5, 4), (2, 2, 3, 3)),
        ({"dilation": (2, 1), "stride": (1, 2)}, (1, 1, 5, 5), (2, 1, 2, 2)),
        ({"groups": 2, "padding": (0, 1)}, (1, 4, 3, 3), (2, 2, 2, 2)),
        ({"groups": 2, "stride": 2, "padding": 1, "dilation": 2}, (1, 2, 5, 5), (4, 1, 2, 2)),
        ({}, (1, 2, 3, 3), (2, 2, 1, 1)),
    ]
    for options, x, w in shapes:
        yield Case(lambda x, w, o=options: conv2d(x, w, **o), (x, w), -1.0, 1.0)
        yield Case(lambda x, w, b, o=options: conv2d(x, w, b, **o), (x, w, (w[0],)), -1.0, 1.0)


def correlation_cases():
    shapes = ((7,), (3,)), ((3,), (5,)), ((4,), (4,)), ((1,), (2,))
    for mode in ("full", "same", "valid"):
        for pair in shapes:
            yield Case(lambda a, v, m=mode: tl.correlate(a, v, m), pair, -1.0, 1.0)
            yield Case(lambda a, v, m=mode: tl.convolve(a, v, m), pair, -1.0, 1.0)
        yield Case(lambda a, v, m=mode: tl.correlate(a[::-2], v * v, m), ((7,), (3,)), -1.0, 1.0)
        for pair in (((4, 5), (2, 3)), ((2, 3), (4, 5)), ((5, 1), (3, 1))):
            yield Case(lambda a, v, m=mode: tl.correlate2d(a, v, m), pair, -1.0, 1.0)
            yield Case(lambda a, v, m=mode: tl.convolve2d(a.T, v.T, m), pair, -1.0, 1.0)
    for boundary in ("wrap", "symm"):
        yield Case(lambda a, v, b=boundary: tl.convolve2d(a, v, "same", b), ((4, 3), (3, 2)), -1.0, 1.0)
        yield Case(lambda a, v, b=boundary: tl.correlate2d(a, v, "full", b), ((2, 3), (3, 4)), -1.0, 1.0)
    yield Case(lambda a, v: tl.convolve2d(a, v, fillvalue=0.5), ((3, 3), (2, 2)), -1.0, 1.0)
    yield Case(lambda a, v, f: tl.correlate2d(a, v, fillvalue=f), ((3, 3), (2, 2), ()), -1.0, 1.0)


def pool_cases(name, variants):
    pool = functional(name)
    return tuple(Case(lambda x, a=a, k=k: pool(x, *a, **k), ((2, 2, 5, 4),), -1.0, 1.0) for a, k in variants)


def cross_entropy_cases():
    cross_entropy = functional("cross_entropy")
    target = np.array([0, 2, 1, 2])
    for reduction_ in ("mean", "sum", "none"):
        yield Case(
            lambda x, r=reduction_: cross_entropy(x, tl.array(target), reduction=r), ((4, 3),), -2.0, 2.0
        )
    ignoring = np.array([0, -100, 1, -100])
    yield Case(lambda x: cross_entropy(x, tl.array(ignoring)), ((4, 3),), -2.0, 2.0)


def assigned(index):
    def call(x, y):
        z = x * 1.0
        z[index] = y
        return z

    return call


def cubed(x):
    """x^3 with a rule in Python."""
    out = x.detach() * x.detach() * x.detach()
    return custom(out, lambda g, out, x: (g * 3.0 * x * x,), x)


def quotient(x, y):
    """x / y, y along the last axis, with a rule in Python that uses the result."""
    out = x.detach() / y.detach()
    return custom(out, lambda g, out, x, y: (g / y, -g * out / y), x, y)


def spanned(x, y):
    """Complex numbers of real and imaginary parts."""
    return x + 1j * y


MASK = np.array([[True, False, True], [False, False, True]])
SPECIAL = [
    special_op("cast", "Tensor.astype", Case(lambda x: (x.copy() * 2).astype(tl.float64), ((2, 3),))),
    special_op(
        "where",
        "where",
        *(
            Case(lambda x, y: tl.where(tl.array(MASK), x, y), s)
            for s in (((2, 3), (2, 3)), ((3,), (2, 1)), ((), (1, 3)))
        ),
    ),
    special_op(
        "real",
        "real",
        Case(lambda x, y: tl.real(tl.exp(spanned(x, y))), ((2, 3), (2, 3))),
        Case(lambda x, y: tl.real(spanned(x, y).T)[::-1], ((2, 3), (3,))),
    ),
    special_op("imag", "imag", Case(lambda x, y: tl.imag(tl.sin(spanned(x, y))), ((2, 3), (2, 1)))),
    special_op(
        "reshape",
        "reshape",
        Case(lambda x: tl.reshape(x, (3, 2)), ((2, 3),)),
        Case(lambda x: tl.reshape(x.T, (-1,)), ((2, 3),)),
        Case(lambda x: x.T.ravel() * x.flatten(), ((2, 3),)),
    ),
    special_op(
        "cumsum",
        "cumsum",
        Case(lambda x: tl.cumsum(x), ((4,),)),
        *(Case(lambda x, k=k: tl.cumsum(x, k), ((2, 3, 4),)) for k in (0, 1, -1, None)),
        Case(lambda x: tl.cumsum(x.T, 0), ((2, 3),)),
    ),
    special_op(
        "cumprod",
        "cumprod",
        Case(lambda x: tl.cumprod(x), ((4,),)),
        *(Case(lambda x, k=k: tl.cumprod(x, k), ((2, 3, 4),)) for k in (0, 1, -1, None)),
        Case(lambda x: tl.cumprod(x.T, 0), ((2, 3),)),
        Case(lambda x: tl.cumprod(x - x[1], 0), ((3,),)),
    ),
    special_op(
        "permute",
        "transpose",
        Case(lambda x: tl.transpose(x, (2, 0, 1)), ((2, 3, 2),)),
        Case(lambda x: x.T, ((2, 3),)),
        Case(lambda x: x.swapaxes(0, 2), ((2, 3, 2),)),
    ),
    special_op(
        "broadcast_to",
        "broadcast_to",
        Case(lambda x: tl.broadcast_to(x, (2, 3)), ((3,),)),
        Case(lambda x: tl.broadcast_to(x, (2, 2, 3)), ((2, 1),)),
        Case(lambda x: tl.broadcast_to(x, (2, 2)), ((),)),
    ),
    special_op(
        "slice",
        "Tensor.__getitem__",
        *(
            Case(lambda x, i=i: x[i], ((4, 3),))
            for i in (
                0,
                -1,
                slice(1, 3),
                slice(None, None, -2),
                (slice(None), 1),
                (Ellipsis, None, 0),
                (3, 2),
                (),
            )
        ),
    ),
    special_op(
        "gather",
        "take",
        Case(lambda x: x[[0, 2, 2]], ((4, 3),)),
        Case(lambda x: x[:, [1, 1]], ((4, 3),)),
        Case(lambda x: x[tl.array(MASK)], ((2, 3),)),
        Case(lambda x: x[[[0], [1]], [0, 0, 2]], ((2, 3),)),
        Case(lambda x: tl.take(x, [0, 0, 2], axis=1), ((2, 3),)),
    ),
    special_op(
        "assign",
        "Tensor.__setitem__",
        Case(assigned(0), ((3, 2), (2,))),
        Case(assigned((slice(None, None, -1), 1)), ((3, 2), ())),
        Case(assigned([0, 2]), ((3, 2), (2,))),
        Case(assigned([1, 1]), ((3, 2), (2, 2))),
        Case(assigned((MASK,)), ((2, 3), (3,))),
        Case(assigned((MASK,)), ((2, 3), ())),
        Case(lambda x, y: tl.index_add(x * 1.0, [0, 2, 2], y), ((3, 2), (3, 2))),
        Case(lambda x, y: tl.index_add(x * 1.0, slice(1, 3), y), ((3, 2), (2,))),
    ),
    special_op(
        "concatenate",
        "concatenate",
        Case(lambda x, y: tl.concatenate([x, y]), ((2, 3), (1, 3))),
        Case(lambda x, y: tl.concatenate([x, y, x], axis=-1), ((2, 3), (2, 1))),
        Case(lambda x, y: tl.stack([x, y], axis=1), ((2, 3), (2, 3))),
    ),
    special_op(
        "matmul",
        "matmul",
        *(
            Case(lambda x, y: tl.matmul(x, y), shapes, -1.0, 1.0)
            for shapes in (
                ((2, 3), (3, 2)),
                ((3,), (3,)),
                ((2, 3), (3,)),
                ((3,), (3, 2)),
                ((2, 2, 3), (3, 2)),
                ((2, 1, 2, 3), (2, 3, 1)),
                ((3,), (2, 3, 2)),
                ((2, 2, 3), (3,)),
            )
        ),
        Case(lambda x, y: x.T @ y[:, ::-1], ((3, 2), (3, 2)), -1.0, 1.0),
    ),
    special_op(
        "custom",
        "linalg.solve",
        Case(lambda a, b: tl.linalg.solve(a + 3.0 * tl.eye(3), b), ((3, 3), (3,)), -1.0, 1.0),
        Case(lambda a, b: tl.linalg.solve(a + 3.0 * tl.eye(2), b), ((2, 2), (2, 2)), -1.0, 1.0),
        Case(lambda a: tl.linalg.inv(a + 3.0 * tl.eye(3)), ((3, 3),), -1.0, 1.0),
        Case(cubed, ((2, 3),)),
        Case(quotient, ((2, 3), (2, 3))),
        Case(quotient, ((2, 3), (3,))),
    ),
    special_op(
        "linear",
        "nn.functional.linear",
        Case(functional("linear"), ((2, 3), (4, 3)), -1.0, 1.0),
        Case(functional("linear"), ((2, 3), (4, 3), (4,)), -1.0, 1.0),
        Case(functional("linear"), ((3,), (4, 3), (4,)), -1.0, 1.0),
        Case(functional("linear"), ((2, 2, 3), (2, 3), (2,)), -1.0, 1.0),
    ),
    special_op("conv2d", "nn.functional.conv2d", *conv_cases()),
    special_op("conv2d_input", None, *conv_cases()),
    special_op("conv2d_weight", None, *conv_cases()),
    special_op("correlate", "correlate", *correlation_cases()),
    special_op(
        "max_pool2d",
        "nn.functional.max_pool2d",
        *pool_cases(
            "max_pool2d",
            [((2,), {}), ((3,), {"stride": 1, "padding": 1}), ((2, (2, 1)), {"dilation": (2, 1)})],
        ),
    ),
    special_op("max_unpool2d", None, *pool_cases("max_pool2d", [((2,), {}), (((3, 2),), {"stride": 1})])),
    special_op(
        "avg_pool2d",
        "nn.functional.avg_pool2d",
        *pool_cases(
            "avg_pool2d",
            [((2,), {}), ((3,), {"stride": 2, "padding": 1}), ((2, 1, 1), {"count_include_pad": False})],
        ),
    ),
    special_op("avg_unpool2d", None, *pool_cases("avg_pool2d", [((2,), {}), (((3, 2),), {"stride": 1})])),
    *(
        special_op(
            name,
            f"nn.functional.{name}",
            Case(functional(name), ((2, 3),), -2.0, 2.0),
            Case(lambda x, n=name: functional(n)(x, dim=0), ((3, 2),), -2.0, 2.0),
            Case(lambda x, n=name: functional(n)(x, dim=1), ((2, 3, 2),), -2.0, 2.0),
        )
        for name in ("softmax", "log_softmax")
    ),
    special_op("cross_entropy", "nn.functional.cross_entropy", *cross_entropy_cases()),
    special_op(
        "mse_loss",
        "nn.functional.mse_loss",
        *(
            Case(lambda x, y, r=r: functional("mse_loss")(x, y, reduction=r), ((2, 3), (2, 3)), -1.0, 1.0)
            for r in ("mean", "sum", "none")
        ),
    ),
    # gradients that are ops of their own: two walks through the forward op go through their rules
    *(
        Sample(f"{name}_grad", "binary", None, cases=(Case(functional(name), ((2, 3),), *ANYWHERE),))
        for name in ("relu", "tanh", "sigmoid")
    ),
    Sample("exponent", "unary", None, cases=(Case(lambda x: tl.frexp(x)[0], ((2, 3),), 0.55, 0.95),)),
    Sample("scalb", "binary", None, cases=(Case(lambda x: tl.ldexp(x, [1, -2, 3]), ((2, 3),)),)),
]


# ---- composites --------------------------------------------------------------------------------------------
def composite(name, oracle=None, cases=(), ulp=None):
    return Sample(name, "composite", name, oracle, ulp, cases=tuple(cases))


def of_axis(name, **fixed):
    return reduction_cases(lambda: getattr(tl, name), **fixed)


def one(call, *shapes, low=0.2, high=0.9, twice=True):
    return [Case(call, tuple(shapes), low, high, twice=twice)]


def many_dimensional(name, *cases):
    """Cases of manipulations, written as calls on one (2, 3, 2) operand."""
    return composite(name, getattr(np, name, None), [Case(call, ((2, 3, 2),), -1.0, 1.0) for call in cases])


STATISTICS = [
    composite(name, getattr(np, name), of_axis(name)) for name in ("mean", "var", "nanmean", "nanvar")
]
# the square root has no derivative where a single element has no spread
STATISTICS += [
    composite(
        name,
        getattr(np, name),
        [
            Case(lambda x, f=name, a=axis: getattr(tl, f)(x, axis=a), ((3, 3, 2),), -2, 2)
            for axis in (None, 0, -1, (0, 2))
        ],
    )
    for name in ("std", "nanstd")
]
STATISTICS += [
    composite("average", np.average, one(lambda x, w: tl.average(x, axis=1, weights=w), (2, 3), (3,))),
    composite("ptp", np.ptp, of_axis("ptp")),
    composite("amax", np.amax, of_axis("amax")),
    composite("amin", np.amin, of_axis("amin")),
    composite("diff", np.diff, one(lambda x: tl.diff(x, prepend=0.5), (2, 3))),
    composite("cumulative_sum", None, one(lambda x: tl.cumulative_sum(x, axis=0), (2, 3))),
]

ELEMENTWISE_COMPOSITES = [
    composite("fabs", np.fabs, one(lambda x: tl.fabs(x), (2, 3), low=-0.9, high=-0.2)),
    composite("logaddexp", np.logaddexp, one(lambda x, y: tl.logaddexp(x, y), (2, 3), (3,))),
    composite("logaddexp2", np.logaddexp2, one(lambda x, y: tl.logaddexp2(x, y), (2, 3), (3,))),
    composite("degrees", np.degrees, one(lambda x: tl.degrees(x), (2, 3))),
    composite("radians", np.radians, one(lambda x: tl.radians(x), (2, 3))),
    composite("sinc", np.sinc, one(lambda x: tl.sinc(x), (2, 3))),
    composite("clip", np.clip, one(lambda x: tl.clip(x, 0.3, 0.6), (2, 3))),
    composite("nan_to_num", np.nan_to_num, one(lambda x: tl.nan_to_num(x), (2, 3))),
    composite("fix", np.trunc, one(lambda x: tl.fix(x), (2, 3), twice=False)),
    composite("angle", np.angle, one(lambda x, y: tl.angle(spanned(x, y)), (2, 3), (3,))),
    composite("frexp", None, one(lambda x: tl.frexp(x)[0], (2, 3), low=0.55, high=0.95)),
    composite("ldexp", None, one(lambda x: tl.ldexp(x, [[1], [-2]]), (3,))),
    composite("modf", None, one(lambda x: tl.modf(x)[0] * x + tl.modf(x)[1], (2, 3))),
    composite("float_power", None, one(lambda x, y: tl.float_power(x, y), (2, 3), (3,))),
    composite("real_if_close", None, one(lambda x: tl.real_if_close(spanned(x, x * 1e-16) ** 2), (2, 3))),
    composite("i0", np.i0, one(lambda x: tl.i0(x), (2, 3)), ulp=4),
    composite("unwrap", np.unwrap, one(lambda x: tl.unwrap(9 * x, axis=0), (4, 3))),
]

MANIPULATION = [
    many_dimensional("ravel", lambda x: tl.ravel(x)),
    many_dimensional("swapaxes", lambda x: tl.swapaxes(x, 0, 1)),
    many_dimensional("moveaxis", lambda x: tl.moveaxis(x, 0, -1), lambda x: tl.moveaxis(x, (0, 1), (1, 2))),
    many_dimensional("squeeze", lambda x: tl.squeeze(x[:1], axis=0)),
    many_dimensional("expand_dims", lambda x: tl.expand_dims(x, axis=(0, 2))),
    many_dimensional("flip", lambda x: tl.flip(x), lambda x: tl.flip(x, axis=1)),
    many_dimensional("roll", lambda x: tl.roll(x, 2), lambda x: tl.roll(x, (1, -1), axis=(0, 1))),
    many_dimensional("repeat", lambda x: tl.repeat(x, 2), lambda x: tl.repeat(x, 3, axis=1)),
    many_dimensional("tile", lambda x: tl.tile(x, (2, 1, 2))),
    many_dimensional("pad", lambda x: tl.pad(x, ((1, 0), (0, 2), (1, 1)))),
    many_dimensional("tril", lambda x: tl.tril(x), lambda x: tl.tril(x, -1)),
    many_dimensional("triu", lambda x: tl.triu(x), lambda x: tl.triu(x, 1)),
    many_dimensional("diagonal", lambda x: tl.diagonal(x), lambda x: tl.diagonal(x, 1, 1, 2)),
    composite("stack", np.stack, one(lambda x, y: tl.stack([x, y], axis=-1), (2, 3), (2, 3))),
    composite("vstack", np.vstack, one(lambda x, y: tl.vstack([x, y]), (3,), (3,))),
    composite("hstack", np.hstack, one(lambda x, y: tl.hstack([x, y]), (2, 3), (2, 1))),
]

PRODUCTS = [
    composite(
        "dot",
        np.dot,
        one(lambda x, y: tl.dot(x, y), (2, 3), (3, 2)) + one(lambda x, y: tl.dot(x, y), (3,), (3,)),
    ),
    composite("vdot", np.vdot, one(lambda x, y: tl.vdot(x, y), (3,), (3,))),
    composite("inner", np.inner, one(lambda x, y: tl.inner(x, y), (2, 3), (4, 3))),
    composite("outer", np.outer, one(lambda x, y: tl.outer(x, y), (2,), (3,))),
    composite("tensordot", np.tensordot, one(lambda x, y: tl.tensordot(x, y, axes=1), (2, 3), (3, 2))),
    composite("einsum", np.einsum, one(lambda x, y: tl.einsum("ij,kj->ik", x, y), (2, 3), (4, 3))),
]

LINALG = [
    composite("linalg.matrix_power", None, one(lambda x: tl.linalg.matrix_power(x, 3), (3, 3))),
    composite("linalg.norm", None, one(lambda x: tl.linalg.norm(x), (2, 3))),
    composite("linalg.vector_norm", None, one(lambda x: tl.linalg.vector_norm(x, axis=0), (2, 3))),
    composite("linalg.matrix_norm", None, one(lambda x: tl.linalg.matrix_norm(x), (2, 2, 3))),
]

AT = np.array([1.25, 0.25, 0.75, -1.0, 2.5])
NUMERIC = [
    composite("bincount", None, one(lambda w: tl.bincount([0, 2, 2, 1], w), (4,))),
    composite(
        "histogram",
        None,
        one(lambda w: tl.histogram([0.0, 5.0, 1.5, 2.0], 3, weights=w, density=True)[0], (4,)),
    ),
    composite("histogramdd", None, one(lambda w: tl.histogramdd([AT, AT], 2, weights=w)[0], (5,))),
    composite(
        "interp",
        np.interp,
        one(lambda x, y: tl.interp(x, [0.0, 0.5, 0.95], y), (2, 3), (3,))
        + one(lambda y: tl.interp(AT, [0.0, 1.0, 2.0], y, 0.5, period=2.5), (3,))
        + one(lambda x, y, z, r: tl.interp(AT * 0.5, x + tl.array([0.0, 1.0]), y, z, r), (2,), (2,), (), ()),
    ),
    composite(
        "gradient",
        np.gradient,
        one(lambda x: tl.gradient(x, axis=0), (3, 2))
        + one(lambda x, y: tl.gradient(x, y * y, edge_order=2), (4,), (4,))
        + one(lambda x, h: tl.gradient(x, h, axis=1, edge_order=2), (2, 4), ()),
    ),
    composite("ediff1d", np.ediff1d, one(lambda x, y: tl.ediff1d(x, y, 1.0), (2, 3), (2,))),
    composite("trapezoid", np.trapezoid, one(lambda x, y: tl.trapezoid(x, y), (2, 3), (3,))),
    composite(
        "cov",
        np.cov,
        one(lambda x: tl.cov(x), (2, 4))
        + one(lambda x, w: tl.cov(x, aweights=w, rowvar=False), (4, 2), (4,)),
    ),
    composite("corrcoef", np.corrcoef, one(lambda x, y: tl.corrcoef(x, y)[0, 1:], (2, 5), (5,))),
    composite("polyval", np.polyval, one(lambda p, x: tl.polyval(p, x), (3,), (2, 3))),
    composite(
        "polyfit",
        np.polyfit,
        one(lambda x, y, w: tl.polyfit(x, y, 2, w=w, full=True)[0], (5,), (5,), (5,))
        + one(lambda y: tl.polyfit(AT, y, 1, w=AT, full=True)[1], (5, 2)),
    ),
    composite(
        "matvec",
        np.matvec,
        one(lambda x, y: tl.matvec(x, y), (2, 2, 3), (3,))
        + one(lambda x, y: tl.matvec(x, y), (2, 3), (4, 3)),
    ),
    composite(
        "vecmat",
        np.vecmat,
        one(lambda x, y: tl.vecmat(x, y), (4, 3), (3, 2)) + one(lambda x, y: tl.vecmat(x, y), (3,), (3, 2)),
    ),
]

SAMPLES = [*UNARY, *BINARY, *REDUCTIONS, *SPECIAL]
COMPOSITES = [*STATISTICS, *ELEMENTWISE_COMPOSITES, *MANIPULATION, *PRODUCTS, *LINALG, *NUMERIC]
BY_NAME = {s.name: s for s in SAMPLES}
EVERYTHING = [*SAMPLES, *COMPOSITES]
