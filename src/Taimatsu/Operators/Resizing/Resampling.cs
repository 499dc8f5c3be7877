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

        var result = input;
        for (int i = 0; i < rank; i++)
        {
            double? factor = scale_factor is null || recompute_scale_factor ? null : scale_factor[scale_factor.Length == 1 ? 0 : i];
            var axis = new Axis(input.size(i + 2), lengths[i], factor, align_corners ?? false, input.dtype == ScalarType.Float64);
            result = mode switch
            {
                "nearest" or "nearest-exact" => result.index_select(i + 2, torch.tensor(axis.Nearest(mode == "nearest-exact"), device: input.device)),
                "bicubic" => Weigh(result, i + 2, axis.Cubic()),
                _ => Weigh(result, i + 2, axis.Linear()),
            };
        }
        return ReferenceEquals(result, input) ? input.clone() : result;
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

    // Each new element is a weighted sum of a few old ones along the dimension.
    private static Tensor Weigh(Tensor input, int dimension, (long[] Places, double[] Weights)[] taps)
    {
        var shape = new long[input.ndim];
        Array.Fill(shape, 1);
        Tensor? sum = null;
        foreach (var (places, weights) in taps)
        {
            shape[dimension] = places.Length;
            var part = input.index_select(dimension, torch.tensor(places, device: input.device)) * torch.tensor(weights, shape, dtype: input.dtype, device: input.device);
            sum = sum is null ? part : sum + part;
        }
        return sum!;
    }

    private static Tensor Average(Tensor input, long[] lengths) => lengths.Length switch
    {
        1 => torch.nn.functional.adaptive_avg_pool1d(input, lengths[0]),
        2 => torch.nn.functional.adaptive_avg_pool2d(input, (lengths[0], lengths[1])),
        // The mean over a box is the mean over its depth of the means over its faces.
        _ => torch.nn.functional.adaptive_avg_pool2d(
            torch.nn.functional.adaptive_avg_pool2d(input.flatten(3), (lengths[0], input.size(3) * input.size(4))).unflatten(3, input.size(3), input.size(4)).flatten(1, 2), (lengths[1], lengths[2]))
            .unflatten(1, input.size(1), lengths[0]),
    };

    /// <summary>Where the elements of one dimension come from. Places are computed in the precision in which libtorch computes them, for ties to fall alike.</summary>
    private readonly record struct Axis(long Input, long Output, double? Factor, bool AlignCorners, bool IsDouble)
    {
        public long[] Nearest(bool exact)
        {
            var places = new long[Output];
            float scale = Factor is > 0 ? (float)(1 / Factor.Value) : (float)Input / Output;
            for (long i = 0; i < Output; i++)
                places[i] = Output == Input && !exact ? i : Math.Min(exact ? (long)MathF.Floor((i + 0.5f) * scale) : Output == 2 * Input ? i / 2 : (long)MathF.Floor(i * scale), Input - 1);
            return places;
        }

        public (long[] Places, double[] Weights)[] Linear()
        {
            long[] low = new long[Output], high = new long[Output];
            double[] lowWeights = new double[Output], highWeights = new double[Output];
            for (long i = 0; i < Output; i++)
            {
                double at = Math.Max(0, At(i));
                low[i] = Math.Min((long)at, Input - 1);
                high[i] = Math.Min(low[i] + 1, Input - 1);
                highWeights[i] = Math.Clamp(Round(at - low[i]), 0, 1);
                lowWeights[i] = Round(1 - highWeights[i]);
            }
            return [(low, lowWeights), (high, highWeights)];
        }

        public (long[] Places, double[] Weights)[] Cubic()
        {
            var taps = new (long[] Places, double[] Weights)[4];
            for (int k = 0; k < 4; k++) taps[k] = (new long[Output], new double[Output]);
            for (long i = 0; i < Output; i++)
            {
                double at = At(i), below = Math.Floor(at), t = Round(at - below);
                for (int k = 0; k < 4; k++)
                {
                    taps[k].Places[i] = Math.Clamp((long)below - 1 + k, 0, Input - 1);
                    taps[k].Weights[i] = CubicWeight(Math.Abs(t + 1 - k));
                }
            }
            return taps;
        }

        // The kernel of cubic convolution with the slope of -0.75 that image libraries use.
        private static double CubicWeight(double x)
        {
            const double A = -0.75;
            return x <= 1 ? ((A + 2) * x - (A + 3)) * x * x + 1 : ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
        }

        private double At(long i)
        {
            if (AlignCorners) return Output > 1 ? Round(Round((double)(Input - 1) / (Output - 1)) * i) : 0;
            double scale = Round(Factor is > 0 ? 1 / Factor.Value : (double)Input / Output);
            return Round(Round(scale * (i + 0.5)) - 0.5);
        }

        private double Round(double value) => IsDouble ? value : (float)value;
    }
}
