using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Backends;

/// <summary>Poolings with ways of their own, at sizes around the vectors' widths.</summary>
public sealed class PoolingTests
{
    [Theory]
    [InlineData(1, 1, 16), InlineData(2, 3, 18), InlineData(3, 2, 34), InlineData(2, 5, 100), InlineData(1, 7, 14), InlineData(2, 2, 33)]
    public void Pairs_along_rows_keep_the_greater_and_NaN(int images, int channels, int length)
    {
        var x = torch.randn(images, channels, length);
        x[0, 0, 3] = torch.tensor(float.NaN);
        x[images - 1, channels - 1, length - 2] = torch.tensor(float.NaN);
        var y = F.max_pool1d(x, 2);
        int pairs = length / 2;
        float[] from = x.ToFlatArray<float>(), to = y.ToFlatArray<float>();
        Assert.Equal(images * channels * pairs, to.Length);
        for (int row = 0; row < images * channels; row++)
            for (int i = 0; i < pairs; i++) Assert.Equal(MathF.Max(from[row * length + 2 * i], from[row * length + 2 * i + 1]), to[row * pairs + i]);
    }

    [Theory]
    [InlineData(1, 1), InlineData(1, 15), InlineData(4, 4), InlineData(7, 7), InlineData(5, 13), InlineData(16, 16), InlineData(3, 86)]
    public void Means_of_planes_are_exact_for_whole_numbers(int height, int width)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var x = torch.randint(-9, 10, new long[] { 3, 5, height, width }).to(type);
            double[] from = x.ToFlatArray<double>(), means = F.adaptive_avg_pool2d(x, 1).ToFlatArray<double>();
            Assert.Equal(15, means.Length);
            for (int p = 0; p < 15; p++)
            {
                double sum = from.Skip(p * height * width).Take(height * width).Sum();
                Assert.Equal(type == ScalarType.Float32 ? (float)sum / (height * width) : sum / (height * width), means[p]);
            }
        }
    }

    [Theory]
    [InlineData(ScalarType.Float64, 64), InlineData(ScalarType.Float32, 4), InlineData(ScalarType.Float32, 64)]
    public void A_gradient_of_tiles_starts_from_nothing(ScalarType type, int width)
    {
        // Wide or narrow, by vectors or not: what the memory held before does not count.
        for (int round = 0; round < 3; round++)
        {
            foreach (var left in Enumerable.Range(0, 6).Select(_ => torch.full([4, 32, 64, width], 1e9, dtype: type)).ToList()) left.Dispose();
            var x = torch.zeros(4, 32, 64, width, dtype: type).requires_grad_();
            F.avg_pool2d(x, 2).sum().backward();
            Assert.Equal(0.25, x.grad!.min().to(ScalarType.Float64).item<double>());
            Assert.Equal(0.25, x.grad!.max().to(ScalarType.Float64).item<double>());
        }
    }

    [Theory]
    [InlineData(2, 2, 0), InlineData(2, 1, 0), InlineData(3, 2, 1), InlineData(3, 1, 1), InlineData(4, 2, 1), InlineData(3, 3, 0), InlineData(5, 4, 2)]
    public void Means_of_windows_are_those_of_plain_loops(int kernel, int stride, int padding)
    {
        for (int width = kernel; width <= 40; width++)
        {
            const int Height = 9;
            var x = torch.randint(-9, 10, new long[] { 2, 3, Height, width }).to(ScalarType.Float32).requires_grad_();
            var y = F.avg_pool2d(x, kernel, stride, padding);
            var grad = torch.randint(-9, 10, y.shape).to(ScalarType.Float32) * (kernel * kernel);
            y.backward(grad);
            float[] from = x.ToFlatArray<float>(), g = grad.ToFlatArray<float>(), expected = new float[y.numel()], back = new float[from.Length];
            int rows = (int)y.size(2), columns = (int)y.size(3);
            for (int p = 0; p < 6; p++)
                for (int oy = 0; oy < rows; oy++)
                    for (int ox = 0; ox < columns; ox++)
                        for (int i = 0; i < kernel * kernel; i++)
                        {
                            int iy = oy * stride - padding + i / kernel, ix = ox * stride - padding + i % kernel, at = (p * rows + oy) * columns + ox;
                            if (iy < 0 || iy >= Height || ix < 0 || ix >= width) continue;
                            expected[at] += from[(p * Height + iy) * width + ix];
                            back[(p * Height + iy) * width + ix] += g[at] / (kernel * kernel);
                        }
            Assert.Equal(expected.Select(v => v / (kernel * kernel)), y.ToFlatArray<float>());
            Assert.Equal(back, x.grad!.ToFlatArray<float>());
        }
    }
}
