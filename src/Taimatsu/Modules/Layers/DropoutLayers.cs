using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Modules;

/// <summary>What the dropout layers share: the probability, and that they do nothing in evaluation.</summary>
public abstract class DropoutLayer : Module<Tensor, Tensor>
{
    private protected DropoutLayer(double p, bool inplace)
    {
        if (!(p is >= 0 and <= 1)) throw new ArgumentException($"dropout probability has to be between 0 and 1, but got {Scalar.PythonFloat(p)}");
        this.p = p;
        this.inplace = inplace;
    }

    /// <summary>The probability of being dropped.</summary>
    public double p { get; set; }

    /// <summary>True if the input is overwritten.</summary>
    public bool inplace { get; set; }

    /// <inheritdoc/>
    public override string extra_repr() => $"p={Scalar.PythonFloat(p)}, inplace={(inplace ? "True" : "False")}";
}

/// <summary>Sets elements to zero at random while training.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html"/>
public sealed class Dropout(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.dropout(input, p, training, inplace);
}

/// <summary>Sets whole channels of [N, C, L] or [C, L] to zero at random while training.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html"/>
public sealed class Dropout1d(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.dropout1d(input, p, training, inplace);
}

/// <summary>Sets whole channels of [N, C, H, W] to zero at random while training.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html"/>
public sealed class Dropout2d(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.dropout2d(input, p, training, inplace);
}

/// <summary>Sets whole channels of [N, C, D, H, W] to zero at random while training.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout3d.html"/>
public sealed class Dropout3d(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.dropout3d(input, p, training, inplace);
}

/// <summary>Dropout that keeps mean and variance, for networks of SELUs.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html"/>
public sealed class AlphaDropout(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.alpha_dropout(input, p, training, inplace);
}

/// <summary>Alpha dropout of whole channels.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html"/>
public sealed class FeatureAlphaDropout(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.feature_alpha_dropout(input, p, training, inplace);
}
