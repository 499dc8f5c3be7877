using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The innermost part of a convolution with few results: eight channels by one or two vectors of points. The weights are read where they lie.</summary>
internal static unsafe class FewPointsKernel<T, V> where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>Channels at a time.</summary>
    public const int Rows = 8;

    /// <summary>
    /// sums[r][v] += Σ over k of weights[r · row + k] · x[k · width + v], vectors v, for eight rows r of which only the first <paramref name="rows"/> are read. The
    /// sums of a row are <paramref name="vectors"/> vectors.
    /// </summary>
    public static void Run(int rows, int vectors, T* weights, nint row, T* x, nint width, long depth, T* sums)
    {
        // A missing row is the last one again.
        nint r1 = rows > 1 ? row : 0, r2 = rows > 2 ? 2 * row : r1, r3 = rows > 3 ? 3 * row : r2, r4 = rows > 4 ? 4 * row : r3;
        nint r5 = rows > 5 ? 5 * row : r4, r6 = rows > 6 ? 6 * row : r5, r7 = rows > 7 ? 7 * row : r6;
        if (vectors == 2) Sum<C2>(weights, weights + r1, weights + r2, weights + r3, weights + r4, weights + r5, weights + r6, weights + r7, x, width, depth, sums);
        else Sum<C1>(weights, weights + r1, weights + r2, weights + r3, weights + r4, weights + r5, weights + r6, weights + r7, x, width, depth, sums);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TVectors>(T* w0, T* w1, T* w2, T* w3, T* w4, T* w5, T* w6, T* w7, T* x, nint width, long depth, T* sums) where TVectors : struct, IConstant
    {
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero, s4 = V.Zero, s5 = V.Zero, s6 = V.Zero, s7 = V.Zero;
        V t0 = V.Zero, t1 = V.Zero, t2 = V.Zero, t3 = V.Zero, t4 = V.Zero, t5 = V.Zero, t6 = V.Zero, t7 = V.Zero;
        for (long k = 0; k < depth; k++, x += width)
        {
            V u = V.Load(x), v = TVectors.Value > 1 ? V.Load(x + V.Count) : u;
            V a = V.Create(w0[k]);
            s0 = V.MultiplyAdd(a, u, s0);
            if (TVectors.Value > 1) t0 = V.MultiplyAdd(a, v, t0);
            a = V.Create(w1[k]);
            s1 = V.MultiplyAdd(a, u, s1);
            if (TVectors.Value > 1) t1 = V.MultiplyAdd(a, v, t1);
            a = V.Create(w2[k]);
            s2 = V.MultiplyAdd(a, u, s2);
            if (TVectors.Value > 1) t2 = V.MultiplyAdd(a, v, t2);
            a = V.Create(w3[k]);
            s3 = V.MultiplyAdd(a, u, s3);
            if (TVectors.Value > 1) t3 = V.MultiplyAdd(a, v, t3);
            a = V.Create(w4[k]);
            s4 = V.MultiplyAdd(a, u, s4);
            if (TVectors.Value > 1) t4 = V.MultiplyAdd(a, v, t4);
            a = V.Create(w5[k]);
            s5 = V.MultiplyAdd(a, u, s5);
            if (TVectors.Value > 1) t5 = V.MultiplyAdd(a, v, t5);
            a = V.Create(w6[k]);
            s6 = V.MultiplyAdd(a, u, s6);
            if (TVectors.Value > 1) t6 = V.MultiplyAdd(a, v, t6);
            a = V.Create(w7[k]);
            s7 = V.MultiplyAdd(a, u, s7);
            if (TVectors.Value > 1) t7 = V.MultiplyAdd(a, v, t7);
        }
        Add<TVectors>(sums, s0, t0);
        Add<TVectors>(sums + TVectors.Value * V.Count, s1, t1);
        Add<TVectors>(sums + 2 * TVectors.Value * V.Count, s2, t2);
        Add<TVectors>(sums + 3 * TVectors.Value * V.Count, s3, t3);
        Add<TVectors>(sums + 4 * TVectors.Value * V.Count, s4, t4);
        Add<TVectors>(sums + 5 * TVectors.Value * V.Count, s5, t5);
        Add<TVectors>(sums + 6 * TVectors.Value * V.Count, s6, t6);
        Add<TVectors>(sums + 7 * TVectors.Value * V.Count, s7, t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TVectors>(T* sums, V first, V second) where TVectors : struct, IConstant
    {
        V.Store(V.Load(sums) + first, sums);
        if (TVectors.Value > 1) V.Store(V.Load(sums + V.Count) + second, sums + V.Count);
    }
}
