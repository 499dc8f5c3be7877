using Taimatsu.Tests.Operators;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Backends;

/// <summary>
/// The convolution's three products by every kernel against plain loops over doubles. Whole numbers make the direct kernels' sums exact: nothing but
/// equality passes. Which kernel runs depends on channels, widths and the instruction level, so the shapes cross all of their limits.
/// </summary>
public sealed class ConvolutionTests
{
    /// <summary>Images, channels, height, width, out channels, kernel, stride, padding, dilation, groups.</summary>
    public static TheoryData<int[]> Shapes() =>
    [
        .. new int[][]
        {
            [2, 3, 9, 11, 5, 3, 3, 1, 1, 1, 1, 1, 1, 1], [1, 16, 7, 7, 16, 3, 3, 2, 2, 1, 1, 1, 1, 1], [3, 20, 8, 8, 33, 3, 3, 2, 2, 1, 1, 1, 1, 1], [2, 17, 6, 5, 18, 3, 2, 2, 1, 0, 1, 2, 1, 1],
            [5, 33, 4, 4, 40, 3, 3, 1, 1, 1, 1, 1, 1, 1], [9, 16, 2, 2, 64, 3, 3, 1, 1, 1, 1, 1, 1, 1], [17, 48, 1, 1, 34, 3, 3, 1, 1, 1, 1, 1, 1, 1], [3, 8, 1, 1, 70, 1, 1, 1, 1, 0, 0, 1, 1, 1],
            [2, 12, 10, 10, 24, 1, 1, 1, 1, 0, 0, 1, 1, 1], [2, 12, 9, 10, 24, 1, 1, 2, 2, 0, 0, 1, 1, 1], [2, 12, 9, 10, 24, 1, 1, 3, 2, 1, 2, 1, 1, 1], [2, 3, 23, 21, 32, 7, 7, 2, 2, 3, 3, 1, 1, 1],
            [1, 3, 12, 12, 16, 5, 5, 1, 1, 2, 2, 1, 1, 1], [2, 4, 12, 13, 16, 3, 3, 1, 1, 2, 2, 2, 2, 1], [2, 4, 14, 15, 16, 3, 3, 2, 3, 1, 2, 2, 3, 1], [2, 4, 14, 15, 16, 3, 3, 3, 3, 1, 2, 1, 1, 1],
            [2, 32, 7, 9, 64, 3, 3, 1, 1, 1, 1, 1, 1, 2], [2, 12, 7, 9, 12, 3, 3, 1, 1, 1, 1, 1, 1, 12], [2, 10, 9, 19, 10, 3, 3, 2, 2, 1, 1, 1, 1, 10], [3, 4, 8, 8, 8, 5, 5, 1, 1, 2, 2, 1, 1, 4],
            [1, 18, 40, 41, 18, 3, 3, 1, 1, 1, 1, 1, 1, 18], [2, 6, 30, 33, 6, 5, 3, 2, 1, 2, 0, 1, 2, 6], [2, 6, 5, 5, 6, 7, 7, 1, 1, 3, 3, 1, 1, 6], [2, 3, 20, 20, 3, 3, 3, 1, 2, 1, 1, 2, 1, 3],
            [2, 6, 19, 56, 6, 3, 3, 2, 2, 1, 1, 1, 1, 6], [2, 6, 19, 55, 6, 3, 3, 2, 2, 0, 0, 1, 1, 6], [2, 5, 14, 37, 5, 3, 3, 2, 2, 2, 3, 1, 1, 5], [2, 4, 9, 70, 4, 5, 5, 2, 2, 2, 2, 1, 1, 4], [1, 3, 8, 41, 3, 3, 3, 2, 2, 0, 2, 2, 3, 3],
            [2, 5, 17, 35, 5, 5, 5, 1, 1, 2, 2, 1, 1, 5], [2, 3, 6, 16, 3, 5, 5, 1, 1, 0, 4, 1, 1, 3], [2, 4, 9, 34, 4, 5, 5, 1, 2, 2, 1, 1, 1, 4], [2, 20, 11, 45, 24, 3, 3, 2, 2, 1, 1, 1, 1, 1], [2, 4, 12, 46, 16, 5, 5, 2, 2, 2, 1, 1, 1, 1],
            [2, 8, 1, 50, 16, 1, 9, 1, 1, 0, 4, 1, 1, 1], [1, 1, 1, 200, 32, 1, 20, 1, 4, 0, 3, 1, 1, 1], [2, 16, 33, 35, 32, 3, 3, 1, 1, 1, 1, 1, 1, 1], [1, 32, 50, 40, 16, 3, 3, 1, 1, 0, 0, 1, 1, 1],
            [4, 16, 14, 14, 24, 3, 3, 1, 1, 2, 0, 1, 1, 1], [11, 24, 5, 6, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1], [1, 16, 3, 3, 16, 3, 3, 1, 1, 5, 4, 1, 1, 1], [2, 5, 6, 6, 16, 2, 2, 2, 2, 0, 0, 1, 1, 1],
            [2, 3, 17, 19, 5, 2, 2, 3, 3, 1, 1, 1, 1, 1], [2, 4, 21, 40, 6, 5, 5, 2, 3, 4, 1, 1, 1, 2], [1, 2, 40, 37, 8, 4, 7, 4, 2, 0, 6, 1, 1, 1], [2, 3, 3, 90, 3, 2, 5, 1, 1, 0, 2, 1, 1, 3],
            [2, 20, 9, 8, 24, 1, 1, 1, 1, 0, 0, 1, 1, 1], [3, 64, 14, 15, 30, 1, 1, 1, 1, 0, 0, 1, 1, 2], [1, 40, 30, 30, 9, 1, 1, 1, 1, 0, 0, 1, 1, 1], [2, 200, 8, 12, 190, 1, 1, 1, 1, 0, 0, 1, 1, 1],
            [1, 32, 17, 18, 32, 5, 5, 1, 1, 2, 2, 1, 1, 1], [2, 48, 9, 11, 34, 5, 5, 1, 1, 0, 1, 1, 1, 1], [3, 64, 10, 7, 64, 5, 5, 1, 1, 2, 4, 1, 1, 2], [2, 16, 1, 300, 16, 1, 9, 1, 1, 0, 4, 1, 1, 1], [1, 32, 1, 130, 48, 1, 9, 1, 1, 0, 3, 1, 1, 1], [3, 32, 1, 100, 34, 1, 9, 1, 1, 0, 8, 1, 1, 1], [2, 16, 1, 90, 17, 1, 9, 1, 1, 0, 10, 1, 1, 1],
            [2, 32, 1, 97, 32, 1, 9, 1, 1, 0, 0, 1, 1, 2], [9, 16, 1, 12, 32, 1, 9, 1, 1, 0, 4, 1, 1, 1], [2, 16, 3, 60, 16, 1, 9, 1, 1, 0, 4, 1, 1, 1],
            // Without a stage, in bands of rows and of columns, and with one to four channels at a time.
            [2, 3, 40, 41, 13, 3, 3, 1, 1, 0, 0, 1, 1, 1], [1, 2, 70, 66, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1], [2, 7, 33, 65, 2, 5, 4, 1, 1, 2, 0, 1, 2, 1], [2, 9, 20, 50, 1, 3, 3, 1, 1, 1, 1, 1, 1, 1], [1, 40, 60, 70, 4, 3, 3, 2, 2, 1, 1, 1, 1, 1],
            [1, 3, 90, 95, 17, 3, 3, 2, 2, 1, 1, 1, 1, 1], [2, 20, 21, 33, 21, 1, 1, 1, 1, 0, 0, 1, 1, 1], [1, 33, 1, 700, 10, 1, 1, 1, 1, 0, 0, 1, 1, 1], [1, 64, 9, 17, 5, 1, 1, 1, 1, 0, 0, 1, 1, 1], [1, 130, 20, 20, 4, 3, 3, 1, 1, 0, 0, 1, 1, 1],
            // Windows of one element with strides; few channels together.
            [3, 20, 15, 31, 40, 1, 1, 2, 2, 0, 0, 1, 1, 1], [2, 18, 16, 32, 34, 1, 1, 2, 2, 0, 0, 1, 1, 2], [2, 5, 13, 14, 34, 1, 1, 3, 2, 0, 0, 1, 1, 1], [1, 256, 4, 5, 140, 1, 1, 2, 2, 0, 0, 1, 1, 1], [2, 2, 9, 9, 64, 3, 3, 1, 1, 1, 1, 1, 1, 1], [2, 1, 9, 10, 64, 3, 3, 1, 1, 1, 1, 1, 1, 1],
            [1, 3, 30, 31, 64, 11, 11, 4, 4, 2, 2, 1, 1, 1],
            // Windows of a channel of its own in registers.
            [2, 3, 20, 37, 3, 7, 7, 1, 1, 3, 3, 1, 1, 3], [2, 3, 9, 16, 3, 7, 7, 1, 1, 0, 0, 1, 1, 3], [1, 2, 21, 50, 2, 7, 7, 2, 2, 3, 3, 1, 1, 2], [2, 2, 12, 33, 2, 3, 3, 2, 2, 1, 0, 1, 1, 2], [1, 2, 6, 7, 2, 3, 3, 1, 1, 2, 4, 1, 1, 2], [1, 2, 5, 48, 2, 5, 5, 2, 2, 4, 3, 1, 1, 2],
            // Winograd's tiles in bands of rows, and of images.
            [1, 16, 90, 61, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1], [30, 16, 12, 11, 18, 3, 3, 1, 1, 1, 1, 1, 1, 1], [1, 32, 60, 50, 40, 5, 5, 1, 1, 2, 2, 1, 1, 1], [2, 16, 40, 200, 32, 3, 3, 1, 1, 0, 2, 1, 1, 1],
            [1, 66, 4, 4, 70, 3, 3, 1, 1, 1, 1, 1, 1, 1], [3, 130, 5, 3, 65, 3, 3, 2, 2, 1, 1, 1, 1, 1], [1, 60, 8, 8, 68, 3, 3, 1, 1, 1, 1, 1, 1, 1], [1, 120, 6, 7, 140, 3, 2, 1, 2, 2, 0, 2, 1, 2],
        },
    ];

