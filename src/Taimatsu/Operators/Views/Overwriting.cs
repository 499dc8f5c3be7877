namespace Taimatsu.Operators;

/// <summary>A copy of a tensor in which a part has other values.</summary>
internal static class Overwriting
{
    /// <summary>The tensor with one index of a dimension replaced.</summary>
    /// <exception cref="ArgumentException">The shape of the source is not that of the part.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.select_scatter.html"/>
    [Operator("select_scatter")]
    public static Tensor SelectScatter(Tensor input, Tensor src, long dim, long index) => Replace(input, src, x => x.select(dim, index));

    /// <summary>The tensor with a range of a dimension replaced.</summary>
    /// <exception cref="ArgumentException">The shape of the source is not that of the part.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.slice_scatter.html"/>
    [Operator("slice_scatter")]
    public static Tensor SliceScatter(Tensor input, Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1)
        => Replace(input, src, x => x.slice(dim, start ?? 0, end ?? long.MaxValue, step));

    /// <summary>The tensor with a diagonal replaced.</summary>
    /// <exception cref="ArgumentException">The shape of the source is not that of the diagonal.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.diagonal_scatter.html"/>
    [Operator("diagonal_scatter")]
    public static Tensor DiagonalScatter(Tensor input, Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) => Replace(input, src, x => x.diagonal(offset, dim1, dim2));

    private static Tensor Replace(Tensor input, Tensor source, Func<Tensor, Tensor> choose)
    {
        var result = input.clone();
        var part = choose(result);
        if (part.shape != source.shape) throw new ArgumentException($"expected src to have a size equal to the slice of self. src size = [{string.Join(", ", source.shape)}], slice size = [{string.Join(", ", part.shape)}]");
        part.copy_(source);
        return result;
    }
}
