using Taimatsu.Operators;
using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Operators;

/// <summary>Softmax down columns, losses in one pass and the gradient of batch normalisation at rest, over sizes that reach whole lines, parts of them and more than one block, against plain operators.</summary>
public class ColumnKernelTests
{
    [Theory]
    [InlineData(3, 70, 1077)]
    [InlineData(1, 130, 45)]
    [InlineData(2, 300, 600)]
    [InlineData(5, 1, 33)]
    [InlineData(2, 21, 1024)]
    public void SoftmaxOfColumnsIsTheComposite(long outer, long length, long inner)
    {
        foreach (var type in new[] { float32, float64 })
            foreach (bool logarithm in new[] { false, true })
            {
                Tensor x = (randn(outer, length, inner, generator: new Generator(1), dtype: type) * 3).requires_grad_(), grad = randn(outer, length, inner, generator: new Generator(2), dtype: type);
                double tolerance = type == float32 ? 1e-5 : 1e-13;
                Tensor expected = Softmax.Composite(logarithm, x, 1), actual = logarithm ? x.log_softmax(1) : x.softmax(1);
                Close(expected, actual, tolerance);
                var wanted = autograd.grad([expected], [x], [grad])[0]!;
                Close(wanted, autograd.grad([actual], [x], [grad])[0]!, tolerance * Math.Max(1, wanted.abs().max().to(float64).item<double>()));
            }
    }

    [Fact]
    public void LossesInOnePass()
    {
        Tensor x = randn(5003, generator: new Generator(3)), y = randn(5003, generator: new Generator(4));
        Close((x - y).abs().mean(), F.l1_loss(x, y), 1e-6);
        Close((x - y).abs().sum(), F.l1_loss(x, y, nn.Reduction.Sum), 1e-2);
        var leaf = x.clone().requires_grad_();
        F.smooth_l1_loss(leaf, y, nn.Reduction.Sum, beta: 0.7).backward();
        Close(((x - y) / 0.7).clamp(-1, 1), leaf.grad!, 1e-6);
        Assert.Equal("MeanBackward0", F.l1_loss(leaf, y).grad_fn!.Name);
    }

    [Theory]
    [InlineData(3, 5, 77)]
    [InlineData(70, 9, 33)]
    public void BatchNormAtRestSendsItsGradientBack(long images, long channels, long places)
    {
        Tensor x = randn(images, channels, places, generator: new Generator(5)).requires_grad_(), grad = randn(images, channels, places, generator: new Generator(6));
        Tensor mean = randn(channels, generator: new Generator(7)), variance = rand(channels, generator: new Generator(8)) + 0.5;
        Tensor weight = randn(channels, generator: new Generator(9)).requires_grad_(), bias = randn(channels, generator: new Generator(10)).requires_grad_();
        var actual = autograd.grad([F.batch_norm(x, mean, variance, weight, bias)], [x, weight, bias], [grad]);
        var standard = (x - mean.view(1, -1, 1)) / (variance + 1e-5).sqrt().view(1, -1, 1);
        var expected = autograd.grad([standard * weight.view(1, -1, 1) + bias.view(1, -1, 1)], [x, weight, bias], [grad]);
        for (int i = 0; i < 3; i++) Close(expected[i]!, actual[i]!, 1e-5 * Math.Max(1, expected[i]!.abs().max().item<float>()));
    }

    private static void Close(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange((expected - actual).abs().max().to(float64).item<double>(), 0, tolerance);
}
