using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The smaller of both; of a NaN and a number the number.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.fmin.html"/>
[Operator("fmin", Face = Face.Tensor | Face.Torch)]
internal readonly partial struct FMin : IBinaryOp, IBinaryGradient
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Equal(x, x), V.Select(V.Equal(y, y), V.Min(x, y), x), y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.where((left <= right) | right.isnan(), grad, 0.0);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.where((left <= right) | right.isnan(), 0.0, grad);
}
