"""Lists that change while they are read: whatever runs in the middle of a call, nothing reads freed memory.

Anything can run while arguments are converted: a garbage collection with its callbacks and finalisers, a
special method of an element, a hook for warnings. Here each of them changes a list that the call is reading.
The call gives a value or an ordinary error, and leaves its operands as they were. Faults of memory show under
sanitizers (`make asan`). Run as a program, every row has a process of its own, so that a crash does not hide
the others.
"""

import contextlib
import gc
import itertools
import operator
import os
import random
import subprocess
import sys
import warnings

import numpy as np
import pytest
from calls import TABLE
from drive import NAMESPACES, found

import tensorlab as tl

ORDINARY = (TypeError, ValueError, LookupError, RuntimeError, ArithmeticError, AttributeError)
MANY = int(os.environ.get("TENSORLAB_CASES", 60))  # cases of a row
MOMENTS = 8  # collections of one call at which its lists are changed, at most


# ---- how a list changes ------------------------------------------------------------------------------------
def emptied(c):
    c.clear()


def grown(c):
    if isinstance(c, dict):
        c.update({f"more{i}": 1.0 for i in range(100)})
    else:
        c.extend(c[:1] * 1000)


def shrunk(c):
    if c:
        c.pop(next(iter(c)) if isinstance(c, dict) else -1)


def retyped(c):
    for key in c if isinstance(c, dict) else range(len(c)):
        c[key] = None


def nested(c):
    for key in c if isinstance(c, dict) else range(len(c)):
        c[key] = [[1.0, 2.0, 3.0]] * 7


def renewed(c):
    """Other objects of the same kind: what was there is freed."""
    for key in c if isinstance(c, dict) else range(len(c)):
        if isinstance(c[key], list):
            c[key] = list(c[key]) + c[key][:1]
        elif isinstance(c[key], tl.Tensor):
            c[key] = tl.ones((5,) * (c[key].ndim + 1))
        elif type(c[key]) in (int, float):
            c[key] = type(c[key])(c[key] + 345)


CHANGES = (emptied, grown, shrunk, retyped, nested, renewed)


def containers(x, depth=0):
    """Every list and dict within `x`, outer ones first."""
    if isinstance(x, (list, dict)):
        yield x
    if isinstance(x, (list, tuple, dict)) and depth < 6:
        for item in x.values() if isinstance(x, dict) else x:
            yield from containers(item, depth + 1)


def unique(objects):
    return list({id(x): x for x in objects}.values())


def chosen(items, few):
    """The first, the last, and some between."""
    items = list(items)
    return items if len(items) <= few else items[: few - 1] + items[-1:]


def targets(p):
    return chosen(
        unique(itertools.chain.from_iterable(containers(x) for x in [*p.args, *p.kwargs.values(), *p.more])),
        5,
    )


# ---- what changes it ---------------------------------------------------------------------------------------
class Once:
    """Does `action` at the call numbered `at`, counting from 0; None counts only."""

    def __init__(self, action, at):
        self.action, self.at, self.count = action, at, 0

    def __call__(self, *ignored):
        if self.count == self.at:
            self.count += 1
            self.action()
        else:
            self.count += 1


def number(kinds, value, once):
    """Stands for the number or list `value`; its special methods of these kinds call `once`."""

    def method(answer):
        def special(self, *args, **kwargs):
            once()
            return answer(*args)

        return special

    with contextlib.suppress(ValueError):  # uneven lists have none
        kept = np.array(value)
    methods = {
        "index": lambda: {"__index__": method(lambda: int(value))},
        "float": lambda: {"__float__": method(lambda: float(value)), "__int__": method(lambda: int(value))},
        "array": lambda: {"__array__": method(lambda *args: kept)},
        "interface": lambda: {
            "__array_interface__": property(lambda self: (once(), kept.__array_interface__)[1])
        },
        "length": lambda: {
            "__len__": method(lambda: len(value) if isinstance(value, (list, tuple)) else 1),
            "__getitem__": method(lambda i: (value if isinstance(value, (list, tuple)) else [value])[i]),
        },
    }
    return type("Element", (), {k: v for kind in kinds for k, v in methods[kind]().items()})()


def sly_list(value, once):
    """A list that changes others when its length is asked or it is gone through."""

    def method(name):
        def special(self, *args):
            once()
            return getattr(list, name)(self, *args)

        return special

    names = ("__len__", "__iter__", "__getitem__")
    return type("Sly", (list,), {name: method(name) for name in names})(value)


SCALARS = (("index",), ("float",), ("index", "float"), ("array",), ("interface",), ("length",))


def spots(p):
    """Where elements stand: a way to set each, and its value."""
    places = [(p.args, i) for i in range(len(p.args))] + [(p.kwargs, key) for key in p.kwargs]
    for c in targets(p):
        places += [(c, key) for key in chosen(c if isinstance(c, dict) else range(len(c)), 3)]
    return [(c, key) for c, key in places if type(c[key]) in (int, float, list)]


