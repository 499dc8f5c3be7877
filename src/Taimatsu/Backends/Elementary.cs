using System.Runtime.CompilerServices;

namespace Taimatsu.Backends;

/// <summary>
/// Exponentials and logarithms over vectors: argument reduction and polynomials, within about one unit in the last place in both precisions.
/// .NET's own vector functions widen floats to doubles, which halves their speed, and lack expm1, log1p and tanh.
/// </summary>
internal static unsafe class Elementary
{
    private const double Log2E = 1.4426950408889634;
    // ln 2 in two parts; the first has trailing zeros, so that its product with an exponent is exact.
    private const double Ln2HighSingle = 0.693359375, Ln2LowSingle = -2.12194440054690583e-4;
    private const double Ln2HighDouble = 0.693147180369123816490, Ln2LowDouble = 1.90821492927058770002e-10;

    /// <summary>p · x + c: a step of Horner's scheme.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Step<V, T>(V p, V x, double c) where V : struct, ISimd<V, T> where T : unmanaged => V.MultiplyAdd(p, x, V.Create(c));

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // Beyond these limits the result is infinite or zero in any case.
        x = Limit<V, T>(x);
        var n = V.Round(x * V.Create(Log2E));
        var p = Reduced<V, T>(Reduce<V, T>(x, n)) + V.One;
        return V.Scale(p, n);
    }

    /// <summary>eˣ where it is neither infinite nor denormal; 0 below. For x up to 87, in half the time of <see cref="Exp"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalExp<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var limit = V.Create(sizeof(T) == sizeof(float) ? -87 : -708);
        var bounded = V.LimitBelow(x, limit);
        var n = V.Round(bounded * V.Create(Log2E));
        var p = Reduced<V, T>(Reduce<V, T>(bounded, n)) + V.One;
        return V.Select(V.Less(x, limit), V.Zero, p * V.PowerOfTwo(n));
    }

    /// <summary>2ˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp2<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        double limit = sizeof(T) == sizeof(float) ? 152 : 1078;
        x = V.LimitBelow(V.LimitAbove(x, V.Create(limit)), V.Create(-limit));
        var n = V.Round(x);
        return V.Scale(Reduced<V, T>((x - n) * V.Create(0.6931471805599453)) + V.One, n);
    }

    /// <summary>2ˣ where it is neither infinite nor denormal; 0 below. For x up to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalExp2<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var limit = V.Create(sizeof(T) == sizeof(float) ? -126 : -1022);
        var bounded = V.LimitBelow(x, limit);
        var n = V.Round(bounded);
        var p = Reduced<V, T>((bounded - n) * V.Create(0.6931471805599453)) + V.One;
        return V.Select(V.Less(x, limit), V.Zero, p * V.PowerOfTwo(n));
    }

    /// <summary>eˣ − 1, also for small x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var limited = Limit<V, T>(x);
        var n = V.Round(limited * V.Create(Log2E));
        var p = Reduced<V, T>(Reduce<V, T>(limited, n));
        // 2ⁿ(1 + p) − 1. Half of 2ⁿ, so that the largest exponent stays finite on the way.
        var half = V.PowerOfTwo(V.LimitBelow(n - V.One, V.Create(sizeof(T) == sizeof(float) ? -126 : -1022)));
        var result = V.MultiplyAdd(half, p, half - V.Create(0.5));
        result += result;
        return V.Select(V.Equal(x, V.Zero), x, result);
    }

    /// <summary>The natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var (e, f, tail) = LogParts<V, T>(x);
        double high = sizeof(T) == sizeof(float) ? Ln2HighSingle : Ln2HighDouble, low = sizeof(T) == sizeof(float) ? Ln2LowSingle : Ln2LowDouble;
        var result = V.MultiplyAdd(e, V.Create(high), f - (tail - e * V.Create(low)));
        return LogSpecials<V, T>(x, result);
    }

    /// <summary>The logarithm to base 2; whole for powers of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log2<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var (e, f, tail) = LogParts<V, T>(x);
        return LogSpecials<V, T>(x, V.MultiplyAdd(f - tail, V.Create(Log2E), e));
    }

    /// <summary>log(1 + x), also for small x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // log(u) for the rounded u = 1 + x = 2ᵉ(1 + f), corrected by what the rounding lost: c / (1 + f), which is c − c·f to the last place, so that no second division is needed.
        var u = V.One + x;
        var (e, f, tail) = LogParts<V, T>(u);
        double high = sizeof(T) == sizeof(float) ? Ln2HighSingle : Ln2HighDouble, low = sizeof(T) == sizeof(float) ? Ln2LowSingle : Ln2LowDouble;
        // 2⁻ᵉ of a large e is no normal number, but there is nothing lost then.
        var lost = (x - (u - V.One)) * V.PowerOfTwo(V.LimitBelow(-e, V.Create(sizeof(T) == sizeof(float) ? -100 : -1000)));
        var rest = V.MultiplyAdd(e, V.Create(low), V.MultiplyAdd(-lost, f, lost));
        var result = LogSpecials<V, T>(u, V.MultiplyAdd(e, V.Create(high), f - (tail - rest)));
        // Where u is exactly 1, x itself is the answer; of zeros with the sign.
        return V.Select(V.Equal(u, V.One), x, result);
    }

    /// <summary>The same within longer bodies: of doubles as a call, since inlined as well, its steps would become calls. There is a limit to what the compiler inlines into one loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1pWithin<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => sizeof(T) == sizeof(double) ? Log1pApart<V, T>(x) : Log1p<V, T>(x);

    /// <summary>log(1 + x) as a call of its own, for use within longer functions.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Log1pApart<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Log1p<V, T>(x);

    /// <summary>The logarithm to base 10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log10<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var (e, f, tail) = LogParts<V, T>(x);
        bool single = sizeof(T) == sizeof(float);
        // log₁₀ 2 and log₁₀ e in two parts; products with the first part of log₁₀ 2 are exact.
        var log = f - tail;
        var low = (f - log) - tail;
        V scale = V.Create(single ? 0.4342944920063018798828125 : 0.4342944819032518166679324), k = log * scale;
        var rest = V.MultiplyAdd(log, scale, -k) + V.MultiplyAdd(log, V.Create(single ? -1.010305005223168358108339e-8 : 1.098319650216765109910672e-17), low * scale);
        rest = V.MultiplyAdd(e, V.Create(single ? 0.000004605038981195213738894724 : -8.532344317057106530189511e-14), rest);
        var whole = e * V.Create(single ? 0.301025390625 : 0.3010299956640665186569095);
        var high = whole + k;
        var lost = V.Select(V.Equal(e, V.Zero), V.Zero, k - (high - whole));
        return LogSpecials<V, T>(x, high + (lost + rest));
    }

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // (e²ˣ − 1) / (e²ˣ + 1) of |x|; 1 to the last place beyond the limit.
        var a = V.LimitAbove(V.Abs(x), V.Create(sizeof(T) == sizeof(float) ? 10 : 20));
        var m = Expm1<V, T>(a + a);
        return V.CopySign(m / (m + V.Create(2)), x);
    }

    /// <summary>log(1 + eˣ), also where eˣ is infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1pExp<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var y = Exp<V, T>(-V.Abs(x));
        if (sizeof(T) == sizeof(double)) return V.Max(x, V.Zero) + Log1pOfUnit<V, T>(y);
        // log(1 + y) = 2 artanh(s) with s = y / (2 + y); for y = e^−|x| ≤ 1 is s ≤ 1/3, and the series in s² converges fast.
        V s = y / (y + V.Create(2)), z = s * s;
        var p = Step<V, T>(Step<V, T>(Step<V, T>(Step<V, T>(Step<V, T>(Step<V, T>(V.Create(2.0 / 15), z, 2.0 / 13), z, 2.0 / 11), z, 2.0 / 9), z, 2.0 / 7), z, 2.0 / 5), z, 2.0 / 3);
        return V.Max(x, V.Zero) + V.MultiplyAdd(p * z, s, s + s);
    }

    // log(1 + y) for y between 0 and 1: of (1 + y) / 2 from √2 on, so that few steps do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log1pOfUnit<V, T>(V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var large = V.Less(V.Create(0.41421356237309503), y);
        var f = V.Select(large, (y - V.One) * V.Create(0.5), y);
        var tail = LogTail<V, T>(f) - (large & V.Create(Ln2LowDouble));
        return (large & V.Create(Ln2HighDouble)) + (f - tail);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // Half of 1 + e⁻ˣ: half of 2ⁿ is a normal number for all but the largest n, where it is infinite, and the general scaling of Exp is not needed.
        var y = V.LimitBelow(V.LimitAbove(-x, V.Create(sizeof(T) == sizeof(float) ? 89.4 : 710.4)), V.Create(sizeof(T) == sizeof(float) ? -86 : -707));
        var n = V.Round(y * V.Create(Log2E));
        var p = Reduced<V, T>(Reduce<V, T>(y, n)) + V.One;
        var half = V.Create(0.5);
        return half / V.MultiplyAdd(V.PowerOfTwo(n - V.One), p, half);
    }

    /// <summary>√(x² + y²) without needless overflow; infinite where either is, even beside NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Hypot<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V a = V.Abs(x), b = V.Abs(y), large = V.Max(a, b), infinity = V.Create(double.PositiveInfinity);
        // Squares of very large and very small numbers leave the range: powers of two bring both near 1.
        V huge = V.Create(sizeof(T) == sizeof(float) ? 1e18 : 1e150), tiny = V.Create(sizeof(T) == sizeof(float) ? 1e-18 : 1e-150);
        V down = V.Create(sizeof(T) == sizeof(float) ? 8.470329472543003e-22 : 1.0598939654755962e-168), up = V.Create(sizeof(T) == sizeof(float) ? 1.2676506002282294e+30 : 5.260135901548374e+210);
        var scale = V.Select(V.Less(huge, large), down, V.Select(V.Less(large, tiny), up, V.One));
        V p = a * scale, q = b * scale;
        var root = V.Sqrt(V.MultiplyAdd(p, p, q * q)) / scale;
        return V.Select(V.Equal(a, infinity) | V.Equal(b, infinity), infinity, root);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Limit<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
        => V.LimitBelow(V.LimitAbove(x, V.Create(sizeof(T) == sizeof(float) ? 89 : 710)), V.Create(sizeof(T) == sizeof(float) ? -104 : -746));

    /// <summary>x − n · ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Reduce<V, T>(V x, V n) where V : struct, ISimd<V, T> where T : unmanaged
    {
        double high = sizeof(T) == sizeof(float) ? Ln2HighSingle : Ln2HighDouble, low = sizeof(T) == sizeof(float) ? Ln2LowSingle : Ln2LowDouble;
        return V.MultiplyAdd(n, V.Create(-low), V.MultiplyAdd(n, V.Create(-high), x));
    }

    /// <summary>eʳ − 1 for |r| ≤ ln(2)/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Reduced<V, T>(V r) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (sizeof(T) == sizeof(float))
        {
            var p = Step<V, T>(V.Create(0.001392692661402190648), r, 0.008363773874405573499);
            p = Step<V, T>(p, r, 0.04166655011030512444);
            p = Step<V, T>(p, r, 0.1666657338190084602);
            p = Step<V, T>(p, r, 0.5);
            return V.MultiplyAdd(p * r, r, r);
        }
        else
        {
            // Even and odd powers apart: one chain of eleven products would be waited for.
            var z = r * r;
            var even = Step<V, T>(V.Create(2.091544229778011522e-9), z, 2.755727181021979957e-7);
            even = Step<V, T>(even, z, 0.00002480158732700718673);
            even = Step<V, T>(even, z, 0.001388888888888332667);
            even = Step<V, T>(even, z, 0.04166666666666667007);
            even = Step<V, T>(even, z, 0.5);
            var odd = Step<V, T>(V.Create(2.510627473357329469e-8), z, 2.755725283351690975e-6);
            odd = Step<V, T>(odd, z, 0.0001984126987686435493);
            odd = Step<V, T>(odd, z, 0.0083333333333255447);
            odd = Step<V, T>(odd, z, 0.1666666666666667144);
            return V.MultiplyAdd(V.MultiplyAdd(odd, r, even), z, r);
        }
    }

    /// <summary>p · 2ⁿ in two steps, since 2ⁿ itself may lie beyond the normal range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ScaleInSteps<V, T>(V p, V n) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var first = V.Floor(n * V.Create(0.5));
        return p * V.PowerOfTwo(first) * V.PowerOfTwo(n - first);
    }

    /// <summary>x = 2ᵉ(1 + f) with 1 + f between √½ and √2, for positive x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V E, V F) Split<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        double smallest = sizeof(T) == sizeof(float) ? 1.1754943508222875e-38 : 2.2250738585072014e-308, lift = sizeof(T) == sizeof(float) ? 24 : 53;
        var tiny = V.Less(x, V.Create(smallest));
        x = V.Select(tiny, x * V.Create(sizeof(T) == sizeof(float) ? 16777216 : 9007199254740992), x);
        var e = V.Exponent(x) - (tiny & V.Create(lift));
        var m = V.Significand(x);
        var large = V.Less(V.Create(1.4142135623730951), m);
        m = V.Select(large, m * V.Create(0.5), m);
        e += large & V.One;
        return (e, m - V.One);
    }

    // The same, and the tail by which f exceeds log(1 + f).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V E, V F, V Tail) LogParts<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var (e, f) = Split<V, T>(x);
        return (e, f, LogTail<V, T>(f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogTail<V, T>(V f) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // log(1 + f) = 2 artanh(s): f − (f²/2 − s(f²/2 + s²L(s²)))
        var s = f / (f + V.Create(2));
        var z = s * s;
        V p;
        if (sizeof(T) == sizeof(float))
        {
            p = Step<V, T>(V.Create(0.2333096405177204025), z, 0.2855080255327671013);
            p = Step<V, T>(p, z, 0.4000012200081688082);
            p = Step<V, T>(p, z, 0.6666666655430018016);
        }
        else
        {
            p = Step<V, T>(V.Create(0.1308723619665962233), z, 0.1326871479234809667);
            p = Step<V, T>(p, z, 0.1538624188193859551);
            p = Step<V, T>(p, z, 0.1818179560006078244);
            p = Step<V, T>(p, z, 0.2222222239208900794);
            p = Step<V, T>(p, z, 0.2857142857080195694);
            p = Step<V, T>(p, z, 0.4000000000000087969);
            p = Step<V, T>(p, z, 0.6666666666666666646);
        }
        var half = f * f * V.Create(0.5);
        return half - s * V.MultiplyAdd(p, z, half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogSpecials<V, T>(V x, V result) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var infinity = V.Create(double.PositiveInfinity);
        result = V.Select(V.Less(x, infinity), result, x); // infinity and NaN
        result = V.Select(V.LessOrEqual(x, V.Zero), -infinity, result);
        return V.Select(V.Less(x, V.Zero), V.Create(double.NaN), result);
    }
}
