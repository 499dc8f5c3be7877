using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The innermost part of a convolution: several output channels at two vectors of neighbouring outputs, summed over the taps of the window in
/// registers. Each count of channels is a method of its own, since C# unrolls nothing: 8 rows fill the registers of AVX-512, 6 those of AVX2.
/// </summary>
internal static unsafe class ConvolutionKernel<T> where T : unmanaged
{
    /// <summary>The most channels at a time for a vector width.</summary>
    public static int MostRows(int bits) => bits >= 512 ? 8 : 6;

    /// <summary>The number of channels to take at a time when some are left.</summary>
    public static int Rows(int left, int most) => left is 10 or 12 ? 6 : left >= most ? most : left >= 6 ? 6 : left >= 4 ? 4 : left >= 2 ? 2 : 1;

    /// <summary>Adds weights[tap][row] · x[offset of tap] to sums[row][0 and 1].</summary>
    public static void Run<V>(int rows, T* weights, nint* offsets, long taps, T* x0, T* x1, T* sums) where V : struct, ISimd<V, T>
    {
        switch (rows)
        {
            case 8: Rows8<V>(weights, offsets, taps, x0, x1, sums); break;
            case 6: Rows6<V>(weights, offsets, taps, x0, x1, sums); break;
            case 4: Rows4<V>(weights, offsets, taps, x0, x1, sums); break;
            case 2: Rows2<V>(weights, offsets, taps, x0, x1, sums); break;
            default: Rows1<V>(weights, offsets, taps, x0, x1, sums); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows8<V>(T* weights, nint* offsets, long taps, T* x0, T* x1, T* sums) where V : struct, ISimd<V, T>
    {
        V a0 = V.Load(sums + 0 * V.Count), b0 = V.Load(sums + 1 * V.Count);
        V a1 = V.Load(sums + 2 * V.Count), b1 = V.Load(sums + 3 * V.Count);
        V a2 = V.Load(sums + 4 * V.Count), b2 = V.Load(sums + 5 * V.Count);
        V a3 = V.Load(sums + 6 * V.Count), b3 = V.Load(sums + 7 * V.Count);
        V a4 = V.Load(sums + 8 * V.Count), b4 = V.Load(sums + 9 * V.Count);
        V a5 = V.Load(sums + 10 * V.Count), b5 = V.Load(sums + 11 * V.Count);
        V a6 = V.Load(sums + 12 * V.Count), b6 = V.Load(sums + 13 * V.Count);
        V a7 = V.Load(sums + 14 * V.Count), b7 = V.Load(sums + 15 * V.Count);
        for (long k = 0; k < taps; k++, weights += 8)
        {
            nint offset = offsets[k];
            V u = V.Load(x0 + offset), v = V.Load(x1 + offset);
            V w0 = V.Create(weights[0]);
            a0 = V.MultiplyAdd(w0, u, a0);
            b0 = V.MultiplyAdd(w0, v, b0);
            V w1 = V.Create(weights[1]);
            a1 = V.MultiplyAdd(w1, u, a1);
            b1 = V.MultiplyAdd(w1, v, b1);
            V w2 = V.Create(weights[2]);
            a2 = V.MultiplyAdd(w2, u, a2);
            b2 = V.MultiplyAdd(w2, v, b2);
            V w3 = V.Create(weights[3]);
            a3 = V.MultiplyAdd(w3, u, a3);
            b3 = V.MultiplyAdd(w3, v, b3);
            V w4 = V.Create(weights[4]);
            a4 = V.MultiplyAdd(w4, u, a4);
            b4 = V.MultiplyAdd(w4, v, b4);
            V w5 = V.Create(weights[5]);
            a5 = V.MultiplyAdd(w5, u, a5);
            b5 = V.MultiplyAdd(w5, v, b5);
            V w6 = V.Create(weights[6]);
            a6 = V.MultiplyAdd(w6, u, a6);
            b6 = V.MultiplyAdd(w6, v, b6);
            V w7 = V.Create(weights[7]);
            a7 = V.MultiplyAdd(w7, u, a7);
            b7 = V.MultiplyAdd(w7, v, b7);
        }
        V.Store(a0, sums + 0 * V.Count);
        V.Store(b0, sums + 1 * V.Count);
        V.Store(a1, sums + 2 * V.Count);
        V.Store(b1, sums + 3 * V.Count);
        V.Store(a2, sums + 4 * V.Count);
        V.Store(b2, sums + 5 * V.Count);
        V.Store(a3, sums + 6 * V.Count);
        V.Store(b3, sums + 7 * V.Count);
        V.Store(a4, sums + 8 * V.Count);
        V.Store(b4, sums + 9 * V.Count);
        V.Store(a5, sums + 10 * V.Count);
        V.Store(b5, sums + 11 * V.Count);
        V.Store(a6, sums + 12 * V.Count);
        V.Store(b6, sums + 13 * V.Count);
        V.Store(a7, sums + 14 * V.Count);
        V.Store(b7, sums + 15 * V.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<V>(T* weights, nint* offsets, long taps, T* x0, T* x1, T* sums) where V : struct, ISimd<V, T>
    {
        V a0 = V.Load(sums + 0 * V.Count), b0 = V.Load(sums + 1 * V.Count);
        V a1 = V.Load(sums + 2 * V.Count), b1 = V.Load(sums + 3 * V.Count);
        V a2 = V.Load(sums + 4 * V.Count), b2 = V.Load(sums + 5 * V.Count);
        V a3 = V.Load(sums + 6 * V.Count), b3 = V.Load(sums + 7 * V.Count);
        V a4 = V.Load(sums + 8 * V.Count), b4 = V.Load(sums + 9 * V.Count);
        V a5 = V.Load(sums + 10 * V.Count), b5 = V.Load(sums + 11 * V.Count);
        for (long k = 0; k < taps; k++, weights += 6)
        {
            nint offset = offsets[k];
            V u = V.Load(x0 + offset), v = V.Load(x1 + offset);
            V w0 = V.Create(weights[0]);
            a0 = V.MultiplyAdd(w0, u, a0);
            b0 = V.MultiplyAdd(w0, v, b0);
            V w1 = V.Create(weights[1]);
            a1 = V.MultiplyAdd(w1, u, a1);
            b1 = V.MultiplyAdd(w1, v, b1);
            V w2 = V.Create(weights[2]);
            a2 = V.MultiplyAdd(w2, u, a2);
            b2 = V.MultiplyAdd(w2, v, b2);
            V w3 = V.Create(weights[3]);
            a3 = V.MultiplyAdd(w3, u, a3);
            b3 = V.MultiplyAdd(w3, v, b3);
            V w4 = V.Create(weights[4]);
            a4 = V.MultiplyAdd(w4, u, a4);
            b4 = V.MultiplyAdd(w4, v, b4);
            V w5 = V.Create(weights[5]);
            a5 = V.MultiplyAdd(w5, u, a5);
            b5 = V.MultiplyAdd(w5, v, b5);
        }
        V.Store(a0, sums + 0 * V.Count);
        V.Store(b0, sums + 1 * V.Count);
        V.Store(a1, sums + 2 * V.Count);
        V.Store(b1, sums + 3 * V.Count);
        V.Store(a2, sums + 4 * V.Count);
        V.Store(b2, sums + 5 * V.Count);
        V.Store(a3, sums + 6 * V.Count);
        V.Store(b3, sums + 7 * V.Count);
        V.Store(a4, sums + 8 * V.Count);
        V.Store(b4, sums + 9 * V.Count);
        V.Store(a5, sums + 10 * V.Count);
        V.Store(b5, sums + 11 * V.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows4<V>(T* weights, nint* offsets, long taps, T* x0, T* x1, T* sums) where V : struct, ISimd<V, T>
    {
        V a0 = V.Load(sums + 0 * V.Count), b0 = V.Load(sums + 1 * V.Count);
        V a1 = V.Load(sums + 2 * V.Count), b1 = V.Load(sums + 3 * V.Count);
        V a2 = V.Load(sums + 4 * V.Count), b2 = V.Load(sums + 5 * V.Count);
        V a3 = V.Load(sums + 6 * V.Count), b3 = V.Load(sums + 7 * V.Count);
        for (long k = 0; k < taps; k++, weights += 4)
        {
            nint offset = offsets[k];
            V u = V.Load(x0 + offset), v = V.Load(x1 + offset);
            V w0 = V.Create(weights[0]);
            a0 = V.MultiplyAdd(w0, u, a0);
            b0 = V.MultiplyAdd(w0, v, b0);
            V w1 = V.Create(weights[1]);
            a1 = V.MultiplyAdd(w1, u, a1);
            b1 = V.MultiplyAdd(w1, v, b1);
            V w2 = V.Create(weights[2]);
            a2 = V.MultiplyAdd(w2, u, a2);
            b2 = V.MultiplyAdd(w2, v, b2);
            V w3 = V.Create(weights[3]);
            a3 = V.MultiplyAdd(w3, u, a3);
            b3 = V.MultiplyAdd(w3, v, b3);
        }
        V.Store(a0, sums + 0 * V.Count);
        V.Store(b0, sums + 1 * V.Count);
        V.Store(a1, sums + 2 * V.Count);
        V.Store(b1, sums + 3 * V.Count);
        V.Store(a2, sums + 4 * V.Count);
        V.Store(b2, sums + 5 * V.Count);
        V.Store(a3, sums + 6 * V.Count);
        V.Store(b3, sums + 7 * V.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows2<V>(T* weights, nint* offsets, long taps, T* x0, T* x1, T* sums) where V : struct, ISimd<V, T>
    {
        V a0 = V.Load(sums + 0 * V.Count), b0 = V.Load(sums + 1 * V.Count);
        V a1 = V.Load(sums + 2 * V.Count), b1 = V.Load(sums + 3 * V.Count);
        for (long k = 0; k < taps; k++, weights += 2)
        {
            nint offset = offsets[k];
            V u = V.Load(x0 + offset), v = V.Load(x1 + offset);
            V w0 = V.Create(weights[0]);
            a0 = V.MultiplyAdd(w0, u, a0);
            b0 = V.MultiplyAdd(w0, v, b0);
            V w1 = V.Create(weights[1]);
            a1 = V.MultiplyAdd(w1, u, a1);
            b1 = V.MultiplyAdd(w1, v, b1);
        }
        V.Store(a0, sums + 0 * V.Count);
        V.Store(b0, sums + 1 * V.Count);
        V.Store(a1, sums + 2 * V.Count);
        V.Store(b1, sums + 3 * V.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows1<V>(T* weights, nint* offsets, long taps, T* x0, T* x1, T* sums) where V : struct, ISimd<V, T>
    {
        V a0 = V.Load(sums + 0 * V.Count), b0 = V.Load(sums + 1 * V.Count);
        for (long k = 0; k < taps; k++, weights += 1)
        {
            nint offset = offsets[k];
            V u = V.Load(x0 + offset), v = V.Load(x1 + offset);
            V w0 = V.Create(weights[0]);
            a0 = V.MultiplyAdd(w0, u, a0);
            b0 = V.MultiplyAdd(w0, v, b0);
        }
        V.Store(a0, sums + 0 * V.Count);
        V.Store(b0, sums + 1 * V.Count);
    }
}
