using System.Diagnostics;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Taimatsu.Arm64;

/// <summary>The tests of one assembly, run one after the other in this process, without a test host: emulation bears no second process.</summary>
internal sealed class Suite(Assembly assembly, string? journal)
{
    /// <summary>Runs the tests whose names are wanted and that the journal does not hold; 0 if none failed. Stops after the test that passes the limit.</summary>
    public int Run(Func<string, bool> wanted, double seconds, bool list)
    {
        using var framework = new XunitTestFramework(new Silence());
        ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        var options = new Options();
        options.SetValue("xunit.discovery.PreEnumerateTheories", true);
        options.SetValue("xunit.execution.DisableParallelization", true);
        options.SetValue("xunit.execution.SynchronousMessageReporting", true);
        var found = new Discovery();
        discoverer.Find(false, found, options);
        found.Done.WaitOne();

        HashSet<string> done = journal is not null && File.Exists(journal) ? [.. File.ReadLines(journal).Select(line => line[(line.IndexOf(' ') + 1)..])] : [];
        List<ITestCase> cases = [.. found.Cases.Where(test => wanted(test.DisplayName) && !done.Contains(Name(test)))];
        Console.WriteLine($"{found.Cases.Count} tests, {cases.Count} to run");
        if (list)
        {
            foreach (ITestCase test in cases) Console.WriteLine(test.DisplayName);
            return 0;
        }
        using var run = new Execution(journal, seconds);
        framework.GetExecutor(assembly.GetName()).RunTests(cases, run, options);
        run.Done.WaitOne();
        run.Report(cases.Count);
        return run.Failed == 0 ? 0 : 1;
    }

    /// <summary>A test's name in one line.</summary>
    private static string Name(ITestCase test) => test.DisplayName.ReplaceLineEndings(" ");

    private sealed class Silence : IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message) => true;
    }

    private sealed class Discovery : IMessageSink
    {
        public List<ITestCase> Cases { get; } = [];

        public ManualResetEvent Done { get; } = new(false);

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestCaseDiscoveryMessage found) Cases.Add(found.TestCase);
            if (message is IDiscoveryCompleteMessage) Done.Set();
            return true;
        }
    }

    private sealed class Execution(string? journal, double seconds) : IMessageSink, IDisposable
    {
        private readonly StreamWriter? _journal = journal is null ? null : new StreamWriter(journal, append: true) { AutoFlush = true };
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private int _passed, _skipped;
        private bool _broken;

        public int Failed { get; private set; }

        public ManualResetEvent Done { get; } = new(false);

        public bool OnMessage(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestCaseStarting:
                    _broken = false;
                    break;
                case ITestPassed passed:
                    _passed++;
                    if (passed.ExecutionTime > 10) Console.WriteLine($"slow: {passed.Test.DisplayName} {passed.ExecutionTime:F0} s");
                    break;
                case ITestSkipped:
                    _skipped++;
                    break;
                case ITestFailed failed:
                    Failed++;
                    _broken = true;
                    Console.WriteLine($"FAILED {failed.Test.DisplayName}\n  {string.Join("\n  ", failed.Messages)}\n{string.Join('\n', failed.StackTraces)}");
                    break;
                case ITestCaseFinished finished:
                    _journal?.WriteLine($"{(_broken ? "failed" : "ran")} {Name(finished.TestCase)}");
                    break;
                case IErrorMessage error:
                    Console.WriteLine($"ERROR {string.Join("\n  ", error.Messages)}");
                    break;
                case ITestAssemblyFinished:
                    Done.Set();
                    break;
            }
            return _clock.Elapsed.TotalSeconds < seconds;
        }

        public void Report(int cases) =>
            Console.WriteLine($"passed {_passed}, failed {Failed}, skipped {_skipped} of {cases} cases in {_clock.Elapsed.TotalSeconds:F0} s");

        public void Dispose() => _journal?.Dispose();
    }

    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = [];

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out object? value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}
