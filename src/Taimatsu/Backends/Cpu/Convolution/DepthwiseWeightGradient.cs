using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The weight gradient of a depthwise convolution: sums of each image by vectors of channels, which are then added up in the images' order.</summary>
internal unsafe struct DepthwiseWeightGradient<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    private WindowAxis _rows, _columns;
    private WindowPart _part;
    private T* _source, _gradient, _sums;
    private int _channels, _blocks;

    /// <summary>Images and gradients contiguous, of as many channels; the result [channels, kernel].</summary>
    public static void Run(WindowAxis rows, WindowAxis columns, long images, int channels, T* source, T* gradient, T* result)
    {
        int blocks = (channels + V.Count - 1) / V.Count, positions = rows.Kernel * columns.Kernel;
        var part = WindowPart.All(rows, columns, 1)[0];
        long sums = (long)part.Positions.Length * V.Count;
        using var partial = new Buffer<T>(images * blocks * sums);
        var body = new DepthwiseWeightGradient<T, V>
        {
            _rows = rows, _columns = columns, _part = part, _source = source, _gradient = gradient, _sums = partial.Pointer, _channels = channels, _blocks = blocks,
        };
        long work = (long)rows.Staged * columns.Staged + (long)rows.Result * columns.Result * (1 + positions / 8);
        WorkerPool.For(images * blocks, Math.Max(1, 4096 / work), ref body);
        for (long i = 1; i < images; i++)
            for (long j = 0; j < blocks * sums; j += V.Count) V.Store(V.Load(partial.Pointer + j) + V.Load(partial.Pointer + i * blocks * sums + j), partial.Pointer + j);
        for (int channel = 0; channel < channels; channel++)
        {
            T* to = result + (long)channel * positions, from = partial.Pointer + channel / V.Count * sums + channel % V.Count;
            if (part.Positions.Length < positions) new Span<T>(to, positions).Clear();
            for (int tap = 0; tap < part.Positions.Length; tap++) to[part.Positions[tap]] = from[tap * V.Count];
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        int taps = _part.Positions.Length, plane = _rows.Result * _columns.Result, sourcePlane = _rows.Source * _columns.Source;
        long staged = ((long)_rows.Staged * _columns.Staged + 1) * V.Count;
        T* stage = (T*)Scratch.Get((staged + (long)plane * V.Count) * sizeof(T) + (taps + 1) * sizeof(nint));
        T* gradient = stage + staged;
        nint* offsets = (nint*)(gradient + (long)plane * V.Count);
        for (long task = begin; task < end; task++)
        {
            long image = task / _blocks;
            int first = (int)(task % _blocks) * V.Count, size = Math.Min(V.Count, _channels - first);
            DepthwiseConvolution<T, V>.Stage(_rows, _columns, _source + (image * _channels + first) * sourcePlane, size, stage);
            DepthwiseConvolution<T, V>.Offsets(_rows, _columns, _part, size, offsets);
            T* from = _gradient + (image * _channels + first) * plane, sums = _sums + task * taps * V.Count;
            if (plane == 1) Unsafe.CopyBlockUnaligned(gradient, from, (uint)(size * sizeof(T)));
            else PanelTranspose.Pack(gradient, V.Count, from, plane, size, plane);
            new Span<T>(sums, taps * V.Count).Clear();
            for (int tap = 0, count; tap < taps; tap += count)
            {
                count = DepthwiseKernel<T, V>.Taps(taps - tap);
                DepthwiseKernel<T, V>.Products(count, stage, (nint)_columns.Advance * size, (nint)_rows.Advance * _columns.Staged * size, offsets + tap, _rows.Result, _columns.Result, gradient, sums + tap * V.Count);
            }
        }
    }
}
