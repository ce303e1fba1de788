"""Short scripts as a course writes them with PyTorch's arrays: they run with either module as `torch`.

Each leaves its results in `result`; what PyTorch gives for the same numbers is compared where it is
installed, and always what is known of them. Numbers come from `data`, so that both begin with the same.
"""

SCRIPTS = {}


def script(name, check):
    def added(text):
        SCRIPTS[name] = (text, check)

    return added


script(
    "linear regression by hand", lambda w, b, loss: abs(w - 2) < 0.1 and abs(b - 1) < 0.1 and loss < 0.02
)("""
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x = torch.linspace(-1, 1, steps=40, dtype=torch.float64).unsqueeze(1).to(device)
y = 2 * x + 1 + 0.1 * torch.sin(20 * x)
w = torch.zeros(1, 1, dtype=torch.float64, requires_grad=True, device=device)
b = torch.zeros(1, dtype=torch.float64, requires_grad=True)
for epoch in range(200):
    prediction = x.mm(w) + b
    loss = ((prediction - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.3 * w.grad
        b.sub_(b.grad, alpha=0.3)
    w.grad.zero_()
    b.grad.zero_()
result = w.item(), b.item(), loss.item()
""")

script("k-means", lambda centers, counts: sorted(counts) == [15, 15, 15])("""
points = torch.cat([data[:15], data[15:30] + 10, data[30:45] - 10], dim=0)
centers = points[torch.tensor([0, 20, 40])].clone()
for step in range(10):
    distances = torch.cdist(points, centers)
    labels = distances.argmin(dim=1)
    sums = torch.zeros_like(centers).index_add_(0, labels, points)
    counts = torch.zeros(3, dtype=torch.float64).scatter_add_(0, labels, torch.ones(45, dtype=torch.float64))
    centers = sums / counts.clamp(min=1).unsqueeze(1)
result = centers.tolist(), counts.tolist()
""")

script("principal components", lambda ratio, back: 0.5 < ratio[0] <= 1 and back < 1e-10)("""
x = data - data.mean(dim=0, keepdim=True)
u, s, vh = torch.linalg.svd(x, full_matrices=False)
ratio = s.pow(2) / s.pow(2).sum()
scores = x @ vh.t()
back = (scores @ vh - x).abs().max()
result = ratio.tolist(), back.item()
""")

script("attention by hand", lambda weights, out: all(abs(sum(row) - 1) < 1e-9 for row in weights[0]))("""
batch, length, size = 2, 5, 4
x = data[:10].view(batch, length, 2).repeat_interleave(2, dim=2)
q, k, v = x, x.roll(1, 1), x.flip(2)
scores = torch.bmm(q, k.permute(0, 2, 1)) / size**0.5
mask = torch.ones(length, length).triu(1).bool()
scores = scores.masked_fill(mask, float("-inf"))
weights = torch.softmax(scores, dim=-1)
out = weights.matmul(v).permute(1, 0, 2).contiguous().view(length, -1)
result = weights.tolist(), out.tolist()
""")

script("softmax regression", lambda accuracy, loss: accuracy > 0.95)("""
x = torch.cat([data[:15], data[15:30] + 4, data[30:45] - 4])
y = torch.arange(3).repeat_interleave(15)
targets = torch.zeros(45, 3, dtype=torch.float64).scatter_(1, y.unsqueeze(1), 1.0)
w = torch.zeros(2, 3, dtype=torch.float64)
b = torch.zeros(3, dtype=torch.float64)
for epoch in range(100):
    p = torch.softmax(x.mm(w) + b, dim=1)
    error = (p - targets) / x.size(0)
    w -= 0.5 * x.t().mm(error)
    b -= 0.5 * error.sum(dim=0)
loss = -torch.log(p.gather(1, y.unsqueeze(1))).mean()
accuracy = (p.max(dim=1).indices == y).float().mean()
result = accuracy.item(), loss.item()
""")

script("Monte Carlo", lambda pi, inside: abs(pi - 3.14) < 0.1)("""
torch.manual_seed(0)
p = torch.rand(20000, 2, dtype=torch.float64)
inside = (p.pow(2).sum(dim=1) <= 1).sum().item()
result = 4 * inside / p.size(0), 0.0
""")

