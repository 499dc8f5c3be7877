using System.Collections;

namespace Taimatsu;

/// <summary>An order in which a loader takes items: numbers of items, or lists of them for whole batches. Each enumeration is a new epoch.</summary>
/// <typeparam name="T"><c>long</c>, or <c>long[]</c> for batches.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Sampler"/>
public abstract class Sampler<T> : IEnumerable<T>, ICounted
{
    /// <summary>How many there are in an epoch.</summary>
    public abstract long Count { get; }

    /// <summary>Starts an epoch.</summary>
    public abstract IEnumerator<T> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Something that knows how many things an enumeration of it gives.</summary>
internal interface ICounted
{
    long Count { get; }
}

/// <summary>All items in their order.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SequentialSampler"/>
public sealed class SequentialSampler(long count) : Sampler<long>
{
    /// <inheritdoc/>
    public override long Count => count;

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        for (long i = 0; i < count; i++) yield return i;
    }
}

/// <summary>Some given items in random order.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SubsetRandomSampler"/>
public sealed class SubsetRandomSampler(IReadOnlyList<long> indices, Generator? generator = null) : Sampler<long>
{
    /// <inheritdoc/>
    public override long Count => indices.Count;

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        foreach (long i in torch.randperm(indices.Count, generator: generator).ToFlatArray<long>()) yield return indices[(int)i];
    }
}

/// <summary>Items by weight: with replacement an item may come again, without it comes once.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler"/>
public sealed class WeightedRandomSampler : Sampler<long>
{
    private readonly Tensor _weights;
    private readonly bool _replacement;
    private readonly Generator? _generator;

    /// <summary>Weights, one an item, which need not sum to one.</summary>
    /// <exception cref="ArgumentException">No sample is wanted, or the weights are no vector.</exception>
    public WeightedRandomSampler(Tensor weights, long num_samples, bool replacement = true, Generator? generator = null)
    {
        if (num_samples <= 0) throw new ArgumentException($"num_samples should be a positive integer value, but got num_samples={num_samples}");
        if (weights.ndim != 1) throw new ArgumentException($"weights should be a 1d sequence but given weights have shape {weights.shape}");
        (_weights, Count, _replacement, _generator) = (weights.detach().to(ScalarType.Float64), num_samples, replacement, generator);
    }

    /// <summary>Weights, one an item, which need not sum to one.</summary>
    /// <exception cref="ArgumentException">No sample is wanted.</exception>
    public WeightedRandomSampler(IReadOnlyList<double> weights, long num_samples, bool replacement = true, Generator? generator = null)
        : this(torch.tensor((double[])[.. weights]), num_samples, replacement, generator) { }

    /// <inheritdoc/>
    public override long Count { get; }

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
        => ((IEnumerable<long>)_weights.multinomial(Count, _replacement, _generator).ToFlatArray<long>()).GetEnumerator();
}
