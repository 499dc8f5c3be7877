using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Whole slices along a dimension, named by a vector of indices.</summary>
internal static class Slices
{
    /// <summary>The slices that an index names, in its order.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or is not a vector.</exception>
    /// <exception cref="InvalidOperationException">The index is not int32 or int64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.index_select.html"/>
    [Operator("index_select")]
    public static Tensor IndexSelect(Tensor input, long dim, Tensor index)
    {
        IndexTensors.CheckVector("index_select", index);
        int d = input.WrapDimension(dim);
        var places = Places("index_select", input, d, index);
        if (input.ndim == 0 && places.numel() != 1) throw new IndexOutOfRangeException($"index_select(): Index to scalar can have only 1 value, got {places.numel()} value(s)");
        var sizes = (long[])input.Layout.Sizes.Clone();
        if (sizes.Length > 0) sizes[d] = places.numel();
        var result = Tensor.Empty(Layout.Contiguous(sizes), input.dtype, input.device);
        result.Backend.IndexSelect(Writing.InRow(result), Writing.InRow(input), places.Operand, d);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new IndexSelectBackward0(input, d, places)) : result;
    }

    /// <summary>Adds alpha times the source's slices to those that an index names.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or is not a vector.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.index_add.html"/>
    [Operator("index_add")]
    public static Tensor IndexAdd(Tensor input, long dim, Tensor index, Tensor source, Scalar? alpha = null) => Add(input, dim, index, source, alpha, inPlace: false);

    /// <summary>Adds alpha times the source's slices to those that an index names, in place.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or is not a vector.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html"/>
    [Operator("index_add_", Face = Face.Tensor)]
    public static Tensor IndexAdd_(Tensor input, long dim, Tensor index, Tensor source, Scalar? alpha = null) => Add(input, dim, index, source, alpha, inPlace: true);

    /// <summary>Overwrites the slices that an index names.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or is not a vector.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.index_copy.html"/>
    [Operator("index_copy")]
    public static Tensor IndexCopy(Tensor input, long dim, Tensor index, Tensor source) => Copy(input, dim, index, source, inPlace: false);

    /// <summary>Overwrites the slices that an index names, in place.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or is not a vector.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_copy_.html"/>
    [Operator("index_copy_", Face = Face.Tensor)]
    public static Tensor IndexCopy_(Tensor input, long dim, Tensor index, Tensor source) => Copy(input, dim, index, source, inPlace: true);

    /// <summary>Sets every element of the slices that an index names; negative indices count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or is not a vector.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html"/>
    [Operator("index_fill")]
    public static Tensor IndexFill(Tensor input, long dim, Tensor index, Scalar value) => Fill(input, dim, index, Tensor.Wrap(value), "IndexFillBackward0", inPlace: false);

    /// <summary>Sets every element of the slices that an index names to a 0-d tensor's value; negative indices count from the end.</summary>
    /// <exception cref="ArgumentException">The value has dimensions.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or is not a vector.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html"/>
    [Operator("index_fill")]
    public static Tensor IndexFill(Tensor input, long dim, Tensor index, Tensor value) => Fill(input, dim, index, value, "IndexFillBackward1", inPlace: false);

    /// <summary>Sets every element of the slices that an index names, in place; negative indices count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or is not a vector.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html"/>
    [Operator("index_fill_", Face = Face.Tensor)]
    public static Tensor IndexFill_(Tensor input, long dim, Tensor index, Scalar value) => Fill(input, dim, index, Tensor.Wrap(value), "IndexFillBackward0", inPlace: true);

    /// <summary>Sets every element of the slices that an index names to a 0-d tensor's value, in place; negative indices count from the end.</summary>
    /// <exception cref="ArgumentException">The value has dimensions.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or is not a vector.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html"/>
    [Operator("index_fill_", Face = Face.Tensor)]
    public static Tensor IndexFill_(Tensor input, long dim, Tensor index, Tensor value) => Fill(input, dim, index, value, "IndexFillBackward1", inPlace: true);

    private static Tensor Add(Tensor input, long dim, Tensor index, Tensor source, Scalar? alpha, bool inPlace)
    {
        var (d, places) = Prepare("index_add", input, dim, index, source);
        // One needs no copy of the source.
        if (alpha is { } factor && factor.ToDouble() != 1) source = source * factor;
        var (target, records) = Writing.Begin(input, source, inPlace);
        var node = records ? new IndexAddBackward0(input, source, d, places) : null;
        Combine(target, d, places, source, ScatterKind.Add);
        return Writing.End(target, node, inPlace);
    }

    private static Tensor Copy(Tensor input, long dim, Tensor index, Tensor source, bool inPlace)
    {
        var (d, places) = Prepare("index_copy", input, dim, index, source);
        var (target, records) = Writing.Begin(input, source, inPlace);
        var node = records ? new IndexCopyBackward0(input, source, d, places) : null;
        Combine(target, d, places, source, ScatterKind.Assign);
        return Writing.End(target, node, inPlace);
    }

    private static Tensor Fill(Tensor input, long dim, Tensor index, Tensor value, string name, bool inPlace)
    {
        if (value.ndim != 0) throw new ArgumentException($"index_fill_ only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s).");
        IndexTensors.CheckVector("index_fill", index);
        int d = input.WrapDimension(dim);
        var places = IndexTensors.Checked("index_fill", index, input.ndim == 0 ? 1 : input.Layout.Sizes[d], d, allowsNegative: true);
        value = value.to(input.device, input.dtype);
        var (target, records) = Writing.Begin(input, value, inPlace);
        var node = records ? new FillNode(name, input, value, d, places) : null;
        var sizes = input.ndim == 0 ? new long[1] : (long[])input.Layout.Sizes.Clone();
        sizes[d] = places.numel();
        if (places.numel() > 0) Combine(target, d, places.view(-1), value.detach().expand(sizes), ScatterKind.Assign);
        return Writing.End(target, node, inPlace);
    }

    private static void Combine(Tensor target, int dimension, Tensor places, Tensor source, ScatterKind kind)
    {
        var values = InPlace.WithoutOverlap(source.detach(), target);
        target.Backend.IndexCombine(Writing.InRow(target), Writing.InRow(values), places.Operand, dimension, kind);
    }

    private static Tensor Places(string op, Tensor input, int dimension, Tensor index)
        => IndexTensors.Checked(op, index, input.ndim == 0 ? 1 : input.Layout.Sizes[dimension], dimension, allowsNegative: false).view(-1);

    private static (int, Tensor) Prepare(string op, Tensor input, long dim, Tensor index, Tensor source)
    {
        IndexTensors.CheckVector(op, index);
        IndexTensors.CheckTypes(op, input, source);
        int d = input.WrapDimension(dim);
        if (source.ndim != input.ndim && source.ndim * input.ndim != 0)
            throw new IndexOutOfRangeException($"{op}(): When source and destination are not scalars, their dimensionality must match. Source dimensionality ({source.ndim}), destination dimensionality ({input.ndim})");
        long given = source.ndim == 0 ? 1 : source.Layout.Sizes[d];
        if (given != index.numel()) throw new ArgumentException($"{op}(): Number of indices ({index.numel()}) should be equal to source.size(dim): ({given}), for dim: {d}");
        for (int k = 0; k < Math.Min(input.ndim, source.ndim); k++)
            if (k != d && input.Layout.Sizes[k] != source.Layout.Sizes[k])
                throw new ArgumentException($"{op}(): Source/destination tensor must have same slice shapes. Destination slice shape: {Without(input, d)} at dimension {d} and source slice shape: {Without(source, d)} at dimension {d}.");
        return (d, Places(op, input, d, index));
    }

    private static Size Without(Tensor tensor, int dimension) => new([.. tensor.shape.Where((_, d) => d != dimension)]);

    private sealed class IndexSelectBackward0(Tensor input, int dimension, Tensor places) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        // The zeros are nobody else's, so they can be added to in place.
        protected override void Backward(Tensor grad, GradientSink inputs)
            => inputs[0] = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device).index_add_(dimension, places, grad);
    }

    private sealed class IndexAddBackward0(Tensor input, Tensor source, int dimension, Tensor places) : Node(input, source)
    {
        private readonly Layout _layout = source.Layout;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad;
            if (inputs.Needs(1)) inputs[1] = grad.index_select(dimension, places).view(_layout.Sizes);
        }
    }

    private sealed class IndexCopyBackward0(Tensor input, Tensor source, int dimension, Tensor places) : Node(input, source)
    {
        private readonly Layout _layout = source.Layout;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad.index_fill(dimension, places, 0);
            if (inputs.Needs(1)) inputs[1] = grad.index_select(dimension, places).view(_layout.Sizes);
        }
    }

    private sealed class FillNode(string nodeName, Tensor input, Tensor value, int dimension, Tensor places) : Node(input, value)
    {
        public override string Name => nodeName;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad.index_fill(dimension, places, 0);
            if (inputs.Needs(1)) inputs[1] = grad.index_select(dimension, places.view(-1)).sum();
        }
    }
}
