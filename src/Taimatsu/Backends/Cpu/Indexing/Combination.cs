using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

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
