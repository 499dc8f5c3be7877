using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The tiles of images, four by four results of a window of three by three or two by two of one of five by five, and their products: [product, tile, channel] of what the tiles see. A window of nine in a line is one of three by three over rows that
/// begin three elements after one another: then a tile is twelve results in a line, as four rows of three, whose fourth column is the next row's first.
/// </summary>
internal unsafe struct WinogradTiles<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>Results of a tile in a line, and those from one of its rows to the next.</summary>
    public const int LineTile = 12, LineRow = 3, LineKernel = 9;

    // Tiles in a line that make up a row of them.
    private const int LineAcross = 8;

    public ChannelStage<T> Stage;
    public T* Products;
    public int Channels, Height, Width, Across, Down; // results and tiles of an image
    public int Tile; // results of a tile along each axis
    public bool Line;
    public long Count; // tiles of all images at hand

    /// <summary>The tiles over results of a height and width, seen in a source with padding.</summary>
    public WinogradTiles(int channels, int sourceHeight, int sourceWidth, int padH, int padW, int height, int width, int kernel)
    {
        (Channels, Height, Width, Tile) = (channels, height, width, TileOf(kernel));
        Across = (width + Tile - 1) / Tile;
        Down = (height + Tile - 1) / Tile;
        Stage = new ChannelStage<T>
        {
            Channels = channels, Height = sourceHeight, Width = sourceWidth, Top = padH, Left = padW, StagedHeight = Down * Tile + kernel - 1, StagedWidth = Across * Tile + kernel - 1,
        };
    }

    /// <summary>The tiles over results in a line.</summary>
    public static WinogradTiles<T, V> InLine(int channels, int sourceWidth, int padding, int width)
    {
        int tiles = (width + LineTile - 1) / LineTile, across = Math.Min(tiles, LineAcross), down = (tiles + across - 1) / across;
        return new(channels, 1, sourceWidth, 0, padding, 1, width, LineRow)
        {
            Line = true, Across = across, Down = down,
            Stage = new ChannelStage<T> { Channels = channels, Height = 1, Width = sourceWidth, Left = padding, StagedHeight = 1, StagedWidth = across * down * LineTile + 9 },
        };
    }

    /// <summary>The tiles of an image of results of a square window of that side, 3 or 5, or of one of nine in a line.</summary>
    public static long CountOf(int height, int width, int kernel)
        => kernel == LineKernel ? (width + LineTile - 1) / LineTile : (long)((height + TileOf(kernel) - 1) / TileOf(kernel)) * ((width + TileOf(kernel) - 1) / TileOf(kernel));

    /// <summary>The positions of the window.</summary>
    public readonly int Positions => Tile == TileOf(5) ? 25 : 9;

    public readonly int PerImage => Across * Down;

    /// <summary>The results that a row of tiles spans.</summary>
    public readonly int ResultsOfRow => Line ? Across * LineTile : Tile * Width;

    /// <summary>From one product of a tile to the next: not a power of two, or all 36 would fall on the same lines of the first-level cache.</summary>
    public readonly long Stride => Length(Count);

    /// <summary>The stride for a number of tiles.</summary>
    public readonly long Length(long tiles) => tiles * Channels + V.Count;

    /// <summary>Some of the rows of tiles of each image.</summary>
    public readonly WinogradTiles<T, V> Part(int firstRow, int rows)
    {
        var part = this;
        part.Down = rows;
        part.Stage = Part(Stage, firstRow, rows);
        if (Line) part.Width -= firstRow * ResultsOfRow;
        else part.Height = Math.Min(rows * Tile, Height - firstRow * Tile);
        return part;
    }

    /// <summary>What some of the rows of tiles see of a stage for all of them.</summary>
    public readonly ChannelStage<T> Part(ChannelStage<T> stage, int firstRow, int rows)
    {
        if (Line)
        {
            stage.Left -= firstRow * ResultsOfRow;
            stage.StagedWidth -= (Down - rows) * ResultsOfRow;
        }
        else
        {
            stage.Top -= firstRow * Tile;
            stage.StagedHeight -= (Down - rows) * Tile;
        }
        return stage;
    }

    /// <summary>Transforms what the tiles of that many images see. The channels must fill whole vectors.</summary>
    public void Transform(T* source, int images)
    {
        Stage.Fill(source, images);
        Count = (long)images * PerImage;
        WorkerPool.For(Count, Math.Max(1, 2048 / Channels), ref this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        nint row = (Line ? LineRow : (nint)Stage.StagedWidth) * Channels, stride = (nint)Stride;
        for (long tile = begin; tile < end; tile++)
        {
            long image = tile / PerImage;
            int within = (int)(tile - image * PerImage), y = within / Across * Tile, x = within % Across * Tile;
            T* from = Stage.Stage + image * Stage.Length + (Line ? (nint)within * LineTile * Channels : y * row + (nint)x * Channels), to = Products + tile * Channels;
            for (int c = 0; c < Channels; c += V.Count) WinogradTransform<T, V>.Input(from + c, Channels, row, to + c, stride);
        }
    }

    private static int TileOf(int kernel) => WinogradTransform<T, V>.Seen + 1 - kernel;
}
