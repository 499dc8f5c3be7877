namespace Taimatsu.Modules;

/// <summary>A table of vectors, looked up by number: indices of any shape give [*, embedding_dim].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html"/>
public sealed class Embedding : Module<Tensor, Tensor>
{
    /// <summary>A table of <paramref name="num_embeddings"/> vectors, filled with normal numbers; the padding row is zero.</summary>
    /// <exception cref="ArgumentException">The padding row lies outside.</exception>
    public Embedding(long num_embeddings, long embedding_dim, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false,
        Device? device = null, ScalarType? dtype = null)
    {
        (this.num_embeddings, this.embedding_dim, this.max_norm, this.norm_type, this.scale_grad_by_freq) = (num_embeddings, embedding_dim, max_norm, norm_type, scale_grad_by_freq);
        if (padding_idx is { } padding)
        {
            if (padding < -num_embeddings || padding >= num_embeddings) throw new ArgumentException("Padding_idx must be within num_embeddings");
            this.padding_idx = padding < 0 ? padding + num_embeddings : padding;
        }
        weight = new Parameter(torch.empty(num_embeddings, embedding_dim, dtype, device));
        reset_parameters();
    }

    private Embedding(Tensor weight, bool freeze, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq)
    {
        (num_embeddings, embedding_dim) = weight.shape;
        (this.padding_idx, this.max_norm, this.norm_type, this.scale_grad_by_freq) = (padding_idx, max_norm, norm_type, scale_grad_by_freq);
        this.weight = new Parameter(weight);
        this.weight.requires_grad_(!freeze);
    }

    /// <summary>The number of vectors.</summary>
    public long num_embeddings { get; }

    /// <summary>The length of a vector.</summary>
    public long embedding_dim { get; }

    /// <summary>The row that gets no gradient; null without.</summary>
    public long? padding_idx { get; }

    /// <summary>Longer rows are shortened when used; null without.</summary>
    public double? max_norm { get; }

    /// <summary>Which norm that is.</summary>
    public double norm_type { get; }

    /// <summary>A row's gradient is divided by how often it was used.</summary>
    public bool scale_grad_by_freq { get; }

    /// <summary>The table: [num_embeddings, embedding_dim].</summary>
    public Parameter weight { get; set; }

    /// <summary>A layer of a given table, which is not trained unless asked for.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html#torch.nn.Embedding.from_pretrained"/>
    public static Embedding from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false)
        => new(embeddings, freeze, padding_idx, max_norm, norm_type, scale_grad_by_freq);

    /// <summary>Draws new first values.</summary>
    public void reset_parameters()
    {
        using var off = torch.no_grad();
        weight.normal_();
        if (padding_idx is { } padding) weight.select(0, padding).fill_(0);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.embedding(input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq);

    /// <inheritdoc/>
    public override string extra_repr()
    {
        string text = $"{num_embeddings}, {embedding_dim}";
        if (padding_idx is { } padding) text += $", padding_idx={padding}";
        if (max_norm is { } longest) text += $", max_norm={((Scalar)longest)}";
        if (norm_type != 2) text += $", norm_type={((Scalar)norm_type)}";
        return scale_grad_by_freq ? text + ", scale_grad_by_freq=True" : text;
    }
}
