"""Rows of the table of calls: networks, optimisers, schedules, data and training."""

from drive import TABLE, C, Call, I, M, Prepared, S, T, V, W, call, fresh, scene
from modules import OPTIMISERS

import tensorlab as tl

# ---- networks
F = "nn.functional."
for _name in [
    "arctan",
    "elu",
    "hardshrink",
    "identity",
    "isru",
    "leaky_relu",
    "relu",
    "rrelu",
    "sigmoid",
    "silu",
    "softplus",
]:
    call(F + _name, M)
call(F + "softsign " + F + "tanh " + F + "tanhshrink", M)
call(F + "unit_step " + F + "dropout " + F + "softmax " + F + "log_softmax", M)
call(F + "prelu", M, [0.5])
call(F + "linear", M, [V, W], [0.5, 0.25])
call(F + "mse_loss " + F + "l1_loss " + F + "half_squared_error", M, M)
call(F + "cross_entropy", M, [2, 0])
call(F + "cross_entropy", M, [2, 0], weight=W)
call(F + "cross_entropy", M, [V, W])
call(F + "cross_entropy", T, [2, 0])
call(F + "nll_loss", M, [2, 0], weight=W)
call(F + "binary_cross_entropy_with_logits", V, [1.0, 0.0, 1.0], weight=W, pos_weight=[2.0, 2.0, 2.0])
call(F + "conv2d", [[C[0] * 2] * 2], [C, C], [0.5, 0.25], stride=[1, 1], padding=[1, 0], dilation=[1, 1])
call(F + "conv1d", [[V, W]], [[[0.5, 0.25], [1.0, 2.0]]], [0.5], stride=[1], padding=[1], dilation=[1])
call(F + "max_pool2d", [[C[0] * 2] * 2], [2, 2], stride=[1, 1], padding=[1, 0], dilation=[1, 1])
call(F + "avg_pool2d", [[C[0] * 2] * 2], [2, 2], stride=[1, 1], padding=[1, 0])
call("nn.init.uniform_ nn.init.normal_ nn.init.zeros_ nn.init.ones_ nn.init.eye_", T)
call("nn.init.xavier_uniform_ nn.init.xavier_normal_ nn.init.kaiming_uniform_ nn.init.kaiming_normal_", T)
call("nn.init.trunc_normal_ nn.init.orthogonal_", T)
call("nn.init.sparse_", T, 0.5)
call("nn.init.dirac_", tl.array(C))
call("nn.init.constant_", T, 2.0)
call("nn.init.calculate_gain", "leaky_relu", 0.5)
call(
    "nn.ELU nn.ISRU nn.Arctan nn.Dropout nn.Identity nn.L1Loss nn.LeakyReLU nn.LogSoftmax nn.MSELoss nn.PReLU"
)
call("nn.RReLU nn.ReLU nn.SiLU nn.Sigmoid nn.Softmax nn.Softplus nn.Softsign nn.Tanh nn.UnitStep")
call("nn.HalfSquaredError nn.Flatten nn.Hardshrink nn.Tanhshrink")
call("nn.Conv2d", 2, 3, [2, 2], stride=[1, 1], padding=[0, 1], dilation=[1, 1])
call("nn.Conv1d", 2, 3, [2], stride=[1], padding=[1], dilation=[1])
call("nn.MaxPool2d", [2, 2], stride=[1, 1], padding=[0, 1], dilation=[1, 1])
call("nn.AvgPool2d", [2, 2], stride=[1, 1], padding=[0, 1])
call("nn.Linear", 2, 3)
call("nn.CrossEntropyLoss nn.NLLLoss", weight=W)
call("nn.BCEWithLogitsLoss", weight=W, pos_weight=V)
call("nn.Unflatten", 1, [2, 3])


def network():
    return tl.nn.Sequential(tl.nn.Linear(2, 3), tl.nn.ReLU(), tl.nn.Linear(3, 2)).to(tl.float64)


