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

    /// <summary>Fills of more bytes than this leave no trace in the caches anyway: <see cref="Stream"/> spares reading what they overwrite.</summary>
    public const long LongestCached = 48L << 20;

    /// <summary>The same past the caches; for a piece of a target that is too long for them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Stream<T>(T* target, T value, long count) where T : unmanaged
    {
        long head = (64 - (nint)target % 64) % 64 / sizeof(T);
        if (!Vector512.IsHardwareAccelerated || (nint)target % sizeof(T) != 0 || count < head + 64)
        {
            Run(target, value, count);
            return;
        }
        Run(target, value, head);
        int lanes = 64 / sizeof(T);
        var all = Bytes512(value);
        long i = head;
        for (; i <= count - lanes; i += lanes) all.StoreAlignedNonTemporal((byte*)(target + i));
        Run(target + i, value, count - i);
        // Other threads see what a fence or a locked instruction has drained.
        Thread.MemoryBarrier();
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
