namespace Taimatsu.Operators;

/// <summary>Checks and masks before a multi-head attention, and the form without a batch.</summary>
internal static class MultiHeadForward
{
    /// <summary>The result and, if asked for, the weights; all shapes and masks are PyTorch's.</summary>
    public static (Tensor Result, Tensor? Weights) Run(Tensor query, Tensor key, Tensor value, bool batchFirst, long width, in MultiHeadWeights weights, Tensor? padding, bool needsWeights,
        Tensor? mask, bool average, bool causal, Tensor? staticKey = null, Tensor? staticValue = null)
    {
        Tensor result;
        Tensor? shares;
        if (CheckRanks(query, key, value, padding, mask, weights.Heads))
        {
            (result, shares) = Batched(query, key, value, batchFirst, width, weights, padding, needsWeights, mask, average, causal, staticKey, staticValue);
        }
        else
        {
            // A batch of one, in the layout of the batches of this call.
            int at = batchFirst ? 0 : 1;
            bool same = ReferenceEquals(query, key), keyIsValue = ReferenceEquals(key, value);
            query = query.unsqueeze(at);
            key = same ? query : key.unsqueeze(at);
            value = keyIsValue ? key : value.unsqueeze(at);
            (result, shares) = Batched(query, key, value, batchFirst, width, weights, padding?.unsqueeze(0), needsWeights, mask, average, causal, staticKey, staticValue);
            (result, shares) = (result.squeeze(at), shares?.squeeze(0));
        }
        Tensor.Settle([result, shares], [query, key, value]);
        return (result, shares);
    }

    private static (Tensor, Tensor?) Batched(Tensor query, Tensor key, Tensor value, bool batchFirst, long width, in MultiHeadWeights weights, Tensor? padding, bool needsWeights,
        Tensor? mask, bool average, bool causal, Tensor? staticKey, Tensor? staticValue)
    {
        int batchDimension = batchFirst ? 0 : 1, timeDimension = 1 - batchDimension;
        long batch = query.size(batchDimension), targets = query.size(timeDimension), sources = staticKey?.size(1) ?? key.size(timeDimension);
        CheckSizes(query, key, value, width, weights);
        if (causal && mask is null) throw new ArgumentException("Need attn_mask if specifying the is_causal hint.");
        if (causal && padding is null && !needsWeights)
        {
            mask = null;
        }
        else
        {
            causal = false;
            mask = AttentionMasks.Canonical(mask, "attn_mask", query.dtype);
            if (mask is not null) AttentionMasks.CheckShape(mask, batch, weights.Heads, targets, sources);
        }
        padding = AttentionMasks.Canonical(padding, "key_padding_mask", query.dtype);
        if (padding is not null && (padding.size(0) != batch || padding.size(1) != sources))
            throw new ArgumentException($"expecting key_padding_mask shape of ({batch}, {sources}), but got {AttentionMasks.Text(padding)}");
        var merged = AttentionMasks.Merge(mask, padding, batch, weights.Heads);
        return MultiHeadAttention.Of(query, key, value, batchFirst, weights, merged, causal, needsWeights, average, staticKey, staticValue);
    }

    private static bool CheckRanks(Tensor query, Tensor key, Tensor value, Tensor? padding, Tensor? mask, long heads)
    {
        if (query.ndim is not (2 or 3)) throw new ArgumentException($"query should be unbatched 2D or batched 3D tensor but received {query.ndim}-D query tensor");
        bool batched = query.ndim == 3;
        string which = batched ? "batched (3-D)" : "unbatched (2-D)", rank = batched ? "3-D" : "2-D", less = batched ? "2-D" : "1-D";
        if (key.ndim != query.ndim || value.ndim != query.ndim)
            throw new ArgumentException($"For {which} `query`, expected `key` and `value` to be {rank} but found {key.ndim}-D and {value.ndim}-D tensors respectively");
        if (padding is not null && padding.ndim != query.ndim - 1)
            throw new ArgumentException($"For {which} `query`, expected `key_padding_mask` to be `None` or {less} but found {padding.ndim}-D tensor instead");
        if (mask is null) return batched;
        if (mask.ndim is not (2 or 3)) throw new ArgumentException($"For {which} `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {mask.ndim}-D tensor instead");
        if (!batched && mask.ndim == 3 && (mask.size(0) != heads || mask.size(1) != query.size(0) || mask.size(2) != key.size(0)))
            throw new ArgumentException($"Expected `attn_mask` shape to be ({heads}, {query.size(0)}, {key.size(0)}) but got {AttentionMasks.Text(mask)}");
        return batched;
    }

    private static void CheckSizes(Tensor query, Tensor key, Tensor value, long width, in MultiHeadWeights weights)
    {
        if (query.size(2) != width) throw new ArgumentException($"was expecting embedding dimension of {width}, but got {query.size(2)}");
        if (weights.Heads <= 0 || width % weights.Heads != 0) throw new ArgumentException($"embed_dim {width} not divisible by num_heads {weights.Heads}");
        if (weights.InWeight is null)
        {
            if (key.size(0) != value.size(0) || key.size(1) != value.size(1))
                throw new ArgumentException($"key's sequence and batch dims ({key.size(0)}, {key.size(1)}) do not match value's ({value.size(0)}, {value.size(1)})");
        }
        else if (key.shape != value.shape)
        {
            throw new ArgumentException($"key shape {AttentionMasks.Text(key)} does not match value shape {AttentionMasks.Text(value)}");
        }
    }
}
