using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where both are not zero.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logical_and.html"/>
[Operator("logical_and")]
internal readonly partial struct LogicalAnd : IBinaryOp
{
    public static bool IsPredicate => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => ~(V.Equal(x, V.Zero) | V.Equal(y, V.Zero));
}
