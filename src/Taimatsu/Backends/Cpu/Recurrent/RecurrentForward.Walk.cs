namespace Taimatsu.Backends.Cpu;

/// <content>From step to step.</content>
internal static unsafe partial class RecurrentForward<T, V>
{
    /// <summary>Takes parts of the sequences through all steps.</summary>
    private struct Walk : IRangeBody
    {
        public RecurrentSteps Steps;
        public Body Step;
        public long Parts, Inputs;
        public T* Input, Gates, Output, Cells, LastHidden, LastCell, Memory;

        /// <summary>Elements of a part's memory: two sets of states and packed inputs. No two parts share a cache line.</summary>
        public readonly long Room => (2 * Steps.Batch * Steps.Units + Inputs + 63) & ~63;

        public readonly void Run(long begin, long end)
        {
            for (long part = begin; part < end; part++) Follow(Parts == 1 ? Steps : Steps.Part(part, Parts), Memory + part * Room);
        }

        private readonly void Follow(in RecurrentSteps steps, T* memory)
        {
            long units = steps.Units, left = steps.Batch * units;
            T* current = memory, following = current + left, lastHidden = LastHidden + steps.First * units, lastCell = LastCell + steps.First * units;
            var packInput = new PackInput { Steps = steps, Blocks = Step.Blocks, Features = Step.Features, Input = Input, To = following + left };
            var body = Step;
            body.FirstHidden += steps.First * units;
            body.FirstCell += steps.First * units;
            bool isPacked = false;
            for (int s = 0; s < steps.Count; s++)
            {
                long rows = steps.Size(s), offset = steps.Offset(s), next = steps.Size(s + 1);
                if (rows == 0) continue;
                if (body.Joint)
                {
                    if (s >= packInput.End) packInput.PackFrom(s, Inputs);
                    body.Input = packInput.At(s);
                }
                body.Rows = rows;
                body.Gates = Gates + offset * steps.GateCount * units;
                body.Output = Output + offset * body.RowStride;
                body.Cells = Cells + offset * units;
                body.PreviousRows = Math.Min(rows, steps.Size(s - 1));
                body.PreviousHidden = Output + steps.Offset(s - 1) * body.RowStride;
                body.PreviousCells = Cells + steps.Offset(s - 1) * units;
                if (!isPacked) body.Gather(current);
                body.Left = current;
                // Rows that come or go change the panels; then the states are packed anew before the step.
                isPacked = !body.Dots && next == rows;
                body.Following = isPacked ? following : null;
                WorkerPool.For(body.Blocks.Count, UnitBlocks<T>.Grain(rows * steps.GateCount * (units + (body.Joint ? body.Features : 0)) * body.Blocks.Width), ref body);
                if (isPacked)
                {
                    T* done = current;
                    current = following;
                    following = done;
                }
                for (long r = next; r < rows; r++)
                {
                    Copy(body.Output + r * body.RowStride, lastHidden + r * units, units);
                    if (body.Kind == RecurrentKind.Lstm) Copy(body.Cells + r * units, lastCell + r * units, units);
                }
            }
        }
    }

    /// <summary>Packs the inputs of some steps in panels, as the steps will want them.</summary>
    private struct PackInput : IRangeBody
    {
        public RecurrentSteps Steps;
        public UnitBlocks<T> Blocks;
        public long Features;
        public T* Input, To;
        public int First, End;

        /// <summary>Where a step's panels lie.</summary>
        public readonly T* At(int step) => To + (step - First) * Steps.Batch * Features;

        /// <summary>Packs from a step on as many as <paramref name="room"/> elements hold.</summary>
        public void PackFrom(int step, long room)
        {
            First = step;
            End = (int)Math.Min(Steps.Count, step + room / (Steps.Batch * Features));
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
    }

    private static void Copy(T* from, T* to, long count) => new ReadOnlySpan<T>(from, checked((int)count)).CopyTo(new Span<T>(to, (int)count));
}
