"""A small GPT: a decoder-only transformer that learns to write from the first act of Coriolanus.

Attention looks back at all letters of the window at once, where a recurrent network has only its state. A
mask hides the letters that are still to come. The residual blocks are layers of the library.
"""

import argparse
import math
from pathlib import Path

import tensorlab as tl
from tensorlab import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--quick", action="store_true", help="a short run")
parser.add_argument("--picture", default="small_gpt.svg", help="file to save the picture in")
options = parser.parse_args()
LENGTH = 48

# ---- data: windows that begin at every twelfth letter; the last tenth of the text is for validation
text = Path(__file__).with_name("coriolanus.txt").read_text(encoding="utf-8")
letters = sorted(set(text))
codes = tl.array([letters.index(letter) for letter in text])
cut = len(codes) * 9 // 10


def windows(codes, every):
    starts = tl.arange(0, len(codes) - LENGTH, every)[:, None]
    places = starts + tl.arange(LENGTH)
    return codes[places], codes[places + 1]


class GPT(nn.Module):
    def __init__(self, letters, width=64, heads=4, blocks=2):
        super().__init__()
        self.letter = nn.Embedding(letters, width)
        self.place = nn.Embedding(LENGTH, width)
        block = nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerEncoder(block, blocks, norm=nn.LayerNorm(width))
        self.head = nn.Linear(width, letters)

    def forward(self, x):
        length = x.shape[1]
        future = nn.Transformer.generate_square_subsequent_mask(length)
        h = self.letter(x) + self.place(tl.arange(length))
        h = self.blocks(h, mask=future, is_causal=True)
        return self.head(h).moveaxis(-1, 1)  # (n, letters, length), as cross_entropy wants it


tl.random.seed(0)
model = GPT(len(letters))
print(model.summary((1, LENGTH), dtype="int64"))

# ---- training: the learning rate warms up, then falls
train = windows(codes[:cut], 64 if options.quick else 12)
epochs, batch = (2 if options.quick else 10), 16
optimizer = tl.optim.AdamW(model.parameters(), lr=6e-3, weight_decay=0.1)
steps = epochs * -(-len(train[0]) // batch)
history = tl.training.fit(
    model,
    train,
    optimizer=optimizer,
    scheduler=tl.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=steps, pct_start=0.1),
    epochs=epochs,
    batch_size=batch,
    validation=windows(codes[cut:], LENGTH),
    clip_norm=1.0,
    seed=0,
    progress=False,
)
print(history)
tl.plot.history(history).savefig(options.picture)


# ---- writing: the window moves along with what has been written
def write(beginning, count, temperature=0.7):
    written = [letters.index(letter) for letter in beginning]
    for _ in range(count):
        scores = tl.training.predict(model, tl.array([written[-LENGTH:]]))[0, :, -1]
        written.append(tl.multinomial(tl.softmax(scores / temperature), 1).item())
    return "".join(letters[code] for code in written)


print("-" * 60 + "\n" + write("MARCIUS:\n", 80 if options.quick else 500) + "\n" + "-" * 60)
print(f"guessing would cost {math.log(len(letters)):.2f} a letter")
print(f"validation loss: {min(history['val_loss']):.2f}")
