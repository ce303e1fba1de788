"""Rows of the table of calls: optimisers with a closure, means of weights, parametrized modules."""

from drive import call, scene

import tensorlab as tl

U = tl.optim.swa_utils
P = tl.nn.utils.parametrize


def params(*shapes):
    made = [tl.nn.Parameter(tl.ones(shape)) for shape in shapes]
    for p in made:
        p.grad = tl.ones_like(p.detach())
    return made


@scene("optim.LBFGS")
def _():
    made = params((2, 3), (3,))
    opt = tl.optim.LBFGS(made, line_search_fn="strong_wolfe")

    def loss():
        opt.zero_grad()
        value = sum(((p - 2) ** 2).sum() for p in made)
        value.backward()
        return value

    return opt.step, [loss], {}, [opt.param_groups]


@scene("optim.Muon")
def _():
    opt = tl.optim.Muon(params((2, 3), (3, 2)))
    return opt.step, [], {}, [opt.param_groups, opt._states]


@scene("optim.lr_scheduler.CyclicLR")
def _():
    opt = tl.optim.SGD([{"params": params((2,))}, {"params": params((3,))}], momentum=0.5)
    return tl.optim.lr_scheduler.CyclicLR, [opt, [0.1, 0.2], [0.5, 1.0], 3], {}, [opt.param_groups]


@scene("optim.swa_utils.SWALR")
def _():
    opt = tl.optim.SGD([{"params": params((2,))}, {"params": params((3,))}])
    return U.SWALR, [opt, [0.1, 0.2], 3], {}, [opt.param_groups]


@scene("optim.swa_utils.AveragedModel")
def _():
    return U.AveragedModel, [tl.nn.BatchNorm1d(2)], {}


@scene("optim.swa_utils.AveragedModel.update_parameters")
def _():
    model = tl.nn.BatchNorm1d(2)
    mean = U.AveragedModel(model)
    return mean.update_parameters, [model], {}, list(mean.parameters())


@scene("optim.swa_utils.update_bn")
def _():
    model = tl.nn.BatchNorm1d(2)
    return U.update_bn, [[tl.ones((3, 2), dtype=tl.float32), [tl.ones((2, 2), dtype=tl.float32)]], model], {}


for _name in ("get_ema_avg_fn", "get_swa_avg_fn"):

    @scene(f"optim.swa_utils.{_name}")
    def _(name=_name):
        return getattr(U, name)(), [tl.ones(2), tl.zeros(2), 3], {}


for _name in ("get_ema_multi_avg_fn", "get_swa_multi_avg_fn"):

    @scene(f"optim.swa_utils.{_name}")
    def _(name=_name):
        return getattr(U, name)(), [[tl.ones(2), tl.ones(1)], [tl.zeros(2), tl.zeros(1)], 3], {}


# ---- parametrized modules
class Doubled(tl.nn.Module):
    def forward(self, x):
        return x * 2


def doubled():
    return P.register_parametrization(tl.nn.Linear(2, 3), "weight", Doubled())


for _name in (
    "weight_norm",
    "spectral_norm",
    "parametrizations.weight_norm",
    "parametrizations.spectral_norm",
):

    @scene(f"nn.utils.{_name}")
    def _(name=_name):
        module, _, function = name.rpartition(".")
        place = tl.nn.utils.parametrizations if module else tl.nn.utils
        return getattr(place, function), [tl.nn.Linear(2, 3)], {}


for _name in ("weight_norm", "spectral_norm"):

    @scene(f"nn.utils.remove_{_name}")
    def _(name=_name):
        made = getattr(tl.nn.utils, name)(tl.nn.Linear(2, 3))
        return getattr(tl.nn.utils, f"remove_{name}"), [made], {}


@scene("nn.utils.parametrize.register_parametrization")
def _():
    return P.register_parametrization, [tl.nn.Linear(2, 3), "weight", Doubled()], {}


@scene("nn.utils.parametrize.remove_parametrizations")
def _():
    return P.remove_parametrizations, [doubled(), "weight"], {}


@scene("nn.utils.parametrize.ParametrizationList")
def _():
    return P.ParametrizationList, [[Doubled(), Doubled()], tl.nn.Parameter(tl.ones(2))], {}


call("nn.utils.parametrize.is_parametrized", doubled(), "weight")
call("nn.utils.parametrize.type_before_parametrizations", doubled())
