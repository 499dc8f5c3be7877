using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The fraction of x, with the sign of x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.frac.html"/>
[Operator("frac")]
internal readonly partial struct Frac : IUnaryOp, IGradientPlain
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => x - V.Truncate(x);
    public Tensor Backward(Tensor grad) => grad;
}
