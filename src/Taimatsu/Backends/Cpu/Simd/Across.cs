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

    /// <summary>A reduction's combination of all lanes, of the first half with the second and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Combine<V, T, TOp>(TOp op, V x) where V : struct, ISimd<V, T> where T : unmanaged where TOp : struct, IReduceOp
    {
        if (typeof(V) == typeof(V512<T>))
        {
            var wide = Unsafe.BitCast<V, Vector512<T>>(x);
            return Combine(op, op.Combine<V256<T>, T>(As256(wide.GetLower()), As256(wide.GetUpper())));
        }
        return typeof(V) == typeof(V256<T>) ? Combine(op, Unsafe.BitCast<V, V256<T>>(x)) : Combine(op, Unsafe.BitCast<V, V128<T>>(x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Combine<T, TOp>(TOp op, V256<T> x) where T : unmanaged where TOp : struct, IReduceOp
    {
        var wide = Unsafe.BitCast<V256<T>, Vector256<T>>(x);
        return Combine(op, op.Combine<V128<T>, T>(As128(wide.GetLower()), As128(wide.GetUpper())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Combine<T, TOp>(TOp op, V128<T> x) where T : unmanaged where TOp : struct, IReduceOp
    {
        x = op.Combine<V128<T>, T>(x, As128(Vector128.Shuffle(Bits(x).AsInt64(), Vector128.Create(1L, 0)).As<long, T>()));
        if (Vector128<T>.Count >= 4) x = op.Combine<V128<T>, T>(x, As128(Vector128.Shuffle(Bits(x).AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>()));
        if (Vector128<T>.Count >= 8) x = op.Combine<V128<T>, T>(x, As128(Vector128.Shuffle(Bits(x).AsInt16(), Vector128.Create(1, 0, 3, 2, 5, 4, 7, 6)).As<short, T>()));
        if (Vector128<T>.Count >= 16) x = op.Combine<V128<T>, T>(x, As128(Vector128.Shuffle(Bits(x).AsByte(), Vector128.Create((byte)1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)).As<byte, T>()));
        return Bits(x).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V256<T> As256<T>(Vector256<T> x) where T : unmanaged => Unsafe.BitCast<Vector256<T>, V256<T>>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V128<T> As128<T>(Vector128<T> x) where T : unmanaged => Unsafe.BitCast<Vector128<T>, V128<T>>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Bits<T>(V128<T> x) where T : unmanaged => Unsafe.BitCast<V128<T>, Vector128<T>>(x);

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
