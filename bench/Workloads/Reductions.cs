namespace Taimatsu.Bench;

/// <summary>Reductions over each dimension, running sums, sorting.</summary>
internal static class Reductions
{
    public static IEnumerable<Workload> All()
    {
        const double bytes = 4.0 * 1024 * 1024;
        foreach (var (name, function) in new (string, Func<Tensor, Tensor>)[]
        {
            ("sum of all", x => x.sum()), ("sum of rows", x => x.sum(new long[] { 1 })), ("sum of columns", x => x.sum(new long[] { 0 })), ("mean of rows", x => x.mean(new long[] { 1 })),
            ("max of all", x => x.max()), ("argmax of rows", x => x.argmax(1)), ("argmax of columns", x => x.argmax(0)), ("variance of all", x => x.var()), ("norm", x => x.norm()),
            ("logsumexp of rows", x => x.logsumexp(1)), ("cumsum of rows", x => x.cumsum(1)), ("cumsum of columns", x => x.cumsum(0)),
            ("cumprod of rows", x => x.cumprod(1)), ("cumprod of columns", x => x.cumprod(0)),
        })
            yield return new("reductions", $"{name}, 1024x1024", () => { var x = randn(1024, 1024); return Workload.Silent(() => function(x)); }, 0, bytes);
        yield return new("reductions", "sum of the middle, 64x128x128", () => { var x = randn(64, 128, 128); return Workload.Silent(() => x.sum(new long[] { 1 })); }, 0, bytes);
        yield return new("reductions", "product of rows, 1024x1024", () => { var x = rand(1024, 1024); return Workload.Silent(() => x.prod(1)); }, 0, bytes);
        yield return new("reductions", "any of rows, 1024x1024", () => { var x = randn(1024, 1024).gt(9); return Workload.Silent(() => x.any(1)); }, 0, bytes / 4);
        yield return new("reductions", "variance of rows, 1024x1024", () => { var x = randn(1024, 1024); return Workload.Silent(() => x.var(new long[] { 1 })); }, 0, bytes);
        yield return new("reductions", "cumsum of int64, 1M", () => { var x = randint(0, 100, new long[] { 1 << 20 }); return Workload.Silent(() => x.cumsum(0)); }, 0, 2 * bytes);
        yield return new("sorting", "searchsorted 1M in 1000", () => { Tensor line = arange(1000), x = randint(0, 1000, new long[] { 1 << 20 }); return Workload.Silent(() => searchsorted(line, x)); });
        yield return new("sorting", "sort 1M", () => { var x = randn(1 << 20); return Workload.Silent(() => x.sort()); });
        yield return new("sorting", "sort rows 1024x1024", () => { var x = randn(1024, 1024); return Workload.Silent(() => x.sort(1)); });
        yield return new("sorting", "topk 5 of 1000x1000", () => { var x = randn(1000, 1000); return Workload.Silent(() => x.topk(5)); });
        yield return new("sorting", "topk 50 of 1M", () => { var x = randn(1 << 20); return Workload.Silent(() => x.topk(50)); });
        yield return new("sorting", "argsort int64 100K", () => { var x = randint(0, 1000000, new long[] { 100000 }); return Workload.Silent(() => x.argsort()); });
    }
}
