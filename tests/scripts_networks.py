"""Short scripts as courses write them with PyTorch's networks, optimisers and data: only imports change.

Each prints numbers; `fixed` gives a model the same weights with either library, `numbers` the same data.
"""

SCRIPTS = {}

SCRIPTS["classifier"] = """
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset
from torch.utils.data.sampler import Sampler


class Points(Dataset):
    def __init__(self, n):
        self.x = torch.from_numpy(numbers(n, 4))
        self.y = (self.x[:, 0] > 0).long() + (self.x[:, 1] > 0)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return {"x": self.x[i], "y": self.y[i], "i": i}


class EverySecond(Sampler):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n // 2

    def __iter__(self):
        return iter(range(0, self.n, 2))


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.body = nn.Sequential(nn.Linear(4, 8), nn.ReLU(inplace=True), nn.BatchNorm1d(8), nn.Dropout(0.0))
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.body(x.view(x.size(0), -1)))


def start(m):
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight.data, 0.0, 0.02)
        m.bias.data.fill_(0.01)


net = Net().apply(start)
fixed(net)
data = Points(40)
groups = [{"params": net.body.parameters(), "name": "body"}, {"params": net.head.parameters(), "lr": 0.05}]
optimizer = optim.SGD(groups, lr=0.1, momentum=0.9)
schedule = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
scaler = torch.amp.GradScaler("cuda", enabled=torch.cuda.is_available())
for epoch in range(4):
    net.train()
    for batch in DataLoader(data, batch_size=8, sampler=EverySecond(40)):
        optimizer.zero_grad()
        with torch.autocast("cuda", enabled=torch.cuda.is_available()):
            loss = nn.functional.cross_entropy(net(batch["x"]), batch["y"])
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    schedule.step()
    net.eval()
    with torch.no_grad():
        predicted = torch.max(net(data.x).data, dim=1)[1]
    print(loss.item(), (predicted == data.y.data).sum().item(), [g["lr"] for g in optimizer.param_groups])
"""

SCRIPTS["sentences"] = """
import math
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

words = torch.from_numpy(abs(numbers(30) * 7)).long() + 1
rows = sorted((words[i : i + n] for i, n in zip(range(0, 24, 4), (6, 5, 3, 3, 2, 1))), key=len, reverse=True)
lengths = torch.tensor([len(r) for r in rows])
ids = pad_sequence(rows, batch_first=True)


class Tagger(nn.Module):
    def __init__(self, vocabulary=30, size=6):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, size, padding_idx=0)
        self.rnn = nn.GRU(size, size, batch_first=True, bidirectional=True)
        layer = nn.TransformerEncoderLayer(2 * size, 2, 16, dropout=0.0, batch_first=True)
        self.mix = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        waves = torch.exp(torch.arange(0, 2 * size, 2) * (-math.log(100.0) / size))
        position = torch.arange(0, 10).unsqueeze(1) * waves
        table = torch.zeros(10, 2 * size)
        table[:, 0::2], table[:, 1::2] = torch.sin(position), torch.cos(position)
        self.register_buffer("table", table)

    def forward(self, ids, lengths):
        packed = pack_padded_sequence(self.embed(ids), lengths, batch_first=True)
        out, _ = pad_packed_sequence(self.rnn(packed)[0], batch_first=True)
        out = self.mix(out + self.table[: out.size(1)], src_key_padding_mask=ids == 0)
        scores = out @ out.transpose(1, 2) / math.sqrt(out.size(-1))
        scores = scores.masked_fill((ids == 0).unsqueeze(1), float("-inf")).softmax(-1)
        return (scores @ out).masked_fill((ids == 0).unsqueeze(-1), 0.0).sum(1) / lengths.unsqueeze(1)


model = Tagger()
fixed(model)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(4):
    optimizer.zero_grad()
    loss = model(ids, lengths).pow(2).mean()
    loss.backward()
    print(loss.item(), nn.utils.clip_grad_norm_(model.parameters(), 0.1).item())
    optimizer.step()
print(model.embed.weight.grad[0].abs().sum().item(), len(model.state_dict()))
"""

SCRIPTS["agent"] = """
import copy
import torch
import torch.nn as nn
from torch.distributions import Categorical, Normal, kl_divergence

actor, critic = nn.Linear(3, 4), nn.Linear(3, 1)
fixed(actor), fixed(critic)
target = copy.deepcopy(critic)
optimizer = torch.optim.RMSprop([*actor.parameters(), *critic.parameters()], lr=0.01)
states, rewards = torch.from_numpy(numbers(8, 3)), torch.from_numpy(numbers(8))
for step in range(3):
    policy = Categorical(logits=actor(states))
    policy.sample()
    actions = torch.arange(8) % 4
    advantage = rewards + 0.9 * target(states).squeeze(1).detach() - critic(states).squeeze(1)
    loss = -(policy.log_prob(actions) * advantage.detach()).mean() + advantage.pow(2).mean()
    loss = loss - 0.01 * policy.entropy().mean()
    optimizer.zero_grad()
    loss.backward()
    for p in actor.parameters():
        p.grad.data.clamp_(-0.1, 0.1)
    optimizer.step()
    for slow, fast in zip(target.parameters(), critic.parameters()):
        slow.data.copy_(0.9 * slow.data + 0.1 * fast.data)
    print(loss.item(), target.weight.sum().item())
q = Normal(states[0], states[1].exp())
print(kl_divergence(q, Normal(0.0, 1.0)).sum().item(), q.rsample().shape[0], policy.probs.max().item())
"""

