"""A table of numbers: how far diabetes has gone after a year, with a network that stops in time.

With 442 patients a network soon learns them by heart: the error of the training examples goes on falling
while that of others rises. Early stopping watches examples that are not learned from, and takes back the
weights of the best epoch. A linear model is the yardstick, and on so small a table hard to beat.
"""

import argparse

import tensorlab as tl
from tensorlab import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="tabular_regression.svg", help="file to save the picture in")
options = parser.parse_args()

# ---- data: standardised by the numbers of the training part, targets too
X, y = tl.datasets.load_diabetes(scaled=False)
X_rest, X_test, y_rest, y_test = tl.data.train_test_split(X, y[:, None], test_size=0.2, random_state=0)
X_train, X_valid, y_train, y_valid = tl.data.train_test_split(X_rest, y_rest, test_size=0.25, random_state=0)
inputs, targets = tl.data.Standardizer().fit(X_train), tl.data.Standardizer().fit(y_train)
X_train, X_valid, X_test = map(inputs.transform, (X_train, X_valid, X_test))


# ---- yardstick: least squares on the inputs and a column of ones
def with_ones(X):
    return tl.concatenate([X, tl.ones((len(X), 1))], axis=1)


weights, *_ = tl.linalg.lstsq(with_ones(X_train), y_train)
linear = tl.metrics.r2_score(y_test, with_ones(X_test) @ weights)

# ---- network
tl.random.seed(0)
model = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))


def report(epoch, history):
    """A callback: called after every epoch."""
    if epoch % 5 == 0:
        print(f"epoch {epoch:3}: loss {history['loss'][-1]:.3f}, validation {history['val_loss'][-1]:.3f}")


history = tl.training.fit(
    model,
    (X_train, targets.transform(y_train)),
    loss="mse",
    optimizer=tl.optim.Adam(model.parameters(), lr=1e-3),
    epochs=100 if options.quick else 200,
    validation=(X_valid, targets.transform(y_valid)),
    early_stopping=tl.training.EarlyStopping(patience=10),
    callbacks=report,
    seed=0,
    progress=False,
)
print(f"ended by {history.stop_reason} after epoch {history.epochs}; the best was {history.best_epoch}")

# ---- picture: both errors, and where the best weights were
figure = tl.plot.history(history)
figure.axes[0].axvline(history.best_epoch, color="0.5", linestyle=":")
figure.savefig(options.picture)

# ---- test, in the units of the table
said = targets.inverse_transform(tl.training.predict(model, X_test))
print(f"mean absolute error: {tl.metrics.mean_absolute_error(y_test, said):.1f} of 25 to 346")
print(f"test R² of least squares: {linear:.3f}")
print(f"test R²: {tl.metrics.r2_score(y_test, said):.3f}")
