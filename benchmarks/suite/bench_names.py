"""Every function that NumPy has too, and every one of PyTorch's names, at 10 and at a million elements.

NumPy's are read from the namespaces. Their arguments are the first of a few that NumPy takes, or those of
`SPECIAL` where these would be no fair work. `python -m benchmarks.behind` prints what is slower than NumPy's.
"""

import contextlib
import functools
import inspect
import re
import warnings

import numpy as np

from .common import Suite, call_of, integers, module, uniform

SIZES = [10, 10**6]
SPACES = {"": (), "emath.": ("emath",), "linalg.": ("linalg",), "fft.": ("fft",), "random.": ("random",)}
# what needs no measuring: settings, files, what is about dtypes or prints
ELSEWHERE = re.compile(
    "(random.)?(save|load|from|tofile|get_|set_|geterr|seterr|print|default_rng|seed|bytes|spawn|Generator).*|info|.*txt|test"
)

# ---- the arguments that are tried, as expressions: f is the function ---------------------------------------
USUAL = [
    "f(x)",
    "f(i)",
    "f(b)",
    "f(x, y)",
    "f(i, j)",
    "f(m)",
    "f(m, m)",
    "f((x, y))",
    "f(x, 1)",
    "f(i, b)",
    "f(n)",
]
USUAL += ["f(m, 1)", "f(m, 0, 1)", "f(x, i, i)", "f(float64)", "f(float64, float32)", "f((2, 5), (2, 5))"]
LINALG = ["f(s)", "f(s, s)", "f(s, right)", "f(v, v)", "f([q, q, q])", "f(s, 3)", "f(q)", "f(q, q)"]
RANDOM = ["f(size=n)", "f(0.5, size=n)", "f(3.0, 0.5, size=n)", "f(3.0, 2.0, 1.5, size=n)", "f(x)"]
SPECIAL = {
    "zeros ones empty": "f(dims)",
    "full": "f(dims, 1.5)",
    "full_like": "f(x, 1.5)",
    "arange bartlett blackman hamming hanning": "f(n)",
    "kaiser": "f(n, 14.0)",
    "linspace logspace": "f(0.0, 1.0, n)",
    "geomspace": "f(1.0, 1000.0, n)",
    "eye identity tri tril_indices triu_indices diag_indices": "f(side)",
    "indices": "f(dims)",
    "mask_indices": "f(side, triu)",
    "diag diagonal trace tril triu rot90 fliplr flipud transpose matrix_transpose permute_dims": "f(m)",
    "tril_indices_from triu_indices_from diag_indices_from": "f(q)",
    "diagflat": "f(short)",
    "outer ix_ meshgrid": "f(short, short)",
    "kron": "f(small, short)",
    "vander": "f(short)",
    "shape": "f(m)",
    "reshape": "f(x, dims)",
    "resize": "f(x, dims)",
    "broadcast_to": "f(row, dims)",
    "moveaxis swapaxes rollaxis": "f(m, 0, 1)",
    "expand_dims": "f(x, 0)",
    "roll": "f(x, 3)",
    "repeat tile": "f(x, 2)",
    "pad": "f(x, 3)",
    "broadcast_shapes": "f(dims, dims)",
    "broadcast_arrays": "f(x, y)",
    "split array_split hsplit": "f(x, 2)",
    "vsplit": "f(m.T, 5)",
    "dsplit": "f(x.reshape(1, 1, n), 2)",
    "unstack": "f(m.T)",
    "insert": "f(x, 3, 1.5)",
    "delete": "f(x, 3)",
    "append": "f(x, y)",
    "concatenate concat stack vstack hstack dstack column_stack block row_stack": "f([x, y])",
    "take": "f(x, at)",
    "take_along_axis": "f(x, at, 0)",
    "put_along_axis": "f(x, at, y, 0)",
    "put": "f(x, at, y)",
    "putmask place": "f(x, b, y)",
    "copyto": "f(x, y)",
    "fill_diagonal": "f(m, 1.5)",
    "choose": "f(bits, [x, y])",
    "select": "f([b, ~b], [x, y])",
    "piecewise": "f(x, [b, ~b], [1.0, 2.0])",
    "compress extract": "f(b, x)",
    "where": "f(b, x, y)",
    "clip": "f(x, 0.2, 0.8)",
    "arccosh acosh": "f(x + 1.0)",
    "polyfit": "f(x, y, 2)",
    "polyval": "f(few, x)",
    "roots": "f(few)",
    "searchsorted digitize": "f(x, edges)",
    "interp": "f(x, edges, edges)",
    "percentile": "f(x, 30)",
    "nanpercentile": "f(x, 30)",
    "quantile nanquantile": "f(x, 0.3)",
    "partition argpartition": "f(x, 3)",
    "lexsort": "f((x, y))",
    "isin union1d intersect1d setdiff1d setxor1d": "f(i, few)",
    "histogram": "f(x)",
    "histogram2d": "f(x, y)",
    "histogramdd": "f(m[:, :2])",
    "cov corrcoef": "f(rows)",
    "convolve correlate": "f(x, few)",
    "cross": "f(v, v)",
    "dot inner vdot vecdot": "f(x, y)",
    "matmul": "f(q, q)",
    "matvec": "f(m, m[0])",
    "vecmat": "f(m[:, 0], m)",
    "tensordot": "f(q, q, 1)",
    "einsum": 'f("ij,ij->i", m, m)',
    "einsum_path": 'f("ij,ij->i", m, m)',
    "unravel_index": "f(at, dims)",
    "ravel_multi_index": "f((small_at, small_at), (10, 10))",
    "apply_along_axis": "f(total, 1, few_rows)",
    "apply_over_axes": "f(total, m, [0])",
    "ldexp": "f(x, small_at)",
    "left_shift right_shift bitwise_left_shift bitwise_right_shift": "f(i, few[0])",
    "packbits": "f(b)",
    "unpackbits": "f(b.astype(uint8))",
    "astype": "f(x, float32)",
    "linalg.tensorsolve": "f(q, q[0])",
    "linalg.tensorinv": "f(q.reshape(1, len(q), len(q)), 2)",
    "linalg.cond linalg.eig linalg.eigvals linalg.svd linalg.svdvals linalg.pinv": "f(s)",
    "linalg.solve": "f(s, s)",
    "linalg.lstsq": "f(q, q[0])",
    "linalg.diagonal linalg.trace linalg.matrix_transpose linalg.matrix_norm": "f(s)",
    "linalg.vector_norm linalg.norm": "f(x)",
    "linalg.outer": "f(short, short)",
    "linalg.cross": "f(v, v)",
    "fft.fftfreq fft.rfftfreq": "f(n)",
    "fft.fft2 fft.ifft2 fft.rfft2 fft.irfft2 fft.fftn fft.ifftn fft.rfftn fft.irfftn": "f(m)",
    "random.integers random.randint": "f(0, 100, size=n)",
    "random.multinomial": "f(5, [0.5, 0.5], size=n // 2)",
    "random.multivariate_hypergeometric": "f([5, 5], 3, size=n // 2)",
    "random.multivariate_normal": "f([0.0, 1.0], [[2.0, 0.5], [0.5, 1.0]], size=n // 2)",
    "random.dirichlet": "f([0.5, 0.25], size=n // 2)",
    "random.hypergeometric": "f(5, 4, 3, size=n)",
    "random.triangular": "f(0.0, 0.5, 1.0, size=n)",
    "random.rand random.randn": "f(n)",
    "random.choice": "f(10, size=n)",
    "random.zipf": "f(2.0, size=n)",
    "random.shuffle random.permutation random.permuted": "f(x)",
}
OWN = {name: text for names, text in SPECIAL.items() for name in names.split()}