script("two layers by hand", lambda first, last: last < 0.5 * first)("""
x, y = data[:, :1], data[:, 1:]
w1 = torch.linspace(-1, 1, 8, dtype=torch.float64).view(1, 8).requires_grad_(True)
b1 = torch.zeros(8, dtype=torch.float64, requires_grad=True)
w2 = torch.linspace(1, -1, 8, dtype=torch.float64).reshape(8, 1).clone().requires_grad_()
parameters = [w1, b1, w2]
losses = []
for step in range(300):
    hidden = torch.tanh(x.mm(w1) + b1)
    loss = (hidden.mm(w2) - y).pow(2).mean()
    losses.append(loss.item())
    loss.backward()
    with torch.no_grad():
        for p in parameters:
            p -= 0.1 * p.grad
            p.grad = None
result = losses[0], losses[-1]
""")

script("standardising", lambda mean, std, low: abs(mean) < 1e-9 and abs(std - 1) < 1e-9 and low)("""
mean, std = data.mean(dim=0), data.std(dim=0)
z = (data - mean) / std
shifted = (data - data.min(dim=0).values) / (data.max(dim=0)[0] - data.min(dim=0)[0])
result = z.mean().item(), z.std(dim=0)[0].item(), bool(shifted.ge(0).all() and shifted.le(1).all())
""")

script("nearest neighbours", lambda labels, votes: len(labels) == 5)("""
train, test = data[:40], data[40:]
labels = (train[:, 0] > 0).long()
distances = (test.unsqueeze(1) - train.unsqueeze(0)).norm(dim=2)
nearest = distances.topk(5, dim=1, largest=False).indices
votes = labels[nearest].float().mean(dim=1)
result = votes.gt(0.5).long().tolist(), votes.tolist()
""")

script("power iteration", lambda value, off: off < 1e-6)("""
a = data.t().mm(data)
v = torch.ones(2, dtype=torch.float64)
for step in range(200):
    v = a.mv(v)
    v.div_(v.norm())
value = v.dot(a.mv(v))
result = value.item(), (a.mv(v) - value * v).abs().max().item()
""")

script("Newton's method", lambda x, f: abs(f) < 1e-9)("""
x = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
for step in range(10):
    f = x.pow(3) - 2 * x - 5
    (slope,) = torch.autograd.grad(f, x)
    x = (x - f / slope).detach().requires_grad_()
result = x.item(), (x**3 - 2 * x - 5).item()
""")

script("a Markov chain", lambda p, entropy: abs(sum(p) - 1) < 1e-9)("""
step = torch.tensor([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.0, 0.3, 0.7]], dtype=torch.float64)
p = torch.full((3,), 1 / 3, dtype=torch.float64)
for day in range(200):
    p = p.unsqueeze(0).mm(step).squeeze(0)
result = p.tolist(), -(p * p.log()).sum().item()
""")

script("the game of life", lambda before, after: before == after)("""
board = torch.zeros(6, 6, dtype=torch.int64)
board[1:4, 2] = 1
def step(b):
    around = sum(torch.roll(b, shifts=(i, j), dims=(0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)) - b
    return ((around == 3) | ((b == 1) & (around == 2))).long()
result = board.nonzero(as_tuple=True)[0].tolist(), step(step(board)).nonzero(as_tuple=True)[0].tolist()
""")

script("running sums and moving averages", lambda a, b, c: len(c) == 8)("""
x = data[:12, 0]
sums = torch.cumsum(x, dim=0)
window = 5
padded = torch.cat((torch.zeros(1, dtype=x.dtype), sums))
average = (padded[window:] - padded[:-window]).div(window)
best, where = torch.cummax(x, dim=0)
result = sums.tolist(), best.tolist(), average.tolist()
""")

script(
    "one-hot, confusion and batches", lambda confusion, seen: seen == 45 and sum(map(sum, confusion)) == 45
)("""
y = (data[:, 0] > 0).long() + (data[:, 1] > 0).long()
guess = (data.sum(dim=1) > 0).long()
confusion = torch.zeros(3, 3, dtype=torch.int64)
for t, g in zip(y.view(-1), guess.view(-1)):
    confusion[t.long(), g.long()] += 1
torch.manual_seed(1)
order, seen = torch.randperm(y.numel()), 0
for start in range(0, y.size(0), 10):
    batch = data[order[start:start + 10]]
    seen += batch.shape[0]
result = confusion.tolist(), seen
""")
