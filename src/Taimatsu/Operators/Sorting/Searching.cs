namespace Taimatsu.Operators;

/// <summary>Places in sorted lines.</summary>
internal static class Searching
{
    /// <summary>
    /// Where values would be inserted into the ascending last dimension of a sequence, before equal elements or, to the right, after them. The sequence is 1-d, or has the values' dimensions but for
    /// the last. Int64, or int32 if asked for. A <paramref name="sorter"/> (int64) puts an unsorted sequence in order.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or side and right contradict each other.</exception>
    /// <exception cref="IndexOutOfRangeException">The sorter has an index outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.searchsorted.html"/>
    [Operator("searchsorted", Face = Face.Torch)]
    public static Tensor SearchSorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, string? side = null, Tensor? sorter = null)
    {
        if (side is not (null or "left" or "right")) throw new ArgumentException($"torch.searchsorted(): side can only be 'left' or 'right' but got {side}");
        if (side == "left" && right) throw new ArgumentException("torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True");
        if (sorted_sequence.ndim == 0) throw new ArgumentException("torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension");
        if (sorted_sequence.ndim > 1)
        {
            bool fits = sorted_sequence.ndim == values.ndim;
            for (int d = 0; fits && d < values.ndim - 1; d++) fits = sorted_sequence.Layout.Sizes[d] == values.Layout.Sizes[d];
            if (!fits)
                throw new ArgumentException("torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor " +
                    $"[{string.Join(", ", sorted_sequence.shape)}] and input value tensor [{string.Join(", ", values.shape)}]");
        }
        if (sorter is not null)
        {
            if (sorter.shape != sorted_sequence.shape) throw new ArgumentException($"torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor {sorted_sequence.shape} and sorter tensor {sorter.shape}");
            sorted_sequence = sorted_sequence.gather(-1, sorter);
        }
        var type = TypePromotion.Result(sorted_sequence, values);
        Tensor boundaries = sorted_sequence.detach().to(type).contiguous(), wanted = values.detach().to(type).contiguous();
        var result = Tensor.Empty(wanted.Layout, ScalarType.Int64, values.device);
        result.Backend.SearchSorted(result.Operand, boundaries.Operand, wanted.Operand, right || side == "right");
        return out_int32 ? result.to(ScalarType.Int32) : result;
    }

    /// <summary>Where a number would be inserted into an ascending 1-d sequence, as a 0-d tensor.</summary>
    /// <exception cref="ArgumentException">The sequence is not 1-d, or side and right contradict each other.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.searchsorted.html"/>
    [Operator("searchsorted", Face = Face.Torch)]
    public static Tensor SearchSorted(Tensor sorted_sequence, Scalar values, bool out_int32 = false, bool right = false, string? side = null, Tensor? sorter = null)
    {
        if (sorted_sequence.ndim != 1) throw new ArgumentException($"torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor dim({sorted_sequence.ndim})");
        return SearchSorted(sorted_sequence, Tensor.Wrap(values), out_int32, right, side, sorter);
    }

    /// <summary>The number of the bucket that each element falls in, of those that ascending 1-d boundaries make; an element on a boundary belongs to the lower one unless to the right.</summary>
    /// <exception cref="ArgumentException">The boundaries are not 1-d.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bucketize.html"/>
    [Operator("bucketize")]
    public static Tensor Bucketize(Tensor input, Tensor boundaries, bool out_int32 = false, bool right = false)
    {
        if (boundaries.ndim != 1) throw new ArgumentException($"torch.bucketize(): boundaries tensor must be 1 dimension, but got dim({boundaries.ndim})");
        return SearchSorted(boundaries, input, out_int32, right);
    }

    /// <summary>True for each element that is among the test elements (or, inverted, that is not).</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.isin.html"/>
    [Operator("isin", Face = Face.Torch)]
    public static Tensor IsIn(Tensor elements, Tensor test_elements, bool assume_unique = false, bool invert = false)
    {
        if (test_elements.numel() == 0) return torch.full(elements.Layout.Sizes, invert, dtype: ScalarType.Bool, device: elements.device);
        var type = TypePromotion.Result(elements, test_elements);
        Tensor wanted = elements.detach().to(type), sorted = test_elements.detach().to(type).reshape(-1).sort().values;
        if (type == ScalarType.Bool) (wanted, sorted) = (wanted.to(ScalarType.Byte), sorted.to(ScalarType.Byte));
        var places = SearchSorted(sorted, wanted).clamp(max: sorted.numel() - 1);
        var found = sorted.take(places);
        return invert ? found.ne(wanted) : found.eq(wanted);
    }

    /// <summary>True for each element that equals a number (or, inverted, that does not).</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.isin.html"/>
    [Operator("isin", Face = Face.Torch)]
    public static Tensor IsIn(Tensor elements, Scalar test_element, bool assume_unique = false, bool invert = false) => invert ? elements.detach().ne(test_element) : elements.detach().eq(test_element);

    /// <summary>True if a number is among the test elements (or, inverted, if it is not), as a 0-d tensor.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.isin.html"/>
    [Operator("isin", Face = Face.Torch)]
    public static Tensor IsIn(Scalar element, Tensor test_elements, bool assume_unique = false, bool invert = false) => IsIn(Tensor.Wrap(element), test_elements, assume_unique, invert);
}
