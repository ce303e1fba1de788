"""Making, changing and selecting arrays, indices by rule: the same calls of both libraries."""

import numpy as np
import pytest
from layouts import DTYPES, close, same_bits, views
from samples import generic

import tensorlab as tl

ALL = [*DTYPES, "float16", "complex64", "complex128"]
RNG = np.random.default_rng(5)


def same(got, want, what=""):
    """Tuples and lists too; NumPy's scalars are tensors here."""
    if isinstance(want, (tuple, list)):
        assert isinstance(got, (tuple, list)) and len(got) == len(want), what
        for g, w in zip(got, want):
            same(g, w, what)
    elif isinstance(want, (bool, int, str, type(None))):
        assert got == want, what
    else:
        assert isinstance(got, tl.Tensor), f"{what}: {type(got)}"
        same_bits(got, np.asarray(want), what)


def numbers(dtype, size, seed=0):
    if dtype.startswith("complex"):
        part = "float32" if dtype == "complex64" else "float64"
        return generic(part, size, seed) + 1j * generic(part, size, seed + 1)
    return generic(dtype, size, seed)


# ---- of arrays in every layout and dtype: `m` is NumPy or tensorlab ----------------------------------------
ARRAYS = {
    "delete": lambda m, x: [m.delete(x, i) for i in (0, -1, [0], [0, 2, -1], slice(None, None, 2), [])],
    "delete, last axis": lambda m, x: [m.delete(x, i, -1) for i in (0, -1, slice(1), [0, 0], [])],
    "insert": lambda m, x: [m.insert(x, i, 1) for i in (0, -1, [0], [0, 2, 2], [-1, 0], slice(0, 2))],
    "insert, last axis": lambda m, x: [m.insert(x, i, x[..., :1], axis=-1) for i in ([0], [0, 0], [1, 0, 1])],
    "insert, first axis": lambda m, x: m.insert(x, 1, x[0], axis=0),
    "resize": lambda m, x: [m.resize(x, s) for s in (0, 3, (2, 3), (40, 11), ())],
    "block": lambda m, x: [m.block(x), m.block([x, x]), m.block([[x, x], [x, x]]), m.block([[[x]], [[x]]])],
    "vstack": lambda m, x: [m.vstack([x, x]), m.stack([x, x], -1), m.hstack([x, x])],
    "rollaxis": lambda m, x: [m.rollaxis(x, a, s) for a in range(-x.ndim, x.ndim) for s in range(x.ndim + 1)],
    "trim_zeros": lambda m, x: [m.trim_zeros(x, t) for t in ("f", "B", "fb", "bf")],
    "compress": lambda m, x: [m.compress(c, x) for c in ([], [True], [False, True], [0, 2, 0])],
    "compress, last axis": lambda m, x: m.compress([True] * x.shape[-1], x, axis=-1),
    "extract": lambda m, x: [m.extract(x == x, x), m.extract(x != x, x)],
    "select": lambda m, x: m.select([x == x, x != x], [x, x + x]),
    "select, default": lambda m, x: m.select([x != x, x == 1], [x + x, x], 1),
    "choose": lambda m, x: m.choose(m.arange(x.shape[-1]) % 2, [x, x + x]),
    "choose, many": lambda m, x: m.choose(m.arange(x.shape[-1]) % 9, [x] * 5 + [x + x] * 5),
    "diagflat": lambda m, x: [m.diagflat(x[..., :2], k) for k in (0, 1, -2)],
    "piecewise": lambda m, x: [
        m.piecewise(x, [x == 1, x != x], [lambda v: v + v, 1, lambda v: v]),
        m.piecewise(x, [x == x], [lambda v, w: v + w, 0], x[..., :1].ravel()[:1]),
    ],
    "asfortranarray": lambda m, x: [m.asfortranarray(x), m.ascontiguousarray(x), m.asanyarray(x)],
    "require": lambda m, x: [m.require(x, None, r) for r in (None, "C", "F", ["A", "W"], ["O", "e"])],
    "apply_along_axis": lambda m, x: [
        m.apply_along_axis(f, a, x)
        for f in (lambda v: v[:1], lambda v: v[::-1], lambda v: v[0] + v[-1], lambda v: v[:2] == v[-1])
        for a in range(-x.ndim, x.ndim)
    ],
    "apply_over_axes": lambda m, x: [m.apply_over_axes(m.count_nonzero, x, a) for a in ([0], -1, [0, -1])],
    "ndenumerate": lambda m, x: [[(*i, v) for i, v in m.ndenumerate(x)]],
    "nditer": lambda m, x: [
        [(*i.multi_index, v) for v in i]
        for i in (m.nditer(y, ["multi_index", "zerosize_ok"]) for y in (x, x.T))
    ],
    "broadcast": lambda m, x: (lambda b: [b.shape, b.nd, b.ndim, b.size, b.numiter, list(b), b.index])(
        m.broadcast(x, m.ones((2, *[1] * x.ndim)))
    ),
    "r_": lambda m, x: [m.r_[x, x], m.r_["-1", x, x[..., :1]]],
    "c_": lambda m, x: m.c_[x, x],
    "pad": lambda m, x: [m.pad(x, 1, mode) for mode in ("edge", "wrap", "reflect", "symmetric")],
}
NO_EMPTY = ["insert", "delete", "apply_along_axis", "pad", "compress"]
NO_POINT = [
    "choose",
    "select",
    "diagflat",
    "apply_over_axes",
    "piecewise",
    "broadcast",
    "r_",
    "c_",
    "resize",
    "trim_zeros",
]


