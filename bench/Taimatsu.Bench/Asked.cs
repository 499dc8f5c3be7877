using System.Diagnostics;
using System.Globalization;

namespace Taimatsu.Bench;

/// <summary>A worker process of one library, which answers how long a workload takes.</summary>
internal sealed class Asked : IDisposable
{
    private readonly Process _process;

    public Asked(string program, int threads, bool preloads)
    {
        _process = Start(program, ["worker", threads.ToString(CultureInfo.InvariantCulture)], threads, preloads);
        if (_process.StandardOutput.ReadLine() != "ready") throw new InvalidOperationException($"{program} does not start");
    }

    /// <summary>A process of one library, whose words are heard and spoken through its output and input.</summary>
    public static Process Start(string program, string[] words, int threads, bool preloads)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. words]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = start.Environment["TAIMATSU_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        // Where libtorch's packages need a library of the system's put right first.
        if (preloads && Environment.GetEnvironmentVariable("TAIMATSU_PEER_PRELOAD") is { Length: > 0 } library) start.Environment["LD_PRELOAD"] = library;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
    }

    /// <summary>Nanoseconds of the best iteration; not a number if the library cannot do it.</summary>
    public double Time(Workload workload, double seconds)
    {
        _process.StandardInput.WriteLine(FormattableString.Invariant($"run {seconds} {workload.FullName}"));
        string? answer = _process.StandardOutput.ReadLine();
        if (double.TryParse(answer, CultureInfo.InvariantCulture, out double time)) return time;
        Console.Error.WriteLine($"{workload.FullName}: {answer ?? "the process ended"}");
        return double.NaN;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }

    /// <summary>The peer's program: as given, or where its build puts it.</summary>
    public static string PeerProgram(string? given)
    {
        if (given is not null) return given;
        string built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../Taimatsu.Bench.Peer/bin/Release/net10.0/linux-x64/Taimatsu.Bench.Peer.dll"));
        return File.Exists(built) ? built : throw new FileNotFoundException($"the peer is not built (dotnet build -c Release bench/Taimatsu.Bench.Peer); looked for {built}; --alone runs without it");
    }
}
