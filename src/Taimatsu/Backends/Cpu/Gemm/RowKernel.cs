using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// One row times a matrix whose rows are contiguous: several vectors of the result stay in registers while the matrix streams by, in the pieces that
/// memory likes.
/// </summary>
internal static unsafe class RowKernel<TOps, V, T>
    where TOps : IVectorOps<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>The vectors of result that the wide kernel computes at a time.</summary>
    public const int MaxVectors = 8;

    /// <summary>result[j] = sum over p of left[p * leftStride] * right[p * rightStride + j], over full vectors.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<TVectors>(long depth, T* left, long leftStride, T* right, long rightStride, T* result)
        where TVectors : struct, IConstant
    {
        V s0 = TOps.Zero, s1 = TOps.Zero, s2 = TOps.Zero, s3 = TOps.Zero, s4 = TOps.Zero, s5 = TOps.Zero, s6 = TOps.Zero, s7 = TOps.Zero;
        for (; depth > 0; depth--)
        {
            V a = TOps.Broadcast(left);
            s0 = TOps.MultiplyAdd(a, TOps.Load(right), s0);
            if (TVectors.Value > 1) s1 = TOps.MultiplyAdd(a, TOps.Load(right + TOps.Count), s1);
            if (TVectors.Value > 2) s2 = TOps.MultiplyAdd(a, TOps.Load(right + 2 * TOps.Count), s2);
            if (TVectors.Value > 3) s3 = TOps.MultiplyAdd(a, TOps.Load(right + 3 * TOps.Count), s3);
            if (TVectors.Value > 4) s4 = TOps.MultiplyAdd(a, TOps.Load(right + 4 * TOps.Count), s4);
            if (TVectors.Value > 5) s5 = TOps.MultiplyAdd(a, TOps.Load(right + 5 * TOps.Count), s5);
            if (TVectors.Value > 6) s6 = TOps.MultiplyAdd(a, TOps.Load(right + 6 * TOps.Count), s6);
            if (TVectors.Value > 7) s7 = TOps.MultiplyAdd(a, TOps.Load(right + 7 * TOps.Count), s7);
            left += leftStride;
            right += rightStride;
        }
        TOps.Store(result, s0);
        if (TVectors.Value > 1) TOps.Store(result + TOps.Count, s1);
        if (TVectors.Value > 2) TOps.Store(result + 2 * TOps.Count, s2);
        if (TVectors.Value > 3) TOps.Store(result + 3 * TOps.Count, s3);
        if (TVectors.Value > 4) TOps.Store(result + 4 * TOps.Count, s4);
        if (TVectors.Value > 5) TOps.Store(result + 5 * TOps.Count, s5);
        if (TVectors.Value > 6) TOps.Store(result + 6 * TOps.Count, s6);
        if (TVectors.Value > 7) TOps.Store(result + 7 * TOps.Count, s7);
    }

    /// <summary>The same over the first <paramref name="count"/> columns, fewer than a vector; stores a full vector.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RunPartial(long depth, T* left, long leftStride, T* right, long rightStride, T* result, int count)
    {
        V sum = TOps.Zero;
        for (; depth > 0; depth--)
        {
            sum = TOps.MultiplyAdd(TOps.Broadcast(left), TOps.LoadPartial(right, count), sum);
            left += leftStride;
            right += rightStride;
        }
        TOps.Store(result, sum);
    }
}
