namespace Taimatsu.Operators;

/// <summary>What <c>x[…]</c> means, for reading and assigning: first the view that numbers, ranges and new dimensions make, then index tensors on it.</summary>
internal static class Bracket
{
    public static Tensor Get(Tensor input, ReadOnlySpan<TensorIndex> indices)
    {
        var (view, tensors) = Basic(input, indices);
        if (tensors.Count == 0) return ReferenceEquals(view, input) ? input.alias() : view;
        var result = AdvancedIndexing.Read(view, new IndexPlan(view.Layout.Sizes, [.. tensors]));
        if (result.BorrowsElsewhere(input)) Tensor.Settle([result], [input]);
        return result;
    }

    public static void Set(Tensor input, ReadOnlySpan<TensorIndex> indices, Tensor value)
    {
        var (view, tensors) = Basic(input, indices);
        // Leading dimensions of length 1 do not count.
        while (value.ndim > view.ndim && value.size(0) == 1) value = value.squeeze(0);
        if (tensors.Count == 0)
        {
            CheckFits(value, view);
            view.copy_(value);
        }
        else if (tensors is [{ } mask] && IndexPlan.IsMask(mask) && value.numel() == 1 && value.ndim == 0 && !value.requires_grad && !view.requires_grad && Fits(mask, view))
        {
            // One value at a mask: no list of places is needed.
            while (mask.ndim < view.ndim) mask = mask.unsqueeze(-1);
            Masking.MaskedFill_(view, mask.to(ScalarType.Bool), value);
        }
        else
        {
            var plan = new IndexPlan(view.Layout.Sizes, [.. tensors]);
            while (value.ndim > plan.ResultSizes.Length && value.size(0) == 1) value = value.squeeze(0);
            AdvancedIndexing.Put(view, plan, value, accumulate: false, inPlace: true);
        }
    }

    // Applies all but index tensors; those are returned for the first dimensions of the view, null for a whole one.
    private static (Tensor View, List<Tensor?> Tensors) Basic(Tensor input, ReadOnlySpan<TensorIndex> indices)
    {
        int named = Count(input, indices);
        var view = input;
        var tensors = new List<Tensor?>();
        int dimension = 0, covered = 0, taken = 0; // taken counts the input's own dimensions, for errors
        foreach (var index in indices)
            switch (index.Kind)
            {
                case TensorIndex.IndexKind.Single:
                    view = Single(view, dimension, index.Start!.Value, taken++);
                    break;
                case TensorIndex.IndexKind.Tensor when IsNumber(index.Indices!):
                    view = Single(view, dimension, index.Indices!.item<long>(), taken++);
                    break;
                case TensorIndex.IndexKind.All:
                    (dimension, taken) = (dimension + 1, taken + 1);
                    break;
                case TensorIndex.IndexKind.Slice:
                    if (index.Start is not (null or 0) || index.Stop is not null || index.Step != 1) view = view.slice(dimension, index.Start ?? 0, index.Stop ?? long.MaxValue, index.Step);
                    (dimension, taken) = (dimension + 1, taken + 1);
                    break;
                case TensorIndex.IndexKind.New:
                    view = view.unsqueeze(dimension++);
                    break;
                case TensorIndex.IndexKind.Ellipsis:
                    dimension += (int)input.ndim - named;
                    taken += (int)input.ndim - named;
                    break;
                default:
                    var tensor = index.Indices;
                    if (tensor is null || (IndexPlan.IsMask(tensor) && tensor.ndim == 0))
                    {
                        // A truth value: a new dimension, of which the one element is taken or not.
                        bool holds = tensor is null ? index.Start == 1 : tensor.item<bool>();
                        view = view.unsqueeze(dimension);
                        tensor = holds ? torch.zeros(1, dtype: ScalarType.Int64) : torch.empty(0, dtype: ScalarType.Int64);
                    }
                    for (; covered < dimension; covered++) tensors.Add(null);
                    tensors.Add(tensor);
                    int own = IndexPlan.IsMask(tensor) ? (int)tensor.ndim : 1;
                    (dimension, covered, taken) = (dimension + own, covered + own, taken + own);
                    break;
            }
        return (view, tensors);
    }

    // The dimensions that the indices name.
    private static int Count(Tensor input, ReadOnlySpan<TensorIndex> indices)
    {
        int named = 0;
        bool hasEllipsis = false;
        foreach (var index in indices)
            switch (index.Kind)
            {
                case TensorIndex.IndexKind.Ellipsis when hasEllipsis:
                    throw new IndexOutOfRangeException("an index can only have a single ellipsis ('...')");
                case TensorIndex.IndexKind.Ellipsis:
                    hasEllipsis = true;
                    break;
                case TensorIndex.IndexKind.New or TensorIndex.IndexKind.Truth:
                    break;
                case TensorIndex.IndexKind.Tensor:
                    named += IndexPlan.IsMask(index.Indices!) ? (int)index.Indices!.ndim : 1;
                    break;
                default:
                    named++;
                    break;
            }
        if (named > 0 && input.ndim == 0) throw new IndexOutOfRangeException("invalid index of a 0-dim tensor. Use `tensor.item<T>()` to convert a 0-dim tensor to a number");
        if (named > input.ndim) throw new IndexOutOfRangeException($"too many indices for tensor of dimension {input.ndim}");
        return named;
    }

    private static Tensor Single(Tensor view, int dimension, long index, int named)
    {
        long length = view.Layout.Sizes[dimension];
        if (index < -length || index >= length) throw new IndexOutOfRangeException($"index {index} is out of bounds for dimension {named} with size {length}");
        return view.select(dimension, index);
    }

    private static bool IsNumber(Tensor index) => index.ndim == 0 && index.dtype.IsIntegral() && !IndexPlan.IsMask(index);

    private static bool Fits(Tensor mask, Tensor view)
    {
        for (int d = 0; d < mask.ndim; d++)
            if (mask.Layout.Sizes[d] != view.Layout.Sizes[d]) return false;
        return true;
    }

    private static void CheckFits(Tensor value, Tensor view)
    {
        long[] own = value.Layout.Sizes, wanted = view.Layout.Sizes;
        for (int d = 1; d <= own.Length; d++)
            if (d > wanted.Length || (own[^d] != wanted[^d] && own[^d] != 1))
                throw new ArgumentException(d > wanted.Length
                    ? $"expand: the number of sizes provided ({wanted.Length}) must be greater or equal to the number of dimensions in the tensor ({own.Length})"
                    : $"The expanded size of the tensor ({wanted[^d]}) must match the existing size ({own[^d]}) at non-singleton dimension {wanted.Length - d}.  Target sizes: [{string.Join(", ", wanted)}].  Tensor sizes: [{string.Join(", ", own)}]");
    }
}
