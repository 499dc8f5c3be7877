using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>What all reductions share: which dimensions, the result's shape, and the way back.</summary>
internal static class Reducing
{
    // The shapes of full reductions, shared so that small sums allocate little.
    private static readonly Layout[] s_ones = MakeOnes(8);

    // Which dimensions go: all of them. Read only.
    private static readonly bool[][] s_all = MakeAll(8);

    /// <summary>Marks the reduced dimensions; none given means all.</summary>
    /// <exception cref="ArgumentException">A dimension is named twice.</exception>
    public static bool[] Dimensions(Tensor input, ReadOnlySpan<long> dims)
    {
        int rank = input.Layout.Rank;
        if (dims.Length == 0 && rank < s_all.Length) return s_all[rank];
        var reduced = new bool[rank];
        if (dims.Length == 0) Array.Fill(reduced, true);
        foreach (long dim in dims)
        {
            int d = input.WrapDimension(dim);
            if (reduced.Length == 0) continue;
            if (reduced[d]) throw new ArgumentException($"dim {d} appears multiple times in the list of dims");
            reduced[d] = true;
        }
        return reduced;
    }

    /// <summary>Throws for the reductions that have no result without elements, as PyTorch words it.</summary>
    public static void CheckNotEmpty(string op, Tensor input, ReadOnlySpan<long> dims)
    {
        if (input.numel() != 0) return;
        if (dims.Length == 0)
            throw new ArgumentException($"{op}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.");
        foreach (long dim in dims)
        {
            int d = input.WrapDimension(dim);
            if (input.Layout.Sizes[d] == 0) throw new IndexOutOfRangeException($"{op}(): Expected reduction dim {d} to have non-zero size.");
        }
    }

    /// <summary>Runs a backend's reduction into a new tensor of <paramref name="type"/>.</summary>
    public static Tensor Run<TOp>(TOp op, Tensor input, bool[] reduced, bool keepdim, ScalarType type, ScalarType computeType, Tensor? center = null)
        where TOp : struct, IReduceOp
    {
        var kept = KeptLayout(input.Layout, reduced);
        // Everything to one number, of a small tensor as it lies in memory: the way without a plan.
        if (center is null && type == input.dtype && type == computeType && reduced.Length < s_ones.Length && ReferenceEquals(kept, s_ones[reduced.Length])
            && input.Layout.IsContiguous && (ulong)(input.Layout.Count - 1) < BackendRegistry.LongestFlatReduction && ReferenceEquals(input.Storage.Device, Device.CPU))
        {
            var flat = Tensor.Empty(keepdim ? kept : Layout.Scalar, type, Device.CPU);
            if (BackendRegistry.TryFlatReduce(op, flat.Operand, input.Operand)) return flat;
        }
        var result = Tensor.Empty(kept, type, input.device);
        result.Backend.Reduce(TOp.IsPlain ? ReduceOp<TOp>.Default : new ReduceOp<TOp>(op), result.Operand, input.Operand, center?.Operand ?? default, computeType);
        return keepdim ? result : Squeeze(result, reduced);
    }

    /// <summary>The type that sums of a type are computed in: float, double or int64.</summary>
    public static ScalarType Accumulator(ScalarType type) => type.IsFloatingPoint() ? TypePromotion.Compute(type) : ScalarType.Int64;

    /// <summary>The number of elements that go into each result.</summary>
    public static long CountOf(Layout layout, bool[] reduced)
    {
        long count = 1;
        for (int d = 0; d < reduced.Length; d++)
            if (reduced[d]) count *= layout.Sizes[d];
        return count;
    }

    /// <summary>The shape with length 1 in the reduced dimensions.</summary>
    public static Layout KeptLayout(Layout layout, bool[] reduced)
    {
        if (reduced.Length < s_ones.Length && ReferenceEquals(reduced, s_all[reduced.Length])) return s_ones[reduced.Length];
        if (reduced.Length < s_ones.Length && !reduced.AsSpan().Contains(false)) return s_ones[reduced.Length];
        var kept = (long[])layout.Sizes.Clone();
        for (int d = 0; d < kept.Length; d++)
            if (reduced[d]) kept[d] = 1;
        return Layout.Contiguous(kept);
    }

    /// <summary>The tensor without the reduced dimensions, which have length 1; not a view.</summary>
    public static Tensor Squeeze(Tensor result, bool[] reduced)
    {
        int rank = 0;
        foreach (bool gone in reduced)
            if (!gone) rank++;
        if (rank == reduced.Length) return result;
        var sizes = new long[rank];
        for (int d = 0, k = 0; d < reduced.Length; d++)
            if (!reduced[d]) sizes[k++] = result.Layout.Sizes[d];
        return new(result.Storage, result.storage_offset(), rank == 0 ? Layout.Scalar : Layout.Contiguous(sizes), result.dtype);
    }

    /// <summary>Gives a reduced tensor its dimensions of length 1 back.</summary>
    public static Tensor Unsqueeze(Tensor reducedTensor, Layout layout, bool[] reduced)
        => reducedTensor.ndim == layout.Rank ? reducedTensor : reducedTensor.reshape(KeptLayout(layout, reduced).Sizes);

    /// <summary>Shows a reduced tensor in the shape it was reduced from.</summary>
    public static Tensor Expand(Tensor grad, Layout layout, bool[] reduced)
    {
        // One number for a few elements: written out, they are read faster than a view that repeats it.
        if (grad.numel() == 1 && layout.Count <= 1024 && !GradMode.IsEnabled && ReferenceEquals(grad.Storage.Device, Device.CPU))
        {
            var filled = Tensor.Empty(layout.IsContiguous ? layout : Layout.Contiguous(layout.Sizes), grad.dtype, Device.CPU);
            filled.Backend.Fill(filled.Operand, grad.item());
            return filled;
        }
        return Unsqueeze(grad, layout, reduced).expand(layout.Sizes);
    }

    /// <summary>The dimension numbers of a marking.</summary>
    public static long[] Numbers(bool[] reduced)
    {
        var numbers = new List<long>();
        for (int d = 0; d < reduced.Length; d++)
            if (reduced[d]) numbers.Add(d);
        return [.. numbers];
    }

    private static bool[][] MakeAll(int count)
    {
        var all = new bool[count][];
        for (int rank = 0; rank < count; rank++)
        {
            all[rank] = new bool[rank];
            Array.Fill(all[rank], true);
        }
        return all;
    }

    private static Layout[] MakeOnes(int count)
    {
        var layouts = new Layout[count];
        for (int rank = 0; rank < count; rank++)
        {
            var sizes = new long[rank];
            Array.Fill(sizes, 1);
            layouts[rank] = Layout.Contiguous(sizes);
        }
        return layouts;
    }
}
