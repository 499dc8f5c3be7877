using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>An encoder and a decoder: sources [S, N, d_model] and targets [T, N, d_model], or N first with batch_first, or without N, give [T, N, d_model].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html"/>
public sealed class Transformer : Module<Tensor, Tensor, Tensor>
{
    /// <summary>A transformer filled with PyTorch's first values. The activation is relu unless given.</summary>
    /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
    public Transformer(long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6, long dim_feedforward = 2048, double dropout = 0.1,
        TransformerActivation? activation = null, double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, bool bias = true, Device? device = null, ScalarType? dtype = null)
    {
        (this.d_model, this.nhead, this.batch_first) = (d_model, nhead, batch_first);
        var settings = new TransformerSettings(d_model, nhead, dim_feedforward, dropout, TransformerSettings.Given(activation), layer_norm_eps, batch_first, norm_first, bias, device, dtype);
        encoder = new TransformerEncoder(new TransformerEncoderLayer(settings), num_encoder_layers, settings.NewNorm());
        decoder = new TransformerDecoder(new TransformerDecoderLayer(settings), num_decoder_layers, settings.NewNorm());
        foreach (var parameter in parameters())
            if (parameter.ndim > 1)
                torch.nn.init.xavier_uniform_(parameter);
    }

    /// <summary>The features of sources, targets and results.</summary>
    public long d_model { get; }

    /// <summary>The number of heads.</summary>
    public long nhead { get; }

    /// <summary>True if the batch is the first dimension.</summary>
    public bool batch_first { get; }

    /// <summary>What reads the sources.</summary>
    public TransformerEncoder encoder { get; set; }

    /// <summary>What makes the results of the targets and of what the encoder made.</summary>
    public TransformerDecoder decoder { get; set; }

    /// <summary>Computes the result and runs the hooks. Masks are [L, L] or [N · heads, L, S], padding masks [N, S].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html#torch.nn.Transformer.forward"/>
    public Tensor call(Tensor src, Tensor tgt, Tensor? src_mask = null, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? src_key_padding_mask = null,
        Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null, bool? src_is_causal = null, bool? tgt_is_causal = null, bool memory_is_causal = false)
    {
        MoreArguments<More>.Send(this, new More(src_mask, tgt_mask, memory_mask, src_key_padding_mask, tgt_key_padding_mask, memory_key_padding_mask, src_is_causal, tgt_is_causal, memory_is_causal));
        return base.call(src, tgt);
    }

    /// <summary>Computes the result.</summary>
    public override Tensor forward(Tensor src, Tensor tgt) => Compute(src, tgt, MoreArguments<More>.Take(this));

    /// <summary>Computes the result.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor forward(Tensor src, Tensor tgt, Tensor? src_mask, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? src_key_padding_mask = null,
        Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null, bool? src_is_causal = null, bool? tgt_is_causal = null, bool memory_is_causal = false)
        => Compute(src, tgt, new More(src_mask, tgt_mask, memory_mask, src_key_padding_mask, tgt_key_padding_mask, memory_key_padding_mask, src_is_causal, tgt_is_causal, memory_is_causal));

    /// <summary>A causal mask: 0 where a target may look, −∞ above the diagonal.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html#torch.nn.Transformer.generate_square_subsequent_mask"/>
    public static Tensor generate_square_subsequent_mask(long sz, Device? device = null, ScalarType? dtype = null)
        => AttentionComposite.CausalMask(sz, sz, dtype ?? torch.get_default_dtype(), device ?? Device.CPU);

    private Tensor Compute(Tensor src, Tensor tgt, in More more)
    {
        int batch = batch_first ? 0 : 1;
        if (src.ndim == 3 && tgt.ndim == 3 && src.size(batch) != tgt.size(batch)) throw new ArgumentException("the batch number of src and tgt must be equal");
        if (src.ndim == 0 || tgt.ndim == 0 || src.size(-1) != d_model || tgt.size(-1) != d_model) throw new ArgumentException("the feature number of src and tgt must be equal to d_model");
        var memory = encoder.call(src, more.Source, more.SourcePadding, more.SourceCausal);
        return decoder.call(tgt, memory, more.Target, more.Memory, more.TargetPadding, more.MemoryPadding, more.TargetCausal, more.MemoryCausal);
    }

    private readonly record struct More(Tensor? Source, Tensor? Target, Tensor? Memory, Tensor? SourcePadding, Tensor? TargetPadding, Tensor? MemoryPadding,
        bool? SourceCausal, bool? TargetCausal, bool MemoryCausal);
}
