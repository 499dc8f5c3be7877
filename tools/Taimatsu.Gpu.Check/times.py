"""Times PyTorch on the same GPU: one JSON object of name -> seconds a call on standard output."""
import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

if not torch.cuda.is_available():
    sys.exit("torch sees no GPU")
device = "cuda"
wanted = json.loads(sys.argv[1])
smoke = sys.argv[2] == "smoke"
results = {"torch": torch.__version__, "cudnn": torch.backends.cudnn.version()}


def measure(call):
    for _ in range(3):
        call()
    torch.cuda.synchronize()
    best = float("inf")
    for _ in range(3):
        count, begin = 0, time.perf_counter()
        while True:
            for _ in range(8):
                call()
            count += 8
            torch.cuda.synchronize()
            if time.perf_counter() - begin > 0.2:
                break
        best = min(best, (time.perf_counter() - begin) / count)
    return best


def time_it(name, prepare):
    if name in wanted:
        try:
            results[name] = measure(prepare())
        except RuntimeError as error:
            print(f"{name}: {error}", file=sys.stderr)
        torch.cuda.empty_cache()


def streams():
    side = 32 if smoke else 8192
    square = lambda: torch.randn(side, side, device=device)

    def one(call):
        def prepare():
            x = square()
            return lambda: call(x)
        return prepare

    def two(call, shape=None):
        def prepare():
            x, y = square(), square() if shape is None else torch.randn(*shape, device=device)
            return lambda: call(x, y)
        return prepare

    time_it("copy", two(lambda x, y: y.copy_(x)))
    time_it("add", two(lambda x, y: x + y))
    time_it("mul by number", one(lambda x: x * 2))
    time_it("exp", one(lambda x: x.exp()))
    time_it("relu", one(lambda x: x.relu()))
    time_it("gelu", one(F.gelu))
    time_it("add row", two(lambda x, y: x + y, (side,)))
    time_it("sum", one(lambda x: x.sum()))
    time_it("sum of rows", one(lambda x: x.sum(1)))
    time_it("sum of columns", one(lambda x: x.sum(0)))
    time_it("max", one(lambda x: x.max()))
    time_it("mean of rows", one(lambda x: x.mean(1)))


def products():
    for kind in ("f32", "tf32", "bf16"):
        torch.backends.cuda.matmul.allow_tf32 = kind == "tf32"
        dtype = torch.bfloat16 if kind == "bf16" else torch.float32
        size = 4 if smoke else 256
        while size <= (16 if smoke else 8192):
            def prepare():
                a, b = (torch.randn(size, size, device=device).to(dtype) for _ in range(2))
                return lambda: a.matmul(b)
            time_it(f"matmul {kind} {size}", prepare)
            size *= 2


def rows():
    count, columns = (4, 20) if smoke else (16384, 4096)

    def softmax():
        x = torch.randn(count, columns, device=device)
        return lambda: x.softmax(-1)

    def layer_norm():
        x, w, b = torch.randn(count, columns, device=device), torch.randn(columns, device=device), torch.randn(columns, device=device)
        return lambda: F.layer_norm(x, [columns], w, b)

    time_it("softmax", softmax)
    time_it("layer_norm", layer_norm)


def convolutions():
    shapes = [(1, 2, 6, 4, 3, 1)] if smoke else [(128, 3, 224, 64, 7, 2), (128, 64, 56, 64, 3, 1), (128, 128, 28, 128, 3, 1), (128, 256, 14, 256, 3, 1), (128, 512, 7, 512, 3, 1), (128, 256, 56, 64, 1, 1)]
    for kind in ("f32",) if smoke else ("f32", "bf16"):
        dtype = torch.bfloat16 if kind == "bf16" else torch.float32
        for n, c, h, k, r, stride in shapes:
            def operands():
                return torch.randn(n, c, h, h, device=device).to(dtype), torch.randn(k, c, r, r, device=device).to(dtype)

            def forward():
                x, w = operands()
                return lambda: F.conv2d(x, w, None, stride, r // 2)

            def backward():
                x, w = (t.requires_grad_() for t in operands())
                with torch.enable_grad():
                    y = F.conv2d(x, w, None, stride, r // 2)
                g = torch.ones_like(y)
                return lambda: torch.autograd.grad(y, (x, w), g, retain_graph=True)

            name = f"conv {kind} {n}x{c}x{h} {k} {r}x{r}/{stride}"
            time_it(name, forward)
            time_it(name + " backward", backward)


class TutorialNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.pool = nn.Conv2d(3, 6, 5), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2, 2)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc3(F.relu(self.fc2(x)))


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after)
        self.conv2, self.bn2 = nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after)
        self.shortcut = nn.Identity() if stride == 1 and before == after else nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x):
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + self.shortcut(x))


class ResidualNet(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        blocks = []
        for level in range(4):
            after = width << level
            blocks += [Block(width if level == 0 else after // 2, after, 1 if level == 0 else 2), Block(after, after, 1)]
        self.blocks, self.fc = nn.Sequential(*blocks), nn.Linear(width * 8, 10)

    def forward(self, x):
        return self.fc(self.blocks(F.relu(self.bn1(self.conv1(x)))).mean((2, 3)))


def training():
    def step(net, batch, side, rate):
        net.to(device)
        optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
        inputs, labels = torch.randn(batch, 3, side, side, device=device), torch.randint(0, 10, (batch,), device=device)

        def run():
            with torch.enable_grad():
                optimizer.zero_grad()
                F.cross_entropy(net(inputs), labels).backward()
                optimizer.step()
        return run

    for batch in (2,) if smoke else (4, 64, 1024):
        time_it(f"tutorial's net, batch {batch}", lambda: step(TutorialNet(), batch, 32, 0.001))
    for batch in (2,) if smoke else (128, 512):
        time_it(f"ResNet-18, batch {batch}", lambda: step(ResidualNet(2 if smoke else 64), batch, 8 if smoke else 32, 0.1))


with torch.no_grad():
    for family in (streams, products, rows, convolutions, training):
        torch.backends.cuda.matmul.allow_tf32 = False
        family()
print(json.dumps(results))
