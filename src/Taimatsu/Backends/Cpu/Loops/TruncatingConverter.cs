using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Conversions to shorter whole numbers and bool, sixteen elements at a time. Each gives what <see cref="Converter.Cast"/> gives and returns how many it converted: numbers that do not fit
/// 32 bits, which no instruction wraps as C does, end a run, and are left to single elements.
/// </summary>
internal static unsafe class TruncatingConverter
{
    private const int Lanes = 16;

    /// <summary>Whole vectors of float32 or float64 to int32, int16, int8 or uint8.</summary>
    public static long FromFloats<TFrom, TTo>(TFrom* from, TTo* to, long count) where TFrom : unmanaged where TTo : unmanaged
    {
        for (long i = 0; ;)
        {
            i += typeof(TFrom) == typeof(float) ? FromSingle((float*)from + i, to + i, count - i) : FromDouble((double*)from + i, to + i, count - i);
            if (count - i < Lanes) return i;
            for (long end = i + Lanes; i < end; i++) to[i] = Converter.Cast<TFrom, TTo>(from[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long FromSingle<TTo>(float* from, TTo* to, long count) where TTo : unmanaged
    {
        long i = 0;
        if (typeof(TTo) == typeof(int) && Vector512.IsHardwareAccelerated)
        {
            var most = Vector512.Create(2147483648f);
            for (; i + 2 * Lanes <= count; i += 2 * Lanes)
            {
                Vector512<float> a = Vector512.Load(from + i), b = Vector512.Load(from + i + Lanes);
                // A NaN is not less, wherever it stands.
                if (!Vector512.LessThanAll(Vector512.Abs(a), most) || !Vector512.LessThanAll(Vector512.Abs(b), most)) break;
                Vector512.ConvertToInt32Native(a).Store((int*)to + i);
                Vector512.ConvertToInt32Native(b).Store((int*)to + i + Lanes);
            }
        }
        var limit = Vector256.Create(2147483648f);
        for (; i + Lanes <= count; i += Lanes)
        {
            Vector256<float> a = Vector256.Load(from + i), b = Vector256.Load(from + i + 8);
            if (!Vector256.LessThanAll(Vector256.Max(Vector256.Abs(a), Vector256.Abs(b)), limit)) break; // NaN is not less either
            Store(Vector256.ConvertToInt32Native(a), Vector256.ConvertToInt32Native(b), to + i);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long FromDouble<TTo>(double* from, TTo* to, long count) where TTo : unmanaged
    {
        long i = 0;
        var limit = Vector256.Create(2147483648.0);
        for (; i + Lanes <= count; i += Lanes)
        {
            Vector256<double> a = Vector256.Load(from + i), b = Vector256.Load(from + i + 4), c = Vector256.Load(from + i + 8), d = Vector256.Load(from + i + 12);
            var largest = Vector256.Max(Vector256.Max(Vector256.Abs(a), Vector256.Abs(b)), Vector256.Max(Vector256.Abs(c), Vector256.Abs(d)));
            if (!Vector256.LessThanAll(largest, limit)) break;
            Store(Vector256.Create(Truncate(a), Truncate(b)), Vector256.Create(Truncate(c), Truncate(d)), to + i);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Truncate(Vector256<double> x)
    {
        if (System.Runtime.Intrinsics.X86.Avx.IsSupported) return System.Runtime.Intrinsics.X86.Avx.ConvertToVector128Int32WithTruncation(x);
        var whole = Vector256.ConvertToInt64Native(x);
        return Vector128.Narrow(whole.GetLower(), whole.GetUpper());
    }

    /// <summary>Whole vectors of int64 to int16, int8 or uint8: the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long FromInt64<TTo>(long* from, TTo* to, long count) where TTo : unmanaged
    {
        long i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            var low = Vector256.Narrow(Vector256.Load(from + i), Vector256.Load(from + i + 4));
            var high = Vector256.Narrow(Vector256.Load(from + i + 8), Vector256.Load(from + i + 12));
            Store(low, high, to + i);
        }
        return i;
    }

    /// <summary>Whole vectors of int32 to int16, int8 or uint8: the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long FromInt32<TTo>(int* from, TTo* to, long count) where TTo : unmanaged
    {
        long i = 0;
        for (; i + Lanes <= count; i += Lanes) Store(Vector256.Load(from + i), Vector256.Load(from + i + 8), to + i);
        return i;
    }

    /// <summary>Whole vectors of 32-bit elements to bool: anything but zero is true, of floats both zeros are.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long IsNotZero<TFrom>(TFrom* from, byte* to, long count) where TFrom : unmanaged
    {
        long i = 0;
        if (sizeof(TFrom) == 4)
            for (; i + Lanes <= count; i += Lanes) Store(Bits32(from + i), Bits32(from + i + 8), to + i);
        else
            for (; i + Lanes <= count; i += Lanes)
                Store(Vector256.Narrow(Bits64(from + i), Bits64(from + i + 4)), Vector256.Narrow(Bits64(from + i + 8), Bits64(from + i + 12)), to + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Bits32<TFrom>(TFrom* from) where TFrom : unmanaged => Vector256.AndNot(Vector256<int>.One, Vector256.Equals(Vector256.Load(from), Vector256<TFrom>.Zero).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Bits64<TFrom>(TFrom* from) where TFrom : unmanaged => Vector256.AndNot(Vector256<long>.One, Vector256.Equals(Vector256.Load(from), Vector256<TFrom>.Zero).AsInt64());

    // Sixteen elements, shortened to the target's size.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TTo>(Vector256<int> low, Vector256<int> high, TTo* to) where TTo : unmanaged
    {
        if (sizeof(TTo) == 4)
        {
            low.Store((int*)to);
            high.Store((int*)to + 8);
        }
        else if (sizeof(TTo) == 2) Vector256.Narrow(low, high).Store((short*)to);
        else
        {
            var narrow = Vector256.Narrow(low, high);
            Vector128.Narrow(narrow.GetLower(), narrow.GetUpper()).Store((sbyte*)to);
        }
    }
}
