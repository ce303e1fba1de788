"""Rows of the registry: parameters with zeros that stay, beside PyTorch."""

import copy

import numpy as np
import pytest
from registry import other

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn.utils import prune

rng = np.random.default_rng(7)


def model(library):
    """The same convolution and linear layer with either library."""
    made = library.nn.Sequential(library.nn.Conv2d(2, 6, 3), library.nn.Flatten(), library.nn.Linear(24, 5))
    draw = np.random.default_rng(3)
    with library.no_grad():
        for p in made.parameters():
            p.copy_(library.as_tensor(draw.normal(size=tuple(p.shape)).astype("float32")))
    return made


def trained(library, change):
    """States and outputs while `change(model, its prune)` has an effect on some steps of training."""
    made = model(library)
    change(made, library.nn.utils.prune)
    opt = library.optim.SGD(made.parameters(), lr=0.01, momentum=0.9)
    draw = np.random.default_rng(4)
    for _ in range(5):
        x = library.as_tensor(draw.normal(size=(3, 2, 4, 4)).astype("float32"))
        opt.zero_grad()
        (made(x) ** 2).mean().backward()
        opt.step()
    made(x)
    state = {key: value.detach().numpy().copy() for key, value in made.state_dict().items()}
    for layer, name in ((made[0], "weight"), (made[2], "weight"), (made[2], "bias")):
        if hasattr(layer, name + "_mask"):
            assert library.nn.utils.prune.remove(layer, name) is layer
    return [*state.items(), *((key, v.detach().numpy()) for key, v in made.state_dict().items())]


def beside_pytorch(change):
    ours = trained(tl, change)
    torch = pytest.importorskip("torch")
    pytest.importorskip("torch.nn.utils.prune")
    theirs = trained(torch, change)
    assert [key for key, _ in ours] == [key for key, _ in theirs]
    for (key, a), (_, b) in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-4, atol=2e-6, err_msg=key)


def masked(change, layer=None):
    layer = layer or nn.Linear(4, 6)
    change(layer)
    return layer.weight_mask.numpy()


@other("nn.utils.prune.l1_unstructured")
def the_smallest():
    layer = nn.Linear(3, 2, bias=False)
    layer.weight.data.copy_(tl.array([[3.0, -1, 2], [0.5, -5, 4]]))
    first = layer.weight
    assert prune.l1_unstructured(layer, "weight", 2) is layer and layer.weight_orig is first
    assert layer.weight_mask.tolist() == [[1, 0, 1], [0, 1, 1]] and layer.weight.tolist()[1] == [0, -5, 4]
    prune.l1_unstructured(layer, "weight", 0.5)  # of the four that are left
    assert layer.weight_mask.tolist() == [[0, 0, 0], [0, 1, 1]]
    scores = [[9.0, 9, 9], [9, 1, 2]]
    assert masked(lambda m: prune.l1_unstructured(m, "weight", 1, scores), nn.Linear(3, 2))[1, 1] == 0
    x = tl.ones((1, 3), dtype=tl.float32)
    layer(x).sum().backward()
    assert layer.weight_orig.grad.tolist() == layer.weight_mask.tolist()

    def change(m, p):
        p.l1_unstructured(m[0], name="weight", amount=0.3)
        p.l1_unstructured(m[2], name="weight", amount=0.4)
        p.l1_unstructured(m[2], name="weight", amount=20)
        p.l1_unstructured(m[2], name="bias", amount=3)

    beside_pytorch(change)


@other("nn.utils.prune.ln_structured")
def the_smallest_slices():
    layer = nn.Linear(2, 3)
    layer.weight.data.copy_(tl.array([[3.0, 0], [1, 1], [2, 2]]))
    assert masked(lambda m: prune.ln_structured(m, "weight", 1, 1, 0), layer).tolist() == [
        [1, 1],
        [0, 0],
        [1, 1],
    ]

    def change(m, p):
        p.ln_structured(m[0], name="weight", amount=0.5, n=2, dim=0)
        p.ln_structured(m[2], name="weight", amount=3, n=1, dim=1)
        p.ln_structured(m[2], name="weight", amount=0.3, n=float("inf"), dim=-1)
        p.l1_unstructured(m[2], name="weight", amount=0.5)

    beside_pytorch(change)


