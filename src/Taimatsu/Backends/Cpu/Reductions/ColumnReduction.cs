using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Reductions whose innermost dimension is kept: rows are combined into a block of columns, four rows at a time, without transposing anything; in registers where the rows need no conversion.
/// Narrow rows that follow each other are taken several at a time as one wide row. Chunks of rows are combined pairwise; they depend on the shape alone, so any number of threads gives the same bits.
/// </summary>
internal static unsafe class ColumnReduction<T, TOp> where T : unmanaged where TOp : struct, IReduceOp
{
    private const int Block = 256, ChunkRows = 128, Padding = 64, Stride = Block + Padding, MostSplits = 64, FewUnits = 16;

    public static void Run(TOp op, in ReducePlan plan, T* target, byte* source, T* center, bool plain,
        delegate*<byte*, long, byte*, long, long, void> convert, int elementSize)
    {
        long columns = plan.KeptSizes[0], blocks = (columns + Block - 1) / Block, units = plan.Outputs / columns * blocks;
        bool direct = plain && plan.KeptSource[0] == elementSize;
        long fold = direct && plan.RowsAreAdjacent ? Fold(columns) : 1, rows = plan.Length / fold, width = Math.Min(fold * columns, Block);
        var body = new Body { Op = op, Plan = plan, Target = target, Source = source, Center = center, Convert = convert, Direct = direct, Blocks = blocks, Splits = 1, Rows = rows, SplitRows = rows, Fold = fold };
        if (units < FewUnits && rows * width >= 2 * ElementLoop.Grain && rows >= 2 * ChunkRows)
        {
            body.Splits = Math.Min(Math.Min(MostSplits, rows * width / ElementLoop.Grain), rows / ChunkRows);
            body.SplitRows = ((rows + body.Splits - 1) / body.Splits + ChunkRows - 1) / ChunkRows * ChunkRows;
            body.Splits = (rows + body.SplitRows - 1) / body.SplitRows;
        }
        if (body.Splits > 1)
        {
            body.Partial = (T*)NativeMemory.AlignedAlloc((nuint)(units * body.Splits * Stride * sizeof(T)), 64);
            try
            {
                WorkerPool.For(units * body.Splits, 1, ref body);
                for (long unit = 0; unit < units; unit++)
                {
                    T* first = body.Partial + unit * body.Splits * Stride;
                    // Pairwise: neighbours first, then neighbours of neighbours.
                    for (long step = 1; step < body.Splits; step *= 2)
                        for (long s = 0; s + step < body.Splits; s += 2 * step)
                            ReduceVector<T, TOp>.Combine(op, first + s * Stride, first + (s + step) * Stride, Block);
                    body.Finish(unit, first);
                }
            }
            finally
            {
                NativeMemory.AlignedFree(body.Partial);
            }
            return;
        }
        long grain = Math.Max(1, ElementLoop.Grain / Math.Max(1, rows * width));
        if (units <= grain) body.Run(0, units);
        else WorkerPool.For(units, grain, ref body);
    }

    // How many rows make one wide row: whole vectors if that is possible, and as many as a block holds. Rows that fill some vectors by themselves stay single.
    private static long Fold(long columns)
    {
        long lanes = VectorWidth.Bits / 8 / sizeof(T);
        if (columns >= 4 * lanes || columns > Block / 2) return 1;
        long whole = lanes / Math.Min(lanes, columns & -columns); // by their common power of two
        return whole * columns <= Block ? Block / (whole * columns) * whole : Block / columns;
    }

    private struct Body : IRangeBody
    {
        public TOp Op;
        public ReducePlan Plan;
        public T* Target, Center, Partial;
        public byte* Source;
        public delegate*<byte*, long, byte*, long, long, void> Convert;
        public bool Direct;
        public long Blocks, Splits, Rows, SplitRows, Fold; // rows are wide ones

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            // Room for the accumulators and the centres; for staged rows; for the levels of the cascade.
            T* space = stackalloc T[2 * Stride];
            int levels = Math.Min(SplitRows, Rows) <= ChunkRows ? 0 : 2 + BitLength(Math.Min(SplitRows, Rows) / ChunkRows);
            T* more = Direct && levels == 0 ? null : (T*)NativeMemory.AlignedAlloc((nuint)((4 + levels) * Stride * sizeof(T)), 64);
            new Span<T>(space + Stride, Stride).Clear();
            for (long i = begin; i < end; i++)
            {
                long unit = i / Splits, split = i % Splits;
                if (Accumulate(unit, split * SplitRows, Math.Min(Rows, (split + 1) * SplitRows), space, space + Stride, more)) continue;
                if (Splits == 1) Finish(unit, space);
                else Buffer.MemoryCopy(space, Partial + i * Stride, Block * sizeof(T), Block * sizeof(T));
            }
            NativeMemory.AlignedFree(more);
        }

        private static int BitLength(long value) => 64 - BitOperations.LeadingZeroCount((ulong)value);

