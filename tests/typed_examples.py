"""What users write, for type checkers: `make types` runs mypy and pyright on it."""

from collections.abc import Callable
from typing import assert_type

import numpy as np

import tensorlab as tl
from tensorlab import Tensor, nn


def arrays() -> Tensor:
    x = tl.array([[1.0, 2.0], [3.0, 4.0]])
    assert_type(x, Tensor)
    assert_type(tl.zeros((2, 3), dtype=tl.float32), Tensor)
    assert_type(tl.linspace(0.0, 1.0, 5), Tensor)
    assert_type(tl.arange(6).reshape(2, 3), Tensor)
    assert_type(x + 1, Tensor)
    assert_type(2.0 / x @ x.T, Tensor)
    assert_type(x[0, ::-1], Tensor)
    assert_type(x > 2, Tensor)
    assert_type(x.sum(axis=0, keepdims=True), Tensor)
    assert_type(tl.concatenate([x, x], axis=1), Tensor)
    assert_type(tl.einsum("ij,jk->ik", x, x), Tensor)
    assert_type(x.shape[0], int)
    assert_type(tl.asarray(np.ones(3)), Tensor)
    x[x > 3] = 0.0
    for row in x:
        assert_type(row, Tensor)
    return x


def functions_of_elements(x: Tensor) -> Tensor:
    assert_type(tl.exp(x), Tensor)
    assert_type(tl.maximum(x, 0.0), Tensor)
    assert_type(tl.add.reduce(x, axis=1), Tensor)
    assert_type(tl.subtract.outer(x, x), Tensor)
    assert_type(tl.add.nin, int)
    activation: Callable[[Tensor], Tensor] = tl.tanh
    return activation(x)


def statistics(x: Tensor) -> Tensor:
    low, middle, high = tl.percentile(x, [25, 50, 75])
    assert_type(low, Tensor)
    counts, edges = tl.histogram(x, bins=4)
    assert_type(counts, Tensor)
    values, inverse = tl.unique(x, return_inverse=True)
    return middle + high + edges[0] + values[inverse.reshape(-1)[0]]


def linear_algebra(a: Tensor) -> Tensor:
    u, s, vh = tl.linalg.svd(a)
    assert_type(u, Tensor)
    assert_type(tl.linalg.solve(a, a[0]), Tensor)
    assert_type(tl.fft.rfft(a), Tensor)
    return u @ tl.diag(s) @ vh


def gradients() -> Tensor:
    w = tl.ones(3, requires_grad=True)
    loss = (w**2).sum()
    loss.backward()
    grad = w.grad
    assert grad is not None
    assert_type(grad, Tensor)
    with tl.no_grad():
        w -= 0.1 * grad
    return w


class Network(nn.Module):
    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.last = nn.Linear(hidden, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.last(nn.functional.relu(self.first(x)))


def training(x: Tensor, y: Tensor) -> float:
    model = Network(2, 8)
    criterion = nn.MSELoss()
    optimizer = tl.optim.Adam(model.parameters(), lr=1e-2)
    loss = criterion(model(x), y)
    for _ in range(3):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    assert_type(model.state_dict()["first.weight"], Tensor)
    return loss.item()


def numbers() -> Tensor:
    generator = tl.random.default_rng(0)
    tl.manual_seed(0)
    return tl.randn(2, 2) + generator.standard_normal((2, 2))


def main() -> None:
    x = arrays()
    functions_of_elements(x)
    statistics(x)
    linear_algebra(tl.eye(3))
    gradients()
    training(tl.ones((4, 2), dtype="float32"), tl.ones((4, 1), dtype="float32"))
    numbers()


if __name__ == "__main__":
    main()
