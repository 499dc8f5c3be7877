using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Triangles, diagonals, and grids.</summary>
internal static class Triangles
{
    /// <summary>The lower triangle of a matrix, or of each of a batch; zeros above the given diagonal.</summary>
    /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tril.html"/>
    [Operator("tril")]
    public static Tensor Tril(Tensor input, long diagonal = 0) => Fused("tril", input, diagonal, upper: false) ?? torch.where(Below("tril", input, diagonal), input, torch.zeros(Array.Empty<long>(), dtype: input.dtype, device: input.device));

    /// <summary>The upper triangle of a matrix, or of each of a batch; zeros below the given diagonal.</summary>
    /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.triu.html"/>
    [Operator("triu")]
    public static Tensor Triu(Tensor input, long diagonal = 0) => Fused("triu", input, diagonal, upper: true) ?? torch.where(Below("triu", input, diagonal - 1), torch.zeros(Array.Empty<long>(), dtype: input.dtype, device: input.device), input);

    /// <summary>Sets what lies above a diagonal to zero, in place.</summary>
    /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.tril_.html"/>
    [Operator("tril_", Face = Face.Tensor)]
    public static Tensor Tril_(Tensor input, long diagonal = 0) => input.masked_fill_(Below("tril", input, diagonal).logical_not(), 0);

    /// <summary>Sets what lies below a diagonal to zero, in place.</summary>
    /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.triu_.html"/>
    [Operator("triu_", Face = Face.Tensor)]
    public static Tensor Triu_(Tensor input, long diagonal = 0) => input.masked_fill_(Below("triu", input, diagonal - 1), 0);

    /// <summary>Rows and columns [2, n] of a matrix's lower triangle, row by row.</summary>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tril_indices.html"/>
    [Operator("tril_indices")]
    public static Tensor TrilIndices(long row, long col, long offset = 0, ScalarType? dtype = null, Device? device = null) => Indices(row, col, (r, c) => c <= r + offset, dtype, device);

    /// <summary>Rows and columns [2, n] of a matrix's upper triangle, row by row.</summary>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.triu_indices.html"/>
    [Operator("triu_indices")]
    public static Tensor TriuIndices(long row, long col, long offset = 0, ScalarType? dtype = null, Device? device = null) => Indices(row, col, (r, c) => c >= r + offset, dtype, device);

    /// <summary>A matrix with all elements of a tensor on its diagonal.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.diagflat.html"/>
    [Operator("diagflat")]
    public static Tensor DiagFlat(Tensor input, long offset = 0) => DiagEmbed(input.reshape(-1), offset);

