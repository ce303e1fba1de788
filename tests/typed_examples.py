# pyright: reportUnnecessaryTypeIgnoreComment=error
"""What users write, for type checkers: `make types` runs mypy and pyright on it."""

from collections.abc import Callable
from typing import Any, assert_type

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


def course_of_pytorch() -> Tensor:
    """Tensors as the first week of a course on PyTorch uses them."""
    tl.manual_seed(0)
    data = [[1.0, 2.0], [3.0, 4.0]]
    x = tl.tensor(data, dtype=tl.float32)
    a = tl.from_numpy(np.array(data))
    assert_type(tl.zeros(2, 3), Tensor)
    assert_type(tl.ones(2, 3, dtype=tl.float32, requires_grad=True), Tensor)
    assert_type(tl.empty(size=(2, 3)), Tensor)
    assert_type(tl.linspace(0, 1, steps=5), Tensor)
    assert_type(tl.arange(start=0, end=10, step=2), Tensor)
    assert_type(tl.full((2, 2), 7.0), Tensor)
    assert_type(tl.rand_like(x, dtype=tl.float32), Tensor)
    assert_type(tl.eye(3), Tensor)
    assert_type(x.size(), tuple[int, ...])
    rows = x.size(0)
    assert_type(rows, int)
    device = tl.device("cuda" if tl.cuda.is_available() else "cpu")
    x = x.to(device).to(tl.float64)
    assert_type(x, Tensor)
    assert_type(tl.cat([x, x], dim=1), Tensor)
    assert_type(tl.stack((x, a), dim=0), Tensor)
    assert_type(x.view(4), Tensor)
    assert_type(tl.arange(24).view(2, 3, 4).permute(2, 0, 1), Tensor)
    assert_type(x.reshape(1, -1).squeeze(dim=0).unsqueeze(0), Tensor)
    assert_type(x.flatten(start_dim=0).flatten(0), Tensor)
    assert_type(x.t().contiguous(), Tensor)
    assert_type(tl.transpose(x, 0, 1), Tensor)
    assert_type(tl.transpose(x, dim0=0, dim1=1), Tensor)
    assert_type(x.sum(dim=1, keepdim=True), Tensor)
    assert_type(x.mean(dim=(0, 1)), Tensor)
    assert_type(x.std(dim=0), Tensor)
    assert_type(x.var(dim=0, unbiased=False), Tensor)
    assert_type(x.max(), Tensor)
    values, places = x.max(dim=1)
    assert_type(values, Tensor)
    assert_type(places, Tensor)
    assert_type(tl.min(x, dim=0, keepdim=True).indices, Tensor)
    assert_type(x.max(1, keepdim=True).values, Tensor)
    ordered, order = tl.sort(x, dim=1, descending=True)
    assert_type(ordered, Tensor)
    assert_type(order, Tensor)
    top, where = x.topk(1, dim=-1)
    assert_type(where, Tensor)
    middle, _ = x.median(dim=0)
    assert_type(middle, Tensor)
    assert_type(x.argmax(dim=1), Tensor)
    assert_type(x.softmax(dim=1).log_softmax(axis=0), Tensor)
    assert_type(x.gather(1, places.unsqueeze(1)), Tensor)
    assert_type(tl.zeros(2, 2).scatter_(1, places.unsqueeze(1), 1.0), Tensor)
    assert_type(x.index_select(0, tl.tensor([0, 1])), Tensor)
    assert_type(x.masked_fill(x > 2, 0.0), Tensor)
    assert_type(x.split(1, dim=0), tuple[Tensor, ...])
    assert_type(tl.chunk(x, 2, dim=1), tuple[Tensor, ...])
    assert_type(x.nonzero(as_tuple=False), Tensor)
    assert_type(x.nonzero(as_tuple=True), tuple[Tensor, ...])
    assert_type(x.add(a, alpha=2).clamp(min=0.0), Tensor)
    x.clone().add_(1).mul_(2.0).clamp_(0.0, 5.0).zero_()
    assert_type(tl.einsum("ij,jk->ik", x, a), Tensor)
    assert_type(tl.matmul(x, a) + tl.mm(x, a) + x.mm(a), Tensor)
    assert_type(x.norm(p=2, dim=1, keepdim=True), Tensor)
    assert_type(tl.cumsum(x, dim=0), Tensor)
    assert_type(tl.where(x > 2, x, tl.zeros_like(x)), Tensor)
    assert_type(tl.quantile(x, 0.5, dim=1), Tensor)
    assert_type(tl.var_mean(x, dim=0), tuple[Tensor, Tensor])
    assert_type(tl.triu(x, diagonal=1), Tensor)
    assert_type(x.float().long().numpy(), "np.ndarray[Any, Any]")
    w = tl.randn(2, 1, dtype=tl.float64, requires_grad=True)
    loss = ((x @ w).sum(dim=1) ** 2).mean()
    loss.backward()
    with tl.no_grad():
        w -= 0.1 * (w.grad if w.grad is not None else 0.0)
    mixed = tl.tensor([[0, 1.5], [2, 3]])
    assert_type(mixed.type(tl.int8), Tensor)
    assert_type(mixed.type(), str)
    (slope,) = tl.autograd.grad((w**2).sum(), w)
    assert_type(slope, Tensor)
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)).double().eval()
    assert_type(model, nn.Sequential)
    assert_type(model[0].weight.shape, Any)
    assert_type(nn.RNN(2, 3).to(tl.float64).weight_ih_l0, nn.Parameter)
    return top + w.detach() + mixed.sum()


