using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Whole slices along a dimension, named by a vector of indices.</summary>
internal static class Slices
{
    /// <summary>The slices that an index names, in its order.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.index_select.html"/>
    [Operator("index_select")]
    public static Tensor IndexSelect(Tensor input, long dim, Tensor index)
    {
        IndexTensors.CheckVector("index_select", index);
        if (input.ndim == 0) return IndexSelect(input.unsqueeze(0), 0, index).squeeze(0);
        int d = input.WrapDimension(dim);
        var places = IndexTensors.Checked("index_select", index, input.size(d), d, allowsNegative: false);
        var result = Select(input, d, places);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new IndexSelectBackward0(input, d, places)) : result;
    }

    /// <summary>Adds alpha times the source's slices to those that an index names.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.index_add.html"/>
    [Operator("index_add")]
    public static Tensor IndexAdd(Tensor input, long dim, Tensor index, Tensor source, Scalar? alpha = null)
    {
        var (d, places, added) = Prepare("index_add", input, dim, index, source);
        if (alpha is { } factor) added *= factor;
        var result = Combined(input, d, places, added, ScatterKind.Add);
        return GradMode.IsEnabled && (input.requires_grad || added.requires_grad) ? result.SetGradFn(new IndexAddBackward0(input, added, d, places)) : result;
    }

    /// <summary>Adds alpha times the source's slices to those that an index names, in place.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html"/>
    [Operator("index_add_", Face = Face.Tensor)]
    public static Tensor IndexAdd_(Tensor input, long dim, Tensor index, Tensor source, Scalar? alpha = null) => input.copy_(IndexAdd(input.alias(), dim, index, source, alpha));

    /// <summary>Overwrites the slices that an index names.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.index_copy.html"/>
    [Operator("index_copy")]
    public static Tensor IndexCopy(Tensor input, long dim, Tensor index, Tensor source)
    {
        var (d, places, written) = Prepare("index_copy", input, dim, index, source);
        var result = Combined(input, d, places, written, ScatterKind.Assign);
        return GradMode.IsEnabled && (input.requires_grad || written.requires_grad) ? result.SetGradFn(new IndexCopyBackward0(input, written, d, places)) : result;
    }

    /// <summary>Overwrites the slices that an index names, in place.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_copy_.html"/>
    [Operator("index_copy_", Face = Face.Tensor)]
    public static Tensor IndexCopy_(Tensor input, long dim, Tensor index, Tensor source) => input.copy_(IndexCopy(input.alias(), dim, index, source));

    /// <summary>Sets every element of the slices that an index names.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html"/>
    [Operator("index_fill")]
    public static Tensor IndexFill(Tensor input, long dim, Tensor index, Scalar value)
    {
        int d = input.WrapDimension(dim);
        long[] sizes = input.shape.ToArray();
        if (sizes.Length > 0) sizes[d] = index.numel();
        return IndexCopy(input, dim, index, torch.full(sizes, value, dtype: input.dtype, device: input.device));
    }

    /// <summary>Sets every element of the slices that an index names, in place.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html"/>
    [Operator("index_fill_", Face = Face.Tensor)]
    public static Tensor IndexFill_(Tensor input, long dim, Tensor index, Scalar value) => input.copy_(IndexFill(input.alias(), dim, index, value));

    /// <summary>The slices at checked places, outside the graph.</summary>
    internal static Tensor Select(Tensor input, int dimension, Tensor places)
    {
        long[] sizes = input.shape.ToArray();
        sizes[dimension] = places.numel();
        var source = input.detach().contiguous();
        var result = Tensor.Empty(Layout.Contiguous(sizes), input.dtype, input.device);
        result.Backend.IndexSelect(result.Operand, source.Operand, places.Operand, dimension);
        return result;
    }

    private static Tensor Combined(Tensor input, int dimension, Tensor places, Tensor source, ScatterKind kind)
    {
        var result = input.detach().contiguous();
        if (ReferenceEquals(result.Storage, input.Storage)) result = result.clone();
        var values = source.detach().contiguous();
        result.Backend.IndexCombine(result.Operand, values.Operand, places.Operand, dimension, kind);
        return result;
    }

    private static (int, Tensor, Tensor) Prepare(string op, Tensor input, long dim, Tensor index, Tensor source)
    {
        IndexTensors.CheckVector(op, index);
        if (input.dtype != source.dtype) throw new InvalidOperationException($"{op}(): self and source expected to have the same dtype, but got (self) {input.dtype.LegacyName()} and (source) {source.dtype.LegacyName()}");
        int d = input.WrapDimension(dim);
        long[] sizes = input.shape.ToArray();
        if (sizes.Length > 0) sizes[d] = index.numel();
        if (source.shape != new Size(sizes))
            throw new ArgumentException($"{op}(): source has shape {source.shape}, expected {new Size(sizes)}: number of indices ({index.numel()}) should be equal to source.size(dim)");
        return (d, IndexTensors.Checked(op, index, input.ndim == 0 ? 1 : input.size(d), d, allowsNegative: false), source);
    }

    private sealed class IndexSelectBackward0(Tensor input, int dimension, Tensor places) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
            => inputs[0] = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device).index_add(dimension, places, grad);
    }

    private sealed class IndexAddBackward0(Tensor input, Tensor source, int dimension, Tensor places) : Node(input, source)
    {
        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad;
            if (inputs.Needs(1)) inputs[1] = grad.index_select(dimension, places);
        }
    }

    private sealed class IndexCopyBackward0(Tensor input, Tensor source, int dimension, Tensor places) : Node(input, source)
    {
        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad.index_fill(dimension, places, 0);
            if (inputs.Needs(1)) inputs[1] = grad.index_select(dimension, places);
        }
    }
}
