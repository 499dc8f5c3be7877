namespace Taimatsu.Operators;

/// <summary>Tensors of too few dimensions given more, as NumPy gives them.</summary>
internal static class MoreDimensions
{
    /// <summary>A number as a vector; all else as it is.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atleast_1d.html"/>
    [Operator("atleast_1d")]
    public static Tensor AtLeast1d(Tensor input) => input.ndim == 0 ? input.reshape(1) : input;

    /// <summary>A number or a vector as a matrix of one row; all else as it is.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atleast_2d.html"/>
    [Operator("atleast_2d")]
    public static Tensor AtLeast2d(Tensor input) => input.ndim switch { 0 => input.reshape(1, 1), 1 => input.unsqueeze(0), _ => input };

    /// <summary>A number, a vector or a matrix as three dimensions: a vector is the second, a matrix the first two.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atleast_3d.html"/>
    [Operator("atleast_3d")]
    public static Tensor AtLeast3d(Tensor input) => input.ndim switch { 0 => input.reshape(1, 1, 1), 1 => input.unsqueeze(0).unsqueeze(-1), 2 => input.unsqueeze(-1), _ => input };

    /// <summary>The same for several tensors.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atleast_1d.html"/>
    [Operator("atleast_1d", Face = Face.Torch)]
    public static Tensor[] AtLeast1d(IList<Tensor> tensors) => [.. tensors.Select(AtLeast1d)];

    /// <summary>The same for several tensors.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atleast_2d.html"/>
    [Operator("atleast_2d", Face = Face.Torch)]
    public static Tensor[] AtLeast2d(IList<Tensor> tensors) => [.. tensors.Select(AtLeast2d)];

    /// <summary>The same for several tensors.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atleast_3d.html"/>
    [Operator("atleast_3d", Face = Face.Torch)]
    public static Tensor[] AtLeast3d(IList<Tensor> tensors) => [.. tensors.Select(AtLeast3d)];
}
