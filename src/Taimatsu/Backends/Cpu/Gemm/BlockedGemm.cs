using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The matrix product for all sizes: panels of both operands are packed once for each block of depth, shared by all threads, and multiplied tile by tile.
/// An element of C sums the same numbers in the same order however the tiles are dealt out, so the result does not depend on the number of threads.
/// </summary>
internal static unsafe partial class BlockedGemm
{
    /// <summary>Bytes of packed panels at a time, for each operand: well inside a shared last-level cache.</summary>
    private const long PackedBytes = 4 << 20;

    /// <summary>Bytes of the left panels that a task works through again and again: a part of the second-level cache.</summary>
    private const long TaskBytes = 256 << 10;

    /// <summary>Multiply-adds that make a task worth handing to another thread: some four microseconds.</summary>
    private const long TaskWork = 128 << 10;

    /// <summary>Elements that make packing worth sharing.</summary>
    private const long PackGrain = 16 << 10;

    /// <summary>
    /// With no more left panels than this a right operand with contiguous rows is read in place. Packing an element costs as much as multiplying it with one panel, and kernels lose
    /// one or two hundredths by long strides.
    /// </summary>
    private const long DirectPanels = 40;

    /// <summary>The same for the left operand, in right panels: its rows are shorter, so packing costs more.</summary>
    private const long DirectColumns = 32;

    /// <summary>Shorter rows are packed in one sweep: packing is a large share of the work then, and goes best without kernels in between.</summary>
    private const long LeastRowDepth = 128;

    /// <summary>The product of two operands given by their packers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TLeft, TRight>(GemmKernels<T> kernels, long m, long n, long k, TLeft left, TRight right, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
        where TLeft : struct, IPanelPacker<T>
        where TRight : struct, IPanelPacker<T>
    {
        if (DepthGroups.Suit(m, n, k))
        {
            RunDeep(kernels, m, n, k, left, right, target);
            return;
        }
        int width = kernels.Width;
        long depthBlocks = Math.Max(1, (k + GemmKernels<T>.DepthBlock - 1) / GemmKernels<T>.DepthBlock);
        long depthBlock = (k + depthBlocks - 1) / depthBlocks;
        long packable = Math.Max(1024, PackedBytes / sizeof(T) / Math.Max(1, depthBlock));
        long columnBlock = Math.Min(n, packable / width * width);
        long rowBlock = Math.Min(m, packable / kernels.MaxRows * kernels.MaxRows);
        bool direct = right.TryGetRows(out T* origin, out long depthStride) && m <= DirectPanels * kernels.MaxRows;
        bool directLeft = left.TryGetRows(out T* leftOrigin, out long leftStride) && n <= DirectColumns * width;

        // In place, only a last panel narrower than its vectors is packed, so that no kernel reads past a row.
        long columnRoom = direct ? width : (columnBlock + width - 1) / width * width;
        long rowRoom = directLeft ? 0 : rowBlock;
        T* packedLeft = GemmScratch.Get<T>((rowRoom + columnRoom) * depthBlock + 64);
        // Panels of full vectors begin on cache lines.
        T* packedRight = (T*)(((nint)(packedLeft + rowRoom * depthBlock) + 63) & ~63);

        for (long column = 0; column < n; column += columnBlock)
        {
            long columns = Math.Min(columnBlock, n - column);
            for (long depth = 0; depth < k; depth += depthBlock)
            {
                long depthCount = Math.Min(depthBlock, k - depth);
                var tiles = new TileLoop<T>
                {
                    Kernels = kernels,
                    Target = target,
                    First = depth == 0,
                    Last = depth + depthCount == k,
                    Left = packedLeft,
                    Right = packedRight,
                    Origin = direct ? origin + column + depth * depthStride : null,
                    OriginStride = depthStride,
                    LeftStride = leftStride,
                    Column = column,
                    Columns = columns,
                    Depth = depthCount,
                };
                if (!direct)
                    Pack(new PackRight<T, TRight> { Packer = right, To = packedRight, Width = width, Lanes = kernels.Lanes, First = column, Count = columns, Depth = depth, DepthCount = depthCount });
                else if (columns % kernels.Lanes != 0)
                    PackLastPanel(kernels, right, packedRight, column, columns, depth, depthCount);

                for (long row = 0; row < m; row += rowBlock)
                {
                    long rows = Math.Min(rowBlock, m - row);
                    long panels = (rows + kernels.MaxRows - 1) / kernels.MaxRows;
                    // A thread packs the rows that it multiplies itself, unless all of them go with columns that it packed.
                    tiles.ByColumn = directLeft ? !direct || columns >= rows : !direct && columns > rows;
                    long tasks = directLeft || tiles.ByColumn ? 0 : RowTasks<T>(kernels, panels, depthCount * columns * kernels.MaxRows, depthCount);
                    if (tasks > 0) panels = (panels + tasks - 1) / tasks * tasks;
                    tiles.Row = row;
                    tiles.Rows = rows;
                    tiles.Panels = panels;
                    if (directLeft) tiles.LeftOrigin = leftOrigin + row + depth * leftStride;
                    else
                    {
                        var packLeft = new PackLeft<T, TLeft> { Packer = left, To = packedLeft, First = row, Count = rows, Panels = panels, Depth = depth, DepthCount = depthCount };
                        if (tasks > 0)
                        {
                            tiles.ColumnPanels = (columns + width - 1) / width;
                            var own = new RowTask<T, TLeft> { Pack = packLeft, Tiles = tiles, Tasks = tasks };
                            WorkerPool.For(tasks, 1, ref own);
                            continue;
                        }
                        WorkerPool.For(panels, Math.Max(1, PackGrain / (kernels.MaxRows * depthCount)), ref packLeft);
                    }
                    Deal(ref tiles, depthCount);
                }
            }
        }
    }

