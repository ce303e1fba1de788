"""What a network looks at: the gradient of a class score by the image, and the filters of the first layer.

The gradient of the score of one class by the pixels says which of them would change it most: red where more
ink speaks for the digit, blue where it speaks against it (Simonyan et al. 2013). The filters are what the
first layer searches for everywhere.
"""

import argparse

from matplotlib import pyplot as plt

import tensorlab as tl
from tensorlab import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="saliency.svg", help="file to save the picture in")
options = parser.parse_args()

# ---- a network that knows digits
images, y = tl.datasets.load_digits(as_images=True)
X_train, X_test, y_train, y_test = tl.data.train_test_split(images / 16, y, test_size=0.25, random_state=0)
tl.random.seed(0)
model = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(8, 32, 3, padding=1),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(32 * 4 * 4, 10),
)
tl.training.fit(
    model,
    (X_train, y_train),
    optimizer=tl.optim.Adam(model.parameters(), lr=5e-3),
    epochs=2 if options.quick else 15,
    seed=0,
    progress=False,
)
print(f"test accuracy of the network: {tl.training.evaluate(model, (X_test, y_test))['accuracy']:.3f}")

# ---- one image of each digit; ten scores at once, because an image does not influence the score of another
model.eval()
x = tl.stack([X_test[(y_test == digit).argmax().item()] for digit in range(10)]).astype("float32")
x.requires_grad = True
model(x)[range(10), range(10)].sum().backward()
saliency = x.grad[:, 0]

# ---- picture
filters = model[0].weight.detach()[:, 0]
figure, axes = plt.subplots(3, 10, figsize=(8, 2.8), layout="constrained")
rows = {"images": x.detach()[:, 0], "saliency": saliency, "filters": filters}
for line, (name, pictures) in zip(axes, rows.items()):
    line[0].set_title(name, loc="left", fontsize=9)
    limit = abs(pictures).max().item()
    for panel, picture in zip(line, pictures):
        panel.imshow(picture.numpy(), cmap="RdBu_r", vmin=-limit, vmax=limit)
for panel in axes.flat:
    panel.axis("off")
figure.savefig(options.picture)


# ---- does it matter? Take away ten inked pixels: those of the largest gradient times ink, or any
def kept(order):
    """Mean score of the true class when the first ten pixels of each image, in this order, become paper."""
    changed = x.detach().copy().reshape((10, 64))
    for i in range(10):
        changed[i, order[i, :10]] = 0
    with tl.no_grad():
        return model(changed.reshape(x.shape))[range(10), range(10)].mean().item()


loudest = (saliency * x.detach()[:, 0]).reshape((10, 64)).argsort(axis=1)[:, ::-1]
ink = x.detach().reshape((10, 64)) > 0
anywhere = (ink * tl.random.uniform(size=(10, 64))).argsort(axis=1)[:, ::-1]
whole, without_any, without_loudest = kept(anywhere[:, :0]), kept(anywhere), kept(loudest)
print(f"mean score of the true class: {whole:.2f}")
print(f"without ten inked pixels: {without_any:.2f}, without the ten loudest: {without_loudest:.2f}")
print(f"fall of the score, loudest against any: {(whole - without_loudest) / (whole - without_any):.2f}")
