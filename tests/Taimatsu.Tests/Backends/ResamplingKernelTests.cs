using Taimatsu.Backends;
using Taimatsu.Operators;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Backends;

/// <summary>The kernel of resizing and padding against its composite, at the lengths where blocks of columns begin and end; and constant margins against copies.</summary>
public class ResamplingKernelTests
{
    private static readonly long[] s_lengths = [1, 2, 7, 16, 17, 31, 33, 64, 100];
    private static readonly ScalarType[] s_sums = [ScalarType.Float32, ScalarType.Float64];
    private static readonly ScalarType[] s_moves = [ScalarType.Byte, ScalarType.Bool, ScalarType.Int16, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int32, ScalarType.Float32, ScalarType.Int64, ScalarType.Float64];

    private static IEnumerable<AxisTaps> Axes(long input)
    {
        long[] outputs = [input, 2 * input, 3 * input, 4 * input, (2 * input + 2) / 3, (input + 1) / 2, (input + 4) / 5, input + 1];
        foreach (long output in outputs)
            foreach (var kind in Enum.GetValues<ResamplingKind>())
                foreach (bool corners in (bool[])[false, true])
                    if (!corners || kind >= ResamplingKind.Linear) yield return new ResamplingAxis(kind, input, output, 0, corners, false).Make();
        yield return new ResamplingAxis(ResamplingKind.Linear, input, (long)(input * 1.7), 1.7, false, false).Make();
        foreach (string mode in (string[])["reflect", "replicate", "circular"])
            foreach (long margin in (long[])[1, 3, 20])
                if (margin < input) yield return new PaddedAxis(mode, input, margin, margin / 2).Make();
        if (input > 3) yield return new PaddedAxis("replicate", input, -1, -2).Make();
    }

    private static void Same(Tensor actual, Tensor expected, double tolerance, string what)
    {
        Assert.True(actual.shape == expected.shape && actual.dtype == expected.dtype, $"{what}: {actual.shape} of {actual.dtype} instead of {expected.shape} of {expected.dtype}");
        double[] a = actual.ToFlatArray<double>(), e = expected.ToFlatArray<double>();
        // Terms are about one, even where their sum is next to nothing.
        double scale = e.Where(double.IsFinite).Select(Math.Abs).Append(1).Max();
        for (int i = 0; i < a.Length; i++)
            Assert.True(a[i].Equals(e[i]) || a[i] == e[i] || Math.Abs(a[i] - e[i]) <= tolerance * scale, $"{what}: element {i} of {actual.shape} is {a[i]} instead of {e[i]}");
    }

    private static Tensor Numbers(ScalarType type, bool special, params long[] sizes)
    {
        var x = torch.randn(sizes, dtype: ScalarType.Float64);
        if (!special) return x.to(type);
        double[] flat = x.ToFlatArray<double>(), values = [double.PositiveInfinity, double.NaN, double.NegativeInfinity];
        for (int i = 5, k = 0; i < flat.Length; i += 41, k++) flat[i] = values[k % 3];
        return torch.tensor(flat, sizes, dtype: type);
    }

    [Fact]
    public void Columns_and_rows_are_the_composites()
    {
        foreach (var type in s_sums)
            foreach (long length in s_lengths)
                foreach (var taps in Axes(length))
                    foreach (var axis in (AxisTaps[])[taps, taps.Inverse])
                    {
                        double tolerance = type == ScalarType.Float32 ? 2e-6 : 1e-14;
                        string what = $"{type}, {length}: {axis.Input} to {axis.Output}, {axis.Most} places at most";
                        foreach (bool special in (bool[])[false, true])
                        {
                            var line = Numbers(type, special, 3, axis.Input);
                            Same(AxisSums.Apply(line, "Backward0", axis), AxisSums.Composite(line, [axis]), tolerance, $"columns, {what}");
                            var column = Numbers(type, special, 2, axis.Input, 19);
                            Same(AxisSums.Apply(column, "Backward0", axis, AxisTaps.Identity(19)), AxisSums.Composite(column, [axis, AxisTaps.Identity(19)]), tolerance, $"rows, {what}");
                        }
                        if (axis.Output == 0 || length > 33) continue;
                        var plane = Numbers(type, true, 2, axis.Input, axis.Input);
                        Same(AxisSums.Apply(plane, "Backward0", axis, axis), AxisSums.Composite(plane, [axis, axis]), tolerance, $"planes, {what}");
                        var body = Numbers(type, false, 2, axis.Input, 3, 7);
                        AxisTaps[] axes = [axis, AxisTaps.Pick(3, [2, 0]), AxisTaps.Identity(7)];
                        Same(AxisSums.Apply(body, "Backward0", axes), AxisSums.Composite(body, axes), tolerance, $"depth, {what}");
                    }
    }

