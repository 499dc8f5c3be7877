using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Numbers in place of NaN and infinities.</summary>
[Operator("nan_to_num", Face = 0)]
internal readonly partial struct ReplaceNonFinite(double nan, double posinf, double neginf) : IUnaryOp, IGradientFromInput
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (!V.IsFloat) return x;
        var infinity = V.Create(double.PositiveInfinity);
        var result = V.Select(V.Equal(x, infinity), V.Create(posinf), x);
        result = V.Select(V.Equal(x, -infinity), V.Create(neginf), result);
        return V.Select(V.Equal(x, x), result, V.Create(nan));
    }

    public Tensor Backward(Tensor grad, Tensor input) => torch.where(input.isfinite(), grad, 0.0);
}

/// <summary>Finite numbers from all numbers.</summary>
internal static class Finite
{
    /// <summary>NaN and infinities replaced: by 0 and the type's largest numbers, unless others are given.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nan_to_num.html"/>
    [Operator("nan_to_num")]
    public static Tensor NanToNum(Tensor input, double nan = 0.0, double? posinf = null, double? neginf = null, Tensor? @out = null)
        => Pointwise.Unary(new ReplaceNonFinite(nan, posinf ?? Largest(input.dtype), neginf ?? -Largest(input.dtype)), input, @out);

    /// <summary>Replaces NaN and infinities in place: by 0 and the type's largest numbers, unless others are given.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.nan_to_num_.html"/>
    [Operator("nan_to_num_")]
    public static Tensor NanToNum_(Tensor input, double nan = 0.0, double? posinf = null, double? neginf = null)
        => Pointwise.UnaryInPlace(new ReplaceNonFinite(nan, posinf ?? Largest(input.dtype), neginf ?? -Largest(input.dtype)), input);

    private static double Largest(ScalarType type) => type switch
    {
        ScalarType.Float64 => double.MaxValue,
        ScalarType.Float16 => 65504,
        ScalarType.BFloat16 => 3.3895313892515355e38,
        _ => float.MaxValue,
    };
}
