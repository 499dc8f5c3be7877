using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where an element is −∞.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.isneginf.html"/>
[Operator("isneginf", Face = Face.Tensor | Face.Torch)]
internal readonly partial struct IsNegInf : IUnaryOp
{
    public static bool IsPredicate => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.IsFloat ? V.Equal(x, -V.Create(double.PositiveInfinity)) : V.Zero;
}
