using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The hyperbolic cosine.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cosh.html"/>
[Operator("cosh")]
internal readonly partial struct Cosh : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Hyperbolic.Cosh<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * input.sinh();
}
