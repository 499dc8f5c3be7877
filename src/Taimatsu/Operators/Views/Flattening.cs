namespace Taimatsu.Operators;

/// <summary>Neighbouring dimensions made one, and one made several.</summary>
internal static class Flattening
{
    /// <summary>The dimensions from one to another as a single one; a view if the strides allow.</summary>
    /// <exception cref="ArgumentException">The first dimension comes after the last.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.flatten.html"/>
    [Operator("flatten")]
    public static Tensor Flatten(Tensor input, long start_dim = 0, long end_dim = -1)
    {
        int first = input.WrapDimension(start_dim), last = input.WrapDimension(end_dim);
        if (first > last) throw new ArgumentException("flatten() has invalid args: start_dim cannot come after end_dim");
        if (input.ndim == 0) return input.reshape(1);
        if (first == last) return input;
        long length = 1;
        for (int d = first; d <= last; d++) length *= input.size(d);
        long[] sizes = input.shape.ToArray();
        return input.reshape([.. sizes[..first], length, .. sizes[(last + 1)..]]);
    }

    /// <summary>All elements in one dimension.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.ravel.html"/>
    [Operator("ravel")]
    public static Tensor Ravel(Tensor input) => input.contiguous().view(-1);

    /// <summary>One dimension seen as several; one length may be -1.</summary>
    /// <exception cref="ArgumentException">The lengths do not multiply to the dimension's.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.unflatten.html"/>
    [Operator("unflatten")]
    public static Tensor Unflatten(Tensor input, long dim, params ReadOnlySpan<long> sizes)
    {
        int d = input.WrapDimension(dim);
        long[] own = input.shape.ToArray();
        if (sizes.Length == 0) throw new ArgumentException("unflatten: sizes must be non-empty");
        return input.view([.. own[..d], .. sizes.ToArray(), .. own[(d + 1)..]]);
    }

    /// <summary>A view in another tensor's shape.</summary>
    /// <exception cref="ArgumentException">The number of elements differs, or the strides do not allow a view.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view_as.html"/>
    [Operator("view_as", Face = Face.Tensor)]
    public static Tensor ViewAs(Tensor input, Tensor other) => input.view(other.Layout.Sizes);

    /// <summary>This tensor in another one's shape.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.reshape_as.html"/>
    [Operator("reshape_as", Face = Face.Tensor)]
    public static Tensor ReshapeAs(Tensor input, Tensor other) => input.reshape(other.Layout.Sizes);
}
