using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x without its fraction.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.trunc.html"/>
[Operator("trunc", Alias = "fix")]
internal readonly partial struct Trunc : IUnaryOp, IGradientPlain
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Truncate(x);
    public Tensor Backward(Tensor grad) => torch.zeros_like(grad);
}