    [Fact]
    public void Elements_of_any_size_are_picked_in_any_layout()
    {
        foreach (var type in s_moves)
            foreach (long width in (long[])[2, 5, 16, 29, 64, 65, 130])
            {
                var x = torch.arange(2 * 4 * 5 * width).remainder(type == ScalarType.Bool ? 2 : 120).reshape(2, 4, 5, width).to(type);
                foreach (var view in (Tensor[])[x, x.narrow(2, 1, 3), x.narrow(3, 1, width - 1), x.transpose(2, 3), x.transpose(0, 1)])
                {
                    long h = view.size(2), w = view.size(3);
                    AxisTaps[][] axes =
                    [
                        [new PaddedAxis("reflect", h, Math.Min(1, h - 1), 0).Make(), new PaddedAxis("reflect", w, w - 1, Math.Min(1, w - 1)).Make()], [new PaddedAxis("replicate", h, 0, 2).Make(), new PaddedAxis("replicate", w, 70, 3).Make()],
                        [new PaddedAxis("circular", h, 1, 0).Make(), new PaddedAxis("circular", w, 0, w).Make()],
                        [new ResamplingAxis(ResamplingKind.Nearest, h, 2 * h, 0, false, false).Make(), new ResamplingAxis(ResamplingKind.Nearest, w, 3 * w, 0, false, false).Make()],
                        [AxisTaps.Identity(h), new ResamplingAxis(ResamplingKind.NearestExact, w, (w + 2) / 3, 0, false, false).Make()],
                    ];
                    foreach (var pair in axes) Same(AxisSums.Apply(view, "Backward0", pair), AxisSums.Composite(view, pair), 0, $"{type}, {view.shape} to [{pair[0].Output}, {pair[1].Output}]");
                }
            }
    }

    [Fact]
    public void Constant_margins_lie_around_the_tensor()
    {
        long[][] margins = [[1, 1], [0, 3, 2, 0], [1, 1, 1, 1], [40, 0, 0, 0], [-1, 2, 1, -1], [0, -2], [0, 0, 1, 2], [2, 1, 0, 0, 1, 1], [0, 0, 0, 0, 0, 0, 2, 1], [0, 0, -1, -1], [1, 0, 1, 0, -1, 1, 0, 2], []];
        foreach (var type in s_moves)
            foreach (long width in (long[])[2, 3, 8, 16, 17, 33, 70, 300])
            {
                var x = torch.arange(2 * 3 * 4 * width).remainder(type == ScalarType.Bool ? 2 : 120).reshape(2, 3, 4, width).to(type);
                foreach (var view in (Tensor[])[x, x.narrow(2, 1, 3), x.narrow(3, 1, width - 1), x.transpose(2, 3), x.transpose(0, 1)])
                    foreach (long[] pad in margins)
                    {
                        if (pad.Length >= 2 && (view.size(3) + Math.Min(0, pad[0]) + Math.Min(0, pad[1]) < 0)) continue;
                        Same(F.pad(view, pad, value: 1), Padded(view, pad, 1), 0, $"{type}, {view.shape} with [{string.Join(", ", pad)}]");
                    }
            }
        Same(F.pad(torch.ones(2, 3), [1, 1], value: double.NaN).isnan(), Padded(torch.zeros(2, 3), [1, 1], 1).to(ScalarType.Bool), 0, "NaN around");
        Same(F.pad(torch.ones(0, 3), [1, 1, 1, 0], value: 2), torch.full([1, 5], 2.0f), 0, "around nothing");
    }

    private static Tensor Padded(Tensor x, long[] pad, double value)
    {
        for (int i = 0; i < pad.Length / 2; i++)
        {
            int d = (int)x.ndim - 1 - i;
            long before = pad[2 * i], after = pad[2 * i + 1];
            x = x.narrow(d, Math.Max(0, -before), x.size(d) - Math.Max(0, -before) - Math.Max(0, -after));
            long[] first = x.shape.ToArray(), last = x.shape.ToArray();
            (first[d], last[d]) = (Math.Max(0, before), Math.Max(0, after));
            x = torch.cat([torch.full(first, value, dtype: x.dtype), x, torch.full(last, value, dtype: x.dtype)], d);
        }
        return x;
    }

