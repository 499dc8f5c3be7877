using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Single elements along a dimension, named by a tensor of indices.</summary>
internal static class Gathering
{
    /// <summary>result[i][j] = input[i][index[i][j]], with the index in one dimension; the result has the index's shape.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.gather.html"/>
    [Operator("gather")]
    public static Tensor Gather(Tensor input, long dim, Tensor index)
    {
        var (d, places) = Prepare("gather", input, dim, index);
        var result = Tensor.Empty(Layout.Contiguous(places.Layout.Sizes), input.dtype, input.device);
        if (result.numel() > 0)
        {
            var (source, target, indices) = (AtLeastOne(input), AtLeastOne(result), AtLeastOne(places));
            result.Backend.Gather(target.Operand, source.Operand, indices.Operand, d);
        }
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new GatherBackward0(input, d, places)) : result;
    }

    /// <summary>result[i][index[i][j]] = src[i][j], with the index in one dimension; else the input's elements.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter")]
    public static Tensor Scatter(Tensor input, long dim, Tensor index, Tensor src)
    {
        var (d, places) = PrepareSource("scatter", input, dim, index, src);
        var result = Scattered(input, d, places, src, ScatterKind.Assign);
        return Records(input, src) ? result.SetGradFn(new ScatterBackward0(input, src, d, places)) : result;
    }

    /// <summary>Sets the elements that an index names to one value.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter")]
    public static Tensor Scatter(Tensor input, long dim, Tensor index, Scalar value)
        => Scatter(input, dim, index, torch.full(index.shape, value, dtype: input.dtype, device: input.device));

    /// <summary>Adds src[i][j] to the element that the index names.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html"/>
    [Operator("scatter_add")]
    public static Tensor ScatterAdd(Tensor input, long dim, Tensor index, Tensor src)
    {
        var (d, places) = PrepareSource("scatter", input, dim, index, src);
        var result = Scattered(input, d, places, src, ScatterKind.Add);
        return Records(input, src) ? result.SetGradFn(new ScatterAddBackward0(input, src, d, places)) : result;
    }

    /// <summary>Sets the elements that an index names, in place.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter_", Face = Face.Tensor)]
    public static Tensor Scatter_(Tensor input, long dim, Tensor index, Tensor src) => input.copy_(Scatter(input.alias(), dim, index, src));

    /// <summary>Sets the elements that an index names to one value, in place.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter_", Face = Face.Tensor)]
    public static Tensor Scatter_(Tensor input, long dim, Tensor index, Scalar value) => input.copy_(Scatter(input.alias(), dim, index, value));

    /// <summary>Adds to the elements that an index names, in place.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html"/>
    [Operator("scatter_add_", Face = Face.Tensor)]
    public static Tensor ScatterAdd_(Tensor input, long dim, Tensor index, Tensor src) => input.copy_(ScatterAdd(input.alias(), dim, index, src));

    private static Tensor Scattered(Tensor input, int dimension, Tensor places, Tensor src, ScatterKind kind)
    {
        var result = input.detach().clone().contiguous();
        if (places.numel() == 0) return result;
        var (target, source, indices) = (AtLeastOne(result), AtLeastOne(src.detach()), AtLeastOne(places));
        result.Backend.Scatter(target.Operand, source.Operand, indices.Operand, dimension, kind);
        return result;
    }

    private static (int, Tensor) PrepareSource(string op, Tensor input, long dim, Tensor index, Tensor src)
    {
        var prepared = Prepare(op, input, dim, index);
        if (input.dtype != src.dtype) throw new InvalidOperationException($"{op}(): Expected self.dtype to be equal to src.dtype");
        bool fits = index.numel() == 0 || index.ndim == src.ndim;
        for (int d = 0; d < index.ndim && fits && index.numel() > 0; d++) fits = index.size(d) <= src.size(d);
        if (!fits) throw new ArgumentException($"Expected index [{string.Join(", ", index.shape)}] to be no larger than src [{string.Join(", ", src.shape)}]");
        return prepared;
    }

    private static (int, Tensor) Prepare(string op, Tensor input, long dim, Tensor index)
    {
        int d = input.WrapDimension(dim);
        if (index.numel() == 0) return (d, index.to(ScalarType.Int64));
        if (Math.Max(input.ndim, 1) != Math.Max(index.ndim, 1)) throw new ArgumentException($"{op}(): Index tensor must have the same number of dimensions as input tensor, got {index.shape} for {input.shape}");
        for (int k = 0; k < input.ndim; k++)
            if (k != d && index.size(k) > input.size(k))
                throw new ArgumentException($"Size does not match at dimension {k} expected index [{string.Join(", ", index.shape)}] to be no larger than self [{string.Join(", ", input.shape)}] apart from dimension {d}");
        return (d, IndexTensors.Checked(op, index, input.ndim == 0 ? 1 : input.size(d), d, allowsNegative: false));
    }

    private static Tensor AtLeastOne(Tensor tensor) => tensor.ndim == 0 ? tensor.detach().unsqueeze(0) : tensor;

    private static bool Records(Tensor a, Tensor b) => GradMode.IsEnabled && (a.requires_grad || b.requires_grad);

    private sealed class GatherBackward0(Tensor input, int dimension, Tensor places) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
            => inputs[0] = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device).scatter_add(dimension, places, grad);
    }

    private sealed class ScatterBackward0(Tensor input, Tensor src, int dimension, Tensor places) : Node(input, src)
    {
        private readonly long[] _sizes = src.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad.scatter(dimension, places, 0);
            if (inputs.Needs(1)) inputs[1] = Widened(grad.gather(dimension, places), _sizes);
        }
    }

    private sealed class ScatterAddBackward0(Tensor input, Tensor src, int dimension, Tensor places) : Node(input, src)
    {
        private readonly long[] _sizes = src.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad;
            if (inputs.Needs(1)) inputs[1] = Widened(grad.gather(dimension, places), _sizes);
        }
    }

    // A source may be larger than the index: what was not used has no gradient.
    private static Tensor Widened(Tensor grad, long[] sizes)
    {
        if (grad.Layout.Sizes.AsSpan().SequenceEqual(sizes)) return grad;
        var result = torch.zeros(sizes, dtype: grad.dtype, device: grad.device);
        var part = result;
        for (int d = 0; d < sizes.Length; d++) part = part.narrow(d, 0, grad.size(d));
        part.copy_(grad);
        return result;
    }
}
