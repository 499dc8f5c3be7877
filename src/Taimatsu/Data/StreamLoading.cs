using System.Collections;

namespace Taimatsu.Data;

/// <summary>One epoch of an iterable data set, read ahead by one thread: a stream has one reader, so that its items come once and in order.</summary>
internal sealed class StreamLoading<TBatch> : IEnumerator<TBatch>
{
    private static readonly long[] s_next = [];
    private readonly ParallelLoading<(bool IsEnd, TBatch Batch)> _loading;
    private readonly Func<TBatch, TBatch> _place;

    public StreamLoading(IEnumerator<TBatch> batches, int capacity, long seed, TimeSpan? timeout, Action<int>? begin, Func<TBatch, TBatch> place)
    {
        _place = place;
        _loading = new(Orders(), () => new(1, capacity, seed, Next, begin), timeout, entry => entry);

        (bool, TBatch) Next(IReadOnlyList<long> order, Func<bool> isStopped)
        {
            if (!isStopped() && batches.MoveNext()) return (false, batches.Current);
            batches.Dispose();
            return (true, default!);
        }
    }

    public TBatch Current { get; private set; } = default!;

    object? IEnumerator.Current => Current;

    public bool MoveNext()
    {
        if (_loading.MoveNext() && !_loading.Current.IsEnd)
        {
            Current = _place(_loading.Current.Batch);
            return true;
        }
        Current = default!;
        Dispose();
        return false;
    }

    public void Reset() => throw new NotSupportedException("An epoch cannot be rewound; start another one");

    public void Dispose() => _loading.Dispose();

    // The next batch, again and again: the reader knows where the end is.
    private static IEnumerator<IReadOnlyList<long>> Orders()
    {
        while (true) yield return s_next;
    }
}
