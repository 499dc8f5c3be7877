namespace Taimatsu.Operators;

/// <summary>Distances between points.</summary>
internal static class Distances
{
    /// <summary>The norm of degree p of the difference of two tensors.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.dist.html"/>
    [Operator("dist")]
    public static Tensor Dist(Tensor input, Tensor other, double p = 2) => (input - other).norm(p);

    /// <summary>The distance of degree p between every row of [..., P, M] and every row of [..., R, M]: [..., P, R].</summary>
    /// <exception cref="ArgumentException">There are fewer than two dimensions, the rows differ in length, or p is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cdist.html"/>
    [Operator("cdist", Face = Face.Torch)]
    public static Tensor CDist(Tensor x1, Tensor x2, double p = 2)
    {
        if (x1.ndim < 2) throw new ArgumentException($"cdist only supports at least 2D tensors, X1 got: {x1.ndim}D");
        if (x2.ndim < 2) throw new ArgumentException($"cdist only supports at least 2D tensors, X2 got: {x2.ndim}D");
        if (x1.size(-1) != x2.size(-1)) throw new ArgumentException($"X1 and X2 must have the same number of columns. X1: {x1.size(-1)} X2: {x2.size(-1)}");
        if (p < 0) throw new ArgumentException("cdist only supports non-negative p values");
        return (x1.unsqueeze(-2) - x2.unsqueeze(-3)).norm(p, -1);
    }

    /// <summary>The tensor with each slice of a dimension scaled down to a norm of degree p of at most <paramref name="maxnorm"/>.</summary>
    /// <exception cref="ArgumentException">p is not positive, the norm is negative, or there are fewer than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.renorm.html"/>
    [Operator("renorm")]
    public static Tensor Renorm(Tensor input, double p, long dim, double maxnorm)
    {
        if (p <= 0) throw new ArgumentException("renorm: non-positive-norm not supported");
        if (maxnorm < 0) throw new ArgumentException($"renorm: expected maxnorm to be >= 0 but got {maxnorm}");
        if (input.ndim <= 1) throw new ArgumentException($"renorm: input needs at least 2 dimensions, got {input.ndim} dimensions");
        int d = input.WrapDimension(dim);
        long[] others = [.. Enumerable.Range(0, (int)input.ndim).Where(i => i != d).Select(i => (long)i)];
        var norms = input.norm(p, others, keepdim: true);
        return input * torch.where(norms.gt(maxnorm), maxnorm / (norms + 1e-7), torch.ones_like(norms));
    }

    /// <summary>The vector product along a dimension of length 3; the first such one if none is given.</summary>
    /// <exception cref="ArgumentException">No dimension has length 3, or the given one has not.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cross.html"/>
    [Operator("cross")]
    public static Tensor Cross(Tensor input, Tensor other, long? dim = null)
    {
        if (input.ndim != other.ndim) throw new ArgumentException("linalg.cross: inputs must have the same number of dimensions.");
        var shape = torch.broadcast_shapes(input.shape, other.shape);
        int d = dim is { } given ? input.WrapDimension(given) : Array.IndexOf([.. shape], 3L);
        if (d < 0) throw new ArgumentException("no dimension of size 3 in input");
        if (input.size(d) != 3 || other.size(d) != 3) throw new ArgumentException($"linalg.cross: inputs dimension {d} must have length 3. Got {input.size(d)} and {other.size(d)}");
        return input.roll(-1, d) * other.roll(-2, d) - input.roll(-2, d) * other.roll(-1, d);
    }
}
