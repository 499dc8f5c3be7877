namespace Taimatsu.Bench;

/// <summary>A network's answer for a batch, without a graph.</summary>
internal static class Inference
{
    public static IEnumerable<Workload> All()
    {
        foreach (var (name, make) in Nets.Named)
            foreach (long batch in new long[] { 1, 64 })
                yield return new("inference", $"{name}, batch {batch}", () =>
                {
                    var net = make();
                    net.eval();
                    var x = Nets.Input(name, batch);
                    return Workload.Scoped(() =>
                    {
                        using var silence = no_grad();
                        net.call(x);
                    });
                });
    }
}
