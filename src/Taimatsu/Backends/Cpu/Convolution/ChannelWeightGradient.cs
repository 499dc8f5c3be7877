using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A weight gradient whose lanes are output channels: the sums of [panel, run, element of the run, lane]. Images are staged some at a time, both they and the
/// gradients with their channels together; the sums are shared out to threads, so each is made by one thread in the order of the points.
/// </summary>
internal unsafe struct ChannelWeightGradient<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    private const long StageBytes = 4 << 20;

    // Points of which gradients and images lie in the second-level cache while all elements of the window walk over them.
    private const int BlockPoints = 512;

    // Elements of a result row that are put together before they are written: lines of the 32 rows of a panel may share one or two sets of the first-level cache, so each is visited once.
    private const int WrittenElements = 256;

    // Multiply-adds that make a task worth handing to another thread.
    private const long TaskWork = 100_000;

    private const int Elements = ProductKernel<T, V>.Elements;

    private WindowPart _part;
    private ChannelPanels<T, V> _panels;
    private T* _stage, _gradient, _sums;
    private nint* _bases;
    private long _stageLength, _points, _tasks, _units;
    private int _images, _blockImages, _blocks, _runBlocks;

    /// <summary>One group: the gradient [outChannels, channels, kernel] of images and gradients that are the strides apart.</summary>
    public static void Run(WindowAxis rows, WindowAxis columns, int images, int channels, T* source, long sourceStride, long pixel, int outChannels, T* gradient, long gradientStride, T* result)
    {
        var part = WindowPart.All(rows, columns, channels)[0];
        var panels = new ChannelPanels<T, V>(outChannels);
        var stage = new ChannelStage<T>(rows, columns, channels) { ImageStride = sourceStride, Pixel = pixel };
        long points = (long)rows.Result * columns.Result;
        int chunk = (int)Math.Clamp(StageBytes / (Math.Max(stage.Length, points * panels.Padded) * sizeof(T)), 1, Math.Max(1, images));
        int runBlocks = (part.RunLength + Elements - 1) / Elements, blockImages = (int)Math.Clamp(BlockPoints / points, 1, chunk);
        long sumRows = (long)part.Runs.Length * runBlocks * Elements;
        // The last block of a run reads a little beyond it.
        using var staged = new Buffer<T>(stage.Length * chunk + Elements);
        using var gradients = new Buffer<T>(points * chunk * panels.Padded);
        // Where threads share the panels evenly, each makes and writes one after the other: its sums stay in the second-level cache.
        bool byPanels = chunk >= images && (panels.Count % WorkerPool.ThreadCount == 0 || panels.Count >= 4 * WorkerPool.ThreadCount);
        using var sums = new Buffer<T>(byPanels ? 0 : sumRows * panels.Padded);
        using var bases = new Buffer<nint>(points * blockImages);
        for (int image = 0, p = 0; image < blockImages; image++)
            for (int y = 0; y < rows.Result; y++)
                for (int x = 0; x < columns.Result; x++)
                    bases.Pointer[p++] = (nint)(image * stage.Length) + ((nint)y * rows.Advance * columns.Staged + x * columns.Advance) * channels;
        if (!byPanels) Clear(sums.Pointer, sumRows, panels.Padded);
        new Span<T>(staged.Pointer + stage.Length * chunk, Elements).Clear();
        stage.Stage = staged.Pointer;
        var write = new Writer { Sums = sums.Pointer, Result = result, Panels = panels, Part = part, Channels = channels, Positions = rows.Kernel * columns.Kernel, Rows = sumRows, RunRows = runBlocks * Elements };
        for (int first = 0; first < images; first += chunk)
        {
            int count = Math.Min(chunk, images - first);
            stage.Fill(source + first * sourceStride, count);
            var fill = new GradientStage { Source = gradient + first * gradientStride, Stage = gradients.Pointer, Panels = panels, ImageStride = gradientStride, Points = points, Images = count };
            WorkerPool.For((long)panels.Count * count, Math.Max(1, 8192 / (points * ChannelPanels<T, V>.Width)), ref fill);
            var body = new ChannelWeightGradient<T, V>
            {
                _part = part, _panels = panels, _stage = staged.Pointer, _gradient = gradients.Pointer, _sums = sums.Pointer, _bases = bases.Pointer, _stageLength = stage.Length, _points = points,
                _images = count, _blockImages = blockImages, _runBlocks = runBlocks, _blocks = part.Runs.Length * runBlocks,
            };
            body._units = (long)panels.Count * body._blocks;
            body._tasks = Math.Min(body._units, 4L * WorkerPool.ThreadCount);
            if (body._units == 0) break;
            long unitWork = count * points * Elements * ChannelPanels<T, V>.Width;
            if (byPanels)
            {
                var whole = new PanelBody { Gradient = body, Write = write };
                WorkerPool.For(panels.Count, Math.Max(1, TaskWork / Math.Max(1, unitWork * body._blocks)), ref whole);
                return;
            }
            WorkerPool.For(body._tasks, Math.Max(1, TaskWork / Math.Max(1, unitWork * body._units / body._tasks)), ref body);
        }
        WorkerPool.For(panels.Count, Math.Max(1, 16384 / Math.Max(1, sumRows * ChannelPanels<T, V>.Width)), ref write);
    }

    private static void Clear(T* sums, long rows, int width)
    {
        for (long i = 0; i < rows; i++) new Span<T>(sums + i * width, width).Clear();
    }

    public readonly void Run(long begin, long end) => Sum(_units * begin / _tasks, _units * end / _tasks, _sums);

    // Units from one to another, into the sums of all of them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sum(long from, long to, T* all)
    {
        long sumRows = (long)_blocks * Elements;
        int most = ChannelPanels<T, V>.Width;
        for (int image = 0; image < _images; image += _blockImages)
        {
            long points = Math.Min(_blockImages, _images - image) * _points;
            for (long point = 0; point < points; point += BlockPoints)
            {
                long count = Math.Min(BlockPoints, points - point);
                for (long unit = from; unit < to; unit++)
                {
                    int panel = (int)(unit / _blocks), block = (int)(unit % _blocks), run = block / _runBlocks, element = block % _runBlocks * Elements;
                    int vectors = _panels.Vectors(panel), width = vectors * V.Count;
                    T* gradient = _gradient + panel * most * _points * _images + (image * _points + point) * width;
                    T* sums = all + panel * most * sumRows + (long)block * Elements * width;
                    ProductKernel<T, V>.Run(ProductKernel<T, V>.Rows(_part.RunLength - element), vectors, _stage + image * _stageLength + _part.Runs[run] + element, _bases + point, count, gradient, sums);
                }
            }
        }
    }

    // Panels from sums to result, each by one thread.
    private struct PanelBody : IRangeBody
    {
        public ChannelWeightGradient<T, V> Gradient;
        public Writer Write;

        public readonly void Run(long begin, long end)
        {
            int most = ChannelPanels<T, V>.Width;
            T* sums = (T*)Scratch.Get((Write.Rows * most + Write.Room) * sizeof(T));
            for (int panel = (int)begin; panel < end; panel++)
            {
                Clear(sums, Write.Rows, Write.Panels.Vectors(panel) * V.Count);
                Gradient.Sum((long)panel * Gradient._blocks, (panel + 1L) * Gradient._blocks, sums - panel * most * Write.Rows);
                Write.One(panel, sums, sums + Write.Rows * most);
            }
        }
    }

    private struct GradientStage : IRangeBody
    {
        public T* Source, Stage;
        public ChannelPanels<T, V> Panels;
        public long ImageStride, Points;
        public int Images;

        public readonly void Run(long begin, long end)
        {
            for (long unit = begin; unit < end; unit++)
            {
                int panel = (int)(unit / Images), image = (int)(unit % Images), most = ChannelPanels<T, V>.Width, size = Panels.Size(panel), width = Panels.Vectors(panel) * V.Count;
                T* target = Stage + panel * most * Points * Images + image * Points * width;
                if (size < width) new Span<T>(target, checked((int)(Points * width))).Clear();
                T* source = Source + image * ImageStride + panel * most * Points;
                if (Points == 1) Unsafe.CopyBlockUnaligned(target, source, (uint)(size * sizeof(T)));
                else PanelTranspose.Pack(target, width, source, Points, size, Points);
            }
        }
    }

    // From sums to the weight's own order.
    private struct Writer : IRangeBody
    {
        public T* Sums, Result;
        public ChannelPanels<T, V> Panels;
        public WindowPart Part;
        public long Rows;
        public int Channels, Positions, RunRows;

        public readonly void Run(long begin, long end)
        {
            T* block = (T*)Scratch.Get(Room * sizeof(T));
            for (int panel = (int)begin; panel < end; panel++) One(panel, Sums + panel * ChannelPanels<T, V>.Width * Rows, block);
        }

        /// <summary>Elements of working memory: one channel's sums in the kernel's order, then the rows of some channels.</summary>
        public readonly long Room => ChannelPanels<T, V>.Width * (long)(Positions + RowLength);

        private readonly int Together => Math.Clamp(WrittenElements / Positions, 1, Channels);

        // A line more than a row needs: rows a power of two apart would share a set again.
        private readonly int RowLength => Together * Positions + 16;

        /// <summary>The sums of a panel, by way of working memory.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void One(int panel, T* sums, T* block)
        {
            int most = ChannelPanels<T, V>.Width, tapsInRun = Part.RunLength / Channels, width = Panels.Vectors(panel) * V.Count, size = Panels.Size(panel), row = RowLength;
            T* result = Result + (long)panel * most * Channels * Positions, written = block + Positions * most;
            if (Positions == 1 && Part.Positions.Length == 1)
            {
                PanelTranspose.Pack(result, Channels, sums, width, Channels, size);
                return;
            }
            new Span<T>(block, Positions * width).Clear();
            for (int first = 0; first < Channels; first += Together)
            {
                int channels = Math.Min(Together, Channels - first);
                for (int c = 0; c < channels; c++)
                {
                    for (int tap = 0; tap < Part.Positions.Length; tap++)
                    {
                        T* from = sums + ((long)(tap / tapsInRun) * RunRows + tap % tapsInRun * Channels + first + c) * width, to = block + Part.Positions[tap] * width;
                        for (int v = 0; v < width; v += V.Count) V.Store(V.Load(from + v), to + v);
                    }
                    PanelTranspose.Pack(written + c * Positions, row, block, width, Positions, size);
                }
                RowCopy.Run((byte*)(result + (long)first * Positions), (long)Channels * Positions * sizeof(T), (byte*)written, row * sizeof(T), size, channels * Positions * sizeof(T));
            }
        }
    }
}
