using System.Runtime.CompilerServices;
using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>1 / √(x + ε).</summary>
internal readonly struct InverseRoot(double eps) : IUnaryOp, IGradientFromOutput
{
    public static string Name => "rsqrt";
    public static string NodeName => "RsqrtBackward0";
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.One / V.Sqrt(x + V.Create(eps));
    public Tensor Backward(Tensor grad, Tensor output) => grad * (output * output * output * -0.5);
}

/// <summary>x · scale + shift.</summary>
internal readonly struct ScaleShift : ITernaryOp
{
    public static string Name => "batch_norm";
    public static string NodeName => "NativeBatchNormBackward0";
    public V Invoke<V, T>(V x, V y, V z) where V : struct, ISimd<V, T> where T : unmanaged => V.MultiplyAdd(x, y, z);
}

/// <summary>(x − mean) · rstd.</summary>
internal readonly struct Standardize : ITernaryOp
{
    public static string Name => "layer_norm";
    public static string NodeName => "NativeLayerNormBackward0";
    public V Invoke<V, T>(V x, V y, V z) where V : struct, ISimd<V, T> where T : unmanaged => (x - y) * z;
}

/// <summary>What all normalisations share: statistics and the gradient through them, from plain operators.</summary>
internal static class Moments
{
    /// <summary>Mean and 1 / √(variance + ε) over dimensions, which are kept; in the graph if it is recorded.</summary>
    public static (Tensor Mean, Tensor Rstd) Of(Tensor input, long[] dims, double eps)
    {
        var mean = input.mean(dims, keepdim: true);
        var centered = input - mean;
        return (mean, Pointwise.Unary(new InverseRoot(eps), (centered * centered).mean(dims, keepdim: true)));
    }

    /// <summary>The same, fast and outside the graph: two passes without a temporary.</summary>
    public static (Tensor Mean, Tensor Variance) Compute(Tensor input, bool[] reduced)
    {
        long count = Reducing.CountOf(input.Layout, reduced);
        var mean = Reducing.Run(new MeanOp(count), input, reduced, true, input.dtype, input.dtype);
        return (mean, Reducing.Run(new VarianceOp(count, root: false), input, reduced, true, input.dtype, input.dtype, mean));
    }

    /// <summary>(x − mean) · rstd.</summary>
    public static Tensor Standardized(Tensor input, Tensor mean, Tensor rstd)
        => GradMode.IsEnabled ? (input - mean) * rstd : Pointwise.Ternary(default(Standardize), input, mean, rstd);

    /// <summary>The gradient of the input from that of the standardised values; mean and variance depend on the input.</summary>
    public static Tensor Backward(Tensor grad, Tensor standardized, Tensor rstd, long[] dims)
        => rstd * (grad - grad.mean(dims, keepdim: true) - standardized * (grad * standardized).mean(dims, keepdim: true));
}
