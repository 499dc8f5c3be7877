using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>The logarithm that PyTorch takes of uniform numbers.</summary>
internal static class Logarithm
{
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>
    /// ln(1 + x) for x in (-1, 0], a multiple of 2^-53, so that 1 + x is exact. What is left is the C library's own way to a logarithm (Sun's: ln(1 + f) by
    /// s = f / (2 + f), after taking out a power of two), because Math.Log differs from it in the last bit once in 14.
    /// </summary>
    public static double OnePlus(double x)
    {
        int k = 0;
        double f = x;
        if (x < -0.2929)
        {
            double u = 1 + x;
            k = Math.ILogB(u);
            u = Math.ScaleB(u, -k);
            if (u >= 1.4142131805419922) // the upper word of the square root of 2, as that code compares
            {
                k++;
                u /= 2;
            }
            f = u - 1;
            if (f == 0) return k * Ln2High + k * Ln2Low;
        }
        else if (x > -9.3132257461547852e-10) return x - x * x * 0.5;
        double half = 0.5 * f * f, s = f / (2 + f), z = s * s, z2 = z * z, z4 = z2 * z2, z6 = z4 * z2;
        double r = z * 6.666666666666735130e-01 + z2 * (3.999999999940941908e-01 + z * 2.857142874366239149e-01)
            + z4 * (2.222219843214978396e-01 + z * 1.818357216161805012e-01) + z6 * (1.531383769920937332e-01 + z * 1.479819860511658591e-01);
        return k == 0 ? f - (half - s * (half + r)) : k * Ln2High - ((half - (s * (half + r) + k * Ln2Low)) - f);
    }

    /// <summary>The same of eight numbers, operation by operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OnePlus(Vector512<double> x)
    {
        var one = Vector512<double>.One;
        var u = one + x;
        // 1 + x = 2^k m with m in [1, 2); from the square root of 2 on half of it.
        var bits = u.AsInt64();
        var k = Vector512.ShiftRightLogical(bits, 52) - Vector512.Create(1023L);
        var m = ((bits & Vector512.Create(0x000fffffffffffffL)) | one.AsInt64()).AsDouble();
        var upper = Vector512.GreaterThanOrEqual(m, Vector512.Create(1.4142131805419922));
        k -= upper.AsInt64();
        m = Vector512.ConditionalSelect(upper, m * Vector512.Create(0.5), m);
        var scaled = Vector512.LessThan(x, Vector512.Create(-0.2929));
        var f = Vector512.ConditionalSelect(scaled, m - one, x);
        var e = Vector512.ConvertToDouble(k) & scaled;
        Vector512<double> half = Vector512.Create(0.5) * f * f, s = f / (Vector512.Create(2.0) + f), z = s * s, z2 = z * z, z4 = z2 * z2, z6 = z4 * z2;
        var r = z * Vector512.Create(6.666666666666735130e-01) + z2 * (Vector512.Create(3.999999999940941908e-01) + z * Vector512.Create(2.857142874366239149e-01))
            + z4 * (Vector512.Create(2.222219843214978396e-01) + z * Vector512.Create(1.818357216161805012e-01)) + z6 * (Vector512.Create(1.531383769920937332e-01) + z * Vector512.Create(1.479819860511658591e-01));
        Vector512<double> high = e * Vector512.Create(Ln2High), low = e * Vector512.Create(Ln2Low);
        var result = high - ((half - (s * (half + r) + low)) - f);
        result = Vector512.ConditionalSelect(scaled & Vector512.Equals(f, Vector512<double>.Zero), high + low, result);
        var tiny = Vector512.GreaterThan(x, Vector512.Create(-9.3132257461547852e-10));
        return Vector512.ConditionalSelect(tiny, x - x * x * Vector512.Create(0.5), result);
    }
}
