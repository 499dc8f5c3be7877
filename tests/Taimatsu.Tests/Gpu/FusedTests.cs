using F = Taimatsu.torch.nn.functional;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Tests.Gpu;

/// <summary>Operators with a kernel of their own in place of several, and their gradients, beside the processor's: lines for one thread and for groups, sums in parts.</summary>
public class FusedTests
{
    [Fact]
    public void Softmax()
    {
        foreach (var input in new[] { Beside.Numbers(0.7, 3, 5), Beside.Numbers(0.7, 2, 70), Beside.Numbers(0.7, 2, 3, 4) })
            foreach (long dimension in new long[] { 0, -1, 1 })
            {
                Beside.Check(t => [t[0].softmax(dimension)], input);
                Beside.Check(t => [t[0].log_softmax(dimension)], input);
            }
        Beside.Check(t => [t[0].softmax(1)], torch.tensor(new[] { double.NegativeInfinity, double.NegativeInfinity, 1, double.NegativeInfinity, double.NaN, 2 }).view(3, 2));
    }

    [Theory, InlineData(3, 5), InlineData(2, 70), InlineData(70, 3)]
    public void Layers(long rows, long columns)
    {
        Tensor input = Beside.Numbers(0.7, rows, columns), weight = Beside.Numbers(0.3, columns), bias = Beside.Numbers(1.1, columns);
        Beside.Check(t => [F.layer_norm(t[0], [columns], t[1], t[2])], input, weight, bias);
        Beside.Check(t => [F.layer_norm(t[0], [columns])], input);
    }

    [Fact]
    public void Groups_of_channels()
    {
        Tensor input = Beside.Numbers(0.7, 3, 6, 5), weight = Beside.Numbers(0.3, 6), bias = Beside.Numbers(1.1, 6);
        Beside.Check(t => [F.group_norm(t[0], 2, t[1], t[2])], input, weight, bias);
        Beside.Check(t => [F.group_norm(t[0], 3)], input);
        Beside.Check(t => [F.group_norm(t[0], 3, t[1], t[2])], Beside.Numbers(0.7, 2, 6, 3, 6), weight, bias);
    }

    [Theory]
    [InlineData(new long[] { 4, 3 }), InlineData(new long[] { 3, 2, 5 }), InlineData(new long[] { 2, 3, 4, 5 }), InlineData(new long[] { 300, 2 }), InlineData(new long[] { 20, 1, 4, 5 })]
    public void Batches(long[] sizes)
    {
        Tensor input = Beside.Numbers(0.7, sizes), weight = Beside.Numbers(0.3, sizes[1]), bias = Beside.Numbers(1.1, sizes[1]), mean = Beside.Numbers(0.2, sizes[1]);
        Beside.Check(t =>
        {
            Tensor runningMean = t[3].detach().clone(), runningVariance = t[3].detach().abs();
            return [F.batch_norm(t[0], runningMean, runningVariance, t[1], t[2], training: true, momentum: 0.3), runningMean, runningVariance];
        }, input, weight, bias, mean);
        Beside.Check(t => [F.batch_norm(t[0], t[3].detach(), t[3].detach().abs(), t[1], t[2])], input, weight, bias, mean);
        Beside.Check(t => [F.batch_norm(t[0], null, null, training: true)], input);
    }

    [Theory, InlineData(4, 5), InlineData(3, 70), InlineData(40, 3)]
    public void Losses(long rows, long classes)
    {
        Tensor input = Beside.Numbers(0.7, rows, classes), weight = Beside.Numbers(0.3, classes).abs(), labels = torch.arange(rows, dtype: ScalarType.Int64).remainder(classes);
        labels[1].fill_(-100);
        foreach (var reduction in new[] { Reduction.None, Reduction.Mean, Reduction.Sum })
        {
            Beside.Check(t => [F.cross_entropy(t[0], t[1], reduction: reduction)], input, labels);
            Beside.Check(t => [F.cross_entropy(t[0], t[1], t[2].detach(), reduction: reduction, label_smoothing: 0.1)], input, labels, weight);
            Beside.Check(t => [F.cross_entropy(t[0], t[1], t[2].detach(), reduction: reduction)], input, labels, weight);
            Beside.Check(t => [F.nll_loss(t[0], t[1], t[2].detach(), reduction: reduction)], input, labels, weight);
        }
        Beside.Check(t => [F.cross_entropy(t[0].view(rows, classes, 1).expand(rows, classes, 2), t[1].view(rows, 1).expand(rows, 2))], input, labels);
    }
}
