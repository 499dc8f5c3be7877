using System.Collections;

namespace Taimatsu.Data;

/// <summary>One epoch made by worker threads ahead of the consumer. They begin with the first batch and end with the epoch, or when it is left early.</summary>
internal sealed class ParallelLoading<TBatch>(IEnumerator<IReadOnlyList<long>> orders, Func<WorkerCrew<TBatch>> hire, TimeSpan? timeout, Func<TBatch, TBatch> place) : IEnumerator<TBatch>
{
    private WorkerCrew<TBatch>? _crew;
    private bool _isSpent;

    // For whoever lets an epoch go without disposing it: the workers do not refer to this object, so they cannot keep it alive.
    ~ParallelLoading() => _crew?.Stop(wait: false);

    public TBatch Current { get; private set; } = default!;

    object? IEnumerator.Current => Current;

    public bool MoveNext()
    {
        if (_isSpent) return false;
        Current = default!;
        try
        {
            _crew ??= hire();
            while (_crew.HasRoom && orders.MoveNext()) _crew.Place(orders.Current);
            if (_crew.IsBusy)
            {
                Current = place(_crew.Take(timeout));
                return true;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        Dispose();
        return false;
    }

    public void Reset() => throw new NotSupportedException("An epoch cannot be rewound; start another one");

    public void Dispose()
    {
        if (_isSpent) return;
        _isSpent = true;
        _crew?.Stop(wait: true);
        orders.Dispose();
        GC.SuppressFinalize(this);
    }
}
