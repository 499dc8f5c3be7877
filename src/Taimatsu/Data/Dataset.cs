namespace Taimatsu;

/// <summary>A collection of samples that can be fetched by number.</summary>
/// <typeparam name="T">What a sample is.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Dataset"/>
public abstract class Dataset<T>
{
    /// <summary>The number of samples.</summary>
    public abstract long Count { get; }

    /// <summary>A sample. It may be called from several threads at once.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such sample.</exception>
    public abstract T this[long index] { get; }

    /// <summary>Throws if there is no such sample.</summary>
    protected void CheckIndex(long index)
    {
        if ((ulong)index >= (ulong)Count) throw new IndexOutOfRangeException($"{GetType().Name}: index {index} is out of range for {Count} samples");
    }
}

/// <summary>A collection of samples that come one after the other.</summary>
/// <typeparam name="T">What a sample is.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset"/>
public abstract class IterableDataset<T> : IEnumerable<T>
{
    /// <inheritdoc/>
    public abstract IEnumerator<T> GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Tensors of one length: sample i is the i-th slice of each.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset"/>
public sealed class TensorDataset : Dataset<Tensor[]>
{
    /// <summary>Takes the tensors; their first dimensions must be equal.</summary>
    /// <exception cref="ArgumentException">They are not, or there are no tensors.</exception>
    public TensorDataset(params Tensor[] tensors)
    {
        if (tensors.Length == 0 || tensors.Any(t => t.ndim == 0 || t.size(0) != tensors[0].size(0))) throw new ArgumentException("Size mismatch between tensors");
        this.tensors = tensors;
    }

    /// <summary>The tensors.</summary>
    public IReadOnlyList<Tensor> tensors { get; }

    /// <inheritdoc/>
    public override long Count => tensors[0].size(0);

    /// <inheritdoc/>
    public override Tensor[] this[long index]
    {
        get
        {
            CheckIndex(index);
            return [.. tensors.Select(t => t.select(0, index))];
        }
    }
}

/// <summary>Some samples of another dataset.</summary>
/// <typeparam name="T">What a sample is.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Subset"/>
public sealed class Subset<T>(Dataset<T> dataset, IReadOnlyList<long> indices) : Dataset<T>
{
    /// <summary>The whole dataset.</summary>
    public Dataset<T> dataset { get; } = dataset;

    /// <summary>Which samples of it these are.</summary>
    public IReadOnlyList<long> indices { get; } = indices;

    /// <inheritdoc/>
    public override long Count => indices.Count;

    /// <inheritdoc/>
    public override T this[long index]
    {
        get
        {
            CheckIndex(index);
            return dataset[indices[(int)index]];
        }
    }
}

/// <summary>Datasets one after the other.</summary>
/// <typeparam name="T">What a sample is.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset"/>
public sealed class ConcatDataset<T> : Dataset<T>
{
    private readonly long[] _ends;

    /// <summary>Takes the datasets.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public ConcatDataset(params IEnumerable<Dataset<T>> datasets)
    {
        this.datasets = [.. datasets];
        if (this.datasets.Count == 0) throw new ArgumentException("datasets should not be an empty iterable");
        _ends = new long[this.datasets.Count];
        long end = 0;
        for (int i = 0; i < _ends.Length; i++) _ends[i] = end += this.datasets[i].Count;
    }

    /// <summary>The datasets.</summary>
    public IReadOnlyList<Dataset<T>> datasets { get; }

    /// <inheritdoc/>
    public override long Count => _ends[^1];

    /// <inheritdoc/>
    public override T this[long index]
    {
        get
        {
            CheckIndex(index);
            int which = Array.FindIndex(_ends, end => index < end);
            return datasets[which][index - (which == 0 ? 0 : _ends[which - 1])];
        }
    }
}
