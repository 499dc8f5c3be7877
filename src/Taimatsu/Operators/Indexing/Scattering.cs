using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Writing to, or adding to, single elements along a dimension, named by a tensor of indices.</summary>
internal static class Scattering
{
    /// <summary>result[i][index[i][j]] = src[i][j], with the index in one dimension; else the input's elements.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter")]
    public static Tensor Scatter(Tensor input, long dim, Tensor index, Tensor src) => Assign(input, dim, index, src, inPlace: false);

    /// <summary>Sets the elements that an index names, in place.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter_", Face = Face.Tensor)]
    public static Tensor Scatter_(Tensor input, long dim, Tensor index, Tensor src) => Assign(input, dim, index, src, inPlace: true);

    /// <summary>Sets the elements that an index names to one value.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter")]
    public static Tensor Scatter(Tensor input, long dim, Tensor index, Scalar value) => Assign(input, dim, index, value, inPlace: false);

    /// <summary>Sets the elements that an index names to one value, in place.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter_", Face = Face.Tensor)]
    public static Tensor Scatter_(Tensor input, long dim, Tensor index, Scalar value) => Assign(input, dim, index, value, inPlace: true);

    /// <summary>Adds src[i][j] to (or multiplies by it) the element that the index names; <paramref name="reduce"/> is <c>add</c> or <c>multiply</c>.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no such reduction.</exception>
    /// <exception cref="InvalidOperationException">The types differ, or a gradient of a product is needed.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter")]
    public static Tensor Scatter(Tensor input, long dim, Tensor index, Tensor src, string reduce) => Reduced(input, dim, index, src, reduce, inPlace: false);

    /// <summary>Adds src[i][j] to (or multiplies by it) the element that the index names, in place; <paramref name="reduce"/> is <c>add</c> or <c>multiply</c>.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no such reduction.</exception>
    /// <exception cref="InvalidOperationException">The types differ, or a gradient of a product is needed.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter_", Face = Face.Tensor)]
    public static Tensor Scatter_(Tensor input, long dim, Tensor index, Tensor src, string reduce) => Reduced(input, dim, index, src, reduce, inPlace: true);

    /// <summary>Adds one value to (or multiplies by it) the elements that an index names; <paramref name="reduce"/> is <c>add</c> or <c>multiply</c>.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no such reduction.</exception>
    /// <exception cref="InvalidOperationException">A gradient of a product is needed.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter")]
    public static Tensor Scatter(Tensor input, long dim, Tensor index, Scalar value, string reduce) => Reduced(input, dim, index, Everywhere(value, input, index), reduce, inPlace: false);

    /// <summary>Adds one value to (or multiplies by it) the elements that an index names, in place; <paramref name="reduce"/> is <c>add</c> or <c>multiply</c>.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no such reduction.</exception>
    /// <exception cref="InvalidOperationException">A gradient of a product is needed.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html"/>
    [Operator("scatter_", Face = Face.Tensor)]
    public static Tensor Scatter_(Tensor input, long dim, Tensor index, Scalar value, string reduce) => Reduced(input, dim, index, Everywhere(value, input, index), reduce, inPlace: true);

    /// <summary>Adds src[i][j] to the element that the index names.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html"/>
    [Operator("scatter_add")]
    public static Tensor ScatterAdd(Tensor input, long dim, Tensor index, Tensor src) => Add(input, dim, index, src, inPlace: false);

    /// <summary>Adds src[i][j] to the element that the index names, in place.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html"/>
    [Operator("scatter_add_", Face = Face.Tensor)]
    public static Tensor ScatterAdd_(Tensor input, long dim, Tensor index, Tensor src) => Add(input, dim, index, src, inPlace: true);

    private static Tensor Assign(Tensor input, long dim, Tensor index, Tensor src, bool inPlace)
    {
        var (d, places, isChecked) = AlongIndex.Prepare("scatter", input, dim, index, src, mayLeave: !inPlace);
        var (target, records) = Writing.Begin(input, src, inPlace);
        var node = records ? new ScatterNode("ScatterBackward0", input, src, d, places) : null;
        Run(target, d, places, src, ScatterKind.Assign, isChecked);
        return Writing.End(target, node, inPlace);
    }

