using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A convolution, forward or transposed, whose lanes are result channels. Some images at a time are staged with their channels together; then panels of
/// channels by bands of results are shared out to threads. A result is summed in the same order whatever the bands and threads are.
/// </summary>
internal unsafe struct ChannelConvolution<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    private const long StageBytes = 4 << 20;
    private const long MostBandPoints = 1024;

    // Packed weights of no more than this stay in a thread's second-level cache while it takes one band after another.
    private const long BandWeightBytes = 768 << 10;

    private WindowAxis _rows, _columns;
    private WindowPart[] _parts;
    private ChannelPanels<T, V> _panels;
    private T* _stage, _packed, _result;
    private ConvolutionEpilogue<T> _epilogue;
    private long _stageLength, _resultStride;
    private int _images, _bands, _bandImages, _bandRows, _bandsPerImage;
    private bool _byBand;

    /// <summary>
    /// One group: images of <paramref name="sourceChannels"/> planes to <paramref name="resultChannels"/> planes. Images are the strides apart; the
    /// weights' result and source channels too. Of weights that are given as a whole, too, the packed form is kept while they stand.
    /// </summary>
    public static void Run(WindowAxis rows, WindowAxis columns, int images, int sourceChannels, T* source, long sourceStride, long pixel, int resultChannels, T* result, long resultStride,
        T* weights, long weightResultStride, long weightSourceStride, ConvolutionEpilogue<T> epilogue, in Operand whole = default)
    {
        var parts = WindowPart.All(rows, columns, sourceChannels);
        var panels = new ChannelPanels<T, V>(resultChannels);
        var stage = new ChannelStage<T>(rows, columns, sourceChannels) { ImageStride = sourceStride, Pixel = pixel };
        long depth = parts[^1].WeightRows + parts[^1].Depth, points = (long)rows.Result * columns.Result;
        int chunk = stage.IsSource ? images : (int)Math.Clamp(StageBytes / (stage.Length * sizeof(T)), 1, images);
        using var staged = new Buffer<T>(stage.IsSource ? 0 : stage.Length * chunk);
        long length = depth * panels.Padded * sizeof(T);
        var kept = PreparedWeights.Find(whole, PreparedWeights.Packed, length, out var owner);
        var block = kept ?? NativeBlock.Rent(length);
        T* packed = (T*)block.Pointer;
        if (kept is null)
        {
            new ChannelWeights<T, V>
            {
                Weights = weights, Packed = packed, ResultStride = weightResultStride, SourceStride = weightSourceStride, SourceChannels = sourceChannels,
                Positions = rows.Kernel * columns.Kernel, Panels = panels, Parts = parts,
            }.Pack();
            owner?.Keep(block);
        }
        stage.Stage = staged.Pointer;
        for (int first = 0; first < images; first += chunk)
        {
            int count = Math.Min(chunk, images - first);
            if (!stage.IsSource) stage.Fill(source + first * sourceStride, count);
            var body = new ChannelConvolution<T, V>
            {
                _rows = rows, _columns = columns, _parts = parts, _panels = panels, _stage = stage.IsSource ? source : staged.Pointer, _packed = packed, _epilogue = epilogue, _result = result + first * resultStride,
                _stageLength = stage.Length, _resultStride = resultStride, _images = count, _byBand = length <= BandWeightBytes,
            };
            body.Share(points);
            long work = Math.Max(1, depth * ChannelPanels<T, V>.Width * points * body._bandImages / (body._bandsPerImage * parts.Length));
            WorkerPool.For((long)panels.Count * body._bands, Math.Max(1, 100_000 / work), ref body);
        }
        if (kept is null && owner is null) block.Free();
        GC.KeepAlive(block);
    }

    // Bands of rows of an image, or of several images if they are small: the results of a panel stay in the cache, and each thread gets some.
    private void Share(long points)
    {
        long wanted = Math.Clamp(points * _images * _panels.Count / (4 * WorkerPool.ThreadCount), 64, MostBandPoints);
        if (points > wanted)
        {
            int mostRows = (int)Math.Max(1, wanted / _columns.Result), bands = (_rows.Result + mostRows - 1) / mostRows;
            _bandImages = 1;
            _bandRows = ((_rows.Result + bands - 1) / bands + _rows.Step - 1) / _rows.Step * _rows.Step;
            _bandsPerImage = (_rows.Result + _bandRows - 1) / _bandRows;
            _bands = _bandsPerImage * _images;
            return;
        }
        _bandImages = (int)Math.Clamp(wanted / points, 1, _images);
        _bandRows = _rows.Result;
        _bandsPerImage = 1;
        _bands = (_images + _bandImages - 1) / _bandImages;
    }

    [SkipLocalsInit]
    public readonly void Run(long begin, long end)
    {
        int columns = _columns.Result, plane = _rows.Result * columns, most = ChannelPanels<T, V>.Width;
        T* points = (T*)Scratch.Get((long)_bandImages * Math.Min(_bandRows, _rows.Result) * columns * most * sizeof(T));
        T* start = stackalloc T[most];
        for (long task = begin; task < end; task++)
        {
            // Band by band, a thread finds the images that it staged itself.
            int panel = (int)(_byBand ? task % _panels.Count : task / _bands), band = (int)(_byBand ? task / _panels.Count : task % _bands), width = _panels.Vectors(panel) * V.Count, size = _panels.Size(panel);
            int firstImage = band / _bandsPerImage * _bandImages, images = Math.Min(_bandImages, _images - firstImage);
            int firstRow = band % _bandsPerImage * _bandRows, rows = Math.Min(_bandRows, _rows.Result - firstRow);
            T* bias = _epilogue.Bias;
            if (bias != null)
                for (int i = 0; i < most; i++) start[i] = i < size ? bias[panel * most + i] : default;
            foreach (var part in _parts)
            {
                if (_epilogue.Rectifies) Sum<Rectified>(part, panel, firstImage, images, firstRow, rows, points, bias == null ? null : start);
                else Sum<Plain>(part, panel, firstImage, images, firstRow, rows, points, bias == null ? null : start);
            }
            for (int i = 0; i < images; i++)
                ChannelPanels<T, V>.Scatter(points + (long)i * rows * columns * width, width, _result + (firstImage + i) * _resultStride + (long)panel * most * plane + (long)firstRow * columns,
                    plane, rows * columns, size);
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sum<TFinish>(WindowPart part, int panel, int firstImage, int images, int firstRow, int rows, T* points, T* start) where TFinish : struct, IFinish
    {
        // The part's rows that lie in the band.
        int step = _rows.Step, from = firstRow <= part.Row.First ? 0 : (firstRow - part.Row.First + step - 1) / step;
        int to = Math.Min(part.Row.Count, (firstRow + rows - part.Row.First + step - 1) / step);
        // One vector of channels leaves registers for two rows at a time.
        int paired = _panels.Vectors(panel) == 1 && PointKernel<T, V>.MostVectors > 1 ? Math.Max(0, to - from) & ~1 : 0;
        if (paired > 0) SumRows<TFinish>(part, panel, firstImage, images, firstRow, rows, from, from + paired, 2, points, start);
        if (from + paired < to) SumRows<TFinish>(part, panel, firstImage, images, firstRow, rows, from + paired, to, 1, points, start);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void SumRows<TFinish>(WindowPart part, int panel, int firstImage, int images, int firstRow, int rows, int from, int to, int atOnce, T* points, T* start) where TFinish : struct, IFinish
    {
        const int Most = PointKernel<T, V>.Points;
        nint* bases = stackalloc nint[Most], targets = stackalloc nint[Most];
        int vectors = _panels.Vectors(panel), width = vectors * V.Count, step = _rows.Step, pending = 0;
        nint across = (nint)_columns.Advance * (nint)(_stageLength / _rows.Staged / _columns.Staged), rowLength = (nint)(_stageLength / _rows.Staged);
        nint pair = atOnce == 1 ? 0 : _rows.Advance * rowLength, targetPair = step * (nint)_columns.Result * width;
        T* weights = _packed + part.Panel(panel, ChannelPanels<T, V>.Width, _panels.Padded);
        fixed (nint* runs = part.Runs)
        {
            for (int image = 0; image < images; image++)
                for (int y = from; y < to; y += atOnce)
                {
                    nint at = (nint)((firstImage + image) * _stageLength) + y * _rows.Advance * rowLength;
                    nint target = ((image * rows + part.Row.First + y * step - firstRow) * (nint)_columns.Result + part.Column.First) * width, stride = (nint)_columns.Step * width;
                    for (int x = 0; x < part.Column.Count; x++, at += across, target += stride)
                    {
                        bases[pending] = at;
                        targets[pending] = target;
                        if (++pending < Most) continue;
                        PointKernel<T, V>.Run<TFinish>(Most, vectors, _stage, bases, pair, runs, part.Runs.Length, part.RunLength, weights, start, points, targets, targetPair);
                        pending = 0;
                    }
                }
            if (pending == 0) return;
            // A kernel for more points than are left computes the last one again.
            for (int i = pending; i < Most; i++) (bases[i], targets[i]) = (bases[pending - 1], targets[pending - 1]);
            PointKernel<T, V>.Run<TFinish>(pending, vectors, _stage, bases, pair, runs, part.Runs.Length, part.RunLength, weights, start, points, targets, targetPair);
        }
    }
}
