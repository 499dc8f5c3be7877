using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>x · log(y), and 0 where x is 0 and y not NaN.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.xlogy.html"/>
[Operator("xlogy", Face = Face.Default | Face.Special)]
internal readonly partial struct Xlogy : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Floating;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
        => V.Select(V.Equal(x, V.Zero) & V.Equal(y, y), V.Zero, x * Log<V, T>(y));
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * torch.where((left == 0) & (right <= 0), 0.0, right.log());
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * left / right;
}
