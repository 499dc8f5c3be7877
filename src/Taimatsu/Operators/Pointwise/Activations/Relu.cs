using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>max(x, 0), element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html"/>
[Operator("relu", Face = Face.Default | Face.Functional)]
internal readonly partial struct Relu : IUnaryOp, IGradientFromOutput, IOperandCheck
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.LessOrEqual(x, V.Zero), V.Zero, x);
    public Tensor Backward(Tensor grad, Tensor output) => Pointwise.Binary(new ReluBackward(), grad, output);
    public void Check(Tensor x, Tensor? y)
    {
        if (x.dtype == ScalarType.Bool) throw new InvalidOperationException("Boolean inputs not supported for relu");
    }
}

/// <summary>grad where x is positive, else 0.</summary>
[Operator("relu_backward", Face = 0)]
internal readonly partial struct ReluBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.LessOrEqual(x, V.Zero), V.Zero, g);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
