using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Copies a run from its last element to its first.</summary>
internal static unsafe class ReversedCopy
{
    /// <summary>target[i] = last[-i].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* last, T* target, long count) where T : unmanaged
    {
        int lanes = Vector256<byte>.Count / sizeof(T);
        long i = 0;
        for (; i + lanes <= count; i += lanes) Reverse<T>(Vector256.Load((byte*)(last - i - lanes + 1))).Store((byte*)(target + i));
        for (; i < count; i++) target[i] = last[-i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Reverse<T>(Vector256<byte> x) where T : unmanaged
    {
        if (sizeof(T) == 8) return Vector256.Shuffle(x.AsInt64(), Vector256.Create(3L, 2, 1, 0)).AsByte();
        if (sizeof(T) == 4) return Vector256.Shuffle(x.AsInt32(), Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0)).AsByte();
        if (sizeof(T) == 2) return Vector256.Shuffle(x.AsInt16(), Vector256.Create((short)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).AsByte();
        return Vector256.Shuffle(x, Vector256.Create((byte)31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    }
}
