using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Normal numbers by Box and Muller's method. PyTorch has two ways: one number at a time, in double, whose second half waits in the generator;
/// and from 16 contiguous elements on blocks of 16, made in place from uniform numbers.
/// </summary>
internal static class NormalFill
{
    public const int BlockLength = 16;

    /// <summary>The next number of the first way.</summary>
    public static double Next(MersenneTwister engine, double mean, double std)
    {
        if (engine.NextNormal is { } cached)
        {
            engine.NextNormal = null;
            return Math.FusedMultiplyAdd(cached, std, mean);
        }
        double u1 = engine.UniformDouble(), u2 = engine.UniformDouble();
        double radius = Math.Sqrt(-2 * Log1P(-u2));
        var (sin, cos) = (Math.Sin(2 * Math.PI * u1), Math.Cos(2 * Math.PI * u1));
        engine.NextNormal = radius * sin;
        return Math.FusedMultiplyAdd(radius * cos, std, mean);
    }

    /// <summary>At least 16 elements: float32 by polynomials of its own, which give the same bits on every machine.</summary>
    public static void Fill(MersenneTwister engine, Span<float> target, float mean, float std)
    {
        UniformFill.Fill(engine, target, 0f, 1f);
        int whole = target.Length & ~(BlockLength - 1);
        NormalBlocks.Transform(target[..whole], mean, std);
        if (whole == target.Length) return;
        var last = target[^BlockLength..]; // overlaps the block before, as PyTorch's does
        UniformFill.Fill(engine, last, 0f, 1f);
        NormalBlocks.Transform(last, mean, std);
    }

    /// <summary>At least 16 elements.</summary>
    public static void Fill(MersenneTwister engine, Span<double> target, double mean, double std)
    {
        UniformFill.Fill(engine, target, 0.0, 1.0);
        int whole = target.Length & ~(BlockLength - 1);
        for (int i = 0; i < whole; i += BlockLength) Transform(target.Slice(i, BlockLength), mean, std);
        if (whole == target.Length) return;
        UniformFill.Fill(engine, target[^BlockLength..], 0.0, 1.0);
        Transform(target[^BlockLength..], mean, std);
    }

    /// <summary>At least 16 elements; every step is rounded to the type.</summary>
    public static void Fill(MersenneTwister engine, Span<Half> target, Half mean, Half std)
    {
        UniformFill.Fill(engine, target, (Half)0, (Half)1);
        int whole = target.Length & ~(BlockLength - 1);
        for (int i = 0; i < whole; i += BlockLength) Transform(target.Slice(i, BlockLength), mean, std);
        if (whole == target.Length) return;
        UniformFill.Fill(engine, target[^BlockLength..], (Half)0, (Half)1);
        Transform(target[^BlockLength..], mean, std);
    }

    /// <summary>At least 16 elements; every step is rounded to the type.</summary>
    public static void Fill(MersenneTwister engine, Span<BFloat16> target, BFloat16 mean, BFloat16 std)
    {
        UniformFill.Fill(engine, target, (BFloat16)0f, (BFloat16)1f);
        int whole = target.Length & ~(BlockLength - 1);
        for (int i = 0; i < whole; i += BlockLength) Transform(target.Slice(i, BlockLength), mean, std);
        if (whole == target.Length) return;
        UniformFill.Fill(engine, target[^BlockLength..], (BFloat16)0f, (BFloat16)1f);
        Transform(target[^BlockLength..], mean, std);
    }

    private static void Transform(Span<double> d, double mean, double std)
    {
        for (int j = 0; j < 8; j++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - d[j])), angle = 2 * Math.PI * d[j + 8];
            d[j] = Math.FusedMultiplyAdd(radius * Math.Cos(angle), std, mean);
            d[j + 8] = Math.FusedMultiplyAdd(radius * Math.Sin(angle), std, mean);
        }
    }

    private static void Transform(Span<Half> d, Half mean, Half std)
    {
        for (int j = 0; j < 8; j++)
        {
            Half log = (Half)MathF.Log((float)((Half)1 - d[j])), radius = (Half)MathF.Sqrt((float)((Half)(-2) * log));
            float angle = (float)(Half)(float)(2 * Math.PI * (double)d[j + 8]);
            d[j] = radius * (Half)MathF.Cos(angle) * std + mean;
            d[j + 8] = radius * (Half)MathF.Sin(angle) * std + mean;
        }
    }

    private static void Transform(Span<BFloat16> d, BFloat16 mean, BFloat16 std)
    {
        for (int j = 0; j < 8; j++)
        {
            BFloat16 log = (BFloat16)MathF.Log((BFloat16)(1 - (float)d[j])), radius = (BFloat16)MathF.Sqrt((BFloat16)(-2 * (float)log));
            float angle = (BFloat16)(float)(2 * Math.PI * (double)(float)d[j + 8]);
            d[j] = Scale((BFloat16)((float)radius * (BFloat16)MathF.Cos(angle)), mean, std);
            d[j + 8] = Scale((BFloat16)((float)radius * (BFloat16)MathF.Sin(angle)), mean, std);
        }

        static BFloat16 Scale(BFloat16 x, BFloat16 mean, BFloat16 std) => (BFloat16)((float)(BFloat16)((float)x * (float)std) + (float)mean);
    }

    // .NET has no log1p. For x in (-1, 0], a multiple of 2^-53, 1 + x is exact; what is left is the C library's own way to a logarithm
    // (Sun's: ln(1 + f) by s = f / (2 + f), after taking out a power of two), because Math.Log differs from it in the last bit once in 14.
    internal static double Log1P(double x)
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

    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;
}
