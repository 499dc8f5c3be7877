namespace Taimatsu.Operators;

/// <summary>Division with a rounding mode.</summary>
internal static class RoundedDivision
{
    /// <summary>x / y, rounded towards zero ("trunc"), down ("floor") or not at all (null).</summary>
    /// <exception cref="ArgumentException">Another rounding mode.</exception>
    /// <exception cref="DivideByZeroException">Integers divided by zero with a rounding mode.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.div.html"/>
    [Operator("div", Alias = "divide")]
    public static Tensor Div(Tensor input, Tensor other, string? rounding_mode, Tensor? @out = null) => rounding_mode switch
    {
        null => Pointwise.Binary(new Div(), input, other, @out),
        "trunc" => Pointwise.Binary(new TruncDivide(), input, other, @out),
        "floor" => Pointwise.Binary(new FloorDivide(), input, other, @out),
        _ => throw Unknown(rounding_mode),
    };

    /// <summary>x / y with a number y, rounded towards zero ("trunc"), down ("floor") or not at all (null).</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.div.html"/>
    [Operator("div", Alias = "divide")]
    public static Tensor Div(Tensor input, Scalar other, string? rounding_mode, Tensor? @out = null) => Div(input, Tensor.Wrap(other), rounding_mode, @out);

    /// <summary>x / y, rounded as asked.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.div.html"/>
    [Operator("div", Alias = "divide")]
    public static Tensor Div(Tensor input, Tensor other, RoundingMode rounding_mode, Tensor? @out = null) => Div(input, other, Name(rounding_mode), @out);

    /// <summary>x / y with a number y, rounded as asked.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.div.html"/>
    [Operator("div", Alias = "divide")]
    public static Tensor Div(Tensor input, Scalar other, RoundingMode rounding_mode, Tensor? @out = null) => Div(input, Tensor.Wrap(other), Name(rounding_mode), @out);

    /// <summary>Divides in place, rounded towards zero ("trunc"), down ("floor") or not at all (null).</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.div_.html"/>
    [Operator("div_", Face = Face.Tensor, Alias = "divide_")]
    public static Tensor Div_(Tensor input, Tensor other, string? rounding_mode) => rounding_mode switch
    {
        null => Pointwise.BinaryInPlace(new Div(), input, other),
        "trunc" => Pointwise.BinaryInPlace(new TruncDivide(), input, other),
        "floor" => Pointwise.BinaryInPlace(new FloorDivide(), input, other),
        _ => throw Unknown(rounding_mode),
    };

    /// <summary>Divides in place by a number, rounded towards zero ("trunc"), down ("floor") or not at all (null).</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.div_.html"/>
    [Operator("div_", Face = Face.Tensor, Alias = "divide_")]
    public static Tensor Div_(Tensor input, Scalar other, string? rounding_mode) => Div_(input, Tensor.Wrap(other), rounding_mode);

    /// <summary>Divides in place, rounded as asked.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.div_.html"/>
    [Operator("div_", Face = Face.Tensor, Alias = "divide_")]
    public static Tensor Div_(Tensor input, Tensor other, RoundingMode rounding_mode) => Div_(input, other, Name(rounding_mode));

    /// <summary>Divides in place by a number, rounded as asked.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.div_.html"/>
    [Operator("div_", Face = Face.Tensor, Alias = "divide_")]
    public static Tensor Div_(Tensor input, Scalar other, RoundingMode rounding_mode) => Div_(input, Tensor.Wrap(other), Name(rounding_mode));

    private static string? Name(RoundingMode mode) => mode switch
    {
        RoundingMode.None => null,
        RoundingMode.trunc => "trunc",
        RoundingMode.floor => "floor",
        _ => throw new ArgumentException($"div: unknown rounding mode {(int)mode}"),
    };

    private static ArgumentException Unknown(string mode)
        => new($"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{mode}'");
}
