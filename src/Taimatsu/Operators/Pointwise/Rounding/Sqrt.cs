using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The square root; NaN of negative numbers.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sqrt.html"/>
[Operator("sqrt")]
internal readonly partial struct Sqrt : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Sqrt(x);
    public Tensor Backward(Tensor grad, Tensor output) => grad / (output * 2);
}
