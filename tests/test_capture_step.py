"""The whole training step in a capture: replays leave parameters, state and loss as the step itself would."""

import numpy as np
import pytest
from layouts import same_bits

import tensorlab as tl
from tensorlab_c._tensor import _capture

F, nn = tl.nn.functional, tl.nn
OPTIMISERS = {
    "SGD": (lambda p: tl.optim.SGD(p, lr=0.1), "sgd"),
    "SGD, momentum": (lambda p: tl.optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01, nesterov=True), "sgd"),
    "Adam": (lambda p: tl.optim.Adam(p, lr=0.01), "adam"),
    "AdamW": (lambda p: tl.optim.AdamW(p, lr=0.01), "adamw"),
}


def numbers(seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(16, 64)).astype("float32"), rng.integers(0, 10, 16)


class Training:
    def __init__(self, optimiser):
        tl.random.seed(0)
        self.model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
        self.optimiser = optimiser(self.model.parameters())
        x, y = numbers(0)
        self.x, self.y = tl.array(x), tl.array(y)

    def step(self):
        self.optimiser.zero_grad()
        self.loss = F.cross_entropy(self.model(self.x), self.y)
        self.loss.backward()
        self.optimiser.step()

    def tensors(self):
        """Everything that a step changes in place."""
        slots = [slot for state in self.optimiser._states for slot in state.values()]
        state = [v for slot in slots for v in slot if isinstance(v, tl.Tensor)]
        return [*self.model.parameters(), *state]

    def values(self):
        return [t.detach().numpy().copy() for t in self.tensors()]

    def put(self, values):
        with tl.no_grad():
            for t, v in zip(self.tensors(), values, strict=True):
                t[...] = v

    def inputs(self, seed):
        self.x[...], self.y[...] = map(tl.array, numbers(seed))


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("threads", [1, 3])
def test_a_training_step(name, threads):
    optimiser, kernel = OPTIMISERS[name]
    before = tl.get_num_threads()
    tl.set_num_threads(threads)
    try:
        t = Training(optimiser)
        t.step()  # makes the state
        start = t.values()
        captured = _capture(t.step)
        names = [n for n, _, _ in captured.listed()]
        assert names[:4] == ["linear", "relu", "linear", "cross_entropy"], names
        assert kernel in names[-4:], names  # one for each parameter, or one for all
        after, loss = t.values(), t.loss.detach().numpy().copy()
        t.put(start)
        captured.replay()
        for got, want in zip([*t.values(), t.loss], [*after, loss], strict=True):
            same_bits(got, want, "replayed")
        t.put(start)
        t.inputs(7)
        captured.replay()
        got = [*t.values(), t.loss.detach().numpy().copy()]
        other = Training(optimiser)
        other.step()
        other.inputs(7)
        other.step()
        for one, two in zip(got, [*other.values(), other.loss], strict=True):
            same_bits(one, two, "other inputs")
    finally:
        tl.set_num_threads(before)
