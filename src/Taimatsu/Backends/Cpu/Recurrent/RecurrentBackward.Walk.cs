namespace Taimatsu.Backends.Cpu;

/// <content>From step to step.</content>
internal static unsafe partial class RecurrentBackward<T, V>
{
    /// <summary>Takes parts of the sequences back through all steps.</summary>
    private struct Walk : IRangeBody
    {
        public RecurrentSteps Steps;
        public Body Step;
        public long Parts, PartBatch, Features;
        public T* Gates, GateGrads, HiddenGateGrads, Output, OutputGrad, Cells, InputGrad, Memory;

        private readonly long Depth => Steps.GateCount * Steps.Units;

        /// <summary>Elements of a part's memory: two sets of gates' gradients. No two parts share a cache line.</summary>
        public readonly long Room => (2 * PartBatch * Depth + 63) & ~63;

        public readonly void Run(long begin, long end)
        {
            for (long part = begin; part < end; part++) Follow(Parts == 1 ? Steps : Steps.Part(part, Parts), Memory + part * Room);
        }

        private readonly void Follow(in RecurrentSteps steps, T* memory)
        {
            long units = steps.Units;
            T* current = memory, later = current + steps.Batch * Depth;
            var body = Step;
            body.FirstHidden += steps.First * units;
            body.FirstCell += steps.First * units;
            body.HiddenGrad += steps.First * units;
            body.CellGrad += steps.First * units;
            long width = body.Blocks.Width + body.InputBlocks.Count * body.Blocks.Width / body.Blocks.Count;
            // One round more than steps: what the first step's gates send to the first state.
            for (int s = steps.Count - 1; s >= -1; s--)
            {
                long rows = steps.Size(s), offset = steps.Offset(s);
                body.LaterRows = steps.Size(s + 1);
                body.Later = later;
                body.InputGrad = InputGrad + steps.Offset(s + 1) * Features;
                body.Rows = rows;
                body.Current = current;
                body.Gates = Gates + offset * Depth;
                body.GateGrads = GateGrads + offset * Depth;
                body.HiddenGateGrads = HiddenGateGrads + offset * Depth;
                body.Output = Output + offset * body.RowStride;
                body.OutputGrad = OutputGrad + offset * body.GradStride;
                body.Cells = Cells + offset * units;
                body.PreviousRows = Math.Min(rows, steps.Size(s - 1));
                body.PreviousHidden = Output + steps.Offset(s - 1) * body.RowStride;
                body.PreviousCells = Cells + steps.Offset(s - 1) * units;
                WorkerPool.For(body.Blocks.Count, UnitBlocks<T>.StepGrain(Math.Max(rows, body.LaterRows), Depth * width), ref body);
                T* done = current;
                current = later;
                later = done;
            }
        }
    }
}
