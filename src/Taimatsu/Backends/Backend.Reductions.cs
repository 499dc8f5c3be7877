namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>
    /// Combines the elements along some dimensions: those in which the target's length is 1 and the source's is not; both have one rank. The source
    /// is converted to <paramref name="computeType"/> on the way (bool: 0 or 1 as bytes), the result to the target's type. The centre is a
    /// contiguous operand of the target's shape and of the type that is computed in, or default. The result does not depend on the number of threads.
    /// </summary>
    public abstract void Reduce(ReduceOp op, in Operand target, in Operand source, in Operand center, ScalarType computeType);

    /// <summary>
    /// The first position along a dimension whose element equals the value given for it, or is NaN as the value is. Indices (int64) and values (of
    /// the source's type) are contiguous, of the source's shape with length 1 in the dimension.
    /// </summary>
    public abstract void FindFirst(in Operand indices, in Operand values, in Operand source, int dimension);

    /// <summary>
    /// Running combinations along a dimension, from its end if <paramref name="reverse"/>. The target is contiguous and of the source's shape.
    /// Extremes need int64 <paramref name="indices"/> of that kind too and take the last of equal elements; else they are default.
    /// </summary>
    public abstract void Scan(ScanKind kind, in Operand target, in Operand indices, in Operand source, int dimension, bool reverse);
}

/// <summary>What a running combination computes.</summary>
internal enum ScanKind
{
    Sum,
    Product,
    Maximum,
    Minimum,
    LogSumExp,
}
