namespace Taimatsu.Operators;

/// <summary>PyTorch's (NumPy's) rule for shapes that meet in one operator.</summary>
internal static class Broadcasting
{
    /// <summary>The common layout of two; one of the two themselves when it fits.</summary>
    /// <exception cref="ArgumentException">A dimension differs and is 1 in neither.</exception>
    public static Layout Result(Layout a, Layout b)
    {
        if (ReferenceEquals(a, b) || a.SameSizes(b)) return a.IsContiguous ? a : b.IsContiguous ? b : Layout.Contiguous(a.Sizes);
        int rank = Math.Max(a.Rank, b.Rank);
        var sizes = new long[rank];
        for (int d = 1; d <= rank; d++)
        {
            long sizeA = d <= a.Rank ? a.Sizes[a.Rank - d] : 1, sizeB = d <= b.Rank ? b.Sizes[b.Rank - d] : 1;
            if (sizeA != sizeB && sizeA != 1 && sizeB != 1) throw Mismatch(sizeA, sizeB, rank - d);
            sizes[rank - d] = sizeA == 1 ? sizeB : sizeA;
        }
        if (a.IsContiguous && a.Sizes.AsSpan().SequenceEqual(sizes)) return a;
        if (b.IsContiguous && b.Sizes.AsSpan().SequenceEqual(sizes)) return b;
        return Layout.Contiguous(sizes);
    }

    /// <summary>Throws unless a tensor of layout <paramref name="from"/> can be broadcast to <paramref name="to"/> without changing the latter.</summary>
    public static void CheckExpandable(Layout from, Layout to, string what)
    {
        bool fits = from.Rank <= to.Rank;
        for (int d = 1; d <= from.Rank && fits; d++) fits = from.Sizes[^d] == to.Sizes[^d] || from.Sizes[^d] == 1;
        if (!fits)
            throw new ArgumentException($"{what} with shape [{string.Join(", ", to.Sizes)}] doesn't match the broadcast shape [{string.Join(", ", Result(from, to).Sizes)}]");
    }

    /// <summary>Sums a gradient over what was broadcast and converts it to the operand's type.</summary>
    public static Tensor Undo(Tensor grad, Layout layout, ScalarType type)
    {
        if (!grad.Layout.SameSizes(layout)) grad = SumTo(grad, layout);
        return grad.dtype == type ? grad : grad.to(type);
    }

    /// <summary>Sums over the dimensions in which the tensor is larger than the layout.</summary>
    public static Tensor SumTo(Tensor tensor, Layout layout)
    {
        int extra = (int)tensor.ndim - layout.Rank;
        var dims = new List<long>();
        for (int d = 0; d < tensor.ndim; d++)
            if (d < extra || (layout.Sizes[d - extra] == 1 && tensor.Layout.Sizes[d] != 1))
                dims.Add(d);
        if (dims.Count > 0) tensor = tensor.sum([.. dims], keepdim: true);
        return extra > 0 ? tensor.view(layout.Sizes) : tensor;
    }

    private static ArgumentException Mismatch(long a, long b, int dimension)
        => new($"The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension {dimension}");
}
