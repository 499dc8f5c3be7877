using Taimatsu.Data;

namespace Taimatsu;

/// <summary>Some items of a data set, in an order of their own.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Subset"/>
public sealed class Subset<T>(Dataset<T> dataset, IReadOnlyList<long> indices) : Dataset<T>
{
    /// <summary>The whole data set.</summary>
    public Dataset<T> dataset { get; } = dataset;

    /// <summary>The numbers of the chosen items in the whole set.</summary>
    public IReadOnlyList<long> indices { get; } = indices;

    /// <inheritdoc/>
    public override long Count => indices.Count;

    /// <inheritdoc/>
    public override T this[long index] => dataset[indices[(int)CheckIndex(index)]];

    // What the whole set's quick way is asked for, if it has one.
    internal long[] Translate(ReadOnlySpan<long> chosen)
    {
        var whole = new long[chosen.Length];
        for (int i = 0; i < whole.Length; i++) whole[i] = indices[(int)CheckIndex(chosen[i])];
        return whole;
    }
}

/// <summary>Several data sets, one after the other.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset"/>
public sealed class ConcatDataset<T> : Dataset<T>
{
    private readonly long[] _ends;

    /// <summary>Puts data sets one after the other.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public ConcatDataset(params IReadOnlyList<Dataset<T>> datasets)
    {
        if (datasets.Count == 0) throw new ArgumentException("datasets should not be an empty iterable");
        this.datasets = datasets;
        _ends = new long[datasets.Count];
        for (int i = 0; i < _ends.Length; i++) _ends[i] = (i > 0 ? _ends[i - 1] : 0) + datasets[i].Count;
    }

    /// <summary>The data sets.</summary>
    public IReadOnlyList<Dataset<T>> datasets { get; }

    /// <inheritdoc/>
    public override long Count => _ends[^1];

    /// <inheritdoc/>
    public override T this[long index]
    {
        get
        {
            long i = CheckIndex(index);
            int found = Array.BinarySearch(_ends, i + 1);
            int part = found >= 0 ? FirstOf(found) : ~found;
            return datasets[part][part == 0 ? i : i - _ends[part - 1]];
        }
    }

    // Empty sets repeat an end: the first set that reaches it holds the item.
    private int FirstOf(int part)
    {
        while (part > 0 && _ends[part - 1] == _ends[part]) part--;
        return part;
    }
}
