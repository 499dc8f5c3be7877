namespace Taimatsu.Tests.Operators;

/// <summary>Operators over runs of 16-bit floats, which are converted in registers, beside the same in single precision, rounded afterwards.</summary>
public class ShortFloatTests
{
    private static readonly (string Name, Func<Tensor, Tensor> Function)[] Unary =
    [
        ("neg", x => x.neg()), ("abs", x => x.abs()), ("relu", x => x.relu()), ("square", x => x * x), ("sqrt", x => x.sqrt()), ("log", x => x.log()), ("exp", x => x.exp()), ("sigmoid", x => x.sigmoid()),
        ("times a number", x => x * 1.5), ("number minus", x => 3 - x), ("divided by zero", x => x / 0), ("clamp", x => x.clamp(-2, 70000)),
    ];

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Every_number_goes_through_an_operator_as_a_float_does(ScalarType type)
    {
        var all = torch.arange(65536).to(ScalarType.Int16).view(type);
        foreach (var (name, function) in Unary) AssertSame(function(all.to(ScalarType.Float32)).to(type), function(all), name);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Runs_of_any_length_end_well(ScalarType type)
    {
        foreach (long n in new long[] { 1, 2, 31, 32, 33, 63, 64, 65, 1023, 1025, 2100 })
        {
            Tensor x = torch.randn([n]).to(type), y = torch.randn([n]).to(type), one = torch.randn([1]).to(type), narrow = torch.randn([3, n]).to(type), column = torch.randn([3, 1]).to(type);
            foreach (var (name, function) in Unary) AssertSame(function(x.to(ScalarType.Float32)).to(type), function(x), $"{name} of {n}");
            AssertSame(Pair(x, y, type, (a, b) => a * b), x * y, $"product of {n}");
            AssertSame(Pair(x, y, type, (a, b) => a.maximum(b)), x.maximum(y), $"maximum of {n}");
            AssertSame(Pair(x, one, type, (a, b) => a - b), x - one, $"one on the right of {n}");
            AssertSame(Pair(one, x, type, (a, b) => a - b), one - x, $"one on the left of {n}");
            AssertSame(Pair(narrow, column, type, (a, b) => a * b), narrow * column, $"columns beside rows of {n}");
            AssertSame(Pair(x, y, type, (a, b) => a.pow(b)), x.pow(y), $"power of {n}");
            AssertSame(Pair(x, y, type, (a, b) => a.add(b, 3)), x.add(y, 3), $"scaled sum of {n}");
            AssertSame((x.to(ScalarType.Float32) * 2).to(type), x.clone().mul_(2), $"in place {n}");
        }
    }

    private static Tensor Pair(Tensor x, Tensor y, ScalarType type, Func<Tensor, Tensor, Tensor> function) => function(x.to(ScalarType.Float32), y.to(ScalarType.Float32)).to(type);

    // Bit for bit, but for what a NaN carries.
    private static void AssertSame(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        var same = (expected.view(ScalarType.Int16) == actual.view(ScalarType.Int16)) | (expected.isnan() & actual.isnan());
        Assert.True(same.all().item<bool>(), $"{what}: {expected[~same]}\n{actual[~same]}");
    }
}
