using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Blocks of 16 uniform float32 numbers made normal in place. Logarithm, sine and cosine are the polynomials that PyTorch uses on x86, with one rounding
/// exactly where a fused multiply-add stands, so every machine gives the same bits.
/// </summary>
internal static class NormalBlocks
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(Span<float> values, float mean, float std)
    {
        var (means, stds) = (Vector256.Create(mean), Vector256.Create(std));
        for (int i = 0; i + 16 <= values.Length; i += 16)
        {
            var u1 = Vector256<float>.One - Vector256.Create<float>(values[i..]);
            var u2 = Vector256.Create<float>(values[(i + 8)..]);
            var radius = Vector256.Sqrt(Vector256.Create(-2f) * Log(u1));
            SinCos(Vector256.Create(6.2831855f) * u2, out var sin, out var cos);
            Fma(radius * cos, stds, means).CopyTo(values[i..]);
            Fma(radius * sin, stds, means).CopyTo(values[(i + 8)..]);
        }
    }

    /// <summary>The natural logarithm of positive numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Log(Vector256<float> x)
    {
        x = Vector256.Max(x, Vector256.Create(1.17549435e-38f));
        var bits = x.AsInt32();
        var e = Vector256.ConvertToSingle((bits >>> 23) - Vector256.Create(127)) + Vector256<float>.One;
        var m = ((bits & Vector256.Create(~0x7f800000)) | Vector256.Create(0x3f000000)).AsSingle();
        var small = Vector256.LessThan(m, Vector256.Create(0.70710678f));
        e -= Vector256<float>.One & small;
        m = m - Vector256<float>.One + (m & small);
        var z = m * m;
        var y = Vector256.Create(7.0376836292e-2f);
        y = Fma(y, m, Vector256.Create(-1.1514610310e-1f));
        y = Fma(y, m, Vector256.Create(1.1676998740e-1f));
        y = Fma(y, m, Vector256.Create(-1.2420140846e-1f));
        y = Fma(y, m, Vector256.Create(1.4249322787e-1f));
        y = Fma(y, m, Vector256.Create(-1.6668057665e-1f));
        y = Fma(y, m, Vector256.Create(2.0000714765e-1f));
        y = Fma(y, m, Vector256.Create(-2.4999993993e-1f));
        y = Fma(y, m, Vector256.Create(3.3333331174e-1f));
        y *= m;
        y = Fma(y, z, e * Vector256.Create(-2.12194440e-4f));
        y -= Vector256.Create(0.5f) * z;
        return Fma(e, Vector256.Create(0.693359375f), m + y);
    }

    /// <summary>Sine and cosine of numbers that are not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SinCos(Vector256<float> x, out Vector256<float> sin, out Vector256<float> cos)
    {
        var j = Vector256.ConvertToInt32(x * Vector256.Create(1.27323954473516f));
        j = (j + Vector256<int>.One) & Vector256.Create(~1);
        var y = Vector256.ConvertToSingle(j);
        x = Fma(y, Vector256.Create(-0.78515625f), x);
        x = Fma(y, Vector256.Create(-2.4187564849853515625e-4f), x);
        x = Fma(y, Vector256.Create(-3.77489497744594108e-8f), x);
        var z = x * x;
        var c = Fma(Vector256.Create(2.443315711809948e-5f), z, Vector256.Create(-1.388731625493765e-3f));
        c = Fma(c, z, Vector256.Create(4.166664568298827e-2f)) * z;
        c = Fma(c, z, Vector256.Create(-0.5f) * z) + Vector256<float>.One;
        var s = Fma(Vector256.Create(-1.9515295891e-4f), z, Vector256.Create(8.3321608736e-3f));
        s = Fma(s, z, Vector256.Create(-1.6666654611e-1f)) * z;
        s = Fma(s, x, x);
        var straight = Vector256.Equals(j & Vector256.Create(2), Vector256<int>.Zero).AsSingle();
        var sinSign = (j & Vector256.Create(4)) << 29;
        var cosSign = Vector256.AndNot(Vector256.Create(4), j - Vector256.Create(2)) << 29;
        sin = (Vector256.ConditionalSelect(straight, s, c).AsInt32() ^ sinSign).AsSingle();
        cos = (Vector256.ConditionalSelect(straight, c, s).AsInt32() ^ cosSign).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);
}
