using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>Copies of an encoder layer one after the other.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html"/>
public sealed class TransformerEncoder : Module<Tensor, Tensor?, Tensor?, Tensor>
{
    /// <summary>
    /// A stack of <paramref name="num_layers"/> copies of a layer, all of the same first values, and a normalisation at the end if given. The last two arguments are taken for
    /// PyTorch's sake: there are no nested tensors here, and padding never changes the results of what is not padding.
    /// </summary>
    public TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers, Module<Tensor, Tensor>? norm = null, bool enable_nested_tensor = true, bool mask_check = true)
    {
        layers = TransformerSettings.Copies(encoder_layer, num_layers, static layer => layer.Copy());
        this.num_layers = num_layers;
        this.norm = norm;
        (this.enable_nested_tensor, this.mask_check) = (enable_nested_tensor, mask_check);
    }

    /// <summary>The layers.</summary>
    public ModuleList<TransformerEncoderLayer> layers { get; set; }

    /// <summary>The number of layers.</summary>
    public long num_layers { get; }

    /// <summary>The normalisation at the end; null without.</summary>
    public Module<Tensor, Tensor>? norm { get; set; }

    /// <summary>Has no effect.</summary>
    public bool enable_nested_tensor { get; }

    /// <summary>Has no effect.</summary>
    public bool mask_check { get; }

    /// <summary>Computes the result and runs the hooks. Whether the mask is causal is found out unless it is said.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html#torch.nn.TransformerEncoder.forward"/>
    public Tensor call(Tensor src, Tensor? mask = null, Tensor? src_key_padding_mask = null, bool? is_causal = null)
    {
        MoreArguments<More>.Send(this, new More(is_causal));
        return base.call(src, mask, src_key_padding_mask);
    }

    /// <summary>Computes the result.</summary>
    public override Tensor forward(Tensor src, Tensor? mask, Tensor? src_key_padding_mask) => forward(src, mask, src_key_padding_mask, MoreArguments<More>.Take(this).Causal);

    /// <summary>Computes the result.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor forward(Tensor src, Tensor? mask = null, Tensor? src_key_padding_mask = null, bool? is_causal = null)
    {
        bool causal = is_causal ?? AttentionMasks.IsCausal(mask, TransformerMasks.Length(src, layers.Count > 0 && layers[0].self_attn.batch_first));
        foreach (var layer in layers) src = layer.call(src, mask, src_key_padding_mask, causal);
        return norm is null ? src : norm.call(src);
    }

    private readonly record struct More(bool? Causal);
}

/// <summary>Copies of a decoder layer one after the other.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html"/>
public sealed class TransformerDecoder : Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
{
    /// <summary>A stack of <paramref name="num_layers"/> copies of a layer, all of the same first values, and a normalisation at the end if given.</summary>
    public TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers, Module<Tensor, Tensor>? norm = null)
    {
        layers = TransformerSettings.Copies(decoder_layer, num_layers, static layer => layer.Copy());
        this.num_layers = num_layers;
        this.norm = norm;
    }

    /// <summary>The layers.</summary>
    public ModuleList<TransformerDecoderLayer> layers { get; set; }

    /// <summary>The number of layers.</summary>
    public long num_layers { get; }

    /// <summary>The normalisation at the end; null without.</summary>
    public Module<Tensor, Tensor>? norm { get; set; }

    /// <summary>Computes the result for targets and the encoder's results, and runs the hooks. Whether the targets' mask is causal is found out unless it is said.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html#torch.nn.TransformerDecoder.forward"/>
    public Tensor call(Tensor tgt, Tensor memory, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null,
        bool? tgt_is_causal = null, bool memory_is_causal = false)
    {
        MoreArguments<More>.Send(this, new More(tgt_is_causal, memory_is_causal));
        return base.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
    }

    /// <summary>Computes the result.</summary>
    public override Tensor forward(Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask, Tensor? tgt_key_padding_mask, Tensor? memory_key_padding_mask)
    {
        var more = MoreArguments<More>.Take(this);
        return forward(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, more.Target, more.Memory);
    }

    /// <summary>Computes the result.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor forward(Tensor tgt, Tensor memory, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null,
        bool? tgt_is_causal = null, bool memory_is_causal = false)
    {
        bool causal = tgt_is_causal ?? AttentionMasks.IsCausal(tgt_mask, TransformerMasks.Length(tgt, layers.Count > 0 && layers[0].self_attn.batch_first));
        foreach (var layer in layers) tgt = layer.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, causal, memory_is_causal);
        return norm is null ? tgt : norm.call(tgt);
    }

    private readonly record struct More(bool? Target, bool Memory);
}

/// <summary>What the stacks ask about their sequences.</summary>
internal static class TransformerMasks
{
    /// <summary>The length of the sequences [L, N, E], [N, L, E] or [L, E].</summary>
    public static long Length(Tensor tensor, bool batchFirst) => tensor.ndim == 3 && batchFirst ? tensor.size(1) : tensor.size(0);
}
