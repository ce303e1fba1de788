"""A straight line through points, found by gradient descent and by solving the normal equations.

The model is y = w·x + b. Its mean squared error is a bowl over w and b: descent rolls down into the one
lowest point, and linear algebra names that point at once. Both must agree.
"""

import argparse

from matplotlib import pyplot as plt

import tensorlab as tl

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="linear_regression.svg", help="file to save the picture in")
options = parser.parse_args()

# ---- data: a line, and noise around it
tl.random.seed(0)
x = tl.random.uniform(-1, 1, (100, 1))
y = 2 * x + 0.5 + 0.3 * tl.random.normal(size=(100, 1))

# ---- descent
model = tl.nn.Linear(1, 1)
optimizer = tl.optim.SGD(model.parameters(), lr=0.1)
epochs = 30 if options.quick else 100
history = tl.training.fit(
    model, (x, y), loss="mse", optimizer=optimizer, epochs=epochs, batch_size=20, seed=0, progress=False
)
print("loss of the first and the last epoch:", f"{history['loss'][0]:.3f} {history['loss'][-1]:.3f}")
print(f"descent:          y = {model.weight.item():.3f} x + {model.bias.item():.3f}")

# ---- the closed form: the least squares solution of [x 1] [w b]ᵀ = y
A = tl.concatenate([x, tl.ones_like(x)], axis=1)
(w, b), *_ = tl.linalg.lstsq(A, y[:, 0])
print(f"normal equations: y = {w.item():.3f} x + {b.item():.3f}")

# ---- picture: the points with the line of the model, and how the loss fell
figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.5), layout="constrained")
ends = tl.array([[-1.0], [1.0]])
left.scatter(x.numpy(), y.numpy(), s=12, color="0.5", label="data")
left.plot(ends.numpy(), tl.training.predict(model, ends).numpy(), color="#0072B2", label="model")
left.set(xlabel="x", ylabel="y")
left.legend()
history.plot(axes=right)
figure.savefig(options.picture)

print(f"R²: {tl.metrics.r2_score(y, tl.training.predict(model, x)):.3f}")
