namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>start, start + step, start + 2 · step, … into a contiguous vector; computed anew for each element, so errors do not add up.</summary>
    public abstract void Sequence(in Operand target, Scalar start, Scalar step);
}
