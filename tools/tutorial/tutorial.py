"""The tutorial's snippets in real PyTorch: what samples/Tutorial must print. Writes tests/Taimatsu.Tests/Golden/tutorial.txt.

    python3 tools/tutorial/tutorial.py > tests/Taimatsu.Tests/Golden/tutorial.txt
"""
import os
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


def title(text):
    print(f"\n== {text}")


def node(n):
    print(f"<{type(n).__name__}>")


torch.manual_seed(0)

title("Tensors")
print(torch.empty(5, 3).shape)
x = torch.rand(5, 3)
print(x)
print(torch.randn(5, 3))
print(torch.zeros(5, 3, dtype=torch.long))
print(torch.tensor([2.5, 3.5]))
x = x.new_ones(5, 3, dtype=torch.double)
print(x)
y = torch.randn_like(x, dtype=torch.float)
print(y)
print(x.size())
print(x.shape)
rows, columns = x.size()
print(rows, columns, x.size()[0], len(x.size()), x.shape == (5, 3))

title("Arithmetic")
x = torch.rand(5, 3)
y = torch.rand(5, 3)
print(x + y)
print(torch.add(x, y))
out = torch.empty(5, 3)
torch.add(x, y, out=out)
print(out)
y.add_(x)
print(y)
print(torch.zeros(5, 3).copy_(y))

title("Indexing and shapes")
print(x[:, 1])
print(x[1:3, -1])
print(x[::2])
print(x[..., None].shape)
print(x[x > 0.5])
print(x[torch.tensor([0, 2])])
x[0] = 7
x[1:3, 0] = torch.tensor([-1., -2.])
print(x)
x = torch.randn(4, 4)
y = x.view(16)
z = x.view(-1, 8)
print(x.size(), y.size(), z.size())
try:
    x.view(3, 5)
except RuntimeError as e:
    print(e)
x = torch.randn(1)
print(x)
print(x.item())

title("Sharing memory")
a = torch.ones(5)
print(a)
b = a.numpy()
a.add_(1)
print(a)
print(b.tolist())
import numpy as np
a = np.ones(5)
b = torch.from_numpy(a)
np.add(a, 1, out=a)
print(a.tolist())
print(b)
a = np.array([1, 2, 3], dtype=np.int32)
b = torch.tensor(a)
c = torch.from_numpy(a)
np.add(a, 1, out=a)
print(a.tolist())
print(b)
print(c)
for dtype in (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.bool):
    print(torch.tensor([0., 1., 2.5]).to(dtype))

title("Devices")
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
print(device)
x = torch.ones(1)
y = torch.ones_like(x, device=device)
x = x.to(device)
z = x + y
print(z.to("cpu", torch.double))

title("Autograd")
print(torch.ones(3, 3))
x = torch.ones(2, 2, requires_grad=True)
print(x)
y = x + 2
print(y)
print(x.grad_fn)
node(y.grad_fn)
z = y * y * 3
out = z.mean()
print(z, out)
a = torch.randn(2, 2)
a = ((a * 3) / (a - 1))
print(a.requires_grad)
a.requires_grad_(True)
print(a.requires_grad)
b = (a * a).sum()
node(b.grad_fn)
out.backward()
print(x.grad)
v = x * 2
print(v.exp(), (v ** 2))
print(x.requires_grad)
print((x ** 2).requires_grad)
with torch.no_grad():
    print((x ** 2).requires_grad)
y = x.detach()
print(y.requires_grad)
print(x.eq(y).all())


class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, i):
        result = i.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        result, = ctx.saved_tensors
        return grad_output * result


x = torch.tensor([0., 1.], requires_grad=True)
y = Exp.apply(x)
print(y.detach())
node(y.grad_fn)
y.backward(torch.ones(2))
print(x.grad)

title("Networks")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3)
        self.conv2 = nn.Conv2d(6, 16, 3)
        self.fc1 = nn.Linear(16 * 6 * 6, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), (2, 2))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, self.num_flat_features(x))
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)

    def num_flat_features(self, x):
        num_features = 1
        for s in x.size()[1:]:
            num_features *= s
        return num_features


net = Net()
print(net)
params = list(net.parameters())
print(len(params))
print(params[0].size())
input = torch.randn(1, 1, 32, 32)
output = net(input)
print(output)
net.zero_grad()
output.backward(torch.randn(1, 10))

title("Loss and backward")
output = net(input)
target = torch.randn(10).view(1, -1)
criterion = nn.MSELoss()
loss = criterion(output, target)
print(loss)
node(loss.grad_fn)
node(loss.grad_fn.next_functions[0][0])
for f, _ in loss.grad_fn.next_functions[0][0].next_functions:
    node(f)
net.zero_grad(set_to_none=True)
print("conv1.bias.grad before backward")
print(net.conv1.bias.grad)
loss.backward()
print("conv1.bias.grad after backward")
print(net.conv1.bias.grad)

title("Updating the weights")
learning_rate = 0.01
for f in net.parameters():
    f.data.sub_(f.grad.data * learning_rate)
optimizer = optim.SGD(net.parameters(), lr=0.01)
for _ in range(3):
    optimizer.zero_grad()
    loss = criterion(net(input), target)
    loss.backward()
    optimizer.step()
    print(loss)

title("Saving and loading")
path = os.path.join(tempfile.mkdtemp(), "net.pth")
torch.save(net.state_dict(), path)
other = Net()
print(other.load_state_dict(torch.load(path)))
print(torch.equal(net(input), other(input)))
values, predicted = torch.max(net(input), 1)
print(predicted)
print(net.state_dict()["fc3.bias"])
