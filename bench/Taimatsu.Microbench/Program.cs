using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using Taimatsu;
using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

// dotnet run -c Release --project bench/Taimatsu.Microbench -- --filter '*Gemm*'
BenchmarkSwitcher.FromAssembly(typeof(Gemm).Assembly).Run(args);

/// <summary>Square matrix products on one thread.</summary>
[MemoryDiagnoser]
public class Gemm
{
    private Tensor _left = null!, _right = null!;

    [Params(16, 64, 256, 1024)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        (_left, _right) = (randn(Side, Side), randn(Side, Side));
    }

    [Benchmark]
    public Tensor Product() => _left.mm(_right);
}

/// <summary>Operators on each element, on one thread.</summary>
[MemoryDiagnoser]
public class Pointwise
{
    private Tensor _x = null!, _y = null!;

    [Params(4, 1000, 1000000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        (_x, _y) = (randn(Length), randn(Length));
    }

    [Benchmark]
    public Tensor Add() => _x + _y;

    [Benchmark]
    public Tensor Exp() => _x.exp();

    [Benchmark]
    public Tensor Gelu() => F.gelu(_x);

    [Benchmark]
    public Tensor Sum() => _x.sum();
}

/// <summary>Kernels over lines, on one thread.</summary>
[MemoryDiagnoser]
public class Lines
{
    private readonly Tensor _x = randn(256, 512), _pictures = randn(4, 32, 32, 32), _window = randn(32, 32, 3, 3);

    [GlobalSetup]
    public void Setup() => set_num_threads(1);

    [Benchmark]
    public Tensor Softmax() => _x.softmax(-1);

    [Benchmark]
    public Tensor LayerNorm() => F.layer_norm(_x, [512]);

    [Benchmark]
    public Tensor Sort() => _x.sort(-1).values;

    [Benchmark]
    public Tensor Convolution() => F.conv2d(_pictures, _window, padding: 1);
}
