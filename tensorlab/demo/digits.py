"""Two networks on the handwritten digits: a multilayer perceptron and a small convolutional network."""

from __future__ import annotations

import time
from pathlib import Path

import tensorlab as tl
from tensorlab import nn

from .page import Section, panel, save_figure

__all__ = ["show"]


def perceptron() -> nn.Sequential:
    """64 pixels, one hidden layer, 10 classes."""
    return nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))


def convolutional() -> nn.Sequential:
    """Three convolutions, pooled to 2 × 2, then a linear layer."""
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.25),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.25),
        nn.Linear(64 * 2 * 2, 10),
    )


def train(
    name: str,
    model: nn.Module,
    train_set: tuple[tl.Tensor, tl.Tensor],
    test_set: tuple[tl.Tensor, tl.Tensor],
    *,
    seed: int,
    epochs: int,
    progress: bool,
) -> tuple[tl.training.History, float, float]:
    """Trains a model; its history, accuracy on held-out images, and seconds."""
    optimizer = tl.optim.Adam(model.parameters(), lr=2e-3)
    start = time.perf_counter()
    history = tl.training.fit(
        model,
        train_set,
        loss="cross_entropy",
        optimizer=optimizer,
        epochs=epochs,
        batch_size=32,
        validation=test_set,
        seed=seed,
        progress=progress,
    )
    seconds = time.perf_counter() - start
    accuracy = tl.training.evaluate(model, test_set)["accuracy"]
    count = f"{epochs} epoch{'s' * (epochs != 1)}"
    print(f"   {name}: test accuracy {accuracy:.4f} after {count}, {seconds:.2f} s")
    return history, accuracy, seconds


def show(folder: Path, *, seed: int, epochs: int, progress: bool) -> list[Section]:
    """Trains both networks and draws curves, predictions and first-layer weights.

    Parameters
    ----------
    folder : pathlib.Path
    seed, epochs : int
    progress : bool

    Returns
    -------
    list of Section
    """
    tl.random.seed(seed)
    X, y = tl.datasets.load_digits()
    X_train, X_test, y_train, y_test = tl.data.train_test_split(
        X, y, test_size=360, random_state=seed, stratify=y
    )
    mean, std = X_train.mean(), X_train.std()  # lecture L12, one pair for all pixels as is usual for images
    Z_train, Z_test = (X_train - mean) / std, (X_test - mean) / std

    runs = {}
    models = {"multilayer perceptron": perceptron(), "convolutional": convolutional()}
    for name, model in models.items():
        shape = (-1, 1, 8, 8) if name == "convolutional" else (-1, 64)
        sets = (Z_train.reshape(*shape), y_train), (Z_test.reshape(*shape), y_test)
        runs[name] = train(name, model, *sets, seed=seed, epochs=epochs, progress=progress)

    scores = tl.training.predict(models["convolutional"], Z_test.reshape(-1, 1, 8, 8))
    return [
        Section(
            "Handwritten digits",
            "1,797 images of 8 × 8 pixels; 360 of them are held out. Pixels are normalised by the mean and "
            "standard deviation of the training images; both networks are trained with Adam on mini-batches "
            f"of 32 for {epochs} epoch{'s' * (epochs != 1)}.\n\n{comparison(runs)}",
            [
                ["network", "parameters", "test accuracy", "seconds"],
                *(
                    [
                        name,
                        f"{sum(p.size for p in models[name].parameters()):,}",
                        f"{accuracy:.4f}",
                        f"{seconds:.2f}",
                    ]
                    for name, (_, accuracy, seconds) in runs.items()
                ),
            ],
            [
                (
                    curves(runs, folder),
                    "Loss and accuracy by epoch, on the training images and the held-out ones.",
                ),
                (
                    predictions(X_test, y_test, scores, folder),
                    "Held-out images and what the convolutional network says: first those it gets wrong, in "
                    "red with what they are, then right ones.",
                ),
                (
                    confusion(y_test, scores, folder),
                    "How often the convolutional network takes each digit for each other.",
                ),
                (
                    first_layer(models["multilayer perceptron"], folder),
                    "First layer of the multilayer perceptron: the weights of 32 of its 128 neurons, one "
                    "picture each; red adds to the neuron, blue takes away.",
                ),
            ],
        )
    ]


def comparison(runs: dict[str, tuple[tl.training.History, float, float]]) -> str:
    """Why the convolutional network takes so much longer and is hardly better."""
    (_, _, short), (_, _, long) = runs.values()
    products = (64 * 128 + 128 * 10, 64 * 9 * (1 * 32 + 32 * 32) + 16 * 9 * 32 * 64 + 256 * 10)
    return (
        f"The convolutional network took {long / short:.0f} times as long, mostly because it does "
        f"{products[1] / products[0]:.0f} times the work: it uses each weight of a kernel at every pixel, "
        f"{products[1]:,} multiplications for an image where the perceptron has {products[0]:,}. On images "
        "of 8 × 8 pixels, centred and of one size, there is little to gain by that; it pays on larger ones, "
        "where a perceptron has too many weights and does not know a shape that has moved. One image of the "
        f"360 is {1 / 360:.4f} of accuracy: which of the two is ahead by one or two changes with the seed."
    )


def curves(runs: dict[str, tuple[tl.training.History, float, float]], folder: Path) -> list[str]:
    names = []
    for number, (name, (history, _, _)) in enumerate(runs.items(), 1):
        pictures = [panel(3.0) for _ in range(2)]
        history.plot(axes=[axes for _, axes in pictures])
        for (figure, axes), key in zip(pictures, ("loss", "accuracy"), strict=True):
            axes.set_title(name, loc="left", fontsize=10)
            names.append(save_figure(figure, folder, f"curves-{number}-{key}.svg"))
    return names


def predictions(X: tl.Tensor, y: tl.Tensor, scores: tl.Tensor, folder: Path) -> list[str]:
    """The images the network got wrong first, then right ones."""
    said = scores.argmax(axis=1)
    wrong = said != y
    order = tl.concatenate([tl.nonzero(wrong)[0], tl.nonzero(~wrong)[0]])[:24]
    answers = zip(said[order].tolist(), y[order].tolist(), strict=True)
    titles = [f"{s}" if s == t else f"{s}, is {t}" for s, t in answers]
    images, marks = X[order].reshape(-1, 8, 8), wrong[order].tolist()
    names = []
    for number, part in enumerate((slice(0, 12), slice(12, 24)), 1):
        figure = tl.plot.image_grid(images[part], titles[part], columns=4, wrong=marks[part])
        names.append(save_figure(figure, folder, f"predictions-{number}.png"))
    return names


def confusion(y: tl.Tensor, scores: tl.Tensor, folder: Path) -> list[str]:
    figure = tl.plot.confusion_matrix(y, scores)
    figure.set_size_inches(4.6, 4.7)  # as wide as a panel
    return [save_figure(figure, folder, "confusion.svg")]


def first_layer(model: nn.Sequential, folder: Path) -> list[str]:
    weights = model[0].weight.detach()[:32].reshape(-1, 8, 8)
    limit = abs(weights).max().item()
    names = []
    for number, part in enumerate((slice(0, 16), slice(16, 32)), 1):
        figure = tl.plot.weight_grid(weights[part], columns=4, limit=limit)
        names.append(save_figure(figure, folder, f"weights-{number}.png"))
    return names
