using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The graph node of every binary pointwise operator.</summary>
internal sealed class BinaryNode<TOp> : Node where TOp : struct, IBinaryOp
{
    private static readonly IBinaryGradient? s_default = default(TOp) as IBinaryGradient;
    private readonly IBinaryGradient _op;
    private readonly Layout _leftLayout, _rightLayout;
    private readonly ScalarType _leftType, _rightType;
    private readonly Scalar? _number;

    public BinaryNode(TOp op, Tensor left, Tensor? savedLeft, Tensor right, Tensor output) : base(left, right)
    {
        _op = Unsafe.SizeOf<TOp>() <= 1 ? s_default! : (IBinaryGradient)op; // an operator without parameters needs no box of its own
        (_leftLayout, _leftType) = (left.Layout, left.dtype);
        (_rightLayout, _rightType) = (right.Layout, right.dtype);
        Save(SavesInputs && (!SavesTheOther || right.requires_grad) ? savedLeft ?? left : null);
        Save(SavesInputs && (!SavesTheOther || left.requires_grad) ? right : null);
        if (SavesOutput) Save(output);
    }

    /// <summary>With a plain number for the second operand.</summary>
    public BinaryNode(TOp op, Tensor left, Tensor? savedLeft, Scalar right, Tensor output) : base(left, null)
    {
        _op = Unsafe.SizeOf<TOp>() <= 1 ? s_default! : (IBinaryGradient)op;
        (_leftLayout, _leftType) = (left.Layout, left.dtype);
        _rightLayout = Layout.Scalar;
        _number = right;
        Save(SavesInputs && !SavesTheOther ? savedLeft ?? left : null);
        Save(null);
        if (SavesOutput) Save(output);
    }

    /// <summary>True if the operator has derivatives.</summary>
    public static bool Exists { get; } = s_default is not null;

    /// <summary>True if the derivatives read the operands.</summary>
    public static bool SavesInputs { get; } = s_default is { SavesInputs: true };

    public static bool SavesTheOther { get; } = s_default is { SavesTheOther: true };

    private static bool SavesOutput { get; } = s_default is { SavesOutput: true };

    public override string Name => TOp.NodeName;

    protected override void Backward(Tensor grad, GradientSink inputs)
    {
        Tensor left = SavedOrNull(0)!, right = _number is { } number ? Tensor.Wrap(number) : SavedOrNull(1)!, output = SavesOutput ? Saved(2) : null!;
        if (inputs.Needs(0)) inputs[0] = Broadcasting.Undo(_op.BackwardLeft(grad, left, right, output), _leftLayout, _leftType);
        if (inputs.Needs(1)) inputs[1] = Broadcasting.Undo(_op.BackwardRight(grad, left, right, output), _rightLayout, _rightType);
    }
}
