using System.Runtime.InteropServices;
using Taimatsu.Backends.Cpu;
using Taimatsu.Tests.Backends;
using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Threads;

/// <summary>Results are the same to the last bit, however many threads an operator is shared out to.</summary>
[Collection(nameof(ThreadCountCollection))]
public class ThreadCountTests
{
    private static readonly int[] s_counts = [1, 2, 3, 8];

    public static TheoryData<string, Func<Tensor[]>> Work() => new()
    {
        { "elementwise", () => { var (x, y) = (randn(300, 1000), randn(1000)); return [x + y, x * x, x.exp(), x.tanh().t().contiguous(), F.gelu(x), x.to(ScalarType.Int32), x.gt(y), where(x.gt(0), x, y)]; } },
        { "in place", () => { var x = randn(400, 700); x.add_(1).mul_(randn(400, 1)).clamp_(-1, 1); return [x]; } },
        { "reductions", () => { var x = randn(257, 1031); return [x.sum(), x.sum(0), x.mean(1), x.std(), x.logsumexp(0), x.amax(1), x.argmin(0), x.cumsum(1), x.cumsum(0), x.norm()]; } },
        { "sort and gather", () => { var x = randn(64, 3000); var (values, order) = x.sort(1); return [values, order, x.gather(1, order), x.index_select(0, randint(0, 64, [500]))]; } },
        { "sorts of one long line", () => { var x = randn(100_003); var classes = randint(-40, 3000, [70_001]); var wide = randint(-(1L << 50), 1L << 50, [40_000]); var (v, p) = x.sort(); var (dv, dp) = classes.sort(descending: true); var (wv, wp) = wide.sort();
            return [v, p, dv, dp, wv, wp, classes.argsort(), zeros(50_000, dtype: ScalarType.Int64).argsort(), x.to(ScalarType.Float64).argsort(descending: true), x.median(), x.topk(20_000).values]; } },
        { "sorts of a few long lines", () => { var close = (randint(0, 2, [3, 50_000], dtype: ScalarType.Float64) + randint(0, 1000, [3, 50_000], dtype: ScalarType.Float64) * 1e-13) * 1e9; var bytes = randint(0, 256, [60_000], dtype: ScalarType.Byte); var (v, p) = close.sort(1); var (bv, bp) = bytes.sort();
            return [v, p, bv, bp, arange(40_000).sort().values, randint(-9, 9, [2, 40_000], dtype: ScalarType.Int32).sort(1, descending: true).values, randn(40_000, 2).argsort(0)]; } },
        { "softmax and norms", () => { var x = randn(200, 8, 30, requires_grad: true); return Gradients(F.layer_norm(F.softmax(x, 1) + F.batch_norm(x, zeros(8), ones(8), training: true), [30]), x); } },
        { "loss", () => { var x = randn(5000, 40, requires_grad: true); return Gradients(F.cross_entropy(x, randint(0, 40, [5000])), x); } },
        { "product", () => { var (x, y) = (randn(333, 517, requires_grad: true), randn(517, 401, requires_grad: true)); return Gradients(x.matmul(y), x, y); } },
        { "product in float64", () => { var (x, y) = (randn(200, 300, dtype: ScalarType.Float64), randn(250, 300, dtype: ScalarType.Float64)); return [x.matmul(y.t())]; } },
        { "tall and wide products", () => [randn(5000, 16).matmul(randn(16, 24)), randn(8, 20000).matmul(randn(20000, 8)), randn(2000, 900).mv(randn(900)), randn(900).matmul(randn(900, 2000))] },
        { "batched product", () => { var (x, y) = (randn(40, 60, 50, requires_grad: true), randn(40, 50, 30, requires_grad: true)); return Gradients(x.bmm(y), x, y); } },
        { "convolution", () => Convolution(4, 16, 32, 24, 3, 1, 1, 1) },
        { "convolution with stride", () => Convolution(3, 8, 12, 33, 5, 2, 2, 1) },
        { "convolution with groups", () => Convolution(4, 16, 16, 20, 3, 1, 1, 16) },
        { "one by one convolution", () => Convolution(4, 32, 48, 14, 1, 1, 0, 1) },
        { "convolution of one picture", () => Convolution(1, 16, 24, 40, 3, 1, 1, 1) },
        { "pooling", () => { var x = randn(6, 10, 40, 40, requires_grad: true); return Gradients(F.max_pool2d(x, 3, stride: 2) + F.avg_pool2d(x, 3, stride: 2), x); } },
        { "resizing", () => { var x = randn(3, 5, 37, 51, requires_grad: true); return Gradients(F.interpolate(x, 2.5, "bilinear"), x); } },
        { "padding", () => { var x = randn(4, 30, 28, 28, requires_grad: true); return Gradients(F.pad(F.pad(x, [3, 2, 1, 4], "reflect"), [1, 1, 1, 1]), x); } },
        { "recurrent layer", () => { var (layer, x) = (nn.LSTM(40, 70, 2, bidirectional: true), randn(9, 20, 40, requires_grad: true)); return Gradients(layer.call(x, null).Item1, [x, .. layer.parameters()]); } },
        { "recurrent layers of sequences that end one after the other", () => { var x = nn.utils.rnn.pack_sequence([.. Enumerable.Range(0, 40).Select(i => randn(12 - i / 4, 24))]); return [nn.LSTM(24, 40, bidirectional: true).call(x).Item1.data, nn.GRU(24, 40).call(x).Item1.data]; } },
        { "random numbers", () => [randn(100_000), rand(100_000), randint(0, 1000, [100_000]), F.dropout(ones(100_000))] },
    };

