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
