namespace Taimatsu.Operators;

/// <summary>Norms of matrices.</summary>
internal static class MatrixNorms
{
    /// <summary>The norm of matrices in two dimensions: <c>fro</c>, the root of the sum of squares, or <c>nuc</c>, the sum of the singular values.</summary>
    /// <exception cref="ArgumentException">Another name, or the dimensions are not two.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_norm.html"/>
    [Operator("matrix_norm", Face = Face.Linalg)]
    public static Tensor MatrixNorm(Tensor A, string ord = "fro", Size dim = default, bool keepdim = false)
    {
        var (rows, columns) = Dimensions(A, dim);
        return ord switch
        {
            "fro" => A.norm(2, new Size([rows, columns]), keepdim),
            "nuc" => Kept(SingularValues.Values(Last(A, rows, columns)).sum(-1), rows, columns, keepdim),
            _ => throw new ArgumentException($"linalg.matrix_norm: Order {ord} not supported."),
        };
    }

    /// <summary>The norm of matrices in two dimensions: 2 or −2, the largest or least singular value; 1 or −1, of the columns' sums of magnitudes; ±∞, of the rows'.</summary>
    /// <exception cref="ArgumentException">Another number, or the dimensions are not two.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_norm.html"/>
    [Operator("matrix_norm", Face = Face.Linalg)]
    public static Tensor MatrixNorm(Tensor A, double ord, Size dim = default, bool keepdim = false)
    {
        var (rows, columns) = Dimensions(A, dim);
        double size = Math.Abs(ord);
        if (size is not (1 or 2) && !double.IsPositiveInfinity(size)) throw new ArgumentException($"linalg.matrix_norm: Order {ord} not supported.");
        var matrices = Last(A, rows, columns);
        var parts = size == 2 ? SingularValues.Values(matrices) : matrices.abs().sum(size == 1 ? -2 : -1);
        return Kept(ord > 0 ? parts.amax(-1) : parts.amin(-1), rows, columns, keepdim);
    }

    /// <summary>
    /// The norm of vectors or matrices. Without a degree all elements are one vector; with one dimension, or a tensor of one, vectors are meant, and with two matrices.
    /// </summary>
    /// <exception cref="ArgumentException">The tensor has more than two dimensions and none are named.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.norm.html"/>
    [Operator("norm", Face = Face.Linalg)]
    public static Tensor Norm(Tensor A, double? ord = null, Size dim = default, bool keepdim = false)
    {
        int named = dim.AsSpan().Length;
        if (ord is not { } degree) return A.norm(2, dim, keepdim);
        if (named > 2 || (named == 0 && A.ndim > 2)) throw new ArgumentException("linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got " + $"{A.ndim}D.");
        return named == 2 || (named == 0 && A.ndim == 2) ? MatrixNorm(A, degree, dim, keepdim) : A.norm(degree, dim, keepdim);
    }

    /// <summary>The norm of matrices by name, <c>fro</c> or <c>nuc</c>.</summary>
    /// <exception cref="ArgumentException">The dimensions are not two, or another name.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.norm.html"/>
    [Operator("norm", Face = Face.Linalg)]
    public static Tensor Norm(Tensor A, string ord, Size dim = default, bool keepdim = false) => MatrixNorm(A, ord, dim, keepdim);

    private static (int Rows, int Columns) Dimensions(Tensor a, Size dim)
    {
        var given = dim.AsSpan();
        if (given.Length == 0)
        {
            if (a.ndim < 2) throw new ArgumentException("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.");
            return ((int)a.ndim - 2, (int)a.ndim - 1);
        }
        if (given.Length != 2) throw new ArgumentException("linalg.matrix_norm: dim must be a 2-tuple. Got " + string.Join(", ", dim.ToArray()));
        int rows = a.WrapDimension(given[0]), columns = a.WrapDimension(given[1]);
        if (rows == columns) throw new ArgumentException($"linalg.matrix_norm: dims must be different. Got ({given[0]}, {given[1]})");
        return (rows, columns);
    }

    private static Tensor Last(Tensor a, int rows, int columns)
        => a.permute(new Size([.. Enumerable.Range(0, (int)a.ndim).Where(d => d != rows && d != columns).Select(d => (long)d), rows, columns]));

    private static Tensor Kept(Tensor result, int rows, int columns, bool keepdim)
        => keepdim ? result.unsqueeze(Math.Min(rows, columns)).unsqueeze(Math.Max(rows, columns)) : result;
}
