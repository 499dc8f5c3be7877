namespace Taimatsu.Microbench;

/// <summary>Sorting, and what rests on it.</summary>
public class Sorting : KernelBenchmark
{
    private Tensor _x = null!, _whole = null!;

    [Params(100, 10000, 1000000)]
    public int Length { get; set; }

    protected override void Setup() => (_x, _whole) = (randn(Length), randint(0, 1000, [Length]));

    [Benchmark]
    public void Sort() => Free(_x.sort(-1));

    [Benchmark]
    public void SortIntegers() => Free(_whole.sort(-1));

    [Benchmark]
    public void TopTen() => Free(_x.topk(10));

    [Benchmark]
    public void Median() => _x.median().Dispose();

    [Benchmark]
    public void Unique() => _whole.unique().output.Dispose();

    private static void Free((Tensor Values, Tensor Indices) pair)
    {
        pair.Values.Dispose();
        pair.Indices.Dispose();
    }
}
