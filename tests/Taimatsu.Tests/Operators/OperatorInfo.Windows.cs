using static Taimatsu.Tests.Operators.OperatorInfo;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private sealed record ConvCase(string Name, long[] Input, long[] Weight, bool Bias, int[] Stride, int[] Padding, int[] Dilation, int Groups);

    private static readonly ConvCase[] s_convolutions =
    [
        new("plain", [2, 3, 7, 9], [4, 3, 3, 3], true, [1, 1], [0, 0], [1, 1], 1),
        new("one image", [1, 2, 8, 8], [3, 2, 3, 3], false, [1, 1], [1, 1], [1, 1], 1),
        new("stride", [2, 3, 9, 8], [2, 3, 3, 2], true, [2, 3], [1, 0], [1, 1], 1),
        new("dilation", [2, 2, 9, 9], [3, 2, 3, 3], true, [1, 2], [2, 1], [2, 2], 1),
        new("groups", [2, 4, 6, 5], [6, 2, 3, 3], true, [1, 1], [1, 1], [1, 1], 2),
        new("depthwise", [2, 3, 6, 6], [3, 1, 3, 3], false, [2, 2], [1, 1], [1, 1], 3),
        new("1x1", [2, 5, 4, 4], [9, 5, 1, 1], true, [1, 1], [0, 0], [1, 1], 1),
        new("more padding than kernel", [1, 1, 2, 3], [1, 1, 2, 2], false, [1, 1], [3, 2], [1, 1], 1),
        new("wide", [1, 2, 3, 40], [9, 2, 2, 5], true, [1, 1], [0, 2], [1, 1], 1),
    ];

    private static readonly (long[] Input, int[] Kernel, int[] Stride, int[] Padding, bool Ceil, int[] Output)[] s_pools =
    [
        ([2, 3, 6, 8], [2, 2], [2, 2], [0, 0], false, [3, 4]),
        ([3, 7, 7], [3, 2], [2, 2], [1, 1], false, [4, 4]),
        ([1, 2, 6, 6], [3, 3], [2, 2], [0, 0], true, [3, 3]),
        ([2, 1, 5, 7], [2, 3], [1, 3], [1, 0], true, [6, 3]),
    ];

    private static IEnumerable<OperatorInfo> ConvolutionRows()
    {
        foreach (var c in s_convolutions)
        {
            yield return Composite("conv2d", t => [Operands(c, t)], t => F.conv2d(t[0], t[1], c.Bias ? t[2] : null, Pair(c.Stride), Pair(c.Padding), Pair(c.Dilation), c.Groups),
                t => NaiveWindows.Conv2d(t[0], t[1], c.Bias ? t[2] : null, c.Stride, c.Padding, c.Dilation, c.Groups)) with
            {
                Variant = c.Name, Types = Floats, Differentiable = true, Tolerance32 = 3e-5, GradSamples = _ => [SmallGrad(c)],
            };
        }
        yield return Composite("conv2d", t => [[SampleData.Make(t, 1, 3, 6, 6), SampleData.Make(t, 2, 2, 3, 4, 3)]], t => F.conv2d(t[0], t[1], null, 1, "same"),
            t => NaiveWindows.Conv2d(t[0].unsqueeze(0), t[1], null, [1, 1], [2, 1], [1, 1], 1).slice(2, 1, 7).squeeze(0)) with
        { Variant = "same, unbatched", Types = Floats, Tolerance32 = 3e-5 };
        yield return Composite("conv1d", t => [[SampleData.Make(t, 1, 2, 3, 11), SampleData.Make(t, 2, 4, 3, 3), SampleData.Make(t, 3, 4)]], t => F.conv1d(t[0], t[1], t[2], 2, 1),
            t => NaiveWindows.Conv2d(t[0].unsqueeze(2), t[1].unsqueeze(2), t[2], [1, 2], [0, 1], [1, 1], 1).squeeze(2)) with
        { Types = Floats, Differentiable = true, Tolerance32 = 3e-5, GradSamples = _ => [[SampleData.Make(ScalarType.Float64, 1, 1, 2, 5), SampleData.Make(ScalarType.Float64, 2, 2, 2, 3), SampleData.Make(ScalarType.Float64, 3, 2)]] };
        yield return Composite("conv1d", t => [[SampleData.Make(t, 1, 3, 8), SampleData.Make(t, 2, 2, 3, 3)]], t => F.conv1d(t[0], t[1], null, 1, "same"),
            t => NaiveWindows.Conv2d(t[0].unsqueeze(0).unsqueeze(2), t[1].unsqueeze(2), null, [1, 1], [0, 1], [1, 1], 1).squeeze(2).squeeze(0)) with
        { Variant = "same, unbatched", Types = Floats, Tolerance32 = 3e-5 };
    }

    private static IEnumerable<OperatorInfo> PoolingRows()
    {
        int number = 0;
        foreach (var (input, kernel, stride, padding, ceil, output) in s_pools)
        {
            string name = (number++).ToString();
            Func<ScalarType, IEnumerable<Tensor[]>> samples = t => [[SampleData.Make(t, 5, input)]];
            Tensor Reference(Tensor x, Func<List<(double Value, int Place)>, int, double> fold) => NaiveWindows.Pool(x, kernel, stride, padding, [1, 1], output, fold);
            yield return Composite("max_pool2d", samples, t => F.max_pool2d(t[0], Pair(kernel), Pair(stride), Pair(padding), null, ceil), t => Reference(t[0], (v, _) => v.Max(e => e.Value))) with
            { Variant = name, Types = Floats, Differentiable = true };
            yield return Composite("max_pool2d_with_indices", samples, t => F.max_pool2d_with_indices(t[0], Pair(kernel), Pair(stride), Pair(padding), null, ceil).indices,
                t => Reference(t[0], (v, _) => v.MaxBy(e => e.Value).Place)) with
            { Variant = name, Types = Floats };
            yield return Composite("avg_pool2d", samples, t => F.avg_pool2d(t[0], Pair(kernel), Pair(stride), Pair(padding), ceil), t => Reference(t[0], (v, n) => v.Sum(e => e.Value) / n)) with
            { Variant = name, Types = Floats, Differentiable = true };
            yield return Composite("avg_pool2d", samples, t => F.avg_pool2d(t[0], Pair(kernel), Pair(stride), Pair(padding), ceil, false), t => Reference(t[0], (v, _) => v.Average(e => e.Value))) with
            { Variant = name + " without padding", Types = Floats, Differentiable = true };
            yield return Composite("avg_pool2d", samples, t => F.avg_pool2d(t[0], Pair(kernel), Pair(stride), Pair(padding), ceil, true, 3), t => Reference(t[0], (v, _) => v.Sum(e => e.Value) / 3)) with
            { Variant = name + " divisor", Types = Floats };
        }
        yield return Composite("max_pool2d", t => [[SampleData.Make(t, 6, 1, 1, 7, 7)]], t => F.max_pool2d(t[0], 2, 1, 0, 3), t => NaiveWindows.Pool(t[0], [2, 2], [1, 1], [0, 0], [3, 3], [4, 4], (v, _) => v.Max(e => e.Value))) with
        { Variant = "dilation", Types = Floats, Differentiable = true };
        yield return Composite("max_pool1d", t => [[SampleData.Make(t, 6, 2, 3, 9)]], t => F.max_pool1d(t[0], 3, 2, 1), t => NaiveWindows.Pool(t[0].unsqueeze(2), [1, 3], [1, 2], [0, 1], [1, 1], [1, 5], (v, _) => v.Max(e => e.Value)).squeeze(2)) with
        { Types = Floats, Differentiable = true };
        yield return Composite("max_pool1d_with_indices", t => [[SampleData.Make(t, 6, 3, 9)]], t => F.max_pool1d_with_indices(t[0], 3, 2, 1).indices, t => NaiveWindows.Pool(t[0].unsqueeze(1), [1, 3], [1, 2], [0, 1], [1, 1], [1, 5], (v, _) => v.MaxBy(e => e.Value).Place).squeeze(1)) with
        { Types = Floats };
        yield return Composite("avg_pool1d", t => [[SampleData.Make(t, 6, 2, 3, 9)]], t => F.avg_pool1d(t[0], 3, 2, 1), t => NaiveWindows.Pool(t[0].unsqueeze(2), [1, 3], [1, 2], [0, 1], [1, 1], [1, 5], (v, n) => v.Sum(e => e.Value) / n).squeeze(2)) with
        { Types = Floats, Differentiable = true };
        yield return Composite("adaptive_avg_pool2d", t => [[SampleData.Make(t, 7, 2, 2, 7, 5)]], t => F.adaptive_avg_pool2d(t[0], (3, 4)), t => NaiveWindows.Adaptive(t[0], [3, 4], v => v.Average())) with
        { Types = Floats, Differentiable = true };
        foreach (var (name, input, output) in new (string, long[], int[])[] { ("wide", [1, 2, 19, 21], [5, 4]), ("even", [1, 2, 8, 12], [2, 3]), ("upwards", [1, 2, 3, 2], [5, 4]) })
            yield return Composite("adaptive_avg_pool2d", t => [[SampleData.Make(t, 7, input)]], t => F.adaptive_avg_pool2d(t[0], (output[0], output[1])), t => NaiveWindows.Adaptive(t[0], output, v => v.Average())) with
            { Variant = name, Types = Floats, Differentiable = true };
        yield return Composite("adaptive_avg_pool1d", t => [[SampleData.Make(t, 7, 2, 2, 7)]], t => F.adaptive_avg_pool1d(t[0], 3), t => NaiveWindows.Adaptive(t[0].unsqueeze(2), [1, 3], v => v.Average()).squeeze(2)) with
        { Types = Floats, Differentiable = true };
        yield return Composite("adaptive_max_pool2d", t => [[SampleData.Make(t, 7, 2, 2, 7, 5)]], t => F.adaptive_max_pool2d(t[0], (3, 4)), t => NaiveWindows.Adaptive(t[0], [3, 4], v => v.Max())) with
        { Types = Floats, Differentiable = true };
        yield return Composite("adaptive_max_pool2d_with_indices", t => [[SampleData.Make(t, 7, 2, 7, 5)]], t => F.adaptive_max_pool2d_with_indices(t[0], 1).indices,
            t => SampleData.Of(ScalarType.Int64, [.. t[0].ToFlatArray<double>().Chunk(35).Select(p => (double)Array.IndexOf(p, p.Max()))], 2, 1, 1)) with
        { Types = Floats };
    }

    private static IntPair Pair(int[] values) => (values[0], values[1]);

    private static Tensor[] Operands(ConvCase c, ScalarType type)
    {
        var values = new Values(-1, 1);
        return c.Bias ? [SampleData.Make(type, values, 1, c.Input), SampleData.Make(type, values, 2, c.Weight), SampleData.Make(type, values, 3, c.Weight[0])]
            : [SampleData.Make(type, values, 1, c.Input), SampleData.Make(type, values, 2, c.Weight)];
    }

    // The same windows over as little as they allow: finite differences of second derivatives are slow.
    private static Tensor[] SmallGrad(ConvCase c)
    {
        long groups = c.Groups, perGroup = Math.Min(c.Weight[1], 2), reachH = c.Dilation[0] * (c.Weight[2] - 1) + 1, reachW = c.Dilation[1] * (c.Weight[3] - 1) + 1;
        long h = Math.Max(1, Math.Min(c.Input[2], reachH + c.Stride[0] - 2 * c.Padding[0])), w = Math.Max(1, Math.Min(c.Input[3], reachW + c.Stride[1] - 2 * c.Padding[1]));
        return Operands(c with { Input = [1, perGroup * groups, h, w], Weight = [groups * Math.Min(2, c.Weight[0] / groups), perGroup, c.Weight[2], c.Weight[3]] }, ScalarType.Float64);
    }
}
