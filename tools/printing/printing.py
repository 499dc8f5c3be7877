"""What real PyTorch prints for many tensors. Writes tests/Taimatsu.Tests/Golden/printing.json.

    python3 tools/printing/printing.py > tests/Taimatsu.Tests/Golden/printing.json
"""
import json
import math
import random

import torch

cases = []


def add(values, shape, dtype="float64", **options):
    torch.set_printoptions(profile="default")
    if options:
        torch.set_printoptions(**options)
    t = torch.tensor(values, dtype=torch.float64).to(getattr(torch, dtype)).reshape(shape)
    stored = ["nan" if math.isnan(v) else "inf" if v == math.inf else "-inf" if v == -math.inf else v for v in values]
    cases.append({"values": stored, "shape": shape, "dtype": dtype, "options": options, "text": str(t)})
    torch.set_printoptions(profile="default")


nan, inf = math.nan, math.inf
for values in ([1., 2., nan, inf], [inf, 1.5], [nan, inf], [0.1, -inf], [1000., 1.], [1001., 1.], [1e8 - 1], [1e8 + 8], [123456.789123], [1e-5, 1.], [1e-4, 1.], [0., 0.], [-0., 1.],
               [0.5, 1e-10], [1e20, 1.], [1e-20], [99999999., 1.], [0.99999], [2.5, 0.125], [12345.5, 1.], [-1., 10., 100.], [1e300, 1e-300], [0.00012345, 0.1]):
    for dtype in ("float32", "float64"):
        add(values, [len(values)], dtype)
for dtype in ("uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "bool"):
    add([0., 1., 5., 100.], [2, 2], dtype)
    add([3.], [], dtype)
    add([], [0], dtype)
    add([], [0, 3], dtype)
add([-1., 10., 100.], [3], "int64")
add([1.], [1, 1, 1], "float32")
rng = random.Random(0)
for shape in ([4, 6], [3, 30], [2, 3, 4], [2, 2, 2, 2], [40], [1001], [1000], [7, 200], [3, 4, 100], [12, 12, 12], [2, 0, 3], [5, 1], [1, 1001], [6, 200]):
    n = math.prod(shape)
    values = [round(rng.gauss(0, 1), 5) for _ in range(n)]
    for dtype in ("float32", "float64", "int64", "bool"):
        add(values if dtype.startswith("float") else [float(int(v * 10)) for v in values], shape, dtype)
add([0.123456789, 10.5], [2], "float32", precision=2)
add([0.123456789, 10.5], [2], "float32", sci_mode=True)
add([1e-10, 10.5], [2], "float32", sci_mode=False)
add([float(i) for i in range(50)], [50], "float32", threshold=10, edgeitems=2)
add([float(i) for i in range(50)], [50], "float32", linewidth=40)
add([i / 7 for i in range(30)], [5, 6], "float32", profile="short")
add([i / 7 for i in range(1200)], [20, 60], "float32", profile="full")
print(json.dumps(cases))
