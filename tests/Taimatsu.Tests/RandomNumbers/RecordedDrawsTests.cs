using System.Globalization;

namespace Taimatsu.Tests.RandomNumbers;

/// <summary>Every distribution and element type against numbers that libtorch drew.</summary>
public class RecordedDrawsTests
{
    private static readonly Dictionary<string, string> s_recorded = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "RandomNumbers", "draws.txt"))
        .Where(l => l[0] != '#').Select(l => l.Split(": ")).ToDictionary(p => p[0], p => p[1]);

    public static TheoryData<string> Rows => [.. s_recorded.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void DrawsAreLibtorchs(string row)
    {
        string[] words = row.Split(' ');
        var drawn = Draw(words[0], words.Length > 1 ? words[1] : "", new Generator().manual_seed(7)).contiguous();
        string got = drawn.is_floating_point()
            ? string.Join(" ", drawn.ToFlatArray<double>().Select(v => BitConverter.DoubleToInt64Bits(v).ToString("x16", CultureInfo.InvariantCulture)))
            : string.Join(" ", drawn.ToFlatArray<long>());
        Assert.Equal(s_recorded[row], got);
    }

    private static Tensor Draw(string what, string type, Generator g)
    {
        var d = type switch
        {
            "float64" => torch.float64, "float16" => torch.float16, "bfloat16" => torch.bfloat16, "uint8" => torch.uint8, "int8" => torch.int8,
            "int16" => torch.int16, "int32" => torch.int32, "int64" => torch.int64, "bool" => torch.@bool, _ => torch.float32,
        };
        var weights = torch.tensor(Enumerable.Range(0, 8).Select(i => 0.1 + i * 0.9 / 7).ToArray()).to(d);
        return what switch
        {
            "uniform" => torch.empty(5, d).uniform_(-2, 3, g),
            "uniform_long" => torch.empty(21, d).uniform_(0.1, 0.7, g),
            "normal" => torch.empty(7, d).normal_(2, 3, g),
            "normal_blocks" => torch.empty(37, d).normal_(2, 3, g),
            "normal_turned" => torch.empty(5, 4, d).t().normal_(2, 3, g),
            "randn" => torch.randn(7, d, generator: g),
            "randn_blocks" => torch.randn(16, d, generator: g),
            "exponential" => torch.empty(9, d).exponential_(2.5, g),
            "geometric" => torch.empty(9, d).geometric_(0.3, g),
            "cauchy" => torch.empty(9, d).cauchy_(1, 2, g),
            "log_normal" => torch.empty(9, d).log_normal_(0.5, 0.7, g),
            "bernoulli" => torch.empty(20, d).bernoulli_(0.3, g),
            "bernoulli_tensor" => torch.bernoulli(torch.tensor(Enumerable.Range(0, 20).Select(i => i / 19.0).ToArray()).to(d), g),
            "random" => torch.empty(6, d).random_(g),
            "multinomial" when type == "rows" => torch.multinomial(torch.tensor(Enumerable.Range(1, 12).Select(i => (float)i).ToArray()).view(3, 4), 3, generator: g),
            "multinomial" when type == "one" => torch.multinomial(torch.tensor(Enumerable.Range(1, 12).Select(i => (float)i).ToArray()), 1, generator: g),
            "multinomial" => torch.multinomial(weights, 12, true, g),
            "multinomial_distinct" => torch.multinomial(weights, 5, false, g),
            "randint" => torch.randint(-3, 1000, 9L, type == "" ? torch.int64 : d, generator: g),
            "randint_wide" => torch.randint(-3, 1L << 40, 9L, generator: g),
            "randperm" => torch.randperm(23, generator: g),
            _ => throw new ArgumentException($"no draw for row '{what} {type}'"),
        };
    }
}
