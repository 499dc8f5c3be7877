using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x shifted left by y bits.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bitwise_left_shift.html"/>
[Operator("bitwise_left_shift")]
internal readonly partial struct LeftShift : IBinaryOp, IOperandCheck
{
    public static Domain Domain => Domain.Integral;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.ShiftLeft(x, y);
    public void Check(Tensor x, Tensor? y)
    {
        if (x.dtype == ScalarType.Bool && y!.dtype == ScalarType.Bool) throw new InvalidOperationException("\"bitwise_left_shift\" not implemented for 'Bool'");
    }
}
