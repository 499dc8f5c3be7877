namespace Taimatsu.Data;

/// <summary>Moves the tensors of a batch to a device, or into pinned memory.</summary>
internal static class Placement
{
    /// <summary>To a device; from pinned memory without waiting.</summary>
    public static TBatch Move<TBatch>(TBatch batch, Device device) => Each(batch, t => t.to(device, non_blocking: true));

    /// <summary>Into pinned memory.</summary>
    public static TBatch Pin<TBatch>(TBatch batch) => Each(batch, t => t.device_type == DeviceType.CPU ? t.pin_memory() : t);

    private static TBatch Each<TBatch>(TBatch batch, Converter<Tensor, Tensor> move)
    {
        object? moved = batch switch
        {
            Tensor t => move(t),
            Tensor[] list => Array.ConvertAll(list, move),
            ValueTuple<Tensor, Tensor> t => (move(t.Item1), move(t.Item2)),
            ValueTuple<Tensor, Tensor, Tensor> t => (move(t.Item1), move(t.Item2), move(t.Item3)),
            Dictionary<string, Tensor> map => map.ToDictionary(p => p.Key, p => move(p.Value)),
            _ => batch,
        };
        return (TBatch)moved!;
    }
}
