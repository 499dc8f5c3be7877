namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>
    /// Softmax along a dimension, or its logarithm. Contiguous operands of one shape and of float32 or float64.
    /// </summary>
    public virtual bool TrySoftmax(bool logarithm, in Operand target, in Operand source, int dimension) => false;

    /// <summary>The gradient of <see cref="TrySoftmax"/>'s source from that of its result; the same rules.</summary>
    public virtual bool TrySoftmaxBackward(bool logarithm, in Operand target, in Operand grad, in Operand output, int dimension) => false;
}
