using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Copies of images whose channels lie together, with the padding written out: [image, row, column, channel]. The taps of a row of the window are one
/// run of numbers, whatever the stride.
/// </summary>
internal unsafe struct ChannelStage<T> : IRangeBody where T : unmanaged
{
    public T* Source, Stage;
    public long ImageStride; // between images of the source
    public long Pixel; // from one pixel of the source to the next where its channels lie together, 0 where they are planes
    public int Channels, Height, Width, Top, Left, StagedHeight, StagedWidth;
    private readonly int _skipH, _skipW; // from one staged row or column to the next in the source, if more than one

    public ChannelStage(WindowAxis rows, WindowAxis columns, int channels)
    {
        (Channels, Height, Width, Top, Left, StagedHeight, StagedWidth) = (channels, rows.Source, columns.Source, rows.Before, columns.Before, rows.Staged, columns.Staged);
        (_skipH, _skipW) = (rows.Skip, columns.Skip);
    }

    /// <summary>The number of elements of a staged image.</summary>
    public readonly long Length => (long)StagedHeight * StagedWidth * Channels;

    /// <summary>Whether a stage would be nothing but a copy: then the source can be read in its place.</summary>
    public readonly bool IsSource => Pixel == Channels && ImageStride == Length && (Top, Left, StagedHeight, StagedWidth) == (0, 0, Height, Width) && _skipH <= 1 && _skipW <= 1;

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
        if (_skipH > 1 || _skipW > 1)
        {
            for (long unit = begin; unit < end; unit++)
            {
                if (Pixel > 0) Pixels(Stage + unit * rowLength, Source + unit / StagedHeight * ImageStride + unit % StagedHeight * _skipH * Width * Pixel, _skipW * Pixel, StagedWidth);
                else Skip(Source + unit / StagedHeight * ImageStride + unit % StagedHeight * _skipH * Width, plane, Stage + unit * rowLength);
            }
            return;
        }
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
            T* source = Source + unit / StagedHeight * ImageStride + ((long)y * Width + first) * Math.Max(1, Pixel);
            if (Pixel > 0) Pixels(target, source, Pixel, count);
            else if (Channels <= 3 && sizeof(T) == sizeof(float)) Few((float*)target, (float*)source, plane, count);
            else if (plane == 1) Unsafe.CopyBlockUnaligned(target, source, (uint)(Channels * sizeof(T)));
            else PanelTranspose.Pack(target, Channels, source, plane, Channels, count);
            new Span<T>(target + (long)count * Channels, after * Channels).Clear();
        }
    }

    // Columns whose channels lie together, a step apart.
    private readonly void Pixels(T* target, T* source, long step, int count)
    {
        if (step == Channels) new Span<T>(source, count * Channels).CopyTo(new Span<T>(target, count * Channels));
        else new StridedPanels<T>(source, 1, step).Pack(target, Channels, 0, Channels, 0, count);
    }

    // Up to three channels: four columns at a time are turned about, and each is written with what the next overwrites.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Few(float* target, float* source, long plane, int count)
    {
        int x = 0;
        float* second = source + (Channels > 1 ? plane : 0), third = source + (Channels > 2 ? 2 * plane : 0);
        if (Channels == 1)
        {
            new Span<float>(source, count).CopyTo(new Span<float>(target, count));
            return;
        }
        if (Sse.IsSupported)
            // The last columns would write beyond the row.
            for (; x < count - 4; x += 4, target += 4 * Channels)
            {
                Vector128<float> a = Vector128.Load(source + x), b = Vector128.Load(second + x), c = Vector128.Load(third + x);
                Vector128<float> low = Sse.UnpackLow(a, b), high = Sse.UnpackHigh(a, b), lowest = Sse.UnpackLow(c, c), highest = Sse.UnpackHigh(c, c);
                Sse.MoveLowToHigh(low, lowest).Store(target);
                Sse.MoveHighToLow(lowest, low).Store(target + Channels);
                Sse.MoveLowToHigh(high, highest).Store(target + 2 * Channels);
                Sse.MoveHighToLow(highest, high).Store(target + 3 * Channels);
            }
        for (; x < count; x++, target += Channels)
        {
            target[0] = source[x];
            target[1] = second[x];
            if (Channels > 2) target[2] = third[x];
        }
    }

    // A row of which some columns are seen: they are brought together for some channels, then turned about.
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Skip(T* source, long plane, T* target)
    {
        const int Side = 16, Most = 64;
        T* seen = stackalloc T[Side * Most];
        for (int channel = 0; channel < Channels; channel += Side)
            for (int first = 0; first < StagedWidth; first += Most)
            {
                int channels = Math.Min(Side, Channels - channel), count = Math.Min(Most, StagedWidth - first);
                for (int i = 0; i < channels; i++)
                {
                    T* from = source + (channel + i) * plane + (long)first * _skipW, to = seen + i * Most;
                    int x = 0;
                    if (_skipW == 2 && sizeof(T) == sizeof(float) && Avx2.IsSupported && count >= 8 && 2 * (first + count) <= Width)
                        for (; x < count; x += 8)
                        {
                            // The last piece overlaps the one before rather than leave a rest.
                            if (x > count - 8) x = count - 8;
                            EvenOdd.Even((float*)from + 2 * x).Store((float*)to + x);
                        }
                    for (; x < count; x++) to[x] = from[(long)x * _skipW];
                }
                PanelTranspose.Pack(target + (long)first * Channels + channel, Channels, seen, Most, channels, count);
            }
    }
}
