using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The innermost part of a convolution whose lanes are columns: several output channels at some vectors of neighbouring outputs, summed over the taps of the window in
/// registers and written to their planes at once. A vector is anywhere in the stage and in the plane.
/// </summary>
internal static unsafe class ColumnKernel<T, V> where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>The most vectors at a time.</summary>
    public const int MostVectors = 4;

    // Eight channels by two vectors fill the registers of AVX-512, six those of AVX2.
    private static int MostRows => V.Count * sizeof(T) >= 64 ? 8 : 6;

    /// <summary>The number of channels to take at a time when some are left: as even as possible.</summary>
    public static int Rows(int left)
    {
        int blocks = (left + MostRows - 1) / MostRows;
        return (left + blocks - 1) / blocks;
    }

    /// <summary>The number of vectors at a time: four where few channels leave registers for their sums, without which the sums of one step would wait for those of the last.</summary>
    public static int Vectors(int rows) => rows <= (V.Count * sizeof(T) >= 64 ? 4 : 2) ? 4 : 2;

    /// <summary>
    /// The kernel for a number of channels: called with (weights, offsets, taps, x, to, counts, plane, start, adds) it makes to[v][r · plane] = start[r] + Σ over taps k of
    /// weights[k][r] · x[v][offsets[k]], for the first counts[v] lanes of each vector v; added to what is there instead of the start if adds. A vector of no lanes is read, not written.
    /// </summary>
    public static delegate*<T*, nint*, int, T**, T**, int*, nint, T*, bool, void> Of<TFinish>(int rows) where TFinish : struct, IFinish
    {
        if (Vectors(rows) == 4) return rows == 4 ? &Four<C4, TFinish> : rows == 3 ? &Four<C3, TFinish> : rows == 2 ? &Four<C2, TFinish> : &Four<C1, TFinish>;
        return rows switch
        {
            8 => &Two<C8, TFinish>,
            7 => &Two<C7, TFinish>,
            6 => &Two<C6, TFinish>,
            5 => &Two<C5, TFinish>,
            4 => &Two<C4, TFinish>,
            _ => &Two<C3, TFinish>,
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Two<TRows, TFinish>(T* weights, nint* offsets, int taps, T** x, T** to, int* counts, nint plane, T* start, bool adds) where TRows : struct, IConstant where TFinish : struct, IFinish
    {
        T* x0 = x[0], x1 = x[1];
        V a0 = V.Zero, b0 = V.Zero;
        V a1 = V.Zero, b1 = V.Zero;
        V a2 = V.Zero, b2 = V.Zero;
        V a3 = V.Zero, b3 = V.Zero;
        V a4 = V.Zero, b4 = V.Zero;
        V a5 = V.Zero, b5 = V.Zero;
        V a6 = V.Zero, b6 = V.Zero;
        V a7 = V.Zero, b7 = V.Zero;
        if (adds)
        {
            T* to0 = to[0], to1 = to[1];
            (a0, b0) = (Get(to0, counts[0]), Get(to1, counts[1]));
            if (TRows.Value > 1) (a1, b1) = (Get(to0 + plane, counts[0]), Get(to1 + plane, counts[1]));
            if (TRows.Value > 2) (a2, b2) = (Get(to0 + 2 * plane, counts[0]), Get(to1 + 2 * plane, counts[1]));
            if (TRows.Value > 3) (a3, b3) = (Get(to0 + 3 * plane, counts[0]), Get(to1 + 3 * plane, counts[1]));
            if (TRows.Value > 4) (a4, b4) = (Get(to0 + 4 * plane, counts[0]), Get(to1 + 4 * plane, counts[1]));
            if (TRows.Value > 5) (a5, b5) = (Get(to0 + 5 * plane, counts[0]), Get(to1 + 5 * plane, counts[1]));
            if (TRows.Value > 6) (a6, b6) = (Get(to0 + 6 * plane, counts[0]), Get(to1 + 6 * plane, counts[1]));
            if (TRows.Value > 7) (a7, b7) = (Get(to0 + 7 * plane, counts[0]), Get(to1 + 7 * plane, counts[1]));
        }
        else
        {
            a0 = b0 = V.Create(start[0]);
            if (TRows.Value > 1) a1 = b1 = V.Create(start[1]);
            if (TRows.Value > 2) a2 = b2 = V.Create(start[2]);
            if (TRows.Value > 3) a3 = b3 = V.Create(start[3]);
            if (TRows.Value > 4) a4 = b4 = V.Create(start[4]);
            if (TRows.Value > 5) a5 = b5 = V.Create(start[5]);
            if (TRows.Value > 6) a6 = b6 = V.Create(start[6]);
            if (TRows.Value > 7) a7 = b7 = V.Create(start[7]);
        }
        for (int k = 0; k < taps; k++, weights += TRows.Value)
        {
            nint offset = offsets[k];
            V u = V.Load(x0 + offset), v = V.Load(x1 + offset);
            V w = V.Create(weights[0]);
            a0 = V.MultiplyAdd(w, u, a0);
            b0 = V.MultiplyAdd(w, v, b0);
            if (TRows.Value > 1)
            {
                V w1 = V.Create(weights[1]);
                a1 = V.MultiplyAdd(w1, u, a1);
                b1 = V.MultiplyAdd(w1, v, b1);
            }
            if (TRows.Value > 2)
            {
                V w2 = V.Create(weights[2]);
                a2 = V.MultiplyAdd(w2, u, a2);
                b2 = V.MultiplyAdd(w2, v, b2);
            }
            if (TRows.Value > 3)
            {
                V w3 = V.Create(weights[3]);
                a3 = V.MultiplyAdd(w3, u, a3);
                b3 = V.MultiplyAdd(w3, v, b3);
            }
            if (TRows.Value > 4)
            {
                V w4 = V.Create(weights[4]);
                a4 = V.MultiplyAdd(w4, u, a4);
                b4 = V.MultiplyAdd(w4, v, b4);
            }
            if (TRows.Value > 5)
            {
                V w5 = V.Create(weights[5]);
                a5 = V.MultiplyAdd(w5, u, a5);
                b5 = V.MultiplyAdd(w5, v, b5);
            }
            if (TRows.Value > 6)
            {
                V w6 = V.Create(weights[6]);
                a6 = V.MultiplyAdd(w6, u, a6);
                b6 = V.MultiplyAdd(w6, v, b6);
            }
            if (TRows.Value > 7)
            {
                V w7 = V.Create(weights[7]);
                a7 = V.MultiplyAdd(w7, u, a7);
                b7 = V.MultiplyAdd(w7, v, b7);
            }
        }
        Put<TRows, TFinish>(to[0], counts[0], plane, a0, a1, a2, a3, a4, a5, a6, a7);
        if (counts[1] == 0) return;
        Put<TRows, TFinish>(to[1], counts[1], plane, b0, b1, b2, b3, b4, b5, b6, b7);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four<TRows, TFinish>(T* weights, nint* offsets, int taps, T** x, T** to, int* counts, nint plane, T* start, bool adds) where TRows : struct, IConstant where TFinish : struct, IFinish
    {
        T* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        V a0 = V.Zero, b0 = V.Zero, c0 = V.Zero, d0 = V.Zero;
        V a1 = V.Zero, b1 = V.Zero, c1 = V.Zero, d1 = V.Zero;
        V a2 = V.Zero, b2 = V.Zero, c2 = V.Zero, d2 = V.Zero;
        V a3 = V.Zero, b3 = V.Zero, c3 = V.Zero, d3 = V.Zero;
        if (adds)
        {
            T* to0 = to[0], to1 = to[1], to2 = to[2], to3 = to[3];
            (a0, b0, c0, d0) = (Get(to0, counts[0]), Get(to1, counts[1]), Get(to2, counts[2]), Get(to3, counts[3]));
            if (TRows.Value > 1) (a1, b1, c1, d1) = (Get(to0 + plane, counts[0]), Get(to1 + plane, counts[1]), Get(to2 + plane, counts[2]), Get(to3 + plane, counts[3]));
            if (TRows.Value > 2) (a2, b2, c2, d2) = (Get(to0 + 2 * plane, counts[0]), Get(to1 + 2 * plane, counts[1]), Get(to2 + 2 * plane, counts[2]), Get(to3 + 2 * plane, counts[3]));
            if (TRows.Value > 3) (a3, b3, c3, d3) = (Get(to0 + 3 * plane, counts[0]), Get(to1 + 3 * plane, counts[1]), Get(to2 + 3 * plane, counts[2]), Get(to3 + 3 * plane, counts[3]));
        }
        else
        {
            a0 = b0 = c0 = d0 = V.Create(start[0]);
            if (TRows.Value > 1) a1 = b1 = c1 = d1 = V.Create(start[1]);
            if (TRows.Value > 2) a2 = b2 = c2 = d2 = V.Create(start[2]);
            if (TRows.Value > 3) a3 = b3 = c3 = d3 = V.Create(start[3]);
        }
        for (int k = 0; k < taps; k++, weights += TRows.Value)
        {
            nint offset = offsets[k];
            V u = V.Load(x0 + offset), v = V.Load(x1 + offset), s = V.Load(x2 + offset), t = V.Load(x3 + offset);
            V w = V.Create(weights[0]);
            a0 = V.MultiplyAdd(w, u, a0);
            b0 = V.MultiplyAdd(w, v, b0);
            c0 = V.MultiplyAdd(w, s, c0);
            d0 = V.MultiplyAdd(w, t, d0);
            if (TRows.Value > 1)
            {
                V w1 = V.Create(weights[1]);
                a1 = V.MultiplyAdd(w1, u, a1);
                b1 = V.MultiplyAdd(w1, v, b1);
                c1 = V.MultiplyAdd(w1, s, c1);
                d1 = V.MultiplyAdd(w1, t, d1);
            }
            if (TRows.Value > 2)
            {
                V w2 = V.Create(weights[2]);
                a2 = V.MultiplyAdd(w2, u, a2);
                b2 = V.MultiplyAdd(w2, v, b2);
                c2 = V.MultiplyAdd(w2, s, c2);
                d2 = V.MultiplyAdd(w2, t, d2);
            }
            if (TRows.Value > 3)
            {
                V w3 = V.Create(weights[3]);
                a3 = V.MultiplyAdd(w3, u, a3);
                b3 = V.MultiplyAdd(w3, v, b3);
                c3 = V.MultiplyAdd(w3, s, c3);
                d3 = V.MultiplyAdd(w3, t, d3);
            }
        }
        Put<TRows, TFinish>(to[0], counts[0], plane, a0, a1, a2, a3);
        if (counts[1] == 0) return;
        Put<TRows, TFinish>(to[1], counts[1], plane, b0, b1, b2, b3);
        if (counts[2] == 0) return;
        Put<TRows, TFinish>(to[2], counts[2], plane, c0, c1, c2, c3);
        if (counts[3] == 0) return;
        Put<TRows, TFinish>(to[3], counts[3], plane, d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TRows, TFinish>(T* to, int count, nint plane, V s0, V s1, V s2, V s3, V s4, V s5, V s6, V s7) where TRows : struct, IConstant where TFinish : struct, IFinish
    {
        Put<TFinish>(s0, to, count);
        if (TRows.Value > 1) Put<TFinish>(s1, to + plane, count);
        if (TRows.Value > 2) Put<TFinish>(s2, to + 2 * plane, count);
        if (TRows.Value > 3) Put<TFinish>(s3, to + 3 * plane, count);
        if (TRows.Value > 4) Put<TFinish>(s4, to + 4 * plane, count);
        if (TRows.Value > 5) Put<TFinish>(s5, to + 5 * plane, count);
        if (TRows.Value > 6) Put<TFinish>(s6, to + 6 * plane, count);
        if (TRows.Value > 7) Put<TFinish>(s7, to + 7 * plane, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TRows, TFinish>(T* to, int count, nint plane, V s0, V s1, V s2, V s3) where TRows : struct, IConstant where TFinish : struct, IFinish
    {
        Put<TFinish>(s0, to, count);
        if (TRows.Value > 1) Put<TFinish>(s1, to + plane, count);
        if (TRows.Value > 2) Put<TFinish>(s2, to + 2 * plane, count);
        if (TRows.Value > 3) Put<TFinish>(s3, to + 3 * plane, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Get(T* from, int count) => count >= V.Count ? V.Load(from) : count > 0 ? PartialVector.Load<V, T>(from, count) : V.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TFinish>(V value, T* to, int count) where TFinish : struct, IFinish
    {
        value = TFinish.Of<V, T>(value);
        if (count >= V.Count) V.Store(value, to);
        else PartialVector.Store(value, to, count);
    }
}
