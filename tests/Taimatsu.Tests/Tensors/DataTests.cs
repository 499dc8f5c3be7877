using System.Numerics.Tensors;

namespace Taimatsu.Tests.Tensors;

public class DataTests
{
    [Fact]
    public void Arrays_and_tensors_share_memory_both_ways()
    {
        var array = new float[] { 1, 2, 3 };
        var x = torch.from_array(array);
        array[0] = 10;
        Assert.Equal(10f, x[0].item<float>());
        x.add_(1);
        Assert.Equal([11f, 3f, 4f], array);
        var grid = new[,] { { 1, 2 }, { 3, 4 } };
        var y = torch.from_array(grid);
        y[1, 0] = torch.tensor(9);
        Assert.Equal(9, grid[1, 0]);
        foreach (long size in new[] { 4L, 100_000 })
        {
            var z = torch.zeros(size);
            var view = z.numpy<float>();
            view[2] = 5;
            Assert.Equal(5f, z[2].item<float>());
            z.add_(1);
            Assert.Equal(6f, view[2]);
            z.AsSpan<float>()[3] = 7;
            Assert.Equal(7f, z[3].item<float>());
        }
    }

    [Fact]
    public void Tensor_spans_share_memory()
    {
        var x = torch.arange(6, dtype: torch.float32).view(2, 3);
        var span = x.AsTensorSpan<float>();
        span[1, 2] = 50;
        Assert.Equal(50f, x[1, 2].item<float>());
        var turned = x.t().AsTensorSpan<float>();
        Assert.Equal(50f, turned[2, 1]);
        Assert.Equal(3, (int)turned.Lengths[0]);
        var back = torch.tensor<float>(turned);
        Assert.Equal([3L, 2], back.shape.ToArray());
        Assert.Equal(50f, back[2, 1].item<float>());
    }

    [Fact]
    public void Every_kind_of_data_makes_a_tensor()
    {
        Assert.Equal(torch.int32, torch.tensor(new[] { 1, 2 }).dtype);
        Assert.Equal(torch.int64, torch.tensor(new long[] { 1 }).dtype);
        Assert.Equal(torch.float64, torch.tensor(new[] { 1.0 }).dtype);
        Assert.Equal("tensor(5, dtype=torch.int32)", torch.tensor(5).ToString());
        Assert.Equal("tensor(2.5000)", torch.tensor(2.5f).ToString());
        Assert.Equal([2L, 2], torch.tensor(new[,] { { 1f, 2 }, { 3, 4 } }).shape.ToArray());
        Assert.Equal([1L, 2, 2], torch.tensor(new[, ,] { { { 1f, 2 }, { 3, 4 } } }).shape.ToArray());
        var nested = torch.tensor(new List<List<double>> { new() { 1, 2 }, new() { 3, 4 }, new() { 5, 6 } });
        Assert.Equal("tensor([[1., 2.],\n        [3., 4.],\n        [5., 6.]], dtype=torch.float64)", nested.ToString());
        Assert.Contains("expected sequence of length 2 at dim 1 (got 1)", Assert.Throws<ArgumentException>(() => torch.tensor(new List<List<double>> { new() { 1, 2 }, new() { 3 } })).Message);
        Assert.Equal([1.0, 2.0], (List<object>)torch.tensor(new[] { 1f, 2 }).tolist());
        Assert.Equal("tensor([1., 2.])", torch.frombuffer([0, 0, 128, 63, 0, 0, 0, 64], torch.float32).ToString());
    }

    [Fact]
    public void Items_widen_and_errors_tell()
    {
        Assert.Equal(0.13487519323825836, torch.tensor(new[] { 0.13487519f }).item().ToDouble());
        Assert.Equal("a Tensor with 2 elements cannot be converted to Scalar", Assert.Throws<InvalidOperationException>(() => torch.ones(2).item<float>()).Message);
        Assert.Contains("Use tensor.detach().numpy() instead", Assert.Throws<InvalidOperationException>(() => torch.ones(2, requires_grad: true).numpy<float>()).Message);
        Assert.Contains("which is not Int32", Assert.Throws<InvalidOperationException>(() => torch.ones(2).numpy<int>()).Message);
        Assert.Contains("CUDA", Assert.Throws<InvalidOperationException>(() => torch.ones(2).cuda("cuda:7")).Message);
    }

    [Fact]
    public void Joining_splitting_and_repeating()
    {
        var x = torch.arange(6).view(2, 3);
        Assert.Equal("tensor([[0, 1, 2, 0, 1, 2],\n        [3, 4, 5, 3, 4, 5]])", torch.cat([x, x], 1).ToString());
        Assert.Equal([2L, 2, 3], torch.stack([x, x]).shape.ToArray());
        Assert.Equal("Sizes of tensors must match except in dimension 0. Expected size 3 but got size 2 for tensor number 1 in the list.",
            Assert.Throws<ArgumentException>(() => torch.cat([x, torch.zeros(1, 2)])).Message);
        Assert.Equal(["tensor([[0, 1],\n        [3, 4]])", "tensor([[2],\n        [5]])"], x.split(2, 1).Select(p => p.ToString()));
        Assert.Equal(2, x.chunk(2).Length);
        Assert.Equal("tensor([3, 4, 5])", x.unbind()[1].ToString());
        Assert.Equal("tensor([0, 1, 0, 1])", torch.arange(2).repeat(2).ToString());
        Assert.Equal("tensor([2, 0, 1])", torch.arange(3).roll(1).ToString());
        Assert.Equal("tensor([[2, 1, 0],\n        [5, 4, 3]])", x.flip(1).ToString());
        Assert.Equal("tensor([[1, 0, 0],\n        [1, 1, 0]])", torch.ones(2, 3, dtype: torch.int64).tril().ToString());
        Assert.Equal("tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])", torch.linspace(0, 1, 5).ToString());
        Assert.Equal("tensor([1., 3.])", torch.arange(1, 4, 2.0).ToString());
        Assert.True(torch.autograd.gradcheck(t => torch.cat([t[0], t[1] * 2], 0).exp(), [torch.ones(2, 2, dtype: torch.float64, requires_grad: true), torch.ones(1, 2, dtype: torch.float64, requires_grad: true)]));
        Assert.True(torch.autograd.gradcheck(t => torch.stack([t, t * t], 1).split(1, 1)[1], torch.ones(2, 2, dtype: torch.float64, requires_grad: true)));
        var w = torch.ones(4, requires_grad: true);
        var parts = (w * 1).chunk(2);
        Assert.Equal("SplitBackward0", parts[0].grad_fn!.Name);
        Assert.StartsWith("Output of a function that returns multiple views", Assert.Throws<InvalidOperationException>(() => parts[0].add_(1)).Message);
    }
}
