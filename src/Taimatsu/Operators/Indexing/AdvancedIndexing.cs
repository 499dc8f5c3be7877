using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Reading and writing what index tensors and masks pick.</summary>
internal static class AdvancedIndexing
{
    /// <summary>Sets (or adds to) the elements that index tensors or masks name, in place; null stands for a whole dimension.</summary>
    /// <exception cref="ArgumentException">The values cannot be broadcast to what is picked.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="InvalidOperationException">The values are of another type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html"/>
    [Operator("index_put_", Face = Face.Tensor)]
    public static Tensor IndexPut_(Tensor input, Tensor?[] indices, Tensor values, bool accumulate = false)
        => Put(input, new IndexPlan(input.Layout.Sizes, indices), values, accumulate, inPlace: true);

    /// <summary>A copy in which the elements that index tensors or masks name are set (or added to); null stands for a whole dimension.</summary>
    /// <exception cref="ArgumentException">The values cannot be broadcast to what is picked.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="InvalidOperationException">The values are of another type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html"/>
    [Operator("index_put")]
    public static Tensor IndexPut(Tensor input, Tensor?[] indices, Tensor values, bool accumulate = false)
        => Put(input, new IndexPlan(input.Layout.Sizes, indices), values, accumulate, inPlace: false);

    /// <summary>A copy of what is picked.</summary>
    public static Tensor Read(Tensor input, IndexPlan plan, string node = "IndexBackward0")
    {
        var result = plan.Read(input);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new IndexNode(node, input, plan)) : result;
    }

    /// <summary>Overwrites, or adds to, what is picked.</summary>
    public static Tensor Put(Tensor input, IndexPlan plan, Tensor values, bool accumulate, bool inPlace)
    {
        if (values.dtype != input.dtype)
        {
            if (!values.IsWrappedNumber)
                throw new InvalidOperationException($"Index put requires the source and destination dtypes match, got {input.dtype.LegacyName()} for the destination and {values.dtype.LegacyName()} for the source.");
            values = values.to(input.dtype);
        }
        CheckBroadcast(values, plan);
        var (target, records) = Writing.Begin(input, values, inPlace);
        var node = records ? new IndexPutBackward0(input, values, plan, accumulate) : null;
        plan.Write(target, InPlace.WithoutOverlap(values, target), accumulate ? ScatterKind.Add : ScatterKind.Assign);
        return Writing.End(target, node, inPlace);
    }

    private static void CheckBroadcast(Tensor values, IndexPlan plan)
    {
        long[] own = values.Layout.Sizes, result = plan.ResultSizes;
        bool fits = own.Length <= result.Length;
        for (int d = 1; d <= own.Length && fits; d++) fits = own[^d] == 1 || own[^d] == result[^d];
        if (!fits) throw new ArgumentException($"shape mismatch: value tensor of shape [{string.Join(", ", own)}] cannot be broadcast to indexing result of shape [{string.Join(", ", result)}]");
    }

    // Adds a gradient into zeros of the indexed shape.
    private static Tensor Spread(Tensor grad, IndexPlan plan)
    {
        var result = torch.zeros(plan.Sizes, dtype: grad.dtype, device: grad.device);
        plan.Write(result, grad, ScatterKind.Add);
        return GradMode.IsEnabled && grad.requires_grad ? result.SetGradFn(new IndexPutBackward0(null, grad, plan, true)) : result;
    }

    private sealed class IndexNode(string nodeName, Tensor input, IndexPlan plan) : Node(input)
    {
        public override string Name => nodeName;

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = Spread(grad, plan);
    }

    private sealed class IndexPutBackward0(Tensor? input, Tensor values, IndexPlan plan, bool accumulate) : Node(input, values)
    {
        private readonly Layout _layout = values.Layout;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = accumulate ? grad : Put(grad, plan, Tensor.Wrap(0.0), accumulate: false, inPlace: false);
            if (inputs.Needs(1)) inputs[1] = Broadcasting.Undo(Read(grad, plan), _layout, grad.dtype);
        }
    }
}
