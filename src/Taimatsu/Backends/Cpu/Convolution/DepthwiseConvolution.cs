using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A convolution of each channel with a window of its own, forward or transposed: an image's channels are taken a vector at a time, so results of any width
/// and stride fill the lanes.
/// </summary>
internal unsafe struct DepthwiseConvolution<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    public WindowAxis Rows, Columns;
    public WindowPart[] Parts; // for one channel a point: their runs are not used
    public T* Source, Weights, Bias, Result;
    public int Channels;

    private readonly int Blocks => (Channels + V.Count - 1) / V.Count;

    /// <summary>Images × channels × rows × columns, all contiguous; weights [channels, kernel]. The bias may be null.</summary>
    public static void Run(WindowAxis rows, WindowAxis columns, long images, int channels, T* source, T* weights, T* bias, T* result)
    {
        var body = new DepthwiseConvolution<T, V>
        {
            Rows = rows, Columns = columns, Parts = WindowPart.All(rows, columns, 1), Source = source, Weights = weights, Bias = bias, Result = result, Channels = channels,
        };
        long work = (long)rows.Staged * columns.Staged + (long)rows.Result * columns.Result * (1 + rows.Kernel * columns.Kernel / 8);
        WorkerPool.For(images * body.Blocks, Math.Max(1, 4096 / work), ref body);
    }

    /// <summary>Stages the planes of a block of channels.</summary>
    public static void Stage(WindowAxis rows, WindowAxis columns, T* planes, int channels, T* stage)
    {
        var fill = new ChannelStage<T>(rows, columns, channels) { Source = planes, Stage = stage };
        fill.Run(0, rows.Staged);
    }

    /// <summary>Where each tap of a part reads, from a point's start, in a stage of that many channels.</summary>
    public static void Offsets(WindowAxis rows, WindowAxis columns, WindowPart part, int channels, nint* offsets)
    {
        foreach (var y in part.Row.Taps)
            foreach (var x in part.Column.Taps) *offsets++ = ((nint)(y.Shift + rows.Before) * columns.Staged + x.Shift + columns.Before) * channels;
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        int positions = Rows.Kernel * Columns.Kernel, sourcePlane = Rows.Source * Columns.Source, plane = Rows.Result * Columns.Result;
        long staged = ((long)Rows.Staged * Columns.Staged + 1) * V.Count, points = (long)plane * V.Count;
        T* stage = (T*)Scratch.Get((staged + points + (2L * positions + 1) * V.Count) * sizeof(T) + positions * sizeof(nint));
        T* result = stage + staged, block = result + points, weights = block + positions * V.Count, start = weights + positions * V.Count;
        nint* offsets = (nint*)(start + V.Count);
        for (long task = begin; task < end; task++)
        {
            long image = task / Blocks;
            int first = (int)(task % Blocks) * V.Count, size = Math.Min(V.Count, Channels - first);
            // A stage of fewer channels than lanes: vectors overlap the next point's channels, which lanes without a channel ignore.
            Stage(Rows, Columns, Source + (image * Channels + first) * sourcePlane, size, stage);
            if (size < V.Count) new Span<T>(block, positions * V.Count).Clear();
            PanelTranspose.Pack(block, V.Count, Weights + (long)first * positions, positions, size, positions);
            for (int i = 0; i < V.Count; i++) start[i] = Bias != null && i < size ? Bias[first + i] : default;
            foreach (var part in Parts)
            {
                Offsets(Rows, Columns, part, size, offsets);
                T* to = weights;
                foreach (int position in part.Positions)
                {
                    V.Store(V.Load(block + position * V.Count), to);
                    to += V.Count;
                }
                for (int y = 0; y < part.Row.Count; y++)
                    DepthwiseKernel<T, V>.Row(part.Column.Count, stage + (long)y * Rows.Advance * Columns.Staged * size, (nint)Columns.Advance * size, offsets, part.Positions.Length, weights, V.Load(start),
                        result + ((long)(part.Row.First + y * Rows.Step) * Columns.Result + part.Column.First) * V.Count, (nint)Columns.Step * V.Count);
            }
            ChannelPanels<T, V>.Scatter(result, V.Count, Result + (image * Channels + first) * plane, plane, plane, size);
        }
    }
}
