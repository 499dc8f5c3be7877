using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Ordering the elements along a dimension. NaN counts as the largest number.</summary>
internal static class Sorting
{
    /// <summary>The elements along a dimension in order, and where they were (int64). Equal elements keep their order, also if <paramref name="stable"/> is not asked for.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sort.html"/>
    [Operator("sort")]
    public static ValuesIndices Sort(Tensor input, long dim = -1, bool descending = false, bool stable = false)
    {
        int d = input.WrapDimension(dim);
        var values = Factories.EmptyLike(input);
        var indices = Factories.EmptyLike(input, ScalarType.Int64);
        input.Backend.Sort(values.Operand, indices.Operand, input.Operand, d, descending);
        return Picking.Record(stable ? "SortBackward1" : "SortBackward0", input, d, new ValuesIndices("sort", values, indices), keepdim: true);
    }

    /// <summary>The indices (int64) that sort the elements along a dimension. Equal elements keep their order.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.argsort.html"/>
    [Operator("argsort")]
    public static Tensor Argsort(Tensor input, long dim = -1, bool descending = false, bool stable = false)
    {
        int d = input.WrapDimension(dim);
        var indices = Factories.EmptyLike(input, ScalarType.Int64);
        input.Backend.Sort(default, indices.Operand, input.Operand, d, descending);
        return indices;
    }

    /// <summary>The elements along the first dimension in ascending order.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.msort.html"/>
    [Operator("msort")]
    public static Tensor Msort(Tensor input) => Sort(input, 0).values;

    /// <summary>The <paramref name="k"/> largest (or smallest) elements along a dimension, in order, and where they were (int64).</summary>
    /// <exception cref="ArgumentException">The dimension is shorter than <paramref name="k"/>.</exception>
    /// <exception cref="InvalidOperationException">The elements are truth values.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.topk.html"/>
    [Operator("topk")]
    public static ValuesIndices TopK(Tensor input, long k, long dim = -1, bool largest = true, bool sorted = true)
    {
        Picking.CheckNumbers("topk", input);
        int d = input.WrapDimension(dim);
        long length = input.ndim == 0 ? 1 : input.Layout.Sizes[d];
        if (k < 0 || k > length) throw new ArgumentException($"topk: selected index k out of range, got {k} for dimension {d} with size {length}");
        var sizes = (long[])input.Layout.Sizes.Clone();
        if (sizes.Length > 0) sizes[d] = k;
        var values = Tensor.Empty(Layout.Contiguous(sizes), input.dtype, input.device);
        var indices = Tensor.Empty(values.Layout, ScalarType.Int64, input.device);
        if (input.ndim > 0 || k > 0) input.Backend.TopK(values.Operand, indices.Operand, input.Operand, d, largest);
        return Picking.Record("TopkBackward0", input, d, new ValuesIndices("topk", values, indices), keepdim: true);
    }
}
