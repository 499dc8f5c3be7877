using System.Collections;

namespace Taimatsu;

/// <summary>
/// Items in an order of their own, such as lines of a file; each enumeration starts anew. A loader reads it on one thread, so that every item comes once,
/// whatever the number of workers.
/// </summary>
/// <typeparam name="T">One item.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset"/>
public abstract class IterableDataset<T> : IDataset<T>, IEnumerable<T>
{
    /// <summary>The items.</summary>
    public abstract IEnumerator<T> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Two data sets, one after the other.</summary>
    public static ChainDataset<T> operator +(IterableDataset<T> left, IterableDataset<T> right) => new([left, right]);
}

/// <summary>Several iterable data sets, one after the other.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ChainDataset"/>
public sealed class ChainDataset<T>(IEnumerable<IterableDataset<T>> datasets) : IterableDataset<T>
{
    /// <inheritdoc/>
    public override IEnumerator<T> GetEnumerator() => datasets.SelectMany(d => d).GetEnumerator();
}
