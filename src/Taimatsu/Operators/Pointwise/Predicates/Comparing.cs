namespace Taimatsu.Operators;

/// <summary>Comparisons of whole tensors, and the names under which others are known too.</summary>
internal static class Comparing
{
    /// <summary>True where |x − y| ≤ atol + rtol · |y|; infinities must be equal, NaNs count as equal only if asked for.</summary>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <exception cref="ArgumentException">A negative tolerance.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.isclose.html"/>
    [Operator("isclose")]
    public static Tensor IsClose(Tensor input, Tensor other, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false)
    {
        if (input.dtype != other.dtype) throw new InvalidOperationException($"{input.dtype.LegacyName()} did not match {other.dtype.LegacyName()}");
        if (rtol < 0) throw new ArgumentException($"rtol must be greater than or equal to zero, but got {rtol}");
        if (atol < 0) throw new ArgumentException($"atol must be greater than or equal to zero, but got {atol}");
        var close = input.eq(other);
        if (equal_nan && input.is_floating_point()) close = close | (input.isnan() & other.isnan());
        if (rtol == 0 && atol == 0) return close;
        if (!input.is_floating_point()) (input, other) = (input.to(ScalarType.Float64), other.to(ScalarType.Float64));
        var error = (input - other).abs();
        return close | (error.isfinite() & (error <= (other * rtol).abs() + atol));
    }

    /// <summary>True if all elements are close to each other, as isclose tells.</summary>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.allclose.html"/>
    [Operator("allclose")]
    public static bool AllClose(Tensor input, Tensor other, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false)
        => AllTrue(IsClose(input.detach(), other.detach(), rtol, atol, equal_nan));

    /// <summary>True if both have the same shape and equal elements, also of different types; NaN equals nothing.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.equal.html"/>
    [Operator("equal")]
    public static bool Equal(Tensor input, Tensor other) => input.Layout.SameSizes(other.Layout) && AllTrue(input.eq(other));

    /// <summary>The larger of both, element by element.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.max.html"/>
    [Operator("max")]
    public static Tensor Max(Tensor input, Tensor other, Tensor? @out = null) => Pointwise.Binary(new Maximum(), input, other, @out);

    /// <summary>The smaller of both, element by element.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.min.html"/>
    [Operator("min")]
    public static Tensor Min(Tensor input, Tensor other, Tensor? @out = null) => Pointwise.Binary(new Minimum(), input, other, @out);

    /// <summary>The tensor itself.</summary>
    /// <exception cref="InvalidOperationException">A bool tensor.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.positive.html"/>
    [Operator("positive", MayReturnInput = true)]
    public static Tensor Positive(Tensor input)
        => input.dtype == ScalarType.Bool ? throw new InvalidOperationException("The `+` operator, on a bool tensor is not supported.") : input;

    private static bool AllTrue(Tensor mask) => mask.sum().item<long>() == mask.numel();
}
