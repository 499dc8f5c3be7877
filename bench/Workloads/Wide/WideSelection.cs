namespace Taimatsu.Bench;

/// <summary>The largest, the middle and the different elements, and where values belong.</summary>
internal static class WideSelection
{
    public static IEnumerable<Workload> All()
    {
        foreach (var (shape, k) in new (long[], int)[]
        {
            ([100_000], 1), ([100_000], 10), ([100_000], 100), ([100_000], 10_000), ([1_000_000], 1000), ([1000, 1000], 1), ([1000, 1000], 20), ([1000, 1000], 200), ([8, 50_257], 1), ([8, 50_257], 50),
            ([10_000, 10], 3), ([2000, 64], 2), ([64, 8400], 300),
        })
        {
            string name = $"{k} of {string.Join("x", shape)}";
            yield return Make($"topk {name}", () => { var x = randn(shape); return () => { var (values, _) = x.topk(k); return values; }; });
            yield return Make($"topk of the smallest, {name}", () => { var x = randn(shape); return () => { var (values, _) = x.topk(k, -1, false); return values; }; });
            yield return Make($"topk, float64, {name}", () => { var x = randn(shape).to(ScalarType.Float64); return () => { var (values, _) = x.topk(k); return values; }; });
            yield return Make($"topk, int64, {name}", () => { var x = randint(0, 1_000_000, shape); return () => { var (values, _) = x.topk(k); return values; }; });
        }
        foreach (var shape in new long[][] { [100_000], [1000, 300], [300, 1000] })
        {
            string name = string.Join("x", shape);
            yield return Make($"median, {name}", () => { var x = randn(shape); return () => x.median(); });
            yield return Make($"kthvalue, {name}", () => { var x = randn(shape); return () => { var (values, _) = x.kthvalue(100, -1); return values; }; });
            yield return Make($"kthvalue, int64, {name}", () => { var x = randint(0, 1_000_000, shape); return () => { var (values, _) = x.kthvalue(100, -1); return values; }; });
            yield return Make($"quantile, {name}", () => { var x = randn(shape); return () => x.quantile(tensor(0.9f), -1); });
            yield return Make($"mode, {name}", () => { var x = randint(0, 50, shape); return () => { var (values, _) = x.mode(-1); return values; }; });
            yield return Make($"unique floats, {name}", () => { var x = randn(shape); return () => { var (values, _, _) = x.unique(); return values; }; });
            yield return Make($"unique of few, {name}", () => { var x = randint(0, 100, shape); return () => { var (values, _, _) = x.unique(); return values; }; });
            yield return Make($"unique of many, {name}", () => { var x = randint(0, 1_000_000, shape); return () => { var (values, _, _) = x.unique(); return values; }; });
            yield return Make($"unique with places and counts, {name}", () => { var x = randint(0, 1000, shape); return () => { var (values, _, _) = x.unique(true, true, true); return values; }; });
            yield return Make($"unique in a row, {name}", () => { var (x, _) = randint(0, 1000, shape).flatten().sort(); return () => { var (values, _, _) = x.unique_consecutive(); return values; }; });
            yield return Make($"histogram, {name}", () => { var x = randn(shape); return () => x.histc(100, -3, 3); });
            yield return Make($"bincount, {name}", () => { var x = randint(0, 1000, shape).flatten(); return () => x.bincount(null, 0); });
            yield return Make($"cummax, {name}", () => { var x = randn(shape); return () => { var (values, _) = x.cummax(-1); return values; }; });
            yield return Make($"nonzero, {name}", () => { var x = randn(shape).gt(1); return () => x.nonzero(); });
            yield return Make($"masked select, {name}", () => { Tensor x = randn(shape), m = randn(shape).gt(0); return () => x.masked_select(m); });
            yield return Make($"argmax of all, {name}", () => { var x = randn(shape); return () => x.argmax(); });
            yield return Make($"argmax, int64, {name}", () => { var x = randint(0, 1_000_000, shape); return () => x.argmax(-1); });
            yield return Make($"max, int32, {name}", () => { var x = randint(0, 1_000_000, shape).to(ScalarType.Int32); return () => { var (values, _) = x.max(-1); return values; }; });
        }
        foreach (var (boundaries, count) in new (long, long)[] { (10, 100_000), (1000, 1000), (100_000, 100_000), (1_000_000, 10_000) })
        {
            yield return Make($"searchsorted of {count} in {boundaries}", () => { Tensor line = arange(boundaries, dtype: ScalarType.Float32), x = rand(count) * boundaries; return () => searchsorted(line, x); });
            yield return Make($"searchsorted of {count} in {boundaries}, int64", () => { Tensor line = arange(boundaries), x = randint(0, boundaries, new long[] { count }); return () => searchsorted(line, x); });
            yield return Make($"bucketize {count} in {boundaries}", () => { Tensor line = arange(boundaries, dtype: ScalarType.Float32), x = rand(count) * boundaries; return () => bucketize(x, line); });
        }
    }

    private static Workload Make(string name, Func<Func<Tensor>> setup) => new("wide selection", name, () => Workload.Silent(setup()));
}
