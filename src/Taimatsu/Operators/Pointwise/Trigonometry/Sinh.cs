using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The hyperbolic sine.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sinh.html"/>
[Operator("sinh")]
internal readonly partial struct Sinh : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Hyperbolic.Sinh<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * input.cosh();
}
