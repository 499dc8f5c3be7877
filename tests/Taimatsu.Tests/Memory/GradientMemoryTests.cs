using Taimatsu.Tests.Backends;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Memory;

/// <summary>What becomes of a gradient's memory when its leaf forgets it. The allocator is one for the process; alone here, its figures can be compared.</summary>
[Collection(nameof(ThreadCountCollection))]
public class GradientMemoryTests
{
    private const long Elements = 1 << 20;

    [Fact]
    public void A_gradient_that_nobody_has_seen_goes_back_at_once()
    {
        var x = randn(Elements).requires_grad_();
        x.exp().sum().backward();
        long before = memory.allocated();
        x.grad = null;
        long freed = before - memory.allocated();
        Assert.True(freed >= Elements * 4, $"{freed} bytes came back");
    }

    [Fact]
    public void A_gradient_that_somebody_holds_stays()
    {
        var x = randn(Elements).requires_grad_();
        (x * 2).sum().backward();
        var held = x.grad!;
        x.grad = null;
        var other = zeros(Elements); // takes the memory if it came back
        Assert.Equal(2f, held.min().item<float>());
        Assert.Equal(0f, other.max().item<float>());
    }

    [Fact]
    public void A_gradient_that_two_leaves_got_stays_for_the_other()
    {
        Tensor a = randn(Elements).requires_grad_(), b = randn(Elements).requires_grad_();
        ((a + b) * 3).sum().backward();
        a.grad = null;
        _ = zeros(Elements);
        Assert.Equal(3f, b.grad!.min().item<float>());
    }

    [Fact]
    public void A_gradient_that_a_hook_kept_stays()
    {
        Tensor x = randn(Elements).requires_grad_(), kept = x;
        x.register_hook(g =>
        {
            kept = g;
            return null;
        });
        (x * 4).sum().backward();
        x.grad = null;
        _ = zeros(Elements);
        Assert.Equal(4f, kept.min().item<float>());
    }

    [Fact]
    public void Optimisers_and_clipping_leave_gradients_unseen()
    {
        var x = randn(Elements).requires_grad_();
        var optimizer = optim.SGD([x], 0.1);
        (x * 2).sum().backward();
        nn.utils.clip_grad_norm_([x], 1);
        optimizer.step();
        long before = memory.allocated();
        optimizer.zero_grad();
        long freed = before - memory.allocated();
        Assert.True(freed >= Elements * 4, $"{freed} bytes came back");
        (x * 2).sum().backward();
        Assert.Equal(2f, x.grad!.min().item<float>());
    }

    [Fact]
    public void Threads_that_share_a_leaf_free_nothing_that_another_uses()
    {
        var x = zeros(1 << 14).requires_grad_();
        var optimizer = optim.SGD([x], 1e-3);
        Parallel.For(0, 4, thread =>
        {
            for (int i = 0; i < 200; i++)
            {
                (x * 1).sum().backward();
                optimizer.step();
                optimizer.zero_grad();
                var scratch = full(1 << 14, 1e9); // finds its way into memory that was given back too early
                scratch.Dispose();
            }
        });
        float least = x.min().item<float>(), most = x.max().item<float>();
        Assert.True(least >= -4 && most <= 0, $"800 steps of at most 4 · 0.001 each came to {least} .. {most}");
    }

    [Fact]
    public void An_alias_does_not_outlive_its_memory()
    {
        var x = ones(Elements);
        var alias = x.data;
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => alias.sum());
    }
}