def layers():
    yield tl.nn.Conv2d(2, 3, [1, 1]).double(), [[C[0], C[1]]]
    yield tl.nn.Conv1d(2, 3, [2]).double(), [[V, W]]
    yield tl.nn.MaxPool2d([1, 2]), [[C[0], C[1]]]
    yield tl.nn.AvgPool2d([2, 1]), [[C[0], C[1]]]
    yield tl.nn.Linear(3, 2).double(), [M]
    yield tl.nn.PReLU().double(), [M]
    yield tl.nn.Flatten(), [tl.array(C)]
    yield tl.nn.Unflatten(1, [3, 1]), [T]
    yield tl.nn.Dropout(0.5), [M]
    for kind in ("ELU", "ISRU", "Arctan", "Hardshrink", "Identity", "LeakyReLU", "LogSoftmax", "RReLU",
                 "ReLU", "SiLU", "Sigmoid", "Softmax", "Softplus", "Softsign", "Tanh", "Tanhshrink",
                 "UnitStep"):  # fmt: skip
        yield getattr(tl.nn, kind)(), [M]
    for kind in ("L1Loss", "MSELoss", "HalfSquaredError"):
        yield getattr(tl.nn, kind)(), [M, M]
    yield tl.nn.CrossEntropyLoss(weight=W), [M, [2, 0]]
    yield tl.nn.NLLLoss(), [M, [2, 0]]
    yield tl.nn.BCEWithLogitsLoss(), [V, [1.0, 0.0, 1.0]]


for _layer, _args in layers():
    TABLE.append(
        Call(f"nn.{type(_layer).__name__}", lambda layer=_layer, args=_args: Prepared(layer, fresh(args), {}))
    )


@scene("nn.Sequential")
def _():
    return network(), [[[1.0, 2.0], [3.0, 4.0]]], {}


@scene("nn.Sequential")
def _():
    return tl.nn.Sequential, [{"a": tl.nn.Linear(2, 3), "b": tl.nn.ReLU()}], {}


@scene("nn.ModuleList")
def _():
    return tl.nn.ModuleList, [[tl.nn.Linear(2, 3), tl.nn.ReLU()]], {}


@scene("nn.ModuleList.extend")
def _():
    return tl.nn.ModuleList([tl.nn.ReLU()]).extend, [[tl.nn.Linear(2, 3), tl.nn.ReLU()]], {}


@scene("nn.ModuleDict")
def _():
    return tl.nn.ModuleDict, [[["a", tl.nn.Linear(2, 3)], ["b", tl.nn.ReLU()]]], {}


@scene("nn.ModuleDict.update")
def _():
    return tl.nn.ModuleDict().update, [{"a": tl.nn.Linear(2, 3), "b": tl.nn.ReLU()}], {}


@scene("nn.Module.summary")
def _():
    return network().summary, [[1, 2]], {"dtype": [tl.float64]}


@scene("nn.Module.load_state_dict")
def _():
    model = network()
    state = {key: value.tolist() for key, value in model.state_dict().items()}
    return model.load_state_dict, [state], {}, list(model.parameters())


@scene("nn.Module.load_state_dict")
def _():
    model = network()
    return model.load_state_dict, [fresh(dict(network().state_dict()))], {}, list(model.parameters())


# ---- optimisers
def params():
    made = [tl.nn.Parameter(M), tl.nn.Parameter(V), tl.nn.Parameter(S)]
    for p in made:
        p.grad = tl.ones_like(p.detach())
    return made


for _kind, _options in (
    (row.short, {**row.all_state, **{k: 0.1 for k in row.defaults if k == "weight_decay"}})
    for row in OPTIMISERS
):

    def make_optimizer(kind=_kind, options=_options):
        return getattr(tl.optim, kind)(params(), lr=0.1, **options)

    @scene(f"optim.{_kind}")
    def _(make=make_optimizer):
        opt = make()
        opt.step()
        return opt.step, [], {}, [opt.param_groups, opt._states]

    @scene(f"optim.{_kind}")
    def _(make=make_optimizer):
        opt = make()
        return opt.step, [], {}, [opt.param_groups, opt._states]

    @scene(f"optim.{_kind}")
    def _(kind=_kind, options=_options):
        groups = [{"params": params()}, {"params": params(), "lr": 0.5}]
        return getattr(tl.optim, kind), [groups], {"lr": 0.1, **options}

    @scene("optim.Optimizer.zero_grad")
    def _(make=make_optimizer):
        opt = make()
        return opt.zero_grad, [], {}, [opt.param_groups]

    @scene("optim.Optimizer.zero_grad")
    def _(make=make_optimizer):
        opt = make()
        return opt.zero_grad, [False], {}, [opt.param_groups]

    @scene("optim.Optimizer.add_param_group")
    def _(make=make_optimizer):
        opt = make()
        return opt.add_param_group, [{"params": params(), "lr": 0.5}], {}, [opt.param_groups]

    @scene("optim.Optimizer.state_dict")
    def _(make=make_optimizer):
        opt = make()
        opt.step()
        return opt.state_dict, [], {}, [opt.param_groups, opt._states]

    @scene("optim.Optimizer.load_state_dict")
    def _(make=make_optimizer):
        opt, other = make(), make()
        other.step()
        state = other.state_dict()
        for entry in state["state"].values():
            entry.update({k: v.tolist() for k, v in entry.items() if isinstance(v, tl.Tensor)})
        return opt.load_state_dict, [state], {}, [opt.param_groups]


