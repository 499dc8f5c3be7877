using System.Diagnostics;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Taimatsu.Microbench;

/// <summary>What the kernels' benchmarks share: one thread, a fixed seed, and what they allocate beside the time. A benchmark gives its result back, as a loop over batches does.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public abstract class KernelBenchmark
{
    /// <summary>
    /// In this process and with short iterations: all families take minutes.
    /// BenchmarkDotNet's own jobs, which build a program for every case, are an argument away: <c>--job medium</c>.
    /// </summary>
    internal static IConfig Fast => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(60)).WithId("fast").AsDefault())
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(ConsoleLogger.Default)
        .WithOptions(ConfigOptions.DisableOptimizationsValidator);

    [GlobalSetup]
    public void Start()
    {
        set_num_threads(1);
        manual_seed(1);
        Setup();
        WarmUp();
    }

    /// <summary>Makes the operands.</summary>
    protected abstract void Setup();

    private static readonly HashSet<string> s_warm = [];

    // Until the compiler's tiers have settled: calls of every benchmark of the family at these sizes, a pause for the background compiler, and again. The calls of short iterations
    // do not suffice: a step of SGD over a million numbers was measured at 8 ms in place of 80 µs. How soon a call counts is in the project file.
    private void WarmUp()
    {
        var type = GetType();
        while (type.BaseType != typeof(KernelBenchmark)) type = type.BaseType!; // BenchmarkDotNet derives a class from ours
        string sizes = string.Join(", ", type.GetProperties().Where(p => p.IsDefined(typeof(ParamsAttribute))).Select(p => p.GetValue(this)));
        if (!s_warm.Add($"{type.Name} {sizes}")) return;
        Action[] all = [.. type.GetMethods().Where(m => m.IsDefined(typeof(BenchmarkAttribute))).Select(m => m.CreateDelegate<Action>(this))];
        for (int round = 0; round < 4; round++)
        {
            foreach (var each in all)
            {
                var watch = Stopwatch.StartNew();
                for (int i = 0; i < 40 && watch.ElapsedMilliseconds < 400; i++) each();
            }
            Thread.Sleep(150);
        }
    }
}
