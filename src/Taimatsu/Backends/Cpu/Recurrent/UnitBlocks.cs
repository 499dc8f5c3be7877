namespace Taimatsu.Backends.Cpu;

/// <summary>Blocks of hidden units. Every step deals them out to the threads in the same way, so that each thread's part of the weights stays in its cache.</summary>
internal readonly unsafe struct UnitBlocks<T>(long units) where T : unmanaged
{
    /// <summary>Multiply-adds that make a task worth handing to another thread.</summary>
    private const long TaskWork = 64 << 10;

    /// <summary>The most panels of rows that are multiplied one after the other before their gates are computed.</summary>
    public const int PanelsAtOnce = 4;

    public readonly GemmKernels<T> Kernels = GemmKernels<T>.Best;
    public readonly long Units = units;

    /// <summary>Two vectors.</summary>
    public int Width => Kernels.Width;

    public long Count => (Units + Width - 1) / Width;

    /// <summary>Elements of a tile: the most rows by a block.</summary>
    public int TileSize => Kernels.MaxRows * Width;

    public int Columns(long block) => (int)Math.Min(Width, Units - block * Width);

    /// <summary>The columns rounded up to vectors.</summary>
    public int Padded(long block) => Columns(block) > Kernels.Lanes ? Width : Kernels.Lanes;

    /// <summary>The tiles that rows are cut into, as even as possible.</summary>
    public long Panels(long rows) => (rows + Kernels.MaxRows - 1) / Kernels.MaxRows;

    /// <summary>Blocks in a task of a step when each multiplies so many rows by so many weights. Few rows wait for the weights, which come from the second-level cache in the time of about four.</summary>
    public static long StepGrain(long rows, long weights) => Grain(Math.Max(rows, 4) * weights);

    /// <summary>Blocks in a task when each takes that much work.</summary>
    public static long Grain(long work) => Math.Max(1, TaskWork / Math.Max(1, work));

    /// <summary>
    /// Multiplies panels of rows, from <paramref name="firstPanel"/> on, by one panel of weights: tile after tile of <paramref name="tileStep"/> elements, each
    /// with rows of one block's width. Of the panels' <paramref name="pitch"/> steps of depth those are taken that begin at <paramref name="from"/>. Kernels of eight rows live off the third-level cache, so a panel of weights is read
    /// again for each panel of rows.
    /// </summary>
    public void Multiply(long rows, long firstPanel, long endPanel, int padded, long pitch, long from, long depth, T* left, T* right, T* tiles, long tileStep)
    {
        long panels = Panels(rows), row = rows * firstPanel / panels;
        int vectors = padded / Kernels.Lanes;
        for (long p = firstPanel; p < endPanel; p++, tiles += tileStep)
        {
            long end = rows * (p + 1) / panels;
            Multiply((int)(end - row), vectors, depth, left + row * pitch + from * (end - row), right, tiles, Width, false);
            row = end;
        }
    }

    /// <summary>The same for all rows of a matrix whose neighbours in a row lie side by side; the panel of weights must fill its vectors. Added to what is there with <paramref name="add"/>.</summary>
    public void MultiplyInto(T* target, long stride, long rows, int columns, long depth, T* left, T* right, bool add)
    {
        long panels = Panels(rows), row = 0;
        int vectors = columns / Kernels.Lanes;
        for (long p = 0; p < panels; p++)
        {
            long end = rows * (p + 1) / panels;
            Multiply((int)(end - row), vectors, depth, left + row * depth, right, target + row * stride, stride, add);
            row = end;
        }
    }

    // Longer sums would lose more bits.
    private void Multiply(int height, int vectors, long depth, T* left, T* right, T* target, long stride, bool add)
    {
        var kernel = Kernels.Micro(height, vectors);
        for (long at = 0; at < depth; at += GemmKernels<T>.DepthBlock)
        {
            kernel(Math.Min(GemmKernels<T>.DepthBlock, depth - at), left + at * height, height, right + at * vectors * Kernels.Lanes, vectors * Kernels.Lanes, target, stride, add || at > 0);
        }
    }
}