    private static void Pack<T, TRight>(PackRight<T, TRight> body)
        where T : unmanaged
        where TRight : struct, IPanelPacker<T>
    {
        long panels = (body.Count + body.Width - 1) / body.Width, grain = Math.Max(1, PackGrain / (body.Width * body.DepthCount));
        WorkerPool.For(panels, Math.Max(grain, Math.Min(RowPanels.Group, panels / WorkerPool.ThreadCount)), ref body);
    }

    private static void PackLastPanel<T, TRight>(GemmKernels<T> kernels, in TRight right, T* to, long column, long columns, long depth, long depthCount)
        where T : unmanaged
        where TRight : struct, IPanelPacker<T>
    {
        int rest = (int)(columns % kernels.Width);
        int padded = (rest + kernels.Lanes - 1) / kernels.Lanes * kernels.Lanes;
        right.Pack(to, padded, column + columns - rest, rest, depth, depthCount);
    }

    /// <summary>Cuts the tiles into tasks: blocks of rows that stay in cache, as many blocks of columns as the threads can use, no task too small to move.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Deal<T>(ref TileLoop<T> tiles, long depth)
        where T : unmanaged, INumber<T>
    {
        long width = tiles.Kernels.Width;
        int threads = WorkerPool.ThreadCount;
        long columnPanels = (tiles.Columns + width - 1) / width;
        long wanted = Math.Clamp(tiles.Rows * tiles.Columns * depth / TaskWork, 1, 8L * threads);
        long blockPanels = Math.Max(1, TaskBytes / sizeof(T) / (depth * tiles.Kernels.MaxRows));
        long rowBlocks = (tiles.Panels + blockPanels - 1) / blockPanels;
        long columnBlocks = Math.Clamp((wanted + rowBlocks - 1) / rowBlocks, 1, columnPanels);
        if (rowBlocks * columnBlocks < wanted) rowBlocks = Math.Clamp((wanted + columnBlocks - 1) / columnBlocks, rowBlocks, tiles.Panels);
        // As many tasks for one thread as for the next.
        if (wanted > 1)
            while (rowBlocks * columnBlocks % threads != 0 && columnBlocks < columnPanels) columnBlocks++;
        tiles.RowBlocks = rowBlocks;
        tiles.ColumnBlocks = columnBlocks;
        tiles.ColumnPanels = columnPanels;
        if (wanted == 1) tiles.Run(0, rowBlocks * columnBlocks);
        else WorkerPool.For(rowBlocks * columnBlocks, 1, ref tiles);
    }

    /// <summary>How many tasks of whole rows the threads can share evenly, each with panels that stay in cache; 0 if that would be too few, or tasks too small to move.</summary>
    private static long RowTasks<T>(GemmKernels<T> kernels, long panels, long panelWork, long depth) where T : unmanaged
    {
        if (depth < LeastRowDepth) return 0;
        int threads = WorkerPool.ThreadCount;
        long blockPanels = Math.Max(1, TaskBytes / sizeof(T) / (depth * kernels.MaxRows)), least = (panels + blockPanels - 1) / blockPanels;
        long wanted = Math.Min(8L * threads, panels * panelWork / TaskWork);
        long tasks = Math.Max(least, Math.Min(wanted, panels / 4)) / threads * threads;
        return tasks > 1 && panels >= 4 * tasks ? tasks : 0;
    }

