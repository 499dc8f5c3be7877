namespace Taimatsu.Gpu.Check;

/// <summary>What the command line asked for.</summary>
internal sealed record Options(bool Smoke, bool Suite, bool Times, string? Filter, string Python)
{
    public const string Help = """
        Taimatsu.Gpu.Check [--smoke] [--no-suite] [--no-times] [--filter TEXT] [--python PROGRAM]
          --smoke      small sizes and a few tests; with TAIMATSU_GPU=emulated it runs without a GPU
          --no-suite   no tests
          --no-times   no timings
          --filter     only tests and timings whose name has the text
          --python     the Python whose torch is timed beside (python3)
        Exit status: 0 all aims met, 1 not, 2 wrong arguments, 3 no GPU.
        """;

    public static Options? Parse(string[] args)
    {
        var options = new Options(false, true, true, null, "python3");
        for (int i = 0; i < args.Length; i++)
        {
            bool more = i + 1 < args.Length;
            switch (args[i])
            {
                case "--smoke": options = options with { Smoke = true }; break;
                case "--no-suite": options = options with { Suite = false }; break;
                case "--no-times": options = options with { Times = false }; break;
                case "--filter" when more: options = options with { Filter = args[++i] }; break;
                case "--python" when more: options = options with { Python = args[++i] }; break;
                default: return null;
            }
        }
        return options;
    }

    public bool Wants(string name) => Filter is null || name.Contains(Filter, StringComparison.OrdinalIgnoreCase);
}
