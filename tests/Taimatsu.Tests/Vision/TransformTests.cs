using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torch;
using static Taimatsu.torchvision;

namespace Taimatsu.Tests.Vision;

/// <summary>Transforms against the arithmetic that torchvision's are made of, run in PyTorch 1.13.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class TransformTests
{
    // Three channels of 5 × 7 bytes.
    private static readonly Tensor s_picture = (arange(105).view(3, 5, 7) * 37).remainder(256).to(uint8);

    private static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        double distance = (expected.to(float64) - actual.to(float64)).abs().max().item<double>();
        Assert.True(distance <= tolerance, $"{distance} apart:\n{expected}\n{actual}");
    }

    [Fact]
    public void Bytes_become_floats_and_are_normalised()
    {
        var floats = transforms.ToTensor().call(s_picture);
        Assert.Equal(float32, floats.dtype);
        Near(s_picture.to(float64) / 255, floats, 6e-8);
        // [H, W, C], as pictures lie in arrays.
        Assert.True(equal(floats, transforms.ToTensor().call(s_picture.permute(1, 2, 0))));
        Assert.Equal([1, 5, 7], transforms.ToTensor().call(s_picture[0]).shape);

        var normal = transforms.Normalize((0.5, 0.4, 0.3), (0.2, 0.3, 0.4)).forward(floats);
        Near(tensor(new[,] { { -2.5, -1.7745097875595093 }, { -1.1372548341751099, -0.6535947322845459 }, { -0.45588240027427673, -0.09313724935054779 } }), normal[.., 0, ..2], 1e-6);
        Assert.Contains("should be a float tensor", Assert.Throws<ArgumentException>(() => transforms.Normalize([0.5], [0.5]).call(s_picture)).Message);
        Assert.Contains("division by zero", Assert.Throws<ArgumentException>(() => transforms.Normalize([0.5], [0])).Message);
    }

    [Fact]
    public void Types_keep_what_full_brightness_is()
    {
        var bytes = tensor(new byte[] { 0, 1, 128, 255 }).view(1, 1, 4);
        var floats = transforms.ConvertImageDtype(float32).call(bytes);
        Near(tensor(new[] { 0, 1 / 255.0, 128 / 255.0, 1 }).view(1, 1, 4), floats, 1e-7);
        Assert.True(equal(bytes, transforms.ConvertImageDtype(uint8).call(floats)));
        Assert.Equal("tensor([[[  0,   0,  64, 127]]], dtype=torch.int8)", transforms.ConvertImageDtype(int8).call(bytes).ToString());
    }

    [Fact]
    public void Sizes_are_pytorchs()
    {
        Near(tensor(new[,] { { 21, 78, 146, 204 }, { 25, 83, 151, 209 }, { 30, 88, 156, 213 } }), transforms.Resize(3, 4).call(s_picture)[0], 0);
        Near(tensor(new[,] { { 15, 80, 144, 209 }, { 20, 85, 149, 214 }, { 25, 90, 154, 219 } }), transforms.Resize(3, 4, antialias: false).call(s_picture)[0], 0);
        Near(tensor(new[,] { { 0, 37, 111, 185 }, { 3, 40, 114, 188 }, { 9, 46, 120, 194 } }), transforms.Resize((3, 4), InterpolationMode.NEAREST).call(s_picture)[0], 0);
        long[] first = [0, 20, 46, 72, 98, 124, 150, 176, 202, 222], last = [12, 32, 58, 84, 110, 136, 162, 188, 214, 234];
        var larger = transforms.Resize(9, 10).call(s_picture);
        Near(tensor(first), larger[0, 0], 0);
        Near(tensor(last), larger[0, 8], 0);
        var floats = transforms.Resize(2, 3).call(s_picture[..1].to(float32) / 255);
        Near(tensor(new[,,] { { { 0.13613446056842804, 0.44705888628959656, 0.7579832673072815 }, { 0.1596638411283493, 0.47058823704719543, 0.7815125584602356 } } }), floats, 1e-6);
        Assert.Equal([3, 10, 14], transforms.Resize(10).call(s_picture).shape);
        Assert.Equal([3, 14, 10], transforms.Resize(10).call(s_picture.transpose(1, 2)).shape);
        Assert.Throws<ArgumentException>(() => transforms.Resize(0, 3).call(s_picture));
    }

    [Fact]
    public void Parts_and_margins()
    {
        Assert.True(equal(s_picture[.., 1..4, 2..5], transforms.CenterCrop(3).call(s_picture)));
        var wide = transforms.CenterCrop(7, 9).call(s_picture);
        Assert.Equal([3, 7, 9], wide.shape);
        Assert.True(equal(s_picture, wide[.., 1..6, 1..8]));
        Assert.Equal(s_picture.sum().item<long>(), wide.sum().item<long>());

        var padded = transforms.Pad([1, 2, 3, 4], fill: 9).call(s_picture);
        Assert.Equal([3, 11, 11], padded.shape);
        Assert.True(equal(s_picture, padded[.., 2..7, 1..8]));
        Assert.Equal(9, padded[0, 0, 0].item<byte>());
        Assert.Equal([3, 9, 9], transforms.Pad([1, 2]).call(s_picture).shape);
        Assert.Throws<ArgumentException>(() => transforms.Pad(-1));
        Assert.Throws<ArgumentException>(() => transforms.Pad([1, 2, 3]));
    }

    [Fact]
    public void Random_places_are_torchvisions()
    {
        manual_seed(5);
        var crop = transforms.RandomCrop(3, 4);
        foreach (var (y, x) in new[] { (2, 2), (1, 1), (2, 2) }) Assert.True(equal(s_picture[.., y..(y + 3), x..(x + 4)], crop.call(s_picture)));
        Assert.Equal([3, 8, 10], transforms.RandomCrop(8, 10, padding: 2).call(s_picture).shape);
        Assert.Contains("Required crop size (6, 6) is larger than input image size (5, 7)", Assert.Throws<ArgumentException>(() => transforms.RandomCrop(6).call(s_picture)).Message);

        manual_seed(5);
        var flip = transforms.RandomHorizontalFlip();
        foreach (bool flips in new[] { false, true, false, false, false, true, true, false }) Assert.True(equal(flips ? s_picture.flip(-1) : s_picture, flip.call(s_picture)));
        Assert.True(equal(s_picture.flip(1), transforms.RandomVerticalFlip(p: 1).call(s_picture)));
    }

    [Fact]
    public void Colours_change_as_torchvisions()
    {
        Near(tensor(new[,] { { 12, 49, 86, 123, 160, 197, 234 }, { 15, 52, 89, 126, 163, 200, 237 } }), transforms.Grayscale().call(s_picture)[0, ..2], 0);
        Assert.Equal([3, 5, 7], transforms.Grayscale(3).call(s_picture).shape);
        Assert.Throws<ArgumentException>(() => transforms.Grayscale(2));

        manual_seed(5);
        var changed = transforms.ColorJitter(0.4, 0.3, 0.2, 0.1).call(s_picture);
        int[,,] expected =
        {
            { { 0, 20, 79, 137, 194, 249, 254 }, { 0, 25, 83, 142, 199, 253, 254 } },
            { { 1, 57, 114, 173, 231, 254, 254 }, { 5, 62, 119, 177, 236, 254, 254 } },
            { { 5, 61, 118, 176, 235, 254, 254 }, { 9, 66, 123, 181, 240, 254, 254 } },
        };
        // The expectation's hue was turned in double, ours in float.
        Near(tensor(expected), changed[.., ..2], 2);
        Assert.True(equal(s_picture, transforms.ColorJitter().call(s_picture)));
        Assert.Throws<ArgumentException>(() => transforms.ColorJitter(hue: 0.6));
        Assert.Throws<ArgumentException>(() => transforms.ColorJitter(contrast: -1));
    }

    [Fact]
    public void Steps_follow_each_other()
    {
        var steps = transforms.Compose(transforms.ToTensor(), transforms.Lambda(x => x * 2), transforms.CenterCrop(1));
        Near(tensor(new[] { 234 / 127.5 }), steps.call(full(new Size(3, 3, 3), 234, dtype: uint8))[0, 0], 1e-6);
    }
}
