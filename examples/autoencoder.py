"""An autoencoder: digits through a bottleneck of eight numbers, and back.

The network learns to give back its input. All it can pass on are eight numbers instead of 64, so it has to
find out what digits have in common. It is compared with the best linear bottleneck of the same width, the
principal components, which the singular value decomposition gives.
"""

import argparse

import tensorlab as tl
from tensorlab import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="autoencoder.svg", help="file to save the picture in")
options = parser.parse_args()
WIDTH = 8

# ---- data: without labels
X, _ = tl.datasets.load_digits()
X_train, X_test = tl.data.train_test_split(X / 16, test_size=0.25, random_state=0)

# ---- model: the decoder mirrors the encoder; the sigmoid keeps pixels between 0 and 1
tl.random.seed(0)
encoder = nn.Sequential(nn.Linear(64, 96), nn.GELU(), nn.Linear(96, WIDTH))
decoder = nn.Sequential(nn.Linear(WIDTH, 96), nn.GELU(), nn.Linear(96, 64), nn.Sigmoid())
model = nn.Sequential(encoder, decoder)
print(model.summary((1, 64)))

# ---- training: the targets are the inputs
optimizer = tl.optim.Adam(model.parameters(), lr=5e-3)
history = tl.training.fit(
    model,
    (X_train, X_train),
    loss="mse",
    optimizer=optimizer,
    scheduler=tl.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.3, patience=5),
    epochs=15 if options.quick else 150,
    validation=(X_test, X_test),
    seed=0,
    progress=False,
)
print(history)

# ---- the linear bottleneck
mean = X_train.mean(axis=0)
_, _, axes = tl.linalg.svd(X_train - mean, full_matrices=False)
projected = (X_test - mean) @ axes[:WIDTH].T @ axes[:WIDTH] + mean
restored = tl.training.predict(model, X_test)
linear = tl.metrics.mean_squared_error(X_test, projected)
print(f"mean squared error of {WIDTH} principal components: {linear:.4f}")

# ---- picture: test images above, what came back below
rows = tl.concatenate([X_test[:8].astype("float32"), restored[:8]]).reshape((16, 8, 8))
tl.plot.image_grid(rows, ["image"] * 8 + ["restored"] * 8).savefig(options.picture)

print(f"mean squared error: {tl.metrics.mean_squared_error(X_test, restored):.4f}")
