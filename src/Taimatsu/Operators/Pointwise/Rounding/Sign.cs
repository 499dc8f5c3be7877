using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>−1, 0 or 1 by the sign of each element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sign.html"/>
[Operator("sign")]
internal readonly partial struct Sign : IUnaryOp, IGradientPlain
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var positive = V.Less(V.Zero, x) & V.One;
        var negative = V.Less(x, V.Zero) & V.One;
        return positive - negative;
    }
    public Tensor Backward(Tensor grad) => torch.zeros_like(grad);
}
