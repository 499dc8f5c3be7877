using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Copies rows from their last element to their first.</summary>
internal static unsafe class ReversedCopy
{
    /// <summary>target[i] = last[-i].</summary>
    public static void Run<T>(T* last, T* target, long count) where T : unmanaged => Rows(last, 0, target, 0, 1, count);

    /// <summary>The same for rows that lie some bytes apart.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Rows<T>(T* last, long sourceStep, T* target, long targetStep, long rows, long count) where T : unmanaged
    {
        bool wide = Vector512.IsHardwareAccelerated && Avx512F.IsSupported && sizeof(T) >= 4;
        for (; rows > 0; rows--, last = (T*)((byte*)last + sourceStep), target = (T*)((byte*)target + targetStep))
        {
            long i = 0;
            if (wide)
            {
                int wideLanes = 64 / sizeof(T);
                for (; i + wideLanes <= count; i += wideLanes) Reverse512<T>(Vector512.Load((byte*)(last - i - wideLanes + 1))).Store((byte*)(target + i));
            }
            int lanes = Vector256<byte>.Count / sizeof(T);
            for (; i + lanes <= count; i += lanes) Reverse<T>(Vector256.Load((byte*)(last - i - lanes + 1))).Store((byte*)(target + i));
            for (; i < count; i++) target[i] = last[-i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Reverse512<T>(Vector512<byte> x) where T : unmanaged
    {
        if (sizeof(T) == 8) return Avx512F.PermuteVar8x64(x.AsInt64(), Vector512.Create(7L, 6, 5, 4, 3, 2, 1, 0)).AsByte();
        return Avx512F.PermuteVar16x32(x.AsInt32(), Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).AsByte();
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
