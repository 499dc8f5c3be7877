using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where an element is zero.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logical_not.html"/>
[Operator("logical_not")]
internal readonly partial struct LogicalNot : IUnaryOp
{
    public static bool IsPredicate => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Equal(x, V.Zero);
}
