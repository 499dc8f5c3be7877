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
}
