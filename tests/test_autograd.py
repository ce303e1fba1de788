"""The tape: accumulation, modes, freeing, leaves, functions of functions, depth, memory, threads."""

import gc
import threading
import weakref

import numpy as np
import pytest
from layouts import same_bits

import tensorlab as tl


def leaf(*values, dtype="float64"):
    return tl.array(list(values), dtype=dtype, requires_grad=True)


# ---- backward ----------------------------------------------------------------------------------------------
def test_gradients_accumulate_over_calls_and_uses():
    x = leaf(1.0, 2.0)
    (x * x).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]
    (3 * x).sum().backward()
    assert x.grad.tolist() == [5.0, 7.0]
    x.grad = None
    y = x * 2
    (y + y * y + x).sum().backward()  # x by three ways, y by two
    assert x.grad.tolist() == [2 + 8 * 1 + 1, 2 + 8 * 2 + 1]


def test_accumulated_gradient_is_the_same_object_and_its_own_memory():
    x = leaf(1.0, 2.0)
    x.sum().backward()
    g = x.grad
    assert g.tolist() == [1.0, 1.0]
    x.sum().backward()
    assert x.grad is g and g.tolist() == [2.0, 2.0]
    seed = tl.ones(2)
    y = leaf(1.0, 2.0)
    y.backward(seed)
    seed[0] = 7.0
    assert y.grad.tolist() == [1.0, 1.0]


def test_one_gradient_for_two_leaves_is_not_shared():
    x, y = leaf(1.0), leaf(2.0)
    (x + y).sum().backward()
    x.grad[0] = 5.0
    assert y.grad.tolist() == [1.0]


def test_backward_starts_from_a_gradient():
    x = leaf(1.0, 2.0, 3.0)
    (x * x).backward(tl.array([1.0, 0.0, 2.0]))
    assert x.grad.tolist() == [2.0, 0.0, 12.0]
    x.grad = None
    (x * x).backward([1, 0, 2])
    assert x.grad.tolist() == [2.0, 0.0, 12.0]
    y = x * 1
    with pytest.raises(ValueError, match=r"^backward: a gradient is needed .*\(3,\)"):
        y.backward()
    with pytest.raises(
        ValueError, match=r"^backward: a gradient of shape \(2,\) for a tensor of shape \(3,\)"
    ):
        y.backward(tl.ones(2))
    with pytest.raises(RuntimeError, match=r"^backward: .*not computed from one that requires grad"):
        tl.ones(1).backward()
    y.backward(tl.ones(3))  # after the failures, still possible
    assert x.grad.tolist() == [3.0, 1.0, 13.0]


def test_a_leaf_is_its_own_gradient():
    x = leaf(3.0)
    x.backward()
    assert x.grad.tolist() == [1.0] and x.is_leaf and x.grad_fn is None


def test_the_graph_is_freed_unless_retained():
    x = leaf(1.0, 2.0)
    y = tl.exp(x).sum()
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    np.testing.assert_array_equal(x.grad.numpy(), 2 * np.exp([1.0, 2.0]))
    y.backward()
    before = x.grad.copy()
    with pytest.raises(RuntimeError, match=r"^backward: the graph was freed .*retain_graph=True"):
        y.backward()
    same_bits(x.grad, before, "a failed walk")


def test_a_freed_part_stops_a_second_graph_through_it():
    x = leaf(1.0, 2.0)
    shared = tl.exp(x)
    a, b = (shared * 2).sum(), (shared * 3).sum()
    a.backward()
    before = x.grad.copy()
    with pytest.raises(RuntimeError, match=r"^backward: the graph was freed"):
        b.backward()
    same_bits(x.grad, before)


