namespace Taimatsu;

/// <summary>Collects the numbers of another sampler into batches.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.BatchSampler"/>
public sealed class BatchSampler : Sampler<long[]>
{
    /// <summary>Batches of <paramref name="batch_size"/>; the last one may be shorter, unless it is dropped.</summary>
    /// <exception cref="ArgumentException">The length of a batch is not positive.</exception>
    public BatchSampler(IEnumerable<long> sampler, long batch_size, bool drop_last = false)
    {
        if (batch_size <= 0) throw new ArgumentException($"batch_size should be a positive integer value, but got batch_size={batch_size}");
        (this.sampler, this.batch_size, this.drop_last) = (sampler, batch_size, drop_last);
    }

    /// <summary>Where the numbers come from.</summary>
    public IEnumerable<long> sampler { get; }

    /// <summary>The length of a batch.</summary>
    public long batch_size { get; }

    /// <summary>True if a shorter batch at the end is left out.</summary>
    public bool drop_last { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The sampler does not know how many numbers it gives.</exception>
    public override long Count => drop_last ? CountOf(sampler) / batch_size : (CountOf(sampler) + batch_size - 1) / batch_size;

    /// <inheritdoc/>
    public override IEnumerator<long[]> GetEnumerator()
    {
        var batch = new List<long>((int)Math.Min(batch_size, 1 << 16));
        foreach (long index in sampler)
        {
            batch.Add(index);
            if (batch.Count < batch_size) continue;
            yield return [.. batch];
            batch.Clear();
        }
        if (batch.Count > 0 && !drop_last) yield return [.. batch];
    }

    /// <summary>How many there are, if that can be known without going through them.</summary>
    internal static long CountOf<T>(IEnumerable<T> sampler)
        => sampler is ICounted known ? known.Count
            : sampler.TryGetNonEnumeratedCount(out int count) ? count
            : throw new InvalidOperationException($"object of type '{sampler.GetType().Name}' has no len()");
}
