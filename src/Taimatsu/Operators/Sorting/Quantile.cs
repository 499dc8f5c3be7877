namespace Taimatsu.Operators;

/// <summary>Quantiles, by interpolation between sorted elements.</summary>
internal static class Quantile
{
    /// <summary>
    /// The q-quantiles (0 to 1, a 0-d or 1-d tensor of the input's type) along a dimension, or of all elements; NaN if there is any. With 1-d q the result has a first dimension for
    /// them. Interpolation: linear, lower, higher, nearest or midpoint.
    /// </summary>
    /// <exception cref="ArgumentException">q lies outside [0, 1] or has too many dimensions, the input is empty, or there is no such interpolation.</exception>
    /// <exception cref="InvalidOperationException">The input is not float32 or float64, or q is of another type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.quantile.html"/>
    [Operator("quantile")]
    public static Tensor Of(Tensor input, Tensor q, long? dim = null, bool keepdim = false, string interpolation = "linear") => Run("quantile", input, q, dim, keepdim, interpolation, ignoresNaN: false);

    /// <summary>The q-quantile (0 to 1) along a dimension, or of all elements; NaN if there is any. Interpolation: linear, lower, higher, nearest or midpoint.</summary>
    /// <exception cref="ArgumentException">q lies outside [0, 1], the input is empty, or there is no such interpolation.</exception>
    /// <exception cref="InvalidOperationException">The input is not float32 or float64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.quantile.html"/>
    [Operator("quantile")]
    public static Tensor Of(Tensor input, double q, long? dim = null, bool keepdim = false, string interpolation = "linear")
        => Run("quantile", input, Number(input, q), dim, keepdim, interpolation, ignoresNaN: false);

    /// <summary>The q-quantiles of what is not NaN: as <c>quantile</c> else.</summary>
    /// <exception cref="ArgumentException">q lies outside [0, 1] or has too many dimensions, the input is empty, or there is no such interpolation.</exception>
    /// <exception cref="InvalidOperationException">The input is not float32 or float64, or q is of another type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nanquantile.html"/>
    [Operator("nanquantile")]
    public static Tensor WithoutNaN(Tensor input, Tensor q, long? dim = null, bool keepdim = false, string interpolation = "linear") => Run("nanquantile", input, q, dim, keepdim, interpolation, ignoresNaN: true);

    /// <summary>The q-quantile of what is not NaN: as <c>quantile</c> else.</summary>
    /// <exception cref="ArgumentException">q lies outside [0, 1], the input is empty, or there is no such interpolation.</exception>
    /// <exception cref="InvalidOperationException">The input is not float32 or float64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nanquantile.html"/>
    [Operator("nanquantile")]
    public static Tensor WithoutNaN(Tensor input, double q, long? dim = null, bool keepdim = false, string interpolation = "linear")
        => Run("nanquantile", input, Number(input, q), dim, keepdim, interpolation, ignoresNaN: true);

    private static Tensor Number(Tensor input, double q) => torch.full(Array.Empty<long>(), q, dtype: input.dtype, device: input.device);

    private static Tensor Run(string op, Tensor input, Tensor q, long? dim, bool keepdim, string interpolation, bool ignoresNaN)
    {
        if (interpolation is not ("linear" or "lower" or "higher" or "nearest" or "midpoint"))
            throw new ArgumentException($"{op}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}");
        if (input.dtype is not (ScalarType.Float32 or ScalarType.Float64)) throw new InvalidOperationException($"{op}() input tensor must be either float or double dtype, got {input.dtype.LegacyName()}");
        if (q.dtype != input.dtype) throw new InvalidOperationException($"{op}() q tensor must be same dtype as the input tensor, got {q.dtype.LegacyName()} and {input.dtype.LegacyName()}");
        if (q.ndim > 1) throw new ArgumentException($"{op}() q must be a scalar or 1D tensor, got {q.shape}");
        if (input.numel() == 0) throw new ArgumentException($"{op}() input tensor must be non-empty");
        foreach (double value in q.ToFlatArray<double>())
            if (value is not (>= 0 and <= 1)) throw new ArgumentException($"{op}() q values must be in the range [0, 1], got {Scalar.PythonFloat(value)}");
        int d = dim is { } given ? input.WrapDimension(given) : 0;
        var lines = (dim is null || input.ndim == 0 ? input.reshape(-1) : input.transpose(d, -1)).sort(-1).values;
        var last = lines.size(-1) - 1;
        var isNaN = lines.detach().isnan();
        Tensor ranks = ignoresNaN
            ? q.reshape(-1) * (lines.size(-1) - isNaN.to(input.dtype).sum(-1, keepdim: true) - 1).clamp(min: 0)
            : torch.where(isNaN.any(-1, keepdim: true), torch.full(Array.Empty<long>(), last, dtype: input.dtype), q.reshape(-1) * last);
        var result = Between(lines, interpolation == "nearest" ? ranks.round() : interpolation == "higher" ? ranks.ceil() : interpolation == "lower" ? ranks.floor() : ranks, interpolation);
        if (dim is null || input.ndim == 0)
        {
            result = result.reshape(q.ndim == 0 ? [] : [q.numel()]);
            for (int k = 0; keepdim && k < input.ndim; k++) result = result.unsqueeze(-1);
            return result;
        }
        // From [others, quantiles], where others have the last dimension in place of the lines', to [quantiles, others].
        long rank = input.ndim;
        result = result.unsqueeze(-1).permute([rank - 1, .. Enumerable.Range(0, (int)rank - 1).Select(k => (long)k), rank]).transpose(d + 1, -1);
        if (!keepdim) result = result.squeeze(d + 1);
        return q.ndim == 0 ? result.squeeze(0) : result;
    }

    private static Tensor Between(Tensor lines, Tensor ranks, string interpolation)
    {
        var below = ranks.to(ScalarType.Int64);
        var lower = lines.gather(-1, below);
        if (interpolation is not ("linear" or "midpoint")) return lower;
        var weight = interpolation == "midpoint" ? torch.full_like(ranks, 0.5) : ranks - ranks.floor();
        return lower.lerp(lines.gather(-1, ranks.ceil().to(ScalarType.Int64)), weight);
    }
}
