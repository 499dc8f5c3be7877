using System.Runtime.CompilerServices;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Backends;

/// <summary>The trigonometric functions and their inverses over vectors, within a few units in the last place in both precisions.</summary>
internal static unsafe class Trigonometry
{
    private const double HalfPi = 1.5707963267948966, QuarterPi = 0.7853981633974483, Pi = 3.141592653589793;
    // What the rounding of π/2 to each precision loses, and what is lost then.
    private const double HalfPiLowSingle = -4.371138828673792886547744e-8, HalfPiLowestSingle = -1.715124499442882805816507e-15;
    private const double HalfPiLowDouble = 6.12323399573676603586882e-17, HalfPiLowestDouble = -1.497384904859169777320797e-33;

    /// <summary>The inverse tangent.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Atan<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // atan(a) = π/2 − atan(1/a) = π/4 + atan((a − 1)/(a + 1)): the argument of the polynomial stays below tan(π/8).
        var a = V.Abs(x);
        var beyond = V.Less(V.Create(2.414213562373095), a);
        var middle = V.Less(V.Create(0.4142135623730950), a);
        var numerator = V.Select(beyond, -V.One, V.Select(middle, a - V.One, a));
        var denominator = V.Select(beyond, a, V.Select(middle, a + V.One, V.One));
        var t = numerator / denominator;
        double low = Low<T>();
        var start = V.Select(beyond, V.Create(HalfPi), middle & V.Create(QuarterPi));
        var rest = V.Select(beyond, V.Create(low), middle & V.Create(low * 0.5));
        return V.CopySign(start + (NearAtan<V, T>(t) + rest), x);
    }

    /// <summary>The angle of the point (x, y).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Atan2<V, T>(V y, V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V ax = V.Abs(x), ay = V.Abs(y), larger = V.Max(ax, ay), smaller = V.Min(ax, ay);
        // The origin lies on the axis, two infinities on the diagonal.
        var q = V.Select(V.Equal(larger, V.Zero), V.Zero, V.Select(V.Equal(smaller, larger), V.One, smaller / larger));
        q = V.Select(V.Equal(larger, larger), q, larger);
        var middle = V.Less(V.Create(0.4142135623730950), q);
        var t = V.Select(middle, q - V.One, q) / V.Select(middle, q + V.One, V.One);
        double low = Low<T>();
        // The multiple of π/2 that the angle is counted from, and the direction.
        var swapped = V.Less(ax, ay);
        var negative = V.Less(V.CopySign(V.One, x), V.Zero);
        var r = NearAtan<V, T>(t);
        var start = middle & V.Create(QuarterPi);
        var rest = middle & V.Create(low * 0.5);
        r = V.Select(swapped, -r, r);
        start = V.Select(swapped, V.Create(HalfPi) - start, start);
        rest = V.Select(swapped, V.Create(low) - rest, rest);
        r = V.Select(negative, -r, r);
        start = V.Select(negative, V.Create(Pi) - start, start);
        rest = V.Select(negative, V.Create(low * 2) - rest, rest);
        return V.CopySign(start + (r + rest), y);
    }

    /// <summary>The inverse sine; NaN beyond ±1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Asin<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var a = V.Abs(x);
        var large = V.Less(V.Create(0.5), a);
        var r = NearAsin<V, T>(a, large);
        return V.CopySign(V.Select(large, V.Create(HalfPi) - (r + r - V.Create(Low<T>())), r), x);
    }

    /// <summary>The inverse cosine; NaN beyond ±1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Acos<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var a = V.Abs(x);
        var large = V.Less(V.Create(0.5), a);
        var r = NearAsin<V, T>(a, large);
        double low = Low<T>();
        var far = V.Select(V.Less(x, V.Zero), V.Create(Pi) - (r + r - V.Create(low * 2)), r + r);
        return V.Select(large, far, V.Create(HalfPi) - (V.CopySign(r, x) - V.Create(low)));
    }

    /// <summary>The sine.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Sin<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var n = V.Round(x * V.Create(0.6366197723675814));
        return BesideFar<V, T, FarSine>(x, V.Select(V.Equal(x, V.Zero), x, SinOfTurns<V, T>(n, Reduced<V, T>(x, n))));
    }

    /// <summary>The cosine: the sine a quarter turn further.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Cos<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var n = V.Round(x * V.Create(0.6366197723675814));
        return BesideFar<V, T, FarCosine>(x, SinOfTurns<V, T>(n + V.One, Reduced<V, T>(x, n)));
    }

    /// <summary>The tangent, where the argument can be reduced by three parts of π/2; <typeparamref name="TFar"/> gives it beyond.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Tan<V, T, TFar>(V x) where V : struct, ISimd<V, T> where T : unmanaged where TFar : struct, IScalarFunction
    {
        var n = V.Round(x * V.Create(0.6366197723675814));
        V r = Reduced<V, T>(x, n), s = NearSin<V, T>(r), c = NearCos<V, T>(r);
        var half = n * V.Create(0.5);
        var even = V.Equal(V.Floor(half), half);
        // A quarter turn further the tangent is −1 / tan.
        var result = V.Select(even, s, -c) / V.Select(even, c, s);
        return BesideFar<V, T, TFar>(x, V.Select(V.Equal(x, V.Zero), x, result));
    }

    // Lanes with too many quarter turns to be reduced by three parts of π/2 are computed one by one. The others stay: a result must not depend on its neighbours.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V BesideFar<V, T, TFar>(V x, V result) where V : struct, ISimd<V, T> where T : unmanaged where TFar : struct, IScalarFunction
    {
        var far = V.Less(V.Create(sizeof(T) == sizeof(float) ? 30000 : 1e8), V.Abs(x));
        return V.MaskBits(far) == 0 ? result : V.Select(far, V.Map<TFar>(x), result);
    }

    // x less n quarter turns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduced<V, T>(V x, V n) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V r;
        if (sizeof(T) == sizeof(float))
        {
            r = V.MultiplyAdd(n, V.Create(-1.57079637050628662109375), x);
            r = V.MultiplyAdd(n, V.Create(-HalfPiLowSingle), r);
            return V.MultiplyAdd(n, V.Create(-HalfPiLowestSingle), r);
        }
        r = V.MultiplyAdd(n, V.Create(-HalfPi), x);
        r = V.MultiplyAdd(n, V.Create(-HalfPiLowDouble), r);
        return V.MultiplyAdd(n, V.Create(-HalfPiLowestDouble), r);
    }

    // The sine up to an eighth of a turn.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NearSin<V, T>(V r) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var z = r * r;
        V s;
        if (sizeof(T) == sizeof(float))
        {
            s = Step<V, T>(V.Create(2.724931405469880482e-6), z, -0.0001984008201276553655);
            s = Step<V, T>(s, z, 0.008333331865959414043);
            s = Step<V, T>(s, z, -0.1666666666383276448);
        }
        else
        {
            s = Step<V, T>(V.Create(-7.586576588171072476e-13), z, 1.605852957226787635e-10);
            s = Step<V, T>(s, z, -2.505210621952189423e-8);
            s = Step<V, T>(s, z, 2.75573192193019187e-6);
            s = Step<V, T>(s, z, -0.0001984126984126501703);
            s = Step<V, T>(s, z, 0.00833333333333333147);
            s = Step<V, T>(s, z, -0.1666666666666666667);
        }
        return V.MultiplyAdd(s * z, r, r);
    }

    // The cosine up to an eighth of a turn.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NearCos<V, T>(V r) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var z = r * r;
        V c;
        if (sizeof(T) == sizeof(float))
        {
            c = Step<V, T>(V.Create(0.00002454743721019319889), z, -0.001388830069690389895);
            c = Step<V, T>(c, z, 0.04166666464745737717);
        }
        else
        {
            c = Step<V, T>(V.Create(-1.138245677806130587e-11), z, 2.08761438279931325e-9);
            c = Step<V, T>(c, z, -2.755731726000883816e-7);
            c = Step<V, T>(c, z, 0.00002480158729874306929);
            c = Step<V, T>(c, z, -0.001388888888888738227);
            c = Step<V, T>(c, z, 0.04166666666666666537);
        }
        return V.MultiplyAdd(c * z, z, V.MultiplyAdd(z, V.Create(-0.5), V.One));
    }

    // The sine of m quarter turns and r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SinOfTurns<V, T>(V m, V r) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V half = m * V.Create(0.5), turns = V.Floor(half), pair = turns * V.Create(0.5);
        var result = V.Select(V.Equal(turns, half), NearSin<V, T>(r), NearCos<V, T>(r));
        return V.Select(V.Equal(V.Floor(pair), pair), result, -result);
    }

    private static double Low<T>() where T : unmanaged => sizeof(T) == sizeof(float) ? HalfPiLowSingle : HalfPiLowDouble;

    // atan(t) for |t| ≤ tan(π/8).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NearAtan<V, T>(V t) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var z = t * t;
        V p;
        if (sizeof(T) == sizeof(float))
        {
            p = Step<V, T>(V.Create(-0.06447741047112404398), z, 0.1074246684909075456);
            p = Step<V, T>(p, z, -0.1426383847613100224);
            p = Step<V, T>(p, z, 0.199995370998240874);
            p = Step<V, T>(p, z, -0.3333333174643151379);
        }
        else
        {
            p = Step<V, T>(V.Create(-0.01914724896461176859), z, 0.03920743321261196416);
            p = Step<V, T>(p, z, -0.05084610357631765229);
            p = Step<V, T>(p, z, 0.05857988350245762209);
            p = Step<V, T>(p, z, -0.06664492945806264126);
            p = Step<V, T>(p, z, 0.07692181876036845531);
            p = Step<V, T>(p, z, -0.09090904521471690746);
            p = Step<V, T>(p, z, 0.111111110138606878);
            p = Step<V, T>(p, z, -0.1428571428464917351);
            p = Step<V, T>(p, z, 0.1999999999999543734);
            p = Step<V, T>(p, z, -0.3333333333333333009);
        }
        return V.MultiplyAdd(p * z, t, t);
    }

    // asin(a) up to ½, beyond it asin(√((1 − a)/2)), half the angle that is missing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NearAsin<V, T>(V a, V large) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var z = V.Select(large, (V.One - a) * V.Create(0.5), a * a);
        var s = V.Select(large, V.Sqrt(z), a);
        V p;
        if (sizeof(T) == sizeof(float))
        {
            p = Step<V, T>(V.Create(0.0337007263213651305), z, 0.01714371681925356914);
            p = Step<V, T>(p, z, 0.03110172782906716655);
            p = Step<V, T>(p, z, 0.04459931916287113813);
            p = Step<V, T>(p, z, 0.07500094761172901133);
            p = Step<V, T>(p, z, 0.1666666633654048985);
        }
        else
        {
            p = Step<V, T>(V.Create(0.02877844261259303858), z, -0.01488140939281806339);
            p = Step<V, T>(p, z, 0.01741935796488485514);
            p = Step<V, T>(p, z, 0.005450878187720550678);
            p = Step<V, T>(p, z, 0.01032431828874411188);
            p = Step<V, T>(p, z, 0.01147895269025738677);
            p = Step<V, T>(p, z, 0.01397123530112453915);
            p = Step<V, T>(p, z, 0.01735239126590922786);
            p = Step<V, T>(p, z, 0.02237217300200559739);
            p = Step<V, T>(p, z, 0.0303819441370852143);
            p = Step<V, T>(p, z, 0.04464285714637338088);
            p = Step<V, T>(p, z, 0.0749999999999842426);
            p = Step<V, T>(p, z, 0.1666666666666666783);
        }
        return V.MultiplyAdd(p * z, s, s);
    }

    private readonly struct FarSine : IScalarFunction
    {
        public static float Invoke(float x) => (float)Math.Sin(x);
        public static double Invoke(double x) => Math.Sin(x);
    }

    private readonly struct FarCosine : IScalarFunction
    {
        public static float Invoke(float x) => (float)Math.Cos(x);
        public static double Invoke(double x) => Math.Cos(x);
    }
}
