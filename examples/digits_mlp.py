"""Handwritten digits with a perceptron of one hidden layer.

Each of the 1,797 images has 8 × 8 pixels, here a row of 64 numbers. Dropout keeps the network from relying
on few of its units, and the learning rate falls along half a cosine, so that the last steps are small ones.
"""

import argparse

import tensorlab as tl
from tensorlab import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="digits_mlp.svg", help="file to save the picture in")
options = parser.parse_args()
epochs = 8 if options.quick else 40

# ---- data: pixels from 0 to 1; a fifth is kept for the test, a fifth of the rest for validation
X, y = tl.datasets.load_digits()
X_rest, X_test, y_rest, y_test = tl.data.train_test_split(
    X / 16, y, test_size=0.2, random_state=0, stratify=y
)
X_train, X_valid, y_train, y_valid = tl.data.train_test_split(X_rest, y_rest, test_size=0.2, random_state=0)
loader = tl.data.DataLoader(tl.data.TensorDataset(X_train, y_train), batch_size=32, shuffle=True, generator=0)

# ---- model
tl.random.seed(0)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 10))
print(model.summary((1, 64)))

# ---- training; the loss is the cross entropy, which fit finds out from the integer targets
optimizer = tl.optim.Adam(model.parameters(), lr=5e-3)
history = tl.training.fit(
    model,
    loader,
    optimizer=optimizer,
    scheduler=tl.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs),
    epochs=epochs,
    validation=(X_valid, y_valid),
    metrics=["accuracy", "f1"],
    progress=False,
)
print(history)
figure = tl.plot.history(history)
figure.savefig(options.picture)

# ---- test, once, when everything else is decided
scores = tl.training.predict(model, X_test)
print(f"the digit is among the first two: {tl.metrics.top_k_accuracy_score(y_test, scores, k=2):.3f}")
print(f"test accuracy: {tl.training.evaluate(model, (X_test, y_test))['accuracy']:.3f}")
