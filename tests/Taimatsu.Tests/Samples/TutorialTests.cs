using Taimatsu.Tests.RandomNumbers;
using Taimatsu.Tests.Architecture;

namespace Taimatsu.Tests.Samples;

[Collection(nameof(GlobalGeneratorCollection))]
public class TutorialTests
{
    [Fact]
    public void The_walk_prints_what_Python_prints()
    {
        string[] expected = File.ReadAllLines(Path.Combine(Sources.Root, "tests/Taimatsu.Tests/Golden/tutorial.txt"));
        var output = new StringWriter();
        Tutorial.Walk.All(output);
        string[] actual = output.ToString().TrimEnd('\n').Split('\n');
        for (int i = 0; i < Math.Max(expected.Length, actual.Length); i++)
            Assert.True(expected.ElementAtOrDefault(i) == actual.ElementAtOrDefault(i), $"line {i + 1}\nexpected {expected.ElementAtOrDefault(i)}\nactual   {actual.ElementAtOrDefault(i)}");
    }
}
