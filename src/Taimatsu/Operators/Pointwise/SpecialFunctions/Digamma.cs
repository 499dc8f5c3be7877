using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The derivative of lgamma.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.digamma.html"/>
[Operator("digamma", Face = Face.Default | Face.Special)]
internal readonly partial struct Digamma : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => DigammaFunction.Digamma<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * input.polygamma(1);
}
