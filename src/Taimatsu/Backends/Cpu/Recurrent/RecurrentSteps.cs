namespace Taimatsu.Backends.Cpu;

/// <summary>The steps of a recurrent layer's direction in the order in which they are walked, for all sequences or some of them.</summary>
internal readonly struct RecurrentSteps
{
    /// <summary>
    /// A thread takes sequences of its own through all steps if all weights have no more bytes than this: three quarters of the second-level cache of a server's processor.
    /// </summary>
    public const long OwnBytes = 3 << 18;

    /// <summary>With fewer sequences the weights would be read for too few products.</summary>
    private const long LeastSequences = 8;

    private readonly long[] _sizes, _offsets;
    private readonly bool _reverse;

    public RecurrentSteps(in RecurrentRun run)
    {
        _sizes = run.BatchSizes;
        _reverse = run.Reverse;
        _offsets = new long[_sizes.Length];
        for (int t = 1; t < _offsets.Length; t++) _offsets[t] = _offsets[t - 1] + _sizes[t - 1];
        Batch = _sizes[0];
        Units = run.Weight.Size(1);
        GateCount = (int)(run.Weight.Size(0) / Units);
    }

    private RecurrentSteps(in RecurrentSteps all, long first, long batch)
    {
        this = all;
        First = first;
        Batch = batch;
    }

    public int Count => _sizes.Length;

    /// <summary>The first of these sequences among all.</summary>
    public long First { get; }

    /// <summary>The sequences.</summary>
    public long Batch { get; }

    /// <summary>H.</summary>
    public long Units { get; }

    /// <summary>G.</summary>
    public int GateCount { get; }

    /// <summary>These sequences at a step; none before the first and after the last.</summary>
    public long Size(int step) => (uint)step < (uint)_sizes.Length ? Math.Clamp(_sizes[_reverse ? _sizes.Length - 1 - step : step] - First, 0, Batch) : 0;

    /// <summary>The row where a step of these sequences begins.</summary>
    public long Offset(int step) => (uint)step < (uint)_sizes.Length ? _offsets[_reverse ? _sizes.Length - 1 - step : step] + First : 0;

    /// <summary>
    /// How many threads can take sequences of their own through all steps, without meeting in each: 1 if there are too few sequences for that, or fewer than
    /// blocks of units to deal out.
    /// </summary>
    public long Parts(long blocks)
    {
        long threads = WorkerPool.ThreadCount, parts = Math.Min(threads, Rows(Batch) / Count / LeastSequences);
        return parts < Math.Min(threads, blocks) ? 1 : Math.Max(1, parts);
    }

    /// <summary>One of some parts of the sequences, of about as many rows each.</summary>
    public RecurrentSteps Part(long part, long parts)
    {
        long first = Boundary(part, parts);
        return new RecurrentSteps(this, first, Boundary(part + 1, parts) - first);
    }

    /// <summary>The most sequences of a part.</summary>
    public long LargestPart(long parts)
    {
        long most = 0;
        for (long part = 0; part < parts; part++) most = Math.Max(most, Part(part, parts).Batch);
        return most;
    }

    // Sequences may end before others, so an even cut is not one of even work.
    private long Boundary(long part, long parts)
    {
        long wanted = Rows(Batch) * part / parts, low = 0, high = Batch;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (Rows(middle) < wanted) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The rows of that many first sequences in all steps.</summary>
    private long Rows(long sequences)
    {
        long rows = 0;
        foreach (long size in _sizes) rows += Math.Clamp(size - First, 0, sequences);
        return rows;
    }
}
