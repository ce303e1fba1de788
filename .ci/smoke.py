"""A short use of the installed package: import, arrays, gradients, a small training."""

import numpy as np

import tensorlab as tl

x = tl.array([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
(x * x).sum().backward()
np.testing.assert_array_equal(np.asarray(x.grad), [[2.0, 4.0], [6.0, 8.0]])

tl.random.seed(0)
X, y = tl.datasets.load_digits()
X = X / 16
model = tl.nn.Sequential(tl.nn.Linear(64, 32), tl.nn.ReLU(), tl.nn.Linear(32, 10))
tl.training.fit(
    model,
    (X[:1500], y[:1500]),
    loss="cross_entropy",
    optimizer=tl.optim.Adam(model.parameters(), lr=1e-2),
    epochs=5,
    batch_size=32,
    seed=0,
    progress=False,
)
with tl.no_grad():
    right = np.asarray(model(X[1500:])).argmax(axis=1) == np.asarray(y[1500:])
assert right.mean() > 0.8, right.mean()
print(f"tensorlab from {tl.__file__}: trained, {right.mean():.1%} of the held-out digits right")
