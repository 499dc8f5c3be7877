using System.Runtime.ExceptionServices;
using Taimatsu.Operators;

namespace Taimatsu.Data;

/// <summary>
/// Threads that make batches ahead of their consumer, handed out in the order of their numbers. The consumer places orders and takes results; workers
/// never see the sampler, and random transforms draw from a generator seeded by the batch's number, so neither order nor content depends on how many there are.
/// </summary>
internal sealed class WorkerCrew<TBatch>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly Order[] _ring; // order n lies at n modulo its length
    private readonly Thread[] _threads;
    private readonly Func<IReadOnlyList<long>, Func<bool>, TBatch> _make;
    private readonly long _seed;
    private long _placed, _begun, _taken;
    private volatile bool _isStopped;

    public WorkerCrew(int threads, int capacity, long seed, Func<IReadOnlyList<long>, Func<bool>, TBatch> make, Action<int>? begin)
    {
        (_ring, _seed, _make) = (new Order[capacity], seed, make);
        _threads = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int number = i;
            _threads[i] = new Thread(() => Work(number, begin)) { IsBackground = true, Name = $"DataLoader worker {number}" };
            _threads[i].Start();
        }
    }

    /// <summary>True if another order may be placed. Only the consumer asks.</summary>
    public bool HasRoom => _placed - _taken < _ring.Length;

    /// <summary>True if results are on their way. Only the consumer asks.</summary>
    public bool IsBusy => _taken < _placed;

    /// <summary>Orders one more batch.</summary>
    public void Place(IReadOnlyList<long> indices)
    {
        lock (_gate)
        {
            _ring[_placed % _ring.Length] = new Order { Indices = indices };
            _placed++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the next batch in order.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public TBatch Take(TimeSpan? timeout)
    {
        Order order;
        lock (_gate)
        {
            order = _ring[_taken % _ring.Length];
            long deadline = timeout is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : long.MaxValue;
            while (!order.IsDone)
            {
                long left = deadline == long.MaxValue ? Timeout.Infinite : deadline - Environment.TickCount64;
                if (deadline != long.MaxValue && left <= 0) throw new TimeoutException($"DataLoader timed out after {timeout!.Value.TotalSeconds:0.###} seconds");
                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));
            }
            _ring[_taken % _ring.Length] = null!;
            _taken++;
        }
        order.Failure?.Throw();
        return order.Result;
    }

    /// <summary>Lets the workers go after the item that each is at. Only the second step waits for them, and not for ever.</summary>
    public void Stop(bool wait)
    {
        lock (_gate)
        {
            _isStopped = true;
            Monitor.PulseAll(_gate);
        }
        if (!wait) return;
        long deadline = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        foreach (var thread in _threads) thread.Join((int)Math.Max(0, deadline - Environment.TickCount64));
    }

    private void Work(int number, Action<int>? begin)
    {
        var generator = new Generator();
        using var drawsFrom = Generators.Use(generator);
        ExceptionDispatchInfo? broken = null;
        try
        {
            generator.manual_seed(unchecked(_seed + number));
            begin?.Invoke(number);
        }
        catch (Exception e)
        {
            broken = ExceptionDispatchInfo.Capture(e);
        }
        while (NextOrder() is (var order, var batch))
        {
            try
            {
                broken?.Throw();
                generator.manual_seed(unchecked(_seed + batch));
                order.Result = _make(order.Indices, () => _isStopped);
            }
            catch (Exception e)
            {
                order.Failure = ExceptionDispatchInfo.Capture(e);
            }
            lock (_gate)
            {
                order.IsDone = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private (Order, long)? NextOrder()
    {
        lock (_gate)
        {
            while (!_isStopped && _begun == _placed) Monitor.Wait(_gate);
            if (_isStopped) return null;
            long number = _begun++;
            return (_ring[number % _ring.Length], number);
        }
    }

    private sealed class Order
    {
        public required IReadOnlyList<long> Indices;
        public TBatch Result = default!;
        public ExceptionDispatchInfo? Failure;
        public bool IsDone;
    }
}
