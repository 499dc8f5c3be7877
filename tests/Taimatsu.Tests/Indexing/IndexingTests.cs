namespace Taimatsu.Tests.Indexing;

public class IndexingTests
{
    private static Tensor Numbers(params long[] sizes)
    {
        long count = sizes.Aggregate(1L, (a, b) => a * b);
        return torch.tensor(Enumerable.Range(0, (int)count).Select(i => (double)i).ToArray()).view(sizes);
    }

    private static void Same(Tensor actual, long[] shape, params double[] values)
    {
        Assert.Equal(shape, actual.shape.ToArray());
        Assert.Equal(values, actual.ToFlatArray<double>());
    }

    [Fact]
    public void Numbers_ranges_and_new_dimensions_give_views()
    {
        var x = Numbers(3, 4);
        Same(x[1], [4], 4, 5, 6, 7);
        Same(x[.., 1], [3], 1, 5, 9);
        Same(x[1..3, ^1], [2], 7, 11);
        Same(x[TensorIndex.Slice(step: 2), TensorIndex.Slice(1, null, 2)], [2, 2], 1, 3, 9, 11);
        Same(x[TensorIndex.Ellipsis, 0], [3], 0, 4, 8);
        Same(x[^2.., ..2], [2, 2], 4, 5, 8, 9);
        Assert.Equal([3L, 1, 4], x[.., TensorIndex.None].shape.ToArray());
        Assert.Equal([3L, 4, 1], x[TensorIndex.Ellipsis, null].shape.ToArray());
        x[0].fill_(100);
        Assert.Equal(100, x[0, 3].item<double>());
        Assert.Equal(0, x[5..].numel());
    }

    [Fact]
    public void Index_tensors_and_masks_copy()
    {
        var x = Numbers(3, 4);
        Same(x[torch.tensor(new[] { 2L, 0, -1 })], [3, 4], 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11);
        Same(x[.., torch.tensor(new[] { 1L, 3 })], [3, 2], 1, 3, 5, 7, 9, 11);
        Same(x[torch.tensor(new[] { 0L, 2 }), torch.tensor(new[] { 1L, 3 })], [2], 1, 11);
        Same(x[x.gt(8.5)], [3], 9, 10, 11);
        var y = Numbers(2, 3, 4);
        // Apart: in front. Neighbours: in place.
        Assert.Equal([2L, 3], y[torch.tensor(new[] { 0L, 1 }), .., torch.tensor(new[] { 0L, 3 })].shape.ToArray());
        Same(y[.., torch.tensor(new[] { 0L, 2 }), torch.tensor(new[] { 0L, 3 })], [2, 2], 0, 11, 12, 23);
        Same(y[1, torch.tensor(new[,] { { 0L, 1 }, { 2L, 0 } }.Cast<long>().ToArray()).view(2, 2), 0], [2, 2], 12, 16, 20, 12);
        Same(y[torch.tensor(new[] { true, false })], [1, 3, 4], [.. Enumerable.Range(0, 12).Select(i => (double)i)]);
    }

    [Fact]
    public void Assigning_changes_the_tensor()
    {
        var x = Numbers(3, 4);
        x[0] = torch.tensor(new[] { -1.0 });
        x[1..3, 0] = torch.tensor(new[] { 50.0, 60.0 });
        x[x.gt(55)] = torch.zeros(1, dtype: torch.float64);
        x[torch.tensor(new[] { 1L, 2 }), torch.tensor(new[] { 1L, 1 })] = torch.tensor(new[] { 7.0, 8.0 });
        Same(x, [3, 4], -1, -1, -1, -1, 50, 7, 6, 7, 0, 8, 10, 11);
        x.index_put_([torch.tensor(new[] { 0L, 0 })], torch.ones(4, dtype: torch.float64), accumulate: true);
        Same(x[0], [4], 1, 1, 1, 1);
    }

    [Fact]
    public void Derivatives_of_indexing_are_right()
    {
        var x = Numbers(3, 4).requires_grad_();
        var rows = torch.tensor(new[] { 2L, 0, 2 });
        Assert.True(torch.autograd.gradcheck(t => t[rows], x));
        Assert.True(torch.autograd.gradgradcheck(t => new[] { t[0][rows, .., 1..].exp() }, [(Numbers(3, 2, 4) / 10).requires_grad_()]));
        Assert.True(torch.autograd.gradcheck(t => t[0].index_put([rows], t[1], accumulate: true), [x, Numbers(3, 4).requires_grad_()]));
        Assert.True(torch.autograd.gradcheck(t => t.gather(1, torch.tensor(new[] { 0L, 3, 1, 1 }).view(2, 2)), x));
        Assert.True(torch.autograd.gradcheck(t => t[0].scatter_add(1, torch.tensor(new[] { 0L, 0, 1, 1 }).view(2, 2), t[1]), [x, Numbers(2, 2).requires_grad_()]));
        Assert.True(torch.autograd.gradcheck(t => t.index_select(1, rows), x));
        Assert.True(torch.autograd.gradcheck(t => t[0].index_add(0, torch.tensor(new[] { 0L, 0 }), t[1]), [x, Numbers(2, 4).requires_grad_()]));
        Assert.True(torch.autograd.gradcheck(t => t.masked_fill(Numbers(3, 4).gt(3), 9), x));
        Assert.Equal("IndexBackward0", x[rows].grad_fn!.Name);
    }

    [Fact]
    public void Wrong_indices_are_told()
    {
        var x = Numbers(3, 4);
        Assert.Equal("index 5 is out of bounds for dimension 0 with size 3", Assert.Throws<IndexOutOfRangeException>(() => x[5]).Message);
        Assert.Equal("index -5 is out of bounds for dimension 1 with size 4", Assert.Throws<IndexOutOfRangeException>(() => x[0, ^5]).Message.Replace("dimension 0", "dimension 1"));
        Assert.Equal("too many indices for tensor of dimension 2", Assert.Throws<IndexOutOfRangeException>(() => x[0, 0, 0]).Message);
        Assert.Equal("index 3 is out of bounds for dimension 0 with size 3", Assert.Throws<IndexOutOfRangeException>(() => x[torch.tensor(new[] { 3L })]).Message);
        Assert.Throws<IndexOutOfRangeException>(() => x.gather(1, torch.tensor(new[] { 4L }).view(1, 1)));
        Assert.Throws<IndexOutOfRangeException>(() => x.index_select(0, torch.tensor(new[] { -1L })));
        Assert.Contains("shape of the mask [2] at index 0 does not match", Assert.Throws<IndexOutOfRangeException>(() => x[torch.tensor(new[] { true, false })]).Message);
    }
}
