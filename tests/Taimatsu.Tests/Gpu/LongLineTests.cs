namespace Taimatsu.Tests.Gpu;

/// <summary>What works in groups: lines longer than one thread takes, products of more than one tile.</summary>
public class LongLineTests
{
    private static Tensor Numbers(params long[] sizes) => torch.arange(sizes.Aggregate(1L, (a, b) => a * b), dtype: ScalarType.Float64).mul(0.7).sin().reshape(sizes);

    private static void Same(Tensor expected, Tensor actual)
    {
        double[] e = expected.ToFlatArray<double>(), a = actual.cpu().ToFlatArray<double>();
        Assert.Equal(e.Length, a.Length);
        for (int i = 0; i < e.Length; i++) Assert.True(Math.Abs(e[i] - a[i]) <= 1e-11 * Math.Max(1, Math.Abs(e[i])), $"element {i}: {a[i]}, expected {e[i]}");
    }

    [Fact]
    public void Reductions_of_long_lines()
    {
        var x = Numbers(3, 130);
        var y = x.cuda();
        Same(x.sum(1), y.sum(1));
        Same(x.sum(0), y.sum(0));
        Same(x.sum(), y.sum());
        Same(x.max(), y.max());
        Same(x.t().contiguous().t().sum(1), y.t().contiguous().t().sum(1));
        Same(x.@var(1), y.@var(1));
        Same(Numbers(5000).sum(), Numbers(5000).cuda().sum());
    }

    [Fact]
    public void Scans_of_long_lines()
    {
        var x = Numbers(2, 101);
        Same(x.cumsum(1), x.cuda().cumsum(1));
        var (values, indices) = x.cummax(1);
        var (gpuValues, gpuIndices) = x.cuda().cummax(1);
        Same(values, gpuValues);
        Same(indices, gpuIndices);
    }

    [Fact]
    public void Products_of_several_tiles()
    {
        Tensor a = Numbers(19, 7), b = Numbers(7, 11), c = Numbers(11);
        Same(a.matmul(b), a.cuda().matmul(b.cuda()));
        Same(a.t().contiguous().t().matmul(b), a.cuda().t().contiguous().t().matmul(b.cuda()));
        Same(torch.addmm(c, a, b, beta: 0.5, alpha: 2), torch.addmm(c.cuda(), a.cuda(), b.cuda(), beta: 0.5, alpha: 2));
        Same(Numbers(3, 5, 9).bmm(Numbers(3, 9, 4)), Numbers(3, 5, 9).cuda().bmm(Numbers(3, 9, 4).cuda()));
    }
}
