using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The innermost part of a convolution whose lanes are output channels: the sums of up to eight points, each one or two vectors of channels, stay
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
    /// </summary>
    public static void Run<TFinish>(int points, int vectors, T* x, nint* bases, nint* runs, int runCount, int runLength, T* weights, T* start, T* target, nint* targets) where TFinish : struct, IFinish
    {
        if (vectors == 2)
        {
            if (points > 4) Sum<C8, C2, TFinish>(x, bases, runs, runCount, runLength, weights, start, target, targets);
            else if (points > 2) Sum<C4, C2, TFinish>(x, bases, runs, runCount, runLength, weights, start, target, targets);
            else if (points == 2) Sum<C2, C2, TFinish>(x, bases, runs, runCount, runLength, weights, start, target, targets);
            else Sum<C1, C2, TFinish>(x, bases, runs, runCount, runLength, weights, start, target, targets);
        }
        else if (points > 4) Sum<C8, C1, TFinish>(x, bases, runs, runCount, runLength, weights, start, target, targets);
        else if (points > 2) Sum<C4, C1, TFinish>(x, bases, runs, runCount, runLength, weights, start, target, targets);
        else if (points == 2) Sum<C2, C1, TFinish>(x, bases, runs, runCount, runLength, weights, start, target, targets);
        else Sum<C1, C1, TFinish>(x, bases, runs, runCount, runLength, weights, start, target, targets);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TPoints, TVectors, TFinish>(T* x, nint* bases, nint* runs, int runCount, int runLength, T* weights, T* start, T* target, nint* targets)
        where TPoints : struct, IConstant where TVectors : struct, IConstant where TFinish : struct, IFinish
    {
        V first = start == null ? V.Zero : V.Load(start), second = start == null || TVectors.Value < 2 ? V.Zero : V.Load(start + V.Count);
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
            nint at = runs[run], end = at + runLength;
            for (; at < end; at++)
            {
                V w = V.Load(weights), v = TVectors.Value > 1 ? V.Load(weights + V.Count) : w;
                V a0 = V.Create(x0[at]);
                s0 = V.MultiplyAdd(a0, w, s0);
                if (TVectors.Value > 1) t0 = V.MultiplyAdd(a0, v, t0);
                if (TPoints.Value > 1)
                {
                    V a = V.Create(x1[at]);
                    s1 = V.MultiplyAdd(a, w, s1);
                    if (TVectors.Value > 1) t1 = V.MultiplyAdd(a, v, t1);
                }
                if (TPoints.Value > 2)
                {
                    V a = V.Create(x2[at]);
                    s2 = V.MultiplyAdd(a, w, s2);
                    if (TVectors.Value > 1) t2 = V.MultiplyAdd(a, v, t2);
                }
                if (TPoints.Value > 3)
                {
                    V a = V.Create(x3[at]);
                    s3 = V.MultiplyAdd(a, w, s3);
                    if (TVectors.Value > 1) t3 = V.MultiplyAdd(a, v, t3);
                }
                if (TPoints.Value > 4)
                {
                    V a = V.Create(x4[at]);
                    s4 = V.MultiplyAdd(a, w, s4);
                    if (TVectors.Value > 1) t4 = V.MultiplyAdd(a, v, t4);
                }
                if (TPoints.Value > 5)
                {
                    V a = V.Create(x5[at]);
                    s5 = V.MultiplyAdd(a, w, s5);
                    if (TVectors.Value > 1) t5 = V.MultiplyAdd(a, v, t5);
                }
                if (TPoints.Value > 6)
                {
                    V a = V.Create(x6[at]);
                    s6 = V.MultiplyAdd(a, w, s6);
                    if (TVectors.Value > 1) t6 = V.MultiplyAdd(a, v, t6);
                }
                if (TPoints.Value > 7)
                {
                    V a = V.Create(x7[at]);
                    s7 = V.MultiplyAdd(a, w, s7);
                    if (TVectors.Value > 1) t7 = V.MultiplyAdd(a, v, t7);
                }
                weights += TVectors.Value * V.Count;
            }
        }
        Put<TVectors, TFinish>(target + targets[0], s0, t0);
        if (TPoints.Value > 1) Put<TVectors, TFinish>(target + targets[1], s1, t1);
        if (TPoints.Value > 2) Put<TVectors, TFinish>(target + targets[2], s2, t2);
        if (TPoints.Value > 3) Put<TVectors, TFinish>(target + targets[3], s3, t3);
        if (TPoints.Value > 4) Put<TVectors, TFinish>(target + targets[4], s4, t4);
        if (TPoints.Value > 5) Put<TVectors, TFinish>(target + targets[5], s5, t5);
        if (TPoints.Value > 6) Put<TVectors, TFinish>(target + targets[6], s6, t6);
        if (TPoints.Value > 7) Put<TVectors, TFinish>(target + targets[7], s7, t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TVectors, TFinish>(T* target, V first, V second) where TVectors : struct, IConstant where TFinish : struct, IFinish
    {
        V.Store(TFinish.Of<V, T>(first), target);
        if (TVectors.Value > 1) V.Store(TFinish.Of<V, T>(second), target + V.Count);
    }
}
