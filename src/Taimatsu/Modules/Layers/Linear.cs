using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>y = x Wᵀ + b over the last dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html"/>
public class Linear : Module<Tensor, Tensor>, IRectifyingLayer
{
    internal override bool MakesNewResult => GetType() == typeof(Linear); // not of what is derived from it

    /// <summary>A layer of <paramref name="in_features"/> inputs and <paramref name="out_features"/> outputs, filled with PyTorch's first values.</summary>
    public Linear(long in_features, long out_features, bool bias = true, Device? device = null, ScalarType? dtype = null)
    {
        this.in_features = in_features;
        this.out_features = out_features;
        weight = new Parameter(torch.empty(out_features, in_features, dtype, device));
        this.bias = bias ? new Parameter(torch.empty(out_features, dtype, device)) : null;
        reset_parameters();
    }

    /// <summary>A layer of these parameters.</summary>
    public Linear(Parameter weight, Parameter? bias = null)
    {
        (out_features, in_features) = weight.shape;
        this.weight = weight;
        this.bias = bias;
    }

    /// <summary>The length of the last dimension of the input.</summary>
    public long in_features { get; }

    /// <summary>The length of the last dimension of the result.</summary>
    public long out_features { get; }

    /// <summary>W: [out_features, in_features].</summary>
    public Parameter weight { get; set; }

    /// <summary>b: [out_features]; null without.</summary>
    public Parameter? bias { get; set; }

    /// <summary>Draws new first values.</summary>
    public void reset_parameters() => Fans.ResetWeightAndBias(weight, bias);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.linear(input, weight, bias);

    Tensor IRectifyingLayer.Forward(Tensor input, ref bool rectify) => Matmul.Linear(input, weight, bias, ref rectify);

    /// <inheritdoc/>
    public override string extra_repr() => $"in_features={in_features}, out_features={out_features}, bias={(bias is null ? "False" : "True")}";
}
