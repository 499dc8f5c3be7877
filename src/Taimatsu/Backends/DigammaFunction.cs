using System.Runtime.CompilerServices;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Backends;

/// <summary>The derivative of log Γ over vectors: an asymptotic series for large x, a shift upwards before it, and reflection below zero.</summary>
internal static unsafe class DigammaFunction
{
    /// <summary>Γ′(x) / Γ(x).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Digamma<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var negative = V.Less(x, V.Zero);
        if (V.MaskBits(negative) == 0) return Positive<V, T>(x);
        // ψ(x) = ψ(1 − x) − π / tan(πx), which is not defined at whole numbers.
        V r = x - V.Round(x), angle = r * V.Create(Math.PI), result = Positive<V, T>(V.Select(negative, V.One - x, x));
        var reflected = result - V.Create(Math.PI) * Trigonometry.Cos<V, T>(angle) / Trigonometry.Sin<V, T>(angle);
        return V.Select(negative, V.Select(V.Equal(r, V.Zero), V.Create(double.NaN), reflected), result);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V Positive<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // The series holds to the last place from here on.
        V large = V.Create(sizeof(T) == sizeof(float) ? 6 : 12), product = V.One, derivative = V.Zero;
        // With P = x (x + 1) …, the sum of the inverses is P′ / P: one division.
        for (var below = V.Less(x, large); V.MaskBits(below) != 0; below = V.Less(x, large))
        {
            derivative = V.Select(below, V.MultiplyAdd(derivative, x, product), derivative);
            product = V.Select(below, product * x, product);
            x = V.Select(below, x + V.One, x);
        }
        V inverse = V.One / x, z = inverse * inverse, series;
        if (sizeof(T) == sizeof(float))
        {
            series = Step<V, T>(V.Create(1.0 / 252), z, -1.0 / 120);
        }
        else
        {
            series = Step<V, T>(V.Create(1.0 / 12), z, -691.0 / 32760);
            series = Step<V, T>(series, z, 1.0 / 132);
            series = Step<V, T>(series, z, -1.0 / 240);
            series = Step<V, T>(series, z, 1.0 / 252);
            series = Step<V, T>(series, z, -1.0 / 120);
        }
        series = Step<V, T>(series, z, 1.0 / 12) * z;
        return Log<V, T>(x) - V.MultiplyAdd(inverse, V.Create(0.5), series) - derivative / product;
    }
}
