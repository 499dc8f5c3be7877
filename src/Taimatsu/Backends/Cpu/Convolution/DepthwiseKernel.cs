using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The innermost parts of a depthwise convolution, a vector of channels of which each has a window of its own.</summary>
internal static unsafe class DepthwiseKernel<T, V> where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>Points of a row: target[i] = start + Σ over taps of weights[tap] · x[i · advance + offsets[tap]], for each point i a vector.</summary>
    public static void Row(int points, T* x, nint advance, nint* offsets, int taps, T* weights, V start, T* target, nint step)
    {
        for (; points >= 8; points -= 8, x += 8 * advance, target += 8 * step) Sum<C8>(x, advance, offsets, taps, weights, start, target, step);
        for (; points >= 4; points -= 4, x += 4 * advance, target += 4 * step) Sum<C4>(x, advance, offsets, taps, weights, start, target, step);
        for (; points > 0; points--, x += advance, target += step) Sum<C1>(x, advance, offsets, taps, weights, start, target, step);
    }

    /// <summary>Up to eight taps: sums[tap] += Σ over rows of points of gradient[point] · x[point + offsets[tap]].</summary>
    public static void Products(int taps, T* x, nint advance, nint rowAdvance, nint* offsets, int rows, int columns, T* gradient, T* sums)
    {
        if (taps == 8) Multiply<C8>(x, advance, rowAdvance, offsets, rows, columns, gradient, sums);
        else if (taps >= 4) Multiply<C4>(x, advance, rowAdvance, offsets, rows, columns, gradient, sums);
        else Multiply<C1>(x, advance, rowAdvance, offsets, rows, columns, gradient, sums);
    }

    /// <summary>The taps that <see cref="Products"/> takes of those that are left.</summary>
    public static int Taps(int left) => left >= 8 ? 8 : left >= 4 ? 4 : 1;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TPoints>(T* x, nint advance, nint* offsets, int taps, T* weights, V start, T* target, nint step) where TPoints : struct, IConstant
    {
        V s0 = start, s1 = start, s2 = start, s3 = start, s4 = start, s5 = start, s6 = start, s7 = start;
        for (int tap = 0; tap < taps; tap++, weights += V.Count)
        {
            T* at = x + offsets[tap];
            V w = V.Load(weights);
            s0 = V.MultiplyAdd(w, V.Load(at), s0);
            if (TPoints.Value > 1) s1 = V.MultiplyAdd(w, V.Load(at + advance), s1);
            if (TPoints.Value > 2) s2 = V.MultiplyAdd(w, V.Load(at + 2 * advance), s2);
            if (TPoints.Value > 3) s3 = V.MultiplyAdd(w, V.Load(at + 3 * advance), s3);
            if (TPoints.Value > 4) s4 = V.MultiplyAdd(w, V.Load(at + 4 * advance), s4);
            if (TPoints.Value > 5) s5 = V.MultiplyAdd(w, V.Load(at + 5 * advance), s5);
            if (TPoints.Value > 6) s6 = V.MultiplyAdd(w, V.Load(at + 6 * advance), s6);
            if (TPoints.Value > 7) s7 = V.MultiplyAdd(w, V.Load(at + 7 * advance), s7);
        }
        V.Store(s0, target);
        if (TPoints.Value > 1) V.Store(s1, target + step);
        if (TPoints.Value > 2) V.Store(s2, target + 2 * step);
        if (TPoints.Value > 3) V.Store(s3, target + 3 * step);
        if (TPoints.Value > 4) V.Store(s4, target + 4 * step);
        if (TPoints.Value > 5) V.Store(s5, target + 5 * step);
        if (TPoints.Value > 6) V.Store(s6, target + 6 * step);
        if (TPoints.Value > 7) V.Store(s7, target + 7 * step);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TTaps>(T* x, nint advance, nint rowAdvance, nint* offsets, int rows, int columns, T* gradient, T* sums) where TTaps : struct, IConstant
    {
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero, s4 = V.Zero, s5 = V.Zero, s6 = V.Zero, s7 = V.Zero;
        T* x0 = x + offsets[0];
        T* x1 = TTaps.Value > 1 ? x + offsets[1] : x0;
        T* x2 = TTaps.Value > 2 ? x + offsets[2] : x0;
        T* x3 = TTaps.Value > 3 ? x + offsets[3] : x0;
        T* x4 = TTaps.Value > 4 ? x + offsets[4] : x0;
        T* x5 = TTaps.Value > 5 ? x + offsets[5] : x0;
        T* x6 = TTaps.Value > 6 ? x + offsets[6] : x0;
        T* x7 = TTaps.Value > 7 ? x + offsets[7] : x0;
        for (int row = 0; row < rows; row++)
        {
            nint at = row * rowAdvance;
            for (int column = 0; column < columns; column++, at += advance, gradient += V.Count)
            {
                V g = V.Load(gradient);
                s0 = V.MultiplyAdd(g, V.Load(x0 + at), s0);
                if (TTaps.Value > 1) s1 = V.MultiplyAdd(g, V.Load(x1 + at), s1);
                if (TTaps.Value > 2) s2 = V.MultiplyAdd(g, V.Load(x2 + at), s2);
                if (TTaps.Value > 3) s3 = V.MultiplyAdd(g, V.Load(x3 + at), s3);
                if (TTaps.Value > 4) s4 = V.MultiplyAdd(g, V.Load(x4 + at), s4);
                if (TTaps.Value > 5) s5 = V.MultiplyAdd(g, V.Load(x5 + at), s5);
                if (TTaps.Value > 6) s6 = V.MultiplyAdd(g, V.Load(x6 + at), s6);
                if (TTaps.Value > 7) s7 = V.MultiplyAdd(g, V.Load(x7 + at), s7);
            }
        }
        V.Store(V.Load(sums) + s0, sums);
        if (TTaps.Value > 1) V.Store(V.Load(sums + 1 * V.Count) + s1, sums + 1 * V.Count);
        if (TTaps.Value > 2) V.Store(V.Load(sums + 2 * V.Count) + s2, sums + 2 * V.Count);
        if (TTaps.Value > 3) V.Store(V.Load(sums + 3 * V.Count) + s3, sums + 3 * V.Count);
        if (TTaps.Value > 4) V.Store(V.Load(sums + 4 * V.Count) + s4, sums + 4 * V.Count);
        if (TTaps.Value > 5) V.Store(V.Load(sums + 5 * V.Count) + s5, sums + 5 * V.Count);
        if (TTaps.Value > 6) V.Store(V.Load(sums + 6 * V.Count) + s6, sums + 6 * V.Count);
        if (TTaps.Value > 7) V.Store(V.Load(sums + 7 * V.Count) + s7, sums + 7 * V.Count);
    }
}
