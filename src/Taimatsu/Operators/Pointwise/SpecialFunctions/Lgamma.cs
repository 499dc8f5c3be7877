using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The logarithm of |Γ(x)|.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.lgamma.html"/>
[Operator("lgamma")]
internal readonly partial struct Lgamma : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => GammaFunction.LogGamma<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * input.digamma();
}
