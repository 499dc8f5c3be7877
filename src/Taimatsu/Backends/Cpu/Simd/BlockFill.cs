using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Writes one element many times. The library's Span.Fill is compiled in steps as a program runs, and until it has been called often writes a tenth as fast.
/// </summary>
internal static unsafe class BlockFill
{
    /// <summary>target[i] = value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* target, T value, long count) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated && count * sizeof(T) >= 64)
        {
            int lanes = 64 / sizeof(T);
            var all = Bytes512(value);
            long i = 0, last = count - lanes;
            for (; i <= count - 4 * lanes; i += 4 * lanes)
            {
                all.Store((byte*)(target + i));
                all.Store((byte*)(target + i + lanes));
                all.Store((byte*)(target + i + 2 * lanes));
                all.Store((byte*)(target + i + 3 * lanes));
            }
            for (; i < last; i += lanes) all.Store((byte*)(target + i));
            all.Store((byte*)(target + last)); // overlaps those before
            return;
        }
        if (count * sizeof(T) >= 16)
        {
            int lanes = 16 / sizeof(T);
            var all = Bytes128(value);
            long i = 0, last = count - lanes;
            for (; i < last; i += lanes) all.Store((byte*)(target + i));
            all.Store((byte*)(target + last));
            return;
        }
        for (long i = 0; i < count; i++) target[i] = value;
    }

    // Any type of the elements' size will do: no vector holds bools or halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Bytes512<T>(T value) where T : unmanaged
    {
        if (sizeof(T) == 8) return Vector512.Create(Unsafe.BitCast<T, ulong>(value)).AsByte();
        if (sizeof(T) == 4) return Vector512.Create(Unsafe.BitCast<T, uint>(value)).AsByte();
        if (sizeof(T) == 2) return Vector512.Create(Unsafe.BitCast<T, ushort>(value)).AsByte();
        return Vector512.Create(Unsafe.BitCast<T, byte>(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Bytes128<T>(T value) where T : unmanaged
    {
        if (sizeof(T) == 8) return Vector128.Create(Unsafe.BitCast<T, ulong>(value)).AsByte();
        if (sizeof(T) == 4) return Vector128.Create(Unsafe.BitCast<T, uint>(value)).AsByte();
        if (sizeof(T) == 2) return Vector128.Create(Unsafe.BitCast<T, ushort>(value)).AsByte();
        return Vector128.Create(Unsafe.BitCast<T, byte>(value));
    }
}
