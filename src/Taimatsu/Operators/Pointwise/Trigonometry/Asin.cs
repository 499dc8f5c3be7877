using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The inverse sine.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.asin.html"/>
[Operator("asin", Alias = "arcsin")]
internal readonly partial struct Asin : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Trigonometry.Asin<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * (1 - input * input).rsqrt();
}
