using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The smallest whole number that is not below x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.ceil.html"/>
[Operator("ceil")]
internal readonly partial struct Ceil : IUnaryOp, IGradientPlain
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Ceiling(x);
    public Tensor Backward(Tensor grad) => torch.zeros_like(grad);
}
