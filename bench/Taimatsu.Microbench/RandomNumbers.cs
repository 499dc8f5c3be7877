namespace Taimatsu.Microbench;

/// <summary>Random numbers.</summary>
public class RandomNumbers : KernelBenchmark
{
    private Tensor _x = null!, _chances = null!;

    [Params(10, 1000, 1000000)]
    public int Length { get; set; }

    protected override void Setup() => (_x, _chances) = (empty(Length), rand(Length));

    [Benchmark]
    public void Uniform() => _x.uniform_();

    [Benchmark]
    public void Normal() => _x.normal_();

    [Benchmark]
    public void Exponential() => _x.exponential_();

    [Benchmark]
    public void Integers() => randint(0, 100, [Length]).Dispose();

    [Benchmark]
    public void Bernoulli() => _chances.bernoulli().Dispose();

    [Benchmark]
    public void Permutation() => randperm(Length).Dispose();

    [Benchmark]
    public void Dropout() => F.dropout(_chances, 0.5, true).Dispose();
}
