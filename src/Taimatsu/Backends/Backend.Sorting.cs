namespace Taimatsu.Backends;

/// <summary>Which element of a sorted line is wanted.</summary>
internal enum RankKind
{
    /// <summary>The one at a given place; NaN comes last.</summary>
    Place,
    /// <summary>The lower of the two in the middle; NaN if there is any.</summary>
    Median,
    /// <summary>The lower of the two in the middle of what is not NaN.</summary>
    MedianWithoutNaN,
    /// <summary>The smallest of the most frequent ones.</summary>
    Mode,
}

internal abstract partial class Backend
{
    /// <summary>
    /// Sorts every line along a dimension; equal elements keep their order, NaN counts as largest. Values and int64 indices have the source's
    /// shape; any strides. The values may be absent (<c>default</c>): then the indices alone are found.
    /// </summary>
    public abstract void Sort(in Operand values, in Operand indices, in Operand source, int dimension, bool descending);

    /// <summary>The first elements of every line as <see cref="Sort"/> orders them; as many as the targets are long in that dimension.</summary>
    public abstract void TopK(in Operand values, in Operand indices, in Operand source, int dimension, bool largest);

    /// <summary>One element of every line with its index; the targets have length 1 in that dimension.</summary>
    public abstract void Rank(in Operand values, in Operand indices, in Operand source, int dimension, RankKind kind, long place);

    /// <summary>
    /// The places at which values would be inserted into ascending lines, before (or after) equal ones. The boundaries are one line for all, or one for
    /// each line of the values; all are contiguous and of one type; the target is int64.
    /// </summary>
    public abstract void SearchSorted(in Operand target, in Operand boundaries, in Operand values, bool right);
}
