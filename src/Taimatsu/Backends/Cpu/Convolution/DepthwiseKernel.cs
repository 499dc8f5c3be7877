using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The innermost parts of a convolution whose channels each have a window of their own: lanes are neighbouring columns of a staged plane.</summary>
internal static unsafe class DepthwiseKernel<T, V> where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>Taps that <see cref="Products"/> sums at a time.</summary>
    public const int MostTaps = 8;

    /// <summary>For each point i a vector of which <paramref name="columns"/> lanes count: target[i · targetStep] = start + Σ over taps of weights[tap] · x[i · step + offsets[tap]].</summary>
    public static void Sum<TFinish>(int points, int columns, T* x, nint step, nint* offsets, int taps, T* weights, T start, T* target, nint targetStep) where TFinish : struct, IFinish
    {
        for (; points >= 8; points -= 8, x += 8 * step, target += 8 * targetStep) Sum<C8, TFinish>(columns, x, step, offsets, taps, weights, start, target, targetStep);
        for (; points >= 4; points -= 4, x += 4 * step, target += 4 * targetStep) Sum<C4, TFinish>(columns, x, step, offsets, taps, weights, start, target, targetStep);
        for (; points > 0; points--, x += step, target += targetStep) Sum<C1, TFinish>(columns, x, step, offsets, taps, weights, start, target, targetStep);
    }

    /// <summary>
    /// A vector of columns down the rows, with a window of three by three next to each other: each row is loaded once for the three results that see it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Three<TFinish>(int rows, int columns, T* x, nint pitch, T* weights, T start, T* target, nint targetStep) where TFinish : struct, IFinish
    {
        V w0 = V.Create(weights[0]), w1 = V.Create(weights[1]), w2 = V.Create(weights[2]);
        V w3 = V.Create(weights[3]), w4 = V.Create(weights[4]), w5 = V.Create(weights[5]);
        V w6 = V.Create(weights[6]), w7 = V.Create(weights[7]), w8 = V.Create(weights[8]);
        V a = V.Load(x), b = V.Load(x + 1), c = V.Load(x + 2);
        V second = V.MultiplyAdd(w2, c, V.MultiplyAdd(w1, b, V.MultiplyAdd(w0, a, V.Create(start))));
        x += pitch;
        a = V.Load(x);
        b = V.Load(x + 1);
        c = V.Load(x + 2);
        V first = V.MultiplyAdd(w5, c, V.MultiplyAdd(w4, b, V.MultiplyAdd(w3, a, second)));
        second = V.MultiplyAdd(w2, c, V.MultiplyAdd(w1, b, V.MultiplyAdd(w0, a, V.Create(start))));
        for (int y = 0; y < rows; y++, target += targetStep)
        {
            x += pitch;
            a = V.Load(x);
            b = V.Load(x + 1);
            c = V.Load(x + 2);
            V sum = V.MultiplyAdd(w8, c, V.MultiplyAdd(w7, b, V.MultiplyAdd(w6, a, first)));
            first = V.MultiplyAdd(w5, c, V.MultiplyAdd(w4, b, V.MultiplyAdd(w3, a, second)));
            second = V.MultiplyAdd(w2, c, V.MultiplyAdd(w1, b, V.MultiplyAdd(w0, a, V.Create(start))));
            Put<TFinish>(sum, target, columns);
        }
    }

    /// <summary>A vector of columns down the rows, with a window of five by five next to each other: each row is loaded once for the five results that see it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Five<TFinish>(int rows, int columns, T* x, nint pitch, T* weights, T start, T* target, nint targetStep) where TFinish : struct, IFinish
    {
        // Results that wait for so many more rows.
        V one = V.Zero, two = one, three = one, four = one, first = V.Create(start);
        for (int y = -4; y < rows; y++, x += pitch)
        {
            V a = V.Load(x), b = V.Load(x + 1), c = V.Load(x + 2), d = V.Load(x + 3), e = V.Load(x + 4);
            V sum = Line(one, weights + 20, a, b, c, d, e);
            one = Line(two, weights + 15, a, b, c, d, e);
            two = Line(three, weights + 10, a, b, c, d, e);
            three = Line(four, weights + 5, a, b, c, d, e);
            four = Line(first, weights, a, b, c, d, e);
            if (y < 0) continue;
            Put<TFinish>(sum, target, columns);
            target += targetStep;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Line(V sum, T* weights, V a, V b, V c, V d, V e)
            => V.MultiplyAdd(V.Create(weights[4]), e, V.MultiplyAdd(V.Create(weights[3]), d, V.MultiplyAdd(V.Create(weights[2]), c, V.MultiplyAdd(V.Create(weights[1]), b, V.MultiplyAdd(V.Create(weights[0]), a, sum)))));
    }

    /// <summary>
    /// Up to eight taps: sums[tap] += Σ over points i of gradient[i · gradientStep] · x[i · step + offsets[tap]], vectors of which the lanes from
    /// <paramref name="columns"/> on add nothing.
    /// </summary>
    public static void Products(int taps, int points, int columns, T* x, nint step, nint* offsets, T* gradient, nint gradientStep, T* sums)
    {
        if (taps > 4) Products<C8>(points, columns, x, step, offsets, gradient, gradientStep, sums);
        else if (taps > 1) Products<C4>(points, columns, x, step, offsets, gradient, gradientStep, sums);
        else Products<C1>(points, columns, x, step, offsets, gradient, gradientStep, sums);
    }

    /// <summary>The nine sums of a window of three by three next to each other, for a vector of columns down the rows: each row is loaded once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ThreeProducts(int rows, int columns, T* x, nint pitch, T* gradient, nint gradientStep, T* sums)
    {
        V s0 = V.Load(sums), s1 = V.Load(sums + V.Count), s2 = V.Load(sums + 2 * V.Count);
        V s3 = V.Load(sums + 3 * V.Count), s4 = V.Load(sums + 4 * V.Count), s5 = V.Load(sums + 5 * V.Count);
        V s6 = V.Load(sums + 6 * V.Count), s7 = V.Load(sums + 7 * V.Count), s8 = V.Load(sums + 8 * V.Count);
        V g1 = V.Zero, g2 = V.Zero;
        // Two rows more than gradients: the last rows meet the windows above alone.
        for (int y = 0; y < rows + 2; y++, x += pitch, gradient += gradientStep)
        {
            V g0 = V.Zero;
            if (y < rows) g0 = Part(gradient, columns);
            V a = V.Load(x), b = V.Load(x + 1), c = V.Load(x + 2);
            s0 = V.MultiplyAdd(g0, a, s0);
            s1 = V.MultiplyAdd(g0, b, s1);
            s2 = V.MultiplyAdd(g0, c, s2);
            s3 = V.MultiplyAdd(g1, a, s3);
            s4 = V.MultiplyAdd(g1, b, s4);
            s5 = V.MultiplyAdd(g1, c, s5);
            s6 = V.MultiplyAdd(g2, a, s6);
            s7 = V.MultiplyAdd(g2, b, s7);
            s8 = V.MultiplyAdd(g2, c, s8);
            g2 = g1;
            g1 = g0;
        }
        V.Store(s0, sums);
        V.Store(s1, sums + V.Count);
        V.Store(s2, sums + 2 * V.Count);
        V.Store(s3, sums + 3 * V.Count);
        V.Store(s4, sums + 4 * V.Count);
        V.Store(s5, sums + 5 * V.Count);
        V.Store(s6, sums + 6 * V.Count);
        V.Store(s7, sums + 7 * V.Count);
        V.Store(s8, sums + 8 * V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Part(T* source, int columns) => columns >= V.Count ? V.Load(source) : PartialVector.Merge<V, T>(PartialVector.Load<V, T>(source, columns), V.Zero, columns);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TPoints, TFinish>(int columns, T* x, nint step, nint* offsets, int taps, T* weights, T start, T* target, nint targetStep) where TPoints : struct, IConstant where TFinish : struct, IFinish
    {
        V s0 = V.Create(start), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        for (int tap = 0; tap < taps; tap++)
        {
            T* at = x + offsets[tap];
            V w = V.Create(weights[tap]);
            s0 = V.MultiplyAdd(w, V.Load(at), s0);
            if (TPoints.Value > 1) s1 = V.MultiplyAdd(w, V.Load(at + step), s1);
            if (TPoints.Value > 2) s2 = V.MultiplyAdd(w, V.Load(at + 2 * step), s2);
            if (TPoints.Value > 3) s3 = V.MultiplyAdd(w, V.Load(at + 3 * step), s3);
            if (TPoints.Value > 4) s4 = V.MultiplyAdd(w, V.Load(at + 4 * step), s4);
            if (TPoints.Value > 5) s5 = V.MultiplyAdd(w, V.Load(at + 5 * step), s5);
            if (TPoints.Value > 6) s6 = V.MultiplyAdd(w, V.Load(at + 6 * step), s6);
            if (TPoints.Value > 7) s7 = V.MultiplyAdd(w, V.Load(at + 7 * step), s7);
        }
        Put<TFinish>(s0, target, columns);
        if (TPoints.Value > 1) Put<TFinish>(s1, target + targetStep, columns);
        if (TPoints.Value > 2) Put<TFinish>(s2, target + 2 * targetStep, columns);
        if (TPoints.Value > 3) Put<TFinish>(s3, target + 3 * targetStep, columns);
        if (TPoints.Value > 4) Put<TFinish>(s4, target + 4 * targetStep, columns);
        if (TPoints.Value > 5) Put<TFinish>(s5, target + 5 * targetStep, columns);
        if (TPoints.Value > 6) Put<TFinish>(s6, target + 6 * targetStep, columns);
        if (TPoints.Value > 7) Put<TFinish>(s7, target + 7 * targetStep, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TFinish>(V value, T* target, int columns) where TFinish : struct, IFinish
    {
        value = TFinish.Of<V, T>(value);
        if (columns >= V.Count) V.Store(value, target);
        else PartialVector.Store(value, target, columns);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Products<TTaps>(int points, int columns, T* x, nint step, nint* offsets, T* gradient, nint gradientStep, T* sums) where TTaps : struct, IConstant
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
        nint at = 0;
        for (int i = 0; i < points; i++, at += step, gradient += gradientStep)
        {
            V g = Part(gradient, columns);
            s0 = V.MultiplyAdd(g, V.Load(x0 + at), s0);
            if (TTaps.Value > 1) s1 = V.MultiplyAdd(g, V.Load(x1 + at), s1);
            if (TTaps.Value > 2) s2 = V.MultiplyAdd(g, V.Load(x2 + at), s2);
            if (TTaps.Value > 3) s3 = V.MultiplyAdd(g, V.Load(x3 + at), s3);
            if (TTaps.Value > 4) s4 = V.MultiplyAdd(g, V.Load(x4 + at), s4);
            if (TTaps.Value > 5) s5 = V.MultiplyAdd(g, V.Load(x5 + at), s5);
            if (TTaps.Value > 6) s6 = V.MultiplyAdd(g, V.Load(x6 + at), s6);
            if (TTaps.Value > 7) s7 = V.MultiplyAdd(g, V.Load(x7 + at), s7);
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