def test_an_error_in_the_walk_changes_no_gradient():
    x, y = leaf(1.0), leaf(2.0)
    x.grad, y.grad = tl.array([5.0]), tl.array([6.0])
    bad = tl.exp(x)
    out = bad * y
    with tl.no_grad():
        bad += 1
    with pytest.raises(RuntimeError, match="changed"):
        (out + y).sum().backward()
    assert x.grad.tolist() == [5.0] and y.grad.tolist() == [6.0]


def test_several_tensors_are_checked_before_the_first_walk():
    x = tl.ones(2, requires_grad=True)
    for second, flow in ((x * 2, None), (x * 2, tl.ones(3)), (tl.ones(()), None), (3, None)):
        with pytest.raises((RuntimeError, TypeError), match=r"^backward: "):
            tl.autograd.backward([x.sum(), second], [None, flow])
        assert x.grad is None
    tl.autograd.backward([x.sum(), x * 2], [None, tl.ones(2)])
    assert x.grad.tolist() == [3, 3]


def test_autograd_names_itself():
    x = tl.ones(2, requires_grad=True)
    for output, inputs in ((x, x), (x.sum(), 3), (x.sum(), tl.ones(2)), (x.sum(), [3]), (3, x)):
        with pytest.raises((RuntimeError, TypeError), match=r"^grad: "):
            tl.autograd.grad(output, inputs)


def test_retain_grad():
    x = leaf(1.0, 2.0)
    y = x * 3
    y.retain_grad()
    z = y * y
    z.sum().backward()
    assert y.grad.tolist() == [6.0, 12.0] and z.grad is None
    with pytest.raises(RuntimeError, match=r"^retain_grad: "):
        tl.ones(2).retain_grad()


# ---- hooks -------------------------------------------------------------------------------------------------
def hooked(m):
    """What hooks of a leaf and of a result are given, and what comes of it: twice, then without one."""
    x = m.tensor([1.0, 2.0], dtype=m.float64, requires_grad=True)
    seen = []
    x.register_hook(lambda g: seen.append(("first", g.tolist())))
    handle = x.register_hook(lambda g: g * 2)
    x.register_hook(lambda g: seen.append(("last", g.tolist())))
    y = x * x
    y.retain_grad()
    y.register_hook(lambda g: g.clamp(-1, 1))
    for _ in range(2):
        (y * m.tensor([3.0, 0.5], dtype=m.float64) + x).sum().backward(retain_graph=True)
    handle.remove()
    handle.remove()
    with x.register_hook(lambda g: g + 1):
        seen.append([g.tolist() for g in m.autograd.grad(y.sum(), [x, y], retain_graph=True)])
    y.add_(1)  # hooks stay with the values that there were
    y.sum().backward()
    return [*seen, x.grad.tolist()]


def test_hooks():
    first, last = ("first", [3.0, 3.0]), ("last", [6.0, 6.0])
    seen = hooked(tl)
    assert seen[:4] == [first, last, first, last]
    assert seen[4:] == [
        ("first", [2.0, 4.0]), ("last", [2.0, 4.0]), [[3.0, 5.0], [1.0, 1.0]],
        ("first", [2.0, 4.0]), ("last", [2.0, 4.0]), [14.0, 16.0],
    ]  # fmt: skip
    torch = pytest.importorskip("torch")
    assert hooked(torch) == seen


def test_hooks_are_differentiated():
    def f(x):
        y = x * 1
        y.register_hook(lambda g: g * y)
        return y.sum()

    x = leaf(1.0, 2.0)
    (g,) = tl.gradients(f(x), [x], create_graph=True)
    assert g.tolist() == [1.0, 2.0] and tl.gradients(g.sum(), [x])[0].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    "answer, kind, text",
    [
        (lambda g: g[:1], ValueError, r"^register_hook: .*<lambda> returned shape \(1,\) .*\(2,\)"),
        (lambda g: g[:1], RuntimeError, r"<lambda> returned shape"),
        (lambda g: g.astype("float32"), TypeError, "<lambda> returned float32 for a gradient of float64"),
        (lambda g: 2.0, TypeError, "<lambda> must return a tensor or None, got float"),
        (lambda g: g.missing, AttributeError, "missing"),
    ],
)
def test_hooks_that_are_wrong(answer, kind, text):
    x, y = leaf(1.0, 2.0), leaf(1.0, 2.0)
    y.register_hook(answer)
    for z in (x * y, x * (y * 1)):
        with pytest.raises(kind, match=text):
            z.sum().backward()
        assert x.grad is None and y.grad is None


