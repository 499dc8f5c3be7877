using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>The steps of a recurrent layer's direction in the order in which they are walked, and how their hidden units are cut into blocks.</summary>
internal readonly struct RecurrentSteps
{
    private readonly long[] _sizes, _offsets;
    private readonly bool _reverse;

    public RecurrentSteps(in RecurrentRun run)
    {
        _sizes = run.BatchSizes;
        _reverse = run.Reverse;
        _offsets = new long[_sizes.Length];
        for (int t = 1; t < _offsets.Length; t++) _offsets[t] = _offsets[t - 1] + _sizes[t - 1];
        Batch = _sizes[0];
        Units = run.Weight.Size(1);
        GateCount = (int)(run.Weight.Size(0) / Units);
    }

    public int Count => _sizes.Length;

    /// <summary>The sequences.</summary>
    public long Batch { get; }

    /// <summary>H.</summary>
    public long Units { get; }

    /// <summary>G.</summary>
    public int GateCount { get; }

    /// <summary>The sequences at a step; none before the first and after the last.</summary>
    public long Size(int step) => (uint)step < (uint)_sizes.Length ? _sizes[_reverse ? _sizes.Length - 1 - step : step] : 0;

    /// <summary>The row where a step begins.</summary>
    public long Offset(int step) => (uint)step < (uint)_sizes.Length ? _offsets[_reverse ? _sizes.Length - 1 - step : step] : 0;
}

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

    /// <summary>Blocks in a task when each takes that much work.</summary>
    public static long Grain(long work) => Math.Max(1, TaskWork / Math.Max(1, work));

    /// <summary>
    /// Multiplies panels of rows, from <paramref name="firstPanel"/> on, by one panel of weights: tile after tile of <paramref name="tileStep"/> elements, each
    /// with rows of one block's width, added to what is there with <paramref name="add"/>. Kernels of eight rows live off the third-level cache, so a panel of weights is read
    /// again for each panel of rows.
    /// </summary>
    public void Multiply(long rows, long firstPanel, long endPanel, int padded, long depth, T* left, T* right, T* tiles, long tileStep, bool add)
    {
        long panels = Panels(rows), row = rows * firstPanel / panels;
        int vectors = padded / Kernels.Lanes;
        for (long p = firstPanel; p < endPanel; p++, tiles += tileStep)
        {
            long end = rows * (p + 1) / panels;
            Multiply((int)(end - row), vectors, depth, left + row * depth, right, tiles, Width, add);
            row = end;
        }
    }

    /// <summary>The same for all rows of a matrix whose neighbours in a row lie side by side; the panel of weights must fill its vectors.</summary>
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
