using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Taimatsu.Tests.Architecture;

/// <summary>The repository's own source files.</summary>
internal static partial class Sources
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>The C# files below a folder of the repository, as paths relative to that folder with forward slashes.</summary>
    public static IEnumerable<(string Path, string Text)> Below(string folder)
    {
        string start = Path.Combine(Root, folder);
        foreach (string file in Directory.EnumerateFiles(start, "*.cs", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(start, file).Replace('\\', '/');
            if (!relative.StartsWith("obj/", StringComparison.Ordinal) && !relative.StartsWith("bin/", StringComparison.Ordinal)) yield return (relative, File.ReadAllText(file));
        }
    }

    /// <summary>Code without comments and texts.</summary>
    public static string CodeOnly(string text) => Noise().Replace(text, " ");

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\$?@?"{3}.*?"{3}|\$?@?"(\\.|[^"\\\n])*"|'(\\.|[^'\\])'""", RegexOptions.Singleline)]
    private static partial Regex Noise();

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = Directory.GetParent(here);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Taimatsu.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the repository's folder was not found from " + here);
    }
}
