using System.Collections;

namespace Taimatsu;

/// <summary>One pass of a loader with worker threads: each takes the next batch of indices; finished batches wait for their turn, never more than a few a worker.</summary>
internal sealed class WorkerPass<TBatch> : IEnumerator<TBatch>
{
    private readonly IEnumerator<long[]> _batches;
    private readonly Func<long[], int, TBatch> _fetch;
    private readonly Dictionary<long, (TBatch? Batch, Exception? Error)> _finished = [];
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stop = new();
    private readonly object _taking = new();
    private readonly bool _recordsGradients = torch.is_grad_enabled();
    private long _taken, _yielded, _total = long.MaxValue;
    private TBatch? _current;

    public WorkerPass(IEnumerable<long[]> batches, Func<long[], int, TBatch> fetch, int workers, int prefetch)
    {
        _batches = batches.GetEnumerator();
        _fetch = fetch;
        _room = new SemaphoreSlim(workers * prefetch);
        for (int i = 0; i < workers; i++)
        {
            int worker = i;
            new Thread(() => Work(worker)) { IsBackground = true, Name = $"DataLoader worker {worker}" }.Start();
        }
    }

    public TBatch Current => _current!;

    object? IEnumerator.Current => _current;

    public bool MoveNext()
    {
        (TBatch? Batch, Exception? Error) next;
        lock (_finished)
        {
            while (!_finished.Remove(_yielded, out next))
            {
                if (_yielded >= _total || _stop.IsCancellationRequested) return false;
                Monitor.Wait(_finished);
            }
        }
        _yielded++;
        _room.Release();
        if (next.Error is not null)
        {
            Dispose();
            throw next.Error;
        }
        _current = next.Batch;
        return true;
    }

    public void Reset() => throw new NotSupportedException("a pass over the data cannot be started again; ask the loader for another");

    /// <summary>Stops the workers: also when a loop over the loader is left early.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        lock (_finished) Monitor.PulseAll(_finished);
    }

    private void Work(int worker)
    {
        using var recording = torch.set_grad_enabled(_recordsGradients);
        try
        {
            while (true)
            {
                _room.Wait(_stop.Token);
                long number;
                long[]? indices = null;
                (TBatch?, Exception?) result = default;
                // The sampler runs on the worker that asks for the next batch; one at a time, so the order is the sampler's.
                lock (_taking)
                {
                    number = _taken++;
                    try
                    {
                        if (_batches.MoveNext()) indices = _batches.Current;
                    }
                    catch (Exception error)
                    {
                        result = (default, error);
                    }
                }
                if (indices is null && result.Item2 is null)
                {
                    lock (_finished)
                    {
                        _total = Math.Min(_total, number);
                        Monitor.PulseAll(_finished);
                    }
                    return;
                }
                try
                {
                    if (indices is not null) result = (_fetch(indices, worker), null);
                }
                catch (Exception error)
                {
                    result = (default, error);
                }
                lock (_finished)
                {
                    _finished[number] = result;
                    Monitor.PulseAll(_finished);
                }
                if (result.Item2 is not null) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The pass was left early.
        }
    }
}
