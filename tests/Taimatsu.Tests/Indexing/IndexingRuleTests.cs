namespace Taimatsu.Tests.Indexing;

/// <summary>Names, errors and corner cases, as real PyTorch has them.</summary>
public class IndexingRuleTests
{
    private static Tensor Numbers(params long[] sizes) => torch.arange(sizes.Aggregate(1L, (a, b) => a * b)).to(ScalarType.Float32).view(sizes);

    private static Tensor L(params long[] values) => torch.tensor(values);

    [Fact]
    public void Graph_nodes_have_PyTorchs_names()
    {
        var x = Numbers(2, 3).requires_grad_();
        Tensor i = L(0, 1), m = torch.tensor(new[] { true, false, true }), wide = L(0, 1, 0).view(1, 3), one = torch.ones(1, 3), two = torch.tensor(2f);
        var actual = new (string Expected, Tensor Result)[]
        {
            ("IndexBackward0", x[i]), ("IndexSelectBackward0", x.index_select(1, i)), ("TakeBackward0", x.take(i)), ("GatherBackward0", x.take_along_dim(wide, 0)), ("GatherBackward0", x.gather(0, wide)),
            ("ScatterBackward0", x.scatter(0, wide, one)), ("ScatterBackward1", x.scatter(0, wide, 2)), ("ScatterReduceBackward0", x.scatter_reduce(0, wide, one, "prod")), ("ScatterAddBackward0", x.scatter_add(0, wide, one)),
            ("IndexAddBackward0", x.index_add(0, i, x * 1)), ("IndexCopyBackward0", x.index_copy(0, i, x * 1)), ("IndexFillBackward0", x.index_fill(0, i, 2)), ("IndexFillBackward1", x.index_fill(0, i, two)),
            ("MaskedFillBackward0", x.masked_fill(m, 1)), ("MaskedFillBackward1", x.masked_fill(m, two)), ("MaskedSelectBackward0", x.masked_select(m)), ("MaskedScatterBackward0", x.masked_scatter(m, torch.ones(10))),
            ("IndexPutBackward0", x.index_put([i], torch.ones(3))), ("PutBackward0", x.put(i, torch.ones(2))), ("IndexPutBackward0", (x * 1).index_put_([i], torch.ones(3))), ("ScatterAddBackward0", (x * 1).scatter_add_(0, wide, one)),
            ("MaskedFillBackward0", (x * 1).masked_fill_(m, 1)), ("IndexAddBackward0", (x * 1).index_add_(0, i, torch.ones(2, 3))),
        };
        foreach (var (expected, result) in actual) Assert.Equal(expected, result.grad_fn!.Name);
        var y = x * 1;
        y[.., 1] = two;
        Assert.Equal("CopySlices", y.grad_fn!.Name);
        var z = x * 1;
        z[z.gt(2)] = two;
        Assert.Equal("IndexPutBackward0", z.grad_fn!.Name);
        z.sum().backward();
        Assert.Equal([1.0, 1, 1, 0, 0, 0], x.grad!.ToFlatArray<double>());
    }

    [Fact]
    public void A_leaf_that_needs_a_gradient_is_not_overwritten()
    {
        var x = Numbers(2, 3).requires_grad_();
        Assert.Contains("a view of a leaf Variable that requires grad is being used in an in-place operation", Assert.Throws<InvalidOperationException>(() => x[0] = torch.ones(3)).Message);
        Assert.Contains("a leaf Variable that requires grad is being used in an in-place operation", Assert.Throws<InvalidOperationException>(() => x[L(0)] = torch.ones(3)).Message);
        Assert.Throws<InvalidOperationException>(() => torch.ones(1).expand(3).index_fill_(0, L(0), 1));
        // A value that is part of what it overwrites.
        var y = Numbers(4);
        y[L(1, 2, 3)] = y[..3];
        Assert.Equal([0.0, 0, 1, 2], y.ToFlatArray<double>());
    }

