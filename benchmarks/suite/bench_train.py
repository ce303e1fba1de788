"""One step of training: forward, loss, backward, update. Both libraries use the same names."""

from itertools import pairwise

import numpy as np

from .common import convert, integers, module, uniform


def mlp(nn, *sizes):
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def lenet(nn):
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
    )


def cnn(nn):
    return nn.Sequential(
        *(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(4096, 128), nn.ReLU(), nn.Linear(128, 10)),
    )


MODELS = {  # name: shape of a batch, network
    "xor 2-8-2": ((4, 2), lambda nn: mlp(nn, 2, 8, 2)),
    "mlp 64-32-10": ((32, 64), lambda nn: mlp(nn, 64, 32, 10)),
    "mlp 784-256-128-10": ((128, 784), lambda nn: mlp(nn, 784, 256, 128, 10)),
    "lenet": ((64, 1, 28, 28), lenet),
    "cnn": ((32, 3, 32, 32), cnn),
}


class Step:
    params = [list(MODELS), ["SGD", "Adam"], ["tensorlab", "torch"]]
    param_names = ["model", "optimizer", "lib"]

    def setup(self, name, optimizer, lib):
        home = module(lib)
        shape, build = MODELS[name]
        self.model = build(home.nn)
        self.optimizer = getattr(home.optim, optimizer)(self.model.parameters(), lr=1e-3)
        self.loss = home.nn.functional.cross_entropy
        self.X = convert(lib, uniform(shape))
        self.y = convert(lib, integers(shape[0], np.int64) % 2)

    def step(self):
        loss = self.loss(self.model(self.X), self.y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def time_step(self, name, optimizer, lib):
        self.step()

    def time_forward(self, name, optimizer, lib):
        self.model(self.X)


class Digits:
    """An epoch through tl.training.fit, with its batches, history and checks; and the process's memory."""

    def setup(self):
        tl = module("tensorlab")
        self.X, self.y = tl.datasets.load_digits()
        self.model = mlp(tl.nn, 64, 32, 10)
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
