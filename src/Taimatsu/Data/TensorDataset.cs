using Taimatsu.Data;

namespace Taimatsu;

/// <summary>Tensors of one length: item i is row i of each. A pair can be taken apart: <c>var (x, y) = dataset[0];</c></summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset"/>
public sealed class TensorDataset : Dataset<Tensor[]>, IBatchSource<Tensor[]>
{
    /// <summary>Takes the tensors, whose first dimension numbers the items.</summary>
    /// <exception cref="ArgumentException">There are none, one has no dimension, or their first dimensions differ.</exception>
    public TensorDataset(params Tensor[] tensors)
    {
        if (tensors.Length == 0) throw new ArgumentException("TensorDataset: expected at least one tensor");
        foreach (var tensor in tensors)
            if (tensor.ndim == 0) throw new ArgumentException("TensorDataset: a 0-d tensor has no items");
        if (tensors.Any(t => t.size(0) != tensors[0].size(0)))
            throw new ArgumentException($"Size mismatch between tensors: the first dimensions are {string.Join(", ", tensors.Select(t => t.size(0)))}");
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
            long i = CheckIndex(index);
            return [.. tensors.Select(t => t.select(0, i))];
        }
    }

    bool IBatchSource<Tensor[]>.TryGetBatch(ReadOnlySpan<long> indices, out Tensor[] batch)
    {
        var rows = new long[indices.Length];
        for (int i = 0; i < rows.Length; i++) rows[i] = CheckIndex(indices[i]);
        var index = torch.from_array(rows);
        batch = [.. tensors.Select(t => t.index_select(0, index.to(t.device)))];
        return true;
    }
}

/// <summary>Takes lists of tensors apart, as Python does: <c>foreach (var (x, y) in loader)</c>.</summary>
public static class TensorLists
{
    /// <summary>Takes a pair apart.</summary>
    /// <exception cref="ArgumentException">There is another number of tensors.</exception>
    public static void Deconstruct(this IList<Tensor> tensors, out Tensor first, out Tensor second)
    {
        Expect(tensors, 2);
        (first, second) = (tensors[0], tensors[1]);
    }

    /// <summary>Takes three tensors apart.</summary>
    /// <exception cref="ArgumentException">There is another number of tensors.</exception>
    public static void Deconstruct(this IList<Tensor> tensors, out Tensor first, out Tensor second, out Tensor third)
    {
        Expect(tensors, 3);
        (first, second, third) = (tensors[0], tensors[1], tensors[2]);
    }

    private static void Expect(IList<Tensor> tensors, int count)
    {
        if (tensors.Count != count) throw new ArgumentException($"cannot unpack {tensors.Count} tensors into {count} variables");
    }
}