def inputs(n):
    """What the expressions speak of, made when asked for; arrays are NumPy's, `side` squared is n."""
    side, rows = round(n**0.5), max(1, n // 9)
    shape = (5, n // 5) if n < 1000 else (side, side)
    x = functools.cache(lambda: uniform(n, "float64"))
    y = functools.cache(lambda: uniform(n, "float64", seed=1))

    def stack():
        s = uniform((rows, 3, 3), "float64") + 2 * np.eye(3)
        return s @ s.swapaxes(1, 2)

    return {
        "x": x, "y": y, "i": lambda: integers(n, "int64"), "j": lambda: integers(n, "int64", seed=1),
        "b": lambda: x() > 0.5, "bits": lambda: (x() > 0.5).astype("int64"),
        "at": lambda: (y() * n).astype("int64"), "small_at": lambda: integers(n, "int64"),
        "m": lambda: x().reshape(-1, 5) if n < 1000 else x().reshape(side, side),
        "q": lambda: uniform((min(side, 100),) * 2, "float64"), "s": stack,
        "right": lambda: uniform((rows, 3, 1), "float64"),
        "v": lambda: uniform((max(1, n // 3), 3), "float64"),
        "short": lambda: uniform(side, "float64"), "small": lambda: uniform(side, "float64"),
        "row": lambda: uniform(shape[1], "float64"), "rows": lambda: x().reshape(2, -1),
        "few": lambda: integers(5, "int64"), "few_rows": lambda: uniform((5, n // 5), "float64"),
        "edges": lambda: np.linspace(0.0, 1.0, 11), "n": lambda: n, "side": lambda: side,
        "dims": lambda: shape, "total": lambda: lambda a, axis=None: a.sum(axis),
    }  # fmt: skip


def member(home, name):
    """What a dotted name leads to; the draws are those of a generator, where it has them."""
    if name.startswith("random.") and hasattr(home.random.Generator, name[7:]):
        return getattr(home.random.Generator, name[7:])
    return functools.reduce(lambda owner, part: getattr(owner, part, None), name.split("."), home)


@functools.cache
def shared():
    """Names of functions in both namespaces."""
    names = []
    for prefix, path in SPACES.items():
        home = functools.reduce(getattr, path, np)
        for name in sorted({*home.__all__, *(dir(np.random.Generator) if prefix == "random." else ())}):
            theirs, ours = member(np, prefix + name), member(module("tensorlab"), prefix + name)
            callables = callable(theirs) and callable(ours)
            if callables and not (inspect.isclass(theirs) or inspect.isclass(ours)) and name[0] != "_":
                names.append(prefix + name)
    return [name for name in names if not ELSEWHERE.fullmatch(name)]


@functools.cache
def expression(name):
    """A call that NumPy takes; None where nothing was found."""
    draw = name.startswith("random.") and hasattr(np.random.Generator, name[7:])
    call = f"random.default_rng(0).{name[7:]}(" if draw else f"{name}("
    if name in OWN:
        return OWN[name].replace("f(", call, 1)
    tried = LINALG if name.startswith("linalg.") else RANDOM if name.startswith("random.") else []
    for text in [*tried, *USUAL]:
        with (
            warnings.catch_warnings(),
            contextlib.suppress(Exception),
        ):  # whatever NumPy says to wrong arguments
            warnings.simplefilter("ignore")
            call_of(text.replace("f(", call, 1), "numpy", inputs(10))[0]()
            return text.replace("f(", call, 1)
    return None


class Numpy(Suite):
    rows = dict.fromkeys(shared())
    axes = {"n": SIZES}
    libs = ("tensorlab", "numpy")

    def operands(self, n):
        return inputs(n)

    def text(self, name, lib):
        if (text := expression(name)) is None:
            raise NotImplementedError(f"no arguments for {name}: give it some in SPECIAL")
        return text
