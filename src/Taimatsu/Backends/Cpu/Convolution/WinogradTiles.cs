using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The tiles of images, four by four results each, and their products: [product, tile, channel] of what the tiles see.</summary>
internal unsafe struct WinogradTiles<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    private const int Tile = WinogradTransform<T, V>.Tile;

    public ChannelStage<T> Stage;
    public T* Products;
    public int Channels, Height, Width, Across, Down; // results and tiles of an image
    public long Count; // tiles of all images at hand

    /// <summary>The tiles over results of a height and width, seen in a source with padding.</summary>
    public WinogradTiles(int channels, int sourceHeight, int sourceWidth, int padH, int padW, int height, int width)
    {
        (Channels, Height, Width) = (channels, height, width);
        Across = (width + Tile - 1) / Tile;
        Down = (height + Tile - 1) / Tile;
        Stage = new ChannelStage<T>
        {
            Channels = channels, Height = sourceHeight, Width = sourceWidth, Top = padH, Left = padW, StagedHeight = Down * Tile + 2, StagedWidth = Across * Tile + 2,
        };
    }

    public readonly int PerImage => Across * Down;

    /// <summary>From one product of a tile to the next: not a power of two, or all 36 would fall on the same lines of the first-level cache.</summary>
    public readonly long Stride => Length(Count);

    /// <summary>The stride for a number of tiles.</summary>
    public readonly long Length(long tiles) => tiles * Channels + V.Count;

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
        nint row = (nint)Stage.StagedWidth * Channels, stride = (nint)Stride;
        for (long tile = begin; tile < end; tile++)
        {
            long image = tile / PerImage;
            int within = (int)(tile - image * PerImage), y = within / Across * Tile, x = within % Across * Tile;
            T* from = Stage.Stage + image * Stage.Length + y * row + (nint)x * Channels, to = Products + tile * Channels;
            for (int c = 0; c < Channels; c += V.Count) WinogradTransform<T, V>.Input(from + c, Channels, row, to + c, stride);
        }
    }
}
