namespace Taimatsu.Operators;

/// <summary>Sums and means that leave NaN out.</summary>
internal static class WithoutNaN
{
    /// <summary>The sum of the elements that are not NaN.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nansum.html"/>
    [Operator("nansum", Priority = 1)]
    public static Tensor Nansum(Tensor input, Size dim = default, bool keepdim = false, ScalarType? dtype = null)
        => (input.is_floating_point() ? torch.where(input.detach().isnan(), 0.0, input) : input).sum(dim, keepdim, dtype);

    /// <summary>The mean of the elements that are not NaN; NaN if there are none.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nanmean.html"/>
    [Operator("nanmean", Priority = 1)]
    public static Tensor Nanmean(Tensor input, Size dim = default, bool keepdim = false, ScalarType? dtype = null)
    {
        if (!input.is_floating_point()) throw new InvalidOperationException($"nanmean(): expected input to have floating point or complex dtype but got {input.dtype.LegacyName()}");
        var counted = input.detach().isnan().logical_not();
        return Nansum(input, dim, keepdim, dtype) / counted.sum(dim, keepdim);
    }
}
