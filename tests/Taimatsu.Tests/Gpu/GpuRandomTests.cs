namespace Taimatsu.Tests.Gpu;

/// <summary>Random numbers on a GPU: the same for the same seed, and of the right distribution.</summary>
public class GpuRandomTests
{
    private static Generator Seeded(ulong seed = 5) => new(seed, "cuda");

    [Fact]
    public void The_bits_are_those_of_the_published_test_vectors()
    {
        var zero = Taimatsu.Gpu.Philox.At(0, 0, 0);
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), (zero.X, zero.Y, zero.Z, zero.W));
        var ones = Taimatsu.Gpu.Philox.At(-1, -1, -1);
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), (ones.X, ones.Y, ones.Z, ones.W));
    }

    [Fact]
    public void A_seed_gives_the_same_numbers_and_the_next_draw_others()
    {
        var generator = Seeded();
        var first = torch.rand([3, 7], generator: generator, device: "cuda");
        var second = torch.rand([3, 7], generator: generator, device: "cuda");
        Assert.False(torch.equal(first, second));
        generator.manual_seed(5);
        Assert.True(torch.equal(first, torch.rand([3, 7], generator: generator, device: "cuda")));
        var state = generator.get_state();
        Assert.Equal(16, state.numel());
        var third = torch.rand([4], generator: generator, device: "cuda");
        generator.set_state(state);
        Assert.True(torch.equal(third, torch.rand([4], generator: generator, device: "cuda")));
    }

    [Fact]
    public void Moments_are_those_of_the_distributions()
    {
        const int N = 4000;
        var generator = Seeded();
        double[] uniform = Draw(t => t.uniform_(-1, 3, generator)), normal = Draw(t => t.normal_(2, 3, generator)), exponential = Draw(t => t.exponential_(2, generator));
        double[] ones = Draw(t => t.bernoulli_(0.3, generator)), geometric = Draw(t => t.geometric_(0.25, generator)), log = Draw(t => t.log_normal_(0, 0.5, generator));
        Assert.All(uniform, x => Assert.InRange(x, -1, 2.9999999));
        Near(1, 16.0 / 12, uniform);
        Near(2, 9, normal);
        Near(0.5, 0.25, exponential);
        Near(0.3, 0.21, ones);
        Near(4, 12, geometric);
        Near(Math.Exp(0.125), (Math.Exp(0.25) - 1) * Math.Exp(0.25), log);

        static double[] Draw(Func<Tensor, Tensor> fill) => fill(torch.empty([N], ScalarType.Float32, "cuda")).cpu().ToFlatArray<double>();

        // Five standard errors of the mean.
        static void Near(double mean, double variance, double[] x) => Assert.InRange(x.Average(), mean - 5 * Math.Sqrt(variance / N), mean + 5 * Math.Sqrt(variance / N));
    }

    [Fact]
    public void Whole_numbers_stay_in_their_range_and_permutations_are_complete()
    {
        var generator = Seeded();
        long[] numbers = torch.randint(-3, 4, [500], generator: generator, device: "cuda").cpu().ToFlatArray<long>();
        Assert.Equal([-3L, -2, -1, 0, 1, 2, 3], numbers.Distinct().Order());
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), torch.randperm(50, generator: generator, device: "cuda").cpu().ToFlatArray<long>().Order());
    }

    [Fact]
    public void Categories_follow_their_weights()
    {
        var generator = Seeded();
        var weights = torch.tensor(new[] { 0.0, 1.0, 3.0 }, device: "cuda");
        long[] drawn = weights.multinomial(400, true, generator).cpu().ToFlatArray<long>();
        Assert.DoesNotContain(0L, drawn);
        Assert.InRange(drawn.Count(d => d == 2), 250, 350);
        Assert.Equal([1L, 2], weights.multinomial(2, false, generator).cpu().ToFlatArray<long>().Order());
        Assert.Contains("< 0", Assert.Throws<InvalidOperationException>(() => torch.tensor(new[] { -1.0, 2.0 }, device: "cuda").multinomial(1)).Message);
    }

    [Fact]
    public void Dropout_keeps_the_expected_share_and_scales_it()
    {
        double[] kept = torch.nn.functional.dropout(torch.ones([2000], device: "cuda"), 0.25).cpu().ToFlatArray<double>();
        Assert.All(kept, x => Assert.True(x == 0 || Math.Abs(x - 4.0 / 3) < 1e-6));
        Assert.InRange(kept.Count(x => x != 0), 1400, 1600);
    }
}
