using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A recurrent layer's direction, step by step. The weights are packed once for all steps; in a step each thread multiplies its blocks of hidden units and
/// goes on to their gates while the products are in its first-level cache, so a step costs one meeting of the threads.
/// </summary>
internal static unsafe partial class RecurrentForward<T, V>
    where T : unmanaged, INumber<T>
    where V : struct, ISimd<V, T>
{
    /// <summary>Up to this many sequences the weights are read in place, by dot products: packing would not pay.</summary>
    private const long DotBatch = 4;

    /// <summary>
    /// Weights of inputs and states of no more bytes than this are multiplied together in each step, so that the inputs' share of the gates never goes to memory.
    /// More would push each other out of the second-level caches, and the inputs of all steps are multiplied at once before the first.
    /// </summary>
    private const long JointBytes = 3 << 19;

    /// <summary>Elements of inputs that are packed at a time.</summary>
    private const long PackedInputs = 64 << 10;

    public static void Run(in RecurrentRun run, in Operand lastHidden, in Operand lastCell)
    {
        var steps = new RecurrentSteps(run);
        long units = steps.Units, batch = steps.Batch, rowStride = run.Output.Layout.Strides[0], features = run.InputWeight.Size(1);
        var blocks = new UnitBlocks<T>(units);
        bool dots = batch <= DotBatch, joint = !dots && features > 0 && (features + units) * steps.GateCount * units * sizeof(T) <= JointBytes;
        var weights = new RecurrentPanels<T>(blocks, run.Kind, steps.GateCount, joint ? features : 0);
        long left = batch * units, inputs = joint ? Math.Max(batch * features, Math.Min(run.Input.Size(0) * features, PackedInputs)) : 0;
        fixed (T* gates = &run.Gates.First<T>(), weight = &run.Weight.First<T>(), bias = &run.Bias.First<T>(), output = &run.Output.First<T>())
        fixed (T* input = &run.Input.First<T>(), inputWeight = &run.InputWeight.First<T>(), inputBias = &run.InputBias.First<T>())
        fixed (T* firstHidden = &run.FirstHidden.First<T>(), firstCell = &run.FirstCell.First<T>(), cells = &run.Cells.First<T>())
        fixed (T* lastHiddenRows = &lastHidden.First<T>(), lastCellRows = &lastCell.First<T>())
        {
            // Before this thread's scratch is taken: the product needs it too.
            long width = steps.GateCount * units;
            if (!joint) Gemm.Multiply(run.Input.Size(0), width, features, T.One, input, features, 1, inputWeight, 1, features, T.Zero, gates, width, 1);
            weights.Biases = GemmScratch.Get<T>(weights.BiasSize + (dots ? 0 : weights.Size) + 2 * left + inputs);
            weights.Panels = weights.Biases + weights.BiasSize;
            T* current = weights.Panels + (dots ? 0 : weights.Size), following = current + left, packedInput = following + left;
            weights.Weight = weight;
            weights.InputWeight = inputWeight;
            weights.PackBiases(run.Bias.Count == 0 ? null : bias, run.InputBias.Count == 0 ? null : inputBias);
            if (!dots) WorkerPool.For(blocks.Count, UnitBlocks<T>.Grain(steps.GateCount * units * blocks.Width / 4), ref weights);
            var body = new Body
            {
                Blocks = blocks, Weights = weights, Kind = run.Kind, GateCount = steps.GateCount, Dots = dots, Joint = joint, KeepsGates = run.KeepsGates, Features = features,
                FirstHidden = firstHidden, FirstCell = firstCell, RowStride = rowStride,
            };
            var packInput = new PackInput { Steps = steps, Blocks = blocks, Features = features, Input = input, To = packedInput };
            bool isPacked = false;
            for (int s = 0; s < steps.Count; s++)
            {
                long rows = steps.Size(s), offset = steps.Offset(s), next = steps.Size(s + 1);
                if (joint)
                {
                    if (s == packInput.End) packInput.PackFrom(s, inputs);
                    body.Input = packInput.At(s);
                }
                body.Rows = rows;
                body.Gates = gates + offset * steps.GateCount * units;
                body.Output = output + offset * rowStride;
                body.Cells = cells + offset * units;
                body.PreviousRows = Math.Min(rows, steps.Size(s - 1));
                body.PreviousHidden = output + steps.Offset(s - 1) * rowStride;
                body.PreviousCells = cells + steps.Offset(s - 1) * units;
                if (!isPacked) body.Gather(current);
                body.Left = current;
                // Rows that come or go change the panels; then the states are packed anew before the step.
                isPacked = !dots && next == rows;
                body.Following = isPacked ? following : null;
                WorkerPool.For(blocks.Count, UnitBlocks<T>.Grain(rows * steps.GateCount * (units + (joint ? features : 0)) * blocks.Width), ref body);
                if (isPacked)
                {
                    T* done = current;
                    current = following;
                    following = done;
                }
                for (long r = next; r < rows; r++)
                {
                    Copy(body.Output + r * rowStride, lastHiddenRows + r * units, units);
                    if (run.Kind == RecurrentKind.Lstm) Copy(body.Cells + r * units, lastCellRows + r * units, units);
                }
            }
        }
        run.Input.KeepAlive();
        run.InputWeight.KeepAlive();
        run.InputBias.KeepAlive();
        run.Gates.KeepAlive();
        run.Weight.KeepAlive();
        run.Bias.KeepAlive();
        run.Output.KeepAlive();
        run.FirstHidden.KeepAlive();
        run.FirstCell.KeepAlive();
        run.Cells.KeepAlive();
        lastHidden.KeepAlive();
        lastCell.KeepAlive();
    }

    private static void Copy(T* from, T* to, long count) => new ReadOnlySpan<T>(from, checked((int)count)).CopyTo(new Span<T>(to, (int)count));

    /// <summary>Packs the inputs of some steps in panels, as the steps will want them.</summary>
    private struct PackInput : IRangeBody
    {
        public RecurrentSteps Steps;
        public UnitBlocks<T> Blocks;
        public long Features;
        public T* Input, To;
        public int First, End;

        /// <summary>Where a step's panels lie.</summary>
        public readonly T* At(int step) => To + Place(step);

        /// <summary>Packs from a step on as many as <paramref name="room"/> elements hold.</summary>
        public void PackFrom(int step, long room)
        {
            (First, End) = (step, step);
            long rows = 0;
            while (End < Steps.Count && (rows + Steps.Size(End)) * Features <= room) rows += Steps.Size(End++);
            WorkerPool.For(End - First, Math.Max(1, (16 << 10) / (Steps.Size(step) * Features)), ref this);
        }

        public readonly void Run(long begin, long end)
        {
            for (int s = First + (int)begin; s < First + (int)end; s++)
            {
                long rows = Steps.Size(s), panels = Blocks.Panels(rows);
                var packer = new StridedPanels<T>(Input + Steps.Offset(s) * Features, Features, 1);
                T* to = At(s);
                for (long p = 0; p < panels; p++)
                {
                    long row = rows * p / panels;
                    int height = (int)(rows * (p + 1) / panels - row);
                    packer.Pack(to + row * Features, height, row, height, 0, Features);
                }
            }
        }

        // Steps lie in memory forwards or backwards; those packed together are neighbours either way.
        private readonly long Place(int step)
        {
            long first = Math.Min(Steps.Offset(First), Steps.Offset(End - 1));
            return (Steps.Offset(step) - first) * Features;
        }
    }
}