def course_of_numpy() -> Tensor:
    """Arrays as the first week of a course on NumPy uses them."""
    rng = tl.random.default_rng(0)
    a = tl.arange(12).reshape(3, 4)
    assert_type(a.shape, tuple[int, ...])
    assert_type(a.ndim, int)
    assert_type(tl.zeros((2, 3)), Tensor)
    assert_type(tl.zeros(3, dtype=int), Tensor)
    assert_type(tl.full((2, 2), fill_value=7), Tensor)
    assert_type(tl.linspace(0, 1, 5, endpoint=False), Tensor)
    points, step = tl.linspace(0, 1, 5, retstep=True)
    assert_type(step, Tensor)
    assert_type(rng.normal(loc=0.0, scale=1.0, size=(3, 4)), Tensor)
    assert_type(rng.normal(0, 1, 3), Tensor)
    assert_type(rng.integers(0, 10, size=5), Tensor)
    assert_type(tl.random.rand(3, 2), Tensor)
    assert_type(tl.random.random((2, 2)), Tensor)
    assert_type(a[1:, ::2], Tensor)
    assert_type(a[a % 2 == 0], Tensor)
    assert_type(a[:, tl.newaxis], Tensor)
    assert_type(a.sum(axis=0), Tensor)
    assert_type(a.mean(axis=(0, 1), keepdims=True), Tensor)
    assert_type(a.std(ddof=1), Tensor)
    assert_type(tl.max(a, axis=1), Tensor)
    assert_type(a.argmax(axis=0), Tensor)
    assert_type(tl.sort(a, axis=0), Tensor)
    assert_type(tl.argsort(a, axis=-1), Tensor)
    assert_type(tl.concatenate((a, a), axis=0), Tensor)
    assert_type(tl.vstack([a, a]), Tensor)
    assert_type(tl.split(a, 2, axis=1), list[Tensor])
    assert_type(tl.nonzero(a), tuple[Tensor, ...])
    assert_type(tl.where(a > 5, a, 0), Tensor)
    rows, columns = tl.meshgrid(points, points, indexing="ij")
    assert_type(rows, Tensor)
    assert_type(tl.transpose(a, (1, 0)), Tensor)
    assert_type(a.transpose(), Tensor)
    assert_type(a.T.flatten(), Tensor)
    assert_type(tl.percentile(a, 90), Tensor)
    assert_type(tl.cumsum(a, axis=1), Tensor)
    assert_type(tl.unique(a), Tensor)
    values, counts = tl.unique(a, return_counts=True)
    assert_type(counts, Tensor)
    assert_type(tl.histogram(a, bins=5, range=(0, 12)), tuple[Tensor, Tensor])
    assert_type(tl.dot(a, a.T), Tensor)
    assert_type(tl.linalg.norm(a, axis=1), Tensor)
    assert_type(tl.linalg.inv(tl.eye(3)), Tensor)
    eigenvalues, vectors = tl.linalg.eigh(tl.eye(3))
    assert_type(vectors, Tensor)
    assert_type(tl.cov(a), Tensor)
    assert_type(tl.clip(a, 2, 8), Tensor)
    assert_type(tl.round(points, 2), Tensor)
    assert_type(tl.isnan(points).any(), Tensor)
    assert_type(tl.allclose(points, points), bool)
    assert_type(tl.array_equal(a, a), bool)
    assert_type(a.astype(tl.float32), Tensor)
    assert_type(a.tolist(), Any)
    assert_type(tl.pad(a, 1, mode="constant"), Tensor)
    assert_type(tl.tile(a, (2, 1)), Tensor)
    assert_type(tl.repeat(a, 2, axis=0), Tensor)
    assert_type(tl.roll(a, 1, axis=1), Tensor)
    assert_type(tl.interp(0.5, points, points), Tensor)
    assert_type(tl.polyfit(points, points**2, 2), Tensor)
    return eigenvalues + values[:3] + columns[0, 0]


def mistakes(x: Tensor) -> None:
    """Names that no function has stay errors, and so do those that belong to other functions."""
    x.sum(dims_=0)  # type: ignore
    x.sum(unbiased=True)  # type: ignore
    x.max(dimension=1)  # type: ignore
    x.max(dim=1, axes=0)  # type: ignore
    x.std(dim=0, correct=1)  # type: ignore
    x.sort(dim="rows")  # type: ignore
    x.clamp_(low=0)  # type: ignore
    x.softmax(1, keepdim=True)  # type: ignore
    x.gather(along=1, index=x)  # type: ignore
    tl.cat([x, x], dimension=1)  # type: ignore
    tl.zeros(2, 3, fill=1)  # type: ignore
    tl.zeros("two")  # type: ignore
    tl.linspace(0, 1, count=5)  # type: ignore
    tl.transpose(x, dim0=0, dim2=1)  # type: ignore
    tl.add(x, x, beta=2)  # type: ignore
    tl.fft.fft(x, keepdim=True)  # type: ignore


def main() -> None:
    x = arrays()
    functions_of_elements(x)
    statistics(x)
    linear_algebra(tl.eye(3))
    gradients()
    training(tl.ones((4, 2), dtype="float32"), tl.ones((4, 1), dtype="float32"))
    numbers()
    course_of_pytorch()
    course_of_numpy()


if __name__ == "__main__":
    main()
