using Taimatsu.Tests.RandomNumbers;

namespace Taimatsu.Tests.Data;

[Collection(nameof(GlobalGeneratorCollection))]
public class DataLoaderTests
{
    private sealed class Numbers(long count, long wrong = -1) : Dataset<long>
    {
        public override long Count => count;

        public override long this[long index]
        {
            get
            {
                CheckIndex(index);
                return index == wrong ? throw new FormatException("a bad sample") : index;
            }
        }
    }

    private static string Batches<T>(IEnumerable<T> loader) where T : class => string.Join(" ", loader.Select(b => $"[{string.Join(",", ((Tensor)(object)b).ToFlatArray<long>())}]"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_order_is_PyTorchs_whatever_the_number_of_workers(int workers)
    {
        torch.manual_seed(0);
        var loader = torch.utils.data.DataLoader(new Numbers(10), batch_size: 4, shuffle: true, num_workers: workers);
        Assert.Equal(3, loader.Count);
        Assert.Equal("[6,7,1,4] [2,0,9,8] [3,5]", Batches(loader));
        Assert.Equal("[2,4,7,0] [8,9,5,3] [6,1]", Batches(loader));
    }

    [Fact]
    public void Batches_can_be_dropped_and_sampled()
    {
        Assert.Equal("[0,1,2,3] [4,5,6,7]", Batches(torch.utils.data.DataLoader(new Numbers(10), batch_size: 4, drop_last: true, num_workers: 2)));
        Assert.Equal("[0,1] [2]", Batches(torch.utils.data.DataLoader(new Numbers(9), batch_sampler: [[0, 1], [2]])));
        var weighted = new WeightedRandomSampler([0, 1, 0], 5);
        Assert.Equal("[1,1,1,1,1]", Batches(torch.utils.data.DataLoader(new Numbers(3), batch_size: 5, sampler: weighted)));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), torch.utils.data.DataLoader(new Numbers(100), batch_size: 7, shuffle: true, num_workers: 2).SelectMany(b => b.ToFlatArray<long>()).Order());
    }

    [Fact]
    public void A_workers_error_tells_the_sample()
    {
        var loader = torch.utils.data.DataLoader(new Numbers(10, wrong: 5), batch_size: 2, num_workers: 2);
        var seen = new List<long>();
        var error = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var batch in loader) seen.AddRange(batch.ToFlatArray<long>());
        });
        Assert.Matches("Caught FormatException in DataLoader worker thread [01] while fetching sample 5: a bad sample", error.Message);
        Assert.IsType<FormatException>(error.InnerException);
        Assert.Equal([0L, 1, 2, 3], seen);
    }

    [Fact]
    public void Leaving_a_pass_early_stops_the_workers()
    {
        for (int i = 0; i < 50; i++)
            foreach (var batch in torch.utils.data.DataLoader(new Numbers(1000), num_workers: 2))
                if (batch.item<long>() == 3) break;
    }

    [Fact]
    public void Tensors_and_labels_are_stacked()
    {
        var data = torch.utils.data.TensorDataset(torch.arange(6).view(3, 2), torch.arange(3));
        var batch = torch.utils.data.DataLoader(data, batch_size: 2).First();
        Assert.Equal("tensor([[0, 1],\n        [2, 3]])", batch[0].ToString());
        Assert.Equal("tensor([0, 1])", batch[1].ToString());
        Assert.Throws<ArgumentException>(() => torch.utils.data.TensorDataset(torch.zeros(2), torch.zeros(3)));
    }

    [Fact]
    public void Parts_are_PyTorchs()
    {
        torch.manual_seed(0);
        var parts = torch.utils.data.random_split(new Numbers(10), [0.7, 0.3]);
        Assert.Equal([4L, 1, 7, 5, 3, 9, 0], parts[0].indices);
        Assert.Equal([8L, 6, 2], parts[1].indices);
        Assert.Equal(8L, parts[1][0]);
        var both = new ConcatDataset<long>(parts[0], parts[1]);
        Assert.Equal(10, both.Count);
        Assert.Equal(6L, both[8]);
    }

    [Fact]
    public void Options_that_exclude_each_other_are_errors()
    {
        Assert.Contains("mutually exclusive", Assert.Throws<ArgumentException>(() => torch.utils.data.DataLoader(new Numbers(3), shuffle: true, sampler: new SequentialSampler(3))).Message);
        Assert.Contains("batch_size should be a positive integer", Assert.Throws<ArgumentException>(() => torch.utils.data.DataLoader(new Numbers(3), batch_size: 0)).Message);
        Assert.Throws<IndexOutOfRangeException>(() => new Numbers(3)[3]);
    }
}