    /// <summary>A view of a diagonal: the two dimensions go, and the diagonal comes last.</summary>
    /// <exception cref="ArgumentException">The dimensions are one and the same.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.diagonal.html"/>
    [Operator("diagonal")]
    public static Tensor Diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 1)
    {
        int a = input.WrapDimension(dim1), b = input.WrapDimension(dim2);
        if (a == b) throw new ArgumentException($"diagonal dimensions cannot be identical {dim1}, {dim2}");
        var layout = input.Layout;
        long length = Math.Max(0, offset >= 0 ? Math.Min(layout.Sizes[a], layout.Sizes[b] - offset) : Math.Min(layout.Sizes[a] + offset, layout.Sizes[b]));
        long start = input.storage_offset() + (length == 0 ? 0 : offset >= 0 ? offset * layout.Strides[b] : -offset * layout.Strides[a]);
        int[] kept = [.. Enumerable.Range(0, layout.Rank).Where(d => d != a && d != b)];
        var diagonal = new Layout([.. kept.Select(d => layout.Sizes[d]), length], [.. kept.Select(d => layout.Strides[d]), layout.Strides[a] + layout.Strides[b]]);
        var result = input.MakeView(diagonal, start);
        return input.RecordsViews ? result.SetGradFn(new DiagonalBackward0(input, offset, a, b)) : result;
    }

    /// <summary>The diagonal of a matrix, or a matrix with a vector on its diagonal.</summary>
    /// <exception cref="ArgumentException">There are more than two dimensions, or none.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.diag.html"/>
    [Operator("diag")]
    public static Tensor Diag(Tensor input, long diagonal = 0) => input.ndim switch
    {
        1 => DiagEmbed(input, diagonal),
        2 => Diagonal(input, diagonal).clone(),
        _ => throw new ArgumentException($"diag(): Supports 1D or 2D tensors. Got {input.ndim}D"),
    };

    /// <summary>Matrices with the last dimension on their diagonals.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.diag_embed.html"/>
    [Operator("diag_embed")]
    public static Tensor DiagEmbed(Tensor input, long offset = 0, long dim1 = -2, long dim2 = -1)
    {
        int rank = (int)input.ndim + 1, a = Tensor.WrapDimension(dim1, rank), b = Tensor.WrapDimension(dim2, rank);
        if (a == b) throw new ArgumentException($"diagonal dimensions cannot be identical {dim1}, {dim2}");
        long side = input.size(-1) + Math.Abs(offset);
        var sizes = new long[rank];
        int next = 0;
        for (int d = 0; d < rank; d++) sizes[d] = d == a || d == b ? side : input.size(next++);
        var result = torch.zeros(sizes, dtype: input.dtype, device: input.device);
        Diagonal(result, offset, a, b).copy_(input);
        return result;
    }

    /// <summary>The sum of a matrix's diagonal.</summary>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.trace.html"/>
    [Operator("trace")]
    public static Tensor Trace(Tensor input) => input.ndim == 2 ? Diagonal(input).sum() : throw new ArgumentException($"trace: expected a matrix, but got tensor with dim {input.ndim}");

    /// <summary>Coordinates of a grid: each vector along its own dimension, repeated along the others. "xy" exchanges the first two.</summary>
    /// <exception cref="ArgumentException">A tensor has more than one dimension, or the indexing is neither "ij" nor "xy".</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.meshgrid.html"/>
    [Operator("meshgrid", Face = Face.Torch)]
    public static Tensor[] Meshgrid(IList<Tensor> tensors, string indexing = "ij")
    {
        if (tensors.Count == 0) throw new ArgumentException("meshgrid expects a non-empty TensorList");
        if (indexing is not ("ij" or "xy")) throw new ArgumentException($"torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: {indexing}");
        foreach (var tensor in tensors)
            if (tensor.ndim > 1) throw new ArgumentException($"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {tensor.shape}");
        long[] sizes = [.. tensors.Select(t => t.numel())];
        var grids = new Tensor[tensors.Count];
        for (int i = 0; i < grids.Length; i++)
        {
            long[] own = new long[sizes.Length];
            Array.Fill(own, 1);
            own[i] = sizes[i];
            grids[i] = tensors[i].view(own).expand(sizes);
            if (indexing == "xy" && grids.Length >= 2) grids[i] = grids[i].transpose(0, 1);
        }
        return grids;
    }

    private static Tensor Indices(long rows, long columns, Func<long, long, bool> takes, ScalarType? dtype, Device? device)
    {
        if (rows < 0) throw new ArgumentException($"row must be non-negative, got{rows}");
        if (columns < 0) throw new ArgumentException($"col must be non-negative, got{columns}");
        List<long> at = [], across = [];
        for (long r = 0; r < rows; r++)
            for (long c = 0; c < columns; c++)
                if (takes(r, c))
                {
                    at.Add(r);
                    across.Add(c);
                }
        return torch.tensor(at.Concat(across).ToArray(), [2, at.Count], dtype: dtype ?? ScalarType.Int64, device: device);
    }

    // By one pass of the backend, where no gradient is recorded.
    private static Tensor? Fused(string op, Tensor input, long diagonal, bool upper)
    {
        if (input.ndim < 2) throw new ArgumentException($"{op}: input tensor must have at least 2 dimensions");
        if (GradMode.IsEnabled && input.requires_grad) return null;
        var result = Tensor.Empty(Layout.Contiguous(input.Layout.Sizes), input.dtype, input.device);
        bool done = result.Backend.TryTriangle(result.Operand, input.Operand, diagonal, upper);
        GC.KeepAlive(input);
        return done ? result : null;
    }

    // True on and below a diagonal, for the last two dimensions.
    private static Tensor Below(string op, Tensor input, long diagonal)
    {
        if (input.ndim < 2) throw new ArgumentException($"{op}: input tensor must have at least 2 dimensions");
        var rows = torch.arange(input.size(-2), device: input.device).unsqueeze(1);
        return torch.arange(input.size(-1), device: input.device).le(rows + diagonal);
    }

    private sealed class DiagonalBackward0(Tensor input, long offset, int a, int b) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var result = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device);
            result.diagonal(offset, a, b).copy_(grad);
            inputs[0] = result;
        }
    }
}
