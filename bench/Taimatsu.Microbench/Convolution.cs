namespace Taimatsu.Microbench;

/// <summary>Convolutions of pictures, forward and each with its gradients.</summary>
public class Convolution : KernelBenchmark
{
    private Tensor _x = null!, _weight = null!, _grad = null!;
    private long _stride, _padding, _groups;

    /// <summary>batch x channels x side x side, window, planes.</summary>
    [Params("8x64x32x32, 3x3 to 64", "8x64x32x32, 3x3 stride 2 to 128", "4x256x28x28, 1x1 to 64", "2x3x112x112, 7x7 stride 2 to 64", "8x128x28x28, 3x3 each for itself", "4x3x32x32, 5x5 to 6")]
    public string Shape { get; set; } = "";

    protected override void Setup()
    {
        (long n, long c, long side, long o, long window, _stride, _padding, _groups) = Shape switch
        {
            "8x64x32x32, 3x3 to 64" => (8, 64, 32, 64, 3, 1, 1, 1),
            "8x64x32x32, 3x3 stride 2 to 128" => (8, 64, 32, 128, 3, 2, 1, 1),
            "4x256x28x28, 1x1 to 64" => (4, 256, 28, 64, 1, 1, 0, 1),
            "2x3x112x112, 7x7 stride 2 to 64" => (2, 3, 112, 64, 7, 2, 3, 1),
            "8x128x28x28, 3x3 each for itself" => (8, 128, 28, 128, 3, 1, 1, 128),
            _ => ((long)4, (long)3, (long)32, (long)6, (long)5, (long)1, (long)0, (long)1),
        };
        _x = randn(n, c, side, side);
        _weight = randn(o, c / _groups, window, window);
        using var y = F.conv2d(_x, _weight, null, _stride, _padding, 1, _groups);
        _grad = randn_like(y);
    }

    [Benchmark]
    public void Forward() => F.conv2d(_x, _weight, null, _stride, _padding, 1, _groups).Dispose();

    [Benchmark]
    public void WithGradientOfInput() => Back(true, false);

    [Benchmark]
    public void WithGradientOfWeight() => Back(false, true);

    private void Back(bool input, bool weight)
    {
        using var scope = NewDisposeScope();
        Tensor x = _x.detach().requires_grad_(input), w = _weight.detach().requires_grad_(weight);
        autograd.grad([F.conv2d(x, w, null, _stride, _padding, 1, _groups)], [input ? x : w], [_grad]);
    }
}
