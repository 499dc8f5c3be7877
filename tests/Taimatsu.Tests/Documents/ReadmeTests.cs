using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Taimatsu.Tests.Architecture;
using Taimatsu.Tests.Backends;

namespace Taimatsu.Tests.Documents;

/// <summary>The README's programs compile as they stand, and print what their comments say.</summary>
[Collection(nameof(ThreadCountCollection))] // the only test that runs then: a program writes to the current folder
public partial class ReadmeTests
{
    // What the SDK adds to every program.
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    [GeneratedRegex(@"^```csharp\r?\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"Console\.WriteLine\([^\n]*\); // (.+?)( first)?\r?$", RegexOptions.Multiline)]
    private static partial Regex Prints();

    public static TheoryData<int> Programs() => [.. Enumerable.Range(0, Blocks().Matches(Text).Count)];

    private static string Text => File.ReadAllText(Path.Combine(Sources.Root, "README.md"));

    [Theory, MemberData(nameof(Programs))]
    public void A_program_prints_what_it_says(int number)
    {
        string code = Blocks().Matches(Text)[number].Groups[1].Value;
        var entry = Compile(code);
        string folder = Directory.CreateTempSubdirectory("readme").FullName, home = Environment.CurrentDirectory;
        var console = Console.Out;
        using var output = new StringWriter();
        try
        {
            Environment.CurrentDirectory = folder;
            Console.SetOut(output);
            entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = home;
            Directory.Delete(folder, recursive: true);
        }
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var expected = Prints().Matches(code);
        Assert.True(expected.Count > 0, "the program says nothing of what it prints");
        int line = 0;
        foreach (Match print in expected)
        {
            Assert.True(line < lines.Length, $"no line left for {print.Groups[1].Value}");
            Assert.Equal(print.Groups[1].Value, lines[line++]);
            if (print.Groups[2].Success) break; // a loop prints more
        }
    }

    private static MethodInfo Compile(string code)
    {
        // What runs this test is what a program sees: the runtime's assemblies, Taimatsu with what it needs, and Taimatsu.Vision.
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetDirectoryName(p) == runtime || Path.GetFileName(p) is "Taimatsu.dll" or "Taimatsu.Vision.dll" or "System.Numerics.Tensors.dll").Select(p => MetadataReference.CreateFromFile(p));
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create("readme", [CSharpSyntaxTree.ParseText(code, options), CSharpSyntaxTree.ParseText(ImplicitUsings, options)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)) + "\n" + code);
        Assert.Empty(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Warning && d.Id != "CS8981").Select(d => d.ToString()));
        return Assembly.Load(image.ToArray()).EntryPoint!;
    }
}
