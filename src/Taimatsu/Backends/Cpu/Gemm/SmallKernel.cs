using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A tile of a small product, up to eight rows by one vector, from operands as they lie in memory: where they are so small that packing would take longer than multiplying.
/// </summary>
internal static unsafe class SmallKernel<TOps, V, T>
    where TOps : IVectorOps<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>The most rows that <see cref="Run{TRows, TPart}"/> has accumulators for.</summary>
    public const int MaxRows = 8;

    /// <summary>
    /// c = start + left * right, where each row begins with the one row of start unless that is null, over as many columns as a vector has (<typeparamref name="TPart"/> of one), or over the first <paramref name="columns"/> of them (of two). The right operand's
    /// columns and those of C are contiguous.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TPart>(long depth, T* left, long leftRow, long leftDepth, T* right, long rightDepth, T* start, T* c, long cRow, int columns)
        where TRows : struct, IConstant
        where TPart : struct, IConstant
    {
        V s0 = start == null ? TOps.Zero : TPart.Value == 1 ? TOps.Load(start) : TOps.LoadPartial(start, columns);
        V s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        long row3 = 3 * leftRow;
        T* next = left + 4 * leftRow;
        for (; depth > 0; depth--)
        {
            V b = TPart.Value == 1 ? TOps.Load(right) : TOps.LoadPartial(right, columns);
            s0 = TOps.MultiplyAdd(TOps.Broadcast(left), b, s0);
            if (TRows.Value > 1) s1 = TOps.MultiplyAdd(TOps.Broadcast(left + leftRow), b, s1);
            if (TRows.Value > 2) s2 = TOps.MultiplyAdd(TOps.Broadcast(left + 2 * leftRow), b, s2);
            if (TRows.Value > 3) s3 = TOps.MultiplyAdd(TOps.Broadcast(left + row3), b, s3);
            if (TRows.Value > 4) s4 = TOps.MultiplyAdd(TOps.Broadcast(next), b, s4);
            if (TRows.Value > 5) s5 = TOps.MultiplyAdd(TOps.Broadcast(next + leftRow), b, s5);
            if (TRows.Value > 6) s6 = TOps.MultiplyAdd(TOps.Broadcast(next + 2 * leftRow), b, s6);
            if (TRows.Value > 7) s7 = TOps.MultiplyAdd(TOps.Broadcast(next + row3), b, s7);
            left += leftDepth;
            if (TRows.Value > 4) next += leftDepth;
            right += rightDepth;
        }
        Store<TPart>(c, s0, columns);
        if (TRows.Value > 1) Store<TPart>(c + cRow, s1, columns);
        if (TRows.Value > 2) Store<TPart>(c + 2 * cRow, s2, columns);
        if (TRows.Value > 3) Store<TPart>(c + 3 * cRow, s3, columns);
        if (TRows.Value > 4) Store<TPart>(c + 4 * cRow, s4, columns);
        if (TRows.Value > 5) Store<TPart>(c + 5 * cRow, s5, columns);
        if (TRows.Value > 6) Store<TPart>(c + 6 * cRow, s6, columns);
        if (TRows.Value > 7) Store<TPart>(c + 7 * cRow, s7, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TPart>(T* row, V value, int columns) where TPart : struct, IConstant
    {
        if (TPart.Value == 1) TOps.Store(row, value);
        else TOps.StorePartial(row, value, columns);
    }
}
