using System.Runtime.CompilerServices;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Backends;

/// <summary>Hyperbolic functions and their inverses over vectors, from eˣ − 1 and log(1 + x).</summary>
internal static unsafe class Hyperbolic
{
    private const double Ln2 = 0.6931471805599453;

    /// <summary>(eˣ − e⁻ˣ) / 2.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Sinh<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // A quarter of e^|x| − 1 stays finite as long as the result is.
        var a = V.Abs(x);
        var (power, p) = Quarter<V, T>(a);
        var m = V.MultiplyAdd(power, p, power - V.Create(0.25));
        // A quarter of the smallest numbers would lose their last bits.
        return V.Select(V.Less(a, V.Create(1e-9)), x, V.CopySign(m + m + m / (m + m + V.Create(0.5)), x));
    }

    /// <summary>(eˣ + e⁻ˣ) / 2.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Cosh<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var (power, p) = Quarter<V, T>(V.Abs(x));
        var e = V.MultiplyAdd(power, p, power);
        return e + e + V.Create(0.125) / e;
    }

    /// <summary>The inverse of sinh.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Asinh<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // log(a + √(a² + 1)), with the small part kept apart from 1; of large numbers log(2a), since their square may overflow.
        var a = V.Abs(x);
        var large = V.Less(V.Create(Large<T>()), a);
        var square = a * a;
        var u = V.Select(large, a, a + square / (V.One + V.Sqrt(square + V.One)));
        return V.CopySign(Log1pApart<V, T>(u) + (large & V.Create(Ln2)), x);
    }

    /// <summary>The inverse of cosh; NaN below 1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Acosh<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var large = V.Less(V.Create(Large<T>()), x);
        var t = x - V.One;
        var u = V.Select(large, x, t + V.Sqrt(V.MultiplyAdd(t, t, t + t)));
        var result = Log1pApart<V, T>(u) + (large & V.Create(Ln2));
        return V.Select(V.Less(x, V.One), V.Create(double.NaN), result);
    }

    /// <summary>The inverse of tanh; NaN beyond ±1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Atanh<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var a = V.Abs(x);
        return V.CopySign(Log1pApart<V, T>((a + a) / (V.One - a)) * V.Create(0.5), x);
    }

    private static double Large<T>() where T : unmanaged => sizeof(T) == sizeof(float) ? 1e8 : 1e17;

    // 2ⁿ⁻² and p with eᵃ = 2ⁿ (1 + p), for a ≥ 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Power, V P) Quarter<V, T>(V a) where V : struct, ISimd<V, T> where T : unmanaged
    {
        a = V.LimitAbove(a, V.Create(sizeof(T) == sizeof(float) ? 89.7 : 710.6));
        var n = V.Round(a * V.Create(1.4426950408889634));
        return (V.PowerOfTwo(n - V.Create(2)), Reduced<V, T>(Reduce<V, T>(a, n)));
    }
}
