namespace Taimatsu.Bench;

/// <summary>Steps of optimisers over one large parameter and over many small ones.</summary>
internal static class Optimizers
{
    public static IEnumerable<Workload> All()
    {
        foreach (var (size, count, name) in new[] { (4_000_000L, 1, "4M"), (64L, 100, "100 of 64") })
        {
            yield return Make($"SGD, {name}", size, count, p => optim.SGD(p, 0.01));
            yield return Make($"SGD with momentum, {name}", size, count, p => optim.SGD(p, 0.01, 0.9));
            yield return Make($"Adam, {name}", size, count, p => optim.Adam(p, 0.001));
            yield return Make($"AdamW, {name}", size, count, p => optim.AdamW(p, 0.001));
            yield return Make($"RMSprop, {name}", size, count, p => optim.RMSProp(p, 0.001));
        }
    }

    private static Workload Make(string name, long size, int count, Func<IEnumerable<Parameter>, Optimizer> create) => new("optimisers", name, () =>
    {
        var parameters = Enumerable.Range(0, count).Select(_ => new Parameter(randn(size))).ToArray();
        foreach (var parameter in parameters) parameter.grad = randn(size);
        var optimizer = create(parameters);
        return Workload.Scoped(() => optimizer.step());
    });
}
