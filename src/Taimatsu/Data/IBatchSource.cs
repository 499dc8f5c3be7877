namespace Taimatsu.Data;

/// <summary>A data set that makes a whole batch at once, faster than item by item and with the same result.</summary>
internal interface IBatchSource<TBatch>
{
    /// <summary>Makes the batch of some items.</summary>
    /// <returns>False if it must be made item by item, for instance because a transform wants single items.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such item.</exception>
    bool TryGetBatch(ReadOnlySpan<long> indices, out TBatch batch);
}
