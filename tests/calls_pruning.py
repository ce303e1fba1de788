"""Rows of the table of calls: pruned parameters, a softmax over many classes, models in wrappers."""

from copy import deepcopy

from drive import call, scene

import tensorlab as tl

P = tl.nn.utils.prune
MASK = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]


class EveryOther(P.BasePruningMethod):
    def compute_mask(self, t, default_mask):
        mask = default_mask.copy()
        mask.reshape((-1,))[::2] = 0
        return mask


for _name, _more in {
    "identity": [],
    "random_unstructured": [2],
    "l1_unstructured": [0.5, MASK],
    "random_structured": [1, 0],
    "ln_structured": [1, 2, 0, MASK],
    "custom_from_mask": [MASK],
}.items():

    @scene(f"nn.utils.prune.{_name}")
    def _(name=_name, more=_more):
        return getattr(P, name), [tl.nn.Linear(2, 3), "weight", *deepcopy(more)], {}


for _name in ("remove", "is_pruned"):

    @scene(f"nn.utils.prune.{_name}")
    def _(name=_name):
        pruned = P.identity(tl.nn.Linear(2, 3), "weight")
        return getattr(P, name), [pruned, "weight"][: 2 if name == "remove" else 1], {}


@scene("nn.utils.prune.global_unstructured")
def _():
    layer = tl.nn.Linear(2, 3)
    return P.global_unstructured, [[(layer, "weight"), (layer, "bias")], P.L1Unstructured], {"amount": 2}


@scene("nn.utils.prune.BasePruningMethod")
def _():
    return EveryOther().prune, [tl.ones((2, 2)), tl.ones((2, 2)), tl.ones((2, 2))], {}


@scene("nn.utils.prune.PruningContainer")
def _():
    return P.PruningContainer, [P.Identity(), P.L1Unstructured(1)], {}


call("nn.utils.prune.Identity")
call("nn.utils.prune.L1Unstructured nn.utils.prune.RandomUnstructured", 2)
call("nn.utils.prune.LnStructured", 1, 2, 0)
call("nn.utils.prune.RandomStructured", 1, 0)
call("nn.utils.prune.CustomFromMask", MASK)
call("nn.AdaptiveLogSoftmaxWithLoss", 8, 9, [2, 4], 2.0)
call("nn.utils.skip_init", tl.nn.Linear, 2, 3)


@scene("nn.DataParallel")
def _():
    return tl.nn.DataParallel, [tl.nn.Linear(2, 3), [0]], {}
