namespace Taimatsu.Operators;

/// <summary>The weights and settings of a multi-head attention.</summary>
internal readonly record struct MultiHeadWeights
{
    public required long Heads { get; init; }
    public required Tensor? InWeight { get; init; }
    public required Tensor? InBias { get; init; }
    public required Tensor OutWeight { get; init; }
    public required Tensor? OutBias { get; init; }
    public Tensor? QueryWeight { get; init; }
    public Tensor? KeyWeight { get; init; }
    public Tensor? ValueWeight { get; init; }
    public Tensor? KeyBias { get; init; }
    public Tensor? ValueBias { get; init; }
    public bool AddZero { get; init; }
    public double Dropout { get; init; }
}

/// <summary>
/// Attention with several heads: query, key and value are projected, each head attends to its share of the features, and the heads' results are projected again.
/// The layouts [N, L, E] and [L, N, E] differ in strides only; neither is ever transposed in memory.
/// </summary>
internal static class MultiHeadAttention
{
    /// <summary>
    /// The result, in the query's layout, and if asked for the weights: [N, L, S], the average over the heads, or [N, heads, L, S]. Query, key and value have three
    /// dimensions; the mask is added to the products, [L, S] or anything that broadcasts to [N, heads, L, S].
    /// </summary>
    public static (Tensor Result, Tensor? Weights) Of(Tensor query, Tensor key, Tensor value, bool batchFirst, in MultiHeadWeights weights, Tensor? mask, bool causal,
        bool needsWeights, bool average, Tensor? staticKey = null, Tensor? staticValue = null)
    {
        if (!needsWeights && weights.KeyBias is null && !weights.AddZero && staticKey is null && staticValue is null)
        {
            var heads = Attend(query, key, value, batchFirst, weights, mask, causal);
            return (torch.nn.functional.linear(heads, weights.OutWeight, weights.OutBias), null);
        }
        var (q, k, v) = Project(query, key, value, weights);
        return WithExtraKeys(q, k, v, batchFirst, weights, mask, causal, needsWeights, average, staticKey, staticValue);
    }

    // The common case. Self-attention is one projection, whose result is read in place.
    private static Tensor Attend(Tensor query, Tensor key, Tensor value, bool batchFirst, in MultiHeadWeights weights, Tensor? mask, bool causal)
    {
        if (weights.InWeight is { } all && ReferenceEquals(query, key) && ReferenceEquals(key, value))
        {
            var packed = torch.nn.functional.linear(query, all, weights.InBias);
            if (PackedAttention.Run(packed, weights.Heads, batchFirst, mask, weights.Dropout, causal) is { } fused) return fused;
            var parts = packed.chunk(3, -1);
            return Heads(parts[0], parts[1], parts[2], batchFirst, weights, mask, causal);
        }
        var (q, k, v) = Project(query, key, value, weights);
        return Heads(q, k, v, batchFirst, weights, mask, causal);
    }

    private static Tensor Heads(Tensor q, Tensor k, Tensor v, bool batchFirst, in MultiHeadWeights weights, Tensor? mask, bool causal)
    {
        var result = torch.nn.functional.scaled_dot_product_attention(Split(q, weights.Heads, batchFirst), Split(k, weights.Heads, batchFirst), Split(v, weights.Heads, batchFirst),
            mask, weights.Dropout, causal && mask is null);
        return Join(result, batchFirst);
    }

    /// <summary>[N, L, E] or [L, N, E] as [N, heads, L, E / heads].</summary>
    public static Tensor Split(Tensor tensor, long heads, bool batchFirst)
    {
        var split = tensor.unflatten(-1, [heads, -1]);
        return batchFirst ? split.permute(0, 2, 1, 3) : split.permute(1, 2, 0, 3);
    }

    /// <summary>[N, heads, L, E / heads] as [N, L, E] or [L, N, E].</summary>
    public static Tensor Join(Tensor tensor, bool batchFirst)
        => (batchFirst ? tensor.permute(0, 2, 1, 3) : tensor.permute(2, 0, 1, 3)).flatten(2);

