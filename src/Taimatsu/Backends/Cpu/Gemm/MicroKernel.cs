using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The heart of matrix multiplication: a tile of C, up to 14 rows by two vectors, held in registers while the depth is walked. One body; the JIT makes of
/// it one kernel for each vector type, number of rows and number of vectors, and drops the rows that a kernel lacks. The rows of a step of depth
/// lie next to each other in the left operand and the columns in the right one; a step begins <c>leftStride</c> or <c>rightStride</c> elements after the last, so either may be a
/// panel or rows of the matrix itself.
/// </summary>
internal static unsafe class MicroKernel<TOps, V, T>
    where TOps : IVectorOps<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>The most rows that <see cref="Run{TRows, TVectors}"/> has accumulators for.</summary>
    public const int MaxRows = 14;

    /// <summary>tile = left * right, or tile += left * right with <paramref name="add"/>; the tile's rows are contiguous.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TVectors>(long depth, T* left, long leftStride, T* right, long rightStride, T* tile, long tileStride, bool add)
        where TRows : struct, IConstant
        where TVectors : struct, IConstant
    {
        V s0 = TOps.Zero, t0 = TOps.Zero;
        V s1 = TOps.Zero, t1 = TOps.Zero;
        V s2 = TOps.Zero, t2 = TOps.Zero;
        V s3 = TOps.Zero, t3 = TOps.Zero;
        V s4 = TOps.Zero, t4 = TOps.Zero;
        V s5 = TOps.Zero, t5 = TOps.Zero;
        V s6 = TOps.Zero, t6 = TOps.Zero;
        V s7 = TOps.Zero, t7 = TOps.Zero;
        V s8 = TOps.Zero, t8 = TOps.Zero;
        V s9 = TOps.Zero, t9 = TOps.Zero;
        V s10 = TOps.Zero, t10 = TOps.Zero;
        V s11 = TOps.Zero, t11 = TOps.Zero;
        V s12 = TOps.Zero, t12 = TOps.Zero;
        V s13 = TOps.Zero, t13 = TOps.Zero;
        if (Sse.IsSupported)
        {
            // The tile is wanted only at the end; by then it is in the first-level cache.
            T* row = tile;
            for (int i = 0; i < TRows.Value; i++)
            {
                Sse.Prefetch0(row);
                if (TVectors.Value > 1) Sse.Prefetch0(row + TOps.Count);
                row += tileStride;
            }
        }
        for (; depth > 0; depth--)
        {
            V b = TOps.Load(right), c = TVectors.Value > 1 ? TOps.Load(right + TOps.Count) : b;
            if (TRows.Value > 0)
            {
                V a = TOps.Broadcast(left);
                s0 = TOps.MultiplyAdd(a, b, s0);
                if (TVectors.Value > 1) t0 = TOps.MultiplyAdd(a, c, t0);
            }
            if (TRows.Value > 1)
            {
                V a = TOps.Broadcast(left + 1);
                s1 = TOps.MultiplyAdd(a, b, s1);
                if (TVectors.Value > 1) t1 = TOps.MultiplyAdd(a, c, t1);
            }
            if (TRows.Value > 2)
            {
                V a = TOps.Broadcast(left + 2);
                s2 = TOps.MultiplyAdd(a, b, s2);
                if (TVectors.Value > 1) t2 = TOps.MultiplyAdd(a, c, t2);
            }
            if (TRows.Value > 3)
            {
                V a = TOps.Broadcast(left + 3);
                s3 = TOps.MultiplyAdd(a, b, s3);
                if (TVectors.Value > 1) t3 = TOps.MultiplyAdd(a, c, t3);
            }
            if (TRows.Value > 4)
            {
                V a = TOps.Broadcast(left + 4);
                s4 = TOps.MultiplyAdd(a, b, s4);
                if (TVectors.Value > 1) t4 = TOps.MultiplyAdd(a, c, t4);
            }
            if (TRows.Value > 5)
            {
                V a = TOps.Broadcast(left + 5);
                s5 = TOps.MultiplyAdd(a, b, s5);
                if (TVectors.Value > 1) t5 = TOps.MultiplyAdd(a, c, t5);
            }
            if (TRows.Value > 6)
            {
                V a = TOps.Broadcast(left + 6);
                s6 = TOps.MultiplyAdd(a, b, s6);
                if (TVectors.Value > 1) t6 = TOps.MultiplyAdd(a, c, t6);
            }
            if (TRows.Value > 7)
            {
                V a = TOps.Broadcast(left + 7);
                s7 = TOps.MultiplyAdd(a, b, s7);
                if (TVectors.Value > 1) t7 = TOps.MultiplyAdd(a, c, t7);
            }
            if (TRows.Value > 8)
            {
                V a = TOps.Broadcast(left + 8);
                s8 = TOps.MultiplyAdd(a, b, s8);
                if (TVectors.Value > 1) t8 = TOps.MultiplyAdd(a, c, t8);
            }
            if (TRows.Value > 9)
            {
                V a = TOps.Broadcast(left + 9);
                s9 = TOps.MultiplyAdd(a, b, s9);
                if (TVectors.Value > 1) t9 = TOps.MultiplyAdd(a, c, t9);
            }
            if (TRows.Value > 10)
            {
                V a = TOps.Broadcast(left + 10);
                s10 = TOps.MultiplyAdd(a, b, s10);
                if (TVectors.Value > 1) t10 = TOps.MultiplyAdd(a, c, t10);
            }
            if (TRows.Value > 11)
            {
                V a = TOps.Broadcast(left + 11);
                s11 = TOps.MultiplyAdd(a, b, s11);
                if (TVectors.Value > 1) t11 = TOps.MultiplyAdd(a, c, t11);
            }
            if (TRows.Value > 12)
            {
                V a = TOps.Broadcast(left + 12);
                s12 = TOps.MultiplyAdd(a, b, s12);
                if (TVectors.Value > 1) t12 = TOps.MultiplyAdd(a, c, t12);
            }
            if (TRows.Value > 13)
            {
                V a = TOps.Broadcast(left + 13);
                s13 = TOps.MultiplyAdd(a, b, s13);
                if (TVectors.Value > 1) t13 = TOps.MultiplyAdd(a, c, t13);
            }
            left += leftStride;
            right += rightStride;
        }
        if (add)
        {
            Accumulate<TVectors>(tile, s0, t0);
            if (TRows.Value > 1) Accumulate<TVectors>(tile + tileStride, s1, t1);
            if (TRows.Value > 2) Accumulate<TVectors>(tile + 2 * tileStride, s2, t2);
            if (TRows.Value > 3) Accumulate<TVectors>(tile + 3 * tileStride, s3, t3);
            if (TRows.Value > 4) Accumulate<TVectors>(tile + 4 * tileStride, s4, t4);
            if (TRows.Value > 5) Accumulate<TVectors>(tile + 5 * tileStride, s5, t5);
            if (TRows.Value > 6) Accumulate<TVectors>(tile + 6 * tileStride, s6, t6);
            if (TRows.Value > 7) Accumulate<TVectors>(tile + 7 * tileStride, s7, t7);
            if (TRows.Value > 8) Accumulate<TVectors>(tile + 8 * tileStride, s8, t8);
            if (TRows.Value > 9) Accumulate<TVectors>(tile + 9 * tileStride, s9, t9);
            if (TRows.Value > 10) Accumulate<TVectors>(tile + 10 * tileStride, s10, t10);
            if (TRows.Value > 11) Accumulate<TVectors>(tile + 11 * tileStride, s11, t11);
            if (TRows.Value > 12) Accumulate<TVectors>(tile + 12 * tileStride, s12, t12);
            if (TRows.Value > 13) Accumulate<TVectors>(tile + 13 * tileStride, s13, t13);
            return;
        }
        Put<TVectors>(tile, s0, t0);
        if (TRows.Value > 1) Put<TVectors>(tile + tileStride, s1, t1);
        if (TRows.Value > 2) Put<TVectors>(tile + 2 * tileStride, s2, t2);
        if (TRows.Value > 3) Put<TVectors>(tile + 3 * tileStride, s3, t3);
        if (TRows.Value > 4) Put<TVectors>(tile + 4 * tileStride, s4, t4);
        if (TRows.Value > 5) Put<TVectors>(tile + 5 * tileStride, s5, t5);
        if (TRows.Value > 6) Put<TVectors>(tile + 6 * tileStride, s6, t6);
        if (TRows.Value > 7) Put<TVectors>(tile + 7 * tileStride, s7, t7);
        if (TRows.Value > 8) Put<TVectors>(tile + 8 * tileStride, s8, t8);
        if (TRows.Value > 9) Put<TVectors>(tile + 9 * tileStride, s9, t9);
        if (TRows.Value > 10) Put<TVectors>(tile + 10 * tileStride, s10, t10);
        if (TRows.Value > 11) Put<TVectors>(tile + 11 * tileStride, s11, t11);
        if (TRows.Value > 12) Put<TVectors>(tile + 12 * tileStride, s12, t12);
        if (TRows.Value > 13) Put<TVectors>(tile + 13 * tileStride, s13, t13);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<TVectors>(T* row, V first, V second) where TVectors : struct, IConstant
    {
        TOps.Store(row, TOps.Add(TOps.Load(row), first));
        if (TVectors.Value > 1) TOps.Store(row + TOps.Count, TOps.Add(TOps.Load(row + TOps.Count), second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TVectors>(T* row, V first, V second) where TVectors : struct, IConstant
    {
        TOps.Store(row, first);
        if (TVectors.Value > 1) TOps.Store(row + TOps.Count, second);
    }
}
