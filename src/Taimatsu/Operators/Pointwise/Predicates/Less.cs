using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where x &lt; y.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.lt.html"/>
[Operator("lt", Alias = "less")]
internal readonly partial struct Less : IBinaryOp
{
    public static bool IsPredicate => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Less(x, y);
}
