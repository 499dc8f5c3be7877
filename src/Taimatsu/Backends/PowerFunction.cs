using System.Runtime.CompilerServices;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Backends;

/// <summary>
/// xʸ over vectors: 2 to the power y · log₂ x, where the logarithm is held as the sum of two numbers, since its rounding error is multiplied by up to the
/// largest exponent.
/// </summary>
internal static unsafe class PowerFunction
{
    /// <summary>xʸ, with C's rules for signs, zeros, infinities and NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Pow<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var a = V.Abs(x);
        var (high, low) = Log2<V, T>(a);
        var q = y * high;
        var rest = V.MultiplyAdd(y, high, -q) + y * low;
        V infinity = V.Create(double.PositiveInfinity), limit = V.Create(sizeof(T) == sizeof(float) ? 160 : 1100);
        var inside = V.Less(V.Abs(q), limit);
        // Nearly all vectors hold ordinary numbers alone.
        var ordinary = inside & V.Less(V.Zero, x) & V.Less(x, infinity);
        if (V.MaskBits(~ordinary) == 0) return PowerOfTwo<V, T>(q, rest);
        // The logarithms of 0 and infinity; NaN stays.
        q = V.Select(V.Equal(a, V.Zero), -infinity * y, V.Select(V.Less(a, infinity), q, a * y));
        inside = V.Less(V.Abs(q), limit);
        rest = inside & rest;
        q = V.LimitBelow(V.LimitAbove(q, limit), -limit);
        return Specials<V, T>(x, a, y, PowerOfTwo<V, T>(q, rest));
    }

    // 2 to the power of a sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PowerOfTwo<V, T>(V q, V rest) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var n = V.Round(q);
        return V.Scale(Reduced<V, T>((q - n + rest) * V.Create(0.6931471805599453)) + V.One, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Specials<V, T>(V x, V a, V y, V result) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V infinity = V.Create(double.PositiveInfinity), half = y * V.Create(0.5);
        var whole = V.Equal(V.Floor(y), y);
        var even = V.Equal(V.Floor(half), half);
        var negative = V.Less(V.CopySign(V.One, x), V.Zero);
        result = V.Select(negative & whole & ~even, -result, result);
        // The root of a negative number.
        var undefined = V.Less(x, V.Zero) & V.Less(a, infinity) & ~whole;
        result = V.Select(undefined, V.Create(double.NaN), result);
        // 1 to any power, anything to the power 0, and −1 to an infinite power.
        var one = V.Equal(x, V.One) | V.Equal(y, V.Zero) | (V.Equal(a, V.One) & V.Equal(V.Abs(y), infinity));
        return V.Select(one, V.One, result);
    }

    // log₂ of positive finite numbers as a sum of two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V High, V Low) Log2<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        bool single = sizeof(T) == sizeof(float);
        var (e, f) = Split<V, T>(x);
        // s = f / (2 + f) in two parts, then 2 artanh(s) = s (2 + s² (2/3 + s² P(s²))).
        var d = f + V.Create(2);
        var lost = f - (d - V.Create(2));
        var inverse = V.One / d;
        var s = f * inverse;
        var sLow = (V.MultiplyAdd(-s, d, f) - s * lost) * inverse;
        var z = s * s;
        var zLow = V.MultiplyAdd(s, s, -z) + (s + s) * sLow;
        V p;
        if (single)
        {
            p = Step<V, T>(V.Create(0.2304900280444809799), z, 0.2856221924167661814);
            p = Step<V, T>(p, z, 0.4000001509695651432);
        }
        else
        {
            p = Step<V, T>(V.Create(0.1172432706084674644), z, 0.1170612646456339726);
            p = Step<V, T>(p, z, 0.1333480879881233868);
            p = Step<V, T>(p, z, 0.153845948870071794);
            p = Step<V, T>(p, z, 0.1818181833609984623);
            p = Step<V, T>(p, z, 0.2222222222165276527);
            p = Step<V, T>(p, z, 0.2857142857142937133);
            p = Step<V, T>(p, z, 0.3999999999999999982);
        }
        var third = V.Create(single ? 0.666666686534881591796875 : 0.6666666666666666296592325);
        p *= z;
        var b = third + p;
        var bLow = p - (b - third) + V.Create(single ? -1.986821492513020833333333e-8 : 3.700743415417188468078772e-17);
        var t = z * b;
        var tLow = V.MultiplyAdd(z, b, -t) + V.MultiplyAdd(z, bLow, zLow * b);
        var two = V.Create(2);
        var w = two + t;
        var wLow = t - (w - two) + tLow;
        var log = w * s;
        var logLow = V.MultiplyAdd(w, s, -log) + V.MultiplyAdd(w, sLow, wLow * s);
        // To base 2.
        var scale = V.Create(single ? 1.44269502162933349609375 : 1.442695040888963387004651);
        var k = log * scale;
        var kLow = V.MultiplyAdd(log, scale, -k) + V.MultiplyAdd(logLow, scale, log * V.Create(single ? 1.925962991126617468100189e-8 : 2.035527374093103204955509e-17));
        var high = e + k;
        // The exponent is 0 or larger than k.
        var left = V.Select(V.Equal(e, V.Zero), V.Zero, k - (high - e));
        return (high, left + kLow);
    }
}
