namespace Taimatsu.Tests.Operators;

/// <summary>Convolution and pooling by their definitions, in plain loops over doubles.</summary>
internal static class NaiveWindows
{
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, int groups)
    {
        var (x, w) = (input.ToFlatArray<double>(), weight.ToFlatArray<double>());
        var b = bias?.ToFlatArray<double>();
        int n = (int)input.size(0), c = (int)input.size(1), h = (int)input.size(2), v = (int)input.size(3);
        int o = (int)weight.size(0), cg = (int)weight.size(1), kh = (int)weight.size(2), kw = (int)weight.size(3);
        int oh = (h + 2 * padding[0] - dilation[0] * (kh - 1) - 1) / stride[0] + 1, ow = (v + 2 * padding[1] - dilation[1] * (kw - 1) - 1) / stride[1] + 1;
        var y = new double[n * o * oh * ow];
        for (int i = 0; i < n; i++)
            for (int oc = 0; oc < o; oc++)
                for (int r = 0; r < oh; r++)
                    for (int s = 0; s < ow; s++)
                    {
                        double sum = b?[oc] ?? 0;
                        for (int k = 0; k < cg; k++)
                            for (int p = 0; p < kh; p++)
                                for (int q = 0; q < kw; q++)
                                {
                                    int row = r * stride[0] - padding[0] + p * dilation[0], column = s * stride[1] - padding[1] + q * dilation[1];
                                    if (row < 0 || row >= h || column < 0 || column >= v) continue;
                                    int channel = oc / (o / groups) * cg + k;
                                    sum += x[((i * c + channel) * h + row) * v + column] * w[((oc * cg + k) * kh + p) * kw + q];
                                }
                        y[((i * o + oc) * oh + r) * ow + s] = sum;
                    }
        return SampleData.Of(ScalarType.Float64, y, n, o, oh, ow);
    }

    /// <summary>Each window's elements that lie inside the input, with the number of places that count for an average, folded to one number.</summary>
    public static Tensor Pool(Tensor input, int[] kernel, int[] stride, int[] padding, int[] dilation, int[] output, Func<List<(double Value, int Place)>, int, double> fold)
    {
        var x = input.ToFlatArray<double>();
        int h = (int)input.size(-2), w = (int)input.size(-1), planes = x.Length / (h * w);
        var y = new double[planes * output[0] * output[1]];
        for (int p = 0; p < planes; p++)
            for (int r = 0; r < output[0]; r++)
                for (int s = 0; s < output[1]; s++)
                {
                    var inside = new List<(double, int)>();
                    int counted = 0;
                    for (int i = 0; i < kernel[0]; i++)
                        for (int j = 0; j < kernel[1]; j++)
                        {
                            int row = r * stride[0] - padding[0] + i * dilation[0], column = s * stride[1] - padding[1] + j * dilation[1];
                            if (row < h + padding[0] && column < w + padding[1]) counted++;
                            if (row >= 0 && row < h && column >= 0 && column < w) inside.Add((x[(p * h + row) * w + column], row * w + column));
                        }
                    y[(p * output[0] + r) * output[1] + s] = fold(inside, counted);
                }
        long[] sizes = input.shape.ToArray();
        (sizes[^2], sizes[^1]) = (output[0], output[1]);
        return SampleData.Of(ScalarType.Float64, y, sizes);
    }

    /// <summary>The mean of windows that cut the input evenly.</summary>
    public static Tensor Adaptive(Tensor input, int[] output, Func<List<double>, double> fold)
    {
        var x = input.ToFlatArray<double>();
        int h = (int)input.size(-2), w = (int)input.size(-1), planes = x.Length / (h * w);
        var y = new double[planes * output[0] * output[1]];
        for (int p = 0; p < planes; p++)
            for (int r = 0; r < output[0]; r++)
                for (int s = 0; s < output[1]; s++)
                {
                    var values = new List<double>();
                    for (int i = r * h / output[0]; i < Math.Ceiling((r + 1) * h / (double)output[0]); i++)
                        for (int j = s * w / output[1]; j < Math.Ceiling((s + 1) * w / (double)output[1]); j++) values.Add(x[(p * h + i) * w + j]);
                    y[(p * output[0] + r) * output[1] + s] = fold(values);
                }
        long[] sizes = input.shape.ToArray();
        (sizes[^2], sizes[^1]) = (output[0], output[1]);
        return SampleData.Of(ScalarType.Float64, y, sizes);
    }
}
