namespace Taimatsu.Operators;

/// <summary>Matrices and lists built of several tensors, or of one tensor with itself.</summary>
internal static class Grids
{
    /// <summary>All combinations of one element of each vector, a row each.</summary>
    /// <exception cref="ArgumentException">A tensor is no vector, or there are none.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cartesian_prod.html"/>
    [Operator("cartesian_prod", Face = Face.Torch)]
    public static Tensor CartesianProd(params IList<Tensor> tensors)
    {
        if (tensors.Count == 0) throw new ArgumentException("cartesian_prod expects a non-empty TensorList");
        foreach (var tensor in tensors)
            if (tensor.ndim != 1) throw new ArgumentException($"Expect a 1D vector, but got shape [{string.Join(", ", tensor.shape)}]");
        return tensors.Count == 1 ? tensors[0] : torch.stack([.. torch.meshgrid(tensors).Select(g => g.flatten())], 1);
    }

    /// <summary>All ways to take <paramref name="r"/> elements of a vector, a row each, in the order of their places.</summary>
    /// <exception cref="ArgumentException">It is no vector, or the number is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.combinations.html"/>
    [Operator("combinations")]
    public static Tensor Combinations(Tensor input, long r = 2, bool with_replacement = false)
    {
        if (input.ndim != 1) throw new ArgumentException($"Expect a 1D vector, but got shape [{string.Join(", ", input.shape)}]");
        if (r < 0) throw new ArgumentException($"Expect a non-negative number, but got {r}");
        if (r == 0) return torch.empty(0, dtype: input.dtype, device: input.device);
        var places = new List<long>();
        Extend(new long[r], 0, 0);
        return input.index_select(0, torch.tensor(places.ToArray(), device: input.device)).view(places.Count / r, r);

        void Extend(long[] row, int filled, long first)
        {
            if (filled == row.Length)
            {
                places.AddRange(row);
                return;
            }
            for (long i = first; i < input.size(0); i++)
            {
                row[filled] = i;
                Extend(row, filled + 1, with_replacement ? i : i + 1);
            }
        }
    }

    /// <summary>The tensors' matrices along a diagonal, zeros elsewhere; vectors are rows.</summary>
    /// <exception cref="ArgumentException">A tensor has more than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.block_diag.html"/>
    [Operator("block_diag", Face = Face.Torch)]
    public static Tensor BlockDiag(params IList<Tensor> tensors)
    {
        if (tensors.Count == 0) throw new ArgumentException("torch.block_diag: Expected tensors to be non-empty");
        var blocks = new Tensor[tensors.Count];
        var type = tensors[0].dtype;
        for (int i = 0; i < blocks.Length; i++)
        {
            if (tensors[i].ndim > 2) throw new ArgumentException($"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {tensors[i].ndim} dimensions");
            if (tensors[i].device != tensors[0].device) throw Devices.Mixed("block_diag", tensors[0].device, tensors[i].device);
            blocks[i] = tensors[i].atleast_2d();
            type = ScalarTypes.Promote(type, blocks[i].dtype);
        }
        long columns = blocks.Sum(b => b.size(1)), before = 0;
        var rows = new Tensor[blocks.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            var block = blocks[i];
            long height = block.size(0), after = columns - before - block.size(1);
            rows[i] = torch.cat([block.new_zeros(height, before).to(type), block.to(type), block.new_zeros(height, after).to(type)], 1);
            before += block.size(1);
        }
        return torch.cat(rows, 0);
    }

    /// <summary>The vectors as columns of a matrix, matrices side by side.</summary>
    /// <exception cref="ArgumentException">There are none, or their shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.column_stack.html"/>
    [Operator("column_stack", Face = Face.Torch)]
    public static Tensor ColumnStack(IList<Tensor> tensors) => torch.hstack([.. tensors.Select(t => t.ndim <= 1 ? t.reshape(t.numel(), 1) : t)]);

    /// <summary>Behind each other: along the third dimension, after vectors and matrices have got one.</summary>
    /// <exception cref="ArgumentException">There are none, or their shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.dstack.html"/>
    [Operator("dstack", Face = Face.Torch)]
    public static Tensor DStack(IList<Tensor> tensors) => torch.cat(MoreDimensions.AtLeast3d(tensors), 2);

    /// <summary>The powers of a vector's elements, a row each, falling or rising from left to right; as many as elements if no number is given.</summary>
    /// <exception cref="ArgumentException">It is no vector, or the number is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.vander.html"/>
    [Operator("vander")]
    public static Tensor Vander(Tensor input, long? N = null, bool increasing = false)
    {
        if (input.ndim != 1) throw new ArgumentException("x must be a one-dimensional tensor.");
        long length = input.size(0), count = N ?? length;
        if (count < 0) throw new ArgumentException("N must be non-negative.");
        var type = input.dtype.IsFloatingPoint() ? input.dtype : ScalarType.Int64;
        var ones = torch.ones(length, Math.Min(count, 1), dtype: type, device: input.device);
        var powers = count > 1 ? torch.cat([ones, input.to(type).unsqueeze(1).expand(length, count - 1).cumprod(1)], 1) : ones;
        return increasing ? powers : powers.flip(1);
    }

    /// <summary>Each element of the first tensor times the whole second one, laid out in blocks.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.kron.html"/>
    [Operator("kron")]
    public static Tensor Kron(Tensor input, Tensor other)
    {
        int rank = (int)Math.Max(input.ndim, other.ndim);
        long[] left = new long[2 * rank], right = new long[2 * rank], result = new long[rank];
        for (int d = 0; d < rank; d++)
        {
            long a = d < rank - input.ndim ? 1 : input.size(d - rank), b = d < rank - other.ndim ? 1 : other.size(d - rank);
            (left[2 * d], left[2 * d + 1], right[2 * d], right[2 * d + 1], result[d]) = (a, 1, 1, b, a * b);
        }
        return (input.reshape(left) * other.reshape(right)).reshape(result);
    }
}
