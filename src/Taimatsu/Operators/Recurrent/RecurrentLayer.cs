using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The weights of one direction of a recurrent layer: [G·H, I], [G·H, R], [G·H] twice, and for a projected LSTM [R, H].</summary>
internal readonly record struct RecurrentWeights(Tensor Input, Tensor Hidden, Tensor? InputBias, Tensor? HiddenBias, Tensor? Projection)
{
    /// <summary>The numbers of the weights among all inputs of the layer that do exist.</summary>
    public IEnumerable<Tensor?> All => [Input, Hidden, InputBias, HiddenBias, Projection];
}

/// <summary>
/// One layer of a recurrent network, over one or two directions: input [T, I], whose rows lie step after step, and states [D, B, R] (cells [D, B, H]) give
/// [T, D·R], the last states and, for the LSTM, the last cells.
/// </summary>
internal static class RecurrentLayer
{
    public static (Tensor Output, Tensor Hidden, Tensor? Cell) Run(RecurrentKind kind, Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights[] directions, long[] batchSizes)
    {
        if (Fuses(input, hidden, cell, directions)) return FusedRecurrent.Run(kind, input, hidden, cell, directions, batchSizes);
        return RecurrentComposite.Run(kind, input, hidden, cell, directions, batchSizes);
    }

    private static bool Fuses(Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights[] directions)
    {
        if (!input.Backend.FusesRecurrent || input.dtype is not (ScalarType.Float32 or ScalarType.Float64)) return false;
        if (input.numel() == 0 || hidden.numel() == 0 || hidden.dtype != input.dtype || cell is not null && cell.dtype != input.dtype) return false;
        foreach (var direction in directions)
        {
            if (direction.Projection is not null || (direction.InputBias is null) != (direction.HiddenBias is null)) return false;
            foreach (var weight in direction.All)
                if (weight is not null && weight.dtype != input.dtype)
                    return false;
        }
        return true;
    }
}
