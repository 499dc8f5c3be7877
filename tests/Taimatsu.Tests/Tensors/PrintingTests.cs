using System.Text.Json;
using Taimatsu.Tests.Architecture;

namespace Taimatsu.Tests.Tensors;

[Collection(nameof(PrintingTests))]
public class PrintingTests
{
    [Fact]
    public void Tensors_print_as_in_PyTorch()
    {
        string path = Path.Combine(Sources.Root, "tests/Taimatsu.Tests/Golden/printing.json");
        var wrong = new List<string>();
        foreach (var item in JsonDocument.Parse(File.ReadAllText(path)).RootElement.EnumerateArray())
        {
            double[] values = [.. item.GetProperty("values").EnumerateArray().Select(Number)];
            long[] shape = [.. item.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64())];
            var type = Enum.GetValues<ScalarType>().Single(t => t.PyTorchName() == "torch." + item.GetProperty("dtype").GetString());
            var tensor = torch.tensor(values).to(type).reshape(shape);
            string expected = item.GetProperty("text").GetString()!, actual;
            try
            {
                SetOptions(item.GetProperty("options"));
                actual = tensor.ToString();
            }
            finally
            {
                torch.set_printoptions(profile: "default");
            }
            if (actual != expected) wrong.Add($"{type} [{string.Join(", ", shape)}] {item.GetProperty("options")}\n{Difference(expected, actual)}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} differ\n" + string.Join("\n\n", wrong.Take(5)));
    }

    [Fact]
    public void Suffixes_tell_of_the_graph()
    {
        var x = torch.ones(2, 2, requires_grad: true);
        Assert.Equal("tensor([[1., 1.],\n        [1., 1.]], requires_grad=True)", x.ToString());
        Assert.Equal("tensor([[3., 3.],\n        [3., 3.]], grad_fn=<AddBackward0>)", (x + 2).ToString());
        Assert.Equal("tensor(4., dtype=torch.float64, grad_fn=<SumBackward0>)", x.sum(dtype: torch.float64).ToString());
    }

    private static string Difference(string expected, string actual)
    {
        string[] a = expected.Split('\n'), b = actual.Split('\n');
        for (int i = 0; i < Math.Max(a.Length, b.Length); i++)
            if (a.ElementAtOrDefault(i) != b.ElementAtOrDefault(i)) return $"line {i}: expected {a.ElementAtOrDefault(i)}\n         actual   {b.ElementAtOrDefault(i)}";
        return "";
    }

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : element.GetString() switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.NaN,
    };

    private static void SetOptions(JsonElement options)
    {
        int? Int(string name) => options.TryGetProperty(name, out var value) ? value.GetInt32() : null;
        torch.set_printoptions(Int("precision"), Int("threshold"), Int("edgeitems"), Int("linewidth"),
            options.TryGetProperty("profile", out var profile) ? profile.GetString() : null, options.TryGetProperty("sci_mode", out var mode) ? mode.GetBoolean() : null);
    }
}
