namespace Taimatsu.Tests.Gpu;

/// <summary>Convolutions and their gradients on a GPU beside the processor's: windows of all kinds, tiles, few channels and long sums.</summary>
public class ConvolutionTests
{
    private static Tensor Numbers(double factor, params long[] sizes)
        => torch.arange(sizes.Aggregate(1L, (a, b) => a * b), dtype: ScalarType.Float64).mul(factor).sin().reshape(sizes);

    [Theory]
    // input, output channels, kernel, stride, padding, dilation, groups
    [InlineData(new long[] { 2, 3, 7, 6 }, 5, new long[] { 3, 2 }, new long[] { 1, 1 }, new long[] { 0, 0 }, new long[] { 1, 1 }, 1)]
    [InlineData(new long[] { 1, 4, 6, 9 }, 9, new long[] { 3, 3 }, new long[] { 2, 3 }, new long[] { 1, 2 }, new long[] { 1, 1 }, 1)]
    [InlineData(new long[] { 2, 4, 8, 8 }, 8, new long[] { 3, 2 }, new long[] { 2, 4 }, new long[] { 2, 1 }, new long[] { 2, 2 }, 2)]
    [InlineData(new long[] { 2, 4, 6, 5 }, 8, new long[] { 1, 1 }, new long[] { 2, 2 }, new long[] { 0, 0 }, new long[] { 1, 1 }, 1)]
    [InlineData(new long[] { 2, 4, 6, 5 }, 4, new long[] { 3, 3 }, new long[] { 1, 1 }, new long[] { 1, 1 }, new long[] { 1, 1 }, 4)]
    [InlineData(new long[] { 1, 2, 18, 17 }, 2, new long[] { 3, 3 }, new long[] { 1, 1 }, new long[] { 1, 1 }, new long[] { 1, 1 }, 2)] // long sums, few channels
    [InlineData(new long[] { 1, 1, 20, 16 }, 4, new long[] { 1, 3 }, new long[] { 1, 1 }, new long[] { 0, 1 }, new long[] { 1, 1 }, 1)] // long sums in parts
    [InlineData(new long[] { 0, 2, 4, 4 }, 4, new long[] { 3, 3 }, new long[] { 1, 1 }, new long[] { 0, 0 }, new long[] { 1, 1 }, 1)]
    public void Values_and_gradients_are_those_of_the_processor(long[] sizes, long channels, long[] kernel, long[] stride, long[] padding, long[] dilation, long groups)
    {
        PtxCompiler.Watch();
        Tensor input = Numbers(0.7, sizes), weight = Numbers(0.3, channels, sizes[1] / groups, kernel[0], kernel[1]), bias = Numbers(1.1, channels);
        var expected = Run(input, weight, bias);
        var actual = Run(input.cuda(), weight.cuda(), bias.cuda());
        string[] names = ["output", "gradient by the input", "gradient by the weight", "gradient by the bias"];
        for (int i = 0; i < names.Length; i++)
        {
            Assert.Equal(DeviceType.CUDA, actual[i].device_type);
            Assert.Equal(expected[i].shape, actual[i].shape);
            double[] e = expected[i].ToFlatArray<double>(), a = actual[i].cpu().ToFlatArray<double>();
            for (int k = 0; k < e.Length; k++) Assert.True(Math.Abs(e[k] - a[k]) <= 1e-11 * Math.Max(1, Math.Abs(e[k])), $"{names[i]}, element {k}: {a[k]}, expected {e[k]}");
        }

        Tensor[] Run(Tensor x, Tensor w, Tensor b)
        {
            x = x.detach().requires_grad_();
            w = w.detach().requires_grad_();
            b = b.detach().requires_grad_();
            var y = torch.nn.functional.conv2d(x, w, b, stride, padding, dilation, groups);
            (y * y).sum().backward();
            return [y.detach(), x.grad!, w.grad!, b.grad!];
        }
    }
}