def test_hooks_of_nothing():
    with pytest.raises(RuntimeError, match=r"^register_hook: .*require grad"):
        tl.ones(2).register_hook(print)
    with pytest.raises(TypeError, match=r"^register_hook: .*int"):
        leaf(1.0).register_hook(3)


def test_hooks_that_hold_their_tensor_go_away():
    class Held:
        pass

    x, held = leaf(1.0), Held()
    x.register_hook(lambda g, x=x, held=held: None)
    gone = weakref.ref(held)
    del x, held
    gc.collect()
    assert gone() is None


# ---- leaves and modes --------------------------------------------------------------------------------------
def test_leaves():
    x = tl.zeros(2)
    assert x.is_leaf and not x.requires_grad and x.grad is None
    x.requires_grad = True
    assert x.is_leaf and x.requires_grad
    y = x + 1
    assert not y.is_leaf and y.requires_grad and y.grad_fn is not None
    with pytest.raises(RuntimeError, match=r"^requires_grad: .*detach"):
        y.requires_grad = False
    x.requires_grad_(False)
    assert not x.requires_grad and not (x + 1).requires_grad
    for dtype in ("int64", "bool", "uint8"):
        with pytest.raises(TypeError, match=rf"^requires_grad: .*{dtype}"):
            tl.zeros(2, dtype=dtype).requires_grad = True
        with pytest.raises(TypeError, match=dtype):
            tl.zeros(2, dtype=dtype, requires_grad=True)
        with pytest.raises(TypeError, match=dtype):
            tl.array([1], dtype=dtype, requires_grad=True)


def test_the_grad_attribute():
    x = leaf(1.0, 2.0)
    x.grad = tl.array([3.0, 4.0])
    x.sum().backward()
    assert x.grad.tolist() == [4.0, 5.0]
    for bad in (tl.ones(3), tl.ones(2, dtype="float32")):
        with pytest.raises(ValueError, match=r"^grad: "):
            x.grad = bad
    with pytest.raises(TypeError, match=r"^grad: "):
        x.grad = [1.0, 2.0]
    with pytest.raises(RuntimeError, match=r"^grad: "):
        tl.ones(2).grad = tl.ones(2)
    x.grad = None
    assert x.grad is None


def test_no_grad_and_enable_grad():
    x = leaf(1.0)
    assert tl.is_grad_enabled()
    with tl.no_grad():
        assert not tl.is_grad_enabled() and not (x * 2).requires_grad
        with tl.enable_grad():
            assert (x * 2).requires_grad
        assert not (x * 2).requires_grad
    assert (x * 2).requires_grad

    @tl.no_grad()
    def f(v):
        return v * 2

    assert not f(x).requires_grad and f.__name__ == "f"
    mode = tl.no_grad()
    with mode, mode:  # one object, entered twice
        assert not tl.is_grad_enabled()
    assert tl.is_grad_enabled()
    with pytest.raises(KeyError), tl.no_grad():
        raise KeyError
    assert tl.is_grad_enabled()
    assert bool(tl.set_grad_enabled(False)) is True
    assert bool(tl.set_grad_enabled(True)) is False


def test_no_grad_is_a_property_of_the_thread():
    seen = []
    with tl.no_grad():
        t = threading.Thread(target=lambda: seen.append(tl.is_grad_enabled()))
        t.start()
        t.join()
    assert seen == [True]


