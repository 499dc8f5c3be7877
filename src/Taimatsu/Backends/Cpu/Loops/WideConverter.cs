using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Conversions of whole numbers by vectors. Each gives what <see cref="Converter.Cast"/> gives and returns how many it converted.</summary>
internal static unsafe class WideConverter
{
    // One rounding, by the one instruction: by way of double there would be two.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long Int64ToSingle(long* from, float* to, long count)
    {
        if (VectorWidth.Bits < 512 || !Avx512DQ.IsSupported) return 0;
        long i = 0;
        for (; i + 8 <= count; i += 8) Avx512DQ.ConvertToVector256Single(Vector512.Load(from + i)).Store(to + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long Int64ToInt32(long* from, int* to, long count)
    {
        long i = 0;
        if (Avx512F.IsSupported)
            for (; i + 16 <= count; i += 16)
            {
                Avx512F.ConvertToVector256Int32(Vector512.Load(from + i)).Store(to + i);
                Avx512F.ConvertToVector256Int32(Vector512.Load(from + i + 8)).Store(to + i + 8);
            }
        for (; i + 8 <= count; i += 8) Vector256.Narrow(Vector256.Load(from + i), Vector256.Load(from + i + 4)).Store(to + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long Int32ToInt64(int* from, long* to, long count)
    {
        long i = 0;
        if (Avx512F.IsSupported)
            for (; i + 16 <= count; i += 16)
            {
                Avx512F.ConvertToVector512Int64(Vector256.Load(from + i)).Store(to + i);
                Avx512F.ConvertToVector512Int64(Vector256.Load(from + i + 8)).Store(to + i + 8);
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
    public static long Int64ToDouble(long* from, double* to, long count)
    {
        if (!Avx512DQ.IsSupported) return 0;
        long i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Avx512DQ.ConvertToVector512Double(Vector512.Load(from + i)).Store(to + i);
            Avx512DQ.ConvertToVector512Double(Vector512.Load(from + i + 8)).Store(to + i + 8);
        }
        return i;
    }

    /// <summary>Whole numbers of 8 or 16 bits to int32 or float32.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long FromSmall<TFrom, TTo>(TFrom* from, TTo* to, long count) where TFrom : unmanaged where TTo : unmanaged
    {
        long i = 0;
        for (; i + 16 <= count; i += 16)
        {
            var (low, high) = Widened(from + i);
            Store(low, to + i);
            Store(high, to + i + 8);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TTo>(Vector256<int> whole, TTo* to) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(float)) Vector256.ConvertToSingle(whole).Store((float*)to);
        else whole.Store((int*)to);
    }

    // Sixteen elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> Low, Vector256<int> High) Widened<TFrom>(TFrom* from) where TFrom : unmanaged
    {
        if (typeof(TFrom) == typeof(short)) return Vector256.Widen(Vector256.Load((short*)from));
        Vector256<short> shorts;
        if (typeof(TFrom) == typeof(sbyte))
        {
            var (a, b) = Vector128.Widen(Vector128.Load((sbyte*)from));
            shorts = Vector256.Create(a, b);
        }
        else
        {
            var (a, b) = Vector128.Widen(Vector128.Load((byte*)from));
            shorts = Vector256.Create(a, b).AsInt16();
        }
        return Vector256.Widen(shorts);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long ByteToInt64(byte* from, long* to, long count)
    {
        if (!Avx2.IsSupported) return 0;
        long i = 0;
        if (Avx512F.IsSupported)
            for (; i + 16 <= count; i += 16)
            {
                var bytes = Vector128.Load(from + i);
                Avx512F.ConvertToVector512Int64(bytes).Store(to + i);
                Avx512F.ConvertToVector512Int64(Vector128.Shuffle(bytes.AsInt64(), Vector128.Create(1L, 0)).AsByte()).Store(to + i + 8);
            }
        for (; i + 4 <= count; i += 4) Avx2.ConvertToVector256Int64(from + i).Store(to + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long Int32ToDouble(int* from, double* to, long count)
    {
        long i = 0;
        for (; i + 8 <= count; i += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(from + i));
            if (Avx.IsSupported)
            {
                Avx.ConvertToVector256Double(Vector128.Load(from + i)).Store(to + i);
                Avx.ConvertToVector256Double(Vector128.Load(from + i + 4)).Store(to + i + 4);
                continue;
            }
            Vector256.ConvertToDouble(low).Store(to + i);
            Vector256.ConvertToDouble(high).Store(to + i + 4);
        }
        return i;
    }
}