    [Theory, MemberData(nameof(Shapes))]
    public void Sums_of_whole_numbers_are_exact(int[] s)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var random = new Random(1);
            Tensor x = Whole(random, type, s[0], s[1], s[2], s[3]), w = Whole(random, type, s[4], s[1] / s[13], s[5], s[6]), b = Whole(random, type, s[4]);
            var (expected, gradX, gradW, gradB, g) = Naive(x, w, b, s, random);
            x.requires_grad_();
            w.requires_grad_();
            b.requires_grad_();
            var y = F.conv2d(x, w, b, (s[7], s[8]), (s[9], s[10]), (s[11], s[12]), s[13]);
            string what = $"{type} [{string.Join(", ", s)}]";
            Check(y.detach(), expected, Tolerance(type, s), $"{what} result");
            var grads = torch.autograd.grad([y], [x, w, b], [g]);
            Check(grads[0]!, gradX, Tolerance(type, s), $"{what} gradient by the input");
            Check(grads[1]!, gradW, Tolerance(type, s), $"{what} gradient by the weight");
            Closeness.Check(grads[2]!, gradB, 0, $"{what} gradient by the bias");
        }
    }

    // Winograd's products are not exact: their error is measured against the scale of the result.
    private static double Tolerance(ScalarType type, int[] s)
        => type == ScalarType.Float32 && s[5..7] is [3, 3] or [5, 5] or [1, 9] && s[7..9] is [1, 1] && s[11..13] is [1, 1] && s[1] / s[13] >= 16 && s[4] / s[13] >= 16 ? 1e-5 : 0;

    private static void Check(Tensor actual, Tensor expected, double tolerance, string what)
    {
        if (tolerance == 0)
        {
            Closeness.Check(actual, expected, 0, what);
            return;
        }
        Assert.True(actual.shape == expected.shape, $"{what}: shape {actual.shape}, expected {expected.shape}");
        double[] a = actual.ToFlatArray<double>(), e = expected.ToFlatArray<double>();
        double scale = e.Max(Math.Abs);
        int worst = Enumerable.Range(0, a.Length).MaxBy(i => double.IsNaN(a[i]) ? double.MaxValue : Math.Abs(a[i] - e[i]));
        Assert.True(Math.Abs(a[worst] - e[worst]) <= tolerance * scale, $"{what}: element {worst} is {a[worst]:R}, expected {e[worst]:R}, scale {scale}");
    }

    /// <summary>Long sums of random numbers, as networks have them, stay within a ten-thousandth of the results' scale.</summary>
    [Theory]
    [InlineData(4, 64, 64, 19, 18, 1, 3), InlineData(40, 96, 64, 4, 4, 1, 3), InlineData(1, 32, 272, 30, 33, 0, 3), InlineData(2, 32, 48, 9, 70, 2, 3), InlineData(60, 288, 160, 8, 8, 1, 3)]
    [InlineData(4, 64, 64, 14, 15, 2, 5), InlineData(2, 32, 48, 30, 9, 0, 5), InlineData(30, 160, 96, 6, 6, 2, 5)]
    public void Winograd_is_near_the_direct_sum(int n, int c, int o, int h, int w, int padding, int kernel)
    {
        torch.manual_seed(3);
        Tensor x = torch.randn([n, c, h, w]).requires_grad_(), weight = torch.randn([o, c, kernel, kernel]).requires_grad_(), bias = torch.randn([o]);
        Tensor x64 = x.detach().to(ScalarType.Float64).requires_grad_(), weight64 = weight.detach().to(ScalarType.Float64).requires_grad_();
        var y = F.conv2d(x, weight, bias, 1, padding);
        var y64 = F.conv2d(x64, weight64, bias.to(ScalarType.Float64), 1, padding);
        var g = torch.randn(y.shape);
        var grads = torch.autograd.grad([y], [x, weight], [g]);
        var grads64 = torch.autograd.grad([y64], [x64, weight64], [g.to(ScalarType.Float64)]);
        Check(y.detach(), y64.detach(), 3e-5, "result");
        Check(grads[0]!, grads64[0]!, 3e-5, "gradient by the input");
        Check(grads[1]!, grads64[1]!, 3e-5, "gradient by the weight");
    }

    /// <summary>The same along a line.</summary>
    [Theory, InlineData(4, 64, 64, 500, 4), InlineData(1, 32, 48, 1000, 0), InlineData(3, 96, 40, 77, 8), InlineData(6, 64, 64, 700, 4), InlineData(60, 32, 48, 77, 3)]
    public void Winograd_in_a_line_is_near_the_direct_sum(int n, int c, int o, int length, int padding)
    {
        torch.manual_seed(4);
        Tensor x = torch.randn([n, c, length]).requires_grad_(), weight = torch.randn([o, c, 9]).requires_grad_(), bias = torch.randn([o]);
        Tensor x64 = x.detach().to(ScalarType.Float64).requires_grad_(), weight64 = weight.detach().to(ScalarType.Float64).requires_grad_();
        var y = F.conv1d(x, weight, bias, 1, padding);
        var y64 = F.conv1d(x64, weight64, bias.to(ScalarType.Float64), 1, padding);
        var g = torch.randn(y.shape);
        var grads = torch.autograd.grad([y], [x, weight], [g]);
        var grads64 = torch.autograd.grad([y64], [x64, weight64], [g.to(ScalarType.Float64)]);
        Check(y.detach(), y64.detach(), 3e-5, "result");
        Check(grads[0]!, grads64[0]!, 3e-5, "gradient by the input");
        Check(grads[1]!, grads64[1]!, 3e-5, "gradient by the weight");
    }

    private static Tensor Whole(Random random, ScalarType type, params long[] sizes)
    {
        long count = sizes.Aggregate(1L, (a, b) => a * b);
        var values = new double[count];
        for (long i = 0; i < count; i++) values[i] = random.Next(-3, 4);
        return SampleData.Of(type, values, sizes);
    }

    private static (Tensor Result, Tensor GradX, Tensor GradW, Tensor GradB, Tensor Grad) Naive(Tensor input, Tensor weight, Tensor bias, int[] s, Random random)
    {
        int n = s[0], c = s[1], h = s[2], v = s[3], o = s[4], kh = s[5], kw = s[6], groups = s[13], cg = c / groups;
        int oh = (h + 2 * s[9] - s[11] * (kh - 1) - 1) / s[7] + 1, ow = (v + 2 * s[10] - s[12] * (kw - 1) - 1) / s[8] + 1;
        double[] x = input.ToFlatArray<double>(), w = weight.ToFlatArray<double>(), b = bias.ToFlatArray<double>();
        var grad = Whole(random, input.dtype, n, o, oh, ow);
        double[] g = grad.ToFlatArray<double>(), y = new double[g.Length], gx = new double[x.Length], gw = new double[w.Length], gb = new double[o];
        for (int i = 0; i < n; i++)
            for (int oc = 0; oc < o; oc++)
                for (int r = 0; r < oh; r++)
                    for (int q = 0; q < ow; q++)
                    {
                        int at = ((i * o + oc) * oh + r) * ow + q;
                        y[at] += b[oc];
                        gb[oc] += g[at];
                        for (int k = 0; k < cg; k++)
                            for (int p = 0; p < kh; p++)
                                for (int t = 0; t < kw; t++)
                                {
                                    int row = r * s[7] - s[9] + p * s[11], column = q * s[8] - s[10] + t * s[12];
                                    if (row < 0 || row >= h || column < 0 || column >= v) continue;
                                    int from = ((i * c + oc / (o / groups) * cg + k) * h + row) * v + column, by = ((oc * cg + k) * kh + p) * kw + t;
                                    y[at] += x[from] * w[by];
                                    gx[from] += g[at] * w[by];
                                    gw[by] += g[at] * x[from];
                                }
                    }
        var type = ScalarType.Float64;
        return (SampleData.Of(type, y, n, o, oh, ow), SampleData.Of(type, gx, n, c, h, v), SampleData.Of(type, gw, o, cg, kh, kw), SampleData.Of(type, gb, o), grad);
    }
}
