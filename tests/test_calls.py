"""The short ways into functions and methods give what the ways through every argument give."""

import inspect

import numpy as np
import pytest
import stubs
from layouts import same_bits

import tensorlab as tl
import tensorlab_c

ROWS = {o["name"]: o for o in tensorlab_c.ops()}
ONE = [n for n, o in ROWS.items() if o["family"] == "unary" and n in stubs.FROM_ROWS and hasattr(tl, n)]
TWO = [n for n, o in ROWS.items() if o["family"] == "binary" and hasattr(tl, n)]
FOLDS = [n for n, o in ROWS.items() if o["family"] == "reduce" and hasattr(tl, n)]


class Kept(tl.Tensor):
    """A subclass: not a plain tensor, so its calls take the long way."""


def operand(name, shape=(2, 3)):
    values = np.arange(1, 1 + np.prod(shape)).reshape(shape)
    return tl.array(values if ROWS[name]["domain"] in ("INT", "INTX", "SHF") else values / 8.0)


def test_the_table_is_covered():
    assert len(ONE) > 35 and len(TWO) > 25 and len(FOLDS) == 14


@pytest.mark.parametrize("name", ONE)
def test_one_operand(name):
    f, x = getattr(tl, name), operand(name)
    expected = np.asarray(f(x, dtype=None))
    for got in (f(x), f(x, None), f(x, out=None, where=True), f(x.numpy()), f(tl.as_subclass(x, Kept))):
        same_bits(got, expected, name)
    for wrong in ((), (x, None, None), (x, 3)):
        with pytest.raises(TypeError):
            f(*wrong)
    with pytest.raises(TypeError, match="positional"):
        f(x=x)


@pytest.mark.parametrize("name", TWO)
def test_two_operands(name):
    f, x = getattr(tl, name), operand(name)
    y = x + x
    expected = np.asarray(f(x, y, dtype=None))
    kept = tl.as_subclass(y, Kept)
    for got in (f(x, y), f(x, y, None), f(x, y, out=None), f(x, y.numpy()), f(x.numpy(), y), f(x, kept)):
        same_bits(got, expected, name)
    same_bits(f(x, x[0, 0].item()), np.asarray(f(x, tl.full((2, 3), x[0, 0].item()))), name)
    for wrong in ((), (x,), (x, y, None, None), (x, y, 3)):
        with pytest.raises(TypeError):
            f(*wrong)
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(2, 2\)"):
        f(x, x[:, :2])


@pytest.mark.parametrize("name", FOLDS)
@pytest.mark.parametrize("axis", [None, 0, 1, 2, -1, -3])
def test_folds(name, axis):
    f, x = getattr(tl, name), operand(name, (2, 3, 4))
    expected = np.asarray(f(x, axis, keepdims=False))
    kept = tl.as_subclass(x, Kept)
    calls = [f(x, axis), f(x, axis=axis), f(a=x, axis=axis), f(x.numpy(), axis), f(kept, axis)]
    if axis is not None:
        calls += [f(x, np.int64(axis)), f(x, axis=np.int8(axis))]
    if not name.startswith("arg"):
        calls.append(f(x, axis, None))
    if method := getattr(x, name, None):
        calls += [method(axis), method(axis=axis), method(keepdims=False, axis=axis)]
    if axis is None:
        calls += [f(x)] + ([method()] if method else [])
    for got in calls:
        same_bits(got, expected, name)


@pytest.mark.parametrize("name", FOLDS)
def test_folds_refuse(name):
    f, x = getattr(tl, name), operand(name, (2, 3, 4))
    calls = [f] + ([lambda x, *a, **k: getattr(x, name)(*a, **k)] if hasattr(x, name) else [])
    for call in calls:
        for axis in (3, -4, 2**62, 2**70, -(2**70)):
            with pytest.raises(tl.AxisError, match=f"{name}: axis {axis} is out of range for 3 axes"):
                call(x, axis)
            with pytest.raises(tl.AxisError, match=f"{name}: axis {axis} is out of range for 3 axes"):
                call(x, axis=axis)
        for axis in (0, -1):  # as NumPy's: all there is, is folded
            same_bits(call(operand(name, ())), call(operand(name, ()), axis), name)
        with pytest.raises(tl.AxisError, match="out of range"):
            call(tl.array(1.0), 1)
        with pytest.raises(TypeError if "arg" in name else tl.AxisError, match="axis"):
            call(tl.array(1.0), (0,))
        for axis in (True, 1.0, "0"):
            with pytest.raises(TypeError):
                call(x, axis)
        with pytest.raises(TypeError, match="axes"):
            call(x, axes=0)
        with pytest.raises(TypeError):
            call(x, 0, axis=0)
    with pytest.raises(TypeError):
        f()


