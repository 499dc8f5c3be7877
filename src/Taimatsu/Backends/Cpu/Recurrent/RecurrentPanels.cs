using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The weights of a recurrent layer's direction in panels of one block of hidden units, gate after gate: those of the inputs, if they are multiplied in the steps,
/// and then those of the hidden states. A block's sums lie in tiles, one for each gate; the GRU's new gate has one for the input's share and a last one for the
/// hidden state's.
/// </summary>
internal unsafe struct RecurrentPanels<T>(UnitBlocks<T> blocks, RecurrentKind kind, int gateCount, long features) : IRangeBody where T : unmanaged, INumber<T>
{
    public T* Weight, InputWeight, Panels, Biases;

    /// <summary>The tiles of sums.</summary>
    public readonly int Tiles => kind == RecurrentKind.Gru ? 4 : gateCount;

    /// <summary>Elements of all panels.</summary>
    public readonly long Size => blocks.Count * gateCount * Depth * blocks.Width;

    /// <summary>Elements of all biases.</summary>
    public readonly long BiasSize => blocks.Count * Tiles * blocks.Width;

    private readonly long Depth => features + blocks.Units;

    /// <summary>The tile of a gate's share of the hidden state.</summary>
    public readonly int HiddenTile(int gate) => kind == RecurrentKind.Gru && gate == 2 ? 3 : gate;

    /// <summary>What is multiplied with the inputs.</summary>
    public readonly T* Input(long block, int gate) => Panels + (block * gateCount + gate) * Depth * blocks.Width;

    /// <summary>What is multiplied with the hidden states.</summary>
    public readonly T* Hidden(long block, int gate) => Input(block, gate) + features * blocks.Padded(block);

    /// <summary>What is added to a tile, one block's width.</summary>
    public readonly T* Bias(long block, int tile) => Biases + (block * Tiles + tile) * blocks.Width;

    /// <summary>Collects the biases of each tile; either may be null.</summary>
    public readonly void PackBiases(T* hidden, T* input)
    {
        new Span<T>(Biases, checked((int)BiasSize)).Clear();
        for (long block = 0; block < blocks.Count; block++)
            for (int gate = 0; gate < gateCount; gate++)
            {
                long first = gate * blocks.Units + block * blocks.Width;
                T* of = Bias(block, gate), ofHidden = Bias(block, HiddenTile(gate));
                for (int j = 0; j < blocks.Columns(block); j++)
                {
                    if (input != null) of[j] += input[first + j];
                    if (hidden != null) ofHidden[j] += hidden[first + j];
                }
            }
    }

    /// <inheritdoc/>
    public readonly void Run(long begin, long end)
    {
        long units = blocks.Units;
        for (long block = begin; block < end; block++)
            for (int gate = 0; gate < gateCount; gate++)
            {
                int padded = blocks.Padded(block), columns = blocks.Columns(block);
                if (features > 0)
                    new StridedPanels<T>(InputWeight + gate * units * features, features, 1).Pack(Input(block, gate), padded, block * blocks.Width, columns, 0, features);
                new StridedPanels<T>(Weight + gate * units * units, units, 1).Pack(Hidden(block, gate), padded, block * blocks.Width, columns, 0, units);
            }
    }
}