SCRIPTS["gradients"] = """
import torch
from torch import nn
from torch.autograd import Function, Variable
from torch.func import functional_call, grad, vmap


class Clipped(Function):
    @staticmethod
    def forward(ctx, x, limit):
        ctx.save_for_backward(x)
        ctx.limit = limit
        return x.clamp(-limit, limit)

    @staticmethod
    def backward(ctx, flow):
        (x,) = ctx.saved_tensors
        return flow * (x.abs() < 2 * ctx.limit), None


net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
fixed(net)
x, y = torch.from_numpy(numbers(5, 3)), torch.from_numpy(numbers(5))
seen = {}
handle = net[1].register_forward_hook(lambda module, args, out: seen.update(out=out.detach().mean().item()))
v = Variable(x, requires_grad=True)
out = Clipped.apply(net(v), 0.5)
out.backward(torch.ones_like(out))
handle.remove()
print(v.grad.sum().item(), seen)
(g,) = torch.autograd.grad(net(v).pow(2).sum(), v, create_graph=True)
((g.norm(2, dim=1) - 1) ** 2).mean().backward()
print(v.grad.norm().item(), net[0].weight.grad.data.abs().max().item())
weights = {name: p.detach() for name, p in net.named_parameters()}
loss = lambda w, a, b: (functional_call(net, w, (a.unsqueeze(0),)).squeeze() - b) ** 2
each = vmap(grad(loss), in_dims=(None, 0, 0))(weights, x, y)
print([t.flatten(1).norm(dim=1).sum().item() for t in each.values()])
w = torch.zeros(3, 1, requires_grad=True)
for _ in range(5):
    (x.mm(w).squeeze(1) - y).pow(2).mean().backward()
    w.data -= 0.1 * w.grad.data
    w.grad.data.zero_()
print(w.flatten().tolist())
"""

SCRIPTS["pictures"] = """
import torch
import torch.nn as nn
import torch.nn.functional as F

down = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.LeakyReLU(0.2, True))
up = nn.Sequential(nn.ConvTranspose2d(4, 2, 2, stride=2), nn.PReLU(), nn.Conv2d(2, 1, 1))
fixed(down), fixed(up)
critic = nn.Sequential(nn.Flatten(), nn.Linear(64, 1), nn.Sigmoid())
fixed(critic)
real = torch.from_numpy(numbers(6, 1, 8, 8))
first = torch.optim.Adam(list(down.parameters()) + list(up.parameters()), lr=0.01, betas=(0.5, 0.999))
second = torch.optim.AdamW(critic.parameters(), lr=0.01)
label = torch.full((6,), 1.0)
for step in range(3):
    fake = up(F.max_pool2d(down(real), 2))
    second.zero_grad()
    label.fill_(1.0)
    loss = F.binary_cross_entropy(critic(real).view(-1), label)
    loss.backward()
    label.fill_(0.0)
    other = F.binary_cross_entropy(critic(fake.detach()).view(-1), label)
    other.backward()
    second.step()
    other = F.mse_loss(fake, real) + nn.BCELoss()(critic(fake).view(-1), torch.ones(6))
    first.zero_grad()
    other.backward()
    first.step()
    print(loss.item(), other.item())
mask = (fake > 0).long().squeeze(1)
print(F.one_hot(mask, 2).permute(0, 3, 1, 2).sum(dim=(0, 2, 3)).tolist(), mask.unique().tolist())
print(F.interpolate(fake, scale_factor=2, mode="bilinear", align_corners=False).abs().mean().item())
"""

SCRIPTS["resumed"] = """
import os
import tempfile
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, IterableDataset, Subset, TensorDataset
from torch.utils.data import get_worker_info, random_split


class Counted(IterableDataset):
    def __iter__(self):
        info = get_worker_info()
        return iter(range(info.id if info else 0, 12, info.num_workers if info else 1))


data = TensorDataset(torch.from_numpy(numbers(20, 3)), torch.from_numpy(numbers(20, 1)))
parts = random_split(data, [12, 8], generator=torch.Generator().manual_seed(1))
print([len(p) for p in parts], sorted(torch.cat(list(DataLoader(Counted(), batch_size=5))).tolist()))


def made():
    layer = nn.utils.parametrizations.weight_norm(nn.Linear(3, 1))
    return layer, torch.optim.NAdam(layer.parameters(), lr=0.1)


def trained(model, optimizer, epochs):
    for _ in range(epochs):
        for x, y in DataLoader(Subset(data, range(12)), batch_size=5):
            loss = nn.HuberLoss()(model(x), y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
    print(loss.item())


model, optimizer = made()
fixed(model)
trained(model, optimizer, 2)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "checkpoint.pt")
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 2}, path)
    trained(model, optimizer, 2)
    again, optimizer = made()
    state = torch.load(path, map_location="cpu", weights_only=True)
    again.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    trained(again, optimizer, 2)
    print(state["epoch"], all(torch.allclose(a, b) for a, b in zip(model.parameters(), again.parameters())))
tied = nn.Sequential(nn.Linear(3, 3, bias=False), nn.Linear(3, 3, bias=False))
tied[1].weight = tied[0].weight
fixed(tied)
optimizer = torch.optim.LBFGS(tied.parameters(), lr=0.5, max_iter=5, line_search_fn="strong_wolfe")


def closure():
    optimizer.zero_grad()
    loss = (tied(data.tensors[0]) - data.tensors[0]).pow(2).mean()
    loss.backward()
    return loss


print([optimizer.step(closure).item() for _ in range(2)], len(list(tied.parameters())))
"""
