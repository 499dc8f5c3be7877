using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>The conversions that occur most, several elements at a time. Each gives what <see cref="Converter.Cast"/> gives.</summary>
internal static unsafe class VectorConverter
{
    /// <summary>Converts as many elements as whole vectors hold, none if the pair has no vector form; returns their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Run<TFrom, TTo>(TFrom* from, TTo* to, long count) where TFrom : unmanaged where TTo : unmanaged
    {
        if (typeof(TFrom) == typeof(Half) && typeof(TTo) == typeof(float)) return HalfToSingle((Half*)from, (float*)to, count);
        if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(Half)) return SingleToHalf((float*)from, (Half*)to, count);
        if (typeof(TFrom) == typeof(BFloat16) && typeof(TTo) == typeof(float)) return BFloatToSingle((ushort*)from, (float*)to, count);
        if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(BFloat16)) return SingleToBFloat((float*)from, (ushort*)to, count);
        if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(double)) return SingleToDouble((float*)from, (double*)to, count);
        if (typeof(TFrom) == typeof(double) && typeof(TTo) == typeof(float)) return DoubleToSingle((double*)from, (float*)to, count);
        if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(long)) return SingleToInt64((float*)from, (long*)to, count);
        if (typeof(TFrom) == typeof(double) && typeof(TTo) == typeof(long)) return DoubleToInt64((double*)from, (long*)to, count);
        if (typeof(TFrom) == typeof(int) && typeof(TTo) == typeof(float)) return Int32ToSingle((int*)from, (float*)to, count);
        if (typeof(TFrom) == typeof(long) && typeof(TTo) == typeof(float)) return WideConverter.Int64ToSingle((long*)from, (float*)to, count);
        if (typeof(TFrom) == typeof(long) && typeof(TTo) == typeof(double)) return WideConverter.Int64ToDouble((long*)from, (double*)to, count);
        if (typeof(TFrom) == typeof(long) && typeof(TTo) == typeof(int)) return WideConverter.Int64ToInt32((long*)from, (int*)to, count);
        if (typeof(TFrom) == typeof(int) && typeof(TTo) == typeof(long)) return WideConverter.Int32ToInt64((int*)from, (long*)to, count);
        if (typeof(TFrom) == typeof(int) && typeof(TTo) == typeof(double)) return WideConverter.Int32ToDouble((int*)from, (double*)to, count);
        // Halves and bfloats are single precision on the way.
        if (IsHalf<TFrom>() && typeof(TTo) != typeof(float) && typeof(TTo) != typeof(TFrom)) return Through<float, TFrom, TTo>(from, to, count);
        if (IsHalf<TTo>() && typeof(TFrom) != typeof(float) && typeof(TTo) != typeof(TFrom)) return Through<float, TFrom, TTo>(from, to, count);
        if (typeof(TFrom) == typeof(float) || typeof(TFrom) == typeof(double))
        {
            if (typeof(TTo) == typeof(int) || typeof(TTo) == typeof(short) || typeof(TTo) == typeof(sbyte) || typeof(TTo) == typeof(byte)) return TruncatingConverter.FromFloats(from, to, count);
            if (typeof(TTo) == typeof(bool)) return TruncatingConverter.IsNotZero(from, (byte*)to, count);
        }
        if (typeof(TFrom) == typeof(int) || typeof(TFrom) == typeof(long))
        {
            if (typeof(TTo) == typeof(bool)) return TruncatingConverter.IsNotZero(from, (byte*)to, count);
            if (typeof(TTo) == typeof(short) || typeof(TTo) == typeof(sbyte) || typeof(TTo) == typeof(byte))
                return typeof(TFrom) == typeof(int) ? TruncatingConverter.FromInt32((int*)from, to, count) : TruncatingConverter.FromInt64((long*)from, to, count);
        }
        // The byte of a bool is 0 or 1.
        if ((typeof(TFrom) == typeof(byte) || typeof(TFrom) == typeof(bool)) && typeof(TTo) == typeof(long)) return WideConverter.ByteToInt64((byte*)from, (long*)to, count);
        if ((typeof(TFrom) == typeof(byte) || typeof(TFrom) == typeof(bool)) && typeof(TTo) == typeof(float)) return ByteToSingle((byte*)from, (float*)to, count);
        if (IsSmall<TFrom>() && (typeof(TTo) == typeof(float) || typeof(TTo) == typeof(int))) return WideConverter.FromSmall(from, to, count);
        // The others go by way of int32.
        if (IsSmall<TFrom>() && (typeof(TTo) == typeof(long) || typeof(TTo) == typeof(double) || sizeof(TFrom) != sizeof(TTo))) return Through<int, TFrom, TTo>(from, to, count);
        if (typeof(TFrom) == typeof(byte) && typeof(TTo) == typeof(bool)) return ByteToBool((byte*)from, (byte*)to, count);
        if (typeof(TFrom) == typeof(bool) && typeof(TTo) == typeof(byte)) return Same((byte*)from, (byte*)to, count);
        return 0;
    }

    private static bool IsHalf<T>() => typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16);

    private static bool IsSmall<T>() => typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(bool);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Through<TMiddle, TFrom, TTo>(TFrom* from, TTo* to, long count) where TMiddle : unmanaged where TFrom : unmanaged where TTo : unmanaged
    {
        const int piece = 512;
        TMiddle* middle = stackalloc TMiddle[piece];
        for (long done = 0; done < count; done += piece)
        {
            long n = Math.Min(piece, count - done);
            for (long i = Run(from + done, middle, n); i < n; i++) middle[i] = Converter.Cast<TFrom, TMiddle>(from[done + i]);
            for (long i = Run(middle, to + done, n); i < n; i++) to[done + i] = Converter.Cast<TMiddle, TTo>(middle[i]);
        }
        return count;
    }

    private static long HalfToSingle(Half* from, float* to, long count)
    {
        long done = HalfConverter.ToSingle((ushort*)from, to, count);
        for (; done < count; done += int.MaxValue)
        {
            int n = (int)Math.Min(int.MaxValue, count - done);
            TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(from + done, n), new Span<float>(to + done, n));
        }
        return count;
    }

    private static long SingleToHalf(float* from, Half* to, long count)
    {
        long done = HalfConverter.FromSingle(from, (ushort*)to, count);
        for (; done < count; done += int.MaxValue)
        {
            int n = (int)Math.Min(int.MaxValue, count - done);
            TensorPrimitives.ConvertToHalf(new ReadOnlySpan<float>(from + done, n), new Span<Half>(to + done, n));
        }
        return count;
    }

    // Beyond int64's range both saturate as C# does, and NaN gives 0.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long SingleToInt64(float* from, long* to, long count)
    {
        long i = 0;
        if (!Avx512DQ.IsSupported) return i;
        for (; i + 8 <= count; i += 8) Vector512.ConvertToInt64(Avx512F.ConvertToVector512Double(Vector256.Load(from + i))).Store(to + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long DoubleToInt64(double* from, long* to, long count)
    {
        long i = 0;
        if (!Avx512DQ.IsSupported) return i;
        for (; i + 8 <= count; i += 8) Vector512.ConvertToInt64(Vector512.Load(from + i)).Store(to + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long BFloatToSingle(ushort* from, float* to, long count)
    {
        long i = 0;
        if (Avx512F.IsSupported)
            for (; i + 32 <= count; i += 32)
            {
                Vector512<uint> first = Avx512F.ConvertToVector512UInt32(Vector256.Load(from + i)), second = Avx512F.ConvertToVector512UInt32(Vector256.Load(from + i + 16));
                (first << 16).AsSingle().Store(to + i);
                (second << 16).AsSingle().Store(to + i + 16);
            }
        for (; i + 8 <= count; i += 8)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(from + i));
            (low << 16).AsSingle().Store(to + i);
            (high << 16).AsSingle().Store(to + i + 4);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long SingleToBFloat(float* from, ushort* to, long count)
    {
        long i = 0;
        if (Avx512F.IsSupported)
            for (; i + 16 <= count; i += 16) Avx512F.ConvertToVector256UInt16(RoundWide(Vector512.Load(from + i))).Store(to + i);
        for (; i + 8 <= count; i += 8) Vector128.Narrow(Round(Vector128.Load(from + i)), Round(Vector128.Load(from + i + 4))).Store(to + i);
        return i;

        static Vector512<uint> RoundWide(Vector512<float> x)
        {
            var bits = x.AsUInt32();
            var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >>> 16) & Vector512<uint>.One)) >>> 16;
            return Vector512.ConditionalSelect(Vector512.Equals(x, x).AsUInt32(), rounded, (bits >>> 16) | Vector512.Create(0x40u));
        }

        // To the nearest, ties to even; a NaN must not be rounded to infinity.
        static Vector128<uint> Round(Vector128<float> x)
        {
            var bits = x.AsUInt32();
            var rounded = (bits + Vector128.Create(0x7FFFu) + ((bits >>> 16) & Vector128<uint>.One)) >>> 16;
            return Vector128.ConditionalSelect(Vector128.Equals(x, x).AsUInt32(), rounded, (bits >>> 16) | Vector128.Create(0x40u));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long SingleToDouble(float* from, double* to, long count)
    {
        long i = 0;
        if (Avx512F.IsSupported)
            for (; i + 16 <= count; i += 16)
            {
                Avx512F.ConvertToVector512Double(Vector256.Load(from + i)).Store(to + i);
                Avx512F.ConvertToVector512Double(Vector256.Load(from + i + 8)).Store(to + i + 8);
            }
        for (; i + 8 <= count; i += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(from + i));
            low.Store(to + i);
            high.Store(to + i + 4);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long DoubleToSingle(double* from, float* to, long count)
    {
        long i = 0;
        if (Avx512F.IsSupported)
            for (; i + 16 <= count; i += 16)
            {
                Avx512F.ConvertToVector256Single(Vector512.Load(from + i)).Store(to + i);
                Avx512F.ConvertToVector256Single(Vector512.Load(from + i + 8)).Store(to + i + 8);
            }
        for (; i + 8 <= count; i += 8) Vector256.Narrow(Vector256.Load(from + i), Vector256.Load(from + i + 4)).Store(to + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Int32ToSingle(int* from, float* to, long count)
    {
        long i = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; i + 32 <= count; i += 32)
            {
                Vector512.ConvertToSingle(Vector512.Load(from + i)).Store(to + i);
                Vector512.ConvertToSingle(Vector512.Load(from + i + 16)).Store(to + i + 16);
            }
        for (; i + 8 <= count; i += 8) Vector256.ConvertToSingle(Vector256.Load(from + i)).Store(to + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long ByteToSingle(byte* from, float* to, long count)
    {
        long i = 0;
        if (Avx512F.IsSupported)
            for (; i + 32 <= count; i += 32)
            {
                Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(from + i))).Store(to + i);
                Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(from + i + 16))).Store(to + i + 16);
            }
        if (Avx2.IsSupported)
        {
            for (; i + 8 <= count; i += 8) Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(from + i)).Store(to + i);
            return i;
        }
        for (; i + 16 <= count; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(from + i));
            var (a, b) = Vector128.Widen(low);
            var (c, d) = Vector128.Widen(high);
            Vector128.ConvertToSingle(a.AsInt32()).Store(to + i);
            Vector128.ConvertToSingle(b.AsInt32()).Store(to + i + 4);
            Vector128.ConvertToSingle(c.AsInt32()).Store(to + i + 8);
            Vector128.ConvertToSingle(d.AsInt32()).Store(to + i + 12);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long ByteToBool(byte* from, byte* to, long count)
    {
        long i = 0;
        for (; i + 32 <= count; i += 32) Vector256.Min(Vector256.Load(from + i), Vector256<byte>.One).Store(to + i);
        return i;
    }

    private static long Same(byte* from, byte* to, long count)
    {
        Buffer.MemoryCopy(from, to, count, count);
        return count;
    }
}
