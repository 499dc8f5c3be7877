namespace Taimatsu.Bench;

/// <summary>Reductions, scans and orders over many shapes, dimensions and types.</summary>
internal static class WideReductions
{
    private static readonly (string Name, Func<Tensor, long[], Tensor> Function)[] OverDimensions =
    [
        ("sum", (x, d) => x.sum(d)), ("mean", (x, d) => x.mean(d)), ("variance", (x, d) => x.var(d)), ("amax", (x, d) => x.amax(d)), ("amin", (x, d) => x.amin(d)), ("deviation", (x, d) => x.std(d)),
    ];

    private static readonly (string Name, Func<Tensor, long, Tensor> Function)[] OverOne =
    [
        ("argmax", (x, d) => x.argmax(d)), ("argmin", (x, d) => x.argmin(d)), ("max", (x, d) => { var (values, _) = x.max(d); return values; }),
        ("prod", (x, d) => x.prod(d)), ("cumsum", (x, d) => x.cumsum(d)),
        ("logsumexp", (x, d) => x.logsumexp(d)), ("all", (x, d) => x.gt(-9).all(d)), ("softmax", (x, d) => x.softmax(d)), ("log softmax", (x, d) => x.log_softmax(d)),
        ("sort", (x, d) => { var (values, _) = x.sort(d); return values; }),
    ];

    public static IEnumerable<Workload> All()
    {
        foreach (var (name, function) in OverDimensions)
        {
            foreach (var (shape, dimensions) in new (long[], long[])[]
            {
                ([100, 100], [0]), ([100, 100], [1]), ([10_000, 10], [1]), ([10_000, 10], [0]), ([10, 30_000], [1]), ([10, 30_000], [0]), ([16, 64, 28, 28], [2, 3]), ([16, 64, 28, 28], [0, 2, 3]), ([16, 64, 28, 28], [1]),
                ([32, 100, 64], [1]), ([7, 33, 65], [0, 2]), ([300_000], [0]), ([100], [0]),
            })
                yield return new("wide reductions", $"{name} over {string.Join(",", dimensions)} of {string.Join("x", shape)}", () => { var x = randn(shape); return Workload.Silent(() => function(x, dimensions)); });
            yield return new("wide reductions", $"{name} over 1 of 300x300 float64", () => { var x = randn(300, 300).to(ScalarType.Float64); return Workload.Silent(() => function(x, [1])); });
            yield return new("wide reductions", $"{name} over 0 of 300x300 float64", () => { var x = randn(300, 300).to(ScalarType.Float64); return Workload.Silent(() => function(x, [0])); });
        }
        foreach (var (name, function) in OverOne)
        {
            foreach (var (shape, dimension) in new (long[], long)[]
            {
                ([100, 100], 0), ([100, 100], 1), ([10_000, 10], 1), ([10_000, 10], 0), ([10, 30_000], 1), ([10, 30_000], 0), ([32, 100, 64], 1), ([300_000], 0),
            })
                yield return new("wide reductions", $"{name} over {dimension} of {string.Join("x", shape)}", () => { var x = randn(shape); return Workload.Silent(() => function(x, dimension)); });
        }
        foreach (var (name, function) in new (string, Func<Tensor, Tensor>)[]
        {
            ("sum", x => x.sum()), ("sum of rows", x => x.sum(new long[] { 1 })), ("sum of columns", x => x.sum(new long[] { 0 })), ("max", x => x.max()),
            ("argmax", x => x.argmax()), ("argmax of rows", x => x.argmax(1)),
            ("cumsum", x => x.cumsum(1)), ("sort", x => { var (values, _) = x.sort(1); return values; }), ("equal count", x => x.eq(3).sum()),
            ("unique", x => { var (values, _, _) = x.unique(); return values; }), ("bincount", x => x.flatten().bincount(null, 0)),
            ("topk", x => { var (values, _) = x.topk(3); return values; }),
        })
            yield return new("wide reductions", $"{name}, int64 300x300", () => { var x = randint(0, 1000, new long[] { 300, 300 }); return Workload.Silent(() => function(x)); });
        foreach (var (name, function) in new (string, Func<Tensor, Tensor>)[]
        {
            ("topk 1", x => { var (values, _) = x.topk(1); return values; }), ("topk 10", x => { var (values, _) = x.topk(10); return values; }),
            ("topk 100", x => { var (values, _) = x.topk(100); return values; }), ("sort descending", x => { var (values, _) = x.sort(1, true); return values; }),
            ("argsort", x => x.argsort(1)),
            ("kthvalue of the middle", x => { var (values, _) = x.kthvalue(150, 1); return values; }),
            ("kthvalue", x => { var (values, _) = x.kthvalue(5, 1); return values; }), ("quantile", x => x.quantile(tensor(0.3f), 1)), ("norm of rows", x => x.norm(1)),
            ("frobenius", x => x.norm()),
            ("count nonzero", x => x.count_nonzero()), ("nonzero", x => x.gt(0).nonzero()), ("std", x => x.std()),
            ("cummax", x => { var (values, _) = x.cummax(1); return values; }), ("diff", x => x.diff()),
            ("sort of transposed", x => { var (values, _) = x.t().sort(1); return values; }),
            ("sum of transposed", x => x.t().sum(new long[] { 1 })), ("any", x => x.gt(5).any()), ("accuracy", x => x.argmax(1).eq(3).sum()), ("prod", x => x.prod()),
            ("softmax half", x => x.narrow(1, 0, 100).softmax(1)),
            ("min and max", x => x.max() - x.min()), ("logsumexp", x => x.logsumexp(1)), ("normalise", x => F.normalize(x, 2, 1)), ("cosine", x => F.cosine_similarity(x, x, 1)),
        })
            yield return new("wide reductions", $"{name}, 300x300", () => { var x = randn(300, 300); return Workload.Silent(() => function(x)); });
    }
}
