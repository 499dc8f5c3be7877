using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where an element is neither infinite nor NaN.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.isfinite.html"/>
[Operator("isfinite", Face = Face.Tensor | Face.Torch)]
internal readonly partial struct IsFinite : IUnaryOp
{
    public static bool IsPredicate => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
        => V.IsFloat ? V.Less(V.Abs(x), V.Create(double.PositiveInfinity)) : V.Equal(x, x);
}
