using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The hyperbolic tangent.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.tanh.html"/>
[Operator("tanh", Face = Face.Default | Face.Functional)]
internal readonly partial struct Tanh : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Tanh<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor output) => Pointwise.Binary(new TanhBackward(), grad, output);
}

/// <summary>grad · (1 − y²), where y is a hyperbolic tangent.</summary>
[Operator("tanh_backward", Face = 0)]
internal readonly partial struct TanhBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V g, V y) where V : struct, ISimd<V, T> where T : unmanaged => g * (V.One - y * y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * left * right * -2;
}
