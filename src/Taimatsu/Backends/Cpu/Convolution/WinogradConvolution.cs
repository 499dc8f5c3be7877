using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A 3 by 3 or 5 by 5 convolution of stride 1, or one of nine in a line, by Winograd's products: tiles are transformed, each of the 36 products is a matrix product over the channels, and its
/// results go back to tiles while they are in the cache. The gradient by the input is the same with the kernel turned around.
/// </summary>
internal unsafe struct WinogradConvolution<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    private const int MostTile = WinogradTransform<T, V>.Tile, Products = WinogradTransform<T, V>.Products;
    private const long ProductBytes = 8 << 20;

    // Beyond this the transformed kernels of a panel are made where they are used, rather than all of them in memory.
    internal const long KernelBytes = 4 << 20;

    // Up to this size the transformed kernels are kept while the weights stand.
    private const long KeptBytes = 16 << 20;

    private const int BandTiles = 56;

    // A thread takes a band from image to result where what it makes in between lies in its second-level cache, and where the kernels that it reads meanwhile serve this many tiles.
    private const long BandBytes = 768 << 10;
    private const int FewestTiles = 32, MostTiles = 96;

    private WinogradTiles<T, V> _tiles;
    private ChannelPanels<T, V> _panels;
    private T* _kernels, _weights, _result;
    private ConvolutionEpilogue<T> _epilogue;
    private long _resultStride, _weightResultStride, _weightSourceStride;
    private int _images, _bandImages, _bandRows, _bandsPerImage, _bands, _plane;
    private bool _turned;

    /// <summary>
    /// Whether it takes fewer operations than the direct sum, by estimates in multiply-adds: transforming a kernel costs as much as 120, and 600 if all of them together leave the caches, a point of a
    /// channel 40.
    /// </summary>
    public static bool Pays(long images, int sourceChannels, int resultChannels, int height, int width, int kernel)
    {
        if (typeof(T) != typeof(float) || sourceChannels % V.Count != 0 || sourceChannels < 16 || resultChannels < 16) return false;
        long tiles = images * WinogradTiles<T, V>.CountOf(height, width, kernel), pairs = (long)sourceChannels * resultChannels;
        double direct = (kernel == 5 ? 25.0 : 9.0) * images * height * width * pairs, products = (36.0 * tiles + (Products * pairs * sizeof(T) > KernelBytes ? 600 : 120)) * pairs + 40.0 * 16 * tiles * (sourceChannels + resultChannels);
        return products < 0.9 * direct;
    }

    /// <summary>One group; see <see cref="ChannelConvolution{T, V}"/>. Turned kernels are for the gradient by the input.</summary>
    public static void Run(WinogradTiles<T, V> tiles, int images, T* source, long sourceStride, int resultChannels, T* result, long resultStride,
        T* weights, long weightResultStride, long weightSourceStride, bool turned, ConvolutionEpilogue<T> epilogue, in Operand whole = default)
    {
        var panels = new ChannelPanels<T, V>(resultChannels);
        long each = Products * tiles.Length(tiles.PerImage), kernels = Products * (tiles.Channels + 1L) * panels.Padded;
        int chunk = (int)Math.Clamp(ProductBytes / (each * sizeof(T)), 1, images);
        var kept = PreparedWeights.Find(kernels * sizeof(T) <= KeptBytes ? whole : default, PreparedWeights.Transformed, kernels * sizeof(T), out var owner);
        bool ahead = kept is not null || owner is not null || kernels * sizeof(T) <= KernelBytes;
        var block = kept ?? (ahead ? NativeBlock.Rent(kernels * sizeof(T)) : null);
        tiles.Stage.ImageStride = sourceStride;
        var body = new WinogradConvolution<T, V>
        {
            _panels = panels, _weights = weights, _weightResultStride = weightResultStride, _weightSourceStride = weightSourceStride, _epilogue = epilogue, _resultStride = resultStride, _turned = turned, _plane = tiles.Height * tiles.Width,
        };
        if (block is not null) body._kernels = (T*)block.Pointer;
        if (block is not null && kept is null)
        {
            body._tiles = tiles;
            var transform = new KernelBody { Convolution = body };
            WorkerPool.For(panels.Count, Math.Max(1, 512 / tiles.Channels), ref transform);
            owner?.Keep(block);
        }
        long bandTiles = Math.Min(MostTiles, BandBytes / (Products * (long)tiles.Channels * sizeof(T)));
        if (ahead && bandTiles >= FewestTiles && tiles.Across <= 2 * bandTiles)
        {
            tiles.Stage.Source = source;
            body._tiles = tiles;
            body._images = images;
            body._result = result;
            body.Share((int)Math.Clamp((long)images * tiles.PerImage / (4 * WorkerPool.ThreadCount), 8, bandTiles));
            var bands = new BandBody { Convolution = body };
            WorkerPool.For(body._bands, 1, ref bands);
            if (kept is null && owner is null) block!.Free();
            GC.KeepAlive(block);
            return;
        }
        using var staged = new Buffer<T>(tiles.Stage.Length * chunk);
        using var products = new Buffer<T>(each * chunk);
        tiles.Stage.Stage = staged.Pointer;
        tiles.Products = products.Pointer;
        for (int first = 0; first < images; first += chunk)
        {
            int count = Math.Min(chunk, images - first);
            tiles.Transform(source + first * sourceStride, count);
            body._tiles = tiles;
            body._images = count;
            body._result = result + first * resultStride;
            body.Share((int)Math.Clamp(tiles.Count * panels.Count / (4 * WorkerPool.ThreadCount), 8, BandTiles));
            WorkerPool.For(ahead ? (long)panels.Count * body._bands : panels.Count, 1, ref body);
        }
        if (kept is null && owner is null) block?.Free();
        GC.KeepAlive(block);
    }

    // Bands of rows of tiles, or of several images if they are small.
    private void Share(int wanted)
    {
        if (_tiles.PerImage > wanted)
        {
            int mostRows = Math.Max(1, wanted / _tiles.Across);
            _bandImages = 1;
            _bandsPerImage = (_tiles.Down + mostRows - 1) / mostRows;
            _bandRows = (_tiles.Down + _bandsPerImage - 1) / _bandsPerImage;
            _bandsPerImage = (_tiles.Down + _bandRows - 1) / _bandRows;
        }
        else
        {
            _bandImages = Math.Clamp(wanted / _tiles.PerImage, 1, _images);
            _bandRows = _tiles.Down;
            _bandsPerImage = 1;
        }
        _bands = (_images + _bandImages - 1) / _bandImages * _bandsPerImage;
    }

    [SkipLocalsInit]
    public readonly void Run(long begin, long end)
    {
        int most = ChannelPanels<T, V>.Width, bandTiles = _bandImages * _bandRows * _tiles.Across;
        long points = (long)_bandImages * _bandRows * _tiles.ResultsOfRow * most, products = Products * (bandTiles + 1L) * most, kernels = Products * (_tiles.Channels + 1L) * most;
        T* scratch = (T*)Scratch.Get((points + products + (_kernels == null ? kernels : 0) + Products * most) * sizeof(T));
        T* productsAt = scratch + points, kernelsAt = productsAt + products + Products * most;
        for (long task = begin; task < end; task++)
        {
            if (_kernels != null)
            {
                int panel = (int)(task / _bands);
                Multiply(panel, (int)(task % _bands), _kernels + panel * kernels, scratch, productsAt);
                continue;
            }
            Transform((int)task, kernelsAt, productsAt);
            for (int band = 0; band < _bands; band++) Multiply((int)task, band, kernelsAt, scratch, productsAt);
        }
    }

    // The transformed kernels of a panel: [product, source channel, lane].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Transform(int panel, T* target, T* block)
    {
        int positions = _tiles.Positions, width = _panels.Vectors(panel) * V.Count, size = _panels.Size(panel);
        T* source = _weights + (long)panel * ChannelPanels<T, V>.Width * _weightResultStride;
        if (size < width) new Span<T>(block, positions * width).Clear();
        for (int c = 0; c < _tiles.Channels; c++, source += _weightSourceStride, target += width)
        {
            PanelTranspose.Pack(block, width, source, _weightResultStride, size, positions);
            for (int v = 0; v < width; v += V.Count)
            {
                T* from = block + v + (_turned ? (positions - 1) * width : 0);
                if (positions == 25) WinogradFive<T, V>.Weight(from, _turned ? -width : width, target + v, (nint)(_tiles.Channels + 1) * width);
                else WinogradTransform<T, V>.Kernel(from, _turned ? -width : width, target + v, (nint)(_tiles.Channels + 1) * width);
            }
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Multiply(int panel, int band, T* kernels, T* points, T* products)
    {
        const int Most = PointKernel<T, V>.Points;
        int vectors = _panels.Vectors(panel), width = vectors * V.Count, channels = _tiles.Channels;
        int firstImage = band / _bandsPerImage * _bandImages, images = Math.Min(_bandImages, _images - firstImage);
        int firstRow = band % _bandsPerImage * _bandRows, rows = Math.Min(_bandRows, _tiles.Down - firstRow);
        long first = (long)firstImage * _tiles.PerImage + (long)firstRow * _tiles.Across;
        int count = images * rows * _tiles.Across;
        nint* bases = stackalloc nint[Most], targets = stackalloc nint[Most];
        nint run = 0;
        for (int product = 0; product < Products; product++)
        {
            T* x = _tiles.Products + product * _tiles.Stride + first * channels, weights = kernels + product * (channels + 1L) * width, to = products + product * (count + 1L) * width;
            int tile = 0;
            if (vectors == 1 && PointKernel<T, V>.MostVectors > 1)
                for (; tile + 2 * Most <= count; tile += 2 * Most)
                {
                    for (int i = 0; i < Most; i++) (bases[i], targets[i]) = ((nint)(tile + i) * channels, (nint)(tile + i) * width);
                    PointKernel<T, V>.Run<Plain>(Most, 1, x, bases, (nint)Most * channels, &run, 1, channels, weights, null, to, targets, (nint)Most * width);
                }
            for (; tile < count; tile += Most)
            {
                int left = Math.Min(Most, count - tile);
                for (int i = 0; i < Most; i++)
                {
                    int at = tile + Math.Min(i, left - 1);
                    bases[i] = (nint)at * channels;
                    targets[i] = (nint)at * width;
                }
                PointKernel<T, V>.Run<Plain>(left, vectors, x, bases, 0, &run, 1, channels, weights, null, to, targets, 0);
            }
        }
        Finish(panel, firstImage, images, firstRow, rows, count, width, products, points);
    }

    // Back to results, a tile at a time, then to their planes.
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish(int panel, int firstImage, int images, int firstRow, int rows, int count, int width, T* products, T* points)
    {
        if (_tiles.Line)
        {
            FinishLine(panel, firstImage, images, firstRow, rows, count, width, products, points);
            return;
        }
        int side = _tiles.Tile, most = ChannelPanels<T, V>.Width, size = _panels.Size(panel), resultRows = Math.Min(rows * side, _tiles.Height - firstRow * side);
        T* result = stackalloc T[MostTile * MostTile * V.Count];
        T* start = stackalloc T[most];
        FirstSums(panel, size, start);
        for (int tile = 0; tile < count; tile++)
        {
            int image = tile / (rows * _tiles.Across), within = tile % (rows * _tiles.Across), y = within / _tiles.Across * side, x = within % _tiles.Across * side;
            int down = Math.Min(side, resultRows - y), across = Math.Min(side, _tiles.Width - x);
            for (int v = 0; v < width; v += V.Count)
            {
                if (side == MostTile) WinogradTransform<T, V>.Output(products + (long)tile * width + v, (nint)(count + 1) * width, V.Load(start + v), result);
                else WinogradFive<T, V>.Output(products + (long)tile * width + v, (nint)(count + 1) * width, V.Load(start + v), result);
                if (_epilogue.Rectifies) Rectify(result, side * side);
                T* to = points + (((long)image * resultRows + y) * _tiles.Width + x) * width + v;
                for (int i = 0; i < down; i++, to += (long)_tiles.Width * width)
                    for (int j = 0; j < across; j++) V.Store(V.Load(result + (i * side + j) * V.Count), to + j * width);
            }
        }
        int plane = _plane;
        for (int image = 0; image < images; image++)
            ChannelPanels<T, V>.Scatter(points + (long)image * resultRows * _tiles.Width * width, width,
                _result + (firstImage + image) * _resultStride + (long)panel * most * plane + (long)firstRow * side * _tiles.Width, plane, resultRows * _tiles.Width, size);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FinishLine(int panel, int firstImage, int images, int firstRow, int rows, int count, int width, T* products, T* points)
    {
        const int LineTile = WinogradTiles<T, V>.LineTile, LineRow = WinogradTiles<T, V>.LineRow;
        int most = ChannelPanels<T, V>.Width, size = _panels.Size(panel), perImage = rows * _tiles.Across, length = perImage * LineTile, from = firstRow * _tiles.Across * LineTile;
        T* result = stackalloc T[MostTile * MostTile * V.Count];
        T* start = stackalloc T[most];
        FirstSums(panel, size, start);
        for (int tile = 0; tile < count; tile++)
            for (int v = 0; v < width; v += V.Count)
            {
                WinogradTransform<T, V>.Output(products + (long)tile * width + v, (nint)(count + 1) * width, V.Load(start + v), result);
                if (_epilogue.Rectifies) Rectify(result, MostTile * MostTile);
                T* to = points + (long)tile * LineTile * width + v;
                for (int i = 0; i < MostTile; i++)
                    for (int j = 0; j < LineRow; j++, to += width) V.Store(V.Load(result + (i * MostTile + j) * V.Count), to);
            }
        for (int image = 0; image < images; image++)
            ChannelPanels<T, V>.Scatter(points + (long)image * length * width, width, _result + (firstImage + image) * _resultStride + (long)panel * most * _plane + from, _plane,
                Math.Min(length, _tiles.Width - from), size);
    }

    // A panel's bias; zero without, and for lanes beyond the channels.
    private readonly void FirstSums(int panel, int size, T* start)
    {
        int most = ChannelPanels<T, V>.Width;
        T* bias = _epilogue.Bias;
        for (int i = 0; i < most; i++) start[i] = bias != null && i < size ? bias[panel * most + i] : default;
    }

    // A tile in the first-level cache: a branch where its results are moved on cost plain convolutions a twentieth.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rectify(T* tile, int vectors)
    {
        for (int i = 0; i < vectors; i++, tile += V.Count) V.Store(Rectified.Of<V, T>(V.Load(tile)), tile);
    }

    // Bands from image to result, each by one thread.
    private struct BandBody : IRangeBody
    {
        public WinogradConvolution<T, V> Convolution;

        public readonly void Run(long begin, long end)
        {
            var whole = Convolution;
            int most = ChannelPanels<T, V>.Width, channels = whole._tiles.Channels, row = whole._tiles.ResultsOfRow;
            long tiles = (long)whole._bandImages * whole._bandRows * whole._tiles.Across, staged = whole._bandImages * whole._tiles.Part(0, whole._bandRows).Stage.Length;
            long points = (long)whole._bandImages * whole._bandRows * row * most, seen = Products * whole._tiles.Length(tiles), products = Products * (tiles + 1) * most;
            T* scratch = (T*)Scratch.Get((staged + points + seen + products) * sizeof(T));
            for (long task = begin; task < end; task++)
            {
                int firstImage = (int)(task / whole._bandsPerImage) * whole._bandImages, firstRow = (int)(task % whole._bandsPerImage) * whole._bandRows;
                var band = whole;
                ref var part = ref band._tiles;
                band._images = band._bandImages = Math.Min(whole._bandImages, whole._images - firstImage);
                band._bandRows = Math.Min(whole._bandRows, whole._tiles.Down - firstRow);
                band._bandsPerImage = 1;
                band._result = whole._result + firstImage * whole._resultStride + (long)firstRow * row;
                part = whole._tiles.Part(firstRow, band._bandRows);
                part.Count = (long)band._images * part.PerImage;
                part.Products = scratch + staged + points;
                part.Stage.Stage = scratch;
                part.Stage.Source += firstImage * part.Stage.ImageStride;
                part.Stage.Run(0, (long)band._images * part.Stage.StagedHeight);
                part.Run(0, part.Count);
                for (int panel = 0; panel < band._panels.Count; panel++)
                    band.Multiply(panel, 0, band._kernels + panel * Products * (channels + 1L) * most, scratch + staged, part.Products + seen);
            }
        }
    }

    private struct KernelBody : IRangeBody
    {
        public WinogradConvolution<T, V> Convolution;

        public readonly void Run(long begin, long end)
        {
            int most = ChannelPanels<T, V>.Width;
            T* block = (T*)Scratch.Get(Products * most * sizeof(T));
            for (int panel = (int)begin; panel < end; panel++)
                Convolution.Transform(panel, Convolution._kernels + panel * Products * (Convolution._tiles.Channels + 1L) * most, block);
        }
    }
}
