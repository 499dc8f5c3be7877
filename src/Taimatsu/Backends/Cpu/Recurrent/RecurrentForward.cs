using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A recurrent layer's direction, step by step. The weights are packed once for all steps; in a step each thread multiplies its blocks of hidden units and
/// goes on to their gates while the products are in its first-level cache, so a step costs one meeting of the threads.
/// </summary>
internal static unsafe class RecurrentForward<T, V>
    where T : unmanaged, INumber<T>
    where V : struct, ISimd<V, T>
{
    /// <summary>Up to this many sequences the weights are read in place, by dot products: packing would not pay.</summary>
    private const long DotBatch = 4;

    public static void Run(in RecurrentRun run, in Operand lastHidden, in Operand lastCell)
    {
        var steps = new RecurrentSteps(run);
        long units = steps.Units, batch = steps.Batch, rowStride = run.Output.Layout.Strides[0];
        var blocks = new UnitBlocks<T>(units);
        bool dots = batch <= DotBatch;
        long packed = dots ? 0 : blocks.Count * steps.GateCount * units * blocks.Width, left = batch * units;
        T* memory = GemmScratch.Get<T>(packed + 2 * left);
        T* current = memory + packed, following = current + left;
        fixed (T* gates = &run.Gates.First<T>(), weight = &run.Weight.First<T>(), bias = &run.Bias.First<T>(), output = &run.Output.First<T>())
        fixed (T* firstHidden = &run.FirstHidden.First<T>(), firstCell = &run.FirstCell.First<T>(), cells = &run.Cells.First<T>())
        fixed (T* lastHiddenRows = &lastHidden.First<T>(), lastCellRows = &lastCell.First<T>())
        {
            var body = new Body
            {
                Blocks = blocks, Kind = run.Kind, GateCount = steps.GateCount, Dots = dots, KeepsGates = run.KeepsGates, Weight = weight, Packed = memory, Bias = bias,
                FirstHidden = firstHidden, FirstCell = firstCell, RowStride = rowStride,
            };
            if (!dots)
            {
                var pack = new Pack { Blocks = blocks, GateCount = steps.GateCount, Weight = weight, To = memory };
                WorkerPool.For(blocks.Count, UnitBlocks<T>.Grain(steps.GateCount * units * blocks.Width / 4), ref pack);
            }
            bool isPacked = false;
            for (int s = 0; s < steps.Count; s++)
            {
                long rows = steps.Size(s), offset = steps.Offset(s), next = steps.Size(s + 1);
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
                WorkerPool.For(blocks.Count, UnitBlocks<T>.Grain(rows * steps.GateCount * units * blocks.Width), ref body);
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

    /// <summary>Packs the weights of each block of units, gate after gate.</summary>
    private struct Pack : IRangeBody
    {
        public UnitBlocks<T> Blocks;
        public int GateCount;
        public T* Weight, To;

        public readonly void Run(long begin, long end)
        {
            long units = Blocks.Units;
            for (long block = begin; block < end; block++)
                for (int g = 0; g < GateCount; g++)
                {
                    var panel = new StridedPanels<T>(Weight + g * units * units, units, 1);
                    panel.Pack(To + (block * GateCount + g) * units * Blocks.Width, Blocks.Padded(block), block * Blocks.Width, Blocks.Columns(block), 0, units);
                }
        }
    }

    private struct Body : IRangeBody
    {
        public UnitBlocks<T> Blocks;
        public RecurrentKind Kind;
        public int GateCount;
        public bool Dots, KeepsGates;
        public T* Weight, Packed, Bias, Gates, Output, Cells, FirstHidden, FirstCell, PreviousHidden, PreviousCells, Left, Following;
        public long Rows, PreviousRows, RowStride;

        /// <summary>Collects the previous states: row after row for dot products, else in panels.</summary>
        public readonly void Gather(T* to)
        {
            long units = Blocks.Units;
            if (Dots)
            {
                for (long r = 0; r < Rows; r++) Copy(PreviousHiddenRow(r), to + r * units, units);
                return;
            }
            long panels = Blocks.Panels(Rows);
            for (long p = 0; p < panels; p++)
            {
                long row = Rows * p / panels;
                int rows = (int)(Rows * (p + 1) / panels - row);
                for (int r = 0; r < rows; r++)
                {
                    T* from = PreviousHiddenRow(row + r), place = to + row * units + r;
                    for (long k = 0; k < units; k++, place += rows) *place = from[k];
                }
            }
        }

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            int tileStep = (GateCount + 2) * Blocks.TileSize;
            T* tiles = stackalloc T[(int)Math.Min(Blocks.Panels(Rows), UnitBlocks<T>.PanelsAtOnce) * tileStep];
            long panels = Blocks.Panels(Rows);
            for (long block = begin; block < end; block++)
                for (long p = 0; p < panels; p += UnitBlocks<T>.PanelsAtOnce)
                {
                    long endPanel = Math.Min(panels, p + UnitBlocks<T>.PanelsAtOnce);
                    if (!Dots) MultiplyPanels(block, p, endPanel, tiles, tileStep);
                    for (long q = p; q < endPanel; q++)
                    {
                        long row = Rows * q / panels;
                        int rows = (int)(Rows * (q + 1) / panels - row);
                        T* tile = tiles + (q - p) * tileStep;
                        if (Dots) MultiplyDots(block, row, rows, tile);
                        Finish(block, row, rows, tile);
                    }
                }
        }

        private readonly void MultiplyPanels(long block, long firstPanel, long endPanel, T* tiles, int tileStep)
        {
            long units = Blocks.Units;
            for (int g = 0; g < GateCount; g++)
                Blocks.Multiply(Rows, firstPanel, endPanel, Blocks.Padded(block), units, Left, Packed + (block * GateCount + g) * units * Blocks.Width, tiles + g * Blocks.TileSize, tileStep);
        }

        private readonly void MultiplyDots(long block, long row, int rows, T* tiles)
        {
            long units = Blocks.Units;
            int width = Blocks.Width, columns = Blocks.Columns(block), step = Blocks.Kernels.DotRows;
            if (columns < width) new Span<T>(tiles, GateCount * Blocks.TileSize).Clear();
            for (int g = 0; g < GateCount; g++)
            {
                T* right = Weight + (g * units + block * width) * units;
                for (int r = 0; r < rows; r += step)
                    for (int j = 0; j < columns; j += 4)
                        Blocks.Kernels.Dot(Math.Min(step, rows - r), Math.Min(4, columns - j))(units, Left + (row + r) * units, units, right + j * units, units,
                            tiles + g * Blocks.TileSize + r * width + j, width);
            }
        }

        /// <summary>From the products to gates, cells and hidden states.</summary>
        private readonly void Finish(long block, long row, int rows, T* tiles)
        {
            long units = Blocks.Units, first = block * Blocks.Width, gateStride = GateCount * units;
            int width = Blocks.Width, columns = Blocks.Columns(block), size = rows * width, step = Blocks.TileSize;
            T* gates = Gates + row * gateStride + first, extra = tiles + GateCount * step, hidden = extra + step;
            int whole = Kind == RecurrentKind.Gru ? 2 : GateCount;
            for (int g = 0; g < GateCount; g++)
            {
                if (width != Blocks.Padded(block)) ClearPadding(tiles + g * step, rows, columns);
                RecurrentTiles<T, V>.Add(tiles + g * step, width, Bias + g * units + first, 0, rows, columns);
                if (g < whole) RecurrentTiles<T, V>.Add(tiles + g * step, width, gates + g * units, gateStride, rows, columns);
            }
            switch (Kind)
            {
                case RecurrentKind.Lstm:
                    RecurrentTiles<T, V>.Sigmoid(tiles, size);
                    RecurrentTiles<T, V>.Sigmoid(tiles + step, size);
                    RecurrentTiles<T, V>.Tanh(tiles + 2 * step, tiles + 2 * step, size);
                    RecurrentTiles<T, V>.Sigmoid(tiles + 3 * step, size);
                    for (int r = 0; r < rows; r++) RecurrentTiles<T, V>.LoadRow(extra + r * width, width, PreviousCellRow(row + r) + first, columns);
                    RecurrentTiles<T, V>.LstmCell(tiles, step, extra, size);
                    RecurrentTiles<T, V>.Tanh(extra, hidden, size);
                    RecurrentTiles<T, V>.Times(tiles + 3 * step, hidden, size);
                    break;
                case RecurrentKind.Gru:
                    RecurrentTiles<T, V>.Sigmoid(tiles, size);
                    RecurrentTiles<T, V>.Sigmoid(tiles + step, size);
                    new ReadOnlySpan<T>(tiles + 2 * step, size).CopyTo(new Span<T>(extra, size));
                    RecurrentTiles<T, V>.Load(tiles + 2 * step, width, gates + 2 * units, gateStride, rows, columns);
                    RecurrentTiles<T, V>.AddProduct(tiles, extra, tiles + 2 * step, size);
                    RecurrentTiles<T, V>.Tanh(tiles + 2 * step, tiles + 2 * step, size);
                    for (int r = 0; r < rows; r++) RecurrentTiles<T, V>.LoadRow(hidden + r * width, width, PreviousHiddenRow(row + r) + first, columns);
                    RecurrentTiles<T, V>.GruMix(tiles + step, tiles + 2 * step, hidden, size);
                    break;
                case RecurrentKind.RnnTanh:
                    RecurrentTiles<T, V>.Tanh(tiles, hidden, size);
                    break;
                default:
                    RecurrentTiles<T, V>.Relu(tiles, size);
                    hidden = tiles;
                    break;
            }
            if (KeepsGates && GateCount > 1)
                for (int g = 0; g < GateCount; g++) RecurrentTiles<T, V>.Store(tiles + g * step, width, gates + g * units, gateStride, rows, columns);
            if (Kind == RecurrentKind.Lstm || (KeepsGates && Kind == RecurrentKind.Gru))
                RecurrentTiles<T, V>.Store(extra, width, Cells + row * units + first, units, rows, columns);
            RecurrentTiles<T, V>.Store(hidden, width, Output + row * RowStride + first, RowStride, rows, columns);
            if (Following != null) PanelTranspose.Pack(Following + row * units + first * rows, rows, hidden, width, rows, columns);
        }

        // The products of a block of one vector leave the second one of each row as it was.
        private readonly void ClearPadding(T* tile, int rows, int columns)
        {
            for (int r = 0; r < rows; r++) new Span<T>(tile + r * Blocks.Width + columns, Blocks.Width - columns).Clear();
        }

        private readonly T* PreviousHiddenRow(long row) => row < PreviousRows ? PreviousHidden + row * RowStride : FirstHidden + row * Blocks.Units;

        private readonly T* PreviousCellRow(long row) => row < PreviousRows ? PreviousCells + row * Blocks.Units : FirstCell + row * Blocks.Units;
    }
}
