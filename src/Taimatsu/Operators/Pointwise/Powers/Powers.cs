namespace Taimatsu.Operators;

/// <summary>The forms in which a power can be asked for.</summary>
internal static class Powers
{
    /// <summary>Each element to the power of a number.</summary>
    /// <exception cref="InvalidOperationException">Integers to a negative whole power.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.pow.html"/>
    [Operator("pow")]
    public static Tensor Pow(Tensor input, Scalar exponent, Tensor? @out = null)
    {
        ScalarType type = Common(input, exponent);
        bool isFloat = type.IsFloatingPoint();
        return exponent.ToDouble() switch
        {
            2 => Pointwise.UnaryAs(new PowSquare(), input, type, @out),
            3 => Pointwise.UnaryAs(new PowCube(), input, type, @out),
            0.5 when isFloat => Pointwise.UnaryAs(new PowRoot(), input, type, @out),
            -0.5 when isFloat => Pointwise.UnaryAs(new PowInverseRoot(), input, type, @out),
            -1 when isFloat => Pointwise.UnaryAs(new PowInverse(), input, type, @out),
            -2 when isFloat => Pointwise.UnaryAs(new PowInverseSquare(), input, type, @out),
            var number and (0 or 1) => Pointwise.UnaryAs(new PowTrivial(number), input, type, @out),
            var number => Pointwise.UnaryAs(new PowScalar(number), input, type, @out),
        };
    }

    /// <summary>Each element to the power of another tensor's.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.pow.html"/>
    [Operator("pow")]
    public static Tensor Pow(Tensor input, Tensor exponent, Tensor? @out = null) => Pointwise.Binary(new Pow(), input, exponent, @out);

    /// <summary>A number to the power of each element.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.pow.html"/>
    [Operator("pow", Face = Face.Torch)]
    public static Tensor Pow(Scalar input, Tensor exponent, Tensor? @out = null) => Pointwise.Binary(new PowOfScalar(), Tensor.Wrap(input), exponent, @out);

    /// <summary>Each element to the power of a number, in place.</summary>
    /// <exception cref="InvalidOperationException">Integers to a negative whole power, or to a float.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.pow_.html"/>
    [Operator("pow_", Face = Face.Tensor)]
    public static Tensor Pow_(Tensor input, Scalar exponent)
    {
        ScalarType type = Common(input, exponent);
        bool isFloat = type.IsFloatingPoint();
        return exponent.ToDouble() switch
        {
            2 => Pointwise.UnaryInPlaceAs(new PowSquare(), input, type),
            3 => Pointwise.UnaryInPlaceAs(new PowCube(), input, type),
            0.5 when isFloat => Pointwise.UnaryInPlaceAs(new PowRoot(), input, type),
            -0.5 when isFloat => Pointwise.UnaryInPlaceAs(new PowInverseRoot(), input, type),
            -1 when isFloat => Pointwise.UnaryInPlaceAs(new PowInverse(), input, type),
            -2 when isFloat => Pointwise.UnaryInPlaceAs(new PowInverseSquare(), input, type),
            var number and (0 or 1) => Pointwise.UnaryInPlaceAs(new PowTrivial(number), input, type),
            var number => Pointwise.UnaryInPlaceAs(new PowScalar(number), input, type),
        };
    }

    /// <summary>Each element to the power of another tensor's, in place.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.pow_.html"/>
    [Operator("pow_", Face = Face.Tensor)]
    public static Tensor Pow_(Tensor input, Tensor exponent) => Pointwise.BinaryInPlace(new Pow(), input, exponent);

    /// <summary>x², element by element.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.square.html"/>
    [Operator("square")]
    public static Tensor Square(Tensor input, Tensor? @out = null) => Pow(input, 2, @out);

    /// <summary>x², in place.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.square_.html"/>
    [Operator("square_", Face = Face.Tensor)]
    public static Tensor Square_(Tensor input) => Pow_(input, 2);

    /// <summary>Powers computed in float64 whatever the operands' types are.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.float_power.html"/>
    [Operator("float_power")]
    public static Tensor FloatPower(Tensor input, Tensor exponent) => input.to(ScalarType.Float64).pow(exponent.to(ScalarType.Float64));

    /// <summary>Powers computed in float64 whatever the operands' types are.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.float_power.html"/>
    [Operator("float_power")]
    public static Tensor FloatPower(Tensor input, Scalar exponent) => input.to(ScalarType.Float64).pow(exponent.ToDouble());

    /// <summary>Powers computed in float64 whatever the operands' types are.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.float_power.html"/>
    [Operator("float_power", Face = Face.Torch)]
    public static Tensor FloatPower(Scalar input, Tensor exponent) => torch.pow(input.ToDouble(), exponent.to(ScalarType.Float64));

    /// <summary>x · 2ʸ, element by element.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.ldexp.html"/>
    [Operator("ldexp")]
    public static Tensor Ldexp(Tensor input, Tensor other, Tensor? @out = null) => torch.mul(input, torch.pow(2.0, other), @out);

    /// <summary>x · 2ʸ, in place.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.ldexp_.html"/>
    [Operator("ldexp_", Face = Face.Tensor)]
    public static Tensor Ldexp_(Tensor input, Tensor other) => input.mul_(torch.pow(2.0, other));

    private static ScalarType Common(Tensor input, Scalar exponent)
    {
        if (!exponent.IsFloatingPoint && !input.is_floating_point() && exponent.ToInt64() < 0)
            throw new InvalidOperationException("Integers to negative integer powers are not allowed.");
        return TypePromotion.Result(input, exponent);
    }
}
