using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The largest whole number that is not above x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.floor.html"/>
[Operator("floor")]
internal readonly partial struct Floor : IUnaryOp, IGradientPlain
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Floor(x);
    public Tensor Backward(Tensor grad) => torch.zeros_like(grad);
}
