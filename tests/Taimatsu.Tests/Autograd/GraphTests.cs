namespace Taimatsu.Tests.Autograd;

public class GraphTests
{
    private static Tensor Leaf(params float[] values) => torch.tensor(values, requires_grad: true);

    [Fact]
    public void A_second_backward_needs_retain_graph()
    {
        var x = Leaf(1, 2);
        var y = (x * x).sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.Equal([4f, 8f], x.grad!.ToFlatArray<float>());
        Assert.StartsWith("Trying to backward through the graph a second time", Assert.Throws<InvalidOperationException>(() => y.backward()).Message);
    }

    [Fact]
    public void Second_derivatives()
    {
        var x = Leaf(2);
        var first = torch.autograd.grad([(x * x * x).sum()], [x], create_graph: true)[0];
        Assert.Equal(12f, first.item<float>());
        first.backward();
        Assert.Equal(12f, x.grad!.item<float>());
    }

    [Fact]
    public void Grad_of_an_intermediate_touches_no_leaf()
    {
        var x = Leaf(3);
        var y = x * 2;
        var z = y * y;
        Assert.Equal(12f, torch.autograd.grad([z], [y])[0].item<float>());
        Assert.Null(x.grad);
    }

    [Fact]
    public void Unused_inputs_are_an_error_unless_allowed()
    {
        Tensor x = Leaf(1), y = Leaf(1);
        Assert.Contains("appears to not have been used in the graph", Assert.Throws<InvalidOperationException>(() => torch.autograd.grad([x * 2], [y])).Message);
        Assert.Null(torch.autograd.grad([x * 2], [y], allow_unused: true)[0]);
    }

