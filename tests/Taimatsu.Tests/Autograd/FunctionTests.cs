namespace Taimatsu.Tests.Autograd;

public class FunctionTests
{
    private sealed class Cube : torch.autograd.SingleTensorFunction<Cube>
    {
        public override Tensor forward(FunctionContext ctx, params object?[] args)
        {
            var x = (Tensor)args[0]!;
            ctx.save_for_backward(x);
            return x * x * x;
        }

        public override IReadOnlyList<Tensor?> backward(FunctionContext ctx, Tensor grad_output) => [grad_output * 3 * ctx.saved_tensors[0] * ctx.saved_tensors[0]];
    }

    private sealed class Scale(double factor) : torch.autograd.Function
    {
        public override IReadOnlyList<Tensor> forward(FunctionContext ctx, params object?[] args)
        {
            ctx["shift"] = args[1];
            return [(Tensor)args[0]! * factor + (double)args[1]!, torch.zeros(1)];
        }

        public override IReadOnlyList<Tensor?> backward(FunctionContext ctx, params Tensor?[] grad_outputs)
        {
            Assert.Equal(5.0, ctx["shift"]);
            Assert.True(ctx.needs_input_grad[0]);
            Assert.False(ctx.needs_input_grad[1]);
            return [grad_outputs[0]! * factor, null];
        }
    }

    private sealed class WrongCount : torch.autograd.Function
    {
        public override IReadOnlyList<Tensor> forward(FunctionContext ctx, params object?[] args) => [(Tensor)args[0]! * 2];
        public override IReadOnlyList<Tensor?> backward(FunctionContext ctx, params Tensor?[] grad_outputs) => [];
    }

    private sealed class WrongShape : torch.autograd.Function
    {
        public override IReadOnlyList<Tensor> forward(FunctionContext ctx, params object?[] args) => [(Tensor)args[0]! * 2];
        public override IReadOnlyList<Tensor?> backward(FunctionContext ctx, params Tensor?[] grad_outputs) => [torch.ones(7)];
    }

    [Fact]
    public void A_custom_function_is_recorded_under_its_name()
    {
        var x = torch.tensor(new[] { 1.0, 2.0 }, requires_grad: true);
        var y = Cube.apply(x);
        Assert.Equal("CubeBackward", y.grad_fn!.Name);
        y.sum().backward();
        Assert.Equal([3.0, 12.0], x.grad!.ToFlatArray<double>());
        Assert.True(torch.autograd.gradcheck(t => Cube.apply(t), x));
        Assert.True(torch.autograd.gradgradcheck(t => new[] { Cube.apply(t[0]) }, [x]));
    }

    [Fact]
    public void Arguments_that_are_no_tensors_take_no_gradient()
    {
        var x = torch.tensor(new[] { 1.0 }, requires_grad: true);
        var y = new Scale(4).apply(x, 5.0)[0];
        Assert.Equal(9.0, y.item<double>());
        y.backward();
        Assert.Equal(4.0, x.grad!.item<double>());
    }

    [Fact]
    public void Wrong_gradients_are_told()
    {
        var x = torch.ones(2, requires_grad: true);
        Assert.Contains("returned an incorrect number of gradients (expected 1, got 0)", Assert.Throws<InvalidOperationException>(() => new WrongCount().apply(x)[0].sum().backward()).Message);
        Assert.Contains("returned an invalid gradient at index 0 - got [7] but expected shape compatible with [2]", Assert.Throws<InvalidOperationException>(() => new WrongShape().apply(x)[0].sum().backward()).Message);
    }
}
