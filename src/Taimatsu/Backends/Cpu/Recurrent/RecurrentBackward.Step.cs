using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <content>One step.</content>
internal static unsafe partial class RecurrentBackward<T, V>
{
    private struct Body : IRangeBody
    {
        public UnitBlocks<T> Blocks, InputBlocks;
        public RecurrentKind Kind;
        public int GateCount;
        public bool AddsToInput, WantsHidden;
        public T* PackedInput, InputGrad, Packed, FirstHidden, FirstCell, Gates, GateGrads, HiddenGateGrads, Output, OutputGrad, Cells, PreviousHidden, PreviousCells, HiddenGrad, CellGrad, Later, Current;
        public long Rows, LaterRows, PreviousRows, RowStride, GradStride;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            T* tiles = stackalloc T[(GateCount + 4) * Blocks.TileSize];
            for (long block = begin; block < end; block++)
            {
                Prefetch(block);
                // Without rows of its own a step is the round beyond the first.
                if (Rows > 0 || WantsHidden) Receive(block, tiles);
                for (long i = InputBlocks.Count * block / Blocks.Count; i < InputBlocks.Count * (block + 1) / Blocks.Count; i++) SendBack(i, tiles);
                long panels = Blocks.Panels(Rows);
                for (long p = 0; p < panels; p++)
                {
                    long row = Rows * p / panels;
                    Step(block, row, (int)(Rows * (p + 1) / panels - row), tiles);
                }
            }
        }

        private readonly void Prefetch(long block)
        {
            long units = Blocks.Units, first = block * Blocks.Width, gateStride = GateCount * units;
            int columns = Blocks.Columns(block);
            for (int g = 0; g < GateCount; g++)
            {
                if (GateCount > 1) RecurrentTiles<T, V>.Prefetch(Gates + first + g * units, gateStride, Rows, columns);
                if (GateCount == 1 || GateGrads != Gates) RecurrentTiles<T, V>.Prefetch(GateGrads + first + g * units, gateStride, Rows, columns);
            }
            RecurrentTiles<T, V>.Prefetch(OutputGrad + first, GradStride, Rows, columns);
            if (Kind == RecurrentKind.Lstm) RecurrentTiles<T, V>.Prefetch(PreviousCells + first, units, PreviousRows, columns);
        }

        /// <summary>What the later step's gates send back to the hidden state: for the GRU beside what that step left there, for others all that there is.</summary>
        private readonly void Receive(long block, T* tiles) =>
            Back(Blocks, block, Packed, HiddenGrad, Kind == RecurrentKind.Gru, tiles);

        /// <summary>What the later step's gates send back to its inputs.</summary>
        private readonly void SendBack(long block, T* tiles) =>
            Back(InputBlocks, block, PackedInput, InputGrad, AddsToInput, tiles);

        private readonly void Back(in UnitBlocks<T> blocks, long block, T* packed, T* grad, bool add, T* tiles)
        {
            long stride = blocks.Units, depth = GateCount * Blocks.Units, panels = blocks.Panels(LaterRows);
            int width = blocks.Width, columns = blocks.Columns(block), padded = blocks.Padded(block);
            T* right = packed + block * depth * width, target = grad + block * width;
            if (columns == padded)
            {
                blocks.MultiplyInto(target, stride, LaterRows, columns, depth, Later, right, add);
                return;
            }
            for (long p = 0; p < panels; p++)
            {
                long row = LaterRows * p / panels;
                int rows = (int)(LaterRows * (p + 1) / panels - row);
                blocks.Multiply(LaterRows, p, p + 1, padded, depth, 0, depth, Later, right, tiles, 0);
                if (add) RecurrentTiles<T, V>.AddTo(tiles, width, target + row * stride, stride, rows, columns);
                else RecurrentTiles<T, V>.Store(tiles, width, target + row * stride, stride, rows, columns);
            }
        }

