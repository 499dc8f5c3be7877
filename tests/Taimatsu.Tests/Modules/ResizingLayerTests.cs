using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Modules;

public class ResizingLayerTests
{
    [Fact]
    public void They_print_as_in_pytorch()
    {
        Assert.Equal("Upsample(scale_factor=2.0, mode=bilinear)", nn.Upsample(2.0, "bilinear").ToString());
        Assert.Equal("Upsample(size=(3, 4), mode=nearest)", nn.Upsample([3, 4]).ToString());
        Assert.Equal("PixelShuffle(upscale_factor=2)", nn.PixelShuffle(2).ToString());
        Assert.Equal("PixelUnshuffle(downscale_factor=3)", nn.PixelUnshuffle(3).ToString());
        Assert.Equal("ChannelShuffle(groups=2)", nn.ChannelShuffle(2).ToString());
        Assert.Equal("GLU(dim=1)", nn.GLU(1).ToString());
        Assert.Equal("ConstantPad1d(padding=(1, 1), value=2.5)", nn.ConstantPad1d(1, 2.5).ToString());
        Assert.Equal("ZeroPad2d((1, 2, 3, 4))", nn.ZeroPad2d([1, 2, 3, 4]).ToString());
        Assert.Equal("ReflectionPad3d((1, 1, 1, 1, 1, 1))", nn.ReflectionPad3d(1).ToString());
    }

    [Fact]
    public void They_do_what_their_functions_do()
    {
        var x = arange(48, dtype: ScalarType.Float32).view(1, 4, 3, 4);
        (Module<Tensor, Tensor> Layer, Tensor Expected)[] layers =
        [
            (nn.Upsample([5, 6], mode: "bicubic"), F.interpolate(x, [5, 6], mode: "bicubic")), (nn.UpsamplingNearest2d(scale_factor: [2]), x.repeat_interleave(2, 2).repeat_interleave(2, 3)),
            (nn.UpsamplingBilinear2d([6, 8]), F.interpolate(x, [6, 8], mode: "bilinear", align_corners: true)), (nn.PixelShuffle(2), F.pixel_shuffle(x, 2)), (nn.ChannelShuffle(2), x.index_select(1, tensor(new long[] { 0, 2, 1, 3 }))),
            (nn.GLU(1), F.glu(x, 1)), (nn.ConstantPad2d(1, 7), F.pad(x, [1, 1, 1, 1], value: 7)), (nn.ZeroPad1d([1, 0]), F.pad(x, [1, 0])), (nn.ReflectionPad2d(2), F.pad(x, [2, 2, 2, 2], "reflect")),
            (nn.ReplicationPad2d([0, 1, 0, 0]), F.pad(x, [0, 1, 0, 0], "replicate")), (nn.CircularPad2d(1), F.pad(x, [1, 1, 1, 1], "circular")),
        ];
        foreach (var (layer, expected) in layers) Assert.True(equal(expected, layer.call(x)), layer.ToString());
        Assert.True(equal(x, nn.PixelUnshuffle(2).call(nn.PixelShuffle(2).call(x))));
        Assert.Contains("expected one margin or 4, got 3", Assert.Throws<ArgumentException>(() => nn.ZeroPad2d([1, 2, 3])).Message);
    }

    [Fact]
    public void A_length_of_zero_is_a_length()
    {
        foreach (var x in (Tensor[])[zeros(1, 0), ones(1, 0), empty(1, 0), rand(1, 0), randn(1, 0), full(1, 0, 3)]) Assert.Equal(new Size(1, 0), x.shape);
        Assert.Equal(0, full(2, 3, 0).sum().item<long>());
    }
}
