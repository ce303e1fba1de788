"""Every row of the table of differences in docs/pytorch-users.md is tried, on both sides."""

import inspect
import io
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from differences import F32, INT8, LEAF, A, X, changed, in_float32, lacks, no, put, rows, same, shares

import tensorlab as tl

t = pytest.importorskip("torch")
n, F, T = tl.nn, tl.nn.functional, t.nn.functional
B = t.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=t.float64)


def vector(m):
    return m.arange(3.0)


def orthogonal_diagonal():
    lengths = []
    for m in (t, tl):
        layer = m.nn.utils.parametrizations.orthogonal(m.nn.Linear(2, 3), orthogonal_map="householder")
        with m.no_grad():
            layer.parametrizations.weight.original.mul_(0.9)
        lengths.append(float((layer.weight**2).sum().detach()))
    return lengths[0] == 0 and round(lengths[1], 5) == 2


def swapped():
    a = tl.array([1.0, 2.0])
    a[0], a[1] = a[1], a[0]
    return a.tolist()


def leaf(m, *values, dtype="float64"):
    return m.asarray(list(values), dtype=getattr(m, dtype)).requires_grad_()


def slope(m, f, *values):
    x = leaf(m, *values)
    f(x).sum().backward()
    return None if x.grad is None else x.grad.tolist()


def left_out(m):
    x = leaf(m, 2.0)
    leaf(m, 2.0).scatter_reduce(0, m.tensor([0]), x, "amax", include_self=False).sum().backward()
    return x.grad.tolist()


def heard(m):
    """Whose hooks run for the gradient of `a`."""
    a, b, names = leaf(m, 1.0), leaf(m, 1.0), []
    c = b * 2
    c.register_hook(lambda g: names.append("b"))
    m.autograd.grad((a * c).sum(), [a])
    return names


def calls(m):
    """What a function of one sample is called with."""
    seen = []
    m.func.vmap(lambda x: (seen.append(x), x * 2)[1])(m.ones(3))
    return seen


def unpooled(m, nn):
    """The gradient of two values that go to one place."""
    x = leaf(m, 2.0, 2.0)
    nn.functional.max_unpool2d(x.reshape(1, 1, 2), m.tensor([[[1, 1]]]), 2).sum().backward()
    return x.grad.tolist()


def aligned(m, behind=False):
    """The gradient of a sequence of one class and no other."""
    x = m.zeros((1, 1, 2)).requires_grad_()
    given = m.nn.functional.log_softmax(x, 2) if behind else x + float(np.log(0.5))
    sizes = m.tensor([1])
    m.nn.functional.ctc_loss(given, m.tensor([[0]]), sizes, sizes, blank=1).backward()
    return [round(g, 6) for g in x.grad.reshape(-1).tolist()]


def trained(m):
    """A linear layer after one step of Adam, perhaps converted, and one more; the dtypes of its state."""
    layer = m.nn.Linear(2, 1)
    weight, optimizer = layer.weight, m.optim.Adam(layer.parameters())
    for dtype in (m.float32, m.float64):
        if dtype == m.float64:
            layer.to(dtype)
        optimizer.zero_grad()
        layer(m.ones((1, 2), dtype=dtype)).sum().backward()
        optimizer.step()
    return layer.weight is weight and optimizer.state_dict()["state"][0]["exp_avg"].dtype


def after_conversion(m):
    layer, x = m.nn.Linear(2, 1), m.ones((1, 2), dtype=m.float32).requires_grad_()
    y = layer(x).sum()
    layer.to(m.float64)
    y.backward()
    return True


def momentum(m, gradient=1.0, steps=1):
    p = m.nn.Parameter(m.ones(1, dtype=m.float32))
    p.grad = m.full((1,), gradient, dtype=m.float32)
    optimizer = m.optim.SGD([p], lr=0.1, momentum=0.5)
    optimizer.step()
    buffer = optimizer.state_dict()["state"][0]["momentum_buffer"]
    before = buffer.tolist()
    for _ in range(steps - 1):
        optimizer.step()
    return before, buffer.tolist()


def stepped(m, name, lr=None, shape=(1,)):
    """The state of a parameter after a step; with a learning rate, the parameter."""
    p = m.nn.Parameter(m.ones(shape, dtype=m.float32))
    p.grad = m.full(shape, 1.0, dtype=m.float32)
    optimizer = getattr(m.optim, name)([p], **({} if lr is None else {"lr": lr}))
    optimizer.step()
    return optimizer.state_dict()["state"][0] if lr is None else p.tolist()


def interrupted(m):
    """A parameter after a call of LBFGS whose closure raises at the second point."""
    p = m.nn.Parameter(m.ones(1, dtype=m.float32))
    optimizer = m.optim.LBFGS([p])

    def closure():
        if p.grad is not None:
            raise KeyError
        loss = (p * p).sum()
        loss.backward()
        return loss

    return p.item() if no(KeyError, lambda: optimizer.step(closure)) else None


def unseen(m):
    """How many weights and numbers are nan of a query that sees no key, with and without weights."""
    layer, x = m.nn.MultiheadAttention(1, 1), m.zeros((2, 1), dtype=m.float32)
    hidden = m.asarray([True, True])
    return [int(m.isnan(layer(x, x, x, hidden, needed)[0]).sum()) for needed in (True, False)]


def padded(m):
    """What comes of a padded place, in evaluation."""
    layer = m.nn.TransformerEncoderLayer(2, 2, 2, batch_first=True)
    with warnings.catch_warnings(), m.no_grad():
        warnings.simplefilter("ignore")
        stack = m.nn.TransformerEncoder(layer, 1).eval()
        x = m.asarray([[[1.0, 2.0], [3.0, 5.0]]], dtype=m.float32)
        return abs(stack(x, src_key_padding_mask=m.asarray([[False, True]]))[0, 1]).sum().item()


