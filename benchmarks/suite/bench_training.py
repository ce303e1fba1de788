"""One step of training: forward, loss, backward, update. Both libraries use the same names."""

import inspect
from itertools import pairwise

import numpy as np

from . import networks
from .common import Suite, convert, integers, module, uniform


def prepared(network, lib):
    """A step of training and a forward pass, as functions without arguments."""
    home = module(lib)
    shape, words, classes, build, (rule, options) = networks.ROWS[network]
    model = build(home)
    optimizer = getattr(home.optim, rule)(model.parameters(), **options)
    x = convert(lib, integers(shape, np.int64) if words else uniform(shape))
    rows = shape if words == "each" else shape[:1]
    y = convert(lib, integers(int(np.prod(rows)), np.int64) % classes)
    loss_function = home.nn.functional.cross_entropy

    def step():
        loss = loss_function(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step, lambda: model(x)


class _Trained(Suite):
    """Work that is more than an expression: `make` makes it all."""

    libs = ("tensorlab", "torch")
    arrays = ()

    def operands(self, *values):
        return {}


class _Networks(_Trained):
    rows = networks.ROWS

    @classmethod
    def expressions(cls):
        return [inspect.getsource(networks)]


class Step(_Networks):
    axes = {"what": ["step", "forward"]}

    def make(self, name, what, lib):
        step, forward = prepared(name, lib)
        return step if what == "step" else forward


class Update(_Trained):
    """A step of each optimiser, for a network with 235,146 parameters."""

    RULES = "SGD Adam AdamW NAdam RAdam Adamax Adagrad Adadelta RMSprop Rprop ASGD Adafactor Lion Muon"
    rows = {rule: f"optim.{rule}(parameters, lr=1e-3)" for rule in RULES.split()} | {
        "SGD with momentum": "optim.SGD(parameters, lr=1e-3, momentum=0.9)"
    }
    SIZES = (784, 256, 128, 10)

    def make(self, name, lib):
        home = module(lib)
        shapes = [shape for a, b in pairwise(self.SIZES) for shape in ((b, a), (b,))]
        if name == "Muon":  # is for matrices only
            shapes = shapes[::2]
        parameters = [home.nn.Parameter(convert(lib, uniform(shape))) for shape in shapes]
        for p in parameters:
            p.grad = convert(lib, uniform(tuple(p.shape), seed=1))
        optimizer = eval(self.text(name, lib), {"optim": home.optim, "parameters": parameters})
        return optimizer.step


class Closure(_Trained):
    """LBFGS, which asks for the loss again and again: 20 steps of a least-squares fit."""

    rows = {"LBFGS": "optim.LBFGS"}

    def make(self, name, lib):
        home = module(lib)
        a, b = (convert(lib, uniform(shape, "float64", seed=len(shape))) for shape in ((100, 10), (100,)))

        def call():
            w = home.zeros(10, dtype=home.float64, requires_grad=True)
            optimizer = home.optim.LBFGS([w])

            def closure():
                optimizer.zero_grad()
                loss = ((a @ w - b) ** 2).sum()
                loss.backward()
                return loss

            optimizer.step(closure)

        return call


class Digits:
    """An epoch through tl.training.fit, with its batches, history and checks; and the process's memory."""

    def setup(self):
        tl = module("tensorlab")
        self.X, self.y = tl.datasets.load_digits()
        self.model = networks.mlp(tl.nn, 64, 32, 10)
        self.optimizer = tl.optim.Adam(self.model.parameters(), lr=1e-3)
        self.fit = tl.training.fit

    def time_epoch(self):
        self.fit(
            self.model,
            (self.X, self.y),
            loss="cross_entropy",
            optimizer=self.optimizer,
            epochs=1,
            batch_size=32,
            progress=False,
        )

    def peakmem_epoch(self):
        self.time_epoch()