    private static (Tensor Q, Tensor K, Tensor V) Project(Tensor query, Tensor key, Tensor value, in MultiHeadWeights weights)
    {
        var biases = weights.InBias?.chunk(3);
        if (weights.InWeight is null)
            return (Linear(query, weights.QueryWeight!, biases?[0]), Linear(key, weights.KeyWeight!, biases?[1]), Linear(value, weights.ValueWeight!, biases?[2]));
        long width = query.size(-1);
        if (ReferenceEquals(key, value))
        {
            if (ReferenceEquals(query, key))
            {
                var all = Linear(query, weights.InWeight, weights.InBias).chunk(3, -1);
                return (all[0], all[1], all[2]);
            }
            var two = weights.InWeight.split([width, 2 * width]);
            var split = weights.InBias?.split([width, 2 * width]);
            var both = Linear(key, two[1], split?[1]).chunk(2, -1);
            return (Linear(query, two[0], split?[0]), both[0], both[1]);
        }
        var three = weights.InWeight.chunk(3);
        return (Linear(query, three[0], biases?[0]), Linear(key, three[1], biases?[1]), Linear(value, three[2], biases?[2]));
    }

    private static Tensor Linear(Tensor input, Tensor weight, Tensor? bias) => torch.nn.functional.linear(input, weight, bias);

    private static (Tensor, Tensor?) WithExtraKeys(Tensor q, Tensor k, Tensor v, bool batchFirst, in MultiHeadWeights weights, Tensor? mask, bool causal,
        bool needsWeights, bool average, Tensor? staticKey, Tensor? staticValue)
    {
        int batchDimension = batchFirst ? 0 : 1, timeDimension = batchFirst ? 1 : 0;
        long batch = q.size(batchDimension), extra = 0;
        if (weights.KeyBias is not null && weights.ValueBias is not null)
        {
            if (staticKey is not null) throw new ArgumentException("bias cannot be added to static key.");
            if (staticValue is not null) throw new ArgumentException("bias cannot be added to static value.");
            long[] sizes = batchFirst ? [batch, 1, q.size(-1)] : [1, batch, q.size(-1)];
            k = torch.cat([k, weights.KeyBias.expand(sizes)], timeDimension);
            v = torch.cat([v, weights.ValueBias.expand(sizes)], timeDimension);
            extra++;
        }
        Tensor queries = Split(q, weights.Heads, batchFirst);
        var keys = staticKey is null ? Split(k, weights.Heads, batchFirst) : Given(staticKey, "k", batch, weights.Heads, queries.size(-1));
        var values = staticValue is null ? Split(v, weights.Heads, batchFirst) : Given(staticValue, "v", batch, weights.Heads, queries.size(-1));
        if (weights.AddZero)
        {
            var zero = torch.zeros([batch, weights.Heads, 1, queries.size(-1)], dtype: keys.dtype, device: keys.device);
            keys = torch.cat([keys, zero], 2);
            values = torch.cat([values, zero], 2);
            extra++;
        }
        if (mask is not null && extra > 0) mask = torch.cat([mask, torch.zeros([.. mask.Layout.Sizes[..^1], extra], dtype: mask.dtype, device: mask.device)], -1);
        if (causal && mask is null) mask = AttentionComposite.CausalMask(queries.size(-2), keys.size(-2), queries.dtype, queries.device);
        if (!needsWeights)
        {
            var attended = torch.nn.functional.scaled_dot_product_attention(queries, keys, values, mask, weights.Dropout);
            return (Linear(Join(attended, batchFirst), weights.OutWeight, weights.OutBias), null);
        }
        // PyTorch's softmax of a query that may look nowhere is NaN here, unlike in the fused form.
        var products = (queries.contiguous() * Math.Sqrt(1.0 / queries.size(-1))).matmul(keys.transpose(-2, -1));
        var shares = (mask is null ? products : products + mask).softmax(-1);
        shares = torch.dropout(shares, weights.Dropout);
        var result = Linear(Join(shares.matmul(values), batchFirst), weights.OutWeight, weights.OutBias);
        return (result, average ? shares.mean(1) : shares);
    }

    private static Tensor Given(Tensor tensor, string name, long batch, long heads, long width)
    {
        if (tensor.size(0) != batch * heads) throw new ArgumentException($"expecting static_{name}.size(0) of {batch * heads}, but got {tensor.size(0)}");
        if (tensor.size(2) != width) throw new ArgumentException($"expecting static_{name}.size(2) of {width}, but got {tensor.size(2)}");
        return tensor.view(batch, heads, tensor.size(1), width);
    }
}
