using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The inverse cosine.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.acos.html"/>
[Operator("acos", Alias = "arccos")]
internal readonly partial struct Acos : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Trigonometry.Acos<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * -(1 - input * input).rsqrt();
}
