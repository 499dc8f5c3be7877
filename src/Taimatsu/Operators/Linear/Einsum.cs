namespace Taimatsu.Operators;

/// <summary>Sums of products written with letters.</summary>
internal static class Einsum
{
    /// <summary>
    /// Multiplies tensors and sums over indices, given as letters: <c>einsum("bij,bjk->bik", a, b)</c>. An ellipsis stands for leading dimensions
    /// that are broadcast; a letter that appears twice in one operand takes the diagonal.
    /// </summary>
    /// <exception cref="ArgumentException">The equation is malformed or does not fit the operands.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.einsum.html"/>
    [Operator("einsum")]
    public static Tensor Run(string equation, params Tensor[] tensors)
    {
        if (tensors.Length == 0) throw new ArgumentException("einsum(): must specify at least one operand");
        var parsed = EinsumEquation.Parse(equation, tensors);
        // Every operand gets all letters as dimensions, in one order: the result's first, then those that are summed.
        var result = parsed.Arrange(0, tensors[0]);
        // From left to right; a letter is summed as soon as no later operand has it.
        for (int i = 1; i < tensors.Length; i++) result = Contract(result, parsed.Arrange(i, tensors[i]), parsed.SummedAfter(i));
        if (tensors.Length == 1) result = Sum(result, parsed.SummedAfter(0));
        for (int d = parsed.Rank - 1; d >= parsed.OutputRank; d--) result = result.squeeze(d);
        return result;
    }

    /// <summary>Multiplies two tensors and sums over the last <paramref name="dims"/> dimensions of the first and the first of the second.</summary>
    /// <exception cref="ArgumentException">The dimensions do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensordot.html"/>
    [Operator("tensordot", Face = Face.Torch)]
    public static Tensor Tensordot(Tensor a, Tensor b, long dims = 2)
    {
        if (dims < 0) throw new ArgumentException($"tensordot expects dims >= 0, but got dims={dims}");
        return Tensordot(a, b, [.. Enumerable.Range(0, (int)dims).Select(d => d - dims)], [.. Enumerable.Range(0, (int)dims).Select(d => (long)d)]);
    }

    /// <summary>Multiplies two tensors and sums over pairs of dimensions.</summary>
    /// <exception cref="ArgumentException">The dimensions do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensordot.html"/>
    [Operator("tensordot", Face = Face.Torch)]
    public static Tensor Tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2)
    {
        if (dims1.Length != dims2.Length) throw new ArgumentException("both dimension lists should have same length");
        int[] from = [.. dims1.Select(d => a.WrapDimension(d))], to = [.. dims2.Select(d => b.WrapDimension(d))];
        for (int i = 0; i < from.Length; i++)
            if (a.size(from[i]) != b.size(to[i]))
                throw new ArgumentException($"contracted dimensions need to match, but first has size {a.size(from[i])} in dim {dims1[i]} and second has size {b.size(to[i])} in dim {dims2[i]}");
        long[] keptA = [.. Enumerable.Range(0, (int)a.ndim).Except(from).Select(d => (long)d)], keptB = [.. Enumerable.Range(0, (int)b.ndim).Except(to).Select(d => (long)d)];
        long depth = from.Aggregate(1L, (n, d) => n * a.size(d));
        long[] sizes = [.. keptA.Select(d => a.size((int)d)), .. keptB.Select(d => b.size((int)d))];
        var left = a.permute([.. keptA, .. from.Select(d => (long)d)]).reshape(keptA.Aggregate(1L, (n, d) => n * a.size((int)d)), depth);
        var right = b.permute([.. to.Select(d => (long)d), .. keptB]).reshape(depth, keptB.Aggregate(1L, (n, d) => n * b.size((int)d)));
        return left.mm(right).reshape(sizes);
    }

    // The product of two tensors of one rank (lengths of 1 where a letter is missing), summed over some dimensions, as one batched matrix product.
    private static Tensor Contract(Tensor a, Tensor b, bool[] summed)
    {
        int rank = summed.Length;
        List<long> batch = [], onlyA = [], onlyB = [], both = [];
        for (int d = 0; d < rank; d++)
        {
            bool inA = a.size(d) != 1, inB = b.size(d) != 1;
            if (!summed[d]) (inA && inB ? batch : inB ? onlyB : onlyA).Add(d);
            else if (inA && inB) both.Add(d);
            else
            {
                // Summed, but only one side has it.
                if (inA) a = a.sum([d], keepdim: true);
                else if (inB) b = b.sum([d], keepdim: true);
                both.Add(d);
            }
        }
        long[] order = [.. batch, .. onlyA, .. both, .. onlyB], orderB = [.. batch, .. both, .. onlyB, .. onlyA];
        long count = Product(a, batch), m = Product(a, onlyA), k = Product(a, both), n = Product(b, onlyB);
        var left = a.permute(order).reshape(count, m, k);
        var right = b.permute(orderB).reshape(count, k, n);
        long[] sizes = [.. batch.Select(d => a.size((int)d)), .. onlyA.Select(d => a.size((int)d)), .. both.Select(_ => 1L), .. onlyB.Select(d => b.size((int)d))];
        var result = left.bmm(right).reshape(sizes);
        var inverse = new long[rank];
        for (int d = 0; d < rank; d++) inverse[order[d]] = d;
        return result.permute(inverse);
    }

    private static Tensor Sum(Tensor tensor, bool[] summed)
    {
        long[] dims = [.. Enumerable.Range(0, summed.Length).Where(d => summed[d]).Select(d => (long)d)];
        return dims.Length == 0 ? tensor : tensor.sum(dims, keepdim: true);
    }

    private static long Product(Tensor tensor, List<long> dims) => dims.Aggregate(1L, (n, d) => n * tensor.size((int)d));
}
