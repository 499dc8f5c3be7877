namespace Taimatsu.Operators;

/// <summary>Products of many matrices, and of vectors.</summary>
internal static class MatrixChains
{
    /// <summary>Square matrices [..., N, N] times themselves, <paramref name="n"/> times; the inverse for negative numbers, and ones on the diagonal for zero.</summary>
    /// <exception cref="ArgumentException">The matrices are not square.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_power.html"/>
    [Operator("matrix_power", Face = Face.Linalg | Face.Torch | Face.Tensor)]
    public static Tensor MatrixPower(Tensor input, long n)
    {
        if (input.ndim < 2) throw new ArgumentException("linalg.matrix_power: The input tensor A must have at least 2 dimensions.");
        if (input.size(-1) != input.size(-2)) throw new ArgumentException($"linalg.matrix_power: A must be batches of square matrices, but they are {input.size(-2)} by {input.size(-1)} matrices");
        if (n == 0) return torch.eye(input.size(-1), dtype: input.dtype, device: input.device).expand_as(input).clone();
        var square = n < 0 ? Inverse.Inv(input) : input;
        Tensor? result = null;
        for (ulong rest = (ulong)Math.Abs(n); ; square = square.matmul(square))
        {
            if ((rest & 1) != 0) result = result is null ? square : result.matmul(square);
            rest >>= 1;
            if (rest == 0) return ReferenceEquals(result, input) ? input.clone() : result!;
        }
    }

    /// <summary>The product of matrices in the order that takes the fewest multiplications; the first and the last may be vectors.</summary>
    /// <exception cref="ArgumentException">There are fewer than two, or one has another number of dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.multi_dot.html"/>
    [Operator("multi_dot", Face = Face.Linalg)]
    public static Tensor MultiDot(params Tensor[] tensors)
    {
        int count = tensors.Length;
        if (count < 2) throw new ArgumentException($"multi_dot(): expected at least 2 tensors but got {count}");
        for (int i = 1; i < count - 1; i++)
            if (tensors[i].ndim != 2) throw new ArgumentException($"multi_dot(): tensor {i} must be 2D but got {tensors[i].ndim}D");
        if (tensors[0].ndim is not (1 or 2)) throw new ArgumentException($"multi_dot(): the first tensor must be 1D or 2D but got {tensors[0].ndim}D");
        if (tensors[^1].ndim is not (1 or 2)) throw new ArgumentException($"multi_dot(): the last tensor must be 1D or 2D but got {tensors[^1].ndim}D");
        Tensor[] chain = [.. tensors];
        bool row = chain[0].ndim == 1, column = chain[^1].ndim == 1;
        if (row) chain[0] = chain[0].unsqueeze(0);
        if (column) chain[^1] = chain[^1].unsqueeze(-1);
        var result = Product(chain, BestSplits(chain), 0, count - 1);
        if (row) result = result.squeeze(0);
        return column ? result.squeeze(-1) : result;
    }

    /// <summary>The product of matrices in the order that takes the fewest multiplications.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.chain_matmul.html"/>
    [Operator("chain_matmul", Face = Face.Torch)]
    public static Tensor ChainMatMul(params Tensor[] matrices) => matrices.Length == 1 ? matrices[0] : MultiDot(matrices);

    /// <summary>The sums of the products of two tensors' elements along a dimension.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.vecdot.html"/>
    [Operator("vecdot", Face = Face.Linalg)]
    public static Tensor VecDot(Tensor x, Tensor y, long dim = -1) => (x * y).sum(dim);

    /// <summary>The vector product along a dimension of length 3.</summary>
    /// <exception cref="ArgumentException">The dimension has another length.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.cross.html"/>
    [Operator("cross", Face = Face.Linalg)]
    public static Tensor Cross(Tensor input, Tensor other, long dim = -1) => Distances.Cross(input, other, dim);

    private static Tensor Product(Tensor[] chain, int[,] splits, int first, int last)
        => first == last ? chain[first] : Product(chain, splits, first, splits[first, last]).matmul(Product(chain, splits, splits[first, last] + 1, last));

    // The cost of each stretch is the least over where its last product is made.
    private static int[,] BestSplits(Tensor[] chain)
    {
        int count = chain.Length;
        var costs = new double[count, count];
        var splits = new int[count, count];
        for (int length = 1; length < count; length++)
            for (int first = 0; first + length < count; first++)
            {
                int last = first + length;
                costs[first, last] = double.PositiveInfinity;
                for (int split = first; split < last; split++)
                {
                    double cost = costs[first, split] + costs[split + 1, last] + (double)chain[first].size(0) * chain[split].size(1) * chain[last].size(1);
                    if (cost >= costs[first, last]) continue;
                    costs[first, last] = cost;
                    splits[first, last] = split;
                }
            }
        return splits;
    }
}
