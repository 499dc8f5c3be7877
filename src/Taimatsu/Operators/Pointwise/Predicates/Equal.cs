using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where x = y.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.eq.html"/>
[Operator("eq")]
internal readonly partial struct Equal : IBinaryOp
{
    public static bool IsPredicate => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Equal(x, y);
}