def test_detach_shares_memory_without_history():
    x = leaf(1.0, 2.0)
    y = x * 2
    d = y.detach()
    assert not d.requires_grad and d.is_leaf and np.shares_memory(d.numpy(), y.detach().numpy())
    (y * d).sum().backward()
    assert x.grad.tolist() == [4.0, 8.0]


def test_integer_results_have_no_gradient():
    x = leaf(1.0, 2.0)
    for r in (x > 1, tl.isnan(x), x.astype("int64"), tl.argmax(x), tl.count_nonzero(x)):
        assert not r.requires_grad


def test_out_argument_records():
    x = leaf(1.0, 2.0)
    out = tl.zeros(2)
    tl.exp(x, out=out)
    out.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), np.exp([1.0, 2.0]))
    y = leaf(1.0, 2.0)
    out = tl.zeros(())
    tl.sum(y * y, out=out)
    out.backward()
    assert y.grad.tolist() == [2.0, 4.0]


# ---- functions of functions --------------------------------------------------------------------------------
def test_grad_of_a_function():
    f = lambda x, y: 0.5 * (x * x + 3 * y * y)
    assert tl.grad(f)(1.0, 2.0).item() == 1.0
    assert tl.grad(f, argnums=1)(1.0, 2.0).item() == 6.0
    gx, gy = tl.grad(f, argnums=(0, 1))(1.0, 2.0)
    assert (gx.item(), gy.item()) == (1.0, 6.0)
    value, (gx, gy) = tl.value_and_grad(f, argnums=(0, -1))(1.0, 2.0)
    assert (value.item(), gx.item(), gy.item()) == (6.5, 1.0, 6.0)
    assert not value.requires_grad and not gx.requires_grad


def test_grad_with_aux_and_keywords():
    def f(x, *, scale):
        return (scale * x * x).sum(), {"x": x.tolist()}

    g, aux = tl.grad(f, has_aux=True)([1.0, 2.0], scale=3.0)
    assert g.tolist() == [6.0, 12.0] and aux == {"x": [1.0, 2.0]}
    (value, aux), g = tl.value_and_grad(f, has_aux=True)([1.0, 2.0], scale=3.0)
    assert value.item() == 15.0 and g.tolist() == [6.0, 12.0] and aux == {"x": [1.0, 2.0]}


def test_nested_grad():
    cube = lambda x: x * x * x
    assert tl.grad(tl.grad(cube))(2.0).item() == 12.0
    assert tl.grad(tl.grad(tl.grad(cube)))(2.0).item() == 6.0
    mixed = tl.grad(lambda x: tl.grad(lambda y: x * x * y * y)(x) * x)  # d/dx (2 x^3 x) = 8 x^3
    assert mixed(2.0).item() == 64.0


def test_grad_does_not_touch_leaves():
    w = leaf(1.0, 2.0)
    g = tl.grad(lambda x: (w * x).sum())(leaf(3.0, 4.0).detach())
    assert g.tolist() == [1.0, 2.0] and w.grad is None
    x = leaf(5.0)
    tl.grad(lambda v: (v * v).sum())(x)
    assert x.grad is None


def test_grad_inside_a_graph_stays_in_it():
    x = leaf(2.0)
    g = tl.grad(lambda v: (v**3).sum())(x)
    g.sum().backward()
    assert x.grad.tolist() == [12.0]


def test_grad_under_no_grad():
    with tl.no_grad():
        assert tl.grad(lambda x: x * x)(3.0).item() == 6.0
        assert not tl.is_grad_enabled()


def test_grad_of_what_does_not_depend():
    assert tl.grad(lambda x: tl.array(1.0))(2.0).item() == 0.0
    gx, gy = tl.grad(lambda x, y: x * 1.0, argnums=(0, 1))(1.0, 2.0)
    assert (gx.item(), gy.item()) == (1.0, 0.0)


