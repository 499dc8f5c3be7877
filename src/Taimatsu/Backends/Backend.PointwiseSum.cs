namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>target = Σ op(x, y) / divisor, in one pass.</summary>
    /// <returns>False, and nothing done, if the operands are not what this device has a pass for.</returns>
    public virtual bool TrySumOf<TOp>(TOp op, in Operand target, in Operand x, in Operand y, long divisor) where TOp : struct, IBinaryOp => false;
}
