using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Reductions whose innermost dimension is reduced: each result comes from one run of elements after the other. Few long results are cut into
/// chunks that depend on the shape alone, so any number of threads gives the same bits.
/// </summary>
internal static unsafe class RowReduction<T, TOp> where T : unmanaged where TOp : struct, IReduceOp
{
    // Lines of so many vectors are short; so many pieces are added up before they join the total.
    private const int Few = 64, MostPieces = 64;

    private const int Piece = 4096, Staged = 1024, MostChunks = 64, FewOutputs = 16;

    public static void Run(TOp op, in ReducePlan plan, T* target, byte* source, T* center, bool plain,
        delegate*<byte*, long, byte*, long, long, void> convert, int elementSize)
    {
        var body = new Body
        {
            Op = op, Plan = plan, Target = target, Source = source, Center = center, Convert = convert,
            Direct = plain && plan.ReducedSource[0] == elementSize && (plan.Reduced == 1 || plan.ReducedSizes[0] >= ReducePlan.ShortestRun),
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

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            if (Direct && Chunks == 1)
            {
                if (VectorWidth.Bits >= 512) Lines<V512<T>>(begin, end);
                else if (VectorWidth.Bits >= 256) Lines<V256<T>>(begin, end);
                else Lines<V128<T>>(begin, end);
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

        // As many lines at a time as a vector has lanes: each is combined into a vector first, and the lanes of all are folded together.
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private readonly void Lines<V>(long begin, long end) where V : struct, ISimd<V, T>
        {
            T* totals = stackalloc T[V.Count * V.Count];
            T* centers = stackalloc T[V.Count];
            V.Store(V.Zero, centers);
            for (long unit = begin; unit < end;)
            {
                byte* start = Source;
                long at = 0, rest = unit, many = Math.Min(V.Count, end - unit);
                for (int d = 0; d < Plan.Kept; d++)
                {
                    long i = d == Plan.Kept - 1 ? rest : rest % Plan.KeptSizes[d];
                    rest /= Plan.KeptSizes[d];
                    start += i * Plan.KeptSource[d];
                    at += i * Plan.KeptTarget[d];
                    if (d == 0) many = Math.Min(many, Plan.KeptSizes[0] - i);
                }
                int count = Plan.Kept == 0 ? 1 : (int)many;
                long step = Plan.Kept == 0 ? 0 : Plan.KeptSource[0], targetStep = Plan.Kept == 0 ? 1 : Plan.KeptTarget[0];
                if (Center != null)
                    for (int r = 0; r < count; r++) centers[r] = Center[at + r * targetStep];
                if (Plan.Reduced == 1 && Plan.Length < (TOp.MapsAtLength ? 1 : Few) * V.Count) ShortLines<V>(Op, totals, start, step, count, Plan.Length, centers);
                else
                    for (int r = 0; r < count; r++) V.Store(Line(start + r * step, V.Create(centers[r])), totals + r * V.Count);
                Write<V>(totals, centers, count, Target + at, targetStep);
                unit += count;
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private readonly void Write<V>(T* totals, T* centers, int count, T* target, long step) where V : struct, ISimd<V, T>
        {
            if (!LaneFold<V, T, TOp>.IsSupported || count < V.Count / 4)
            {
                for (int r = 0; r < count; r++) target[r * step] = ReduceVector<T, TOp>.Finish(Op, Across.Combine<V, T, TOp>(Op, V.Load(totals + r * V.Count)), centers[r]);
                return;
            }
            for (int r = count; r < V.Count; r++) V.Store(V.One, totals + r * V.Count);
            V results = Op.Finish<V, T>(LaneFold<V, T, TOp>.Run(Op, totals), V.Load(centers));
            if (step == 1) PartialVector.Store(results, target, count);
            else
            {
                V.Store(results, totals);
                for (int r = 0; r < count; r++) target[r * step] = totals[r];
            }
        }

        // Lines of a few vectors, without a call for each.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void ShortLines<V>(TOp op, T* totals, byte* x, long step, int count, long length, T* centers) where V : struct, ISimd<V, T>
        {
            long whole = length / V.Count * V.Count, rest = length - whole;
            V identity = op.Identity<V, T>();
            for (int r = 0; r < count; r++, x += step)
            {
                V c = V.Create(centers[r]), sum = identity, other = identity;
                if (rest != 0) sum = PartialVector.Merge<V, T>(op.Map<V, T>(PartialVector.Load<V, T>((T*)x + whole, rest), c), identity, rest);
                long i = 0;
                if (!TOp.MapsAtLength)
                    for (; i + 2 * V.Count <= whole; i += 2 * V.Count)
                    {
                        sum = op.Combine<V, T>(sum, op.Map<V, T>(V.Load((T*)x + i), c));
                        other = op.Combine<V, T>(other, op.Map<V, T>(V.Load((T*)x + i + V.Count), c));
                    }
                for (; i < whole; i += V.Count) sum = op.Combine<V, T>(sum, op.Map<V, T>(V.Load((T*)x + i), c));
                sum = op.Combine<V, T>(sum, other);
                V.Store(sum, totals + r * V.Count);
            }
        }

        // All reduced elements of one result, in pieces.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private readonly V Line<V>(byte* start, V center) where V : struct, ISimd<V, T>
        {
            if (Plan.Reduced == 1 && Plan.Length <= Piece) return ReduceVector<T, TOp>.Lanes(Op, (T*)start, Plan.Length, center);
            V identity = Op.Identity<V, T>(), total = identity, sum = identity;
            long inner = Plan.ReducedSizes[0];
            int pending = 0;
            for (long first = 0; first < Plan.Length; first += inner)
            {
                byte* x = start;
                long rest = first / inner;
                for (int d = 1; d < Plan.Reduced; d++)
                {
                    x += rest % Plan.ReducedSizes[d] * Plan.ReducedSource[d];
                    rest /= Plan.ReducedSizes[d];
                }
                for (long done = 0; done < inner; done += Piece)
                {
                    sum = Op.Combine<V, T>(sum, ReduceVector<T, TOp>.Lanes(Op, (T*)x + done, Math.Min(Piece, inner - done), center));
                    if (++pending < MostPieces) continue;
                    (total, sum, pending) = (Op.Combine<V, T>(total, sum), identity, 0);
                }
            }
            return Op.Combine<V, T>(total, sum);
        }

        // A range of the reduced elements, which are numbered with the smallest stride first.
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