def test_errors_of_grad():
    with pytest.raises(TypeError, match=r"^grad: .*must return a tensor"):
        tl.grad(lambda x: 1.0)(2.0)
    with pytest.raises(TypeError, match=r"^grad: only floating.*int64"):
        tl.grad(lambda x: x * x)(2)
    with pytest.raises(ValueError, match=r"^grad: argnums 2"):
        tl.grad(lambda x: x, argnums=2)(1.0)
    with pytest.raises(ValueError, match=r"\(2,\)"):
        tl.grad(lambda x: x * x)([1.0, 2.0])
    x = leaf(1.0)
    with pytest.raises(RuntimeError, match=r"^gradients: every input"):
        tl.gradients(x * x, [tl.ones(1)])
    assert tl.gradients(x * x, [x, leaf(2.0)])[1] is None


def test_create_graph_makes_differentiable_gradients():
    x = leaf(2.0)
    y = (x**4).sum()
    y.backward(create_graph=True)
    assert x.grad.requires_grad and x.grad.tolist() == [32.0]
    (second,) = tl.gradients(x.grad.sum(), [x], retain_graph=True)
    assert second.tolist() == [48.0]
    x.grad = None  # breaks the cycle leaf -> gradient -> graph -> leaf


def test_gradients_of_results():
    """The gradient with respect to an intermediate tensor."""
    x = leaf(1.0, 2.0)
    y = x * 3
    z = (y * y).sum()
    gy, gx = tl.gradients(z, [y, x])
    assert gy.tolist() == [6.0, 12.0] and gx.tolist() == [18.0, 36.0] and x.grad is None


# ---- depth, memory -----------------------------------------------------------------------------------------
def test_a_chain_of_200000_operations():
    x = leaf(1.0)
    y = x
    for _ in range(200_000):
        y = y + 1.0
    y.backward()
    assert x.grad.tolist() == [1.0]
    y = x
    for _ in range(200_000):
        y = y * 1.0
    del y  # dropped without a walk


def test_a_wide_graph():
    x = leaf(*np.linspace(0, 1, 50))
    total = 0.0
    for i in range(3000):
        total = total + (x * float(i)).sum()
    total.backward()
    np.testing.assert_allclose(x.grad.numpy(), np.full(50, 3000 * 2999 / 2))


class Weights(tl.Tensor):
    """A subclass, whose objects are made and freed in another way than plain tensors."""


def leaf_like(subclass):
    return (
        tl.as_subclass(tl.ones(3, requires_grad=True), Weights)
        if subclass
        else tl.ones(3, requires_grad=True)
    )


@pytest.mark.parametrize("subclass", [False, True])
def test_nothing_waits_for_the_cycle_collector(subclass):
    def forward(x):
        return tl.exp(x) * x

    def backward(x):
        y = tl.sin(x) * x + tl.tanh(x)
        y.sum().backward()
        return y

    gc.collect()
    gc.disable()
    try:
        for use in (forward, backward):
            x = leaf_like(subclass)
            y = use(x)
            refs = [weakref.ref(x), weakref.ref(y)]
            del x, y
            assert [r() for r in refs] == [None, None]
    finally:
        gc.enable()


def test_a_cycle_made_by_create_graph_is_collected():
    def work():
        x = tl.ones(1000, requires_grad=True)
        (x**3).sum().backward(create_graph=True)  # x -> its gradient -> the graph -> x

    gc.collect()
    before = tl.memory_stats()["used"]
    work()
    gc.collect()
    assert tl.memory_stats()["used"] == before


def test_many_tensors_come_and_go():
    """More at once than are kept for reuse; with and without records, of many axes, views and subclasses."""
    before = tl.memory_stats()["used"]
    for _ in range(3):
        kept = [tl.zeros((1,) * (i % 12), requires_grad=i % 3 == 0) for i in range(10_000)]
        kept += [t[...] for t in kept[::2]] + [tl.as_subclass(t, Weights) for t in kept[::50]]
        assert all(t.ndim == i % 12 and t.requires_grad == (i % 3 == 0) for i, t in enumerate(kept[:10_000]))
        assert all(t.item() == 0.0 for t in kept)
        del kept
    gc.collect()
    assert tl.memory_stats()["used"] == before


