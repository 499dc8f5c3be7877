using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Autograd;

/// <summary>What an operator returns may be changed in place, unless its gradient reads it; however it was put together inside.</summary>
public class InPlaceOnResultsTests
{
    private static readonly Dictionary<string, (long[] Shape, Func<Tensor, Tensor> Run)> Cases = new()
    {
        ["batch_norm"] = ([4, 3, 5, 5], x => F.batch_norm(x, null, null, training: true)),
        ["batch_norm of rows"] = ([4, 3], x => F.batch_norm(x, null, null, training: true)),
        ["batch_norm of channels last"] = ([4, 5, 5, 3], x => F.batch_norm(x.movedim(-1, 1), null, null, training: true)),
        ["instance_norm"] = ([4, 3, 5, 5], x => F.instance_norm(x)),
        ["layer_norm"] = ([4, 6], x => F.layer_norm(x, [6])),
        ["group_norm"] = ([4, 4, 3], x => F.group_norm(x, 2)),
        ["linear"] = ([2, 3, 4], x => F.linear(x, ones(5, 4), ones(5))),
        ["matmul"] = ([2, 3, 4], x => x.matmul(ones(4, 5))),
        ["batched matmul"] = ([2, 3, 4], x => x.matmul(ones(2, 4, 5))),
        ["conv1d"] = ([2, 3, 8], x => F.conv1d(x, ones(4, 3, 3))),
        ["conv2d"] = ([2, 3, 8, 8], x => F.conv2d(x, ones(4, 3, 3, 3))),
        ["conv2d unbatched"] = ([3, 8, 8], x => F.conv2d(x, ones(4, 3, 3, 3))),
        ["avg_pool2d"] = ([3, 8, 8], x => F.avg_pool2d(x, 2)),
        ["max_pool2d"] = ([3, 8, 8], x => F.max_pool2d(x, 2)),
        ["adaptive_avg_pool2d"] = ([2, 3, 8, 8], x => F.adaptive_avg_pool2d(x, 1)),
        ["embedding"] = ([5, 3], x => F.embedding(tensor(new long[] { 1, 2, 1 }), x)),
        ["cross_entropy"] = ([4, 3], x => F.cross_entropy(x, tensor(new long[] { 0, 1, 2, 0 }))),
        ["nll_loss"] = ([4, 3], x => F.nll_loss(x, tensor(new long[] { 0, 1, 2, 0 }))),
        ["sum"] = ([4, 3], x => x.sum(1)),
        ["cat"] = ([4, 3], x => cat([x, x], 1)),
        ["interpolate"] = ([1, 2, 4, 4], x => F.interpolate(x, scale_factor: [2.0, 2.0])),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_result_may_be_changed_in_place(string name)
    {
        var (shape, run) = Cases[name];
        manual_seed(1);
        Tensor x = randn(shape).requires_grad_(), twin = x.detach().clone().requires_grad_();
        var changed = run(x);
        changed.mul_(2);
        changed.sum().backward();
        (run(twin) * 2).sum().backward();
        Assert.True(x.grad!.allclose(twin.grad!, rtol: 1e-5, atol: 1e-5), $"{x.grad} for {twin.grad}");
    }
}
