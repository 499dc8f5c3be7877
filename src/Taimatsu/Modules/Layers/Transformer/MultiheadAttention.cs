using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>The output projection of an attention: a linear layer under the name that PyTorch prints.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html"/>
public sealed class NonDynamicallyQuantizableLinear(long in_features, long out_features, bool bias = true, Device? device = null, ScalarType? dtype = null)
    : Linear(in_features, out_features, bias, device, dtype);

/// <summary>
/// Attention with several heads. Query [L, N, E], key [S, N, kdim] and value [S, N, vdim] (N first with batch_first, or without N) give [L, N, E] and the weights of the keys:
/// [N, L, S] averaged over the heads, or [N, heads, L, S]. In bool masks true forbids; float masks are added.
/// </summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html"/>
public sealed class MultiheadAttention : Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, (Tensor attn_output, Tensor? attn_output_weights)>
{
    /// <summary>An attention of <paramref name="num_heads"/> heads over <paramref name="embed_dim"/> features, filled with PyTorch's first values.</summary>
    /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
    public MultiheadAttention(long embed_dim, long num_heads, double dropout = 0, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false, long? kdim = null, long? vdim = null,
        bool batch_first = false, Device? device = null, ScalarType? dtype = null)
    {
        if (embed_dim <= 0 || num_heads <= 0) throw new ArgumentException($"embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads} instead");
        if (embed_dim % num_heads != 0) throw new ArgumentException("embed_dim must be divisible by num_heads");
        (this.embed_dim, this.num_heads, this.dropout, this.batch_first, this.add_zero_attn) = (embed_dim, num_heads, dropout, batch_first, add_zero_attn);
        (this.kdim, this.vdim, head_dim) = (kdim ?? embed_dim, vdim ?? embed_dim, embed_dim / num_heads);
        if (this.kdim == embed_dim && this.vdim == embed_dim)
        {
            in_proj_weight = New(3 * embed_dim, embed_dim);
        }
        else
        {
            q_proj_weight = New(embed_dim, embed_dim);
            k_proj_weight = New(embed_dim, this.kdim);
            v_proj_weight = New(embed_dim, this.vdim);
        }
        if (bias) in_proj_bias = new Parameter(torch.empty(3 * embed_dim, dtype, device));
        out_proj = new NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias, device, dtype);
        if (add_bias_kv)
        {
            bias_k = new Parameter(torch.empty(1, 1, embed_dim, dtype, device));
            bias_v = new Parameter(torch.empty(1, 1, embed_dim, dtype, device));
        }
        reset_parameters();

        Parameter New(long rows, long columns) => new(torch.empty(rows, columns, dtype, device));
    }

    /// <summary>The features of query and result.</summary>
    public long embed_dim { get; }

    /// <summary>The number of heads.</summary>
    public long num_heads { get; }

    /// <summary>The features of one head.</summary>
    public long head_dim { get; }

    /// <summary>The features of a key.</summary>
    public long kdim { get; }

    /// <summary>The features of a value.</summary>
    public long vdim { get; }

    /// <summary>The probability with which a weight is dropped while training.</summary>
    public double dropout { get; set; }

    /// <summary>True if the batch is the first dimension.</summary>
    public bool batch_first { get; }

    /// <summary>True if a key and a value of zeros are appended.</summary>
    public bool add_zero_attn { get; }

    /// <summary>The query's projection, [E, E], if key or value have other widths.</summary>
    public Parameter? q_proj_weight { get; set; }

    /// <summary>The key's projection, [E, kdim], if key or value have other widths.</summary>
    public Parameter? k_proj_weight { get; set; }

    /// <summary>The value's projection, [E, vdim], if key or value have other widths.</summary>
    public Parameter? v_proj_weight { get; set; }

    /// <summary>The projections of query, key and value one below the other, [3E, E], if all have one width.</summary>
    public Parameter? in_proj_weight { get; set; }

    /// <summary>The shifts of the three projections: [3E]; null without.</summary>
    public Parameter? in_proj_bias { get; set; }

    /// <summary>A key that is appended to all: [1, 1, E]; null without.</summary>
    public Parameter? bias_k { get; set; }

    /// <summary>A value that is appended to all: [1, 1, E]; null without.</summary>
    public Parameter? bias_v { get; set; }

    /// <summary>The projection of the heads' results.</summary>
    public NonDynamicallyQuantizableLinear out_proj { get; set; }

    /// <summary>Computes result and weights, and runs the hooks.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html#torch.nn.MultiheadAttention.forward"/>
    public (Tensor attn_output, Tensor? attn_output_weights) call(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null,
        bool average_attn_weights = true, bool is_causal = false)
    {
        MoreArguments<More>.Send(this, new More(!average_attn_weights, is_causal));
        return base.call(query, key, value, key_padding_mask, need_weights, attn_mask);
    }

    /// <summary>Computes result and weights.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html#torch.nn.MultiheadAttention.forward"/>
    public override (Tensor attn_output, Tensor? attn_output_weights) forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask)
    {
        var more = MoreArguments<More>.Take(this);
        return forward(query, key, value, key_padding_mask, need_weights, attn_mask, !more.EachHead, more.Causal);
    }

    /// <summary>Computes result and weights.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public (Tensor attn_output, Tensor? attn_output_weights) forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null,
        bool average_attn_weights = true, bool is_causal = false)
    {
        var weights = new MultiHeadWeights
        {
            Heads = num_heads, InWeight = in_proj_weight, InBias = in_proj_bias, OutWeight = out_proj.weight, OutBias = out_proj.bias, QueryWeight = q_proj_weight, KeyWeight = k_proj_weight,
            ValueWeight = v_proj_weight, KeyBias = bias_k, ValueBias = bias_v, AddZero = add_zero_attn, Dropout = training ? dropout : 0,
        };
        return MultiHeadForward.Run(query, key, value, batch_first, embed_dim, weights, key_padding_mask, need_weights, attn_mask, average_attn_weights, is_causal);
    }

    /// <summary>Draws new first values.</summary>
    public void reset_parameters()
    {
        if (in_proj_weight is not null)
        {
            torch.nn.init.xavier_uniform_(in_proj_weight);
        }
        else
        {
            torch.nn.init.xavier_uniform_(q_proj_weight!);
            torch.nn.init.xavier_uniform_(k_proj_weight!);
            torch.nn.init.xavier_uniform_(v_proj_weight!);
        }
        if (in_proj_bias is not null)
        {
            torch.nn.init.zeros_(in_proj_bias);
            torch.nn.init.zeros_(out_proj.bias!);
        }
        if (bias_k is not null) torch.nn.init.xavier_normal_(bias_k);
        if (bias_v is not null) torch.nn.init.xavier_normal_(bias_v);
    }

    private readonly record struct More(bool EachHead, bool Causal);
}
