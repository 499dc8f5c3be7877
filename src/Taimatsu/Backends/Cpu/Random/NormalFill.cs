namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Normal numbers by Box and Muller's method. PyTorch has two ways: one number at a time, in double, whose second half waits in the generator;
/// and from 16 contiguous elements on blocks of 16, made in place from uniform numbers.
/// </summary>
internal static class NormalFill
{
    public const int BlockLength = 16;

    /// <summary>Blocks of float32 that make a task worth handing to another thread; those of float64 take far longer.</summary>
    private const int TaskBlocks = 1024;

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
        var (sin, cos) = Math.SinCos(2 * Math.PI * u1);
        engine.NextNormal = radius * sin;
        return Math.FusedMultiplyAdd(radius * cos, std, mean);
    }

    /// <summary>At least 16 elements: float32 by polynomials of its own, which give the same bits on every machine.</summary>
    public static unsafe void Fill(MersenneTwister engine, float* target, int length, float mean, float std)
    {
        UniformFill.Fill(engine, new Span<float>(target, length), 0f, 1f);
        int whole = length / BlockLength;
        var blocks = new SingleBlocks { Values = target, Mean = mean, Std = std };
        WorkerPool.For(whole, TaskBlocks, ref blocks);
        if (whole * BlockLength == length) return;
        var last = new Span<float>(target + length - BlockLength, BlockLength); // overlaps the block before, as PyTorch's does
        UniformFill.Fill(engine, last, 0f, 1f);
        NormalBlocks.Transform(last, mean, std);
    }

    /// <summary>At least 16 elements.</summary>
    public static unsafe void Fill(MersenneTwister engine, double* target, int length, double mean, double std)
    {
        UniformFill.Fill(engine, new Span<double>(target, length), 0.0, 1.0);
        int whole = length / BlockLength;
        var blocks = new DoubleBlocks { Values = target, Mean = mean, Std = std };
        WorkerPool.For(whole, TaskBlocks / 8, ref blocks);
        if (whole * BlockLength == length) return;
        var last = new Span<double>(target + length - BlockLength, BlockLength);
        UniformFill.Fill(engine, last, 0.0, 1.0);
        Transform(last, mean, std);
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
            var (sin, cos) = Math.SinCos(angle);
            d[j] = Math.FusedMultiplyAdd(radius * cos, std, mean);
            d[j + 8] = Math.FusedMultiplyAdd(radius * sin, std, mean);
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

    private unsafe struct SingleBlocks : IRangeBody
    {
        public float* Values;
        public float Mean, Std;

        public readonly void Run(long begin, long end) => NormalBlocks.Transform(new Span<float>(Values + begin * BlockLength, (int)(end - begin) * BlockLength), Mean, Std);
    }

    private unsafe struct DoubleBlocks : IRangeBody
    {
        public double* Values;
        public double Mean, Std;

        public readonly void Run(long begin, long end)
        {
            for (; begin < end; begin++) Transform(new Span<double>(Values + begin * BlockLength, BlockLength), Mean, Std);
        }
    }
}
