namespace Taimatsu.Bench;

/// <summary>More networks, trained and asked.</summary>
internal static class WideNets
{
    private static readonly (string Name, Func<Module<Tensor, Tensor>> Make, Func<long, Tensor> Input, long Classes)[] Named =
    [
        ("logistic regression", () => Linear(20, 2), n => randn(n, 20), 2), ("regression MLP", () => Sequential(Linear(13, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 2)), n => randn(n, 13), 2),
        ("digits MLP", () => Sequential(Flatten(), Linear(784, 512), ReLU(), Dropout(0.2), Linear(512, 512), ReLU(), Dropout(0.2), Linear(512, 10)), n => randn(n, 1, 28, 28), 10),
        ("deep narrow MLP", () => Sequential([.. Enumerable.Range(0, 10).SelectMany(_ => new Module<Tensor, Tensor>[] { Linear(64, 64), Tanh() }), Linear(64, 4)]), n => randn(n, 64), 4),
        ("digits convolution", () => Sequential(Conv2d(1, 32, 3), ReLU(), Conv2d(32, 64, 3), ReLU(), MaxPool2d(2), Dropout(0.25), Flatten(), Linear(9216, 128), ReLU(), Linear(128, 10)), n => randn(n, 1, 28, 28), 10),
        ("LeNet with sigmoid", () => Sequential(Conv2d(1, 6, 5, padding: 2), Sigmoid(), AvgPool2d(2, 2), Conv2d(6, 16, 5), Sigmoid(), AvgPool2d(2, 2), Flatten(), Linear(400, 120), Sigmoid(), Linear(120, 84), Sigmoid(), Linear(84, 10)), n => randn(n, 1, 28, 28), 10),
        ("small VGG with norms", () => Sequential(
            Conv2d(3, 32, 3, padding: 1), BatchNorm2d(32), ReLU(), MaxPool2d(2), Conv2d(32, 64, 3, padding: 1), BatchNorm2d(64), ReLU(), MaxPool2d(2), Conv2d(64, 128, 3, padding: 1), BatchNorm2d(128), ReLU(), AdaptiveAvgPool2d(1), Flatten(), Linear(128, 10)),
            n => randn(n, 3, 32, 32), 10),
        ("AlexNet-like", () => Sequential(
            Conv2d(3, 64, 11, stride: 4, padding: 2), ReLU(), MaxPool2d(3, 2), Conv2d(64, 192, 5, padding: 2), ReLU(), MaxPool2d(3, 2), Conv2d(192, 256, 3, padding: 1), ReLU(), AdaptiveAvgPool2d(6), Flatten(), Dropout(0.5), Linear(9216, 512), ReLU(), Linear(512, 10)),
            n => randn(n, 3, 128, 128), 10),
        ("normalised MLP", () => Sequential(Linear(100, 256), BatchNorm1d(256), ReLU(), Linear(256, 256), LayerNorm(256), GELU(), Linear(256, 10)), n => randn(n, 100), 10),
        ("1-d convolutions", () => Sequential(Conv1d(1, 16, 7, stride: 2, padding: 3), ReLU(), MaxPool1d(2), Conv1d(16, 32, 5, padding: 2), ReLU(), MaxPool1d(2), Conv1d(32, 64, 3, padding: 1), ReLU(), AdaptiveAvgPool1d(1), Flatten(), Linear(64, 5)), n => randn(n, 1, 256), 5),
    ];

    public static IEnumerable<Workload> All()
    {
        foreach (var (name, make, input, classes) in Named)
            foreach (long batch in new long[] { 1, 32, 200 })
            {
                if (batch > 32 && name == "AlexNet-like") continue;
                if (batch > 1)
                    yield return new("wide training", $"{name}, batch {batch}", () =>
                    {
                        var net = make();
                        var optimizer = optim.Adam(net.parameters(), 0.001);
                        var criterion = CrossEntropyLoss();
                        Tensor x = input(batch), labels = randint(0, classes, new long[] { batch });
                        return Workload.Scoped(() =>
                        {
                            optimizer.zero_grad();
                            var loss = criterion.call(net.call(x), labels);
                            loss.backward();
                            optimizer.step();
                            loss.item<float>();
                        });
                    });
                yield return new("wide inference", $"{name}, batch {batch}", () =>
                {
                    var net = make();
                    net.eval();
                    var x = input(batch);
                    return Workload.Scoped(() =>
                    {
                        using var silence = no_grad();
                        net.call(x);
                    });
                });
            }
    }
}
