using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>1 − erf(x), accurate where it is small.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.erfc.html"/>
[Operator("erfc", Face = Face.Default | Face.Special)]
internal readonly partial struct Erfc : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => ErrorFunction.Erfc<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * (input * input).neg().exp() * -1.1283791670955126;
}
