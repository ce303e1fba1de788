"""The networks that are trained, each built from either library's nn: both use the same names."""

from itertools import pairwise


def mlp(nn, *sizes):
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def lenet(nn):
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
    )


def cnn(nn, norm=lambda channels: []):
    return nn.Sequential(
        *(nn.Conv2d(3, 32, 3, padding=1), *norm(32), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 64, 3, padding=1), *norm(64), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(4096, 128), nn.ReLU(), nn.Linear(128, 10)),
    )


def normalised_rows(nn):
    layers = []
    for before, after in pairwise((256, 512, 512)):
        layers += [nn.Linear(before, after), nn.LayerNorm(after), nn.GELU()]
    return nn.Sequential(*layers, nn.Linear(512, 10))


def recurrent(home, cell):
    nn = home.nn

    class Last(nn.Module):
        """Classes from the last step of a sequence."""

        def __init__(self):
            super().__init__()
            self.sequence = cell(32, 64, batch_first=True)
            self.head = nn.Linear(64, 10)

        def forward(self, x):
            return self.head(self.sequence(x)[0][:, -1])

    return Last()


def attention(home):
    nn = home.nn

    class Attention(nn.Module):
        """Every step attends to all others; classes from their mean."""

        def __init__(self):
            super().__init__()
            self.attend = nn.MultiheadAttention(128, 4, batch_first=True)
            self.head = nn.Linear(128, 10)

        def forward(self, x):
            return self.head(self.attend(x, x, x, need_weights=False)[0].mean(1))

    return Attention()


def encoder(home):
    nn = home.nn

    class Encoder(nn.Module):
        """A layer of a transformer; classes from the mean of all steps."""

        def __init__(self):
            super().__init__()
            self.layer = nn.TransformerEncoderLayer(128, 4, 512, dropout=0.0, batch_first=True)
            self.head = nn.Linear(128, 10)

        def forward(self, x):
            return self.head(self.layer(x).mean(1))

    return Encoder()


def embedding(home):
    nn = home.nn

    class Words(nn.Module):
        """Classes from the mean of the words' vectors."""

        def __init__(self):
            super().__init__()
            self.table = nn.Embedding(10_000, 64)
            self.head = nn.Linear(64, 10)

        def forward(self, x):
            return self.head(self.table(x).mean(1))

    return Words()


def resnet(home):
    nn = home.nn

    class Block(nn.Module):
        """Two convolutions beside what they change."""

        def __init__(self, before, after, stride):
            super().__init__()
            self.first = nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False)
            self.second = nn.Conv2d(after, after, 3, padding=1, bias=False)
            self.norms = nn.ModuleList([nn.BatchNorm2d(after), nn.BatchNorm2d(after)])
            self.beside = nn.Identity()
            if stride > 1:
                self.beside = nn.Sequential(
                    nn.Conv2d(before, after, 1, stride=stride, bias=False), nn.BatchNorm2d(after)
                )
            self.relu = nn.ReLU()

        def forward(self, x):
            y = self.relu(self.norms[0](self.first(x)))
            return self.relu(self.norms[1](self.second(y)) + self.beside(x))

    return nn.Sequential(
        *(nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()),
        *(Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2)),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)),
    )


def gpt(home, width=128, heads=4, steps=64, letters=65):
    nn, F = home.nn, home.nn.functional

    class Layer(nn.Module):
        """Attention to what came before, and a network of each step's own."""

        def __init__(self):
            super().__init__()
            self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
            self.three = nn.Linear(width, 3 * width)
            self.out = nn.Linear(width, width)
            self.own = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x):
            shape = (x.shape[0], x.shape[1], heads, width // heads)
            q, k, v = (
                part.reshape(shape).swapaxes(1, 2) for part in self.three(self.norms[0](x)).chunk(3, -1)
            )
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(y.swapaxes(1, 2).reshape(x.shape))
            return x + self.own(self.norms[1](x))

    class GPT(nn.Module):
        """The next letter of each step, in rows."""

        def __init__(self):
            super().__init__()
            self.letters = nn.Embedding(letters, width)
            self.places = nn.Parameter(home.zeros((steps, width), dtype=home.float32))
            self.layers = nn.Sequential(Layer(), Layer(), nn.LayerNorm(width), nn.Linear(width, letters))

        def forward(self, x):
            return self.layers(self.letters(x) + self.places).reshape((-1, letters))

    return GPT()


SGD, ADAM = ("SGD", {"lr": 1e-2}), ("Adam", {"lr": 1e-3})
# name: shape of a batch, whether it is of words ("each": a class for each word), classes, network, optimiser
ROWS = {
    "xor 2-8-2, SGD": ((4, 2), "", 2, lambda home: mlp(home.nn, 2, 8, 2), SGD),
    "mlp 64-32-10, SGD": ((32, 64), "", 10, lambda home: mlp(home.nn, 64, 32, 10), SGD),
    "mlp 64-32-10": ((32, 64), "", 10, lambda home: mlp(home.nn, 64, 32, 10), ADAM),
    "mlp 784-256-128-10": ((128, 784), "", 10, lambda home: mlp(home.nn, 784, 256, 128, 10), ADAM),
    "mlp 4 x 1024-10": ((256, 1024), "", 10, lambda home: mlp(home.nn, *[1024] * 4, 10), ADAM),
    "lenet": ((64, 1, 28, 28), "", 10, lambda home: lenet(home.nn), ADAM),
    "cnn": ((32, 3, 32, 32), "", 10, lambda home: cnn(home.nn), ADAM),
    "BatchNorm": (
        *((32, 3, 32, 32), "", 10),
        *(lambda home: cnn(home.nn, lambda channels: [home.nn.BatchNorm2d(channels)]), ADAM),
    ),
    "LayerNorm": ((128, 256), "", 10, lambda home: normalised_rows(home.nn), ADAM),
    "RNN": ((32, 50, 32), "", 10, lambda home: recurrent(home, home.nn.RNN), ADAM),
    "LSTM": ((32, 50, 32), "", 10, lambda home: recurrent(home, home.nn.LSTM), ADAM),
    "GRU": ((32, 50, 32), "", 10, lambda home: recurrent(home, home.nn.GRU), ADAM),
    "attention": ((16, 64, 128), "", 10, attention, ADAM),
    "transformer": ((16, 64, 128), "", 10, encoder, ADAM),
    "embedding": ((64, 32), "one", 10, embedding, ADAM),
    "resnet": ((32, 3, 32, 32), "", 10, resnet, ADAM),
    "gpt": ((16, 64), "each", 65, gpt, ADAM),
}
