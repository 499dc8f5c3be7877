namespace Taimatsu.Microbench;

/// <summary>One step of an optimiser over parameters that have gradients.</summary>
public class OptimizerSteps : KernelBenchmark
{
    private Optimizer _sgd = null!, _momentum = null!, _adam = null!, _adamW = null!;

    /// <summary>Parameters of how many elements.</summary>
    [Params("1 of 1000000", "100 of 64")]
    public string Parameters { get; set; } = "";

    protected override void Setup()
    {
        var (count, length) = Parameters == "100 of 64" ? (100, 64L) : (1, 1_000_000L);
        (_sgd, _momentum) = (optim.SGD(Make(count, length), 1e-3), optim.SGD(Make(count, length), 1e-3, 0.9));
        (_adam, _adamW) = (optim.Adam(Make(count, length), 1e-3), optim.AdamW(Make(count, length), 1e-3));
    }

    [Benchmark]
    public void Sgd() => _sgd.step();

    [Benchmark]
    public void SgdWithMomentum() => _momentum.step();

    [Benchmark]
    public void Adam() => _adam.step();

    [Benchmark]
    public void AdamW() => _adamW.step();

    private static Parameter[] Make(int count, long length)
    {
        var parameters = new Parameter[count];
        for (int i = 0; i < count; i++) parameters[i] = new Parameter(randn(length)) { grad = randn(length) };
        return parameters;
    }
}
