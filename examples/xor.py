"""XOR, which no single linear layer can learn, and a hidden layer can.

Class 1 is where exactly one of two numbers is positive. No straight line separates the classes. Eight
hidden units bend the plane before the last layer cuts it.
"""

import argparse

import tensorlab as tl
from tensorlab import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="xor.svg", help="file to save the picture in")
options = parser.parse_args()

# ---- data: four clouds, two of each class
tl.random.seed(0)
corners = tl.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
X = tl.repeat(corners, 50, axis=0) + 0.3 * tl.random.normal(size=(200, 2))
y = tl.logical_xor(X[:, 0] > 0, X[:, 1] > 0).astype("int64")


def train(model):
    """Accuracy after training, of the examples themselves."""
    optimizer = tl.optim.Adam(model.parameters(), lr=0.03)
    epochs = 25 if options.quick else 150
    tl.training.fit(
        model, (X, y), loss="bce_with_logits", optimizer=optimizer, epochs=epochs, seed=0, progress=False
    )
    return tl.training.evaluate(model, (X, y))["accuracy"]


linear = nn.Linear(2, 1)
print(f"accuracy of one linear layer: {train(linear):.3f}")

model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
print(model.summary((1, 2)))
accuracy = train(model)

# ---- picture: what the network says at every point of the plane
figure = tl.plot.decision_boundary(model, X, y)
figure.savefig(options.picture)

print(f"accuracy with a hidden layer: {accuracy:.3f}")
