using static Taimatsu.torch;

namespace Taimatsu.Tests.Modules;

public class HookTests
{
    [Fact]
    public void Forward_hooks_see_and_replace()
    {
        var net = nn.Identity();
        var calls = new List<string>();
        var pre = net.register_forward_pre_hook((_, x) => x * 2);
        var see = net.register_forward_hook((_, x, y) => { calls.Add($"{x.item<float>()} {y.item<float>()}"); });
        var post = net.register_forward_hook((_, _, y) => y + 1);
        Assert.Equal(7f, net.call(full(1, 3f)).item<float>());
        Assert.Equal(["6 6"], calls);
        pre.remove();
        Assert.Equal(4f, net.call(full(1, 3f)).item<float>());
        post.remove();
        see.Dispose();
        Assert.Equal(3f, net.call(full(1, 3f)).item<float>());
        Assert.Equal(2, calls.Count);
    }

    [Fact]
    public void Backward_hooks_see_and_replace_gradients()
    {
        var net = nn.Linear(2, 1, bias: false);
        nn.init.constant_(net.weight, 3);
        var x = ones(1, 2, requires_grad: true);
        var seen = new List<(float Input, float Output)>();
        var pre = net.register_full_backward_pre_hook((_, gradOutput) => [gradOutput[0]! * 10]);
        var hook = net.register_full_backward_hook((_, gradInput, gradOutput) =>
        {
            seen.Add((gradInput[0]!.sum().item<float>(), gradOutput[0]!.item<float>()));
            return [gradInput[0]! * -1];
        });
        net.call(x).sum().backward();
        Assert.Equal([(60f, 10f)], seen);
        Assert.Equal([-30f, -30f], x.grad!.ToFlatArray<float>());
        Assert.Equal([10f, 10f], net.weight.grad!.ToFlatArray<float>());
        hook.remove();
        pre.remove();
        x.grad = null;
        net.call(x).sum().backward();
        Assert.Equal([3f, 3f], x.grad!.ToFlatArray<float>());
        Assert.Single(seen);
    }

    [Fact]
    public void A_backward_hook_runs_without_an_input_that_needs_a_gradient()
    {
        var net = nn.Linear(2, 1);
        int calls = 0;
        net.register_full_backward_hook((_, gradInput, gradOutput) =>
        {
            calls++;
            Assert.Null(gradInput[0]);
            Assert.Equal(1f, gradOutput[0]!.item<float>());
            return null;
        });
        net.call(ones(1, 2)).sum().backward();
        Assert.Equal(1, calls);
    }
}
