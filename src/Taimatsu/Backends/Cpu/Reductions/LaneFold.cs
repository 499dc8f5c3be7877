using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Folds the lanes of as many vectors as one has lanes, all at once: the result's lane i is what <see cref="Across"/> makes of vector i, with the same operands at every step. A step halves the
/// number of vectors, so that a vector costs two shuffles and one combination in place of four of each that wait for one another.
/// </summary>
internal static unsafe class LaneFold<V, T, TOp> where V : struct, ISimd<V, T> where T : unmanaged where TOp : struct, IReduceOp
{
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(T) >= 4 && ((typeof(V) == typeof(V512<T>) && Avx512F.IsSupported) || (typeof(V) == typeof(V256<T>) && Avx2.IsSupported));
    }

    /// <summary>The vectors lie one after the other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Run(TOp op, T* x)
    {
        if (typeof(V) == typeof(V512<T>))
        {
            if (sizeof(T) == 8) return Pairs(op, Quarters(op, x, 2), Quarters(op, x + V.Count, 2));
            V even = Pairs(op, Quarters(op, x, 4), Quarters(op, x + V.Count, 4)), odd = Pairs(op, Quarters(op, x + 2 * V.Count, 4), Quarters(op, x + 3 * V.Count, 4));
            return Singles(op, even, odd);
        }
        if (sizeof(T) == 8) return Pairs(op, Halves(op, x, 2), Halves(op, x + V.Count, 2));
        V first = Pairs(op, Halves(op, x, 4), Halves(op, x + V.Count, 4)), second = Pairs(op, Halves(op, x + 2 * V.Count, 4), Halves(op, x + 3 * V.Count, 4));
        return Singles(op, first, second);
    }

    // Of four vectors some apart each its own quarter of 128 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Quarters(TOp op, T* x, int apart)
    {
        int step = apart * V.Count;
        Vector512<double> a = Bits(V.Load(x)), b = Bits(V.Load(x + step)), c = Bits(V.Load(x + 2 * step)), d = Bits(V.Load(x + 3 * step));
        Vector512<double> ab = Bits(op.Combine<V, T>(Of(Avx512F.Shuffle4x128(a, b, 0x44)), Of(Avx512F.Shuffle4x128(a, b, 0xEE))));
        Vector512<double> cd = Bits(op.Combine<V, T>(Of(Avx512F.Shuffle4x128(c, d, 0x44)), Of(Avx512F.Shuffle4x128(c, d, 0xEE))));
        return op.Combine<V, T>(Of(Avx512F.Shuffle4x128(ab, cd, 0x88)), Of(Avx512F.Shuffle4x128(ab, cd, 0xDD)));
    }

    // Of two vectors some apart each its own half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Halves(TOp op, T* x, int apart)
    {
        Vector256<double> a = Bits256(V.Load(x)), b = Bits256(V.Load(x + apart * V.Count));
        return op.Combine<V, T>(Of(Avx.Permute2x128(a, b, 0x20)), Of(Avx.Permute2x128(a, b, 0x31)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Pairs(TOp op, V a, V b)
    {
        if (typeof(V) == typeof(V512<T>)) return op.Combine<V, T>(Of(Avx512F.UnpackLow(Bits(a), Bits(b))), Of(Avx512F.UnpackHigh(Bits(a), Bits(b))));
        return op.Combine<V, T>(Of(Avx.UnpackLow(Bits256(a), Bits256(b))), Of(Avx.UnpackHigh(Bits256(a), Bits256(b))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Singles(TOp op, V a, V b)
    {
        const byte even = 0b10_00_10_00, odd = 0b11_01_11_01;
        if (typeof(V) == typeof(V512<T>))
        {
            Vector512<float> x = Bits(a).AsSingle(), y = Bits(b).AsSingle();
            return op.Combine<V, T>(Of(Avx512F.Shuffle(x, y, even).AsDouble()), Of(Avx512F.Shuffle(x, y, odd).AsDouble()));
        }
        Vector256<float> z = Bits256(a).AsSingle(), w = Bits256(b).AsSingle();
        return op.Combine<V, T>(Of(Avx.Shuffle(z, w, even).AsDouble()), Of(Avx.Shuffle(z, w, odd).AsDouble()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Bits(V x) => Unsafe.BitCast<V, Vector512<double>>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Bits256(V x) => Unsafe.BitCast<V, Vector256<double>>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Of(Vector512<double> x) => Unsafe.BitCast<Vector512<double>, V>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Of(Vector256<double> x) => Unsafe.BitCast<Vector256<double>, V>(x);
}
