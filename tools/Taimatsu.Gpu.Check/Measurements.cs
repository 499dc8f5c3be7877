using System.Diagnostics;
using static Taimatsu.torch;

namespace Taimatsu.Gpu.Check;

/// <summary>Times every workload, ours and PyTorch's, and judges them.</summary>
internal static class Measurements
{
    public static void Run(Options options, Verdicts verdicts)
    {
        var workloads = Workloads.All(options.Smoke).Where(w => w.Family == "copy" || options.Wants(w.Name) || options.Wants(w.Family)).ToArray();
        var theirs = PyTorch.Measure(options, workloads.Select(w => w.Name), out string problem);
        Console.WriteLine(theirs.Count > 0 ? $"beside PyTorch {problem}" : $"not beside PyTorch: {problem}");
        Console.WriteLine();
        Console.WriteLine($"{"",-44} {"ours",12} {"PyTorch",12} {"share",7}");
        double bandwidth = 0;
        using var nothing = no_grad();
        foreach (var workload in workloads)
        {
            double ours;
            try
            {
                ours = Measure(workload.Prepare(), options.Smoke);
            }
            catch (InvalidOperationException error)
            {
                Console.WriteLine($"{workload.Name,-44} did not run: {error.Message}");
                verdicts.Add(false, $"{workload.Name} did not run");
                continue;
            }
            finally
            {
                backends.cuda.matmul.allow_tf32 = false;
                cuda.empty_cache();
            }
            if (workload.Family == "copy") bandwidth = workload.Bytes / ours;
            Report(workload, ours, theirs.TryGetValue(workload.Name, out double seconds) ? seconds : null, bandwidth, options.Smoke, verdicts);
        }
    }

    private static void Report(Workload workload, double ours, double? theirs, double bandwidth, bool smoke, Verdicts verdicts)
    {
        double? share = theirs / ours;
        string rate = workload.Flops > 0 ? Text($"  {workload.Flops / ours / 1e12:F1} TFLOP/s") : workload.Bytes > 0 ? Text($"  {workload.Bytes / ours / 1e9:F0} GB/s") : Text($"  {1 / ours:F0} steps/s");
        Console.WriteLine(Text($"{workload.Name,-44} {Time(ours),12} {(theirs is { } t ? Time(t) : "-"),12} {(share is { } s ? Text($"{s:F2}") : "-"),7}{rate}"));
        if (workload.Family is "pointwise" or "reductions" && bandwidth > 0)
        {
            double reached = workload.Bytes / ours / bandwidth;
            string text = Text($"{workload.Name}: {reached:P0} of the copy's bandwidth, aim 80 %");
            if (smoke) verdicts.Open(text + "; too small to tell");
            else verdicts.Add(reached >= 0.8, text);
        }
        double aim = workload.Family switch { "matmul" or "convolution" => 0.95, "tutorial" when workload.Name.EndsWith("batch 4", StringComparison.Ordinal) => 1.5, _ => 0 };
        if (aim == 0) return;
        if (share is { } got && !smoke) verdicts.Add(got >= aim, Text($"{workload.Name}: {got:F2} of PyTorch's speed, aim {aim}"));
        else verdicts.Open(smoke ? $"{workload.Name}: too small to tell" : Text($"{workload.Name}: no PyTorch to compare with, aim {aim} of its speed"));
    }

    // Launches go ahead of the device; the clock stops when it has caught up. The best of three.
    private static double Measure(Func<Tensor?> call, bool smoke)
    {
        for (int i = 0; i < (smoke ? 1 : 3); i++) call()?.Dispose();
        cuda.synchronize();
        double best = double.PositiveInfinity;
        for (int round = 0; round < (smoke ? 1 : 3); round++)
        {
            int count = 0;
            var watch = Stopwatch.StartNew();
            do
            {
                int calls = smoke ? 1 : 8;
                for (int i = 0; i < calls; i++) call()?.Dispose();
                count += calls;
                cuda.synchronize();
            }
            while (!smoke && watch.Elapsed.TotalSeconds < 0.2);
            best = Math.Min(best, watch.Elapsed.TotalSeconds / count);
        }
        return best;
    }

    private static string Time(double seconds) => seconds >= 1e-3 ? Text($"{seconds * 1e3:F3} ms") : Text($"{seconds * 1e6:F1} us");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
