using Taimatsu;

namespace Taimatsu.Tests.Autograd;

public class BackwardTests
{
    [Fact]
    public void The_tutorials_example_gives_four_and_a_half()
    {
        var x = torch.ones(2, 2, requires_grad: true);
        var y = x + 2;
        var z = y * y * 3;
        var result = z.mean();
        Assert.Equal("MeanBackward0", result.grad_fn!.Name);
        Assert.Equal("MulBackward0", z.grad_fn!.Name);
        Assert.Equal(27f, result.item<float>());
        result.backward();
        Assert.Equal([4.5f, 4.5f, 4.5f, 4.5f], x.grad!.ToFlatArray<float>());
    }

    [Fact]
    public void A_hundred_thousand_nodes_do_not_overflow_the_stack()
    {
        var x = torch.ones(1, requires_grad: true);
        var y = x;
        for (int i = 0; i < 100_000; i++) y = y + 1;
        y.backward();
        Assert.Equal(1f, x.grad!.item<float>());
    }

    [Fact]
    public void Broadcast_operands_get_summed_gradients()
    {
        var x = torch.tensor(new[] { 1f, 2f, 3f }, requires_grad: true);
        var y = torch.ones(2, 3) * 2;
        (x * y).sum().backward();
        Assert.Equal([4f, 4f, 4f], x.grad!.ToFlatArray<float>());
    }

    [Fact]
    public void A_change_of_a_view_reaches_the_base()
    {
        var w = torch.ones(3, requires_grad: true);
        var x = w * 2;
        var first = x.as_strided([1], [1], 0);
        first.mul_(10);
        Assert.Equal("CopySlices", x.grad_fn!.Name);
        x.sum().backward();
        Assert.Equal([20f, 2f, 2f], w.grad!.ToFlatArray<float>());
    }

    [Fact]
    public void A_changed_saved_tensor_is_an_error()
    {
        var x = torch.ones(2, requires_grad: true);
        var y = x.exp();
        y.add_(1);
        var error = Assert.Throws<InvalidOperationException>(() => y.sum().backward());
        Assert.Contains("modified by an inplace operation: [torch.FloatTensor [2]], which is output 0 of AddBackward0, is at version 1; expected version 0 instead", error.Message);
    }
}
