namespace Taimatsu.Bench;

/// <summary>What a call costs when there is next to nothing to compute.</summary>
internal static class Dispatch
{
    public static IEnumerable<Workload> All()
    {
        const string family = "dispatch";
        yield return new(family, "2x2 add", () => { Tensor a = rand(2, 2), b = rand(2, 2); return Workload.Scoped(() => { var y = a + b; }); });
        yield return new(family, "2x2 add a number", () => { var a = rand(2, 2); return Workload.Scoped(() => { var y = a + 2; }); });
        yield return new(family, "2x2 matmul", () => { Tensor a = rand(2, 2), b = rand(2, 2); return Workload.Scoped(() => { var y = a.matmul(b); }); });
        yield return new(family, "2x2 sum", () => { var a = rand(2, 2); return Workload.Scoped(() => { var y = a.sum(); }); });
        yield return new(family, "2x2 view", () => { var a = rand(2, 2); return Workload.Scoped(() => { var y = a.view(4); }); });
        yield return new(family, "tutorial's autograd example", () => Workload.Scoped(() =>
        {
            var x = ones(new long[] { 2, 2 }, requires_grad: true);
            var y = x + 2;
            var z = y * y * 3;
            z.mean().backward();
        }));
    }
}
