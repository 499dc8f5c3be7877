using Taimatsu.Backends;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Backends;

/// <summary>Convolutions of images whose channels lie together give the bits that contiguous ones give, by every kernel; so do views with gaps, which are copied first.</summary>
public sealed class ChannelsLastTests
{
    /// <summary>Images, channels, height, width, out channels, kernel, stride, padding, dilation, groups.</summary>
    public static TheoryData<int[]> Shapes() =>
    [
        .. new int[][]
        {
            // Winograd's squares and lines, in bands and not.
            [2, 16, 17, 19, 34, 3, 3, 1, 1, 1, 1], [8, 64, 12, 11, 64, 3, 3, 1, 1, 1, 1], [1, 32, 17, 18, 32, 5, 5, 1, 2, 1, 1], [2, 64, 1, 300, 16, 1, 9, 1, 0, 1, 1], [2, 64, 10, 9, 64, 3, 3, 1, 1, 1, 2], [1, 256, 16, 16, 272, 3, 3, 1, 1, 1, 1],
            // Channels as lanes: with padding, stride, dilation and groups; where the image is its own stage; windows of one element with a stride; few points.
            [3, 5, 8, 8, 33, 3, 3, 2, 1, 1, 1], [2, 17, 7, 9, 64, 3, 3, 1, 0, 1, 1], [2, 16, 7, 9, 64, 3, 3, 1, 1, 2, 2], [2, 1, 9, 10, 64, 3, 3, 1, 1, 1, 1], [2, 3, 9, 10, 64, 3, 3, 1, 0, 1, 1], [3, 20, 15, 31, 40, 1, 1, 2, 0, 1, 1],
            [2, 18, 16, 32, 34, 1, 1, 2, 0, 1, 2], [1, 64, 4, 4, 70, 3, 3, 1, 1, 1, 1], [3, 65, 3, 3, 130, 3, 3, 2, 1, 1, 1], [2, 64, 7, 9, 30, 3, 3, 2, 4, 1, 1],
            // Columns as lanes: strides, bands, a window larger than the padding, negative padding by a stride.
            [2, 3, 40, 41, 13, 3, 3, 1, 0, 1, 1], [1, 3, 90, 95, 64, 7, 7, 2, 3, 1, 1], [1, 3, 30, 31, 64, 11, 11, 4, 2, 1, 1], [1, 17, 20, 50, 1, 3, 3, 1, 1, 1, 1], [2, 5, 17, 19, 5, 2, 2, 3, 1, 1, 1], [1, 64, 60, 70, 4, 3, 3, 2, 1, 1, 1], [1, 130, 20, 20, 4, 3, 3, 1, 0, 1, 1],
            [2, 6, 21, 40, 6, 5, 5, 2, 4, 1, 2], [2, 16, 20, 45, 3, 3, 3, 1, 1, 2, 1],
            // A window for each channel.
            [2, 17, 19, 56, 17, 3, 3, 2, 1, 1, 17], [2, 3, 20, 37, 6, 3, 3, 1, 1, 1, 3],
            // Windows of one element.
            [2, 200, 8, 12, 190, 1, 1, 1, 0, 1, 1], [2, 200, 10, 12, 190, 1, 1, 1, 0, 1, 1], [1, 200, 10, 12, 1, 1, 1, 1, 0, 1, 1], [2, 17, 21, 33, 3, 1, 1, 1, 0, 1, 1], [2, 64, 21, 33, 64, 1, 1, 1, 0, 1, 1], [3, 140, 9, 10, 60, 1, 1, 1, 0, 1, 2], [5, 5, 9, 10, 60, 1, 1, 1, 0, 1, 1],
            [2, 260, 10, 11, 220, 1, 1, 1, 0, 1, 2], [5, 70, 10, 11, 20, 1, 1, 1, 0, 1, 1],
        },
    ];

