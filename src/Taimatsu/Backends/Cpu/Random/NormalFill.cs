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
        double radius = Math.Sqrt(-2 * Logarithm.OnePlus(-u2));
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
}
