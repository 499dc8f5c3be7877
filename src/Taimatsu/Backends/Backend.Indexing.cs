namespace Taimatsu.Backends;

/// <summary>What happens where an index names an element of the target.</summary>
internal enum ScatterKind
{
    Assign,
    Add,
    Multiply,
    Maximum,
    Minimum,
}

internal abstract partial class Backend
{
    /// <summary>
    /// Copies whole slices: target[…, i, …] = source[…, index[i], …] along a dimension, where the index counts the source's strides. Any strides; the index is
    /// contiguous int64 and was checked.
    /// </summary>
    public abstract void IndexSelect(in Operand target, in Operand source, in Operand index, int dimension);

    /// <summary>target[…, index[i], …] is combined with source[…, i, …] along a dimension; in the order of i, so the result is always the same. Any strides.</summary>
    public abstract void IndexCombine(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind);

    /// <summary>target[i][j] = source[i][index[i][j]] with the index in one dimension; the shape is the index's. Any strides, rank 1 at least.</summary>
    public abstract void Gather(in Operand target, in Operand source, in Operand index, int dimension);

    /// <summary>target[i][index[i][j]] is combined with source[i][j], with the index in one dimension; the shape is the index's. Any strides, rank 1 at least.</summary>
    public abstract void Scatter(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind);

    /// <summary><see cref="Gather"/> with contiguous indices that nobody has checked; a number that lies outside, if there is one, is returned, and the target is unfinished.</summary>
    public virtual long? GatherChecked(in Operand target, in Operand source, in Operand index, int dimension)
    {
        if (Outside(index, source.Size(dimension)) is { } wrong) return wrong;
        Gather(target, source, index, dimension);
        return null;
    }

    /// <summary><see cref="Scatter"/> with contiguous indices that nobody has checked; a number that lies outside, if there is one, is returned, and the target is unfinished.</summary>
    public virtual long? ScatterChecked(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind)
    {
        if (Outside(index, target.Size(dimension)) is { } wrong) return wrong;
        Scatter(target, source, index, dimension, kind);
        return null;
    }

    /// <summary>A number of contiguous int64 that does not lie in [0, length), if there is one.</summary>
    protected long? Outside(in Operand index, long length)
    {
        var (smallest, largest) = Extremes(index);
        return smallest < 0 ? smallest : largest >= length ? largest : null;
    }

    /// <summary>
    /// The places of all true elements of contiguous bool, in row-major order, as int64: [count, rank] of indices, or [count] of numbers in the flattened
    /// tensor. The function makes the tensor once the count is known.
    /// </summary>
    public abstract void NonZero(in Operand source, bool flat, Func<long, Operand> makeTarget);

    /// <summary>The smallest and largest of some contiguous int64; (0, -1) of none.</summary>
    public abstract (long Smallest, long Largest) Extremes(in Operand index);

    /// <summary>Whether <see cref="CheckIndex"/> is to be asked instead of <see cref="Extremes"/>: because that would wait for the device.</summary>
    public virtual bool ChecksIndicesLater => false;

    /// <summary>
    /// Copies contiguous int64 and makes sure that every number lies in [0, length), length being at least 1; negative ones count from the end if they may. If one does not, the
    /// error of it is thrown when the host next waits for the device; until then 0 stands in its place.
    /// </summary>
    public virtual void CheckIndex(in Operand target, in Operand index, long length, bool allowsNegative, Func<long, Exception> error)
    {
        var (smallest, largest) = Extremes(index);
        if (smallest < (allowsNegative ? -length : 0)) throw error(smallest);
        if (largest >= length) throw error(largest);
        Copy(target, index);
    }

    /// <summary>Rows of zeros with a one at the number that the index has for each, into a contiguous int64 target; the numbers lie within. False if the backend leaves it to plain operators.</summary>
    public virtual bool TryOneHot(in Operand target, in Operand index) => false;

    /// <summary>How often each number occurs in a contiguous int64 index, into a contiguous int64 target; the numbers lie within. False if the backend leaves it to plain operators.</summary>
    public virtual bool TryCount(in Operand target, in Operand index) => false;

    /// <summary>How many of the source's elements (contiguous float32 or float64) lie in each of the target's equally wide bins from min to max, which are included; int64. False if there is no kernel.</summary>
    public virtual bool TryCountBins(in Operand target, in Operand source, double min, double max) => false;
}