def bags(m):
    """The gradient of a bag that reads one row twice."""
    w, numbers, begins = m.ones((3, 1)).requires_grad_(), m.asarray([2, 1, 1]), m.asarray([0])
    bag = m.nn.functional.embedding_bag(numbers, w, begins, mode="sum", scale_grad_by_freq=True)
    bag.sum().backward()
    return w.grad.reshape(-1).tolist()


def silent(m):
    class Silent(m.nn.Module):
        def forward(self, x):
            pass

    return Silent()(m.ones(1))


def saved_and_changed(m):
    x = leaf(m, 1.0)
    y = m.exp(x)
    y[0] = 3.0
    return y


def refused_fits():
    n = tl.nn
    data, few = (tl.ones((4, 2), dtype=F32), tl.array([0, 1, 2, 1])), dict(epochs=1, progress=False)
    binary = (data[0], tl.array([0, 1, 0, 1]))
    return no(
        ValueError,
        lambda: tl.training.fit(n.Sequential(n.Linear(2, 3), n.Softmax()), data, **few),
        lambda: tl.training.fit(
            n.Sequential(n.Linear(2, 1), n.Sigmoid()), binary, loss="bce_with_logits", **few
        ),
    ) and no(IndexError, lambda: tl.training.fit(n.Linear(2, 2), data, loss="cross_entropy", **few))


def files_without_pickles():
    pytest.importorskip("safetensors")
    model, file, theirs = tl.nn.Linear(2, 1), io.BytesIO(), io.BytesIO()
    tl.save({"model": model.state_dict(), "epoch": 3, "losses": [1.5, None]}, file)
    file.seek(0)
    state = tl.load(file)
    t.save({"a": B}, theirs)
    theirs.seek(0)
    return (
        not any(model.load_state_dict(state["model"]))
        and state["epoch"] == 3
        and state["losses"] == [1.5, None]
        and no(TypeError, lambda: tl.save(model, io.BytesIO()))
        and no(ValueError, lambda: tl.load(theirs))
    )


def refusal(call):
    with pytest.raises(AttributeError) as error:
        call()
    return str(error.value)


def parameter(m, *values):
    return m.nn.Parameter(m.ones(len(values) or 1, dtype=m.float32))


def scheduled(m, name, *args, steps=1, initial_lr=None, **options):
    """A scheduler after some steps, and the learning rate then."""
    group = {"params": [parameter(m)], "lr": 0.1} | ({} if initial_lr is None else {"initial_lr": initial_lr})
    optimizer = m.optim.SGD([group], momentum=0.5)
    scheduler = getattr(m.optim.lr_scheduler, name)(optimizer, *args, **options)
    for _ in range(steps):
        scheduler.step()
    return scheduler, optimizer.param_groups[0]["lr"]


def warns(call):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        call()
    return bool(seen)


def sequences(m):
    s, optimizer = m.optim.lr_scheduler, m.optim.SGD([parameter(m)], lr=0.1)
    first, *inner = (s.ExponentialLR(optimizer, 0.5) for _ in range(3))
    outer = s.SequentialLR(optimizer, [first, s.SequentialLR(optimizer, inner, [5])], [2])
    seen = []
    for _ in range(3):
        outer.step()
        seen.append(optimizer.param_groups[0]["lr"])
    return seen[1:]


def chain_in_sequence(m):
    s, optimizer = m.optim.lr_scheduler, m.optim.SGD([parameter(m)], lr=0.1)
    chain, other = s.ChainedScheduler([s.ExponentialLR(optimizer, 0.5)]), s.ExponentialLR(optimizer, 0.5)
    s.SequentialLR(optimizer, [chain, other], [2])
    return optimizer.param_groups[0]["lr"]


def loaded(m, name):
    """The learning rate after a state of an ExponentialLR was loaded."""
    args = {"ExponentialLR": (0.5,), "StepLR": (9,)}[name]
    scheduler = scheduled(m, name, *args, steps=0)[0]
    scheduler.load_state_dict(scheduled(m, "ExponentialLR", 0.5, steps=2)[0].state_dict())
    return scheduler.optimizer.param_groups[0]["lr"]


