using System.Globalization;
using BenchmarkDotNet.Reports;

namespace Taimatsu.Microbench;

/// <summary>A compact table of times in Markdown. Rows that a run measured replace those of the same kernel and size; the others stay, so that families can be measured one by one.</summary>
internal static class KernelTable
{
    private const string Columns = "| family | kernel | size | time | allocated |", Rule = "| --- | --- | --- | ---: | ---: |";

    public static void Update(string path, IEnumerable<Summary> summaries)
    {
        List<string> lines = File.Exists(path) ? [.. File.ReadAllLines(path)] : ["# Kernels on one thread", "", Columns, Rule];
        foreach (var report in summaries.SelectMany(summary => summary.Reports))
        {
            if (report.ResultStatistics is not { } times) continue;
            var benchmark = report.BenchmarkCase;
            string family = benchmark.Descriptor.Type.Name;
            string size = string.Join(", ", benchmark.Parameters.Items.Select(p => p.Value.ToString()));
            string key = $"| {family} | {benchmark.Descriptor.WorkloadMethod.Name} | {size} | ";
            string row = $"{key}{Time(times.Median)} | {report.GcStats.GetBytesAllocatedPerOperation(benchmark)?.ToString("N0", CultureInfo.InvariantCulture) ?? "?"} B |";
            int same = lines.FindIndex(line => line.StartsWith(key, StringComparison.Ordinal));
            int last = lines.FindLastIndex(line => line.StartsWith($"| {family} |", StringComparison.Ordinal));
            if (same >= 0) lines[same] = row;
            else lines.Insert(last >= 0 ? last + 1 : lines.Count, row);
        }
        File.WriteAllLines(path, lines);
    }

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:F0} ns"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:G3} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:G3} ms"),
    };
}