    [Theory, MemberData(nameof(Work), DisableDiscoveryEnumeration = true)]
    public void Results_do_not_depend_on_the_number_of_threads(string name, Func<Tensor[]> work)
    {
        int threads = WorkerPool.ThreadCount;
        try
        {
            byte[][]? expected = null;
            foreach (int count in s_counts)
            {
                set_num_threads(count);
                Assert.Equal(count, get_num_threads());
                manual_seed(3);
                byte[][] actual = Array.ConvertAll(work(), Bits);
                expected ??= actual;
                for (int i = 0; i < actual.Length; i++)
                    Assert.True(actual[i].AsSpan().SequenceEqual(expected[i]), $"{name}: result {i} with {count} threads differs from that with {s_counts[0]} at byte {actual[i].AsSpan().CommonPrefixLength(expected[i])} of {actual[i].Length}");
            }
        }
        finally
        {
            WorkerPool.ThreadCount = threads;
        }
    }

    internal static byte[] Bits(Tensor x) => x.dtype switch
    {
        ScalarType.Float32 => MemoryMarshal.AsBytes(x.ToFlatArray<float>().AsSpan()).ToArray(),
        ScalarType.Float64 => MemoryMarshal.AsBytes(x.ToFlatArray<double>().AsSpan()).ToArray(),
        _ => MemoryMarshal.AsBytes(x.to(ScalarType.Int64).ToFlatArray<long>().AsSpan()).ToArray(),
    };

    private static Tensor[] Convolution(int batch, int inputs, int outputs, int side, int window, int stride, int padding, int groups)
    {
        var x = randn(batch, inputs, side, side + 3, requires_grad: true);
        var weight = randn(outputs, inputs / groups, window, window, requires_grad: true);
        var bias = randn(outputs, requires_grad: true);
        return Gradients(F.conv2d(x, weight, bias, strides: stride, padding: padding, groups: groups), x, weight, bias);
    }

    private static Tensor[] Gradients(Tensor result, params Tensor[] inputs)
    {
        (result * randn(result.shape)).sum().backward();
        return [result.detach(), .. inputs.Select(i => i.grad!)];
    }
}
