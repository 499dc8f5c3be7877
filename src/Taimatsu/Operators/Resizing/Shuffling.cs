namespace Taimatsu.Operators;

/// <summary>Channels exchanged with places, and among each other.</summary>
internal static class Shuffling
{
    /// <summary>[…, C r², H, W] as […, C, H r, W r]: r² channels become a square of r by r places.</summary>
    /// <exception cref="ArgumentException">The channels cannot be divided so, or there are too few dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pixel_shuffle.html"/>
    [Operator("pixel_shuffle", Face = Face.Torch | Face.Functional)]
    public static Tensor PixelShuffle(Tensor input, long upscale_factor)
    {
        long r = upscale_factor;
        if (input.ndim < 3) throw new ArgumentException($"pixel_shuffle expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)");
        if (r <= 0) throw new ArgumentException($"pixel_shuffle expects a positive upscale_factor, but got {r}");
        var (channels, height, width) = (input.size(-3), input.size(-2), input.size(-1));
        if (channels % (r * r) != 0)
            throw new ArgumentException($"pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)={channels} is not divisible by {r * r}");
        long batch = input.shape[..^3].numel();
        return input.reshape(batch, channels / (r * r), r, r, height, width).permute(0, 1, 4, 2, 5, 3).reshape([.. input.shape[..^3], channels / (r * r), height * r, width * r]);
    }

    /// <summary>[…, C, H r, W r] as […, C r², H, W]: each square of r by r places becomes r² channels.</summary>
    /// <exception cref="ArgumentException">Height or width cannot be divided so, or there are too few dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pixel_unshuffle.html"/>
    [Operator("pixel_unshuffle", Face = Face.Torch | Face.Functional)]
    public static Tensor PixelUnshuffle(Tensor input, long downscale_factor)
    {
        long r = downscale_factor;
        if (input.ndim < 3) throw new ArgumentException($"pixel_unshuffle expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)");
        if (r <= 0) throw new ArgumentException($"pixel_unshuffle expects a positive downscale_factor, but got {r}");
        var (channels, height, width) = (input.size(-3), input.size(-2), input.size(-1));
        if (height % r != 0) throw new ArgumentException($"pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)={height} is not divisible by {r}");
        if (width % r != 0) throw new ArgumentException($"pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)={width} is not divisible by {r}");
        long batch = input.shape[..^3].numel();
        return input.reshape(batch, channels, height / r, r, width / r, r).permute(0, 1, 3, 5, 2, 4).reshape([.. input.shape[..^3], channels * r * r, height / r, width / r]);
    }

    /// <summary>[N, C, …] with the channels dealt out: of g groups of neighbours, first each group's first channel, then each one's second.</summary>
    /// <exception cref="ArgumentException">The channels cannot be divided into so many groups, or there are too few dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html"/>
    [Operator("channel_shuffle", Face = Face.Tensor | Face.Torch | Face.Functional)]
    public static Tensor ChannelShuffle(Tensor input, long groups)
    {
        if (input.ndim <= 2) throw new ArgumentException($"channel_shuffle expects input with > 2 dims, but got input with sizes [{string.Join(", ", input.shape)}]");
        if (groups <= 0) throw new ArgumentException($"Number of groups to divide channels in must be positive. Value of groups:{groups}");
        long channels = input.size(1);
        if (channels % groups != 0) throw new ArgumentException($"Number of channels must be divisible by groups. Got {channels} channels and {groups} groups.");
        return input.reshape([input.size(0), groups, channels / groups, .. input.shape[2..]]).transpose(1, 2).reshape(input.shape.ToArray());
    }

    /// <summary>The first half of a dimension times the sigmoid of the second.</summary>
    /// <exception cref="ArgumentException">The length is odd, or there are no dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.glu.html"/>
    [Operator("glu", Face = Face.Tensor | Face.Functional)]
    public static Tensor Glu(Tensor input, long dim = -1)
    {
        if (input.ndim == 0) throw new ArgumentException("glu does not support 0-dimensional tensors");
        int d = input.WrapDimension(dim);
        long length = input.size(d);
        if (length % 2 != 0) throw new ArgumentException($"Halving dimension must be even, but dimension {d} is size {length}");
        return input.narrow(d, 0, length / 2) * input.narrow(d, length / 2, length / 2).sigmoid();
    }
}
