namespace Tutorial;

/// <summary>Automatic differentiation.</summary>
internal static class Gradients
{
    public static void Run(Page page)
    {
        page.Title("Autograd");
        page.Print(ones(3, 3));
        var x = ones(2, 2, requires_grad: true);
        page.Print(x);
        var y = x + 2;
        page.Print(y);
        page.Print(x.grad_fn);
        page.Print(y.grad_fn);
        var z = y * y * 3;
        var mean = z.mean();
        page.Print(z, mean);

        var a = randn(2, 2);
        a = a * 3 / (a - 1);
        page.Print(a.requires_grad);
        a.requires_grad_(true);
        page.Print(a.requires_grad);
        var b = (a * a).sum();
        page.Print(b.grad_fn);

        mean.backward();
        page.Print(x.grad);
        var v = x * 2;
        page.Print(v.exp(), v.pow(2));

        page.Print(x.requires_grad);
        page.Print(x.pow(2).requires_grad);
        using (no_grad())
            page.Print(x.pow(2).requires_grad);
        y = x.detach();
        page.Print(y.requires_grad);
        page.Print(x.eq(y).all());

        x = tensor(new[] { 0f, 1f }, requires_grad: true);
        y = Exp.apply(x);
        page.Print(y.detach());
        page.Print(y.grad_fn);
        y.backward(ones(2));
        page.Print(x.grad);
    }

    /// <summary>A differentiable function of one's own: what backward needs, forward saves.</summary>
    private sealed class Exp : autograd.SingleTensorFunction<Exp>
    {
        public override Tensor forward(FunctionContext ctx, params object?[] args)
        {
            var result = ((Tensor)args[0]!).exp();
            ctx.save_for_backward(result);
            return result;
        }

        public override IReadOnlyList<Tensor?> backward(FunctionContext ctx, Tensor grad_output) => [grad_output * ctx.saved_tensors[0]];
    }
}
