using Taimatsu.Backends;
using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>What RNNCell, LSTMCell and GRUCell share: a recurrent layer of one step.</summary>
internal static class RecurrentCell
{
    /// <summary>The kind of cell with a nonlinearity.</summary>
    public static RecurrentKind Kind(torch.nn.NonLinearities nonlinearity) => nonlinearity == torch.nn.NonLinearities.ReLU ? RecurrentKind.RnnRelu : RecurrentKind.RnnTanh;

    /// <summary>A nonlinearity by PyTorch's name.</summary>
    public static torch.nn.NonLinearities Named(string nonlinearity) => nonlinearity switch
    {
        "tanh" => torch.nn.NonLinearities.Tanh,
        "relu" => torch.nn.NonLinearities.ReLU,
        _ => throw new ArgumentException($"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'."),
    };

    /// <summary>Draws first values for the parameters in their order.</summary>
    public static void Reset(long hiddenSize, params ReadOnlySpan<Parameter?> parameters)
    {
        double bound = hiddenSize > 0 ? 1 / Math.Sqrt(hiddenSize) : 0;
        foreach (var parameter in parameters)
            if (parameter is not null) torch.nn.init.uniform_(parameter, -bound, bound);
    }

    /// <summary>A parameter of these sizes.</summary>
    public static Parameter New(long rows, long columns, Device? device, ScalarType? type) => new(torch.empty(rows, columns, type, device));

    /// <summary>A bias, or none.</summary>
    public static Parameter? NewBias(bool wanted, long rows, Device? device, ScalarType? type) => wanted ? new(torch.empty(rows, type, device)) : null;

    /// <summary>Input [N, I] or [I], states [N, H] or [H].</summary>
    public static (Tensor Hidden, Tensor? Cell) Run(string name, RecurrentKind kind, Tensor input, Tensor? hidden, Tensor? cell, long inputSize, long hiddenSize, in RecurrentWeights weights)
    {
        if (input.ndim is not (1 or 2)) throw new ArgumentException($"{name}: Expected input to be 1D or 2D, got {input.ndim}D instead");
        CheckRank(name, kind, hidden, 0);
        CheckRank(name, kind, cell, 1);
        bool batched = input.ndim == 2;
        if (!batched) input = input.unsqueeze(0);
        if (input.size(1) != inputSize) throw new ArgumentException($"input has inconsistent input_size: got {input.size(1)} expected {inputSize}");
        bool fromRest = hidden is null;
        hidden = State(hidden, input, hiddenSize, 0);
        if (kind == RecurrentKind.Lstm) cell = State(cell, input, hiddenSize, 1);
        var (_, lastHidden, lastCell) = RecurrentLayer.Run(kind, input, hidden.unsqueeze(0), cell?.unsqueeze(0), [weights], [input.size(0)], fromRest);
        (lastHidden, lastCell) = (lastHidden[0], lastCell?[0]);
        if (!batched) (lastHidden, lastCell) = (lastHidden[0], lastCell?[0]);
        Tensor.Settle([lastHidden, lastCell], [input, hidden, cell]);
        return (lastHidden, lastCell);
    }

    private static void CheckRank(string name, RecurrentKind kind, Tensor? state, int number)
    {
        if (state is null || state.ndim is 1 or 2) return;
        string what = kind == RecurrentKind.Lstm ? $"hx[{number}]" : "hidden";
        throw new ArgumentException($"{name}: Expected {what} to be 1D or 2D, got {state.ndim}D instead");
    }

    private static Tensor State(Tensor? state, Tensor input, long hiddenSize, int number)
    {
        if (state is null) return torch.zeros(input.size(0), hiddenSize, dtype: input.dtype, device: input.device);
        if (state.ndim == 1) state = state.unsqueeze(0);
        if (state.size(0) != input.size(0)) throw new ArgumentException($"Input batch size {input.size(0)} doesn't match hidden{number} batch size {state.size(0)}");
        if (state.size(1) != hiddenSize) throw new ArgumentException($"hidden{number} has inconsistent hidden_size: got {state.size(1)}, expected {hiddenSize}");
        return state;
    }
}
