"""Whatever is given for an argument: a value or an ordinary error, soon, and the operands are as they were.

Every row of the table of calls is made again and again with one argument, an item of it, or a parameter that
the row leaves out replaced by something hostile: wrong shapes, axes, dtypes, sizes that no machine has, nan,
objects whose special methods raise or lie. Calls are made in a child with little memory and an alarm, so that
a crash, a hang and a wish for all memory are failures. Run as a program, every row has a child of its own:
`TENSORLAB_CASES=2000 python tests/test_hostile.py [part of a name]`.
"""

import contextlib
import functools
import gc
import inspect
import os
import random
import re
import signal
import sys
import warnings

import numpy as np
import pytest
from calls import TABLE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_limits import HUGE, SANITIZED, in_child, limit_memory
from test_mutation import tensors, unique

import tensorlab as tl

MANY = max(5, int(os.environ.get("TENSORLAB_CASES", 60)) // 4)  # cases of a row
PARTS = 8
SECONDS = 20  # for one call
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


class Hostile(Exception):
    """What special methods of hostile objects raise."""


# ---- what is thrown ----------------------------------------------------------------------------------------
def raising(*args, **kwargs):
    raise Hostile("hostile")


METHODS = [
    "__array__", "__index__", "__len__", "__iter__", "__getitem__", "__float__", "__int__", "__bool__",
    "__complex__", "__eq__", "__hash__", "__str__", "__repr__", "__call__", "__contains__", "__lt__",
    "__add__", "__radd__", "__dlpack__", "__dlpack_device__", "__array_namespace__", "__array_ufunc__",
    "__array_function__", "__fspath__", "__enter__", "__next__", "__reduce__", "__format__",
    "__torch_function__",
]  # fmt: skip
ATTRIBUTES = [
    "shape", "dtype", "ndim", "size", "__array_interface__", "__array_struct__", "__array_priority__",
    "requires_grad", "data", "T", "device",
]  # fmt: skip
LIES = {
    "None": lambda: None,
    "text": lambda: "hostile",
    "-1": lambda: -1,
    "2**62": lambda: 2**62,
    "10**30": lambda: 10**30,
    "nan": lambda: float("nan"),
    "object()": lambda: object(),
    "()": lambda: (),
    "array of objects": lambda: np.array([None, "a"]),
    "array": lambda: np.ones((4, 5)),
}
SEQUENCE = {"__len__": lambda self: 3, "__getitem__": lambda self, i: [1.0, 2.0, 3.0][i]}


def hostile(names, answer, sequence):
    """An object with these special methods or attributes, which give `answer()`."""
    body = dict(SEQUENCE) if sequence else {}
    for name in names:
        if name == "__getitem__":  # of some length: lists without end are read without end
            body[name] = lambda self, i: answer() if i in (0, 1, 2) else [][i]
        else:
            body[name] = lambda self, *args, **kwargs: answer()
        if name in ATTRIBUTES:
            body[name] = property(body[name])
    return type("Hostile", (), body)()


def itself():
    x = []
    x.append(x)
    return x


def deep():
    return functools.reduce(lambda x, _: [x], range(2000), 1.0)


class Endless:
    """Every attribute and every item is another of its kind."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Endless()

    def __getitem__(self, index):
        if index == 1:
            raise IndexError
        return Endless()

    def __len__(self):
        return 1


SHAPES = [
    (),
    (0,),
    (1,),
    (3,),
    (7,),
    (2, 3),
    (3, 2),
    (3, 3),
    (2, 0),
    (0, 2**40),
    (1, 1, 1),
    (2, 2, 2),
    (1,) * 64,
]
DTYPES = [
    "bool", "int8", "uint8", "int32", "int64", "uint64", "float16", "bfloat16", "float8_e4m3fn",
    "float32", "float64", "complex64", "complex128",
]  # fmt: skip
HOW = ["plain", "grad", "reversed", "numpy"]
KEPT = ["plain", "read only", "masked"]
VALUES = [0.0, 1.0, -1.0, np.nan, np.inf, -np.inf, -0.0, 1e308, 5e-324, 2.0**40]
OTHER = ["U3", "S2", "O", "M8[s]", "m8[s]", "i4,f8", "longdouble", ">f8", ">i2"]


def tensor(shape, dtype, value, how):
    x = tl.full(shape, 1 if "int" in dtype or dtype == "bool" else value, dtype=dtype)
    if how == "grad" and ("float" in dtype or "complex" in dtype):
        return x.requires_grad_()
    if how == "reversed":
        return tl.flip(x).T
    return x.numpy() if how == "numpy" and dtype in np.sctypeDict else x


def array(shape, dtype, _, how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = np.zeros(shape, dtype=dtype)
    if how == "read only":
        x.flags.writeable = False
    return np.ma.masked_array(x) if how == "masked" else x


PLAIN = [
    None, True, False, ..., 0, 1, -1, 2, 3, 5, 63, 64, 65, *HUGE, 1.5, -2.5, float("nan"), float("inf"),
    1e300, 2j, "", "text", "float64", "constant", "full", "linear", "ij,jk", "\0", "é", b"", b"text",
    slice(None), slice(0, 2**70), (), (0,), (0, 0), (0, 1), (2, 3), (-1, 5), (2**40, 2**40), (None,),
    int, float, str, object, type, np.float64, np.int8(3), np.float32(2.5), np.str_("a"),
    np.datetime64("2020-01-01"), tl.float32, tl.int8, tl.bool, tl.complex64, tl.add, tl, np.add,
    NotImplemented,
]  # fmt: skip
MADE = [
    list, dict, set, object, itself, deep, Endless, lambda: [[]], lambda: [[1.0], [2.0, 3.0]], lambda:
    ["a", 1], lambda: [None, None], lambda: {"a": 1}, lambda: {1.0, 2.0}, lambda: iter([1.0, 2.0]),
    lambda: range(3), lambda: (i for i in range(3)), lambda: [True, 2, 3.0], lambda: [2**70, 1], lambda:
    [1, -(2**70)], lambda: [float("nan")], lambda: [[0, 1], [1, 0]], lambda: [1.5, 2.5, 3.5], lambda:
    [0] * 70, lambda: bytearray(b"12345678"), lambda: memoryview(b"12345678"), lambda: np.matrix([[1.0,
    2.0]]), lambda: lambda *args: raising(), lambda: lambda *args: "text", lambda: [tl.ones(2),
    tl.ones(3)], lambda: (tl.ones(2), 1.0), lambda: [object()], lambda: tl.Tensor, lambda: [..., None],
    lambda: [slice(None)],
]  # fmt: skip


def thrown(choose):
    """Something to throw, as text and as a function that makes it; `choose` takes one of several."""
    kind = choose(["plain", "plain", "made", "tensor", "array", "raising", "lying"])
    if kind == "plain":
        value = choose(PLAIN)
        return repr(value), lambda: value
    if kind == "made":
        i = choose(range(len(MADE)))
        return f"MADE[{i}]", MADE[i]
    if kind in ("tensor", "array"):
        make, values, dtypes, how = {
            "tensor": (tensor, VALUES, DTYPES, HOW),
            "array": (array, [0], OTHER, KEPT),
        }[kind]
        args = choose(SHAPES), choose(dtypes), choose(values), choose(how)
        return f"{kind}{args}", lambda: make(*args)
    names = {choose(METHODS + ATTRIBUTES), choose(METHODS)}
    lie, sequence = choose(sorted(LIES)) if kind == "lying" else "", choose([True, False])
    text = f"hostile({sorted(names)}, {lie or 'raising'}, {sequence})"
    return text, lambda: hostile(names, LIES.get(lie, raising), sequence)


# ---- where it is thrown ------------------------------------------------------------------------------------
CHANGED = ("out", "dst", "destination", "inplace")  # parameters that a call is there to change


def parameters(function):
    with contextlib.suppress(TypeError, ValueError):
        return [*inspect.signature(function).parameters.values()]
    return []


def within(c, depth=0):
    """Containers of a list, its own first, and their keys: the first, the second and the last."""
    keys = [*c] if isinstance(c, dict) else [*range(len(c))]
    for key in keys[:2] + keys[2:][-1:]:
        yield c, key
        if isinstance(c[key], (list, dict)) and depth < 3:
            yield from within(c[key], depth + 1)


def spots(row, p):
    """Every place of an argument, or of an item of it, and what has been left out."""
    method = row.name.startswith(CLASSES) and not isinstance(p.function, type)
    found = [spot for spot in within(p.args) if not (method and spot[0] is p.args and spot[1] == 0)]
    found += within(p.kwargs)
    given = len(p.args)
    for at, parameter in enumerate(parameters(p.function)):
        if parameter.kind is parameter.KEYWORD_ONLY or (
            parameter.kind is parameter.POSITIONAL_OR_KEYWORD and at >= given
        ):
            found += [(p.kwargs, parameter.name)] if parameter.name not in p.kwargs else []
    return found


CLASSES = (
    "nn.Module",
    "nn.Sequential",
    "optim.Opt",
    "training.History",
    "training.EarlyS",
    "data.Standard",
    "Tensor.",
)


# ---- what must be so ---------------------------------------------------------------------------------------
ORDINARY = (
    TypeError,
    ValueError,
    IndexError,
    OverflowError,
    ZeroDivisionError,
    MemoryError,
    RuntimeError,
    BufferError,
)
FILES = (OSError,)  # where a path was asked for
NEVER = (RecursionError, UnicodeError)


def state(x):
    if isinstance(x, tl.Tensor):
        return x.shape, str(x.dtype), x.requires_grad, bytes(x.detach()) if x.nbytes < 10**6 else None
    return x.shape, str(x.dtype), x.tobytes() if x.dtype != object else None


def arrays(x):
    return [x] if isinstance(x, np.ndarray) else unique(tensors([x]))


def named(error):
    """Whether the text, where it begins with a name, begins with one that is public or is spoken of."""
    head = re.match(r"([A-Za-z_][\w.]*)(\(\))?: ", str(error))
    return head is None or not {*head[1].split(".")} - KNOWN


SUBJECTS = (
    "dtype index assignment requires_grad grad step len iter Same"  # Same is a schedule of the table's own
)
KNOWN = {part for row in TABLE for part in row.name.split(".")} | {*SUBJECTS.split()}


def ordinary(row, error):
    if isinstance(error, Hostile) or isinstance(error.__cause__ or error.__context__, Hostile):
        return True
    if isinstance(error, RecursionError) and "getting the repr" in str(error):
        return True  # the error that was to show the value, which Python itself cannot
    if isinstance(error, NEVER):
        return False
    if isinstance(error, FILES):
        return TAKES_PATHS.search(row.name)
    return isinstance(error, ORDINARY) and named(error)


TAKES_PATHS = re.compile("load|save|file|txt|csv")


def attempt(row, throws):
    """The call with what is thrown, each at the spot of its number: None, or what is wrong."""
    p, case, held, changes = row.make(), str(row), [], row.changes
    for at, (text, make) in throws:
        places = spots(row, p)
        if not places:
            return None
        c, key = places[at % len(places)]
        value = make()
        held += arrays(value)
        changes = changes or key in CHANGED
        held += tensors([p.args, p.kwargs, p.more])
        c[key] = value
        case += f", {text} as {'argument' if c is p.args else '' if c is p.kwargs else 'item'} {key}"
    held = [] if changes or row.name.endswith("requires_grad_") else unique(held)
    before = [state(x) for x in held]
    try:
        p.run()
    except Exception as error:
        if not ordinary(row, error):
            return f"{case}: {type(error).__name__}: {str(error)[:300]}"
    if any(state(x) != old for x, old in zip(held, before)):
        return f"{case}: an operand was changed"
    return None


def driven(row):
    """Whether there is any sense in it: training of 10**30 epochs is an honest wish, and only NumPy calls its
    protocols, with functions of its own."""
    return not row.name.startswith(("plot.", "training.fit", "training.lr_find", "Tensor.__array_"))


ROWS = [row for row in TABLE if driven(row)]


def watched(row, throws, tell, seconds):
    tell(f"{row} {[(at, text) for at, (text, _) in throws]}"[:500])
    signal.alarm(seconds)  # ends this process
    try:
        return attempt(row, throws)
    finally:
        signal.alarm(0)


def careful(function):
    """The function with little memory and one thread, for a child."""

    def child(tell, seconds):
        if not SANITIZED:
            limit_memory()
        tl.set_num_threads(1)
        warnings.simplefilter("ignore")
        function(tell, seconds)

    return child


def one_at_a_time(rows, report):
    def sweep(tell, seconds):
        wrong = []
        for row in rows:
            source = random.Random(str(row))
            for _ in range(MANY):
                throws = [(source.randrange(1000), thrown(source.choice))]
                if found := watched(row, throws, tell, seconds):
                    wrong.append(found)
        if wrong:
            report("\n".join(wrong))

    return careful(sweep)


def fail(text):
    raise AssertionError(text)


@posix
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("part", range(PARTS))
def test_one_argument_is_hostile(part):
    gc.collect()
    problem = in_child(one_at_a_time(ROWS[part::PARTS], fail), SECONDS)
    assert problem is None, problem


@posix
@pytest.mark.filterwarnings("ignore")
def test_two_arguments_are_hostile():
    @careful
    def search(tell, seconds):
        @settings(
            max_examples=50 * MANY, derandomize=True, database=None, suppress_health_check=[*HealthCheck]
        )
        @given(st.sampled_from(ROWS), st.data())
        def throw(row, data):
            choose = lambda items: data.draw(st.sampled_from(items))
            throws = [(choose(range(40)), thrown(choose)) for _ in range(2)]
            found = watched(row, throws, tell, seconds)
            assert not found, found

        throw()

    problem = in_child(search, SECONDS)
    assert problem is None, problem


if __name__ == "__main__":
    for row in ROWS:
        if all(part in row.name for part in sys.argv[1:]):
            problem = in_child(one_at_a_time([row], lambda text: print(text, flush=True)), SECONDS)
            if problem:
                print(problem[-400:], flush=True)
