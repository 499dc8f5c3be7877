using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The innermost part of a convolution's weight gradient: several output channels by three taps, each the product sum of a gradient with the
/// image over all outputs, kept in registers.
/// </summary>
internal static unsafe class WeightGradientKernel<T> where T : unmanaged
{
    /// <summary>Taps at a time.</summary>
    public const int Taps = 3;

    /// <summary>The number of channels to take at a time when some are left.</summary>
    public static int Rows(int left) => left >= 4 ? 4 : left >= 2 ? 2 : 1;

    /// <summary>sums[row][tap] = Σ over slots and lanes of grads[row] · x[tap].</summary>
    public static void Run<V>(int rows, T* grads, long rowStride, nint* starts, long slots, T* x0, T* x1, T* x2, T* sums) where V : struct, ISimd<V, T>
    {
        if (rows == 4) Rows4<V>(grads, rowStride, starts, slots, x0, x1, x2, sums);
        else if (rows == 2) Rows2<V>(grads, rowStride, starts, slots, x0, x1, x2, sums);
        else Rows1<V>(grads, rowStride, starts, slots, x0, x1, x2, sums);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows4<V>(T* grads, long rowStride, nint* starts, long slots, T* x0, T* x1, T* x2, T* sums) where V : struct, ISimd<V, T>
    {
        V s00 = V.Zero, s01 = V.Zero, s02 = V.Zero;
        V s10 = V.Zero, s11 = V.Zero, s12 = V.Zero;
        V s20 = V.Zero, s21 = V.Zero, s22 = V.Zero;
        V s30 = V.Zero, s31 = V.Zero, s32 = V.Zero;
        for (long s = 0; s < slots; s++, grads += V.Count)
        {
            nint start = starts[s];
            V u0 = V.Load(x0 + start), u1 = V.Load(x1 + start), u2 = V.Load(x2 + start);
            V g0 = V.Load(grads);
            s00 = V.MultiplyAdd(g0, u0, s00);
            s01 = V.MultiplyAdd(g0, u1, s01);
            s02 = V.MultiplyAdd(g0, u2, s02);
            V g1 = V.Load(grads + 1 * rowStride);
            s10 = V.MultiplyAdd(g1, u0, s10);
            s11 = V.MultiplyAdd(g1, u1, s11);
            s12 = V.MultiplyAdd(g1, u2, s12);
            V g2 = V.Load(grads + 2 * rowStride);
            s20 = V.MultiplyAdd(g2, u0, s20);
            s21 = V.MultiplyAdd(g2, u1, s21);
            s22 = V.MultiplyAdd(g2, u2, s22);
            V g3 = V.Load(grads + 3 * rowStride);
            s30 = V.MultiplyAdd(g3, u0, s30);
            s31 = V.MultiplyAdd(g3, u1, s31);
            s32 = V.MultiplyAdd(g3, u2, s32);
        }
        sums[0] = V.Sum(s00);
        sums[1] = V.Sum(s01);
        sums[2] = V.Sum(s02);
        sums[3] = V.Sum(s10);
        sums[4] = V.Sum(s11);
        sums[5] = V.Sum(s12);
        sums[6] = V.Sum(s20);
        sums[7] = V.Sum(s21);
        sums[8] = V.Sum(s22);
        sums[9] = V.Sum(s30);
        sums[10] = V.Sum(s31);
        sums[11] = V.Sum(s32);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows2<V>(T* grads, long rowStride, nint* starts, long slots, T* x0, T* x1, T* x2, T* sums) where V : struct, ISimd<V, T>
    {
        V s00 = V.Zero, s01 = V.Zero, s02 = V.Zero;
        V s10 = V.Zero, s11 = V.Zero, s12 = V.Zero;
        for (long s = 0; s < slots; s++, grads += V.Count)
        {
            nint start = starts[s];
            V u0 = V.Load(x0 + start), u1 = V.Load(x1 + start), u2 = V.Load(x2 + start);
            V g0 = V.Load(grads);
            s00 = V.MultiplyAdd(g0, u0, s00);
            s01 = V.MultiplyAdd(g0, u1, s01);
            s02 = V.MultiplyAdd(g0, u2, s02);
            V g1 = V.Load(grads + 1 * rowStride);
            s10 = V.MultiplyAdd(g1, u0, s10);
            s11 = V.MultiplyAdd(g1, u1, s11);
            s12 = V.MultiplyAdd(g1, u2, s12);
        }
        sums[0] = V.Sum(s00);
        sums[1] = V.Sum(s01);
        sums[2] = V.Sum(s02);
        sums[3] = V.Sum(s10);
        sums[4] = V.Sum(s11);
        sums[5] = V.Sum(s12);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows1<V>(T* grads, long rowStride, nint* starts, long slots, T* x0, T* x1, T* x2, T* sums) where V : struct, ISimd<V, T>
    {
        V s00 = V.Zero, s01 = V.Zero, s02 = V.Zero;
        for (long s = 0; s < slots; s++, grads += V.Count)
        {
            nint start = starts[s];
            V u0 = V.Load(x0 + start), u1 = V.Load(x1 + start), u2 = V.Load(x2 + start);
            V g0 = V.Load(grads);
            s00 = V.MultiplyAdd(g0, u0, s00);
            s01 = V.MultiplyAdd(g0, u1, s01);
            s02 = V.MultiplyAdd(g0, u2, s02);
        }
        sums[0] = V.Sum(s00);
        sums[1] = V.Sum(s01);
        sums[2] = V.Sum(s02);
    }

    /// <summary>The sum of two elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add(T a, T b)
    {
        if (typeof(T) == typeof(float)) return Unsafe.BitCast<float, T>(Unsafe.BitCast<T, float>(a) + Unsafe.BitCast<T, float>(b));
        return Unsafe.BitCast<double, T>(Unsafe.BitCast<T, double>(a) + Unsafe.BitCast<T, double>(b));
    }
}
