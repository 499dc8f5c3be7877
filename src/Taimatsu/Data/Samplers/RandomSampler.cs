namespace Taimatsu;

/// <summary>Items in random order, without replacement unless asked for. The order is PyTorch's for the same seed.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler"/>
public sealed class RandomSampler : Sampler<long>
{
    // PyTorch draws numbers with replacement in blocks of this length.
    private const long BlockLength = 32;

    private readonly long _items;
    private readonly bool _replacement;
    private readonly Generator? _generator;

    /// <summary>An order of <paramref name="count"/> items; without a generator each epoch takes its seed from the default one.</summary>
    /// <exception cref="ArgumentException">The number of items or samples is not positive.</exception>
    public RandomSampler(long count, bool replacement = false, long? num_samples = null, Generator? generator = null)
    {
        Count = num_samples ?? count;
        if (Count <= 0) throw new ArgumentException($"num_samples should be a positive integer value, but got num_samples={Count}");
        if (count <= 0) throw new ArgumentException($"RandomSampler: there are {count} items to draw from");
        (_items, _replacement, _generator) = (count, replacement, generator);
    }

    /// <inheritdoc/>
    public override long Count { get; }

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        var generator = _generator ?? new Generator((ulong)NextSeed(null));
        return _replacement ? WithReplacement(generator) : Permutations(generator);
    }

    /// <summary>Draws a seed as PyTorch does: any int64 that is not negative.</summary>
    internal static long NextSeed(Generator? generator) => torch.empty([], ScalarType.Int64).random_(generator).item<long>();

    private IEnumerator<long> Permutations(Generator generator)
    {
        for (long round = 0; round < Count / _items; round++)
            foreach (long i in Permutation(generator)) yield return i;
        // PyTorch draws the last permutation even when nothing of it is needed; a generator that goes on afterwards tells.
        long[] last = Permutation(generator);
        for (long i = 0; i < Count % _items; i++) yield return last[i];
    }

    private IEnumerator<long> WithReplacement(Generator generator)
    {
        for (long block = 0; block < Count / BlockLength; block++)
            foreach (long i in Draws(BlockLength, generator)) yield return i;
        foreach (long i in Draws(Count % BlockLength, generator)) yield return i;
    }

    private long[] Permutation(Generator generator) => torch.randperm(_items, generator: generator).ToFlatArray<long>();

    private long[] Draws(long count, Generator generator) => torch.randint(_items, new Size(count), generator: generator).ToFlatArray<long>();
}
