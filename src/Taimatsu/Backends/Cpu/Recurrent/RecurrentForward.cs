using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A recurrent layer's direction, step by step. The weights are packed once for all steps; in a step each block of hidden units is multiplied, and its gates are computed
/// while the products are in the first-level cache. Threads take sequences of their own through all steps, or if those are too few or the weights too many for
/// each thread's cache, blocks of units, and meet after each step.
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

    /// <summary>About so many elements of inputs and states are packed at a time.</summary>
    private const long PackedElements = 64 << 10;

    public static void Run(in RecurrentRun run, in Operand lastHidden, in Operand lastCell)
    {
        var steps = new RecurrentSteps(run);
        long units = steps.Units, features = run.InputWeight.Size(1), bytes = (features + units) * steps.GateCount * units * sizeof(T);
        var blocks = new UnitBlocks<T>(units);
        bool dots = steps.Batch <= DotBatch, joint = !dots && features > 0 && bytes <= JointBytes;
        var weights = new RecurrentPanels<T>(blocks, run.Kind, steps.GateCount, joint ? features : 0);
        long parts = joint && bytes <= RecurrentSteps.OwnBytes ? steps.Parts(blocks.Count) : 1;
        fixed (T* gates = &run.Gates.First<T>(), weight = &run.Weight.First<T>(), bias = &run.Bias.First<T>(), output = &run.Output.First<T>())
        fixed (T* input = &run.Input.First<T>(), inputWeight = &run.InputWeight.First<T>(), inputBias = &run.InputBias.First<T>())
        fixed (T* firstHidden = &run.FirstHidden.First<T>(), firstCell = &run.FirstCell.First<T>(), cells = &run.Cells.First<T>())
        fixed (T* lastHiddenRows = &lastHidden.First<T>(), lastCellRows = &lastCell.First<T>())
        {
            // Before this thread's scratch is taken: the product needs it too.
            long width = steps.GateCount * units;
            if (!joint) Gemm.Multiply(run.Input.Size(0), width, features, T.One, input, features, 1, inputWeight, 1, features, T.Zero, gates, width, 1);
            long part = steps.LargestPart(parts) * ((joint ? features : 0) + units);
            var walk = new Walk
            {
                Steps = steps, Parts = parts, PartSize = part, Slots = (int)Math.Clamp(PackedElements / part, 2, Math.Max(2, steps.Count)), Input = input, Gates = gates, Output = output, Cells = cells, LastHidden = lastHiddenRows, LastCell = lastCellRows,
            };
            weights.Biases = GemmScratch.Get<T>(weights.BiasSize + (dots ? 0 : weights.Size) + parts * walk.Room);
            weights.Panels = weights.Biases + weights.BiasSize;
            walk.Memory = weights.Panels + (dots ? 0 : weights.Size);
            weights.Weight = weight;
            weights.InputWeight = inputWeight;
            weights.PackBiases(run.Bias.Count == 0 ? null : bias, run.InputBias.Count == 0 ? null : inputBias);
            if (!dots) WorkerPool.For(blocks.Count, UnitBlocks<T>.Grain(steps.GateCount * units * blocks.Width / 4), ref weights);
            walk.Step = new Body
            {
                Blocks = blocks, Weights = weights, Kind = run.Kind, GateCount = steps.GateCount, Dots = dots, KeepsGates = run.KeepsGates, Features = joint ? features : 0,
                FirstHidden = firstHidden, FirstCell = firstCell, RowStride = run.Output.Layout.Strides[0],
            };
            WorkerPool.For(parts, 1, ref walk);
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
}