    [Theory, MemberData(nameof(Shapes))]
    public void Results_and_gradients_are_those_of_contiguous_images(int[] s)
    {
        torch.manual_seed(6);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
            foreach (var (view, x) in Views(s, type))
            {
                Tensor weight = torch.randn([s[4], s[1] / s[10], s[5], s[6]], dtype: type).requires_grad_(), bias = torch.randn([s[4]], dtype: type);
                Tensor plain = x.contiguous().detach().clone().requires_grad_(), other = x.detach().requires_grad_();
                string what = $"{view} {type} [{string.Join(", ", s)}]";
                Tensor Run(Tensor input) => F.conv2d(input, weight, bias, s[7], s[8], s[9], s[10]);
                Tensor expected = Run(plain), actual = Run(other);
                Assert.True(actual.is_contiguous());
                Same(actual, expected, what);
                var grad = torch.randn(expected.shape, dtype: type);
                var wanted = torch.autograd.grad([expected], [plain, weight], [grad]);
                var given = torch.autograd.grad([actual], [other, weight], [grad]);
                Same(given[0]!, wanted[0]!, what + ", gradient by the input");
                Same(given[1]!, wanted[1]!, what + ", gradient by the weight");
            }
    }

    [Fact]
    public void So_do_lines_and_images_without_a_batch()
    {
        torch.manual_seed(7);
        Tensor line = torch.randn(2, 50, 17), weight = torch.randn(20, 17, 3), image = torch.randn(20, 21, 5), window = torch.randn(24, 5, 3, 3);
        Same(F.conv1d(line.permute(0, 2, 1), weight), F.conv1d(line.permute(0, 2, 1).contiguous(), weight), "a line");
        Same(F.conv2d(image.permute(2, 0, 1), window), F.conv2d(image.permute(2, 0, 1).contiguous(), window), "an image");
        Tensor half = image.to(ScalarType.BFloat16).permute(2, 0, 1), narrow = window.to(ScalarType.BFloat16);
        Same(F.conv2d(half, narrow), F.conv2d(half.contiguous(), narrow), "an image of 16-bit floats");
    }

    [Fact]
    public void Their_layout_is_known()
    {
        var pixels = torch.randn(2, 4, 5, 6).permute(0, 3, 1, 2);
        Assert.Equal(6, ChannelsLast.PixelStride(pixels.Layout));
        Assert.Equal(6, ChannelsLast.PixelStride(pixels.narrow(1, 1, 3).Layout));
        Assert.Equal(6, ChannelsLast.PixelStride(pixels.narrow(1, 1, 1).Layout));
        Assert.Equal(0, ChannelsLast.PixelStride(pixels.contiguous().Layout));
        Assert.Equal(0, ChannelsLast.PixelStride(pixels.narrow(3, 1, 2).Layout));
        Assert.Equal(0, ChannelsLast.PixelStride(pixels.transpose(2, 3).Layout));
        Assert.Equal(0, ChannelsLast.PixelStride(torch.randn(1, 1, 1, 6).permute(0, 3, 1, 2).expand(2, 6, 4, 5).Layout));
    }

    // Two that are read where they lie, and four that are not.
    private static IEnumerable<(string, Tensor)> Views(int[] s, ScalarType type)
    {
        Tensor Pixels(int height, int width, int channels) => torch.randn([s[0], height, width, channels], dtype: type).permute(0, 3, 1, 2);
        yield return ("pixels", Pixels(s[2], s[3], s[1]));
        yield return ("some channels of pixels", Pixels(s[2], s[3], s[1] + 3).narrow(1, 2, s[1]));
        yield return ("a part of pixels", Pixels(s[2] + 2, s[3] + 3, s[1]).narrow(2, 1, s[2]).narrow(3, 2, s[3]));
        yield return ("every other channel of pixels", Pixels(s[2], s[3], 2 * s[1]).slice(1, 0, 2 * s[1], 2));
        yield return ("columns of rows", Pixels(s[3], s[2], s[1]).transpose(2, 3));
        yield return ("every other image", torch.randn([2 * s[0], s[2], s[3], s[1]], dtype: type).permute(0, 3, 1, 2).slice(0, 0, 2 * s[0], 2));
    }

    private static void Same(Tensor actual, Tensor expected, string what)
    {
        Assert.True(expected.shape == actual.shape, what);
        Assert.True(actual.detach().contiguous().bytes.SequenceEqual(expected.detach().contiguous().bytes), what);
    }
}
