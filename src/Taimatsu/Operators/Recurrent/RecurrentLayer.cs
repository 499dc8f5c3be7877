using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The weights of one direction of a recurrent layer: [G·H, I], [G·H, R], [G·H] twice, and for a projected LSTM [R, H].</summary>
internal readonly record struct RecurrentWeights(Tensor Input, Tensor Hidden, Tensor? InputBias, Tensor? HiddenBias, Tensor? Projection)
{
    /// <summary>All five.</summary>
    public IEnumerable<Tensor?> All => [Input, Hidden, InputBias, HiddenBias, Projection];
}

/// <summary>
/// One layer of a recurrent network, over one or two directions: input [T, I], whose rows lie step after step, and states [D, B, R] (cells [D, B, H]) give
/// [T, D·R], the last states and, for the LSTM, the last cells. From rest means that the hidden states begin as zeros: then the first step adds nothing to the gradient of the weights by them.
/// </summary>
internal static class RecurrentLayer
{
    public static (Tensor Output, Tensor Hidden, Tensor? Cell) Run(RecurrentKind kind, Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights[] directions, long[] batchSizes, bool fromRest)
    {
        if (Fuses(kind, input, hidden, cell, directions)) return FusedRecurrent.Run(kind, input, hidden, cell, directions, batchSizes, fromRest);
        return RecurrentComposite.Run(kind, input, hidden, cell, directions, batchSizes);
    }

    // Also that all shapes fit: parameters can be replaced, and kernels check nothing. What does not fit is refused by the composite's products.
    private static bool Fuses(RecurrentKind kind, Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights[] directions)
    {
        if (!input.Backend.FusesRecurrent || input.dtype is not (ScalarType.Float32 or ScalarType.Float64)) return false;
        if (input.numel() == 0 || hidden.numel() == 0 || hidden.dtype != input.dtype || hidden.device != input.device) return false;
        if (cell is not null && (cell.dtype != input.dtype || cell.device != input.device || !cell.Layout.SameSizes(hidden.Layout))) return false;
        long units = hidden.size(2), rows = kind switch { RecurrentKind.Lstm => 4, RecurrentKind.Gru => 3, _ => 1 } * units;
        foreach (var (byInput, byHidden, inputBias, hiddenBias, projection) in directions)
        {
            if (projection is not null || (inputBias is null) != (hiddenBias is null)) return false;
            if (!Is(byInput, rows, input.size(1)) || !Is(byHidden, rows, units)) return false;
            if (inputBias is not null && (!Is(inputBias, rows) || !Is(hiddenBias!, rows))) return false;
        }
        return true;

        bool Is(Tensor weight, params ReadOnlySpan<long> sizes) => weight.dtype == input.dtype && weight.device == input.device && weight.Layout.Sizes.SequenceEqual(sizes);
    }
}
