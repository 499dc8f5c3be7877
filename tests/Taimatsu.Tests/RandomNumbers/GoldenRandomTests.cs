using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.RandomNumbers;

/// <summary>Numbers that PyTorch draws from the same seeds.</summary>
public class GoldenRandomTests
{
    private static Generator Seeded(long seed) => new Generator().manual_seed(seed);

    private static string Bits(Tensor tensor) => string.Join(" ", tensor.ToFlatArray<float>().Select(v => BitConverter.SingleToUInt32Bits(v).ToString("x8")));

    [Theory]
    [InlineData(0, "3efe1558 3f44aa2f 3db533a8")]
    [InlineData(42, "3f61dc66 3f6a3db3 3ec406b8")]
    public void Rand(long seed, string expected) => Assert.Equal(expected, Bits(torch.rand(3, generator: Seeded(seed))));

    [Fact]
    public void RandDouble() => Assert.Equal([0.9700530018065531, 0.707819864399788], torch.rand(2, torch.float64, generator: Seeded(0)).ToFlatArray<double>());

    [Fact]
    public void RandnOneByOne() => Assert.Equal("3fc53f5c be963c50 c00b7149", Bits(torch.randn(3, generator: Seeded(0))));

    [Fact]
    public void RandnInBlocks() => Assert.StartsWith("bf901b85 bf93808a be804bd6 bede255d ", Bits(torch.randn(16, generator: Seeded(0))));

    [Fact]
    public void RandnWhoseLastBlockOverlaps() => Assert.EndsWith(" 3f6e8c30 3fa12737 4000519a 3d5c1b3a", Bits(torch.randn(20, generator: Seeded(0))));

    [Fact]
    public void Randperm() => Assert.Equal([4, 1, 7, 5, 3, 9, 0, 8, 6, 2], torch.randperm(10, generator: Seeded(0)).ToFlatArray<long>());

    [Fact]
    public void Randint() => Assert.Equal([4, 9, 3, 0, 3, 9, 7, 3, 7, 3], torch.randint(0, 10, 10L, generator: Seeded(0)).ToFlatArray<long>());

    [Fact]
    public void DefaultInitialisationOfLinear()
    {
        var generator = Seeded(0);
        double bound = Math.Sqrt(3) * (Math.Sqrt(2.0 / 6) / Math.Sqrt(3));
        Assert.Equal("bb8da3e8 3e9e9313 bef34b7e bed98bc9 be63b4b1 3e1e8953", Bits(torch.empty(2, 3).uniform_(-bound, bound, generator)));
        Assert.Equal("bc3b6b40 3eea617a", Bits(torch.empty(2).uniform_(-1 / Math.Sqrt(3), 1 / Math.Sqrt(3), generator)));
    }

    [Fact]
    public void DefaultInitialisationOfConvolution()
    {
        double bound = Math.Sqrt(3) * (Math.Sqrt(2.0 / 6) / Math.Sqrt(9));
        Assert.StartsWith("bb238d56 3e371b28 be8c7764 ", Bits(torch.empty(6, 1, 3, 3).uniform_(-bound, bound, Seeded(0))));
    }

    /// <summary>A data loader's order: a base seed, a sampler's seed, and a generator of its own, twice.</summary>
    [Fact]
    public void ShufflesOfADataLoader()
    {
        var generator = Seeded(0);
        string[] epochs = ["6 7 1 4 2 0 9 8 3 5", "2 4 7 0 8 9 5 3 6 1"];
        foreach (string expected in epochs)
        {
            torch.empty(1, torch.int64).random_(generator);
            long seed = torch.empty(1, torch.int64).random_(generator).item<long>();
            Assert.Equal(expected, string.Join(" ", torch.randperm(10, generator: Seeded(seed)).ToFlatArray<long>()));
        }
    }

    [Fact]
    public void TheTwisterIsTheStandardOne()
    {
        var twister = new MersenneTwister(5489);
        uint last = 0;
        for (int i = 0; i < 10000; i++) last = twister.Random32();
        Assert.Equal(4123659995u, last); // the C++ standard's own check
    }
}