@scene("optim.step")
def _():
    p = params()
    moments = [[tl.zeros_like(x.detach()) for x in p] for _ in range(2)]
    state = {"step": [1, 2, 3], "exp_avg": moments[0], "exp_avg_sq": moments[1]}
    return tl.optim.step, ["adam", p, state, tl.optim.Adam([p[0]]).defaults], {}


@scene("optim.step")
def _():
    state = {"step": [0] * 3, "exp_avg": [None] * 3, "exp_avg_sq": [None] * 3}
    return tl.optim.step, ["adamw", params(), state, tl.optim.Adam(params()).defaults], {}


@scene("optim.step")
def _():
    p = params()
    state = {"momentum_buffer": [tl.zeros_like(x.detach()) for x in p]}
    return tl.optim.step, ["sgd", p, state, tl.optim.SGD([p[0]], momentum=0.9).defaults], {}


@scene("optim.step")
def _():
    options = tl.optim.SGD(params(), momentum=0.9).defaults
    return tl.optim.step, ["sgd", params(), {"momentum_buffer": [None] * 3}, options], {}


@scene("optim.check_step")
def _():
    return tl.optim.check_step, ["step", params()], {}


@scene("optim.zero_grad")
def _():
    return tl.optim.zero_grad, [params()], {}


@scene("optim.Optimizer")
def _():
    return tl.optim.Optimizer, [params(), {"lr": [0.1]}], {}


# ---- schedules of learning rates
def doubled(epoch):
    return 2.0


for _name, _given in {
    "StepLR": (2,),
    "MultiStepLR": ([1, 3],),
    "ConstantLR": (),
    "LinearLR": (),
    "ExponentialLR": (0.5,),
    "PolynomialLR": (),
    "CosineAnnealingLR": (5,),
    "CosineAnnealingWarmRestarts": (5,),
    "LambdaLR": ([doubled, doubled],),
    "MultiplicativeLR": ([doubled, doubled],),
    "OneCycleLR": ([0.1, 0.2], 10),
    "ReduceLROnPlateau": ("min", 0.1, 1, 0.1, "rel", 0, [0.1, 0.2]),
}.items():

    @scene(f"optim.lr_scheduler.{_name}")
    def _(name=_name, given=_given):
        opt = tl.optim.SGD([{"params": params()}, {"params": params(), "lr": 0.5}], lr=0.1)
        return getattr(tl.optim.lr_scheduler, name), [opt, *fresh(given)], {}, [opt.param_groups]

    @scene(f"optim.lr_scheduler.{_name}")
    def _(name=_name, given=_given):
        opt = tl.optim.SGD([{"params": params()}, {"params": params(), "lr": 0.5}], lr=0.1)
        scheduler = getattr(tl.optim.lr_scheduler, name)(opt, *given)
        return scheduler.load_state_dict, [fresh(scheduler.state_dict())], {}, [opt.param_groups]


@scene("optim.lr_scheduler.LRScheduler")
def _():
    class Same(tl.optim.lr_scheduler.LRScheduler):
        def get_lr(self):
            return self.base_lrs

    opt = tl.optim.SGD(params(), lr=0.1)
    return Same, [opt], {}, [opt.param_groups]


