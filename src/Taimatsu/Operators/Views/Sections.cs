namespace Taimatsu.Operators;

/// <summary>One tensor cut at given places, or into a given number of parts, as NumPy cuts.</summary>
internal static class Sections
{
    /// <summary>A number of views along a dimension; the first ones are longer by one where the length cannot be divided.</summary>
    /// <exception cref="ArgumentException">The number is not positive, or the tensor has no dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor_split.html"/>
    [Operator("tensor_split")]
    public static Tensor[] TensorSplit(Tensor input, long sections, long dim = 0)
    {
        int d = Dimension(input, dim);
        if (sections <= 0) throw new ArgumentException($"number of sections must be larger than 0, got {sections}");
        var parts = new Tensor[sections];
        var (length, longer) = Math.DivRem(input.size(d), sections);
        long at = 0;
        for (int i = 0; i < sections; i++)
        {
            long own = length + (i < longer ? 1 : 0);
            parts[i] = input.slice(d, at, at + own);
            at += own;
        }
        return parts;
    }

    /// <summary>Views along a dimension, cut before each of the given places.</summary>
    /// <exception cref="ArgumentException">The tensor has no dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor_split.html"/>
    [Operator("tensor_split")]
    public static Tensor[] TensorSplit(Tensor input, long[] indices, long dim = 0)
    {
        int d = Dimension(input, dim);
        var parts = new Tensor[indices.Length + 1];
        for (int i = 0; i < parts.Length; i++) parts[i] = input.slice(d, i == 0 ? 0 : indices[i - 1], i < indices.Length ? indices[i] : long.MaxValue);
        return parts;
    }

    /// <summary>A number of equal views side by side: along the second dimension, vectors along the first.</summary>
    /// <exception cref="ArgumentException">The length cannot be divided, or the tensor has no dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.hsplit.html"/>
    [Operator("hsplit")]
    public static Tensor[] HSplit(Tensor input, long sections) => Even("hsplit", input, sections, Horizontal(input));

    /// <summary>Views side by side, cut before each of the given places.</summary>
    /// <exception cref="ArgumentException">The tensor has no dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.hsplit.html"/>
    [Operator("hsplit")]
    public static Tensor[] HSplit(Tensor input, long[] indices) => TensorSplit(input, indices, Horizontal(input));

    /// <summary>A number of equal views on top of each other: along the first dimension.</summary>
    /// <exception cref="ArgumentException">The length cannot be divided, or there are fewer than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.vsplit.html"/>
    [Operator("vsplit")]
    public static Tensor[] VSplit(Tensor input, long sections) => Even("vsplit", AtLeast("vsplit", input, 2), sections, 0);

    /// <summary>Views on top of each other, cut before each of the given places.</summary>
    /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.vsplit.html"/>
    [Operator("vsplit")]
    public static Tensor[] VSplit(Tensor input, long[] indices) => TensorSplit(AtLeast("vsplit", input, 2), indices, 0);

    /// <summary>A number of equal views along the third dimension.</summary>
    /// <exception cref="ArgumentException">The length cannot be divided, or there are fewer than three dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.dsplit.html"/>
    [Operator("dsplit")]
    public static Tensor[] DSplit(Tensor input, long sections) => Even("dsplit", AtLeast("dsplit", input, 3), sections, 2);

    /// <summary>Views along the third dimension, cut before each of the given places.</summary>
    /// <exception cref="ArgumentException">There are fewer than three dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.dsplit.html"/>
    [Operator("dsplit")]
    public static Tensor[] DSplit(Tensor input, long[] indices) => TensorSplit(AtLeast("dsplit", input, 3), indices, 2);

    private static int Dimension(Tensor input, long dim)
        => input.ndim == 0 ? throw new ArgumentException("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims") : input.WrapDimension(dim);

    private static int Horizontal(Tensor input) => AtLeast("hsplit", input, 1).ndim == 1 ? 0 : 1;

    private static Tensor AtLeast(string op, Tensor input, int rank) => input.ndim >= rank ? input
        : throw new ArgumentException($"torch.{op} requires a tensor with at least {rank} dimension, but got a tensor with {input.ndim} dimensions!");

    private static Tensor[] Even(string op, Tensor input, long sections, int dimension)
    {
        long length = input.size(dimension);
        if (sections <= 0 || length % sections != 0)
            throw new ArgumentException($"torch.{op} attempted to split along dimension {dimension}, but the size of the dimension {length} is not divisible by the split_size {sections}!");
        return TensorSplit(input, sections, dimension);
    }
}
