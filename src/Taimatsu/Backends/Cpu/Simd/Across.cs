using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Combinations of all lanes of a vector, without a way through memory.</summary>
internal static class Across
{
    /// <summary>The largest of all lanes; which one if a lane of floats is NaN is not defined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (typeof(V) == typeof(V512<T>)) return Largest(Unsafe.BitCast<V, Vector512<T>>(x));
        if (typeof(V) == typeof(V256<T>)) return Largest(Unsafe.BitCast<V, Vector256<T>>(x));
        return Largest(Unsafe.BitCast<V, Vector128<T>>(x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Largest<T>(Vector512<T> x) where T : unmanaged => Largest(Vector256.MaxNative(x.GetLower(), x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Largest<T>(Vector256<T> x) where T : unmanaged => Largest(Vector128.MaxNative(x.GetLower(), x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Largest<T>(Vector128<T> x) where T : unmanaged
    {
        x = Vector128.MaxNative(x, Vector128.Shuffle(x.AsInt64(), Vector128.Create(1L, 0)).As<long, T>());
        if (Vector128<T>.Count == 4) x = Vector128.MaxNative(x, Vector128.Shuffle(x.AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>());
        return x.ToScalar();
    }
}
