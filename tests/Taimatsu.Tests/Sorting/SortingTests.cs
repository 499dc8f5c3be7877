namespace Taimatsu.Tests.Sorting;

public class SortingTests
{
    private const double NaN = double.NaN, Inf = double.PositiveInfinity;

    [Fact]
    public void NaN_is_largest_and_both_zeros_are_equal()
    {
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16])
        {
            var x = torch.tensor(new[] { NaN, 1, -0.0, 0.0, -Inf, Inf }).to(type);
            Assert.Equal([0L, 5, 1, 2, 3, 4], x.argsort(descending: true).ToFlatArray<long>());
            Assert.Equal([4L, 2, 3, 1, 5, 0], x.argsort().ToFlatArray<long>());
            var sorted = x.sort().values.ToFlatArray<double>();
            Assert.Equal([-Inf, -0.0, 0.0, 1, Inf, NaN], sorted);
            Assert.True(double.IsNegative(sorted[1]) && !double.IsNegative(sorted[2]));
            Assert.Equal([0L, 5], x.topk(2).indices.ToFlatArray<long>());
            Assert.Equal(0, x.median(0).indices.item<long>());
            Assert.Equal(3, x.nanmedian(0).indices.item<long>());
            Assert.True(double.IsNaN(x.median().item<double>()));
            Assert.Equal(0, x.nanmedian().item<double>());
        }
        Assert.True(double.IsNaN(torch.tensor(new[] { NaN, NaN }).nanmedian().item<double>()));
        Assert.True(double.IsNaN(torch.empty(0).median().item<double>()));
    }

    [Theory, InlineData(100), InlineData(5_000), InlineData(70_000)]
    public void Large_lines_are_sorted_in_every_type(int count)
    {
        var random = new Random(count);
        var wide = Enumerable.Range(0, count).Select(_ => random.NextInt64(long.MinValue, long.MaxValue)).ToArray();
        var near = Enumerable.Range(0, count).Select(_ => 1_000_000_000_000 + random.NextInt64(-500, 500)).ToArray();
        foreach (var data in (long[][])[wide, near])
        {
            var (values, indices) = torch.tensor(data).sort();
            Assert.Equal(data.Order(), values.ToFlatArray<long>());
            Assert.Equal(Enumerable.Range(0, count).OrderBy(i => data[i]).Select(i => (long)i), indices.ToFlatArray<long>());
            Assert.Equal(data.OrderDescending(), torch.tensor(data).sort(descending: true).values.ToFlatArray<long>());
            Assert.Equal(data.OrderDescending().Take(20), torch.tensor(data).topk(20).values.ToFlatArray<long>());
            Assert.Equal(data.Order().ElementAt(count / 3), torch.tensor(data).kthvalue(count / 3 + 1).values.item<long>());
        }
        var floats = Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 1000).ToArray();
        Assert.Equal(floats.Order(), torch.tensor(floats).sort().values.ToFlatArray<float>());
        Assert.Equal(floats.Order().Take(500), torch.tensor(floats).topk(Math.Min(500, count), largest: false).values.ToFlatArray<float>());
        Assert.Equal(floats.Order().ElementAt((count - 1) / 2), torch.tensor(floats).median().item<float>());
        // The order that makes topk change its mind most often, and pivots that halve badly.
        var falling = floats.OrderDescending().ToArray();
        Assert.Equal(floats.Order().Take(50), torch.tensor(falling).topk(50, largest: false).values.ToFlatArray<float>());
        Assert.Equal(floats.Order().ElementAt(9), torch.tensor(falling).kthvalue(10).values.item<float>());
    }

    [Fact]
    public void Results_print_and_come_apart()
    {
        var x = torch.tensor(new[] { 3f, 1, 2, 5, 5, 4 }).view(2, 3).requires_grad_();
        Assert.Equal("torch.return_types.sort(\nvalues=tensor([[1., 2., 3.],\n        [4., 5., 5.]], grad_fn=<SortBackward0>),\nindices=tensor([[1, 2, 0],\n        [2, 0, 1]]))", x.sort().ToString());
        Assert.Equal("torch.return_types.topk(\nvalues=tensor([[3., 2.],\n        [5., 5.]], grad_fn=<TopkBackward0>),\nindices=tensor([[0, 2],\n        [0, 1]]))", x.topk(2).ToString());
        (Tensor values, Tensor indices) = x.kthvalue(2);
        Assert.Equal([2.0, 5], values.ToFlatArray<double>());
        Assert.Equal([2L, 0], indices.ToFlatArray<long>());
        string[] names = [x.sort(stable: true).values.grad_fn!.Name, x.kthvalue(1).values.grad_fn!.Name, x.median().grad_fn!.Name, x.median(1).values.grad_fn!.Name, x.nanmedian().grad_fn!.Name, x.nanmedian(0).values.grad_fn!.Name, x.mode().values.grad_fn!.Name, x.msort().grad_fn!.Name];
        Assert.Equal(["SortBackward1", "KthvalueBackward0", "MedianBackward0", "MedianBackward1", "NanmedianBackward0", "NanmedianBackward1", "ModeBackward0", "SortBackward0"], names);
    }

    [Fact]
    public void Equal_middle_elements_share_the_gradient()
    {
        var x = torch.tensor(new[] { 1f, 2, 2, 3 }, requires_grad: true);
        x.median().backward();
        Assert.Equal([0.0, 0.5, 0.5, 0], x.grad!.ToFlatArray<double>());
    }

    [Fact]
    public void Empty_and_wrong_arguments()
    {
        var x = torch.ones(3, 4);
        Assert.Contains("selected index k out of range", Assert.Throws<ArgumentException>(() => x.topk(9)).Message);
        Assert.Contains("selected index k out of range", Assert.Throws<ArgumentException>(() => x.topk(-1)).Message);
        Assert.Contains("selected number k out of range for dimension 1", Assert.Throws<ArgumentException>(() => x.kthvalue(0)).Message);
        Assert.Equal("median(): Expected reduction dim 0 to have non-zero size.", Assert.Throws<IndexOutOfRangeException>(() => torch.empty(0, 3).median(0)).Message);
        Assert.Equal("Dimension out of range (expected to be in range of [-2, 1], but got 5)", Assert.Throws<IndexOutOfRangeException>(() => x.sort(5)).Message);
        Assert.Equal("\"median_cpu\" not implemented for 'Bool'", Assert.Throws<InvalidOperationException>(() => x.gt(0).median()).Message);
        Assert.Equal([0L, 3], torch.empty(0, 3).sort(0).indices.shape.ToArray());
        Assert.Equal([3L, 0], x.topk(0).values.shape.ToArray());
        Assert.Equal([0L, 2], torch.empty(0, 4).topk(2).values.shape.ToArray());
    }
}
