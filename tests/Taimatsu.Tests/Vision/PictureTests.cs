using static Taimatsu.torch;
using static Taimatsu.torchvision;

namespace Taimatsu.Tests.Vision;

/// <summary>Grids, files and the terminal.</summary>
public class PictureTests
{
    [Fact]
    public void A_grid_has_torchvisions_layout()
    {
        var pictures = arange(1, 4, dtype: float32).view(3, 1, 1, 1).expand(3, 3, 2, 4);
        var grid = torchvision.utils.make_grid(pictures, nrow: 2, padding: 1, pad_value: 9);
        Assert.Equal([3, 7, 11], grid.shape);
        Assert.Equal("tensor([9., 1., 1., 1., 1., 9., 2., 2., 2., 2., 9.])", grid[0, 1].ToString());
        Assert.Equal("tensor([9., 3., 3., 3., 3., 9., 9., 9., 9., 9., 9.])", grid[2, 4].ToString());
        Assert.Equal([3, 36, 138], torchvision.utils.make_grid(rand(4, 3, 32, 32)).shape);
        Assert.Equal([3, 5, 6], torchvision.utils.make_grid(rand(1, 5, 6)).shape);
        Assert.Equal([3, 5, 6], torchvision.utils.make_grid(rand(5, 6)).shape);
        var normal = torchvision.utils.make_grid(tensor(new float[] { -1, 0, 3 }).view(1, 1, 3), normalize: true);
        Assert.Equal("tensor([0.0000, 0.2500, 1.0000])", normal[1, 0].ToString());
        Assert.Throws<ArgumentException>(() => torchvision.utils.make_grid(rand(5)));
    }

    [Fact]
    public void Files_hold_what_was_written()
    {
        using var files = new CifarFiles();
        var picture = (arange(3 * 5 * 7).view(3, 5, 7) * 2).to(uint8);
        string path = files.Place("p.png");
        io.write_png(picture, path);
        Assert.True(equal(picture, io.read_image(path)));
        Assert.Equal([4, 5, 7], io.read_image(path, io.ImageReadMode.RGB_ALPHA).shape);
        // (19595 R + 38470 G + 7471 B + 32768) / 65536 of (0, 70, 140) and (2, 72, 142).
        Assert.Equal("tensor([57, 59], dtype=torch.uint8)", io.read_image(path, io.ImageReadMode.GRAY)[0, 0, ..2].ToString());

        io.write_png(picture[..1], path);
        Assert.True(equal(picture[..1], io.read_image(path, io.ImageReadMode.GRAY)));
        var clear = cat([picture, full(new Size(1, 5, 7), 100, dtype: uint8)]);
        io.write_png(clear, path);
        Assert.True(equal(clear, io.read_image(path)));

        var smooth = arange(64).view(1, 8, 8).expand(3, 8, 8).contiguous().to(uint8);
        io.write_jpeg(smooth, files.Place("p.jpg"), quality: 100);
        Assert.True((io.read_image(files.Place("p.jpg"), io.ImageReadMode.RGB).to(int32) - smooth.to(int32)).abs().max().item<int>() <= 2);
        Assert.Equal(["p.jpg", "p.png"], Directory.GetFiles(files.Root).Select(f => Path.GetFileName(f)).Order());
    }

    [Fact]
    public void Saved_floats_are_rounded()
    {
        using var files = new CifarFiles();
        torchvision.utils.save_image(tensor(new[] { -1, 0.1f, 0.5f, 1, 2 }).view(1, 1, 5), files.Place("s.png"));
        Assert.Equal("tensor([  0,  26, 128, 255, 255], dtype=torch.uint8)", io.read_image(files.Place("s.png"))[2, 0].ToString());
        Assert.Throws<ArgumentException>(() => torchvision.utils.save_image(rand(3, 2, 2), files.Place("s.xyz")));
    }

    [Fact]
    public void What_is_no_picture_is_refused()
    {
        using var files = new CifarFiles();
        Assert.Contains("No such file", Assert.Throws<FileNotFoundException>(() => io.read_image(files.Place("none.png"))).Message);
        string path = files.Write("bad.png", [1, 2, 3]);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => io.read_image(path)).Message);
        io.write_png((rand(3, 40, 40) * 255).to(uint8), path);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..2000]);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => io.read_image(path)).Message);
        Assert.Throws<ArgumentException>(() => io.write_png(rand(3, 4, 4), path));
        Assert.Throws<ArgumentException>(() => io.write_png(zeros(2, 4, 4, dtype: uint8), path));
    }

    [Fact]
    public void A_terminal_shows_two_pixels_a_character()
    {
        var picture = tensor(new byte[,,] { { { 255, 1 }, { 2, 3 } }, { { 4, 5 }, { 6, 7 } }, { { 8, 9 }, { 10, 11 } } });
        Assert.Equal("\u001b[38;2;255;4;8m\u001b[48;2;2;6;10m▀\u001b[38;2;1;5;9m\u001b[48;2;3;7;11m▀\u001b[0m\n", torchvision.utils.terminal_text(picture));
        string wide = torchvision.utils.terminal_text(rand(3, 100, 200), width: 40);
        Assert.Equal(10, wide.Count(c => c == '\n'));
        Assert.Equal(400, wide.Count(c => c == '▀'));
        Assert.Equal(" @\n", torchvision.utils.plain_text(tensor(new float[] { 0, 1 }).view(1, 1, 2)));
        Assert.Throws<ArgumentException>(() => torchvision.utils.terminal_text(rand(2, 3)));
    }
}
