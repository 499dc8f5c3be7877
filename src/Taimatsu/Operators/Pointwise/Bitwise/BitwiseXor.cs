using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x ^ y, bit by bit; of bools the logical exclusive or.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bitwise_xor.html"/>
[Operator("bitwise_xor")]
internal readonly partial struct BitwiseXor : IBinaryOp
{
    public static Domain Domain => Domain.Integral;
    public static bool KeepsBools => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x ^ y;
}
