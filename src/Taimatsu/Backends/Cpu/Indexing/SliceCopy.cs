using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Slices of a contiguous tensor seen as [outer, length, inner], picked by index.</summary>
internal unsafe struct SliceCopy : IRangeBody
{
    public byte* Target, Source;
    public long* Index;
    public long Count, SourceLength, InnerBytes;

    /// <summary>One slice (outer · count + i) after the other.</summary>
    public readonly void Run(long begin, long end)
    {
        for (long at = begin; at < end; at++)
        {
            long outer = at / Count, i = at % Count;
            System.Buffer.MemoryCopy(Source + (outer * SourceLength + Index[i]) * InnerBytes, Target + at * InnerBytes, InnerBytes, InnerBytes);
        }
    }
}

/// <summary>Combines slices of [outer, count, inner] into those of [outer, length, inner] that an index names.</summary>
internal unsafe struct SliceCombine<T> : IRangeBody where T : unmanaged
{
    public T* Target, Source;
    public long* Index;
    public long Count, TargetLength, Inner;
    public ScatterKind Kind;

    /// <summary>Shared out by outer index: two of them never meet.</summary>
    public readonly void Run(long begin, long end)
    {
        for (long outer = begin; outer < end; outer++)
            for (long i = 0; i < Count; i++)
            {
                T* target = Target + (outer * TargetLength + Index[i]) * Inner, source = Source + (outer * Count + i) * Inner;
                for (long k = 0; k < Inner; k++) target[k] = Combination.Of(target[k], source[k], Kind);
            }
    }
}

/// <summary>How an element meets another at one place.</summary>
internal static class Combination
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T old, T value, ScatterKind kind) where T : unmanaged
    {
        if (kind == ScatterKind.Assign) return value;
        if (typeof(T) == typeof(float)) return Unsafe.BitCast<float, T>(Float(Unsafe.BitCast<T, float>(old), Unsafe.BitCast<T, float>(value), kind));
        if (typeof(T) == typeof(double)) return Unsafe.BitCast<double, T>(Double(Unsafe.BitCast<T, double>(old), Unsafe.BitCast<T, double>(value), kind));
        if (typeof(T) == typeof(Half)) return Unsafe.BitCast<Half, T>((Half)Float((float)Unsafe.BitCast<T, Half>(old), (float)Unsafe.BitCast<T, Half>(value), kind));
        if (typeof(T) == typeof(BFloat16)) return Unsafe.BitCast<BFloat16, T>((BFloat16)Float(Unsafe.BitCast<T, BFloat16>(old), Unsafe.BitCast<T, BFloat16>(value), kind));
        return Converter.Cast<long, T>(Integer(Converter.Cast<T, long>(old), Converter.Cast<T, long>(value), kind));
    }

    private static float Float(float old, float value, ScatterKind kind) => kind switch
    {
        ScatterKind.Add => old + value,
        ScatterKind.Multiply => old * value,
        ScatterKind.Maximum => Math.Max(old, value),
        _ => Math.Min(old, value),
    };

    private static double Double(double old, double value, ScatterKind kind) => kind switch
    {
        ScatterKind.Add => old + value,
        ScatterKind.Multiply => old * value,
        ScatterKind.Maximum => Math.Max(old, value),
        _ => Math.Min(old, value),
    };

    private static long Integer(long old, long value, ScatterKind kind) => kind switch
    {
        ScatterKind.Add => old + value,
        ScatterKind.Multiply => old * value,
        ScatterKind.Maximum => Math.Max(old, value),
        _ => Math.Min(old, value),
    };
}
