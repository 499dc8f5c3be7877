using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Stores for the ends of runs, and for masks.</summary>
internal static unsafe class RunTail
{
    /// <summary>The first <paramref name="count"/> lanes: as they are, or as bools if they are a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V, T>(V value, bool isMask, byte* target, long count) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (isMask)
        {
            StoreBits(V.MaskBits(value), target, count);
            return;
        }
        PartialVector.Store(value, (T*)target, count);
    }

    // One bool a bit, the lowest first, as far as count goes.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void StoreBits(ulong bits, byte* target, long count)
    {
        for (; count >= 8; count -= 8, target += 8, bits >>= 8) StoreMask(bits, 8, target);
        StoreMask(bits, (int)count, target);
    }

    /// <summary>A whole run of one value.</summary>
    public static void Fill<V, T>(V value, bool isMask, byte* target, long count) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (isMask)
        {
            new Span<byte>(target, (int)count).Fill((byte)(V.MaskBits(value) & 1));
            return;
        }
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) V.Store(value, (T*)target + i);
        if (i < count) Store<V, T>(value, false, target + i * sizeof(T), count - i);
    }

    /// <summary>A whole vector's mask as bools; lanes of bytes need no detour over bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMask<V, T>(V mask, byte* target) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (sizeof(T) == 1) V.Store(mask & V.One, (T*)target);
        else StoreMask(V.MaskBits(mask), V.Count, target);
    }

    /// <summary>One bool a bit, the lowest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMask(ulong bits, int lanes, byte* target)
    {
        if (lanes >= 8 && Bmi2.X64.IsSupported)
        {
            for (int i = 0; i < lanes; i += 8, bits >>= 8) *(ulong*)(target + i) = Bmi2.X64.ParallelBitDeposit(bits, 0x0101010101010101);
        }
        else
        {
            for (int i = 0; i < lanes; i++, bits >>= 1) target[i] = (byte)(bits & 1);
        }
    }
}
