namespace Taimatsu.Modules;

/// <summary>The largest element of each window of [N, C, L] or [C, L].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html"/>
public sealed class MaxPool1d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.max_pool1d(input, kernel_size, stride, padding ?? 0, dilation ?? 1, ceil_mode);

    /// <summary>The result and, of each window, the place of its largest element.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => torch.nn.functional.max_pool1d_with_indices(input, kernel_size, stride, padding ?? 0, dilation ?? 1, ceil_mode);

    /// <inheritdoc/>
    public override string extra_repr()
        => $"kernel_size={kernel_size}, stride={stride ?? kernel_size}, padding={padding ?? 0}, dilation={dilation ?? 1}, ceil_mode={(ceil_mode ? "True" : "False")}";
}

/// <summary>The largest element of each window of [N, C, H, W] or [C, H, W].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html"/>
public sealed class MaxPool2d(IntPair kernel_size, IntPair? stride = null, IntPair? padding = null, IntPair? dilation = null, bool ceil_mode = false) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);

    /// <summary>The result and, of each window, the place of its largest element in its plane.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => torch.nn.functional.max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);

    /// <inheritdoc/>
    public override string extra_repr()
        => $"kernel_size={kernel_size.AsGiven()}, stride={(stride ?? kernel_size).AsGiven()}, padding={(padding ?? 0).AsGiven()}, dilation={(dilation ?? 1).AsGiven()}, ceil_mode={(ceil_mode ? "True" : "False")}";
}

/// <summary>The largest element over windows that cut the input evenly into the output's height and width.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html"/>
public sealed class AdaptiveMaxPool2d(IntPair output_size) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.adaptive_max_pool2d(input, output_size);

    /// <inheritdoc/>
    public override string extra_repr() => $"output_size={output_size.AsGiven()}";
}
