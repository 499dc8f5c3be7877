using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Modules;

/// <summary>Normalises over the last dimensions, then scales and shifts each element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html"/>
public sealed class LayerNorm : Module<Tensor, Tensor>
{
    internal override bool MakesNewResult => true;

    /// <summary>A layer over the dimensions of <paramref name="normalized_shape"/>.</summary>
    public LayerNorm(Size normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
    {
        this.normalized_shape = normalized_shape;
        this.eps = eps;
        this.elementwise_affine = elementwise_affine;
        if (!elementwise_affine) return;
        weight = new Parameter(torch.ones(normalized_shape, dtype, device));
        if (bias) this.bias = new Parameter(torch.zeros(normalized_shape, dtype, device));
    }

    /// <summary>The lengths of the last dimensions.</summary>
    public Size normalized_shape { get; }

    /// <summary>What is added to the variance.</summary>
    public double eps { get; }

    /// <summary>True if the elements are scaled and shifted.</summary>
    public bool elementwise_affine { get; }

    /// <summary>The scales, of the normalised shape; null without.</summary>
    public Parameter? weight { get; set; }

    /// <summary>The shifts, of the normalised shape; null without.</summary>
    public Parameter? bias { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.layer_norm(input, normalized_shape, weight, bias, eps);

    /// <inheritdoc/>
    public override string extra_repr()
        => $"({string.Join(", ", normalized_shape)}{(normalized_shape.Length == 1 ? "," : "")}), eps={Scalar.PythonFloat(eps)}, elementwise_affine={(elementwise_affine ? "True" : "False")}";
}

/// <summary>Normalises groups of channels of each element of a batch, then scales and shifts each channel.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html"/>
public sealed class GroupNorm : Module<Tensor, Tensor>
{
    internal override bool MakesNewResult => true;

    /// <summary>A layer of <paramref name="num_channels"/> in <paramref name="num_groups"/> groups.</summary>
    /// <exception cref="ArgumentException">The channels are not divisible by the groups.</exception>
    public GroupNorm(long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null)
    {
        if (num_groups <= 0 || num_channels % num_groups != 0) throw new ArgumentException("num_channels must be divisible by num_groups");
        this.num_groups = num_groups;
        this.num_channels = num_channels;
        this.eps = eps;
        this.affine = affine;
        if (!affine) return;
        weight = new Parameter(torch.ones(num_channels, dtype, device));
        bias = new Parameter(torch.zeros(num_channels, dtype, device));
    }

    /// <summary>The number of groups.</summary>
    public long num_groups { get; }

    /// <summary>The number of channels.</summary>
    public long num_channels { get; }

    /// <summary>What is added to the variance.</summary>
    public double eps { get; }

    /// <summary>True if the channels are scaled and shifted.</summary>
    public bool affine { get; }

    /// <summary>The scales: [num_channels]; null without.</summary>
    public Parameter? weight { get; set; }

    /// <summary>The shifts: [num_channels]; null without.</summary>
    public Parameter? bias { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.group_norm(input, num_groups, weight, bias, eps);

    /// <inheritdoc/>
    public override string extra_repr() => $"{num_groups}, {num_channels}, eps={Scalar.PythonFloat(eps)}, affine={(affine ? "True" : "False")}";
}
