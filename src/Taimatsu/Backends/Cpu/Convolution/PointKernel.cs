using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The innermost part of a convolution whose lanes are output channels: the sums of up to eight points, each one or two vectors of channels, or of twice as many in pairs, stay
/// in registers while the runs of the window are walked. A point is anywhere in the stage, so strides and the ends of rows cost nothing.
/// </summary>
internal static unsafe class PointKernel<T, V> where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>Points at a time.</summary>
    public const int Points = 8;

    /// <summary>Vectors of channels at a time: sixteen registers hold one for each point, thirty-two hold two.</summary>
    public static int MostVectors => V.Count * sizeof(T) >= 64 ? 2 : 1;

    /// <summary>
    /// target[targets[r]] = start + Σ over runs and their elements k of weights[k] · x[bases[r] + run + k], for each point r; a start of null is zero.
    /// With one vector of channels and a <paramref name="pair"/> other than 0 each point has a second one so many elements after it, and that one's result lies <paramref name="targetPair"/> after the first's:
    /// sixteen sums for one load of weights. Needs the registers of <see cref="MostVectors"/> two.
    /// </summary>
    public static void Run<TFinish>(int points, int vectors, T* x, nint* bases, nint pair, nint* runs, int runCount, int runLength, T* weights, T* start, T* target, nint* targets, nint targetPair) where TFinish : struct, IFinish
    {
        if (vectors == 2) Choose<C2, C1, TFinish>(points, x, bases, 0, runs, runCount, runLength, weights, start, target, targets, 0);
        else if (pair == 0) Choose<C1, C1, TFinish>(points, x, bases, 0, runs, runCount, runLength, weights, start, target, targets, 0);
        else Choose<C1, C2, TFinish>(points, x, bases, pair, runs, runCount, runLength, weights, start, target, targets, targetPair);
    }

    private static void Choose<TVectors, TRows, TFinish>(int points, T* x, nint* bases, nint pair, nint* runs, int runCount, int runLength, T* weights, T* start, T* target, nint* targets, nint targetPair)
        where TVectors : struct, IConstant where TRows : struct, IConstant where TFinish : struct, IFinish
    {
        if (points > 4) Sum<C8, TVectors, TRows, TFinish>(x, bases, pair, runs, runCount, runLength, weights, start, target, targets, targetPair);
        else if (points > 2) Sum<C4, TVectors, TRows, TFinish>(x, bases, pair, runs, runCount, runLength, weights, start, target, targets, targetPair);
        else if (points == 2) Sum<C2, TVectors, TRows, TFinish>(x, bases, pair, runs, runCount, runLength, weights, start, target, targets, targetPair);
        else Sum<C1, TVectors, TRows, TFinish>(x, bases, pair, runs, runCount, runLength, weights, start, target, targets, targetPair);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TPoints, TVectors, TRows, TFinish>(T* x, nint* bases, nint pair, nint* runs, int runCount, int runLength, T* weights, T* start, T* target, nint* targets, nint targetPair)
        where TPoints : struct, IConstant where TVectors : struct, IConstant where TRows : struct, IConstant where TFinish : struct, IFinish
    {
        V first = start == null ? V.Zero : V.Load(start), second = TRows.Value > 1 ? first : start == null || TVectors.Value < 2 ? V.Zero : V.Load(start + V.Count);
        V s0 = first, t0 = second;
        V s1 = first, t1 = second;
        V s2 = first, t2 = second;
        V s3 = first, t3 = second;
        V s4 = first, t4 = second;
        V s5 = first, t5 = second;
        V s6 = first, t6 = second;
        V s7 = first, t7 = second;
        T* x0 = x + bases[0];
        T* x1 = TPoints.Value > 1 ? x + bases[1] : x0;
        T* x2 = TPoints.Value > 2 ? x + bases[2] : x0;
        T* x3 = TPoints.Value > 3 ? x + bases[3] : x0;
        T* x4 = TPoints.Value > 4 ? x + bases[4] : x0;
        T* x5 = TPoints.Value > 5 ? x + bases[5] : x0;
        T* x6 = TPoints.Value > 6 ? x + bases[6] : x0;
        T* x7 = TPoints.Value > 7 ? x + bases[7] : x0;
        for (int run = 0; run < runCount; run++)
        {
            nint at = runs[run], end = at + runLength, other = at + pair;
            for (; at < end; at++, other++)
            {
                V w = V.Load(weights), v = TVectors.Value > 1 ? V.Load(weights + V.Count) : w;
                V a0 = V.Create(x0[at]);
                s0 = V.MultiplyAdd(a0, w, s0);
                if (TVectors.Value > 1) t0 = V.MultiplyAdd(a0, v, t0);
                if (TRows.Value > 1) t0 = V.MultiplyAdd(V.Create(x0[other]), w, t0);
                if (TPoints.Value > 1)
                {
                    V a = V.Create(x1[at]);
                    s1 = V.MultiplyAdd(a, w, s1);
                    if (TVectors.Value > 1) t1 = V.MultiplyAdd(a, v, t1);
                    if (TRows.Value > 1) t1 = V.MultiplyAdd(V.Create(x1[other]), w, t1);
                }
                if (TPoints.Value > 2)
                {
                    V a = V.Create(x2[at]);
                    s2 = V.MultiplyAdd(a, w, s2);
                    if (TVectors.Value > 1) t2 = V.MultiplyAdd(a, v, t2);
                    if (TRows.Value > 1) t2 = V.MultiplyAdd(V.Create(x2[other]), w, t2);
                }
                if (TPoints.Value > 3)
                {
                    V a = V.Create(x3[at]);
                    s3 = V.MultiplyAdd(a, w, s3);
                    if (TVectors.Value > 1) t3 = V.MultiplyAdd(a, v, t3);
                    if (TRows.Value > 1) t3 = V.MultiplyAdd(V.Create(x3[other]), w, t3);
                }
                if (TPoints.Value > 4)
                {
                    V a = V.Create(x4[at]);
                    s4 = V.MultiplyAdd(a, w, s4);
                    if (TVectors.Value > 1) t4 = V.MultiplyAdd(a, v, t4);
                    if (TRows.Value > 1) t4 = V.MultiplyAdd(V.Create(x4[other]), w, t4);
                }
                if (TPoints.Value > 5)
                {
                    V a = V.Create(x5[at]);
                    s5 = V.MultiplyAdd(a, w, s5);
                    if (TVectors.Value > 1) t5 = V.MultiplyAdd(a, v, t5);
                    if (TRows.Value > 1) t5 = V.MultiplyAdd(V.Create(x5[other]), w, t5);
                }
                if (TPoints.Value > 6)
                {
                    V a = V.Create(x6[at]);
                    s6 = V.MultiplyAdd(a, w, s6);
                    if (TVectors.Value > 1) t6 = V.MultiplyAdd(a, v, t6);
                    if (TRows.Value > 1) t6 = V.MultiplyAdd(V.Create(x6[other]), w, t6);
                }
                if (TPoints.Value > 7)
                {
                    V a = V.Create(x7[at]);
                    s7 = V.MultiplyAdd(a, w, s7);
                    if (TVectors.Value > 1) t7 = V.MultiplyAdd(a, v, t7);
                    if (TRows.Value > 1) t7 = V.MultiplyAdd(V.Create(x7[other]), w, t7);
                }
                weights += TVectors.Value * V.Count;
            }
        }
        nint apart = TVectors.Value > 1 ? V.Count : targetPair;
        Put<TVectors, TRows, TFinish>(target + targets[0], s0, t0, apart);
        if (TPoints.Value > 1) Put<TVectors, TRows, TFinish>(target + targets[1], s1, t1, apart);
        if (TPoints.Value > 2) Put<TVectors, TRows, TFinish>(target + targets[2], s2, t2, apart);
        if (TPoints.Value > 3) Put<TVectors, TRows, TFinish>(target + targets[3], s3, t3, apart);
        if (TPoints.Value > 4) Put<TVectors, TRows, TFinish>(target + targets[4], s4, t4, apart);
        if (TPoints.Value > 5) Put<TVectors, TRows, TFinish>(target + targets[5], s5, t5, apart);
        if (TPoints.Value > 6) Put<TVectors, TRows, TFinish>(target + targets[6], s6, t6, apart);
        if (TPoints.Value > 7) Put<TVectors, TRows, TFinish>(target + targets[7], s7, t7, apart);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TVectors, TRows, TFinish>(T* target, V first, V second, nint apart) where TVectors : struct, IConstant where TRows : struct, IConstant where TFinish : struct, IFinish
    {
        V.Store(TFinish.Of<V, T>(first), target);
        if (TVectors.Value * TRows.Value > 1) V.Store(TFinish.Of<V, T>(second), target + apart);
    }
}
