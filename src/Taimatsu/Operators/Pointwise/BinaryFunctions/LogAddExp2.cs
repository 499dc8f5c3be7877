using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>log₂(2ˣ + 2ʸ).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logaddexp2.html"/>
[Operator("logaddexp2", Face = Face.Tensor | Face.Torch)]
internal readonly partial struct LogAddExp2 : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var larger = V.Max(x, y);
        var rest = Log1pWithin<V, T>(Exp2<V, T>(-V.Abs(x - y))) * V.Create(1.4426950408889634);
        return V.Select(V.Equal(V.Abs(larger), V.Create(double.PositiveInfinity)), larger, larger + rest);
    }
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad / (1 + (right - left).exp2());
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad / (1 + (left - right).exp2());
}
