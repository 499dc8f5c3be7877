using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The graph node of every unary pointwise operator.</summary>
internal sealed class UnaryNode<TOp> : Node where TOp : struct, IUnaryOp
{
    private readonly TOp _op;
    private readonly ScalarType _type;

    public UnaryNode(TOp op, Tensor input, Tensor? savedInput, Tensor output) : base(input)
    {
        _op = op;
        _type = input.dtype;
        if (op is IGradientFromInput) Save(savedInput ?? input);
        else if (op is IGradientFromOutput) Save(output);
    }

    public override string Name => TOp.NodeName;

    /// <summary>True if the operator has a derivative.</summary>
    public static bool Exists => default(TOp) is IGradientFromInput or IGradientFromOutput or IGradientPlain;

    protected override void Backward(Tensor grad, GradientSink inputs)
    {
        var result = _op switch
        {
            IGradientFromInput op => op.Backward(grad, Saved(0)),
            IGradientFromOutput op => op.Backward(grad, Saved(0)),
            IGradientPlain op => op.Backward(grad),
            _ => throw new InvalidOperationException($"derivative for {TOp.Name} is not implemented"),
        };
        inputs[0] = result.dtype == _type ? result : result.to(_type);
    }
}