@scene("optim.lr_scheduler.SequentialLR")
def _():
    opt = tl.optim.SGD(params(), lr=0.1)
    parts = [tl.optim.lr_scheduler.StepLR(opt, 2) for _ in range(3)]
    return tl.optim.lr_scheduler.SequentialLR, [opt, parts, [2, 5]], {}, [opt.param_groups]


@scene("optim.lr_scheduler.ChainedScheduler")
def _():
    opt = tl.optim.SGD(params(), lr=0.1)
    parts = [tl.optim.lr_scheduler.StepLR(opt, 2) for _ in range(3)]
    return tl.optim.lr_scheduler.ChainedScheduler, [parts], {}, [opt.param_groups]


# ---- data and training
call("data.batches", C, [0, 1], batch_size=1)
call("data.batches", C, [0, 1], shuffle=True, generator=0)
call("data.train_test_split", M * 3, I * 2, random_state=0)
call("data.train_test_split", V * 2, stratify=[0, 1] * 3, random_state=0)
call("data.train_test_split", V * 2, stratify=["a", "b"] * 3, test_size=0.5, random_state=0)
call("data.Standardizer", [0])
call("training.accuracy", M, [0, 1])
call("training.Callback")
call("training.Checkpoint", "run.safetensors", every_steps=2)
call("training.CSVLog", "log.csv")
call("training.EarlyStopping", patience=2)
call("training.History", {"loss": [1.0]})
call("training.NonFiniteLossError", "text", 1, 2)


@scene("data.Standardizer.fit")
def _():
    return tl.data.Standardizer([0, 2]).fit, [fresh(C)], {}


@scene("data.Standardizer.transform")
def _():
    return tl.data.Standardizer((0,)).fit(M).transform, [fresh(M)], {}


@scene("data.Standardizer.inverse_transform")
def _():
    return tl.data.Standardizer((0,)).fit(M).inverse_transform, [fresh(M)], {}


@scene("data.Standardizer.fit_transform")
def _():
    return tl.data.Standardizer((0,)).fit_transform, [fresh(M)], {}


@scene("training.fit")
def _():
    model = network()
    opt = tl.optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
    return (
        tl.training.fit,
        [model, [fresh(S), [0, 1]]],
        {"optimizer": opt, "epochs": 2, "batch_size": 1, "validation": [fresh(S), [1, 0]],
         "metrics": ["accuracy"], "callbacks": [lambda epoch, history: False], "progress": False, "seed": 0},
        [opt.param_groups, opt._states],
    )  # fmt: skip


@scene("training.fit")
def _():
    model = network()
    opt = tl.optim.Adam(model.parameters(), lr=0.1)
    data = [fresh(S), [[0.0, 1.0], [1.0, 0.0]]]
    options = {"optimizer": opt, "epochs": 1, "loss": "mse", "progress": False, "tol": 1e-9, "seed": 0}
    return tl.training.fit, [model, data], options, [opt.param_groups, opt._states]


@scene("training.fit")
def _():
    model = network()
    opt = tl.optim.Adam(model.parameters(), lr=0.1)
    batches = [(tl.array(S), tl.array([0, 1])), (tl.array(S), tl.array([1, 1]))]
    options = {"class_weight": [0.5, 0.25], "accumulate": 2, "clip_norm": 1.0, "epochs": 2, "metrics": ["f1"],
               "optimizer": opt, "progress": False}  # fmt: skip
    return tl.training.fit, [model, batches], options, [opt.param_groups, opt._states]


@scene("training.fit")
def _():
    options = {"sample_weight": [0.5, 0.25], "epochs": 1, "progress": False, "seed": 0}
    return tl.training.fit, [network(), [fresh(S), [0, 1]]], options


@scene("training.lr_find")
def _():
    return tl.training.lr_find, [network(), [fresh(S), [0, 1]]], {"steps": 3, "batch_size": 1, "seed": 0}


@scene("training.evaluate")
def _():
    return tl.training.evaluate, [network(), [fresh(S), [0, 1]]], {"metrics": ["accuracy"]}


@scene("training.predict")
def _():
    return tl.training.predict, [network(), fresh(S)], {"batch_size": 1}


@scene("training.History.append")
def _():
    history = tl.training.History()
    history["loss"] = [1.0]
    return history.append, [{"loss": 1.0, "accuracy": 0.5}], {}, [history]
