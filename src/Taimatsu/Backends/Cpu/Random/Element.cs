using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>A drawn number as an element of a type known when the code is compiled to machine code, so that the tests cost nothing.</summary>
internal static class Element
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FromDouble<T>(double value) where T : unmanaged
    {
        if (typeof(T) == typeof(double)) return As<double, T>(value);
        if (typeof(T) == typeof(float)) return As<float, T>((float)value);
        if (typeof(T) == typeof(Half)) return As<Half, T>((Half)(float)value);
        if (typeof(T) == typeof(BFloat16)) return As<BFloat16, T>((BFloat16)value);
        if (typeof(T) == typeof(bool)) return As<bool, T>(value != 0);
        return FromInt64<T>((long)value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FromInt64<T>(long value) where T : unmanaged
    {
        if (typeof(T) == typeof(long)) return As<long, T>(value);
        if (typeof(T) == typeof(int)) return As<int, T>(unchecked((int)value));
        if (typeof(T) == typeof(short)) return As<short, T>(unchecked((short)value));
        if (typeof(T) == typeof(sbyte)) return As<sbyte, T>(unchecked((sbyte)value));
        if (typeof(T) == typeof(byte)) return As<byte, T>(unchecked((byte)value));
        if (typeof(T) == typeof(bool)) return As<bool, T>(value != 0);
        if (typeof(T) == typeof(float)) return As<float, T>(value);
        if (typeof(T) == typeof(double)) return As<double, T>(value);
        if (typeof(T) == typeof(Half)) return As<Half, T>((Half)(float)value);
        return As<BFloat16, T>((BFloat16)(float)value);
    }

    /// <summary>An element of a float type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToDouble<T>(T value) where T : unmanaged
    {
        if (typeof(T) == typeof(double)) return As<T, double>(value);
        if (typeof(T) == typeof(float)) return As<T, float>(value);
        if (typeof(T) == typeof(Half)) return (double)As<T, Half>(value);
        return As<T, BFloat16>(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo As<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged => Unsafe.BitCast<TFrom, TTo>(value);
}
