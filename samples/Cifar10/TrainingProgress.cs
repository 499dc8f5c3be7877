using System.Diagnostics;
using Spectre.Console;

namespace Cifar10;

/// <summary>A live bar with images per second below the printed lines on a terminal; plain lines elsewhere.</summary>
internal sealed class TrainingProgress : IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly long _total;
    private readonly bool _live = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
    private long _batches, _images, _shownAt;

    public TrainingProgress(long batches) => _total = batches;

    /// <summary>One more batch.</summary>
    public void Advance(long images)
    {
        _batches++;
        _images += images;
        if (!_live || _watch.ElapsedMilliseconds - _shownAt < 100) return;
        _shownAt = _watch.ElapsedMilliseconds;
        Draw();
    }

    /// <summary>A line above the bar.</summary>
    public void Print(string line)
    {
        if (_live) AnsiConsole.Write(new ControlCode("\r\u001b[K"));
        Console.WriteLine(line);
        if (_live) Draw();
    }

    public void Dispose()
    {
        if (_live) AnsiConsole.Write(new ControlCode("\r\u001b[K"));
        Console.WriteLine(FormattableString.Invariant($"{_images} images in {_watch.Elapsed.TotalSeconds:F1} s, {_images / _watch.Elapsed.TotalSeconds:F0} images/s"));
    }

    private void Draw()
    {
        const int Width = 40;
        double done = _batches / (double)_total, seconds = _watch.Elapsed.TotalSeconds;
        int full = (int)(done * Width);
        AnsiConsole.Write(new ControlCode("\r"));
        AnsiConsole.Markup(FormattableString.Invariant(
            $"[green]{new string('━', full)}[/][grey]{new string('━', Width - full)}[/] {done * 100,3:F0} %  [blue]{_images / seconds:F0} images/s[/]  {TimeSpan.FromSeconds(seconds / Math.Max(done, 1e-9) - seconds):mm\\:ss} left "));
    }
}
