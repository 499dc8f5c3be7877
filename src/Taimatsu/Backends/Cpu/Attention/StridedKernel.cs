using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A tile of a matrix product whose left operand is read in place with any two strides: up to 12 rows by two vectors, held in registers while the depth is walked. Attention
/// multiplies by its tiles of weights and by their transposes; with this kernel nothing but the query and the gradient is ever turned. Rows share base pointers by threes, so that
/// twelve rows need four of them.
/// </summary>
internal static unsafe class StridedKernel<TOps, V, T>
    where TOps : IVectorOps<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>The most rows that there are accumulators for.</summary>
    public const int MaxRows = 12;

    /// <summary>tile = left * right, or tile += left * right with <paramref name="add"/>; element (i, p) of the left operand is left[i * rowStride + p * depthStride].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TVectors>(long depth, T* left, nint rowStride, nint depthStride, T* right, nint rightStride, T* tile, nint tileStride, bool add)
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
        nint two = 2 * rowStride;
        T* left3 = left + 3 * rowStride, left6 = left3 + 3 * rowStride, left9 = left6 + 3 * rowStride;
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
                V a = TOps.Broadcast(left + rowStride);
                s1 = TOps.MultiplyAdd(a, b, s1);
                if (TVectors.Value > 1) t1 = TOps.MultiplyAdd(a, c, t1);
            }
            if (TRows.Value > 2)
            {
                V a = TOps.Broadcast(left + two);
                s2 = TOps.MultiplyAdd(a, b, s2);
                if (TVectors.Value > 1) t2 = TOps.MultiplyAdd(a, c, t2);
            }
            if (TRows.Value > 3)
            {
                V a = TOps.Broadcast(left3);
                s3 = TOps.MultiplyAdd(a, b, s3);
                if (TVectors.Value > 1) t3 = TOps.MultiplyAdd(a, c, t3);
            }
            if (TRows.Value > 4)
            {
                V a = TOps.Broadcast(left3 + rowStride);
                s4 = TOps.MultiplyAdd(a, b, s4);
                if (TVectors.Value > 1) t4 = TOps.MultiplyAdd(a, c, t4);
            }
            if (TRows.Value > 5)
            {
                V a = TOps.Broadcast(left3 + two);
                s5 = TOps.MultiplyAdd(a, b, s5);
                if (TVectors.Value > 1) t5 = TOps.MultiplyAdd(a, c, t5);
            }
            if (TRows.Value > 6)
            {
                V a = TOps.Broadcast(left6);
                s6 = TOps.MultiplyAdd(a, b, s6);
                if (TVectors.Value > 1) t6 = TOps.MultiplyAdd(a, c, t6);
            }
            if (TRows.Value > 7)
            {
                V a = TOps.Broadcast(left6 + rowStride);
                s7 = TOps.MultiplyAdd(a, b, s7);
                if (TVectors.Value > 1) t7 = TOps.MultiplyAdd(a, c, t7);
            }
            if (TRows.Value > 8)
            {
                V a = TOps.Broadcast(left6 + two);
                s8 = TOps.MultiplyAdd(a, b, s8);
                if (TVectors.Value > 1) t8 = TOps.MultiplyAdd(a, c, t8);
            }
            if (TRows.Value > 9)
            {
                V a = TOps.Broadcast(left9);
                s9 = TOps.MultiplyAdd(a, b, s9);
                if (TVectors.Value > 1) t9 = TOps.MultiplyAdd(a, c, t9);
            }
            if (TRows.Value > 10)
            {
                V a = TOps.Broadcast(left9 + rowStride);
                s10 = TOps.MultiplyAdd(a, b, s10);
                if (TVectors.Value > 1) t10 = TOps.MultiplyAdd(a, c, t10);
            }
            if (TRows.Value > 11)
            {
                V a = TOps.Broadcast(left9 + two);
                s11 = TOps.MultiplyAdd(a, b, s11);
                if (TVectors.Value > 1) t11 = TOps.MultiplyAdd(a, c, t11);
            }
            left += depthStride;
            if (TRows.Value > 3) left3 += depthStride;
            if (TRows.Value > 6) left6 += depthStride;
            if (TRows.Value > 9) left9 += depthStride;
            right += rightStride;
        }
        Put<TVectors>(tile, s0, t0, add);
        if (TRows.Value > 1) Put<TVectors>(tile + tileStride, s1, t1, add);
        if (TRows.Value > 2) Put<TVectors>(tile + 2 * tileStride, s2, t2, add);
        if (TRows.Value > 3) Put<TVectors>(tile + 3 * tileStride, s3, t3, add);
        if (TRows.Value > 4) Put<TVectors>(tile + 4 * tileStride, s4, t4, add);
        if (TRows.Value > 5) Put<TVectors>(tile + 5 * tileStride, s5, t5, add);
        if (TRows.Value > 6) Put<TVectors>(tile + 6 * tileStride, s6, t6, add);
        if (TRows.Value > 7) Put<TVectors>(tile + 7 * tileStride, s7, t7, add);
        if (TRows.Value > 8) Put<TVectors>(tile + 8 * tileStride, s8, t8, add);
        if (TRows.Value > 9) Put<TVectors>(tile + 9 * tileStride, s9, t9, add);
        if (TRows.Value > 10) Put<TVectors>(tile + 10 * tileStride, s10, t10, add);
        if (TRows.Value > 11) Put<TVectors>(tile + 11 * tileStride, s11, t11, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TVectors>(T* row, V first, V second, bool add) where TVectors : struct, IConstant
    {
        TOps.Store(row, add ? TOps.Add(TOps.Load(row), first) : first);
        if (TVectors.Value > 1) TOps.Store(row + TOps.Count, add ? TOps.Add(TOps.Load(row + TOps.Count), second) : second);
    }
}