@other("nn.utils.prune.global_unstructured")
def the_smallest_of_all():
    def change(m, p):
        both = [(m[0], "weight"), (m[2], "weight")]
        p.global_unstructured(both, pruning_method=p.L1Unstructured, amount=0.6)
        p.global_unstructured(both, pruning_method=p.L1Unstructured, amount=10)

    beside_pytorch(change)
    a, b = nn.Linear(2, 2), nn.Linear(2, 1)
    scores = {(a, "weight"): [[1.0, 2], [3, 4]], (b, "weight"): [[0.5, 5.0]]}
    prune.global_unstructured([*scores], prune.L1Unstructured, scores, amount=3)
    assert a.weight_mask.tolist() == [[0, 0], [1, 1]] and b.weight_mask.tolist() == [[0, 1]]
    for wrong, method, error in (
        ([], prune.L1Unstructured, ValueError),
        ([a], prune.L1Unstructured, TypeError),
        ([(a, "weight")], prune.RandomStructured, TypeError),
    ):
        with pytest.raises(error, match=r"^global_unstructured: "):
            prune.global_unstructured(wrong, method, amount=1)
    norm = tl.nn.BatchNorm1d(3)  # a buffer behind a parameter: neither is pruned
    with pytest.raises(
        ValueError, match=r"^global_unstructured: 'running_mean' of BatchNorm1d is no parameter"
    ):
        prune.global_unstructured([(norm, "weight"), (norm, "running_mean")], prune.L1Unstructured, amount=1)
    assert not prune.is_pruned(norm)


@other("nn.utils.prune.random_unstructured")
def any_elements():
    assert masked(lambda m: prune.random_unstructured(m, "weight", 0.25)).sum() == 18
    layer = prune.random_unstructured(nn.Linear(4, 6), "weight", 4)
    before = layer.weight_mask.numpy().copy()
    prune.random_unstructured(layer, "weight", 0.5)
    assert layer.weight_mask.sum().item() == 10 and (layer.weight_mask.numpy() <= before).all()


@other("nn.utils.prune.random_structured")
def any_slices():
    for dim, axes in ((0, 1), (1, 0), (-1, 0)):
        mask = masked(lambda m, dim=dim: prune.random_structured(m, "weight", 2, dim))
        assert (mask.sum(axes) == 0).sum() == 2 and mask.sum() == mask.size * (1 - 2 / mask.shape[dim])


@other("nn.utils.prune.custom_from_mask")
def these_elements():
    given = rng.integers(0, 2, (5, 24)).astype("float32")

    def change(m, p):
        library = tl if p is prune else __import__("torch")
        p.custom_from_mask(m[2], name="weight", mask=library.as_tensor(given))

    beside_pytorch(change)
    with pytest.raises(ValueError, match=r"^CustomFromMask: the mask has shape \(2,\), the tensor \(1, 3\)"):
        prune.custom_from_mask(nn.Linear(3, 1), "weight", [1, 0])


@other("nn.utils.prune.identity")
def no_elements():
    assert masked(lambda m: prune.identity(m, "weight")).all()


@other("nn.utils.prune.remove")
def an_ordinary_one_again():
    layer = nn.Linear(3, 2)
    weight = layer.weight
    prune.remove(prune.l1_unstructured(layer, "weight", 3), "weight")
    assert layer.weight is weight and (weight == 0).sum().item() == 3 and "forward" not in vars(layer)
    assert list(layer.state_dict()) == ["bias", "weight"]
    for wrong, name, error in (
        (layer, "weight", ValueError),
        (layer, "x", ValueError),
        (3, "weight", TypeError),
    ):
        with pytest.raises(error, match=r"^remove: "):
            prune.remove(wrong, name)


@other("nn.utils.prune.is_pruned")
def whether_some_are_zero():
    made = model(tl)
    assert not prune.is_pruned(made)
    prune.identity(made[2], "bias")
    assert prune.is_pruned(made) and not prune.is_pruned(made[0])
    other_one = copy.copy(made[0])
    assert not prune.is_pruned(other_one)
    with pytest.raises(TypeError, match=r"^is_pruned: "):
        prune.is_pruned("model")


