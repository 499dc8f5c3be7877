using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Copies of images whose channels lie together, with the padding written out: [image, row, column, channel]. The taps of a row of the window are one
/// run of numbers, whatever the stride.
/// </summary>
internal unsafe struct ChannelStage<T> : IRangeBody where T : unmanaged
{
    public T* Source, Stage;
    public long ImageStride; // between images of the source
    public int Channels, Height, Width, Top, Left, StagedHeight, StagedWidth;

    public ChannelStage(WindowAxis rows, WindowAxis columns, int channels)
    {
        (Channels, Height, Width, Top, Left, StagedHeight, StagedWidth) = (channels, rows.Source, columns.Source, rows.Before, columns.Before, rows.Staged, columns.Staged);
    }

    /// <summary>The number of elements of a staged image.</summary>
    public readonly long Length => (long)StagedHeight * StagedWidth * Channels;

    /// <summary>Fills the stages of that many images from the source.</summary>
    public void Fill(T* source, int images)
    {
        Source = source;
        WorkerPool.For((long)images * StagedHeight, Math.Max(1, 8192 / Math.Max(1, (long)StagedWidth * Channels)), ref this);
    }

    /// <summary>Fills staged rows, counted over all images.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        int first = Math.Max(0, -Left), count = Math.Max(0, Math.Min(Width, StagedWidth - Left) - first), before = Math.Min(StagedWidth, Math.Max(0, Left)), after = StagedWidth - before - count;
        long plane = (long)Height * Width, rowLength = (long)StagedWidth * Channels;
        for (long unit = begin; unit < end; unit++)
        {
            T* target = Stage + unit * rowLength;
            int y = (int)(unit % StagedHeight) - Top;
            if (y < 0 || y >= Height || count == 0)
            {
                new Span<T>(target, (int)rowLength).Clear();
                continue;
            }
            new Span<T>(target, before * Channels).Clear();
            target += before * Channels;
            T* source = Source + unit / StagedHeight * ImageStride + (long)y * Width + first;
            if (plane == 1) Unsafe.CopyBlockUnaligned(target, source, (uint)(Channels * sizeof(T)));
            else PanelTranspose.Pack(target, Channels, source, plane, Channels, count);
            new Span<T>(target + (long)count * Channels, after * Channels).Clear();
        }
    }
}
