namespace Taimatsu;

/// <summary>A loader with TorchSharp's arguments, whose batches are named tensors: <c>batch["data"]</c>, <c>batch["label"]</c>.</summary>
public class DataLoader : DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>
{
    /// <summary>Loads a data set of named tensors.</summary>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    public DataLoader(Dataset<Dictionary<string, Tensor>> dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 0, bool drop_last = false)
        : base(dataset, batchSize, shuffle, num_workers: num_worker, drop_last: drop_last, generator: Seeded(seed), device: device) { }

    /// <summary>Loads labelled tensors, named <c>data</c> and <c>label</c>.</summary>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    public DataLoader(Dataset<(Tensor, long)> dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 0, bool drop_last = false)
        : this(new NamedItems(dataset), batchSize, shuffle, device, seed, num_worker, drop_last) { }

    private static Generator? Seeded(int? seed) => seed is { } number ? new Generator((ulong)number) : null;

    private sealed class NamedItems(Dataset<(Tensor, long)> source) : Dataset
    {
        public override long Count => source.Count;

        public override Dictionary<string, Tensor> GetTensor(long index)
        {
            var (data, label) = source[index];
            return new() { ["data"] = data, ["label"] = torch.tensor(label) };
        }
    }
}