@pytest.mark.parametrize("backward", [False, True, "retain"])
def test_memory_returns(backward):
    """Graphs, gradients and second graphs give their memory back by reference counting alone."""

    def work():
        x = tl.ones((100, 100), requires_grad=True)
        y = x
        for _ in range(5):
            y = tl.tanh(y @ x) + tl.exp(-y) * tl.max(y, axis=0) + y[::-1] ** 2
        loss = tl.nn.functional.softmax(y).sum() + y.std()
        if backward:
            loss.backward(retain_graph=backward == "retain")
        if backward is not True:
            tl.gradients(tl.square(y).sum(), [x], create_graph=True)

    work()
    gc.collect()
    before = tl.memory_stats()["used"]
    gc.disable()
    try:
        for _ in range(3):
            work()
        assert tl.memory_stats()["used"] == before
    finally:
        gc.enable()


def test_the_walk_frees_as_it_goes():
    x = tl.ones(250_000, requires_grad=True)  # 2 MB
    y = x
    for _ in range(40):
        y = tl.exp(y * 1e-3)
    total = y.sum()
    before = tl.memory_stats()["used"]
    del y
    total.backward()
    after = tl.memory_stats()["used"]
    assert before - after > 30 * x.nbytes


# ---- threads -----------------------------------------------------------------------------------------------
def test_backward_in_two_threads():
    """Separate graphs in each thread, and one shared leaf used by all."""
    shared = tl.ones(5000, requires_grad=True)
    failures = []

    def work(seed):
        try:
            rng = np.random.default_rng(seed)
            a = rng.normal(size=(60, 60))
            for _ in range(20):
                w = tl.array(a, requires_grad=True)
                (tl.tanh(w @ w) * shared[:3600].reshape(60, 60).detach()).sum().backward()
                t = np.tanh(a @ a)
                inner = 1 - t * t
                np.testing.assert_allclose(w.grad.numpy(), inner @ a.T + a.T @ inner, rtol=1e-10)
                (g,) = tl.gradients((shared * shared * float(seed)).sum(), [shared])
                assert (g == 2.0 * seed).all()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(i + 1,)) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert failures == [] and shared.grad is None


def test_grad_in_two_threads():
    """What one thread differentiates does not change what another gets."""
    inside, done, found = threading.Event(), threading.Event(), []

    def slow(x):
        inside.set()
        done.wait(30)
        return x * x

    t = threading.Thread(target=lambda: found.append(tl.grad(slow)(3.0)))
    t.start()
    assert inside.wait(30)
    value, g = tl.value_and_grad(lambda x: x * x * x)(2.0)
    done.set()
    t.join()
    assert (value.item(), g.item(), found[0].item()) == (8.0, 12.0, 6.0)
    assert not value.requires_grad and not g.requires_grad and not found[0].requires_grad


# ---- copies ------------------------------------------------------------------------------------------------
def test_copies_stay_in_the_graph():
    x = leaf(1.0, 2.0)
    for f in (
        lambda v: v.copy(),
        lambda v: v.flatten(),
        lambda v: v.astype("float64"),
        lambda v: +v,
        tl.copy,
    ):
        x.grad = None
        (f(x) * 3).sum().backward()
        assert x.grad.tolist() == [3.0, 3.0]


def test_indexing_with_a_changed_index_does_not_change_the_gradient():
    x, index = leaf(1.0, 2.0, 3.0), tl.array([0, 2])
    y = x[index] * 2
    index[0] = 1
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 0.0, 2.0]


