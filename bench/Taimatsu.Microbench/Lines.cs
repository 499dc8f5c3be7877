namespace Taimatsu.Microbench;

/// <summary>Kernels that work on whole lines: softmax, norms and losses.</summary>
public class Lines : KernelBenchmark
{
    private Tensor _x = null!, _targets = null!, _weight = null!, _bias = null!;

    [Params(10, 512, 30000)]
    public int Width { get; set; }

    protected override void Setup()
    {
        _x = randn(64, Width);
        _targets = randint(0, Width, [64]);
        (_weight, _bias) = (randn(Width), randn(Width));
    }

    [Benchmark]
    public void Softmax() => _x.softmax(-1).Dispose();

    [Benchmark]
    public void LogSoftmax() => _x.log_softmax(-1).Dispose();

    [Benchmark]
    public void CrossEntropy() => F.cross_entropy(_x, _targets).Dispose();

    [Benchmark]
    public void LayerNorm() => F.layer_norm(_x, [Width], _weight, _bias).Dispose();

    [Benchmark]
    public void Cumsum() => _x.cumsum(-1).Dispose();
}
