using System.Runtime.CompilerServices;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Backends;

/// <summary>log |Γ(x)| over vectors of float32: a polynomial from 0 to 3, Stirling's formula above, reflection below zero.</summary>
internal static unsafe class GammaFunction
{
    /// <summary>log |Γ(x)|; <typeparamref name="TWide"/> gives it in float64, whose last places the polynomials do not reach.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogGamma<V, T, TWide>(V x) where V : struct, ISimd<V, T> where T : unmanaged where TWide : struct, IScalarFunction
        => sizeof(T) == sizeof(float) ? Single<V, T>(x) : V.Map<TWide>(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V Single<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V infinity = V.Create(double.PositiveInfinity);
        var negative = V.Less(x, V.Zero);
        var anyNegative = V.MaskBits(negative) != 0;
        // Γ(x) Γ(1 − x) = π / sin(πx)
        var a = anyNegative ? V.Select(negative, V.One - x, x) : x;
        var result = Positive<V, T>(a);
        if (anyNegative)
        {
            var r = x - V.Round(x);
            var reflected = V.Select(V.Equal(r, V.Zero), infinity, -Log<V, T>(SineOverPi<V, T>(V.Abs(r))) - result);
            result = V.Select(negative, reflected, result);
        }
        return V.Select(V.Equal(V.Abs(x), infinity), infinity, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Positive<V, T>(V a) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var log = Log<V, T>(V.Abs(a));
        // log Γ(u + 1) = u (u − 1) P(u − 1) for u from 0 to 2: both zeros are exact. Below 1, log Γ(a) = log Γ(a + 1) − log a.
        var below = V.Less(a, V.One);
        var u = V.Select(below, a, a - V.One);
        var t = u - V.One;
        var p = Step<V, T>(V.Create(7.33484500002e-5), t, -0.000158333846624);
        p = Step<V, T>(p, t, 0.000142624307308);
        p = Step<V, T>(p, t, -0.000320403196603);
        p = Step<V, T>(p, t, 0.000933888111928);
        p = Step<V, T>(p, t, -0.0021476599509);
        p = Step<V, T>(p, t, 0.00499523884746);
        p = Step<V, T>(p, t, -0.0123769285417);
        p = Step<V, T>(p, t, 0.0329651726494);
        p = Step<V, T>(p, t, -0.100317668904);
        p = Step<V, T>(p, t, 0.422784335098);
        var small = u * t * p - (below & log);
        // (a − ½)(log a − 1) + (log 2π − 1) / 2 + G(1 / a)
        var z = V.One / a;
        var g = Step<V, T>(V.Create(0.000561389294148), z, -0.00292857112934);
        g = Step<V, T>(g, z, 1.71717520348e-5);
        g = Step<V, T>(g, z, 0.0833326332691);
        g = Step<V, T>(g, z, 0.4189385332046727);
        var large = V.MultiplyAdd(a - V.Create(0.5), log - V.One, g);
        return V.Select(V.Less(a, V.Create(3)), small, large);
    }

    // sin(πr) / π for 0 ≤ r ≤ ½.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SineOverPi<V, T>(V r) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var z = r * r;
        var p = Step<V, T>(V.Create(0.0247186445981), z, -0.19044175272);
        p = Step<V, T>(p, z, 0.811714842666);
        p = Step<V, T>(p, z, -1.64493320634);
        p = Step<V, T>(p, z, 0.9999999957);
        return r * p;
    }
}
