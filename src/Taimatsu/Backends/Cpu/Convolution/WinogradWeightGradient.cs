using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The weight gradient of a 3 by 3 or 5 by 5 convolution of stride 1, or one of nine in a line, by Winograd's products: both the images and the gradients are transformed, their products summed
/// over all tiles, and the sums transformed back once. A task is a panel of output channels by some input channels; its sums are made in the order of the tiles.
/// </summary>
internal unsafe struct WinogradWeightGradient<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    private const int MostTile = WinogradTransform<T, V>.Tile, Products = WinogradTransform<T, V>.Products, Elements = ProductKernel<T, V>.Elements;
    private const long ProductBytes = 16 << 20;

    // Where the sums are few a thread takes bands of images through all steps, with what they make in its second-level cache: then each of a fixed number of parts has sums of its own.
    private const long BandBytes = 640 << 10, PartBytes = 4 << 20;
    private const int MostParts = 8, MostBandTiles = 128, PartTiles = 48;

    // Sums of all parts that make a task worth handing to another thread.
    private const long FinishGrain = 32 << 10;

    // Tiles of which the transformed gradients of a panel lie in the second-level cache.
    private const int BlockTiles = 512;

    private WinogradTiles<T, V> _tiles;
    private ChannelPanels<T, V> _panels;
    private GradientTiles _gradients;
    private T* _sums, _result;
    private nint* _bases;
    private int _groupChannels, _groups;
    private bool _first, _last;

    /// <summary>Whether it takes fewer operations than the direct sum; see <see cref="WinogradConvolution{T, V}.Pays"/>.</summary>
    public static bool Pays(long images, int channels, int outChannels, int height, int width, int kernel)
    {
        if (typeof(T) != typeof(float) || channels % V.Count != 0 || channels < 16 || outChannels < 16) return false;
        long tiles = images * WinogradTiles<T, V>.CountOf(height, width, kernel), pairs = (long)channels * outChannels;
        double direct = (kernel == 5 ? 25.0 : 9.0) * images * height * width * pairs, products = (36.0 * tiles + 600) * pairs + 40.0 * 16 * tiles * (channels + outChannels);
        // Tiles of four results bring less: with 32 channels they took as long as the direct sum.
        return products < (kernel == 5 ? 0.7 : 0.9) * direct;
    }

    /// <summary>One group: the gradient [outChannels, channels, 3, 3].</summary>
    public static void Run(WinogradTiles<T, V> tiles, int images, T* source, long sourceStride, int outChannels, T* gradient, long gradientStride, T* result)
    {
        var panels = new ChannelPanels<T, V>(outChannels);
        var stage = new ChannelStage<T>
        {
            Channels = outChannels, Height = tiles.Height, Width = tiles.Width, ImageStride = gradientStride,
            StagedHeight = tiles.Line ? 1 : tiles.Down * tiles.Tile, StagedWidth = tiles.Line ? tiles.PerImage * WinogradTiles<T, V>.LineTile : tiles.Across * tiles.Tile,
        };
        tiles.Stage.ImageStride = sourceStride;
        long bandTiles = Math.Min(MostBandTiles, BandBytes / (Products * sizeof(T) * ((long)tiles.Channels + panels.Padded)));
        long parts = Math.Min(MostParts, Math.Min((long)images * tiles.PerImage / PartTiles, PartBytes / (Products * sizeof(T) * (long)tiles.Channels * panels.Padded)));
        if (parts >= 4 && bandTiles >= 16 && tiles.Across <= 2 * bandTiles)
        {
            tiles.Stage.Source = source;
            stage.Source = gradient;
            RunBands(tiles, stage, panels, images, (int)bandTiles, (int)parts & ~3, result);
            return;
        }
        long each = tiles.PerImage * (long)Products * (tiles.Channels + panels.Padded);
        int chunk = (int)Math.Clamp(ProductBytes / (each * sizeof(T)), 1, images);
        long most = (long)chunk * tiles.PerImage;
        using var staged = new Buffer<T>(tiles.Stage.Length * chunk);
        using var stagedGradients = new Buffer<T>(stage.Length * chunk);
        using var products = new Buffer<T>(Products * tiles.Length(most));
        using var gradients = new Buffer<T>(Products * (most + 1) * panels.Padded);
        using var bases = new Buffer<nint>(Math.Min(most, BlockTiles));
        using var sums = new Buffer<T>(chunk < images ? (long)Products * tiles.Channels * panels.Padded : 0);
        for (long i = 0; i < Math.Min(most, BlockTiles); i++) bases.Pointer[i] = (nint)(i * tiles.Channels);
        tiles.Stage.Stage = staged.Pointer;
        tiles.Products = products.Pointer;
        stage.Stage = stagedGradients.Pointer;
        // Fewer channels to a task where there would be too few tasks.
        int groupChannels = Math.Min(64, tiles.Channels);
        while (groupChannels > 2 * Elements && panels.Count * (long)(tiles.Channels / groupChannels) < 2 * WorkerPool.ThreadCount) groupChannels /= 2;
        groupChannels = groupChannels / Elements * Elements;
        for (int first = 0; first < images; first += chunk)
        {
            int count = Math.Min(chunk, images - first);
            tiles.Transform(source + first * sourceStride, count);
            stage.Fill(gradient + first * gradientStride, count);
            var fill = new GradientTiles { Stage = stage, Panels = panels, Products = gradients.Pointer, Across = tiles.Across, PerImage = tiles.PerImage, Count = tiles.Count, Tile = tiles.Tile, Line = tiles.Line };
            WorkerPool.For(panels.Count * tiles.Count, Math.Max(1, 2048 / ChannelPanels<T, V>.Width), ref fill);
            var body = new WinogradWeightGradient<T, V>
            {
                _tiles = tiles, _panels = panels, _gradients = fill, _sums = chunk < images ? sums.Pointer : null, _result = result, _bases = bases.Pointer, _groupChannels = groupChannels,
                _groups = (tiles.Channels + groupChannels - 1) / groupChannels, _first = first == 0, _last = first + count == images,
            };
            WorkerPool.For((long)panels.Count * body._groups, 1, ref body);
        }
    }

    private static void RunBands(in WinogradTiles<T, V> tiles, in ChannelStage<T> stage, ChannelPanels<T, V> panels, int images, int bandTiles, int mostParts, T* result)
    {
        int bandImages = Math.Clamp(bandTiles / tiles.PerImage, 1, images), bandRows = bandImages > 1 ? tiles.Down : Math.Clamp(bandTiles / tiles.Across, 1, tiles.Down);
        int bandsPerImage = (tiles.Down + bandRows - 1) / bandRows, bands = (images + bandImages - 1) / bandImages * bandsPerImage, parts = Math.Min(bands, mostParts);
        long sums = Products * (long)tiles.Channels * panels.Padded;
        using var partial = new Buffer<T>(parts * sums);
        using var bases = new Buffer<nint>(BlockTiles);
        for (long i = 0; i < BlockTiles; i++) bases.Pointer[i] = (nint)(i * tiles.Channels);
        var body = new WinogradWeightGradient<T, V> { _tiles = tiles, _panels = panels, _result = result, _bases = bases.Pointer };
        var band = new BandBody
        {
            Gradient = body, Stage = stage, Partial = partial.Pointer, Sums = sums, Images = images, BandImages = bandImages, BandRows = bandRows, BandsPerImage = bandsPerImage, Bands = bands, Parts = parts,
        };
        WorkerPool.For(parts, 1, ref band);
        var finish = new FinishBody { Gradient = body, Partial = partial.Pointer, Sums = sums, Parts = parts };
        WorkerPool.For(panels.Count, Math.Max(1, FinishGrain * panels.Count / (parts * sums)), ref finish);
    }

    public readonly void Run(long begin, long end)
    {
        int most = ChannelPanels<T, V>.Width;
        for (long task = begin; task < end; task++)
        {
            int panel = (int)(task / _groups), first = (int)(task % _groups) * _groupChannels, channels = Math.Min(_groupChannels, _tiles.Channels - first), width = _panels.Vectors(panel) * V.Count;
            T* scratch = (T*)Scratch.Get((_tiles.Positions + (long)Products * _groupChannels) * most * sizeof(T));
            T* sums = _sums == null ? scratch + _tiles.Positions * most : _sums + (long)Products * _tiles.Channels * panel * most + (long)Products * first * width;
            if (_first) new Span<T>(sums, Products * channels * width).Clear();
            Sum(panel, first, channels, sums);
            if (_last) Write(panel, first, channels, sums, scratch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sum(int panel, int first, int channels, T* sums)
    {
        int vectors = _panels.Vectors(panel), width = vectors * V.Count;
        for (int product = 0; product < Products; product++)
            for (long tile = 0; tile < _tiles.Count; tile += BlockTiles)
            {
                long count = Math.Min(BlockTiles, _tiles.Count - tile);
                T* x = _tiles.Products + product * _tiles.Stride + tile * _tiles.Channels + first, gradient = _gradients.At(panel, product, tile);
                for (int c = 0; c < channels; c += Elements)
                    ProductKernel<T, V>.Run(ProductKernel<T, V>.Rows(channels - c), vectors, x + c, _bases, count, gradient, sums + ((long)product * channels + c) * width);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Write(int panel, int first, int channels, T* sums, T* block)
    {
        int positions = _tiles.Positions, width = _panels.Vectors(panel) * V.Count, size = _panels.Size(panel), row = _tiles.Channels * positions;
        T* result = _result + (long)panel * ChannelPanels<T, V>.Width * row + (long)first * positions;
        for (int c = 0; c < channels; c++, result += positions)
        {
            for (int v = 0; v < width; v += V.Count)
            {
                if (positions == 25) WinogradFive<T, V>.WeightGradient(sums + (long)c * width + v, (nint)channels * width, block + v, width);
                else WinogradTransform<T, V>.KernelGradient(sums + (long)c * width + v, (nint)channels * width, block + v, width);
            }
            PanelTranspose.Pack(result, row, block, width, positions, size);
        }
    }

    // Parts of the bands, each in its order.
    private struct BandBody : IRangeBody
    {
        public WinogradWeightGradient<T, V> Gradient;
        public ChannelStage<T> Stage; // of the gradients
        public T* Partial;
        public long Sums;
        public int Images, BandImages, BandRows, BandsPerImage, Bands, Parts;

        public readonly void Run(long begin, long end)
        {
            var whole = Gradient._tiles;
            int most = ChannelPanels<T, V>.Width;
            long tiles = (long)BandImages * BandRows * whole.Across, staged = BandImages * whole.Part(whole.Stage, 0, BandRows).Length;
            long gradients = BandImages * whole.Part(Stage, 0, BandRows).Length, seen = Products * whole.Length(tiles), products = Products * (tiles + 1) * Gradient._panels.Padded;
            T* scratch = (T*)Scratch.Get((staged + gradients + seen + products) * sizeof(T));
            for (long part = begin; part < end; part++)
            {
                T* sums = Partial + part * Sums;
                new Span<T>(sums, checked((int)Sums)).Clear();
                for (long band = part * Bands / Parts; band < (part + 1) * Bands / Parts; band++)
                {
                    int firstImage = (int)(band / BandsPerImage) * BandImages, firstRow = (int)(band % BandsPerImage) * BandRows, images = Math.Min(BandImages, Images - firstImage);
                    int rows = Math.Min(BandRows, whole.Down - firstRow);
                    var body = Gradient;
                    body._tiles = whole.Part(firstRow, rows);
                    body._tiles.Count = (long)images * body._tiles.PerImage;
                    body._tiles.Products = scratch + staged + gradients;
                    ref var source = ref body._tiles.Stage;
                    source.Stage = scratch;
                    source.Source += firstImage * source.ImageStride;
                    source.Run(0, (long)images * source.StagedHeight);
                    body._tiles.Run(0, body._tiles.Count);
                    var stage = whole.Part(Stage, firstRow, rows);
                    stage.Stage = scratch + staged;
                    stage.Source += firstImage * stage.ImageStride;
                    stage.Run(0, (long)images * stage.StagedHeight);
                    body._gradients = new GradientTiles
                    {
                        Stage = stage, Panels = body._panels, Products = body._tiles.Products + seen, Across = whole.Across, PerImage = body._tiles.PerImage, Count = body._tiles.Count, Tile = whole.Tile, Line = whole.Line,
                    };
                    body._gradients.Run(0, body._panels.Count * body._tiles.Count);
                    for (int panel = 0; panel < body._panels.Count; panel++) body.Sum(panel, 0, whole.Channels, sums + (long)Products * whole.Channels * panel * most);
                }
            }
        }
    }

    // From the sums of the parts to the result, panel by panel.
    private struct FinishBody : IRangeBody
    {
        public WinogradWeightGradient<T, V> Gradient;
        public T* Partial;
        public long Sums;
        public int Parts;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            long column = (long)Products * Gradient._tiles.Channels;
            T* block = (T*)Scratch.Get((long)Gradient._tiles.Positions * ChannelPanels<T, V>.Width * sizeof(T));
            for (int panel = (int)begin; panel < end; panel++)
            {
                T* first = Partial + column * panel * ChannelPanels<T, V>.Width;
                long length = column * Gradient._panels.Vectors(panel) * V.Count;
                for (int part = 1; part < Parts; part++)
                    for (long i = 0; i < length; i += V.Count) V.Store(V.Load(first + i) + V.Load(first + part * Sums + i), first + i);
                Gradient.Write(panel, 0, Gradient._tiles.Channels, first, block);
            }
        }
    }

    /// <summary>Tiles of the gradients and their products: [panel, product, tile, lane].</summary>
    private struct GradientTiles : IRangeBody
    {
        public ChannelStage<T> Stage;
        public ChannelPanels<T, V> Panels;
        public T* Products;
        public int Across, PerImage;
        public long Count;
        public int Tile;
        public bool Line;

        public readonly T* At(int panel, int product, long tile)
        {
            int width = Panels.Vectors(panel) * V.Count;
            return Products + WinogradTransform<T, V>.Products * (Count + 1) * panel * ChannelPanels<T, V>.Width + (product * (Count + 1) + tile) * width;
        }

        [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            int channels = Stage.Channels, most = ChannelPanels<T, V>.Width;
            nint row = (Line ? WinogradTiles<T, V>.LineRow : (nint)Stage.StagedWidth) * channels;
            // A row in a line has three columns: the fourth is no gradient of this tile.
            int columns = Line ? WinogradTiles<T, V>.LineRow : Tile;
            T* partial = stackalloc T[MostTile * MostTile * V.Count];
            for (long unit = begin; unit < end; unit++)
            {
                int panel = (int)(unit / Count), width = Panels.Vectors(panel) * V.Count, size = Panels.Size(panel);
                long tile = unit % Count, image = tile / PerImage;
                int within = (int)(tile - image * PerImage), y = within / Across * Tile, x = within % Across * Tile;
                T* from = Stage.Stage + image * Stage.Length + (Line ? (nint)within * WinogradTiles<T, V>.LineTile * channels : y * row + (nint)x * channels) + panel * most, to = At(panel, 0, tile);
                for (int v = 0; v < width; v += V.Count)
                {
                    if (size - v >= V.Count && !Line)
                    {
                        Transform(from + v, channels, row, to + v, (nint)(Count + 1) * width);
                        continue;
                    }
                    // Lanes beyond the channels are zero.
                    new Span<T>(partial, Tile * Tile * V.Count).Clear();
                    for (int i = 0; i < Tile; i++)
                        for (int j = 0; j < columns; j++)
                        {
                            T* lanes = partial + (i * Tile + j) * V.Count, source = from + v + i * row + j * channels;
                            if (size - v >= V.Count) V.Store(V.Load(source), lanes);
                            else Unsafe.CopyBlockUnaligned(lanes, source, (uint)((size - v) * sizeof(T)));
                        }
                    Transform(partial, V.Count, Tile * V.Count, to + v, (nint)(Count + 1) * width);
                }
            }
        }

        private readonly void Transform(T* source, nint column, nint row, T* target, nint stride)
        {
            if (Tile == MostTile) WinogradTransform<T, V>.Gradient(source, column, row, target, stride);
            else WinogradFive<T, V>.Gradient(source, column, row, target, stride);
        }
    }
}
