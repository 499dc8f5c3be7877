namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>
    /// Normalises each row: (x − mean) · rstd · weight + bias. Contiguous operands of float32 or float64: source and target [rows, columns], mean and
    /// rstd [rows], which are written, weight and bias [columns] or default.
    /// </summary>
    public virtual bool TryLayerNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps) => false;

    /// <summary>
    /// The gradients of <see cref="TryLayerNorm"/>'s source, weight and bias, in the same shapes. Each of the three targets is default where it is not
    /// asked for, and weight where there is none.
    /// </summary>
    public virtual bool TryLayerNormBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean,
        in Operand rstd, in Operand weight) => false;

    /// <summary>
    /// Normalises each group of channels of each image. Contiguous operands of float32 or float64: source and target [N, C, inner], mean and rstd
    /// [N, groups], which are written, weight and bias [C] or default.
    /// </summary>
    public virtual bool TryGroupNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps) => false;

    /// <summary>
    /// The gradients of <see cref="TryGroupNorm"/>'s source, weight and bias, in the same shapes. Each of the three targets is default where it is not
    /// asked for, and weight where there is none.
    /// </summary>
    public virtual bool TryGroupNormBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean,
        in Operand rstd, in Operand weight) => false;

    /// <summary>
    /// Normalises each channel over the batch. Contiguous operands of float32 or float64: source and target [N, C, inner], all others [C]. Mean and rstd
    /// are written. While training they are the batch's own, and move the running mean and variance, which may be default; else they are the running ones.
    /// Weight and bias may be default.
    /// </summary>
    public virtual bool TryBatchNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, in Operand runningMean,
        in Operand runningVariance, bool training, double momentum, double eps) => false;

    /// <summary>
    /// The gradients of <see cref="TryBatchNorm"/>'s source, weight and bias, in the same shapes. Each of the three targets is default where it is not
    /// asked for, and weight where there is none.
    /// </summary>
    public virtual bool TryBatchNormBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean,
        in Operand rstd, in Operand weight, bool training) => false;
}
