namespace Cifar10;

/// <summary>A mean loss, and after how many batches it was printed.</summary>
internal readonly record struct LossPoint(long Batches, double Loss);

/// <summary>The training loop.</summary>
internal static class Training
{
    private const int ReportEvery = 2000;

    /// <summary>Trains the network; returns the losses that were printed.</summary>
    public static List<LossPoint> Run(Module<Tensor, Tensor> net, DataLoader<(Tensor, long), (Tensor, Tensor)> trainloader, Settings settings)
    {
        var points = new List<LossPoint>();
        using var progress = new TrainingProgress(settings.Epochs * trainloader.Count);
        var criterion = nn.CrossEntropyLoss();
        var (optimizer, schedule) = Models.Training(net, settings, settings.Epochs * trainloader.Count);
        long every = Math.Min(ReportEvery, trainloader.Count);
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            // Summed up where the loss is: asking for its value would make the processor wait for a GPU at every step.
            var running = zeros(1, dtype: float64, device: settings.Device);
            long i = 0;
            foreach (var (images, targets) in trainloader)
            {
                var (inputs, labels) = (images.to(settings.Device, non_blocking: true), targets.to(settings.Device, non_blocking: true));
                optimizer.zero_grad();
                var loss = criterion.call(net.call(inputs), labels);
                loss.backward();
                optimizer.step();
                schedule?.step();

                running += loss.detach();
                progress.Advance(inputs.size(0));
                if (++i % every != 0) continue;
                double mean = running.item<double>() / every;
                progress.Print(FormattableString.Invariant($"[{epoch + 1}, {i,5}] loss: {mean:F3}"));
                points.Add(new(epoch * trainloader.Count + i, mean));
                running.zero_();
            }
        }
        return points;
    }
}
