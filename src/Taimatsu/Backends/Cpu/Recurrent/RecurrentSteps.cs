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

    /// <summary>Bytes of weights that stay in the first-level cache while panel after panel is multiplied: a third of it.</summary>
    private const long PieceBytes = 16 << 10;

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
    /// with rows of one block's width, added to what is there with <paramref name="add"/>. The depth is walked in pieces, so that a piece of the weights serves
    /// all panels from the first-level cache.
    /// </summary>
    public void Multiply(long rows, long firstPanel, long endPanel, int padded, long depth, T* left, T* right, T* tiles, long tileStep, bool add)
    {
        long panels = Panels(rows), piece = PieceBytes / (sizeof(T) * padded);
        for (long at = 0; at < depth; at += piece)
        {
            long count = Math.Min(piece, depth - at);
            T* tile = tiles;
            for (long p = firstPanel; p < endPanel; p++, tile += tileStep)
            {
                long row = rows * p / panels;
                int height = (int)(rows * (p + 1) / panels - row);
                Kernels.Micro(height, padded / Kernels.Lanes)(count, left + row * depth + at * height, height, right + at * padded, padded, tile, Width, add || at > 0);
            }
        }
    }
}
