namespace Taimatsu.Tests.Operators;

/// <summary>Rows long enough for vectors, against a plain loop: values, places and gradients, with ties and NaN.</summary>
public class MaxPoolRowsTests
{
    public static TheoryData<int, int, int, int, int, int> Windows => new()
    {
        { 2, 2, 0, 1, 14, 28 }, { 2, 2, 0, 1, 10, 10 }, { 2, 2, 0, 1, 6, 8 }, { 2, 2, 0, 1, 7, 19 }, { 2, 2, 0, 1, 9, 33 }, { 2, 2, 0, 1, 4, 64 }, { 2, 2, 0, 1, 4, 6 },
        { 3, 2, 1, 1, 32, 32 }, { 3, 2, 1, 1, 9, 17 }, { 3, 2, 0, 1, 11, 21 }, { 3, 1, 1, 1, 8, 12 }, { 5, 1, 2, 1, 9, 30 }, { 3, 3, 1, 1, 12, 24 }, { 2, 1, 0, 1, 5, 9 },
        { 3, 1, 1, 2, 12, 20 }, { 2, 2, 1, 1, 16, 40 },
        { 3, 3, 0, 1, 12, 24 }, { 4, 4, 1, 1, 13, 33 }, { 2, 5, 0, 1, 11, 27 }, { 3, 3, 1, 2, 14, 20 }, { 3, 4, 1, 3, 12, 19 }, { 8, 8, 0, 1, 16, 8 }, { 2, 3, 1, 2, 9, 1100 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Values_places_and_gradients_are_those_of_a_plain_loop(int kernel, int stride, int padding, int dilation, int height, int width)
    {
        var random = new Random(kernel * 100 + width);
        float[] numbers = Numbers(random, 2 * 3 * height * width);
        var x = torch.tensor(numbers).view(2, 3, height, width).requires_grad_();
        var (values, places) = torch.nn.functional.max_pool2d_with_indices(x, kernel, stride, padding, dilation);
        var plain = torch.nn.functional.max_pool2d(x, kernel, stride, padding, dilation);
        var weights = torch.arange(1, values.numel() + 1, dtype: ScalarType.Float32).view(values.shape);
        plain.backward(weights);
        using (torch.no_grad()) Same(values, torch.nn.functional.max_pool2d(x, kernel, stride, padding, dilation), "without places");

        long outHeight = values.size(2), outWidth = values.size(3);
        float[] expected = new float[values.numel()], gradient = new float[numbers.Length];
        var expectedPlaces = new long[expected.Length];
        for (int plane = 0, o = 0; plane < 6; plane++)
            for (int oy = 0; oy < outHeight; oy++)
                for (int ox = 0; ox < outWidth; ox++, o++)
                {
                    float best = float.NegativeInfinity;
                    long place = -1;
                    for (int ky = 0; ky < kernel; ky++)
                        for (int kx = 0; kx < kernel; kx++)
                        {
                            int iy = oy * stride - padding + ky * dilation, ix = ox * stride - padding + kx * dilation;
                            if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
                            float candidate = numbers[(plane * height + iy) * width + ix];
                            if (place < 0) place = iy * width + ix;
                            if (!(candidate > best) && !float.IsNaN(candidate)) continue;
                            best = candidate;
                            place = iy * width + ix;
                        }
                    (expected[o], expectedPlaces[o]) = (best, place);
                    gradient[plane * height * width + place] += o + 1;
                }
        Same(torch.tensor(expected).view(values.shape), values, "values");
        Same(torch.tensor(expected).view(values.shape), plain, "values without asking for places");
        Same(torch.tensor(expectedPlaces).view(places.shape), places, "places");
        Same(torch.tensor(gradient).view(x.shape), x.grad!, "gradient");
    }

    [Theory]
    [InlineData(7, 7, 32, 32)]
    [InlineData(1, 1, 7, 9)]
    [InlineData(5, 8, 6, 8)]
    [InlineData(4, 4, 16, 24)]
    [InlineData(9, 12, 5, 10)]
    public void Adaptive_windows_are_those_of_a_plain_loop(int outHeight, int outWidth, int height, int width)
    {
        float[] numbers = Numbers(new Random(height), 3 * height * width);
        var (values, places) = torch.nn.functional.adaptive_max_pool2d_with_indices(torch.tensor(numbers).view(3, height, width), (outHeight, outWidth));
        float[] expected = new float[values.numel()];
        var expectedPlaces = new long[expected.Length];
        for (int plane = 0, o = 0; plane < 3; plane++)
            for (int oy = 0; oy < outHeight; oy++)
                for (int ox = 0; ox < outWidth; ox++, o++)
                {
                    int top = oy * height / outHeight, left = ox * width / outWidth;
                    (expected[o], expectedPlaces[o]) = (float.NegativeInfinity, top * width + left);
                    for (int iy = top; iy < ((oy + 1) * height + outHeight - 1) / outHeight; iy++)
                        for (int ix = left; ix < ((ox + 1) * width + outWidth - 1) / outWidth; ix++)
                        {
                            float candidate = numbers[(plane * height + iy) * width + ix];
                            if (candidate > expected[o] || float.IsNaN(candidate)) (expected[o], expectedPlaces[o]) = (candidate, iy * width + ix);
                        }
                }
        Same(torch.tensor(expected).view(values.shape), values, "values");
        Same(torch.tensor(expectedPlaces).view(places.shape), places, "places");
    }

    private static float[] Numbers(Random random, int count)
    {
        var numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = random.Next(14) switch { 0 => float.NaN, 1 => float.NegativeInfinity, 2 => -0f, 3 => -random.NextSingle(), < 8 => random.Next(3), _ => random.NextSingle() };
        return numbers;
    }

    private static void Same(Tensor expected, Tensor actual, string what)
    {
        double[] e = expected.detach().to(ScalarType.Float64).ToFlatArray<double>(), a = actual.detach().to(ScalarType.Float64).ToFlatArray<double>();
        Assert.Equal(e.Length, a.Length);
        for (int i = 0; i < e.Length; i++) Assert.True(e[i].Equals(a[i]), $"{what} [{i}]: expected {e[i]}, got {a[i]}");
    }
}
