namespace Taimatsu.Microbench;

/// <summary>Operators on each element.</summary>
public class Pointwise : KernelBenchmark
{
    private Tensor _x = null!, _y = null!, _half = null!, _whole = null!, _result = null!;

    [Params(4, 1000, 1000000)]
    public int Length { get; set; }

    protected override void Setup()
    {
        (_x, _y, _result) = (randn(Length), randn(Length), empty(Length));
        (_half, _whole) = (_x.to(ScalarType.BFloat16), randint(0, 100, [Length]));
    }

    [Benchmark]
    public void Add() => (_x + _y).Dispose();

    [Benchmark]
    public void AddInto() => add(_x, _y, @out: _result);

    [Benchmark]
    public void AddHalves() => (_half + _half).Dispose();

    [Benchmark]
    public void AddIntegers() => (_whole + _whole).Dispose();

    [Benchmark]
    public void Relu() => _x.relu().Dispose();

    [Benchmark]
    public void Exp() => _x.exp().Dispose();

    [Benchmark]
    public void Tanh() => _x.tanh().Dispose();

    [Benchmark]
    public void Gelu() => F.gelu(_x).Dispose();

    [Benchmark]
    public void Compare() => _x.gt(_y).Dispose();
}
