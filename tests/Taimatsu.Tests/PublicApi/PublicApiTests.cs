using System.Reflection;
using Taimatsu.Tests.Architecture;

namespace Taimatsu.Tests.PublicApi;

/// <summary>What users can name changes only where somebody meant it to: the committed lists say what it is.</summary>
public class PublicApiTests
{
    /// <summary>With this variable set the test writes the lists instead of comparing them.</summary>
    private const string Update = "TAIMATSU_UPDATE_API";

    [Theory]
    [InlineData("Taimatsu")]
    [InlineData("Taimatsu.Vision")]
    public void The_public_members_are_the_listed_ones(string assembly)
    {
        string path = Path.Combine(Sources.Root, $"tests/Taimatsu.Tests/PublicApi/{assembly}.txt");
        string[] actual = [.. ApiListing.Of(Assembly.Load(assembly))];
        if (Environment.GetEnvironmentVariable(Update) is not null) File.WriteAllLines(path, actual);
        string[] listed = File.ReadAllLines(path);
        string[] differences = [.. listed.Except(actual).Select(l => "- " + l), .. actual.Except(listed).Select(l => "+ " + l)];
        Assert.True(differences.Length == 0, $"{differences.Length} public members differ from {path}; if that is meant, run\n    {Update}=1 dotnet test -c Release --filter PublicApi\nand commit the list.\n{string.Join('\n', differences.Take(60))}");
    }
}
