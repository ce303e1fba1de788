"""Linear regression by the closed form and by descent (lecture L1, L14)."""

from __future__ import annotations

from pathlib import Path

import tensorlab as tl

from .page import Section, panel, save_figure

__all__ = ["show"]

STEPS, RATE = 400, 0.1


def closed_form(X: tl.Tensor, y: tl.Tensor) -> tl.Tensor:
    """w = (XᵀX)⁻¹ Xᵀ y, by solving the normal equations."""
    return tl.linalg.solve(X.T @ X, X.T @ y)


def descend(X: tl.Tensor, y: tl.Tensor) -> tuple[tl.Tensor, list[float]]:
    """w ← w − a ∇L(w) on the mean squared error; the weights and the loss at every step."""
    loss_and_gradient = tl.value_and_grad(lambda w: ((y - X @ w) ** 2).mean())
    w, losses = tl.zeros(X.shape[1]), []
    for _ in range(STEPS):
        loss, gradient = loss_and_gradient(w)
        losses.append(loss.item())
        w = w - RATE * gradient
    return w, losses


def show(folder: Path, *, seed: int) -> Section:
    """Fits noisy points on a line both ways, draws them, prints the weights.

    Parameters
    ----------
    folder : pathlib.Path
    seed : int

    Returns
    -------
    Section
    """
    rng = tl.random.default_rng(seed)
    x = rng.uniform(-2, 2, size=80)
    y = 1.5 + 0.8 * x + 0.4 * rng.standard_normal(80)
    X = tl.stack([tl.ones(80), x], axis=1)  # a leading column of ones
    exact = closed_form(X, y)
    learned, losses = descend(X, y)
    print(f"   closed form w = {exact}, after {STEPS} steps of descent w = {learned}")

    figure, left = panel()
    line = tl.linspace(-2, 2, 2)
    left.scatter(x.numpy(), y.numpy(), s=12, color="0.5", label="data")
    left.plot(line.numpy(), (exact[0] + exact[1] * line).numpy(), label="closed form", linewidth=3, alpha=0.5)
    left.plot(line.numpy(), (learned[0] + learned[1] * line).numpy(), "--", label="descent", color="black")
    left.set(xlabel="x", ylabel="y")
    left.legend()
    lines = save_figure(figure, folder, "regression.svg")
    figure, right = panel()
    right.plot(losses)
    right.set(yscale="log", xlabel="step", ylabel="mean squared error")
    row = "{:.6f}".format
    return Section(
        "Linear regression",
        "A line through noisy points: by the closed form w = (XᵀX)⁻¹Xᵀy, and by gradient descent on the mean "
        "squared error. Both arrive at the same weights.",
        [
            ["method", "intercept", "slope"],
            ["closed form", *map(row, exact.tolist())],
            [f"descent, {STEPS} steps", *map(row, learned.tolist())],
        ],
        [
            (
                [lines, save_figure(figure, folder, "regression-loss.svg")],
                "First: the data and both lines. Second: the loss by step.",
            )
        ],
    )
