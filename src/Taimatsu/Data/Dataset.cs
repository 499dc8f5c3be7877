namespace Taimatsu;

/// <summary>A source of items for a data loader: a <see cref="Dataset{T}"/> or an <see cref="IterableDataset{T}"/>.</summary>
/// <typeparam name="T">One item.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#dataset-types"/>
public interface IDataset<out T>;

/// <summary>Items by number. Loaders with workers read several at once, each on a thread of its own.</summary>
/// <typeparam name="T">One item, such as <c>(Tensor image, long label)</c>.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Dataset"/>
public abstract class Dataset<T> : IDataset<T>
{
    /// <summary>One item.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such item.</exception>
    public abstract T this[long index] { get; }

    /// <summary>The number of items: Python's <c>len(dataset)</c>.</summary>
    public abstract long Count { get; }

    /// <summary>The number of items.</summary>
    public long Length => Count;

    /// <summary>One item, under TorchSharp's name.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such item.</exception>
    public virtual T GetTensor(long index) => this[index];

    /// <summary>Two data sets, one after the other.</summary>
    public static ConcatDataset<T> operator +(Dataset<T> left, Dataset<T> right) => new(left, right);

    /// <summary>An item's number from 0 on, also of a negative one, which counts from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such item.</exception>
    protected long CheckIndex(long index)
    {
        long count = Count;
        if (index < -count || index >= count) throw new IndexOutOfRangeException($"{GetType().Name}: index {index} is out of range, there are {count} items");
        return index < 0 ? index + count : index;
    }
}

/// <summary>Items of named tensors, as TorchSharp's data sets have them. Derived classes write <see cref="Dataset{T}.GetTensor"/>.</summary>
public abstract class Dataset : Dataset<Dictionary<string, Tensor>>
{
    /// <inheritdoc/>
    public sealed override Dictionary<string, Tensor> this[long index] => GetTensor(index);

    /// <inheritdoc/>
    public abstract override Dictionary<string, Tensor> GetTensor(long index);
}
