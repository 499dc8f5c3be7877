using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x &amp; y, bit by bit; of bools the logical and.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bitwise_and.html"/>
[Operator("bitwise_and")]
internal readonly partial struct BitwiseAnd : IBinaryOp
{
    public static Domain Domain => Domain.Integral;
    public static bool KeepsBools => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x & y;
}
