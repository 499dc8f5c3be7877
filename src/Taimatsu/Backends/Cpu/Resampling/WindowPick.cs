using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>A vector of elements picked from two vectors, by the indices that <see cref="ColumnWindows"/> prepares: those of the second begin where the first ends.</summary>
internal static unsafe class WindowPick
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Run<V, T>(V low, V high, V index) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (typeof(V) == typeof(V512<T>))
        {
            if (sizeof(T) == 4 && Avx512F.IsSupported) return To<V, int>(Avx512F.PermuteVar16x32x2(From<V, int>(low), From<V, int>(index), From<V, int>(high)));
            if (sizeof(T) == 8 && Avx512F.IsSupported) return To<V, long>(Avx512F.PermuteVar8x64x2(From<V, long>(low), From<V, long>(index), From<V, long>(high)));
            if (sizeof(T) == 2 && Avx512BW.IsSupported) return To<V, short>(Avx512BW.PermuteVar32x16x2(From<V, short>(low), From<V, short>(index), From<V, short>(high)));
            if (sizeof(T) == 1 && Avx512Vbmi.IsSupported) return To<V, byte>(Avx512Vbmi.PermuteVar64x8x2(From<V, byte>(low), From<V, byte>(index), From<V, byte>(high)));
        }
        if (typeof(V) == typeof(V256<T>) && Avx2.IsSupported)
        {
            // Each permutation looks at an index's low three bits; the fourth says which of the two was meant.
            var places = Unsafe.BitCast<V, Vector256<int>>(index);
            Vector256<int> first = Avx2.PermuteVar8x32(Unsafe.BitCast<V, Vector256<int>>(low), places), second = Avx2.PermuteVar8x32(Unsafe.BitCast<V, Vector256<int>>(high), places);
            return Unsafe.BitCast<Vector256<int>, V>(Vector256.ConditionalSelect(Vector256.GreaterThan(places, Vector256.Create(7)), second, first));
        }
        throw new NotSupportedException("there are no windows without permutations");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TElement> From<V, TElement>(V value) where V : struct where TElement : unmanaged => Unsafe.BitCast<V, Vector512<TElement>>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V To<V, TElement>(Vector512<TElement> value) where V : struct where TElement : unmanaged => Unsafe.BitCast<Vector512<TElement>, V>(value);
}
