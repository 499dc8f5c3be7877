using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Every second element of a run, in order: whole vectors are loaded and sorted apart, as one element after the other takes three times memory's time.</summary>
internal static unsafe class AlternateCopy
{
    /// <summary>Copies as many as whole vectors give, none for element sizes without a vector form; returns their number. Nothing behind the last element is read.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long Run<T>(T* from, T* to, long count) where T : unmanaged
    {
        long i = 0;
        if (!Avx2.IsSupported) return i;
        if (sizeof(T) == sizeof(float))
            for (; i + 9 <= count; i += 8) EvenOdd.Even((float*)from + 2 * i).Store((float*)to + i);
        else if (sizeof(T) == sizeof(double))
            for (; i + 5 <= count; i += 4)
                Avx2.Permute4x64(Avx.UnpackLow(Vector256.Load((double*)from + 2 * i), Vector256.Load((double*)from + 2 * i + 4)), 0b11_01_10_00).Store((double*)to + i);
        return i;
    }
}
