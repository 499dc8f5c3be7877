namespace Taimatsu.Bench;

/// <summary>Batches of pictures from memory.</summary>
internal static class Loading
{
    public static IEnumerable<Workload> All()
    {
        yield return new("loading", "1024 pictures in batches of 64, shuffled", () =>
        {
            var loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(rand(1024, 3, 32, 32), randint(0, 10, new long[] { 1024 })), 64, shuffle: true);
            return Workload.Scoped(() =>
            {
                foreach (var batch in loader) GC.KeepAlive(batch);
            });
        });
    }
}
