using System.Runtime.CompilerServices;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Backends;

/// <summary>The error function over vectors: a polynomial near zero, elsewhere the complement.</summary>
internal static unsafe class ErrorFunction
{
    private const double Small = 0.92;

    /// <summary>erf(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var a = V.Abs(x);
        V complement, isNear = V.Less(a, V.Create(Small)), near = Near<V, T>(x);
        if (sizeof(T) == sizeof(float))
        {
            // log(erfc) is smooth, so erfc of floats is the exponential of one polynomial.
            var limited = V.LimitAbove(a, V.Create(4));
            var q = Step<V, T>(V.Create(1.64306365569061725e-6), limited, -0.00004616385862524457077);
            q = Step<V, T>(q, limited, 0.0005975857702302330893);
            q = Step<V, T>(q, limited, -0.004762625832512992348);
            q = Step<V, T>(q, limited, 0.02642763715352987799);
            q = Step<V, T>(q, limited, -0.1100871664955004039);
            q = Step<V, T>(q, limited, -0.6318239181057594723);
            q = Step<V, T>(q, limited, -1.130231055223187336);
            q = Step<V, T>(q, limited, 0.0003185396624122559499);
            complement = Exp<V, T>(q);
        }
        else
        {
            // Whole vectors of small numbers are common.
            if (V.MaskBits(~isNear) == 0) return near;
            complement = ComplementApart<V, T>(V.LimitAbove(a, V.Create(6)));
        }
        var large = V.CopySign(V.One - complement, x);
        return V.Select(isNear, near, large);
    }

    /// <summary>Φ(x) − ½, where Φ is the distribution function of the normal distribution, for sums with ½: of floats one quotient of polynomials, ±½ exactly where ½ leaves no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalBesideHalf<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (sizeof(T) != sizeof(float)) return Erf<V, T>(x * V.Create(0.7071067811865476)) * V.Create(0.5);
        // From here on the quotient is ½ to the last place.
        x = V.LimitBelow(V.LimitAbove(x, V.Create(5.51)), V.Create(-5.51));
        var z = x * x;
        var p = Step<V, T>(V.Create(2.2145307535276118e-08), z, 6.356541471934878e-06);
        p = Step<V, T>(p, z, 0.00017385132915641768);
        p = Step<V, T>(p, z, 0.004707263011888838);
        p = Step<V, T>(p, z, 0.03437615932061069);
        p = Step<V, T>(p, z, 0.3989422215534414);
        var q = Step<V, T>(V.Create(1.180212541655665e-06), z, 7.510214515668589e-05);
        q = Step<V, T>(q, z, 0.0019129814877241274);
        q = Step<V, T>(q, z, 0.028940118695120524);
        q = Step<V, T>(q, z, 0.25283396589413126);
        q = Step<V, T>(q, z, 1);
        return x * p / q;
    }

    /// <summary>1 − erf(x), also where it is small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfc<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var a = V.LimitAbove(V.Abs(x), V.Create(sizeof(T) == sizeof(float) ? 10.2 : 28));
        var complement = ComplementApart<V, T>(a);
        var result = V.Select(V.Less(x, V.Zero), V.Create(2) - complement, complement);
        return V.Select(V.Less(V.Abs(x), V.Create(0.4)), V.One - Near<V, T>(x), result);
    }

    /// <summary>erf(y) − a for y ≥ 0 and an a in [0, 1] close to it, with the digits of their difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Beyond<V, T>(V y, V a) where V : struct, ISimd<V, T> where T : unmanaged
        => V.Select(V.Less(y, V.Create(Small)), Near<V, T>(y) - a, V.One - a - ComplementApart<V, T>(V.LimitAbove(y, V.Create(28))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Near<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var z = x * x;
        V p;
        if (sizeof(T) == sizeof(float))
        {
            p = Step<V, T>(V.Create(0.0000839977779470415421), z, -0.0008150050487554365712);
            p = Step<V, T>(p, z, 0.005201714569109888943);
            p = Step<V, T>(p, z, -0.02685969065492565077);
            p = Step<V, T>(p, z, 0.1128370117020681588);
            p = Step<V, T>(p, z, -0.3761263413970089758);
            p = Step<V, T>(p, z, 0.128379166684507337); // and 1, added exactly below
        }
        else
        {
            p = Step<V, T>(V.Create(5.957176147748911404e-11), z, -1.137284885679167367e-9);
            p = Step<V, T>(p, z, 1.465977527404743581e-8);
            p = Step<V, T>(p, z, -1.635031270105469501e-7);
            p = Step<V, T>(p, z, 1.646100048412136803e-6);
            p = Step<V, T>(p, z, -0.00001492559526683118157);
            p = Step<V, T>(p, z, 0.0001205533111164271092);
            p = Step<V, T>(p, z, -0.0008548326980833789905);
            p = Step<V, T>(p, z, 0.005223977624818014467);
            p = Step<V, T>(p, z, -0.02686617064507679325);
            p = Step<V, T>(p, z, 0.1128379167095487867);
            p = Step<V, T>(p, z, -0.3761263890318374806);
            p = Step<V, T>(p, z, 0.128379167095512574);
        }
        return V.MultiplyAdd(p, x, x);
    }

    // A call of its own: inlined as well, it would exceed what the compiler inlines into one loop, and its steps would become calls (5 times slower).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V ComplementApart<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Complement<V, T>(x);

    // erfc(x) = e^(−x²) · P(t) / (1 + 2x) for x ≥ 0, with t = (x − K) / (x + K) between −1 and 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Complement<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var k = V.Create(sizeof(T) == sizeof(float) ? 3 : 3.75);
        var t = (x - k) / (x + k);
        V p;
        if (sizeof(T) == sizeof(float))
        {
            p = Step<V, T>(V.Create(-0.000276390255574), t, -0.000795749233397);
            p = Step<V, T>(p, t, 0.0019963757395);
            p = Step<V, T>(p, t, 0.00257884536054);
            p = Step<V, T>(p, t, -0.0237913480315);
            p = Step<V, T>(p, t, 0.0682933674332);
            p = Step<V, T>(p, t, -0.119272474268);
            p = Step<V, T>(p, t, 0.12964661243);
            p = Step<V, T>(p, t, -0.0475622893693);
            p = Step<V, T>(p, t, -0.135621144828);
            p = Step<V, T>(p, t, 1.2530080579);
        }
        else
        {
            // Even and odd powers apart: one chain of so many products would be waited for.
            var z = t * t;
            var odd = Step<V, T>(V.Create(5.57569800088623141e-9), z, -2.49398839093412455e-9);
            odd = Step<V, T>(odd, z, -2.5767825896065014e-8);
            odd = Step<V, T>(odd, z, -9.95070104866006958e-7);
            odd = Step<V, T>(odd, z, 0.000022393198188294303);
            odd = Step<V, T>(odd, z, -0.000290156412084763138);
            odd = Step<V, T>(odd, z, 0.00175562622844500984);
            odd = Step<V, T>(odd, z, 0.0283622773830473967);
            odd = Step<V, T>(odd, z, 0.09230432116225045);
            odd = Step<V, T>(odd, z, 0.0822767384901000562);
            odd = Step<V, T>(odd, z, -0.140240598585546628);
            var even = Step<V, T>(V.Create(3.07657861065535239e-8), z, -2.58777770610121627e-7);
            even = Step<V, T>(even, z, 1.76124846301672936e-6);
            even = Step<V, T>(even, z, -0.0000114541731869513949);
            even = Step<V, T>(even, z, 0.0000516542154824880681);
            even = Step<V, T>(even, z, 0.000293712157424542206);
            even = Step<V, T>(even, z, -0.00974657929525793207);
            even = Step<V, T>(even, z, -0.0586933986155715816);
            even = Step<V, T>(even, z, -0.108803930140457605);
            even = Step<V, T>(even, z, 0.00358541548543957571);
            even = Step<V, T>(even, z, 1.23751263083782766);
            p = V.MultiplyAdd(odd, t, even);
        }
        // x² in two parts: its rounding error would be magnified by the exponential.
        var square = x * x;
        var lost = V.MultiplyAdd(x, x, -square);
        var e = Exp<V, T>(-square);
        e -= e * lost;
        return e * p / (V.One + x + x);
    }
}