        /// <summary>Writes a block of columns to the target; of wide rows first their parts are combined, and the rows that are left over.</summary>
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Finish(long unit, T* accumulators)
        {
            Locate(unit, out long count, out byte* start, out long at);
            for (long parts = Fold; parts > 1;)
            {
                long half = parts / 2;
                ReduceVector<T, TOp>.Combine(Op, accumulators, accumulators + (parts - half) * count, half * count);
                parts -= half;
            }
            T* centers = stackalloc T[Stride];
            new Span<T>(centers, (int)count + Padding).Clear();
            CopyCenters(centers, count, at);
            if (Plan.Length > Rows * Fold)
                ColumnLanes<T, TOp>.Run(Op, accumulators, accumulators, false, start + Rows * Fold * Plan.ReducedSource[0], Plan.ReducedSource[0], Plan.Length - Rows * Fold, centers, count);
            long stride = Plan.KeptTarget[0];
            if (stride == 1) ReduceVector<T, TOp>.Finish(Op, accumulators, centers, Target + at, count);
            else
                for (long c = 0; c < count; c++) Target[at + c * stride] = ReduceVector<T, TOp>.Finish(Op, accumulators[c], centers[c]);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void CopyCenters(T* centers, long count, long at)
        {
            if (Center == null) return;
            for (long part = 0; part < Fold; part++)
                for (long c = 0; c < count; c++) centers[part * count + c] = Center[at + c * Plan.KeptTarget[0]];
        }

        // A unit is a block of columns at one place of the outer kept dimensions.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Locate(long unit, out long count, out byte* start, out long at)
        {
            long block = unit % Blocks, rest = unit / Blocks;
            count = Math.Min(Block, Plan.KeptSizes[0] - block * Block);
            start = Source + block * Block * Plan.KeptSource[0];
            at = block * Block * Plan.KeptTarget[0];
            for (int d = 1; d < Plan.Kept; d++)
            {
                long i = rest % Plan.KeptSizes[d];
                rest /= Plan.KeptSizes[d];
                start += i * Plan.KeptSource[d];
                at += i * Plan.KeptTarget[d];
            }
        }

        // True if the results are in the target already.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly bool Accumulate(long unit, long first, long last, T* sums, T* centers, T* more)
        {
            Locate(unit, out long count, out byte* start, out long at);
            CopyCenters(centers, count, at);
            if (Direct && Plan.Reduced == 1)
            {
                long step = Fold * Plan.ReducedSource[0], wide = Fold * count;
                if (last - first <= ChunkRows)
                {
                    bool finishes = Splits == 1 && Fold == 1 && Plan.KeptTarget[0] == 1;
                    ColumnLanes<T, TOp>.Run(Op, null, finishes ? Target + at : sums, finishes, start + first * step, step, last - first, centers, wide);
                    return finishes;
                }
            }
            T* staged = more, levels = more + 4 * Stride;
            long chunks = 0;
            for (long row = first; row < last; chunks++)
            {
                Chunk(sums, start, row, Math.Min(last, row + ChunkRows), centers, staged, count);
                row = Math.Min(last, row + ChunkRows);
                if (last - first <= ChunkRows) return false;
                int level = 0;
                for (; ((chunks >> level) & 1) != 0; level++) ReduceVector<T, TOp>.Combine(Op, sums, levels + level * Stride, Block);
                Buffer.MemoryCopy(sums, levels + level * Stride, Block * sizeof(T), Block * sizeof(T));
            }
            bool any = false;
            for (int level = 0; chunks >> level != 0; level++)
            {
                if (((chunks >> level) & 1) == 0) continue;
                if (any) ReduceVector<T, TOp>.Combine(Op, sums, levels + level * Stride, Block);
                else Buffer.MemoryCopy(levels + level * Stride, sums, Block * sizeof(T), Block * sizeof(T));
                any = true;
            }
            return false;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Chunk(T* sums, byte* start, long row, long end, T* centers, T* staged, long count)
        {
            if (Direct && (Plan.Reduced == 1 || Plan.ReducedSizes[0] >= 4))
            {
                long inner = Plan.Reduced == 1 ? long.MaxValue : Plan.ReducedSizes[0], step = Fold * Plan.ReducedSource[0];
                for (bool begins = true; row < end; begins = false)
                {
                    long rows = Math.Min(end - row, inner - row % inner);
                    ColumnLanes<T, TOp>.Run(Op, begins ? null : sums, sums, false, RowAt(start, row), step, rows, centers, Fold * count);
                    row += rows;
                }
                return;
            }
            T** rowStarts = stackalloc T*[4];
            BlockFill.Run(sums, ReduceVector<T, TOp>.Identity(Op), Stride);
            while (row < end)
            {
                int n = (int)Math.Min(4, end - row);
                for (int r = 0; r < n; r++, row++)
                {
                    byte* x = RowAt(start, row);
                    rowStarts[r] = (T*)x;
                    if (Direct) continue;
                    rowStarts[r] = staged + r * Stride;
                    Convert(x, Plan.KeptSource[0], (byte*)rowStarts[r], sizeof(T), count);
                }
                ReduceVector<T, TOp>.Rows(Op, sums, rowStarts, n, centers, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly byte* RowAt(byte* start, long row)
        {
            if (Plan.Reduced == 1) return start + row * Fold * Plan.ReducedSource[0];
            for (int d = 0; d < Plan.Reduced; d++)
            {
                start += row % Plan.ReducedSizes[d] * Plan.ReducedSource[d];
                row /= Plan.ReducedSizes[d];
            }
            return start;
        }
    }
}
