using System.Text;

namespace Taimatsu;

public abstract partial class Module
{
    /// <summary>What stands between the parentheses of the printed module: its settings. Lines are separated by line feeds.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.extra_repr"/>
    public virtual string extra_repr() => "";

    /// <summary>The tree of modules as PyTorch prints it.</summary>
    public override string ToString()
    {
        Discover();
        string extra = extra_repr();
        var lines = new List<string>();
        if (extra.Length > 0) lines.AddRange(extra.Split('\n'));
        int own = lines.Count;
        foreach (var (name, module) in _modules)
            if (module is not null)
                lines.Add($"({name}): {Indent(module.ToString())}");
        return Frame(lines, own);
    }

    /// <summary>The name, and in parentheses a single line of settings or the lines one below the other.</summary>
    private protected string Frame(List<string> lines, int ownLines)
    {
        var text = new StringBuilder(_get_name()).Append('(');
        if (lines.Count == 1 && ownLines == 1) text.Append(lines[0]);
        else if (lines.Count > 0) text.Append("\n  ").AppendJoin("\n  ", lines).Append('\n');
        return text.Append(')').ToString();
    }

    /// <summary>Moves all lines but the first two columns to the right.</summary>
    private protected static string Indent(string text) => text.Replace("\n", "\n  ", StringComparison.Ordinal);
}
