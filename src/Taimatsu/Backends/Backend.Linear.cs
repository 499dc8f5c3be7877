namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>
    /// target = beta · target + alpha · (left @ right) + bias, for each of a batch: [B, M, N] of [B, M, K] and [B, K, N], any strides, also 0 along the
    /// batch. The bias has N elements or none. All are of one type, which is not a 16-bit float. With beta 0 the target is not read.
    /// </summary>
    public abstract void MatrixProduct(in Operand target, in Operand left, in Operand right, in Operand bias, Scalar alpha, Scalar beta);

    /// <summary>The same of 16-bit floats, accumulated in float32. Where it returns false, the operands are widened.</summary>
    public virtual bool TryReducedMatrixProduct(in Operand target, in Operand left, in Operand right, in Operand bias, Scalar alpha, Scalar beta) => false;

    /// <summary>target = max(left @ right + bias, 0), of float32 or float64; else as <see cref="MatrixProduct"/>.</summary>
    public virtual bool TryRectifiedMatrixProduct(in Operand target, in Operand left, in Operand right, in Operand bias) => false;
}