def skipped(name, a):
    """Where NumPy raises, or the case has no meaning."""
    first = name.partition(",")[0]
    return (first in NO_EMPTY and not a.size) or (first in NO_EMPTY + NO_POINT and not a.ndim)


@pytest.mark.parametrize("name", ARRAYS)
def test_as_numpy(name):
    f = ARRAYS[name]
    for dtype in ALL:
        for layout, t, a in views(numbers(dtype, 60, 3).reshape(3, 4, 5)):
            chosen = dtype in ("float64", "int16") or layout in ("contiguous", "empty")
            if chosen and not skipped(name, a):
                with np.errstate(all="ignore"):
                    same(f(tl, t), f(np, a), f"{dtype} {layout}")


# ---- in place ----------------------------------------------------------------------------------------------
CHANGES = {
    "put": lambda m, x: m.put(x, [0, -1, 1, 0], [3, 4, 5]),
    "put, one": lambda m, x: m.put(x, m.arange(x.size)[::2], 1),
    "put, wrap": lambda m, x: m.put(x, [7, -3, 1000], [1, 2, 3], "wrap"),
    "put, clip": lambda m, x: m.put(x, [7, -3, 1000], [1, 2, 3], mode="clip"),
    "put, nothing": lambda m, x: (m.put(x, [], [1]), m.put(x, [0], [])),
    "place": lambda m, x: m.place(x, x == x, [1, 2, 3]),
    "place, one": lambda m, x: m.place(x, m.arange(x.size) % 3 == 0, 7),
    "place, nothing": lambda m, x: m.place(x, x != x, [1.0, 2.0]),
    "putmask": lambda m, x: m.putmask(x, m.arange(x.size) % 3 == 0, [1, 2, 3, 4]),
    "putmask, one": lambda m, x: m.putmask(x, x == x, 5),
    "putmask, all": lambda m, x: m.putmask(
        x, [1, 0] * (x.size // 2) + [1] * (x.size % 2), m.zeros(x.shape, dtype=bool)
    ),
    "put_along_axis": lambda m, x: m.put_along_axis(x, m.zeros((1,) * x.ndim, "int64"), 4, 0),
    "put_along_axis, last": lambda m, x: m.put_along_axis(x, m.argmax(x, -1, keepdims=True), x[..., :1], -1),
    "put_along_axis, flat": lambda m, x: m.put_along_axis(x, m.arange(2), [1, 2], None),
    "fill_diagonal": lambda m, x: m.fill_diagonal(x.reshape(-1, x.shape[-1]) if x.ndim > 2 else x, [1, 2]),
    "fill_diagonal, wrap": lambda m, x: m.fill_diagonal(
        x[0].T if x.ndim == 3 else m.zeros((3, 2)), 3, wrap=True
    ),
    "fill_diagonal, cube": lambda m, x: m.fill_diagonal(
        x[:1, :1, :1] if x.ndim == 3 else m.zeros((2, 2, 2)), [4, 5]
    ),
    "copyto": lambda m, x: m.copyto(x, x.ravel()[-1:].copy(), "same_kind", x == x),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes_as_numpy(name):
    f = CHANGES[name]
    for dtype in ALL:
        for layout, t, a in views(numbers(dtype, 60, 3).reshape(3, 4, 5)):
            if "zero" in layout or a.size < 2 or (a.ndim < 2 and ("along" in name or "diagonal" in name)):
                continue
            if dtype.startswith("complex") and "last" in name:
                continue
            if "flat" in name and not a.flags.c_contiguous:
                continue  # which NumPy takes for read-only
            with np.errstate(all="ignore"):
                assert f(tl, t) == f(np, a)
            same(t, a, f"{dtype} {layout}")


# ---- made by rule ------------------------------------------------------------------------------------------
RULES = {
    "indices": lambda m: [m.indices(s, d) for s in ((2, 3), (), (0, 2), [4]) for d in (int, "float32")],
    "indices, sparse": lambda m: m.indices((2, 3), sparse=True),
    "fromfunction": lambda m: m.fromfunction(lambda i, j, k: i * k + j, (3, 2), k=2, dtype=int),
    "fromfunction, floats": lambda m: m.fromfunction(lambda i: i, (3,)),
    "mgrid": lambda m: [
        m.mgrid[0:3],
        m.mgrid[0:3, 1:7:2],
        m.mgrid[0:1:5j],
        m.mgrid[0:1:0.25, 0:3],
        m.mgrid[:3, 0:1:3j],
        m.mgrid[1:3, 5:0:-2],
        m.mgrid[0:1:1j],
        m.mgrid[0.5:3],
        m.mgrid[3:0],
        m.mgrid[0:2, 0:2, -1:1:2j],
    ],
    "ogrid": lambda m: [
        m.ogrid[0:3],
        m.ogrid[0:3, 1:7:2],
        m.ogrid[0:1:5j],
        m.ogrid[0:1:0.25, 0:3],
        m.ogrid[:3, 0:1:3j],
    ],
    "r_": lambda m: [
        m.r_[1:4],
        m.r_[1:4, 0, 7.5],
        m.r_[0:1:5j, 3],
        m.r_[[1, 2], 3, m.array([4.0])],
        m.r_[1:2:0.25],
        m.r_["0,2", [1, 2], [3, 4]],
        m.r_["0,2,0", [1, 2], [3]],
        m.r_["1,2,0", [1, 2], [3, 4]],
        m.r_["0,3,-1", 1:3, 4:6],
        m.r_["0,2,0", 1:3],
        m.r_[True, 1],
        m.r_[m.ones(2, "float32"), 1.5],
        m.r_["-1", [[1, 2]], [[3]]],
        m.r_[1j, 2],
        m.r_["1,3,1", [1, 2], [3, 4]],
    ],
    "c_": lambda m: [
        m.c_[m.array([1, 2]), m.array([3, 4])],
        m.c_[1:4],
        m.c_[m.array([[1, 2]]), 0, 0, [[5.0]]],
        m.c_[1:4, m.ones((3, 2))],
        m.c_[0:1:3j, [1, 2, 3]],
    ],
    "s_": lambda m: [m.arange(9)[m.s_[1:7:2]], m.ones((2, 3))[m.s_[0, ::2]], m.arange(9)[m.index_exp[2:]]],
    "vander": lambda m: [
        m.vander(m.array([1, 2, 3], dtype=d), n, i)
        for d in ("int8", "int64", "float32", "float64", "bool", "complex64")
        for n in (None, 0, 1, 2, 5)
        for i in (False, True)
    ],
    "diag_indices": lambda m: [m.diag_indices(3), m.diag_indices(2, 3), m.diag_indices_from(m.ones((3, 3)))],
    "triangles": lambda m: (
        [
            [f(3, k), f(3, k, 4), f(4, k, 2), f(0, k)]
            for f in (m.tril_indices, m.triu_indices)
            for k in (-5, -1, 0, 2)
        ]
        + [f(m.ones((3, 4)), k) for f in (m.tril_indices_from, m.triu_indices_from) for k in (-1, 0, 2)]
    ),
    "mask_indices": lambda m: [m.mask_indices(3, m.triu), m.mask_indices(3, m.tril, -1)],
    "ix_": lambda m: [
        m.ix_([0, 2], [1, 3, 5]),
        m.ix_([True, False, True], [2]),
        m.ix_([], [1]),
        m.ix_(),
        m.ix_(range(3)),
    ],
    "unravel_index": lambda m: (
        [
            m.unravel_index(i, s, o)
            for i in (5, [0, 5], [[3, 2], [1, 0]], m.array([4], dtype="uint8"), m.array([], dtype=int))
            for s in ((2, 3), 6, (1, 6, 1), (2, 3, 4))
            for o in "CF"
            if s != 6 or o == "C"
        ]
        + [m.unravel_index(0, ()), m.unravel_index(m.array([], dtype=int), (0, 2))]
    ),
    "ravel_multi_index": lambda m: [
        m.ravel_multi_index(*a, order=o)
        for o in "CF"
        for a in (
            (([1, 0], [2, 1]), (2, 3)),
            ((1, 2), (2, 3)),
            (m.array([[1, 0], [2, 1]]), (2, 3)),
            (([3],), 6),
            (([5, -1], [7, -4]), (2, 3), "wrap"),
            (([5, -1], [7, -4]), (2, 3), "clip"),
            (([5, -1], [2, 0]), (2, 3), ("clip", "raise")),
            (([[1], [0]], [2, 1, 0]), (2, 3)),
            ((m.array([], dtype=int),) * 2, (2, 3)),
        )
    ],
    "ndindex": lambda m: [
        list(m.ndindex(2, 3)),
        list(m.ndindex((2, 1))),
        list(m.ndindex()),
        list(m.ndindex(3)),
        list(m.ndindex(0, 2)),
        list(m.ndindex(())),
    ],
    "broadcast": lambda m: (
        lambda b: [next(b), b.index, list(b), b.reset(), b.index, next(b), [list(i) for i in b.iters], b.size]
    )(m.broadcast([1, 2], [[10], [20], [30]])),
    "broadcast of broadcast": lambda m: m.broadcast(m.broadcast([1, 2], [[3]]), 4).numiter,
    "packbits": lambda m: [
        m.packbits(m.array(x, dtype=d), a, bitorder=o)
        for x in ([[1, 0, 3], [0, 0, 1]], [[1] * 9, [0] * 9])
        for d in ("uint8", "bool", "int64")
        for a in (None, 0, -1)
        for o in ("big", "little")
    ],
    "unpackbits": lambda m: [
        m.unpackbits(m.array([[2, 7], [255, 0]], dtype="uint8"), a, c, o)
        for a in (None, 0, -1)
        for c in (None, 3, 40, -3, 0)
        for o in ("big", "little")
    ],
    "fromstring": lambda m: [
        m.fromstring("1 2 3", sep=" "),
        m.fromstring("1, 2,3", dtype=int, sep=","),
        m.fromstring("1 2 3", "f4", 2, sep=" "),
    ],
    "choose": lambda m: [
        m.choose([[1, 0], [2, 1]], [10, 20, 30.5]),
        m.choose([2, 3, 1], [[0, 1, 2], [10, 11, 12]], mode="clip"),
        m.choose([2, -3, 1], m.array([[0, 1, 2], [10, 11, 12]]), mode="wrap"),
        m.choose(1, [1, 2]),
        m.choose([True, False], [[1, 2], [3, 4]]),
        m.choose([0, 1], [m.ones((2, 1), "int8"), 2]),
    ],
    "select": lambda m: [
        m.select([[True, False]], [[1, 2]]),
        m.select([[True, False]], [[1, 2]], 2.5),
        m.select([True], [3]),
        m.select([[[True], [False]], [False, True]], [[1, 2], 7], -1),
        m.select([m.array([True, False])], [m.ones(2, "float32")], 0.5),
    ],
    "piecewise": lambda m: [
        m.piecewise(m.arange(4), m.arange(4) < 2, [7]),
        m.piecewise(m.arange(4), [True, False, True, False], [7, 8]),
        m.piecewise(m.array(3.0), True, [lambda v: v + 1]),
        m.piecewise(2.5, True, [1]),
        m.piecewise(m.arange(4), [[True, False, True, False]], [7.9]),
    ],
    "compress": lambda m: [
        m.compress([0, 1], [[1, 2], [3, 4], [5, 6]], 0),
        m.compress([False, True], [[1, 2], [3, 4]], axis=1),
    ],
    "delete of booleans": lambda m: [
        m.delete([1, 2, 3], m.array([True, False, True])),
        m.delete(m.array(5)[None], 0),
    ],
    "insert of booleans": lambda m: m.insert([1, 2, 3], m.array([True, False, True]), [7, 8]),
    "insert casts": lambda m: [m.insert([1, 2], 1, 2.9), m.insert([[1, 2], [3, 4]], 1, [7, 8], axis=1)],
    "trim_zeros": lambda m: [
        m.trim_zeros([0, 1, 0]),
        m.trim_zeros((0, 0)),
        m.trim_zeros(m.zeros((2, 3))),
        m.trim_zeros(m.array([[0, 0, 2], [0, 1, 0], [0, 0, 0]]), "fb", axis=-1),
        m.trim_zeros(m.array([[0, 0, 2], [0, 1, 0], [0, 0, 0]]), "b", axis=(0, 1)),
    ],
    "asarray_chkfinite": lambda m: m.asarray_chkfinite([1, 2.5], "float32", "F"),
    "apply_along_axis": lambda m: [
        m.apply_along_axis(lambda v: m.diag(v), -1, [[1, 2], [3, 4]]),
        m.apply_along_axis(lambda v: 1.5, 0, [[1, 2]]),
        m.apply_along_axis(lambda v, k, j=0: v * k + j, 0, [1, 2], 3, j=4),
        m.apply_along_axis(lambda v: int(v[0]) if v[0] == 1 else 2.5, 1, [[1, 2], [3, 4]]),
        m.apply_along_axis(len, 1, m.zeros((2, 0))),
    ],
    "stack": lambda m: [
        f([[1, 2], [3, 4]], dtype=d, casting=c)
        for f in (m.stack, m.vstack, m.hstack)
        for d, c in (("float32", "same_kind"), ("int8", "unsafe"), ("float64", "safe"), (None, "no"))
    ],
    "cross": lambda m: [
        m.cross([[1, 2, 3]], [[4, 5, 6]]),
        m.cross(m.ones((3, 2)), m.arange(6).reshape(2, 3), axisa=0),
        m.cross(m.ones((3, 2)), m.arange(6).reshape(2, 3), 0, -1, 0),
        m.cross(m.eye(3), m.ones((3, 3)), axis=0),
        m.cross(m.eye(3), [1, 2, 3], axisc=0),
    ],
    "printing": lambda m: [
        m.array2string(m.array([1 / 3, 1e-9, 1e9]), precision=3, suppress_small=True),
        m.array_str(m.arange(3.0)),
        m.array2string(m.arange(2000), threshold=5, edgeitems=1),
        m.array2string(m.array([1, 2]), separator=","),
        m.array2string(m.arange(30), max_line_width=20, prefix="abc", suffix=")"),
        m.array2string(m.array([1.5, np.nan]), formatter={"float": lambda x: f"<{x}>"}, sign="+"),
        m.format_float_positional(1e-7),
        m.format_float_positional(m.float32(0.1) if m is np else m.array(0.1, dtype="float32")),
        m.format_float_positional(12.5, 3, False, True, "k", True, 4, 5),
        m.format_float_scientific(1234.5, 2, exp_digits=4),
        m.format_float_scientific(m.array(0.1)[()], unique=False, precision=20),
        m.base_repr(-255, 16),
        m.base_repr(5, 3, 3),
        m.binary_repr(5, 8),
        m.binary_repr(-3, width=4),
        m.binary_repr(0),
    ],
    "memory": lambda m: (
        lambda x: [
            m.shares_memory(x[::2], x[1::2]),
            m.may_share_memory(x[::2], x[1::2]),
            m.shares_memory(x, x[3:]),
            m.may_share_memory(x[:4], x[4:]),
            m.shares_memory(x, m.array(x)),
        ]
    )(m.arange(9)),
}


@pytest.mark.parametrize("name", RULES)
def test_rules_as_numpy(name):
    same(RULES[name](tl), RULES[name](np), name)


# ---- pad ---------------------------------------------------------------------------------------------------
WIDTHS = [1, (2, 0), [(1, 2)], ((7, 1), (0, 9)), {0: (1, 1)}, 0]
STATISTICS = ("maximum", "minimum", "mean", "median")
PADS = [
    ("linear_ramp", {}), ("linear_ramp", {"end_values": (5, -4)}),
    ("linear_ramp", {"end_values": ((1, 2), (3, 4.5))}),
    *((m, {"stat_length": n} if n else {}) for m in STATISTICS for n in (0, 1, 2, (2, 9))),
    ("reflect", {"reflect_type": "odd"}), ("symmetric", {"reflect_type": "odd"}),
    ("reflect", {"reflect_type": "even"}),
]  # fmt: skip


@pytest.mark.parametrize("mode, options", PADS)
def test_pad(mode, options):
    for dtype in ("int64", "uint8", "int16", "float32", "float64", "float16", "complex64", "complex128"):
        if dtype.startswith("complex") and mode in ("maximum", "minimum", "median"):
            continue
        if (dtype == "uint8" and mode == "linear_ramp") or (
            dtype == "float16" and mode in ("mean", "linear_ramp")
        ):
            continue
        a = np.asarray(numbers(dtype, 12, 7).reshape(3, 4))
        a = (a / 8).astype(dtype) if dtype[0] in "fc" else a % 120 // 8
        for t, b in ((tl.array(a), a), (tl.array(a).T[::-1], a.T[::-1]), (tl.array(a)[:1], a[:1])):
            for width in WIDTHS:
                with np.errstate(all="ignore"):
                    got, want = tl.pad(t, width, mode, **options), np.pad(b, width, mode, **options)
                if mode in ("mean", "linear_ramp", "median") and dtype[0] in "fc":
                    close(got, want, 1e-6 if dtype in ("float32", "complex64") else 1e-13, 1e-5)
                else:
                    same(got, want, f"{dtype} {width}")


def test_pad_by_a_function_and_with_nothing():
    def ends(vector, width, axis, kwargs):
        value = kwargs.get("padder", 10) + axis
        vector[: width[0]] = value
        if width[1]:
            vector[-width[1] :] = value

    a = np.arange(6).reshape(2, 3)
    same(tl.pad(tl.array(a), 2, ends), np.pad(a, 2, ends))
    same(tl.pad(a, ((1, 0), (0, 2)), ends, padder=100), np.pad(a, ((1, 0), (0, 2)), ends, padder=100))
    same(tl.pad(a, 1, "empty")[1:-1, 1:-1], a)
    same(tl.pad(tl.zeros((0, 3)), ((0, 0), (1, 1)), "mean"), np.zeros((0, 5)))


# ---- vectorize ---------------------------------------------------------------------------------------------
def test_vectorize():
    def pick(a, b=1):
        """Of one."""
        return a - b if a > b else a + b

    for m in (np, tl):
        f = m.vectorize(pick)
        assert f.__doc__ == "Of one." and f.__name__ == "pick" and m.vectorize(pick, doc="x").__doc__ == "x"
    for call in (
        lambda m: m.vectorize(pick)([1, 2, 3], [[2], [1]]),
        lambda m: m.vectorize(pick)(m.array([1.5, 2.5], dtype="float32"), 2),
        lambda m: m.vectorize(pick)(3),
        lambda m: m.vectorize(pick)(a=[1, 2], b=m.array([2, 1])),
        lambda m: m.vectorize(pick, otypes=[float])([1, 2]),
        lambda m: m.vectorize(pick, otypes="f")([]),
        lambda m: m.vectorize(lambda a: (a, a > 1), otypes="di")([1, 2]),
        lambda m: m.vectorize(lambda a: (a, a * 0.5))([1, 2]),
        lambda m: m.vectorize(lambda a, k: a * k[0], excluded=["k"])([1, 2], k=[3, 4]),
        lambda m: m.vectorize(lambda a, k: a * k[0], excluded={1})([1, 2], [3, 4]),
        lambda m: m.vectorize(otypes=[int])(lambda a: a * 2.5)([1, 2]),
        lambda m: m.vectorize(lambda a, b: a @ b, signature="(m,n),(n)->(m)")(m.ones((4, 2, 3)), [1, 2, 3]),
        lambda m: m.vectorize(lambda a: (a[0], a[::-1]), signature="(n)->(),(n)")([[1, 2], [3, 4]]),
        lambda m: m.vectorize(lambda a: a[:1], signature="(n)->(k)", otypes=["f4"])([[1.5, 2], [3, 4]]),
    ):
        same(call(tl), call(np))
    calls = []
    assert tl.vectorize(lambda a: calls.append(a) or 1, cache=True)([5, 6]).tolist() == [1, 1]
    assert calls == [5, 6]


# ---- memory ------------------------------------------------------------------------------------------------
def test_layouts():
    x = tl.arange(6.0).reshape(2, 3)
    f = tl.asfortranarray(x)
    assert f.strides == (8, 16) and tl.asfortranarray(f) is f and tl.ascontiguousarray(x) is x
    assert tl.asanyarray(x) is x and tl.asanyarray(x, order="F").strides == (8, 16)
    assert tl.ascontiguousarray(f).strides == x.strides and tl.ascontiguousarray(5).shape == (1,)
    assert tl.require(x, None, "F").strides == (8, 16) and tl.require(x, None, "C") is x
    spread = tl.broadcast_to(tl.ones(1), (3,))
    tl.require(spread, None, "W")[0] = 5
    own = tl.require(x, None, ["O", "F"])
    assert own.strides == (8, 16) and not tl.shares_memory(own, x)
    assert tl.require(tl.nn.Parameter(x), None, "E").__class__ is tl.Tensor
    a = np.arange(3.0)
    assert tl.shares_memory(tl.asanyarray(a), a)


def test_what_shares_memory():
    """Beside NumPy, of views that lie apart, meet at their ends, interlock or are empty."""
    a = np.arange(24.0)
    parts = [a, a[:12], a[12:], a[::2], a[1::2], a[::-1], a[12:12], a[5:6], a.reshape(4, 6)[:, 1:3]]
    parts += [a[:6].reshape(2, 3).T, np.broadcast_to(a[:1], (3, 2))]
    for x in parts:
        for y in parts:
            for name, most in (("may_share_memory", 0), ("may_share_memory", 9), ("shares_memory", -1)):
                want = getattr(np, name)(x, y, max_work=most)
                assert getattr(tl, name)(tl.asarray(x), y, max_work=most) is want, (name, most, x, y)


def test_files(tmp_path):
    path = tmp_path / "numbers"
    for dtype in (*DTYPES, "bfloat16", "complex64"):
        x = tl.arange(5).astype(dtype) if dtype != "bool" else tl.array([True, False])
        path.write_bytes(bytes(x))
        got = tl.fromfile(path, dtype)
        assert got.dtype == x.dtype and got.tolist() == x.tolist()
        assert tl.fromfile(path, dtype, 1, offset=x.itemsize).tolist() == x[1:2].tolist()
    path.write_text("1.5, 2, 3")
    same(tl.fromfile(str(path), sep=","), np.fromfile(str(path), sep=","))
    with path.open("rb") as file:
        same(tl.fromfile(file, "uint8", 3), np.fromfile(str(path), "uint8", 3))


# ---- gradients ---------------------------------------------------------------------------------------------
MASK = tl.array([[True, False, True], [False, True, True]])
GRADIENTS = {
    "geomspace": lambda x, y: tl.geomspace(tl.exp(x), y + 9, 4),
    "vander": lambda x, y: tl.vander(x.ravel(), 3) * y[0, 0],
    "diagflat": lambda x, y: tl.diagflat(x, 1) * y[0, 0],
    "block": lambda x, y: tl.block([[x, y], [y, x]]),
    "insert": lambda x, y: tl.insert(x, 1, y[0], axis=0),
    "insert, several": lambda x, y: tl.insert(x, [2, 0, 2], y, axis=1),
    "delete": lambda x, y: tl.delete(x * y, [0, 2], axis=1),
    "delete, one": lambda x, y: tl.delete(x * y, 1),
    "resize": lambda x, y: tl.resize(x * y, (3, 5)),
    "trim_zeros": lambda x, y: tl.trim_zeros(x * y),
    "rollaxis": lambda x, y: tl.rollaxis(x * y, 1),
    "select": lambda x, y: tl.select([MASK, ~MASK & (x.detach() > 0)], [x, y * x], y),
    "piecewise": lambda x, y: tl.piecewise(x, [MASK], [lambda v: v * v, lambda v: v * 3]) * y,
    "choose": lambda x, y: tl.choose(MASK, [x, y]),
    "choose, many": lambda x, y: tl.choose([[0, 3, 9], [8, 1, 1]], [x, y] * 5),
    "choose, numbers": lambda x, y: tl.choose([1, 0, 1], [x[0, 0], y[0, 1]]),
    "compress": lambda x, y: tl.compress([True, False, True], x * y, axis=1),
    "extract": lambda x, y: tl.extract(MASK, x * y),
    "asfortranarray": lambda x, y: tl.asfortranarray(x) * tl.require(y, None, ["O", "W"]),
    "apply_along_axis": lambda x, y: tl.apply_along_axis(lambda v: v * v.sum(), 1, x * y),
    "apply_over_axes": lambda x, y: tl.apply_over_axes(tl.sum, x * y, [0, 1]),
    "vectorize": lambda x, y: tl.vectorize(lambda a, b: a * b if a > 0 else a - b)(x, y),
    "vectorize, lines": lambda x, y: tl.vectorize(lambda a, b: a * b.sum(), signature="(n),(n)->(n)")(x, y),
    "cross": lambda x, y: tl.cross(x, y.T, axisb=0, axisc=0),
    "stack": lambda x, y: tl.stack([x, y], dtype="float64"),
    "pad, ramp": lambda x, y: tl.pad(x, ((1, 2), (2, 0)), "linear_ramp") * y[0, 0],
    "pad, mean": lambda x, y: tl.pad(x * y, 2, "mean", stat_length=2),
    "pad, maximum": lambda x, y: tl.pad(x * y, 2, "maximum"),
    "pad, odd": lambda x, y: tl.pad(x * y, 3, "reflect", reflect_type="odd"),
    "pad, values": lambda x, y: tl.pad(x, 1, constant_values=y[:, :2]),
    "pad, value": lambda x, y: tl.pad(x, 1, constant_values=y[0, 0]),
    "put": lambda x, y: into(x * 2, lambda t: tl.put(t, [4, 0, 4, -1], y)),
    "place": lambda x, y: into(x * 2, lambda t: tl.place(t, MASK, y[0, :2])),
    "putmask": lambda x, y: into(x * 2, lambda t: tl.putmask(t, MASK, y)),
    "putmask, few": lambda x, y: into(x * 2, lambda t: tl.putmask(t, MASK, y[0, :2])),
    "put_along_axis": lambda x, y: into(x * 2, lambda t: tl.put_along_axis(t, [[2, 0], [1, 0]], y[:, :2], 1)),
    "put_along_axis, flat": lambda x, y: into(x * 2, lambda t: tl.put_along_axis(t, [2, -1], y[0, :2], None)),
    "fill_diagonal": lambda x, y: into(x * 2, lambda t: tl.fill_diagonal(t, y[0])),
    "fill_diagonal, wrap": lambda x, y: into(
        (x * 2).reshape(6, 1), lambda t: tl.fill_diagonal(t, y[0], wrap=True)
    ),
    "copyto": lambda x, y: into(x * 2, lambda t: tl.copyto(t, y, "safe", where=MASK)),
}


def into(t, change):
    change(t)
    return t


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients(name):
    f = GRADIENTS[name]
    x = tl.array([[0.5, -1.5, 2.0], [1.25, 0.75, -0.5]], requires_grad=True)
    y = tl.array([[1.5, 0.25, -1.0], [0.125, 2.5, -2.0]], requires_grad=True)
    plain, recorded = f(x.detach(), y.detach()), f(x, y)
    assert recorded.requires_grad and not plain.requires_grad
    same_bits(recorded.detach(), plain)
    assert tl.gradcheck(lambda a, b: (f(a, b) ** 2).sum(), (x, y))


def test_changes_that_would_spoil_a_gradient_are_refused():
    leaf = tl.ones((2, 2), requires_grad=True)
    for change in (
        lambda t: tl.put(t, 0, 1.0),
        lambda t: tl.place(t, [[True, False]] * 2, 1.0),
        lambda t: tl.putmask(t, t.detach() > 0, t.detach()),
        lambda t: tl.put_along_axis(t, [[0], [0]], 1.0, 1),
        lambda t: tl.fill_diagonal(t, 1.0),
    ):
        with pytest.raises(RuntimeError, match=r"^(put|place|putmask|put_along_axis|fill_diagonal): .*leaf"):
            change(leaf)
        saved = leaf * 1.0
        result = tl.exp(saved) * saved
        with pytest.raises(RuntimeError):
            change(saved)
            result.sum().backward()
    with pytest.raises(RuntimeError, match=r"^pad: has no derivative"):
        tl.pad(leaf, 1, lambda *given: None)


# ---- bad input ---------------------------------------------------------------------------------------------
X, A = tl.ones((2, 3)), np.ones((2, 3))
# of both libraries the same kind of error, ours under the function's name
BAD = """
    m.geomspace(0, 1)
    m.geomspace(1, 2, -1)
    m.geomspace(1, 2, 2.5)
    m.vander(x)
    m.vander([1, 2], -1)
    m.indices((-1, 2))
    m.r_['x', 1]
    m.r_[1, '0']
    m.r_['0',]
    m.diag_indices_from(x)
    m.ix_(x)
    m.diag_indices_from(x[0])
    m.tril_indices_from(x[0])
    m.unravel_index(6, (2, 3))
    m.unravel_index(-1, (2, 3))
    m.unravel_index(1.5, (2, 3))
    m.unravel_index(1, (2, 3), 'K')
    m.ravel_multi_index((1, 3), (2, 3))
    m.ravel_multi_index((1,), (2, 3))
    m.ravel_multi_index((1.5, 1), (2, 3))
    m.ravel_multi_index((1, 1), (2, 3), 'no')
    m.ravel_multi_index((1, 1), (2 ** 40, 2 ** 40))
    m.ndindex(-1)
    m.broadcast(x, [1, 2])
    m.packbits(x)
    m.packbits([1], 1)
    m.packbits([1], bitorder='x')
    m.unpackbits([1])
    m.require(x, None, 'X')
    m.require(x, None, ['C', 'F'])
    m.asarray_chkfinite([m.inf])
    m.fromstring('1', sep='')
    m.block([x, [x]])
    m.block([])
    m.block((x, x))
    m.block([[x], [x[0, :2]]])
    m.insert(x, 9, 1)
    m.insert(x, [0, 9], 1)
    m.insert(x, 0, [1, 2], axis=0)
    m.insert(x, 0, 1, axis=2)
    m.insert(x, [[0, 1]], 1)
    m.insert(x, [0.5, 1], 1)
    m.delete(x, 9)
    m.delete(x, [0, 9])
    m.delete(x, [True, False], 1)
    m.delete(x, 0, 2)
    m.resize(x, (-1, 2))
    m.trim_zeros(x, 'x')
    m.trim_zeros(x, axis=2)
    m.rollaxis(x, 2)
    m.rollaxis(x, 0, 3)
    m.compress(x, x)
    m.compress([True] * 3, x, 0)
    m.extract(m.ones(7), x)
    m.choose([0, 2], [x, x])
    m.choose(0, [])
    m.choose([0.5], [1])
    m.choose([0, 1], [x, x])
    m.choose(0, [x], mode='x')
    m.select([x > 0], [x, x])
    m.select([], [])
    m.select([x], [x])
    m.select([x > 0], [[1, 2]])
    m.piecewise(x, [x > 0], [1, 2, 3])
    m.put([1, 2], 0, 1)
    m.put(x, 6, 1)
    m.put(x, -7, 1)
    m.put(x, 0, 1, 'x')
    m.put(x, 0, 1j)
    m.put(m.ones(1, dtype='int8'), 0, 300)
    m.place([1], [True], 1)
    m.place(x, [True], 1)
    m.place(x, x > 0, [])
    m.place(m.ones(1, dtype=int), [1], x[0])
    m.putmask([1], [True], 1)
    m.putmask(x, [True], 1)
    m.putmask(m.ones(3, dtype=int), [1] * 3, x[0])
    m.put_along_axis(x, m.array([0]), 1, 0)
    m.put_along_axis(x, m.array([[2]]), 1, 0)
    m.put_along_axis(x, m.array([[0.5]]), 1, 0)
    m.put_along_axis(x, m.array([[0]]), 1, None)
    m.put_along_axis(x, m.array([[0]]), [1, 2], 1)
    m.fill_diagonal(x[0], 1)
    m.fill_diagonal(m.ones((2, 2, 3)), 1)
    m.apply_along_axis(m.sum, 2, x)
    m.apply_along_axis(m.sum, 0, m.ones((2, 0)))
    m.apply_over_axes(lambda v, k: v.sum(), x, [0])
    m.vectorize(3)
    m.vectorize(abs)([])
    m.vectorize(abs, otypes=3)
    m.vectorize(abs, signature='x')
    m.vectorize(abs, signature='(n)->(n)')(1)
    m.vectorize(abs, signature='(n),(n)->()')(x)
    m.vectorize(lambda a, b: a, signature='(n),(n)->()')(x, [1, 2])
    m.pad(x, 1, 'x')
    m.pad(x, 1, 'mean', end_values=1)
    m.pad(x, -1, 'mean')
    m.pad(x, 1, 'maximum', stat_length=0)
    m.pad(x, 1, 'mean', stat_length=-1)
    m.pad(x[:0], 1, 'mean')
    m.stack([x, x], dtype=int)
    m.vstack([x, x], dtype='float32', casting='safe')
    m.hstack([x], casting='x', dtype=int)
    m.concatenate([x], dtype='float32', casting='no')
    m.copyto(x, m.ones(3, dtype=complex))
    m.copyto(m.ones(3, dtype='int8'), m.ones(3, dtype=int), 'safe')
    m.copyto(x, 1, 'x')
    m.cross(x, x, 0, 3)
    m.set_printoptions(precision=1.5)
    m.set_printoptions(threshold='x')
    m.base_repr(1, 40)
    m.binary_repr(1.5)
    m.binary_repr(9, 2)
    m.base_repr('a')
    m.format_float_positional('a')
    m.packbits([1], axis='a')
    m.histogramdd(m.zeros((3, 0)))
    m.histogramdd(5)
    m.histogram2d([1], [1], range=[1])
    m.histogram([1, 2], range=('a', 'b'))
    m.histogram([-1.7e308, 1.7e308, 1.0], bins='fd')
    m.piecewise(x, [m.array([True, False, True])], [9])
    m.ravel_multi_index(([1, 2], [1, 2, 3]), (5, 5))
    m.concatenate([[1], [1.5]], casting='no')
    m.concatenate([x], casting='x')
    m.concatenate([[1.5]], out=m.zeros(1, dtype='float32'), casting='safe')
    m.stack([[1], [1.5]], casting='equiv')
    m.copyto(m.zeros(2, dtype='int8'), 300, 'unsafe')
    m.copyto(m.zeros(2, dtype=int), True, 'no')
    m.pad(5, -1)
    m.pad(5, 'a')
    m.pad(5, 1.5)
    m.pad(5, (1, 2, 3))
    m.mgrid[0:1:0]  # mgrid
    m.mgrid[0:m.inf]  # mgrid
    m.indices(3)
    m.indices((1,) * 70)
    m.choose(1, 5)
    m.insert(x, 0, 1j)
    m.amax([])
    m.amin(x, 4)
    m.require(x, None, 5)
    m.polyval([[1, 2], [3, 4]], [1, 2, 3])
    m.polyfit([1, 2], [1, 2], 'a')
    m.tril_indices('a')
    m.r_[[[1]], [1]]
    m.c_[[1, 2], [1, 2, 3]]
    m.geomspace(1, 2, axis=4)
    m.gradient([1.0, 2.0], 'a')
    m.cov([1, 2], ddof=m.nan)
"""
BAD = [line.strip() for line in BAD.strip().splitlines()]


def raised(call, m, x):
    try:
        eval(call, {"m": m, "x": x})
    except Exception as error:
        return error


@pytest.mark.parametrize("call", BAD)
def test_bad_input(call):
    name = call.partition("# ")[2] or call[2:].partition("[" if call.startswith(("m.r_", "m.c_")) else "(")[0]
    x = tl.ones((2, 3))
    theirs, ours = raised(call, np, np.ones((2, 3))), raised(call, tl, x)
    assert theirs is not None and ours is not None
    kind = next(k for k in type(theirs).__mro__ if k.__module__ == "builtins")
    assert isinstance(ours, kind), f"{ours!r} for {theirs!r}"
    assert str(ours).strip("'\"").startswith(f"{name}: ")
    assert x.tolist() == np.ones((2, 3)).tolist()
