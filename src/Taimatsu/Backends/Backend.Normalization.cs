namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>
    /// Normalises each row: (x − mean) · rstd · weight + bias. Contiguous operands of float32 or float64: source and target [rows, columns], mean and
    /// rstd [rows], which are written, weight and bias [columns] or default.
    /// </summary>
    public virtual bool TryLayerNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps) => false;

    /// <summary>The gradient of <see cref="TryLayerNorm"/>'s source; the same shapes. Weight may be default.</summary>
    public virtual bool TryLayerNormBackward(in Operand target, in Operand grad, in Operand source, in Operand mean, in Operand rstd, in Operand weight) => false;

    /// <summary>The gradients of layer normalisation's weight, Σ g · (x − mean) · rstd over the rows, and of its bias, Σ g, for [rows, columns].</summary>
    public virtual bool TryLayerNormSums(in Operand weightSums, in Operand biasSums, in Operand grad, in Operand source, in Operand mean, in Operand rstd) => false;

    /// <summary>
    /// The sums that the gradients of a batch normalisation need, for each channel of contiguous [N, C, inner] operands of float32 or float64:
    /// Σ grad and Σ grad · (x − mean), into contiguous [C] operands.
    /// </summary>
    public virtual bool TryBatchNormSums(in Operand gradSums, in Operand dotSums, in Operand grad, in Operand source, in Operand mean) => false;

    /// <summary>target = a · x + b · y + c with one a, b and c a channel, of contiguous [N, C, inner] operands.</summary>
    public virtual bool TryChannelCombination(in Operand target, in Operand x, in Operand y, in Operand a, in Operand b, in Operand c) => false;
}
