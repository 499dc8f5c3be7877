using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The inverse hyperbolic cosine.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.acosh.html"/>
[Operator("acosh", Alias = "arccosh")]
internal readonly partial struct Acosh : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Hyperbolic.Acosh<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * (input * input - 1).rsqrt();
}
