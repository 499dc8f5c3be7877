namespace Taimatsu.Backends;

/// <summary>
/// What attention works on, of float32 or float64: query [B, H, L, E], key [B, G, S, E], value [B, G, S, D], where H is a multiple of G and each head of
/// key and value serves H / G heads of the query. Any strides, but the last dimension's elements are neighbours.
/// </summary>
internal readonly struct AttentionInputs(Operand query, Operand key, Operand value, Operand mask, Operand keep, double keepScale, double scale, bool causal)
{
    public readonly Operand Query = query, Key = key, Value = value;

    /// <summary>Added to the scaled products, [B, H, L, S] with strides of 0 where it is broadcast, and a stride of 0 or 1 along L; or default.</summary>
    public readonly Operand Mask = mask;

    /// <summary>Contiguous [B, H, L, S] of 0 and 1: which weights survive dropout, to be multiplied by <see cref="KeepScale"/>; or default.</summary>
    public readonly Operand Keep = keep;

    public readonly double KeepScale = keepScale;

    /// <summary>What the products of query and key are multiplied by.</summary>
    public readonly double Scale = scale;

    /// <summary>Query i sees the keys up to i only.</summary>
    public readonly bool Causal = causal;
}

internal abstract partial class Backend
{
    /// <summary>Whether <see cref="TryAttention"/> and <see cref="TryAttentionBackward"/> exist; asked before dropout draws what it keeps.</summary>
    public virtual bool FusesAttention => false;

    /// <summary>
    /// target [B, H, L, D] = dropout(softmax(scale · query keyᵀ + mask)) value, and logSums [B, H, L], contiguous: what <see cref="TryAttentionBackward"/>
    /// needs to know of the sums. A query that sees nothing gives zeros. Memory grows with L and S, not with their product.
    /// </summary>
    public virtual bool TryAttention(in AttentionInputs inputs, in Operand target, in Operand logSums) => false;

    /// <summary>The gradients of <see cref="TryAttention"/>'s query, key and value, with neighbours along the last dimension, from that of its target.</summary>
    public virtual bool TryAttentionBackward(in AttentionInputs inputs, in Operand target, in Operand logSums, in Operand grad,
        in Operand queryGrad, in Operand keyGrad, in Operand valueGrad) => false;
}
