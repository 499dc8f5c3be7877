using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Data;

/// <summary>The orders that PyTorch 1.13 gives for the same seeds, and where its generators stand afterwards.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class OrderTests
{
    private static readonly TensorDataset s_ten = new(arange(10));

    private static string Epoch(IEnumerable<Tensor[]> loader) => Text(loader.Select(b => (IEnumerable<long>)b[0].accessor<long>().ToArray()));

    private static string Text(IEnumerable<IEnumerable<long>> batches) => string.Join(' ', batches.Select(b => $"[{string.Join(',', b)}]"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Shuffled_epochs_are_pytorchs(int workers)
    {
        manual_seed(0);
        var loader = utils.data.DataLoader(s_ten, batch_size: 4, shuffle: true, num_workers: workers);
        Assert.Equal("[6,7,1,4] [2,0,9,8] [3,5]", Epoch(loader));
        Assert.Equal("[2,4,7,0] [8,9,5,3] [6,1]", Epoch(loader));
        Assert.Equal(0.455627977848053, rand(1).item<double>());
    }

    [Fact]
    public void An_epoch_draws_the_same_when_its_rest_is_dropped()
    {
        manual_seed(0);
        Assert.Equal("[6,7,1,4] [2,0,9,8]", Epoch(utils.data.DataLoader(s_ten, batch_size: 4, shuffle: true, drop_last: true)));
        Assert.Equal(0.30742281675338745, rand(1).item<double>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_generator_of_ones_own_goes_on_as_pytorchs(int workers)
    {
        var generator = Generator().manual_seed(7);
        var loader = utils.data.DataLoader(s_ten, batch_size: 5, shuffle: true, generator: generator, num_workers: workers);
        Assert.Equal("[1,3,5,7,9] [4,6,2,8,0]", Epoch(loader));
        Assert.Equal("[5,1,6,0,9] [7,8,4,3,2]", Epoch(loader));
        Assert.Equal(0.7405239939689636, rand(1, generator: generator).item<double>());
    }

    [Fact]
    public void Samplers_draw_pytorchs_numbers()
    {
        manual_seed(1);
        Assert.Equal([6, 2, 0, 4, 1, 4, 0, 5, 4, 1, 2, 1, 4, 3, 5, 2, 4, 2, 1, 9, 2, 3, 3, 0, 8, 1, 6, 8, 2, 1, 1, 4, 5, 8, 6, 3, 2, 9, 8, 0], new RandomSampler(10, replacement: true, num_samples: 40));
        manual_seed(1);
        Assert.Equal([2, 1, 0, 3, 0, 1, 2, 3, 0, 1], new RandomSampler(4, num_samples: 10));
        manual_seed(2);
        Assert.Equal([5, 6, 8, 7], new SubsetRandomSampler([5, 6, 7, 8]));
        double[] weights = [.1, .9, .4, .7, 3.0, .6];
        manual_seed(3);
        Assert.Equal([1, 3, 4, 1, 4], new WeightedRandomSampler(weights, 5));
        manual_seed(3);
        Assert.Equal([3, 0, 1, 4, 5], new WeightedRandomSampler(weights, 5, replacement: false));
        Assert.Equal("[0,1,2] [3,4,5] [6,7,8] [9]", Text(new BatchSampler(new SequentialSampler(10), 3)));
        Assert.Equal(3, new BatchSampler(new SequentialSampler(10), 3, drop_last: true).Count);
        Assert.Throws<ArgumentException>(() => new RandomSampler(0));
        Assert.Throws<ArgumentException>(() => new BatchSampler([1, 2], 0));
    }

    [Fact]
    public void Splits_are_pytorchs()
    {
        string Split(IReadOnlyList<double> shares) => Text(utils.data.random_split(s_ten, shares, Generator().manual_seed(42)).Select(s => s.indices));
        Assert.Equal("[2,6,1] [8,4,5,0,9,3,7]", Text(utils.data.random_split(s_ten, [3, 7], Generator().manual_seed(42)).Select(s => s.indices)));
        Assert.Equal("[2,6,1] [8,4,5] [0,9,3,7]", Split([.3, .3, .4]));
        Assert.Equal([4, 3, 4], utils.data.random_split(new TensorDataset(zeros(11)), [.3, .3, .4]).Select(s => s.Count));
        Assert.StartsWith("Sum of input lengths does not equal the length of the input dataset!", Assert.Throws<ArgumentException>(() => utils.data.random_split(s_ten, [3, 6])).Message);
        Assert.Throws<ArgumentException>(() => Split([.3, .3]));
    }
}
