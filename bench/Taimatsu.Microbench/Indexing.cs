namespace Taimatsu.Microbench;

/// <summary>Elements and rows by their numbers, and copies that change the order in memory.</summary>
public class Indexing : KernelBenchmark
{
    private Tensor _x = null!, _rows = null!, _places = null!, _mask = null!, _target = null!, _turned = null!;

    [Params(32, 1024)]
    public int Side { get; set; }

    protected override void Setup()
    {
        (_x, _target) = (randn(Side, Side), zeros(Side, Side));
        (_rows, _places) = (randint(0, Side, [Side]), randint(0, Side, [Side, Side]));
        (_mask, _turned) = (_x.gt(0), _x.t());
    }

    [Benchmark]
    public void IndexSelect() => _x.index_select(0, _rows).Dispose();

    [Benchmark]
    public void IndexAdd() => _target.index_add_(0, _rows, _x, 1);

    [Benchmark]
    public void Gather() => _x.gather(1, _places).Dispose();

    [Benchmark]
    public void ScatterAdd() => _target.scatter_add_(1, _places, _x);

    [Benchmark]
    public void MaskedSelect() => _x.masked_select(_mask).Dispose();

    [Benchmark]
    public void MaskedFill() => _x.masked_fill(_mask, 0).Dispose();

    [Benchmark]
    public void Where() => where(_mask, _x, _target).Dispose();

    [Benchmark]
    public void Transpose() => _turned.contiguous().Dispose();

    [Benchmark]
    public void Clone() => _x.clone().Dispose();

    [Benchmark]
    public void Concatenate() => cat([_x, _target], 1).Dispose();

    [Benchmark]
    public void ToBFloat16() => _x.to(ScalarType.BFloat16).Dispose();
}
