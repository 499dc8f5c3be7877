namespace Taimatsu.Bench;

/// <summary>Long lines of every type and spread, and many short ones, put in order.</summary>
internal static class WideSorting
{
    public static IEnumerable<Workload> All()
    {
        foreach (long length in new long[] { 20_000, 50_000, 100_000, 1_000_000 })
        {
            foreach (var (name, make) in new (string, Func<Tensor>)[]
            {
                ("int64 to 100", () => Numbers(100, length, ScalarType.Int64)), ("int64 to 1M", () => Numbers(1_000_000, length, ScalarType.Int64)),
                ("int64 to 2^60", () => Numbers(1L << 60, length, ScalarType.Int64)), ("int64 in order", () => arange(length)),
                ("int32 to 1M", () => Numbers(1_000_000, length, ScalarType.Int32)), ("int32 to 2^30", () => Numbers(1 << 30, length, ScalarType.Int32)),
                ("int16", () => Numbers(30_000, length, ScalarType.Int16)), ("uint8", () => Numbers(255, length, ScalarType.Byte)),
                ("float32", () => randn(length)), ("float64", () => randn(length).to(ScalarType.Float64)),
            })
            {
                yield return new("wide sorting", $"sort {length / 1000}K {name}", () => { Tensor x = make(); return Workload.Silent(() => x.sort()); });
                yield return new("wide sorting", $"argsort {length / 1000}K {name}", () => { Tensor x = make(); return Workload.Silent(() => x.argsort()); });
            }
        }
        foreach (var (rows, columns) in new (long, long)[] { (10_000, 20), (1000, 200), (100, 5000), (4, 100_000) })
        {
            foreach (var (name, make) in new (string, Func<Tensor>)[]
            {
                ("int64", () => Numbers(1_000_000, rows * columns, ScalarType.Int64)), ("int32", () => Numbers(1_000_000, rows * columns, ScalarType.Int32)),
                ("float32", () => randn(rows * columns)), ("float64", () => randn(rows * columns).to(ScalarType.Float64)),
            })
            {
                yield return new("wide sorting", $"sort {rows} rows of {columns} {name}", () => { Tensor x = make().reshape(rows, columns); return Workload.Silent(() => x.sort(1)); });
                yield return new("wide sorting", $"argsort {rows} rows of {columns} {name}", () => { Tensor x = make().reshape(rows, columns); return Workload.Silent(() => x.argsort(1)); });
            }
        }
    }

    private static Tensor Numbers(long limit, long count, ScalarType type) => randint(0, limit, new long[] { count }).to(type);
}
