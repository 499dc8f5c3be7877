using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>−x, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.neg.html"/>
[Operator("neg", Alias = "negative")]
internal readonly partial struct Neg : IUnaryOp, IGradientPlain
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => -x;
    public Tensor Backward(Tensor grad) => -grad;
}
