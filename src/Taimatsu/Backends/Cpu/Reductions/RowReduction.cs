using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Reductions whose innermost dimension is reduced: each result comes from one run of elements after the other. Few long results are cut into
/// chunks that depend on the shape alone, so any number of threads gives the same bits.
/// </summary>
internal static unsafe class RowReduction<T, TOp> where T : unmanaged where TOp : struct, IReduceOp
{
    private const int Piece = 4096, Staged = 1024, ShortestRun = 64, MostChunks = 64, FewOutputs = 16;

    public static void Run(TOp op, in ReducePlan plan, T* target, byte* source, T* center, bool plain,
        delegate*<byte*, long, byte*, long, long, void> convert, int elementSize)
    {
        var body = new Body
        {
            Op = op, Plan = plan, Target = target, Source = source, Center = center, Convert = convert,
            Direct = plain && plan.ReducedSource[0] == elementSize && (plan.Reduced == 1 || plan.ReducedSizes[0] >= ShortestRun),
            Chunks = 1, ChunkLength = plan.Length,
        };
        if (plan.Outputs < FewOutputs && plan.Length >= 2 * ElementLoop.Grain)
        {
            body.Chunks = Math.Min(MostChunks, plan.Length / ElementLoop.Grain);
            body.ChunkLength = (plan.Length + body.Chunks - 1) / body.Chunks;
            body.Chunks = (plan.Length + body.ChunkLength - 1) / body.ChunkLength;
            T* partial = stackalloc T[(int)(plan.Outputs * body.Chunks)];
            body.Partial = partial;
            WorkerPool.For(plan.Outputs * body.Chunks, 1, ref body);
            for (long o = 0; o < plan.Outputs; o++)
            {
                var sum = new Cascade<T, TOp>(op);
                for (long c = 0; c < body.Chunks; c++) sum.Add(partial[o * body.Chunks + c]);
                target[o] = ReduceVector<T, TOp>.Finish(op, sum.Total(), center == null ? default : center[o]);
            }
            return;
        }
        long grain = Math.Max(1, ElementLoop.Grain / plan.Length);
        if (plan.Outputs <= grain) body.Run(0, plan.Outputs);
        else WorkerPool.For(plan.Outputs, grain, ref body);
    }

    private struct Body : IRangeBody
    {
        public TOp Op;
        public ReducePlan Plan;
        public T* Target, Center, Partial;
        public byte* Source;
        public delegate*<byte*, long, byte*, long, long, void> Convert;
        public bool Direct;
        public long Chunks, ChunkLength;

        public readonly void Run(long begin, long end)
        {
            if (Direct && Chunks == 1 && Plan.Reduced == 1 && Plan.Kept == 1 && Center == null && Plan.Length <= Piece)
            {
                for (long unit = begin; unit < end; unit++)
                    Target[unit * Plan.KeptTarget[0]] = ReduceVector<T, TOp>.Finish(Op, ReduceVector<T, TOp>.Run(Op, (T*)(Source + unit * Plan.KeptSource[0]), Plan.Length, default), default);
                return;
            }
            for (long unit = begin; unit < end; unit++)
            {
                long output = Chunks == 1 ? unit : unit / Chunks, chunk = Chunks == 1 ? 0 : unit % Chunks;
                // Units are numbered in the order of the kept dimensions, the smallest stride first.
                byte* start = Source;
                long at = 0, rest = output;
                for (int d = 0; d < Plan.Kept; d++)
                {
                    long i = d == Plan.Kept - 1 ? rest : rest % Plan.KeptSizes[d];
                    rest /= Plan.KeptSizes[d];
                    start += i * Plan.KeptSource[d];
                    at += i * Plan.KeptTarget[d];
                }
                T center = Center == null ? default : Center[at];
                long first = chunk * ChunkLength, last = Math.Min(Plan.Length, first + ChunkLength);
                T total = Direct && Plan.Reduced == 1 && last - first <= Piece
                    ? ReduceVector<T, TOp>.Run(Op, (T*)start + first, last - first, center)
                    : Range(start, first, last, center);
                if (Chunks == 1) Target[at] = ReduceVector<T, TOp>.Finish(Op, total, center);
                else Partial[at * Chunks + chunk] = total;
            }
        }

        // A range of the reduced elements, which are numbered with the smallest stride first.
        [SkipLocalsInit]
        private readonly T Range(byte* start, long first, long last, T center)
        {
            var sum = new Cascade<T, TOp>(Op);
            byte* staged = stackalloc byte[Staged * sizeof(double)];
            long filled = 0, inner = Plan.ReducedSizes[0], stride = Plan.ReducedSource[0];
            for (long i = first; i < last;)
            {
                byte* x = start;
                long rest = i / inner, column = i % inner;
                for (int d = 1; d < Plan.Reduced; d++)
                {
                    x += rest % Plan.ReducedSizes[d] * Plan.ReducedSource[d];
                    rest /= Plan.ReducedSizes[d];
                }
                x += column * stride;
                long run = Math.Min(inner - column, last - i);
                i += run;
                if (Direct)
                {
                    for (long done = 0; done < run; done += Piece)
                        sum.Add(ReduceVector<T, TOp>.Run(Op, (T*)x + done, Math.Min(Piece, run - done), center));
                    continue;
                }
                while (run > 0)
                {
                    long n = Math.Min(run, Staged - filled);
                    Convert(x, stride, staged + filled * sizeof(T), sizeof(T), n);
                    filled += n;
                    x += n * stride;
                    run -= n;
                    if (filled < Staged) continue;
                    sum.Add(ReduceVector<T, TOp>.Run(Op, (T*)staged, filled, center));
                    filled = 0;
                }
            }
            if (filled > 0) sum.Add(ReduceVector<T, TOp>.Run(Op, (T*)staged, filled, center));
            return sum.Total();
        }
    }
}