def test_cross_entropy_matches_its_parts():
    rng = np.random.default_rng(0)
    x = tl.array(rng.normal(size=(6, 4)), requires_grad=True)
    target = tl.array([0, 3, 2, 1, 0, 2])
    F = tl.nn.functional
    for reduction in ("mean", "sum"):
        (fused,) = tl.gradients(F.cross_entropy(x, target, reduction=reduction), [x])
        picked = -F.log_softmax(x)[tl.arange(6), target]
        (parts,) = tl.gradients(getattr(tl, reduction)(picked), [x])
        np.testing.assert_allclose(fused.numpy(), parts.numpy(), rtol=1e-12, atol=1e-15)


def test_threads_walk_one_graph():
    """Each walk gets its own gradients; one that frees the graph leaves the others a clear error."""
    import threading

    n, wrong, errors = 200, [], []

    def walk(y, factor, retain):
        try:
            for _ in range(4):
                (g,) = tl.gradients(y, [x], retain_graph=retain)
                if g[0, 0].item() != factor * n:
                    wrong.append((factor * n, g[0, 0].item()))
        except RuntimeError as error:
            errors.append(str(error))

    for retain in (True, False):
        for _ in range(5):
            x, w = tl.ones((n, n), requires_grad=True), tl.ones((n, n), requires_grad=True)
            h = x @ w
            threads = [
                threading.Thread(target=walk, args=((h * float(k)).sum(), k, retain)) for k in range(1, 5)
            ]
            for t in threads:
                t.start()
            for t in threads:
                t.join()
    assert not wrong
    assert all("freed" in text for text in errors) and len(errors) == 20


def test_a_function_may_not_change_its_argument_behind_the_record():
    def scaled(x):
        x *= 3.0
        return (x * x).sum()

    def cleared(x):
        x[0] = 0.0
        return (x * x).sum()

    for function in (scaled, cleared):
        for a in (tl.array([1.0, 2.0], requires_grad=True), tl.array([1.0, 2.0], requires_grad=True) * 1):
            with pytest.raises((ValueError, RuntimeError)):
                tl.grad(function)(a)
            assert a.tolist() == [1, 2]
        with pytest.raises((ValueError, RuntimeError)):
            tl.grad(lambda x, f=function: tl.grad(f)(x).sum())(tl.array([1.0, 2.0]))


def test_gradients_are_on_memory_of_their_own():
    x, y = tl.ones(2), tl.ones(2)
    p = tl.grad(lambda x, y: tl.tanh(x.reshape(1, 2) + y.reshape(1, 2)).sum(), argnums=(0, 1))(x, y)
    before = p[1].tolist()
    p[0][:] = 5.0
    assert p[1].tolist() == before
    x = tl.ones(2, requires_grad=True)
    for incoming in (tl.ones(2), np.ones(2)):
        (r,) = tl.gradients(x + 0.0, [x], gradient=incoming)
        r *= 5
        assert np.asarray(incoming).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda g: (np.ones(3),), TypeError),
        (lambda g: (1.0,), TypeError),
        (lambda g: (None,), RuntimeError),
        (lambda g: (tl.ones((2, 5)),), RuntimeError),
        (lambda g: (tl.ones(()),), RuntimeError),
        (lambda g: (g, g), ValueError),
    ],
)
def test_rules_that_answer_with_something_else(answer, error):
    from tensorlab_c._tensor import custom

    x = tl.ones(3, requires_grad=True)
    y = custom(tl.ones(3), lambda g, out, a: answer(g), x)
    with pytest.raises(error):
        y.sum().backward()
    assert x.grad is None


def test_an_error_in_the_walk_says_the_same_again():
    x = leaf(1.0, 2.0)
    y = x * 2
    z = y * y
    with tl.no_grad():
        y += 1
    for _ in range(2):
        with pytest.raises(RuntimeError, match="changed in place afterwards"):
            z.backward(tl.ones(2))
    assert x.grad is None


