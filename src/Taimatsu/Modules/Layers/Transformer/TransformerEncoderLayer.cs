namespace Taimatsu.Modules;

/// <summary>Self-attention and a feed-forward network, each with dropout, a residual sum and a normalisation: [L, N, d_model], or [N, L, d_model] with batch_first, or without N.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html"/>
public sealed class TransformerEncoderLayer : Module<Tensor, Tensor>
{
    private readonly TransformerActivation _activation;
    private readonly TransformerSettings _settings;

    /// <summary>A layer filled with PyTorch's first values. The activation is relu unless given.</summary>
    /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
    public TransformerEncoderLayer(long d_model, long nhead, long dim_feedforward = 2048, double dropout = 0.1, TransformerActivation? activation = null, double layer_norm_eps = 1e-5,
        bool batch_first = false, bool norm_first = false, bool bias = true, Device? device = null, ScalarType? dtype = null)
        : this(new TransformerSettings(d_model, nhead, dim_feedforward, dropout, TransformerSettings.Given(activation), layer_norm_eps, batch_first, norm_first, bias, device, dtype)) { }

    internal TransformerEncoderLayer(TransformerSettings settings)
    {
        (_settings, _activation, norm_first) = (settings, settings.Activation, settings.NormFirst);
        self_attn = settings.NewAttention();
        linear1 = settings.NewLinear(settings.Width, settings.FeedForward);
        this.dropout = new Dropout(settings.Dropout);
        linear2 = settings.NewLinear(settings.FeedForward, settings.Width);
        norm1 = settings.NewNorm();
        norm2 = settings.NewNorm();
        dropout1 = new Dropout(settings.Dropout);
        dropout2 = new Dropout(settings.Dropout);
        activation = settings.Activation.Module;
    }

    /// <summary>The self-attention.</summary>
    public MultiheadAttention self_attn { get; set; }

    /// <summary>The first linear layer of the feed-forward network.</summary>
    public Linear linear1 { get; set; }

    /// <summary>The dropout between the two linear layers.</summary>
    public Dropout dropout { get; set; }

    /// <summary>The second linear layer of the feed-forward network.</summary>
    public Linear linear2 { get; set; }

    /// <summary>The normalisation of the attention's part.</summary>
    public LayerNorm norm1 { get; set; }

    /// <summary>The normalisation of the feed-forward network's part.</summary>
    public LayerNorm norm2 { get; set; }

    /// <summary>The dropout after the attention.</summary>
    public Dropout dropout1 { get; set; }

    /// <summary>The dropout after the feed-forward network.</summary>
    public Dropout dropout2 { get; set; }

    /// <summary>The activation, if it is a module.</summary>
    public Module<Tensor, Tensor>? activation { get; set; }

    /// <summary>True if each part begins with its normalisation rather than ends with it.</summary>
    public bool norm_first { get; set; }

    /// <summary>Computes the result and runs the hooks. The mask is [L, L] or [N · heads, L, L], the padding mask [N, L]; is_causal says that the mask is causal.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html#torch.nn.TransformerEncoderLayer.forward"/>
    public Tensor call(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null, bool is_causal = false)
    {
        MoreArguments<More>.Send(this, new More(src_mask, src_key_padding_mask, is_causal));
        return base.call(src);
    }

    /// <summary>Computes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        var more = MoreArguments<More>.Take(this);
        return forward(input, more.Mask, more.Padding, more.Causal);
    }

    /// <summary>Computes the result.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor forward(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask = null, bool is_causal = false)
    {
        if (norm_first)
        {
            src = src + Attend(norm1.call(src), src_mask, src_key_padding_mask, is_causal);
            return src + FeedForward(norm2.call(src));
        }
        src = norm1.call(src + Attend(src, src_mask, src_key_padding_mask, is_causal));
        return norm2.call(src + FeedForward(src));
    }

    /// <summary>A layer of the same settings and values.</summary>
    internal TransformerEncoderLayer Copy() => TransformerSettings.Copied(this, new TransformerEncoderLayer(_settings));

    private Tensor Attend(Tensor x, Tensor? mask, Tensor? padding, bool causal)
        => dropout1.call(self_attn.call(x, x, x, key_padding_mask: padding, need_weights: false, attn_mask: mask, is_causal: causal).attn_output);

    private Tensor FeedForward(Tensor x) => dropout2.call(linear2.call(dropout.call(TransformerSettings.Activated(linear1, activation, _activation, x))));

    private readonly record struct More(Tensor? Mask, Tensor? Padding, bool Causal);
}
