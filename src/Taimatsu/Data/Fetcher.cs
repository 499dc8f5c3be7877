namespace Taimatsu.Data;

/// <summary>Makes the batch of some items: at once where the data set can, else item by item and then collated. Several threads may use one.</summary>
internal sealed class Fetcher<T, TBatch>(Dataset<T> dataset, Func<IReadOnlyList<T>, TBatch>? collate)
{
    private readonly Func<IReadOnlyList<T>, TBatch> _collate = collate ?? Collation.Of<T, TBatch>();
    private readonly bool _mayTakeWhole = collate is null;

    /// <summary>Makes one batch.</summary>
    /// <param name="indices">The items' numbers.</param>
    /// <param name="isStopped">Asked between items: the batch is no longer wanted.</param>
    /// <exception cref="DataLoaderException">An item, or putting them together, failed.</exception>
    /// <exception cref="OperationCanceledException">The batch is no longer wanted.</exception>
    public TBatch Fetch(IReadOnlyList<long> indices, Func<bool>? isStopped = null)
    {
        if (_mayTakeWhole && TryWhole(indices, out var whole)) return whole;
        var items = new T[indices.Count];
        for (int i = 0; i < items.Length; i++)
        {
            if (isStopped?.Invoke() == true) throw new OperationCanceledException();
            try
            {
                items[i] = dataset[indices[i]];
            }
            catch (Exception e)
            {
                throw new DataLoaderException($"item {indices[i]} of {dataset.GetType().Name}: {e.GetType().Name}: {e.Message}", indices[i], e);
            }
        }
        try
        {
            return _collate(items);
        }
        catch (Exception e)
        {
            throw new DataLoaderException($"collating items {string.Join(", ", indices.Take(8))}{(indices.Count > 8 ? ", …" : "")}: {e.GetType().Name}: {e.Message}", null, e);
        }
    }

    private bool TryWhole(IReadOnlyList<long> indices, out TBatch batch)
    {
        var source = dataset;
        ReadOnlySpan<long> numbers = indices as long[] ?? [.. indices];
        try
        {
            for (; source is Subset<T> subset; source = subset.dataset) numbers = subset.Translate(numbers);
            if (source is IBatchSource<TBatch> whole) return whole.TryGetBatch(numbers, out batch);
        }
        catch (IndexOutOfRangeException)
        {
            // Item by item, which tells the wrong one's number.
        }
        batch = default!;
        return false;
    }
}
