namespace Taimatsu.Operators;

/// <summary>How often values occur.</summary>
internal static class Counting
{
    /// <summary>How often each number from 0 on occurs among non-negative integers (1-d): int64, or sums of <paramref name="weights"/>, float64 unless those are float32.</summary>
    /// <exception cref="ArgumentException">The input is not 1-d or has negative numbers, the weights do not fit, or minlength is negative.</exception>
    /// <exception cref="InvalidOperationException">The input is not of integers.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bincount.html"/>
    [Operator("bincount")]
    public static Tensor Bincount(Tensor input, Tensor? weights = null, long minlength = 0)
    {
        if (!input.dtype.IsIntegral()) throw new InvalidOperationException($"\"bincount_cpu\" not implemented for '{input.dtype.LegacyName()}'");
        if (minlength < 0) throw new ArgumentException($"bincount: minlength should be >= 0, got {minlength}");
        if (input.ndim != 1) throw new ArgumentException($"bincount only supports 1-d non-negative integral inputs, got {input.shape}");
        if (weights is not null && (weights.ndim != 1 || weights.numel() != input.numel()))
            throw new ArgumentException($"bincount: weights should be 1-d and have the same length as input, got {weights.shape} for {input.shape}");
        var places = input.detach().to(ScalarType.Int64).contiguous();
        var (smallest, largest) = places.Backend.Extremes(places.Operand);
        if (smallest < 0) throw new ArgumentException($"bincount only supports 1-d non-negative integral inputs, got {smallest}");
        if (weights is null)
        {
            var counts = Tensor.Empty(Layout.Contiguous([Math.Max(largest + 1, minlength)]), ScalarType.Int64, input.device);
            if (places.numel() > 0 && counts.Backend.TryCount(counts.Operand, places.Operand)) return counts;
        }
        var counted = weights is null
            ? torch.ones(Array.Empty<long>(), dtype: ScalarType.Int64, device: input.device).expand(places.Layout.Sizes)
            : weights.detach().to(weights.dtype == ScalarType.Float32 ? ScalarType.Float32 : ScalarType.Float64);
        return torch.zeros(Math.Max(largest + 1, minlength), dtype: counted.dtype, device: input.device).scatter_add_(0, places, counted);
    }

    /// <summary>
    /// How many elements lie in each of equally wide bins between min and max, as floats. If those are equal, the smallest and largest element take their place; what lies outside, and NaN, is not
    /// counted; the largest belongs to the last bin.
    /// </summary>
    /// <exception cref="ArgumentException">The number of bins is not positive, or the range is not finite or upside down.</exception>
    /// <exception cref="InvalidOperationException">The input is not of floats.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.histc.html"/>
    [Operator("histc")]
    public static Tensor Histc(Tensor input, long bins = 100, double min = 0, double max = 0)
    {
        if (!input.is_floating_point()) throw new InvalidOperationException($"\"histogram_cpu\" not implemented for '{input.dtype.LegacyName()}'");
        if (bins <= 0) throw new ArgumentException($"torch.histc: bins must be > 0, but got {bins}");
        if (min > max) throw new ArgumentException($"torch.histc: max must be larger than min, got {min} and {max}");
        var x = input.detach().reshape(-1).contiguous();
        if (x.dtype is not (ScalarType.Float32 or ScalarType.Float64)) x = x.to(ScalarType.Float32);
        if (min == max && x.numel() > 0) (min, max) = (x.amin().to(ScalarType.Float64).item<double>(), x.amax().to(ScalarType.Float64).item<double>());
        if (min == max) (min, max) = (min - 1, max + 1);
        if (!double.IsFinite(min) || !double.IsFinite(max)) throw new ArgumentException($"torch.histc: range of [{min}, {max}] is not finite");
        var counts = Tensor.Empty(Layout.Contiguous([bins]), ScalarType.Int64, input.device);
        if (counts.Backend.TryCountBins(counts.Operand, x.Operand, min, max)) return counts.to(input.dtype);
        x = x.to(ScalarType.Float64);
        x = x.masked_select(x.ge(min).logical_and(x.le(max)));
        var places = ((x - min) * (bins / (max - min))).to(ScalarType.Int64).clamp(max: bins - 1);
        return Bincount(places, minlength: bins).to(input.dtype);
    }
}
