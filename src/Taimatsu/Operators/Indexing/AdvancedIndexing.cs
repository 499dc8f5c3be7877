using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>What <c>x[…]</c> means, for reading and assigning: first the view that numbers, ranges and new dimensions make, then index tensors on it.</summary>
internal static class AdvancedIndexing
{
    public static Tensor Get(Tensor input, ReadOnlySpan<TensorIndex> indices)
    {
        var (view, tensors) = Basic(input, indices);
        if (tensors.Length == 0) return ReferenceEquals(view, input) ? input.alias() : view;
        return Index(view, tensors);
    }

    public static void Set(Tensor input, ReadOnlySpan<TensorIndex> indices, Tensor value)
    {
        var (view, tensors) = Basic(input, indices);
        if (tensors.Length == 0)
        {
            while (value.ndim > view.ndim && value.size(0) == 1) value = value.squeeze(0);
            view.copy_(value);
        }
        else IndexPut_(view, tensors, value);
    }

    /// <summary>Sets (or adds to) the elements that index tensors name, in place; null stands for a whole dimension.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html"/>
    [Operator("index_put_", Face = Face.Tensor)]
    public static Tensor IndexPut_(Tensor input, Tensor?[] indices, Tensor values, bool accumulate = false) => input.copy_(IndexPut(input.alias(), indices, values, accumulate));

    /// <summary>A copy in which the elements that index tensors name are set (or added to); null stands for a whole dimension.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html"/>
    [Operator("index_put")]
    public static Tensor IndexPut(Tensor input, Tensor?[] indices, Tensor values, bool accumulate = false)
    {
        var plan = new IndexPlan(input, indices);
        var given = values.to(input.dtype).expand(plan.ResultSizes);
        var result = input.detach().clone().contiguous();
        // In rows of the plan's order, then back.
        var rows = plan.Rows(result).contiguous();
        var source = plan.ResultRows(given.detach()).contiguous();
        if (ReferenceEquals(rows.Storage, input.Storage)) rows = rows.clone();
        rows.Backend.IndexCombine(rows.Operand, source.Operand, plan.Places.Operand, 0, accumulate ? ScatterKind.Add : ScatterKind.Assign);
        result = plan.FromRows(rows);
        return GradMode.IsEnabled && (input.requires_grad || given.requires_grad) ? result.SetGradFn(new IndexPutBackward0(input, given, plan, accumulate)) : result;
    }

    private static Tensor Index(Tensor input, Tensor?[] indices)
    {
        var plan = new IndexPlan(input, indices);
        var rows = Slices.Select(plan.Rows(input.detach()), 0, plan.Places);
        var result = plan.FromResultRows(rows);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new IndexBackward0(input, plan)) : result;
    }

    // Applies all but index tensors; those are returned for the dimensions of the view, null where there is none.
    private static (Tensor, Tensor?[]) Basic(Tensor input, ReadOnlySpan<TensorIndex> indices)
    {
        int named = 0;
        bool hasEllipsis = false;
        foreach (var index in indices)
            if (index.Kind == TensorIndex.IndexKind.Ellipsis)
            {
                if (hasEllipsis) throw new IndexOutOfRangeException("an index can only have a single ellipsis ('...')");
                hasEllipsis = true;
            }
            else if (index.Kind == TensorIndex.IndexKind.Tensor) named += Dimensions(index.Indices!);
            else if (index.Kind is not (TensorIndex.IndexKind.New or TensorIndex.IndexKind.Truth)) named++;
        if (named > input.ndim) throw new IndexOutOfRangeException($"too many indices for tensor of dimension {input.ndim}");
        var view = input;
        var tensors = new List<Tensor?>();
        int dimension = 0;
        foreach (var index in indices)
            switch (index.Kind)
            {
                case TensorIndex.IndexKind.Single:
                    long length = view.size(dimension), at = index.Start!.Value;
                    if (at < -length || at >= length) throw new IndexOutOfRangeException($"index {at} is out of bounds for dimension {dimension} with size {length}");
                    view = view.select(dimension, at);
                    break;
                case TensorIndex.IndexKind.All:
                    dimension++;
                    break;
                case TensorIndex.IndexKind.Slice:
                    if (index.Start is not (null or 0) || index.Stop is not null || index.Step != 1) view = view.slice(dimension, index.Start ?? 0, index.Stop ?? long.MaxValue, index.Step);
                    dimension++;
                    break;
                case TensorIndex.IndexKind.New:
                    view = view.unsqueeze(dimension++);
                    break;
                case TensorIndex.IndexKind.Ellipsis:
                    dimension += (int)input.ndim - named;
                    break;
                case TensorIndex.IndexKind.Truth:
                    view = view.unsqueeze(dimension);
                    Place(tensors, dimension++, index.Start == 1 ? torch.zeros(1, dtype: ScalarType.Int64) : torch.empty(0, dtype: ScalarType.Int64));
                    break;
                default:
                    foreach (var part in Expand(index.Indices!, view, ref dimension)) Place(tensors, part.Dimension, part.Index);
                    break;
            }
        while (tensors.Count > 0 && tensors[^1] is null) tensors.RemoveAt(tensors.Count - 1);
        return (view, [.. tensors]);
    }

    // A mask stands for one index of each of its dimensions; a number in a tensor of no dimensions is an index like others.
    private static List<(int Dimension, Tensor Index)> Expand(Tensor index, Tensor view, ref int dimension)
    {
        if (index.dtype is not (ScalarType.Bool or ScalarType.Byte)) return [(dimension++, index)];
        for (int d = 0; d < index.ndim; d++)
            if (index.size(d) != view.size(dimension + d))
                throw new IndexOutOfRangeException($"The shape of the mask [{string.Join(", ", index.shape)}] at index {d} does not match the shape of the indexed tensor [{string.Join(", ", view.shape)}] at index {dimension + d}");
        var places = index.nonzero();
        var parts = new List<(int, Tensor)>();
        for (int d = 0; d < index.ndim; d++) parts.Add((dimension++, places.select(1, d)));
        return parts;
    }

    private static int Dimensions(Tensor index) => index.dtype is ScalarType.Bool or ScalarType.Byte ? (int)index.ndim : 1;

    private static void Place(List<Tensor?> tensors, int dimension, Tensor index)
    {
        while (tensors.Count <= dimension) tensors.Add(null);
        tensors[dimension] = index;
    }

    private sealed class IndexBackward0(Tensor input, IndexPlan plan) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
            => inputs[0] = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device).index_put(plan.Indices, grad, accumulate: true);
    }

    private sealed class IndexPutBackward0(Tensor input, Tensor values, IndexPlan plan, bool accumulate) : Node(input, values)
    {
        private readonly Layout _layout = values.Layout;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = accumulate ? grad : grad.index_put(plan.Indices, torch.zeros(Array.Empty<long>(), dtype: grad.dtype, device: grad.device));
            if (inputs.Needs(1)) inputs[1] = Broadcasting.Undo(Index(grad, plan.Indices), _layout, grad.dtype);
        }
    }
}
