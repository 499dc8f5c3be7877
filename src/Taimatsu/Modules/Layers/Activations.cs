using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Modules;

/// <summary>What activations share: whether they overwrite their input.</summary>
public abstract class Activation(bool inplace) : Module<Tensor, Tensor>
{
    /// <summary>True if the input is overwritten.</summary>
    public bool inplace { get; set; } = inplace;

    /// <inheritdoc/>
    public override string extra_repr() => inplace ? "inplace=True" : "";

    /// <summary>A number as Python prints it.</summary>
    private protected static string Text(double number) => Scalar.PythonFloat(number);

    /// <summary>What is appended to settings when the input is overwritten.</summary>
    private protected string InplaceSuffix => inplace ? ", inplace=True" : "";
}

/// <summary>max(0, x).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html"/>
public sealed class ReLU(bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.relu_() : input.relu();
}

/// <summary>min(max(0, x), 6).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html"/>
public sealed class ReLU6(bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.relu6_() : input.relu6();
}

/// <summary>x, or a fraction of it where it is negative.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html"/>
public sealed class LeakyReLU(double negative_slope = 0.01, bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.leaky_relu_(negative_slope) : input.leaky_relu(negative_slope);

    /// <inheritdoc/>
    public override string extra_repr() => $"negative_slope={Text(negative_slope)}{InplaceSuffix}";
}

/// <summary>x, or a learnt fraction of it where it is negative.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html"/>
public sealed class PReLU : Module<Tensor, Tensor>
{
    /// <summary>One fraction, or one for each channel.</summary>
    public PReLU(long num_parameters = 1, double init = 0.25, Device? device = null, ScalarType? dtype = null)
    {
        this.num_parameters = num_parameters;
        weight = new Parameter(torch.full(num_parameters, init, dtype ?? torch.get_default_dtype(), device));
    }

    /// <summary>The number of fractions.</summary>
    public long num_parameters { get; }

    /// <summary>The fractions: [num_parameters].</summary>
    public Parameter weight { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Tensor slope = weight;
        if (num_parameters > 1)
        {
            if (input.ndim < 2 || input.size(1) != num_parameters)
                throw new ArgumentException($"Mismatch of parameter numbers and input channel size. Found parameter numbers = {num_parameters} and channel size = {(input.ndim < 2 ? 1 : input.size(1))}.");
            var shape = new long[input.ndim];
            Array.Fill(shape, 1);
            shape[1] = num_parameters;
            slope = slope.view(shape);
        }
        return input.relu() - slope * (-input).relu();
    }

    /// <inheritdoc/>
    public override string extra_repr() => $"num_parameters={num_parameters}";
}

/// <summary>x, or alpha (exp(x) - 1) where it is negative.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ELU.html"/>
public sealed class ELU(double alpha = 1, bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.elu_(alpha) : input.elu(alpha);

    /// <inheritdoc/>
    public override string extra_repr() => $"alpha={Text(alpha)}{InplaceSuffix}";
}

/// <summary>max(0, x) + min(0, alpha (exp(x / alpha) - 1)).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CELU.html"/>
public sealed class CELU(double alpha = 1, bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.celu_(alpha) : input.celu(alpha);

    /// <inheritdoc/>
    public override string extra_repr() => $"alpha={Text(alpha)}{InplaceSuffix}";
}

/// <summary>ELU, scaled so that activations keep their variance.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.SELU.html"/>
public sealed class SELU(bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.selu_() : input.selu();
}

/// <summary>x times the normal distribution function of x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html"/>
public sealed class GELU(string approximate = "none") : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.gelu(input, approximate);

    /// <inheritdoc/>
    public override string extra_repr() => $"approximate='{approximate}'";
}

/// <summary>x · sigmoid(x).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html"/>
public sealed class SiLU(bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.silu_() : input.silu();
}

/// <summary>x · tanh(softplus(x)).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Mish.html"/>
public sealed class Mish(bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.mish_() : input.mish();
}

/// <summary>log(1 + exp(beta x)) / beta.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html"/>
public sealed class Softplus(double beta = 1, double threshold = 20) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.softplus(input, beta, threshold);

    /// <inheritdoc/>
    public override string extra_repr() => $"beta={Scalar.PythonFloat(beta)}, threshold={Scalar.PythonFloat(threshold)}";
}

/// <summary>x / (1 + |x|).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html"/>
public sealed class Softsign : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.softsign(input);
}

/// <summary>The hyperbolic tangent.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html"/>
public sealed class Tanh : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.tanh();
}

/// <summary>1 / (1 + exp(-x)).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html"/>
public sealed class Sigmoid : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.sigmoid();
}

/// <summary>log(sigmoid(x)).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html"/>
public sealed class LogSigmoid : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.logsigmoid(input);
}

/// <summary>x - tanh(x).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html"/>
public sealed class Tanhshrink : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.tanhshrink(input);
}