    [Fact]
    public void Nothing_is_recorded_in_no_grad()
    {
        var x = Leaf(1);
        using (torch.no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (torch.enable_grad()) Assert.True((x * 2).requires_grad);
        }
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void Inference_tensors_cannot_be_saved()
    {
        var x = Leaf(1);
        Tensor y;
        using (torch.inference_mode()) y = torch.ones(1);
        Assert.StartsWith("Inference tensors cannot be saved for backward", Assert.Throws<InvalidOperationException>(() => x * y).Message);
    }

    [Fact]
    public void A_leaf_may_not_change_in_place()
    {
        var x = Leaf(1, 2);
        Assert.Equal("a leaf Variable that requires grad is being used in an in-place operation.", Assert.Throws<InvalidOperationException>(() => x.add_(1)).Message);
        Assert.Equal("a view of a leaf Variable that requires grad is being used in an in-place operation.", Assert.Throws<InvalidOperationException>(() => x.view(2).add_(1)).Message);
        using (torch.no_grad()) x.add_(1);
        Assert.Equal([2f, 3f], x.ToFlatArray<float>());
    }

    [Fact]
    public void Writing_into_a_part_records_the_whole()
    {
        var w = Leaf(5);
        var x = torch.zeros(3);
        x.select(0, 1).copy_(w.select(0, 0));
        Assert.True(x.requires_grad);
        Assert.Equal("CopySlices", x.grad_fn!.Name);
        (x * 3).sum().backward();
        Assert.Equal(3f, w.grad!.item<float>());
    }

    [Fact]
    public void A_view_sees_what_happened_to_its_base()
    {
        var w = Leaf(1, 2);
        var x = w * 1;
        var part = x.select(0, 0);
        x.mul_(3);
        part.backward();
        Assert.Equal([3f, 0f], w.grad!.ToFlatArray<float>());
    }

    [Fact]
    public void A_view_that_overlaps_itself_adds_its_gradients()
    {
        var x = Leaf(1, 2, 3, 4);
        x.as_strided([3, 2], [1, 1], 0).sum().backward();
        Assert.Equal([1f, 2f, 2f, 1f], x.grad!.ToFlatArray<float>());
    }

    [Fact]
    public void Hooks_see_and_replace_gradients()
    {
        var x = Leaf(1, 2);
        var y = x * 2;
        Tensor? seen = null;
        using (y.register_hook(g => { seen = g; return g * 10; }))
        using (x.register_hook(g => g + 1))
        {
            y.retain_grad();
            y.sum().backward();
        }
        Assert.Equal([1f, 1f], seen!.ToFlatArray<float>());
        Assert.Equal([10f, 10f], y.grad!.ToFlatArray<float>());
        Assert.Equal([21f, 21f], x.grad!.ToFlatArray<float>());
        bool after = false;
        using (x.register_post_accumulate_grad_hook(leaf => after = leaf.grad is not null)) (x * 1).sum().backward();
        Assert.True(after);
    }

    [Fact]
    public void Accumulated_gradients_are_tensors_of_their_own()
    {
        Tensor x = Leaf(1, 2), y = Leaf(3, 4);
        (x + y).sum().backward();
        x.grad!.add_(100);
        Assert.Equal([1f, 1f], y.grad!.ToFlatArray<float>());
        (x + x).sum().backward();
        Assert.Equal([103f, 103f], x.grad!.ToFlatArray<float>());
        var given = torch.ones(2);
        var z = Leaf(1, 1);
        z.view(2).backward(given);
        z.grad!.add_(1);
        Assert.Equal([1f, 1f], given.ToFlatArray<float>());
    }

    [Fact]
    public void Two_threads_train_at_once()
    {
        var shared = Leaf(1);
        Parallel.For(0, 8, i =>
        {
            for (int k = 0; k < 200; k++)
            {
                var own = torch.tensor(new[] { (float)i }, requires_grad: true);
                (own * own + shared * 0).sum().backward();
                Assert.Equal(2f * i, own.grad!.item<float>());
            }
        });
        Assert.Equal(0f, shared.grad!.item<float>());
    }

    [Fact]
    public void The_graph_can_be_walked()
    {
        var w = torch.ones(3, 2, requires_grad: true);
        var b = torch.ones(3, requires_grad: true);
        var y = torch.nn.functional.linear(torch.ones(1, 2), w, b).relu();
        var linear = y.grad_fn!.next_functions[0].Item1!;
        Assert.Equal("ReluBackward0", y.grad_fn.Name);
        Assert.Equal("AddmmBackward0", linear.Name);
        Assert.Equal(["AccumulateGrad", null, "TBackward0"], linear.next_functions.Select(n => n.Item1?.Name));
    }
}

public class AutogradFunctionalTests
{
    private static readonly double[] s_values = [1, 2, 3];

    [Fact]
    public void Jacobian_hessian_and_their_products()
    {
        var x = torch.tensor(s_values);
        var jacobian = torch.autograd.functional.jacobian(t => t * t, x);
        Assert.Equal([2.0, 0, 0, 0, 4, 0, 0, 0, 6], jacobian.ToFlatArray<double>());
        var hessian = torch.autograd.functional.hessian(t => (t * t * t).sum(), x);
        Assert.Equal([6.0, 0, 0, 0, 12, 0, 0, 0, 18], hessian.ToFlatArray<double>());
        var v = torch.tensor(new[] { 1.0, 0, 2 });
        Assert.Equal([2.0, 0, 12], torch.autograd.functional.vjp(t => t * t, x, v).vjp.ToFlatArray<double>());
        Assert.Equal([2.0, 0, 12], torch.autograd.functional.jvp(t => t * t, x, v).jvp.ToFlatArray<double>());
    }

    [Fact]
    public void Anomalies_name_the_operator()
    {
        using var scope = torch.autograd.detect_anomaly();
        var x = torch.zeros(1, requires_grad: true);
        var error = Assert.Throws<InvalidOperationException>(() => (x.sqrt() * 0).sum().backward());
        Assert.StartsWith("Function 'SqrtBackward0' returned nan values in its 0th output.", error.Message);
        Assert.Contains(nameof(Anomalies_name_the_operator), error.Message);
    }
}
