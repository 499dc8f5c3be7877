using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where an element is infinite.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.isinf.html"/>
[Operator("isinf", Face = Face.Tensor | Face.Torch)]
internal readonly partial struct IsInf : IUnaryOp
{
    public static bool IsPredicate => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
        => V.IsFloat ? V.Equal(V.Abs(x), V.Create(double.PositiveInfinity)) : V.Zero;
}