    [Fact]
    public void Truth_values_and_0d_tensors_index_as_in_PyTorch()
    {
        var y = Numbers(3, 4);
        Assert.Equal([1L, 3, 4], y[true].shape.ToArray());
        Assert.Equal([0L, 3, 4], y[false].shape.ToArray());
        Assert.Equal([1L, 3, 4], y[torch.tensor(true)].shape.ToArray());
        Assert.Equal([4.0, 5, 6, 7], y[torch.tensor(1L)].ToFlatArray<double>());
        y[torch.tensor(1L)].fill_(9); // a view
        Assert.Equal(9, y[1, 2].item<double>());
        Assert.Equal([0L, 4], y[torch.empty(0, dtype: torch.int64)].shape.ToArray());
        Assert.Equal([8.0, 9, 10, 11], y[torch.tensor(new byte[] { 0, 0, 1 })].ToFlatArray<double>());
        Assert.Equal([3L, 1, 1, 4], y[.., TensorIndex.None, TensorIndex.None].shape.ToArray());
        Assert.Equal([2L, 3], Numbers(2, 3, 4)[L(0, 1), .., L(0, 3)].shape.ToArray());
        Assert.Equal([2L, 2, 4], Numbers(2, 3, 4)[.., L(0, 2)].shape.ToArray());
        var mask = torch.tensor(new[] { true, false, false, true, true, false }).view(2, 3);
        Assert.Equal([0.0, 1, 2, 3, 12, 13, 14, 15, 16, 17, 18, 19], Numbers(2, 3, 4)[mask].ToFlatArray<double>());
        Assert.Equal([1.0, 13, 17], Numbers(2, 3, 4)[mask, 1].ToFlatArray<double>());
        // Through memory in another order.
        Assert.Equal([0.0, 3, 5], Numbers(3, 2).t()[torch.tensor(new[] { true, false, false, false, true, true }).view(2, 3)].ToFlatArray<double>());
    }

    [Fact]
    public void Errors_have_PyTorchs_words()
    {
        var y = Numbers(3, 4);
        Out("index 3 is out of bounds for dimension 0 with size 3", () => y[L(3)]);
        Out("shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]", () => y[L(0, 1), L(0, 1, 2)]);
        Out("tensors used as indices must be long", () => y[torch.ones(1)]);
        Out("too many indices for tensor of dimension 2", () => y[L(0), L(0), L(0)]);
        Out("index -5 is out of bounds for dimension 1 with size 4", () => y[0, -5]);
        Out("invalid index of a 0-dim tensor", () => torch.tensor(1f)[0]);
        Out("an index can only have a single ellipsis ('...')", () => y[TensorIndex.Ellipsis, TensorIndex.Ellipsis]);
        Out("The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [3, 4] at index 0", () => y[torch.tensor(new[] { true, false })]);
        Bad("step must be greater than zero", () => _ = TensorIndex.Slice(step: -1));
        Bad("shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of shape [2, 4]", () => y[L(0, 1)] = torch.ones(3));
        Bad("The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 0.  Target sizes: [4].  Tensor sizes: [3]", () => y[0] = torch.ones(3));
        State("Index put requires the source and destination dtypes match, got Float for the destination and Double for the source.", () => y[L(0)] = torch.ones(4, dtype: torch.float64));
        Out("index out of range in self", () => y.index_select(0, L(-1)));
        Out("Index is supposed to be a vector", () => y.index_select(0, L(0).view(1, 1)));
        Bad("Number of indices (1) should be equal to source.size(dim): (2), for dim: 0", () => y.index_add(0, L(0), torch.ones(2, 4)));
        Out("index 4 is out of bounds for dimension 1 with size 4", () => y.scatter(1, L(4).view(1, 1), 1));
        Bad("Index tensor must have the same number of dimensions as input tensor", () => y.gather(1, L(0)));
        State("Expected self.dtype to be equal to src.dtype", () => y.scatter(1, L(1).view(1, 1), torch.ones(1, 1, dtype: torch.float64)));
        Bad("reduce argument must be either add or multiply", () => y.scatter(1, L(1).view(1, 1), torch.ones(1, 1), "foo"));
        Bad("reduce argument must be either sum, prod, mean, amax or amin, got foo.", () => y.scatter_reduce(1, L(1).view(1, 1), torch.ones(1, 1), "foo"));
        Out("out of range: tried to access index 12 on a tensor of 12 elements.", () => y.take(L(12)));
        Out("take(): tried to take from an empty tensor", () => torch.empty(0).take(L(1)));
        Bad("put_(): Expected source and index to have the same number of elements, but got source.numel() = 2, index.numel() = 1", () => y.put_(L(1), torch.ones(2)));
        State("masked_select: expected BoolTensor", () => y.masked_select(torch.ones(1)));
        Bad("Number of elements of source < number of ones in mask", () => y.masked_scatter(y.gt(3), torch.ones(2)));
        Bad("masked_fill only supports a 0-dimensional value tensor, but got tensor with 1 dimension(s).", () => y.masked_fill(y.gt(3), torch.ones(1)));
    }

    private static void Out(string message, Func<object> action) => Assert.Contains(message, Assert.Throws<IndexOutOfRangeException>(() => { action(); }).Message);

    private static void Bad(string message, Action action) => Assert.Contains(message, Assert.Throws<ArgumentException>(action).Message);

    private static void State(string message, Action action) => Assert.Contains(message, Assert.Throws<InvalidOperationException>(action).Message);
}
