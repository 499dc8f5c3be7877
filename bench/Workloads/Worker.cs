using System.Diagnostics;
using System.Globalization;

namespace Taimatsu.Bench;

/// <summary>The process of one library: reads <c>run SECONDS NAME</c> from its input and answers with the nanoseconds of the best iteration, or with what went wrong.</summary>
internal static class Worker
{
    public static void Serve(int threads)
    {
        set_num_threads(threads);
        var workloads = Workload.All().Concat(Workload.Wide()).ToDictionary(w => w.FullName);
        var ready = new Dictionary<string, Action>();
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', 3);
            string answer;
            try
            {
                double seconds = double.Parse(words[1], CultureInfo.InvariantCulture);
                if (!ready.TryGetValue(words[2], out var iteration))
                {
                    ready.Clear(); // one workload's memory at a time
                    GC.Collect();
                    ready[words[2]] = iteration = workloads[words[2]].Setup();
                    WarmUp(iteration, seconds);
                }
                answer = Measure(iteration, seconds).ToString("R", CultureInfo.InvariantCulture);
            }
            catch (Exception error)
            {
                answer = $"error {error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}";
            }
            Console.WriteLine(answer);
        }
    }

    // Until the compiler's tiers have settled: thirty calls, a pause for the background compiler, and again; a little longer than the two tiers take, since many methods may wait.
    private static void WarmUp(Action iteration, double seconds)
    {
        var watch = Stopwatch.StartNew();
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < 40 && watch.Elapsed.TotalSeconds < 3 * seconds; i++) iteration();
            Thread.Sleep(120);
        }
    }

    // Batches of a tenth of the time; the best batch counts.
    private static double Measure(Action iteration, double seconds)
    {
        var watch = Stopwatch.StartNew();
        iteration();
        iteration();
        double one = Math.Max(1, watch.Elapsed.TotalNanoseconds / 2);
        long batch = Math.Clamp((long)(seconds * 1e8 / one), 1, 10_000_000);
        double best = double.MaxValue;
        watch.Restart();
        do
        {
            long begin = Stopwatch.GetTimestamp();
            for (long i = 0; i < batch; i++) iteration();
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalNanoseconds / batch);
        }
        while (watch.Elapsed.TotalSeconds < seconds);
        return best;
    }
}
