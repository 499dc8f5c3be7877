using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Some sequences' rows of one whole block of hidden units of an LSTM, in a step or on the way back through it.</summary>
internal unsafe struct LstmLines<T> where T : unmanaged
{
    /// <summary>Elements of a row, and the step from one gate to the next: in memory the hidden units, in the tile its size.</summary>
    public long Width, Units, TileStep, OutputStride;

    /// <summary>The rows of what the step was given or keeps; of the gates and their gradients the first gate's.</summary>
    public T* Gates, GateGrads, Cells, OutputGrad, HiddenGrad, CellGrad;

    /// <summary>On the way back the gates' gradients once more, gate after gate: rows side by side, to be packed for the product. On the way forward the gates, and the hidden states last.</summary>
    public T* Tile;

    /// <summary>
    /// From the tile's gates i f g o and the cells before: cells and hidden states. What goes to memory does so here, while the next exponentials are computed, the gates only with
    /// <paramref name="keepsGates"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public readonly void Forward<V>(long row, long end, T* previousCells, T* output, T* hidden, bool keepsGates) where V : struct, ISimd<V, T>
    {
        long units = Units, step = TileStep;
        for (; row < end; row++)
        {
            T* gates = Gates + row * 4 * units, tile = Tile + row * Width, cells = Cells + row * units, before = previousCells + row * units;
            T* outputs = output + row * OutputStride, hiddens = hidden + row * Width;
            for (long j = 0; j < Width; j += V.Count)
            {
                V i = V.Load(tile + j), f = V.Load(tile + step + j), g = V.Load(tile + 2 * step + j), o = V.Load(tile + 3 * step + j);
                if (keepsGates)
                {
                    V.Store(i, gates + j);
                    V.Store(f, gates + units + j);
                    V.Store(g, gates + 2 * units + j);
                    V.Store(o, gates + 3 * units + j);
                }
                V cell = V.MultiplyAdd(f, V.Load(before + j), i * g);
                V.Store(cell, cells + j);
                V h = o * RecurrentTiles<T, V>.Tanh(cell);
                V.Store(h, outputs + j);
                V.Store(h, hiddens + j);
            }
        }
    }

    /// <summary>
    /// From gates i f g o, cells before and after, and the gradients of output, hidden state and cell to those of the gates and of the cell before.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public readonly void Backward<V>(long row, long end, T* previousCells) where V : struct, ISimd<V, T>
    {
        long units = Units, step = TileStep;
        for (; row < end; row++)
        {
            T* gates = Gates + row * 4 * units, gateGrads = GateGrads + row * 4 * units, tile = Tile + row * Width, outputGrad = OutputGrad + row * OutputStride;
            T* cells = Cells + row * units, before = previousCells + row * units, hiddenGrad = HiddenGrad + row * units, cellGrad = CellGrad + row * units;
            for (long j = 0; j < Width; j += V.Count)
            {
                V t = RecurrentTiles<T, V>.Tanh(V.Load(cells + j)), dh = V.Load(hiddenGrad + j) + V.Load(outputGrad + j), o = V.Load(gates + 3 * units + j), byOutput = dh * o;
                Put(byOutput * t * (V.One - o), gateGrads + 3 * units + j, tile + 3 * step + j);
                V dc = V.Load(cellGrad + j) + (byOutput - byOutput * t * t), i = V.Load(gates + j), f = V.Load(gates + units + j), g = V.Load(gates + 2 * units + j);
                V byInput = dc * i, byForget = dc * f;
                Put(byInput * g * (V.One - i), gateGrads + j, tile + j);
                Put(byForget * V.Load(before + j) * (V.One - f), gateGrads + units + j, tile + step + j);
                Put(byInput - byInput * g * g, gateGrads + 2 * units + j, tile + 2 * step + j);
                V.Store(byForget, cellGrad + j);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Put(V gradient, T* target, T* copy)
        {
            V.Store(gradient, target);
            V.Store(gradient, copy);
        }
    }
}