class EveryOther(prune.BasePruningMethod):
    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask


@other("nn.utils.prune.BasePruningMethod")
def a_way_of_ones_own():
    layer = nn.Linear(4, 2)
    method = EveryOther.apply(layer, "weight")
    assert method._tensor_name == "weight" and layer.weight_mask.tolist() == [[0, 1, 0, 1]] * 2
    EveryOther.apply(layer, "weight")
    assert layer.weight_mask.tolist() == [[0, 0, 0, 1]] * 2
    with pytest.raises(NotImplementedError, match=r"^BasePruningMethod: compute_mask"):
        prune.BasePruningMethod.apply(layer, "bias")
    assert list(layer.state_dict()) == ["bias", "weight_orig", "weight_mask"]
    method.remove(layer)
    assert not prune.is_pruned(layer)


@other("nn.utils.prune.PruningContainer")
def several_ways():
    layer = nn.Linear(4, 2)
    EveryOther.apply(layer, "weight")
    both = prune.L1Unstructured.apply(layer, "weight", amount=1)
    assert [type(m) for m in both] == [EveryOther, prune.L1Unstructured] == [type(both[0]), type(both[1])]
    assert len(both) == 2 and layer.weight_mask.sum().item() == 3
    with pytest.raises(TypeError, match=r"^PruningContainer: 3 is no"):
        prune.PruningContainer(3)


@other("nn.utils.prune.Identity")
def nothing():
    assert prune.Identity().prune(tl.ones(3), tl.array([1.0, 0, 1])).tolist() == [1, 0, 1]


@other("nn.utils.prune.L1Unstructured")
def smallest_of_a_tensor():
    method = prune.L1Unstructured(amount=0.5)
    assert method.prune(tl.array([3.0, 1, 2, 4])).tolist() == [3, 0, 0, 4]
    assert method.prune(tl.array([3.0, 1, 2, 4]), importance_scores=tl.array([0.0, 1, 2, 3])).tolist() == [
        0,
        0,
        2,
        4,
    ]
    with pytest.raises(ValueError, match=r"^prune: importance_scores have shape"):
        method.prune(tl.ones(3), importance_scores=tl.ones(2))
    for wrong, error in ((1.5, ValueError), (-1, ValueError), ("a", TypeError), (float("nan"), ValueError)):
        with pytest.raises(error, match=r"^L1Unstructured: amount "):
            prune.L1Unstructured(wrong)
    layer, x = nn.Linear(2, 1), tl.zeros((1, 2), dtype=tl.float32)
    for wrong, name, error in ((3, "weight", ValueError), (1, "wait", ValueError)):
        with pytest.raises(error, match=r"^L1Unstructured: "):
            prune.l1_unstructured(layer, name, wrong)
    assert list(layer.state_dict()) == ["weight", "bias"] and layer(x).shape == (1, 1)


@other("nn.utils.prune.RandomUnstructured")
def any_of_a_tensor():
    assert prune.RandomUnstructured(1).prune(tl.ones(3)).sum().item() == 2


@other("nn.utils.prune.LnStructured")
def smallest_slices_of_a_tensor():
    method = prune.LnStructured(amount=1, n=2, dim=-1)
    assert method.prune(tl.array([[1.0, 3], [1, 3]])).tolist() == [[0, 3], [0, 3]]
    for wrong in (tl.ones(3), tl.ones(())):
        with pytest.raises(ValueError, match=r"^LnStructured: shape .* has no slices along axis -1"):
            method.prune(wrong)


@other("nn.utils.prune.RandomStructured")
def any_slices_of_a_tensor():
    assert prune.RandomStructured(0.5, dim=0).prune(tl.ones((4, 3))).sum().item() == 6


@other("nn.utils.prune.CustomFromMask")
def given_for_a_tensor():
    assert prune.CustomFromMask([1, 0]).prune(tl.array([2.0, 3])).tolist() == [2, 0]
