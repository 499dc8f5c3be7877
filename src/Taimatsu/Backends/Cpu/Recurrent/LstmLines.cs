using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Some sequences' rows of one block of hidden units of an LSTM, on the way back through a step.</summary>
internal unsafe struct LstmLines<T> where T : unmanaged
{
    /// <summary>Elements of a row, and the step from one gate to the next: in memory the hidden units, in the tile its size.</summary>
    public long Width, Units, TileStep, OutputStride;

    /// <summary>The rows of what the step was given or keeps; of the gates and their gradients the first gate's.</summary>
    public T* Gates, GateGrads, Cells, OutputGrad, HiddenGrad, CellGrad;

    /// <summary>The gates' gradients once more, gate after gate: rows side by side, to be packed for the product.</summary>
    public T* Tile;

    /// <summary>
    /// From gates i f g o, cells before and after, and the gradients of output, hidden state and cell to those of the gates and of the cell before. The hidden state's becomes zero: the
    /// earlier step adds to it.
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
                V.Store(V.Zero, hiddenGrad + j);
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
