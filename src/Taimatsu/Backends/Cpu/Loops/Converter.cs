using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Copies runs of elements between any two element types and strides, with C's conversion rules, as PyTorch does.</summary>
internal static unsafe class Converter
{
    /// <summary>The function (source, source stride, target, target stride, count) for a pair of types; strides are in bytes.</summary>
    public static delegate*<byte*, long, byte*, long, long, void> Get(ScalarType from, ScalarType to) => from switch
    {
        ScalarType.Byte => To<byte>(to),
        ScalarType.Int8 => To<sbyte>(to),
        ScalarType.Int16 => To<short>(to),
        ScalarType.Int32 => To<int>(to),
        ScalarType.Int64 => To<long>(to),
        ScalarType.Float16 => To<Half>(to),
        ScalarType.Float32 => To<float>(to),
        ScalarType.Float64 => To<double>(to),
        ScalarType.Bool => To<bool>(to),
        ScalarType.BFloat16 => To<BFloat16>(to),
        _ => throw new ArgumentException($"no conversion from {from}"),
    };

    private static delegate*<byte*, long, byte*, long, long, void> To<TFrom>(ScalarType to) where TFrom : unmanaged => to switch
    {
        ScalarType.Byte => &Run<TFrom, byte>,
        ScalarType.Int8 => &Run<TFrom, sbyte>,
        ScalarType.Int16 => &Run<TFrom, short>,
        ScalarType.Int32 => &Run<TFrom, int>,
        ScalarType.Int64 => &Run<TFrom, long>,
        ScalarType.Float16 => &Run<TFrom, Half>,
        ScalarType.Float32 => &Run<TFrom, float>,
        ScalarType.Float64 => &Run<TFrom, double>,
        ScalarType.Bool => &Run<TFrom, bool>,
        ScalarType.BFloat16 => &Run<TFrom, BFloat16>,
        _ => throw new ArgumentException($"no conversion to {to}"),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TFrom, TTo>(byte* source, long sourceStride, byte* target, long targetStride, long count)
        where TFrom : unmanaged where TTo : unmanaged
    {
        if (sourceStride == sizeof(TFrom) && targetStride == sizeof(TTo))
        {
            if (typeof(TFrom) == typeof(TTo))
            {
                BlockCopy.Run(source, target, count * sizeof(TTo));
                return;
            }
            var from = (TFrom*)source;
            var to = (TTo*)target;
            for (long i = VectorConverter.Run(from, to, count); i < count; i++) to[i] = Cast<TFrom, TTo>(from[i]);
            return;
        }
        if (typeof(TFrom) == typeof(TTo) && sourceStride == -sizeof(TFrom) && targetStride == sizeof(TTo))
        {
            ReversedCopy.Run((TTo*)source, (TTo*)target, count);
            return;
        }
        if (sourceStride == 0 && targetStride == sizeof(TTo))
        {
            BlockFill.Run((TTo*)target, Cast<TFrom, TTo>(*(TFrom*)source), count);
            return;
        }
        long done = typeof(TFrom) == typeof(TTo) && sourceStride == 2 * sizeof(TFrom) && targetStride == sizeof(TTo) ? AlternateCopy.Run((TTo*)source, (TTo*)target, count) : 0;
        source += done * sourceStride;
        target += done * targetStride;
        for (long i = done; i < count; i++, source += sourceStride, target += targetStride) *(TTo*)target = Cast<TFrom, TTo>(*(TFrom*)source);
    }

    /// <summary>One element, as C casts it: floats truncate, integers wrap, anything but zero is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TTo Cast<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged
    {
        if (typeof(TFrom) == typeof(TTo)) return Unsafe.BitCast<TFrom, TTo>(value);
        if (typeof(TFrom) == typeof(double)) return FromDouble<TTo>(Unsafe.BitCast<TFrom, double>(value));
        if (typeof(TFrom) == typeof(float)) return FromSingle<TTo>(Unsafe.BitCast<TFrom, float>(value));
        if (typeof(TFrom) == typeof(Half)) return FromSingle<TTo>((float)Unsafe.BitCast<TFrom, Half>(value));
        if (typeof(TFrom) == typeof(BFloat16)) return FromSingle<TTo>(Unsafe.BitCast<TFrom, BFloat16>(value));
        if (typeof(TFrom) == typeof(long)) return FromInt64<TTo>(Unsafe.BitCast<TFrom, long>(value));
        if (typeof(TFrom) == typeof(int)) return FromInt64<TTo>(Unsafe.BitCast<TFrom, int>(value));
        if (typeof(TFrom) == typeof(short)) return FromInt64<TTo>(Unsafe.BitCast<TFrom, short>(value));
        if (typeof(TFrom) == typeof(sbyte)) return FromInt64<TTo>(Unsafe.BitCast<TFrom, sbyte>(value));
        return FromInt64<TTo>(Unsafe.BitCast<TFrom, byte>(value)); // byte and bool
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo FromDouble<TTo>(double value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(float)) return Unsafe.BitCast<float, TTo>((float)value);
        if (typeof(TTo) == typeof(Half)) return Unsafe.BitCast<Half, TTo>((Half)(float)value);
        if (typeof(TTo) == typeof(BFloat16)) return Unsafe.BitCast<BFloat16, TTo>((BFloat16)(float)value);
        if (typeof(TTo) == typeof(bool)) return Unsafe.BitCast<bool, TTo>(value != 0);
        return FromInt64<TTo>((long)value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo FromSingle<TTo>(float value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(double)) return Unsafe.BitCast<double, TTo>(value);
        if (typeof(TTo) == typeof(float)) return Unsafe.BitCast<float, TTo>(value);
        if (typeof(TTo) == typeof(Half)) return Unsafe.BitCast<Half, TTo>((Half)value);
        if (typeof(TTo) == typeof(BFloat16)) return Unsafe.BitCast<BFloat16, TTo>((BFloat16)value);
        if (typeof(TTo) == typeof(bool)) return Unsafe.BitCast<bool, TTo>(value != 0);
        return FromInt64<TTo>((long)value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo FromInt64<TTo>(long value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(long)) return Unsafe.BitCast<long, TTo>(value);
        if (typeof(TTo) == typeof(int)) return Unsafe.BitCast<int, TTo>(unchecked((int)value));
        if (typeof(TTo) == typeof(short)) return Unsafe.BitCast<short, TTo>(unchecked((short)value));
        if (typeof(TTo) == typeof(sbyte)) return Unsafe.BitCast<sbyte, TTo>(unchecked((sbyte)value));
        if (typeof(TTo) == typeof(byte)) return Unsafe.BitCast<byte, TTo>(unchecked((byte)value));
        if (typeof(TTo) == typeof(bool)) return Unsafe.BitCast<bool, TTo>(value != 0);
        if (typeof(TTo) == typeof(double)) return Unsafe.BitCast<double, TTo>(value);
        if (typeof(TTo) == typeof(float)) return Unsafe.BitCast<float, TTo>(value);
        if (typeof(TTo) == typeof(Half)) return Unsafe.BitCast<Half, TTo>((Half)(float)value);
        return Unsafe.BitCast<BFloat16, TTo>((BFloat16)(float)value);
    }
}
