namespace Taimatsu.Operators;

/// <summary>Attention with scaled dot products.</summary>
internal static class ScaledDotProductAttention
{
    /// <summary>
    /// softmax(query keyᵀ · scale + attn_mask) value. Query [*, L, E], key [*, S, E], value [*, S, D] give [*, L, D]; the mask is broadcast to [*, L, S]: a float one
    /// is added, a bool one is true where a query may look. A causal query i sees keys up to i. The scale is 1 / √E unless given. Dropout drops weights.
    /// With <paramref name="enable_gqa"/> each head of key and value serves several heads of the query.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit, both a mask and causal are given, or dropout_p is no probability.</exception>
    /// <exception cref="InvalidOperationException">The types differ or are no float types.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html"/>
    [Operator("scaled_dot_product_attention", Face = Face.Functional, Priority = 1)]
    public static Tensor Of(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double dropout_p = 0, bool is_causal = false, double? scale = null, bool enable_gqa = false)
    {
        CheckTypes(query, key, value, attn_mask);
        if (is_causal && attn_mask is not null) throw new ArgumentException("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
        if (!(dropout_p is >= 0 and <= 1)) throw new ArgumentException($"dropout probability has to be between 0 and 1, but got {Scalar.PythonFloat(dropout_p)}");
        CheckShapes(query, key, value, enable_gqa);
        double factor = scale ?? 1 / Math.Sqrt(Math.Max(1, query.size(-1)));
        if (FusedAttention.Takes(query, key, value, attn_mask, dropout_p, enable_gqa))
        {
            var result = FusedAttention.Run(query, key, value, attn_mask, dropout_p, factor, is_causal);
            if (result is not null) return result;
        }
        if (enable_gqa) (key, value) = (RepeatHeads(key, query), RepeatHeads(value, query));
        var mask = is_causal ? AttentionComposite.CausalMask(query.size(-2), key.size(-2), query.dtype, query.device) : Additive(attn_mask, query.dtype);
        var weights = torch.dropout(AttentionComposite.Weights(query, key, mask, factor), dropout_p);
        return weights.matmul(value);
    }

    /// <summary>softmax(query keyᵀ / √E + attn_mask) value, with TorchSharp's names of the arguments.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, both a mask and causal are given, or p is no probability.</exception>
    /// <exception cref="InvalidOperationException">The types differ or are no float types.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html"/>
    [Operator("scaled_dot_product_attention", Face = Face.Functional)]
    public static Tensor Of(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false) => Of(query, key, value, attn_mask, p, is_casual, null);

    /// <summary>A mask to be added: 0 where a bool one is true, −∞ elsewhere.</summary>
    public static Tensor? Additive(Tensor? mask, ScalarType type)
    {
        if (mask is null) return null;
        if (mask.dtype != ScalarType.Bool) return mask.to(type);
        return torch.zeros(mask.shape, dtype: type, device: mask.device).masked_fill_(mask.logical_not(), double.NegativeInfinity);
    }

    private static Tensor RepeatHeads(Tensor tensor, Tensor query) => tensor.repeat_interleave(query.size(-3) / tensor.size(-3), -3);

    private static void CheckTypes(Tensor query, Tensor key, Tensor value, Tensor? mask)
    {
        if (query.dtype != key.dtype || query.dtype != value.dtype)
            throw new InvalidOperationException($"Expected query, key, and value to have the same dtype, but got query.dtype: {Name(query)} key.dtype: {Name(key)} and value.dtype: {Name(value)} instead.");
        if (query.device != key.device || query.device != value.device)
            throw new InvalidOperationException($"Expected query, key, and value to have the same device type, but got query.device: {query.device} key.device: {key.device} and value.device: {value.device} instead.");
        if (query.ndim < 2 || key.ndim < 2 || value.ndim < 2)
            throw new ArgumentException($"Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: {query.ndim} key.dim: {key.ndim} and value.dim: {value.ndim} instead.");
        if (mask is not null && mask.dtype != ScalarType.Bool && mask.dtype != ScalarType.Float32 && mask.dtype != query.dtype)
            throw new InvalidOperationException($"Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: {Name(mask)} and  query.dtype: {Name(query)} instead.");
        if (!query.is_floating_point()) throw new InvalidOperationException($"expected scalar type Float but found {query.dtype.LegacyName()}");
    }

    private static void CheckShapes(Tensor query, Tensor key, Tensor value, bool grouped)
    {
        if (query.size(-1) != key.size(-1))
            throw new ArgumentException($"mat1 and mat2 shapes cannot be multiplied ({query.size(-2)}x{query.size(-1)} and {key.size(-1)}x{key.size(-2)})");
        if (key.size(-2) != value.size(-2))
            throw new ArgumentException($"scaled_dot_product_attention: expected one value for each key, got {key.size(-2)} keys and {value.size(-2)} values");
        if (!grouped) return;
        if (query.ndim < 3 || key.ndim < 3 || value.ndim < 3) throw new ArgumentException("scaled_dot_product_attention: enable_gqa needs a dimension of heads, [*, H, L, E]");
        long heads = query.size(-3);
        if (key.size(-3) == 0 || value.size(-3) == 0 || heads % key.size(-3) != 0 || heads % value.size(-3) != 0)
            throw new ArgumentException($"Number of heads in key and value must divide the number of heads in query, got {key.size(-3)}, {value.size(-3)} and {heads}");
    }

    private static string Name(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 => "float",
        ScalarType.Float64 => "double",
        ScalarType.Float16 => "c10::Half",
        ScalarType.BFloat16 => "c10::BFloat16",
        ScalarType.Byte => "unsigned char",
        ScalarType.Int8 => "signed char",
        ScalarType.Int16 => "short",
        ScalarType.Int32 => "int",
        ScalarType.Int64 => "long",
        _ => "bool",
    };
}
