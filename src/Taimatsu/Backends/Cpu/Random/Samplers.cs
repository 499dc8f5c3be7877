namespace Taimatsu.Backends.Cpu;

internal readonly struct UniformRun(double from, double to) : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged
    {
        for (; count > 0; count -= int.MaxValue, target += int.MaxValue)
        {
            int length = (int)Math.Min(count, int.MaxValue);
            if (typeof(T) == typeof(float)) UniformFill.Fill(engine, new Span<float>(target, length), (float)from, (float)to);
            else if (typeof(T) == typeof(double)) UniformFill.Fill(engine, new Span<double>(target, length), from, to);
            else if (typeof(T) == typeof(Half)) UniformFill.Fill(engine, new Span<Half>(target, length), (Half)(float)from, (Half)(float)to);
            else UniformFill.Fill(engine, new Span<BFloat16>(target, length), (BFloat16)from, (BFloat16)to);
        }
    }
}

/// <summary>Normal numbers one at a time, whose second half waits in the generator.</summary>
internal readonly struct NormalRun(double mean, double std) : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged
    {
        for (long i = 0; i < count; i++) target[i] = Element.FromDouble<T>(NormalFill.Next(engine, mean, std));
    }
}

/// <summary>Normal numbers in blocks; at least 16, contiguous.</summary>
internal readonly struct NormalBlocksRun(double mean, double std) : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged
    {
        if (count > int.MaxValue) throw new ArgumentException($"normal_: at most {int.MaxValue} elements can be drawn at once, got {count}");
        int length = (int)count;
        if (typeof(T) == typeof(float)) NormalFill.Fill(engine, (float*)target, length, (float)mean, (float)std);
        else if (typeof(T) == typeof(double)) NormalFill.Fill(engine, (double*)target, length, mean, std);
        else if (typeof(T) == typeof(Half)) NormalFill.Fill(engine, new Span<Half>(target, length), (Half)(float)mean, (Half)(float)std);
        else NormalFill.Fill(engine, new Span<BFloat16>(target, length), (BFloat16)mean, (BFloat16)std);
    }
}

internal readonly struct LogNormalRun(double mean, double std) : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged
    {
        for (long i = 0; i < count; i++) target[i] = Element.FromDouble<T>(Math.Exp(NormalFill.Next(engine, mean, std)));
    }
}

internal readonly struct ExponentialRun(double rate) : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged
        => ExponentialFill.Fill(engine, target, count, rate);
}

internal readonly struct GeometricRun(double p) : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged
    {
        double failure = p < 1 ? Math.Log(1 - p) is var log && p > 0.01 ? log : LogFailure(p) : double.NegativeInfinity;
        for (long i = 0; i < count; i++) target[i] = Element.FromDouble<T>(Math.Ceiling(Math.Log(engine.UniformDouble()) / failure));
    }

    // log1p(-p): where p is small, the part of 1 - p that was rounded away matters.
    private static double LogFailure(double p)
    {
        double w = 1 - p;
        return Math.Log(w) + (1 - w - p) / w;
    }
}

internal readonly struct CauchyRun(double median, double sigma) : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged
    {
        for (long i = 0; i < count; i++)
            target[i] = Element.FromDouble<T>(Math.FusedMultiplyAdd(sigma, Math.Tan(Math.PI * (engine.UniformDouble() - 0.5)), median));
    }
}

internal readonly struct BernoulliRun(double p) : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged
        => BernoulliFill.Fill(engine, target, count, p, Element.FromInt64<T>(1));
}

internal readonly struct IntegerRun(long low, ulong range) : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged => IntegerFill.Fill(engine, target, count, low, range);
}

internal readonly struct BitsRun : IRandomRun
{
    public unsafe void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged => IntegerFill.FillBits(engine, target, count);
}