        /// <summary>The gates' gradients of a step.</summary>
        private readonly void Step(long block, long row, int rows, T* tiles)
        {
            if (Kind == RecurrentKind.Lstm && Blocks.Columns(block) == Blocks.Width)
            {
                LstmStep(block, row, rows, tiles);
                return;
            }
            long units = Blocks.Units, first = block * Blocks.Width, gateStride = GateCount * units;
            int width = Blocks.Width, columns = Blocks.Columns(block), size = rows * width;
            T* cell = tiles + GateCount * size, previous = cell + size, grad = previous + size, cellGrad = grad + size;
            T* hiddenGradRows = HiddenGrad + row * units + first, cellGradRows = CellGrad + row * units + first;
            RecurrentTiles<T, V>.Load(grad, width, hiddenGradRows, units, rows, columns);
            RecurrentTiles<T, V>.Add(grad, width, OutputGrad + row * GradStride + first, GradStride, rows, columns);
            if (GateCount > 1)
            {
                for (int g = 0; g < GateCount; g++) RecurrentTiles<T, V>.Load(tiles + g * size, width, Gates + row * gateStride + g * units + first, gateStride, rows, columns);
                RecurrentTiles<T, V>.Load(cell, width, Cells + row * units + first, units, rows, columns);
            }
            else
            {
                RecurrentTiles<T, V>.Load(cell, width, Output + row * RowStride + first, RowStride, rows, columns);
            }
            switch (Kind)
            {
                case RecurrentKind.Lstm:
                    RecurrentTiles<T, V>.Load(cellGrad, width, cellGradRows, units, rows, columns);
                    for (int r = 0; r < rows; r++) RecurrentTiles<T, V>.LoadRow(previous + r * width, width, PreviousCellRow(row + r) + first, columns);
                    RecurrentTiles<T, V>.Tanh(cell, cell, size);
                    RecurrentTiles<T, V>.LstmBackward(tiles, size, cell, previous, grad, cellGrad, size);
                    RecurrentTiles<T, V>.Store(cellGrad, width, cellGradRows, units, rows, columns);
                    break;
                case RecurrentKind.Gru:
                    for (int r = 0; r < rows; r++) RecurrentTiles<T, V>.LoadRow(previous + r * width, width, PreviousHiddenRow(row + r) + first, columns);
                    RecurrentTiles<T, V>.GruBackward(tiles, size, cell, previous, grad, size);
                    break;
                case RecurrentKind.RnnTanh:
                    RecurrentTiles<T, V>.TanhBackward(grad, cell, size);
                    break;
                default:
                    RecurrentTiles<T, V>.ReluBackward(grad, cell, size);
                    break;
            }
            T* gateGrads = GateCount > 1 ? tiles : grad;
            T* target = GateGrads + row * gateStride + first, packed = Current + row * gateStride + first * rows;
            for (int g = 0; g < GateCount; g++) RecurrentTiles<T, V>.Store(gateGrads + g * size, width, target + g * units, gateStride, rows, columns);
            if (Kind == RecurrentKind.Gru)
            {
                // The hidden state's share of the new gate has a gradient of its own.
                new ReadOnlySpan<T>(cell, size).CopyTo(new Span<T>(tiles + 2 * size, size));
                target = HiddenGateGrads + row * gateStride + first;
                for (int g = 0; g < GateCount; g++) RecurrentTiles<T, V>.Store(tiles + g * size, width, target + g * units, gateStride, rows, columns);
                RecurrentTiles<T, V>.Store(grad, width, hiddenGradRows, units, rows, columns);
            }
            for (int g = 0; g < GateCount; g++) PanelTranspose.Pack(packed + g * units * rows, rows, gateGrads + g * size, width, rows, columns);
        }

        // A whole block of the LSTM goes from row to row without tiles but for the gates' gradients.
        private readonly void LstmStep(long block, long row, int rows, T* tile)
        {
            long units = Blocks.Units, first = block * Blocks.Width, gateStride = 4 * units, at = row * units + first;
            int width = Blocks.Width, size = rows * width, fromStep = (int)Math.Clamp(PreviousRows - row, 0, rows);
            var lines = new LstmLines<T>
            {
                Width = width, Units = units, TileStep = size, OutputStride = GradStride,
                Gates = Gates + row * gateStride + first, GateGrads = GateGrads + row * gateStride + first, Cells = Cells + at, OutputGrad = OutputGrad + row * GradStride + first,
                HiddenGrad = HiddenGrad + at, CellGrad = CellGrad + at, Tile = tile,
            };
            if (fromStep > 0) lines.Backward<Pair<V, T>>(0, fromStep, PreviousCells + at);
            if (fromStep < rows) lines.Backward<Pair<V, T>>(fromStep, rows, FirstCell + at);
            for (int g = 0; g < 4; g++) PanelTranspose.Pack(Current + row * gateStride + first * rows + g * units * rows, rows, tile + g * size, width, rows, width);
        }

        private readonly T* PreviousHiddenRow(long row) => row < PreviousRows ? PreviousHidden + row * RowStride : FirstHidden + row * Blocks.Units;

        private readonly T* PreviousCellRow(long row) => row < PreviousRows ? PreviousCells + row * Blocks.Units : FirstCell + row * Blocks.Units;
    }
}
