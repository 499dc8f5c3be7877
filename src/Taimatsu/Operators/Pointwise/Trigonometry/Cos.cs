using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The cosine of radians.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cos.html"/>
[Operator("cos")]
internal readonly partial struct Cos : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Trigonometry.Cos<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * -input.sin();
}
