namespace Taimatsu.Operators;

/// <summary>What attention means, from plain operators: the specification of the fused kernels, and their second derivative.</summary>
internal static class AttentionComposite
{
    /// <summary>dropout(softmax(scale · query keyᵀ + mask)) value; the mask is added.</summary>
    public static Tensor Of(Tensor query, Tensor key, Tensor value, Tensor? mask, Tensor? keep, double keepScale, double scale)
    {
        var weights = Weights(query, key, mask, scale);
        if (keep is not null) weights = weights * keep.to(weights.dtype).mul_(keepScale);
        return weights.matmul(value);
    }

    /// <summary>softmax(scale · query keyᵀ + mask), zero for a query that sees nothing.</summary>
    public static Tensor Weights(Tensor query, Tensor key, Tensor? mask, double scale)
    {
        // Half of the factor on each side keeps 16-bit products in range.
        double half = Math.Sqrt(Math.Abs(scale));
        var products = (query * (scale < 0 ? -half : half)).matmul((key * half).transpose(-2, -1));
        if (mask is null) return products.softmax(-1);
        products = products + mask;
        var blind = products.detach().eq(double.NegativeInfinity).all(-1, keepdim: true);
        // Zeros before and after the softmax: neither its result nor its gradient may become NaN.
        return blind.any().item<bool>() ? products.masked_fill(blind, 0).softmax(-1).masked_fill(blind, 0) : products.softmax(-1);
    }

    /// <summary>The gradients of query, key and value from that of the result, as formulas over operators.</summary>
    public static (Tensor Query, Tensor Key, Tensor Value) Gradients(Tensor grad, Tensor query, Tensor key, Tensor value, Tensor? mask, Tensor? keep, double keepScale, double scale)
    {
        var weights = Weights(query, key, mask, scale);
        var factors = keep?.to(weights.dtype).mul_(keepScale);
        var valueGrad = (factors is null ? weights : weights * factors).transpose(-2, -1).matmul(grad);
        var weightsGrad = grad.matmul(value.transpose(-2, -1));
        if (factors is not null) weightsGrad = weightsGrad * factors;
        var products = weights * (weightsGrad - (weightsGrad * weights).sum(-1, keepdim: true)) * scale;
        return (products.matmul(key), products.transpose(-2, -1).matmul(query), valueGrad);
    }

    /// <summary>The mask of a causal attention: −∞ where the key comes after the query.</summary>
    public static Tensor CausalMask(long queries, long keys, ScalarType type, Device device)
        => torch.full([queries, keys], double.NegativeInfinity, dtype: type, device: device).triu(1);
}
