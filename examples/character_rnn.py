"""A recurrent network that learns to write, character by character, from the first act of Coriolanus.

At every character the network predicts the next one. It remembers what came before in the state of a GRU.
To write, it is given its own characters: each is drawn from the probabilities the network gives, and goes
back in.
"""

import argparse
import math
from pathlib import Path

import tensorlab as tl
from tensorlab import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="character_rnn.svg", help="file to save the picture in")
options = parser.parse_args()
LENGTH = 48

# ---- data: pieces of the text, and the same one character on
text = Path(__file__).with_name("coriolanus.txt").read_text(encoding="utf-8")
letters = sorted(set(text))
codes = tl.array([letters.index(letter) for letter in text])
n = (len(codes) - 1) // LENGTH
X, y = codes[: n * LENGTH].reshape((n, LENGTH)), codes[1 : n * LENGTH + 1].reshape((n, LENGTH))
cut = n * 9 // 10  # the last tenth is for validation


class Writer(nn.Module):
    def __init__(self, letters, width=128):
        super().__init__()
        self.embedding = nn.Embedding(letters, 32)
        self.memory = nn.GRU(32, width, batch_first=True)
        self.head = nn.Linear(width, letters)

    def step(self, x, state=None):
        """Scores of the next letter at every place, and the state after the last."""
        seen, state = self.memory(self.embedding(x), state)
        return self.head(seen), state

    def forward(self, x):
        return self.step(x)[0].moveaxis(-1, 1)  # (n, letters, length), as cross_entropy wants it


tl.random.seed(0)
model = Writer(len(letters))
print(model.summary((1, LENGTH), dtype="int64"))

# ---- training; recurrent networks sometimes have very large gradients: they are clipped
history = tl.training.fit(
    model,
    (X[:cut], y[:cut]),
    optimizer=tl.optim.Adam(model.parameters(), lr=5e-3),
    epochs=2 if options.quick else 25,
    batch_size=16,
    validation=(X[cut:], y[cut:]),
    early_stopping=3,
    clip_norm=1.0,
    seed=0,
    progress=False,
)
print(history)
tl.plot.history(history).savefig(options.picture)


# ---- writing
def write(beginning, count, temperature=0.7):
    """Goes on from `beginning`; a low temperature keeps to what is likely."""
    written = [letters.index(letter) for letter in beginning]
    new, state = written, None
    model.eval()
    with tl.no_grad():
        for _ in range(count):
            scores, state = model.step(tl.array([new]), state)
            new = [tl.multinomial(tl.softmax(scores[0, -1] / temperature), 1).item()]
            written += new
    return "".join(letters[code] for code in written)


print("-" * 60 + "\n" + write("MARCIUS:\n", 80 if options.quick else 500) + "\n" + "-" * 60)
print(f"guessing would cost {math.log(len(letters)):.2f} a letter")
print(f"validation loss: {min(history['val_loss']):.2f}")
