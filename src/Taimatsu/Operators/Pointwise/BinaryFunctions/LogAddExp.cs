using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>log(eˣ + eʸ).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logaddexp.html"/>
[Operator("logaddexp", Face = Face.Tensor | Face.Torch)]
internal readonly partial struct LogAddExp : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var larger = V.Max(x, y);
        return V.Select(V.Equal(V.Abs(larger), V.Create(double.PositiveInfinity)), larger, larger + Log1pWithin<V, T>(Exp<V, T>(-V.Abs(x - y))));
    }
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad / (1 + (right - left).exp());
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad / (1 + (left - right).exp());
}
