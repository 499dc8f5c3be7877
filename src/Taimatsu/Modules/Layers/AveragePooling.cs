namespace Taimatsu.Modules;

/// <summary>The mean of each window of [N, C, L] or [C, L].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html"/>
public sealed class AvgPool1d(long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.avg_pool1d(input, kernel_size, stride, padding, ceil_mode, count_include_pad);

    /// <inheritdoc/>
    public override string extra_repr() => $"kernel_size=({kernel_size},), stride=({stride ?? kernel_size},), padding=({padding},)";
}

/// <summary>The mean of each window of [N, C, H, W] or [C, H, W].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html"/>
public sealed class AvgPool2d(IntPair kernel_size, IntPair? stride = null, IntPair? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

    /// <inheritdoc/>
    public override string extra_repr() => $"kernel_size={kernel_size.AsGiven()}, stride={(stride ?? kernel_size).AsGiven()}, padding={(padding ?? 0).AsGiven()}";
}

/// <summary>The mean over windows that cut the input evenly into the output's length.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html"/>
public sealed class AdaptiveAvgPool1d(long output_size) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.adaptive_avg_pool1d(input, output_size);

    /// <inheritdoc/>
    public override string extra_repr() => $"output_size={output_size}";
}

/// <summary>The mean over windows that cut the input evenly into the output's height and width.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html"/>
public sealed class AdaptiveAvgPool2d(IntPair output_size) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.adaptive_avg_pool2d(input, output_size);

    /// <inheritdoc/>
    public override string extra_repr() => $"output_size={output_size.AsGiven()}";
}
