namespace Taimatsu.Bench;

/// <summary>Elements and rows by their numbers.</summary>
internal static class Indexing
{
    public static IEnumerable<Workload> All()
    {
        const string family = "indexing";
        yield return new(family, "gather 1024x1024", () => { Tensor x = randn(1024, 1024), i = randint(0, 1024, new long[] { 1024, 1024 }); return Workload.Silent(() => x.gather(1, i)); });
        yield return new(family, "scatter add 1024x1024", () => { Tensor x = zeros(1024, 1024), y = randn(1024, 1024), i = randint(0, 1024, new long[] { 1024, 1024 }); return Workload.Silent(() => x.scatter_add(1, i, y)); });
        yield return new(family, "gather along rows 1024x1024", () => { Tensor x = randn(1024, 1024), i = randint(0, 1024, new long[] { 1024, 1024 }); return Workload.Silent(() => x.gather(0, i)); });
        yield return new(family, "scatter along rows 1024x1024", () => { Tensor x = zeros(1024, 1024), y = randn(1024, 1024), i = randint(0, 1024, new long[] { 1024, 1024 }); return Workload.Silent(() => x.scatter(0, i, y)); });
        yield return new(family, "index fill 1024 of 1024 rows", () => { Tensor x = randn(1024, 1024), i = randint(0, 1024, new long[] { 1024 }); return Workload.Silent(() => { x.index_fill_(0, i, 1); }); });
        yield return new(family, "index select 4096 rows of 256", () => { Tensor x = randn(10000, 256), i = randint(0, 10000, new long[] { 4096 }); return Workload.Silent(() => x.index_select(0, i)); });
        yield return new(family, "index add 4096 rows of 256", () => { Tensor x = randn(10000, 256), y = randn(4096, 256), i = randint(0, 10000, new long[] { 4096 }); return Workload.Silent(() => { x.index_add_(0, i, y, 1); }); });
        yield return new(family, "masked select 1M", () => { Tensor x = randn(1 << 20), m = x.gt(0); return Workload.Silent(() => x.masked_select(m)); });
        yield return new(family, "nonzero 1M", () => { Tensor m = randn(1 << 20).gt(0); return Workload.Silent(() => m.nonzero()); });
        yield return new(family, "embedding 128x64 of 10000x128", () => { var words = Embedding(10000, 128); var i = randint(0, 10000, new long[] { 128, 64 }); return Workload.Silent(() => words.call(i)); });
        yield return new(family, "one-hot 10000 of 100", () => { var i = randint(0, 100, new long[] { 10000 }); return Workload.Silent(() => F.one_hot(i, 100)); });
    }
}
