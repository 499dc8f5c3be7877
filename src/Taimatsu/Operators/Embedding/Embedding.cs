using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Rows of a table by number, and numbers as rows of zeros and a one.</summary>
internal static class Embedding
{
    /// <summary>
    /// The rows of <paramref name="weight"/> (numbers, length) that int64 or int32 numbers of any shape name: shape (…, length). The row <paramref name="padding_idx"/> gets no gradient;
    /// <paramref name="max_norm"/> shrinks longer named rows in place first; <paramref name="scale_grad_by_freq"/> divides a row's gradient by how often it is named.
    /// </summary>
    /// <exception cref="ArgumentException">The weight is not a matrix, or padding_idx is no row of it.</exception>
    /// <exception cref="IndexOutOfRangeException">A number is no row of the weight.</exception>
    /// <exception cref="InvalidOperationException">The numbers are not int64 or int32.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html"/>
    [Operator("embedding", Face = Face.Functional)]
    public static Tensor Rows(Tensor input, Tensor weight, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false)
    {
        if (weight.ndim != 2) throw new ArgumentException($"embedding: 'weight' must be 2-D, got {weight.shape}");
        if (input.dtype is not (ScalarType.Int64 or ScalarType.Int32))
            throw new InvalidOperationException($"Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.{input.dtype.LegacyName()}Tensor instead (while checking arguments for embedding)");
        long rows = weight.Layout.Sizes[0], length = weight.Layout.Sizes[1], padding = -1;
        if (padding_idx is { } given)
        {
            if (given < -rows || given >= rows) throw new ArgumentException($"embedding: Padding_idx must be within num_embeddings, got {given} for {rows} rows");
            padding = given < 0 ? given + rows : given;
        }
        var places = IndexTensors.Checked("embedding", input, rows, 0, allowsNegative: false).view(-1);
        if (max_norm is { } longest) Renormalize(weight, places, longest, norm_type);
        var result = Tensor.Empty(Layout.Contiguous([.. input.Layout.Sizes, length]), weight.dtype, weight.device);
        if (result.numel() > 0) result.Backend.IndexSelect(result.Operand.With(Layout.Contiguous([places.numel(), length])), weight.Operand, places.Operand, 0);
        return GradMode.IsEnabled && weight.requires_grad ? result.SetGradFn(new EmbeddingBackward0(weight, places, padding, scale_grad_by_freq)) : result;
    }

    /// <summary>Class numbers as int64 vectors with a one at the number: shape (…, classes). Without a number of classes, the largest number tells.</summary>
    /// <exception cref="ArgumentException">A number is negative or too large, or there are none to tell the number of classes.</exception>
    /// <exception cref="InvalidOperationException">The numbers are not int64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html"/>
    [Operator("one_hot", Face = Face.Functional)]
    public static Tensor OneHot(Tensor input, long num_classes = -1)
    {
        if (input.dtype != ScalarType.Int64) throw new InvalidOperationException($"one_hot is only applicable to index tensor of type LongTensor, got {input.dtype.LegacyName()}");
        if (input.numel() == 0)
        {
            if (num_classes <= 0) throw new ArgumentException("one_hot: Can not infer total number of classes from empty tensor.");
            return torch.empty([.. input.Layout.Sizes, num_classes], dtype: ScalarType.Int64, device: input.device);
        }
        var plain = input.detach().contiguous();
        var (smallest, largest) = plain.Backend.Extremes(plain.Operand);
        if (smallest < 0) throw new ArgumentException($"one_hot: Class values must be non-negative. Got {smallest}");
        if (num_classes == -1) num_classes = largest + 1;
        if (num_classes < 1) throw new ArgumentException($"one_hot: num_classes should be positive, got {num_classes}");
        if (largest >= num_classes) throw new ArgumentException($"one_hot: Class values must be smaller than num_classes. Got {largest} of {num_classes}");
        var result = Tensor.Empty(Layout.Contiguous([.. input.Layout.Sizes, num_classes]), ScalarType.Int64, input.device);
        return result.Backend.TryOneHot(result.Operand, plain.Operand) ? result : result.zero_().scatter_(-1, plain.unsqueeze(-1), 1);
    }

    // The gradient of the table: each row's gradients added up.
    private static Tensor Spread(Tensor grad, Tensor places, long rows, long length, long padding, bool scales)
    {
        var given = grad.reshape(places.numel(), length);
        if (Factors(grad, places, rows, padding, scales) is { } factors) given = given * factors;
        return torch.zeros([rows, length], dtype: grad.dtype, device: grad.device).index_add_(0, places, given);
    }

    // What each place's gradient is multiplied by: nothing for padding, less for frequent rows.
    private static Tensor? Factors(Tensor grad, Tensor places, long rows, long padding, bool scales)
    {
        Tensor? factors = null;
        if (padding >= 0) factors = places.ne(padding).to(grad.dtype);
        if (scales)
        {
            var counts = torch.zeros(rows, dtype: grad.dtype, device: grad.device).index_add_(0, places, torch.ones(places.numel(), dtype: grad.dtype, device: grad.device));
            var own = counts.index_select(0, places).reciprocal();
            factors = factors is null ? own : factors * own;
        }
        return factors?.unsqueeze(1);
    }

    private static void Renormalize(Tensor weight, Tensor places, double longest, double kind)
    {
        var plain = weight.detach();
        var named = plain.index_select(0, places);
        var norms = named.abs().pow(kind).sum(1, keepdim: true).pow(1 / kind);
        var factors = torch.where(norms.gt(longest), longest / (norms + 1e-7), 1);
        // A row that is named twice gets the same value twice.
        plain.index_copy_(0, places, named * factors.to(named.dtype));
    }

    private sealed class EmbeddingBackward0(Tensor weight, Tensor places, long padding, bool scales) : Node(weight)
    {
        private readonly long _rows = weight.Layout.Sizes[0], _length = weight.Layout.Sizes[1];

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = Spread(grad, places, _rows, _length, padding, scales);
    }
}
