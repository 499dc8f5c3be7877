namespace Taimatsu.Bench;

/// <summary>Convolutions forward, and forward with both gradients.</summary>
internal static class Convolutions
{
    public static IEnumerable<Workload> All()
    {
        foreach (bool backward in new[] { false, true })
        {
            yield return Make("3x3, 64 channels, 32x32, batch 8", backward, 8, 64, 64, 32, 3, 1, 1, 1);
            yield return Make("3x3, 128 channels, 16x16, batch 16", backward, 16, 128, 128, 16, 3, 1, 1, 1);
            yield return Make("3x3, 256 channels, 8x8, batch 16", backward, 16, 256, 256, 8, 3, 1, 1, 1);
            yield return Make("3x3 stride 2, 64 to 128, 32x32, batch 8", backward, 8, 64, 128, 32, 3, 2, 1, 1);
            yield return Make("1x1, 256 to 64, 28x28, batch 4", backward, 4, 256, 64, 28, 1, 1, 0, 1);
            yield return Make("5x5, 32 channels, 28x28, batch 8", backward, 8, 32, 32, 28, 5, 1, 2, 1);
            yield return Make("7x7 stride 2, 3 to 64, 112x112, batch 2", backward, 2, 3, 64, 112, 7, 2, 3, 1);
            yield return Make("depthwise 3x3, 128 channels, 28x28, batch 8", backward, 8, 128, 128, 28, 3, 1, 1, 128);
            yield return Make("grouped 3x3, 128 channels in 4, 28x28, batch 4", backward, 4, 128, 128, 28, 3, 1, 1, 4);
            yield return Make("tutorial's first, 5x5, 3 to 6, batch 4", backward, 4, 3, 6, 32, 5, 1, 0, 1);
            yield return Make("first of a picture net, 3x3, 3 to 64, 32x32, batch 32", backward, 32, 3, 64, 32, 3, 1, 1, 1);
            yield return Make("3x3, 32 channels, 56x56, batch 4", backward, 4, 32, 32, 56, 3, 1, 1, 1);
            yield return Make("3x3, 64 channels, 14x14, batch 1", backward, 1, 64, 64, 14, 3, 1, 1, 1);
            yield return Make("3x3 stride 2, 16 to 32, 28x28, batch 32", backward, 32, 16, 32, 28, 3, 2, 1, 1);
            yield return Make("1x1 stride 2, 256 to 512, 28x28, batch 4", backward, 4, 256, 512, 28, 1, 2, 0, 1);
            yield return Make("1x1, 32 to 192, 28x28, batch 8", backward, 8, 32, 192, 28, 1, 1, 0, 1);
            yield return Make("5x5 stride 2, 32 to 64, 28x28, batch 8", backward, 8, 32, 64, 28, 5, 2, 2, 1);
            yield return Make("depthwise 3x3 stride 2, 96 channels, 56x56, batch 4", backward, 4, 96, 96, 56, 3, 2, 1, 96);
            yield return Make("depthwise 5x5, 64 channels, 28x28, batch 8", backward, 8, 64, 64, 28, 5, 1, 2, 64);
            yield return OneDimension(backward);
        }
    }

    private static Workload Make(string name, bool backward, long batch, long channels, long planes, long side, long kernel, long stride, long padding, long groups)
    {
        long outSide = (side + 2 * padding - kernel) / stride + 1;
        double flops = 2.0 * batch * planes * outSide * outSide * channels / groups * kernel * kernel;
        return new(backward ? "convolutions with gradients" : "convolutions", name, () =>
        {
            var layer = Conv2d(channels, planes, kernel, stride: stride, padding: padding, groups: groups);
            var x = randn(batch, channels, side, side);
            return Run(layer, x, backward);
        }, backward ? 3 * flops : flops);
    }

    private static Workload OneDimension(bool backward) => new(backward ? "convolutions with gradients" : "convolutions", "1-d, kernel 9, 64 channels, length 1024, batch 8", () =>
        Run(Conv1d(64, 64, 9, padding: 4), randn(8, 64, 1024), backward), (backward ? 3 : 1) * 2.0 * 8 * 64 * 64 * 9 * 1024);

    private static Action Run(Module<Tensor, Tensor> layer, Tensor x, bool backward)
    {
        if (!backward) return Workload.Silent(() => layer.call(x));
        x.requires_grad_();
        var grad = randn_like(layer.call(x).detach());
        var weights = layer.parameters().ToArray();
        return Workload.Scoped(() =>
        {
            x.grad = null;
            foreach (var weight in weights) weight.grad = null;
            autograd.backward(new[] { layer.call(x) }, new[] { grad });
        });
    }
}
