namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Operands that lie across the output, such as the second in x + y.t(): slab by slab they are transposed to memory in the output's order. Gathered element by element, each would take a
/// cache line of its own from memory again and again.
/// </summary>
internal static class TransposedOperands
{
    private const long Fewest = 32768, Slab = 1 << 18; // elements; a slab stays in the second-level cache of two threads
    private const int Shortest = 8;

    /// <summary>True if some operand lies across and there is enough of it.</summary>
    public static bool Any(in TensorIterator iterator)
    {
        if (iterator.Count < Fewest || iterator.Rank < 2 || !iterator[0].IsContiguous) return false;
        for (int i = 1; i < iterator.OperandCount; i++)
            if (IsAcross(iterator, i)) return true;
        return false;
    }

    /// <summary>The same walk with the dimensions in the order of the output's memory, if that makes a dense output contiguous; an output that lies as its transposed operand does is the other's transposed one.</summary>
    public static TensorIterator Ordered(in TensorIterator iterator)
    {
        var layout = iterator[0].Layout;
        if (iterator.Count < Fewest || iterator.Rank < 2 || layout.IsContiguous || !layout.IsDense()) return iterator;
        int rank = layout.Rank;
        var order = new int[rank];
        for (int d = 0; d < rank; d++)
        {
            int place = d;
            for (; place > 0 && layout.Sizes[order[place - 1]] != 1 && (layout.Sizes[d] == 1 || layout.Strides[order[place - 1]] < layout.Strides[d]); place--) order[place] = order[place - 1];
            order[place] = d;
        }
        return iterator.OperandCount switch
        {
            2 => new(Permuted(iterator[0], order), Permuted(iterator[1], order), iterator.ComputeType),
            3 => new(Permuted(iterator[0], order), Permuted(iterator[1], order), Permuted(iterator[2], order), iterator.ComputeType),
            _ => new(Permuted(iterator[0], order), Permuted(iterator[1], order), Permuted(iterator[2], order), Permuted(iterator[3], order), iterator.ComputeType),
        };
    }

    // Dimensions that the operand lacks have one element.
    private static Operand Permuted(in Operand operand, int[] order)
    {
        long[] sizes = new long[order.Length], strides = new long[order.Length];
        int missing = order.Length - operand.Rank;
        for (int d = 0; d < order.Length; d++)
        {
            int own = order[d] - missing;
            sizes[d] = own < 0 ? 1 : operand.Layout.Sizes[own];
            strides[d] = own < 0 ? 0 : operand.Layout.Strides[own];
        }
        return new(operand.Storage, operand.Offset, new Layout(sizes, strides), operand.Type);
    }

    private static bool IsAcross(in TensorIterator iterator, int operand)
    {
        long size = iterator[operand].Type.ElementSize(), inner = iterator.Stride(operand, 0);
        if (iterator[operand].Count < Fewest / 2 || inner == size || inner == 0 || iterator.Size(0) < Shortest) return false;
        for (int d = 1; d < iterator.Rank; d++)
            if (iterator.Stride(operand, d) == size && iterator.Size(d) >= Shortest) return true;
        return false;
    }

    /// <summary>Runs over slabs of the output's first dimension; in each the operands across are copies in order.</summary>
    public static void Run<TSlab>(CpuBackend backend, in TensorIterator iterator, ref TSlab slab) where TSlab : struct, ISlab, allows ref struct
    {
        long rows = iterator[0].Size(0), width = iterator.Count / rows, step = Math.Clamp(Slab / width, 1, rows);
        var copies = new Storage?[4];
        try
        {
            for (int i = 1; i < iterator.OperandCount; i++)
                if (IsAcross(iterator, i)) copies[i] = backend.Allocate(Rows(iterator[i], iterator[0], 0, step).Count * iterator[i].Type.ElementSize());
            for (long row = 0; row < rows; row += step)
            {
                long count = Math.Min(step, rows - row);
                var output = Rows(iterator[0], iterator[0], row, count);
                Operand a = Ordered(backend, iterator, 1, row, count, copies[1]), b = iterator.OperandCount > 2 ? Ordered(backend, iterator, 2, row, count, copies[2]) : default;
                slab.Run(iterator.OperandCount switch
                {
                    2 => new(output, a, iterator.ComputeType),
                    3 => new(output, a, b, iterator.ComputeType),
                    _ => new(output, a, b, Ordered(backend, iterator, 3, row, count, copies[3]), iterator.ComputeType),
                });
            }
        }
        finally
        {
            foreach (var copy in copies) copy?.Free();
        }
    }

    private static Operand Ordered(CpuBackend backend, in TensorIterator iterator, int operand, long row, long count, Storage? copy)
    {
        var part = Rows(iterator[operand], iterator[0], row, count);
        if (copy is null) return part;
        var ordered = new Operand(copy, 0, Layout.Contiguous(part.Layout.Sizes), part.Type);
        backend.Copy(ordered, part);
        return ordered;
    }

    // Some rows of the output's first dimension, as far as the operand has it.
    private static Operand Rows(in Operand operand, in Operand output, long row, long count)
    {
        if (operand.Rank < output.Rank || operand.Size(0) == 1) return operand;
        long[] sizes = [count, .. operand.Layout.Sizes.AsSpan(1)];
        return new(operand.Storage, operand.Offset + row * operand.Stride(0), new Layout(sizes, operand.Layout.Strides), operand.Type);
    }
}

/// <summary>What is done with a slab.</summary>
internal interface ISlab
{
    void Run(in TensorIterator iterator);
}
