using System.Text;
using Spectre.Console;

namespace Taimatsu.Bench;

/// <summary>Asks both libraries for each workload, turn by turn, and draws the tables.</summary>
internal static class Comparison
{
    private sealed record Line(Workload Workload, double Ours, double Theirs)
    {
        public double Ratio => Theirs / Ours;
    }

    public static void Run(List<Workload> workloads, int[] threadCounts, int rounds, double seconds, string? peerProgram, string? output)
    {
        var text = new StringBuilder();
        text.AppendLine($"# {Machine.Name}").AppendLine();
        foreach (int threads in threadCounts)
        {
            var machine = Machine.Measure(threads);
            text.AppendLine($"## {threads} thread{(threads == 1 ? "" : "s")}").AppendLine();
            text.AppendLine($"Peak {machine.Gigaflops:F0} GFLOP/s in single precision, {machine.Bandwidth:F1} GB/s copying. Times are the best of {rounds} rounds in turn; the ratio is libtorch's time over ours.").AppendLine();
            using var ours = new Asked(typeof(Comparison).Assembly.Location, threads, preloads: false);
            using var theirs = peerProgram is null ? null : new Asked(peerProgram, threads, preloads: true);
            var lines = new List<Line>();
            var handovers = new List<double>();
            foreach (var workload in workloads)
            {
                var line = Ask(workload, ours, theirs, rounds, seconds);
                lines.Add(line);
                if (threads > 1) handovers.Add(Handover.Measure());
                Console.WriteLine($"{workload.FullName,-70} {Time(line.Ours),10} {Time(line.Theirs),10} {line.Ratio,7:F2}");
            }
            Draw(lines, machine, threads);
            if (handovers.Count > 0)
            {
                handovers.Sort();
                string apart = $"From one core to another and back a word took {handovers[0]:F0} to {handovers[^1]:F0} ns between workloads, {handovers[handovers.Count / 2]:F0} in the middle.";
                Console.WriteLine(apart);
                text.AppendLine(apart).AppendLine();
            }
            Write(text, lines, machine);
        }
        if (output is not null) File.WriteAllText(output, text.ToString());
    }

    private static Line Ask(Workload workload, Asked ours, Asked? theirs, int rounds, double seconds)
    {
        double own = double.NaN, other = double.NaN;
        for (int round = 0; round < rounds; round++)
        {
            own = Least(own, ours.Time(workload, seconds));
            if (theirs is null) continue;
            other = Least(other, theirs.Time(workload, seconds));
            Thread.Sleep(50); // until its threads have stopped waiting for more
        }
        return new(workload, own, other);
    }

    private static double Least(double a, double b) => double.IsNaN(a) || b < a ? b : a;

    private static void Draw(List<Line> lines, Machine machine, int threads)
    {
        var table = new Table().Title($"{threads} thread{(threads == 1 ? "" : "s")}").AddColumns("workload", "ours", "libtorch", "ratio", "of the floor");
        foreach (var line in lines) table.AddRow(Markup.Escape(line.Workload.FullName), Time(line.Ours), Time(line.Theirs), Ratio(line.Ratio), Share(line, machine));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"geometric mean {GeometricMean(lines):F2}");
    }

    private static void Write(StringBuilder text, List<Line> lines, Machine machine)
    {
        text.AppendLine("| family | geometric mean | least |").AppendLine("| --- | --- | --- |");
        foreach (var family in lines.GroupBy(l => l.Workload.Family))
            text.AppendLine($"| {family.Key} | {GeometricMean(family):F2} | {Ratio(family.Where(l => !double.IsNaN(l.Ratio)).Select(l => l.Ratio).DefaultIfEmpty(double.NaN).Min())} |");
        text.AppendLine($"| **all** | **{GeometricMean(lines):F2}** | |").AppendLine();
        var slow = lines.Where(l => l.Ratio < 1).OrderBy(l => l.Ratio).ToList();
        text.AppendLine(slow.Count == 0 ? "No workload is slower than libtorch's." : $"Slower than libtorch's: {string.Join("; ", slow.Select(l => $"{l.Workload.FullName} ({l.Ratio:F2})"))}.").AppendLine();
        foreach (var family in lines.GroupBy(l => l.Workload.Family))
        {
            text.AppendLine($"### {family.Key}").AppendLine().AppendLine("| workload | ours | libtorch | ratio | of the floor |").AppendLine("| --- | --- | --- | --- | --- |");
            foreach (var line in family) text.AppendLine($"| {line.Workload.Name} | {Time(line.Ours)} | {Time(line.Theirs)} | {Ratio(line.Ratio)} | {Share(line, machine)} |");
            text.AppendLine();
        }
    }

    private static double GeometricMean(IEnumerable<Line> lines)
    {
        double[] ratios = [.. lines.Select(l => l.Ratio).Where(r => !double.IsNaN(r))];
        return ratios.Length == 0 ? double.NaN : Math.Exp(ratios.Average(Math.Log));
    }

    // The share of the multiply-add peak, or of the bandwidth.
    private static string Share(Line line, Machine machine)
    {
        if (line.Workload.Flops > 0) return $"{100 * line.Workload.Flops / line.Ours / machine.Gigaflops:F0} % of the peak";
        if (line.Workload.Bytes > 0) return $"{100 * line.Workload.Bytes / line.Ours / machine.Bandwidth:F0} % of the bandwidth";
        return "";
    }

    private static string Ratio(double ratio) => double.IsNaN(ratio) ? "-" : $"{ratio:F2}";

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        double.NaN => "-",
        < 1e3 => $"{nanoseconds:F0} ns",
        < 1e6 => $"{nanoseconds / 1e3:F1} us",
        _ => $"{nanoseconds / 1e6:F2} ms",
    };
}
