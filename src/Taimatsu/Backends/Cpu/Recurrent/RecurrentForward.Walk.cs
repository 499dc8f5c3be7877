namespace Taimatsu.Backends.Cpu;

/// <content>From step to step.</content>
internal static unsafe partial class RecurrentForward<T, V>
{
    /// <summary>Takes parts of the sequences through all steps.</summary>
    private struct Walk : IRangeBody
    {
        public RecurrentSteps Steps;
        public Body Step;
        public long Parts, PartSize;
        public int Slots;
        public T* Input, Gates, Output, Cells, LastHidden, LastCell, Memory;

        /// <summary>Elements of a part's memory: some steps' left operands. No two parts share a cache line.</summary>
        public readonly long Room => (Slots * PartSize + 63) & ~63;

        public readonly void Run(long begin, long end)
        {
            for (long part = begin; part < end; part++) Follow(Parts == 1 ? Steps : Steps.Part(part, Parts), Memory + part * Room);
        }

        private readonly void Follow(in RecurrentSteps steps, T* memory)
        {
            long units = steps.Units;
            T* lastHidden = LastHidden + steps.First * units, lastCell = LastCell + steps.First * units;
            var body = Step;
            var left = new LeftPanels { Steps = steps, Blocks = body.Blocks, Features = body.Features, Slots = Slots, Input = Input, Memory = memory };
            body.FirstHidden += steps.First * units;
            body.FirstCell += steps.First * units;
            bool isPacked = false;
            for (int s = 0; s < steps.Count; s++)
            {
                long rows = steps.Size(s), offset = steps.Offset(s), next = steps.Size(s + 1);
                if (rows == 0) continue;
                if (body.Joint && s >= left.End) left.PackFrom(s);
                body.Rows = rows;
                body.Gates = Gates + offset * steps.GateCount * units;
                body.Output = Output + offset * body.RowStride;
                body.Cells = Cells + offset * units;
                body.PreviousRows = Math.Min(rows, steps.Size(s - 1));
                body.PreviousHidden = Output + steps.Offset(s - 1) * body.RowStride;
                body.PreviousCells = Cells + steps.Offset(s - 1) * units;
                body.Left = left.At(s);
                if (!isPacked) body.Gather(body.Left);
                // Rows that come or go change the panels; then the states are packed anew before the step.
                isPacked = !body.Dots && next == rows;
                body.Following = isPacked ? left.At(s + 1) : null;
                WorkerPool.For(body.Blocks.Count, UnitBlocks<T>.StepGrain(rows, steps.GateCount * body.Depth * body.Blocks.Width), ref body);
                for (long r = next; r < rows; r++)
                {
                    Copy(body.Output + r * body.RowStride, lastHidden + r * units, units);
                    if (body.Kind == RecurrentKind.Lstm) Copy(body.Cells + r * units, lastCell + r * units, units);
                }
            }
        }
    }

    /// <summary>
    /// The left operands of some steps, in turn in the same slots: panels of rows, the inputs' features before the hidden states, so that one call of a kernel takes both. A step writes the
    /// states of the next one; the inputs of all slots are packed at once.
    /// </summary>
    private struct LeftPanels : IRangeBody
    {
        public RecurrentSteps Steps;
        public UnitBlocks<T> Blocks;
        public long Features;
        public T* Input, Memory;
        public int Slots, First, End;

        /// <summary>Where a step's panels lie.</summary>
        public readonly T* At(int step) => Memory + step % Slots * Steps.Batch * (Features + Blocks.Units);

        /// <summary>Packs the inputs from a step on.</summary>
        public void PackFrom(int step)
        {
            First = step;
            End = Math.Min(Steps.Count, step + Slots);
            WorkerPool.For(End - First, Math.Max(1, (16 << 10) / (Steps.Size(step) * Features)), ref this);
        }

        public readonly void Run(long begin, long end)
        {
            for (int s = First + (int)begin; s < First + (int)end; s++)
            {
                long rows = Steps.Size(s), panels = Blocks.Panels(rows), depth = Features + Blocks.Units;
                var packer = new StridedPanels<T>(Input + Steps.Offset(s) * Features, Features, 1);
                T* to = At(s);
                for (long p = 0; p < panels; p++)
                {
                    long row = rows * p / panels;
                    int height = (int)(rows * (p + 1) / panels - row);
                    packer.Pack(to + row * depth, height, row, height, 0, Features);
                }
            }
        }
    }

    private static void Copy(T* from, T* to, long count) => new ReadOnlySpan<T>(from, checked((int)count)).CopyTo(new Span<T>(to, (int)count));
}
