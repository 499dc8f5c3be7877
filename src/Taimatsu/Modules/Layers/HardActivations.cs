using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Modules;

/// <summary>x within two bounds.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html"/>
public sealed class Hardtanh(double min_val = -1, double max_val = 1, bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.hardtanh_(min_val, max_val) : input.hardtanh(min_val, max_val);

    /// <inheritdoc/>
    public override string extra_repr() => $"min_val={Text(min_val)}, max_val={Text(max_val)}{InplaceSuffix}";
}

/// <summary>x / 6 + 1 / 2 within 0 and 1.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html"/>
public sealed class Hardsigmoid(bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.hardsigmoid_() : input.hardsigmoid();

    /// <inheritdoc/>
    public override string extra_repr() => "";
}

/// <summary>x · hardsigmoid(x).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html"/>
public sealed class Hardswish(bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.hardswish_() : input.hardswish();

    /// <inheritdoc/>
    public override string extra_repr() => "";
}

/// <summary>x where its magnitude is above a bound, else 0.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html"/>
public sealed class Hardshrink(double lambd = 0.5) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.hardshrink(input, lambd);

    /// <inheritdoc/>
    public override string extra_repr() => Scalar.PythonFloat(lambd);
}

/// <summary>x moved towards 0 by a bound, and 0 within it.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html"/>
public sealed class Softshrink(double lambd = 0.5) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.softshrink(input, lambd);

    /// <inheritdoc/>
    public override string extra_repr() => Scalar.PythonFloat(lambd);
}

/// <summary>x where it is above a threshold, else a value.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Threshold.html"/>
public sealed class Threshold(double threshold, double value, bool inplace = false) : Activation(inplace)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => inplace ? input.threshold_(threshold, value) : input.threshold(threshold, value);

    /// <inheritdoc/>
    public override string extra_repr() => $"threshold={Text(threshold)}, value={Text(value)}{InplaceSuffix}";
}
