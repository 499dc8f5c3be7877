namespace Taimatsu.Operators;

/// <summary>Sums and differences whose second operand is scaled first.</summary>
internal static class Scaled
{
    /// <summary>x + alpha · y, element by element.</summary>
    /// <exception cref="InvalidOperationException">A float alpha for integers.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.add.html"/>
    [Operator("add")]
    public static Tensor Add(Tensor input, Tensor other, Scalar alpha, Tensor? @out = null)
    {
        Checks.Scale(TypePromotion.Result(input, other), alpha, "alpha");
        double scale = alpha.ToDouble();
        return scale == 1 ? Pointwise.Binary(new Add(), input, other, @out) : Pointwise.Binary(new AddScaled(scale), input, other, @out);
    }

    /// <summary>x + alpha · y with a number y.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.add.html"/>
    [Operator("add")]
    public static Tensor Add(Tensor input, Scalar other, Scalar alpha, Tensor? @out = null) => Add(input, Tensor.Wrap(other), alpha, @out);

    /// <summary>Adds alpha · y in place.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.add_.html"/>
    [Operator("add_", Face = Face.Tensor)]
    public static Tensor Add_(Tensor input, Tensor other, Scalar alpha)
    {
        Checks.Scale(TypePromotion.Result(input, other), alpha, "alpha");
        double scale = alpha.ToDouble();
        return scale == 1 ? Pointwise.BinaryInPlace(new Add(), input, other) : Pointwise.BinaryInPlace(new AddScaled(scale), input, other);
    }

    /// <summary>Adds alpha · y in place, y being a number.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.add_.html"/>
    [Operator("add_", Face = Face.Tensor)]
    public static Tensor Add_(Tensor input, Scalar other, Scalar alpha) => Add_(input, Tensor.Wrap(other), alpha);

    /// <summary>x − alpha · y, element by element.</summary>
    /// <exception cref="InvalidOperationException">A float alpha for integers, or a bool operand.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sub.html"/>
    [Operator("sub", Alias = "subtract")]
    public static Tensor Sub(Tensor input, Tensor other, Scalar alpha, Tensor? @out = null)
    {
        Checks.Scale(TypePromotion.Result(input, other), alpha, "alpha");
        double scale = alpha.ToDouble();
        return scale == 1 ? Pointwise.Binary(new Sub(), input, other, @out) : Pointwise.Binary(new SubScaled(scale), input, other, @out);
    }

    /// <summary>x − alpha · y with a number y.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sub.html"/>
    [Operator("sub", Alias = "subtract")]
    public static Tensor Sub(Tensor input, Scalar other, Scalar alpha, Tensor? @out = null) => Sub(input, Tensor.Wrap(other), alpha, @out);

    /// <summary>Subtracts alpha · y in place.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.sub_.html"/>
    [Operator("sub_", Face = Face.Tensor, Alias = "subtract_")]
    public static Tensor Sub_(Tensor input, Tensor other, Scalar alpha)
    {
        Checks.Scale(TypePromotion.Result(input, other), alpha, "alpha");
        double scale = alpha.ToDouble();
        return scale == 1 ? Pointwise.BinaryInPlace(new Sub(), input, other) : Pointwise.BinaryInPlace(new SubScaled(scale), input, other);
    }

    /// <summary>Subtracts alpha · y in place, y being a number.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.sub_.html"/>
    [Operator("sub_", Face = Face.Tensor, Alias = "subtract_")]
    public static Tensor Sub_(Tensor input, Scalar other, Scalar alpha) => Sub_(input, Tensor.Wrap(other), alpha);
}
