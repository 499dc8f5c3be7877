using System.Collections;

namespace Taimatsu;

/// <summary>The order in which samples are fetched.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Sampler"/>
public abstract class Sampler : IEnumerable<long>
{
    /// <summary>The number of indices of one pass.</summary>
    public abstract long Count { get; }

    /// <inheritdoc/>
    public abstract IEnumerator<long> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A generator of one's own for a pass, seeded by one draw from the default one.</summary>
    private protected static Generator SeedOwn() => new Generator().manual_seed(torch.empty(Array.Empty<long>(), dtype: ScalarType.Int64).random_().item<long>());
}

/// <summary>0, 1, 2, …</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SequentialSampler"/>
public sealed class SequentialSampler(long count) : Sampler
{
    /// <inheritdoc/>
    public override long Count => count;

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        for (long i = 0; i < count; i++) yield return i;
    }
}

/// <summary>A random order, or with replacement random draws; PyTorch's numbers.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler"/>
public sealed class RandomSampler : Sampler
{
    private const int ReplacementBlock = 32;
    private readonly long _source;
    private readonly bool _replacement;
    private readonly Generator? _generator;

    /// <summary>For a dataset of a given length; as many indices as it has unless told otherwise.</summary>
    /// <exception cref="ArgumentException">The number of indices is not positive.</exception>
    public RandomSampler(long count, bool replacement = false, long? num_samples = null, Generator? generator = null)
    {
        Count = num_samples ?? count;
        if (Count <= 0) throw new ArgumentException($"num_samples should be a positive integer value, but got num_samples={Count}");
        (_source, _replacement, _generator) = (count, replacement, generator);
    }

    /// <inheritdoc/>
    public override long Count { get; }

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        var generator = _generator ?? SeedOwn();
        if (_replacement)
        {
            for (long done = 0; done < Count; done += ReplacementBlock)
            {
                long wanted = Math.Min(ReplacementBlock, Count - done);
                foreach (long index in torch.randint(_source, new Size(wanted), generator: generator).ToFlatArray<long>()) yield return index;
            }
            yield break;
        }
        for (long done = 0; done < Count; done += _source)
            foreach (long index in torch.randperm(_source, generator: generator).ToFlatArray<long>().Take((int)Math.Min(_source, Count - done))) yield return index;
    }
}

/// <summary>Given indices in a random order.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SubsetRandomSampler"/>
public sealed class SubsetRandomSampler(IReadOnlyList<long> indices, Generator? generator = null) : Sampler
{
    /// <inheritdoc/>
    public override long Count => indices.Count;

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        foreach (long i in torch.randperm(indices.Count, generator: generator).ToFlatArray<long>()) yield return indices[(int)i];
    }
}

/// <summary>Random draws with given weights.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler"/>
public sealed class WeightedRandomSampler : Sampler
{
    private readonly Tensor _weights;
    private readonly bool _replacement;
    private readonly Generator? _generator;

    /// <summary>Takes a weight for each sample.</summary>
    /// <exception cref="ArgumentException">The number of samples is not positive.</exception>
    public WeightedRandomSampler(IEnumerable<double> weights, long num_samples, bool replacement = true, Generator? generator = null)
    {
        if (num_samples <= 0) throw new ArgumentException($"num_samples should be a positive integer value, but got num_samples={num_samples}");
        (_weights, Count, _replacement, _generator) = (torch.tensor(weights.ToArray()), num_samples, replacement, generator);
    }

    /// <inheritdoc/>
    public override long Count { get; }

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        foreach (long index in torch.multinomial(_weights, Count, _replacement, generator: _generator).ToFlatArray<long>()) yield return index;
    }
}

/// <summary>The indices of another sampler in batches.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.BatchSampler"/>
public sealed class BatchSampler : IEnumerable<long[]>
{
    private readonly IEnumerable<long> _sampler;
    private readonly long _batchSize;
    private readonly bool _dropsLast;

    /// <summary>Takes a sampler; a last batch that is not full is dropped if asked for.</summary>
    /// <exception cref="ArgumentException">The batch size is not positive.</exception>
    public BatchSampler(IEnumerable<long> sampler, long batch_size, bool drop_last = false)
    {
        if (batch_size <= 0) throw new ArgumentException($"batch_size should be a positive integer value, but got batch_size={batch_size}");
        (_sampler, _batchSize, _dropsLast) = (sampler, batch_size, drop_last);
    }

    /// <inheritdoc/>
    public IEnumerator<long[]> GetEnumerator()
    {
        var batch = new List<long>();
        foreach (long index in _sampler)
        {
            batch.Add(index);
            if (batch.Count < _batchSize) continue;
            yield return [.. batch];
            batch.Clear();
        }
        if (batch.Count > 0 && !_dropsLast) yield return [.. batch];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
