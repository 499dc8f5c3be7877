using Taimatsu.Backends;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Backends;

/// <summary>
/// Convolutions and linear layers whose kernels rectify what they compute, against the same layer with a relu after it: the same bits, and the same graph. The shapes reach every kernel; which one that is
/// depends on the instruction level too.
/// </summary>
public sealed class RectifiedProductsTests
{
    /// <summary>Images, channels, height, width, out channels, kernel, stride, padding, dilation, groups.</summary>
    public static TheoryData<int[]> Shapes() =>
    [
        .. new int[][]
        {
            // Winograd's squares in bands of rows and of images, with kernels made where they are used, and its lines.
            [2, 32, 17, 19, 34, 3, 3, 1, 1, 1, 1], [30, 16, 12, 11, 18, 3, 3, 1, 1, 1, 1], [1, 32, 17, 18, 32, 5, 5, 1, 2, 1, 1], [2, 16, 1, 300, 16, 1, 9, 1, 0, 1, 1], [1, 256, 16, 16, 272, 3, 3, 1, 1, 1, 1],
            // Channels as lanes, in groups, dilated; few points.
            [3, 20, 8, 8, 33, 3, 3, 2, 1, 1, 1], [2, 16, 7, 9, 64, 3, 3, 1, 1, 2, 2], [1, 64, 4, 4, 70, 3, 3, 1, 1, 1, 1], [3, 130, 2, 2, 65, 3, 3, 1, 1, 1, 1],
            // Columns as lanes, where they lie and in a stage, in more than one pass over the taps.
            [2, 3, 40, 41, 13, 3, 3, 1, 0, 1, 1], [1, 2, 70, 66, 3, 3, 3, 1, 1, 1, 1], [1, 130, 20, 20, 4, 3, 3, 1, 0, 1, 1], [2, 3, 17, 19, 5, 2, 2, 3, 1, 1, 1],
            // Windows of a channel of its own.
            [2, 6, 19, 56, 6, 3, 3, 2, 1, 1, 6], [2, 3, 20, 37, 3, 3, 3, 1, 1, 1, 3], [1, 3, 17, 35, 3, 5, 5, 1, 2, 1, 3], [2, 3, 3, 90, 3, 3, 5, 1, 1, 2, 3], [1, 3, 20, 37, 3, 7, 7, 1, 3, 1, 3],
            // Windows of one element.
            [2, 200, 8, 12, 190, 1, 1, 1, 0, 1, 1], [2, 20, 21, 33, 21, 1, 1, 1, 0, 1, 1], [3, 140, 9, 10, 60, 1, 1, 1, 0, 1, 2], [1, 256, 4, 5, 140, 1, 1, 2, 0, 1, 1],
        },
    ];

    [Theory, MemberData(nameof(Shapes))]
    public void A_convolution_rectifies_what_it_computes(int[] s)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
            foreach (bool bias in new[] { true, false })
            {
                var layer = nn.Conv2d(s[1], s[4], (s[5], s[6]), stride: s[7], padding: s[8], dilation: s[9], groups: s[10], bias: bias, dtype: type);
                Agree(layer, Input(type, s[0], s[1], s[2], s[3]), $"{type} [{string.Join(", ", s)}] {(bias ? "with" : "without")} bias");
            }
    }

    [Fact]
    public void So_does_one_of_fewer_dimensions_or_with_named_padding()
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            Agree(nn.Conv2d(3, 20, 3, padding: 1, dtype: type), Input(type, 3, 20, 21), $"unbatched {type}");
            Agree(nn.Conv1d(6, 20, 3, padding: 1, dtype: type), Input(type, 2, 6, 50), $"a line {type}");
            Agree(nn.Conv1d(6, 20, 3, padding: "same", dtype: type), Input(type, 6, 50), $"a line, unbatched {type}");
            Agree(nn.Conv2d(3, 20, 3, padding: "same", dtype: type), Input(type, 2, 3, 20, 21), $"the same size {type}");
            Agree(nn.Conv2d(3, 20, 2, padding: "same", dtype: type), Input(type, 2, 3, 20, 21), $"the same size, unevenly {type}");
        }
    }

    [Fact]
    public void So_does_a_linear_layer()
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16 })
            foreach (bool bias in new[] { true, false })
                foreach (var shape in new long[][] { [64], [1, 64], [3, 64], [130, 64], [5, 30, 64], [2, 3, 4, 64] })
                    Agree(nn.Linear(64, 133, bias, dtype: type), Input(type, shape), $"linear {type} [{string.Join(", ", shape)}] {(bias ? "with" : "without")} bias");
    }

    [Fact]
    public void The_processor_has_such_kernels()
    {
        var cpu = BackendRegistry.Of(Device.CPU);
        Tensor x = randn(1, 2, 3, 3), w = randn(2, 2, 1, 1), b = randn(2), y = empty(1, 2, 3, 3);
        Assert.True(cpu.TryRectifiedConvolution(y.Operand, x.Operand, w.Operand, b.Operand, new ConvolutionWindow(1, 1, 0, 0, 1, 1, 1)));
        Assert.True(cpu.TryRectifiedMatrixProduct(empty(1, 4, 5).Operand, randn(1, 4, 3).Operand, randn(1, 3, 5).Operand, randn(5).Operand));
    }

    private static Tensor Input(ScalarType type, params long[] sizes)
    {
        manual_seed(sizes.Length + sizes[^1]);
        var x = randn(sizes).to(type);
        x.view(-1).narrow(0, x.numel() / 2, 1).fill_(double.NaN);
        return x;
    }

    // With gradients and without, by the container and one after the other.
    private static void Agree(Module<Tensor, Tensor> layer, Tensor input, string what)
    {
        using (no_grad()) Same(nn.Sequential(layer, nn.ReLU()).call(input), layer.call(input).relu(), $"{what}, without gradients");
        Tensor x = input.detach().clone().requires_grad_(), twin = input.detach().clone().requires_grad_();
        Tensor together = nn.Sequential(layer, nn.ReLU()).call(x), plain = layer.call(twin), apart = plain._is_view() ? plain.relu() : plain.relu_();
        Same(together, apart, what);
        Assert.Equal(Chain(apart), Chain(together));
        if (apart.numel() >= 4096) Assert.Equal(apart._version, together._version);
        Assert.Equal(apart.is_contiguous(), together.is_contiguous());
        var gradient = randn(apart.shape).to(apart.dtype);
        layer.zero_grad();
        apart.backward(gradient);
        var expected = layer.parameters().Select(p => p.grad!.clone()).ToArray();
        layer.zero_grad();
        together.backward(gradient);
        Same(x.grad!, twin.grad!, $"{what}, gradient by the input");
        foreach (var (weight, other) in layer.parameters().Zip(expected)) Same(weight.grad!, other, $"{what}, gradient by a weight");
    }

    private static void Same(Tensor actual, Tensor expected, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(actual.detach().contiguous().bytes.SequenceEqual(expected.detach().contiguous().bytes), what);
    }

    private static string Chain(Tensor tensor)
    {
        var names = new List<string>();
        for (var node = tensor.grad_fn; node is not null; node = node.next_functions.Select(f => f.Item1).FirstOrDefault(n => n is not null && n.Name != "AccumulateGrad")) names.Add(node.Name);
        return string.Join(' ', names);
    }
}
