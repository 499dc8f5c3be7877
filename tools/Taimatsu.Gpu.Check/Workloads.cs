using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Gpu.Check;

/// <summary>What is timed: the same names stand in times.py.</summary>
/// <param name="Family">Decides the aim.</param>
/// <param name="Name">As in times.py.</param>
/// <param name="Bytes">Read and written at the least, for the share of the copy's bandwidth; 0 where that is no aim.</param>
/// <param name="Flops">Operations of products; 0 for all else.</param>
/// <param name="Prepare">Makes the operands and gives what is timed; its results are disposed of.</param>
internal sealed record Workload(string Family, string Name, double Bytes, double Flops, Func<Func<Tensor?>> Prepare);

/// <summary>The list.</summary>
internal static class Workloads
{
    public static IEnumerable<Workload> All(bool smoke) => [.. Streams(smoke), .. Products(smoke), .. Rows(smoke), .. Convolutions(smoke), .. Training(smoke)];

    private static Tensor Random(ScalarType type, params long[] sizes) => randn(sizes, device: "cuda").to(type);

    private static IEnumerable<Workload> Streams(bool smoke)
    {
        long side = smoke ? 32 : 8192;
        double n = (double)side * side * 4;
        Tensor Square() => Random(ScalarType.Float32, side, side);
        Func<Func<Tensor?>> One(Func<Tensor, Tensor> call) => () =>
        {
            var x = Square();
            return () => call(x);
        };
        yield return new("copy", "copy", 2 * n, 0, () =>
        {
            Tensor x = Square(), y = empty_like(x);
            return () =>
            {
                y.copy_(x);
                return null;
            };
        });
        yield return new("pointwise", "add", 3 * n, 0, () =>
        {
            Tensor x = Square(), y = Square();
            return () => x + y;
        });
        yield return new("pointwise", "mul by number", 2 * n, 0, One(x => x * 2));
        yield return new("pointwise", "exp", 2 * n, 0, One(x => x.exp()));
        yield return new("pointwise", "relu", 2 * n, 0, One(x => x.relu()));
        yield return new("pointwise", "gelu", 2 * n, 0, One(x => F.gelu(x)));
        yield return new("pointwise", "add row", 2 * n, 0, () =>
        {
            Tensor x = Square(), y = Random(ScalarType.Float32, side);
            return () => x + y;
        });
        yield return new("reductions", "sum", n, 0, One(x => x.sum()));
        yield return new("reductions", "sum of rows", n, 0, One(x => x.sum(1)));
        yield return new("reductions", "sum of columns", n, 0, One(x => x.sum(0)));
        yield return new("reductions", "max", n, 0, One(x => x.max()));
        yield return new("reductions", "mean of rows", n, 0, One(x => x.mean([1])));
    }

    private static IEnumerable<Workload> Products(bool smoke)
    {
        foreach (string kind in (string[])["f32", "tf32", "bf16"])
            for (long size = smoke ? 4 : 256; size <= (smoke ? 16 : 8192); size *= 2)
            {
                long side = size;
                yield return new("matmul", $"matmul {kind} {side}", 0, 2.0 * side * side * side, () =>
                {
                    backends.cuda.matmul.allow_tf32 = kind == "tf32";
                    var type = kind == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
                    Tensor a = Random(type, side, side), b = Random(type, side, side);
                    return () => a.matmul(b);
                });
            }
    }

    private static IEnumerable<Workload> Rows(bool smoke)
    {
        long rows = smoke ? 4 : 16384, columns = smoke ? 20 : 4096;
        double n = (double)rows * columns * 4;
        yield return new("rows", "softmax", 2 * n, 0, () =>
        {
            var x = Random(ScalarType.Float32, rows, columns);
            return () => x.softmax(-1);
        });
        yield return new("rows", "layer_norm", 2 * n, 0, () =>
        {
            Tensor x = Random(ScalarType.Float32, rows, columns), w = Random(ScalarType.Float32, columns), b = Random(ScalarType.Float32, columns);
            return () => F.layer_norm(x, [columns], w, b);
        });
    }

    private static IEnumerable<Workload> Convolutions(bool smoke)
    {
        // batch, channels, side, filters, kernel, stride
        (long N, long C, long H, long K, int R, int Stride)[] shapes = smoke
            ? [(1, 2, 6, 4, 3, 1)]
            : [(128, 3, 224, 64, 7, 2), (128, 64, 56, 64, 3, 1), (128, 128, 28, 128, 3, 1), (128, 256, 14, 256, 3, 1), (128, 512, 7, 512, 3, 1), (128, 256, 56, 64, 1, 1)];
        foreach (string kind in smoke ? (string[])["f32"] : ["f32", "bf16"])
            foreach (var (n, c, h, k, r, stride) in shapes)
            {
                var type = kind == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
                int padding = r / 2;
                long side = (h + 2 * padding - r) / stride + 1;
                double flops = 2.0 * n * k * side * side * c * r * r;
                string name = $"conv {kind} {n}x{c}x{h} {k} {r}x{r}/{stride}";
                yield return new("convolution", name, 0, flops, () =>
                {
                    Tensor x = Random(type, n, c, h, h), w = Random(type, k, c, r, r);
                    return () => F.conv2d(x, w, null, stride, padding);
                });
                yield return new("convolution", name + " backward", 0, 2 * flops, () =>
                {
                    Tensor x = Random(type, n, c, h, h).requires_grad_(), w = Random(type, k, c, r, r).requires_grad_();
                    Tensor y, g;
                    using (enable_grad()) y = F.conv2d(x, w, null, stride, padding);
                    g = ones_like(y);
                    return () =>
                    {
                        foreach (var gradient in autograd.grad([y], [x, w], [g], retain_graph: true)) gradient?.Dispose();
                        return null;
                    };
                });
            }
    }

    private static IEnumerable<Workload> Training(bool smoke)
    {
        foreach (long batch in smoke ? (long[])[2] : [4, 64, 1024])
            yield return new("tutorial", $"tutorial's net, batch {batch}", 0, 0, () => Step(new TutorialNet(), batch, 32, 0.001));
        foreach (long batch in smoke ? (long[])[2] : [128, 512])
            yield return new("resnet", $"ResNet-18, batch {batch}", 0, 0, () => Step(new ResidualNet(smoke ? 2 : 64), batch, smoke ? 8 : 32, 0.1));
    }

    private static Func<Tensor?> Step(Module<Tensor, Tensor> net, long batch, long side, double rate)
    {
        net.to("cuda");
        var optimizer = optim.SGD(net.parameters(), lr: rate, momentum: 0.9);
        Tensor inputs = Random(ScalarType.Float32, batch, 3, side, side), labels = randint(0, 10, [batch], device: "cuda");
        return () =>
        {
            using var recording = enable_grad();
            optimizer.zero_grad();
            F.cross_entropy(net.call(inputs), labels).backward();
            optimizer.step();
            return null;
        };
    }
}
