using System.Diagnostics;
using System.Globalization;

namespace Taimatsu.Bench;

/// <summary>The memory of processes that train a network: Taimatsu without any dispose, the peer with scopes.</summary>
internal static class MemoryComparison
{
    public static void Run(string net, long batch, int steps, int every, int threads, string? peer)
    {
        string own = typeof(MemoryComparison).Assembly.Location;
        Console.WriteLine($"{net}, batch {batch}, {steps} steps, {threads} thread(s); resident memory in MB");
        long ours = Measure("Taimatsu without any dispose", own, "plain", false);
        if (peer is null) return;
        long theirs = Measure("libtorch with scopes", peer, "scoped", true);
        Console.WriteLine(FormattableString.Invariant($"without any dispose {(double)ours / theirs:F2} times libtorch's peak"));

        long Measure(string title, string program, string way, bool preloads)
        {
            string[] words = ["memory-of", net, .. new long[] { batch, steps, every }.Select(n => n.ToString(CultureInfo.InvariantCulture)), way];
            using var process = Asked.Start(program, words, threads, preloads);
            long peak = 0;
            var resident = new List<string>();
            while (process.StandardOutput.ReadLine() is { } line)
            {
                string last = line.Split(' ')[^1];
                if (line.StartsWith("peak", StringComparison.Ordinal)) peak = long.Parse(last, CultureInfo.InvariantCulture);
                else resident.Add(last);
            }
            process.WaitForExit();
            Console.WriteLine($"{title}: peak {peak}; every {every} steps {string.Join(" ", resident)}");
            return peak;
        }
    }
}
