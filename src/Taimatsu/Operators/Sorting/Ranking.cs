using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Single elements by their rank along a dimension, and the most frequent ones.</summary>
internal static class Ranking
{
    /// <summary>The k-th smallest element along a dimension, counted from 1, and where it was (int64). NaN counts as largest.</summary>
    /// <exception cref="ArgumentException">The dimension is shorter than <paramref name="k"/>.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <exception cref="InvalidOperationException">The elements are truth values.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.kthvalue.html"/>
    [Operator("kthvalue")]
    public static ValuesIndices Kthvalue(Tensor input, long k, long dim = -1, bool keepdim = false)
    {
        Picking.CheckNumbers("kthvalue", input);
        int d = input.WrapDimension(dim);
        Reducing.CheckNotEmpty("kthvalue", input, [d]);
        long length = input.ndim == 0 ? 1 : input.Layout.Sizes[d];
        if (k < 1 || k > length) throw new ArgumentException($"kthvalue(): selected number k out of range for dimension {d}, got {k} of {length}");
        return Along("kthvalue", "KthvalueBackward0", input, d, keepdim, RankKind.Place, k - 1);
    }

    /// <summary>The lower of the two middle elements along a dimension, and where it was (int64); NaN if there is any.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <exception cref="InvalidOperationException">The elements are truth values.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.median.html"/>
    [Operator("median")]
    public static ValuesIndices Median(Tensor input, long dim, bool keepdim = false) => Median("median", "MedianBackward1", input, dim, keepdim, RankKind.Median);

    /// <summary>The lower of the two middle elements of all; NaN if there is any, or if there are none.</summary>
    /// <exception cref="InvalidOperationException">The elements are truth values.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.median.html"/>
    [Operator("median")]
    public static Tensor Median(Tensor input) => OfAll("median", "MedianBackward0", input, RankKind.Median);

    /// <summary>The lower of the two middle elements along a dimension that are not NaN, and where it was (int64).</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <exception cref="InvalidOperationException">The elements are truth values.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nanmedian.html"/>
    [Operator("nanmedian")]
    public static ValuesIndices NanMedian(Tensor input, long dim, bool keepdim = false) => Median("nanmedian", "NanmedianBackward1", input, dim, keepdim, RankKind.MedianWithoutNaN);

    /// <summary>The lower of the two middle elements of all that are not NaN; NaN if there are none.</summary>
    /// <exception cref="InvalidOperationException">The elements are truth values.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nanmedian.html"/>
    [Operator("nanmedian")]
    public static Tensor NanMedian(Tensor input) => OfAll("nanmedian", "NanmedianBackward0", input, RankKind.MedianWithoutNaN);

    /// <summary>The most frequent element along a dimension, the smallest of several, and where its last one was (int64).</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.mode.html"/>
    [Operator("mode")]
    public static ValuesIndices Mode(Tensor input, long dim = -1, bool keepdim = false)
    {
        int d = input.WrapDimension(dim);
        Reducing.CheckNotEmpty("mode", input, [d]);
        return Along("mode", "ModeBackward0", input, d, keepdim, RankKind.Mode, 0);
    }

    private static ValuesIndices Median(string op, string node, Tensor input, long dim, bool keepdim, RankKind kind)
    {
        Picking.CheckNumbers(op, input);
        int d = input.WrapDimension(dim);
        Reducing.CheckNotEmpty(op, input, [d]);
        return Along(op, node, input, d, keepdim, kind, 0);
    }

    private static Tensor OfAll(string op, string node, Tensor input, RankKind kind)
    {
        Picking.CheckNumbers(op, input);
        if (input.numel() == 0) return torch.full(Array.Empty<long>(), input.is_floating_point() ? double.NaN : long.MinValue, dtype: input.dtype, device: input.device);
        var flat = input.detach().reshape(-1);
        var result = Find(flat, 0, kind, 0).Values.squeeze(0);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new OneOfAllNode(node, input, result)) : result;
    }

    private static ValuesIndices Along(string op, string node, Tensor input, int dimension, bool keepdim, RankKind kind, long place)
    {
        var (values, indices) = Find(input, dimension, kind, place);
        if (!keepdim && input.ndim > 0) (values, indices) = (values.squeeze(dimension), indices.squeeze(dimension));
        return Picking.Record(node, input, dimension, new ValuesIndices(op, values, indices), keepdim);
    }

    private static (Tensor Values, Tensor Indices) Find(Tensor input, int dimension, RankKind kind, long place)
    {
        var sizes = (long[])input.Layout.Sizes.Clone();
        if (sizes.Length > 0) sizes[dimension] = 1;
        var values = Tensor.Empty(Layout.Contiguous(sizes), input.dtype, input.device);
        var indices = Tensor.Empty(values.Layout, ScalarType.Int64, input.device);
        input.Backend.Rank(values.Operand, indices.Operand, input.Operand, dimension, kind, place);
        return (values.detach(), indices);
    }

    // Equal elements share the gradient.
    private sealed class OneOfAllNode : Node
    {
        private readonly string _name;

        public OneOfAllNode(string name, Tensor input, Tensor result) : base(input)
        {
            _name = name;
            Save(input);
            Save(result);
        }

        public override string Name => _name;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0).detach(), value = Saved(1).detach();
            var mask = input.eq(value).logical_or(input.isnan().logical_and(value.isnan())).to(grad.dtype);
            inputs[0] = grad * (mask / mask.sum());
        }
    }
}
