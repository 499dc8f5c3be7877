using System.Globalization;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Modules;

/// <summary>Makes [N, C, …] larger, to a size or by a factor.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html"/>
public sealed class Upsample(long[]? size = null, double[]? scale_factor = null, string mode = "nearest", bool? align_corners = null, bool recompute_scale_factor = false) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.interpolate(input, size, scale_factor, mode, align_corners, recompute_scale_factor);

    /// <inheritdoc/>
    public override string extra_repr() => (scale_factor is null ? $"size={Tuple(size!, s => s.ToString(CultureInfo.InvariantCulture))}" : $"scale_factor={Tuple(scale_factor, Scalar.PythonFloat)}") + $", mode={mode}";

    private static string Tuple<T>(T[] values, Func<T, string> text) => values.Length == 1 ? text(values[0]) : $"({string.Join(", ", values.Select(text))})";
}

/// <summary>Makes a square of r by r places of every r² channels.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html"/>
public sealed class PixelShuffle(long upscale_factor) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.pixel_shuffle(input, upscale_factor);

    /// <inheritdoc/>
    public override string extra_repr() => $"upscale_factor={upscale_factor}";
}

/// <summary>Makes r² channels of every square of r by r places.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html"/>
public sealed class PixelUnshuffle(long downscale_factor) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.pixel_unshuffle(input, downscale_factor);

    /// <inheritdoc/>
    public override string extra_repr() => $"downscale_factor={downscale_factor}";
}

/// <summary>Deals the channels of groups out among each other.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html"/>
public sealed class ChannelShuffle(long groups) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.channel_shuffle(input, groups);

    /// <inheritdoc/>
    public override string extra_repr() => $"groups={groups}";
}

/// <summary>The first half of a dimension times the sigmoid of the second.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GLU.html"/>
public sealed class GLU(long dim = -1) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.glu(input, dim);

    /// <inheritdoc/>
    public override string extra_repr() => $"dim={dim}";
}
