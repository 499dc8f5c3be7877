namespace Taimatsu.Bench;

/// <summary>Whole training steps: gradients cleared, forward, cross-entropy, backward, optimiser, and the loss read.</summary>
internal static class Training
{
    public static IEnumerable<Workload> All()
    {
        foreach (long batch in new long[] { 1, 4, 64, 256 }) yield return Step("tutorial's net", batch, 10, p => optim.SGD(p, 0.001, 0.9));
        yield return Step("small MLP", 8, 4, p => optim.SGD(p, 0.01, 0.9));
        yield return Step("large MLP", 128, 10, p => optim.Adam(p, 0.001));
        yield return Step("VGG-like", 16, 10, p => optim.SGD(p, 0.01, 0.9));
        yield return Step("ResNet-18", 16, 10, p => optim.SGD(p, 0.01, 0.9));
        yield return Step("transformer", 8, 10, p => optim.AdamW(p, 0.001));
        yield return Step("LSTM", 32, 10, p => optim.Adam(p, 0.001));
        yield return Step("embedding", 128, 10, p => optim.SGD(p, 0.01));
        yield return Step("separable", 16, 10, p => optim.SGD(p, 0.01, 0.9));
        yield return Step("bottlenecks", 4, 10, p => optim.SGD(p, 0.01, 0.9));
        yield return Step("text convolution", 64, 10, p => optim.Adam(p, 0.001));
        yield return Step("GRU", 32, 10, p => optim.Adam(p, 0.001));
    }

    private static Workload Step(string name, long batch, long classes, Func<IEnumerable<Parameter>, Optimizer> optimizer) => new("training", $"{name}, batch {batch}", () =>
    {
        var net = Nets.Named.First(n => n.Name == name).Make();
        var steps = optimizer(net.parameters());
        var criterion = CrossEntropyLoss();
        Tensor x = Nets.Input(name, batch), labels = randint(0, classes, new long[] { batch });
        return Workload.Scoped(() =>
        {
            steps.zero_grad();
            var loss = criterion.call(net.call(x), labels);
            loss.backward();
            steps.step();
            loss.item<float>();
        });
    });
}
