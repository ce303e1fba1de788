"""Handwritten digits with a small convolutional network.

A convolution looks at all places with the same small filters, so what it learns of one place holds for all.
Pooling halves the image; the last layer decides. Images that are shifted a little are digits of the same
kind: every epoch sees each of them at another place.
"""

import argparse

import tensorlab as tl
from tensorlab import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="digits_cnn.svg", help="file to save the picture in")
options = parser.parse_args()
epochs = 3 if options.quick else 20

# ---- data
images, y = tl.datasets.load_digits(as_images=True)  # (n, 1, 8, 8)
X_train, X_test, y_train, y_test = tl.data.train_test_split(
    images / 16, y, test_size=0.25, random_state=0, stratify=y
)
shift = tl.data.transforms.RandomCrop(8, padding=1)


class Shifted(tl.data.Dataset):
    """The images to learn from, each by up to one pixel beside its place."""

    def __len__(self):
        return len(X_train)

    def __getitem__(self, index):
        return shift(X_train[index]), y_train[index]


# ---- model
tl.random.seed(0)
model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1),
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(32 * 2 * 2, 10),
)
print(model.summary((1, 1, 8, 8)))

# ---- training: a learning rate that rises, then falls, changed after every batch
loader = tl.data.DataLoader(Shifted(), batch_size=32, shuffle=True, generator=0)
optimizer = tl.optim.AdamW(model.parameters(), lr=1e-2)
history = tl.training.fit(
    model,
    loader,
    optimizer=optimizer,
    scheduler=tl.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=epochs * len(loader)),
    epochs=epochs,
    validation=(X_test, y_test),
    progress=False,
)
print(history)

# ---- picture: the images it is least sure of, with what it says; errors are red
probabilities = tl.softmax(tl.training.predict(model, X_test), dim=1)
predicted = probabilities.argmax(axis=1)
hardest = probabilities.max(axis=1).argsort()[:16]
titles = [f"{said}, is {true}" for said, true in zip(predicted[hardest].tolist(), y_test[hardest].tolist())]
wrong = (predicted != y_test)[hardest].tolist()
tl.plot.image_grid(X_test[hardest], titles, wrong=wrong).savefig(options.picture)

print(f"test accuracy: {tl.metrics.accuracy_score(y_test, predicted):.3f}")
