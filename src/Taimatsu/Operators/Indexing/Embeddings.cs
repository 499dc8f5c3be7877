using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Rows of a table looked up by number.</summary>
internal static class Embeddings
{
    /// <summary>
    /// The rows of a table [V, D] that indices of any shape name: [*, D]. The row <paramref name="padding_idx"/> gets no gradient; with <paramref name="max_norm"/> rows that are
    /// used and longer are shortened in the table; with <paramref name="scale_grad_by_freq"/> a row's gradient is divided by how often it was used.
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The table is no matrix, or the padding row lies outside.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html"/>
    [Operator("embedding", Face = Face.Functional)]
    public static Tensor Embedding(Tensor input, Tensor weight, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false)
    {
        if (weight.ndim != 2) throw new ArgumentException($"'weight' must be 2-D, got {weight.shape}");
        if (input.dtype is not (ScalarType.Int64 or ScalarType.Int32))
            throw new InvalidOperationException($"Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.{input.dtype.LegacyName()}Tensor instead (while checking arguments for embedding)");
        long count = weight.size(0);
        long padding = padding_idx is { } given ? given < 0 ? given + count : given : -1;
        if (padding_idx is not null && (padding < 0 || padding >= count)) throw new ArgumentException("Padding_idx must be within num_embeddings");
        var places = IndexTensors.Checked("embedding", input, count, 0, allowsNegative: false);
        if (max_norm is { } longest) Shorten(weight, places, longest, norm_type);
        var result = weight.detach().index_select(0, places.view(-1)).view([.. input.shape, weight.size(1)]);
        return GradMode.IsEnabled && weight.requires_grad ? result.SetGradFn(new EmbeddingBackward0(weight, places, padding, scale_grad_by_freq)) : result;
    }

    /// <summary>A new last dimension that is 1 at the index and 0 elsewhere, int64; as long as the largest index asks for unless given.</summary>
    /// <exception cref="ArgumentException">An index is negative, or not smaller than the number of classes.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html"/>
    [Operator("one_hot", Face = Face.Functional)]
    public static Tensor OneHot(Tensor input, long num_classes = -1)
    {
        if (input.dtype != ScalarType.Int64) throw new InvalidOperationException("one_hot is only applicable to index tensor of type LongTensor.");
        var plain = input.contiguous();
        var (smallest, largest) = plain.Backend.Extremes(plain.Operand);
        if (plain.numel() == 0 && num_classes <= 0) throw new ArgumentException("Can not infer total number of classes from empty tensor.");
        if (plain.numel() > 0 && smallest < 0) throw new ArgumentException("Class values must be non-negative.");
        if (num_classes == -1) num_classes = largest + 1;
        else if (num_classes < 1) throw new ArgumentException("num_classes should be positive");
        else if (largest >= num_classes) throw new ArgumentException("Class values must be smaller than num_classes.");
        var result = torch.zeros([.. input.shape, num_classes], dtype: ScalarType.Int64, device: input.device);
        return result.scatter_(-1, input.unsqueeze(-1), 1);
    }

    // The norms of the rows that are used, in place and outside the graph.
    private static void Shorten(Tensor weight, Tensor places, double longest, double normType)
    {
        using var off = torch.no_grad();
        var used = torch.zeros(weight.size(0), dtype: weight.dtype, device: weight.device).index_fill(0, places.view(-1), 1).unsqueeze(1);
        var norms = weight.detach().abs().pow(normType).sum([1], keepdim: true).pow(1 / normType);
        var scale = torch.where((norms > longest).logical_and(used > 0), longest / (norms + 1e-7), torch.ones_like(norms));
        weight.mul_(scale);
    }

    private sealed class EmbeddingBackward0(Tensor weight, Tensor places, long padding, bool scales) : Node(weight)
    {
        private readonly long[] _sizes = weight.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var rows = grad.reshape(-1, _sizes[1]);
            var flat = places.view(-1);
            if (padding >= 0) rows = rows * flat.ne(padding).to(grad.dtype).unsqueeze(1);
            if (scales)
            {
                var counts = torch.zeros(_sizes[0], dtype: grad.dtype, device: grad.device).index_add(0, flat, torch.ones(flat.numel(), dtype: grad.dtype, device: grad.device));
                rows = rows / counts.index_select(0, flat).unsqueeze(1);
            }
            inputs[0] = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device).index_add(0, flat, rows);
        }
    }
}
