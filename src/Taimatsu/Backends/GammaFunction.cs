using System.Runtime.CompilerServices;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Backends;

/// <summary>
/// log |Γ(x)| over vectors: Stirling's formula for large x and reflection below zero; in between, of float32 a polynomial from 0 to 3, of float64 a series around the zeros and a shift upwards elsewhere.
/// </summary>
internal static unsafe class GammaFunction
{
    // The asymptotic series holds to the last place of a float64 from here on.
    private const double Large = 12;

    /// <summary>log |Γ(x)|.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V LogGamma<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V infinity = V.Create(double.PositiveInfinity);
        var negative = V.Less(x, V.Zero);
        var anyNegative = V.MaskBits(negative) != 0;
        // Γ(x) Γ(1 − x) = π / sin(πx)
        var a = anyNegative ? V.Select(negative, V.One - x, x) : x;
        var result = sizeof(T) == sizeof(float) ? Positive<V, T>(a) : PositiveDouble<V, T>(a);
        if (anyNegative)
        {
            var r = x - V.Round(x);
            var sine = sizeof(T) == sizeof(float) ? SineOverPi<V, T>(V.Abs(r)) : Trigonometry.Sin<V, T>(V.Abs(r) * V.Create(Math.PI)) * V.Create(1 / Math.PI);
            var reflected = V.Select(V.Equal(r, V.Zero), infinity, -LogApart<V, T>(sine) - result);
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

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V PositiveDouble<V, T>(V a) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // Γ(x + n) = x (x + 1) … Γ(x)
        V x = a, shift = V.One, large = V.Create(Large);
        for (var below = V.Less(x, large); V.MaskBits(below) != 0; below = V.Less(x, large))
        {
            shift = V.Select(below, shift * x, shift);
            x = V.Select(below, x + V.One, x);
        }
        V inverse = V.One / x, z = inverse * inverse;
        var series = Step<V, T>(V.Create(-691.0 / 360360), z, 1.0 / 1188);
        series = Step<V, T>(series, z, -1.0 / 1680);
        series = Step<V, T>(series, z, 1.0 / 1260);
        series = Step<V, T>(series, z, -1.0 / 360);
        series = Step<V, T>(series, z, 1.0 / 12) * inverse;
        var result = V.MultiplyAdd(x - V.Create(0.5), LogApart<V, T>(x), V.Create(0.9189385332046727) - x) + series - LogApart<V, T>(shift);
        // Near the zeros at 1 and 2 the difference of large terms would lose all digits.
        V one = a - V.One, two = one - V.One, width = V.Create(0.35), aroundOne = V.Less(V.Abs(one), width), aroundTwo = V.Less(V.Abs(two), width);
        if (V.MaskBits(aroundOne | aroundTwo) == 0) return result;
        var t = V.Select(aroundTwo, two, one);
        var near = NearOne<V, T>(t);
        // log Γ(2 + t) = log Γ(1 + t) + log(1 + t)
        return V.Select(aroundOne | aroundTwo, V.Select(aroundTwo, near, near - Log1pApart<V, T>(t)), result);
    }

    // log Γ(1 + t) + log(1 + t) = (1 − γ) t + Σ (−1)ᵏ (ζ(k) − 1) tᵏ / k. Without the 1 of zeta the terms fall by 2⁻ᵏ, so few are needed.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V NearOne<V, T>(V t) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var p = Step<V, T>(V.Create(-1.19214014058609121e-9), t, 2.48367454380247832e-9);
        p = Step<V, T>(p, t, -5.18347504197004666e-9);
        p = Step<V, T>(p, t, 1.08386592148969541e-8);
        p = Step<V, T>(p, t, -2.27110946089431649e-8);
        p = Step<V, T>(p, t, 4.76981016936398057e-8);
        p = Step<V, T>(p, t, -1.00432248239680996e-7);
        p = Step<V, T>(p, t, 2.12071848055546659e-7);
        p = Step<V, T>(p, t, -4.49246919876456604e-7);
        p = Step<V, T>(p, t, 9.55141213040741983e-7);
        p = Step<V, T>(p, t, -2.03921575380136624e-6);
        p = Step<V, T>(p, t, 4.3748667899074878e-6);
        p = Step<V, T>(p, t, -9.4394882752683959e-6);
        p = Step<V, T>(p, t, 0.0000205072127756706916);
        p = Step<V, T>(p, t, -0.0000449262367381331417);
        p = Step<V, T>(p, t, 0.0000994575127818085337);
        p = Step<V, T>(p, t, -0.00022315475845357938);
        p = Step<V, T>(p, t, 0.000509669524743042422);
        p = Step<V, T>(p, t, -0.00119275391170326098);
        p = Step<V, T>(p, t, 0.00289051033074152329);
        p = Step<V, T>(p, t, -0.00738555102867398527);
        p = Step<V, T>(p, t, 0.0205808084277845479);
        p = Step<V, T>(p, t, -0.0673523010531980951);
        p = Step<V, T>(p, t, 0.322467033424113218);
        return Step<V, T>(p, t, 0.42278433509846713939) * t;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V LogApart<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Log<V, T>(x);

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
