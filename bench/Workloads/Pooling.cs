namespace Taimatsu.Bench;

/// <summary>Pooling forward, and forward with its gradient.</summary>
internal static class Pooling
{
    public static IEnumerable<Workload> All()
    {
        yield return Make("max 2x2", false, x => F.max_pool2d(x, 2, 2));
        yield return Make("max 2x2 with gradient", true, x => F.max_pool2d(x, 2, 2));
        yield return Make("max 3x3 stride 2", false, x => F.max_pool2d(x, 3, 2, 1));
        yield return Make("max 3x3 stride 2 with gradient", true, x => F.max_pool2d(x, 3, 2, 1));
        yield return Make("average 2x2", false, x => F.avg_pool2d(x, 2, 2));
        yield return Make("average 2x2 with gradient", true, x => F.avg_pool2d(x, 2, 2));
        yield return Make("average 3x3 stride 2", false, x => F.avg_pool2d(x, 3, 2, 1));
        yield return Make("average 3x3 stride 2 with gradient", true, x => F.avg_pool2d(x, 3, 2, 1));
        yield return Make("max 3x3 stride 1", false, x => F.max_pool2d(x, 3, 1, 1));
        yield return Make("adaptive average to 7x7", false, x => F.adaptive_avg_pool2d(x, 7));
        yield return Make("adaptive average to 7x7 with gradient", true, x => F.adaptive_avg_pool2d(x, 7));
        yield return Make("adaptive average to 4x4", false, x => F.adaptive_avg_pool2d(x, 4));
        yield return Make("adaptive max to 7x7", false, x => F.adaptive_max_pool2d(x, new long[] { 7, 7 }));
        yield return Make("max 3x3 stride 3", false, x => F.max_pool2d(x, 3, 3));
        yield return Make("max 4x4 stride 4 with gradient", true, x => F.max_pool2d(x, 4, 4));
        yield return Make("mean of each channel", false, x => F.adaptive_avg_pool2d(x, 1));
        yield return Make("mean of each channel with gradient", true, x => F.adaptive_avg_pool2d(x, 1));
    }

    private static Workload Make(string name, bool backward, Func<Tensor, Tensor> pool) => new("pooling", $"{name}, 16x64x32x32", () => Gradients.Run(pool, backward, 16, 64, 32, 32));
}

/// <summary>A function of one tensor, with or without its gradient.</summary>
internal static class Gradients
{
    public static Action Run(Func<Tensor, Tensor> function, bool backward, params long[] shape)
    {
        var x = randn(shape);
        if (!backward) return Workload.Silent(() => function(x));
        x.requires_grad_();
        var grad = randn_like(function(x).detach());
        return Workload.Scoped(() =>
        {
            x.grad = null;
            autograd.backward(new[] { function(x) }, new[] { grad });
        });
    }
}