def given_by(parameters, values, named):
    """Arguments and keywords of a call: by name what can be, from the parameter numbered `named` on."""
    first = [p.name for i, p in enumerate(parameters) if p.kind is p.POSITIONAL_ONLY or i < named]
    return [values[n] for n in first], {p.name: values[p.name] for p in parameters if p.name not in first}


@pytest.mark.parametrize("name", ONE + TWO + FOLDS)
def test_every_argument_by_position_and_by_name(name):
    """As the signature says, which is all that callers see of the parser."""
    f, x = getattr(tl, name), operand(name)
    parameters = [*inspect.signature(f).parameters.values()]
    values = {"a": x, "x": x, "x1": x, "x2": x + x, "axis": 1, "keepdims": True}
    values |= {"where": True, "initial": None, "dtype": None}
    plain = f(x, axis=1, keepdims=True) if name in FOLDS else f(x, x + x) if name in TWO else f(x)
    expected = np.asarray(plain)
    positional = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
    for named in range(len(positional) + 1):
        values["out"] = tl.zeros(expected.shape, dtype=str(expected.dtype))
        args, keywords = given_by(parameters, values, named)
        assert f(*args, **keywords) is values["out"]
        same_bits(values["out"], expected, name)
    args, keywords = given_by(parameters, values, 0)
    f(*args, **{"".join(list(k)): v for k, v in keywords.items()})  # other objects than the words in code
    with pytest.raises(TypeError, match=rf"{name}\(\) got an unexpected keyword argument 'nothing'"):
        f(*args, **keywords, nothing=1)
    everything = [values[p.name] for p in positional]
    with pytest.raises(TypeError, match=rf"{name}\(\) got multiple values for keyword argument 'out'"):
        f(*everything, out=None)
    most = rf"{name}\(\) takes at most {len(positional)} positional arguments \({len(positional) + 1} given\)"
    with pytest.raises(TypeError, match=most):
        f(*everything, None)


@pytest.mark.parametrize("name", FOLDS)
def test_methods_take_what_functions_take(name):
    x = operand(name)
    method = getattr(x, name, None)
    if method is None:
        return
    count = sum(p.kind is not p.KEYWORD_ONLY for p in inspect.signature(method).parameters.values())
    most = rf"{name}\(\) takes at most {count} positional arguments \({count + 1} given\)"
    with pytest.raises(TypeError, match=most):
        method(*[None] * (count + 1))
    with pytest.raises(TypeError, match="unexpected keyword argument 'a'"):
        method(a=x)
    with pytest.raises(TypeError, match="multiple values for keyword argument 'axis'"):
        method(0, axis=0)
    with pytest.raises(TypeError, match="descriptor"):
        getattr(tl.Tensor, name)(x.numpy())


def test_gradients_are_recorded():
    x = tl.array([[1.0, 2.0, 4.0]], requires_grad=True)
    (tl.exp(x).sum(axis=0) + tl.multiply(x, x).max(0) + tl.nansum(x)).sum().backward()
    expected = np.exp([[1.0, 2.0, 4.0]]) + 2 * np.array([[1.0, 2.0, 4.0]]) + 3
    np.testing.assert_allclose(x.grad.numpy(), expected, rtol=1e-14)


def test_many_tensors_live_and_die():
    """More than are kept for reuse, with and without records, weak references and many axes."""
    import gc
    import weakref

    seen = []
    for wanted in (False, True):
        tensors = [tl.ones((1,) * (i % 9), requires_grad=wanted) for i in range(9000)]
        results = [t * 2.0 for t in tensors]
        watched = [weakref.ref(t, lambda _: seen.append(1)) for t in results[::3]]
        assert sum(float(r.sum().item()) for r in results) == 18000.0
        del tensors, results
        gc.collect()
        assert all(w() is None for w in watched)
    assert len(seen) == 6000
    x = tl.arange(6).reshape(2, 3)
    assert x.T.shape == (3, 2) and x.T.strides == x.strides[::-1] and (x.T.numpy() == x.numpy().T).all()


@pytest.mark.parametrize("bad", [("abc",), ([1, "a"],), ([[1, 2], [3]],), (None,), (1, 2)])
def test_tensors_that_failed_are_not_used_again(bad):
    for _ in range(3):
        with pytest.raises((TypeError, ValueError)):
            tl.Tensor(*bad)
        with pytest.raises(TypeError):
            tl.as_subclass(tl.ones(2), int)
        x = tl.array([[1.0, 2.0, 3.0]])
        assert x.T.shape == (3, 1) and (x + 1).sum().item() == 9.0 and x[0, 1:].shape == (2,)
