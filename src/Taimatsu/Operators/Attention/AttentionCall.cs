using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The settings of one fused attention, in the form that kernels take: the mask and the weights that survive dropout are prepared once.</summary>
internal sealed class AttentionCall
{
    private readonly Tensor? _mask; // [.., L, S], added; the elements of a column are neighbours, or all the same
    private readonly Tensor? _keep; // [B, H, L, S], of bytes
    private readonly double _dropout, _scale;
    private readonly bool _causal;

    /// <summary>For a query [B, H, L, E] and a key [B, G, S, E]. Draws what dropout keeps.</summary>
    public AttentionCall(Tensor query, Tensor key, Tensor? mask, double dropout, double scale, bool causal)
    {
        (_dropout, _scale, _causal) = (dropout, scale, causal);
        if (mask is not null) _mask = ByColumns(ScaledDotProductAttention.Additive(mask.detach(), query.dtype)!);
        if (dropout > 0) _keep = Tensor.Empty(Layout.Contiguous([query.size(0), query.size(1), query.size(2), key.size(2)]), ScalarType.Byte, query.device).bernoulli_(1 - dropout);
    }

    /// <summary>Room for what the backward pass must know of the sums: [B, H, L].</summary>
    public Tensor NewSums(Tensor query) => Tensor.Empty(Layout.Contiguous([query.size(0), query.size(1), query.size(2)]), query.dtype, query.device);

    /// <summary>What kernels take, for operands of four dimensions.</summary>
    public AttentionInputs Inputs(Tensor query, Tensor key, Tensor value)
        => Inputs(query.Operand, key.Operand, value.Operand);

    /// <summary>What kernels take, for operands of four dimensions.</summary>
    public AttentionInputs Inputs(in Operand query, in Operand key, in Operand value)
    {
        Operand mask = default;
        if (_mask is not null)
        {
            var expanded = _mask.expand(query.Size(0), query.Size(1), query.Size(2), key.Size(2));
            mask = expanded.Operand;
        }
        return new(query, key, value, mask, _keep?.Operand ?? default, 1 / (1 - _dropout), _scale, _causal);
    }

    /// <summary>The gradients of query [*, L, E], key and value from that of the result, by operators.</summary>
    public (Tensor Query, Tensor Key, Tensor Value) Gradients(Tensor grad, Tensor query, Tensor key, Tensor value)
    {
        long repeats = query.ndim < 3 ? 1 : query.size(-3) / key.size(-3);
        Tensor k = key, v = value;
        if (repeats > 1) (k, v) = (key.repeat_interleave(repeats, -3), value.repeat_interleave(repeats, -3));
        var mask = _causal ? AttentionComposite.CausalMask(query.size(-2), key.size(-2), query.dtype, query.device) : _mask;
        var keep = _keep?.view([.. query.Layout.Sizes[..^1], key.size(-2)]);
        var (byQuery, byKey, byValue) = AttentionComposite.Gradients(grad, query, k, v, mask, keep, 1 / (1 - _dropout), _scale);
        return repeats > 1 ? (byQuery, Grouped(byKey, repeats), Grouped(byValue, repeats)) : (byQuery, byKey, byValue);
    }

    // Heads that share one of key and value add up their gradients.
    private static Tensor Grouped(Tensor grad, long repeats) => grad.unflatten(-3, [grad.size(-3) / repeats, repeats]).sum(-3);

    // Kernels read masks down the columns.
    private static Tensor ByColumns(Tensor mask)
    {
        if (mask.ndim < 2 || mask.size(-2) == 1 || mask.stride(-2) <= 1) return mask;
        return mask.transpose(-2, -1).contiguous().transpose(-2, -1);
    }
}