    [Fact]
    public void Short_floats_are_summed_in_float32()
    {
        foreach (var type in (ScalarType[])[ScalarType.Float16, ScalarType.BFloat16])
        {
            var x = torch.randn(2, 3, 9, 20).to(type);
            Same(F.interpolate(x, [13, 41], mode: "bicubic"), F.interpolate(x.to(ScalarType.Float32), [13, 41], mode: "bicubic").to(type), 0, $"{type}");
            var leaf = x.clone().requires_grad_();
            F.pad(leaf, [3, 3, 3, 3], "reflect").sum().backward();
            var wide = x.to(ScalarType.Float32).requires_grad_();
            F.pad(wide, [3, 3, 3, 3], "reflect").sum().backward();
            Same(leaf.grad!, wide.grad!.to(type), 0, $"gradient of {type}");
        }
    }

    public static TheoryData<string, long[], Func<Tensor, Tensor>> Ways() => new()
    {
        { "UpsampleNearest1DBackward0", [1, 2, 5], x => F.interpolate(x, 9) },
        { "UpsampleNearest2DBackward0", [1, 2, 3, 4], x => F.interpolate(x, 2.0) },
        { "UpsampleNearest3DBackward0", [1, 1, 2, 3, 2], x => F.interpolate(x, 2.0) },
        { "UpsampleNearestExact1DBackward0", [1, 2, 5], x => F.interpolate(x, 9, "nearest-exact") },
        { "UpsampleNearestExact2DBackward0", [1, 2, 5, 3], x => F.interpolate(x, [3, 4], mode: "nearest-exact") },
        { "UpsampleNearestExact3DBackward0", [1, 1, 2, 3, 2], x => F.interpolate(x, 3, "nearest-exact") },
        { "UpsampleLinear1DBackward0", [2, 1, 6], x => F.interpolate(x, 11, "linear") },
        { "UpsampleBilinear2DBackward0", [1, 2, 3, 5], x => F.interpolate(x, 2.0, "bilinear") },
        { "UpsampleBilinear2DBackward0", [1, 2, 5, 7], x => F.interpolate(x, [3, 4], mode: "bilinear", align_corners: true) },
        { "UpsampleBicubic2DBackward0", [1, 1, 4, 3], x => F.interpolate(x, [7, 5], mode: "bicubic") },
        { "UpsampleTrilinear3DBackward0", [1, 1, 2, 3, 2], x => F.interpolate(x, [3, 2, 4], mode: "trilinear") },
        { "ReflectionPad1DBackward0", [2, 5], x => F.pad(x, [2, 4], "reflect") },
        { "ReflectionPad2DBackward0", [2, 3, 4], x => F.pad(x, [1, 3, 2, 0], "reflect") },
        { "ReflectionPad3DBackward0", [1, 2, 3, 2], x => F.pad(x, [1, 0, 2, 1, 0, 1], "reflect") },
        { "ReplicationPad1DBackward0", [2, 3], x => F.pad(x, [2, -1], "replicate") },
        { "ReplicationPad2DBackward0", [2, 3, 2], x => F.pad(x, [2, 1, 0, 3], "replicate") },
        { "ReplicationPad3DBackward0", [1, 2, 2, 2], x => F.pad(x, [1, 1, 1, 1, 1, 1], "replicate") },
        { "CircularPadBackward0", [1, 3, 4], x => F.pad(x, [4, 3, 1, 2], "circular") },
        { "ConstantPadNdBackward0", [2, 3, 4], x => F.pad(x, [1, -1, 0, 2, -1, 0], value: 3) },
    };

    [Theory, MemberData(nameof(Ways), DisableDiscoveryEnumeration = true)]
    public void Gradients_and_their_gradients_are_right(string node, long[] shape, Func<Tensor, Tensor> way)
    {
        var x = torch.randn(shape, dtype: ScalarType.Float64, requires_grad: true);
        Assert.Equal(node, way(x).grad_fn!.name());
        Assert.True(torch.autograd.gradcheck(way, x));
        Assert.True(torch.autograd.gradgradcheck(way, x));
        var grad = torch.autograd.grad([way(x).pow(2).sum()], [x], create_graph: true)[0]!;
        Assert.True(grad.requires_grad && grad.is_contiguous());
    }
}
