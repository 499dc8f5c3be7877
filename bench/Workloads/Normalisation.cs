namespace Taimatsu.Bench;

/// <summary>Norms, softmax and losses, forward and with their gradients.</summary>
internal static class Normalisation
{
    public static IEnumerable<Workload> All()
    {
        foreach (bool backward in new[] { false, true })
        {
            string suffix = backward ? " with gradient" : "";
            yield return new("norms and losses", $"softmax 1024x1000{suffix}", () => Gradients.Run(x => x.softmax(-1), backward, 1024, 1000));
            yield return new("norms and losses", $"log-softmax 4096x64{suffix}", () => Gradients.Run(x => F.log_softmax(x, -1), backward, 4096, 64));
            yield return new("norms and losses", $"softmax of columns 256x1000{suffix}", () => Gradients.Run(x => x.softmax(0), backward, 256, 1000));
            yield return new("norms and losses", $"layer norm 2048x512{suffix}", () => Layer(LayerNorm(512), backward, 2048, 512));
            yield return new("norms and losses", $"softmax 10000x10{suffix}", () => Gradients.Run(x => x.softmax(-1), backward, 10000, 10));
            yield return new("norms and losses", $"layer norm 16x128x768{suffix}", () => Layer(LayerNorm(768), backward, 16, 128, 768));
            yield return new("norms and losses", $"mean squared error 1M{suffix}", () => { var y = randn(1 << 20); return Gradients.Run(x => F.mse_loss(x, y), backward, 1 << 20); });
            yield return new("norms and losses", $"binary cross-entropy with logits 1M{suffix}", () => { var y = rand(1 << 20); return Gradients.Run(x => F.binary_cross_entropy_with_logits(x, y), backward, 1 << 20); });
            yield return new("norms and losses", $"smooth L1 1M{suffix}", () => { var y = randn(1 << 20); return Gradients.Run(x => F.smooth_l1_loss(x, y), backward, 1 << 20); });
            yield return new("norms and losses", $"cross-entropy 256x10{suffix}", () =>
            {
                var labels = randint(0, 10, new long[] { 256 });
                return Gradients.Run(x => F.cross_entropy(x, labels), backward, 256, 10);
            });
            yield return new("norms and losses", $"batch norm 16x64x32x32{suffix}", () => Layer(BatchNorm2d(64), backward, 16, 64, 32, 32));
            yield return new("norms and losses", $"batch norm 16x512x4x4{suffix}", () => Layer(BatchNorm2d(512), backward, 16, 512, 4, 4));
            yield return new("norms and losses", $"group norm 16x64x32x32{suffix}", () => Layer(GroupNorm(8, 64), backward, 16, 64, 32, 32));
            yield return new("norms and losses", $"cross-entropy 1024x1000{suffix}", () =>
            {
                var labels = randint(0, 1000, new long[] { 1024 });
                return Gradients.Run(x => F.cross_entropy(x, labels), backward, 1024, 1000);
            });
        }
    }

    private static Action Layer(Module<Tensor, Tensor> layer, bool backward, params long[] shape) => Gradients.Run(layer.call, backward, shape);
}