    private static Tensor Assign(Tensor input, long dim, Tensor index, Scalar value, bool inPlace)
    {
        var src = Everywhere(value, input, index);
        var (d, places, isChecked) = AlongIndex.Prepare("scatter", input, dim, index, src, mayLeave: !inPlace);
        var (target, records) = Writing.Begin(input, null, inPlace);
        var node = records ? new ScatterNode("ScatterBackward1", input, null, d, places) : null;
        Run(target, d, places, src, ScatterKind.Assign, isChecked);
        return Writing.End(target, node, inPlace);
    }

    private static Tensor Add(Tensor input, long dim, Tensor index, Tensor src, bool inPlace)
    {
        var (d, places, isChecked) = AlongIndex.Prepare("scatter", input, dim, index, src, mayLeave: !inPlace);
        var (target, records) = Writing.Begin(input, src, inPlace);
        var node = records ? new ScatterAddBackward0(input, src, d, places) : null;
        Run(target, d, places, src, ScatterKind.Add, isChecked);
        return Writing.End(target, node, inPlace);
    }

    private static Tensor Reduced(Tensor input, long dim, Tensor index, Tensor src, string reduce, bool inPlace)
    {
        if (reduce == "add") return Add(input, dim, index, src, inPlace);
        if (reduce != "multiply") throw new ArgumentException($"reduce argument must be either add or multiply, got '{reduce}'");
        var (d, places, isChecked) = AlongIndex.Prepare("scatter", input, dim, index, src, mayLeave: !inPlace);
        var (target, records) = Writing.Begin(input, src, inPlace);
        if (records) throw new InvalidOperationException("scatter: the derivative of reduce='multiply' is not defined; use scatter_reduce with 'prod'");
        Run(target, d, places, src, ScatterKind.Multiply, isChecked);
        return Writing.End(target, null, inPlace);
    }

    private static Tensor Everywhere(Scalar value, Tensor input, Tensor index)
        => torch.full(Array.Empty<long>(), value, dtype: input.dtype, device: input.device).expand(index.Layout.Sizes);

    /// <summary>Combines the source into the target, outside the graph.</summary>
    /// <exception cref="IndexOutOfRangeException">An index that was not checked lies outside.</exception>
    internal static void Run(Tensor target, int dimension, Tensor places, Tensor src, ScatterKind kind, bool isChecked = true)
    {
        if (places.numel() == 0) return;
        var source = InPlace.WithoutOverlap(src.detach(), target);
        if (isChecked) target.Backend.Scatter(Writing.InRow(target), Writing.InRow(source), Writing.InRow(places), dimension, kind);
        else if (target.Backend.ScatterChecked(Writing.InRow(target), Writing.InRow(source), Writing.InRow(places), dimension, kind) is { } wrong)
            throw IndexTensors.Outside("scatter", wrong, AlongIndex.Length(target, dimension), dimension);
    }

    /// <summary>The gradient of a source that may be larger than the index: what was not used has none.</summary>
    internal static Tensor Widened(Tensor grad, long[] sizes)
    {
        if (grad.Layout.Sizes.AsSpan().SequenceEqual(sizes)) return grad;
        var result = torch.zeros(sizes, dtype: grad.dtype, device: grad.device);
        if (grad.numel() == 0) return result;
        var part = result;
        for (int d = 0; d < sizes.Length; d++) part = part.narrow(d, 0, grad.size(d));
        part.copy_(grad);
        return result;
    }

    private sealed class ScatterNode(string nodeName, Tensor input, Tensor? src, int dimension, Tensor places) : Node(src is null ? [EdgeOf(input)] : EdgesOf([input, src]))
    {
        private readonly long[]? _sizes = src?.Layout.Sizes;

        public override string Name => nodeName;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad.scatter(dimension, places, 0);
            if (_sizes is not null && inputs.Needs(1)) inputs[1] = Widened(grad.gather(dimension, places), _sizes);
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
}
