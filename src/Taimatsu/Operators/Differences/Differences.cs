namespace Taimatsu.Operators;

/// <summary>What lies between neighbours along a dimension: differences, and areas below a curve.</summary>
internal static class Differences
{
    /// <summary>Differences of neighbours along a dimension, taken n times; <paramref name="prepend"/> and <paramref name="append"/> are joined on before.</summary>
    /// <exception cref="ArgumentException">The tensor has no dimensions, n is negative, or what is joined on does not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.diff.html"/>
    [Operator("diff")]
    public static Tensor Diff(Tensor input, long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null)
    {
        if (input.ndim == 0) throw new ArgumentException("diff expects input to be at least one-dimensional");
        int d = input.WrapDimension(dim);
        if (n < 0) throw new ArgumentException($"order must be non-negative but got {n}");
        if (prepend is not null || append is not null) input = torch.cat([.. new[] { prepend, input, append }.OfType<Tensor>()], d);
        if (n == 0) return input.clone();
        for (long i = 0; i < n && input.size(d) > 0; i++)
        {
            long left = input.size(d) - 1;
            Tensor later = input.narrow(d, 1, left), earlier = input.narrow(d, 0, left);
            input = input.dtype == ScalarType.Bool ? later.logical_xor(earlier) : later - earlier;
        }
        return input;
    }

    /// <summary>The area below a curve along a dimension, whose points lie <paramref name="dx"/> apart.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.trapezoid.html"/>
    [Operator("trapezoid", Alias = "trapz")]
    public static Tensor Trapezoid(Tensor y, double dx = 1, long dim = -1)
    {
        int d = y.WrapDimension(dim);
        if (y.size(d) == 0) return y.sum(d).to(y.dtype) * 0.0;
        return (y.sum(d) - (y.select(d, 0) + y.select(d, -1)) * 0.5) * dx;
    }

    /// <summary>The area below a curve along a dimension, through points at <paramref name="x"/>.</summary>
    /// <exception cref="ArgumentException">There is not one place for each point.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.trapezoid.html"/>
    [Operator("trapezoid", Alias = "trapz")]
    public static Tensor Trapezoid(Tensor y, Tensor x, long dim = -1)
    {
        int d = y.WrapDimension(dim);
        if (y.size(d) == 0) return y.sum(d).to(y.dtype) * 0.0;
        return (Widths("trapezoid", y, x, d) * PairSums(y, d)).sum(d) / 2.0;
    }

    /// <summary>The area below a curve up to each of its points but the first, which lie <paramref name="dx"/> apart.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cumulative_trapezoid.html"/>
    [Operator("cumulative_trapezoid")]
    public static Tensor CumulativeTrapezoid(Tensor y, double dx = 1, long dim = -1)
    {
        int d = y.WrapDimension(dim);
        return PairSums(y, d).cumsum(d) * (dx / 2);
    }

    /// <summary>The area below a curve through points at <paramref name="x"/>, up to each of them but the first.</summary>
    /// <exception cref="ArgumentException">There is not one place for each point.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cumulative_trapezoid.html"/>
    [Operator("cumulative_trapezoid")]
    public static Tensor CumulativeTrapezoid(Tensor y, Tensor x, long dim = -1)
    {
        int d = y.WrapDimension(dim);
        return (Widths("cumulative_trapezoid", y, x, d) * PairSums(y, d)).cumsum(d) / 2.0;
    }

    private static Tensor PairSums(Tensor y, int d)
    {
        long pairs = Math.Max(0, y.size(d) - 1);
        return y.narrow(d, y.size(d) - pairs, pairs) + y.narrow(d, 0, pairs);
    }

    private static Tensor Widths(string op, Tensor y, Tensor x, int d)
    {
        if (x.ndim == 0) throw new ArgumentException($"{op}: The second argument must be a tensor of at least one dimension");
        if (x.ndim == 1)
        {
            if (x.size(0) != y.size(d)) throw new ArgumentException($"{op}: There must be one `x` value for each sample point");
            var shape = new long[y.ndim];
            Array.Fill(shape, 1);
            shape[d] = x.size(0);
            x = x.view(shape);
        }
        else if (x.ndim < y.ndim)
        {
            x = x.view([.. Enumerable.Repeat(1L, (int)(y.ndim - x.ndim)), .. x.shape]);
        }
        return Diff(x, 1, d);
    }
}
