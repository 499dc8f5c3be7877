using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Copies rows of bytes that lie a step apart: short ones without a call for each, which would take as long as the row.</summary>
internal static unsafe class RowCopy
{
    // Rows of up to so many bytes are copied in the loop; memcpy takes 8 us where it takes 13 for 64 rows of 12 KB, and is as fast at 4 KB.
    private const long Short = 4096;

    /// <summary>The rows do not overlap; the steps are in bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(byte* target, long targetStep, byte* source, long sourceStep, long rows, long bytes)
    {
        if (bytes > Short)
            for (; rows > 0; rows--, target += targetStep, source += sourceStep) BlockCopy.Run(source, target, bytes);
        else if (bytes >= 64 && Vector512.IsHardwareAccelerated) Wide(target, targetStep, source, sourceStep, rows, bytes);
        else if (bytes >= 32) Vectors(target, targetStep, source, sourceStep, rows, bytes);
        else if (bytes >= 16)
            for (; rows > 0; rows--, target += targetStep, source += sourceStep) Two<Vector128<byte>>(target, source, bytes);
        else if (bytes >= 8)
            for (; rows > 0; rows--, target += targetStep, source += sourceStep) Two<ulong>(target, source, bytes);
        else if (bytes >= 4)
            for (; rows > 0; rows--, target += targetStep, source += sourceStep) Two<uint>(target, source, bytes);
        else
            for (; rows > 0; rows--, target += targetStep, source += sourceStep)
            {
                target[0] = source[0];
                if (bytes > 1) target[1] = source[1];
                if (bytes > 2) target[2] = source[2];
            }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Wide(byte* target, long targetStep, byte* source, long sourceStep, long rows, long bytes)
    {
        long last = bytes - V512<byte>.Count;
        for (; rows > 0; rows--, target += targetStep, source += sourceStep) Overlapping<V512<byte>, byte>(source, target, last);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Vectors(byte* target, long targetStep, byte* source, long sourceStep, long rows, long bytes)
    {
        const int step = 32;
        long last = bytes - step;
        for (; rows > 0; rows--, target += targetStep, source += sourceStep)
        {
            for (long i = 0; i < last; i += step) Vector256.Load(source + i).Store(target + i);
            Vector256.Load(source + last).Store(target + last);
        }
    }

    // Two loads that may overlap, both before the stores: a row may be copied to where it lies.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two<T>(byte* target, byte* source, long bytes) where T : unmanaged
    {
        T first = Unsafe.ReadUnaligned<T>(source), second = Unsafe.ReadUnaligned<T>(source + bytes - sizeof(T));
        Unsafe.WriteUnaligned(target, first);
        Unsafe.WriteUnaligned(target + bytes - sizeof(T), second);
    }

    /// <summary>Copies a row whose last vector begins at <paramref name="last"/>; it may overlap the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Overlapping<V, T>(T* row, T* target, long last) where V : struct, ISimd<V, T> where T : unmanaged
    {
        long i = 0;
        for (; i <= last - 3 * V.Count; i += 4 * V.Count)
        {
            V a = V.Load(row + i), b = V.Load(row + i + V.Count), c = V.Load(row + i + 2 * V.Count), d = V.Load(row + i + 3 * V.Count);
            V.Store(a, target + i);
            V.Store(b, target + i + V.Count);
            V.Store(c, target + i + 2 * V.Count);
            V.Store(d, target + i + 3 * V.Count);
        }
        for (; i < last; i += V.Count) V.Store(V.Load(row + i), target + i);
        V.Store(V.Load(row + last), target + last);
    }
}
