namespace Taimatsu.Modules;

/// <summary>Self-attention, attention to an encoder's results and a feed-forward network, each with dropout, a residual sum and a normalisation.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html"/>
public sealed class TransformerDecoderLayer : Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
{
    private readonly TransformerActivation _activation;
    private readonly TransformerSettings _settings;

    /// <summary>A layer filled with PyTorch's first values. The activation is relu unless given.</summary>
    /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
    public TransformerDecoderLayer(long d_model, long nhead, long dim_feedforward = 2048, double dropout = 0.1, TransformerActivation? activation = null, double layer_norm_eps = 1e-5,
        bool batch_first = false, bool norm_first = false, bool bias = true, Device? device = null, ScalarType? dtype = null)
        : this(new TransformerSettings(d_model, nhead, dim_feedforward, dropout, TransformerSettings.Given(activation), layer_norm_eps, batch_first, norm_first, bias, device, dtype)) { }

    internal TransformerDecoderLayer(TransformerSettings settings)
    {
        (_settings, _activation, norm_first) = (settings, settings.Activation, settings.NormFirst);
        self_attn = settings.NewAttention();
        multihead_attn = settings.NewAttention();
        linear1 = settings.NewLinear(settings.Width, settings.FeedForward);
        this.dropout = new Dropout(settings.Dropout);
        linear2 = settings.NewLinear(settings.FeedForward, settings.Width);
        norm1 = settings.NewNorm();
        norm2 = settings.NewNorm();
        norm3 = settings.NewNorm();
        dropout1 = new Dropout(settings.Dropout);
        dropout2 = new Dropout(settings.Dropout);
        dropout3 = new Dropout(settings.Dropout);
        activation = settings.Activation.Module;
    }

    /// <summary>The self-attention.</summary>
    public MultiheadAttention self_attn { get; set; }

    /// <summary>The attention to the encoder's results.</summary>
    public MultiheadAttention multihead_attn { get; set; }

    /// <summary>The first linear layer of the feed-forward network.</summary>
    public Linear linear1 { get; set; }

    /// <summary>The dropout between the two linear layers.</summary>
    public Dropout dropout { get; set; }

    /// <summary>The second linear layer of the feed-forward network.</summary>
    public Linear linear2 { get; set; }

    /// <summary>The normalisation of the self-attention's part.</summary>
    public LayerNorm norm1 { get; set; }

    /// <summary>The normalisation of the second attention's part.</summary>
    public LayerNorm norm2 { get; set; }

    /// <summary>The normalisation of the feed-forward network's part.</summary>
    public LayerNorm norm3 { get; set; }

    /// <summary>The dropout after the self-attention.</summary>
    public Dropout dropout1 { get; set; }

    /// <summary>The dropout after the second attention.</summary>
    public Dropout dropout2 { get; set; }

    /// <summary>The dropout after the feed-forward network.</summary>
    public Dropout dropout3 { get; set; }

    /// <summary>The activation, if it is a module.</summary>
    public Module<Tensor, Tensor>? activation { get; set; }

    /// <summary>True if each part begins with its normalisation rather than ends with it.</summary>
    public bool norm_first { get; set; }

    /// <summary>Computes the result for targets and the encoder's results, and runs the hooks.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html#torch.nn.TransformerDecoderLayer.forward"/>
    public Tensor call(Tensor tgt, Tensor memory, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null,
        bool tgt_is_causal = false, bool memory_is_causal = false)
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
        bool tgt_is_causal = false, bool memory_is_causal = false)
    {
        var x = tgt;
        if (norm_first)
        {
            x = x + AttendSelf(norm1.call(x), tgt_mask, tgt_key_padding_mask, tgt_is_causal);
            x = x + AttendMemory(norm2.call(x), memory, memory_mask, memory_key_padding_mask, memory_is_causal);
            return x + FeedForward(norm3.call(x));
        }
        x = norm1.call(x + AttendSelf(x, tgt_mask, tgt_key_padding_mask, tgt_is_causal));
        x = norm2.call(x + AttendMemory(x, memory, memory_mask, memory_key_padding_mask, memory_is_causal));
        return norm3.call(x + FeedForward(x));
    }

    /// <summary>A layer of the same settings and values.</summary>
    internal TransformerDecoderLayer Copy() => TransformerSettings.Copied(this, new TransformerDecoderLayer(_settings));

    private Tensor AttendSelf(Tensor x, Tensor? mask, Tensor? padding, bool causal)
        => dropout1.call(self_attn.call(x, x, x, key_padding_mask: padding, need_weights: false, attn_mask: mask, is_causal: causal).attn_output);

    private Tensor AttendMemory(Tensor x, Tensor memory, Tensor? mask, Tensor? padding, bool causal)
        => dropout2.call(multihead_attn.call(x, memory, memory, key_padding_mask: padding, need_weights: false, attn_mask: mask, is_causal: causal).attn_output);

    private Tensor FeedForward(Tensor x) => dropout3.call(linear2.call(dropout.call(TransformerSettings.Activated(linear1, activation, _activation, x))));

    private readonly record struct More(bool Target, bool Memory);
}
