using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Gpu;

/// <summary>Pooling and its gradients on a GPU beside the processor's.</summary>
public class PoolingTests
{
    private static readonly Tensor s_input = Beside.Numbers(0.7, 2, 2, 7, 6);

    [Theory]
    [InlineData(2, 2, 0, 1, false), InlineData(3, 2, 1, 1, true), InlineData(3, 1, 1, 2, false), InlineData(2, 3, 1, 2, true)]
    public void Largest_elements(long kernel, long stride, long padding, long dilation, bool ceil)
    {
        Beside.Check(t => [F.max_pool2d(t[0], kernel, stride, padding, dilation, ceil)], s_input);
        Beside.Check(t =>
        {
            var (values, indices) = F.max_pool2d_with_indices(t[0], kernel, stride, padding, dilation, ceil);
            return [values, indices];
        }, s_input);
    }

    [Theory]
    [InlineData(2, 2, 0, false, true, null), InlineData(3, 2, 1, true, true, null), InlineData(3, 2, 1, true, false, null), InlineData(3, 1, 1, false, true, 5L)]
    public void Means(long kernel, long stride, long padding, bool ceil, bool countsPadding, long? divisor)
        => Beside.Check(t => [F.avg_pool2d(t[0], kernel, stride, padding, ceil, countsPadding, divisor)], s_input);

    [Theory, InlineData(1, 1), InlineData(3, 4), InlineData(7, 2), InlineData(9, 8)]
    public void Even_windows(long height, long width)
    {
        Beside.Check(t => [F.adaptive_avg_pool2d(t[0], (height, width))], s_input);
        Beside.Check(t =>
        {
            var (values, indices) = F.adaptive_max_pool2d_with_indices(t[0], (height, width));
            return [values, indices];
        }, s_input);
    }

    [Fact]
    public void Not_a_number_wins()
    {
        var input = s_input.clone();
        input[0][0][2][3].fill_(double.NaN);
        Beside.Check(t => [F.max_pool2d(t[0], 3, 2).detach()], input);
    }

    [Fact]
    public void A_second_derivative()
        => Beside.Check(t =>
        {
            var first = torch.autograd.grad([F.max_pool2d(t[0].pow(3), 3, 2, 1).sum() + F.avg_pool2d(t[0].pow(2), 2).sum()], [t[0]], create_graph: true)[0];
            return [first!];
        }, s_input);
}
