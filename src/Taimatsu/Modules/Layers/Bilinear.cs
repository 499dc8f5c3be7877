namespace Taimatsu.Modules;

/// <summary>y = x1ᵀ A x2 + b over the last dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html"/>
public sealed class Bilinear : Module<Tensor, Tensor, Tensor>
{
    /// <summary>A layer filled with PyTorch's first values.</summary>
    /// <exception cref="ArgumentException">The first input has no features.</exception>
    public Bilinear(long in1_features, long in2_features, long out_features, bool bias = true, Device? device = null, ScalarType? dtype = null)
    {
        if (in1_features <= 0) throw new ArgumentException($"in1_features must be > 0, but got {in1_features}");
        this.in1_features = in1_features;
        this.in2_features = in2_features;
        this.out_features = out_features;
        weight = new Parameter(torch.empty(out_features, in1_features, in2_features, dtype, device));
        this.bias = bias ? new Parameter(torch.empty(out_features, dtype, device)) : null;
        reset_parameters();
    }

    /// <summary>The length of the first input's last dimension.</summary>
    public long in1_features { get; }

    /// <summary>The length of the second input's last dimension.</summary>
    public long in2_features { get; }

    /// <summary>The length of the result's last dimension.</summary>
    public long out_features { get; }

    /// <summary>A: [out_features, in1_features, in2_features].</summary>
    public Parameter weight { get; set; }

    /// <summary>b: [out_features]; null without.</summary>
    public Parameter? bias { get; set; }

    /// <summary>Draws new first values.</summary>
    public void reset_parameters()
    {
        double bound = 1 / Math.Sqrt(in1_features);
        torch.nn.init.uniform_(weight, -bound, bound);
        if (bias is not null) torch.nn.init.uniform_(bias, -bound, bound);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        if (input1.ndim != input2.ndim || input1.ndim == 0 || input1.shape[..^1] != input2.shape[..^1])
            throw new ArgumentException($"bilinear(): input batch dimensions do not match: got {input1.shape} and {input2.shape}");
        if (input1.size(-1) != in1_features) throw new ArgumentException($"bilinear(): input1 size does not match weight size: got {input1.size(-1)} but expected {in1_features}");
        if (input2.size(-1) != in2_features) throw new ArgumentException($"bilinear(): input2 size does not match weight size: got {input2.size(-1)} but expected {in2_features}");
        var result = torch.einsum("ni,oij,nj->no", input1.reshape(-1, in1_features), weight, input2.reshape(-1, in2_features));
        if (bias is not null) result = result + bias;
        return result.reshape(new Size([.. input1.shape[..^1], out_features]));
    }

    /// <inheritdoc/>
    public override string extra_repr() => $"in1_features={in1_features}, in2_features={in2_features}, out_features={out_features}, bias={(bias is null ? "False" : "True")}";
}
