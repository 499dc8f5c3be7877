using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A convolution with few results and many weights, as the last layers of a network have them for one image. What each result sees is laid out,
/// [element of the window, point]; the weights, most of the memory it touches, are read once where they lie instead of being packed first.
/// </summary>
internal unsafe struct FewPointsConvolution<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    // Elements of the window that are laid out in the first-level cache while all rows of a task walk over them.
    private const int DepthBlock = 256;

    // Rows of a task: few enough to share out, enough to use a block again.
    private const int TaskRows = 4 * FewPointsKernel<T, V>.Rows;

    private T* _seen, _weights, _result;
    private ConvolutionEpilogue<T> _epilogue;
    private int _width, _depth, _channels, _plane, _images;
    private long _resultStride;

    /// <summary>Whether it is quicker than the ways that pack the weights: up to two vectors of points, and no fewer weights than they would hide.</summary>
    public static bool Pays(long points, long depth, long outChannels) => points <= 2 * V.Count && depth * outChannels >= 32 * 1024;

    /// <summary>One group: see <see cref="ChannelConvolution{T, V}"/>. The weights are [out, in, position].</summary>
    public static void Run(WindowAxis rows, WindowAxis columns, int images, int channels, T* source, long sourceStride, long pixel, int outChannels, T* result, long resultStride, T* weights, ConvolutionEpilogue<T> epilogue)
    {
        int plane = rows.Result * columns.Result, width = (images * plane + V.Count - 1) / V.Count * V.Count, positions = rows.Kernel * columns.Kernel;
        using var seen = new Buffer<T>((long)channels * positions * width);
        var layout = new Layer { Rows = rows, Columns = columns, Source = source, SourceStride = sourceStride, Pixel = pixel, Images = images, Width = width, Seen = seen.Pointer };
        WorkerPool.For(channels, Math.Max(1, 16384 / (positions * width)), ref layout);
        var body = new FewPointsConvolution<T, V>
        {
            _seen = seen.Pointer, _weights = weights, _epilogue = epilogue, _result = result, _width = width, _depth = channels * positions, _channels = outChannels, _plane = plane, _images = images,
            _resultStride = resultStride,
        };
        WorkerPool.For((outChannels + TaskRows - 1) / TaskRows, Math.Max(1, 100_000 / ((long)TaskRows * body._depth * width)), ref body);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        const int Step = FewPointsKernel<T, V>.Rows;
        // Sixteen registers hold the sums of one vector.
        int most = V.Count * sizeof(T) >= 64 ? 2 : 1, vectors = _width / V.Count;
        T* sums = (T*)Scratch.Get((long)TaskRows * _width * sizeof(T));
        for (long task = begin; task < end; task++)
        {
            int first = (int)task * TaskRows, rows = Math.Min(TaskRows, _channels - first);
            new Span<T>(sums, TaskRows * _width).Clear();
            for (int k = 0; k < _depth; k += DepthBlock)
            {
                int depth = Math.Min(DepthBlock, _depth - k);
                for (int row = 0; row < rows; row += Step)
                    for (int v = 0; v < vectors; v += most)
                        FewPointsKernel<T, V>.Run(rows - row, Math.Min(most, vectors - v), _weights + (long)(first + row) * _depth + k, _depth, _seen + (long)k * _width + v * V.Count, _width, depth,
                            sums + row * _width + v * Step * V.Count);
            }
            for (int row = 0; row < rows; row++) Write(sums + row / Step * Step * _width, row % Step, most, first + row);
        }
    }

    // The sums of eight rows are [vectors of a kernel, row, vector], those of the last kernel perhaps one vector fewer.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Write(T* sums, int row, int most, int channel)
    {
        V start = _epilogue.Bias == null ? V.Zero : V.Create(_epilogue.Bias[channel]);
        T* line = stackalloc T[V.Count];
        int vectors = _width / V.Count;
        for (int v = 0; v < vectors; v++)
        {
            int first = v / most * most, together = Math.Min(most, vectors - first);
            V value = V.Load(sums + (first * FewPointsKernel<T, V>.Rows + row * together + v - first) * V.Count) + start;
            if (_epilogue.Rectifies) value = Rectified.Of<V, T>(value);
            int point = v * V.Count, count = Math.Min(V.Count, _images * _plane - point);
            if (_images == 1)
            {
                T* to = _result + (long)channel * _plane + point;
                if (count == V.Count) V.Store(value, to);
                else PartialVector.Store(value, to, count);
                continue;
            }
            V.Store(value, line);
            for (int i = 0; i < count; i++) _result[(point + i) / _plane * _resultStride + (long)channel * _plane + (point + i) % _plane] = line[i];
        }
    }

    // What the points see of some channels.
    private struct Layer : IRangeBody
    {
        public WindowAxis Rows, Columns;
        public T* Source, Seen;
        public long SourceStride, Pixel;
        public int Images, Width;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            int kernel = Rows.Kernel * Columns.Kernel, height = Rows.Source, width = Columns.Source, down = Rows.Result, across = Columns.Result, advance = Columns.Advance * Columns.Skip;
            long pixel = Math.Max(1, Pixel), plane = Pixel > 0 ? 1 : (long)height * width;
            WindowAxis.Tap[] rowTaps = Rows.Phases[0].Taps, columnTaps = Columns.Phases[0].Taps;
            new Span<T>(Seen + begin * kernel * Width, checked((int)((end - begin) * kernel * Width))).Clear();
            for (long channel = begin; channel < end; channel++)
                foreach (var rowTap in rowTaps)
                    foreach (var columnTap in columnTaps)
                    {
                        T* target = Seen + (channel * kernel + rowTap.Position * Columns.Kernel + columnTap.Position) * Width;
                        // The columns whose element lies in the image.
                        int from = columnTap.Shift >= 0 ? 0 : (-columnTap.Shift + advance - 1) / advance;
                        int to = Math.Min(across, (width - columnTap.Shift + advance - 1) / advance);
                        for (int image = 0; image < Images; image++)
                            for (int y = 0; y < down; y++, target += across)
                            {
                                int row = y * Rows.Advance * Rows.Skip + rowTap.Shift;
                                if (row < 0 || row >= height) continue;
                                T* source = Source + image * SourceStride + channel * plane + ((long)row * width + columnTap.Shift) * pixel;
                                for (int x = from; x < to; x++) target[x] = source[x * advance * pixel];
                            }
                    }
        }
    }
}
