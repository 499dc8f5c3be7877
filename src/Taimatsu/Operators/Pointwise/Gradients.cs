namespace Taimatsu.Operators;

/// <summary>A unary operator whose derivative is a formula of its input.</summary>
internal interface IGradientFromInput
{
    Tensor Backward(Tensor grad, Tensor input);
}

/// <summary>A unary operator whose derivative is a formula of its result.</summary>
internal interface IGradientFromOutput
{
    Tensor Backward(Tensor grad, Tensor output);
}

/// <summary>A unary operator whose derivative needs neither.</summary>
internal interface IGradientPlain
{
    Tensor Backward(Tensor grad);
}

/// <summary>The derivatives of a binary operator; broadcasting and types are undone by the node.</summary>
internal interface IBinaryGradient
{
    /// <summary>True if either formula reads its operands: then they are saved.</summary>
    bool SavesInputs => true;

    /// <summary>True if the gradient of each operand reads only the other one: then an operand is saved only if the other wants its gradient.</summary>
    bool SavesTheOther => false;

    /// <summary>True if either formula reads the result: then it is saved.</summary>
    bool SavesOutput => false;

    /// <summary>The gradient of the first operand.</summary>
    Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output);

    /// <summary>The gradient of the second operand.</summary>
    Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output);
}

/// <summary>The derivatives of a ternary operator; broadcasting and types are undone by the node.</summary>
internal interface ITernaryGradient
{
    /// <summary>The gradient of operand <paramref name="index"/>, or null if there is none.</summary>
    Tensor? Backward(int index, Tensor grad, Tensor a, Tensor b, Tensor c);
}

/// <summary>An operator that refuses some operands for reasons of its own.</summary>
internal interface IOperandCheck
{
    /// <summary>Throws for operands that the operator does not take; <paramref name="y"/> is null for unary operators.</summary>
    void Check(Tensor x, Tensor? y);

    /// <summary>True if a plain number beside a tensor of numbers always passes.</summary>
    bool TakesNumbers => false;
}

/// <summary>Checks that several operators share.</summary>
internal static class Checks
{
    public static void Subtraction(Tensor x, Tensor y)
    {
        bool first = x.dtype == ScalarType.Bool, second = y.dtype == ScalarType.Bool;
        if (first && second)
            throw new InvalidOperationException("Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.");
        if (first || second)
            throw new InvalidOperationException("Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
    }

    /// <summary>The rule for <c>alpha</c> and <c>value</c>: what scales integers must not be a float.</summary>
    public static void Scale(ScalarType result, Scalar scale, string argument)
    {
        if (scale.IsBool && result != ScalarType.Bool) throw new InvalidOperationException("Boolean alpha only supported for Boolean results.");
        if (scale.IsFloatingPoint && !result.IsFloatingPoint())
            throw new InvalidOperationException($"For integral input tensors, argument {argument} must not be a floating point number.");
    }
}
