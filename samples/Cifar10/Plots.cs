using ScottPlot;
using SkiaSharp;

namespace Cifar10;

/// <summary>The pictures that the sample leaves behind.</summary>
internal static class Plots
{
    private const int GridColumns = 8, GridRows = 4, Scale = 3, Cell = 32 * Scale + 8, Caption = 46;

    /// <summary>The losses over the batches.</summary>
    public static void Loss(IReadOnlyList<LossPoint> points, string path)
    {
        var plot = new Plot();
        plot.Add.Scatter(points.Select(p => (double)p.Batches).ToArray(), points.Select(p => p.Loss).ToArray());
        plot.Title("Training loss");
        plot.XLabel("batches");
        plot.YLabel("cross entropy");
        Save(plot, 800, 500, path);
    }

    /// <summary>For each true class (rows), how often the network answered each class (columns).</summary>
    public static void Confusion(ConfusionMatrix confusion, string path)
    {
        var shares = new double[10, 10];
        var plot = new Plot();
        for (int truth = 0; truth < 10; truth++)
            for (int answer = 0; answer < 10; answer++) shares[truth, answer] = 100.0 * confusion[truth, answer] / Math.Max(confusion.Total(truth), 1);
        plot.Add.Heatmap(shares).Colormap = new ScottPlot.Colormaps.Viridis();
        for (int truth = 0; truth < 10; truth++)
            for (int answer = 0; answer < 10; answer++)
            {
                var text = plot.Add.Text($"{shares[truth, answer]:F0}", answer, 9 - truth);
                text.LabelFontColor = shares[truth, answer] > 60 ? Colors.Black : Colors.White;
                text.LabelAlignment = Alignment.MiddleCenter;
            }
        double[] places = [.. Enumerable.Range(0, 10).Select(i => (double)i)];
        plot.Axes.Bottom.SetTicks(places, Pictures.Classes);
        plot.Axes.Left.SetTicks(places, [.. Pictures.Classes.Reverse()]);
        plot.Title("Answers in percent of each true class");
        plot.XLabel("predicted");
        plot.YLabel("true");
        Save(plot, 800, 700, path);
    }

    /// <summary>The first test pictures with their true and predicted names.</summary>
    public static void Grid(Module<Tensor, Tensor> net, Dataset<(Tensor, long)> test, Device device, string path)
    {
        var samples = Enumerable.Range(0, (int)Math.Min(GridColumns * GridRows, test.Count)).Select(i => test[i]).ToList();
        Tensor images = stack([.. samples.Select(s => s.Item1)]), answers;
        using (no_grad()) answers = net.call(images.to(device)).argmax(1).cpu();
        using var surface = SKSurface.Create(new SKImageInfo(GridColumns * Cell, GridRows * (Cell + Caption)));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        for (int i = 0; i < samples.Count; i++)
        {
            int x = i % GridColumns * Cell + 4, y = i / GridColumns * (Cell + Caption) + 4;
            using var bitmap = Upscaled(Pictures.Visible(images[i]));
            canvas.DrawBitmap(bitmap, x, y);
            long truth = samples[i].Item2, answer = answers[i].item<long>();
            PixelFont.Draw(canvas, Pictures.Classes[truth], x, y + 32 * Scale + 4, SKColors.Black);
            PixelFont.Draw(canvas, Pictures.Classes[answer], x, y + 32 * Scale + 24, truth == answer ? SKColors.Green : SKColors.Red);
        }
        using var encoded = surface.Snapshot().Encode();
        WriteWhole(path, encoded.ToArray());
    }

    private static SKBitmap Upscaled(Tensor picture)
    {
        var pixels = (picture * 255 + 0.5).clamp(0, 255).to(uint8).repeat_interleave(Scale, 1).repeat_interleave(Scale, 2);
        var bitmap = new SKBitmap(32 * Scale, 32 * Scale);
        var bytes = pixels.numpy<byte>();
        for (int y = 0; y < bitmap.Height; y++)
            for (int x = 0; x < bitmap.Width; x++) bitmap.SetPixel(x, y, new SKColor(bytes[0, y, x], bytes[1, y, x], bytes[2, y, x]));
        return bitmap;
    }

    private static void Save(Plot plot, int width, int height, string path) => WriteWhole(path, plot.GetImageBytes(width, height, ImageFormat.Png));

    // A file appears whole or not at all.
    private static void WriteWhole(string path, byte[] bytes)
    {
        File.WriteAllBytes(path + ".part", bytes);
        File.Move(path + ".part", path, overwrite: true);
    }
}
