using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Gpu;

/// <summary>What indices name on a GPU, also with many that name the same.</summary>
public class IndexTests
{
    private static Tensor Places(long count, long of, long factor = 7) => torch.arange(count, dtype: ScalarType.Int64).mul(factor).remainder(of);

    [Theory, InlineData(20), InlineData(70)]
    public void Slices(long count)
    {
        Tensor input = Beside.Numbers(0.7, 5, 3), source = Beside.Numbers(0.3, count, 3), places = Places(count, 5, 3).remainder(4);
        Beside.Check(t => [t[0].index_select(0, t[1])], input, places);
        Beside.Check(t => [t[0].index_add(0, t[1], t[2])], input, places, source);
        Beside.Check(t => [t[0].t().index_add(1, t[1], t[2].t())], input, places, source);
        Beside.Check(t => [t[0].index_copy(0, t[1], t[2])], input, places, source);
        Beside.Check(t => [F.embedding(t[1].view(2, -1), t[0], padding_idx: 2, scale_grad_by_freq: true)], input, places);
    }

    [Theory, InlineData(20), InlineData(70)]
    public void Elements_along_lines(long count)
    {
        Tensor input = Beside.Numbers(0.7, 3, 9), source = Beside.Numbers(0.3, 2, count), places = Places(2 * count, 9).view(2, count);
        Beside.Check(t => [t[0].gather(1, t[1])], input, places);
        Beside.Check(t => [t[0].scatter_add(1, t[1], t[2])], input, places, source);
        foreach (string kind in new[] { "prod", "amax", "amin", "sum" }) Beside.Check(t => [t[0].detach().scatter_reduce(1, t[1], t[2].detach(), kind)], input, places, source);
        Beside.Check(t => [t[0].t().scatter_add(0, t[1].t(), t[2].t())], input, places, source);
    }

    [Fact]
    public void Tensors_as_indices_and_masks()
    {
        Tensor input = Beside.Numbers(0.7, 4, 5, 3), rows = torch.tensor(new long[] { -1, 2, 0 }), columns = torch.tensor(new long[] { 4, -5, 4 });
        Beside.Check(t => [t[0][t[1], t[2]]], input, rows, columns);
        Beside.Check(t => [t[0].index_put([t[1], t[2]], t[0].detach()[0][0], accumulate: true)], input, rows, columns);
        Beside.Check(t => [t[0][t[0].gt(0)]], input);
        Beside.Check(t => [t[0].detach().gt(0.3).nonzero()], input);
        Beside.Check(t => [t[0].detach().reshape(-1).repeat(20).gt(0.3).nonzero()], input);
        Beside.Check(t => [t[0].detach().gt(5).nonzero()], input);
    }
}