TORCH = {
    "`max(x, 1)`, `x.max(1)`, `min`": lambda: (
        tl.max(X, 1).tolist() == t.max(B, 1).values.tolist()
        and X.max(dim=1).indices.tolist() == t.max(B, 1).indices.tolist() == [1, 1]
        and X.max(1, keepdim=True)[0].shape == (2, 1)
        and tl.argmin(X, 1).tolist() == t.min(B, 1)[1].tolist() == tl.min(X, dim=1)[1].tolist()
    ),
    "`max(a, b)` of an integer `b` without axes": lambda: (
        tl.max(X, tl.tensor(1)).tolist() == tl.max(X, axis=1).tolist()
        and t.max(t.tensor([1, 3]), t.tensor(2)).tolist() == [2, 3]
        and tl.max(X, 2 - X).tolist() == t.max(B, 2 - B).tolist()
    ),
    "`sort(x)`, `x.sort()`": lambda: (
        tl.sort(X).tolist() == t.sort(B).values.tolist()
        and type(tl.sort(X)) is tl.Tensor
        and changed(tl.array([2.0, 1.0]), lambda x: x.sort()) == [1, 2]
        and t.sort(t.tensor([2.0, 1.0])).indices.tolist() == [1, 0]
        and tl.array([2.0, 1.0]).sort(dim=-1).indices.tolist() == [1, 0]
    ),
    "`x.repeat(2)`, `x.repeat(2, 1)`": lambda: (
        no(TypeError, lambda: vector(tl).repeat(2, 1, 1))
        and vector(tl).repeat(2).tolist() == [0, 0, 1, 1, 2, 2]
        and tl.tile(vector(tl), 2).tolist() == vector(t).repeat(2).tolist()
    ),
    "`split(x, 2)`": lambda: (
        len(tl.split(tl.arange(6), 2)) == 2
        and len(t.split(t.arange(6), 2)) == len(tl.split(tl.arange(6), 2, dim=0)) == 3
        and len(tl.arange(6).split(2, dim=0)) == 3
        and no(TypeError, lambda: X.split(2))
    ),
    "`meshgrid(a, b)`": lambda: all(
        a.T.tolist() == b.tolist() == c.tolist()
        for a, b, c in zip(
            tl.meshgrid([1, 2], [3, 4, 5]),
            t.meshgrid(t.tensor([1, 2]), t.tensor([3, 4, 5])),
            tl.meshgrid([1, 2], [3, 4, 5], indexing="ij"),
            strict=True,
        )
    ),
    "`x.transpose(0, 1)` of a matrix": lambda: (
        X.transpose(0, 1).tolist() == X.tolist()
        and tl.zeros((2, 3, 4)).transpose(-2, -1).shape == t.zeros(2, 3, 4).transpose(-2, -1).shape
        and X.T.tolist()
        == X.swapaxes(0, 1).tolist()
        == tl.transpose(X, 0, 1).tolist()
        == B.transpose(0, 1).tolist()
    ),
    "`nonzero(x)`": lambda: (
        len(tl.nonzero(X)) == 2
        and tl.argwhere(X).tolist() == t.nonzero(B).tolist() == tl.nonzero(X, as_tuple=False).tolist()
    ),
    "`std(x)`, `var(x)`, `x.std(0)`": lambda: (
        tl.var(X) == 1.25
        and tl.var(X, ddof=1) == tl.var(X, correction=1) == pytest.approx(t.var(B).item())
        and X.std(0).tolist() == A.std(0).tolist()
        and X.std(dim=0).tolist() == X.std(0, keepdim=True)[0].tolist() == pytest.approx(B.std(0).tolist())
        and X.std(unbiased=True) == tl.std_mean(X)[0] == pytest.approx(B.std().item())
    ),
    "`equal(a, b)`": lambda: tl.equal(X, X).shape == (2, 2) and tl.array_equal(X, X) is t.equal(B, B) is True,
    "`x.size`": lambda: X.size == 4 == B.numel() and X.size() == tuple(B.size()) and X.size(0) == B.size(0),
    "`squeeze(x, 0)` of another size than 1": lambda: (
        no(ValueError, lambda: tl.squeeze(X, 0)) and t.squeeze(B, 0).shape == (2, 2)
    ),
    "`dot`, `trace`, `outer`, `vdot`": lambda: (
        no(RuntimeError, lambda: t.dot(B, B), lambda: t.outer(B, B), lambda: t.trace(B[None]))
        and tl.dot(X, X).shape == (2, 2)
        and tl.outer(X, X).shape == (4, 4)
        and tl.vdot(X, X).shape == ()
    ),
    "`gradient(x)` of a vector": lambda: (
        isinstance(t.gradient(t.arange(3.0)), tuple) and tl.gradient(tl.arange(3.0)).shape == (3,)
    ),
    "`cross(a, b)`": lambda: (
        t.cross(t.ones(3, 2), t.ones(3, 2)).shape == (3, 2)
        and no(ValueError, lambda: tl.cross(tl.ones((3, 2)), tl.ones((3, 2))))
    ),
    "`x[0, :, [0, 1]]` of shape (2, 3, 4)": lambda: (
        tl.zeros((2, 3, 4))[0, :, [0, 1]].shape == (2, 3) and t.zeros(2, 3, 4)[0, :, [0, 1]].shape == (3, 2)
    ),
    "`index_add(x, 0, i, v)`": lambda: (
        tl.index_add(tl.zeros(2), [1, 1], 1.0).tolist()
        == t.index_add(t.zeros(2), 0, t.tensor([1, 1]), t.ones(2)).tolist()
    ),
    "`tril_indices(3, 3)`, `triu_indices`": lambda: (
        len(tl.tril_indices(3, 3)[0]) == 9
        and len(tl.tril_indices(3, m=2)[0]) == t.tril_indices(3, 2).shape[1] == 5
        and isinstance(tl.triu_indices(2), tuple)
    ),
    "`lstsq`": lambda: (
        [np.shape(part) for part in tl.linalg.lstsq(tl.eye(2), tl.ones(2))] == [(2,), (0,), (), (2,)]
        and tl.linalg.lstsq(tl.eye(2), tl.ones(2)).singular_values.tolist() == [1, 1]
    ),
    "`lu_factor`": lambda: (
        t.linalg.lu_factor(t.eye(2))[1].tolist() == [1, 2]
        and tl.linalg.lu_factor(tl.eye(2))[1].tolist() == [0, 1]
    ),
    "`logspace(0, 3, 4, 2.0)`": lambda: (
        t.logspace(0, 3, 4, 2.0).tolist() == tl.logspace(0, 3, 4, base=2.0).tolist() == [1, 2, 4, 8]
        and tl.logspace(0, 3, 4, 2.0).tolist() == [1, 10, 100, 1000]
    ),
    "`x.sort(0, True)`, `x.argsort(0, True)`": lambda: (
        B.sort(0, True)[0][0].tolist() == [3, 4]
        and no(TypeError, lambda: tl.array(A).sort(0, True), lambda: tl.array(A).argsort(0, True))
        and tl.array([1.0, 2.0]).sort(dim=0, descending=True).values.tolist() == [2, 1]
    ),
    "`histogram(x, 4, weight=w)`, `histogramdd`": lambda: (
        t.histogram(t.ones(2), 1, weight=t.ones(2)).hist.tolist() == [2]
        and no(TypeError, lambda: tl.histogram(tl.ones(2), 1, weight=tl.ones(2)))
        and tl.histogram(tl.ones(2), 1, weights=tl.ones(2))[0].tolist() == [2]
    ),
    "`x.put(i, v, True)`": lambda: (
        B.flatten().put(t.tensor([0]), t.tensor([2.0], dtype=t.float64), True).tolist()
        == tl.index_put(X.flatten(), ([0],), [2.0], True).tolist()
        == [3, 2, 3, 4]
        and no(ValueError, lambda: X.put([0], [2.0], True))
        and changed(X.copy(), lambda x: x.put([0], [2.0])) == [[2, 2], [3, 4]]
    ),
    "`select(x, 0, 1)`": lambda: (
        no(TypeError, lambda: tl.select(X, 0, 1)) and X.select(0, 1).tolist() == t.select(B, 0, 1).tolist()
    ),
    "`atleast_1d((a, b))` and its kin": lambda: (
        isinstance(t.atleast_1d((B, B)), tuple)
        and tl.atleast_1d((X, X)).shape == (2, 2, 2)
        and len(tl.atleast_1d(X, X)) == 2
    ),
    "`linspace(0, -3.5, 4, dtype=tl.int64)`, `logspace`, `arange`": lambda: (
        t.linspace(0, -3.5, 4, dtype=t.int64).tolist() == [0, -1, -2, -3]
        and tl.linspace(0, -3.5, 4, dtype=tl.int64).tolist() == [0, -2, -3, -4]
        and t.logspace(0, 0.7, 2, dtype=t.int64).tolist() == [1, 1]
        and tl.logspace(0, 0.7, 2, dtype=tl.int64).tolist() == [1, 5]
        and len(t.arange(0.0, 3.1, dtype=t.int64)) == 3
        and len(tl.arange(0.0, 3.1, dtype=tl.int64)) == 4
    ),
    "`linalg.solve(a, b)` of shapes (2, 3, 3) and (2, 3)": lambda: (
        t.linalg.solve(t.eye(3).expand(2, 3, 3), t.ones(2, 3)).shape == (2, 3)
        and no(ValueError, lambda: tl.linalg.solve(tl.eye(3).expand(2, 3, 3), tl.ones((2, 3))))
    ),
    '`tensordot` of sizes 1, `einsum("...i->i")`, `cat` of an empty vector with matrices': lambda: (
        t.tensordot(t.ones(1), t.ones(2), 1) == 2
        and t.einsum("...i->i", B).tolist() == [4, 6]
        and t.cat([t.ones(0), t.ones(2, 2)], 1).shape == (2, 2)
        and no(ValueError, lambda: tl.tensordot(tl.ones(1), tl.ones(2), 1), lambda: tl.einsum("...i->i", X))
        and no(tl.AxisError, lambda: tl.cat([tl.ones(0), X], 1))
    ),
    "`mean(x, dim=0)`, `cumsum(x, 0)` of a 0-d tensor": lambda: (
        t.mean(B[0, 0], dim=0) == 1
        and no(tl.AxisError, lambda: tl.mean(X[0, 0], dim=0))
        and t.cumsum(B[0, 0], 0).shape == ()
        and tl.cumsum(X[0, 0], 0).shape == (1,)
    ),
    "`svd_lowrank`, `pca_lowrank`": lambda: (
        len({t.svd_lowrank(t.arange(16.0).reshape(4, 4) ** 2, 1, niter=0)[1].item() for _ in range(9)}) > 1
        and tl.svd_lowrank(X, 1).S.tolist() == tl.linalg.svdvals(X)[:1].tolist()
    ),
    "lists, NumPy arrays and numbers as arguments": lambda: (
        tl.sum([1, 2]) == 3
        and tl.exp(A).shape == (2, 2)
        and F.relu([-1.0, 1.0]).tolist() == [0, 1]
        and no(TypeError, lambda: t.sum([1, 2]))
    ),
    "`x[0]` of a vector, `x[0, 1]`, the items of `for v in x`": lambda: (
        changed(vector(tl), lambda x: x[0].fill_(9)) == [0, 1, 2]
        and changed(vector(t), lambda x: x[0].fill_(9))[0]
        and changed(vector(tl), lambda x: x[0, ...].fill_(9))[0] == 9
        and swapped() == [2, 1]
    ),
    "`x[::-1]`, `flip`, `rot90`": lambda: (
        no(ValueError, lambda: B[::-1]) and all(shares(f, X) for f in (X[::-1], tl.flip(X), tl.rot90(X)))
    ),
    "`x.unfold(0, 3, 1)`, `x.as_strided((2, 3), (1, 1))`": lambda: all(
        not shares(f(X), X) and shares(f(B), B)
        for f in (lambda x: x.unfold(0, 1, 1), lambda x: x.as_strided((1,), (1,)))
    ),
    "`x.flatten()`": lambda: not shares(X.flatten(), X) and shares(X.ravel(), X) and shares(B.flatten(), B),
    "`diag(x)` of a matrix": lambda: shares(tl.diag(X), X) and not shares(t.diag(B), B),
    "`broadcast_to(x, s)`, `x.expand(s)`": lambda: no(
        ValueError, lambda: put(tl.broadcast_to(tl.ones(1), (2,)), 0, 2.0)
    ),
    "`x.data = y`": lambda: (
        no(ValueError, lambda: setattr(tl.ones(2), "data", tl.ones(3)))
        and (lambda x, old: (setattr(x, "data", tl.zeros(2)), old.tolist())[1] == [0, 0])(*[tl.ones(2)] * 2)
        and memoryview(X.data).tolist() == X.data.tolist() == X.tolist()
        and (lambda p: (setattr(p, "data", tl.zeros(3, dtype=F32)), p.shape)[1] == (3,))(parameter(tl))
    ),
    "`x.numpy()`, `np.asarray(x)`": lambda: (
        shares(LEAF.numpy(), np.asarray(LEAF)) and no(RuntimeError, lambda: leaf(t, 1.0).numpy())
    ),
    "`hash(x)`, `x in a_set`": lambda: (
        tl.array(1.0) in {tl.array(1.0)}
        and t.tensor(1.0) not in {t.tensor(1.0)}
        and hash(LEAF) != hash(leaf(tl, 1.0))
        and len({n.Parameter(tl.array(1.0)), n.Parameter(tl.array(1.0))}) == 2
    ),
    "`int(x)`, `float(x)`": lambda: (
        no(TypeError, lambda: int(tl.ones(1)), lambda: float(tl.ones((1, 1))))
        and int(t.ones(1)) == tl.ones(1).item()
    ),
    "`median`": lambda: (
        tl.median(tl.array([1.0, 2.0])).item() == 1.5
        and t.median(t.tensor([1.0, 2.0])) == 1.0 == tl.quantile([1.0, 2.0], 0.5, method="lower")
        and tl.median(tl.array([1.0, 2.0]), dim=0) == (1.0, 0)
    ),
    "`x.unsqueeze_(0)`, `x.t_()`, `x.resize_(s)`": lambda: (
        lacks(X, "unsqueeze_", "t_", "resize_") and B.clone().unsqueeze_(0).shape == X.unsqueeze(0).shape
    ),
    "`out=` of another shape": lambda: (
        no(ValueError, lambda: tl.add(X, X, out=tl.zeros(0))) and t.add(B, B, out=t.zeros(0)).shape == (2, 2)
    ),
    "new tensors, Python floats": lambda: (
        tl.ones(1).dtype == tl.array(1.5).dtype == "float64"
        and t.ones(1).dtype == t.float32
        and in_float32(lambda: tl.ones(1).dtype == n.Linear(1, 1).weight.dtype == F32)
    ),
    "parameters of layers": lambda: n.Linear(1, 1).weight.dtype == F32 and n.Parameter(X).dtype == "float64",
    "float32 beside int64, beside a 0-d float64 tensor": lambda: (
        (tl.ones(1, dtype=F32) + tl.array([1])).dtype
        == "float64"
        == (tl.ones(1, dtype=F32) + tl.array(1.0)).dtype
        and (t.ones(1) + t.tensor([1])).dtype
        == t.float32
        == (t.ones(1) + t.tensor(1.0, dtype=t.float64)).dtype
        and (tl.ones(1, dtype=F32) + 1.5).dtype == F32
        and in_float32(lambda: (tl.ones(1) + tl.array([1])).dtype) == F32
    ),
    "errors of shapes and of dtypes": lambda: (
        no(ValueError, lambda: X + tl.ones(3))
        and no(RuntimeError, lambda: B + t.ones(3))
        and no(TypeError, lambda: n.Linear(2, 1)(X))
        and tl.linalg.LinAlgError is np.linalg.LinAlgError
    ),
    "integers: `heaviside`, `reciprocal`, `2 ** x` of negative ones": lambda: (
        t.heaviside(t.tensor(2), t.tensor(1)).dtype == t.int64
        and tl.heaviside(tl.array(2), 1).dtype == "float64"
        and t.reciprocal(t.tensor(2)) == 0.5
        and tl.reciprocal(tl.array(2)).tolist() == 0
        and 2 ** t.tensor(-1) == 0
        and no(ValueError, lambda: 2 ** tl.array(-1))
    ),
    "`cov`, `corrcoef` of float32": lambda: all(
        f(t)(B.float()).dtype == t.float32 and f(tl)(X.float()).dtype == "float64"
        for f in (lambda m: m.cov, lambda m: m.corrcoef)
    ),
    "`z.double()` of complex numbers, `scatter` of fractions into integers": lambda: (
        t.tensor([1 + 2j]).double().tolist() == [1]
        and t.tensor([1]).scatter(0, t.tensor([0]), 2.5).tolist() == [2]
        and no(TypeError, tl.array([1j]).double, lambda: tl.array([1]).scatter(0, tl.array([0]), 2.5))
    ),
    "`sigmoid`, `logaddexp`, `ldexp` of complex numbers, `ldexp(x, 0.5)`": lambda: all(
        f(t).dtype and no(TypeError, partial(f, tl))
        for f in (
            lambda m: m.sigmoid(m.asarray([1j])),
            lambda m: m.logaddexp(m.asarray([1j]), m.asarray([1j])),
            lambda m: m.ldexp(m.asarray([1j]), m.asarray([1])),
            lambda m: m.ldexp(m.asarray([1.0]), m.asarray([0.5])),
        )
    ),
    "`linalg.lu` of complex matrices": lambda: (
        t.linalg.lu(B + 0j)[0].is_complex() and tl.linalg.lu(X + 0j)[0].dtype == "float64"
    ),
    "`mean` of integers": lambda: (
        tl.mean([1, 2]) == 1.5 and no(RuntimeError, lambda: t.mean(t.tensor([1, 2])))
    ),
    "`torch.Tensor(a)`, `torch.Tensor(2, 3)`": lambda: (
        (tl.Tensor([1]).dtype, tl.FloatTensor([1]).dtype) == ("int64", F32)
        and t.Tensor([1]).dtype == t.float32
        and no(TypeError, lambda: tl.Tensor(2, 3))
        and t.Tensor(2, 3).shape == tl.empty(2, 3).shape
    ),
    "`x.type()`": lambda: X.type() == "DoubleTensor" and B.type() == "torch.DoubleTensor",
    "integers divided by zero": lambda: (
        no(ZeroDivisionError, lambda: tl.array([1]) // 0) and no(RuntimeError, lambda: t.tensor([1]) // 0)
    ),
    "complex numbers in layers, losses, optimisers": lambda: (
        no(TypeError, lambda: n.Linear(1, 1)(tl.array([1j])))
        and no(TypeError, lambda: tl.optim.SGD([tl.array([1j], requires_grad=True)], lr=0.1))
    ),
    "`x.normal_()` of complex numbers": lambda: (
        no(TypeError, lambda: tl.zeros(2, dtype="complex64").normal_())
        and tl.randn(2, dtype=tl.complex64).dtype == "complex64"
        and t.zeros(2, dtype=t.complex64).normal_().is_complex()
    ),
    "`stft(x, 4)` without `return_complex`, with a complex window": lambda: (
        no(RuntimeError, lambda: t.stft(t.ones(8), 4))
        and tl.stft(tl.ones(8), 4).dtype == "complex128"
        and t.stft(t.ones(8), 4, window=t.ones(4) * 1j, return_complex=True).shape == (4, 9)
        and no(TypeError, lambda: tl.stft(tl.ones(8), 4, window=tl.ones(4) * 1j))
    ),
    "bfloat16, float8 beside integers": lambda: (
        (tl.ones(1, dtype="bfloat16") + tl.array([1])).dtype == "float64"
        and (t.ones(1, dtype=t.bfloat16) + t.tensor([1])).dtype == t.bfloat16
    ),
    "bfloat16, float8 in layers, optimisers": lambda: (
        no(TypeError, lambda: n.Linear(3, 1)(tl.ones((1, 3), dtype="bfloat16")))
        and T.linear(*t.ones(2, 1, 3, dtype=t.bfloat16)).dtype == t.bfloat16
    ),
    "float8_e4m3fn beyond 448": lambda: (
        tl.isnan(tl.array(1000.0, dtype="float8_e4m3fn")).item()
        and t.tensor(1000.0).to(t.float8_e4m3fn).item() == 448
    ),
    "`relu` at 0, and its kin": lambda: all(
        slope(tl, getattr(F, f), 0.0) == [1] and slope(t, getattr(T, f), 0.0)[0] < 1
        for f in ("relu", "leaky_relu", "rrelu")
    ),
    "`x.max(axis=0)`, `x.min(axis=0)` at ties": lambda: (
        slope(tl, lambda x: x.max(axis=0), 1.0, 1.0) == [0.5, 0.5] == slope(t, lambda x: x.amax(0), 1.0, 1.0)
        and slope(t, lambda x: x.max(dim=0).values, 1.0, 1.0) == [1, 0]
    ),
    "`l1_loss` at nan": lambda: (
        np.isnan(slope(tl, lambda x: F.l1_loss(x, tl.ones(1)), np.nan)).all()
        and slope(t, lambda x: T.l1_loss(x, t.ones(1, dtype=t.float64)), np.nan) == [0]
    ),
    "`nextafter(x, y)`, `normal(mean, std)` of what requires grad": lambda: (
        slope(t, lambda x: t.nextafter(x, x + 1), 2.0) == [1]
        and slope(t, lambda x: t.normal(x, 1.0), 2.0) == [0]
        and no(RuntimeError, lambda: tl.nextafter(LEAF, 1.0), lambda: tl.normal(LEAF, 1.0))
    ),
    "`floor_divide`, `heaviside`; `linalg.vector_norm(ord=0)`": lambda: (
        slope(tl, lambda x: x // 2, 3.0) == slope(tl, lambda x: tl.heaviside(x, 1.0), 3.0) == [0]
        and slope(tl, lambda x: tl.linalg.vector_norm(x, ord=0), 3.0) == [0]
        and no(RuntimeError, lambda: slope(t, lambda x: x // 2, 3.0))
        and slope(t, lambda x: t.linalg.vector_norm(x, ord=0), 3.0) is None
    ),
    "other ties and edges": lambda: (
        "test_the_table" in (Path(__file__).parent / "test_gradient_edges.py").read_text()
    ),
    "`torch.func.vmap(f)`": lambda: (
        [len(calls(m)) for m in (tl, t)] == [3, 1]
        and no(ValueError, lambda: tl.func.vmap(abs, randomness="same"))
    ),
    '`x.scatter_reduce(…, "amax", include_self=False)` where what is left out equals the extreme': (
        lambda: left_out(tl) == [1.0] and left_out(t) == [0.5]
    ),
    "hooks of tensors, in `autograd.grad(y, xs)`": lambda: (heard(tl), heard(t)) == (["b"], []),
    "`backward(inputs=…)`": lambda: no(TypeError, lambda: LEAF.sum().backward(inputs=[LEAF])),
    "`set_grad_enabled(False)`": lambda: bool(tl.set_grad_enabled(False)) and not tl.set_grad_enabled(True),
    "`inference_mode`": lambda: (lambda y: (y * LEAF).requires_grad)(tl.inference_mode(lambda: X[0] * 2)()),
    "in-place changes that spoil a gradient": lambda: no(
        RuntimeError, lambda: saved_and_changed(tl), lambda: saved_and_changed(t).sum().backward()
    ),
    "`backward` after `model.to(dtype)`": lambda: (
        after_conversion(t) and no(RuntimeError, lambda: after_conversion(tl))
    ),
    "inputs and weights of two dtypes": lambda: (
        no(TypeError, lambda: n.Linear(2, 1)(X))
        and F.mse_loss(tl.ones(1, dtype=F32), tl.ones(1)).dtype == F32
        and T.mse_loss(t.ones(1), t.ones(1, dtype=t.float64)).dtype == t.float64
    ),
    "`mse_loss` of shapes (n, 1) and (n,)": lambda: (
        no(ValueError, lambda: F.mse_loss(tl.ones((2, 1)), tl.ones(2)))
        and T.mse_loss(t.ones(2, 1), t.ones(2)) == 0
    ),
    "`Softmax()`, `softmax(x)` without `dim`": lambda: (
        n.Softmax()(tl.ones((2, 3, 4)))[0, 0, 0] == 0.25 and t.nn.Softmax()(t.ones(2, 3, 4))[0, 0, 0] == 0.5
    ),
    "`Arctan`, `ISRU`, `UnitStep`, `HalfSquaredError`; `Sigmoid(alpha)`": lambda: (
        lacks(t.nn, "Arctan", "ISRU", "UnitStep", "HalfSquaredError")
        and n.Sigmoid(2.0)(X)[0, 0] == F.sigmoid(2 * X[0, 0])
    ),
    "`Embedding(sparse=True)`": lambda: (
        no(ValueError, lambda: n.Embedding(3, 2, sparse=True)) and t.nn.Embedding(3, 2, sparse=True).sparse
    ),
    "`embedding_bag(scale_grad_by_freq=True)`": lambda: bags(tl) == [0, 1, 1] and bags(t) == [0, 1, 0.5],
    "`MultiheadAttention`, where a query sees no key": lambda: unseen(tl) == [0, 0] and unseen(t) == [2, 0],
    "`TransformerEncoder` without gradients, with padding and `batch_first`": lambda: (
        padded(t) == 0 and padded(tl) != 0
    ),
    "`SinusoidalPositions`": lambda: (
        lacks(t.nn, "SinusoidalPositions") and n.SinusoidalPositions(2)(X)[0].tolist() == [1, 3]
    ),
    '`parametrizations.orthogonal(layer, orthogonal_map="householder")` where the diagonal of what is '
    "learned has been changed": orthogonal_diagonal,
    "`max_pool2d` of integers": lambda: no(
        TypeError, lambda: F.max_pool2d(tl.ones((1, 1, 2, 2), dtype=INT8), 2)
    ),
    "`max_unpool2d` with an index several times": lambda: (
        unpooled(tl, n) == [0, 1] and unpooled(t, t.nn) == [1, 1]
    ),
    "the gradient of `ctc_loss` with respect to log-probabilities": lambda: (
        aligned(tl) == [-1.0, 0.0] and aligned(t) == [-0.5, 0.5] and aligned(tl, True) == aligned(t, True)
    ),
    "`forward` that returns None": lambda: no(TypeError, lambda: silent(tl)) and silent(t) is None,
    "`nn.utils.rnn.PackedSequence` whose `batch_sizes` grow, or do not add up to its rows": lambda: (
        no(ValueError, lambda: n.utils.rnn.PackedSequence(tl.ones(3), tl.array([1, 1])))
        and no(ValueError, lambda: n.utils.rnn.PackedSequence(tl.ones(3), tl.array([1, 2])))
        and t.nn.utils.rnn.PackedSequence(t.ones(3), t.tensor([1, 1]))
        and t.nn.utils.rnn.PackedSequence(t.ones(3), t.tensor([1, 2]))
    ),
    "`packed.half()`, `int()`, `byte()` and their kin": lambda: (
        n.utils.rnn.pack_sequence([tl.ones(2)]).to(tl.int64).data.dtype == "int64"
        and lacks(n.utils.rnn.PackedSequence, "half", "int", "byte")
        and not any(lacks(n.utils.rnn.PackedSequence, name) for name in ("float", "double"))
        and not any(lacks(t.nn.utils.rnn.PackedSequence, name) for name in ("half", "int", "byte"))
    ),
    "`model.to(dtype)`": lambda: trained(tl) == "float64" and no(RuntimeError, lambda: trained(t)),
    "`to(non_blocking=True)`": lambda: (
        n.Linear(1, 1).to(tl.float64, non_blocking=True).weight.dtype == "float64"
    ),
    "`load_state_dict`": lambda: (
        no(
            RuntimeError,
            lambda: n.Linear(1, 1).load_state_dict({"weight": tl.ones((1, 1)), "bias": tl.ones(1)}),
        )
        and t.nn.Linear(1, 1).load_state_dict({"weight": B[:1, :1], "bias": B[0, :1]})
    ),
    "`state_dict(keep_vars=True)`": lambda: no(TypeError, lambda: n.Linear(1, 1).state_dict(keep_vars=True)),
    "`torch.save(x, path)`, `torch.load(path)`": files_without_pickles,
    "devices": lambda: (
        X.device == "cpu"
        and no(ValueError, lambda: n.Linear(1, 1).to("cuda"), lambda: X.to("cuda"))
        and no(RuntimeError, lambda: X.cuda())
        and not tl.cuda.is_available()
    ),
    "`optimizer.state_dict()`": lambda: (
        momentum(tl, steps=2)[0] == momentum(tl, steps=2)[1]
        and momentum(t, steps=2)[0] != momentum(t, steps=2)[1]
    ),
    "`Adam(bias_correction=False, eps_inside=True)`": lambda: (
        tl.optim.Adam([parameter(tl)], bias_correction=False, eps_inside=True).defaults["eps_inside"]
        and no(TypeError, lambda: t.optim.Adam([parameter(t)], eps_inside=True))
    ),
    "`SGD(velocity=True)`, `SGD(look_ahead=True)`; `eps_inside` of `Adagrad` and `RMSprop`": lambda: (
        tl.optim.SGD([parameter(tl)], velocity=True)
        and tl.optim.SGD([parameter(tl)], momentum=0.9, look_ahead=True)
        and all(getattr(tl.optim, name)([parameter(tl)], eps_inside=True) for name in ("Adagrad", "RMSprop"))
        and no(
            TypeError,
            lambda: t.optim.SGD([parameter(t)], velocity=True),
            lambda: t.optim.SGD([parameter(t)], momentum=0.9, look_ahead=True),
            lambda: t.optim.Adagrad([parameter(t)], eps_inside=True),
            lambda: t.optim.RMSprop([parameter(t)], eps_inside=True),
        )
    ),
    "`Adagrad(...).state_dict()` before a step": lambda: (
        not tl.optim.Adagrad([parameter(tl)]).state_dict()["state"]
        and t.optim.Adagrad([parameter(t)]).state_dict()["state"]
    ),
    "`mu_product` of `NAdam`, `eta` and `mu` of `ASGD`": lambda: all(
        isinstance(stepped(tl, name)[slot], float) and stepped(t, name)[slot].dtype == t.float32
        for name, slot in (("NAdam", "mu_product"), ("ASGD", "eta"), ("ASGD", "mu"))
    ),
    "`Muon`": lambda: stepped(tl, "Muon", 0.1, (1, 1)) != stepped(t, "Muon", 0.1, (1, 1)),
    "`optim.Lion`": lambda: lacks(t.optim, "Lion") and stepped(tl, "Lion"),
    "a closure that raises in `LBFGS.step`": lambda: interrupted(tl) == 1.0 and interrupted(t) != 1.0,
    "`optimizer.state[p]` of a ready optimiser": lambda: lacks(tl.optim.SGD([parameter(tl)]), "state"),
    '`nesterov=1`, `maximize="no"`': lambda: no(
        TypeError,
        lambda: tl.optim.SGD([parameter(tl)], momentum=0.9, nesterov=1),
        lambda: tl.optim.Adam([parameter(tl)], maximize="no"),
    ),
    "`RMSprop(alpha=1.0)`, `Adadelta(rho=1.0)`": lambda: (
        no(
            ValueError,
            lambda: tl.optim.RMSprop([parameter(tl)], alpha=1.0),
            lambda: tl.optim.Adadelta([parameter(tl)], rho=1.0),
        )
        and t.optim.RMSprop([parameter(t)], alpha=1.0)
        and t.optim.Adadelta([parameter(t)], rho=1.0)
    ),
    "one parameter given twice": lambda: (
        (lambda p: no(ValueError, lambda: tl.optim.SGD([p, p])))(parameter(tl))
        and (lambda p: t.optim.SGD([p, p]))(parameter(t))
    ),
    "moments below the smallest normal number": lambda: (
        momentum(tl, 1e-39)[0] == [0] and momentum(t, 1e-39)[0] != [0]
    ),
    "options in `param_groups`": lambda: (
        lambda o: o.param_groups[0].update(lr=-1) or no(ValueError, o.step)
    )(tl.optim.SGD([parameter(tl)])),
    "`scheduler.step(epoch)`": lambda: (
        no(TypeError, lambda: scheduled(tl, "StepLR", 5, steps=0)[0].step(3))
        and scheduled(t, "StepLR", 5, steps=0)[0].step(3) is None
        and scheduled(tl, "CosineAnnealingWarmRestarts", 5, steps=0)[0].step(0.5) is None
    ),
    "`step()` before `optimizer.step()`": lambda: (
        warns(lambda: scheduled(t, "StepLR", 5)) and not warns(lambda: scheduled(tl, "StepLR", 5))
    ),
    "rounding": lambda: (
        scheduled(tl, "ExponentialLR", 0.999, steps=1000)[1] == 0.1 * 0.999**1000
        and scheduled(t, "ExponentialLR", 0.999, steps=1000)[1] != 0.1 * 0.999**1000
    ),
    "`last_epoch=` of schedulers that multiply": lambda: (
        scheduled(tl, "ExponentialLR", 0.5, last_epoch=1, steps=0, initial_lr=0.2)[1] == 0.05
        and scheduled(t, "ExponentialLR", 0.5, last_epoch=1, steps=0, initial_lr=0.2)[1] == 0.1
    ),
    "`SequentialLR` in a `SequentialLR`, `ChainedScheduler` in it": lambda: (
        sequences(tl) == [0.1, 0.05]
        and no(NotImplementedError, lambda: sequences(t))
        and chain_in_sequence(tl) == 0.1
        and chain_in_sequence(t) == 0.05
    ),
    "one step after the last of `OneCycleLR`": lambda: (
        scheduled(tl, "OneCycleLR", 1.0, 10, anneal_strategy="linear", steps=10)[1] == 1 / 25 / 1e4
        and scheduled(t, "OneCycleLR", 1.0, 10, anneal_strategy="linear", steps=10)[1] < 0
    ),
    "learning rates that are negative, nan or infinite": lambda: all(
        no(ValueError, partial(scheduled, tl, "LambdaLR", factor)) and scheduled(t, "LambdaLR", factor)
        for factor in (lambda _: -1.0, lambda _: float("nan"), lambda _: float("inf"))
    ),
    "milestones in any order, twice the same": lambda: all(
        no(ValueError, partial(scheduled, tl, "MultiStepLR", epochs)) and scheduled(t, "MultiStepLR", epochs)
        for epochs in ([3, 2], [2, 2])
    ),
    "`scheduler.load_state_dict`": lambda: (
        loaded(tl, "ExponentialLR") == 0.025
        and loaded(t, "ExponentialLR") == 0.1
        and no(ValueError, lambda: loaded(tl, "StepLR"))
        and loaded(t, "StepLR") == 0.1
    ),
    "`manual_seed(0)`, `Generator()`": lambda: (
        same(np.asarray(tl.random.default_rng(0).normal(size=2)), np.random.default_rng(0).normal(size=2))
        and same(
            tl.randn(2, generator=tl.Generator().manual_seed(0)), tl.random.default_rng(0).normal(size=2)
        )
    ),
    "an exception in a worker of `DataLoader`": lambda: (
        from_worker(tl.utils.data).args == (2, "no such file")
        and "no such file" in from_worker(t.utils.data).args[0]
    ),
    "`torch.onnx.export(model, args, path)`": lambda: (
        t.onnx.export.__name__ == "export"
        and [*inspect.signature(tl.io.export_onnx).parameters][:3] == ["file", "model", "inputs"]
    ),
    "the loop of epochs": refused_fits,
}


class NotThere:
    def __len__(self):
        return 1

    def __getitem__(self, index):
        raise OSError(2, "no such file")


def from_worker(data):
    with pytest.raises(OSError) as caught:
        list(data.DataLoader(NotThere(), num_workers=1, timeout=60))
    return caught.value


def test_the_table_is_whole():
    assert rows("pytorch-users.md") == list(TORCH)


@pytest.mark.parametrize("row", TORCH)
def test_row(row):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert TORCH[row]()
