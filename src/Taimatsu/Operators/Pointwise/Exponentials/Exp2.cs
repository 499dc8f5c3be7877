using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>2ˣ, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.exp2.html"/>
[Operator("exp2", Face = Face.Default | Face.Special)]
internal readonly partial struct Exp2 : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Exp2<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor output) => grad * output * 0.6931471805599453;
}
