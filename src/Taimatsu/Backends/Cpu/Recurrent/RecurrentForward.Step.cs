using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <content>One step.</content>
internal static unsafe partial class RecurrentForward<T, V>
{
    private struct Body : IRangeBody
    {
        public UnitBlocks<T> Blocks;
        public RecurrentPanels<T> Weights;
        public RecurrentKind Kind;
        public int GateCount;
        public bool Dots, KeepsGates;
        public T* Gates, Output, Cells, FirstHidden, FirstCell, PreviousHidden, PreviousCells, Left, Following;
        public long Rows, PreviousRows, RowStride, Features;

        /// <summary>Whether the inputs are multiplied in the steps.</summary>
        public readonly bool Joint => Features > 0;

        /// <summary>Steps of depth in the panels of the left operand: the inputs, if they are multiplied in the steps, and then the hidden states.</summary>
        public readonly long Depth => Features + Blocks.Units;

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
                    T* from = PreviousHiddenRow(row + r), place = to + row * Depth + Features * rows + r;
                    for (long k = 0; k < units; k++, place += rows) *place = from[k];
                }
            }
        }

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            int tileStep = (Weights.Tiles + 2) * Blocks.TileSize;
            long panels = Blocks.Panels(Rows), groups = (panels + UnitBlocks<T>.PanelsAtOnce - 1) / UnitBlocks<T>.PanelsAtOnce;
            byte* room = stackalloc byte[(int)Math.Min(panels, UnitBlocks<T>.PanelsAtOnce) * tileStep * sizeof(T) + 64];
            T* tiles = (T*)(((nint)room + 63) & ~63);
            for (long block = begin; block < end; block++)
                for (long group = 0; group < groups; group++)
                {
                    long firstPanel = panels * group / groups, endPanel = panels * (group + 1) / groups;
                    Prefetch(block, Rows * firstPanel / panels, Rows * endPanel / panels);
                    if (!Dots) MultiplyPanels(block, firstPanel, endPanel, tiles, tileStep);
                    for (long q = firstPanel; q < endPanel; q++)
                    {
                        long row = Rows * q / panels;
                        int rows = (int)(Rows * (q + 1) / panels - row);
                        T* tile = tiles + (q - firstPanel) * tileStep;
                        if (Dots) MultiplyDots(block, row, rows, tile);
                        Finish(block, row, rows, tile);
                    }
                }
        }

        private readonly void Prefetch(long block, long row, long endRow)
        {
            long units = Blocks.Units, first = block * Blocks.Width, gateStride = GateCount * units;
            int columns = Blocks.Columns(block);
            if (!Joint || (KeepsGates && GateCount > 1))
                for (int g = 0; g < GateCount; g++) RecurrentTiles<T, V>.Prefetch(Gates + row * gateStride + first + g * units, gateStride, endRow - row, columns);
            RecurrentTiles<T, V>.Prefetch(Output + row * RowStride + first, RowStride, endRow - row, columns);
            if (Kind == RecurrentKind.Lstm) RecurrentTiles<T, V>.Prefetch(Cells + row * units + first, units, endRow - row, columns);
        }

        private readonly void MultiplyPanels(long block, long firstPanel, long endPanel, T* tiles, int tileStep)
        {
            int padded = Blocks.Padded(block);
            for (int g = 0; g < GateCount; g++)
            {
                T* hidden = tiles + Weights.HiddenTile(g) * Blocks.TileSize, input = tiles + g * Blocks.TileSize;
                long apart = input == hidden ? 0 : Features;
                if (apart > 0) Blocks.Multiply(Rows, firstPanel, endPanel, padded, Depth, 0, apart, Left, Weights.Input(block, g), input, tileStep);
                T* right = apart > 0 ? Weights.Hidden(block, g) : Weights.Input(block, g);
                Blocks.Multiply(Rows, firstPanel, endPanel, padded, Depth, apart, Depth - apart, Left, right, hidden, tileStep);
            }
        }

        private readonly void MultiplyDots(long block, long row, int rows, T* tiles)
        {
            long units = Blocks.Units;
            int width = Blocks.Width, columns = Blocks.Columns(block), step = Blocks.Kernels.DotRows;
            if (columns < width) new Span<T>(tiles, Weights.Tiles * Blocks.TileSize).Clear();
            for (int g = 0; g < GateCount; g++)
            {
                T* right = Weights.Weight + (g * units + block * width) * units, tile = tiles + Weights.HiddenTile(g) * Blocks.TileSize;
                for (int r = 0; r < rows; r += step)
                    for (int j = 0; j < columns; j += 4)
                        Blocks.Kernels.Dot(Math.Min(step, rows - r), Math.Min(4, columns - j))(units, Left + (row + r) * units, units, right + j * units, units, tile + r * width + j, width);
            }
        }

        /// <summary>From the products to gates, cells and hidden states.</summary>
        private readonly void Finish(long block, long row, int rows, T* tiles)
        {
            long units = Blocks.Units, first = block * Blocks.Width, gateStride = GateCount * units;
            int width = Blocks.Width, columns = Blocks.Columns(block), size = rows * width, step = Blocks.TileSize;
            T* gates = Gates + row * gateStride + first, extra = tiles + Weights.Tiles * step, hidden = extra + step, bias = Weights.Bias(block, 0);
            if (width != Blocks.Padded(block))
                for (int t = 0; t < Weights.Tiles; t++) ClearPadding(tiles + t * step, rows, columns);
            if (!Joint)
            {
                for (int g = 0; g < GateCount; g++)
                {
                    if (g == Weights.HiddenTile(g)) RecurrentTiles<T, V>.Add(tiles + g * step, width, gates + g * units, gateStride, rows, columns);
                    else RecurrentTiles<T, V>.Load(tiles + g * step, width, gates + g * units, gateStride, rows, columns);
                }
            }
            switch (Kind)
            {
                case RecurrentKind.Lstm:
                    RecurrentTiles<T, Pair<V, T>>.SigmoidOfSum(tiles, bias, width, size);
                    RecurrentTiles<T, Pair<V, T>>.SigmoidOfSum(tiles + step, bias + width, width, size);
                    RecurrentTiles<T, Pair<V, T>>.TanhOfSum(tiles + 2 * step, bias + 2 * width, tiles + 2 * step, width, size);
                    RecurrentTiles<T, Pair<V, T>>.SigmoidOfSum(tiles + 3 * step, bias + 3 * width, width, size);
                    if (columns == width)
                    {
                        LstmRows(row, rows, first, tiles, hidden);
                        return;
                    }
                    for (int r = 0; r < rows; r++) RecurrentTiles<T, V>.LoadRow(extra + r * width, width, PreviousCellRow(row + r) + first, columns);
                    RecurrentTiles<T, Pair<V, T>>.LstmCell(tiles, step, extra, extra, hidden, size);
                    break;
                case RecurrentKind.Gru:
                    T* share = tiles + 3 * step;
                    RecurrentTiles<T, Pair<V, T>>.SigmoidOfSum(tiles, bias, width, size);
                    RecurrentTiles<T, Pair<V, T>>.SigmoidOfSum(tiles + step, bias + width, width, size);
                    RecurrentTiles<T, V>.AddBias(share, bias + 3 * width, width, size);
                    RecurrentTiles<T, V>.AddProduct(tiles, share, tiles + 2 * step, size);
                    RecurrentTiles<T, Pair<V, T>>.TanhOfSum(tiles + 2 * step, bias + 2 * width, tiles + 2 * step, width, size);
                    for (int r = 0; r < rows; r++) RecurrentTiles<T, V>.LoadRow(hidden + r * width, width, PreviousHiddenRow(row + r) + first, columns);
                    RecurrentTiles<T, V>.GruMix(tiles + step, tiles + 2 * step, hidden, size);
                    extra = share;
                    break;
                case RecurrentKind.RnnTanh:
                    RecurrentTiles<T, Pair<V, T>>.TanhOfSum(tiles, bias, hidden, width, size);
                    break;
                default:
                    RecurrentTiles<T, V>.AddBias(tiles, bias, width, size);
                    RecurrentTiles<T, V>.Relu(tiles, size);
                    hidden = tiles;
                    break;
            }
            if (KeepsGates && GateCount > 1)
                for (int g = 0; g < GateCount; g++) RecurrentTiles<T, V>.Store(tiles + g * step, width, gates + g * units, gateStride, rows, columns);
            if ((Kind == RecurrentKind.Lstm && columns < width) || (KeepsGates && Kind == RecurrentKind.Gru))
                RecurrentTiles<T, V>.Store(extra, width, Cells + row * units + first, units, rows, columns);
            RecurrentTiles<T, V>.Store(hidden, width, Output + row * RowStride + first, RowStride, rows, columns);
            if (Following != null) PanelTranspose.Pack(Following + row * Depth + (Features + first) * rows, rows, hidden, width, rows, columns);
        }

        // A whole block of the LSTM goes from row to row without tiles for cells.
        private readonly void LstmRows(long row, int rows, long first, T* tiles, T* hidden)
        {
            long units = Blocks.Units;
            int width = Blocks.Width, fromStep = (int)Math.Clamp(PreviousRows - row, 0, rows);
            T* output = Output + row * RowStride + first;
            var lines = new LstmLines<T> { Width = width, Units = units, TileStep = Blocks.TileSize, OutputStride = RowStride, Gates = Gates + row * 4 * units + first, Cells = Cells + row * units + first, Tile = tiles };
            if (fromStep > 0) lines.Forward<Pair<V, T>>(0, fromStep, PreviousCells + row * units + first, output, hidden, KeepsGates);
            if (fromStep < rows) lines.Forward<Pair<V, T>>(fromStep, rows, FirstCell + row * units + first, output, hidden, KeepsGates);
            if (Following != null) PanelTranspose.Pack(Following + row * Depth + (Features + first) * rows, rows, hidden, width, rows, width);
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
