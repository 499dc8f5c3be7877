using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A recurrent layer's direction backwards through its steps, dealt out to threads as on the way forward. A step takes block after block of hidden units: first what the later step's gates send back to it, then
/// its own gates' gradients. The inputs' gradients are made of the same panels, so that they need not be packed again. The sums over rows and steps that the weights want are left to
/// whole matrix products.
/// </summary>
internal static unsafe partial class RecurrentBackward<T, V>
    where T : unmanaged, INumber<T>
    where V : struct, ISimd<V, T>
{
    /// <summary>Weights of inputs and states of no more bytes than this are multiplied together in each step, as on the way forward.</summary>
    private const long JointBytes = 3 << 19;

    /// <summary>With fewer sequences a step's panels are too low for the weights to be read again and again.</summary>
    private const long LeastJointBatch = 8;

    public static void Run(in RecurrentRun run, in RecurrentGradients gradients)
    {
        var steps = new RecurrentSteps(run);
        long units = steps.Units, batch = steps.Batch, depth = steps.GateCount * units, features = run.InputWeight.Size(1);
        bool gru = run.Kind == RecurrentKind.Gru, wantsInput = gradients.Input.Count > 0;
        // The GRU's gates have other gradients for the inputs than for the hidden state.
        bool joint = wantsInput && !gru && batch >= LeastJointBatch && (features + units) * depth * sizeof(T) <= JointBytes;
        UnitBlocks<T> blocks = new(units), inputBlocks = new(joint ? features : 0);
        long packed = blocks.Count * depth * blocks.Width, packedInput = inputBlocks.Count * depth * blocks.Width;
        long parts = (packed + packedInput) * sizeof(T) <= RecurrentSteps.OwnBytes ? steps.Parts(blocks.Count) : 1;
        fixed (T* gates = &run.Gates.First<T>(), weight = &run.Weight.First<T>(), output = &run.Output.First<T>(), cells = &run.Cells.First<T>())
        fixed (T* firstHidden = &run.FirstHidden.First<T>(), firstCell = &run.FirstCell.First<T>(), outputGrad = &gradients.Output.First<T>())
        fixed (T* hiddenGrad = &gradients.Hidden.First<T>(), cellGrad = &gradients.Cell.First<T>(), gateGrads = &gradients.Gates.First<T>())
        fixed (T* hiddenGateGrads = &(gru ? gradients.HiddenGates : gradients.Gates).First<T>(), inputWeight = &run.InputWeight.First<T>(), inputGrad = &gradients.Input.First<T>())
        {
            var walk = new Walk
            {
                Steps = steps, Parts = parts, PartBatch = steps.LargestPart(parts), Features = features, Gates = gates, GateGrads = gateGrads, HiddenGateGrads = hiddenGateGrads,
                Output = output, OutputGrad = outputGrad, Cells = cells, InputGrad = inputGrad,
            };
            T* memory = GemmScratch.Get<T>(packed + packedInput + parts * walk.Room);
            walk.Memory = memory + packed + packedInput;
            var pack = new Pack { Blocks = blocks, Depth = depth, Weight = weight, To = memory };
            WorkerPool.For(blocks.Count, UnitBlocks<T>.Grain(depth * blocks.Width / 4), ref pack);
            var packInput = new Pack { Blocks = inputBlocks, Depth = depth, Weight = inputWeight, To = memory + packed };
            if (joint) WorkerPool.For(inputBlocks.Count, UnitBlocks<T>.Grain(depth * blocks.Width / 4), ref packInput);
            walk.Step = new Body
            {
                Blocks = blocks, Kind = run.Kind, GateCount = steps.GateCount, Packed = memory, FirstHidden = firstHidden, FirstCell = firstCell,
                RowStride = run.Output.Layout.Strides[0], GradStride = gradients.Output.Layout.Strides[0], HiddenGrad = hiddenGrad, CellGrad = cellGrad,
                InputBlocks = inputBlocks, PackedInput = packInput.To, AddsToInput = gradients.AddsToInput, WantsHidden = gradients.WantsHidden,
            };
            WorkerPool.For(parts, 1, ref walk);
            if (wantsInput && !joint)
                Gemm.Multiply(run.Gates.Size(0), features, depth, T.One, gateGrads, depth, 1, inputWeight, features, 1, gradients.AddsToInput ? T.One : T.Zero, inputGrad, features, 1);
        }
        run.InputWeight.KeepAlive();
        run.Gates.KeepAlive();
        run.Weight.KeepAlive();
        run.Output.KeepAlive();
        run.Cells.KeepAlive();
        run.FirstHidden.KeepAlive();
        run.FirstCell.KeepAlive();
        gradients.Output.KeepAlive();
        gradients.Hidden.KeepAlive();
        gradients.Cell.KeepAlive();
        gradients.Gates.KeepAlive();
        gradients.HiddenGates.KeepAlive();
        gradients.Input.KeepAlive();
    }

    /// <summary>Packs the weights of each block of units over all gates.</summary>
    private struct Pack : IRangeBody
    {
        public UnitBlocks<T> Blocks;
        public long Depth;
        public T* Weight, To;

        public readonly void Run(long begin, long end)
        {
            var panels = new StridedPanels<T>(Weight, 1, Blocks.Units);
            for (long block = begin; block < end; block++)
                panels.Pack(To + block * Depth * Blocks.Width, Blocks.Padded(block), block * Blocks.Width, Blocks.Columns(block), 0, Depth);
        }
    }
}
