using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.RandomNumbers;

public class GeneratorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(623)]
    [InlineData(624)]
    [InlineData(625)]
    [InlineData(3000)]
    public void BulkDrawsAreSingleDraws(int count)
    {
        var (bulk, single) = (new MersenneTwister(3), new MersenneTwister(3));
        for (int round = 0; round < 3; round++)
        {
            var drawn = new uint[count];
            bulk.Fill(drawn);
            for (int i = 0; i < count; i++) Assert.Equal(single.Random32(), drawn[i]);
            Assert.Equal(single.GetState(), bulk.GetState());
        }
    }

    [Fact]
    public void StateGoesOnWhereItWas()
    {
        var generator = new Generator().manual_seed(1);
        torch.rand(100, generator: generator);
        torch.randn(3, generator: generator); // leaves half of a pair
        var state = generator.get_state();
        Assert.Equal(5056, state.numel());
        var copy = generator.clone();
        var expected = torch.randn(5, generator: generator).ToFlatArray<float>();
        Assert.Equal(expected, torch.randn(5, generator: copy).ToFlatArray<float>());
        var other = new Generator();
        other.set_state(state);
        Assert.Equal(expected, torch.randn(5, generator: other).ToFlatArray<float>());
        Assert.Equal(1, other.initial_seed());
    }

    [Fact]
    public void FreshStateHasPyTorchsFields()
    {
        byte[] state = new Generator().manual_seed(5).GetStateBytes();
        Assert.Equal(5, BitConverter.ToInt64(state, 0));
        Assert.Equal(1, BitConverter.ToInt32(state, 8));
        Assert.Equal(1, BitConverter.ToInt32(state, 12));
        Assert.Equal(0, BitConverter.ToInt64(state, 16));
        Assert.Equal(5, BitConverter.ToInt64(state, 24));
    }

    [Theory]
    [InlineData(8, 99)]
    [InlineData(16, 200)]
    [InlineData(12, 0)]
    [InlineData(28, 1)]
    public void ImpossibleStatesAreRefused(int at, byte value)
    {
        byte[] state = new Generator().GetStateBytes();
        state[at] = value;
        var generator = new Generator().manual_seed(3);
        Assert.Throws<ArgumentException>(() => generator.SetStateBytes(state));
        Assert.Throws<ArgumentException>(() => generator.SetStateBytes(state.AsSpan(1)));
        Assert.Equal(new Generator().manual_seed(3).GetStateBytes(), generator.GetStateBytes());
    }

    [Fact]
    public void StridedTargetsAreFilledInTheOrderOfMemory()
    {
        var flat = torch.rand(6, generator: new Generator().manual_seed(0));
        var turned = torch.empty(2, 3).t();
        turned.uniform_(0, 1, new Generator().manual_seed(0));
        Assert.Equal(flat.view(2, 3).t().ToFlatArray<float>(), turned.ToFlatArray<float>());
        var every = torch.zeros(4000, 2);
        every.select(1, 1).uniform_(0, 1, new Generator().manual_seed(0));
        Assert.Equal(torch.rand(4000, generator: new Generator().manual_seed(0)).ToFlatArray<float>(), every.select(1, 1).ToFlatArray<float>());
        Assert.Equal(0, every.select(1, 0).sum().item<float>());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void BernoulliComparesDoubles(double p)
    {
        var drawn = torch.empty(1000, torch.float32).bernoulli_(p, new Generator().manual_seed(0)).ToFlatArray<float>();
        var uniform = torch.rand(1000, torch.float64, generator: new Generator().manual_seed(0)).ToFlatArray<double>();
        Assert.Equal(uniform.Select(u => u < p ? 1f : 0f), drawn);
    }

    [Fact]
    public void BernoulliOfProbabilitiesComparesSingles()
    {
        var p = torch.rand(500, generator: new Generator().manual_seed(9));
        var uniform = torch.rand(500, generator: new Generator().manual_seed(0)).ToFlatArray<float>();
        var expected = p.ToFlatArray<float>().Zip(uniform, (a, u) => u < a ? 1f : 0f);
        Assert.Equal(expected, torch.bernoulli(p, new Generator().manual_seed(0)).ToFlatArray<float>());
    }

    [Fact]
    public void IntegersCoverTheirRange()
    {
        var generator = new Generator().manual_seed(0);
        long[] drawn = torch.randint(-3, 4, 1000L, generator: generator).ToFlatArray<long>();
        Assert.Equal([-3, -2, -1, 0, 1, 2, 3], drawn.Distinct().Order());
        long[] wide = torch.empty(1000, torch.int64).random_(long.MinValue, null, generator).ToFlatArray<long>();
        Assert.Contains(wide, v => v < 0);
        Assert.Contains(wide, v => v > 1L << 62);
        Assert.All(torch.empty(100, torch.int64).random_(-5, 1L << 40, generator).ToFlatArray<long>(), v => Assert.InRange(v, -5, (1L << 40) - 1));
        Assert.Throws<ArgumentException>(() => torch.randint(3, 3, 2L));
        Assert.Throws<ArgumentException>(() => torch.randint(0, 300, 2L, torch.uint8));
    }

    [Fact]
    public void PermutationsHoldEveryNumberOnce()
        => Assert.Equal(Enumerable.Range(0, 5000).Select(i => (long)i), torch.randperm(5000, generator: new Generator().manual_seed(2)).ToFlatArray<long>().Order());

    [Fact]
    public void DistributionsHaveTheirMoments()
    {
        var generator = new Generator().manual_seed(0);
        const int N = 100000;
        void Check(Tensor drawn, double mean, double tolerance)
        {
            double got = drawn.ToFlatArray<double>().Average();
            Assert.True(Math.Abs(got - mean) < tolerance, $"mean {got}, expected {mean} within {tolerance}");
        }
        Check(torch.empty(N, torch.float64).normal_(2, 3, generator), 2, 0.04);
        Check(torch.empty(N, torch.float32).normal_(2, 3, generator), 2, 0.04);
        Check(torch.empty(N, torch.float16).normal_(2, 3, generator), 2, 0.04);
        Check(torch.empty(N, torch.bfloat16).normal_(2, 3, generator), 2, 0.04);
        Check(torch.empty(N, torch.float16).uniform_(-1, 3, generator), 1, 0.02);
        Check(torch.empty(N, torch.float64).exponential_(4, generator), 0.25, 0.004);
        Check(torch.empty(N, torch.int32).geometric_(0.2, generator), 5, 0.06);
        Check(torch.empty(N, torch.float32).log_normal_(0, 0.5, generator), Math.Exp(0.125), 0.01);
        double[] cauchy = torch.empty(N, torch.float64).cauchy_(3, 2, generator).ToFlatArray<double>();
        Assert.InRange(cauchy.Count(v => v < 3) / (double)N, 0.495, 0.505);
        Assert.InRange(cauchy.Count(v => v is > 1 and < 5) / (double)N, 0.495, 0.505);
    }

    [Fact]
    public void MultinomialFollowsTheWeights()
    {
        var generator = new Generator().manual_seed(0);
        var weights = torch.tensor([1f, 0f, 3f, 6f]);
        long[] drawn = torch.multinomial(weights, 20000, replacement: true, generator).ToFlatArray<long>();
        Assert.InRange(drawn.Count(v => v == 3) / 20000.0, 0.59, 0.61);
        Assert.DoesNotContain(1, drawn);
        var rows = torch.tensor([1f, 2f, 3f, 4f, 0f, 1f]).view(2, 3);
        var distinct = torch.multinomial(rows, 2, generator: generator);
        Assert.Equal(torch.tensor([2L, 2L]).ToFlatArray<long>(), distinct.shape.ToArray());
        Assert.NotEqual(distinct.ToFlatArray<long>()[0], distinct.ToFlatArray<long>()[1]);
        Assert.Throws<ArgumentException>(() => torch.multinomial(weights, 5));
        Assert.Throws<InvalidOperationException>(() => torch.multinomial(torch.tensor([-1f, 2f]), 1));
        Assert.Throws<InvalidOperationException>(() => torch.multinomial(torch.tensor([0f, 0f]), 1));
    }

    [Fact]
    public void OverwritingStopsTheGradient()
    {
        var x = torch.ones(3, requires_grad: true);
        var y = x * 2;
        y.uniform_(0, 1, new Generator());
        Assert.Equal("UniformBackward0", y.grad_fn!.name());
        y.sum().backward();
        Assert.Equal([0f, 0f, 0f], x.grad!.ToFlatArray<float>());
        Assert.Throws<InvalidOperationException>(() => x.normal_());
    }
}
