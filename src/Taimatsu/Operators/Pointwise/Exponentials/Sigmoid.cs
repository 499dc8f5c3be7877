using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>1 / (1 + e⁻ˣ), element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.sigmoid.html"/>
[Operator("sigmoid", Face = Face.Default | Face.Functional)]
internal readonly partial struct Sigmoid : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Sigmoid<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor output) => Pointwise.Binary(new SigmoidBackward(), grad, output);
}

/// <summary>grad · y · (1 − y), where y is a sigmoid.</summary>
[Operator("sigmoid_backward", Face = 0)]
internal readonly partial struct SigmoidBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V g, V y) where V : struct, ISimd<V, T> where T : unmanaged => g * (V.One - y) * y;
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * left * (1 - right * 2);
}
