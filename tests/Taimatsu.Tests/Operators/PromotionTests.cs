using Taimatsu.Operators;

namespace Taimatsu.Tests.Operators;

/// <summary>Element types of results, against PyTorch's: tensors with dimensions (t), 0-d tensors (z) and plain numbers (s).</summary>
public class PromotionTests
{
    [Fact]
    public void Result_types_are_PyTorchs()
    {
        var wrong = new List<string>();
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "result_type.txt"));
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            var operands = Array.ConvertAll(words[..^1], Operand);
            var result = operands.Length == 2 ? TypePromotion.Result(operands[0], operands[1]) : TypePromotion.Result(operands[0], operands[1], operands[2]);
            if (result.PyTorchName() != "torch." + words[^1]) wrong.Add($"{line}: got {result.PyTorchName()}");
        }
        Assert.True(lines.Length > 800);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {lines.Length} differ:\n{string.Join('\n', wrong.Take(20))}");
    }

    [Fact]
    public void The_result_holds_what_the_types_promise()
    {
        var small = torch.ones([2], ScalarType.Byte);
        Assert.Equal(ScalarType.Byte, (small + 1).dtype);
        Assert.Equal(ScalarType.Float32, (small + 1.5).dtype);
        Assert.Equal(ScalarType.Float32, (small / 2).dtype);
        Assert.Equal(ScalarType.Float16, (torch.ones([2], ScalarType.Float16) * 2.5).dtype);
        Assert.Equal(ScalarType.Float32, (torch.ones([2], ScalarType.Float32) + torch.ones([], ScalarType.Float64)).dtype);
        Assert.Equal(ScalarType.Float64, (torch.ones([2], ScalarType.Float32) + torch.ones([1], ScalarType.Float64)).dtype);
        Assert.Equal(ScalarType.Bool, (small > 0.5).dtype);
        Assert.Equal(ScalarType.Int64, (torch.ones([2], ScalarType.Bool) + 1).dtype);
        Assert.Equal(ScalarType.Int64, torch.ones([2], ScalarType.Bool).square().dtype);
        Assert.Equal(ScalarType.Float64, torch.ones([2], ScalarType.Int32).float_power(2).dtype);
        Assert.Equal(ScalarType.Float32, torch.ones([2], ScalarType.Int32).clamp(0.5).dtype);
    }

    private static Tensor Operand(string word)
    {
        string[] parts = word.Split(':');
        if (parts[0] == "s") return Tensor.Wrap(parts[1] switch { "bool" => true, "int" => 1, _ => 1.5 });
        var type = Enum.GetValues<ScalarType>().Single(t => t.PyTorchName() == "torch." + parts[1]);
        return parts[0] == "t" ? torch.ones([1], type) : torch.ones([], type);
    }
}
