using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where x &gt; y.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.gt.html"/>
[Operator("gt", Alias = "greater")]
internal readonly partial struct Greater : IBinaryOp
{
    public static bool IsPredicate => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Less(y, x);
}