def test_second_derivatives_of_hypot_stay_in_range():
    for scale in (1e-200, 1.0, 1e200):
        x = leaf(3 * scale, 4 * scale)
        (g,) = tl.gradients(tl.hypot(x[0], x[1]), [x], create_graph=True)
        (h,) = tl.gradients(g[0], [x])
        np.testing.assert_allclose(h.numpy() * scale, [16 / 125, -12 / 125], rtol=1e-14)


# ---- autograd.Function and the matrices of derivatives
class Exp(tl.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * y


class Linear(tl.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b, scale):
        ctx.save_for_backward(x, w)
        ctx.scale = scale
        y = x @ w * scale + b
        return y, y.argmax(axis=1)

    @staticmethod
    def backward(ctx, g, none):
        x, _ = ctx.saved_tensors
        assert none is None and ctx.needs_input_grad == (False, True, True, False)
        return None, x.T @ g * ctx.scale, g.sum(axis=0), None


def test_functions_with_derivatives_of_their_own():
    x, w, b = tl.ones((2, 3)), leaf([0.0, 1.0], [2.0, 3.0], [4.0, 5.0]), leaf(0.5, 0.0)
    y, places = Linear.apply(x, w, b, 3.0)
    assert y.requires_grad and not places.requires_grad and places.tolist() == [1, 1]
    found = tl.gradients((y * y).sum(), [w, b])
    expected = tl.gradients(((x @ w * 3.0 + b) ** 2).sum(), [w, b])
    for g, h in zip(found, expected, strict=True):
        np.testing.assert_array_equal(g, h)
    with tl.no_grad():
        assert not Linear.apply(x, w, b, 3.0)[0].requires_grad


def test_functions_have_derivatives_of_any_order():
    x = leaf(0.5, 1.0)
    assert tl.gradcheck(lambda x: Exp.apply(x) * x, [x])
    (g,) = tl.gradients(Exp.apply(x).sum(), [x], create_graph=True)
    (h,) = tl.gradients((g * g).sum(), [x])
    np.testing.assert_allclose(h, 2 * np.exp([1.0, 2.0]), rtol=1e-15)


@pytest.mark.parametrize(("answer", "text"), [((), "0 gradients for 1"), (tl.ones(3), r"\(3,\) for \(2,\)")])
def test_functions_that_answer_with_something_else(answer, text):
    class Wrong(Exp):
        @staticmethod
        def backward(ctx, g):
            return answer

    with pytest.raises(ValueError, match=f"Wrong.backward: .*{text}"):
        Wrong.apply(leaf(0.5, 1.0)).sum().backward()


def test_matrices_of_derivatives():
    d, x, y = tl.autograd.functional, tl.array([1.0, 2.0]), tl.array([3.0])
    (a, b), (c, none) = d.jacobian(lambda x, y: (x * x * y, x.sum()), (x, y))
    assert a.tolist() == [[6.0, 0.0], [0.0, 12.0]] and b.tolist() == [[1.0], [4.0]]
    assert c.tolist() == [1.0, 1.0] and none.tolist() == [0.0]
    assert d.jacobian(lambda x: x[:0], x).shape == (0, 2)
    assert d.jacobian(lambda x: y, x).tolist() == [[0.0, 0.0]]
    ((xx, xy), (yx, yy)) = d.hessian(lambda x, y: (x * x * y * y).sum(), (x, y))
    assert xx.tolist() == [[18.0, 0.0], [0.0, 18.0]] and yy.tolist() == [[10.0]]
    assert xy.tolist() == [[12.0], [24.0]] and yx.tolist() == [[12.0, 24.0]]
    z = leaf(1.0, 2.0)
    (g,) = tl.gradients(d.jacobian(lambda z: z**3, z, create_graph=True).sum(), [z])
    assert g.tolist() == [6.0, 12.0]
    with pytest.raises(ValueError, match=r"^hessian: .*\(2,\)"):
        d.hessian(lambda x: x * x, x)


# ---- looking for nan
