using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Modules;

/// <summary>Probabilities along a dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html"/>
public sealed class Softmax(long dim) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.softmax(input, dim);

    /// <inheritdoc/>
    public override string extra_repr() => $"dim={dim}";
}

/// <summary>Probabilities along the channels of [N, C, H, W] or [C, H, W].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html"/>
public sealed class Softmax2d : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => input.ndim is 3 or 4 ? F.softmax(input, -3) : throw new ArgumentException($"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead");
}

/// <summary>The logarithms of probabilities along a dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html"/>
public sealed class LogSoftmax(long dim) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.log_softmax(input, dim);

    /// <inheritdoc/>
    public override string extra_repr() => $"dim={dim}";
}

/// <summary>Probabilities along a dimension, highest for the smallest.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmin.html"/>
public sealed class Softmin(long dim) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.softmin(input, dim);

    /// <inheritdoc/>
    public override string extra_repr() => $"dim={dim}";
}
