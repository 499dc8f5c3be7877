namespace Taimatsu.Tests.Golden;

/// <summary>Where our answers differ from libtorch's and why, by <c>differences.txt</c>.</summary>
internal sealed class GoldenDifferences
{
    private readonly Dictionary<string, int> _cases = [];
    private readonly HashSet<string> _absent = [];

    private GoldenDifferences(IEnumerable<string> lines)
    {
        foreach (string line in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "absent") _absent.UnionWith(words[1..]);
            else _cases[$"{words[0]} {words[1]} {words[2]}"] = int.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The file beside the golden ones.</summary>
    public static GoldenDifferences Load() => new(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "differences.txt")));

    /// <summary>True if the operator, or the form of it that a case asks for, is not on our face.</summary>
    public bool IsAbsent(string op) => _absent.Contains(op);

    /// <summary>How many cases of a file, an operator and a type (or <c>message</c>) may differ.</summary>
    public int Allowed(string key) => _cases.GetValueOrDefault(key);
}
