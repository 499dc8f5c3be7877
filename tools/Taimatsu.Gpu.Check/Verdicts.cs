namespace Taimatsu.Gpu.Check;

/// <summary>Collects what was aimed at and what was reached, and prints it at the end.</summary>
internal sealed class Verdicts
{
    private readonly List<(string Word, string Text)> _lines = [];

    public void Add(bool met, string text) => _lines.Add((met ? "MET" : "MISSED", text));

    /// <summary>An aim that could not be looked at.</summary>
    public void Open(string text) => _lines.Add(("OPEN", text));

    /// <summary>True if no aim was missed.</summary>
    public bool Print(bool onHardware)
    {
        Console.WriteLine();
        Console.WriteLine(onHardware ? "verdicts:" : "verdicts (of an emulation: they mean nothing for speed):");
        foreach (var (word, text) in _lines) Console.WriteLine($"  {word,-6} {text}");
        return _lines.All(l => l.Word != "MISSED");
    }
}
