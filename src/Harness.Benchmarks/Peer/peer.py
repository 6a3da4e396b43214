"""The other side of `bench peer`: a PHM pair and a training step of the small VL-T5 with MixPHM, written plainly in PyTorch.

    python3 peer.py THREADS

A line in asks for a case, `phm WIDTH`, `step`; a line out says the seconds that it took. The first of each kind also builds and warms up.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

N, RANK = 4, 8


class Phm(nn.Module):
    """y = x·(Σᵢ Aᵢ ⊗ SᵢTᵢ) + b"""

    def __init__(self, rule, wide, narrow):
        super().__init__()
        self.rule, self.wide, self.narrow = rule, wide, narrow
        self.s = nn.Parameter(0.05 * torch.randn(N, wide // N, RANK))
        self.t = nn.Parameter(0.05 * torch.randn(N, RANK, narrow // N))
        self.bias = nn.Parameter(torch.zeros(narrow))

    def forward(self, x):
        weight = torch.einsum("nab,ncd->acbd", self.rule, self.s @ self.t).reshape(self.wide, self.narrow)
        return x @ weight + self.bias


class MixPhm(nn.Module):
    """One down projection, an up projection drawn anew at each pass."""

    def __init__(self, rule, width, inner, experts=4):
        super().__init__()
        self.down = Phm(rule, width, inner)
        self.up = nn.ModuleList(Phm(rule, inner, width) for _ in range(experts))

    def forward(self, h):
        expert = self.up[int(torch.randint(len(self.up), ()))]
        return h + expert(F.dropout(F.gelu(self.down(h)), 0.5, self.training))


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)


class Attention(nn.Module):
    """T5's: not scaled, with the stack's bias added to the scores."""

    def __init__(self, width, heads, size):
        super().__init__()
        self.heads, self.size = heads, size
        self.q, self.k, self.v = (nn.Linear(width, heads * size, bias=False) for _ in range(3))
        self.o = nn.Linear(heads * size, width, bias=False)

    def forward(self, x, memory, bias):
        def split(y):
            return y.view(y.shape[0], y.shape[1], self.heads, self.size).transpose(1, 2)

        scores = split(self.q(x)) @ split(self.k(memory)).transpose(2, 3)
        shares = torch.softmax(scores if bias is None else scores + bias, -1)
        return self.o((shares @ split(self.v(memory))).transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, c, rule, decoder):
        super().__init__()
        self.attend, self.norm = Attention(c["d"], c["heads"], c["size"]), Norm(c["d"])
        self.cross, self.cross_norm = (Attention(c["d"], c["heads"], c["size"]), Norm(c["d"])) if decoder else (None, None)
        self.wi, self.wo = nn.Linear(c["d"], c["ff"], bias=False), nn.Linear(c["ff"], c["d"], bias=False)
        self.ff_norm = Norm(c["d"])
        self.adapter = MixPhm(rule, c["d"], c["d"] // 2)

    def forward(self, x, bias, memory, memory_bias, drop):
        n = self.norm(x)
        x = x + drop(self.attend(n, n, bias))
        if self.cross is not None:
            x = x + drop(self.cross(self.cross_norm(x), memory, memory_bias))
        f = drop(self.wo(drop(F.relu(self.wi(self.ff_norm(x))))))
        return x + self.adapter(f)


class Stack(nn.Module):
    def __init__(self, c, rule, decoder):
        super().__init__()
        self.blocks = nn.ModuleList(Block(c, rule, decoder) for _ in range(c["layers"]))
        self.norm, self.decoder = Norm(c["d"]), decoder
        self.positions = nn.Embedding(32, c["heads"])

    def bias(self, length, positioned):
        """Buckets of T5; what has no place, a region, has no bias."""
        at = torch.arange(positioned)
        distance = at[None, :] - at[:, None]
        if self.decoder:
            buckets, far, half = torch.zeros_like(distance), -torch.clamp(distance, max=0), 32
        else:
            buckets, far, half = (distance > 0).long() * 16, distance.abs(), 16
        exact = half // 2
        large = exact + (torch.log(far.clamp(min=1).float() / exact) / torch.log(torch.tensor(128 / exact)) * (half - exact)).long()
        buckets = buckets + torch.where(far < exact, far, large.clamp(max=half - 1))
        bias = self.positions(buckets).permute(2, 0, 1)[None]
        return F.pad(bias, (0, length - positioned, 0, length - positioned))

    def forward(self, x, positioned, memory, drop):
        bias = self.bias(x.shape[1], positioned)
        if self.decoder:
            bias = bias + torch.full((x.shape[1], x.shape[1]), -1e9).triu(1)
        x = drop(x)
        for block in self.blocks:
            x = block(x, bias, memory, None, drop)
        return drop(self.norm(x))


class VlT5(nn.Module):
    def __init__(self, c):
        super().__init__()
        rule = nn.Parameter(0.05 * torch.randn(N, N, N))
        self.rule, self.c = rule, c
        self.words = nn.Embedding(c["words"], c["d"])
        nn.init.normal_(self.words.weight, 0, 0.1)
        self.features, self.feature_norm = nn.Linear(c["features"], c["d"]), Norm(c["d"])
        self.boxes, self.box_norm = nn.Linear(c["box"], c["d"]), Norm(c["d"])
        self.image, self.region = nn.Embedding(2, c["d"]), nn.Embedding(c["regions"], c["d"])
        self.encoder, self.decoder = Stack(c, rule, False), Stack(c, rule, True)

    def forward(self, ids, features, boxes, labels):
        def drop(x):
            return F.dropout(x, 0.1, self.training)

        area = (boxes[..., 2:3] - boxes[..., 0:1]) * (boxes[..., 3:4] - boxes[..., 1:2])
        boxes = torch.cat([boxes, area], -1)
        boxes = F.pad(boxes, (0, self.c["box"] - 5))
        seen = (
            self.feature_norm(self.features(features))
            + self.box_norm(self.boxes(boxes))
            + self.image(torch.zeros(features.shape[1], dtype=torch.long))
            + self.region(torch.arange(features.shape[1]))
        )
        memory = self.encoder(torch.cat([self.words(ids), seen], 1), ids.shape[1], None, drop)
        begun = F.pad(labels, (1, 0))[:, :-1]
        state = self.decoder(self.words(begun), labels.shape[1], memory, drop)
        return F.cross_entropy((state @ self.words.weight.t()).flatten(0, 1), labels.flatten())


def step_case():
    c = dict(d=96, heads=4, size=24, ff=384, layers=2, words=600, features=128, box=8, regions=8)
    model = VlT5(c)
    trained = [p for name, p in model.named_parameters() if "adapter" in name or name == "rule"]
    for p in model.parameters():
        p.requires_grad_(False)
    for p in trained:
        p.requires_grad_(True)
    optimiser = torch.optim.AdamW(trained, lr=1e-4)
    ids, labels = torch.randint(2, 600, (16, 14)), torch.randint(2, 600, (16, 3))
    features, corner = torch.rand(16, 8, 128), torch.rand(16, 8, 2) * 0.5
    boxes = torch.cat([corner, corner + 0.4], -1)

    def step():
        optimiser.zero_grad(set_to_none=True)
        model(ids, features, boxes, labels).backward()
        nn.utils.clip_grad_norm_(trained, 5)
        optimiser.step()

    return step


def phm_case(width):
    rule = nn.Parameter(0.05 * torch.randn(N, N, N))
    down, up = Phm(rule, width, 64), Phm(rule, 64, width)
    x, sent = torch.randn(16, 56, width, requires_grad=True), torch.randn(16, 56, width)
    inputs = [x, rule, down.s, down.t, down.bias, up.s, up.t, up.bias]

    def both_ways():
        torch.autograd.grad([up(down(x))], inputs, [sent])

    return both_ways


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(1)
    print(torch.__version__, flush=True)
    cases = {}
    for line in sys.stdin:
        asked = line.strip()
        if asked not in cases:
            kind, *sizes = asked.split()
            cases[asked] = step_case() if kind == "step" else phm_case(int(sizes[0]))
            for _ in range(20):
                cases[asked]()
        start = time.perf_counter()
        cases[asked]()
        print(repr(time.perf_counter() - start), flush=True)


main()