    /// <summary>Packs some rows and multiplies them with all columns.</summary>
    private struct RowTask<T, TLeft> : IRangeBody
        where T : unmanaged, INumber<T>
        where TLeft : struct, IPanelPacker<T>
    {
        public PackLeft<T, TLeft> Pack;
        public TileLoop<T> Tiles;
        public long Tasks;

        public readonly void Run(long begin, long end)
        {
            for (long task = begin; task < end; task++)
            {
                long first = Tiles.Panels * task / Tasks, last = Tiles.Panels * (task + 1) / Tasks;
                Pack.Run(first, last);
                Tiles.Multiply(first, last, 0, Tiles.ColumnPanels);
            }
        }
    }

    private struct PackLeft<T, TLeft> : IRangeBody
        where T : unmanaged
        where TLeft : struct, IPanelPacker<T>
    {
        public TLeft Packer;
        public T* To;
        public long First, Count, Panels, Depth, DepthCount;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            for (long panel = begin; panel < end; panel++)
            {
                // Panels as even as possible: 16 rows make two tiles of eight, not one of fourteen and one of two.
                long row = Count * panel / Panels, rows = Count * (panel + 1) / Panels - row;
                Packer.Pack(To + row * DepthCount, (int)rows, First + row, (int)rows, Depth, DepthCount);
            }
        }
    }

    private struct PackRight<T, TRight> : IRangeBody
        where T : unmanaged
        where TRight : struct, IPanelPacker<T>
    {
        public TRight Packer;
        public T* To;
        public int Width, Lanes;
        public long First, Count, Depth, DepthCount;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            if (Packer.TryGetRows(out T* origin, out long stride))
            {
                long whole = Math.Clamp(Count / Width - begin, 0, end - begin);
                RowPanels.Pack(To + begin * Width * DepthCount, origin + First + begin * Width + Depth * stride, stride, Width, whole, DepthCount);
                begin += whole;
            }
            for (long panel = begin; panel < end; panel++)
            {
                long column = panel * Width;
                int columns = (int)Math.Min(Width, Count - column);
                int padded = (columns + Lanes - 1) / Lanes * Lanes;
                Packer.Pack(To + column * DepthCount, padded, First + column, columns, Depth, DepthCount);
            }
        }
    }

    private struct TileLoop<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public GemmKernels<T> Kernels;
        public GemmTarget<T> Target;
        public bool First, Last;

        /// <summary>Whether neighbouring tasks, which one thread is likely to run, share a block of columns rather than of rows.</summary>
        public bool ByColumn;
        public T* Left, Right, LeftOrigin, Origin;
        public long LeftStride, OriginStride, Row, Rows, Panels, Column, Columns, ColumnPanels, Depth, RowBlocks, ColumnBlocks;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            for (long task = begin; task < end; task++)
            {
                long rowBlock = ByColumn ? task % RowBlocks : task / ColumnBlocks;
                long columnBlock = ByColumn ? task / RowBlocks : task % ColumnBlocks;
                Multiply(Panels * rowBlock / RowBlocks, Panels * (rowBlock + 1) / RowBlocks,
                    ColumnPanels * columnBlock / ColumnBlocks, ColumnPanels * (columnBlock + 1) / ColumnBlocks);
            }
        }

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Multiply(long firstPanel, long endPanel, long firstColumn, long endColumn)
        {
            int width = Kernels.Width, lanes = Kernels.Lanes;
            T* tile = stackalloc T[Kernels.MaxRows * width];
            bool add = !First || Target.Beta == T.One;
            bool plain = Target.IsPlain(First, Last);
            for (long j = firstColumn; j < endColumn; j++)
            {
                long column = j * width;
                int columns = (int)Math.Min(width, Columns - column);
                int vectors = columns > lanes ? 2 : 1;
                bool whole = columns == vectors * lanes;
                T* right = Right + column * Depth;
                long rightStride = vectors * lanes;
                if (Origin != null)
                {
                    right = whole ? Origin + column : Right;
                    if (whole) rightStride = OriginStride;
                }
                for (long i = firstPanel; i < endPanel; i++)
                {
                    long row = Rows * i / Panels;
                    int rows = (int)(Rows * (i + 1) / Panels - row);
                    T* left = LeftOrigin != null ? LeftOrigin + row : Left + row * Depth;
                    long leftStride = LeftOrigin != null ? LeftStride : rows;
                    if (plain && whole)
                    {
                        Kernels.Micro(rows, vectors)(Depth, left, leftStride, right, rightStride, Target.At(Row + row, Column + column), Target.RowStride, add);
                    }
                    else
                    {
                        Kernels.Micro(rows, vectors)(Depth, left, leftStride, right, rightStride, tile, width, false);
                        Target.Write(tile, width, Row + row, Column + column, rows, columns, First, Last);
                    }
                }
            }
        }
    }
}
