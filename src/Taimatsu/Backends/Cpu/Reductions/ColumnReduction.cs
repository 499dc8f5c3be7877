using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Reductions whose innermost dimension is kept: rows are combined into a block of columns, four rows at a time, without transposing anything; in registers where the rows need no conversion.
/// Chunks of rows are combined pairwise; they depend on the shape alone, so any number of threads gives the same bits.
/// </summary>
internal static unsafe class ColumnReduction<T, TOp> where T : unmanaged where TOp : struct, IReduceOp
{
    private const int Block = 256, ChunkRows = 128, Padding = 64, MostSplits = 64, FewUnits = 16;

    public static void Run(TOp op, in ReducePlan plan, T* target, byte* source, T* center, bool plain,
        delegate*<byte*, long, byte*, long, long, void> convert, int elementSize)
    {
        long columns = plan.KeptSizes[0], blocks = (columns + Block - 1) / Block, units = plan.Outputs / columns * blocks;
        var body = new Body
        {
            Op = op, Plan = plan, Target = target, Source = source, Center = center, Convert = convert,
            Direct = plain && plan.KeptSource[0] == elementSize, Blocks = blocks, Splits = 1, SplitRows = plan.Length,
        };
        long width = Math.Min(columns, Block);
        if (units < FewUnits && plan.Length * width >= 2 * ElementLoop.Grain && plan.Length >= 2 * ChunkRows)
        {
            body.Splits = Math.Min(Math.Min(MostSplits, plan.Length * width / ElementLoop.Grain), plan.Length / ChunkRows);
            body.SplitRows = ((plan.Length + body.Splits - 1) / body.Splits + ChunkRows - 1) / ChunkRows * ChunkRows;
            body.Splits = (plan.Length + body.SplitRows - 1) / body.SplitRows;
        }
        if (body.Splits > 1)
        {
            long most = Block + Padding;
            body.Partial = (T*)NativeMemory.AlignedAlloc((nuint)(units * body.Splits * most * sizeof(T)), 64);
            try
            {
                WorkerPool.For(units * body.Splits, 1, ref body);
                for (long unit = 0; unit < units; unit++)
                {
                    T* first = body.Partial + unit * body.Splits * most;
                    // Pairwise: neighbours first, then neighbours of neighbours.
                    for (long step = 1; step < body.Splits; step *= 2)
                        for (long s = 0; s + step < body.Splits; s += 2 * step)
                            ReduceVector<T, TOp>.Combine(op, first + s * most, first + (s + step) * most, Block);
                    body.Finish(unit, first, null);
                }
            }
            finally
            {
                NativeMemory.AlignedFree(body.Partial);
            }
            return;
        }
        long grain = Math.Max(1, ElementLoop.Grain / Math.Max(1, plan.Length * width));
        if (units <= grain) body.Run(0, units);
        else WorkerPool.For(units, grain, ref body);
    }

    private struct Body : IRangeBody
    {
        public TOp Op;
        public ReducePlan Plan;
        public T* Target, Center, Partial;
        public byte* Source;
        public delegate*<byte*, long, byte*, long, long, void> Convert;
        public bool Direct;
        public long Blocks, Splits, SplitRows;

        [SkipLocalsInit]
        public readonly void Run(long begin, long end)
        {
            // Room for the accumulators, the centres, the four staged rows and the levels of the cascade.
            int levels = 2 + BitOperations(Math.Min(SplitRows, Plan.Length) / ChunkRows);
            int stride = Block + Padding;
            T* space = (T*)NativeMemory.AlignedAlloc((nuint)((6 + levels) * stride * sizeof(T)), 64);
            for (long i = begin; i < end; i++)
            {
                long unit = i / Splits, split = i % Splits;
                Accumulate(unit, split * SplitRows, Math.Min(Plan.Length, (split + 1) * SplitRows), space, stride);
                if (Splits == 1) Finish(unit, space, space + stride);
                else Buffer.MemoryCopy(space, Partial + i * stride, Block * sizeof(T), Block * sizeof(T));
            }
            NativeMemory.AlignedFree(space);
        }

        private static int BitOperations(long value) => 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)value);

        /// <summary>Writes a block of columns to the target. The centres of its columns are looked up if none are handed over.</summary>
        [SkipLocalsInit]
        public readonly void Finish(long unit, T* accumulators, T* centers)
        {
            Locate(unit, out long count, out _, out long at);
            long stride = Plan.KeptTarget[0];
            if (stride == 1 && (centers != null || Center == null))
            {
                T* zeros = stackalloc T[Block];
                if (centers == null) new Span<T>(zeros, Block).Clear();
                ReduceVector<T, TOp>.Finish(Op, accumulators, centers == null ? zeros : centers, Target + at, count);
                return;
            }
            for (long c = 0; c < count; c++)
                Target[at + c * stride] = ReduceVector<T, TOp>.Finish(Op, accumulators[c], Center == null ? default : Center[at + c * stride]);
        }

        // A unit is a block of columns at one place of the outer kept dimensions.
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

        private readonly void Accumulate(long unit, long first, long last, T* space, int stride)
        {
            Locate(unit, out long count, out byte* start, out long at);
            T* sums = space, centers = space + stride, staged = space + 2 * stride, levels = space + 6 * stride;
            T** rows = stackalloc T*[4];
            T identity = ReduceVector<T, TOp>.Identity(Op);
            new Span<T>(centers, stride).Clear();
            if (Center != null)
                for (long c = 0; c < count; c++) centers[c] = Center[at + c * Plan.KeptTarget[0]];
            long chunks = 0;
            for (long row = first; row < last; chunks++)
            {
                new Span<T>(sums, stride).Fill(identity);
                if (Direct && Plan.Reduced == 1)
                {
                    long some = Math.Min(last - row, ChunkRows);
                    ReduceVector<T, TOp>.Columns(Op, sums, start + row * Plan.ReducedSource[0], Plan.ReducedSource[0], some, centers, count);
                    row += some;
                }
                for (long end = Math.Min(last, first + (chunks + 1) * ChunkRows); row < end;)
                {
                    int n = (int)Math.Min(4, end - row);
                    for (int r = 0; r < n; r++, row++)
                    {
                        byte* x = start;
                        if (Plan.Reduced == 1) x += row * Plan.ReducedSource[0];
                        else
                        {
                            long rest = row;
                            for (int d = 0; d < Plan.Reduced; d++)
                            {
                                x += rest % Plan.ReducedSizes[d] * Plan.ReducedSource[d];
                                rest /= Plan.ReducedSizes[d];
                            }
                        }
                        rows[r] = (T*)x;
                        if (Direct) continue;
                        rows[r] = staged + r * stride;
                        Convert(x, Plan.KeptSource[0], (byte*)rows[r], sizeof(T), count);
                    }
                    ReduceVector<T, TOp>.Rows(Op, sums, rows, n, centers, count);
                }
                if (last - first <= ChunkRows) return;
                int level = 0;
                for (; ((chunks >> level) & 1) != 0; level++) ReduceVector<T, TOp>.Combine(Op, sums, levels + level * stride, Block);
                Buffer.MemoryCopy(sums, levels + level * stride, Block * sizeof(T), Block * sizeof(T));
            }
            bool any = false;
            for (int level = 0; chunks >> level != 0; level++)
            {
                if (((chunks >> level) & 1) == 0) continue;
                if (any) ReduceVector<T, TOp>.Combine(Op, sums, levels + level * stride, Block);
                else Buffer.MemoryCopy(levels + level * stride, sums, Block * sizeof(T), Block * sizeof(T));
                any = true;
            }
        }
    }
}
