using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x | y, bit by bit; of bools the logical or.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bitwise_or.html"/>
[Operator("bitwise_or")]
internal readonly partial struct BitwiseOr : IBinaryOp
{
    public static Domain Domain => Domain.Integral;
    public static bool KeepsBools => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x | y;
}
