using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Makes [N, C, …] larger: to the length of each dimension, or by a factor for each or one for all. Modes as in <c>functional.interpolate</c>.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html"/>
        public static Upsample Upsample(long[]? size = null, double[]? scale_factor = null, string mode = "nearest", bool? align_corners = null, bool recompute_scale_factor = false)
            => new(size, scale_factor, mode, align_corners, recompute_scale_factor);

        /// <summary>Makes [N, C, …] larger by one factor for all dimensions.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html"/>
        public static Upsample Upsample(double scale_factor, string mode = "nearest", bool? align_corners = null, bool recompute_scale_factor = false)
            => new(null, [scale_factor], mode, align_corners, recompute_scale_factor);

        /// <summary>Makes pictures larger by repeating pixels.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html"/>
        public static Upsample UpsamplingNearest2d(long[]? size = null, double[]? scale_factor = null) => new(size, scale_factor, "nearest");

        /// <summary>Makes pictures larger by straight lines between the pixels, whose corners stay corners.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html"/>
        public static Upsample UpsamplingBilinear2d(long[]? size = null, double[]? scale_factor = null) => new(size, scale_factor, "bilinear", align_corners: true);

        /// <summary>Makes a square of r by r places of every r² channels.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html"/>
        public static PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);

        /// <summary>Makes r² channels of every square of r by r places.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html"/>
        public static PixelUnshuffle PixelUnshuffle(long downscale_factor) => new(downscale_factor);

        /// <summary>Deals the channels of groups out among each other.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html"/>
        public static ChannelShuffle ChannelShuffle(long groups) => new(groups);

        /// <summary>The first half of a dimension times the sigmoid of the second.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GLU.html"/>
        public static GLU GLU(long dim = -1) => new(dim);
    }
}
