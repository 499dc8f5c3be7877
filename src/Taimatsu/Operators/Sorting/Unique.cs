namespace Taimatsu.Operators;

/// <summary>Different elements, or different slices.</summary>
internal static class Unique
{
    /// <summary>
    /// The different elements in ascending order, or the different slices along a dimension in the order of their elements. <paramref name="return_inverse"/> adds where each element of the input is
    /// among them, <paramref name="return_counts"/> how often each occurs (int64); what is not asked for is null. Each NaN is different.
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.unique.html"/>
    [Operator("unique")]
    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) Of(Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, long? dim = null)
    {
        var rows = Rows(input, dim);
        // From the last column to the first: each sort keeps the order of the one before.
        Tensor? order = null;
        for (long column = rows.size(1) - 1; column >= 0; column--)
        {
            var keys = rows.select(1, column);
            var own = (order is null ? keys : keys.index_select(0, order)).argsort(0, stable: true);
            order = order is null ? own : order.index_select(0, own);
        }
        return Groups(input, dim, order is null ? rows : rows.index_select(0, order), order, return_inverse, return_counts);
    }

    /// <summary>
    /// The elements (or slices along a dimension) without those that equal the one before. <paramref name="return_inverse"/> adds where each element of the input is among them,
    /// <paramref name="return_counts"/> how many in a row each stands for (int64); what is not asked for is null.
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.unique_consecutive.html"/>
    [Operator("unique_consecutive")]
    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) Consecutive(Tensor input, bool return_inverse = false, bool return_counts = false, long? dim = null)
        => Groups(input, dim, Rows(input, dim), null, return_inverse, return_counts);

    // The slices as rows, outside the graph: no gradient flows to where elements change sides.
    private static Tensor Rows(Tensor input, long? dim)
    {
        var plain = input.detach();
        if (dim is null || input.ndim == 0) return plain.reshape(-1, 1);
        int d = input.WrapDimension(dim.Value);
        long length = input.Layout.Sizes[d];
        return plain.transpose(0, d).contiguous().view(length, length == 0 ? 0 : input.numel() / length);
    }

    private static (Tensor, Tensor?, Tensor?) Groups(Tensor input, long? dim, Tensor rows, Tensor? order, bool inverse, bool counts)
    {
        long count = rows.size(0);
        var begins = torch.ones(count, dtype: ScalarType.Bool, device: input.device);
        if (count > 1) begins.narrow(0, 1, count - 1).copy_(rows.size(1) == 0 ? torch.zeros(count - 1, dtype: ScalarType.Bool, device: input.device) : rows.narrow(0, 1, count - 1).ne(rows.narrow(0, 0, count - 1)).any(1));
        var places = Masking.Places(begins, flat: true);
        var kept = rows.index_select(0, places);
        Tensor? found = null, numbers = null;
        if (inverse)
        {
            found = begins.to(ScalarType.Int64).cumsum(0) - 1;
            if (order is not null) found = torch.empty(count, dtype: ScalarType.Int64, device: input.device).scatter_(0, order, found);
            if (dim is null) found = found.view(input.Layout.Sizes);
        }
        if (counts)
        {
            var ends = torch.full(places.Layout.Sizes, count, dtype: ScalarType.Int64, device: input.device);
            if (places.numel() > 1) ends.narrow(0, 0, places.numel() - 1).copy_(places.narrow(0, 1, places.numel() - 1));
            numbers = ends - places;
        }
        if (dim is null || input.ndim == 0) return (kept.view(-1), found, numbers);
        int d = input.WrapDimension(dim.Value);
        var sizes = input.transpose(0, d).shape.ToArray();
        sizes[0] = kept.size(0);
        return (kept.view(sizes).transpose(0, d).contiguous(), found, numbers);
    }
}
