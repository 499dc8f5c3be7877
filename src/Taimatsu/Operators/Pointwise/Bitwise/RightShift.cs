using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x shifted right by y bits, keeping the sign.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bitwise_right_shift.html"/>
[Operator("bitwise_right_shift")]
internal readonly partial struct RightShift : IBinaryOp, IOperandCheck
{
    public static Domain Domain => Domain.Integral;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.ShiftRight(x, y);
    public void Check(Tensor x, Tensor? y)
    {
        if (x.dtype == ScalarType.Bool && y!.dtype == ScalarType.Bool) throw new InvalidOperationException("\"bitwise_right_shift\" not implemented for 'Bool'");
    }
}
