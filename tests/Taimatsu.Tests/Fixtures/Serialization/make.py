"""Writes the files beside it with real PyTorch: python3 make.py"""
import collections, os, zipfile
import torch

os.chdir(os.path.dirname(os.path.abspath(__file__)))


def both(value, name):
    torch.save(value, name + ".pth")
    torch.save(value, name + ".legacy.pth", _use_new_zipfile_serialization=False)


torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Linear(3, 2))
both(net.state_dict(), "state_dict")

base = torch.arange(12.0)
both({"base": base, "view": base.view(3, 4)[1:, ::2], "turned": base.view(3, 4).t()}, "views")

types = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.bool]
both([torch.tensor([0, 1, 100]).to(t) for t in types] + [torch.zeros(0, 3), torch.tensor(2.5), torch.zeros(2, 1).expand(2, 3)], "types")

shared = [1, 2]
both({"epoch": 3, "loss": 0.5, "name": "naïve", "none": None, "yes": True, "no": False, "list": shared, "again": shared, "tuple": (1, (2, 3), ()),
      7: "seven", (1, "a"): -1, "large": 1 << 40, "huge": 1 << 70, "negative": -5, "bytes": b"\x00\xff", "size": torch.Size([2, 3]), "dtype": torch.float16,
      "device": torch.device("cpu"), "set": {1, 2}, "empty": {}, "ordered": collections.OrderedDict(a=1), "parameter": torch.nn.Parameter(torch.ones(2))}, "plain")

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(torch.ones(1, 2)).sum().backward()
optimizer.step()
both({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 1}, "checkpoint")

# The same archive with deflated entries, as other tools may write it.
with zipfile.ZipFile("views.pth") as source, zipfile.ZipFile("deflated.pth", "w", zipfile.ZIP_DEFLATED) as target:
    for info in source.infolist():
        target.writestr(info.filename, source.read(info))