@contextlib.contextmanager
def collecting(callback):
    """Collections all the time, and only of what is made from here on; `callback` at the start of each."""
    before, enabled = gc.get_threshold(), gc.isenabled()

    def entry(phase, info):
        if phase == "start":
            callback()

    gc.enable()
    gc.callbacks.append(entry)
    gc.set_threshold(1)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(entry)
        if not enabled:
            gc.disable()


@contextlib.contextmanager
def dying(once):
    """A cycle of garbage whose finaliser calls `once`, and makes the next."""

    class Garbage:
        def __init__(self):
            self.me = self

        def __del__(self):
            if alive:
                once()
                Garbage()

    alive = [True]
    with collecting(lambda: None):
        Garbage()
        try:
            yield
        finally:
            alive.clear()


@contextlib.contextmanager
def warned(once):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = once
        yield


# ---- the cases of a row ------------------------------------------------------------------------------------
def tensors(x, depth=0):
    if isinstance(x, tl.Tensor):
        yield x
    elif isinstance(x, (list, tuple, dict)) and depth < 6:
        for item in x.values() if isinstance(x, dict) else x:
            yield from tensors(item, depth + 1)


def counted(row, guard):
    """How often `guard` would call during the whole of the row's call."""
    once, p = Once(None, None), row.make()
    with contextlib.suppress(*ORDINARY), guard(once):
        p.run()
    return once.count


def all_cases(row):
    """What happens (a guard, or the place and kind of an element), which list changes, how, and when."""
    p = row.make()
    lists = range(len(targets(p)))
    for guard in (collecting, dying, warned):
        times = counted(row, guard)
        moments = {*range(4), *np.linspace(0, times, MOMENTS, endpoint=False).astype(int).tolist()}
        moments = [at for at in sorted(moments) if at < times]
        yield from itertools.product([guard], lists, CHANGES, moments)
    for spot, (c, key) in enumerate(spots(p)):
        kinds = [("sly",), ("array",), ("length",)] if isinstance(c[key], list) else SCALARS
        yield from itertools.product([(spot, kind) for kind in kinds], lists, CHANGES, (0, 1, 3))


