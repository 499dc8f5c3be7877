using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Pictures, and what has one or three dimensions instead of two, made larger or smaller.</summary>
internal static class Resampling
{
    /// <summary>
    /// [N, C, …] at another size, given itself or as a factor. Modes are "nearest", "nearest-exact", "linear" (one dimension), "bilinear" and "bicubic" (two),
    /// "trilinear" (three) and "area". With <paramref name="align_corners"/> the corner elements' centres coincide, without it the outer edges do.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such mode for so many dimensions, or not exactly one of size and factor.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html"/>
    [Operator("interpolate", Face = Face.Functional, Alias = "upsample")]
    public static Tensor Interpolate(Tensor input, long[]? size = null, double[]? scale_factor = null, string mode = "nearest", bool? align_corners = null, bool recompute_scale_factor = false)
    {
        bool smooth = mode is "linear" or "bilinear" or "bicubic" or "trilinear";
        if (!smooth && align_corners is not null) throw new ArgumentException("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
        int rank = (int)input.ndim - 2;
        if (size is not null && scale_factor is not null) throw new ArgumentException("only one of size or scale_factor should be defined");
        if (size is null && scale_factor is null) throw new ArgumentException("either size or scale_factor should be defined");
        int needed = mode switch { "linear" => 3, "bilinear" or "bicubic" => 4, "trilinear" => 5, _ => (int)input.ndim };
        if (rank is >= 1 and <= 3 && needed != input.ndim) throw new ArgumentException($"Got {input.ndim}D input, but {mode} mode needs {needed}D input");
        if (rank is < 1 or > 3 || !(smooth || mode is "nearest" or "nearest-exact" or "area"))
            throw new ArgumentException($"Input Error: Only 3D, 4D and 5D input Tensors supported (got {input.ndim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got {mode})");
        if ((size?.Length ?? scale_factor!.Length) is var given && given != rank && given != 1)
            throw new ArgumentException($"Input and {(size is null ? "scale_factor" : "output")} must have the same number of spatial dimensions, but got input with spatial dimensions of [{string.Join(", ", input.shape[2..])}] and {given} numbers");

        var lengths = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            lengths[i] = size is not null ? size[size.Length == 1 ? 0 : i] : (long)Math.Floor(input.size(i + 2) * scale_factor![scale_factor.Length == 1 ? 0 : i]);
            if (input.size(i + 2) <= 0 || lengths[i] <= 0)
                throw new ArgumentException($"Input and output sizes should be greater than 0, but got input (length: {input.size(i + 2)}) output (length: {lengths[i]})");
        }
        if (mode == "area") return Average(input, lengths);
        if (smooth && !input.is_floating_point()) throw new ArgumentException($"\"{mode}\" not implemented for '{input.dtype.LegacyName()}'");

        var kind = mode switch { "nearest" => ResamplingKind.Nearest, "nearest-exact" => ResamplingKind.NearestExact, "bicubic" => ResamplingKind.Cubic, _ => ResamplingKind.Linear };
        var axes = new AxisTaps[rank];
        for (int i = 0; i < rank; i++)
        {
            double factor = scale_factor is null || recompute_scale_factor ? 0 : scale_factor[scale_factor.Length == 1 ? 0 : i];
            axes[i] = KeptTaps<ResamplingAxis>.Of(new(kind, input.size(i + 2), lengths[i], factor, align_corners ?? false, input.dtype == ScalarType.Float64));
        }
        return AxisSums.Apply(input, NodeName(kind, rank), axes);
    }

    /// <summary>The same with one size for all dimensions.</summary>
    /// <exception cref="ArgumentException">There is no such mode for so many dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html"/>
    [Operator("interpolate", Face = Face.Functional, Alias = "upsample")]
    public static Tensor Interpolate(Tensor input, long size, string mode = "nearest", bool? align_corners = null) => Interpolate(input, [size], null, mode, align_corners);

    /// <summary>The same with one factor for all dimensions.</summary>
    /// <exception cref="ArgumentException">There is no such mode for so many dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html"/>
    [Operator("interpolate", Face = Face.Functional, Alias = "upsample")]
    public static Tensor Interpolate(Tensor input, double scale_factor, string mode = "nearest", bool? align_corners = null, bool recompute_scale_factor = false)
        => Interpolate(input, null, [scale_factor], mode, align_corners, recompute_scale_factor);

    private static string NodeName(ResamplingKind kind, int rank) => (kind, rank) switch
    {
        (ResamplingKind.Linear, 1) => "UpsampleLinear1DBackward0",
        (ResamplingKind.Linear, 2) => "UpsampleBilinear2DBackward0",
        (ResamplingKind.Linear, _) => "UpsampleTrilinear3DBackward0",
        (ResamplingKind.Cubic, _) => "UpsampleBicubic2DBackward0",
        (ResamplingKind.NearestExact, 1) => "UpsampleNearestExact1DBackward0",
        (ResamplingKind.NearestExact, 2) => "UpsampleNearestExact2DBackward0",
        (ResamplingKind.NearestExact, _) => "UpsampleNearestExact3DBackward0",
        (_, 1) => "UpsampleNearest1DBackward0",
        (_, 2) => "UpsampleNearest2DBackward0",
        _ => "UpsampleNearest3DBackward0",
    };

    private static Tensor Average(Tensor input, long[] lengths) => lengths.Length switch
    {
        1 => torch.nn.functional.adaptive_avg_pool1d(input, lengths[0]),
        2 => torch.nn.functional.adaptive_avg_pool2d(input, (lengths[0], lengths[1])),
        // The mean over a box is the mean over its depth of the means over its faces.
        _ => torch.nn.functional.adaptive_avg_pool2d(
            torch.nn.functional.adaptive_avg_pool2d(input.flatten(3), (lengths[0], input.size(3) * input.size(4))).unflatten(3, input.size(3), input.size(4)).flatten(1, 2), (lengths[1], lengths[2]))
            .unflatten(1, input.size(1), lengths[0]),
    };
}
