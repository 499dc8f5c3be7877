using System.Diagnostics;
using System.Globalization;

namespace Taimatsu.Bench;

/// <summary>
/// The tutorial's loop on the real pictures: --data DIR [--steps N] [--batch-size N] [--threads N] [--warmup N] [--repeat N] [--unscoped] [--test]; DIR is cifar-10-batches-bin or its parent.
/// </summary>
internal static class TutorialProgram
{
    public static void Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        string Option(string name, string fallback) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : fallback;
        string data = Option("--data", "data");
        if (!File.Exists(Path.Combine(data, "test_batch.bin"))) data = Path.Combine(data, "cifar-10-batches-bin");
        int steps = int.Parse(Option("--steps", "25000")), batchSize = int.Parse(Option("--batch-size", "4")), warmup = int.Parse(Option("--warmup", "0"));
        if (Option("--threads", "") is { Length: > 0 } threads) torch.set_num_threads(int.Parse(threads));

        var (images, labels) = TutorialLoop.Read(Enumerable.Range(1, 5).Select(i => Path.Combine(data, $"data_batch_{i}.bin")));
        Console.WriteLine($"{typeof(Tensor).Assembly.GetName().Name}: {labels.shape[0]} images, batches of {batchSize}, {torch.get_num_threads()} threads");

        for (int round = 0; round < int.Parse(Option("--repeat", "1")); round++)
        {
            var watch = new Stopwatch();
            double running = 0;
            var net = TutorialLoop.Train(images, labels, warmup + steps, batchSize, !args.Contains("--unscoped"), (step, loss) =>
            {
                if (step < 5) Console.WriteLine($"step {step} loss {loss:F7}");
                if (step + 1 == warmup || step == 0 && warmup == 0) watch.Start();
                running += loss;
                if ((step + 1) % 2000 != 0) return;
                Console.WriteLine($"[{step + 1,5}] loss: {running / 2000:F3}");
                running = 0;
            });
            watch.Stop();
            double timed = warmup == 0 ? steps - 1 : steps;
            Console.WriteLine($"{steps} steps in {watch.Elapsed.TotalSeconds:F3} s, {watch.Elapsed.TotalMicroseconds / timed:F1} us a step");
            if (args.Contains("--test"))
            {
                var (testImages, testLabels) = TutorialLoop.Read(Path.Combine(data, "test_batch.bin"));
                Console.WriteLine($"accuracy {TutorialLoop.Accuracy(net, testImages, testLabels):P2}");
            }
        }
        Console.WriteLine($"peak working set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
    }
}
