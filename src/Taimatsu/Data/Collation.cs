namespace Taimatsu;

/// <summary>How samples become batches: tensors are stacked, numbers become tensors.</summary>
internal static class Collation
{
    public static Tensor Tensors(IReadOnlyList<Tensor> samples) => torch.stack([.. samples]);

    public static Tensor[] Arrays(IReadOnlyList<Tensor[]> samples)
    {
        var batch = new Tensor[samples[0].Length];
        for (int i = 0; i < batch.Length; i++)
        {
            int part = i;
            batch[i] = torch.stack([.. samples.Select(s => s[part])]);
        }
        return batch;
    }

    public static (Tensor, Tensor) Labelled(IReadOnlyList<(Tensor, long)> samples)
        => (torch.stack([.. samples.Select(s => s.Item1)]), torch.tensor(samples.Select(s => s.Item2).ToArray()));

    public static (Tensor, Tensor) Pairs(IReadOnlyList<(Tensor, Tensor)> samples) => (torch.stack([.. samples.Select(s => s.Item1)]), torch.stack([.. samples.Select(s => s.Item2)]));

    public static Dictionary<string, Tensor> Dictionaries(IReadOnlyList<Dictionary<string, Tensor>> samples)
        => samples[0].Keys.ToDictionary(key => key, key => torch.stack([.. samples.Select(s => s[key])]));

    public static Tensor Numbers<T>(IReadOnlyList<T> samples) where T : unmanaged => torch.tensor(samples.ToArray());
}
