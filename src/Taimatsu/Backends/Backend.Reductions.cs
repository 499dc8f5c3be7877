namespace Taimatsu.Backends;

/// <summary>How a reduction combines elements.</summary>
internal enum ReduceKind
{
    Sum,
    Mean,
}

internal abstract partial class Backend
{
    /// <summary>
    /// Combines the elements along some dimensions. The target has the source's rank; its length is 1 in the reduced dimensions. Computes in the
    /// target's type (float for 16-bit floats) and converts the source on the way.
    /// </summary>
    public abstract void Reduce(ReduceKind kind, in Operand target, in Operand source, ReadOnlySpan<bool> reduced);
}
