namespace Taimatsu.Data;

/// <summary>Moves the tensors of a batch to a device.</summary>
internal static class Placement
{
    public static TBatch Move<TBatch>(TBatch batch, Device device)
    {
        object? moved = batch switch
        {
            Tensor t => t.to(device),
            Tensor[] list => Array.ConvertAll(list, t => t.to(device)),
            ValueTuple<Tensor, Tensor> t => (t.Item1.to(device), t.Item2.to(device)),
            ValueTuple<Tensor, Tensor, Tensor> t => (t.Item1.to(device), t.Item2.to(device), t.Item3.to(device)),
            Dictionary<string, Tensor> map => map.ToDictionary(p => p.Key, p => p.Value.to(device)),
            _ => batch,
        };
        return (TBatch)moved!;
    }
}
