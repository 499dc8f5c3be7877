namespace Taimatsu.Microbench;

/// <summary>Matrix products: square ones, and the shapes of layers.</summary>
public class Gemm : KernelBenchmark
{
    private Tensor _left = null!, _right = null!, _vector = null!, _batch = null!, _turned = null!, _left64 = null!, _right64 = null!;

    [Params(16, 64, 256, 1024)]
    public int Side { get; set; }

    protected override void Setup()
    {
        (_left, _right, _vector) = (randn(Side, Side), randn(Side, Side), randn(Side));
        (_left64, _right64) = (_left.to(ScalarType.Float64), _right.to(ScalarType.Float64));
        _turned = _right.t();
        _batch = randn(4, Side, Side);
    }

    [Benchmark]
    public void Product() => _left.mm(_right).Dispose();

    [Benchmark]
    public void ProductWithTransposed() => _left.mm(_turned).Dispose();

    [Benchmark]
    public void ProductOfDoubles() => _left64.mm(_right64).Dispose();

    [Benchmark]
    public void MatrixTimesVector() => _left.mv(_vector).Dispose();

    [Benchmark]
    public void BatchOfFour() => _batch.bmm(_batch).Dispose();
}
