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

    /// <summary>
    /// sums[j] += sum over eight p of left[p * leftStride] * right[p * rightStride + j]; columns are full vectors. For matrices beyond the cache: eight long
    /// streams, which the processor fetches ahead.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddRows(long columns, T* left, long leftStride, T* right, long rightStride, T* sums)
    {
        V a0 = TOps.Broadcast(left);
        V a1 = TOps.Broadcast(left + leftStride);
        V a2 = TOps.Broadcast(left + 2 * leftStride);
        V a3 = TOps.Broadcast(left + 3 * leftStride);
        V a4 = TOps.Broadcast(left + 4 * leftStride);
        V a5 = TOps.Broadcast(left + 5 * leftStride);
        V a6 = TOps.Broadcast(left + 6 * leftStride);
        V a7 = TOps.Broadcast(left + 7 * leftStride);
        T* r1 = right + rightStride;
        T* r2 = right + 2 * rightStride;
        T* r3 = right + 3 * rightStride;
        T* r4 = right + 4 * rightStride;
        T* r5 = right + 5 * rightStride;
        T* r6 = right + 6 * rightStride;
        T* r7 = right + 7 * rightStride;
        for (long j = 0; j < columns; j += TOps.Count)
        {
            V sum = TOps.MultiplyAdd(a0, TOps.Load(right + j), TOps.Load(sums + j));
            sum = TOps.MultiplyAdd(a1, TOps.Load(r1 + j), sum);
            sum = TOps.MultiplyAdd(a2, TOps.Load(r2 + j), sum);
            sum = TOps.MultiplyAdd(a3, TOps.Load(r3 + j), sum);
            sum = TOps.MultiplyAdd(a4, TOps.Load(r4 + j), sum);
            sum = TOps.MultiplyAdd(a5, TOps.Load(r5 + j), sum);
            sum = TOps.MultiplyAdd(a6, TOps.Load(r6 + j), sum);
            sum = TOps.MultiplyAdd(a7, TOps.Load(r7 + j), sum);
            TOps.Store(sums + j, sum);
        }
    }
}
