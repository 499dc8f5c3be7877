namespace Taimatsu.Backends;

/// <summary>The recurrent cells that backends know.</summary>
internal enum RecurrentKind
{
    /// <summary>tanh of the sum.</summary>
    RnnTanh,

    /// <summary>max(0, sum).</summary>
    RnnRelu,

    /// <summary>Gates input, forget, cell, output.</summary>
    Lstm,

    /// <summary>Gates reset, update, new.</summary>
    Gru,
}

/// <summary>
/// One direction of a recurrent layer over all steps. The rows of all T = Σ BatchSizes rows lie step after step, the sequences of a step in the same order,
/// longest first, so batch sizes never grow. G is the cell's number of gates. Of float32 or float64; contiguous unless said otherwise.
/// </summary>
internal readonly struct RecurrentRun
{
    public required RecurrentKind Kind { get; init; }

    /// <summary>The last step comes first.</summary>
    public required bool Reverse { get; init; }

    /// <summary>Whether <see cref="Gates"/> and <see cref="Cells"/> must hold afterwards what the way back needs.</summary>
    public required bool KeepsGates { get; init; }

    /// <summary>The sequences of each step.</summary>
    public required long[] BatchSizes { get; init; }

    /// <summary>The inputs of all steps, [T, I]; not looked at on the way back.</summary>
    public required Operand Input { get; init; }

    /// <summary>[G·H, I].</summary>
    public required Operand InputWeight { get; init; }

    /// <summary>[G·H], added to the input's share; empty for none.</summary>
    public required Operand InputBias { get; init; }

    /// <summary>[T, G·H]: room to work in, and afterwards (LSTM and GRU) the gates, if they are kept.</summary>
    public required Operand Gates { get; init; }

    /// <summary>[G·H, H].</summary>
    public required Operand Weight { get; init; }

    /// <summary>[G·H], added to the hidden state's share; empty for none.</summary>
    public required Operand Bias { get; init; }

    /// <summary>The hidden states at first, [B, H].</summary>
    public required Operand FirstHidden { get; init; }

    /// <summary>The LSTM's cells at first, [B, H]; otherwise not looked at.</summary>
    public required Operand FirstCell { get; init; }

    /// <summary>The hidden states of all steps, [T, H], with neighbours along the last dimension.</summary>
    public required Operand Output { get; init; }

    /// <summary>The LSTM's cells of all steps, [T, H]; for the GRU the hidden state's share of the new gate; otherwise not looked at.</summary>
    public required Operand Cells { get; init; }
}

/// <summary>The gradients that belong to a <see cref="RecurrentRun"/>.</summary>
internal readonly struct RecurrentGradients
{
    /// <summary>That of the output, [T, H], with neighbours along the last dimension.</summary>
    public required Operand Output { get; init; }

    /// <summary>[B, H]: that of the last hidden states, and afterwards, if it is wanted, that of the first.</summary>
    public required Operand Hidden { get; init; }

    /// <summary>Whether the gradient of the first hidden states is wanted.</summary>
    public required bool WantsHidden { get; init; }

    /// <summary>[B, H]: that of the LSTM's last cells, and afterwards that of the first; otherwise not looked at.</summary>
    public required Operand Cell { get; init; }

    /// <summary>That of the inputs' share of the gates, to be written, [T, G·H]. It may be the run's gates themselves.</summary>
    public required Operand Gates { get; init; }

    /// <summary>That of the hidden state's share of the gates, to be written, [T, G·H]: for the GRU; otherwise both are one, and this is not looked at.</summary>
    public required Operand HiddenGates { get; init; }

    /// <summary>That of the inputs, to be written, [T, I]; empty if it is not wanted.</summary>
    public required Operand Input { get; init; }

    /// <summary>Whether the gradient of the inputs is added to what is there.</summary>
    public required bool AddsToInput { get; init; }
}

internal abstract partial class Backend
{
    /// <summary>Whether <see cref="TryRecurrent"/> and <see cref="TryRecurrentBackward"/> exist.</summary>
    public virtual bool FusesRecurrent => false;

    /// <summary>Walks all steps; the last states go to <paramref name="lastHidden"/> and <paramref name="lastCell"/>, [B, H], the latter for the LSTM alone.</summary>
    public virtual bool TryRecurrent(in RecurrentRun run, in Operand lastHidden, in Operand lastCell) => false;

    /// <summary>Walks all steps backwards, after <see cref="TryRecurrent"/>.</summary>
    public virtual bool TryRecurrentBackward(in RecurrentRun run, in RecurrentGradients gradients) => false;
}
