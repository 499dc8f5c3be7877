namespace Taimatsu.Tests.Golden;

/// <summary>The reader of golden files, and the distance that comparisons use.</summary>
public class GoldenFileTests
{
    [Theory]
    [InlineData("float32[2,2] 3f800000 80000000 7f800000 7fc00000", "1 -0 Infinity NaN")]
    [InlineData("float16[1] 3c00", "1")]
    [InlineData("bfloat16[1] c040", "-3")]
    [InlineData("int8[3] -128 0 127", "-128 0 127")]
    [InlineData("bool[2] 0 1", "False True")]
    [InlineData("float64[0]", "")]
    public void ReadsTensors(string text, string values) => Assert.Equal(values, string.Join(" ", GoldenTensor.Parse(text)!.Values.Cast<object>().Select(v => FormattableString.Invariant($"{v}"))));

    [Theory]
    [InlineData("tanh")]
    [InlineData("ij,jk->ik")]
    [InlineData("other[2] 1 2")]
    public void OtherTextIsNoTensor(string text) => Assert.Null(GoldenTensor.Parse(text));

    [Fact]
    public void EveryFileHoldsCases()
    {
        foreach (string name in "autograd binary convolution creation indexing init losses matmul normalization optim pointwise pooling promotion random reductions sort ternary".Split(' '))
        {
            var cases = GoldenFile.Load(name).Cases;
            Assert.True(cases.Count > 20, name);
            Assert.All(cases, c => Assert.True(c.Steps.Count > 0 || c.Error is not null || c.Results.Length > 0 || c.Op.Length > 0 && c.Kwargs.Count > 0 || c.Op is "split" or "cat", c.ToString()));
        }
    }

    [Fact]
    public void TensorsOfOursAndOfTheFilesAreTheSame()
    {
        foreach (var golden in GoldenFile.Load("pointwise").Cases.Take(20).SelectMany(c => c.Args).OfType<GoldenTensor>())
        {
            var back = GoldenTensor.From(golden.ToTensor());
            Assert.Equal(golden.DType, back.DType);
            Assert.Equal(golden.Shape, back.Shape);
            Assert.Equal(golden.Values, back.Values);
        }
    }

    [Fact]
    public void DistancesCountRepresentableNumbers()
    {
        Assert.Equal(0, Ulps.Between(1f, 1f));
        Assert.Equal(1, Ulps.Between(1f, MathF.BitIncrement(1f)));
        Assert.Equal(0, Ulps.Between(0.0, -0.0));
        Assert.Equal(2, Ulps.Between(double.Epsilon, -double.Epsilon));
        Assert.Equal(0, Ulps.Between(float.NaN, -float.NaN));
        Assert.Equal(long.MaxValue, Ulps.Between(float.NaN, 1f));
        Assert.Equal(long.MaxValue, Ulps.Between(double.MaxValue, double.PositiveInfinity));
        Assert.Equal(1, Ulps.Between((Half)1, Half.BitIncrement((Half)1)));
        Assert.Equal(3, Ulps.Between(new BFloat16(0x3F80), new BFloat16(0x3F83)));
    }
}
