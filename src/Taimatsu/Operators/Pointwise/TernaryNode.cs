using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The graph node of every ternary pointwise operator.</summary>
internal sealed class TernaryNode<TOp> : Node where TOp : struct, ITernaryOp
{
    private readonly ITernaryGradient _op;
    private readonly Layout[] _layouts;
    private readonly ScalarType[] _types;

    public TernaryNode(TOp op, Tensor a, Tensor? savedA, Tensor b, Tensor c) : base(a, b, c)
    {
        _op = (ITernaryGradient)op;
        _layouts = [a.Layout, b.Layout, c.Layout];
        _types = [a.dtype, b.dtype, c.dtype];
        Save(savedA ?? a);
        Save(b);
        Save(c);
    }

    /// <summary>True if the operator has derivatives.</summary>
    public static bool Exists { get; } = default(TOp) is ITernaryGradient;

    public override string Name => TOp.NodeName;

    protected override void Backward(Tensor grad, GradientSink inputs)
    {
        for (int i = 0; i < 3; i++)
            if (inputs.Needs(i) && _op.Backward(i, grad, Saved(0), Saved(1), Saved(2)) is { } result)
                inputs[i] = Broadcasting.Undo(result, _layouts[i], _types[i]);
    }
}
