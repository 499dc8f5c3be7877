using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The sign of each element; the same as sign for real numbers.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sgn.html"/>
[Operator("sgn")]
internal readonly partial struct Sgn : IUnaryOp, IGradientPlain
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
