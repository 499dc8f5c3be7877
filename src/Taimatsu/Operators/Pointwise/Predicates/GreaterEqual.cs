using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where x ≥ y.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.ge.html"/>
[Operator("ge", Alias = "greater_equal")]
internal readonly partial struct GreaterEqual : IBinaryOp
{
    public static bool IsPredicate => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.LessOrEqual(y, x);
}
