namespace Taimatsu.Microbench;

/// <summary>Sums and their like, over all elements, along rows and across them.</summary>
public class Reductions : KernelBenchmark
{
    private Tensor _x = null!, _truths = null!;

    [Params(16, 1024)]
    public int Side { get; set; }

    protected override void Setup()
    {
        _x = randn(Side, Side);
        _truths = _x.gt(-100);
    }

    [Benchmark]
    public void Sum() => _x.sum().Dispose();

    [Benchmark]
    public void SumOfRows() => _x.sum(1).Dispose();

    [Benchmark]
    public void SumOfColumns() => _x.sum(0).Dispose();

    [Benchmark]
    public void Variance() => _x.var(1).Dispose();

    [Benchmark]
    public void Argmax() => _x.argmax(1).Dispose();

    [Benchmark]
    public void ArgmaxOfColumns() => _x.argmax(0).Dispose();

    [Benchmark]
    public void Norm() => _x.norm().Dispose();

    [Benchmark]
    public void LogSumExp() => _x.logsumexp(1).Dispose();

    [Benchmark]
    public void All() => _truths.all().Dispose();
}
