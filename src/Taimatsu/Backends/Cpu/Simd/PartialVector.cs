using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The elements at the end of a run, fewer than a vector: masked loads and stores where the processor has them for the element's size, a copy on the stack elsewhere. Lanes beyond the
/// end hold one, so that an operator may divide by them.
/// </summary>
internal static unsafe class PartialVector
{
    /// <summary>The first <paramref name="count"/> elements, then ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<V, T>(T* source, long count) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (typeof(V) == typeof(V512<T>) && Avx512F.IsSupported)
        {
            if (sizeof(T) == 4) return Unsafe.BitCast<Vector512<int>, V>(Avx512F.MaskLoad((int*)source, Mask512((int)count), Unsafe.BitCast<V, Vector512<int>>(V.One)));
            if (sizeof(T) == 8) return Unsafe.BitCast<Vector512<long>, V>(Avx512F.MaskLoad((long*)source, Mask512(count), Unsafe.BitCast<V, Vector512<long>>(V.One)));
        }
        if (typeof(V) == typeof(V256<T>) && Avx2.IsSupported)
        {
            if (sizeof(T) == 4)
            {
                var mask = Mask256((int)count);
                return Unsafe.BitCast<Vector256<int>, V>(Vector256.ConditionalSelect(mask, Avx2.MaskLoad((int*)source, mask), Unsafe.BitCast<V, Vector256<int>>(V.One)));
            }
            if (sizeof(T) == 8)
            {
                var mask = Mask256(count);
                return Unsafe.BitCast<Vector256<long>, V>(Vector256.ConditionalSelect(mask, Avx2.MaskLoad((long*)source, mask), Unsafe.BitCast<V, Vector256<long>>(V.One)));
            }
        }
        return Copied<V, T>(source, count);
    }

    /// <summary>Stores the first <paramref name="count"/> elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V, T>(V value, T* target, long count) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (typeof(V) == typeof(V512<T>) && Avx512F.IsSupported && sizeof(T) == 4) Avx512F.MaskStore((int*)target, Mask512((int)count), Unsafe.BitCast<V, Vector512<int>>(value));
        else if (typeof(V) == typeof(V512<T>) && Avx512F.IsSupported && sizeof(T) == 8) Avx512F.MaskStore((long*)target, Mask512(count), Unsafe.BitCast<V, Vector512<long>>(value));
        else if (typeof(V) == typeof(V256<T>) && Avx2.IsSupported && sizeof(T) == 4) Avx2.MaskStore((int*)target, Mask256((int)count), Unsafe.BitCast<V, Vector256<int>>(value));
        else if (typeof(V) == typeof(V256<T>) && Avx2.IsSupported && sizeof(T) == 8) Avx2.MaskStore((long*)target, Mask256(count), Unsafe.BitCast<V, Vector256<long>>(value));
        else Copy<V, T>(value, target, count);
    }

    /// <summary>The first <paramref name="count"/> lanes of one vector, the others of another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Merge<V, T>(V value, V rest, long count) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (typeof(V) == typeof(V512<T>) && sizeof(T) == 4)
            return Unsafe.BitCast<Vector512<int>, V>(Vector512.ConditionalSelect(Mask512((int)count), Unsafe.BitCast<V, Vector512<int>>(value), Unsafe.BitCast<V, Vector512<int>>(rest)));
        if (typeof(V) == typeof(V512<T>) && sizeof(T) == 8)
            return Unsafe.BitCast<Vector512<long>, V>(Vector512.ConditionalSelect(Mask512(count), Unsafe.BitCast<V, Vector512<long>>(value), Unsafe.BitCast<V, Vector512<long>>(rest)));
        if (typeof(V) == typeof(V256<T>) && sizeof(T) == 4)
            return Unsafe.BitCast<Vector256<int>, V>(Vector256.ConditionalSelect(Mask256((int)count), Unsafe.BitCast<V, Vector256<int>>(value), Unsafe.BitCast<V, Vector256<int>>(rest)));
        if (typeof(V) == typeof(V256<T>) && sizeof(T) == 8)
            return Unsafe.BitCast<Vector256<long>, V>(Vector256.ConditionalSelect(Mask256(count), Unsafe.BitCast<V, Vector256<long>>(value), Unsafe.BitCast<V, Vector256<long>>(rest)));
        T* lanes = stackalloc T[V.Count];
        V.Store(rest, lanes);
        Copy<V, T>(value, lanes, count);
        return V.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Mask512(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Mask512(long count) => Vector512.LessThan(Vector512<long>.Indices, Vector512.Create(count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Mask256(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Mask256(long count) => Vector256.LessThan(Vector256<long>.Indices, Vector256.Create(count));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V Copied<V, T>(T* source, long count) where V : struct, ISimd<V, T> where T : unmanaged
    {
        T* padded = stackalloc T[V.Count];
        V.Store(V.One, padded);
        Unsafe.CopyBlockUnaligned(padded, source, (uint)(count * sizeof(T)));
        return V.Load(padded);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Copy<V, T>(V value, T* target, long count) where V : struct, ISimd<V, T> where T : unmanaged
    {
        T* lanes = stackalloc T[V.Count];
        V.Store(value, lanes);
        Unsafe.CopyBlockUnaligned(target, lanes, (uint)(count * sizeof(T)));
    }
}
