namespace Taimatsu.Bench;

/// <summary>Random numbers.</summary>
internal static class RandomNumbers
{
    public static IEnumerable<Workload> All()
    {
        const string family = "random numbers";
        yield return new(family, "rand 1M", () => Workload.Silent(() => rand(1 << 20)));
        yield return new(family, "randn 1M", () => Workload.Silent(() => randn(1 << 20)));
        yield return new(family, "randint 1M", () => Workload.Silent(() => randint(0, 100, new long[] { 1 << 20 })));
        yield return new(family, "randperm 100K", () => Workload.Silent(() => randperm(100000)));
        yield return new(family, "bernoulli 1M", () => { var x = rand(1 << 20); return Workload.Silent(() => x.bernoulli()); });
        yield return new(family, "multinomial 1000 of 10000", () => { var x = rand(10000); return Workload.Silent(() => x.multinomial(1000, true)); });
    }
}