def cases(row, many):
    """All, or about as many of them, half of both kinds, always the same."""
    guards, elements, source = [], [], random.Random(str(row))
    for case in all_cases(row):
        (elements if isinstance(case[0], tuple) else guards).append(case)
    return [case for part in (guards, elements) for case in source.sample(part, min(len(part), many // 2))]


def attempt(row, case):
    """The call, and what must be so after it."""
    cause, k, change, at = case
    p = row.make()
    target = targets(p)[k]
    held = unique(tensors([p.args, p.kwargs, p.more]))
    before = [(t.shape, t.dtype, None if row.changes else repr(t.tolist())) for t in held]
    once = Once(lambda: change(target), at)
    if isinstance(cause, tuple):
        spot, kind = cause
        c, key = spots(p)[spot]
        c[key] = sly_list(c[key], once) if kind == ("sly",) else number(kind, c[key], once)
        during = warned(lambda *ignored: None)
    else:
        during = cause(once)
    with contextlib.suppress(*ORDINARY), during:
        p.run()
    for t, (shape, dtype, values) in zip(held, before):
        assert (t.shape, t.dtype) == (shape, dtype)
        assert row.changes or repr(t.tolist()) == values


def described(row, case):
    cause, k, change, at = case
    what = f"element {cause[0]} with {'+'.join(cause[1])}" if isinstance(cause, tuple) else cause.__name__
    return f"{row}: list {k} {change.__name__}, {what} at {at}"


@pytest.fixture
def frozen():
    """What is alive now takes no part in collections, here and later: they are short."""
    gc.collect()
    gc.freeze()


@pytest.mark.parametrize("row", TABLE, ids=[f"{row}-{i}" for i, row in enumerate(TABLE)])
def test_lists_change_while_they_are_read(row, frozen, monkeypatch):
    unraisable = []
    monkeypatch.setattr(sys, "unraisablehook", lambda info: unraisable.append(info.exc_value))
    many = MANY // 15 if row.name.startswith("plot.") else MANY  # Matplotlib is slow
    for case in cases(row, many):
        try:
            attempt(row, case)
        except Exception as error:
            raise AssertionError(described(row, case)) from error
        assert not unraisable, described(row, case)


# ---- nothing is left out -----------------------------------------------------------------------------------
NO_SEQUENCE = {
    "switches and numbers about the library": """
        available_isas empty_cache enable_grad get_conv_algorithm get_default_dtype get_num_threads
        inference_mode is_grad_enabled isa memory_stats no_grad num_threads ops set_default_dtype
        set_grad_enabled set_conv_algorithm set_num_threads random.get_generator""",
    "about dtypes": "DType finfo iinfo",
    "kinds of dtypes": """
        complexfloating floating generic inexact integer number signedinteger unsignedinteger""",
    "the class of tensors again": "ndarray",
    "the class of functions": "ufunc",
    "errors": "AxisError linalg.LinAlgError Tensor.cuda nn.Module.cuda",
    "files of a package that may be missing": "io.export_onnx",
    "files": """
        datasets.FashionMNIST datasets.MNIST datasets.load_breast_cancer datasets.load_diabetes
        datasets.load_digits datasets.load_iris datasets.load_wine""",
    "about descent": "plot.descent_methods plot.valley",
    "modules in a tree, gone through by name": """
        nn.Module nn.Module.add_module nn.Module.apply nn.Module.buffers nn.Module.children nn.Module.cpu
        nn.Module.double nn.Module.eval nn.Module.extra_repr nn.Module.float nn.Module.forward
        nn.Module.get_buffer nn.Module.get_parameter nn.Module.get_submodule nn.Module.modules
        nn.Module.named_buffers nn.Module.named_children nn.Module.named_modules
        nn.Module.named_parameters nn.Module.parameters nn.Module.register_buffer
        nn.Module.register_forward_hook nn.Module.register_forward_pre_hook
        nn.Module.register_full_backward_hook nn.Module.register_full_backward_pre_hook
        nn.Module.register_module nn.Module.register_parameter nn.Module.requires_grad_
        nn.Module.set_submodule nn.Module.state_dict nn.Module.to nn.Module.train nn.Module.zero_grad
        nn.ModuleDict.items
        nn.ModuleDict.keys nn.ModuleDict.pop nn.ModuleDict.values nn.ModuleList.append
        nn.ModuleList.insert nn.ModuleList.pop nn.Module.half nn.Module.bfloat16 nn.Module.type
        nn.ParameterList.append nn.ParameterDict.clear nn.ParameterDict.copy nn.ParameterDict.get
        nn.ParameterDict.items nn.ParameterDict.keys nn.ParameterDict.pop nn.ParameterDict.popitem
        nn.ParameterDict.setdefault nn.ParameterDict.values nn.utils.parametrize.cached""",
    "hooks": """
        optim.Optimizer.register_step_pre_hook optim.Optimizer.register_step_post_hook
        optim.Optimizer.register_state_dict_pre_hook optim.Optimizer.register_state_dict_post_hook
        optim.Optimizer.register_load_state_dict_pre_hook
        optim.Optimizer.register_load_state_dict_post_hook""",
    "driven through those they are parts of": """
        optim.Optimizer.check optim.Optimizer.prepare optim.Optimizer.step
        optim.Optimizer.update training.EarlyStopping.watch training.History.last
        training.History.plot""",
}
OPERATORS = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor"]
OPERATORS += ["lshift", "rshift"]
METHODS = {
    "Tensor": [f"__{kind}{name}__" for name in OPERATORS for kind in ("", "r", "i")]
    + [
        "__getitem__",
        "__setitem__",
        "__contains__",
        "__eq__",
        "__lt__",
        "__array_ufunc__",
        "__array_function__",
    ],
    "ufunc": [],
    "nn.Module": [],
    "nn.ModuleList": ["append", "extend", "insert", "pop"],
    "nn.ModuleDict": [],
    "optim.Optimizer": [],
    "data.Standardizer": [],
    "training.EarlyStopping": [],
    "training.History": [],
}


def public_callables():
    modules = {"": tl} | {f"{name}.": operator.attrgetter(name)(tl) for name in NAMESPACES}
    for prefix, module in modules.items():
        for name in getattr(module, "__all__", None) or dir(module):
            value = getattr(module, name)
            if not name.startswith("_") and callable(value) and not isinstance(value, (tl.DType, type(np))):
                yield prefix + name
    for owner, more in METHODS.items():
        for name in [*(n for n in vars(found(owner)) if not n.startswith("_")), *more]:
            if callable(getattr(found(owner), name, None)):  # a missing method says where to look
                yield f"{owner}.{name}"


def test_every_public_callable_is_driven():
    known = {row.name for row in TABLE} | {name for names in NO_SEQUENCE.values() for name in names.split()}
    known |= {f"utils.{name}" for name in known if name.startswith("data.")}  # the same under another name
    missing = sorted(set(public_callables()) - known)
    assert not missing, f"give each a row in calls.py or a calls_*.py, or a reason in NO_SEQUENCE: {missing}"


def test_every_row_works():
    for row in TABLE:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            row.make().run()


if (
    __name__ == "__main__"
):  # every row in a process of its own: python tests/test_mutation.py [part of a name]
    for index, name in enumerate(map(str, TABLE)):
        if all(part in name for part in sys.argv[1:]):
            test = f"{__file__}::test_lists_change_while_they_are_read[{name}-{index}]"
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-x", test], capture_output=True, text=True
            )
            if done.returncode:
                print(f"==== {name}-{index}\n{done.stdout[-1000:]}\n{done.stderr[:4000]}", flush=True)
