using System.Text.RegularExpressions;

namespace Taimatsu.Tests.Architecture;

/// <summary>The floors of the house: no import points up. ARCHITECTURE.md draws them.</summary>
public class FloorTests
{
    // From the bottom up: a folder of src/Taimatsu, and what names it by. A floor may use itself and what lies before it.
    private static readonly (string Folder, string[] Names)[] s_floors =
    [
        ("Primitives/", []),
        ("Backends/", ["Taimatsu.Backends"]),
        // A tensor knows how it was made: the two folders are one floor.
        ("Tensors/", ["Tensor", "torch", "Taimatsu.Autograd"]),
        ("Operators/", ["Taimatsu.Operators"]),
        ("Serialization/", ["Taimatsu.Serialization"]),
        ("Modules/", ["Taimatsu.Modules"]),
        ("Optimizers/", ["Taimatsu.Optimizers"]),
        ("Data/", ["Taimatsu.Data"]),
    ];

    [Fact]
    public void No_import_points_up()
    {
        var wrong = new List<string>();
        foreach (var (path, text) in Sources.Below("src/Taimatsu"))
        {
            string place = path.Replace("Autograd/", "Tensors/", StringComparison.Ordinal);
            int floor = Array.FindIndex(s_floors, f => place.StartsWith(f.Folder, StringComparison.Ordinal));
            if (floor < 0) continue; // Face/ lies on top
            string code = Sources.CodeOnly(text);
            foreach (var (_, names) in s_floors[(floor + 1)..])
                foreach (string name in names)
                    if (Regex.IsMatch(code, $@"(?<![\w.]){Regex.Escape(name)}(?!\w)")) wrong.Add($"{path} uses {name}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Only_the_registry_knows_the_processors_backend()
    {
        var wrong = Sources.Below("src/Taimatsu").Where(f => !f.Path.StartsWith("Backends/Cpu/", StringComparison.Ordinal) && f.Path != "Backends/BackendRegistry.cs"
            && Regex.IsMatch(Sources.CodeOnly(f.Text), @"\bCpuBackend\b")).Select(f => f.Path);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Unsafe_code_lives_in_kernels()
    {
        var wrong = Sources.Below("src/Taimatsu").Where(f => !f.Path.StartsWith("Backends/", StringComparison.Ordinal) && f.Path != "Primitives/Storage.cs"
            && Regex.IsMatch(Sources.CodeOnly(f.Text), @"\bunsafe\b")).Select(f => f.Path);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Files_are_short_and_named_by_their_subject()
    {
        var wrong = Sources.Below("src").Where(f => f.Text.Count(c => c == '\n') > 700 || Regex.IsMatch(Path.GetFileName(f.Path), "Utils|Helper|Common")).Select(f => f.Path);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Nothing_is_left_to_do()
    {
        var wrong = Sources.Below("src").Where(f => Regex.IsMatch(f.Text, "NotImplementedException|TODO|FIXME|HACK")).Select(f => f.Path);
        Assert.Empty(wrong);
    }
}
