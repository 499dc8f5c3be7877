namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>
    /// The negative log-likelihood: −weight[class] · input[n, class, i]. Input is contiguous [N, C, inner] of float32 or float64, classes contiguous
    /// int64 [N, inner]; weight is contiguous [C] of the input's type or default. With <paramref name="reduce"/> losses and total weight are single
    /// elements (their sums); else losses are contiguous [N, inner] and the total weight is default.
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">A class is neither ignored nor from 0 to C − 1.</exception>
    public virtual bool TryNllLoss(in Operand losses, in Operand totalWeight, in Operand input, in Operand classes, in Operand weight, long ignored, bool reduce) => false;

    /// <summary>
    /// The cross entropy of contiguous scores [N, C] of float32 or float64 with classes [N], without their log-probabilities as a tensor: losses, total weight, weight, ignored and
    /// reduce as in <see cref="TryNllLoss"/>. Of each row, <paramref name="tops"/> [N] is the largest score and <paramref name="logs"/> [N] the logarithm of Σ exp(score − top).
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">A class is neither ignored nor from 0 to C − 1.</exception>
    public virtual bool TryCrossEntropy(in Operand losses, in Operand totalWeight, in Operand tops, in Operand logs, in Operand input, in Operand classes, in Operand weight, long ignored,
        bool reduce) => false;

    /// <summary>The gradient of <see cref="TryCrossEntropy"/>'s scores; grad and divisor as in <see cref="TryNllLossBackward"/>.</summary>
    public virtual bool TryCrossEntropyBackward(in Operand target, in Operand grad, in Operand input, in Operand tops, in Operand logs, in Operand classes, in Operand weight,
        in Operand divisor, long ignored) => false;

    /// <summary>
    /// The gradient of <see cref="TryNllLoss"/>'s input: −weight[class] · scale · grad at the class, 0 elsewhere. Grad is one element, or contiguous
    /// [N, inner]; the divisor is one element or default.
    /// </summary>
    public virtual bool TryNllLossBackward(in Operand target, in Operand grad, in Operand classes, in Operand weight, in Operand divisor, long ignored) => false;
}
