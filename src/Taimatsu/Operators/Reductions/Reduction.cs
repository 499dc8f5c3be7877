using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>What all reductions share: which dimensions, the result's shape, and the way back.</summary>
internal static class Reduction
{
    /// <summary>Marks the reduced dimensions; none given means all.</summary>
    /// <exception cref="ArgumentException">A dimension is named twice.</exception>
    public static bool[] Dimensions(Tensor input, ReadOnlySpan<long> dims)
    {
        var reduced = new bool[input.Layout.Rank];
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

    /// <summary>Runs a backend's reduction into a new tensor.</summary>
    public static Tensor Run(ReduceKind kind, Tensor input, ReadOnlySpan<long> dims, bool keepdim, ScalarType type, out bool[] reduced)
    {
        reduced = Dimensions(input, dims);
        var kept = (long[])input.Layout.Sizes.Clone();
        for (int d = 0; d < kept.Length; d++)
            if (reduced[d]) kept[d] = 1;
        var result = Tensor.Empty(Layout.Contiguous(kept), type, input.device);
        result.Backend.Reduce(kind, result.Operand, input.Operand, reduced);
        return keepdim ? result : Squeeze(result, reduced);
    }

    /// <summary>The tensor without the reduced dimensions, which have length 1.</summary>
    public static Tensor Squeeze(Tensor result, bool[] reduced)
        => new(result.Storage, result.storage_offset(), Layout.Contiguous([.. result.Layout.Sizes.Where((_, d) => !reduced[d])]), result.dtype);

    /// <summary>Shows a reduced tensor in the shape it was reduced from.</summary>
    public static Tensor Expand(Tensor grad, Layout layout, bool[] reduced)
    {
        if (grad.ndim != layout.Rank)
        {
            var kept = (long[])layout.Sizes.Clone();
            for (int d = 0; d < kept.Length; d++)
                if (reduced[d]) kept[d] = 1;
            grad = grad.reshape(kept);
        }
        return grad.expand(layout.Sizes);
    }
}
